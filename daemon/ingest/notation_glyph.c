/* SPDX-License-Identifier: MIT */
#include "ingest/notation_glyph.h"

/* Traditional, then simplified. Only what occurs in numbers, units, dates and their words. */
static const char pairs[] =
    "萬万億亿兩两餘余點点負负幾几貳贰弐贰弍贰陸陆參叁叄叁参叁圓元圆元個个條条戶户"
    "臺台約约將将達达過过內内於于無无沒没報报暫暂數数統统計计噸吨項项處处場场輛辆"
    "時时號号週周禮礼間间從从錢钱級级種种類类隻只雙双張张匹匹幣币歐欧適适應应"
    "總总佔占爲为為为來来開开實实際际長长減减環环較较漲涨準准補补證证題题責责"
    "滿满現现佈布單单據据闕缺錯错對对後后";

struct family {
    int32_t from;
    int32_t to;
    int32_t code;
};

/* Signs that are written in several ways. */
static const struct family families[] = {
    {0x2007, 0x2007, GLYPH_NO_BREAK}, /* figure space */
    {0x2009, 0x200A, GLYPH_NO_BREAK}, /* thin and hair space */
    {0x202F, 0x202F, GLYPH_NO_BREAK},
    {0x2000, 0x2006, ' '},
    {0x2008, 0x2008, ' '},
    {0x205F, 0x205F, ' '},
    {0x3000, 0x3000, ' '},
    {0x2010, 0x2011, '-'},
    {0xFE63, 0xFE63, '-'},
    {0x2012, 0x2012, GLYPH_EN_DASH},
    {0x2015, 0x2015, GLYPH_EM_DASH},
    {0x2500, 0x2501, GLYPH_EM_DASH}, /* box drawing, typed for a dash */
    {0xFE58, 0xFE58, GLYPH_EM_DASH},
    {0x223C, 0x223C, '~'},
    {0x301C, 0x301C, '~'},
    {0xFE65, 0xFE65, '>'},
    {0xFE64, 0xFE64, '<'},
    {0x2267, 0x2267, 0x2265}, /* ≧ ≥ */
    {0x2A7E, 0x2A7E, 0x2265},
    {0x2266, 0x2266, 0x2264}, /* ≦ ≤ */
    {0x2A7D, 0x2A7D, 0x2264},
    {0x2252, 0x2252, 0x2248}, /* ≒ ≈ */
    {0x2243, 0x2243, 0x2248},
    {0xFE6A, 0xFE6A, '%'},
    {0xFFE5, 0xFFE5, GLYPH_YUAN},
    {0xFF04, 0xFF04, '$'},
    {0xFE69, 0xFE69, '$'},
    {0x3010, 0x3010, '['}, /* 【】〔〕 */
    {0x3011, 0x3011, ']'},
    {0x3014, 0x3014, '['},
    {0x3015, 0x3015, ']'},
    {0xFE59, 0xFE59, '('},
    {0xFE5A, 0xFE5A, ')'},
    {0x22EF, 0x22EF, 0x2026}, /* ⋯ … */
};

static int32_t simplified(int32_t code)
{
    struct text rest = {pairs, sizeof(pairs) - 1};

    while (rest.len > 0) {
        int32_t traditional = text_take(&rest);
        int32_t simple = text_take(&rest);
        if (code == traditional) {
            return simple;
        }
    }
    return code;
}

static int32_t in_one_spelling(int32_t code)
{
    if (code < 0x80) {
        return code == '\t' || code == '\n' || code == '\r' ? ' ' : code;
    }
    for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++) {
        if (code >= families[i].from && code <= families[i].to) {
            return families[i].code;
        }
    }
    if (code >= 0xFF01 && code <= 0xFF5E) {
        return code - 0xFEE0;
    }
    return glyph_is_hanzi(code) ? simplified(code) : code;
}

static bool is_invisible(int32_t code)
{
    return (code >= 0x200B && code <= 0x200F) || code == 0x2060 || code == 0xFEFF;
}

static bool is_space(int32_t code)
{
    return code == ' ' || code == GLYPH_NO_BREAK;
}

static bool is_of_a_number(int32_t code)
{
    return glyph_is_digit(code) || code == '.' || code == ',';
}

/* Takes out the spaces that separate nothing. */
static void drop_spaces(struct glyphs *glyphs)
{
    size_t kept = 0;

    for (size_t i = 0; i < glyphs->count; i++) {
        int32_t before = kept > 0 ? glyphs->code[kept - 1] : GLYPH_END;
        int32_t after = i + 1 < glyphs->count ? glyphs->code[i + 1] : GLYPH_END;
        if (is_space(glyphs->code[i]) && !(is_of_a_number(before) && is_of_a_number(after))) {
            continue;
        }
        glyphs->code[kept] = glyphs->code[i];
        glyphs->begin[kept] = glyphs->begin[i];
        glyphs->end[kept] = glyphs->end[i];
        kept++;
    }
    glyphs->count = kept;
}

