/* SPDX-License-Identifier: MIT */
/*
 * Files as spreadsheet programs wrote them, and what each must yield: tests/data/exports.
 */
#include <fcntl.h>
#include <math.h>

#include "recording_sink.h"

#define EXPORTS TEST_DATA_DIR "/exports/"

static cJSON *read_expected(void)
{
    struct err err;
    struct source *source = source_open(AT_FDCWD, EXPORTS "expected.json", NULL, &err);
    size_t size = (size_t)source_size(source);
    char *text = calloc(size + 1, 1);
    size_t got = 0;

    assert_true(source_read_at(source, 0, text, size, &got, &err));
    cJSON *expected = cJSON_Parse(text);
    assert_non_null(expected);
    free(text);
    source_close(source);
    return expected;
}

static void record_file(struct recording *recording, const char *name)
{
    char path[1024];
    struct err err = {0};
    struct reader_options options = {.file_name = text_of(name)};

    (void)snprintf(path, sizeof(path), EXPORTS "%s", name);
    record_source(recording, source_open(AT_FDCWD, path, NULL, &err), &options);
}

static const char *state_of(const struct sheet_summary *summary)
{
    return summary->is_refused ? "refused" : summary->rows_faulty > 0 ? "partial" : "taken";
}

static void check_string(const char *file, const cJSON *expected, const char *name,
                         const char *found)
{
    const cJSON *wanted = cJSON_GetObjectItemCaseSensitive(expected, name);

    if (cJSON_IsString(wanted) && strcmp(wanted->valuestring, found) != 0) {
        fail_msg("%s: %s is \"%s\", not \"%s\"", file, name, found, wanted->valuestring);
    }
}

static void check_number(const char *file, const cJSON *expected, const char *name, int found)
{
    const cJSON *wanted = cJSON_GetObjectItemCaseSensitive(expected, name);

    if (cJSON_IsNumber(wanted) && wanted->valueint != found) {
        fail_msg("%s: %s is %d, not %d", file, name, found, wanted->valueint);
    }
}

static void check_summary(const char *file, const cJSON *expected,
                          const struct sheet_summary *summary)
{
    const cJSON *rows = cJSON_GetObjectItemCaseSensitive(expected, "rows");
    const cJSON *bom = cJSON_GetObjectItemCaseSensitive(expected, "bom");
    const cJSON *sheet = cJSON_GetObjectItemCaseSensitive(expected, "sheet");

    check_string(file, expected, "encoding", summary->encoding);
    check_string(file, expected, "delimiter", summary->delimiter);
    check_string(file, expected, "state", state_of(summary));
    check_number(file, expected, "header_line", (int)summary->header_line);
    check_number(file, rows, "read", (int)summary->rows_read);
    check_number(file, rows, "faulty", (int)summary->rows_faulty);
    if (bom) {
        assert_int_equal(summary->has_bom, cJSON_IsTrue(bom));
    }
    if (sheet && cJSON_IsNull(sheet)) {
        assert_int_equal(summary->sheet, SHEET_NONE);
    } else if (sheet) {
        check_string(file, expected, "sheet", sheet_name(summary->sheet));
    }
}

/* Every wanted finding is in the list. */
static void check_findings(const char *file, const cJSON *wanted_list, const cJSON *found)
{
    static const char *const ignored[] = {"why", "lines", NULL};
    const cJSON *wanted = NULL;

    cJSON_ArrayForEach(wanted, wanted_list)
    {
        cJSON *finding = cJSON_Duplicate(wanted, true);
        const cJSON *lines = cJSON_GetObjectItemCaseSensitive(wanted, "lines");
        if (lines) {
            char earlier[16];
            (void)snprintf(earlier, sizeof(earlier), "%d", cJSON_GetArrayItem(lines, 0)->valueint);
            cJSON_AddNumberToObject(finding, "line", cJSON_GetArrayItem(lines, 1)->valueint);
            cJSON_AddStringToObject(finding, "first", earlier);
        }
        if (!find_last(found, finding, ignored)) {
            char *json = cJSON_Print(wanted);
            char *have = cJSON_Print(found);
            print_error("%s lacks %s among %s\n", file, json, have);
            fail();
        }
        cJSON_Delete(finding);
    }
}

