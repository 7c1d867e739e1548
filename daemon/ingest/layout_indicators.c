/* SPDX-License-Identifier: MIT */
/*
 * Rows of 指标目录: what an indicator is, its target, who leads.
 */
#include <string.h>

#include "base/clock.h"
#include "ingest/layout_row.h"
#include "model/due_rule.h"

static bool is_one_of(struct text word, const char *const *words)
{
    for (size_t i = 0; words[i]; i++) {
        if (text_equal_str(word, words[i])) {
            return true;
        }
    }
    return false;
}

static bool is_rate(enum nature nature)
{
    return nature == NATURE_SAMPLED_RATE || nature == NATURE_CENSUS_RATE ||
           nature == NATURE_WEIGHTED_RATE;
}

static void read_nature(struct layout *layout, struct target_record *target)
{
    struct text cell = layout_text(layout, FIELD_NATURE);

    if (cell.len > 0 && !nature_from_word(cell, &target->nature)) {
        layout_note_texts(
            layout_fault(layout, layout_column(layout, FIELD_NATURE), FAULT_UNKNOWN_WORD),
            TEXT("抽样率 全数率 加权率 指数 当期数 累计数 存量 增速 里程碑"), (struct text){0});
    }
}

static void read_direction(struct layout *layout, struct target_record *target)
{
    static const char *const lower[] = {"越低越好", "越少越好", "越小越好", "逆向",
                                        "负向",     "lower",    "low",      NULL};
    static const char *const higher[] = {"越高越好", "越多越好", "越大越好", "正向",
                                         "higher",   "high",     NULL};
    struct text cell = layout_text(layout, FIELD_DIRECTION);

    target->has_direction = cell.len > 0;
    target->lower_is_better = is_one_of(cell, lower);
    if (cell.len > 0 && !target->lower_is_better && !is_one_of(cell, higher)) {
        layout_note_texts(
            layout_fault(layout, layout_column(layout, FIELD_DIRECTION), FAULT_UNKNOWN_WORD),
            TEXT("越高越好、越低越好"), (struct text){0});
    }
}

/* The sign of a qualifier as a wall shows it; NULL where words are better. */
static const char *sign_of(enum qualifier qualifier)
{
    switch (qualifier) {
    case QUALIFIER_GE:
        return "≥";
    case QUALIFIER_GT:
        return ">";
    case QUALIFIER_LE:
        return "≤";
    case QUALIFIER_LT:
        return "<";
    case QUALIFIER_EQ:
    case QUALIFIER_APPROX:
    case QUALIFIER_ABOUT_BELOW:
        break;
    }
    return NULL;
}

/* True if the cell says in words what the qualifier says: `95%以上`, `不超过5起`. */
static bool is_in_words(struct text cell)
{
    static const char *const words[] = {
        "以上", "以下", "以内", "不", "超过", "低于", "高于", "大于", "小于", "至少", "至多",
        "达",   "控制", "余",   "多", "约",   "近",   "左右", "全",   "成",   "分之", NULL};

    for (size_t i = 0; words[i]; i++) {
        if (text_find(cell, words[i]) >= 0) {
            return true;
        }
    }
    return false;
}

/* Puts the target into the form of the wall: `>=95` becomes `≥95%`; words stay as they are, as does
 * a number of the plan's own, and so does 100%, which nothing exceeds. */
static void show_target(struct layout *layout, struct text cell, struct target_record *target)
{
    struct buffer *display = &layout->row.display;
    const char *sign = sign_of(target->target.qualifier);
    char number[DECIMAL_TEXT_MAX];

    bool is_all = text_equal_str(target->target.unit, "%") && !target->lower_is_better &&
                  decimal_compare(target->target.value, decimal_of(100)) == 0;
    if (!sign || is_in_words(cell) || target->target.is_range || target->target.denominator != 1) {
        return;
    }
    size_t len = decimal_format(target->target.value, number);
    struct text unit = target->target.unit;
    buffer_clear(display);
    (void)buffer_append_str(display, is_all ? "" : sign);
    (void)buffer_append(display, number, len);
    (void)buffer_append_text(display, unit);
    target->target.display = buffer_text(display);
}

/* True for `95`, `100%`: a number with nothing that says what is meant by it. */
static bool is_bare(struct text cell)
{
    char plain[64];
    size_t len = text_to_half_width(cell, false, plain, sizeof(plain));

    return strspn(plain, "0123456789.,% ") == len;
}

