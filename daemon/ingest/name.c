/* SPDX-License-Identifier: MIT */
#include "ingest/name.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <utf8proc.h>

#include "base/buffer.h"

static bool has_ending(const char *name, const char *const *endings)
{
    size_t len = strlen(name);

    for (; *endings; endings++) {
        size_t ending = strlen(*endings);
        if (len > ending && strcasecmp(name + len - ending, *endings) == 0) {
            return true;
        }
    }
    return false;
}

/* Receipts that were written into the share, Excel's and WPS's `~$...`, LibreOffice's `.~lock...#`
 * and `lu...tmp`, downloads under way. */
static bool is_temporary(const char *name)
{
    static const char *const endings[] = {".tmp", ".part",     ".crdownload", ".partial",
                                          ".swp", ".filepart", ".download",   NULL};
    static const char *const receipts[] = {".回执.txt", ".receipt.txt", NULL};
    char last = name[strlen(name) - 1];

    return name[0] == '.' || name[0] == '~' || last == '~' || last == '#' ||
           has_ending(name, endings) || has_ending(name, receipts);
}

enum name_class name_classify(const char *base_name)
{
    static const char *const sheets[] = {".csv", ".txt", ".tsv", NULL};
    static const char *const spreadsheets[] = {".xlsx", ".xls", ".xlsm",    ".xlsb",
                                               ".ods",  ".et",  ".ett",     ".docx",
                                               ".doc",  ".wps", ".numbers", NULL};

    if (base_name[0] == '\0' || is_temporary(base_name)) {
        return NAME_IGNORED;
    }
    if (has_ending(base_name, sheets)) {
        return NAME_SHEET;
    }
    return has_ending(base_name, spreadsheets) ? NAME_SPREADSHEET : NAME_IGNORED;
}

bool name_is_folder(const char *base_name)
{
    static const char *const others[] = {
        "$RECYCLE.BIN", "System Volume Information", "lost+found", "@eaDir", "#recycle", NULL};

    if (base_name[0] == '.' || base_name[0] == '~') {
        return false;
    }
    for (const char *const *other = others; *other; other++) {
        if (strcasecmp(base_name, *other) == 0) {
            return false;
        }
    }
    return true;
}

/* The path with every malformed byte replaced by U+FFFD. */
static bool append_as_utf8(struct buffer *out, const char *path)
{
    struct text rest = text_of(path);

    while (rest.len > 0) {
        size_t valid = text_valid_len(rest);
        buffer_append(out, rest.at, valid);
        rest = text_part(rest, valid, rest.len);
        if (rest.len > 0) {
            buffer_append_str(out, "\xEF\xBF\xBD");
            rest = text_part(rest, 1, rest.len);
        }
    }
    return buffer_append(out, "", 0);
}

static char *map(const char *path, int options)
{
    struct buffer utf8 = {0};
    utf8proc_uint8_t *mapped = NULL;

    if (append_as_utf8(&utf8, path)) {
        utf8proc_ssize_t len =
            utf8proc_map((const utf8proc_uint8_t *)utf8.bytes, (utf8proc_ssize_t)utf8.len, &mapped,
                         (utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_COMPOSE | options));
        if (len < 0) {
            mapped = NULL;
        }
    }
    buffer_finish(&utf8);
    return (char *)mapped;
}

char *name_to_nfc(const char *path)
{
    return map(path, 0);
}

char *name_to_key(const char *path)
{
    return map(path, UTF8PROC_CASEFOLD);
}

struct text name_first_folder(const char *path)
{
    const char *slash = strchr(path, '/');

    return (struct text){path, slash ? (size_t)(slash - path) : 0};
}
