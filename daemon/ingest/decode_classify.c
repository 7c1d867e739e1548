/* SPDX-License-Identifier: MIT */
/*
 * The first pass: which encoding the bytes are in, or why they are no text. The first rule that
 * fits decides:
 *
 *   nothing, or only a mark              empty
 *   a workbook's or document's magic     spreadsheet_file
 *   a byte order mark, or forced         that encoding, or the first byte that is wrong in it
 *   NULs, and nearly all on one side     UTF-16
 *   NULs at the end, or very many        nul_tail, nul
 *   valid UTF-8                          UTF-8; but GB18030 where it is plausible as that, and the
 *                                        UTF-8 would be of letters that no sheet has
 *   lines of UTF-8 and lines of GB18030  mixed_encodings
 *   valid GB18030 that is Korean         refused: EUC-KR; likewise EUC-JP
 *   valid, plausible GB18030, or one
 *   with the words of a header           GB18030
 *   valid, plausible Big5, Shift-JIS     refused by name
 *   anything else                        encoding_unknown
 */
#include "ingest/decode.h"

#include <string.h>

#include "base/err.h"
#include "base/text.h"
#include "ingest/byte_facts.h"
#include "ingest/decode_magic.h"
#include "ingest/decode_place.h"
#include "ingest/decode_survey.h"
#include "ingest/source.h"

enum { HEAD_BYTES = 4096 };

/* What is known so far of the source at hand. */
struct look {
    const struct source *source;
    enum decode_encoding known; /* by mark or because it is forced; else DECODE_GUESS */
    bool has_bom;
    uint64_t begin;                 /* behind the mark */
    const struct byte_facts *facts; /* of all bytes, the mark included */
};

/* --- verdicts -------------------------------------------------------------------------------- */

static bool refuse(struct decode_result *result, enum fault_kind kind, const char *name)
{
    *result = (struct decode_result){.is_text = false,
                                     .fault = {.kind = kind, .byte = -1, .name = name ? name : ""}};
    return true;
}

/* Refuses because of the character at `byte`; what is before it is of that encoding. */
static bool refuse_at(struct decode_result *result, const struct look *look, enum fault_kind kind,
                      int64_t byte, enum decode_encoding before, struct err *err)
{
    refuse(result, kind, NULL);
    result->fault.byte = byte;
    return decode_place(look->source, look->begin, (uint64_t)byte, before, &result->fault.line,
                        &result->fault.column, err);
}

static bool has_high(struct text line)
{
    size_t at = 0;

    while (at < line.len && (unsigned char)line.at[at] < 0x80U) {
        at++;
    }
    return at < line.len;
}

/* The first line that shows how characters beyond ASCII were read, else the first that is not
 * blank. */
static struct text telling_line(struct text text)
{
    struct text best = {NULL, 0};

    while (text.len > 0) {
        size_t len = 0;
        while (len < text.len && text.at[len] != '\n' && text.at[len] != '\r') {
            len++;
        }
        struct text line = text_trim(text_part(text, 0, len));
        if (has_high(line)) {
            return line;
        }
        best = best.len > 0 ? best : line;
        text = text_part(text, len + 1, text.len);
    }
    return best;
}

static bool read_sample(const struct look *look, struct decode_result *result, struct err *err)
{
    char bytes[HEAD_BYTES];
    size_t got = 0;
    struct decoder *decoder = decoder_create(look->source, result, err);

    if (!decoder) {
        return false;
    }
    bool ok = decoder_read(decoder, bytes, sizeof(bytes), &got, err);
    decoder_destroy(decoder);
    if (!ok) {
        return false;
    }
    struct text line = telling_line((struct text){bytes, got});
    line = text_part(line, 0, DECODE_SAMPLE_MAX - 1);
    line.len = text_valid_len(line);
    if (line.len > 0) {
        memcpy(result->sample, line.at, line.len);
    }
    result->sample[line.len] = '\0';
    return true;
}

static bool accept(struct decode_result *result, const struct look *look,
                   enum decode_encoding encoding, uint64_t nul_count, int64_t first_nul,
                   struct err *err)
{
    *result = (struct decode_result){
        .is_text = true, .encoding = encoding, .has_bom = look->has_bom, .nul_count = nul_count};
    if (nul_count > 0) {
        result->first_nul = (struct decode_fault){.kind = FAULT_NUL, .byte = first_nul, .name = ""};
        if (!decode_place(look->source, look->begin, (uint64_t)first_nul, encoding,
                          &result->first_nul.line, &result->first_nul.column, err)) {
            return false;
        }
    }
    return read_sample(look, result, err);
}

