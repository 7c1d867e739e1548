/* SPDX-License-Identifier: MIT */
#include "store/fixture.h"

static bool append_version(void *owner, const struct stored_version *version, struct err *err)
{
    (void)err;
    return buffer_printf(owner, "%.*s %u %s %u/%u/%u/%u faulty %u moved %u\n",
                         TEXT_ARG(version->file), version->version, drop_state_name(version->state),
                         version->rows_new, version->rows_changed, version->rows_same,
                         version->rows_removed, version->rows_faulty, version->moved_count);
}

static const char *files(struct fixture *fixture)
{
    struct err err;

    buffer_clear(&fixture->text);
    assert_true(store_each_file(fixture->store, append_version, &fixture->text, &err));
    return fixture->text.bytes;
}

static const char *versions(struct fixture *fixture, const char *file, uint32_t version)
{
    struct err err;

    buffer_clear(&fixture->text);
    assert_true(store_each_version(fixture->store, text_of(file), version, append_version,
                                   &fixture->text, &err));
    return fixture->text.bytes;
}

static void rename_to(struct fixture *fixture, const char *from, const char *to)
{
    struct err err;
    char sha256[65];
    struct drop_info drop = drop_of(fixture, to, sha256);
    int64_t drop_id = 0;

    if (!store_begin(fixture->store, &err) ||
        !store_rename(fixture->store, text_of(from), &drop, &drop_id, &err) || drop_id == 0 ||
        !store_commit(fixture->store, &err)) {
        fail_msg("%s", err.text);
    }
}

static void every_version_is_listed_newest_first(void **state)
{
    struct fixture *fixture = *state;
    DROP(fixture, "a.csv", {"率", "甲", "2017", 1, 9, 0}, {"率", "乙", "2017", 2, 9, 0});
    DROP(fixture, "b.csv", {"率", "丙", "2017", 1, 9, 0});
    DROP(fixture, "a.csv", {"率", "甲", "2017", 3, 9, 0}, {"率", "乙", "2017", 2, 9, 0},
         {"率", "乙", "2018", -1, 0, 0});
    withdraw(fixture, "a.csv");

    assert_string_equal(versions(fixture, "a.csv", 0),
                        "a.csv 3 withdrawn 0/0/0/2 faulty 0 moved 0\n"
                        "a.csv 2 partial 0/1/1/0 faulty 1 moved 0\n"
                        "a.csv 1 taken 2/0/0/0 faulty 0 moved 0\n");
    assert_string_equal(versions(fixture, "a.csv", 1), "a.csv 1 taken 2/0/0/0 faulty 0 moved 0\n");
    assert_string_equal(files(fixture), "a.csv 3 withdrawn 0/0/0/2 faulty 0 moved 0\n"
                                        "b.csv 1 taken 1/0/0/0 faulty 0 moved 0\n");
}

static bool note_taken(void *owner, const struct stored_version *version, struct err *err)
{
    (void)err;
    *(int64_t *)owner = version->taken_utc_ms;
    return true;
}

static void what_was_refused_was_never_taken(void **state)
{
    struct fixture *fixture = *state;
    struct err err;
    int64_t taken_utc_ms = 1;
    DROP(fixture, "a.csv", {"率", "甲", "2017", -1, 0, 0});

    assert_true(store_each_file(fixture->store, note_taken, &taken_utc_ms, &err));

    assert_int_equal(taken_utc_ms, 0);
}

static void seeing_the_same_content_again_makes_no_version(void **state)
{
    struct fixture *fixture = *state;
    struct err err;
    char sha256[65];
    bool is_known = false;
    DROP(fixture, "a.csv", {"率", "甲", "2017", 1, 9, 0});
    struct drop_info drop = drop_of(fixture, "a.csv", sha256);

    assert_true(store_begin(fixture->store, &err));
    assert_true(store_note_seen(fixture->store, &drop, &err));
    assert_true(store_commit(fixture->store, &err));

    assert_string_equal(files(fixture), "a.csv 1 unchanged 1/0/0/0 faulty 0 moved 0\n");
    assert_true(
        store_knows_identity(fixture->store, TEXT("a.csv"), &drop.identity, &is_known, &err));
    assert_true(is_known);
    assert_string_equal(in_force(fixture), "率 甲 2017 1/9 a.csv:1:2\n");
}

