/* SPDX-License-Identifier: MIT */
/*
 * Tables of UTF-8 forms, four bytes each: one of all pairs, one of those of GB2312 for the quick
 * way (decode_gb_wide.h), one of the four-byte characters of the first plane. The planes beyond lie
 * in GB18030 as they lie in Unicode, so they are counted.
 */
#include "ingest/decode_gb.h"

#include <iconv.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>

#include "base/err.h"
#include "base/text.h"
#include "ingest/decode_ascii.h"
#include "ingest/decode_gb_wide.h"

enum {
    PAIRS = 0x10000,             /* with room for what is no pair, so that looking up is one load */
    PLANE_0_FOURS = 39420,       /* 81308130 to 8431A439 */
    PLANE_1_FIRST = 189000,      /* 90308130 is U+10000 */
    PLANE_1_COUNT = 16 * 0x10000 /* E3329A35 is U+10FFFF */
};

/* A form is padded with NULs. */
struct decode_gb_table {
    char pairs[PAIRS][4];
    char cells[DECODE_GB_WIDE_FORMS][4];
    char fours[PLANE_0_FOURS][4];
    iconv_t system; /* while it is being filled */
    bool is_filled;
};

static struct decode_gb_table the_table;
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* The two bytes as the processor loads them: the table is filled and read the same way. */
static size_t index_of_pair(const unsigned char *bytes)
{
    uint16_t index = 0;

    memcpy(&index, bytes, sizeof(index));
    return index;
}

static size_t index_of_four(const unsigned char *bytes)
{
    return ((((size_t)bytes[0] - 0x81) * 10 + ((size_t)bytes[1] - 0x30)) * 126 +
            ((size_t)bytes[2] - 0x81)) *
               10 +
           ((size_t)bytes[3] - 0x30);
}

/* Within Unicode: between its first plane and the others GB18030 leaves a gap. */
static bool is_four(const unsigned char *bytes)
{
    size_t index = index_of_four(bytes);

    return index < PLANE_0_FOURS ||
           (index >= PLANE_1_FIRST && index < PLANE_1_FIRST + PLANE_1_COUNT);
}

int decode_gb_len(const unsigned char *bytes, size_t len)
{
    if (bytes[0] <= 0x80U) {
        return 1;
    }
    if (bytes[0] == 0xFFU) {
        return DECODE_GB_BAD;
    }
    if (len < 2) {
        return DECODE_GB_CUT;
    }
    if (bytes[1] >= 0x40U) {
        return bytes[1] == 0x7FU || bytes[1] == 0xFFU ? DECODE_GB_BAD : 2;
    }
    if (bytes[1] < 0x30U || bytes[1] > 0x39U) {
        return DECODE_GB_BAD;
    }
    if (len >= 3 && (bytes[2] < 0x81U || bytes[2] == 0xFFU)) {
        return DECODE_GB_BAD;
    }
    if (len >= 4 && (bytes[3] < 0x30U || bytes[3] > 0x39U)) {
        return DECODE_GB_BAD;
    }
    if (len < 4) {
        return DECODE_GB_CUT;
    }
    return is_four(bytes) ? 4 : DECODE_GB_BAD;
}

/* How long a form is, by its first byte. */
static size_t form_len(const char *form)
{
    unsigned char lead = (unsigned char)form[0];

    return 1U + (lead >= 0x80U) + (lead >= 0xE0U) + (lead >= 0xF0U);
}

/* The forms of characters of `width` bytes, one behind the other; U+FFFD where the system knows no
 * such character. Many at once: a call of iconv costs more than a character. */
static void convert_row(char *bytes, size_t len, size_t width, char *out, size_t room)
{
    while (iconv(the_table.system, &bytes, &len, &out, &room) == (size_t)-1 && len >= width) {
        size_t put = text_put(0xFFFD, out);
        out += put;
        room -= put;
        bytes += width;
        len -= width;
        (void)iconv(the_table.system, NULL, NULL, NULL, NULL);
    }
}

/* Pads the form at `at`. Returns where the next one is. */
static const char *take_form(const char *at, char form[4])
{
    size_t len = form_len(at);

    memset(form, 0, 4);
    memcpy(form, at, len);
    return at + len;
}