static void check_faults(const char *file, const cJSON *expected, const struct recording *recording)
{
    const cJSON *faults = cJSON_GetObjectItemCaseSensitive(expected, "faults");
    const cJSON *header = NULL;
    const cJSON *kind = NULL;

    check_findings(file, faults, recording->faults);
    check_findings(file, cJSON_GetObjectItemCaseSensitive(expected, "warnings"),
                   recording->warnings);
    check_findings(file, cJSON_GetObjectItemCaseSensitive(expected, "questions"),
                   recording->faults);
    if (faults && cJSON_GetObjectItemCaseSensitive(expected, "rows")) {
        assert_int_equal(cJSON_GetArraySize(recording->faults), cJSON_GetArraySize(faults));
    }
    assert_int_equal(cJSON_GetArraySize(recording->faults), recording->summary.fault_count);
    cJSON_ArrayForEach(header, cJSON_GetObjectItemCaseSensitive(expected, "unknown_columns"))
    {
        cJSON *wanted = cJSON_CreateObject();
        cJSON_AddStringToObject(wanted, "kind", "unknown_column");
        cJSON_AddStringToObject(wanted, "column", header->valuestring);
        assert_non_null(find_last(recording->warnings, wanted, NULL));
        cJSON_Delete(wanted);
    }
    cJSON_ArrayForEach(kind, cJSON_GetObjectItemCaseSensitive(expected, "no_warning"))
    {
        cJSON *unwanted = cJSON_CreateObject();
        cJSON_AddStringToObject(unwanted, "kind", kind->valuestring);
        assert_null(find_last(recording->warnings, unwanted, NULL));
        cJSON_Delete(unwanted);
    }
}

/* The campaign that an activity belongs to, as far as these files need it. */
static bool is_of_campaign(const cJSON *figure, const char *campaign)
{
    static const struct {
        const char *name;
        const char *from;
        const char *to;
    } windows[] = {{"安全生产月", "06-01", "06-30"},
                   {"质量月", "09-01", "09-30"},
                   {"世界标准日", "10-14", "10-14"}};
    const char *named = cJSON_GetObjectItemCaseSensitive(figure, "campaign")->valuestring;
    const char *day = cJSON_GetObjectItemCaseSensitive(figure, "from")->valuestring + 5;

    if (named[0] != '\0') {
        return strcmp(named, campaign) == 0;
    }
    for (size_t i = 0; i < sizeof(windows) / sizeof(windows[0]); i++) {
        if (strcmp(windows[i].name, campaign) == 0) {
            return strcmp(windows[i].from, day) <= 0 && strcmp(day, windows[i].to) <= 0;
        }
    }
    return false;
}

/* The file's total of a metric for a campaign, done activities only. */
static bool has_sum(const struct recording *recording, const cJSON *wanted)
{
    const char *metric = cJSON_GetObjectItemCaseSensitive(wanted, "indicator")->valuestring;
    const char *campaign = cJSON_GetObjectItemCaseSensitive(wanted, "campaign")->valuestring;
    enum qualifier qualifier = QUALIFIER_EQ;
    double sum = 0;
    const cJSON *figure = NULL;

    cJSON_ArrayForEach(figure, recording->figures)
    {
        enum qualifier own = QUALIFIER_EQ;
        if (!cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(figure, "done")) ||
            strcmp(cJSON_GetObjectItemCaseSensitive(figure, "indicator")->valuestring, metric) !=
                0 ||
            !is_of_campaign(figure, campaign)) {
            continue;
        }
        sum += cJSON_GetObjectItemCaseSensitive(figure, "value")->valuedouble;
        assert_true(qualifier_from_name(
            text_of(cJSON_GetObjectItemCaseSensitive(figure, "qualifier")->valuestring), &own));
        qualifier = qualifier_of_sum(qualifier, own);
    }
    return fabs(sum - cJSON_GetObjectItemCaseSensitive(wanted, "value")->valuedouble) < 1e-9 &&
           strcmp(qualifier_name(qualifier),
                  cJSON_GetObjectItemCaseSensitive(wanted, "qualifier")->valuestring) == 0;
}

/* The partners of a target, joined as a sheet would write them. */
static void join_partners(cJSON *wanted)
{
    char joined[256] = "";
    const cJSON *partners = cJSON_GetObjectItemCaseSensitive(wanted, "partners");
    const cJSON *partner = NULL;

    cJSON_ArrayForEach(partner, partners)
    {
        size_t len = strlen(joined);
        (void)snprintf(joined + len, sizeof(joined) - len, "%s%s", len > 0 ? "、" : "",
                       partner->valuestring);
    }
    if (partners) {
        cJSON_AddStringToObject(wanted, "departments", joined);
    }
}

