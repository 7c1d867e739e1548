/* SPDX-License-Identifier: MIT */
/*
 * One entry of a board: a key and a JSON value, immutable and counted, so that boards share it.
 *
 * It holds the text of its value. The value itself takes ten times that memory, and few are ever
 * asked for: it is read from the text by whoever asks, and only kept if that is said.
 */
#ifndef PLUMB_MODEL_BOARD_ENTRY_H
#define PLUMB_MODEL_BOARD_ENTRY_H

#include <stdbool.h>

#include "base/text.h"
#include "model/json.h"

struct board_entry;
struct cJSON;

/* Copies key and value. NULL without memory. */
struct board_entry *board_entry_create(struct text key, const struct json_text *json);
struct board_entry *board_entry_share(struct board_entry *entry);
void board_entry_release(struct board_entry *entry); /* accepts NULL */

/* Borrowed from the entry. */
struct text board_entry_key(const struct board_entry *entry);
struct text board_entry_json(const struct board_entry *entry);
struct json_text board_entry_json_text(const struct board_entry *entry); /* with its marks */

/* The value, kept from now on and borrowed from the entry; NULL without memory. */
const struct cJSON *board_entry_value(struct board_entry *entry);

/* The value for a moment: give it back. NULL without memory. */
const struct cJSON *board_entry_borrow_value(const struct board_entry *entry);
void board_entry_give_value(const struct board_entry *entry, const struct cJSON *value);

#endif
