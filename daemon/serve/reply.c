/* SPDX-License-Identifier: MIT */
#include "serve/reply.h"

#include "base/text.h"

const char *reply_phrase(int status)
{
    static const struct {
        int status;
        const char *phrase;
    } phrases[] = {
        {200, "OK"},
        {301, "Moved Permanently"},
        {302, "Found"},
        {304, "Not Modified"},
        {400, "Bad Request"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {406, "Not Acceptable"},
        {408, "Request Timeout"},
        {410, "Gone"},
        {413, "Content Too Large"},
        {414, "URI Too Long"},
        {421, "Misdirected Request"},
        {426, "Upgrade Required"},
        {429, "Too Many Requests"},
        {431, "Request Header Fields Too Large"},
        {500, "Internal Server Error"},
        {501, "Not Implemented"},
        {503, "Service Unavailable"},
        {505, "HTTP Version Not Supported"},
    };

    for (size_t i = 0; i < sizeof(phrases) / sizeof(phrases[0]); i++) {
        if (phrases[i].status == status) {
            return phrases[i].phrase;
        }
    }
    return "";
}

/* Old browsers do not take 'self' for ws: of the same host, so it is named too; the brackets of
 * an IPv6 address cannot be written in a policy. */
static void append_policy(struct buffer *out, struct text host)
{
    (void)buffer_append_str(
        out, "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; "
             "img-src 'self' data:; font-src 'self'; connect-src 'self'");
    if (host.len > 0 && host.at[0] != '[') {
        (void)buffer_printf(out, " ws://%.*s wss://%.*s", TEXT_ARG(host), TEXT_ARG(host));
    }
    (void)buffer_append_str(out,
                            "; base-uri 'none'; form-action 'none'; frame-ancestors 'self'\r\n"
                            "X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n");
}

static void append_optional(struct buffer *out, const char *name, const char *value)
{
    if (value) {
        (void)buffer_printf(out, "%s: %s\r\n", name, value);
    }
}

bool reply_append_head(struct buffer *out, const struct reply *reply)
{
    (void)buffer_printf(out, "HTTP/1.1 %d %s\r\n", reply->status, reply_phrase(reply->status));
    append_policy(out, reply->host);
    append_optional(out, "Content-Type", reply->content_type);
    append_optional(out, "ETag", reply->etag);
    append_optional(out, "Cache-Control", reply->cache_control ? reply->cache_control : "no-cache");
    if (reply->headers) {
        (void)buffer_append_str(out, reply->headers);
    }
    if (reply->has_length && reply->status != 304) {
        (void)buffer_printf(out, "Content-Length: %zu\r\n", reply->length);
    }
    return buffer_append_str(out, reply->is_last ? "Connection: close\r\n\r\n" : "\r\n");
}
