/* SPDX-License-Identifier: MIT */
/*
 * Rows that are known by their bytes are not read. So three daemons are told the same: one knows
 * rows, one reads all of them each time, and one reads all of them but has not kept what they say.
 * Whatever is done to their sheets, all three show the same board and have the same store, byte for
 * byte.
 */
#include "../../fault/job_world.h"

enum { WORLDS = 3, ROWS_MAX = 700, ROW_MAX = 400, FORMER = 4 };

/* ---- the worlds ------------------------------------------------------------------------------ */

static struct world *worlds; /* WORLDS of them */

static sqlite3 *open_database(const struct world *world)
{
    char path[600];
    sqlite3 *database = NULL;

    (void)snprintf(path, sizeof(path), "%s/plumb.db", world->state);
    assert_int_equal(sqlite3_open_v2(path, &database, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    return database;
}

/* The second world is to know no row, and to keep what each says; the third to know none either,
 * and to find out what they said. */
static void forget_rows(void)
{
    static const char *const statements[WORLDS] = {NULL, "UPDATE file SET rows_context = 1",
                                                   "UPDATE file SET rows_context = 0"};

    for (size_t i = 1; i < WORLDS; i++) {
        sqlite3 *database = open_database(&worlds[i]);
        assert_int_equal(sqlite3_exec(database, statements[i], NULL, NULL, NULL), SQLITE_OK);
        assert_int_equal(sqlite3_close(database), SQLITE_OK);
    }
}

/* All that stands in the store, but for by what rows are known, and what the disk says. */
static const char *const contents[] = {
    "SELECT * FROM fault ORDER BY drop_id, seq",
    "SELECT id, name, folder_place, newest_drop, good_drop, next_row FROM file ORDER BY id",
    "SELECT id, file_id, version, state, sha256, taken_utc_ms, sheet, encoding, delimiter,"
    " header_line, rows_read, rows_new, rows_changed, rows_same, rows_removed, rows_faulty,"
    " fault_count, warning_count, moved_unlisted FROM drops ORDER BY id",
    "SELECT * FROM moved ORDER BY id",
    "SELECT * FROM word ORDER BY id",
    "SELECT * FROM subject ORDER BY id",
    "SELECT file_id, row, version, line FROM kept_row ORDER BY file_id, row",
    "SELECT file_id, piece, runs FROM row_line ORDER BY file_id, piece",
    "SELECT subject_id, file_id, first_row, born, rows FROM pack ORDER BY 1, 2, 3",
    "SELECT subject_id, file_id, first_row, born, gone, rows FROM past ORDER BY 1, 2, 3, 4",
    "SELECT indicator, period_to, period_from, body FROM aggregate ORDER BY 1, 2, 3",
};

static void append_rows(sqlite3 *database, const char *sql, struct buffer *out)
{
    sqlite3_stmt *statement = NULL;

    assert_int_equal(sqlite3_prepare_v2(database, sql, -1, &statement, NULL), SQLITE_OK);
    while (sqlite3_step(statement) == SQLITE_ROW) {
        for (int i = 0; i < sqlite3_column_count(statement); i++) {
            const char *bytes = sqlite3_column_blob(statement, i);
            size_t len = (size_t)sqlite3_column_bytes(statement, i);
            (void)buffer_append(out, bytes ? bytes : "", len);
            (void)buffer_append_str(out, "|");
        }
        (void)buffer_append_str(out, "\n");
    }
    (void)sqlite3_finalize(statement);
}

/* Fails with the first line that differs. */
static void assert_same_lines(const char *sql, const char *what, const struct buffer *expected,
                              const struct buffer *is)
{
    struct text a = buffer_text(expected);
    struct text b = buffer_text(is);

    while (a.len > 0 || b.len > 0) {
        ptrdiff_t a_end = text_find(a, "\n");
        ptrdiff_t b_end = text_find(b, "\n");
        struct text a_line = text_part(a, 0, a_end < 0 ? a.len : (size_t)a_end);
        struct text b_line = text_part(b, 0, b_end < 0 ? b.len : (size_t)b_end);
        if (!text_equal(a_line, b_line)) {
            fail_msg("%s: %s\n%.*s\n--- instead of\n%.*s", what, sql, TEXT_ARG(b_line),
                     TEXT_ARG(a_line));
        }
        a = text_part(a, a_end < 0 ? a.len : (size_t)a_end + 1, a.len);
        b = text_part(b, b_end < 0 ? b.len : (size_t)b_end + 1, b.len);
    }
}

static void assert_same_contents(const char *sql, const char *what)
{
    struct buffer texts[WORLDS] = {{0}};

    for (size_t i = 0; i < WORLDS; i++) {
        sqlite3 *database = open_database(&worlds[i]);
        append_rows(database, sql, &texts[i]);
        assert_false(texts[i].has_failed);
        assert_int_equal(sqlite3_close(database), SQLITE_OK);
        assert_same_lines(sql, what, &texts[i], &texts[0]);
    }
    for (size_t i = 0; i < WORLDS; i++) {
        buffer_finish(&texts[i]);
    }
}

static void assert_same_worlds(const char *what)
{
    for (size_t i = 0; i < sizeof(contents) / sizeof(contents[0]); i++) {
        assert_same_contents(contents[i], what);
    }
    assert_same_board(&worlds[0], &worlds[1]);
    assert_same_board(&worlds[0], &worlds[2]);
}

static void run_all(enum job_kind kind, const char *name, const char *missing)
{
    forget_rows();
    for (size_t i = 0; i < WORLDS; i++) {
        struct job *job = world_job(kind, name);
        job->is_last_look = true;
        if (missing) {
            assert_true(job_add_missing(job, missing));
        }
        job_run(worlds[i].worker, job);
        if (job->outcome == JOB_FAILED) {
            fail_msg("%s: %s", name, job->err.text);
        }
        (void)world_show(&worlds[i], job);
    }
}

static void drop(const char *name, struct text content)
{
    for (size_t i = 0; i < WORLDS; i++) {
        world_write(&worlds[i], name, content);
    }
    run_all(JOB_TAKE, name, NULL);
}

static void begin_worlds(void)
{
    clock_fix_for_test(WORLD_BEGINS_MS);
    worlds = calloc(WORLDS, sizeof(*worlds));
    assert_non_null(worlds);
    for (size_t i = 0; i < WORLDS; i++) {
        world_init(&worlds[i]);
        world_start(&worlds[i]);
    }
}

static void end_worlds(void)
{
    for (size_t i = 0; i < WORLDS; i++) {
        world_finish(&worlds[i]);
    }
    free(worlds);
    clock_fix_for_test(-1);
}

/* ---- random sheets --------------------------------------------------------------------------- */

enum kind { KIND_RATES, KIND_NUMBERS, KIND_WIDE, KINDS };

struct sheet_model {
    enum kind kind;
    unsigned header; /* which of some */
    unsigned title;  /* 0: none */
    const char *delimiter;
    bool is_quoted;
    bool is_clean; /* no row is odd, so that totals are compared */
    size_t count;
    char rows[ROWS_MAX][ROW_MAX]; /* cells with a comma between them */
};

static uint32_t seed;

static uint32_t below(uint32_t limit)
{
    seed = seed * 1664525U + 1013904223U;
    return (seed >> 8) % limit;
}

#define PICK(list) (list)[below((uint32_t)(sizeof(list) / sizeof((list)[0])))]

static const char *const places[] = {"东镇", "西镇", "南镇", "北镇", "中镇", ""};
static const char *const periods[] = {"2024-09", "2025年8月", "2025-07", "2026-01",
                                      "2025-Q1", "2025-10",   "9月"};

static void write_rate(char row[ROW_MAX])
{
    static const char *const indicators[] = {"食品合格率", "药品合格率", "设备定检率"};
    static const char *const notes[] = {"", "", "", "", "", "", "月度", "已查?产品", "甲 乙"};
    int inspected = (int)below(60) + 40;

    (void)snprintf(row, ROW_MAX, "%s,%s,%s,局%u,项%u,%d,%d,%s", PICK(indicators), PICK(periods),
                   PICK(places), below(30), below(4), inspected, inspected - (int)below(40),
                   PICK(notes));
}

static void write_number(char row[ROW_MAX])
{
    static const char *const indicators[] = {"检查家次",     "检查家次", "办结件数",
                                             "地区生产总值", "税收收入", "新增商标"};
    static const char *const values[] = {"20余", "约500", "3万余", "12.50", "3.10", "0", "无", "7"};
    bool is_plain = below(4) > 0;
    char value[16];

    (void)snprintf(value, sizeof(value), "%u", below(900));
    (void)snprintf(row, ROW_MAX, "%s,%s,%s,局%u,,%s,%s,", PICK(indicators), PICK(periods),
                   PICK(places), below(30), is_plain ? value : PICK(values),
                   below(3) ? "件" : "亿元");
}

static void write_wide(char row[ROW_MAX])
{
    (void)snprintf(row, ROW_MAX, "指标%u,%s,局%u,%u,%u,%s", below(8), PICK(places), below(30),
                   below(90), below(90), below(3) ? "" : "5");
}

/* A row in which something is odd, or that has to do with others. */
static void write_odd(enum kind kind, char row[ROW_MAX])
{
    static const char *const rates[] = {"食品合格率,2025-08,东镇,局1,项1,50,60,",
                                        "食品合格率,2025-08,东镇,局1,项1,abc,60,",
                                        "食品合格率,,东镇,局1,项1,50,40,",
                                        "食品合格率,2025-08,东镇,局1,项1,50",
                                        "食品合格率,2025-08,东镇,局1,项1,50,40,,,,",
                                        "食品合格率,2025-08,东镇,局1,项1,50,40,,多",
                                        "食品合格率,2025-08,东镇,局1,\"项\"\"1\",50,40,",
                                        "食品合格率,2025-08,东镇,局1,项\"1,50,40,",
                                        "食品合格率,2025-08,东镇,局1,项1,50,,",
                                        ",,,,,,,",
                                        "指标,时期,地区,部门,分项,抽检数,合格数,备注"};
    static const char *const numbers[] = {"检查家次,2025-08,东镇,局1,,—,件,",
                                          "检查家次,2025-08,东镇,局1,,两百三,件,",
                                          "检查家次,没有,东镇,局1,,5,件,",
                                          "地区生产总值,2025-08,东镇,,,5,亿元,",
                                          "税收收入,2025-08,东镇,,,9,亿元,",
                                          "检查家次,2025-08,东镇,局1,,5,件",
                                          ""};
    static const char *const wide[] = {"指标1,东镇,局1,x,5,5", "指标1,东镇,局1,1,2,3,4",
                                       "合计,,,5,5,5", "指标2,东镇,局1,—,,"};

    (void)snprintf(row, ROW_MAX, "%s",
                   kind == KIND_RATES     ? PICK(rates)
                   : kind == KIND_NUMBERS ? PICK(numbers)
                                          : PICK(wide));
}

/* A row that says something of all others. */
static void write_dependent(enum kind kind, char row[ROW_MAX])
{
    static const char *const rows[] = {"合计,,,,,4000,3500,", "小计,,,,,40,35,",
                                       "食品合格率,2025-08,东镇,局1,项1,20,5,其中：抽样"};

    (void)snprintf(row, ROW_MAX, "%s", kind == KIND_RATES ? PICK(rows) : "合计,,,,,4000,,");
}

static void write_row(const struct sheet_model *sheet, char row[ROW_MAX])
{
    static void (*const writers[KINDS])(char row[ROW_MAX]) = {write_rate, write_number, write_wide};

    if (!sheet->is_clean && below(60) == 0) {
        write_odd(sheet->kind, row);
        return;
    }
    do {
        writers[sheet->kind](row);
    } while (sheet->is_clean && sheet->title == 0 && strstr(row, ",9月,"));
}

static void write_all(struct sheet_model *sheet, size_t count)
{
    sheet->count = count;
    for (size_t i = 0; i < count; i++) {
        write_row(sheet, sheet->rows[i]);
    }
}

static void insert_row(struct sheet_model *sheet, const char *row)
{
    size_t at = below((uint32_t)sheet->count + 1);
    char copy[ROW_MAX];

    if (sheet->count == ROWS_MAX) {
        return;
    }
    (void)snprintf(copy, sizeof(copy), "%s", row);
    memmove(sheet->rows[at + 1], sheet->rows[at], (sheet->count++ - at) * ROW_MAX);
    memcpy(sheet->rows[at], copy, ROW_MAX);
}

static void swap_rows(struct sheet_model *sheet, size_t a, size_t b)
{
    char row[ROW_MAX];

    memcpy(row, sheet->rows[a], ROW_MAX);
    memcpy(sheet->rows[a], sheet->rows[b], ROW_MAX);
    memcpy(sheet->rows[b], row, ROW_MAX);
}

/* The same figure, written with another byte, or with a cell less. */
static void respell(char row[ROW_MAX])
{
    size_t len = strlen(row);

    if (len > 0 && row[len - 1] == ',' && below(4) == 0) {
        row[len - 1] = '\0';
    } else if (len > 0 && len + 2 < ROW_MAX && row[0] != '"') {
        memmove(row + 1, row, len + 1);
        row[0] = ' ';
    }
}

static void edit_one(struct sheet_model *sheet)
{
    uint32_t at = below((uint32_t)sheet->count);
    char row[ROW_MAX];

    switch (below(7)) {
    case 0:
    case 1:
        write_row(sheet, sheet->rows[at]);
        break;
    case 2:
        write_row(sheet, row);
        insert_row(sheet, row);
        break;
    case 3:
        memmove(sheet->rows[at], sheet->rows[at + 1], (--sheet->count - at) * ROW_MAX);
        break;
    case 4:
        insert_row(sheet, sheet->rows[at]);
        break;
    case 5:
        swap_rows(sheet, at, below((uint32_t)sheet->count));
        break;
    default:
        respell(sheet->rows[at]);
        break;
    }
}

static void shuffle(struct sheet_model *sheet)
{
    for (size_t i = sheet->count; i > 1; i--) {
        swap_rows(sheet, i - 1, below((uint32_t)i));
    }
}

static void edit_whole(struct sheet_model *sheet)
{
    static const char *const delimiters[] = {",", ",", ";", "\t", "，"};
    char row[ROW_MAX];

    switch (below(9)) {
    case 0:
        sheet->header = below(3);
        break;
    case 1:
        sheet->title = below(3);
        break;
    case 2:
        sheet->delimiter = PICK(delimiters);
        break;
    case 3:
        sheet->is_quoted = !sheet->is_quoted;
        break;
    case 4:
        write_dependent(sheet->kind, row);
        insert_row(sheet, row);
        break;
    case 5:
        sheet->is_clean = below(3) > 0;
        write_all(sheet, below(ROWS_MAX - 100) + 1);
        break;
    case 6:
        for (size_t i = 0; i < sheet->count; i++) {
            respell(sheet->rows[i]);
        }
        break;
    default:
        shuffle(sheet);
        break;
    }
}

/* Takes off all rows that say something of others. */
static void drop_dependent(struct sheet_model *sheet)
{
    size_t kept = 0;

    for (size_t i = 0; i < sheet->count; i++) {
        if (!strstr(sheet->rows[i], "计,,") && !strstr(sheet->rows[i], "其中")) {
            memmove(sheet->rows[kept++], sheet->rows[i], ROW_MAX);
        }
    }
    sheet->count = kept > 0 ? kept : sheet->count;
}

static void edit(struct sheet_model *sheet)
{
    uint32_t way = below(10);
    char row[ROW_MAX];

    if (sheet->count == 0) {
        write_all(sheet, 50);
    }
    if (way < 3) {
        drop_dependent(sheet);
    }
    if (way == 3) {
        write_dependent(sheet->kind, row);
        insert_row(sheet, row);
    }
    if (way >= 7) {
        edit_whole(sheet);
    }
    for (uint32_t edits = below(way == 6 ? 150 : 12); edits > 0 && sheet->count > 1; edits--) {
        edit_one(sheet);
    }
}

static void append_cells(const struct sheet_model *sheet, struct text row, struct buffer *out)
{
    bool is_quoted = sheet->is_quoted && text_find(row, "\"") < 0;

    for (bool is_last = false; !is_last;) {
        ptrdiff_t comma = text_find(row, ",");
        size_t len = comma < 0 ? row.len : (size_t)comma;
        is_last = comma < 0;
        (void)buffer_append_str(out, is_quoted ? "\"" : "");
        (void)buffer_append_text(out, text_part(row, 0, len));
        (void)buffer_append_str(out, is_quoted ? "\"" : "");
        (void)buffer_append_str(out, is_last ? "\n" : sheet->delimiter);
        row = is_last ? row : text_part(row, len + 1, row.len);
    }
}

static void write_sheet(const struct sheet_model *sheet, struct buffer *out)
{
    static const char *const headers[KINDS][3] = {
        {"指标,时期,地区,部门,分项,抽检数,合格数,备注",
         "指标,时期,地区,部门,分项,抽检数,合格数,附言",
         "指标,时期,地区,来源,分项,抽检数,合格数,备注"},
        {"指标,时期,地区,部门,分项,数值,单位,备注", "指标,时期,地区,部门,分项,数值,单位,去年",
         "指标,时期,地区,部门,序号,数值,单位,备注"},
        {"指标,地区,部门,2025-07,2025-08,2025-12", "指标,地区,部门,2025-07,2025-09,2025-12",
         "指标,地区,部门,2025-06,2025-08,2025-12"},
    };
    static const char *const titles[] = {"", "2025年情况\n", "2024年情况\n"};

    buffer_clear(out);
    (void)buffer_append_str(out, titles[sheet->title]);
    append_cells(sheet, text_of(headers[sheet->kind][sheet->header]), out);
    for (size_t i = 0; i < sheet->count; i++) {
        append_cells(sheet, text_of(sheet->rows[i]), out);
    }
    assert_false(out->has_failed);
}

/* ---- the tests ------------------------------------------------------------------------------- */

static const char *name_of(size_t file, bool is_renamed, char name[32])
{
    (void)snprintf(name, 32, "%s%zu.csv", is_renamed ? "新" : "旧", file);
    return name;
}

static void rename_file(const char *from, const char *to)
{
    for (size_t i = 0; i < WORLDS; i++) {
        world_rename(&worlds[i], from, to);
    }
    run_all(JOB_TAKE, to, from);
}

static void withdraw(const char *name)
{
    for (size_t i = 0; i < WORLDS; i++) {
        world_delete(&worlds[i], name);
    }
    run_all(JOB_WITHDRAW, name, NULL);
}

static void pass_some_days(void)
{
    static unsigned days;

    clock_fix_for_test(WORLD_BEGINS_MS + (int64_t)(++days % 200) * 86400000);
}

/* One step with one file. */
static void step(struct sheet_model sheets[KINDS], struct buffer former[KINDS][FORMER],
                 bool is_renamed[KINDS])
{
    size_t file = below(KINDS);
    char name[32];
    char other[32];
    struct buffer *kept = &former[file][below(FORMER)];

    (void)name_of(file, is_renamed[file], name);
    if (below(12) == 0) {
        pass_some_days();
    }
    switch (below(16)) {
    case 0:
        withdraw(name);
        drop(name, buffer_text(kept));
        break;
    case 1:
        rename_file(name, name_of(file, !is_renamed[file], other));
        is_renamed[file] = !is_renamed[file];
        break;
    case 2:
        drop(name, buffer_text(kept));
        break;
    default:
        edit(&sheets[file]);
        write_sheet(&sheets[file], kept);
        drop(name, buffer_text(kept));
        break;
    }
}

static void first_drops(struct sheet_model sheets[KINDS], struct buffer former[KINDS][FORMER])
{
    char name[32];

    for (size_t file = 0; file < KINDS; file++) {
        sheets[file] = (struct sheet_model){
            .kind = (enum kind)file, .delimiter = ",", .is_clean = true, .title = 1};
        write_all(&sheets[file], 300);
        for (size_t i = 0; i < FORMER; i++) {
            write_sheet(&sheets[file], &former[file][i]);
        }
        drop(name_of(file, false, name), buffer_text(&former[file][0]));
    }
}

static void shows_the_same_whatever_is_known(void **state)
{
    const char *wanted = getenv("KNOWN_SEEDS");
    uint32_t seeds = wanted ? (uint32_t)strtoul(wanted, NULL, 10) : 2;
    struct sheet_model *sheets = calloc(KINDS, sizeof(*sheets));
    struct buffer former[KINDS][FORMER] = {{{0}}};
    (void)state;

    assert_non_null(sheets);
    for (uint32_t first = 1; first <= seeds; first++) {
        bool is_renamed[KINDS] = {false};
        char what[64];
        seed = first;
        begin_worlds();
        first_drops(sheets, former);
        for (unsigned i = 0; i < 50; i++) {
            (void)snprintf(what, sizeof(what), "seed %u, step %u", first, i);
            step(sheets, former, is_renamed);
            assert_same_worlds(what);
        }
        end_worlds();
    }
    for (size_t i = 0; i < KINDS * FORMER; i++) {
        buffer_finish(&former[i / FORMER][i % FORMER]);
    }
    free(sheets);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shows_the_same_whatever_is_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
