/* SPDX-License-Identifier: MIT */
/*
 * The copy is made in one pass: read a piece, hash it, keep it. The size that fstat gave says
 * where the copy goes and how much is read; the fstat afterwards must give the very same, so a
 * writer at work is noticed however it writes: by size, by time or by inode.
 */
#include "ingest/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/evp.h>

#include "base/err.h"
#include "ingest/byte_facts.h"
#include "ingest/gb_stretches.h"

enum { PIECE_BYTES = 256 * 1024, MEMORY_BYTES = 4 * 1024 * 1024 };

static const uint64_t default_max_bytes = (uint64_t)1 << 30;

struct source {
    struct source_stat stat;
    char sha256[SOURCE_SHA256_MAX];
    struct byte_facts facts;
    struct gb_stretches stretches;
    unsigned char *bytes; /* the copy in memory, or NULL: */
    int fd;               /* the unlinked file with the copy, or -1 */
};

static struct source *source_create(struct err *err)
{
    struct source *source = calloc(1, sizeof(*source));

    if (!source) {
        err_set(err, ERR_NO_MEMORY, "内存不足 (out of memory)");
        return NULL;
    }
    source->fd = -1;
    return source;
}

void source_close(struct source *source)
{
    if (source) {
        free(source->bytes);
        if (source->fd >= 0) {
            (void)close(source->fd);
        }
        free(source);
    }
}

/* What is taken from the bytes as they pass by. */
struct intake {
    EVP_MD_CTX *hash;
    struct byte_facts_scan facts;
};

static bool intake_start(struct intake *intake, struct err *err)
{
    byte_facts_init(&intake->facts);
    intake->hash = EVP_MD_CTX_new();
    if (!intake->hash || EVP_DigestInit_ex(intake->hash, EVP_sha256(), NULL) != 1) {
        return err_set(err, ERR_NO_MEMORY, "SHA-256");
    }
    return true;
}

static bool intake_add(struct intake *intake, const unsigned char *bytes, size_t len,
                       struct err *err)
{
    byte_facts_add(&intake->facts, bytes, len);
    return EVP_DigestUpdate(intake->hash, bytes, len) == 1 || err_set(err, ERR_INTERNAL, "SHA-256");
}

/* All bytes have passed. */
static bool intake_finish(struct intake *intake, struct source *source, struct err *err)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned len = 0;

    if (EVP_DigestFinal_ex(intake->hash, digest, &len) != 1 || 2 * len + 1 != SOURCE_SHA256_MAX) {
        return err_set(err, ERR_INTERNAL, "SHA-256");
    }
    for (unsigned i = 0; i < len; i++) {
        source->sha256[2 * i] = digits[digest[i] >> 4];
        source->sha256[2 * i + 1] = digits[digest[i] & 15U];
    }
    source->sha256[2 * len] = '\0';
    byte_facts_finish(&intake->facts, &source->facts);
    return true;
}

/* Accepts zeroed memory. */
static void intake_stop(struct intake *intake)
{
    EVP_MD_CTX_free(intake->hash);
    intake->hash = NULL;
}

/* What keeps a path from being read, in words for the person who dropped it. */
static bool say_cannot_open(struct err *err, int errnum)
{
    switch (errnum) {
    case EACCES:
    case EPERM:
        return err_set(err, ERR_IO,
                       "没有读取该文件的权限，请允许看板读取它 "
                       "(permission denied: let the board read this file)");
    case ENOENT:
    case ENOTDIR:
        return err_set(err, ERR_NOT_FOUND, "文件不存在 (no such file)");
    case ELOOP:
        return err_set(err, ERR_FORMAT,
                       "这是一个链接，请放入文件本身 (a link: drop the file itself)");
    default:
        return err_set_errno(err, errnum, "无法打开文件 (cannot open the file)");
    }
}

static bool check_is_regular(mode_t mode, struct err *err)
{
    switch (mode & (mode_t)S_IFMT) {
    case S_IFREG:
        return true;
    case S_IFDIR:
        return err_set(err, ERR_FORMAT, "这是文件夹，不是表格 (a folder, not a sheet)");
    case S_IFLNK:
        return say_cannot_open(err, ELOOP);
    case S_IFIFO:
        return err_set(err, ERR_FORMAT, "这是管道，不是文件 (a FIFO, not a file)");
    default:
        return err_set(err, ERR_FORMAT, "这是设备，不是文件 (a device, not a file)");
    }
}

/* Looks before it opens: opening a device or a FIFO can already have an effect. */
static int open_regular(int folder_fd, const char *path, struct err *err)
{
    struct stat found;

    if (fstatat(folder_fd, path, &found, AT_SYMLINK_NOFOLLOW) != 0) {
        say_cannot_open(err, errno);
        return -1;
    }
    if (!check_is_regular(found.st_mode, err)) {
        return -1;
    }
    int fd = openat(folder_fd, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) {
        say_cannot_open(err, errno);
    }
    return fd;
}

