/* SPDX-License-Identifier: MIT */
/*
 * File names of the inbox: which are sheets, and when two are the same.
 *
 * A name is a path below the inbox with `/` between folders. It is shown in NFC, compared as
 * case-folded NFC (a share shows `a.csv` and `A.CSV` as one file, a Mac writes NFD), and opened
 * by its exact bytes.
 */
#ifndef PLUMB_INGEST_NAME_H
#define PLUMB_INGEST_NAME_H

#include <stdbool.h>

#include "base/text.h"

enum name_class {
    NAME_IGNORED,    /* lock and temporary files, dot-files, other endings */
    NAME_SHEET,      /* .csv .txt .tsv */
    NAME_SPREADSHEET /* .xlsx .xls .ods .et .wps .docx ...: to be refused with advice */
};

/* What the last part of a path says. */
enum name_class name_classify(const char *base_name);

/* True for a folder that is looked into: no dot-folder, no recycle bin of a share. */
bool name_is_folder(const char *base_name);

/* A malloc'ed copy in NFC, or as case-folded NFC for comparing. Bytes that are not UTF-8 become
 * U+FFFD. NULL without memory. */
char *name_to_nfc(const char *path);
char *name_to_key(const char *path);

/* The first folder of the path, "" if the file lies in the inbox itself. */
struct text name_first_folder(const char *path);

#endif
