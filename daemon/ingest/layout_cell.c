/* SPDX-License-Identifier: MIT */
/*
 * How rules read the cells of a row. See layout_row.h.
 */
#include <string.h>

#include "base/err.h"
#include "ingest/csv.h"
#include "ingest/layout_row.h"

/* The longest text that is no name, in characters: what a spreadsheet's cell holds. */
enum { TEXT_CHARACTERS = 32767 };

const bool layout_may_begin_space[256] = {
    [0 ... ' '] = true, [0x7F] = true, [0xC2] = true, [0xE2] = true, [0xE3] = true, [0xEF] = true,
};

static bool is_name(enum layout_field field)
{
    return field == FIELD_INDICATOR || field == FIELD_PLACE || field == FIELD_ITEM ||
           field == FIELD_LEVEL || field == FIELD_HOST || field == FIELD_CAMPAIGN ||
           field == FIELD_ID || field == FIELD_NAME || field == FIELD_UNIT || field == FIELD_CODE;
}

/* The first `count` characters of the text. */
static struct text first_characters(struct text text, size_t count)
{
    struct text rest = text;

    for (size_t i = 0; i < count && rest.len > 0; i++) {
        if (text_take(&rest) < 0) {
            rest = text_part(rest, 1, rest.len);
        }
    }
    return text_part(text, 0, text.len - rest.len);
}

struct text layout_shorten(struct layout *layout, enum layout_field field, struct text cell)
{
    size_t limit = is_name(field) ? LAYOUT_NAME_MAX : TEXT_CHARACTERS;

    if (cell.len <= limit || text_count(cell) <= limit) {
        return cell;
    }
    layout_note_numbers(layout_warn(layout, layout_column(layout, field), FAULT_SHORTENED),
                        (int64_t)limit, (int64_t)text_count(cell));
    return text_trim(first_characters(cell, limit));
}

struct text layout_required(struct layout *layout, enum layout_field field)
{
    struct text text = layout_text(layout, field);

    if (text.len == 0) {
        (void)layout_fault(layout, layout_column(layout, field), FAULT_MISSING_REQUIRED);
    }
    return text;
}

/* Most counts are plain digits: those need no notation. */
static bool read_digits(struct text cell, int64_t *out)
{
    int64_t value = 0;

    if (cell.len == 0 || cell.len > 15) {
        return false;
    }
    for (size_t i = 0; i < cell.len; i++) {
        if (cell.at[i] < '0' || cell.at[i] > '9') {
            return false;
        }
        value = value * 10 + (cell.at[i] - '0');
    }
    *out = value;
    return true;
}

/* Reads 96, 96.8 and 96.8%, as nearly all cells are; the rest is for notation. */
static bool read_plain(struct text cell, struct notation *out)
{
    struct text number = cell;
    struct decimal value;

    if (cell.len == 0 || cell.len > 16 || cell.at[0] < '0' || cell.at[0] > '9' ||
        (cell.len > 1 && cell.at[0] == '0' && cell.at[1] != '.' && cell.at[1] != '%')) {
        return false;
    }
    bool is_percent = cell.at[cell.len - 1] == '%';
    number.len -= is_percent;
    if (!decimal_parse(number, &value)) {
        return false;
    }
    *out = (struct notation){.kind = NOTATION_NUMBER,
                             .amount = {.value = value,
                                        .denominator = 1,
                                        .unit = is_percent ? TEXT("%") : (struct text){0},
                                        .display = cell}};
    return true;
}

static enum layout_state note_unreadable(struct layout *layout, int32_t column,
                                         const struct notation *notation)
{
    bool is_ambiguous = notation->kind == NOTATION_AMBIGUOUS;
    struct layout_note *note =
        layout_fault(layout, column, is_ambiguous ? FAULT_AMBIGUOUS_NUMBER : FAULT_NOT_A_NUMBER);

    layout_note_reasons(note, notation->reason_zh, notation->reason_en);
    return LAYOUT_FAULTY;
}

static void warn_of_reading(struct layout *layout, int32_t column, const struct notation *notation)
{
    if (notation->is_digits_lost) {
        (void)layout_warn(layout, column, FAULT_DIGITS_LOST);
    }
    if (notation->is_colloquial) {
        char value[DECIMAL_TEXT_MAX];
        size_t len = decimal_format(notation->amount.value, value);
        layout_note_texts(layout_warn(layout, column, FAULT_COLLOQUIAL_NUMBER),
                          (struct text){value, len}, (struct text){0});
    }
}

enum layout_state layout_notation(struct layout *layout, int32_t column, bool is_change,
                                  struct notation *out)
{
    struct text cell = layout_cell(layout, column);
    struct notation_options options = {.is_change = is_change};