enum { TRAIL_FIRST = 0x40, TRAIL_LAST = 0xFE, TRAILS = TRAIL_LAST - TRAIL_FIRST + 1 };

static void fill_pairs(void)
{
    for (int lead = 0x81; lead <= 0xFE; lead++) {
        char row[TRAILS][2];
        char forms[TRAILS * 4];
        for (int i = 0; i < TRAILS; i++) {
            row[i][0] = (char)lead;
            row[i][1] = (char)(TRAIL_FIRST + i);
        }
        convert_row(row[0], sizeof(row), 2, forms, sizeof(forms));
        const char *at = forms;
        for (int i = 0; i < TRAILS; i++) {
            at = take_form(at, the_table.pairs[index_of_pair((const unsigned char *)row[i])]);
        }
    }
}

static void fill_cells(void)
{
    for (size_t i = 0; i < (size_t)DECODE_GB_WIDE_CELLS * DECODE_GB_WIDE_CELLS; i++) {
        unsigned char bytes[2] = {(unsigned char)(0xA1 + i / DECODE_GB_WIDE_CELLS),
                                  (unsigned char)(0xA1 + i % DECODE_GB_WIDE_CELLS)};
        memcpy(the_table.cells[i], the_table.pairs[index_of_pair(bytes)], 4);
    }
}

static void fill_fours(void)
{
    enum { ROW = 10 };

    for (int i = 0; i < PLANE_0_FOURS; i += ROW) {
        char row[ROW][4];
        char forms[ROW * 4];
        for (int k = 0; k < ROW; k++) {
            row[k][0] = (char)(0x81 + i / 12600);
            row[k][1] = (char)(0x30 + i / 1260 % 10);
            row[k][2] = (char)(0x81 + i / 10 % 126);
            row[k][3] = (char)(0x30 + k);
        }
        convert_row(row[0], sizeof(row), 4, forms, sizeof(forms));
        const char *at = forms;
        for (int k = 0; k < ROW; k++) {
            at = take_form(at, the_table.fours[i + k]);
        }
    }
}

static void fill_table(void)
{
    the_table.system = iconv_open("UTF-8", "GB18030");
    if (the_table.system != (iconv_t)-1) {
        fill_pairs();
        fill_cells();
        fill_fours();
        (void)iconv_close(the_table.system);
        the_table.is_filled = true;
    }
}

const struct decode_gb_table *decode_gb_table(struct err *err)
{
    (void)pthread_once(&once, fill_table);
    if (!the_table.is_filled) {
        err_set(err, ERR_INTERNAL, "系统缺少 GB18030 转换 (iconv does not know GB18030)");
        return NULL;
    }
    return &the_table;
}

static size_t put_four(const struct decode_gb_table *table, size_t index, char out[4])
{
    if (index < PLANE_0_FOURS) {
        memcpy(out, table->fours[index], 4);
        return form_len(out);
    }
    return text_put((int32_t)(0x10000 + index - PLANE_1_FIRST), out);
}

/* The character at `bytes` that is not ASCII; 0 where conversion must stop. */
static size_t put_character(const struct decode_gb_table *table, const unsigned char *bytes,
                            size_t len, char *out, int *character_len)
{
    *character_len = decode_gb_len(bytes, len);
    switch (*character_len) {
    case 1:
        return text_put(0x20AC, out); /* the euro sign */
    case 2:
        memcpy(out, table->pairs[index_of_pair(bytes)], 4);
        return form_len(out);
    case 4:
        return put_four(table, index_of_four(bytes), out);
    default:
        return 0;
    }
}

/* A conversion on its way. */
struct conversion {
    const unsigned char *bytes;
    size_t len;
    size_t at;
    char *out;
    size_t size;
    size_t done;
};

/* Eight bytes are copied at a time, and so many kept as are ASCII. */
static void convert_ascii(struct conversion *all)
{
    size_t at = all->at;
    size_t done = all->done;
    size_t count = DECODE_WORD;

    while (count == DECODE_WORD && all->len - at >= DECODE_WORD &&
           all->size - done >= DECODE_WORD) {
        count = decode_ascii_in_word(all->bytes + at);
        memcpy(all->out + done, all->bytes + at, DECODE_WORD);
        at += count;
        done += count;
    }
    while (at < all->len && done < all->size && all->bytes[at] < 0x80U) {
        all->out[done++] = (char)all->bytes[at++];
    }
    all->at = at;
    all->done = done;
}

