/* SPDX-License-Identifier: MIT */
/*
 * One mistake at a time, at each place of a sheet: the whole reader tells it where it is, takes
 * the rows around it as they are, and takes no figure that the sheet does not state.
 */
#include "recording_sink.h"
#include "sheet_edit.h"

enum { ROWS = 6, CELLS = 5 };

static const char *const cells[ROWS][CELLS] = {
    {"指标", "时期", "地区", "抽检数", "合格数"}, {"甲率", "2018-08", "东镇", "40", "38"},
    {"乙率", "2018-08", "东镇", "50", "47"},      {"甲率", "2018-09", "西镇", "61", "60"},
    {"乙率", "2018-09", "西镇", "72", "70"},      {"丙率", "2018-09", "南镇", "85", "84"},
};

static void write_sheet(struct buffer *out, const char *quote, const char *row_end)
{
    for (size_t row = 0; row < ROWS; row++) {
        for (size_t cell = 0; cell < CELLS; cell++) {
            buffer_printf(out, "%s%s%s%s", cell > 0 ? "," : "", quote, cells[row][cell], quote);
        }
        buffer_append_str(out, row_end);
    }
    assert_false(out->has_failed);
}

/* The sheet, and what is read of it as it is and with one mistake. */
struct trial {
    struct buffer sheet;
    struct buffer edited;
    struct recording sound;
    struct recording found;
    uint32_t line; /* of the mistake */
    size_t cell;
};

static void record_buffer(struct recording *recording, const struct buffer *sheet)
{
    struct err err = {0};
    struct reader_options options = {.file_name = TEXT("a.csv")};

    record_source(recording, source_from_bytes(sheet->bytes, sheet->len, &err), &options);
}

static void trial_begin(struct trial *trial, const char *quote, const char *row_end)
{
    *trial = (struct trial){0};
    write_sheet(&trial->sheet, quote, row_end);
    record_buffer(&trial->sound, &trial->sheet);
    assert_int_equal(cJSON_GetArraySize(trial->sound.figures), ROWS - 1);
    assert_int_equal(trial->sound.summary.fault_count + trial->sound.summary.warning_count, 0);
}

static void trial_end(struct trial *trial)
{
    recording_finish(&trial->sound);
    buffer_finish(&trial->sheet);
    buffer_finish(&trial->edited);
}

static void fail_at(const struct trial *trial, const char *why)
{
    fail_msg("line %u, cell %zu of\n%.*s%s\nfaults: %s\nwarnings: %s\nfigures: %s", trial->line,
             trial->cell, TEXT_ARG(buffer_text(&trial->edited)), why,
             cJSON_Print(trial->found.faults), cJSON_Print(trial->found.warnings),
             cJSON_Print(trial->found.figures));
}

