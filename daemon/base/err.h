/* SPDX-License-Identifier: MIT */
/*
 * One failure as a value: a kind for the program, a text for the person who
 * must act.
 *
 * A fallible function returns bool and fills its struct err exactly when it
 * returns false. Each level on the way up puts in front what only it knows
 * (the parser the line, the reader the path); nobody logs on the way.
 */
#ifndef PLUMB_BASE_ERR_H
#define PLUMB_BASE_ERR_H

#include <stdbool.h>

enum err_kind {
    ERR_NONE,
    ERR_IO,        /* the system refused a read, a write, a path */
    ERR_NO_MEMORY, /* an allocation failed */
    ERR_LIMIT,     /* larger than a stated limit */
    ERR_FORMAT,    /* bytes or text that are not what they should be */
    ERR_CHANGED,   /* the file changed while it was being read; try again */
    ERR_FULL,      /* no room on the disk */
    ERR_NEWER,     /* the store was written by a newer Plumb */
    ERR_BUSY,      /* others hold it now: a port, a lock, all descriptors */
    ERR_USAGE,     /* wrong option or configuration */
    ERR_NOT_FOUND, /* no such file, indicator, moment */
    ERR_INTERNAL   /* a broken promise of our own */
};

enum { ERR_TEXT_MAX = 512 };

struct err {
    enum err_kind kind;
    char text[ERR_TEXT_MAX]; /* UTF-8, cut at a character if too long */
};

/* Describes a new failure. Returns false, so a caller can return the call. */
bool err_set(struct err *err, enum err_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Puts "context: " in front of the text. Keeps the kind. Returns false. */
bool err_within(struct err *err, const char *context);

/* Describes a failed system call by errno's text. Maps ENOSPC and EDQUOT to
 * ERR_FULL, ENOMEM to ERR_NO_MEMORY, EMFILE and ENFILE to ERR_BUSY, ENOENT to
 * ERR_NOT_FOUND, all other values to ERR_IO. Returns false. */
bool err_set_errno(struct err *err, int errnum, const char *what);

/* The kind's stable name in lower case, e.g. "limit"; used in logs and JSON. */
const char *err_kind_name(enum err_kind kind);

#endif