/* --- UTF-16 ---------------------------------------------------------------------------------- */

/* The rest of a unit whose first byte is the last that is not NUL belongs to the text. */
static uint64_t utf16_end(const struct look *look)
{
    uint64_t odd = (look->facts->tail - look->begin) % 2;

    return odd != 0 && look->facts->tail < source_size(look->source) ? look->facts->tail + 1
                                                                     : look->facts->tail;
}

static bool survey_utf16(const struct look *look, bool is_big, struct decode_units *units,
                         struct err *err)
{
    uint64_t end = utf16_end(look);
    uint64_t size = source_size(look->source);

    if (size - end == 1) { /* half a unit behind the last one */
        end = size;
    }
    struct decode_span span = {look->source, look->begin, end};
    return decode_survey_utf16(&span, is_big, units, err);
}

static bool decide_utf16(struct decode_result *result, const struct look *look,
                         enum decode_encoding encoding, struct err *err)
{
    struct decode_units units;

    if (!survey_utf16(look, encoding == DECODE_UTF16BE, &units, err)) {
        return false;
    }
    uint64_t end = utf16_end(look);
    if (source_size(look->source) - end > 1) {
        return refuse_at(result, look, FAULT_NUL_TAIL, (int64_t)end, encoding, err);
    }
    if (units.bad >= 0) {
        return refuse_at(result, look, units.is_cut ? FAULT_CUT_CHARACTER : FAULT_ENCODING_UNKNOWN,
                         units.bad, encoding, err);
    }
    if (units.likely * 10 < units.units * 7) {
        return refuse_at(result, look, FAULT_ENCODING_UNKNOWN, (int64_t)look->begin, encoding, err);
    }
    return accept(result, look, encoding, units.nuls, units.first_nul, err);
}

/* UTF-16 without a mark shows by the NULs of its ASCII characters: nearly all on one side, since
 * few Han characters have a NUL half, and at least 2 % of all bytes. */
static bool guess_utf16(const struct look *look, enum decode_encoding *encoding, struct err *err)
{
    uint64_t even = look->facts->nul_even;
    uint64_t odd = look->facts->nul_odd;
    uint64_t more = even > odd ? even : odd;
    uint64_t less = even > odd ? odd : even;
    struct decode_units units;

    *encoding = DECODE_GUESS;
    if (more * 50 < look->facts->tail - look->begin || less * 4 > more) {
        return true;
    }
    bool is_big = even > odd;
    if (!survey_utf16(look, is_big, &units, err)) {
        return false;
    }
    bool is_sound = units.bad < 0 || units.is_cut;
    if (is_sound && units.likely * 10 >= units.units * 9) {
        *encoding = is_big ? DECODE_UTF16BE : DECODE_UTF16LE;
    }
    return true;
}

/* --- UTF-8 and the two-byte encodings -------------------------------------------------------- */

static struct decode_span text_span(const struct look *look)
{
    return (struct decode_span){look->source, look->begin, look->facts->tail};
}

static bool accept_bytes(struct decode_result *result, const struct look *look,
                         enum decode_encoding encoding, struct err *err)
{
    return accept(result, look, encoding, look->facts->nul_even + look->facts->nul_odd,
                  look->facts->first_nul, err);
}

/* Where the second of two encodings begins; -1: there are not two. A UTF-8 file that is damaged in
 * one place has UTF-8 behind that place too, and is not of two encodings. */
static int64_t find_mixture(const struct look *look, const struct decode_lines *lines)
{
    int64_t bad = look->facts->utf8_bad;
    bool begins_utf8 = look->has_bom || (lines->utf8_lines > 0 && lines->first_utf8 < bad);

    if (lines->gb_lines > 0 && begins_utf8) {
        /* GB18030 may begin with bytes that are valid UTF-8 by chance, and in mid-line. */
        return lines->first_gb < bad || lines->other_lines == 0 ? lines->first_gb : bad;
    }
    if ((lines->gb_lines > 0 || lines->big5_lines > 0) && lines->utf8_lines > 0 && !begins_utf8) {
        return lines->first_utf8;
    }
    if (begins_utf8 && lines->last_utf8 < bad &&
        (lines->other_lines > 1 || lines->big5_lines > 0)) {
        return bad;
    }
    return -1;
}

