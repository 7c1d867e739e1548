/* SPDX-License-Identifier: MIT */
/*
 * Any bytes: they are text, and then their UTF-8 is well-formed and the same in reads of any size;
 * or they are not, and then the fault lies within them.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/err.h"
#include "ingest/decode.h"
#include "ingest/source.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

#define MUST(condition)                                                                            \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

static void decode(const struct source *source, const struct decode_result *result, size_t size,
                   struct buffer *out)
{
    struct err err = {0};
    char piece[4096];
    size_t got = 0;
    struct decoder *decoder = decoder_create(source, result, &err);

    MUST(decoder);
    do {
        MUST(decoder_read(decoder, piece, size, &got, &err));
        buffer_append(out, piece, got);
    } while (got > 0);
    decoder_destroy(decoder);
}

static void check_text(const struct source *source, const struct decode_result *result,
                       struct text bytes)
{
    struct buffer whole = {0};
    struct buffer pieces = {0};

    decode(source, result, 4096, &whole);
    decode(source, result, 1 + bytes.len % 7, &pieces);
    MUST(text_equal(buffer_text(&whole), buffer_text(&pieces)));
    MUST(text_valid_len(buffer_text(&whole)) == whole.len);
    MUST(text_valid_len(text_of(result->sample)) == strlen(result->sample));
    if (result->encoding == DECODE_UTF8) {
        MUST(text_equal(buffer_text(&whole), text_part(bytes, result->has_bom ? 3 : 0, bytes.len)));
    }
    buffer_finish(&whole);
    buffer_finish(&pieces);
}

static void check_fault(const struct decode_fault *fault, size_t len)
{
    MUST(fault->name);
    MUST(fault->byte < (int64_t)len || len == 0);
    MUST((fault->byte >= 0) == (fault->line > 0));
    MUST((fault->byte >= 0) == (fault->column > 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static const enum decode_encoding forced[] = {DECODE_GUESS, DECODE_UTF8, DECODE_GB18030,
                                                  DECODE_UTF16LE, DECODE_UTF16BE};
    struct err err = {0};
    struct source *source = source_from_bytes(bytes, len, &err);

    MUST(source);
    for (size_t i = 0; i < sizeof(forced) / sizeof(forced[0]); i++) {
        struct decode_options options = {.forced = forced[i]};
        struct decode_result result;
        MUST(decode_classify(source, &options, &result, &err));
        if (result.is_text) {
            check_text(source, &result, (struct text){(const char *)bytes, len});
        } else {
            check_fault(&result.fault, len);
        }
    }
    source_close(source);
    return 0;
}
