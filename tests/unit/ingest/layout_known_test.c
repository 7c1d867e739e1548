/* SPDX-License-Identifier: MIT */
/* Which rows are not read, because they are known by their bytes; and which are, all the same. */
#include "base/err.h"
#include "ingest/csv.h"
#include "ingest/layout.h"
#include "model/known_rows.h"
#include "unit.h"

enum { PLACES_MAX = 512 };

/* A store that remembers the plain rows of the sheet that was read before. */
struct memory {
    uint64_t context;
    uint64_t former_context;
    int32_t former_today;
    uint64_t raws[PLACES_MAX];
    uint64_t keys[PLACES_MAX];
    uint32_t lines[PLACES_MAX]; /* 0: not taken */
    size_t count;
    size_t next;
    uint64_t new_raws[PLACES_MAX];
    uint64_t new_keys[PLACES_MAX];
    size_t new_count;
    size_t records; /* that were handed on: rows that were read */
    size_t faults;
    size_t duplicates;
    bool is_indexed;
    bool is_usable;
    struct sheet_summary summary;
};

static const unsigned char secret[KNOWN_SECRET_LEN] = {1, 2, 3};

static bool begin(void *owner, uint64_t context, int32_t today, bool *are_wanted, bool *has_rows,
                  struct err *err)
{
    struct memory *memory = owner;
    (void)err;

    assert_true(context > 1);
    *are_wanted = true;
    *has_rows = context == memory->former_context && today >= memory->former_today;
    memory->context = context;
    memory->former_today = today;
    return true;
}

static uint32_t look(struct memory *memory, size_t from, size_t to, uint64_t raw, uint64_t *key)
{
    for (size_t i = from; i < to && i < memory->count; i++) {
        if (memory->raws[i] == raw && memory->lines[i] == 0) {
            *key = memory->keys[i];
            return (uint32_t)i;
        }
    }
    return KNOWN_NOWHERE;
}

static uint32_t follow(void *owner, uint64_t raw, uint64_t *key)
{
    struct memory *memory = owner;

    return look(memory, memory->next, memory->next + 4, raw, key);
}

static bool make_index(void *owner, struct err *err)
{
    struct memory *memory = owner;
    (void)err;

    memory->is_indexed = true;
    return true;
}

static void fetch(void *owner, uint64_t raw)
{
    const struct memory *memory = owner;
    (void)raw;

    assert_true(memory->is_indexed);
}

static uint32_t seek(void *owner, uint64_t raw, uint64_t *key)
{
    struct memory *memory = owner;

    assert_true(memory->is_indexed);
    return look(memory, 0, memory->count, raw, key);
}

static void take(void *owner, uint32_t place, uint32_t line)
{
    struct memory *memory = owner;

    memory->lines[place] = line;
    memory->next = place + 1;
    memory->new_raws[memory->new_count] = memory->raws[place];
    memory->new_keys[memory->new_count++] = memory->keys[place];
}

static uint32_t line_of_key(void *owner, uint64_t key)
{
    const struct memory *memory = owner;
    uint32_t line = 0;

    for (size_t i = 0; i < memory->count; i++) {
        line = memory->keys[i] == key && memory->lines[i] > line ? memory->lines[i] : line;
    }
    return line;
}

static bool depend(void *owner, const struct record *record, bool is_double, struct err *err)
{
    struct memory *memory = owner;
    (void)is_double;
    (void)err;

    memory->new_count -= record->raw != 0;
    return true;
}

static void end(void *owner, bool is_usable)
{
    struct memory *memory = owner;

    memory->is_usable = is_usable;
}

static bool on_record(void *owner, const struct record *record, struct err *err)
{
    struct memory *memory = owner;
    (void)err;

    memory->records++;
    if (record->raw != 0) {
        assert_true(memory->new_count < PLACES_MAX);
        memory->new_raws[memory->new_count] = record->raw;
        memory->new_keys[memory->new_count++] = record->key;
    }
    return true;
}

