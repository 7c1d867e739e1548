/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <unistd.h>

#include "app/config.h"
#include "base/err.h"

static char file_name[64];

static const char *write_config(const char *text)
{
    (void)snprintf(file_name, sizeof(file_name), "/tmp/plumb-config-XXXXXX");
    int fd = mkstemp(file_name);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    (void)close(fd);
    return file_name;
}

static bool read_line(struct config *config, struct err *err, int argc, const char *const *words)
{
    char *argv[16];

    assert_true(argc < 16);
    for (int i = 0; i < argc; i++) {
        argv[i] = strdup(words[i]);
    }
    bool ok = config_read(config, argc, argv, err);
    for (int i = 0; i < argc; i++) {
        free(argv[i]);
    }
    return ok;
}

#define READ(config, err, ...)                                                                     \
    read_line(config, err, (int)(sizeof((const char *[]){__VA_ARGS__}) / sizeof(char *)),          \
              (const char *[]){__VA_ARGS__})

static void has_the_defaults_of_the_manual(void **state)
{
    (void)state;
    struct config config = {0};
    struct err err;

    assert_true(READ(&config, &err, "plumbd", "serve"));

    assert_string_equal(config.inbox, "./inbox");
    assert_string_equal(config.state, "./state");
    assert_string_equal(config.listen, "127.0.0.1:8080");
    config_finish(&config);
}

static void the_line_wins_over_the_environment_and_that_over_the_file(void **state)
{
    (void)state;
    struct config config = {0};
    struct err err;
    const char *file = write_config("{ // a comment\n \"settle_ms\": 300, \"rescan_ms\": 400,\n"
                                    " \"late_days\": 5 }");

    setenv("PLUMB_SETTLE_MS", "500", 1);
    setenv("PLUMB_RESCAN_MS", "600", 1);
    assert_true(READ(&config, &err, "plumbd", "serve", "--config", file, "--settle-ms=700"));

    assert_int_equal(config.settle_ms, 700);
    assert_int_equal(config.rescan_ms, 600);
    assert_int_equal(config.late_days, 5);
    unsetenv("PLUMB_SETTLE_MS");
    unsetenv("PLUMB_RESCAN_MS");
    config_finish(&config);
    unlink(file);
}

static void refuses_what_is_wrong_and_names_it(void **state)
{
    (void)state;
    static const char *const lines[][4] = {
        {"plumbd", "paint", NULL, "paint"},
        {"plumbd", "serve", "--colour", "--colour"},
        {"plumbd", "serve", "--settle-ms=abc", "--settle-ms"},
        {"plumbd", "serve", "--settle-ms=1", "--settle-ms"},
        {"plumbd", "serve", "--on-delete=with", "--on-delete"},
        {"plumbd", "serve", "--listen", "--listen"},
        {"plumbd", "check", NULL, "check"},
        {"plumbd", "check", "--inbox=x", "--inbox"},
    };

    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        struct config config = {0};
        struct err err = {0};
        assert_false(read_line(&config, &err, lines[i][2] ? 3 : 2, lines[i]));
        assert_int_equal(err.kind, ERR_USAGE);
        assert_non_null(strstr(err.text, lines[i][3]));
        config_finish(&config);
    }
}

static void refuses_a_file_with_an_unknown_setting(void **state)
{
    (void)state;
    struct config config = {0};
    struct err err;
    const char *file = write_config("{\"colour\": \"red\"}");

    assert_false(READ(&config, &err, "plumbd", "serve", "--config", file));

    assert_int_equal(err.kind, ERR_USAGE);
    assert_non_null(strstr(err.text, "colour"));
    config_finish(&config);
    unlink(file);
}

static void refuses_a_wall_without_a_name(void **state)
{
    (void)state;
    static const char *const texts[] = {"{\"walls\": [{\"place\": \"东镇\"}]}",
                                        "{\"walls\": [{\"name\": \"\"}]}", "{\"walls\": [1]}",
                                        "{\"walls\": [{\"name\": \"a\", \"place\": null}]}"};

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct config config = {0};
        struct err err;
        const char *file = write_config(texts[i]);
        assert_false(READ(&config, &err, "plumbd", "serve", "--config", file));
        assert_non_null(strstr(err.text, "walls"));
        config_finish(&config);
        unlink(file);
    }
}

static void refuses_an_encoding_that_does_not_exist(void **state)
{
    (void)state;
    struct config config = {0};
    struct err err;
    const char *file = write_config("{\"sources\": {\"a.csv\": {\"encoding\": \"EBCDIC\"}}}");

    assert_false(READ(&config, &err, "plumbd", "serve", "--config", file));

    assert_int_equal(err.kind, ERR_USAGE);
    assert_non_null(strstr(err.text, "a.csv"));
    config_finish(&config);
    unlink(file);
}

static void keeps_walls_and_sources_of_the_file(void **state)
{
    (void)state;
    struct config config = {0};
    struct err err;
    const char *file = write_config("{\"walls\": [{\"name\": \"三楼\"}],"
                                    " \"sources\": {\"a.csv\": {\"encoding\": \"GB18030\"}}}");

    assert_true(READ(&config, &err, "plumbd", "serve", "--config", file));

    assert_non_null(config.walls);
    assert_int_equal(config_encoding_of(&config, "a.csv"), DECODE_GB18030);
    assert_int_equal(config_encoding_of(&config, "b.csv"), DECODE_GUESS);
    config_finish(&config);
    unlink(file);
}

static void takes_files_after_a_double_dash(void **state)
{
    (void)state;
    struct config config = {0};
    struct err err;

    assert_true(READ(&config, &err, "plumbd", "check", "--json", "--", "-odd-name.csv", "b.csv"));

    assert_true(config.json);
    assert_int_equal(config.operand_count, 2);
    assert_string_equal(config.operands[0], "-odd-name.csv");
    config_finish(&config);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(has_the_defaults_of_the_manual),
        cmocka_unit_test(the_line_wins_over_the_environment_and_that_over_the_file),
        cmocka_unit_test(refuses_what_is_wrong_and_names_it),
        cmocka_unit_test(refuses_a_file_with_an_unknown_setting),
        cmocka_unit_test(refuses_a_wall_without_a_name),
        cmocka_unit_test(refuses_an_encoding_that_does_not_exist),
        cmocka_unit_test(keeps_walls_and_sources_of_the_file),
        cmocka_unit_test(takes_files_after_a_double_dash),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