static void a_renamed_file_keeps_rows_and_history(void **state)
{
    struct fixture *fixture = *state;
    DROP(fixture, "a.csv", {"率", "甲", "2017", 1, 9, 0});
    DROP(fixture, "a.csv", {"率", "甲", "2017", 2, 9, 0});

    rename_to(fixture, "a.csv", "b.csv");

    assert_string_equal(in_force(fixture), "率 甲 2017 2/9 b.csv:2:2\n");
    assert_string_equal(files(fixture), "b.csv 2 taken 0/1/0/0 faulty 0 moved 0\n");
    DROP(fixture, "b.csv", {"率", "甲", "2017", 3, 9, 0});
    assert_string_equal(in_force(fixture), "率 甲 2017 3/9 b.csv:3:2\n");
}

static void a_rename_joins_the_history_of_a_withdrawn_name(void **state)
{
    struct fixture *fixture = *state;
    DROP(fixture, "b.csv", {"率", "乙", "2017", 1, 9, 0});
    withdraw(fixture, "b.csv");
    DROP(fixture, "a.csv", {"率", "甲", "2017", 1, 9, 0});

    rename_to(fixture, "a.csv", "b.csv");

    assert_string_equal(in_force(fixture), "率 甲 2017 1/9 b.csv:3:2\n");
    assert_string_equal(versions(fixture, "b.csv", 0),
                        "b.csv 3 taken 1/0/0/0 faulty 0 moved 0\n"
                        "b.csv 2 withdrawn 0/0/0/1 faulty 0 moved 0\n"
                        "b.csv 1 taken 1/0/0/0 faulty 0 moved 0\n");
    assert_string_equal(versions(fixture, "a.csv", 0) ? fixture->text.bytes : "", "");
}

static void the_same_content_is_found_under_another_name(void **state)
{
    struct fixture *fixture = *state;
    struct err err;
    char sha256[65];
    DROP(fixture, "a.csv", {"率", "甲", "2017", 1, 9, 0});
    (void)snprintf(sha256, sizeof(sha256), "%064u", fixture->drops);
    buffer_clear(&fixture->text);

    assert_true(
        store_find_same_content(fixture->store, TEXT("a.csv"), sha256, &fixture->text, &err));
    assert_int_equal(fixture->text.len, 0);
    assert_true(
        store_find_same_content(fixture->store, TEXT("b.csv"), sha256, &fixture->text, &err));

    assert_string_equal(fixture->text.bytes, "a.csv");
}

/* --- faults and doubts --- */

static bool append_fault(void *owner, const struct fault *fault, struct err *err)
{
    (void)err;
    return buffer_printf(owner, "%s %u %d %.*s=%.*s %.*s %.*s %.*s\n", fault_kind_name(fault->kind),
                         fault->line, fault->cell_index, TEXT_ARG(fault->column),
                         TEXT_ARG(fault->cell), TEXT_ARG(fault->indicator), TEXT_ARG(fault->place),
                         TEXT_ARG(fault->period));
}

static bool append_doubt(void *owner, const struct fault *fault, const struct row_source *source,
                         struct err *err)
{
    return buffer_printf(owner, "%.*s:%u ", TEXT_ARG(source->file), source->version) &&
           append_fault(owner, fault, err);
}

static void append_counts(struct store *store, struct buffer *out)
{
    struct store_counts counts;
    struct buffer refused = {0};
    struct err err;

    assert_true(store_read_counts(store, &counts, &refused, &err));
    (void)buffer_printf(out, "%u/%u/%u last %lld refused %s at %lld", counts.taken, counts.partial,
                        counts.refused, (long long)counts.last_taken_utc_ms,
                        refused.bytes ? refused.bytes : "none",
                        (long long)counts.last_refused_utc_ms);
    buffer_finish(&refused);
}