    if (read_plain(cell, out)) {
        return LAYOUT_FIGURE;
    }
    if (cell.len == 0) {
        return LAYOUT_MISSING;
    }
    notation_read(cell, &options, out);
    switch (out->kind) {
    case NOTATION_NUMBER:
    case NOTATION_RANGE:
    case NOTATION_FRACTION:
        warn_of_reading(layout, column, out);
        return LAYOUT_FIGURE;
    case NOTATION_MISSING:
    case NOTATION_NONE_STATED:
        return LAYOUT_MISSING;
    case NOTATION_NOT_APPLICABLE:
        return LAYOUT_NOT_APPLICABLE;
    case NOTATION_TOLERANCE:
    case NOTATION_ERROR:
    case NOTATION_TEXT:
    case NOTATION_QUOTED:
    case NOTATION_INDEFINITE:
    case NOTATION_AMBIGUOUS:
    case NOTATION_INVALID:
        break;
    }
    return note_unreadable(layout, column, out);
}

enum layout_state layout_count(struct layout *layout, int32_t column, int64_t *out)
{
    struct notation notation;
    struct decimal value;

    if (column < 0) {
        return LAYOUT_MISSING;
    }
    if (read_digits(layout_cell(layout, column), out)) {
        return LAYOUT_FIGURE;
    }
    enum layout_state state = layout_notation(layout, column, false, &notation);
    if (state != LAYOUT_FIGURE) {
        return state;
    }
    value = decimal_normal(notation.amount.value);
    if (notation.kind != NOTATION_NUMBER || notation.amount.qualifier != QUALIFIER_EQ ||
        value.scale != 0 || value.digits < 0 || text_equal_str(notation.amount.unit, "%")) {
        (void)layout_fault(layout, column, FAULT_NOT_A_COUNT);
        return LAYOUT_FAULTY;
    }
    *out = value.digits;
    return LAYOUT_FIGURE;
}

/* True if the cell's own 万 or 亿 has already been multiplied out. */
static bool is_scaled(struct text cell)
{
    return text_find(cell, "万") >= 0 || text_find(cell, "亿") >= 0 || text_find(cell, "萬") >= 0 ||
           text_find(cell, "億") >= 0;
}

static struct text base_unit(struct text unit)
{
    if (text_starts_with(unit, "万") || text_starts_with(unit, "亿")) {
        return text_part(unit, strlen("万"), unit.len);
    }
    return unit;
}

/* Gives the amount the unit that stands elsewhere. The display gets it too, unless a remark in
 * brackets ends it. */
static void put_unit(struct layout *layout, const struct notation *notation, struct text unit,
                     struct amount *amount)
{
    struct buffer *display = &layout->row.display;

    unit = text_equal_str(unit, "％") ? TEXT("%") : unit;
    amount->unit = is_scaled(amount->display) ? base_unit(unit) : unit;
    if (notation->remark.len > 0 || amount->unit.len == 0) {
        return;
    }
    buffer_clear(display);
    (void)buffer_append_text(display, amount->display);
    (void)buffer_append_text(display, amount->unit);
    amount->display = buffer_text(display);
}

/* How many zeros the unit column's unit has before the cell's: 4 for 万元 before 元; -1 if it is
 * another unit. */
static int zeros_before(struct text column_unit, struct text cell_unit)
{
    static const struct {
        const char *word;
        int zeros;
    } scales[] = {{"万亿", 12}, {"亿", 8}, {"千万", 7}, {"百万", 6}, {"万", 4}, {"千", 3}};

    for (size_t i = 0; i < sizeof(scales) / sizeof(scales[0]); i++) {
        if (text_starts_with(column_unit, scales[i].word) &&
            text_equal(text_part(column_unit, strlen(scales[i].word), column_unit.len),
                       cell_unit)) {
            return scales[i].zeros;
        }
    }
    return -1;
}

/* `18亿元` in a row whose unit is 亿元 is 18 of that unit: the same quantity, in the unit in which
 * the row is kept. */
static void put_into_column_unit(struct text unit, struct amount *amount)
{
    int zeros = zeros_before(unit, amount->unit);
    struct decimal value;
    struct decimal high;

    if (zeros > 0 && decimal_shift(amount->value, -zeros, &value) &&
        decimal_shift(amount->high, -zeros, &high)) {
        amount->value = decimal_normal(value);
        amount->high = decimal_normal(high);
        amount->unit = unit;
    }
}

enum layout_state layout_amount(struct layout *layout, int32_t column, struct text unit,
                                struct amount *out)
{
    struct notation notation;
    enum layout_state state = layout_notation(layout, column, false, &notation);

    if (state != LAYOUT_FIGURE) {
        return state;
    }
    *out = notation.amount;
    if (out->unit.len == 0) {
        put_unit(layout, &notation, unit, out);
    } else {
        put_into_column_unit(unit, out);
    }
    return LAYOUT_FIGURE;
}

