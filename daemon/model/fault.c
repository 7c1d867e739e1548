/* SPDX-License-Identifier: MIT */
#include "model/fault.h"

#include <inttypes.h>
#include <stdio.h>

#include "model/fault_words.h"

enum { VALUE_MAX = 32 };

const char *fault_kind_name(enum fault_kind kind)
{
    return fault_words[kind].name;
}

bool fault_kind_from_name(struct text name, enum fault_kind *out)
{
    for (size_t i = 0; i < FAULT_KIND_COUNT; i++) {
        if (text_equal_str(name, fault_words[i].name)) {
            *out = (enum fault_kind)i;
            return true;
        }
    }
    return false;
}

size_t fault_column_letter(int32_t cell_index, char out[FAULT_LETTER_MAX])
{
    char reversed[FAULT_LETTER_MAX];
    size_t len = 0;

    /* Spreadsheets count without a zero: after Z comes AA. */
    for (int64_t rest = (int64_t)cell_index + 1; rest > 0; rest = (rest - 1) / 26) {
        reversed[len++] = (char)('A' + (rest - 1) % 26);
    }
    for (size_t i = 0; i < len; i++) {
        out[i] = reversed[len - 1 - i];
    }
    out[len] = '\0';
    return len;
}

/* A number's text in room, or the empty text if there is none. */
static struct text number_text(int64_t number, bool is_there, char room[VALUE_MAX])
{
    if (!is_there) {
        return (struct text){0};
    }
    int len = snprintf(room, VALUE_MAX, "%" PRId64, number);
    return (struct text){room, (size_t)len};
}

/* What {name} stands for. */
static struct text value_of(const struct fault *fault, struct text name, char room[VALUE_MAX])
{
    if (text_equal_str(name, "cell")) {
        return fault->cell;
    }
    if (text_equal_str(name, "column")) {
        return fault->column;
    }
    if (text_equal_str(name, "first")) {
        return fault->first;
    }
    if (text_equal_str(name, "second")) {
        return fault->second;
    }
    if (text_equal_str(name, "line")) {
        return number_text(fault->line, fault->line > 0, room);
    }
    if (text_equal_str(name, "byte")) {
        return number_text(fault->byte, fault->byte >= 0, room);
    }
    if (text_equal_str(name, "letter") && fault->cell_index >= 0) {
        return (struct text){room, fault_column_letter(fault->cell_index, room)};
    }
    return (struct text){0};
}

/* Cuts the {name} at the front off *rest and gives it; the empty text if there is none. */
static struct text take_name(struct text *rest)
{
    ptrdiff_t end = rest->len > 0 && rest->at[0] == '{' ? text_find(*rest, "}") : -1;

    if (end < 0) {
        return (struct text){0};
    }
    struct text name = text_part(*rest, 1, (size_t)end - 1);
    *rest = text_part(*rest, (size_t)end + 1, rest->len);
    return name;
}

/* True if everything that a part in brackets is about is there. */
static bool is_complete(const struct fault *fault, struct text part)
{
    char room[VALUE_MAX];

    while (part.len > 0) {
        struct text name = take_name(&part);
        if (name.len > 0 && value_of(fault, name, room).len == 0) {
            return false;
        }
        if (name.len == 0) {
            part = text_part(part, 1, part.len);
        }
    }
    return true;
}

static void append_filled(struct buffer *out, const struct fault *fault, struct text rest)
{
    char room[VALUE_MAX];

    while (rest.len > 0) {
        struct text name = take_name(&rest);
        if (name.len > 0) {
            (void)buffer_append_text(out, value_of(fault, name, room));
            continue;
        }
        (void)buffer_append(out, rest.at, 1);
        rest = text_part(rest, 1, rest.len);
    }
}

static void append_sentence(struct buffer *out, const struct fault *fault, const char *sentence)
{
    struct text rest = text_of(sentence);

    while (rest.len > 0) {
        ptrdiff_t open = text_find(rest, "[");
        if (open < 0) {
            append_filled(out, fault, rest);
            return;
        }
        append_filled(out, fault, text_part(rest, 0, (size_t)open));
        rest = text_part(rest, (size_t)open + 1, rest.len);
        ptrdiff_t close = text_find(rest, "]");
        size_t len = close < 0 ? rest.len : (size_t)close;
        struct text part = text_part(rest, 0, len);
        if (is_complete(fault, part)) {
            append_filled(out, fault, part);
        }
        rest = text_part(rest, len + 1, rest.len);
    }
}

void fault_append_text(struct buffer *out, const struct fault *fault, enum language language)
{
    append_sentence(out, fault, fault_words[fault->kind].text[language]);
}

void fault_append_hint(struct buffer *out, const struct fault *fault, enum language language)
{
    if (fault->kind == FAULT_SPREADSHEET_FILE) {
        (void)buffer_append_str(out, fault_words_save_as(fault->first, language));
        return;
    }
    append_sentence(out, fault, fault_words[fault->kind].hint[language]);
}
