/* SPDX-License-Identifier: MIT */
/*
 * A delimiter lost, or one too many, at each place of each template: what stands behind it moves
 * into other columns, where much of it can still be read. The receipt names the physical line, or
 * nothing has changed.
 */
#include "ingest/template.h"
#include "recording_sink.h"
#include "sheet_edit.h"

/* Four lines above the sheet, in two rows. */
#define TITLE "\"某县2025年\n质量工作\n统计表\"\n\n"

struct variant {
    char delimiter;
    bool has_title;
};

static const struct variant variants[] = {{',', false}, {';', true}, {'\t', true}, {'|', true}};

/* The template with another delimiter, LF, and a title above. */
static void write_variant(struct text content, struct variant variant, struct buffer *out)
{
    buffer_append_str(out, variant.has_title ? TITLE : "");
    for (size_t i = 3; i < content.len; i++) {
        char byte = content.at[i] == ',' ? variant.delimiter : content.at[i];
        if (byte != '\r') {
            buffer_append(out, &byte, 1);
        }
    }
    assert_false(out->has_failed);
}

struct trial {
    const char *name;
    struct variant variant;
    struct buffer sheet;
    struct buffer edited;
    struct recording sound;
    struct recording found;
    uint32_t line; /* of the mistake */
    size_t at;
};

static void record_buffer(const struct trial *trial, struct recording *recording,
                          const struct buffer *sheet)
{
    struct err err = {0};
    struct reader_options options = {.file_name = text_of(trial->name)};

    record_source(recording, source_from_bytes(sheet->bytes, sheet->len, &err), &options);
}

static struct text line_of(struct text sheet, uint32_t line)
{
    for (uint32_t i = 1; i < line; i++) {
        sheet = text_part(sheet, (size_t)text_find(sheet, "\n") + 1, sheet.len);
    }
    ptrdiff_t end = text_find(sheet, "\n");
    return text_part(sheet, 0, end < 0 ? sheet.len : (size_t)end);
}

static void fail_at(const struct trial *trial, const char *why)
{
    fail_msg("%s, line %u: %.*s\n%s\nfaults: %s\nwarnings: %s", trial->name, trial->line,
             TEXT_ARG(line_of(buffer_text(&trial->edited), trial->line)), why,
             cJSON_Print(trial->found.faults), cJSON_Print(trial->found.warnings));
}

/* Somebody who types rows leaves off blank cells at their end. So nothing is odd about a row that
 * is short and ends in a filled cell, as long as no row before it is filled up with blanks. */
static bool may_be_typed_so(const struct trial *trial)
{
    struct text before = text_part(buffer_text(&trial->edited), 0, trial->at);
    struct text row = line_of(buffer_text(&trial->edited), trial->line);
    char filled_up[3] = {trial->variant.delimiter, '\n', '\0'};

    return row.at[row.len - 1] != trial->variant.delimiter && text_find(before, filled_up) < 0;
}

/* What the mistake changed is told at its line; only a broken header makes other lines odd. */
static void judge(const struct trial *trial, bool is_lost)
{
    const struct recording *found = &trial->found;
    size_t here = count_at(found->faults, trial->line, -1);
    size_t warned = count_at(found->warnings, trial->line, -1);
    size_t all = (size_t)cJSON_GetArraySize(found->faults);
    bool is_header = trial->line == trial->sound.summary.header_line;

    all += (size_t)cJSON_GetArraySize(found->warnings);
    if (here + warned == 0 && !cJSON_Compare(found->figures, trial->sound.figures, true) &&
        !(is_lost && may_be_typed_so(trial))) {
        fail_at(trial, "nothing is told of this line");
    }
    if (!is_header && all > here + warned) {
        fail_at(trial, "another line is blamed");
    }
}

static void try_variant(const struct template_file *template, struct variant variant, bool is_lost)
{
    struct trial trial = {.name = template->name, .variant = variant};
    const char inserted[2] = {variant.delimiter, '\0'};
    size_t tried = 0;
    size_t cell = 0;

    write_variant(template->content, variant, &trial.sheet);
    record_buffer(&trial, &trial.sound, &trial.sheet);
    assert_int_equal(trial.sound.summary.fault_count + trial.sound.summary.warning_count, 0);
    struct text sheet = buffer_text(&trial.sheet);
    for (trial.at = variant.has_title ? strlen(TITLE) : 0; trial.at < sheet.len; trial.at++) {
        bool is_place = is_lost ? sheet.at[trial.at] == variant.delimiter
                                : !is_inside_something(sheet, trial.at);
        if (!is_place) {
            continue;
        }
        place_of(sheet, trial.at, &trial.line, &cell);
        edit_sheet(sheet, trial.at, is_lost ? NULL : inserted, &trial.edited);
        record_buffer(&trial, &trial.found, &trial.edited);
        judge(&trial, is_lost);
        recording_finish(&trial.found);
        tried++;
    }
    assert_true(tried >= 15);
    recording_finish(&trial.sound);
    buffer_finish(&trial.sheet);
    buffer_finish(&trial.edited);
}

