/* SPDX-License-Identifier: MIT */
/*
 * Key, marks and text lie behind the entry, in one piece of memory. Counts are atomic because the
 * worker drops boards that the loop still shows, and the other way round, and so is the value;
 * nothing else of an entry is ever written after it was made.
 */
#include "model/board_entry.h"

#include <cjson/cJSON.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

struct board_entry {
    atomic_uint references;
    uint32_t member_count; /* 0: where the members begin is not known */
    size_t key_len;
    size_t json_len;
    _Atomic(cJSON *) value; /* NULL: nobody asked to keep it yet */
    char bytes[];           /* key, then where members begin (aligned), then the value's text */
};

/* The key is what a search looks at: it stands next to its length. */
static size_t members_at(size_t key_len)
{
    size_t end = offsetof(struct board_entry, bytes) + key_len;
    size_t unit = sizeof(uint32_t);

    return (end + unit - 1) / unit * unit - offsetof(struct board_entry, bytes);
}

static size_t json_at(const struct board_entry *entry)
{
    return members_at(entry->key_len) + entry->member_count * sizeof(uint32_t);
}

struct board_entry *board_entry_create(struct text key, const struct json_text *json)
{
    size_t count = json->members ? json->member_count : 0;
    size_t len = members_at(key.len) + count * sizeof(*json->members) + json->text.len;
    struct board_entry *entry = malloc(sizeof(*entry) + len);

    if (entry) {
        atomic_init(&entry->references, 1);
        atomic_init(&entry->value, NULL);
        entry->member_count = (uint32_t)count;
        entry->key_len = key.len;
        entry->json_len = json->text.len;
        memcpy(entry->bytes, key.at, key.len);
        if (count > 0) {
            memcpy(entry->bytes + members_at(key.len), json->members,
                   count * sizeof(*json->members));
        }
        memcpy(entry->bytes + json_at(entry), json->text.at, json->text.len);
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
    return (struct text){entry->bytes + json_at(entry), entry->json_len};
}

struct json_text board_entry_json_text(const struct board_entry *entry)
{
    const void *members = entry->bytes + members_at(entry->key_len);

    return (struct json_text){.text = board_entry_json(entry),
                              .members = entry->member_count > 0 ? members : NULL,
                              .member_count = entry->member_count};
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
