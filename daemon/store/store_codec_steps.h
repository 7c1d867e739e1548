/* SPDX-License-Identifier: MIT */
/*
 * The steps of store_codec.c, one for each kind of value.
 *
 * Each is written once for all that a pass over a record does, and inlined into each of the public
 * functions, where the way is a constant: so these become straight code of their own. That holds as
 * long as nobody takes the codec's address. Writing changes nothing of the record.
 */
#ifndef PLUMB_STORE_STORE_CODEC_STEPS_H
#define PLUMB_STORE_STORE_CODEC_STEPS_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/buffer.h"
#include "model/record.h"
#include "store/store_codec.h"
#include "store/store_word.h"

enum { NUMBER_MAX = 10 }; /* bytes of the longest number */

/* Says that a stored row makes no sense, or that there is no memory for one. */
void codec_say_failure(bool is_reading, struct err *err);

/* What a pass over a record does. */
enum way {
    HASHES, /* texts are written out */
    WRITES, /* words become numbers */
    READS
};

/* After a failure nothing more happens. */
struct codec {
    enum way way;
    struct buffer *out; /* HASHES, WRITES: what was written goes there at the end, */
    char *at;           /* ... and until then stands before this, */
    char *end;          /* ... with room up to here */
    struct text rest;   /* READS */
    struct word_cache *words;
    struct codec_metrics *metrics; /* READS */
    struct err *err;
    bool has_failed;
};

#define INLINED static inline __attribute__((always_inline))

/* --- numbers --- */

/* Makes room for `len` further bytes behind at. Returns where to go on, NULL without memory. */
char *codec_make_room(struct buffer *out, const char *at, size_t len);

INLINED bool has_room(struct codec *codec, size_t len)
{
    if (codec->at && (size_t)(codec->end - codec->at) >= len) {
        return true;
    }
    char *at = codec_make_room(codec->out, codec->at, len);
    if (!at) {
        return false;
    }
    codec->at = at;
    codec->end = codec->out->bytes + codec->out->capacity - 1;
    return true;
}

INLINED bool put_number(struct codec *codec, uint64_t number)
{
    if (!has_room(codec, NUMBER_MAX)) {
        return false;
    }
    codec->at = codec_put_at(codec->at, number);
    return true;
}

/* Nearly all numbers are small. */
INLINED bool take_number(struct text *rest, uint64_t *number)
{
    if (rest->len > 0 && (unsigned char)rest->at[0] < 0x80) {
        *number = (unsigned char)rest->at[0];
        *rest = (struct text){rest->at + 1, rest->len - 1};
        return true;
    }
    struct text left = *rest;
    uint64_t taken = 0;
    if (!codec_take_number(&left, &taken)) {
        return false;
    }
    *rest = left;
    *number = taken;
    return true;
}

/* --- steps in either direction --- */

INLINED void fail(struct codec *codec)
{
    if (!codec->has_failed) {
        codec->has_failed = true;
        codec_say_failure(codec->way == READS, codec->err);
    }
}

INLINED void move_number(struct codec *codec, uint64_t *number)
{
    if (codec->has_failed) {
        return;
    }
    if (codec->way != READS ? !put_number(codec, *number) : !take_number(&codec->rest, number)) {
        fail(codec);
    }
}

INLINED void move_integer(struct codec *codec, int64_t *integer)
{
    uint64_t number = codec_zigzag(*integer);

    move_number(codec, &number);
    if (codec->way == READS) {
        *integer = codec_unzigzag(number);
    }
}

INLINED void move_day(struct codec *codec, int32_t *day)
{
    int64_t integer = *day;

    move_integer(codec, &integer);
    if (codec->way == READS) {
        *day = (int32_t)integer;
    }
}

INLINED void move_bits(struct codec *codec, unsigned *bits)
{
    uint64_t number = *bits;

    move_number(codec, &number);
    *bits = (unsigned)number;
}

INLINED void write_text(struct codec *codec, struct text text)
{
    if (!has_room(codec, NUMBER_MAX + text.len)) {
        fail(codec);
        return;
    }
    codec->at = codec_put_at(codec->at, (uint64_t)text.len << 1);
    if (text.len > 0) {
        memcpy(codec->at, text.at, text.len);
        codec->at += text.len;
    }
}

INLINED void read_text(struct codec *codec, struct text *text)
{
    uint64_t number = 0;

    if (!take_number(&codec->rest, &number)) {
        fail(codec);
        return;
    }
    if (number & 1) {
        codec->has_failed = !word_read(codec->words, (uint32_t)(number >> 1), text, codec->err);
        return;
    }
    size_t len = (size_t)(number >> 1);
    if (len > codec->rest.len) {
        fail(codec);
        return;
    }
    *text = (struct text){len > 0 ? codec->rest.at : NULL, len};
    codec->rest = (struct text){codec->rest.at + len, codec->rest.len - len};
}

/* A text that is seldom the same twice. */
INLINED void move_text(struct codec *codec, struct text *text)
{
    if (codec->has_failed) {
        return;
    }
    if (codec->way != READS) {
        write_text(codec, *text);
    } else {
        read_text(codec, text);
    }
}

/* A text that many rows share. */
INLINED void move_word_in(struct codec *codec, enum word_column column, struct text *text)
{
    uint32_t id = NO_WORD;

    if (codec->has_failed || codec->way != WRITES || text->len == 0) {
        move_text(codec, text);
        return;
    }
    const struct word *word = word_expected(codec->words, column, *text);
    if (word && (column != WORD_OF_PLACE || word->is_place)) {
        id = word->id;
    } else if (!word_add(codec->words, *text, column, &id, codec->err)) {
        codec->has_failed = true;
        return;
    }
    if (id == NO_WORD) {
        write_text(codec, *text);
    } else if (!put_number(codec, (uint64_t)id << 1 | 1)) {
        fail(codec);
    }
}

INLINED void move_word(struct codec *codec, struct text *text)
{
    move_word_in(codec, WORD_OF_OTHERS, text);
}

INLINED void move_place(struct codec *codec, struct text *text)
{
    move_word_in(codec, WORD_OF_PLACE, text);
}

INLINED void move_period(struct codec *codec, struct period *period)
{
    move_day(codec, &period->from);
    move_day(codec, &period->to);
}

INLINED void move_decimal(struct codec *codec, struct decimal *decimal)
{
    unsigned scale = (unsigned)decimal->scale;

    move_integer(codec, &decimal->digits);
    move_bits(codec, &scale);
    if (codec->way == READS) {
        decimal->scale = (int8_t)scale;
    }
}

INLINED void move_amount(struct codec *codec, struct amount *amount)
{
    unsigned bits = (unsigned)amount->qualifier | (amount->is_range ? 0x10U : 0);

    move_bits(codec, &bits);
    if (codec->way == READS) {
        amount->qualifier = (enum qualifier)(bits & 0xFU);
        amount->is_range = (bits & 0x10U) != 0;
    }
    move_decimal(codec, &amount->value);
    if (amount->is_range) {
        move_decimal(codec, &amount->high);
    }
    move_integer(codec, &amount->denominator);
    move_word_in(codec, WORD_OF_UNIT, &amount->unit);
    move_text(codec, &amount->display);
}

#endif
