/* SPDX-License-Identifier: MIT */
#include "base/arena.h"

#include "unit.h"

enum { PIECES = 100, PIECE_BYTES = 1000 };

static size_t fill(struct arena *arena)
{
    size_t set = 0;

    for (int i = 0; i < PIECES; i++) {
        unsigned char *piece = arena_take(arena, PIECE_BYTES);
        assert_non_null(piece);
        for (size_t k = 0; k < PIECE_BYTES; k++) {
            set += piece[k] != 0 ? 1 : 0;
        }
        memset(piece, 0xA5, PIECE_BYTES);
    }
    return set;
}

static void asks_for_nothing_more_after_resets(void **state)
{
    (void)state;
    struct arena arena = {0};

    (void)fill(&arena);
    arena_reset(&arena);
    (void)fill(&arena);
    size_t total = arena.total;
    const struct arena_block *block = arena.blocks;
    arena_reset(&arena);
    (void)fill(&arena);

    assert_true(total >= (size_t)PIECES * PIECE_BYTES);
    assert_int_equal(arena.total, total);
    assert_ptr_equal(arena.blocks, block);
    arena_finish(&arena);
}

static void gives_zeroed_memory_after_a_reset(void **state)
{
    (void)state;
    struct arena arena = {0};

    assert_int_equal(fill(&arena), 0);
    arena_reset(&arena);
    assert_int_equal(fill(&arena), 0);
    arena_reset(&arena);
    assert_int_equal(fill(&arena), 0);
    arena_finish(&arena);
}

static void forgets_a_failure_with_a_reset(void **state)
{
    (void)state;
    struct arena arena = {0};

    assert_non_null(arena_take(&arena, 1));
    arena.has_failed = true;
    arena_reset(&arena);
    assert_false(arena.has_failed);
    arena_finish(&arena);
}

static void joins_texts_and_writes_integers(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct text nothing = {0};
    static const int64_t numbers[] = {0, 7, -1, 1234567890123, INT64_MAX, INT64_MIN};

    const struct text texts[] = {TEXT("东镇"), nothing, TEXT("/"), TEXT("a")};
    struct text joined = arena_join(&arena, texts, 4);
    assert_string_equal(joined.at, "东镇/a");
    assert_int_equal(joined.len, strlen("东镇/a"));
    assert_int_equal(arena_join(&arena, &nothing, 1).len, 0);
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        struct text expected = arena_printf(&arena, "%lld", (long long)numbers[i]);
        assert_string_equal(arena_integer(&arena, numbers[i]).at, expected.at);
    }
    arena_finish(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(asks_for_nothing_more_after_resets),
        cmocka_unit_test(gives_zeroed_memory_after_a_reset),
        cmocka_unit_test(forgets_a_failure_with_a_reset),
        cmocka_unit_test(joins_texts_and_writes_integers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
