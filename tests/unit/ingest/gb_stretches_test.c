/* SPDX-License-Identifier: MIT */
/*
 * Stretches of good lines, found while a file is copied, are whole lines and count what is in
 * them; and what is decided with their help is what is decided without.
 */
#include "unit.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/err.h"
#include "gb_text.h"
#include "ingest/decode.h"
#include "ingest/gb_stretches.h"
#include "ingest/source.h"

enum { PIECE_BYTES = 2000, FILE_BYTES = 1400000 };

static void look_in_pieces(struct gb_stretches *stretches, struct text text)
{
    unsigned char *room = malloc(GB_LINE_ROOM + PIECE_BYTES);
    assert_non_null(room);

    while (text.len > 0) {
        size_t len = 1 + chance(PIECE_BYTES);
        len = len < text.len ? len : text.len;
        memcpy(room + GB_LINE_ROOM, text.at, len);
        if (chance(100) == 0) {
            gb_stretches_skip(stretches, len);
        } else {
            gb_stretches_look(stretches, room + GB_LINE_ROOM, len);
        }
        text = text_part(text, len, text.len);
    }
    free(room);
}

static void are_whole_lines_and_count_what_is_in_them(void **state)
{
    (void)state;
    struct buffer text = {0};
    uint64_t all = 0;

    for (unsigned round = 0; round < 300; round++) {
        struct gb_stretches found = {0};
        write_lines(&text, 40000, 1U << (round % 10));
        look_in_pieces(&found, buffer_text(&text));
        for (size_t i = 0; i < found.count; i++) {
            const struct gb_stretch *at = &found.at[i];
            assert_in_range(at->begin, i > 0 ? found.at[i - 1].end : 0, at->end - 1);
            assert_in_range(at->end, 0, text.len);
            assert_true(at->begin == 0 || text.bytes[at->begin - 1] == '\n');
            assert_true(is_same_count(text_part(buffer_text(&text), at->begin, at->end - at->begin),
                                      &at->lines));
            all += at->end - at->begin;
        }
    }
    assert_true(!gb_lines_has(GB_LINES_AVX2) || all > 1000000);
    buffer_finish(&text);
}

/* What is not good, and what makes another verdict. */
static void spoil(struct buffer *text)
{
    static const struct text odd[] = {
        TEXT("\n\xA5\xAD\xC6\x46\xB0\xCF\xB1J\xB2\xB1\xB1\xB2\xAE\xD5\xB0\xCF\n"), /* Big5 */
        TEXT("\n食品合格率,东镇\n"),                                               /* UTF-8 */
        TEXT("\xFF"),
        TEXT("\0"),
        TEXT("\xE9\x46"), /* a pair that is not GB2312's */
        TEXT("\r"),
        TEXT("\xD8\xA1\xD8\xA2\xD8\xA3\xD8\xA4\xD8\xA5"), /* uncommon */
        TEXT("\xB0"),
    };

    for (unsigned i = chance(3); i > 0; i--) {
        struct text what = odd[chance(8)];
        memcpy(text->bytes + chance((uint32_t)(text->len - what.len)), what.at, what.len);
    }
    text->len -= chance(2);
}

static struct decode_result classify(struct source *source)
{
    struct err err = {0};
    struct decode_result result;
    assert_non_null(source);
    assert_true(decode_classify(source, NULL, &result, &err));
    source_close(source);
    return result;
}

static struct decode_result classify_file(struct text text)
{
    char path[] = "/tmp/plumb-stretches-XXXXXX";
    struct source_options options = {.memory_bytes = 1};
    struct err err = {0};
    int fd = mkostemp(path, O_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text.at, text.len), text.len);
    struct source *source = source_open(AT_FDCWD, path, &options, &err);
    (void)close(fd);
    (void)unlink(path);
    return classify(source);
}

static void lead_to_the_verdict_that_a_plain_look_gives(void **state)
{
    (void)state;
    struct buffer text = {0};
    struct err err = {0};

    for (unsigned round = 0; round < 20; round++) {
        write_lines(&text, round % 2 == 0 ? FILE_BYTES : 300000, 1U << (4 + round % 10));
        spoil(&text);
        struct decode_result file = classify_file(buffer_text(&text));
        struct decode_result plain = classify(source_from_bytes(text.bytes, text.len, &err));
        assert_int_equal(file.is_text, plain.is_text);
        assert_int_equal(file.encoding, plain.encoding);
        assert_int_equal(file.fault.kind, plain.fault.kind);
        assert_int_equal(file.fault.byte, plain.fault.byte);
        assert_int_equal(file.fault.line, plain.fault.line);
        assert_int_equal(file.fault.column, plain.fault.column);
        assert_int_equal(file.nul_count, plain.nul_count);
        assert_string_equal(file.sample, plain.sample);
    }
    buffer_finish(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(are_whole_lines_and_count_what_is_in_them),
        cmocka_unit_test(lead_to_the_verdict_that_a_plain_look_gives),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