/* What the store remembers is what one that has just been opened counts. */
static const char *count_files(struct fixture *fixture)
{
    struct buffer counted = {0};
    struct err err;
    struct store *fresh = store_open_reader(fixture->folder, NULL, &err);

    assert_non_null(fresh);
    append_counts(fresh, &counted);
    store_close(fresh);
    buffer_clear(&fixture->text);
    append_counts(fixture->store, &fixture->text);
    assert_string_equal(fixture->text.bytes, counted.bytes);
    buffer_finish(&counted);
    return fixture->text.bytes;
}

static void drop_at(struct fixture *fixture, const char *file, const struct short_row *row,
                    int64_t taken_utc_ms)
{
    struct err err;
    char sha256[65];
    struct drop_result result;
    struct drop_info drop = drop_of(fixture, file, sha256);

    assert_true(try_drop(fixture, &drop, row, 1, &result, &err));
    assert_true(store_set_times(fixture->store, result.drop_id, taken_utc_ms, 1, &err));
    buffer_clear(&fixture->text);
    append_counts(fixture->store, &fixture->text); /* as a job does, before it is committed */
    assert_true(store_commit(fixture->store, &err));
}

static void files_are_counted_by_their_newest_version(void **state)
{
    struct fixture *fixture = *state;
    const struct short_row good = {"率", "甲", "2017", 1, 9, 0};
    const struct short_row bad = {"率", "甲", "2017", -1, 9, 0};
    struct err err;
    char sha256[65];
    struct drop_result result;

    assert_string_equal(count_files(fixture), "0/0/0 last 0 refused none at 0");
    drop_at(fixture, "a.csv", &good, 5000);
    drop_at(fixture, "b.csv", &good, 7000);
    assert_string_equal(count_files(fixture), "2/0/0 last 7000 refused none at 0");
    drop_at(fixture, "b.csv", &bad, 8000);
    assert_string_equal(count_files(fixture), "1/0/1 last 5000 refused b.csv at 1003");
    DROP(fixture, "c.csv", {"率", "乙", "2017", 1, 9, 0}, {"率", "丙", "2017", -1, 9, 0});
    drop_at(fixture, "d.csv", &bad, 9000);
    (void)count_files(fixture);
    drop_at(fixture, "d.csv", &good, 9500);
    (void)count_files(fixture);
    struct drop_info again = drop_of(fixture, "a.csv", sha256);
    assert_true(store_begin(fixture->store, &err) &&
                store_note_seen(fixture->store, &again, &err) &&
                store_commit(fixture->store, &err));
    (void)count_files(fixture);
    withdraw(fixture, "d.csv");
    (void)count_files(fixture);
    rename_to(fixture, "a.csv", "d.csv");
    (void)count_files(fixture);
    struct drop_info undone = drop_of(fixture, "b.csv", sha256);
    assert_true(try_drop(fixture, &undone, &good, 1, &result, &err));
    buffer_clear(&fixture->text);
    append_counts(fixture->store, &fixture->text);
    store_rollback(fixture->store);
    assert_true(text_starts_with(text_of(count_files(fixture)), "1/1/1 last "));
    assert_non_null(strstr(fixture->text.bytes, "refused b.csv at 1003"));
}

static void faults_come_back_as_facts(void **state)
{
    struct fixture *fixture = *state;
    struct err err;
    struct drop_result result =
        DROP(fixture, "a.csv", {"率", "甲", "2017", 1, 9, 0}, {"率", "乙", "2018", -1, 0, 0});

    buffer_clear(&fixture->text);
    assert_true(store_each_fault(fixture->store, result.drop_id, false, append_fault,
                                 &fixture->text, &err));
    assert_true(
        store_each_fault(fixture->store, result.drop_id, true, append_fault, &fixture->text, &err));

    assert_string_equal(fixture->text.bytes, "passed_exceeds_inspected 3 5 合格数=52 率 乙 2018\n");
}

