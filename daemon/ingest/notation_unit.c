/* SPDX-License-Identifier: MIT */
#include "ingest/notation_unit.h"

#include "ingest/notation_numeral.h"

enum { UNIT_MAX = 12, OPEN_REST_MAX = 4 };

static const char *const counters[] = {
    "%",      "‰",     "百分点", "个百分点", "成",     "倍",     "个",     "家",       "次",
    "人",     "名",    "位",     "户",       "件",     "份",     "批",     "批次",     "场",
    "场次",   "期",    "项",     "项次",     "条",     "条次",   "起",     "处",       "处次",
    "台",     "台件",  "台套",   "台次",     "台(件)", "套",     "辆",     "辆次",     "只",
    "头",     "支",    "座",     "栋",       "间",     "所",     "村",     "个村",     "镇",
    "个镇",   "乡",    "县",     "个县",     "区",     "市",     "级",     "种",       "类",
    "篇",     "本",    "册",     "张",       "幅",     "块",     "面",     "段",       "组",
    "组次",   "株",    "棵",     "盏",       "艘",     "架",     "门",     "枚",       "颗",
    "瓶",     "箱",    "袋",     "桶",       "盒",     "例",     "宗",     "案",       "案件",
    "对",     "双",    "届",     "轮",       "轮次",   "遍",     "步",     "字",       "页",
    "题",     "岁",    "人次",   "家次",     "户次",   "件次",   "人份",   "车次",     "车辆",
    "班次",   "班",    "课时",   "学时",     "标段",   "标准",   "分",     "折",       "点",
    "角",     "元",    "美元",   "欧元",     "港元",   "英镑",   "日元",   "吨",       "公斤",
    "千克",   "克",    "毫克",   "斤",       "亩",     "公顷",   "平方米", "立方米",   "平方公里",
    "公里",   "千米",  "米",     "厘米",     "毫米",   "升",     "毫升",   "千瓦",     "千瓦时",
    "千帕",   "百帕",  "千焦",   "千卡",     "千伏",   "千赫",   "千升",   "度",       "里",
    "年",     "月",    "个月",   "天",       "日",     "周",     "星期",   "个星期",   "小时",
    "个小时", "分钟",  "秒",     "秒钟",     "季度",   "个季度", "工作日", "个工作日", "条(次)",
    "人(次)", "周年",  "mg/kg",  "kg",       "g",      "mg",     "t",      "km",       "m",
    "cm",     "mm",    "h",      "min",      "s",      "℃",      "dB",     "L",        "mL",
    "m2",     "m3",    "m²",     "m³",       "㎡",     "㎥",     "mg/L",   "mg/m3",    "mg/m³",
    "μg/m3",  "μg/m³", NULL,
};

static const char *const times[] = {
    "年",     "月",   "个月",   "天",   "日", "周",     "星期",     "个星期", "季度",
    "个季度", "小时", "个小时", "分钟", "秒", "工作日", "个工作日", "周年",   NULL,
};

/* Behind these a noun may follow: 三家企业. Not behind 次 or 条: 一次性, 一条龙. */
static const char *const open_counters[] = {"个", "家", "名", "位", "项", "份", "户",
                                            "所", "处", "台", "件", "辆", NULL};

struct currency {
    const char *word;
    const char *unit;
};

/* Longer words before their beginnings. */
static const struct currency currencies[] = {
    {"人民币元", "元"}, {"人民币", "元"}, {"元人民币", "元"}, {"RMB¥", "元"},   {"RMB", "元"},
    {"CNY", "元"},      {"¥", "元"},      {"US$", "美元"},    {"USD", "美元"},  {"美元", "美元"},
    {"美金", "美元"},   {"HK$", "港元"},  {"HKD", "港元"},    {"港元", "港元"}, {"港币", "港元"},
    {"$", "美元"},      {"EUR", "欧元"},  {"欧元", "欧元"},   {"€", "欧元"},    {"GBP", "英镑"},
    {"英镑", "英镑"},   {"£", "英镑"},    {"JPY", "日元"},    {"日元", "日元"},
};

static bool has_hanzi_digit(struct span span)
{
    for (size_t i = 0; i < span_count(span); i++) {
        if (numeral_may_begin(span_front(span, i))) {
            return true;
        }
    }
    return false;
}

static struct span without_number_words(struct span span)
{
    while (span_count(span) > 1 && !glyph_is_digit(span_front(span, 0)) &&
           numeral_may_begin(span_front(span, 0))) {
        span = span_skip(span, 1);
    }
    return span;
}

/* 次/季度, 元/亩, 件/万人. */
static bool is_known_per_known(struct span span)
{
    for (size_t i = 1; i + 1 < span_count(span); i++) {
        if (span_front(span, i) == '/') {
            return span_is_any(span_head(span, i), counters) &&
                   span_is_any(without_number_words(span_skip(span, i + 1)), counters);
        }
    }
    return false;
}

static bool is_open_counter_with_noun(struct span span)
{
    for (size_t i = 0; open_counters[i]; i++) {
        struct span noun = span;
        if (span_take(&noun, open_counters[i])) {
            return span_count(noun) <= OPEN_REST_MAX && !has_hanzi_digit(noun) &&
                   unit_is_plausible(noun);
        }
    }
    return false;
}

bool unit_is_counter(struct span span)
{
    return span_is_any(span, counters);
}

bool unit_is_known(struct span span)
{
    return unit_is_counter(span) || is_known_per_known(span) || is_open_counter_with_noun(span);
}

bool unit_is_time(struct span span)
{
    return span_is_any(span, times);
}