bool layout_fault_of_date(struct layout *layout, int32_t column, enum notation_date result)
{
    enum fault_kind kind = FAULT_UNKNOWN_PERIOD;

    if (result == NOTATION_DATE_MISSING) {
        kind = FAULT_MISSING_REQUIRED;
    } else if (result == NOTATION_DATE_AMBIGUOUS || result == NOTATION_DATE_WRONG_WEEKDAY) {
        kind = FAULT_AMBIGUOUS_DATE;
    }
    struct layout_note *note = layout_fault(layout, column, kind);
    bool says_more = result == NOTATION_DATE_NO_YEAR || result == NOTATION_DATE_OPEN ||
                     result == NOTATION_DATE_WRONG_WEEKDAY;
    if (says_more) {
        layout_note_reasons(note, notation_date_reason_zh(result), notation_date_reason_en(result));
    }
    return false;
}

static bool is_remembered(const struct layout_period_memory *memory, int32_t column,
                          struct text cell)
{
    return cell.len > 0 && memory->column == column && memory->len == cell.len &&
           memcmp(memory->cell, cell.at, cell.len) == 0;
}

/* Where a cell of that column is remembered, or is to be: in one of a few places side by side. */
static struct layout_period_memory *memory_of(struct layout *layout, int32_t column,
                                              struct text cell)
{
    enum { TRIED = 8 };
    uint32_t hash = (uint32_t)column;

    for (size_t i = 0; i < cell.len; i++) {
        hash = hash * 31 + (unsigned char)cell.at[i];
    }
    struct layout_period_memory *first = &layout->periods[(hash ^ hash >> 8) % LAYOUT_PERIODS];
    for (size_t i = 0; i < TRIED; i++) {
        struct layout_period_memory *memory =
            &layout->periods[((size_t)(first - layout->periods) + i) % LAYOUT_PERIODS];
        if (memory->len == 0 || is_remembered(memory, column, cell)) {
            return memory;
        }
    }
    return first;
}

static void remember(struct layout_period_memory *memory, int32_t column, struct text cell,
                     struct period period)
{
    if (cell.len > 0 && cell.len <= sizeof(memory->cell)) {
        memcpy(memory->cell, cell.at, cell.len);
        memory->len = cell.len;
        memory->column = column;
        memory->period = period;
    }
}

static bool read_period(struct layout *layout, int32_t column, struct text cell, struct period *out)
{
    bool is_day = column >= 0 && layout->header.columns[column].is_day;
    enum notation_date result = is_day ? notation_read_day(cell, layout->year_hint, out)
                                       : notation_read_period(cell, layout->year_hint, out);

    return result == NOTATION_DATE_READ || layout_fault_of_date(layout, column, result);
}

bool layout_period(struct layout *layout, int32_t column, struct period *out)
{
    struct text cell = layout_cell(layout, column);

    if (layout->newest_period && is_remembered(layout->newest_period, column, cell)) {
        *out = layout->newest_period->period;
        return true;
    }
    struct layout_period_memory *memory = memory_of(layout, column, cell);
    if (!is_remembered(memory, column, cell)) {
        if (!read_period(layout, column, cell, out)) {
            return false;
        }
        remember(memory, column, cell, *out);
        return true;
    }
    layout->newest_period = memory;
    *out = memory->period;
    return true;
}

bool layout_yes_no(struct layout *layout, enum layout_field field, bool blank, bool *out)
{
    struct text cell = layout_text(layout, field);

    if (cell.len == 0) {
        *out = blank;
        return true;
    }
    if (notation_read_yes_no(cell, out)) {
        return true;
    }
    layout_note_texts(layout_fault(layout, layout_column(layout, field), FAULT_UNKNOWN_WORD),
                      TEXT("是、否"), (struct text){0});
    return false;
}

/* True for a question mark that stands where a spreadsheet could not write a character: beside a
 * Hanzi (three bytes, E4 to E9). */
static bool has_lost_character(struct text cell)
{
    const char *end = cell.at + cell.len;

    for (const char *at = cell.at; at < end; at++) {
        at = memchr(at, '?', (size_t)(end - at));
        if (!at) {
            return false;
        }
        unsigned char after = at + 1 < end ? (unsigned char)at[1] : 0;
        unsigned char before = at - cell.at >= 3 ? (unsigned char)at[-3] : 0;
        bool is_hanzi_before = before >= 0xE4 && before <= 0xE9 && ((unsigned char)at[-1] & 0x80);
        if ((after >= 0xE4 && after <= 0xE9) || is_hanzi_before) {
            return true;
        }
    }
    return false;
}

void layout_warn_of_cells(struct layout *layout)
{
    const struct csv_row *csv = layout->row.csv;

    if ((csv->all_flags & CSV_BARE_QUOTE) == 0 && !memchr(csv->text.at, '?', csv->text.len)) {
        return;
    }
    for (size_t i = 0; i < csv->count; i++) {
        if (csv->cells[i].len > 0 && has_lost_character(csv->cells[i])) {
            (void)layout_warn(layout, (int32_t)i, FAULT_LOST_CHARACTER);
        }
        if ((csv->flags[i] & CSV_BARE_QUOTE) != 0) {
            (void)layout_warn(layout, (int32_t)i, FAULT_BARE_QUOTE);
        }
    }
}