static bool on_fault(void *owner, const struct fault *fault, struct err *err)
{
    struct memory *memory = owner;
    (void)err;

    memory->faults++;
    memory->duplicates += fault->kind == FAULT_DUPLICATE_KEY;
    return true;
}

static bool refill(void *owner, char *out, size_t size, size_t *got, struct err *err)
{
    struct text *text = owner;
    (void)err;

    *got = text->len < size ? text->len : size;
    if (*got > 0) {
        memcpy(out, text->at, *got);
    }
    *text = text_part(*text, *got, text->len);
    return true;
}

static void read_on(struct memory *memory, const char *sheet, int32_t today)
{
    struct known_rows known = {.owner = memory,
                               .secret = secret,
                               .begin = begin,
                               .follow = follow,
                               .index = make_index,
                               .fetch = fetch,
                               .approach = fetch,
                               .seek = seek,
                               .take = take,
                               .line_of_key = line_of_key,
                               .depend = depend,
                               .end = end};
    struct record_sink sink = {memory, on_record, on_fault};
    struct text text = text_of(sheet);
    struct csv_options csv_options = {0};
    struct csv_row row;
    struct err err = {0};
    struct csv *csv = csv_create(&csv_options, refill, &text, &err);
    assert_non_null(csv);
    struct layout_options options = {
        .today = today, .delimiter = csv_delimiter(csv), .known = &known};
    struct layout *layout = layout_create(&options, &sink, &err);

    assert_non_null(layout);
    while (csv_next_row(csv, &row, &err) == CSV_ROW) {
        assert_true(layout_take_row(layout, &row, &err));
    }
    assert_true(layout_end(layout, &memory->summary, &err));
    layout_destroy(layout);
    csv_destroy(csv);
}

/* Reads a version, and then the next one; what is left in memory is of the second. */
static void read_both(struct memory *memory, const char *former, const char *now)
{
    *memory = (struct memory){0};
    read_on(memory, former, 20000);
    struct memory next = {.former_context = memory->is_usable ? memory->context : 1,
                          .former_today = memory->former_today,
                          .count = memory->new_count};
    memcpy(next.raws, memory->new_raws, sizeof(next.raws));
    memcpy(next.keys, memory->new_keys, sizeof(next.keys));
    *memory = next;
    read_on(memory, now, 20000);
}

#define HEADER "指标,时期,地区,抽检数,合格数,备注\n"
#define ROW(place, passed) "甲率,2017-09," place ",50," passed ",\n"
#define THREE ROW("东镇", "48") ROW("西镇", "47") ROW("南镇", "46")

static void reads_only_what_changed(void **state)
{
    struct memory memory;
    (void)state;

    read_both(&memory, HEADER THREE, HEADER ROW("东镇", "48") ROW("西镇", "40") ROW("南镇", "46"));
    assert_int_equal(memory.records, 1);
    assert_int_equal(memory.summary.rows_read, 3);
    assert_int_equal(memory.lines[0], 2);
    assert_int_equal(memory.lines[1], 0);
    assert_int_equal(memory.lines[2], 4);
    assert_int_equal(memory.faults, 0);
}

static void knows_quoted_rows(void **state)
{
    struct memory memory;
    (void)state;

    read_both(&memory, HEADER "\"甲率\",\"2017-09\",\"东\"\"镇\",50,48,\n",
              HEADER "\"甲率\",\"2017-09\",\"东\"\"镇\",50,48,\n");
    assert_int_equal(memory.records, 0);
    /* The same bytes between the quotes, in other cells. */
    read_both(&memory, HEADER "\"甲率\",\"2017-09\",\"东\",\"50\",\"48\",\"\"\n",
              HEADER "\"甲率\",\"2017-09\",\"东5\",\"0\",\"48\",\"\"\n");
    assert_int_equal(memory.records + memory.summary.rows_faulty, 1);
}

static void knows_nothing_under_another_header(void **state)
{
    struct memory memory;
    (void)state;

    read_both(&memory, HEADER THREE, "指标,时期,地区,抽检数,合格数,来源\n" THREE);
    assert_int_equal(memory.records, 3);
    read_both(&memory, HEADER THREE, "2017年\n" HEADER THREE);
    assert_int_equal(memory.records, 3);
}

