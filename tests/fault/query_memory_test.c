/* SPDX-License-Identifier: MIT */
/*
 * The nth allocation of an answer fails, for n = 1, 2, 3 ...: the answer says so, or it is whole.
 * It never leaves out a fault, a version or a point as if there were none.
 */
#include <cjson/cJSON.h>

#include "job_world.h"

#include "app/query_answer.h"
#include "app/receipt.h"

#include "failing_memory.h"

#define BROKEN                                                                                     \
    "指标,时期,抽检数,合格数\n甲率,2025-09,50,52\n乙率,2025-09,50,48\n丙率,2025-09,50,\"4\"8\n"
#define PARTIAL "指标,时期,地区,抽检数,合格数\n甲率,2025-09,东镇,50,52\n乙率,2025-09,东镇,50,48\n"

struct answers {
    struct world world;
    struct store *reader;
};

static int make_answers(void **state)
{
    struct answers *answers = calloc(1, sizeof(*answers));
    struct err err = {0};
    size_t count = 0;
    const struct template_file *templates = template_list(&count);

    clock_fix_for_test(WORLD_BEGINS_MS);
    world_init(&answers->world);
    world_start(&answers->world);
    for (size_t i = 0; i < count; i++) {
        world_write(&answers->world, templates[i].name, templates[i].content);
        world_run(&answers->world, JOB_TAKE, templates[i].name);
    }
    world_write(&answers->world, "坏.csv", TEXT(BROKEN));
    world_run(&answers->world, JOB_TAKE, "坏.csv");
    world_write(&answers->world, "半.csv", TEXT(PARTIAL));
    world_run(&answers->world, JOB_TAKE, "半.csv");
    world_write(&answers->world, "半.csv", TEXT(PARTIAL "丙率,2025-09,西镇,50,49\n"));
    world_run(&answers->world, JOB_TAKE, "半.csv");
    answers->reader = store_open_reader(answers->world.state, NULL, &err);
    assert_non_null(answers->reader);
    *state = answers;
    return 0;
}

static int remove_answers(void **state)
{
    struct answers *answers = *state;

    store_close(answers->reader);
    world_finish(&answers->world);
    free(answers);
    clock_fix_for_test(-1);
    return 0;
}

/* A question, with a file that waits. NULL without memory. */
static struct query *ask(const struct answers *answers, enum query_kind kind, const char *name,
                         const char *waiting)
{
    struct query *query = query_create(kind, text_of(name));

    if (query) {
        query->at_utc_ms = WORLD_BEGINS_MS;
        query->board = board_share(answers->world.board);
        query->compute_options = compute_default_options();
        query->compute_options.place = answers->world.config.place;
        if (waiting) {
            query_add_live(query, waiting, "settling", 100);
        }
    }
    return query;
}

struct question {
    enum query_kind kind;
    const char *name;
    const char *waiting;
};

/* A board of the past that cannot be read may be damaged as well. */
static bool is_for_want_of_memory(const struct query *query)
{
    return query->err.kind == ERR_NO_MEMORY ||
           (query->kind == QUERY_BOARD_AT && query->err.kind == ERR_IO &&
            text_find(text_of(query->err.text), "out of memory") >= 0);
}

/* One try. True if some allocation was still to fail. */
static bool answers_soundly_at(const struct answers *answers, const struct question *question,
                               unsigned nth, bool is_lasting, struct text expected)
{
    (is_lasting ? fail_from : fail_nth)(nth);
    struct query *query = ask(answers, question->kind, question->name, question->waiting);
    bool ok = query && query_answer(query, answers->reader);
    bool was_reached = fail_end();

    if (ok) {
        if (!text_equal(buffer_text(&query->body), expected)) {
            fail_msg("%s, allocation %u:\n%s\ninstead of\n%.*s", question->name, nth,
                     query->body.bytes, TEXT_ARG(expected));
        }
    } else {
        if (!was_reached || (query && !is_for_want_of_memory(query))) {
            fail_msg("%s, allocation %u: %s", question->name, nth,
                     query ? query->err.text : "no query");
        }
    }
    if (query) {
        query_destroy(query);
    }
    return was_reached;
}

static void an_answer_is_whole_or_says_that_memory_is_missing(void **state)
{
    const struct answers *answers = *state;
    static const struct question questions[] = {
        {QUERY_FILES, "", "新.csv"},
        {QUERY_FILES, "", "半.csv"},
        {QUERY_FILE, "坏.csv", NULL},
        {QUERY_FILE, "半.csv", "半.csv"},
        {QUERY_FILE, "新.csv", "新.csv"},
        {QUERY_FILE, "inspections.csv", NULL},
        {QUERY_HISTORY, "东镇/食品监督抽检合格率/蔬菜", NULL},
        {QUERY_HISTORY_CSV, "东镇/食品监督抽检合格率/蔬菜", NULL},
        {QUERY_BOARD_AT, "", NULL},
        {QUERY_BOARD_CSV, "", NULL},
    };

    for (size_t i = 0; i < sizeof(questions) / sizeof(questions[0]); i++) {
        const struct question *question = &questions[i];
        struct query *calm = ask(answers, question->kind, question->name, question->waiting);
        if (!query_answer(calm, answers->reader)) {
            fail_msg("%s: %s", question->name, calm->err.text);
        }

        for (unsigned lasting = 0; lasting < 2; lasting++) {
            unsigned nth = 1;
            while (answers_soundly_at(answers, question, nth, lasting, buffer_text(&calm->body))) {
                nth += 1 + nth / 200;
            }
            assert_true(nth > 5);
        }

        query_destroy(calm);
    }
}

/* The text for people, which is also what lies beside the share. */
static void a_receipt_as_text_is_whole_or_not_there(void **state)
{
    const struct answers *answers = *state;
    struct buffer calm = {0};
    bool was_reached = true;

    for (unsigned nth = 0; was_reached; nth++) {
        struct buffer text = {0};
        struct err err = {0};
        fail_nth(nth);
        struct receipt *receipt = receipt_create();
        bool ok = receipt && receipt_read(receipt, answers->reader, TEXT("半.csv"), 0, &err) &&
                  receipt_append_text(receipt, LANGUAGE_ZH, &text);
        was_reached = fail_end() || nth == 0;

        if (nth == 0) {
            assert_true(ok);
            buffer_append_text(&calm, buffer_text(&text));
        } else if (ok) {
            assert_string_equal(text.bytes, calm.bytes);
        }
        receipt_destroy(receipt);
        buffer_finish(&text);
    }
    buffer_finish(&calm);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_answer_is_whole_or_says_that_memory_is_missing,
                                        make_answers, remove_answers),
        cmocka_unit_test_setup_teardown(a_receipt_as_text_is_whole_or_not_there, make_answers,
                                        remove_answers),
    };

    fail_hook_cjson();
    if (!fail_hook_sqlite()) {
        return 1;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