bool glyphs_read(struct text source, struct glyphs *out)
{
    struct text rest = source;

    out->source = source;
    out->count = 0;
    while (rest.len > 0) {
        size_t begin = source.len - rest.len;
        int32_t code = text_take(&rest);
        if (code < 0 || out->count == GLYPHS_MAX || begin > INT32_MAX) {
            return false;
        }
        if (is_invisible(code)) {
            continue;
        }
        out->code[out->count] = in_one_spelling(code);
        out->begin[out->count] = (uint32_t)begin;
        out->end[out->count] = (uint32_t)(source.len - rest.len);
        out->count++;
    }
    drop_spaces(out);
    return true;
}

struct span span_of(const struct glyphs *all)
{
    return (struct span){all, 0, all->count};
}

bool span_is_empty(struct span span)
{
    return span.from >= span.to;
}

size_t span_count(struct span span)
{
    return span_is_empty(span) ? 0 : span.to - span.from;
}

int32_t span_front(struct span span, size_t place)
{
    return place < span_count(span) ? span.all->code[span.from + place] : GLYPH_END;
}

int32_t span_back(struct span span, size_t place)
{
    return place < span_count(span) ? span.all->code[span.to - 1 - place] : GLYPH_END;
}

struct span span_skip(struct span span, size_t count)
{
    size_t len = span_count(span);

    span.from += count < len ? count : len;
    return span;
}

struct span span_shorten(struct span span, size_t count)
{
    size_t len = span_count(span);

    span.to -= count < len ? count : len;
    return span;
}

struct span span_head(struct span span, size_t count)
{
    size_t len = span_count(span);

    span.to = span.from + (count < len ? count : len);
    return span;
}

struct text span_text(struct span span)
{
    if (span_is_empty(span)) {
        return (struct text){"", 0};
    }
    uint32_t begin = span.all->begin[span.from];

    return text_part(span.all->source, begin, span.all->end[span.to - 1] - begin);
}

static int32_t lower(int32_t code)
{
    return code >= 'A' && code <= 'Z' ? code + ('a' - 'A') : code;
}

/* The number of glyphs if the word stands at that place of the span, else 0. */
static size_t match_at(struct span span, size_t place, const char *word)
{
    struct text rest = text_of(word);
    size_t count = 0;

    while (rest.len > 0) {
        int32_t code = text_take(&rest);
        if (lower(code) != lower(span_front(span, place + count))) {
            return 0;
        }
        count++;
    }
    return count;
}

bool span_is(struct span span, const char *word)
{
    return !span_is_empty(span) && match_at(span, 0, word) == span_count(span);
}

bool span_starts(struct span span, const char *word)
{
    return match_at(span, 0, word) > 0;
}

bool span_take(struct span *span, const char *word)
{
    size_t count = match_at(*span, 0, word);

    *span = span_skip(*span, count);
    return count > 0;
}

bool span_drop(struct span *span, const char *word)
{
    size_t count = text_count(text_of(word));

    if (count > span_count(*span) || match_at(*span, span_count(*span) - count, word) == 0) {
        return false;
    }
    *span = span_shorten(*span, count);
    return true;
}

bool span_is_any(struct span span, const char *const *words)
{
    for (size_t i = 0; words[i]; i++) {
        if (span_is(span, words[i])) {
            return true;
        }
    }
    return false;
}

bool glyph_is_digit(int32_t code)
{
    return code >= '0' && code <= '9';
}

bool glyph_is_letter(int32_t code)
{
    return lower(code) >= 'a' && lower(code) <= 'z';
}

bool glyph_is_hanzi(int32_t code)
{
    return (code >= 0x4E00 && code <= 0x9FFF) || (code >= 0x3400 && code <= 0x4DBF) ||
           code == 0x3007;
}

bool glyph_is_dash(int32_t code)
{
    return code == '-' || code == GLYPH_EN_DASH || code == GLYPH_EM_DASH || code == GLYPH_MINUS;
}

size_t span_find_opening(struct span span)
{
    int32_t close = span_back(span, 0);
    int32_t open = close == ')' ? '(' : '[';
    int depth = 0;

    for (size_t i = span_count(span); i-- > 0;) {
        int32_t code = span_front(span, i);
        depth += code == close ? 1 : code == open ? -1 : 0;
        if (depth == 0) {
            return i;
        }
    }
    return span_count(span);
}

size_t span_count_digits(struct span span)
{
    size_t count = 0;

    while (glyph_is_digit(span_front(span, count))) {
        count++;
    }
    return count;
}

size_t span_find_digit(struct span span)
{
    size_t place = 0;

    while (place < span_count(span) && !glyph_is_digit(span_front(span, place))) {
        place++;
    }
    return place;
}