static int64_t to_ns(struct timespec time)
{
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static bool stat_open_file(int fd, struct source_stat *out, struct err *err)
{
    struct stat found;

    if (fstat(fd, &found) != 0) {
        return err_set_errno(err, errno, "fstat");
    }
    if (!check_is_regular(found.st_mode, err)) {
        return false;
    }
    *out = (struct source_stat){.size = (uint64_t)found.st_size,
                                .mtime_ns = to_ns(found.st_mtim),
                                .ctime_ns = to_ns(found.st_ctim),
                                .inode = (uint64_t)found.st_ino,
                                .device = (uint64_t)found.st_dev};
    return true;
}

static bool say_changed(struct err *err)
{
    return err_set(err, ERR_CHANGED,
                   "文件在读取时仍在变化，稍后再读 (it changed while it was read; will try again)");
}

static bool check_is_unchanged(int fd, const struct source_stat *before, struct err *err)
{
    struct source_stat after = {0};

    if (!stat_open_file(fd, &after, err)) {
        return false;
    }
    if (after.size != before->size || after.mtime_ns != before->mtime_ns ||
        after.ctime_ns != before->ctime_ns || after.inode != before->inode ||
        after.device != before->device) {
        return say_changed(err);
    }
    return true;
}

/* Reads up to size bytes; less only at the end. -1 and err on failure. */
static ssize_t read_fully(int fd, unsigned char *out, size_t size, struct err *err)
{
    size_t len = 0;

    while (len < size) {
        ssize_t got = read(fd, out + len, size - len);
        if (got == 0) {
            break;
        }
        if (got < 0) {
            if (errno == EINTR) {
                continue;
            }
            if (errno == EAGAIN) { /* somebody holds a mandatory lock or a lease */
                say_changed(err);
                return -1;
            }
            err_set_errno(err, errno, "读取文件出错 (cannot read the file)");
            return -1;
        }
        len += (size_t)got;
    }
    return (ssize_t)len;
}

/* Nothing is wrong with the file: it can be read once there is a place for its copy. */
static bool say_no_copy(struct err *err, const char *what)
{
    err_set_errno(err, errno, what);
    if (err->kind != ERR_FULL && err->kind != ERR_NO_MEMORY) {
        err->kind = ERR_BUSY;
    }
    return false;
}

static bool write_fully(int fd, const unsigned char *bytes, size_t len, struct err *err)
{
    while (len > 0) {
        ssize_t done = write(fd, bytes, len);
        if (done < 0) {
            if (errno == EINTR) {
                continue;
            }
            return say_no_copy(err, "无法保存临时副本 (cannot write the private copy)");
        }
        bytes += done;
        len -= (size_t)done;
    }
    return true;
}

/* A file without a name; where the file system cannot make one, a named one loses its name. */
static int open_unlinked(const char *folder, struct err *err)
{
    char path[4096];

    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0) {
        return fd;
    }
    if (snprintf(path, sizeof(path), "%s/.plumb-copy-XXXXXX", folder) >= (int)sizeof(path)) {
        err_set(err, ERR_USAGE, "%s: path too long", folder);
        return -1;
    }
    fd = mkostemp(path, O_CLOEXEC);
    if (fd < 0) {
        say_no_copy(err, "无法建立临时副本 (cannot make the private copy)");
        return -1;
    }
    (void)unlink(path);
    return fd;
}

static bool copy_to_memory(struct source *source, int fd, struct intake *intake, struct err *err)
{
    size_t size = (size_t)source->stat.size;

    /* One byte more than expected is asked for, so that growth shows. */
    source->bytes = malloc(size + 1);
    if (!source->bytes) {
        return err_set(err, ERR_NO_MEMORY, "内存不足 (out of memory)");
    }
    ssize_t got = read_fully(fd, source->bytes, size + 1, err);
    if (got < 0) {
        return false;
    }
    if ((size_t)got != size) {
        return say_changed(err);
    }
    return intake_add(intake, source->bytes, size, err);
}

/* Pieces of a file that is UTF-8 so far need no further look. */
static void look_at_lines(struct source *source, const struct intake *intake, unsigned char *piece,
                          size_t len)
{
    if (intake->facts.facts.utf8_bad >= 0) {
        gb_stretches_look(&source->stretches, piece, len);
    } else {
        gb_stretches_skip(&source->stretches, len);
    }
}

static bool copy_to_file(struct source *source, int fd, const char *temp_dir, struct intake *intake,
                         struct err *err)
{
    bool ok = false;
    uint64_t len = 0;
    unsigned char *room = malloc(GB_LINE_ROOM + PIECE_BYTES);

