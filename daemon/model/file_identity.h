/* SPDX-License-Identifier: MIT */
/*
 * How a folder shows a file: enough to know it again without reading it.
 *
 * Size and mtime alone do not tell two quick rewrites apart; ctime and inode move with each.
 */
#ifndef PLUMB_MODEL_FILE_IDENTITY_H
#define PLUMB_MODEL_FILE_IDENTITY_H

#include <stdbool.h>
#include <stdint.h>

struct file_identity {
    int64_t size; /* bytes */
    int64_t mtime_ns;
    int64_t ctime_ns;
    uint64_t inode;
    uint64_t device;
};

static inline bool file_identity_equal(const struct file_identity *a, const struct file_identity *b)
{
    return a->size == b->size && a->mtime_ns == b->mtime_ns && a->ctime_ns == b->ctime_ns &&
           a->inode == b->inode && a->device == b->device;
}

#endif
