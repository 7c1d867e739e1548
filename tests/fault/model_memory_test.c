/* SPDX-License-Identifier: MIT */
/*
 * The nth allocation fails while a board is made of another one, written down and compared with
 * it, for n = 1, 2, 3 ...: there is the right board, the right text and the right patch, or none;
 * and the board before is what it was.
 */
#include <cjson/cJSON.h>

#include "base/err.h"
#include "model/board.h"
#include "model/json.h"
#include "unit.h"

#include "failing_memory.h"

enum { ENTRIES = 60 };

static void key_of(unsigned i, char key[32])
{
    (void)snprintf(key, 32, "东镇/第%02u率", i);
}

static bool put_entry(struct board_builder *builder, unsigned i, unsigned version, struct err *err)
{
    struct board_note note = {.changes_utc_ms = 1000 + i, .doubts = i % 3};
    char key[32];
    char json[200];

    key_of(i, key);
    (void)snprintf(json, sizeof(json),
                   "{\"name\":\"率 \\\"甲\\\"\",\"source\":{\"file\":\"%u.csv\"},\"value\":%u}",
                   version, i * 7 + version);
    return board_builder_put(builder, BOARD_INDICATOR, text_of(key), text_of(json), &note, err);
}

static bool put_title(struct board_builder *builder, const char *title, struct err *err)
{
    cJSON *value = cJSON_CreateString(title);

    return value ? board_builder_put_value(builder, BOARD_MEMBER, TEXT("title"), value, err)
                 : err_set(err, ERR_NO_MEMORY, "title");
}

/* Every third entry changes, every fifth goes, some come, and so does a campaign. */
static bool fill_next(struct board_builder *builder, struct err *err)
{
    char key[32];

    for (unsigned i = 0; i < ENTRIES + 10; i++) {
        if (i % 5 == 4) {
            key_of(i, key);
            board_builder_remove(builder, BOARD_INDICATOR, text_of(key));
        } else if ((i % 3 == 0 || i >= ENTRIES) && !put_entry(builder, i, 2, err)) {
            return false;
        }
    }
    cJSON *campaign = cJSON_CreateObject();
    return (campaign || err_set(err, ERR_NO_MEMORY, "campaign")) &&
           board_builder_put_value(builder, BOARD_CAMPAIGN, TEXT("东镇/2017 质量月"), campaign,
                                   err) &&
           put_title(builder, "看板 2", err);
}

/* NULL: without memory. */
static struct board *make(struct board *previous,
                          bool (*fill)(struct board_builder *, struct err *), struct err *err)
{
    struct board_builder *builder = board_builder_create(previous);
    struct board *board = NULL;

    if (!builder) {
        err_set(err, ERR_NO_MEMORY, "builder");
        return NULL;
    }
    if (fill(builder, err)) {
        board = board_builder_finish(builder);
        if (!board) {
            err_set(err, ERR_NO_MEMORY, "board");
        }
    }
    if (!board) {
        board_builder_destroy(builder);
    }
    return board;
}

static bool fill_first(struct board_builder *builder, struct err *err)
{
    for (unsigned i = 0; i < ENTRIES; i++) {
        if (!put_entry(builder, i, 1, err)) {
            return false;
        }
    }
    return put_title(builder, "看板", err);
}

/* The boards as texts, and the patch between them. */
struct texts {
    struct buffer first;
    struct buffer next;
    struct buffer patch;
    struct buffer patched;
    struct buffer pieces; /* of the next, with rests */
};

static void texts_finish(struct texts *texts)
{
    buffer_finish(&texts->first);
    buffer_finish(&texts->next);
    buffer_finish(&texts->patch);
    buffer_finish(&texts->patched);
    buffer_finish(&texts->pieces);
}

static bool write_pieces(struct board *board, struct buffer *out)
{
    struct board_writer *writer = board_writer_create(board);
    bool is_over = false;
    bool ok = writer != NULL;

    while (ok && !is_over) {
        ok = board_writer_write(writer, out->len + 100, out, &is_over);
    }
    board_writer_destroy(writer);
    return ok;
}

