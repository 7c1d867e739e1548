/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "ingest/byte_facts.h"
#include "ingest/source.h"

/* A folder for one test, with the files that tests put there. */
struct inbox {
    char path[64];
    int fd;
};

static int make_inbox(void **state)
{
    static struct inbox inbox;

    (void)snprintf(inbox.path, sizeof(inbox.path), "/tmp/plumb-source-XXXXXX");
    assert_non_null(mkdtemp(inbox.path));
    inbox.fd = open(inbox.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_true(inbox.fd >= 0);
    *state = &inbox;
    return 0;
}

static int remove_inbox(void **state)
{
    struct inbox *inbox = *state;
    static const char *const names[] = {"a.csv", "folder", "pipe", "link"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (unlinkat(inbox->fd, names[i], 0) != 0) {
            (void)unlinkat(inbox->fd, names[i], AT_REMOVEDIR);
        }
    }
    (void)close(inbox->fd);
    return rmdir(inbox->path);
}

static void write_bytes(const struct inbox *inbox, const char *bytes, size_t len)
{
    int fd = openat(inbox->fd, "a.csv", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, len), len);
    (void)close(fd);
}

static char *many_bytes(size_t len)
{
    char *bytes = malloc(len);
    assert_non_null(bytes);
    for (size_t i = 0; i < len; i++) {
        bytes[i] = (char)(i * 31 + i / 251);
    }
    return bytes;
}