static bool is_symbol(int32_t code)
{
    static const int32_t symbols[] = {'%',    0x2030, 0x2031, 0xB0,   0xB5, 0x3BC,
                                      0x2103, 0x2109, 0x3A9,  0x2126, 0xC5};

    for (size_t i = 0; i < sizeof(symbols) / sizeof(symbols[0]); i++) {
        if (symbols[i] == code) {
            return true;
        }
    }
    return code >= 0x3380 && code <= 0x33DF; /* ㎎ ㎏ ㎡ */
}

/* Signs that join units: kWh/(m2·a). */
static bool is_joint(int32_t code)
{
    return code == '/' || code == '(' || code == ')' || code == 0xB7 || code == 0x22C5 ||
           code == 0xB2 || code == 0xB3 || code == 0xB9 || code == 0x207B;
}

/* Words of a sentence: 3个未整改 is no unit. */
static bool is_of_a_sentence(int32_t code)
{
    struct text words = TEXT("未不无的和与及是或约各共其另已半");

    while (words.len > 0) {
        if (text_take(&words) == code) {
            return true;
        }
    }
    return false;
}

/* 1E+, cut off: an exponent is no unit. */
static bool is_cut_exponent(struct span span)
{
    return span_is(span, "e") || span_is(span, "E");
}

/* 20来 and its kin, and 分之, where the word could not be taken as one of the number. */
static bool starts_with_infix(struct span span)
{
    return span_starts(span, "分之") || span_starts(span, "来") || span_starts(span, "余") ||
           span_starts(span, "多") || span_starts(span, "几");
}

/* The 2 of m2, km2/人. */
static bool is_exponent(struct span span, size_t place)
{
    int32_t code = span_front(span, place);
    int32_t before = place > 0 ? span_front(span, place - 1) : GLYPH_END;
    int32_t after = span_front(span, place + 1);

    return (code == '2' || code == '3') && before == 'm' && !glyph_is_digit(after) &&
           !glyph_is_letter(after);
}

static bool is_unit_glyph(struct span span, size_t place)
{
    int32_t code = span_front(span, place);

    if (glyph_is_digit(code)) {
        return is_exponent(span, place);
    }
    if (is_joint(code)) {
        return place > 0;
    }
    return glyph_is_letter(code) || is_symbol(code) ||
           (glyph_is_hanzi(code) && !is_of_a_sentence(code));
}

/* Numerals stand in a unit only behind per: 件/万人, 次/百户. */
static bool has_stray_numeral(struct span span)
{
    while (!span_is_empty(span) && span_front(span, 0) != '/' && !span_starts(span, "每")) {
        if (span_take(&span, "百分点")) {
            continue;
        }
        if (!glyph_is_digit(span_front(span, 0)) && numeral_may_begin(span_front(span, 0))) {
            return true;
        }
        span = span_skip(span, 1);
    }
    return false;
}

static bool has_balanced_brackets(struct span span)
{
    int depth = 0;

    for (size_t i = 0; i < span_count(span) && depth >= 0; i++) {
        depth += span_front(span, i) == '(' ? 1 : span_front(span, i) == ')' ? -1 : 0;
    }
    return depth == 0 &&
           (span_back(span, 0) != ')' || unit_keeps_brackets(span, span_find_opening(span)));
}

bool unit_keeps_brackets(struct span span, size_t place)
{
    struct span before = span_head(span, place);
    struct span inner = span_shorten(span_skip(span, place + 1), 1);
    bool is_of_a_symbol = glyph_is_letter(span_back(before, 0)) && span_count(inner) == 1 &&
                          glyph_is_letter(span_front(inner, 0));

    return is_of_a_symbol || span_back(before, 0) == '/' ||
           unit_is_known(without_number_words(inner));
}

bool unit_is_plausible(struct span span)
{
    int32_t first = span_front(span, 0);

    if (unit_is_counter(span) || is_known_per_known(span)) {
        return true; /* 千克 begins with a numeral and is none */
    }
    if (span_count(span) > UNIT_MAX || !has_balanced_brackets(span) || has_stray_numeral(span) ||
        starts_with_infix(span) || is_cut_exponent(span) || span_back(span, 0) == '/') {
        return false;
    }
    if ((first == '%' || first == 0x2030) && span_count(span) > 1 && span_front(span, 1) != '/') {
        return false;
    }
    for (size_t i = 0; i < span_count(span); i++) {
        if (!is_unit_glyph(span, i)) {
            return false;
        }
    }
    return true;
}

bool unit_is_slang(struct span span)
{
    int32_t after = span_front(span, 1);

    return (span_starts(span, "w") || span_starts(span, "k")) && !glyph_is_letter(after) &&
           after != '/' && after != 0xB7;
}

static const struct currency *find_currency(struct span span)
{
    for (size_t i = 0; i < sizeof(currencies) / sizeof(currencies[0]); i++) {
        if (span_starts(span, currencies[i].word)) {
            return &currencies[i];
        }
    }
    return NULL;
}

struct text unit_name(struct span span)
{
    const struct currency *currency = find_currency(span);

    if (currency && span_is(span, currency->word)) {
        return text_of(currency->unit);
    }
    if (span_is(span, "个百分点")) {
        return TEXT("百分点");
    }
    if (span_is(span, "元")) {
        return TEXT("元");
    }
    return span_is(span, "%") ? TEXT("%") : span_text(span);
}

struct text unit_take_currency(struct span *span)
{
    const struct currency *currency = find_currency(*span);

    if (!currency) {
        return TEXT("");
    }
    (void)span_take(span, currency->word);
    return text_of(currency->unit);
}
