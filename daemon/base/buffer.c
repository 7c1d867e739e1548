/* SPDX-License-Identifier: MIT */
#include "base/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buffer_finish(struct buffer *buffer)
{
    free(buffer->bytes);
    *buffer = (struct buffer){0};
}

void buffer_clear(struct buffer *buffer)
{
    buffer->len = 0;
    buffer->has_failed = false;
    if (buffer->bytes) {
        buffer->bytes[0] = '\0';
    }
}

bool buffer_reserve(struct buffer *buffer, size_t more)
{
    if (buffer->has_failed) {
        return false;
    }
    size_t need = buffer->len + more + 1;
    if (need <= buffer->capacity) {
        return true;
    }
    size_t capacity = buffer->capacity < 64 ? 64 : buffer->capacity;
    while (capacity < need) {
        capacity += capacity / 2;
    }
    char *bytes = realloc(buffer->bytes, capacity);
    if (!bytes) {
        buffer->has_failed = true;
        return false;
    }
    buffer->bytes = bytes;
    buffer->capacity = capacity;
    return true;
}

bool buffer_append(struct buffer *buffer, const void *bytes, size_t len)
{
    if (!buffer_reserve(buffer, len)) {
        return false;
    }
    if (len > 0) {
        memcpy(buffer->bytes + buffer->len, bytes, len);
    }
    buffer->len += len;
    buffer->bytes[buffer->len] = '\0';
    return true;
}

bool buffer_append_text(struct buffer *buffer, struct text text)
{
    return buffer_append(buffer, text.at, text.len);
}

bool buffer_append_str(struct buffer *buffer, const char *str)
{
    return buffer_append(buffer, str, strlen(str));
}

bool buffer_printf(struct buffer *buffer, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len < 0 || !buffer_reserve(buffer, (size_t)len)) {
        return false;
    }
    va_start(args, format);
    (void)vsnprintf(buffer->bytes + buffer->len, (size_t)len + 1, format, args);
    va_end(args);
    buffer->len += (size_t)len;
    return true;
}

struct text buffer_text(const struct buffer *buffer)
{
    return (struct text){buffer->bytes, buffer->len};
}
