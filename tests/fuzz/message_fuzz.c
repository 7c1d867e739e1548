/* SPDX-License-Identifier: MIT */
/* Any bytes as what a display says of itself, and as a point to resume from. */
#include <stdint.h>
#include <stdlib.h>

#include "serve/message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text text = {(const char *)data, size};
    struct message_hello hello;
    struct message_point point;

    if (message_read_hello(text, &hello) &&
        text_valid_len(text_of(hello.display)) != text_of(hello.display).len) {
        abort();
    }
    (void)message_read_point(text, &point);
    return 0;
}
