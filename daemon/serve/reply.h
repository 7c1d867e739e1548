/* SPDX-License-Identifier: MIT */
/* The head of an HTTP answer, with the headers that every answer of ours carries. Pure. */
#ifndef PLUMB_SERVE_REPLY_H
#define PLUMB_SERVE_REPLY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/text.h"

struct reply {
    int status;
    const char *content_type;  /* NULL: none */
    const char *etag;          /* NULL: none */
    const char *cache_control; /* NULL: "no-cache" */
    const char *headers;       /* further lines; NULL: none */
    struct text host;          /* under which the client knows us, well formed; may be empty */
    bool has_length;           /* else the answer ends with the connection */
    size_t length;
    bool is_last; /* the connection is closed behind it */
};

/* "Not Found" for 404; "" for a status that is not used here. */
const char *reply_phrase(int status);

/* Appends status line and headers, blank line included. False without memory. */
bool reply_append_head(struct buffer *out, const struct reply *reply);

#endif