/* A bare number is the least that is wanted, or the most where less is better. One with its own
 * unit or word (`19个`, `达到100%`) is what the plan says: shown so, and judged by the direction.
 */
static void read_number(struct layout *layout, int32_t column, struct target_record *target)
{
    struct text unit = target->unit.len == 0 && is_rate(target->nature) ? TEXT("%") : target->unit;
    struct text cell = layout_cell(layout, column);
    struct amount *amount = &target->target;

    if (unit.len == 0) {
        unit = layout->header.columns[column].unit;
    }
    target->has_target = layout_amount(layout, column, unit, amount) == LAYOUT_FIGURE;
    if (!target->has_target) {
        return;
    }
    bool is_bare_fraction = is_rate(target->nature) && text_find(cell, "%") < 0 &&
                            text_find(cell, "％") < 0 && amount->denominator == 1 &&
                            decimal_compare(amount->value, decimal_of(0)) > 0 &&
                            decimal_compare(amount->value, decimal_of(1)) <= 0;
    if (is_bare_fraction) {
        (void)layout_fault(layout, column, FAULT_BARE_FRACTION);
    }
    if (amount->qualifier == QUALIFIER_EQ && is_bare(cell)) {
        amount->qualifier = target->lower_is_better ? QUALIFIER_LE : QUALIFIER_GE;
    } else if (!target->has_direction && amount->qualifier != QUALIFIER_EQ) {
        target->lower_is_better =
            amount->qualifier == QUALIFIER_LE || amount->qualifier == QUALIFIER_LT;
    }
    show_target(layout, cell, target);
}

static void read_target(struct layout *layout, struct target_record *target)
{
    static const char *const done[] = {"完成", "按期完成", "按时完成", "完成任务",
                                       "建成", "done",     NULL};
    int32_t column = layout_column(layout, FIELD_TARGET);
    struct text cell = layout_text(layout, FIELD_TARGET);

    target->target.denominator = 1;
    if (cell.len == 0) {
        return;
    }
    if (is_one_of(cell, done) || target->nature == NATURE_MILESTONE) {
        target->has_target = true;
        target->is_milestone_target = true;
        target->target.display = cell;
        return;
    }
    read_number(layout, column, target);
}

/* 每年, 每季度, 长期坚持: no stretch of days, but how often. */
static bool is_cycle(struct text cell)
{
    return text_starts_with(cell, "每") || text_starts_with(cell, "长期") ||
           text_starts_with(cell, "常年") || text_starts_with(cell, "持续");
}

/* A single day is the day by which the target must be reached: it holds all of its year until
 * then. What is reported day by day or week by week may have a target for the day itself. */
static void take_deadline(struct target_record *target, struct text cell)
{
    int year = 0;
    int month = 0;
    int day = 0;
    bool is_often = text_find(target->frequency, "日") >= 0 ||
                    text_find(target->frequency, "周") >= 0 ||
                    text_find(target->frequency, "天") >= 0;

    if (period_kind(target->period) != PERIOD_DAY || is_often) {
        return;
    }
    clock_date_of(target->period.to, &year, &month, &day);
    target->period.from = clock_day_of(year, 1, 1);
    target->due = target->due.len > 0 ? target->due : cell;
}

/* Takes the first of the words that the text ends with off it. */
static bool drop_word(struct text *text, const char *const *words)
{
    for (size_t i = 0; words[i]; i++) {
        if (text_ends_with(*text, words[i])) {
            *text = text_trim(text_part(*text, 0, text->len - strlen(words[i])));
            return true;
        }
    }
    return false;
}

/* 2017年12月31日前, 11月底前完成, 年底前: the day by which, as plans write it. READ only for a
 * day, UNKNOWN if it is something else. */
static enum notation_date read_last_day(struct text cell, int year_hint, struct period *out)
{
    static const char *const done[] = {"完成", "办结", "达标", NULL};
    static const char *const before[] = {"之前", "以前", "前", NULL};
    struct text day = text_trim(cell);

    bool is_done = drop_word(&day, done);
    if (!drop_word(&day, before) && !is_done) {
        return NOTATION_DATE_UNKNOWN;
    }
    if (text_equal_str(day, "年底") || text_equal_str(day, "年末")) {
        *out = period_of_day(clock_day_of(year_hint > 0 ? year_hint : NOTATION_YEARLY, 12, 31));
        return year_hint > 0 ? NOTATION_DATE_READ : NOTATION_DATE_NO_YEAR;
    }
    enum notation_date result = notation_read_period(day, year_hint, out);
    bool is_day = result != NOTATION_DATE_READ || period_kind(*out) == PERIOD_DAY;
    return is_day ? result : NOTATION_DATE_UNKNOWN;
}

