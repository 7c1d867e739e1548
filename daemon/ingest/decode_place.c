/* SPDX-License-Identifier: MIT */
#include "ingest/decode_place.h"

#include "base/err.h"
#include "ingest/decode_gb.h"
#include "ingest/decode_pieces.h"

struct place {
    uint32_t line;
    uint32_t column;
    bool is_after_cr;
};

static void pass_character(struct place *place, unsigned character)
{
    bool is_end_of_crlf = character == '\n' && place->is_after_cr;

    place->is_after_cr = character == '\r';
    if (character == '\r' || (character == '\n' && !is_end_of_crlf)) {
        place->line++;
        place->column = 1;
    } else if (!is_end_of_crlf) {
        place->column++;
    }
}

/* The bytes of the first character; what is malformed counts byte by byte. Sets its code only as
 * far as row ends go. */
static size_t character_len(const unsigned char *bytes, size_t len, enum decode_encoding encoding,
                            unsigned *code)
{
    size_t count = 1;
    int gb_len = 0;

    *code = bytes[0];
    switch (encoding) {
    case DECODE_GB18030:
        gb_len = decode_gb_len(bytes, len);
        return gb_len > 0 ? (size_t)gb_len : 1;
    case DECODE_UTF16LE:
    case DECODE_UTF16BE:
        if (len >= 2) {
            unsigned second = bytes[1];
            *code = encoding == DECODE_UTF16LE ? second << 8 | *code : *code << 8 | second;
        }
        return (*code & 0xFC00U) == 0xD800U && len >= 4 ? 4 : len >= 2 ? 2 : 1;
    case DECODE_GUESS:
    case DECODE_UTF8:
        while (count < len && bytes[0] >= 0xC0U && (bytes[count] & 0xC0U) == 0x80U) {
            count++;
        }
        return count;
    }
    return count;
}

/* Passes over the characters of a piece, but for one that may go on in the next. */
static size_t pass_piece(struct place *place, const struct decode_pieces *pieces,
                         enum decode_encoding encoding)
{
    enum { LONGEST = 4 };
    size_t at = 0;

    while (at < pieces->len && (pieces->is_last || pieces->len - at >= LONGEST)) {
        unsigned code = 0;
        at += character_len(pieces->bytes + at, pieces->len - at, encoding, &code);
        pass_character(place, code);
    }
    return at;
}

bool decode_place(const struct source *source, uint64_t begin, uint64_t byte,
                  enum decode_encoding encoding, uint32_t *line, uint32_t *column, struct err *err)
{
    struct place place = {1, 1, false};
    struct decode_pieces pieces;

    if (!decode_pieces_init(&pieces, source, begin, byte, err)) {
        return false;
    }
    bool ok = decode_pieces_next(&pieces, 0, err);
    while (ok && pieces.len > 0) {
        ok = decode_pieces_next(&pieces, pass_piece(&place, &pieces, encoding), err);
    }
    decode_pieces_finish(&pieces);
    if (ok) {
        *line = place.line;
        *column = place.column;
    }
    return ok;
}
