/* SPDX-License-Identifier: MIT */
/*
 * Turns the bytes of a source into checked UTF-8, or says where and why that is impossible.
 *
 * Guessed strictly: an encoding must be valid to the last byte, and what it yields must be
 * plausible as Chinese text, because nearly any two bytes are valid GB18030. A first pass over the
 * whole source decides; a second one streams.
 *
 *     struct decode_result result;
 *     if (!decode_classify(source, NULL, &result, &err)) -> the source could not be read
 *     if (!result.is_text)                               -> result.fault says what it is instead
 *     struct decoder *decoder = decoder_create(source, &result, &err);
 *     struct csv *csv = csv_create(&options, decoder_read, decoder, &err);
 *
 * GBK and code page 936 are parts of GB18030 and are called so; 0x80 is the euro sign, as in code
 * page 936.
 */
#ifndef PLUMB_INGEST_DECODE_H
#define PLUMB_INGEST_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/fault.h"

struct err;
struct source;

enum decode_encoding {
    DECODE_GUESS, /* only as an option */
    DECODE_UTF8,
    DECODE_GB18030,
    DECODE_UTF16LE,
    DECODE_UTF16BE
};

/* UTF-8, GB18030, UTF-16LE, UTF-16BE; "" for DECODE_GUESS. */
const char *decode_encoding_name(enum decode_encoding encoding);

/* Reads a name from the configuration, in any case, with or without hyphen; GBK, GB2312 and
 * CP936 are GB18030; "auto" is DECODE_GUESS. False for any other. */
bool decode_encoding_from_name(const char *name, enum decode_encoding *out);

struct decode_options {
    enum decode_encoding forced; /* DECODE_GUESS: find out; else only validity is checked */
};

/* Why the bytes are no text: FAULT_EMPTY, FAULT_NUL_TAIL, FAULT_NUL (a hole of NULs),
 * FAULT_CUT_CHARACTER, FAULT_MIXED_ENCODINGS, FAULT_ENCODING_BIG5, FAULT_ENCODING_SHIFT_JIS,
 * FAULT_ENCODING_UNKNOWN, FAULT_SPREADSHEET_FILE. */
struct decode_fault {
    enum fault_kind kind;
    int64_t byte;     /* offset of the first bad character, from 0; -1: the file as a whole */
    uint32_t line;    /* its physical line, from 1; 0 where byte is -1 */
    uint32_t column;  /* which character of that line it is, from 1; 0 where byte is -1 */
    const char *name; /* FAULT_SPREADSHEET_FILE: the format (xlsx, xls, ods, et, docx, pdf ...);
                         for an encoding refused by name: its name; else "". Static. */
};

enum { DECODE_SAMPLE_MAX = 256 };

struct decode_result {
    bool is_text;
    struct decode_fault fault; /* unless is_text */
    /* The rest only if is_text: */
    enum decode_encoding encoding;
    bool has_bom;
    /* Single NULs inside the text: csv reports them cell by cell; here the first one's place. */
    uint64_t nul_count;
    struct decode_fault first_nul;  /* FAULT_NUL; only if nul_count > 0 */
    char sample[DECODE_SAMPLE_MAX]; /* the first line with a character beyond ASCII (else the first
                                       line that is not blank), decoded, shortened */
};

/* Reads the whole source and fills result. False only where the source cannot be read or memory
 * is missing; bytes that are no text are a result. Options may be NULL. */
bool decode_classify(const struct source *source, const struct decode_options *options,
                     struct decode_result *result, struct err *err);

/* A stream of UTF-8 without byte order mark. The source is borrowed and must outlive it. */
struct decoder;
struct decoder *decoder_create(const struct source *source, const struct decode_result *result,
                               struct err *err);

/* Accepts NULL. */
void decoder_destroy(struct decoder *decoder);

/* A csv_refill whose owner is a struct decoder. Fills out with up to size bytes (a character may be
 * cut at the end and go on with the next call); *got is 0 only at the end. */
bool decoder_read(void *owner, char *out, size_t size, size_t *got, struct err *err);

#endif
