/* SPDX-License-Identifier: MIT */
#include "compute/window.h"

#include <string.h>

#include "base/clock.h"

enum { NEAR_DAYS = 183, NAME_MAX_BYTES = 240 };

struct known {
    const char *name;
    int from_month, from_day;
    int to_month, to_day;
    const char *words[8]; /* a name that holds one of these means this campaign */
};

static const struct known known[] = {
    {"国际消费者权益日",
     3,
     15,
     3,
     15,
     {"3·15", "3.15", "3•15", "3・15", "消费者权益日", "消费者权益保护日", "消费者保护日",
      "消费者日"}},
    {"中国品牌日", 5, 10, 5, 10, {"品牌日"}},
    {"世界计量日", 5, 20, 5, 20, {"计量日", "5·20", "5.20"}},
    {"安全生产月", 6, 1, 6, 30, {"安全生产月", "安全月"}},
    {"世界认可日", 6, 9, 6, 9, {"认可日"}},
    {"质量月", 9, 1, 9, 30, {"质量月"}},
    {"世界标准日", 10, 14, 10, 14, {"标准日", "标准化日"}},
};

enum { KNOWN_COUNT = sizeof(known) / sizeof(known[0]) };

/* ---- names -------------------------------------------------------------------------------- */

static bool means(const struct known *campaign, struct text name)
{
    for (size_t i = 0; i < sizeof(campaign->words) / sizeof(campaign->words[0]); i++) {
        if (campaign->words[i] && text_find(name, campaign->words[i]) >= 0) {
            return true;
        }
    }
    return false;
}

static bool is_quote(int32_t code)
{
    static const int32_t quotes[] = {'"',    '\'',   ' ',    0x201C, 0x201D, 0x2018, 0x2019,
                                     0x300A, 0x300B, 0x300C, 0x300D, 0x3000, 0xA0};

    for (size_t i = 0; i < sizeof(quotes) / sizeof(quotes[0]); i++) {
        if (code == quotes[i]) {
            return true;
        }
    }
    return false;
}

static size_t without_quotes(struct text name, char out[NAME_MAX_BYTES])
{
    size_t len = 0;

    while (name.len > 0 && len + 4 < NAME_MAX_BYTES) {
        int32_t code = text_take(&name);
        if (code < 0) {
            break;
        }
        if (!is_quote(code)) {
            len += text_put(code, out + len);
        }
    }
    return len;
}

/* 2017年质量月 and 2017质量月 are 质量月 of a year that is seen elsewhere. */
static struct text without_year(struct text name)
{
    size_t digits = 0;

    while (digits < name.len && name.at[digits] >= '0' && name.at[digits] <= '9') {
        digits++;
    }
    if (digits != 4) {
        return name;
    }
    struct text rest = text_part(name, digits, name.len);
    static const char *const years[] = {"年度", "年"};
    for (size_t i = 0; i < sizeof(years) / sizeof(years[0]); i++) {
        if (text_starts_with(rest, years[i])) {
            return text_part(rest, strlen(years[i]), rest.len);
        }
    }
    return rest;
}

struct text window_canon(struct arena *arena, struct text name)
{
    char plain[NAME_MAX_BYTES];
    char half[NAME_MAX_BYTES];
    size_t len = without_quotes(name, plain);

    len = text_to_half_width((struct text){plain, len}, true, half, sizeof(half));
    struct text canon = without_year((struct text){half, len});
    for (size_t i = 0; i < KNOWN_COUNT; i++) {
        if (means(&known[i], canon)) {
            return text_of(known[i].name);
        }
    }
    if (text_ends_with(canon, "活动") && canon.len > strlen("活动")) {
        canon.len -= strlen("活动");
    }
    return arena_text(arena, canon);
}

/* ---- the list ----------------------------------------------------------------------------- */

struct window *windows_add(struct windows *windows, const struct window *window)
{
    for (size_t i = 0; i < windows->count; i++) {
        struct window *present = windows->at[i];
        if (present->year == window->year && text_equal(present->canon, window->canon) &&
            text_equal(present->place, window->place)) {
            if (window->origin > present->origin) {
                *present = *window;
            }
            return present;
        }
    }
    struct window **grown = arena_grow(windows->arena, windows->at, windows->count,
                                       &windows->capacity, sizeof(struct window *));
    struct window *added = arena_take(windows->arena, sizeof(*added));
    if (!grown || !added) {
        return NULL;
    }
    *added = *window;
    windows->at = grown;
    grown[windows->count++] = added;
    return added;
}

