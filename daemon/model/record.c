/* SPDX-License-Identifier: MIT */
#include "model/record.h"

#include "base/text.h"

static const char *const sheet_names[] = {
    [SHEET_NONE] = NULL,
    [SHEET_INSPECTIONS] = "inspections",
    [SHEET_QUANTITIES] = "quantities",
    [SHEET_INDICATORS] = "indicators",
    [SHEET_ACTIVITIES] = "activities",
    [SHEET_PLAN] = "plan",
    [SHEET_PLACES] = "places",
    [SHEET_CALENDAR] = "calendar",
};

static const char *const nature_names[] = {
    [NATURE_UNSTATED] = NULL,
    [NATURE_SAMPLED_RATE] = "sampled_rate",
    [NATURE_CENSUS_RATE] = "census_rate",
    [NATURE_WEIGHTED_RATE] = "weighted_rate",
    [NATURE_INDEX] = "index",
    [NATURE_FLOW] = "flow",
    [NATURE_CUMULATIVE] = "cumulative",
    [NATURE_STOCK] = "stock",
    [NATURE_GROWTH] = "growth",
    [NATURE_MILESTONE] = "milestone",
};

/* The words of 性质 besides the names above. */
static const struct {
    const char *word;
    enum nature nature;
} nature_words[] = {
    {"抽样率", NATURE_SAMPLED_RATE},  {"全数率", NATURE_CENSUS_RATE},
    {"加权率", NATURE_WEIGHTED_RATE}, {"指数", NATURE_INDEX},
    {"得分", NATURE_INDEX},           {"当期数", NATURE_FLOW},
    {"累计数", NATURE_CUMULATIVE},    {"存量", NATURE_STOCK},
    {"增速", NATURE_GROWTH},          {"里程碑", NATURE_MILESTONE},
};

const char *sheet_name(enum sheet sheet)
{
    return sheet_names[sheet];
}

const char *nature_name(enum nature nature)
{
    return nature_names[nature];
}

bool nature_from_word(struct text word, enum nature *out)
{
    for (size_t i = 0; i < sizeof(nature_words) / sizeof(nature_words[0]); i++) {
        if (text_equal_str(word, nature_words[i].word)) {
            *out = nature_words[i].nature;
            return true;
        }
    }
    for (size_t i = NATURE_SAMPLED_RATE; i <= NATURE_MILESTONE; i++) {
        if (text_equal_str(word, nature_names[i])) {
            *out = (enum nature)i;
            return true;
        }
    }
    return false;
}
