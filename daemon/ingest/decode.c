/* SPDX-License-Identifier: MIT */
/*
 * The second pass: a source whose encoding is known becomes UTF-8. UTF-8 itself is read straight
 * into the caller's memory, and GB18030 is converted into it where there is room enough; the others
 * are converted piece by piece into a buffer of the decoder.
 */
#include "ingest/decode.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/err.h"
#include "base/text.h"
#include "ingest/decode_gb.h"
#include "ingest/decode_pieces.h"
#include "ingest/source.h"

/* The largest growth: the euro sign of code page 936, one byte, becomes three. */
enum { CONVERTED_BYTES = 3 * DECODE_PIECE_BYTES + 4 };

/* Who has room for so much gets GB18030 straight away; and a rest of a piece that is shorter than
 * that is converted together with what follows. */
enum { MUCH_BYTES = 4096, SHORT_REST = 1024 };

struct decoder {
    const struct source *source;
    enum decode_encoding encoding;
    uint64_t at; /* UTF-8: what comes next */

    /* The others: */
    const struct decode_gb_table *table;
    struct decode_pieces pieces;
    size_t taken; /* of the piece, converted */
    char *converted;
    size_t converted_len;
    size_t converted_at; /* up to here it was handed out */
};

const char *decode_encoding_name(enum decode_encoding encoding)
{
    switch (encoding) {
    case DECODE_GUESS:
        return "";
    case DECODE_UTF8:
        return "UTF-8";
    case DECODE_GB18030:
        return "GB18030";
    case DECODE_UTF16LE:
        return "UTF-16LE";
    case DECODE_UTF16BE:
        return "UTF-16BE";
    }
    return "";
}

bool decode_encoding_from_name(const char *name, enum decode_encoding *out)
{
    static const struct {
        const char *name;
        enum decode_encoding encoding;
    } names[] = {
        {"auto", DECODE_GUESS},       {"utf-8", DECODE_UTF8},       {"utf8", DECODE_UTF8},
        {"gb18030", DECODE_GB18030},  {"gb-18030", DECODE_GB18030}, {"gbk", DECODE_GB18030},
        {"gb2312", DECODE_GB18030},   {"gb-2312", DECODE_GB18030},  {"cp936", DECODE_GB18030},
        {"utf-16le", DECODE_UTF16LE}, {"utf16le", DECODE_UTF16LE},  {"utf-16be", DECODE_UTF16BE},
        {"utf16be", DECODE_UTF16BE},
    };

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strcasecmp(name, names[i].name) == 0) {
            *out = names[i].encoding;
            return true;
        }
    }
    return false;
}

static uint64_t bom_len(const struct decode_result *result)
{
    if (!result->has_bom) {
        return 0;
    }
    switch (result->encoding) {
    case DECODE_UTF8:
        return 3;
    case DECODE_GB18030:
        return 4;
    case DECODE_UTF16LE:
    case DECODE_UTF16BE:
        return 2;
    case DECODE_GUESS:
        break;
    }
    return 0;
}

static bool prepare_conversion(struct decoder *decoder, struct err *err)
{
    if (decoder->encoding == DECODE_UTF8) {
        return true;
    }
    if (decoder->encoding == DECODE_GB18030) {
        decoder->table = decode_gb_table(err);
        if (!decoder->table) {
            return false;
        }
    }
    decoder->converted = malloc(CONVERTED_BYTES);
    if (!decoder->converted) {
        return err_set(err, ERR_NO_MEMORY, "内存不足 (out of memory)");
    }
    return decode_pieces_init(&decoder->pieces, decoder->source, decoder->at,
                              source_size(decoder->source), err);
}

struct decoder *decoder_create(const struct source *source, const struct decode_result *result,
                               struct err *err)
{
    struct decoder *decoder = calloc(1, sizeof(*decoder));

    if (!decoder) {
        err_set(err, ERR_NO_MEMORY, "内存不足 (out of memory)");
        return NULL;
    }
    decoder->source = source;
    decoder->encoding = result->encoding;
    decoder->at = bom_len(result);
    if (!prepare_conversion(decoder, err)) {
        decoder_destroy(decoder);
        return NULL;
    }
    return decoder;
}

