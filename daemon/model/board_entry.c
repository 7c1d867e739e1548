/* SPDX-License-Identifier: MIT */
/*
 * Key and text lie behind the entry, in one piece of memory. Counts are atomic because the worker
 * drops boards that the loop still shows, and the other way round, and so is the value; nothing
 * else of an entry is ever written after it was made.
 */
#include "model/board_entry.h"

#include <cjson/cJSON.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct board_entry {
    atomic_uint references;
    size_t key_len;
    size_t json_len;
    _Atomic(cJSON *) value; /* NULL: nobody asked to keep it yet */
    char bytes[];           /* key, value as compact JSON */
};

struct board_entry *board_entry_create(struct text key, struct text json)
{
    struct board_entry *entry = malloc(sizeof(*entry) + key.len + json.len);

    if (entry) {
        atomic_init(&entry->references, 1);
        atomic_init(&entry->value, NULL);
        entry->key_len = key.len;
        entry->json_len = json.len;
        memcpy(entry->bytes, key.at, key.len);
        memcpy(entry->bytes + key.len, json.at, json.len);
    }
    return entry;
}

struct board_entry *board_entry_share(struct board_entry *entry)
{
    atomic_fetch_add(&entry->references, 1);
    return entry;
}

void board_entry_release(struct board_entry *entry)
{
    if (entry && atomic_fetch_sub(&entry->references, 1) == 1) {
        cJSON_Delete(atomic_load(&entry->value));
        free(entry);
    }
}

struct text board_entry_key(const struct board_entry *entry)
{
    return (struct text){entry->bytes, entry->key_len};
}

struct text board_entry_json(const struct board_entry *entry)
{
    return (struct text){entry->bytes + entry->key_len, entry->json_len};
}

static cJSON *read_value(const struct board_entry *entry)
{
    struct text json = board_entry_json(entry);

    return cJSON_ParseWithLength(json.at, json.len);
}

const cJSON *board_entry_value(struct board_entry *entry)
{
    cJSON *present = atomic_load(&entry->value);

    if (present) {
        return present;
    }
    cJSON *value = read_value(entry);
    if (value && !atomic_compare_exchange_strong(&entry->value, &present, value)) {
        cJSON_Delete(value);
        return present;
    }
    return value;
}

const cJSON *board_entry_borrow_value(const struct board_entry *entry)
{
    cJSON *kept = atomic_load(&entry->value);

    return kept ? kept : read_value(entry);
}

void board_entry_give_value(const struct board_entry *entry, const cJSON *value)
{
    if (value != atomic_load(&entry->value)) {
        cJSON_Delete((cJSON *)(uintptr_t)value);
    }
}