    if (!room) {
        err_set(err, ERR_NO_MEMORY, "内存不足 (out of memory)");
        goto out;
    }
    unsigned char *piece = room + GB_LINE_ROOM;
    source->fd = open_unlinked(temp_dir ? temp_dir : "/tmp", err);
    if (source->fd < 0) {
        goto out;
    }
    for (ssize_t got = PIECE_BYTES; got == PIECE_BYTES && len <= source->stat.size;) {
        got = read_fully(fd, piece, PIECE_BYTES, err);
        if (got < 0 || !intake_add(intake, piece, (size_t)got, err) ||
            !write_fully(source->fd, piece, (size_t)got, err)) {
            goto out;
        }
        look_at_lines(source, intake, piece, (size_t)got);
        len += (uint64_t)got;
    }
    ok = len == source->stat.size || say_changed(err);

out:
    free(room);
    return ok;
}

/* "20 MB" is what a spreadsheet's owner understands. */
static bool check_size(uint64_t size, uint64_t max_bytes, struct err *err)
{
    const double mega = 1024.0 * 1024.0;

    if (size <= max_bytes) {
        return true;
    }
    return err_set(err, ERR_LIMIT, "文件太大：%.1f MB，上限 %.1f MB (too large: %.1f of %.1f MB)",
                   (double)size / mega, (double)max_bytes / mega, (double)size / mega,
                   (double)max_bytes / mega);
}

static bool copy_whole(struct source *source, int fd, const struct source_options *options,
                       struct intake *intake, struct err *err)
{
    size_t memory_bytes = options->memory_bytes ? options->memory_bytes : MEMORY_BYTES;

    if (!stat_open_file(fd, &source->stat, err) ||
        !check_size(source->stat.size, options->max_bytes ? options->max_bytes : default_max_bytes,
                    err)) {
        return false;
    }
    bool is_copied = source->stat.size <= memory_bytes
                         ? copy_to_memory(source, fd, intake, err)
                         : copy_to_file(source, fd, options->temp_dir, intake, err);
    return is_copied && check_is_unchanged(fd, &source->stat, err) &&
           intake_finish(intake, source, err);
}

struct source *source_open(int folder_fd, const char *path, const struct source_options *options,
                           struct err *err)
{
    static const struct source_options defaults = {0};
    struct source *result = NULL;
    struct source *source = NULL;
    struct intake intake = {0};

    int fd = open_regular(folder_fd, path, err);
    if (fd < 0) {
        goto out;
    }
    source = source_create(err);
    if (source && intake_start(&intake, err) &&
        copy_whole(source, fd, options ? options : &defaults, &intake, err)) {
        result = source;
        source = NULL;
    }

out:
    intake_stop(&intake);
    source_close(source);
    if (fd >= 0) {
        (void)close(fd);
    }
    return result;
}

static bool keep_bytes(struct source *source, const void *bytes, size_t len, struct err *err)
{
    struct intake intake = {0};

    source->bytes = malloc(len + 1);
    if (!source->bytes) {
        return err_set(err, ERR_NO_MEMORY, "内存不足 (out of memory)");
    }
    if (len > 0) {
        memcpy(source->bytes, bytes, len);
    }
    source->stat.size = len;
    bool ok = intake_start(&intake, err) && intake_add(&intake, source->bytes, len, err) &&
              intake_finish(&intake, source, err);
    intake_stop(&intake);
    return ok;
}

struct source *source_from_bytes(const void *bytes, size_t len, struct err *err)
{
    struct source *source = source_create(err);

    if (source && !keep_bytes(source, bytes, len, err)) {
        source_close(source);
        return NULL;
    }
    return source;
}

uint64_t source_size(const struct source *source)
{
    return source->stat.size;
}

const struct source_stat *source_stat(const struct source *source)
{
    return &source->stat;
}

const char *source_sha256(const struct source *source)
{
    return source->sha256;
}

const struct byte_facts *source_facts(const struct source *source)
{
    return &source->facts;
}

const struct gb_stretches *source_stretches(const struct source *source)
{
    return &source->stretches;
}

static bool read_copy(const struct source *source, uint64_t at, char *out, size_t size,
                      struct err *err)
{
    while (size > 0) {
        ssize_t got = pread(source->fd, out, size, (off_t)at);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return err_set_errno(err, got < 0 ? errno : EIO,
                                 "读取临时副本出错 (cannot read the private copy)");
        }
        out += got;
        at += (uint64_t)got;
        size -= (size_t)got;
    }
    return true;
}

bool source_read_at(const struct source *source, uint64_t at, void *out, size_t size, size_t *got,
                    struct err *err)
{
    uint64_t left = at < source->stat.size ? source->stat.size - at : 0;
    size_t len = left < size ? (size_t)left : size;

    if (len > 0) {
        if (source->bytes) {
            memcpy(out, source->bytes + at, len);
        } else if (!read_copy(source, at, out, len, err)) {
            return false;
        }
    }
    *got = len;
    return true;
}