void windows_add_known(struct windows *windows, int year)
{
    for (size_t i = 0; i < KNOWN_COUNT; i++) {
        struct window window = {
            .origin = WINDOW_KNOWN,
            .is_yearly = true,
            .name = text_of(known[i].name),
            .canon = text_of(known[i].name),
            .from = clock_day_of(year, known[i].from_month, known[i].from_day),
            .to = clock_day_of(year, known[i].to_month, known[i].to_day),
            .year = year,
        };
        (void)windows_add(windows, &window);
    }
}

static int32_t same_day_in(int32_t day_1904, int year)
{
    int old = 0;
    int month = 0;
    int day = 0;

    clock_date_of(day_1904, &old, &month, &day);
    int last = clock_days_in_month(year, month);
    return clock_day_of(year, month, day < last ? day : last);
}

void window_set_year(struct window *window, int year, int32_t from_1904, int32_t to_1904)
{
    window->year = year;
    window->from = same_day_in(from_1904, year);
    window->to = same_day_in(to_1904, year);
    if (window->to < window->from) {
        window->to = same_day_in(to_1904, year + 1);
    }
}

/* ---- which one ---------------------------------------------------------------------------- */

bool window_is_visible(const struct window *window, const struct place_chain *chain)
{
    if (window->place.len == 0) {
        return true;
    }
    for (size_t i = 0; i < chain->count; i++) {
        if (text_equal(window->place, chain->at[i])) {
            return true;
        }
    }
    return false;
}

static int32_t distance(const struct window *window, int32_t day)
{
    if (day < window->from) {
        return window->from - day;
    }
    return day > window->to ? day - window->to : 0;
}

/* Of two that fit: the shorter, then the better known, then the later. */
static bool fits_better(const struct window *a, const struct window *b)
{
    int32_t a_days = a->to - a->from;
    int32_t b_days = b->to - b->from;

    if (a_days != b_days) {
        return a_days < b_days;
    }
    if (a->origin != b->origin) {
        return a->origin > b->origin;
    }
    return a->from != b->from ? a->from > b->from : text_compare(a->canon, b->canon) < 0;
}

/* A campaign's own dates, where there are any, count instead of the known ones. */
static bool is_overruled(const struct windows *windows, const struct place_chain *chain,
                         const struct window *window)
{
    for (size_t i = 0; window->origin == WINDOW_KNOWN && i < windows->count; i++) {
        const struct window *other = windows->at[i];
        if (other->origin > WINDOW_KNOWN && other->year == window->year &&
            text_equal(other->canon, window->canon) && window_is_visible(other, chain)) {
            return true;
        }
    }
    return false;
}

static struct window *find_named(const struct windows *windows, const struct place_chain *chain,
                                 struct text canon, int32_t day)
{
    struct window *best = NULL;

    for (size_t i = 0; i < windows->count; i++) {
        struct window *window = windows->at[i];
        if (!text_equal(window->canon, canon) || !window_is_visible(window, chain) ||
            distance(window, day) > NEAR_DAYS || is_overruled(windows, chain, window)) {
            continue;
        }
        if (!best || distance(window, day) < distance(best, day) ||
            (distance(window, day) == distance(best, day) && fits_better(window, best))) {
            best = window;
        }
    }
    return best;
}

static struct window *find_holding(const struct windows *windows, const struct place_chain *chain,
                                   int32_t day)
{
    struct window *best = NULL;

    for (size_t i = 0; i < windows->count; i++) {
        struct window *window = windows->at[i];
        if (window->origin == WINDOW_LOOSE || distance(window, day) > 0 ||
            !window_is_visible(window, chain) || is_overruled(windows, chain, window)) {
            continue;
        }
        if (!best || fits_better(window, best)) {
            best = window;
        }
    }
    return best;
}

struct window *windows_find(const struct windows *windows, const struct place_chain *chain,
                            struct text canon, int32_t day)
{
    return canon.len > 0 ? find_named(windows, chain, canon, day)
                         : find_holding(windows, chain, day);
}

struct window *windows_of_year(const struct windows *windows, const struct place_chain *chain,
                               struct text canon, int year)
{
    struct window *best = NULL;

    for (size_t i = 0; i < windows->count; i++) {
        struct window *window = windows->at[i];
        if (window->year == year && text_equal(window->canon, canon) &&
            window_is_visible(window, chain) && (!best || window->origin > best->origin)) {
            best = window;
        }
    }
    return best;
}