static void only_the_newest_versions_doubts_count(void **state)
{
    struct fixture *fixture = *state;
    struct err err;
    DROP(fixture, "a.csv", {"率", "甲", "2017", 1, 9, 0}, {"率", "乙", "2018", -1, 0, 0});
    DROP(fixture, "b.csv", {"率", "甲", "2017", 1, 9, 0}, {"率", "丙", "2018", -1, 0, 0});
    DROP(fixture, "a.csv", {"率", "甲", "2017", 1, 9, 0});

    buffer_clear(&fixture->text);
    assert_true(store_each_doubt(fixture->store, TEXT("率"), append_doubt, &fixture->text, &err));
    assert_true(
        store_each_doubt(fixture->store, (struct text){0}, append_doubt, &fixture->text, &err));

    assert_string_equal(fixture->text.bytes,
                        "b.csv:1 passed_exceeds_inspected 3 5 合格数=52 率 丙 2018\n"
                        "b.csv:1 passed_exceeds_inspected 3 5 合格数=52 率 丙 2018\n");
}

/* --- what moved --- */

static bool append_move(void *owner, const struct move *move, struct err *err)
{
    const struct moved_figure *figure = &move->figure;

    (void)err;
    return buffer_printf(owner, "%d %.*s %.*s %.*s>%.*s%s %.*s:%u\n", (int)move->at_utc_ms,
                         TEXT_ARG(figure->indicator), TEXT_ARG(figure->period),
                         TEXT_ARG(figure->from), TEXT_ARG(figure->to),
                         figure->is_revision ? " revised" : "", TEXT_ARG(move->file),
                         move->version);
}

static const struct moved_figure both_new[] = {
    {.indicator = TEXT("甲/率"), .period = TEXT("2017"), .to = TEXT("95%")},
    {.indicator = TEXT("\"乙\"/率"), .period = TEXT("2017"), .to = TEXT("7/9")},
};
static const struct moved_figure one_revised = {.indicator = TEXT("甲/率"),
                                                .period = TEXT("2017"),
                                                .from = TEXT("95%"),
                                                .to = TEXT("96%"),
                                                .is_revision = true};

static void what_moved_is_told_newest_first(void **state)
{
    struct fixture *fixture = *state;
    struct err err;
    struct drop_result result = DROP(fixture, "a.csv", {"率", "甲", "2017", 1, 9, 0});
    struct text rate = TEXT("率");

    assert_true(store_begin(fixture->store, &err));
    assert_true(store_put_moved(fixture->store, result.drop_id, rate, both_new, 2, 100, &err));
    assert_true(store_put_moved(fixture->store, result.drop_id, rate, &one_revised, 1, 200, &err));
    assert_true(store_set_times(fixture->store, result.drop_id, 300, 12, &err));
    assert_true(store_commit(fixture->store, &err));

    buffer_clear(&fixture->text);
    assert_true(
        store_each_moved(fixture->store, result.drop_id, append_move, &fixture->text, &err));
    assert_string_equal(fixture->text.bytes, "100 甲/率 2017 >95% a.csv:1\n"
                                             "100 \"乙\"/率 2017 >7/9 a.csv:1\n"
                                             "200 甲/率 2017 95%>96% revised a.csv:1\n");
    buffer_clear(&fixture->text);
    assert_true(store_each_moved_since(fixture->store, 100, 2, append_move, &fixture->text, &err));
    assert_string_equal(fixture->text.bytes, "200 甲/率 2017 95%>96% revised a.csv:1\n"
                                             "100 \"乙\"/率 2017 >7/9 a.csv:1\n");
    buffer_clear(&fixture->text);
    assert_true(store_each_moved_of(fixture->store, rate, TEXT("甲/率"), 200, append_move,
                                    &fixture->text, &err));
    assert_string_equal(fixture->text.bytes, "200 甲/率 2017 95%>96% revised a.csv:1\n"
                                             "100 甲/率 2017 >95% a.csv:1\n");
}

