/* SPDX-License-Identifier: MIT */
#include "serve/line.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SEND_A_TURN = 1024 * 1024 };

/* Bytes that the kernel did not take yet, and who keeps them alive. */
struct segment {
    struct segment *next;
    struct text bytes;
    struct frame *frame;  /* one reference, or NULL */
    enum frame_form form; /* of the frame, */
    size_t next_piece;    /* and which of its pieces follows */
    char *owned;          /* or NULL, */
    size_t owned_len;     /* and of so many bytes */
};

/* In the order in which they run: */
static void on_poll(uv_poll_t *poll, int status, int events);
static void on_handle_closed(uv_handle_t *handle);

/* --- what is polled for --- */

static void update_poll(struct line *line)
{
    int wanted = (line->is_reading ? UV_READABLE : 0) | (line->first ? UV_WRITABLE : 0) |
                 (line->is_watched && !line->is_reading ? UV_DISCONNECT : 0);

    if (wanted == line->wanted || line->is_closing) {
        return;
    }
    line->wanted = wanted;
    if (wanted == 0) {
        (void)uv_poll_stop(&line->poll);
    } else {
        (void)uv_poll_start(&line->poll, wanted, on_poll);
    }
}

void line_set_reading(struct line *line, bool is_reading)
{
    line->is_reading = is_reading;
    update_poll(line);
}

void line_watch_end(struct line *line, bool is_watched)
{
    line->is_watched = is_watched;
    update_poll(line);
}

/* --- life --- */

bool line_open(struct line *line, uv_loop_t *loop, int descriptor, uint64_t *sent_bytes,
               uint64_t *kept_bytes, const struct line_events *events)
{
    *line = (struct line){.descriptor = descriptor,
                          .sent_bytes = sent_bytes,
                          .kept_bytes = kept_bytes,
                          .events = events};
    if (uv_poll_init(loop, &line->poll, descriptor) != 0) {
        (void)close(descriptor);
        return false;
    }
    line->poll.data = line;
    return true;
}

static void drop_first(struct line *line)
{
    struct segment *segment = line->first;

    line->first = segment->next;
    if (!line->first) {
        line->last = NULL;
    }
    *line->kept_bytes -= segment->owned_len;
    frame_release(segment->frame);
    free(segment->owned);
    free(segment);
}

void line_close(struct line *line)
{
    if (line->is_closing) {
        return;
    }
    line->is_closing = true;
    while (line->first) {
        drop_first(line);
    }
    (void)uv_poll_stop(&line->poll);
    (void)close(line->descriptor);
    uv_close((uv_handle_t *)&line->poll, on_handle_closed);
}

static void on_handle_closed(uv_handle_t *handle)
{
    struct line *line = handle->data;

    line->events->on_closed(line);
}

/* --- reading --- */

ptrdiff_t line_read(struct line *line, char *bytes, size_t size)
{
    ssize_t count = recv(line->descriptor, bytes, size, 0);

    if (count > 0) {
        return count;
    }
    return count < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : -1;
}

/* --- sending --- */

bool line_is_free(const struct line *line)
{
    return line->first == NULL;
}

/* How many bytes the kernel took; -1 if the peer is gone. */
static ptrdiff_t send_now(struct line *line, struct text bytes, int flags)
{
    ssize_t count =
        bytes.len == 0 ? 0 : send(line->descriptor, bytes.at, bytes.len, flags | MSG_NOSIGNAL);

    if (count >= 0) {
        *line->sent_bytes += (uint64_t)count;
        return count;
    }
    return errno == EAGAIN || errno == EINTR || errno == ENOBUFS ? 0 : -1;
}

static enum line_result wait_with(struct line *line, struct segment segment)
{
    struct segment *kept = malloc(sizeof(*kept));

    if (!kept) {
        frame_release(segment.frame);
        free(segment.owned);
        return LINE_BROKEN;
    }
    *kept = segment;
    kept->next = NULL;
    *line->kept_bytes += segment.owned_len;
    if (line->last) {
        line->last->next = kept;
    } else {
        line->first = kept;
    }
    line->last = kept;
    update_poll(line);
    return LINE_WAITING;
}

/* Sends what the kernel takes. Sets *rest to what it did not. */
static enum line_result send_first(struct line *line, struct text bytes, int flags,
                                   struct text *rest)
{
    ptrdiff_t count = 0;

    if (line->is_closing) {
        return LINE_BROKEN;
    }
    if (line_is_free(line)) {
        count = send_now(line, bytes, flags);
        if (count < 0) {
            return LINE_BROKEN;
        }
    }
    *rest = text_part(bytes, (size_t)count, bytes.len);
    return rest->len == 0 ? LINE_SENT : LINE_WAITING;
}