/* `date` is room for the day by which, where the cell has it in words. */
static void read_period(struct layout *layout, struct target_record *target,
                        char date[CLOCK_TEXT_MAX])
{
    int32_t column = layout_column(layout, FIELD_PERIOD);
    struct text cell = layout_cell(layout, column);

    target->period = period_undated();
    if (is_cycle(cell)) {
        target->due = target->due.len > 0 ? target->due : cell;
        return;
    }
    enum notation_date result = read_last_day(cell, layout->year_hint, &target->period);
    if (result == NOTATION_DATE_READ) {
        clock_format_day(target->period.to, date);
        take_deadline(target, text_of(date));
        layout->row.period = target->period;
        return;
    }
    if (result == NOTATION_DATE_NO_YEAR) {
        (void)layout_fault_of_date(layout, column, result);
        return;
    }
    result = notation_read_period(cell, layout->year_hint, &target->period);
    if (result == NOTATION_DATE_MISSING) {
        target->period =
            layout->year_hint > 0 ? period_of_year(layout->year_hint) : period_undated();
    } else if (result != NOTATION_DATE_OPEN) {
        (void)layout_period(layout, column, &target->period);
        take_deadline(target, cell);
    }
    layout->row.period = target->period;
}

static void read_due(struct layout *layout, struct target_record *target)
{
    target->due = layout_text(layout, FIELD_DUE);
    if (target->due.len > 0 && due_read(target->due).cycle == DUE_NONE &&
        !due_is_open(target->due)) {
        (void)layout_warn(layout, layout_column(layout, FIELD_DUE), FAULT_UNKNOWN_DUE);
    }
}

/* Where the first name of a list ends: at ；or ; where one occurs, else at 、. */
static size_t first_name_len(struct text list, size_t *mark_len)
{
    static const char *const marks[] = {"；", ";", "、"};

    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        ptrdiff_t at = text_find(list, marks[i]);
        if (at >= 0) {
            *mark_len = strlen(marks[i]);
            return (size_t)at;
        }
    }
    *mark_len = 0;
    return list.len;
}

/* Of a list of departments the first one leads, and the others are partners. */
static void read_departments(struct layout *layout, struct target_record *target)
{
    struct text lead = layout_text(layout, FIELD_LEAD);
    struct text list = lead.len > 0 ? lead : layout_text(layout, FIELD_DEPARTMENT);
    struct text partners = layout_text(layout, FIELD_PARTNERS);
    struct buffer *joined = &layout->row.joined;
    size_t mark_len = 0;

    size_t len = first_name_len(list, &mark_len);
    struct text others = text_trim(text_part(list, len + mark_len, list.len));
    target->lead = text_trim(text_part(list, 0, len));
    target->departments = others.len > 0 ? others : partners;
    if (others.len == 0 || partners.len == 0) {
        return;
    }
    buffer_clear(joined);
    (void)buffer_append_text(joined, others);
    (void)buffer_append(joined, list.at + len, mark_len);
    (void)buffer_append_text(joined, partners);
    target->departments = buffer_text(joined);
}

bool layout_read_indicator(struct layout *layout, struct err *err)
{
    struct record record = {.cell_index = -1};
    struct target_record *target = &record.target;
    char date[CLOCK_TEXT_MAX];

    target->indicator = layout_required(layout, FIELD_INDICATOR);
    target->area = layout_text(layout, FIELD_AREA);
    target->unit = layout_text(layout, FIELD_UNIT);
    target->place = layout_text(layout, FIELD_PLACE);
    target->frequency = layout_text(layout, FIELD_FREQUENCY);
    target->definition = layout_text(layout, FIELD_DEFINITION);
    target->definition_version = layout_text(layout, FIELD_VERSION);
    target->document = layout_text(layout, FIELD_SOURCE);
    target->note = layout_text(layout, FIELD_NOTE);
    layout->row.indicator = target->indicator;
    layout->row.place = target->place;
    read_nature(layout, target);
    read_direction(layout, target);
    read_target(layout, target);
    read_due(layout, target);
    read_period(layout, target, date);
    read_departments(layout, target);

    layout_key_begin(layout);
    layout_key_text(layout, target->indicator);
    layout_key_period(layout, target->period);
    layout_key_text(layout, target->place);
    return layout_emit(layout, &record, err);
}
