/* SPDX-License-Identifier: MIT */
#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Where vsnprintf cut the text, a character may have been cut too: drop its
 * beginning, so that the text stays UTF-8. */
static void drop_cut_character(char *text, size_t len)
{
    size_t end = len;
    size_t back = 0;

    while (end > 0 && back < 4 && ((unsigned char)text[end - 1] & 0xC0U) == 0x80U) {
        end--;
        back++;
    }
    if (end == 0) {
        return;
    }
    unsigned char lead = (unsigned char)text[end - 1];
    size_t need = lead >= 0xF0U ? 3 : lead >= 0xE0U ? 2 : lead >= 0xC0U ? 1 : 0;
    if (need > back) {
        text[end - 1] = '\0';
    }
}

bool err_set(struct err *err, enum err_kind kind, const char *format, ...)
{
    va_list args;

    err->kind = kind;
    va_start(args, format);
    int len = vsnprintf(err->text, sizeof(err->text), format, args);
    va_end(args);
    if (len >= (int)sizeof(err->text)) {
        drop_cut_character(err->text, sizeof(err->text) - 1);
    }
    return false;
}

bool err_within(struct err *err, const char *context)
{
    char inner[ERR_TEXT_MAX];

    memcpy(inner, err->text, sizeof(inner));
    return err_set(err, err->kind, "%s: %s", context, inner);
}

bool err_set_errno(struct err *err, int errnum, const char *what)
{
    enum err_kind kind = ERR_IO;

    if (errnum == ENOSPC || errnum == EDQUOT) {
        kind = ERR_FULL;
    } else if (errnum == ENOMEM) {
        kind = ERR_NO_MEMORY;
    } else if (errnum == EMFILE || errnum == ENFILE) {
        kind = ERR_BUSY;
    } else if (errnum == ENOENT) {
        kind = ERR_NOT_FOUND;
    }
    return err_set(err, kind, "%s: %s", what, strerror(errnum));
}

const char *err_kind_name(enum err_kind kind)
{
    switch (kind) {
    case ERR_NONE:
        return "none";
    case ERR_IO:
        return "io";
    case ERR_NO_MEMORY:
        return "no_memory";
    case ERR_LIMIT:
        return "limit";
    case ERR_FORMAT:
        return "format";
    case ERR_CHANGED:
        return "changed";
    case ERR_FULL:
        return "disk_full";
    case ERR_NEWER:
        return "newer_store";
    case ERR_BUSY:
        return "busy";
    case ERR_USAGE:
        return "usage";
    case ERR_NOT_FOUND:
        return "not_found";
    case ERR_INTERNAL:
        return "internal";
    }
    return "unknown";
}
