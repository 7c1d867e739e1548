/* SPDX-License-Identifier: MIT */
/* The files of tests/data/csv, each with the rows that it must give beside it. */
#include "unit.h"

#include <dirent.h>

#include "csv_text.h"

#define FOLDER TEST_DATA_DIR "/csv/"

static void read_file(const char *name, size_t name_len, const char *ending, struct buffer *out)
{
    char path[1024];
    char bytes[4096];
    size_t got = 0;

    (void)snprintf(path, sizeof(path), FOLDER "%.*s%s", (int)name_len, name, ending);
    FILE *file = fopen(path, "rb");
    if (!file) {
        fail_msg("%s", path);
    }
    while ((got = fread(bytes, 1, sizeof(bytes), file)) > 0) {
        buffer_append(out, bytes, got);
    }
    (void)fclose(file);
    assert_false(out->has_failed);
}

static void reads_every_file_as_stated(void **state)
{
    (void)state;
    DIR *folder = opendir(FOLDER);
    const struct dirent *entry = NULL;
    size_t count = 0;
    assert_non_null(folder);

    while ((entry = readdir(folder))) {
        struct text name = text_of(entry->d_name);
        struct buffer text = {0};
        struct buffer rows = {0};
        if (!text_ends_with(name, ".csv")) {
            continue;
        }
        print_message("    %s\n", entry->d_name);
        read_file(name.at, name.len - 4, ".csv", &text);
        read_file(name.at, name.len - 4, ".rows", &rows);
        assert_rows(buffer_text(&text), NULL, buffer_text(&rows));
        /* Told the delimiter, the parser looks less far ahead, so that pieces end anywhere. */
        assert_rows(buffer_text(&text), csv_detect_delimiter(buffer_text(&text), true),
                    buffer_text(&rows));
        buffer_finish(&text);
        buffer_finish(&rows);
        count++;
    }
    assert_true(count >= 25);
    (void)closedir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_file_as_stated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