/* Where the second of GB18030 and Big5 begins; -1: there are not both. */
static int64_t find_big5_mixture(const struct decode_lines *lines)
{
    if (lines->big5_lines == 0 || lines->first_sure_gb < 0) {
        return -1;
    }
    return lines->first_big5 < lines->first_sure_gb ? lines->first_sure_gb : lines->first_big5;
}

static bool decide_two_byte(struct decode_result *result, const struct look *look,
                            const struct decode_lines *lines, struct err *err)
{
    struct decode_span span = text_span(look);
    struct decode_score big5;
    struct decode_score shift_jis;
    struct decode_signs signs;

    if (!decode_survey_others(&span, &big5, &shift_jis, &signs, err)) {
        return false;
    }
    bool is_valid_gb = lines->gb_bad < 0 || lines->gb_is_cut;
    bool is_common_gb =
        decode_score_is_plausible(&lines->gb) && decode_score_is_no_less(&lines->gb, &big5);
    if (is_valid_gb && (signs.is_korean || signs.is_japanese) && !signs.has_sheet_words) {
        bool ok =
            refuse_at(result, look, FAULT_ENCODING_UNKNOWN, lines->first_high, DECODE_GB18030, err);
        result->fault.name = signs.is_korean ? "EUC-KR" : "EUC-JP";
        return ok;
    }
    int64_t second = find_big5_mixture(lines);
    if (second >= 0) {
        return refuse_at(result, look, FAULT_MIXED_ENCODINGS, second, DECODE_GB18030, err);
    }
    if (is_valid_gb && (is_common_gb || signs.has_sheet_words)) {
        return lines->gb_is_cut ? refuse_at(result, look, FAULT_CUT_CHARACTER, lines->gb_bad,
                                            DECODE_GB18030, err)
                                : accept_bytes(result, look, DECODE_GB18030, err);
    }
    enum fault_kind kind = FAULT_ENCODING_UNKNOWN;
    int64_t byte = lines->gb_bad >= 0 ? lines->gb_bad : lines->first_high;
    if (decode_score_is_plausible(&big5) && decode_score_is_no_less(&big5, &shift_jis)) {
        kind = FAULT_ENCODING_BIG5;
        byte = lines->first_high;
    } else if (decode_score_is_plausible(&shift_jis)) {
        kind = FAULT_ENCODING_SHIFT_JIS;
        byte = lines->first_high;
    }
    bool ok = refuse_at(result, look, kind, byte, DECODE_GB18030, err);
    result->fault.name = kind == FAULT_ENCODING_BIG5        ? "Big5"
                         : kind == FAULT_ENCODING_SHIFT_JIS ? "Shift-JIS"
                                                            : "";
    return ok;
}

/* The bytes are not UTF-8 as a whole. */
static bool decide_lines(struct decode_result *result, const struct look *look,
                         const struct decode_lines *lines, struct err *err)
{
    int64_t bad = look->facts->utf8_bad;
    bool is_gb = (lines->gb_bad < 0 || lines->gb_is_cut) && decode_score_is_plausible(&lines->gb);

    if (look->facts->utf8_is_cut && (look->known == DECODE_UTF8 || !is_gb)) {
        return refuse_at(result, look, FAULT_CUT_CHARACTER, bad, DECODE_UTF8, err);
    }
    int64_t second = find_mixture(look, lines);
    if (second >= 0) {
        bool begins_utf8 = second >= bad || second != lines->first_utf8;
        return refuse_at(result, look, FAULT_MIXED_ENCODINGS, second,
                         begins_utf8 ? DECODE_UTF8 : DECODE_GB18030, err);
    }
    if (look->known == DECODE_UTF8 || (lines->utf8_lines > 0 && lines->first_utf8 < bad)) {
        return refuse_at(result, look, FAULT_ENCODING_UNKNOWN, bad, DECODE_UTF8, err);
    }
    return decide_two_byte(result, look, lines, err);
}

static bool decide_forced_gb(struct decode_result *result, const struct look *look,
                             const struct decode_lines *lines, struct err *err)
{
    if (lines->gb_bad < 0) {
        return accept_bytes(result, look, DECODE_GB18030, err);
    }
    return refuse_at(result, look, lines->gb_is_cut ? FAULT_CUT_CHARACTER : FAULT_ENCODING_UNKNOWN,
                     lines->gb_bad, DECODE_GB18030, err);
}

