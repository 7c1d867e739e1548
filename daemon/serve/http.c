/* SPDX-License-Identifier: MIT */
#include "serve/http.h"

#include <stdlib.h>
#include <string.h>

/* Why a head is refused: the status, and the sentence. */
struct refusal {
    int status;
    const char *reason;
};

static const struct refusal ok = {0, NULL};
static const struct refusal no_memory = {503, "内存不足 (out of memory)"};
static const struct refusal bad_line = {400, "请求行不合规范 (malformed request line)"};
static const struct refusal bad_target = {400, "地址不合规范 (malformed address)"};
static const struct refusal bad_version = {505, "只支持 HTTP/1.1 (only HTTP/1.1 is served)"};
static const struct refusal bad_header = {400, "请求头不合规范 (malformed header)"};
static const struct refusal too_many = {431, "请求头过多 (too many headers)"};
static const struct refusal no_host = {400, "必须恰有一个 Host (exactly one Host is needed)"};
static const struct refusal has_body = {400, "不接受请求正文 (no request body is taken)"};

/* --- the extent of a head --- */

/* Empty lines before a request are allowed, and skipped. */
static size_t leading_blank_len(struct text bytes)
{
    size_t len = 0;

    while (len < bytes.len && (bytes.at[len] == '\r' || bytes.at[len] == '\n')) {
        len++;
    }
    return len;
}

size_t http_head_len(struct text bytes, size_t seen)
{
    size_t blank = leading_blank_len(bytes);
    size_t from = seen > blank + 3 ? seen - 3 : blank;
    struct text rest = text_part(bytes, from, bytes.len);
    const char *end = rest.len < 4 ? NULL : memmem(rest.at, rest.len, "\r\n\r\n", 4);

    return end ? (size_t)(end - bytes.at) + 4 : 0;
}

bool http_may_begin(struct text bytes)
{
    size_t blank = leading_blank_len(bytes);

    return blank <= 4 &&
           (blank == bytes.len || (bytes.at[blank] >= 'A' && bytes.at[blank] <= 'Z') ||
            (bytes.at[blank] >= 'a' && bytes.at[blank] <= 'z'));
}

/* --- characters --- */

static bool is_token_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

static char to_lower(char c)
{
    if (c >= 'A' && c <= 'Z') {
        return (char)(c - 'A' + 'a');
    }
    return c;
}