/* The end of a record: else the kernel adds to a packet that waits, far beyond its limit. */
static int flags_of_piece(bool is_last)
{
    return is_last ? MSG_EOR : MSG_MORE;
}

enum line_result line_send_frame(struct line *line, struct frame *frame, enum frame_form form)
{
    size_t count = frame_piece_count(frame, form);
    size_t piece = 0;
    size_t sent = 0;
    struct text rest = {0};

    while (piece < count && rest.len == 0 && sent < SEND_A_TURN) {
        struct text bytes = frame_piece(frame, form, piece++);
        sent += bytes.len;
        if (bytes.len == 0 ||
            send_first(line, bytes, flags_of_piece(piece == count), &rest) == LINE_BROKEN) {
            return LINE_BROKEN;
        }
    }
    if (piece == count && rest.len == 0) {
        return LINE_SENT;
    }
    return wait_with(
        line, (struct segment){
                  .bytes = rest, .frame = frame_share(frame), .form = form, .next_piece = piece});
}

enum line_result line_send_taking(struct line *line, struct buffer *bytes, bool has_more)
{
    struct text rest;
    enum line_result result = send_first(line, buffer_text(bytes), has_more ? MSG_MORE : 0, &rest);

    if (result != LINE_WAITING) {
        buffer_finish(bytes);
        return result;
    }
    struct segment waiting = {.bytes = rest, .owned = bytes->bytes, .owned_len = bytes->len};
    *bytes = (struct buffer){0};
    return wait_with(line, waiting);
}

enum line_result line_send_lasting(struct line *line, struct text bytes)
{
    struct text rest;
    enum line_result result = send_first(line, bytes, 0, &rest);

    return result != LINE_WAITING ? result : wait_with(line, (struct segment){.bytes = rest});
}

enum line_result line_send_copy(struct line *line, const void *bytes, size_t len)
{
    struct text rest;
    enum line_result result = send_first(line, (struct text){bytes, len}, 0, &rest);

    if (result != LINE_WAITING) {
        return result;
    }
    char *copy = text_dup(rest);
    if (!copy) {
        return LINE_BROKEN;
    }
    return wait_with(
        line, (struct segment){.bytes = {copy, rest.len}, .owned = copy, .owned_len = rest.len});
}

void line_set_send_buffer(struct line *line, int bytes)
{
    (void)setsockopt(line->descriptor, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof(bytes));
}

void line_end(struct line *line)
{
    (void)shutdown(line->descriptor, SHUT_WR);
}

/* --- when the kernel takes more --- */

/* Goes on to the next piece of its frame. False if there is none. */
static bool take_piece(struct segment *segment)
{
    if (!segment->frame ||
        segment->next_piece == frame_piece_count(segment->frame, segment->form)) {
        return false;
    }
    segment->bytes = frame_piece(segment->frame, segment->form, segment->next_piece++);
    return true;
}

static bool has_more(const struct segment *segment)
{
    return segment->next ||
           (segment->frame &&
            segment->next_piece < frame_piece_count(segment->frame, segment->form));
}

/* False if the peer is gone. Sets *has_moved if anything went out. */
static bool flush(struct line *line, bool *has_moved)
{
    size_t sent = 0;

    while (line->first && sent < SEND_A_TURN) {
        struct segment *segment = line->first;
        ptrdiff_t count = send_now(line, segment->bytes, has_more(segment) ? MSG_MORE : 0);
        if (count < 0) {
            return false;
        }
        sent += (size_t)count;
        *has_moved = *has_moved || count > 0;
        segment->bytes = text_part(segment->bytes, (size_t)count, segment->bytes.len);
        if (segment->bytes.len > 0) {
            return true;
        }
        if (!take_piece(segment)) {
            drop_first(line);
        }
    }
    return true;
}

/* A peer that only said that it will send no more may still wait for its answer. */
static bool is_broken(const struct line *line)
{
    int error = 0;
    socklen_t len = sizeof(error);

    return getsockopt(line->descriptor, SOL_SOCKET, SO_ERROR, &error, &len) != 0 || error != 0;
}

static void on_poll(uv_poll_t *poll, int status, int events)
{
    struct line *line = poll->data;
    bool has_moved = false;

    if (status < 0 || ((events & UV_WRITABLE) && !flush(line, &has_moved))) {
        line->events->on_broken(line);
        return;
    }
    update_poll(line);
    if (has_moved) {
        line->events->on_written(line);
    }
    if ((events & UV_READABLE) && line->is_reading && !line->is_closing) {
        line->events->on_readable(line);
    } else if ((events & UV_DISCONNECT) && line->is_watched && !line->is_closing) {
        line_watch_end(line, false);
        if (is_broken(line)) {
            line->events->on_broken(line);
        }
    }
}