/* Valid UTF-8 may still be GB18030. */
static bool decide_valid_utf8(struct decode_result *result, const struct look *look,
                              struct err *err)
{
    struct decode_span span = text_span(look);
    bool is_doubtful = false;
    struct decode_lines lines;

    if (look->known == DECODE_GUESS && look->facts->utf8.has_high && !look->facts->utf8.has_long) {
        if (!decode_survey_is_doubtful_utf8(&span, &is_doubtful, err)) {
            return false;
        }
    }
    if (is_doubtful) {
        if (!decode_survey_lines(&span, &lines, err)) {
            return false;
        }
        is_doubtful = lines.gb_bad < 0 && decode_score_is_plausible(&lines.gb);
    }
    return accept_bytes(result, look, is_doubtful ? DECODE_GB18030 : DECODE_UTF8, err);
}

static bool decide_bytes(struct decode_result *result, const struct look *look, struct err *err)
{
    struct decode_span span = text_span(look);
    struct decode_lines lines;

    if (look->facts->tail < source_size(look->source)) {
        bool is_utf8 = look->facts->utf8_bad < 0 || look->facts->utf8_is_cut;
        return refuse_at(result, look, FAULT_NUL_TAIL, (int64_t)look->facts->tail,
                         is_utf8 ? DECODE_UTF8 : DECODE_GB18030, err);
    }
    if (look->facts->hole >= 0) {
        return refuse_at(result, look, FAULT_NUL, look->facts->hole,
                         look->facts->utf8_bad < 0 ? DECODE_UTF8 : DECODE_GB18030, err);
    }
    if (look->known != DECODE_GB18030 && look->facts->utf8_bad < 0) {
        return decide_valid_utf8(result, look, err);
    }
    if (!decode_survey_lines(&span, &lines, err)) {
        return false;
    }
    return look->known == DECODE_GB18030 ? decide_forced_gb(result, look, &lines, err)
                                         : decide_lines(result, look, &lines, err);
}

/* --- the whole ------------------------------------------------------------------------------- */

struct mark {
    const char *bytes;
    size_t len;
    enum decode_encoding encoding;
};

static void find_mark(struct look *look, const unsigned char *head, size_t len)
{
    static const struct mark marks[] = {
        {"\xEF\xBB\xBF", 3, DECODE_UTF8},
        {"\xFF\xFE", 2, DECODE_UTF16LE},
        {"\xFE\xFF", 2, DECODE_UTF16BE},
        {"\x84\x31\x95\x33", 4, DECODE_GB18030},
    };

    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        if (len >= marks[i].len && memcmp(head, marks[i].bytes, marks[i].len) == 0) {
            look->known = marks[i].encoding;
            look->has_bom = true;
            look->begin = marks[i].len;
            return;
        }
    }
}

static bool decide_encoding(struct decode_result *result, struct look *look, struct err *err)
{
    enum decode_encoding encoding = look->known;

    if (encoding == DECODE_GUESS && !guess_utf16(look, &encoding, err)) {
        return false;
    }
    if (encoding == DECODE_UTF16LE || encoding == DECODE_UTF16BE) {
        return decide_utf16(result, look, encoding, err);
    }
    return decide_bytes(result, look, err);
}

static bool classify(struct decode_result *result, struct look *look, struct err *err)
{
    unsigned char head[HEAD_BYTES];
    size_t got = 0;

    if (!source_read_at(look->source, 0, head, sizeof(head), &got, err)) {
        return false;
    }
    const char *format = decode_magic(head, got);
    if (format) {
        return refuse(result, FAULT_SPREADSHEET_FILE, format);
    }
    find_mark(look, head, got);
    if (look->begin == source_size(look->source)) {
        return refuse(result, FAULT_EMPTY, NULL);
    }
    if (look->facts->tail <= look->begin) {
        return refuse_at(result, look, FAULT_NUL_TAIL, (int64_t)look->begin, DECODE_UTF8, err);
    }
    return decide_encoding(result, look, err);
}

bool decode_classify(const struct source *source, const struct decode_options *options,
                     struct decode_result *result, struct err *err)
{
    struct look look = {.source = source,
                        .known = options ? options->forced : DECODE_GUESS,
                        .facts = source_facts(source)};
    struct decode_result found = {0};

    if (!classify(&found, &look, err)) {
        return false;
    }
    *result = found;
    return true;
}
