/* SPDX-License-Identifier: MIT */
/* Where a byte of a source is, in the words of an editor: line and character. */
#ifndef PLUMB_INGEST_DECODE_PLACE_H
#define PLUMB_INGEST_DECODE_PLACE_H

#include <stdbool.h>
#include <stdint.h>

#include "ingest/decode.h"

struct err;
struct source;

/* The line and the character, both from 1, of byte `byte`; what stands before it, from byte `begin`
 * on, is taken to be of that encoding. */
bool decode_place(const struct source *source, uint64_t begin, uint64_t byte,
                  enum decode_encoding encoding, uint32_t *line, uint32_t *column, struct err *err);

#endif
