/* SPDX-License-Identifier: MIT */
/*
 * Reads the head of an HTTP request, strictly: what two programs could read in two ways is
 * refused, so that no proxy in front of us sees another request than we do.
 *
 * Refused are bare line feeds, folded lines, spaces in front of a colon, a second Host, any
 * Transfer-Encoding, any body, targets that are no path, bad percent encoding, "." and ".."
 * segments, text that is not UTF-8, control characters, and heads that are too long.
 *
 * Pure: no sockets.
 */
#ifndef PLUMB_SERVE_HTTP_H
#define PLUMB_SERVE_HTTP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

enum {
    HTTP_HEAD_MAX = 16384, /* bytes, with the blank line */
    HTTP_HEADERS_MAX = 64,
    HTTP_QUERY_MAX = 16
};

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_OTHER };

struct http_pair {
    struct text name; /* of a header: in lower case */
    struct text value;
};

struct http_head {
    char *bytes; /* what the texts below point into; owned */
    enum http_method method;
    bool is_keep_alive; /* the client would send another request on this connection */
    const char *path;   /* decoded, NUL-terminated, begins with '/' */
    struct http_pair query[HTTP_QUERY_MAX]; /* decoded; a plus stays a plus */
    size_t query_count;
    struct http_pair headers[HTTP_HEADERS_MAX];
    size_t header_count;
};

/* The length of the head at the front, its blank line included; 0 if it is not complete yet.
 * `seen` bytes were looked at before. */
size_t http_head_len(struct text bytes, size_t seen);

/* Whether these first bytes can still become a request: false for TLS, binary rubbish. */
bool http_may_begin(struct text bytes);

/* Reads a complete head; the bytes are copied. Returns 0, or the status with which to refuse it
 * and *reason for a person; the connection must then be closed, since its bytes are not
 * understood. http_head_finish is needed in both cases. */
int http_head_read(struct http_head *head, struct text bytes, const char **reason);

void http_head_finish(struct http_head *head);

/* The first value; {NULL, 0} if there is none. Header names in lower case. */
struct text http_head_header(const struct http_head *head, const char *name);
struct text http_head_query(const struct http_head *head, const char *name);

/* Whether a comma-separated list has this word, ignoring case. */
bool http_list_has(struct text list, const char *word);

/* Whether an If-None-Match names this entity tag (weakly, or is "*"). */
bool http_tag_matches(struct text if_none_match, const char *etag);

/* Equal, ignoring the case of ASCII letters. */
bool http_equal_folded(struct text a, struct text b);

#endif
