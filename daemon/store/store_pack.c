/* SPDX-License-Identifier: MIT */
#include "store/store_pack.h"

#include <string.h>

#include "base/err.h"
#include "store/store_codec.h"

enum {
    FRESH_MAX = 12 * 1024 * 1024, /* bytes that wait */
    PACK_MAX = 8 * 1024           /* bytes of one pack, about */
};

/* In front of each body in the log. */
struct fresh_row {
    uint32_t next; /* offset + 1 of the subject's next row; 0: none */
    uint32_t row;
    uint32_t len;
};

void fresh_finish(struct fresh_log *fresh)
{
    buffer_finish(&fresh->log);
    buffer_finish(&fresh->pack);
}

bool fresh_is_full(const struct fresh_log *fresh)
{
    return fresh->log.len >= FRESH_MAX;
}

static bool no_memory(struct err *err)
{
    return err_set(err, ERR_NO_MEMORY, "new rows of a file");
}

bool fresh_begin(struct fresh_log *fresh, struct buffer **body, struct err *err)
{
    bool has_room = fresh->log.capacity > fresh->log.len + sizeof(struct fresh_row);

    if (!has_room && !buffer_reserve(&fresh->log, sizeof(struct fresh_row))) {
        return no_memory(err);
    }
    fresh->begun = fresh->log.len;
    fresh->log.len += sizeof(struct fresh_row);
    *body = &fresh->log;
    return true;
}

void fresh_end(struct fresh_log *fresh, struct subject *subject, uint32_t row)
{
    size_t len = fresh->log.len - fresh->begun - sizeof(struct fresh_row);
    struct fresh_row head = {.row = row, .len = (uint32_t)len};
    uint32_t place = (uint32_t)fresh->begun + 1;

    memcpy(fresh->log.bytes + fresh->begun, &head, sizeof(head));
    if (subject->fresh.head == 0) {
        subject->fresh.head = place;
    } else {
        memcpy(fresh->log.bytes + subject->fresh.tail - 1 + offsetof(struct fresh_row, next),
               &place, sizeof(place));
    }
    subject->fresh.tail = place;
}

bool pack_append(struct buffer *pack, uint32_t *last, uint32_t row, struct text body)
{
    bool ok = codec_put_number(pack, row - *last) && codec_put_number(pack, body.len) &&
              buffer_reserve(pack, body.len);

    if (ok && body.len > 0) {
        memcpy(pack->bytes + pack->len, body.at, body.len);
        pack->len += body.len;
    }
    *last = row;
    return ok;
}

static bool insert_pack(struct fresh_log *fresh, struct word_cache *words, uint32_t subject_id,
                        int64_t file_id, uint32_t first_row, int64_t drop_id, struct err *err)
{
    sqlite3_stmt *statement =
        statement_take(words->statements,
                       "INSERT INTO pack (subject_id, file_id, first_row, born, rows)"
                       " VALUES (?1, ?2, ?3, ?4, ?5)",
                       err);

    if (!statement) {
        return false;
    }
    bind_integer(statement, 1, subject_id);
    bind_integer(statement, 2, file_id);
    bind_integer(statement, 3, first_row);
    bind_integer(statement, 4, drop_id);
    bind_bytes(statement, 5, fresh->pack.bytes, fresh->pack.len);
    return statement_finish(words->statements, statement, err);
}

/* Takes rows off the front of the chain until the pack is large enough. */
static bool make_pack(struct fresh_log *fresh, struct fresh_chain *chain, uint32_t *first_row,
                      struct err *err)
{
    uint32_t last = 0;
    bool is_first = true;

    buffer_clear(&fresh->pack);
    while (chain->head != 0 && fresh->pack.len < PACK_MAX) {
        struct fresh_row head;
        const char *at = fresh->log.bytes + chain->head - 1;
        memcpy(&head, at, sizeof(head));
        if (is_first) {
            *first_row = head.row;
            last = head.row;
            is_first = false;
        }
        if (!pack_append(&fresh->pack, &last, head.row,
                         (struct text){at + sizeof(head), head.len})) {
            return no_memory(err);
        }
        chain->head = head.next;
    }
    return true;
}

bool fresh_write(struct fresh_log *fresh, struct word_cache *words, int64_t file_id,
                 int64_t drop_id, struct err *err)
{
    for (uint32_t i = 0; i < words->subject_count && fresh->log.len > 0; i++) {
        struct subject *subject = &words->subjects[i];
        while (subject->fresh.head != 0) {
            uint32_t first_row = 0;
            if (!make_pack(fresh, &subject->fresh, &first_row, err) ||
                !insert_pack(fresh, words, subject->id, file_id, first_row, drop_id, err)) {
                return false;
            }
        }
    }
    buffer_clear(&fresh->log);
    return true;
}

struct pack_reader pack_read(struct text rows, uint32_t first_row)
{
    return (struct pack_reader){.rest = rows, .row = first_row};
}

bool pack_next(struct pack_reader *reader, bool *has_row, uint32_t *row, struct text *body,
               struct err *err)
{
    uint64_t step = 0;
    uint64_t len = 0;

    *has_row = reader->rest.len > 0;
    if (!*has_row) {
        return true;
    }
    if (!codec_take_number(&reader->rest, &step) || !codec_take_number(&reader->rest, &len) ||
        len > reader->rest.len) {
        return err_set(err, ERR_FORMAT, "数据库中的行已损坏 (stored rows are damaged)");
    }
    reader->row += (uint32_t)step;
    *row = reader->row;
    *body = text_part(reader->rest, 0, (size_t)len);
    reader->rest = text_part(reader->rest, (size_t)len, reader->rest.len);
    return true;
}
