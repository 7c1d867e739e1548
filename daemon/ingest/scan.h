/* SPDX-License-Identifier: MIT */
/*
 * Lists the sheets of a folder and its subfolders, with what tells each file apart.
 *
 * Blocking, without shared state: made for a thread of its own, since a network mount may
 * take its time. Only regular files are listed; a link counts only if it leads to a regular file
 * inside the folder.
 */
#ifndef PLUMB_INGEST_SCAN_H
#define PLUMB_INGEST_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "ingest/name.h"
#include "model/file_identity.h"

struct err;

struct scan_file {
    char *path;      /* below the folder, as the system names it */
    char *open_path; /* the same, or where a link leads */
    enum name_class name_class;
    struct file_identity identity;
};

struct scan_listing {
    struct scan_file *files;
    size_t file_count;
    size_t file_capacity;
    char **folders; /* below the folder, without the folder itself */
    size_t folder_count;
    size_t folder_capacity;
    /* Subfolders that are there but could not be read: nothing is known of their files. */
    char **unread;
    size_t unread_count;
    size_t unread_capacity;
    bool is_incomplete; /* no memory, or too many files: more may be there than is listed */
    /* The folder itself: inode, device, and as ctime_ns when it was made (a folder that is removed
     * and made again may get the same inode). */
    struct file_identity root;
    bool is_network; /* CIFS, SMB, NFS or FUSE: kernel events do not tell all */
};

enum { SCAN_MAX_DEPTH = 8, SCAN_MAX_FILES = 200000 };

/* Fills a zeroed listing. False if the folder itself cannot be read; a subfolder that cannot be
 * read is named in `unread`. */
bool scan_folder(const char *folder, struct scan_listing *listing, struct err *err);
void scan_finish(struct scan_listing *listing);

/* One file by its path below the folder. False if it is not there or not to be listed. */
bool scan_look(const char *folder, const char *path, struct file_identity *identity);

#endif
