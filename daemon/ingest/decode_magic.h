/* SPDX-License-Identifier: MIT */
/* Workbooks and the like that were dropped in place of a sheet. */
#ifndef PLUMB_INGEST_DECODE_MAGIC_H
#define PLUMB_INGEST_DECODE_MAGIC_H

#include <stddef.h>

/* The format that a file which begins like this has (xlsx, xls, ods, docx, pdf ...); NULL if it may
 * be text. Static. A few kilobytes are enough. */
const char *decode_magic(const unsigned char *bytes, size_t len);

#endif
