/* SPDX-License-Identifier: MIT */
/*
 * A drop that changes more than what undoes it may take of memory: it is taken, and one that is
 * refused for its faults after all of that changes nothing.
 */
#include "fixture.h"

enum { ROWS = 300, NOTE_LEN = 12000 };

/* Hands over rows with long notes; from `faulty_from` on they are faulty. */
static bool feed_long(struct store *store, int passed, unsigned faulty_from,
                      struct sheet_summary *summary, struct err *err)
{
    struct record_sink sink = store_take_sink(store);
    char *note = malloc(NOTE_LEN);
    bool ok = true;

    memset(note, 'x', NOTE_LEN);
    *summary = (struct sheet_summary){.sheet = SHEET_INSPECTIONS, .header_line = 1};
    for (unsigned i = 0; ok && i < ROWS; i++) {
        char place[32];
        (void)snprintf(place, sizeof(place), "第%u村", i);
        struct short_row row = {"合格率", place, "2017", passed, 50, 0};
        struct record record = record_of(&row, i + 2);
        struct fault fault = fault_of(&row, i + 2);
        bool is_faulty = i >= faulty_from;

        record.figure.note = (struct text){note, NOTE_LEN};
        summary->rows_read++;
        summary->rows_faulty += is_faulty;
        summary->fault_count += is_faulty;
        ok = is_faulty ? sink.on_fault(sink.owner, &fault, err)
                       : sink.on_record(sink.owner, &record, err);
    }
    summary->is_refused = summary->rows_faulty * 2 > summary->rows_read;
    free(note);
    return ok;
}

static struct drop_result drop_version(struct fixture *fixture, int passed, unsigned faulty_from)
{
    struct drop_result result = {0};
    struct sheet_summary summary;
    struct err err = {0};
    char sha256[65];
    struct drop_info drop = drop_of(fixture, "a.csv", sha256);

    if (!store_begin(fixture->store, &err) || !store_take_begin(fixture->store, &drop, &err) ||
        !feed_long(fixture->store, passed, faulty_from, &summary, &err) ||
        !store_take_end(fixture->store, &summary, &result, &err) ||
        !store_commit(fixture->store, &err)) {
        fail_msg("%s", err.text);
    }
    return result;
}

static bool all_are(struct fixture *fixture, const char *value)
{
    const char *text = in_force(fixture);
    size_t found = 0;

    for (const char *at = strstr(text, value); at; at = strstr(at + 1, value)) {
        found++;
    }
    return found == ROWS;
}

static void a_version_that_changes_megabytes_is_taken(void **state)
{
    struct fixture *fixture = *state;
    (void)drop_version(fixture, 10, ROWS);

    struct drop_result result = drop_version(fixture, 20, ROWS);

    assert_int_equal(result.state, DROP_TAKEN);
    assert_int_equal(result.rows_changed, ROWS);
    assert_true(all_are(fixture, " 20/50 "));
}

static void one_that_is_refused_in_its_middle_changes_nothing(void **state)
{
    struct fixture *fixture = *state;
    (void)drop_version(fixture, 10, ROWS);

    struct drop_result result = drop_version(fixture, 20, ROWS / 2 - 1);

    assert_int_equal(result.state, DROP_REFUSED);
    assert_true(all_are(fixture, " 10/50 "));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_version_that_changes_megabytes_is_taken, make_fixture,
                                        remove_fixture),
        cmocka_unit_test_setup_teardown(one_that_is_refused_in_its_middle_changes_nothing,
                                        make_fixture, remove_fixture),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
