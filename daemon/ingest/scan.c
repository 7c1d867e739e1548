/* SPDX-License-Identifier: MIT */
#include "ingest/scan.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/err.h"
#include "base/text.h"

/* What one walk needs all along. */
struct walk {
    struct scan_listing *listing;
    const char *real_root; /* without links; NULL if it cannot be told */
    int root_fd;
};

static struct file_identity identity_of(const struct stat *stat)
{
    return (struct file_identity){
        .size = stat->st_size,
        .mtime_ns = (int64_t)stat->st_mtim.tv_sec * 1000000000 + stat->st_mtim.tv_nsec,
        .ctime_ns = (int64_t)stat->st_ctim.tv_sec * 1000000000 + stat->st_ctim.tv_nsec,
        .inode = stat->st_ino,
        .device = stat->st_dev,
    };
}

static bool grow(void **array, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity) {
        return true;
    }
    size_t wanted = *capacity == 0 ? 64 : *capacity * 2;
    void *bigger = realloc(*array, wanted * size);
    if (!bigger) {
        return false;
    }
    *array = bigger;
    *capacity = wanted;
    return true;
}

static bool add_path(char ***paths, size_t *count, size_t *capacity, const char *path)
{
    void *array = *paths;
    bool ok = grow(&array, *count, capacity, sizeof(char *));

    *paths = array;
    if (!ok) {
        return false;
    }
    char *copy = text_dup(text_of(path));
    if (copy) {
        (*paths)[(*count)++] = copy;
    }
    return copy != NULL;
}

static bool add_folder(struct scan_listing *listing, const char *path)
{
    return add_path(&listing->folders, &listing->folder_count, &listing->folder_capacity, path);
}

/* A folder that went away in between is none; any other one holds files that we cannot see. */
static void note_unread(struct scan_listing *listing, const char *path, int errnum)
{
    if (errnum != ENOENT && errnum != ENOTDIR &&
        !add_path(&listing->unread, &listing->unread_count, &listing->unread_capacity, path)) {
        listing->is_incomplete = true;
    }
}

static bool put_file(struct scan_listing *listing, const char *path, const char *open_path,
                     enum name_class name_class, const struct stat *stat)
{
    void *files = listing->files;
    bool ok = listing->file_count < SCAN_MAX_FILES &&
              grow(&files, listing->file_count, &listing->file_capacity, sizeof(*listing->files));

    listing->files = files;
    if (!ok) {
        return false;
    }
    struct scan_file file = {.path = text_dup(text_of(path)),
                             .open_path = text_dup(text_of(open_path)),
                             .name_class = name_class,
                             .identity = identity_of(stat)};
    if (!file.path || !file.open_path) {
        free(file.path);
        free(file.open_path);
        return false;
    }
    listing->files[listing->file_count++] = file;
    return true;
}

static void add_file(struct scan_listing *listing, const char *path, const char *open_path,
                     enum name_class name_class, const struct stat *stat)
{
    if (!put_file(listing, path, open_path, name_class, stat)) {
        listing->is_incomplete = true;
    }
}

/* Where a link inside the folder leads, if that is a regular file inside the folder too. */
static bool resolve_link(const struct walk *walk, const char *path, char *target, size_t size,
                         struct stat *stat)
{
    char full[PATH_MAX];
    char real[PATH_MAX];

    if (!walk->real_root ||
        snprintf(full, sizeof(full), "%s/%s", walk->real_root, path) >= (int)sizeof(full) ||
        !realpath(full, real)) {
        return false;
    }
    size_t len = strlen(walk->real_root);
    if (strncmp(real, walk->real_root, len) != 0 || real[len] != '/') {
        return false;
    }
    return snprintf(target, size, "%s", real + len + 1) < (int)size &&
           fstatat(walk->root_fd, target, stat, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(stat->st_mode);
}

static void walk_folder(const struct walk *walk, int fd, const char *prefix, int depth);

static void visit_folder(const struct walk *walk, int parent, const char *name, const char *path,
                         int depth)
{
    if (depth >= SCAN_MAX_DEPTH || !name_is_folder(name)) {
        return;
    }
    if (!add_folder(walk->listing, path)) {
        walk->listing->is_incomplete = true;
        return;
    }
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd >= 0) {
        walk_folder(walk, fd, path, depth + 1);
    } else {
        note_unread(walk->listing, path, errno);
    }
}