static void try_each(bool is_lost)
{
    size_t count = 0;
    const struct template_file *templates = template_list(&count);

    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < sizeof(variants) / sizeof(variants[0]); k++) {
            try_variant(&templates[i], variants[k], is_lost);
        }
    }
}

static void tells_each_lost_delimiter(void **state)
{
    (void)state;
    try_each(true);
}

static void tells_each_further_delimiter(void **state)
{
    (void)state;
    try_each(false);
}

/* ---- and what is told, exactly --------------------------------------------------------------- */

#define RATES "指标,时期,抽检数,合格数,合格率,备注\n"
#define GOOD "乙率,2018,50,49,,\n丙率,2018,50,48,,\n丁率,2018,50,47,,\n"

struct told {
    const char *sheet;
    bool is_warning;
    bool is_refused;
    const char *finding;
};

static void names_the_line_and_the_column_where_a_row_stops_fitting(void **state)
{
    (void)state;
    static const struct told cases[] = {
        /* one more: the cells behind it can all be read */
        {RATES "甲率,2018,50,,48,\n" GOOD, true, false, NULL},
        {RATES "甲率,2018,50,,48,96%,\n" GOOD, true, false,
         "{\"kind\":\"ragged_row\",\"line\":2,\"first\":\"7\",\"second\":\"6\",\"cell_index\":6,"
         "\"column\":\"\",\"indicator\":\"甲率\",\"period\":\"2018\"}"},
        /* ... or not: the first that cannot */
        {RATES "甲率,,2018,50,48,,x\n" GOOD, false, false,
         "{\"kind\":\"ragged_row\",\"line\":2,\"first\":\"7\",\"cell_index\":1,\"column\":"
         "\"时期\"}"},
        {RATES GOOD "甲率,2018,50,48,,,x\n", false, false,
         "{\"kind\":\"ragged_row\",\"line\":5,\"first\":\"7\",\"cell_index\":6,\"column\":\"\"}"},
        /* one less */
        {RATES GOOD "甲率,2018,5048,,\n", true, false,
         "{\"kind\":\"ragged_row\",\"line\":5,\"first\":\"5\",\"cell_index\":5,\"column\":"
         "\"备注\"}"},
        {RATES GOOD "甲率,2018,50,48\n", true, false,
         "{\"kind\":\"ragged_row\",\"line\":5,\"first\":\"4\",\"cell_index\":4,"
         "\"column\":\"合格率\"}"},
        /* the header */
        {"指标,时期,,抽检数,合格数\n甲率,2018,50,48\n乙率,2018,50,49\n", false, true,
         "{\"kind\":\"header_differs\",\"line\":1,\"cell_index\":2,\"first\":\"4\","
         "\"second\":\"5\"}"},
        {"指标,时期,,抽检数,合格数\n甲率,2018,x,50,48\n", true, false,
         "{\"kind\":\"unnamed_column\",\"line\":1,\"cell_index\":2,\"column\":\"\"}"},
        {"日期,主办单位,活动名称,参与,人次\n2018-09-01,甲局,启动,30,\n2018-09-02,乙局,宣讲,40,\n",
         true, false, NULL},
        {"日期,主办单位,活动名称,参与,人次,备注\n2018-09-01,甲局,启动,30,\n"
         "2018-09-02,乙局,宣讲,40,\n",
         true, false,
         "{\"kind\":\"header_differs\",\"line\":1,\"cell_index\":3,\"column\":\"参与\","
         "\"first\":\"5\",\"second\":\"6\"}"},
        /* rows that somebody typed, and rows as a spreadsheet writes them */
        {RATES "甲率,2018,50,48\n乙率,2018,,,98%\n丙率,2018,50,48,,注\n", true, false, NULL},
        {"指标,时期,抽检数,合格数,,\n甲率,2018,50,48,,\n乙率,2018,50,49,,\n", true, false, NULL},
        {"指标,时期,抽检数,合格数,,\n甲率,2018,50,48\n乙率,2018,50,49\n", true, false, NULL},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct buffer sheet = {0};
        struct trial trial = {.name = "a.csv"};
        buffer_append_str(&sheet, cases[i].sheet);
        record_buffer(&trial, &trial.found, &sheet);
        const cJSON *list = cases[i].is_warning ? trial.found.warnings : trial.found.faults;
        cJSON *wanted = cases[i].finding ? cJSON_Parse(cases[i].finding) : NULL;

        assert_int_equal(trial.found.summary.is_refused, cases[i].is_refused);
        if (wanted ? !find_last(list, wanted, NULL) : cJSON_GetArraySize(list) != 0) {
            fail_msg("%s\n%s\n%s", cases[i].sheet, cJSON_Print(trial.found.faults),
                     cJSON_Print(trial.found.warnings));
        }
        cJSON_Delete(wanted);
        recording_finish(&trial.found);
        buffer_finish(&sheet);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_each_lost_delimiter),
        cmocka_unit_test(tells_each_further_delimiter),
        cmocka_unit_test(names_the_line_and_the_column_where_a_row_stops_fitting),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