static bool patch_text(struct texts *texts, struct err *err)
{
    struct board_past past = {0};
    bool ok = board_past_begin(&past, buffer_text(&texts->first), err) &&
              board_past_apply(&past, buffer_text(&texts->patch), err) &&
              board_past_append(&past, &texts->patched, err);

    board_past_end(&past);
    return ok;
}

/* Makes both boards and their texts. */
static bool work(struct texts *texts, struct err *err)
{
    bool is_empty = false;
    struct board *first = make(NULL, fill_first, err);
    struct board *next = first ? make(first, fill_next, err) : NULL;
    bool ok = next != NULL;

    ok = ok && ((board_append_json(first, &texts->first) && board_append_json(next, &texts->next) &&
                 write_pieces(next, &texts->pieces) &&
                 board_append_patch(first, next, SIZE_MAX, &texts->patch, &is_empty)) ||
                err_set(err, ERR_NO_MEMORY, "texts"));
    ok = ok && patch_text(texts, err);
    board_release(next);
    board_release(first);
    return ok;
}

/* Reading tells no difference between damage and want of memory. */
static bool is_for_want_of_memory(const struct err *err)
{
    return err->kind == ERR_NO_MEMORY || err->kind == ERR_IO;
}

static void boards_and_patches_are_right_or_not_there(void **state)
{
    (void)state;
    struct texts calm = {0};
    struct err err = {0};
    bool was_reached = true;
    assert_true(work(&calm, &err));
    assert_string_equal(calm.patched.bytes, calm.next.bytes);

    for (unsigned tries = 0, nth = 1; was_reached; tries++, nth += tries % 2 == 0) {
        struct texts texts = {0};
        (tries % 2 == 0 ? fail_nth : fail_from)(nth);
        bool ok = work(&texts, &err);
        was_reached = fail_end();

        if (ok) {
            assert_string_equal(texts.first.bytes, calm.first.bytes);
            assert_string_equal(texts.next.bytes, calm.next.bytes);
            assert_string_equal(texts.patch.bytes, calm.patch.bytes);
            assert_string_equal(texts.pieces.bytes, calm.next.bytes);
            assert_string_equal(texts.patched.bytes, calm.patched.bytes);
        } else {
            assert_true(was_reached);
            assert_true(is_for_want_of_memory(&err));
        }
        texts_finish(&texts);
    }
    texts_finish(&calm);
}

static void a_board_that_could_not_be_followed_is_what_it_was(void **state)
{
    (void)state;
    struct err err = {0};
    struct buffer before = {0};
    struct buffer after = {0};
    bool was_reached = true;
    struct board *first = make(NULL, fill_first, &err);
    assert_true(board_append_json(first, &before));

    for (unsigned nth = 1; was_reached; nth++) {
        fail_nth(nth);
        struct board *next = make(first, fill_next, &err);
        was_reached = fail_end();

        buffer_clear(&after);
        assert_true(board_append_json(first, &after));
        assert_string_equal(after.bytes, before.bytes);
        assert_int_equal(board_count(first, BOARD_INDICATOR), ENTRIES);
        board_release(next);
    }
    board_release(first);
    buffer_finish(&before);
    buffer_finish(&after);
}

static bool count_visit(void *owner, struct text key, const struct cJSON *value)
{
    (void)key;
    assert_non_null(value);
    ++*(unsigned *)owner;
    return true;
}

static void a_walk_visits_all_or_says_that_it_did_not(void **state)
{
    (void)state;
    struct err err = {0};
    bool was_reached = true;

    for (unsigned nth = 1; was_reached; nth++) {
        struct board *board = make(NULL, fill_first, &err);
        unsigned all = 0;
        unsigned due = 0;
        fail_nth(nth);
        bool saw_all = board_each(board, BOARD_INDICATOR, count_visit, &all);
        bool saw_due = board_each_due(board, BOARD_INDICATOR, 1029, count_visit, &due);
        was_reached = fail_end();

        assert_true(saw_all ? all == ENTRIES : all < ENTRIES);
        assert_true(saw_due ? due == 30 : due < 30);
        assert_true(was_reached || (saw_all && saw_due));
        board_release(board);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(boards_and_patches_are_right_or_not_there),
        cmocka_unit_test(a_board_that_could_not_be_followed_is_what_it_was),
        cmocka_unit_test(a_walk_visits_all_or_says_that_it_did_not),
    };

    fail_hook_cjson();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