static void reads_rows_of_one_key(void **state)
{
    struct memory memory;
    (void)state;

    /* A row that was not there before, then the known one of its key; and the other way round. */
    read_both(&memory, HEADER THREE, HEADER ROW("东镇", "40") THREE);
    assert_int_equal(memory.records, 2);
    assert_int_equal(memory.duplicates, 1);
    read_both(&memory, HEADER THREE, HEADER THREE ROW("东镇", "40"));
    assert_int_equal(memory.records, 1);
    assert_int_equal(memory.duplicates, 1);
}

static void reads_rows_that_were_warned_of(void **state)
{
    struct memory memory;
    (void)state;

    read_both(&memory, HEADER THREE "甲率,2017-09,北?镇,50,48,\n",
              HEADER THREE "甲率,2017-09,北?镇,50,48,\n");
    assert_int_equal(memory.records, 1);
    assert_int_equal(memory.faults, 1);
}

static void reads_a_row_of_an_odd_shape(void **state)
{
    struct memory memory;
    (void)state;

    /* Short, as all rows are; and then among others that are not. */
    read_both(&memory, HEADER "甲率,2017-09,东镇,50,48\n甲率,2017-09,西镇,50,48\n",
              HEADER "甲率,2017-09,北镇,50,48,\n甲率,2017-09,东镇,50,48\n");
    assert_int_equal(memory.records, 2);
    assert_int_equal(memory.faults, 1);
}

static void begins_again_at_a_row_about_all_others(void **state)
{
    static const char *const rows[] = {"合计,,,150,141,\n", "甲率,2017-09,北镇,50,48,其中：抽样\n"};
    struct memory memory;
    char sheet[1024];
    (void)state;

    for (size_t i = 0; i < 2; i++) {
        (void)snprintf(sheet, sizeof(sheet), "%s%s", HEADER THREE, rows[i]);
        read_both(&memory, HEADER THREE, sheet);
        assert_true(memory.summary.is_to_be_read_again);
        (void)snprintf(sheet, sizeof(sheet), "%s%s%s", HEADER, rows[i], THREE);
        read_both(&memory, HEADER THREE, sheet);
        assert_false(memory.summary.is_to_be_read_again); /* no row was known yet */
        assert_true(memory.records >= 3);
        assert_false(memory.is_usable);
    }
}

/* A sheet of 300 rows, in order or in another one, and one row more near its end. */
static void write_long(bool is_mixed, const char *extra, char *out, size_t size)
{
    size_t len = (size_t)snprintf(out, size, "%s", HEADER);

    for (unsigned i = 0; i < 300; i++) {
        unsigned row = is_mixed ? i * 7 % 300 : i;
        len += (size_t)snprintf(out + len, size - len, "甲率,2017-09,镇%u,50,%u,\n", row, row % 50);
        if (i == 290) {
            len += (size_t)snprintf(out + len, size - len, "%s", extra);
        }
    }
}

static void finds_rows_in_any_order(void **state)
{
    static char former[32768];
    static char now[32768];
    struct memory memory;
    (void)state;

    write_long(false, "", former, sizeof(former));
    write_long(true, "甲率,2017-09,北镇,50,48,\n", now, sizeof(now));
    read_both(&memory, former, now);
    assert_true(memory.is_indexed);
    assert_int_equal(memory.summary.rows_read, 301);
    assert_true(memory.records < 100);
    for (size_t i = 0; i < memory.count; i++) {
        assert_true(memory.lines[i] == 0 || memory.lines[i] > 1);
    }
    assert_int_equal(memory.faults, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_only_what_changed),
        cmocka_unit_test(knows_quoted_rows),
        cmocka_unit_test(knows_nothing_under_another_header),
        cmocka_unit_test(reads_rows_of_one_key),
        cmocka_unit_test(reads_rows_that_were_warned_of),
        cmocka_unit_test(reads_a_row_of_an_odd_shape),
        cmocka_unit_test(begins_again_at_a_row_about_all_others),
        cmocka_unit_test(finds_rows_in_any_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
