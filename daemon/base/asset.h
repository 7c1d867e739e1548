/* SPDX-License-Identifier: MIT */
/*
 * A file that was put into the binary when it was built. The bytes live as long as the program
 * and are followed by a NUL, so that a text can be used as a C string.
 */
#ifndef PLUMB_BASE_ASSET_H
#define PLUMB_BASE_ASSET_H

#include <stddef.h>

struct asset {
    const char *path; /* below its folder, with a leading slash: /0001-schema.sql */
    const char *begin;
    const char *end;  /* one past the NUL behind the last byte: the length is end - begin - 1 */
    const char *hash; /* 16 hex digits of the content's SHA-256 */
};

#endif
