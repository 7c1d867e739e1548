/* SPDX-License-Identifier: MIT */
#include "ingest/decode_survey.h"

#include <string.h>

#include "base/err.h"
#include "ingest/decode_ascii.h"
#include "ingest/decode_gb.h"
#include "ingest/decode_pieces.h"
#include "ingest/gb_lines.h"
#include "ingest/gb_stretches.h"
#include "ingest/source.h"
#include "ingest/utf8.h"

bool decode_survey_is_doubtful_utf8(const struct decode_span *span, bool *is_doubtful,
                                    struct err *err)
{
    struct decode_pieces pieces;

    if (!decode_pieces_init(&pieces, span->source, span->begin, span->end, err)) {
        return false;
    }
    *is_doubtful = false;
    bool ok = decode_pieces_next(&pieces, 0, err);
    while (ok && pieces.len > 0 && !*is_doubtful) {
        for (size_t i = 0; i < pieces.len; i++) {
            unsigned char byte = pieces.bytes[i];
            /* C2 and C3 are the signs of Latin 1, CE and CF are Greek: units, in a sheet. */
            *is_doubtful = *is_doubtful || (byte >= 0xC4U && byte != 0xCEU && byte != 0xCFU);
        }
        ok = decode_pieces_next(&pieces, pieces.len, err);
    }
    decode_pieces_finish(&pieces);
    return ok;
}

/* --- UTF-16 ---------------------------------------------------------------------------------- */

/* Signs, punctuation, Han, full-width forms: what is typed into a sheet. */
static bool is_likely(unsigned unit)
{
    return (unit >= 0x20U && unit <= 0x7EU) || (unit >= 0x9U && unit <= 0xDU) ||
           (unit >= 0xA0U && unit <= 0xFFU) || (unit >= 0x2000U && unit <= 0x22FFU) ||
           (unit >= 0x3000U && unit <= 0x303FU) || (unit >= 0x4E00U && unit <= 0x9FFFU) ||
           (unit >= 0xFF00U && unit <= 0xFFEFU);
}

/* Looks at the unit at `at`, and at the one behind it where both are a pair. Returns the bytes
 * used; 0: the unit goes on in the next piece. */
static size_t take_units(struct decode_units *out, const struct decode_pieces *pieces, size_t at,
                         bool is_big)
{
    const unsigned char *bytes = pieces->bytes + at;
    size_t left = pieces->len - at;
    const unsigned high = is_big ? 0 : 1;
    int64_t offset = (int64_t)(pieces->at + at);

    if (left < 2 || ((bytes[high] & 0xFCU) == 0xD8U && left < 4)) {
        if (pieces->is_last && out->bad < 0) {
            out->bad = offset;
            out->is_cut = true;
        }
        return pieces->is_last ? left : 0;
    }
    unsigned unit = (unsigned)bytes[high] << 8 | bytes[1 - high];
    bool is_pair = (unit & 0xFC00U) == 0xD800U && (bytes[2 + high] & 0xFCU) == 0xDCU;
    if ((unit & 0xF800U) == 0xD800U && !is_pair && out->bad < 0) {
        out->bad = offset;
    }
    out->units++;
    out->likely += is_pair || is_likely(unit);
    if (unit == 0) {
        out->nuls++;
        out->first_nul = out->first_nul < 0 ? offset : out->first_nul;
    }
    return is_pair ? 4 : 2;
}

bool decode_survey_utf16(const struct decode_span *span, bool is_big, struct decode_units *out,
                         struct err *err)
{
    struct decode_pieces pieces;

    if (!decode_pieces_init(&pieces, span->source, span->begin, span->end, err)) {
        return false;
    }
    *out = (struct decode_units){.first_nul = -1, .bad = -1};
    bool ok = decode_pieces_next(&pieces, 0, err);
    while (ok && pieces.len > 0) {
        size_t at = 0;
        size_t used = 1;
        while (at < pieces.len && used > 0) {
            used = take_units(out, &pieces, at, is_big);
            at += used;
        }
        ok = decode_pieces_next(&pieces, at, err);
    }
    decode_pieces_finish(&pieces);
    return ok;
}

/* --- lines ----------------------------------------------------------------------------------- */

struct line {
    const unsigned char *bytes;
    size_t len;
    uint64_t at;
    bool is_last; /* of the source: what is cut here is cut for good */
};

/* How much of the line is UTF-8. *forms: three- and four-byte ones, which GBK text hardly gives. */
static size_t utf8_part_len(const struct line *line, size_t *forms)
{
    struct utf8_stats stats = {0};
    size_t len = utf8_len(line->bytes, line->len, &stats);

    *forms = 0;
    for (size_t i = 0; i < len; i++) {
        *forms += line->bytes[i] >= 0xE0U;
    }
    bool is_cut = line->is_last && utf8_is_cut(line->bytes + len, line->len - len);
    return is_cut ? line->len : len;
}