bool http_equal_folded(struct text a, struct text b)
{
    if (a.len != b.len) {
        return false;
    }
    for (size_t i = 0; i < a.len; i++) {
        if (to_lower(a.at[i]) != to_lower(b.at[i])) {
            return false;
        }
    }
    return true;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c = to_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Decodes in place, which only shortens. False for a bad escape, a control character, or what is
 * not UTF-8. */
static bool decode(char *at, size_t *len)
{
    size_t out = 0;

    for (size_t i = 0; i < *len; i++) {
        int byte = (unsigned char)at[i];
        if (at[i] == '%') {
            int high = i + 2 < *len ? hex_digit(at[i + 1]) : -1;
            int low = i + 2 < *len ? hex_digit(at[i + 2]) : -1;
            if (high < 0 || low < 0) {
                return false;
            }
            byte = high * 16 + low;
            i += 2;
        }
        if (byte < 0x20 || byte == 0x7F) {
            return false;
        }
        at[out++] = (char)byte;
    }
    *len = out;
    return text_valid_len((struct text){at, out}) == out;
}

/* --- the target --- */

/* A "." or ".." between slashes. */
static bool has_dot_segment(struct text path)
{
    size_t start = 0;

    for (size_t i = 0; i <= path.len; i++) {
        if (i == path.len || path.at[i] == '/') {
            struct text segment = text_part(path, start, i - start);
            if (text_equal_str(segment, ".") || text_equal_str(segment, "..")) {
                return true;
            }
            start = i + 1;
        }
    }
    return false;
}

static bool add_query_pair(struct http_head *head, char *at, size_t len)
{
    char *equals = memchr(at, '=', len);
    size_t name_len = equals ? (size_t)(equals - at) : len;
    char *value = equals ? equals + 1 : at + len;
    size_t value_len = len - (size_t)(value - at);

    if (len == 0) {
        return true;
    }
    if (head->query_count == HTTP_QUERY_MAX || !decode(at, &name_len) ||
        !decode(value, &value_len)) {
        return false;
    }
    head->query[head->query_count++] =
        (struct http_pair){.name = {at, name_len}, .value = {value, value_len}};
    return true;
}

static bool read_query(struct http_head *head, char *at, size_t len)
{
    while (len > 0) {
        char *ampersand = memchr(at, '&', len);
        size_t pair_len = ampersand ? (size_t)(ampersand - at) : len;
        if (!add_query_pair(head, at, pair_len)) {
            return false;
        }
        size_t used = ampersand ? pair_len + 1 : pair_len;
        at += used;
        len -= used;
    }
    return true;
}

/* `at` is followed by one byte that may be overwritten. */
static struct refusal read_target(struct http_head *head, char *at, size_t len)
{
    char *question = memchr(at, '?', len);
    size_t path_len = question ? (size_t)(question - at) : len;

    if (len == 0 || at[0] != '/' || memchr(at, '#', len)) {
        return bad_target;
    }
    if (question && !read_query(head, question + 1, len - path_len - 1)) {
        return bad_target;
    }
    if (!decode(at, &path_len) || has_dot_segment((struct text){at, path_len})) {
        return bad_target;
    }
    at[path_len] = '\0';
    head->path = at;
    return ok;
}

/* --- lines --- */

static enum http_method method_of(struct text word)
{
    return text_equal_str(word, "GET")    ? HTTP_GET
           : text_equal_str(word, "HEAD") ? HTTP_HEAD
                                          : HTTP_OTHER;
}

static bool is_token(struct text text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (!is_token_char(text.at[i])) {
            return false;
        }
    }
    return text.len > 0;
}

/* METHOD SP target SP HTTP/1.x, `line` without its end. */
static struct refusal read_request_line(struct http_head *head, char *line, size_t len)
{
    char *first = memchr(line, ' ', len);
    char *last = memrchr(line, ' ', len);

    if (!first || first == last || !is_token((struct text){line, (size_t)(first - line)})) {
        return bad_line;
    }
    struct text version = {last + 1, len - (size_t)(last + 1 - line)};
    if (!text_starts_with(version, "HTTP/") || version.len != 8) {
        return bad_line;
    }
    if (!text_equal_str(version, "HTTP/1.1") && !text_equal_str(version, "HTTP/1.0")) {
        return bad_version;
    }
    head->is_keep_alive = version.at[7] == '1';
    head->method = method_of((struct text){line, (size_t)(first - line)});
    head->path = "/";
    if (head->method == HTTP_OTHER) {
        return ok; /* it will get its 405 whatever it wants */
    }
    if (memchr(first + 1, ' ', (size_t)(last - first - 1))) {
        return bad_target;
    }
    return read_target(head, first + 1, (size_t)(last - first - 1));
}

static bool is_field_text(struct text value)
{
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.at[i];
        if ((c < 0x20 && c != '\t') || c == 0x7F) {
            return false;
        }
    }
    return true;
}

/* name ":" value, `line` without its end. */
static struct refusal read_header_line(struct http_head *head, char *line, size_t len)
{
    char *colon = memchr(line, ':', len);
    size_t name_len = colon ? (size_t)(colon - line) : 0;

    if (!colon || !is_token((struct text){line, name_len})) {
        return bad_header;
    }
    if (head->header_count == HTTP_HEADERS_MAX) {
        return too_many;
    }
    for (size_t i = 0; i < name_len; i++) {
        line[i] = to_lower(line[i]);
    }
    struct text value = {colon + 1, len - name_len - 1};
    if (!is_field_text(value)) {
        return bad_header;
    }
    while (value.len > 0 && (value.at[0] == ' ' || value.at[0] == '\t')) {
        value = (struct text){value.at + 1, value.len - 1}; /* empty, it is still there */
    }
    while (value.len > 0 && (value.at[value.len - 1] == ' ' || value.at[value.len - 1] == '\t')) {
        value.len--;
    }
    head->headers[head->header_count++] =
        (struct http_pair){.name = {line, name_len}, .value = {value.at, value.len}};
    return ok;
}