static void revisions_are_told_apart_from_what_came(void **state)
{
    struct fixture *fixture = *state;
    struct err err;
    struct drop_result result = DROP(fixture, "a.csv", {"率", "甲", "2017", 1, 9, 0});
    struct moved_figure mixed[] = {both_new[1], one_revised};

    assert_true(store_begin(fixture->store, &err));
    assert_true(store_put_moved(fixture->store, result.drop_id, TEXT("率"), mixed, 2, 100, &err));
    assert_true(
        store_put_moved(fixture->store, result.drop_id, TEXT("率"), both_new, 2, 200, &err));
    assert_true(store_put_moved(fixture->store, result.drop_id, TEXT("别的率"), &one_revised, 1,
                                300, &err));
    assert_true(store_commit(fixture->store, &err));

    buffer_clear(&fixture->text);
    assert_true(
        store_each_revision(fixture->store, TEXT("率"), 100, append_move, &fixture->text, &err));
    assert_string_equal(fixture->text.bytes, "100 甲/率 2017 95%>96% revised a.csv:1\n");
    buffer_clear(&fixture->text);
    assert_true(
        store_each_revision(fixture->store, TEXT("率"), 101, append_move, &fixture->text, &err));
    assert_int_equal(fixture->text.len, 0);
}

/* The table as it was: a row for each figure. What later steps added is not there yet. */
static const char as_in_version_4[] =
    "DROP TABLE secret;"
    "ALTER TABLE file DROP COLUMN rows_context;"
    "ALTER TABLE file DROP COLUMN rows_today;"
    "DROP TABLE moved;"
    "CREATE TABLE moved (id INTEGER PRIMARY KEY, drop_id INTEGER NOT NULL REFERENCES drops (id),"
    " at_utc_ms INTEGER NOT NULL, indicator TEXT NOT NULL, period TEXT NOT NULL,"
    " before TEXT NOT NULL, after TEXT NOT NULL, is_revision INTEGER NOT NULL);"
    "CREATE INDEX moved_by_drop ON moved (drop_id);"
    "CREATE INDEX moved_by_indicator ON moved (indicator);"
    "CREATE INDEX moved_by_time ON moved (at_utc_ms);"
    "CREATE INDEX revision_by_indicator ON moved (indicator, at_utc_ms) WHERE is_revision;"
    "INSERT INTO moved SELECT 1, max(id), 100, '甲/率', '2017', '', '95%', 0 FROM drops;"
    "INSERT INTO moved SELECT 2, max(id), 200, '甲/率/\"肉\"', '2017', '1/2', '2/2', 1 FROM drops;"
    "INSERT INTO moved SELECT 3, max(id), 300, '甲/长率', '2017', '', '4', 0 FROM drops;"
    "INSERT INTO moved SELECT 4, max(id), 400, '甲/率/长率', '2017', '', '5', 0 FROM drops;"
    "PRAGMA user_version = 4";

