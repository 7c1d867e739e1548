/* SPDX-License-Identifier: MIT */
#include "ingest/decode_pieces.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "ingest/source.h"

bool decode_pieces_init(struct decode_pieces *pieces, const struct source *source, uint64_t begin,
                        uint64_t end, struct err *err)
{
    *pieces = (struct decode_pieces){
        .source = source, .at = begin, .end = end, .bytes = malloc(DECODE_PIECE_BYTES)};
    return pieces->bytes || err_set(err, ERR_NO_MEMORY, "内存不足 (out of memory)");
}

void decode_pieces_finish(struct decode_pieces *pieces)
{
    free(pieces->bytes);
    pieces->bytes = NULL;
}

bool decode_pieces_next(struct decode_pieces *pieces, size_t taken, struct err *err)
{
    size_t kept = pieces->len - taken;
    size_t got = 0;

    memmove(pieces->bytes, pieces->bytes + taken, kept);
    pieces->at += taken;
    pieces->len = kept;
    uint64_t left = pieces->end - pieces->at - kept;
    size_t room = DECODE_PIECE_BYTES - kept;
    size_t size = left < room ? (size_t)left : room;
    if (!source_read_at(pieces->source, pieces->at + kept, pieces->bytes + kept, size, &got, err)) {
        return false;
    }
    pieces->len += got;
    pieces->is_last = pieces->at + pieces->len >= pieces->end;
    return true;
}

bool decode_pieces_seek(struct decode_pieces *pieces, uint64_t offset, struct err *err)
{
    pieces->at = offset;
    pieces->len = 0;
    return decode_pieces_next(pieces, 0, err);
}