static void visit_entry(const struct walk *walk, int fd, const char *name, const char *path,
                        int depth)
{
    struct stat stat;
    char target[PATH_MAX];
    enum name_class name_class = name_classify(name);

    if (fstatat(fd, name, &stat, AT_SYMLINK_NOFOLLOW) != 0) {
        walk->listing->is_incomplete |= errno != ENOENT;
        return;
    }
    if (S_ISDIR(stat.st_mode)) {
        visit_folder(walk, fd, name, path, depth);
    } else if (name_class == NAME_IGNORED) {
        return;
    } else if (S_ISREG(stat.st_mode)) {
        add_file(walk->listing, path, path, name_class, &stat);
    } else if (S_ISLNK(stat.st_mode) && resolve_link(walk, path, target, sizeof(target), &stat)) {
        add_file(walk->listing, path, target, name_class, &stat);
    }
}

/* Takes the descriptor. */
static void walk_folder(const struct walk *walk, int fd, const char *prefix, int depth)
{
    char path[PATH_MAX];
    DIR *dir = fdopendir(fd);

    if (!dir) {
        note_unread(walk->listing, prefix, errno);
        (void)close(fd);
        return;
    }
    for (;;) {
        errno = 0;
        struct dirent *entry = readdir(dir);
        if (!entry) {
            break;
        }
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) {
            continue;
        }
        int len =
            snprintf(path, sizeof(path), "%s%s%s", prefix, prefix[0] ? "/" : "", entry->d_name);
        if (len > 0 && len < (int)sizeof(path)) {
            visit_entry(walk, fd, entry->d_name, path, depth);
        }
    }
    if (errno != 0) {
        note_unread(walk->listing, prefix, errno);
    }
    (void)closedir(dir);
}

static struct file_identity root_identity_of(int fd, const struct stat *stat)
{
    struct statx more = {0};
    struct file_identity root = {.inode = stat->st_ino, .device = stat->st_dev};

    if (statx(fd, "", AT_EMPTY_PATH, STATX_BTIME, &more) == 0 && (more.stx_mask & STATX_BTIME)) {
        root.ctime_ns = more.stx_btime.tv_sec * 1000000000 + more.stx_btime.tv_nsec;
    }
    return root;
}

static bool is_network_file_system(int fd)
{
    /* statfs(2): NFS, SMB, SMB2, CIFS, FUSE, 9p. */
    static const unsigned long types[] = {0x6969,     0x517B,     0xFE534D42,
                                          0xFF534D42, 0x65735546, 0x01021997};
    struct statfs info;

    if (fstatfs(fd, &info) != 0) {
        return false;
    }
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        if (((unsigned long)info.f_type & 0xFFFFFFFFUL) == types[i]) {
            return true;
        }
    }
    return false;
}

bool scan_folder(const char *folder, struct scan_listing *listing, struct err *err)
{
    struct stat stat;
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0 || fstat(fd, &stat) != 0) {
        int errnum = errno;
        if (fd >= 0) {
            (void)close(fd);
        }
        return err_set_errno(err, errnum, folder);
    }
    listing->root = root_identity_of(fd, &stat);
    listing->is_network = is_network_file_system(fd);
    char *real_root = realpath(folder, NULL);
    struct walk walk = {.listing = listing, .real_root = real_root, .root_fd = dup(fd)};
    listing->is_incomplete = !real_root || walk.root_fd < 0; /* links would be missing */
    walk_folder(&walk, fd, "", 0);
    if (walk.root_fd >= 0) {
        (void)close(walk.root_fd);
    }
    free(real_root);
    return true;
}

void scan_finish(struct scan_listing *listing)
{
    for (size_t i = 0; i < listing->file_count; i++) {
        free(listing->files[i].path);
        free(listing->files[i].open_path);
    }
    for (size_t i = 0; i < listing->folder_count; i++) {
        free(listing->folders[i]);
    }
    for (size_t i = 0; i < listing->unread_count; i++) {
        free(listing->unread[i]);
    }
    free(listing->files);
    free(listing->folders);
    free(listing->unread);
    *listing = (struct scan_listing){0};
}

bool scan_look(const char *folder, const char *path, struct file_identity *identity)
{
    char full[PATH_MAX];
    struct stat stat;

    if (snprintf(full, sizeof(full), "%s/%s", folder, path) >= (int)sizeof(full) ||
        lstat(full, &stat) != 0 || !S_ISREG(stat.st_mode)) {
        return false;
    }
    *identity = identity_of(&stat);
    return true;
}
