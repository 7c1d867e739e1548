/* SPDX-License-Identifier: MIT */
#include "app/twin.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/receipt.h"
#include "base/err.h"
#include "store/store.h"

static bool write_whole(const char *path, struct text text, struct err *err)
{
    char temporary[4200];
    bool ok = false;

    (void)snprintf(temporary, sizeof(temporary), "%s.tmp", path);
    FILE *file = fopen(temporary, "wb");
    if (!file) {
        return err_set_errno(err, errno, temporary);
    }
    ok = fwrite(text.at, 1, text.len, file) == text.len && fflush(file) == 0;
    int errnum = errno;
    ok = fclose(file) == 0 && ok;
    if (!ok || rename(temporary, path) != 0) {
        errnum = ok ? errno : errnum;
        (void)unlink(temporary);
        return err_set_errno(err, errnum, path);
    }
    return true;
}

/* Notepad of old Windows shows LF as nothing. */
static bool append_with_crlf(struct buffer *out, struct text text)
{
    for (size_t i = 0; i < text.len; i++) {
        buffer_append(out, text.at[i] == '\n' ? "\r\n" : &text.at[i], text.at[i] == '\n' ? 2 : 1);
    }
    return !out->has_failed;
}

bool twin_write(const char *dir, struct store *store, const char *name, enum language language,
                struct err *err)
{
    char path[4096];
    struct buffer text = {0};
    struct buffer out = {0};
    struct receipt *receipt = receipt_create();

    (void)mkdir(dir, 0755);
    bool ok = snprintf(path, sizeof(path), "%s/%s.回执.txt", dir, name) < (int)sizeof(path);
    for (char *at = path + strlen(dir) + 1; ok && *at; at++) {
        if (*at == '/') {
            *at = '_';
        }
    }
    ok = (ok && receipt) || err_set(err, ERR_NO_MEMORY, "receipt");
    ok = ok && receipt_read(receipt, store, text_of(name), 0, err) &&
         ((receipt_append_text(receipt, language, &text) &&
           buffer_append_str(&out, "\xEF\xBB\xBF") && append_with_crlf(&out, buffer_text(&text))) ||
          err_set(err, ERR_NO_MEMORY, "receipt")) &&
         write_whole(path, buffer_text(&out), err);
    receipt_destroy(receipt);
    buffer_finish(&text);
    buffer_finish(&out);
    return ok;
}
