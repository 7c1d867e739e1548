/* SPDX-License-Identifier: MIT */
/*
 * The sheets of the demonstration, in scripts/demo, as a first-time user sees them.
 */
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "recording_sink.h"

/* Calls visit for each sheet below the folder. */
static void each_sheet(const char *folder, void (*visit)(const char *path, const char *name))
{
    DIR *dir = opendir(folder);
    const struct dirent *entry = NULL;

    assert_non_null(dir);
    while ((entry = readdir(dir)) != NULL) {
        char path[2048];
        struct stat info;
        (void)snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] == '.' || stat(path, &info) != 0) {
            continue;
        }
        if (S_ISDIR(info.st_mode)) {
            each_sheet(path, visit);
        } else if (text_ends_with(text_of(path), ".csv")) {
            visit(path, entry->d_name);
        }
    }
    (void)closedir(dir);
}

static void record_sheet(struct recording *recording, const char *path, const char *name)
{
    struct err err = {0};
    struct reader_options options = {.file_name = text_of(name),
                                     .today = clock_day_of(2026, 9, 16)};

    record_source(recording, source_open(AT_FDCWD, path, NULL, &err), &options);
}

static void expect_no_fault(const char *path, const char *name)
{
    struct recording recording;

    record_sheet(&recording, path, name);

    if (recording.summary.fault_count > 0 || recording.summary.is_refused) {
        fail_msg("%s: %s", path, cJSON_Print(recording.faults));
    }
    recording_finish(&recording);
}

static void every_sheet_reads_without_a_fault(void **state)
{
    (void)state;
    each_sheet(DEMO_DIR, expect_no_fault);
}

/* The documents state a whole below both its parts, and taxes above the product: both are shown as
 * stated, and doubted. */
static void doubts_what_contradicts_itself(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *wanted;
    } sheets[] = {
        {"检测合格率-2017年.csv",
         "{\"kind\":\"lint_whole_outside_parts\",\"cell\":\"96%\",\"period\":\"2017\"}"},
        {"经济指标.csv", "{\"kind\":\"lint_tax_exceeds_product\",\"cell\":\"24.8亿元\","
                         "\"indicator\":\"税收收入\"}"},
        {"经济指标.csv",
         "{\"kind\":\"lint_tax_exceeds_product\",\"cell\":\"28.8亿元\",\"first\":\"15.49亿元\"}"},
    };

    for (size_t i = 0; i < sizeof(sheets) / sizeof(sheets[0]); i++) {
        struct recording recording;
        char path[1024];
        cJSON *wanted = cJSON_Parse(sheets[i].wanted);
        (void)snprintf(path, sizeof(path), DEMO_DIR "/达孜区/%s", sheets[i].name);

        record_sheet(&recording, path, sheets[i].name);

        assert_non_null(find_last(recording.warnings, wanted, NULL));
        cJSON_Delete(wanted);
        recording_finish(&recording);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_sheet_reads_without_a_fault),
        cmocka_unit_test(doubts_what_contradicts_itself),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