static bool has_kind(const cJSON *list, const char *kind)
{
    const cJSON *object = NULL;

    cJSON_ArrayForEach(object, list)
    {
        if (strcmp(cJSON_GetObjectItemCaseSensitive(object, "kind")->valuestring, kind) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_told_at(const struct trial *trial, uint32_t line, int cell)
{
    return count_at(trial->found.faults, line, cell) + count_at(trial->found.warnings, line, cell) >
           0;
}

/* All findings are of the mistake's row. */
static void assert_no_other_line_is_blamed(const struct trial *trial)
{
    size_t here = count_at(trial->found.faults, trial->line, -1) +
                  count_at(trial->found.warnings, trial->line, -1);
    size_t all = (size_t)cJSON_GetArraySize(trial->found.faults) +
                 (size_t)cJSON_GetArraySize(trial->found.warnings);

    if (here == 0 || here != all) {
        fail_at(trial, "blames another line");
    }
}

/* Each row but the mistake's, and the next `swallowed` ones, gives what it gave. */
static void assert_others_are_taken(const struct trial *trial, uint32_t swallowed)
{
    const cJSON *figure = NULL;

    cJSON_ArrayForEach(figure, trial->sound.figures)
    {
        uint32_t line = (uint32_t)number_of(figure, "line");
        bool is_near = line >= trial->line && line <= trial->line + swallowed;
        if (!is_near && !find_last(trial->found.figures, figure, NULL)) {
            fail_at(trial, "loses another row");
        }
    }
}

/* Whatever was taken and says something is stated by the sheet. */
static void assert_nothing_is_made_up(const struct trial *trial)
{
    static const char *const ignored[] = {"indicator", NULL};
    const cJSON *figure = NULL;

    cJSON_ArrayForEach(figure, trial->found.figures)
    {
        bool has_value = cJSON_GetObjectItemCaseSensitive(figure, "value") != NULL;
        if (has_value && !find_last(trial->sound.figures, figure, ignored)) {
            fail_at(trial, "takes a figure that nobody stated");
        }
    }
}

typedef void trial_judge(const struct trial *trial);

/* Makes the mistake at each place: `inserted` before each byte, or without each byte
 * `removed`. */
static void try_each(const char *quote, const char *row_end, const char *inserted, char removed,
                     trial_judge *judge)
{
    struct trial trial;
    size_t tried = 0;

    trial_begin(&trial, quote, row_end);
    struct text sheet = buffer_text(&trial.sheet);
    for (size_t at = 0; at < sheet.len; at++) {
        if (inserted ? is_inside_something(sheet, at) : sheet.at[at] != removed) {
            continue;
        }
        place_of(sheet, at, &trial.line, &trial.cell);
        edit_sheet(sheet, at, inserted, &trial.edited);
        record_buffer(&trial.found, &trial.edited);
        judge(&trial);
        recording_finish(&trial.found);
        tried++;
    }
    assert_true(tried >= (size_t)ROWS * (CELLS - 1));
    trial_end(&trial);
}

/* A quote is told at its own cell. A bare one leaves a header what it is. */
static void judge_quote(const struct trial *trial)
{
    bool is_open = has_kind(trial->found.faults, "open_quote");
    bool is_broken = is_open || has_kind(trial->found.faults, "text_after_quote");

    if (!is_told_at(trial, trial->line, (int)trial->cell)) {
        fail_at(trial, "is not told where it is");
    }
    assert_no_other_line_is_blamed(trial);
    bool is_refused = is_open || (is_broken && trial->line == 1);
    assert_int_equal(trial->found.summary.is_refused, is_refused);
    if (!is_refused) {
        assert_others_are_taken(trial, trial->cell == CELLS - 1);
    }
    if (!is_refused && trial->line == 1) {
        assert_true(cJSON_Compare(trial->found.figures, trial->sound.figures, true));
    }
}

static void tells_each_stray_quote(void **state)
{
    (void)state;
    try_each("", "\n", "\"", 0, judge_quote);
    try_each("", "\r\n", "\"", 0, judge_quote);
    try_each("\"", "\n", "\"", 0, judge_quote);
    try_each("\"", "\r\n", "\"", 0, judge_quote);
}

static void tells_each_missing_quote(void **state)
{
    (void)state;
    try_each("\"", "\n", NULL, '"', judge_quote);
    try_each("\"", "\r\n", NULL, '"', judge_quote);
}

/* The merged cells are one too few: the row is told, and a header names one of the two. */
static void judge_missing_delimiter(const struct trial *trial)
{
    assert_no_other_line_is_blamed(trial);
    assert_nothing_is_made_up(trial);
    if (trial->line > 1) {
        assert_others_are_taken(trial, 0);
        return;
    }
    const cJSON *fault = cJSON_GetArrayItem(trial->found.faults, 0);
    const char *column = cJSON_GetObjectItemCaseSensitive(fault, "column")->valuestring;
    if (strcmp(column, cells[0][trial->cell]) != 0 &&
        strcmp(column, cells[0][trial->cell + 1]) != 0) {
        fail_at(trial, "names another column");
    }
}

static void tells_each_missing_delimiter(void **state)
{
    (void)state;
    try_each("", "\n", NULL, ',', judge_missing_delimiter);
    try_each("\"", "\r\n", NULL, ',', judge_missing_delimiter);
}

/* One cell too many: the row is told with both counts. At its end the cell is blank, and nothing
 * is lost. */
static void judge_further_delimiter(const struct trial *trial)
{
    static const char ragged[] = "{\"kind\":\"ragged_row\",\"first\":\"6\",\"second\":\"5\"}";
    cJSON *wanted = cJSON_Parse(ragged);
    struct text edited = buffer_text(&trial->edited);

    assert_nothing_is_made_up(trial);
    cJSON_AddNumberToObject(wanted, "line", trial->line);
    if (cJSON_Compare(trial->found.figures, trial->sound.figures, true)) {
        assert_true(text_find(edited, ",\r\n") >= 0);
    } else if (trial->line > 1) {
        if (!find_last(trial->found.faults, wanted, NULL)) {
            fail_at(trial, "is not told as a ragged row");
        }
        assert_no_other_line_is_blamed(trial);
        assert_others_are_taken(trial, 0);
    } else if (!is_told_at(trial, 1, -1)) {
        /* A column without a name may be meant: then each row is one cell short of the
         * header. */
        for (uint32_t line = 2; line <= ROWS; line++) {
            if (!is_told_at(trial, line, -1)) {
                fail_at(trial, "is not told of a row");
            }
        }
    }
    cJSON_Delete(wanted);
}

static void tells_each_further_delimiter(void **state)
{
    (void)state;
    try_each("", "\r\n", ",", 0, judge_further_delimiter);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_each_stray_quote),
        cmocka_unit_test(tells_each_missing_quote),
        cmocka_unit_test(tells_each_missing_delimiter),
        cmocka_unit_test(tells_each_further_delimiter),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