static void what_moved_in_an_older_store_is_kept(void **state)
{
    struct fixture *fixture = *state;
    struct err err;
    struct drop_result result =
        DROP(fixture, "a.csv", {"率", "甲", "2017", 1, 9, 0}, {"长率", "甲", "2017", 1, 9, 0});
    store_close(fixture->store);
    fixture->store = NULL;
    execute(fixture, as_in_version_4);

    reopen(fixture);

    buffer_clear(&fixture->text);
    assert_true(
        store_each_moved(fixture->store, result.drop_id, append_move, &fixture->text, &err));
    assert_string_equal(fixture->text.bytes, "100 甲/率 2017 >95% a.csv:1\n"
                                             "200 甲/率/\"肉\" 2017 1/2>2/2 revised a.csv:1\n"
                                             "300 甲/长率 2017 >4 a.csv:1\n"
                                             "400 甲/率/长率 2017 >5 a.csv:1\n");
    buffer_clear(&fixture->text);
    assert_true(store_each_moved_of(fixture->store, TEXT("长率"), TEXT("甲/长率"), 200, append_move,
                                    &fixture->text, &err));
    assert_true(store_each_moved_of(fixture->store, TEXT("率"), TEXT("甲/率/长率"), 200,
                                    append_move, &fixture->text, &err));
    assert_true(
        store_each_revision(fixture->store, TEXT("率"), 0, append_move, &fixture->text, &err));
    assert_string_equal(fixture->text.bytes, "300 甲/长率 2017 >4 a.csv:1\n"
                                             "400 甲/率/长率 2017 >5 a.csv:1\n"
                                             "200 甲/率/\"肉\" 2017 1/2>2/2 revised a.csv:1\n");
}

static bool count_moved(void *owner, const struct move *move, struct err *err)
{
    size_t *count = owner;

    (void)err;
    *count += move->figure.is_revision ? 1000000 : 1;
    return true;
}

static bool note_moved_count(void *owner, const struct stored_version *version, struct err *err)
{
    uint32_t *count = owner;

    (void)err;
    *count = version->moved_count;
    return true;
}

static void counts_new_figures_that_are_too_many_to_list(void **state)
{
    struct fixture *fixture = *state;
    struct err err;
    struct drop_result result = DROP(fixture, "a.csv", {"率", "甲", "2017", 1, 9, 0});
    struct moved_figure new = {.indicator = TEXT("甲/率"), .period = TEXT("2017"), .to = TEXT("1")};
    struct moved_figure revised = new;
    struct moved_figure many[] = {new, new, new, new, new, new, new};
    size_t listed = 0;
    uint32_t counted = 0;

    revised.from = TEXT("0");
    revised.is_revision = true;
    many[6] = revised;
    assert_true(store_begin(fixture->store, &err));
    for (size_t i = 0; i < STORE_MOVED_MAX - 1; i++) {
        assert_true(
            store_put_moved(fixture->store, result.drop_id, TEXT("率"), &new, 1, 100, &err));
    }
    assert_true(store_put_moved(fixture->store, result.drop_id, TEXT("率"), many,
                                sizeof(many) / sizeof(many[0]), 100, &err));
    assert_true(store_set_times(fixture->store, result.drop_id, 300, 12, &err));
    assert_true(store_commit(fixture->store, &err));

    assert_true(store_each_moved(fixture->store, result.drop_id, count_moved, &listed, &err));
    assert_true(
        store_each_version(fixture->store, TEXT("a.csv"), 0, note_moved_count, &counted, &err));
    assert_int_equal(listed, STORE_MOVED_MAX + 1000000);
    assert_int_equal(counted, STORE_MOVED_MAX + 6);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
#define STORE_TEST(name) cmocka_unit_test_setup_teardown(name, make_fixture, remove_fixture)
        STORE_TEST(every_version_is_listed_newest_first),
        STORE_TEST(what_was_refused_was_never_taken),
        STORE_TEST(seeing_the_same_content_again_makes_no_version),
        STORE_TEST(a_renamed_file_keeps_rows_and_history),
        STORE_TEST(a_rename_joins_the_history_of_a_withdrawn_name),
        STORE_TEST(the_same_content_is_found_under_another_name),
        STORE_TEST(files_are_counted_by_their_newest_version),
        STORE_TEST(faults_come_back_as_facts),
        STORE_TEST(only_the_newest_versions_doubts_count),
        STORE_TEST(what_moved_is_told_newest_first),
        STORE_TEST(revisions_are_told_apart_from_what_came),
        STORE_TEST(what_moved_in_an_older_store_is_kept),
        STORE_TEST(counts_new_figures_that_are_too_many_to_list),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