static void mark(int64_t *first, uint64_t *count, int64_t place)
{
    *first = *first < 0 ? place : *first;
    (*count)++;
}

/* Scores the line from `at` on. Whether it is valid, but for a character that the source's end
 * cuts, and plausible. */
static bool is_gb_from(const struct line *line, size_t at, struct decode_score *score, size_t *len,
                       bool *is_cut)
{
    *len = at + decode_score_gb(line->bytes + at, line->len - at, score);
    *is_cut = *len < line->len && line->is_last &&
              decode_gb_len(line->bytes + *len, line->len - *len) == DECODE_GB_CUT;
    return (*len == line->len || *is_cut) && decode_score_is_plausible(score);
}

/* A line that is not plausible as GB18030. UTF-8 shows by a form of three bytes, or two where the
 * line may still be GB18030; it may go over into GB18030 within the line. */
static void survey_foreign_line(struct decode_lines *out, const struct line *line, int64_t place,
                                bool is_valid_gb)
{
    struct decode_score score = {0};
    size_t forms = 0;
    size_t gb_len = 0;
    bool is_cut = false;
    size_t len = utf8_part_len(line, &forms);
    bool is_utf8 = forms >= (is_valid_gb || len < line->len ? 2U : 1U);

    if (is_utf8) {
        mark(&out->first_utf8, &out->utf8_lines, place);
        out->last_utf8 = place;
    }
    if (is_utf8 && len == line->len) {
        return;
    }
    if (is_utf8 && is_gb_from(line, len, &score, &gb_len, &is_cut)) {
        mark(&out->first_gb, &out->gb_lines, (int64_t)(line->at + len));
    } else {
        out->other_lines++;
    }
}

enum { SURE_CHARACTERS = 4 };

/* Whether the line is GB18030 or Big5 beyond doubt. Text of the one is not mostly of common
 * characters in the other; a line that is shows what it is, and so, less surely, do those before.
 */
static void survey_big5(struct decode_lines *out, const struct line *line, int64_t place,
                        const struct decode_score *gb)
{
    struct decode_score big5 = {0};
    bool is_good_gb = gb->common * 20 >= gb->characters * 19;

    if (is_good_gb && (out->first_sure_gb >= 0 || gb->characters < SURE_CHARACTERS)) {
        out->big5_run = -1;
        return;
    }
    bool is_big5 = decode_score_big5(line->bytes, line->len, &big5) == line->len &&
                   !decode_score_is_no_less(gb, &big5);
    if (!is_big5) {
        out->big5_run = -1;
        out->first_sure_gb = is_good_gb ? place : out->first_sure_gb;
        return;
    }
    out->big5_run = out->big5_run < 0 ? place : out->big5_run;
    if (big5.characters >= SURE_CHARACTERS && big5.common * 10 >= big5.characters * 9 &&
        gb->common * 10 < gb->characters * 6) {
        mark(&out->first_big5, &out->big5_lines, out->big5_run);
    }
}

static void survey_line(struct decode_lines *out, const struct line *line)
{
    struct decode_score score = {0};
    size_t len = 0;
    bool is_cut = false;
    size_t high = decode_skip_ascii(line->bytes, 0, line->len);
    int64_t place = (int64_t)(line->at + high);

    if (high == line->len) {
        return;
    }
    bool is_gb = is_gb_from(line, 0, &score, &len, &is_cut);
    if (out->gb_bad < 0) {
        decode_score_add(&out->gb, &score);
        if (len < line->len) {
            out->gb_bad = (int64_t)(line->at + len);
            out->gb_is_cut = is_cut;
        }
    }
    out->first_high = out->first_high < 0 ? place : out->first_high;
    survey_big5(out, line, place, &score);
    if (is_gb) {
        mark(&out->first_gb, &out->gb_lines, place);
    } else {
        survey_foreign_line(out, line, place, len == line->len || is_cut);
    }
}

/* The line's length with its end, as far as it is there. No byte of a row end can be part of a
 * longer character, in any of the encodings. Row ends of CR alone are looked for only where lines
 * would be very long without. */
static size_t line_len(const unsigned char *bytes, size_t len)
{
    enum { LONG_LINE = 4096 };
    const unsigned char *end = memchr(bytes, '\n', len < LONG_LINE ? len : LONG_LINE);

    if (!end) {
        end = memchr(bytes, '\r', len);
    }
    if (!end) {
        end = memchr(bytes, '\n', len);
    }
    return end ? (size_t)(end - bytes) + 1 : len;
}

/* Once GB18030 was found, more of it tells nothing new. */
static bool is_sure(const struct decode_lines *out)
{
    return out->gb_bad < 0 && out->first_gb >= 0 && out->first_sure_gb >= 0;
}