static const cJSON *find_figure(const struct recording *recording, const cJSON *expected)
{
    static const char *const ignored[] = {"period", "why", "needs", "sum", "partners", NULL};
    static const char *const unresolved[] = {"period", "why", "needs", "place", NULL};
    bool needs = cJSON_GetObjectItemCaseSensitive(expected, "needs") != NULL;
    bool is_activity = cJSON_GetObjectItemCaseSensitive(expected, "title") != NULL;
    cJSON *wanted = cJSON_Duplicate(expected, true);

    join_partners(wanted);
    if (is_activity) {
        cJSON_DeleteItemFromObject(wanted, "campaign");
    }
    const cJSON *found = find_last(recording->figures, wanted, needs ? unresolved : ignored);
    if (found && is_activity &&
        !is_of_campaign(found,
                        cJSON_GetObjectItemCaseSensitive(expected, "campaign")->valuestring)) {
        found = NULL;
    }
    cJSON_Delete(wanted);
    return found;
}

static void check_figures(const char *file, const cJSON *expected,
                          const struct recording *recording)
{
    const cJSON *wanted = NULL;

    cJSON_ArrayForEach(wanted, cJSON_GetObjectItemCaseSensitive(expected, "figures"))
    {
        bool is_sum = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(wanted, "sum"));
        if (is_sum ? has_sum(recording, wanted) : find_figure(recording, wanted) != NULL) {
            continue;
        }
        char *json = cJSON_Print(wanted);
        char *have = cJSON_Print(recording->figures);
        print_error("%s lacks %s among %s\n", file, json, have);
        fail();
    }
}

/* A forbidden figure has a value although it must not; or had, and a later row counts. */
static void check_forbidden(const char *file, const cJSON *expected,
                            const struct recording *recording)
{
    static const char *const ignored[] = {"why", "period", "passed", NULL};
    const cJSON *unwanted = NULL;

    cJSON_ArrayForEach(unwanted, cJSON_GetObjectItemCaseSensitive(expected, "forbidden"))
    {
        cJSON *wanted = cJSON_Duplicate(unwanted, true);
        const cJSON *label = cJSON_GetObjectItemCaseSensitive(unwanted, "period");
        struct period period;
        const cJSON *passed = cJSON_GetObjectItemCaseSensitive(unwanted, "passed");

        assert_true(period_read_label(text_of(label->valuestring), &period));
        put_period(wanted, period);
        const cJSON *found = find_last(recording->figures, wanted, ignored);
        bool has_value = found && cJSON_GetObjectItemCaseSensitive(found, "value") != NULL;
        if (has_value && passed) {
            has_value =
                cJSON_GetObjectItemCaseSensitive(found, "passed")->valueint == passed->valueint;
        }
        if (has_value) {
            fail_msg("%s has a forbidden figure: %s", file, cJSON_Print(found));
        }
        cJSON_Delete(wanted);
    }
}

static const char *member_of_column(const char *column)
{
    return strcmp(column, "活动名称") == 0   ? "title"
           : strcmp(column, "主办单位") == 0 ? "host"
                                             : "note";
}

static void check_texts(const char *file, const cJSON *expected, const struct recording *recording)
{
    const cJSON *wanted = NULL;

    cJSON_ArrayForEach(wanted, cJSON_GetObjectItemCaseSensitive(expected, "texts"))
    {
        const char *member =
            member_of_column(cJSON_GetObjectItemCaseSensitive(wanted, "column")->valuestring);
        cJSON *line = cJSON_CreateObject();
        cJSON_AddNumberToObject(line, "line",
                                cJSON_GetObjectItemCaseSensitive(wanted, "line")->valuedouble);
        const cJSON *record = find_last(recording->figures, line, NULL);
        assert_non_null(record);
        const char *text = cJSON_GetObjectItemCaseSensitive(record, member)->valuestring;
        check_string(file, wanted, "text", text);
        check_number(file, wanted, "length", (int)text_count(text_of(text)));
        cJSON_Delete(line);
    }
}

static void reads_each_file_as_stated(void **state)
{
    (void)state;
    cJSON *all = read_expected();
    const cJSON *expected = NULL;

    cJSON_ArrayForEach(expected, all)
    {
        struct recording recording;

        record_file(&recording, expected->string);

        check_summary(expected->string, expected, &recording.summary);
        check_faults(expected->string, expected, &recording);
        check_figures(expected->string, expected, &recording);
        check_forbidden(expected->string, expected, &recording);
        if (!recording.summary.is_refused) {
            check_texts(expected->string, expected, &recording);
        }
        recording_finish(&recording);
    }
    cJSON_Delete(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_each_file_as_stated),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
