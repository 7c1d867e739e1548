/* SPDX-License-Identifier: MIT */
#include "compute/table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { NUMBER_MAX = 40 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* -7.9 and +3% are numbers, not formulas. */
static bool is_signed_number(struct text text)
{
    size_t at = 1;

    while (at < text.len && (is_digit(text.at[at]) || text.at[at] == '.')) {
        at++;
    }
    bool ends = at == text.len || (at + 1 == text.len && text.at[at] == '%');
    return at > 1 && ends;
}

static bool begins_formula(struct text text)
{
    if (text.len == 0) {
        return false;
    }
    char first = text.at[0];
    if (first == '+' || first == '-') {
        return !is_signed_number(text);
    }
    return first == '=' || first == '@' || first == '\t' || first == '\r' || first == '\n';
}

static bool needs_quotes(struct text text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        if (c == ',' || c == '"' || c == '\r' || c == '\n') {
            return true;
        }
    }
    return false;
}

static void separate(struct table *table)
{
    if (table->is_in_row) {
        (void)buffer_append_str(table->out, ",");
    }
    table->is_in_row = true;
}

void table_begin(struct table *table, struct buffer *out, const char *const *headers, size_t count)
{
    *table = (struct table){.out = out};
    (void)buffer_append_str(out, "\xEF\xBB\xBF");
    for (size_t i = 0; i < count; i++) {
        table_text(table, text_of(headers[i]));
    }
    table_end_row(table);
}

void table_text(struct table *table, struct text text)
{
    bool is_formula = begins_formula(text);

    separate(table);
    if (!needs_quotes(text)) {
        (void)buffer_append_str(table->out, is_formula ? "'" : "");
        (void)buffer_append_text(table->out, text);
        return;
    }
    (void)buffer_append_str(table->out, is_formula ? "\"'" : "\"");
    for (size_t i = 0; i < text.len; i++) {
        (void)buffer_append(table->out, &text.at[i], 1);
        if (text.at[i] == '"') {
            (void)buffer_append_str(table->out, "\"");
        }
    }
    (void)buffer_append_str(table->out, "\"");
}

void table_number(struct table *table, double number)
{
    char text[NUMBER_MAX];

    separate(table);
    if (!isfinite(number)) {
        return;
    }
    (void)snprintf(text, sizeof(text), "%.15g", number);
    if (strtod(text, NULL) != number) {
        (void)snprintf(text, sizeof(text), "%.17g", number);
    }
    (void)buffer_append_str(table->out, text);
}

void table_end_row(struct table *table)
{
    (void)buffer_append_str(table->out, "\r\n");
    table->is_in_row = false;
}
