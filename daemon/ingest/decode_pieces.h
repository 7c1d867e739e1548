/* SPDX-License-Identifier: MIT */
/*
 * A walk over a source in large pieces. What a reader leaves of a piece, because a character or
 * a line is not complete, comes again at the front of the next one.
 */
#ifndef PLUMB_INGEST_DECODE_PIECES_H
#define PLUMB_INGEST_DECODE_PIECES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct source;

enum { DECODE_PIECE_BYTES = 64 * 1024 };

struct decode_pieces {
    const struct source *source;
    uint64_t at;  /* where in the source the piece begins */
    uint64_t end; /* where the walk ends */
    unsigned char *bytes;
    size_t len;
    bool is_last; /* nothing comes behind this piece */
};

/* A walk from byte `begin` to `end`. False and err: ERR_NO_MEMORY. */
bool decode_pieces_init(struct decode_pieces *pieces, const struct source *source, uint64_t begin,
                        uint64_t end, struct err *err);

/* Accepts zeroed memory. */
void decode_pieces_finish(struct decode_pieces *pieces);

/* The next piece, after `taken` bytes of this one were used (0 at the beginning). Sets len to 0 at
 * the end. A reader must use at least one byte of a full piece. False and err: the source cannot
 * be read. */
bool decode_pieces_next(struct decode_pieces *pieces, size_t taken, struct err *err);

/* The piece that begins at this offset of the source, which lies behind those seen so far. */
bool decode_pieces_seek(struct decode_pieces *pieces, uint64_t offset, struct err *err);

#endif