/* The forms of GB2312's Hanzi and what is beside them, B0A1 to FEFE, are three bytes long. */
static bool are_four_hanzi(const unsigned char *bytes)
{
    const uint64_t high = UINT64_C(0x8080808080808080);
    uint64_t word = 0;

    memcpy(&word, bytes, sizeof(word));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    uint64_t low = word & ~high;
    /* Carries into the high bit of each byte that is at least B0 (a lead) or A1, or is FF. */
    uint64_t large = low + UINT64_C(0x5F505F505F505F50);
    uint64_t too_large = low + UINT64_C(0x0101010101010101);
    return (word & large & ~too_large & high) == high;
}

static char *put_hanzi(const struct decode_gb_table *table, const unsigned char *bytes, char *out)
{
    memcpy(out, table->pairs[index_of_pair(bytes)], 4);
    return out + 3;
}

static void convert_pairs(struct conversion *all, const struct decode_gb_table *table)
{
    const unsigned char *bytes = all->bytes + all->at;
    const unsigned char *end = all->bytes + all->len;
    char *out = all->out + all->done;
    const char *full = all->out + all->size;

    while (end - bytes >= 8 && full - out >= 16 && are_four_hanzi(bytes)) {
        for (size_t i = 0; i < 8; i += 2) {
            out = put_hanzi(table, bytes + i, out);
        }
        bytes += 8;
    }
    while (end - bytes >= 2 && full - out >= 4 && bytes[0] > 0x80U && bytes[0] != 0xFFU &&
           bytes[1] >= 0x40U && bytes[1] != 0x7FU && bytes[1] != 0xFFU) {
        char form[4];
        memcpy(form, table->pairs[index_of_pair(bytes)], 4);
        memcpy(out, form, 4);
        out += form_len(form);
        bytes += 2;
    }
    all->at = (size_t)(bytes - all->bytes);
    all->done = (size_t)(out - all->out);
}

/* Blocks of what a sheet mostly has. */
static void convert_blocks(struct conversion *all, const struct decode_gb_table *table)
{
    size_t taken = 0;

    all->done += decode_gb_wide(table->cells, all->bytes + all->at, all->len - all->at,
                                all->out + all->done, all->size - all->done, &taken);
    all->at += taken;
}

size_t decode_gb_convert_by(enum decode_gb_way way, const struct decode_gb_table *table,
                            const unsigned char *bytes, size_t len, char *out, size_t size,
                            size_t *taken)
{
    enum { BLOCK = 64 }; /* where the quick way stopped, it is not tried again at once */
    struct conversion all = {.bytes = bytes, .len = len, .out = out, .size = size};
    size_t next_block = 0;

    for (;;) {
        if (way == DECODE_GB_WIDE && all.at >= next_block) {
            convert_blocks(&all, table);
            next_block = all.at + BLOCK;
        }
        convert_ascii(&all);
        convert_pairs(&all, table);
        if (all.at == len || size - all.done < 4) {
            break;
        }
        if (bytes[all.at] < 0x80U) {
            continue;
        }
        int character_len = 0;
        size_t put =
            put_character(table, bytes + all.at, len - all.at, out + all.done, &character_len);
        if (put == 0) {
            break;
        }
        all.at += (size_t)character_len;
        all.done += put;
    }
    *taken = all.at;
    return all.done;
}

bool decode_gb_has(enum decode_gb_way way)
{
    return way == DECODE_GB_PORTABLE || decode_gb_wide_is_able();
}

size_t decode_gb_convert(const struct decode_gb_table *table, const unsigned char *bytes,
                         size_t len, char *out, size_t size, size_t *taken)
{
    enum decode_gb_way way = decode_gb_has(DECODE_GB_WIDE) ? DECODE_GB_WIDE : DECODE_GB_PORTABLE;

    return decode_gb_convert_by(way, table, bytes, len, out, size, taken);
}