/* All lines up to the blank one. A line feed without a carriage return, and the other way round,
 * falls out as a control character inside a line. */
static struct refusal read_lines(struct http_head *head, char *at, size_t len)
{
    bool is_first = true;

    while (len > 2) {
        char *end = memmem(at, len, "\r\n", 2);
        size_t line_len = (size_t)(end - at);
        struct refusal refusal =
            is_first ? read_request_line(head, at, line_len) : read_header_line(head, at, line_len);
        if (refusal.status != 0) {
            return refusal;
        }
        is_first = false;
        at += line_len + 2;
        len -= line_len + 2;
    }
    return ok;
}

/* --- the whole --- */

static size_t count_headers(const struct http_head *head, const char *name)
{
    size_t count = 0;

    for (size_t i = 0; i < head->header_count; i++) {
        count += text_equal_str(head->headers[i].name, name) ? 1 : 0;
    }
    return count;
}

static struct refusal check_headers(struct http_head *head)
{
    struct text length = http_head_header(head, "content-length");
    struct text connection = http_head_header(head, "connection");

    if (count_headers(head, "host") != 1) {
        return no_host;
    }
    if (http_list_has(connection, "close")) {
        head->is_keep_alive = false;
    }
    if (head->method == HTTP_OTHER) {
        head->is_keep_alive = false; /* its body is never read */
        return ok;
    }
    if (count_headers(head, "transfer-encoding") > 0 || count_headers(head, "content-length") > 1 ||
        (length.at && !text_equal_str(length, "0"))) {
        return has_body;
    }
    return ok;
}

int http_head_read(struct http_head *head, struct text bytes, const char **reason)
{
    size_t blank = leading_blank_len(bytes);
    struct text lines = text_part(bytes, blank, bytes.len);
    struct refusal refusal = no_memory;

    *head = (struct http_head){.path = "/", .bytes = text_dup(lines)};
    if (head->bytes) {
        refusal = memchr(lines.at, '\0', lines.len) ? bad_header
                                                    : read_lines(head, head->bytes, lines.len);
    }
    if (refusal.status == 0) {
        refusal = check_headers(head);
    }
    *reason = refusal.reason;
    return refusal.status;
}

void http_head_finish(struct http_head *head)
{
    free(head->bytes);
    *head = (struct http_head){.path = "/"};
}

static struct text find_pair(const struct http_pair *pairs, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (text_equal_str(pairs[i].name, name)) {
            return pairs[i].value;
        }
    }
    return (struct text){NULL, 0};
}

struct text http_head_header(const struct http_head *head, const char *name)
{
    return find_pair(head->headers, head->header_count, name);
}

struct text http_head_query(const struct http_head *head, const char *name)
{
    return find_pair(head->query, head->query_count, name);
}

/* --- values --- */

/* Takes the next item of a comma-separated list from its front, trimmed. */
static struct text take_item(struct text *list)
{
    ptrdiff_t comma = text_find(*list, ",");
    struct text item = comma < 0 ? *list : text_part(*list, 0, (size_t)comma);

    *list = comma < 0 ? (struct text){NULL, 0} : text_part(*list, (size_t)comma + 1, list->len);
    return text_trim(item);
}

bool http_list_has(struct text list, const char *word)
{
    while (list.len > 0) {
        if (http_equal_folded(take_item(&list), text_of(word))) {
            return true;
        }
    }
    return false;
}

/* Our tags hold no comma. */
bool http_tag_matches(struct text if_none_match, const char *etag)
{
    while (if_none_match.len > 0) {
        struct text tag = take_item(&if_none_match);
        if (text_starts_with(tag, "W/")) {
            tag = text_part(tag, 2, tag.len);
        }
        if (text_equal_str(tag, etag) || text_equal_str(tag, "*")) {
            return true;
        }
    }
    return false;
}
