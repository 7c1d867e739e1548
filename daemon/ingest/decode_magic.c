/* SPDX-License-Identifier: MIT */
#include "ingest/decode_magic.h"

#include <stdbool.h>
#include <string.h>

struct mark {
    const char *bytes;
    size_t len;
    const char *format;
};

#define MARK(bytes, format)                                                                        \
    {                                                                                              \
        (bytes), sizeof(bytes) - 1, (format)                                                       \
    }

static const struct mark marks[] = {
    MARK("PK\x03\x04", "zip"),
    MARK("PK\x05\x06", "zip"),
    MARK("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "xls"), /* also et, doc, wps */
    MARK("%PDF-", "pdf"),
    MARK("{\\rtf", "rtf"),
};

/* What stands near the beginning of an archive says what it is of. */
static const struct mark parts[] = {
    MARK("opendocument.spreadsheet", "ods"),
    MARK("opendocument.text", "odt"),
    MARK("xl/", "xlsx"),
    MARK("word/", "docx"),
    MARK("ppt/", "pptx"),
    MARK("Index/Tables", "numbers"),
};

static const char *zip_format(const unsigned char *bytes, size_t len)
{
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        if (memmem(bytes, len, parts[i].bytes, parts[i].len)) {
            return parts[i].format;
        }
    }
    return "zip";
}

const char *decode_magic(const unsigned char *bytes, size_t len)
{
    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        if (len >= marks[i].len && memcmp(bytes, marks[i].bytes, marks[i].len) == 0) {
            bool is_zip = strcmp(marks[i].format, "zip") == 0;
            return is_zip ? zip_format(bytes, len) : marks[i].format;
        }
    }
    return NULL;
}
