/* SPDX-License-Identifier: MIT */
/*
 * Lets the nth allocation fail: the program's own, which the build wraps (plumb_fault_test with
 * MEMORY), and those of SQLite and cJSON by their own hooks.
 *
 *     for (unsigned nth = 1;; nth++) {
 *         fail_nth(nth);
 *         bool ok = work(&err);
 *         if (!fail_end()) -> the work needs fewer allocations than nth: all of them have failed
 * once
 *
 * fail_from lets all fail from the nth on, as where memory has come to its end.
 *
 * One source file of a program may include it. Any thread may allocate.
 */
#ifndef PLUMB_TESTS_FAULT_FAILING_MEMORY_H
#define PLUMB_TESTS_FAULT_FAILING_MEMORY_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

static atomic_uint fail_countdown; /* 0: nothing fails */
static atomic_bool fail_lasts;
static atomic_bool fail_was_reached;
static atomic_bool fail_has_thread;
static pthread_t fail_thread;

/* The nth allocation from now on fails; 0: none. */
static inline void fail_nth(unsigned nth)
{
    fail_was_reached = false;
    fail_lasts = false;
    fail_countdown = nth;
}

/* The nth and all behind it. */
static inline void fail_from(unsigned nth)
{
    fail_nth(nth);
    fail_lasts = true;
}

/* What a test itself does between is not counted: fail_resume with what fail_pause gave. */
static inline unsigned fail_pause(void)
{
    return atomic_exchange(&fail_countdown, 0);
}

static inline void fail_resume(unsigned paused)
{
    fail_countdown = paused;
}

/* From now on nothing fails on other threads than this one. */
static inline void fail_only_here(void)
{
    fail_thread = pthread_self();
    fail_has_thread = true;
}

/* From now on all succeed. True if one has failed. */
static inline bool fail_end(void)
{
    fail_countdown = 0;
    return fail_was_reached;
}

static inline bool fail_is_due(void)
{
    if (fail_has_thread && pthread_equal(fail_thread, pthread_self()) == 0) {
        return false;
    }
    unsigned left = atomic_load(&fail_countdown);

    while (left > (fail_lasts ? 1U : 0U) &&
           !atomic_compare_exchange_weak(&fail_countdown, &left, left - 1)) {
    }
    if (left != 1) {
        return false;
    }
    fail_was_reached = true;
    return true;
}

void *__real_malloc(size_t len);
void *__real_calloc(size_t count, size_t len);
void *__real_realloc(void *old, size_t len);
char *__real_strdup(const char *str);
void *__wrap_malloc(size_t len);
void *__wrap_calloc(size_t count, size_t len);
void *__wrap_realloc(void *old, size_t len);
char *__wrap_strdup(const char *str);

void *__wrap_malloc(size_t len)
{
    return fail_is_due() ? NULL : __real_malloc(len);
}

void *__wrap_calloc(size_t count, size_t len)
{
    return fail_is_due() ? NULL : __real_calloc(count, len);
}

void *__wrap_realloc(void *old, size_t len)
{
    return fail_is_due() ? NULL : __real_realloc(old, len);
}

char *__wrap_strdup(const char *str)
{
    return fail_is_due() ? NULL : __real_strdup(str);
}

#ifdef SQLITE_VERSION

static sqlite3_mem_methods fail_sqlite_methods;

static void *fail_sqlite_malloc(int len)
{
    return fail_is_due() ? NULL : fail_sqlite_methods.xMalloc(len);
}

static void *fail_sqlite_realloc(void *old, int len)
{
    return fail_is_due() ? NULL : fail_sqlite_methods.xRealloc(old, len);
}

/* Before anything of SQLite is used. False if it refuses. */
static inline bool fail_hook_sqlite(void)
{
    sqlite3_mem_methods methods;

    (void)sqlite3_shutdown();
    if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &fail_sqlite_methods) != SQLITE_OK) {
        return false;
    }
    methods = fail_sqlite_methods;
    methods.xMalloc = fail_sqlite_malloc;
    methods.xRealloc = fail_sqlite_realloc;
    return sqlite3_config(SQLITE_CONFIG_MALLOC, &methods) == SQLITE_OK;
}

#endif

#ifdef CJSON_VERSION_MAJOR

static inline void fail_hook_cjson(void)
{
    cJSON_Hooks hooks = {.malloc_fn = malloc, .free_fn = free}; /* the wrapped one */

    cJSON_InitHooks(&hooks);
}

#endif

#endif
