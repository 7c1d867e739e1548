/* SPDX-License-Identifier: MIT */
/* Any bytes as a client's frames: whole or byte by byte, the reader says the same. */
#include <stdint.h>
#include <stdlib.h>

#include "serve/message.h"
#include "serve/websocket.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Returns a number that stands for all events and payloads. */
static uint64_t read_all(const uint8_t *data, size_t size, size_t portion)
{
    struct websocket_reader reader = {.left = 0};
    struct websocket_input input;
    enum websocket_event event = WEBSOCKET_NOTHING;
    uint64_t said = 0;

    for (size_t at = 0; at < size && event != WEBSOCKET_FAULT; at += portion) {
        size_t len = size - at < portion ? size - at : portion;
        struct text bytes = {(const char *)data + at, len};
        while (bytes.len > 0 && event != WEBSOCKET_FAULT) {
            event = websocket_read(&reader, &bytes, &input);
            said = event == WEBSOCKET_NOTHING ? said : said * 31 + (uint64_t)event + 1;
            for (size_t i = 0; event != WEBSOCKET_NOTHING && i < input.payload.len; i++) {
                said = said * 31 + (unsigned char)input.payload.at[i];
            }
        }
    }
    websocket_reader_finish(&reader);
    return said;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (read_all(data, size, size > 0 ? size : 1) != read_all(data, size, 1)) {
        abort();
    }
    return 0;
}
