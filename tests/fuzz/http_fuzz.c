/* SPDX-License-Identifier: MIT */
/* Any bytes as the head of a request: what is understood keeps its promises. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "serve/http.h"
#include "serve/origin.h"
#include "serve/websocket.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(int is_true)
{
    if (!is_true) {
        abort();
    }
}

static void check_head(const struct http_head *head)
{
    struct text path = text_of(head->path);
    const char *reason = NULL;

    check(path.len > 0 && path.at[0] == '/' && text_valid_len(path) == path.len);
    check(!strstr(head->path, "/../") && !text_ends_with(path, "/.."));
    check(http_head_header(head, "host").at != NULL);
    (void)origin_is_known_host(http_head_header(head, "host"), "hall", NULL);
    (void)websocket_check(head, &reason);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text bytes = {(const char *)data, size};
    struct http_head head;
    const char *reason = NULL;
    size_t len = http_head_len(bytes, 0);

    (void)http_may_begin(bytes);
    check(len == http_head_len(bytes, len / 2));
    if (len > 0) {
        if (http_head_read(&head, text_part(bytes, 0, len), &reason) == 0) {
            check_head(&head);
        }
        http_head_finish(&head);
    }
    return 0;
}