void decoder_destroy(struct decoder *decoder)
{
    if (decoder) {
        decode_pieces_finish(&decoder->pieces);
        free(decoder->converted);
        free(decoder);
    }
}

/* Converts whole characters of UTF-16. Returns the bytes written; *taken is those read. */
static size_t convert_utf16(bool is_big, const unsigned char *bytes, size_t len, char *out,
                            size_t *taken)
{
    const unsigned high = is_big ? 0 : 1;
    size_t done = 0;
    size_t at = 0;

    while (at + 2 <= len) {
        size_t width = 2;
        int32_t code = bytes[at + high] << 8 | bytes[at + 1 - high];
        if (code >= 0xD800 && code <= 0xDBFF) {
            if (at + 4 > len) {
                break;
            }
            int32_t low = bytes[at + 2 + high] << 8 | bytes[at + 3 - high];
            code = 0x10000 + ((code & 0x3FF) << 10) + (low & 0x3FF);
            width = 4;
        }
        done += text_put(code, out + done);
        at += width;
    }
    *taken = at;
    return done;
}

/* Our own mistake: it was found to be of that encoding. */
static bool say_wrong(const struct decoder *decoder, struct err *err)
{
    return err_set(err, ERR_INTERNAL, "bytes that are no %s",
                   decode_encoding_name(decoder->encoding));
}

/* Fills the buffer anew. It stays empty only at the end. */
static bool convert_more(struct decoder *decoder, struct err *err)
{
    struct decode_pieces *pieces = &decoder->pieces;

    if (!decode_pieces_next(pieces, decoder->taken, err)) {
        return false;
    }
    decoder->converted_at = 0;
    if (decoder->encoding == DECODE_GB18030) {
        decoder->converted_len =
            decode_gb_convert(decoder->table, pieces->bytes, pieces->len, decoder->converted,
                              CONVERTED_BYTES, &decoder->taken);
    } else {
        decoder->converted_len = convert_utf16(decoder->encoding == DECODE_UTF16BE, pieces->bytes,
                                               pieces->len, decoder->converted, &decoder->taken);
    }
    if (decoder->converted_len == 0 && pieces->len > 0) {
        return say_wrong(decoder, err);
    }
    return true;
}

/* Fills out without the buffer in between. It gets nothing only at the end. */
static bool convert_gb_into(struct decoder *decoder, char *out, size_t size, size_t *got,
                            struct err *err)
{
    struct decode_pieces *pieces = &decoder->pieces;
    size_t taken = 0;

    if (pieces->len - decoder->taken < SHORT_REST && !pieces->is_last) {
        if (!decode_pieces_next(pieces, decoder->taken, err)) {
            return false;
        }
        decoder->taken = 0;
    }
    size_t left = pieces->len - decoder->taken;
    *got =
        decode_gb_convert(decoder->table, pieces->bytes + decoder->taken, left, out, size, &taken);
    decoder->taken += taken;
    return *got > 0 || left == 0 || say_wrong(decoder, err);
}

bool decoder_read(void *owner, char *out, size_t size, size_t *got, struct err *err)
{
    struct decoder *decoder = owner;

    if (decoder->encoding == DECODE_UTF8) {
        if (!source_read_at(decoder->source, decoder->at, out, size, got, err)) {
            return false;
        }
        decoder->at += *got;
        return true;
    }
    if (decoder->converted_at == decoder->converted_len) {
        if (decoder->encoding == DECODE_GB18030 && size >= MUCH_BYTES) {
            return convert_gb_into(decoder, out, size, got, err);
        }
        if (!convert_more(decoder, err)) {
            return false;
        }
    }
    size_t left = decoder->converted_len - decoder->converted_at;
    size_t len = left < size ? left : size;
    memcpy(out, decoder->converted + decoder->converted_at, len);
    decoder->converted_at += len;
    *got = len;
    return true;
}