static void add_good_lines(struct decode_lines *out, const struct gb_lines *good)
{
    out->gb.characters += good->characters;
    out->gb.common += good->common;
    out->gb_lines += good->lines;
    out->big5_run = good->lines > 0 ? -1 : out->big5_run;
}

/* Passes over the lines that tell nothing new. */
static size_t pass_good_lines(struct decode_lines *out, const unsigned char *bytes, size_t len)
{
    struct gb_lines good = {0};

    if (!is_sure(out)) {
        return 0;
    }
    size_t passed = gb_lines_len(bytes, len, &good);
    add_good_lines(out, &good);
    return passed;
}

/* The stretch of good lines that begins there and may be passed over. */
static const struct gb_stretch *known_at(const struct decode_lines *out,
                                         const struct source *source, uint64_t offset)
{
    const struct gb_stretch *next =
        is_sure(out) ? gb_stretches_find(source_stretches(source), offset) : NULL;

    return next && next->begin == offset ? next : NULL;
}

/* How much of the piece, from `at` on, lies before the next such stretch. */
static size_t unknown_len(const struct decode_pieces *pieces, size_t at)
{
    uint64_t offset = pieces->at + at;
    size_t left = pieces->len - at;
    const struct gb_stretch *next = gb_stretches_find(source_stretches(pieces->source), offset);

    return next && next->begin - offset < left ? (size_t)(next->begin - offset) : left;
}

/* Takes the lines of a piece, up to a stretch that may be passed over; the last one may go on in
 * the next piece, but one that fills the piece is taken in parts. */
static size_t survey_piece(struct decode_lines *out, const struct decode_pieces *pieces)
{
    size_t at = 0;

    while (at < pieces->len) {
        at += pass_good_lines(out, pieces->bytes + at, unknown_len(pieces, at));
        if (at == pieces->len || known_at(out, pieces->source, pieces->at + at)) {
            break;
        }
        struct line line = {pieces->bytes + at, 0, pieces->at + at, false};
        line.len = line_len(line.bytes, pieces->len - at);
        bool is_end = at + line.len == pieces->len;
        unsigned char last = line.bytes[line.len - 1];
        bool has_end = last == '\n' || last == '\r';
        line.is_last = is_end && pieces->is_last;
        if (is_end && !has_end && !pieces->is_last) {
            if (at > 0) {
                break;
            }
            struct decode_score ignored = {0};
            size_t whole = decode_score_gb(line.bytes, line.len, &ignored);
            line.len = line.len - whole < 4 && whole > 0 ? whole : line.len;
        }
        survey_line(out, &line);
        at += line.len;
    }
    return at;
}

bool decode_survey_lines(const struct decode_span *span, struct decode_lines *out, struct err *err)
{
    struct decode_pieces pieces;

    if (!decode_pieces_init(&pieces, span->source, span->begin, span->end, err)) {
        return false;
    }
    *out = (struct decode_lines){.gb_bad = -1,
                                 .first_high = -1,
                                 .first_gb = -1,
                                 .first_utf8 = -1,
                                 .last_utf8 = -1,
                                 .first_big5 = -1,
                                 .big5_run = -1,
                                 .first_sure_gb = -1};
    bool ok = decode_pieces_next(&pieces, 0, err);
    while (ok && pieces.len > 0) {
        size_t taken = survey_piece(out, &pieces);
        const struct gb_stretch *known = known_at(out, span->source, pieces.at + taken);
        if (known) {
            add_good_lines(out, &known->lines);
        }
        ok = known ? decode_pieces_seek(&pieces, known->end, err)
                   : decode_pieces_next(&pieces, taken, err);
    }
    decode_pieces_finish(&pieces);
    return ok;
}

bool decode_survey_others(const struct decode_span *span, struct decode_score *big5,
                          struct decode_score *shift_jis, struct decode_signs *signs,
                          struct err *err)
{
    struct decode_pieces pieces;

    if (!decode_pieces_init(&pieces, span->source, span->begin, span->end, err)) {
        return false;
    }
    *big5 = (struct decode_score){0};
    *shift_jis = (struct decode_score){0};
    *signs = (struct decode_signs){0};
    bool ok = decode_pieces_next(&pieces, 0, err);
    if (ok) {
        size_t len = pieces.len;
        while (!pieces.is_last && len > 1 && pieces.bytes[len - 1] != '\n') {
            len--;
        }
        /* At the very end, a character may be cut. */
        size_t slack = pieces.is_last ? 1 : 0;
        if (decode_score_big5(pieces.bytes, len, big5) + slack < len) {
            *big5 = (struct decode_score){0};
        }
        if (decode_score_shift_jis(pieces.bytes, len, shift_jis) + slack < len) {
            *shift_jis = (struct decode_score){0};
        }
        decode_signs_read(pieces.bytes, len, signs);
    }
    decode_pieces_finish(&pieces);
    return ok;
}