static void fingerprints_what_it_read(void **state)
{
    struct inbox *inbox = *state;
    struct err err = {0};
    write_bytes(inbox, "abc", 3);

    struct source *source = source_open(inbox->fd, "a.csv", NULL, &err);

    assert_non_null(source);
    assert_string_equal(source_sha256(source),
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_int_equal(source_size(source), 3);
    assert_int_equal(source_stat(source)->size, 3);
    assert_true(source_stat(source)->mtime_ns > 0);
    source_close(source);
}

static void reads_the_same_from_memory_and_from_a_file(void **state)
{
    struct inbox *inbox = *state;
    struct err err = {0};
    size_t len = 300001;
    char *bytes = many_bytes(len);
    write_bytes(inbox, bytes, len);

    for (size_t memory_bytes = 1; memory_bytes <= len; memory_bytes += len - 1) {
        struct source_options options = {.memory_bytes = memory_bytes};
        char *read = malloc(len + 10);
        size_t got = 0;
        struct source *source = source_open(inbox->fd, "a.csv", &options, &err);

        assert_non_null(source);
        assert_non_null(read);
        assert_true(source_read_at(source, 0, read, len + 10, &got, &err));
        assert_int_equal(got, len);
        assert_memory_equal(read, bytes, len);
        assert_true(source_read_at(source, 299999, read, 10, &got, &err));
        assert_int_equal(got, 2);
        assert_memory_equal(read, bytes + 299999, 2);
        assert_true(source_read_at(source, len, read, 10, &got, &err));
        assert_int_equal(got, 0);

        free(read);
        source_close(source);
    }
    free(bytes);
}

static void keeps_what_it_read_when_the_file_is_cut(void **state)
{
    struct inbox *inbox = *state;
    struct err err = {0};
    size_t len = 200000;
    char *bytes = many_bytes(len);
    char *read = malloc(len);
    size_t got = 0;
    write_bytes(inbox, bytes, len);
    struct source_options options = {.memory_bytes = 1};
    struct source *source = source_open(inbox->fd, "a.csv", &options, &err);

    write_bytes(inbox, "x", 1);

    assert_true(source_read_at(source, 0, read, len, &got, &err));
    assert_int_equal(got, len);
    assert_memory_equal(read, bytes, len);
    source_close(source);
    free(read);
    free(bytes);
}

static void refuses_a_file_past_the_limit(void **state)
{
    struct inbox *inbox = *state;
    struct err err = {0};
    struct source_options options = {.max_bytes = 9};
    write_bytes(inbox, "0123456789", 10);

    assert_null(source_open(inbox->fd, "a.csv", &options, &err));

    assert_int_equal(err.kind, ERR_LIMIT);
}

static void takes_a_file_at_the_limit(void **state)
{
    struct inbox *inbox = *state;
    struct err err = {0};
    struct source_options options = {.max_bytes = 10};
    write_bytes(inbox, "0123456789", 10);

    struct source *source = source_open(inbox->fd, "a.csv", &options, &err);

    assert_non_null(source);
    source_close(source);
}

static void refuses_two_gigabytes_without_reading_them(void **state)
{
    struct inbox *inbox = *state;
    struct err err = {0};
    write_bytes(inbox, "", 0);
    int fd = openat(inbox->fd, "a.csv", O_WRONLY | O_CLOEXEC);
    assert_int_equal(ftruncate(fd, (off_t)2 << 30), 0);
    (void)close(fd);

    assert_null(source_open(inbox->fd, "a.csv", NULL, &err));

    assert_int_equal(err.kind, ERR_LIMIT);
}

static void refuses_a_fifo_without_waiting(void **state)
{
    struct inbox *inbox = *state;
    struct err err = {0};
    assert_int_equal(mkfifoat(inbox->fd, "pipe", 0600), 0);

    assert_null(source_open(inbox->fd, "pipe", NULL, &err));

    assert_int_equal(err.kind, ERR_FORMAT);
}

static void refuses_a_folder(void **state)
{
    struct inbox *inbox = *state;
    struct err err = {0};
    assert_int_equal(mkdirat(inbox->fd, "folder", 0700), 0);

    assert_null(source_open(inbox->fd, "folder", NULL, &err));

    assert_int_equal(err.kind, ERR_FORMAT);
}

static void refuses_a_device(void **state)
{
    (void)state;
    struct err err = {0};

    assert_null(source_open(AT_FDCWD, "/dev/zero", NULL, &err));

    assert_int_equal(err.kind, ERR_FORMAT);
}

static void refuses_a_link(void **state)
{
    struct inbox *inbox = *state;
    struct err err = {0};
    write_bytes(inbox, "abc", 3);
    assert_int_equal(symlinkat("a.csv", inbox->fd, "link"), 0);

    assert_null(source_open(inbox->fd, "link", NULL, &err));

    assert_int_equal(err.kind, ERR_FORMAT);
}

static void says_that_a_file_is_not_there(void **state)
{
    struct inbox *inbox = *state;
    struct err err = {0};

    assert_null(source_open(inbox->fd, "a.csv", NULL, &err));

    assert_int_equal(err.kind, ERR_NOT_FOUND);
}

static void says_that_it_may_not_read(void **state)
{
    enum { NOBODY = 65534 };
    struct inbox *inbox = *state;
    struct err err = {0};
    bool is_root = geteuid() == 0; /* who may read everything */
    write_bytes(inbox, "abc", 3);
    assert_int_equal(fchmodat(inbox->fd, "a.csv", 0, 0), 0);
    assert_int_equal(chmod(inbox->path, 0755), 0);
    if (is_root) {
        assert_int_equal(seteuid(NOBODY), 0);
    }

    struct source *source = source_open(inbox->fd, "a.csv", NULL, &err);

    if (is_root) {
        assert_int_equal(seteuid(0), 0);
    }
    assert_null(source);
    assert_int_equal(err.kind, ERR_IO);
    assert_non_null(strstr(err.text, "权限"));
    assert_non_null(strstr(err.text, "permission denied"));
}

/* Files of /proc have bytes although their size is 0, as if each had just grown. */
static void notices_that_a_file_grows(void **state)
{
    (void)state;
    struct err err = {0};

    assert_null(source_open(AT_FDCWD, "/proc/self/status", NULL, &err));

    assert_int_equal(err.kind, ERR_CHANGED);
}

static void says_that_the_copy_has_no_place(void **state)
{
    struct inbox *inbox = *state;
    struct err err = {0};
    struct source_options options = {.memory_bytes = 1, .temp_dir = "/nowhere"};
    write_bytes(inbox, "abc", 3);

    assert_null(source_open(inbox->fd, "a.csv", &options, &err));

    assert_int_equal(err.kind, ERR_BUSY);
    assert_non_null(strstr(err.text, "副本"));
}

static void takes_an_empty_file(void **state)
{
    struct inbox *inbox = *state;
    struct err err = {0};
    char byte = 0;
    size_t got = 1;
    write_bytes(inbox, "", 0);

    struct source *source = source_open(inbox->fd, "a.csv", NULL, &err);

    assert_non_null(source);
    assert_true(source_read_at(source, 0, &byte, 1, &got, &err));
    assert_int_equal(got, 0);
    source_close(source);
}

static void leaves_no_file_behind(void **state)
{
    struct inbox *inbox = *state;
    struct err err = {0};
    struct source_options options = {.memory_bytes = 1, .temp_dir = inbox->path};
    write_bytes(inbox, "abcdef", 6);

    struct source *source = source_open(inbox->fd, "a.csv", &options, &err);

    assert_non_null(source);
    source_close(source); /* remove_inbox finds the folder empty but for a.csv */
}

/* The facts of these bytes in pieces of that size must be those of the whole. */
static void assert_same_facts(const unsigned char *bytes, size_t len, size_t piece,
                              const struct byte_facts *whole)
{
    struct byte_facts_scan scan;
    struct byte_facts facts;

    byte_facts_init(&scan);
    for (size_t at = 0; at < len; at += piece) {
        byte_facts_add(&scan, bytes + at, len - at < piece ? len - at : piece);
    }
    byte_facts_finish(&scan, &facts);
    assert_int_equal(facts.tail, whole->tail);
    assert_int_equal(facts.nul_even, whole->nul_even);
    assert_int_equal(facts.nul_odd, whole->nul_odd);
    assert_int_equal(facts.first_nul, whole->first_nul);
    assert_int_equal(facts.hole, whole->hole);
    assert_int_equal(facts.utf8_bad, whole->utf8_bad);
    assert_int_equal(facts.utf8_is_cut, whole->utf8_is_cut);
    assert_int_equal(facts.utf8.has_high, whole->utf8.has_high);
    assert_int_equal(facts.utf8.has_long, whole->utf8.has_long);
}

static void finds_the_same_facts_in_pieces_of_any_size(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t len;
    } cases[] = {
        {"plain", 5},        {"食用农产品€é𠮷", 24}, {"食用\xe5\x93", 8}, {"食用\xf0\x9f\x8e", 9},
        {"\xe5\x93", 2},     {"a\xe5\x93z食", 7},    {"a\xc3\x28 食", 7}, {"\xf0\x8f\x80\x80", 4},
        {"\xed\xa0\x80", 3}, {"a\0b\0\0c\0\0\0", 9}, {"\0\0\0", 3},       {"食\0\xe5\0", 6},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const unsigned char *bytes = (const unsigned char *)cases[i].bytes;
        struct byte_facts_scan scan;
        struct byte_facts whole;
        byte_facts_init(&scan);
        byte_facts_add(&scan, bytes, cases[i].len);
        byte_facts_finish(&scan, &whole);
        for (size_t piece = 1; piece <= cases[i].len; piece++) {
            assert_same_facts(bytes, cases[i].len, piece, &whole);
        }
    }
}

static void tells_a_hole_from_a_tail(void **state)
{
    (void)state;
    char bytes[400];
    struct byte_facts_scan scan;
    struct byte_facts facts;
    memset(bytes, 0, sizeof(bytes));
    memset(bytes, 'a', 101);
    memset(bytes + 165, 'b', 35);

    byte_facts_init(&scan);
    byte_facts_add(&scan, (const unsigned char *)bytes, sizeof(bytes));
    byte_facts_finish(&scan, &facts);

    assert_int_equal(facts.hole, 101);
    assert_int_equal(facts.first_nul, 101);
    assert_int_equal(facts.tail, 200);
    assert_int_equal(facts.nul_odd + facts.nul_even, 64);
}

#define IN_INBOX(test) cmocka_unit_test_setup_teardown(test, make_inbox, remove_inbox)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_INBOX(fingerprints_what_it_read),
        IN_INBOX(reads_the_same_from_memory_and_from_a_file),
        IN_INBOX(keeps_what_it_read_when_the_file_is_cut),
        IN_INBOX(refuses_a_file_past_the_limit),
        IN_INBOX(takes_a_file_at_the_limit),
        IN_INBOX(refuses_two_gigabytes_without_reading_them),
        IN_INBOX(refuses_a_fifo_without_waiting),
        IN_INBOX(refuses_a_folder),
        cmocka_unit_test(refuses_a_device),
        IN_INBOX(refuses_a_link),
        IN_INBOX(says_that_a_file_is_not_there),
        IN_INBOX(says_that_it_may_not_read),
        cmocka_unit_test(notices_that_a_file_grows),
        IN_INBOX(says_that_the_copy_has_no_place),
        IN_INBOX(takes_an_empty_file),
        IN_INBOX(leaves_no_file_behind),
        cmocka_unit_test(finds_the_same_facts_in_pieces_of_any_size),
        cmocka_unit_test(tells_a_hole_from_a_tail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
