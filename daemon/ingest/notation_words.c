/* SPDX-License-Identifier: MIT */
#include "ingest/notation_words.h"

#include "ingest/notation_numeral.h"
#include "ingest/notation_unit.h"

enum { MARK_MAX = 8 };

static const struct qualifier_word front_words[] = {
    {"不低于", QUALIFIER_GE, WORD_ANYWHERE},
    {"不少于", QUALIFIER_GE, WORD_ANYWHERE},
    {"不小于", QUALIFIER_GE, WORD_ANYWHERE},
    {"不下于", QUALIFIER_GE, WORD_ANYWHERE},
    {"不下", QUALIFIER_GE, WORD_ANYWHERE},
    {"不得低于", QUALIFIER_GE, WORD_ANYWHERE},
    {"不得少于", QUALIFIER_GE, WORD_ANYWHERE},
    {"达到或超过", QUALIFIER_GE, WORD_ANYWHERE},
    {"等于或大于", QUALIFIER_GE, WORD_ANYWHERE},
    {"满", QUALIFIER_GE, WORD_ANYWHERE},
    {"年满", QUALIFIER_GE, WORD_ANYWHERE},
    {"不低", QUALIFIER_GE, WORD_ANYWHERE},
    {"至少", QUALIFIER_GE, WORD_ANYWHERE},
    {"最少", QUALIFIER_GE, WORD_ANYWHERE},
    {"最低", QUALIFIER_GE, WORD_ANYWHERE},
    {"大于等于", QUALIFIER_GE, WORD_ANYWHERE},
    {"大于或等于", QUALIFIER_GE, WORD_ANYWHERE},
    {">=", QUALIFIER_GE, WORD_ANYWHERE},
    {"=>", QUALIFIER_GE, WORD_ANYWHERE},
    {"≥", QUALIFIER_GE, WORD_ANYWHERE},
    {"上", QUALIFIER_GE, WORD_BEFORE_BARE},
    {"成", QUALIFIER_GE, WORD_BEFORE_BARE},
    {"超过", QUALIFIER_GT, WORD_ANYWHERE},
    {"超", QUALIFIER_GT, WORD_ANYWHERE},
    {"超出", QUALIFIER_GT, WORD_ANYWHERE},
    {"远超", QUALIFIER_GT, WORD_ANYWHERE},
    {"远超过", QUALIFIER_GT, WORD_ANYWHERE},
    {"逾", QUALIFIER_GT, WORD_ANYWHERE},
    {"突破", QUALIFIER_GT, WORD_ANYWHERE},
    {"高于", QUALIFIER_GT, WORD_ANYWHERE},
    {"大于", QUALIFIER_GT, WORD_ANYWHERE},
    {"多于", QUALIFIER_GT, WORD_ANYWHERE},
    {"不止", QUALIFIER_GT, WORD_ANYWHERE},
    {"过", QUALIFIER_GT, WORD_BEFORE_HALF},
    {"破", QUALIFIER_GT, WORD_BEFORE_HALF},
    {">", QUALIFIER_GT, WORD_ANYWHERE},
    {"不超过", QUALIFIER_LE, WORD_ANYWHERE},
    {"不超", QUALIFIER_LE, WORD_ANYWHERE},
    {"不得超过", QUALIFIER_LE, WORD_ANYWHERE},
    {"不得高于", QUALIFIER_LE, WORD_ANYWHERE},
    {"不得多于", QUALIFIER_LE, WORD_ANYWHERE},
    {"未突破", QUALIFIER_LE, WORD_ANYWHERE},
    {"等于或小于", QUALIFIER_LE, WORD_ANYWHERE},
    {"未超过", QUALIFIER_LE, WORD_ANYWHERE},
    {"未超", QUALIFIER_LE, WORD_ANYWHERE},
    {"不突破", QUALIFIER_LE, WORD_ANYWHERE},
    {"不大于", QUALIFIER_LE, WORD_ANYWHERE},
    {"不高于", QUALIFIER_LE, WORD_ANYWHERE},
    {"不多于", QUALIFIER_LE, WORD_ANYWHERE},
    {"至多", QUALIFIER_LE, WORD_ANYWHERE},
    {"最多", QUALIFIER_LE, WORD_ANYWHERE},
    {"最高", QUALIFIER_LE, WORD_ANYWHERE},
    {"顶多", QUALIFIER_LE, WORD_ANYWHERE},
    {"小于等于", QUALIFIER_LE, WORD_ANYWHERE},
    {"小于或等于", QUALIFIER_LE, WORD_ANYWHERE},
    {"<=", QUALIFIER_LE, WORD_ANYWHERE},
    {"=<", QUALIFIER_LE, WORD_ANYWHERE},
    {"≤", QUALIFIER_LE, WORD_ANYWHERE},
    {"不到", QUALIFIER_LT, WORD_ANYWHERE},
    {"不足", QUALIFIER_LT, WORD_ANYWHERE},
    {"未满", QUALIFIER_LT, WORD_ANYWHERE},
    {"不满", QUALIFIER_LT, WORD_ANYWHERE},
    {"低于", QUALIFIER_LT, WORD_ANYWHERE},
    {"小于", QUALIFIER_LT, WORD_ANYWHERE},
    {"少于", QUALIFIER_LT, WORD_ANYWHERE},
    {"未达", QUALIFIER_LT, WORD_ANYWHERE},
    {"未达到", QUALIFIER_LT, WORD_ANYWHERE},
    {"未到", QUALIFIER_LT, WORD_ANYWHERE},
    {"不及", QUALIFIER_LT, WORD_ANYWHERE},
    {"不达", QUALIFIER_LT, WORD_ANYWHERE},
    {"<", QUALIFIER_LT, WORD_ANYWHERE},
    {"约", QUALIFIER_APPROX, WORD_ANYWHERE},
    {"大约", QUALIFIER_APPROX, WORD_ANYWHERE},
    {"大概", QUALIFIER_APPROX, WORD_ANYWHERE},
    {"大致", QUALIFIER_APPROX, WORD_ANYWHERE},
    {"约为", QUALIFIER_APPROX, WORD_ANYWHERE},
    {"约有", QUALIFIER_APPROX, WORD_ANYWHERE},
    {"约占", QUALIFIER_APPROX, WORD_ANYWHERE},
    {"约计", QUALIFIER_APPROX, WORD_ANYWHERE},
    {"约莫", QUALIFIER_APPROX, WORD_ANYWHERE},
    {"约合", QUALIFIER_APPROX, WORD_ANYWHERE},
    {"估计", QUALIFIER_APPROX, WORD_ANYWHERE},
    {"差不多", QUALIFIER_APPROX, WORD_ANYWHERE},
    {"≈", QUALIFIER_APPROX, WORD_ANYWHERE},
    {"~", QUALIFIER_APPROX, WORD_ANYWHERE},
    {"近", QUALIFIER_ABOUT_BELOW, WORD_NEAR},
    {"将近", QUALIFIER_ABOUT_BELOW, WORD_ANYWHERE},
    {"接近", QUALIFIER_ABOUT_BELOW, WORD_ANYWHERE},
    {"接近于", QUALIFIER_ABOUT_BELOW, WORD_ANYWHERE},
    {"逼近", QUALIFIER_ABOUT_BELOW, WORD_ANYWHERE},
    {"几近", QUALIFIER_ABOUT_BELOW, WORD_ANYWHERE},
    {"几乎", QUALIFIER_ABOUT_BELOW, WORD_ANYWHERE},
    {"几乎达到", QUALIFIER_ABOUT_BELOW, WORD_ANYWHERE},
    {"达到", QUALIFIER_EQ, WORD_ANYWHERE},
    {"达", QUALIFIER_EQ, WORD_ANYWHERE},
    {"已达到", QUALIFIER_EQ, WORD_ANYWHERE},
    {"已达", QUALIFIER_EQ, WORD_ANYWHERE},
    {"已", QUALIFIER_EQ, WORD_ANYWHERE},
    {"均", QUALIFIER_EQ, WORD_ANYWHERE},
    {"高达", QUALIFIER_EQ, WORD_ANYWHERE},
    {"多达", QUALIFIER_EQ, WORD_ANYWHERE},
    {"共", QUALIFIER_EQ, WORD_ANYWHERE},
    {"共计", QUALIFIER_EQ, WORD_ANYWHERE},
    {"总计", QUALIFIER_EQ, WORD_ANYWHERE},
    {"总共", QUALIFIER_EQ, WORD_ANYWHERE},
    {"一共", QUALIFIER_EQ, WORD_ANYWHERE},
    {"合计", QUALIFIER_EQ, WORD_ANYWHERE},
    {"共有", QUALIFIER_EQ, WORD_ANYWHERE},
    {"累计", QUALIFIER_EQ, WORD_ANYWHERE},
    {"计", QUALIFIER_EQ, WORD_ANYWHERE},
    {"为", QUALIFIER_EQ, WORD_ANYWHERE},
    {"占", QUALIFIER_EQ, WORD_ANYWHERE},
    {"占比", QUALIFIER_EQ, WORD_ANYWHERE},
    {"仅", QUALIFIER_EQ, WORD_ANYWHERE},
    {"等于", QUALIFIER_EQ, WORD_ANYWHERE},
    {"控制在", QUALIFIER_EQ, WORD_ANYWHERE},
    {"保持在", QUALIFIER_EQ, WORD_ANYWHERE},
};

static const struct qualifier_word end_words[] = {
    {"以上", QUALIFIER_GE, WORD_ANYWHERE},       {"及以上", QUALIFIER_GE, WORD_ANYWHERE},
    {"或以上", QUALIFIER_GE, WORD_ANYWHERE},     {"及其以上", QUALIFIER_GE, WORD_ANYWHERE},
    {"(含)以上", QUALIFIER_GE, WORD_ANYWHERE},   {"含以上", QUALIFIER_GE, WORD_ANYWHERE},
    {"以上(含)", QUALIFIER_GE, WORD_ANYWHERE},   {"(不含)以上", QUALIFIER_GT, WORD_ANYWHERE},
    {"以上(不含)", QUALIFIER_GT, WORD_ANYWHERE}, {"之上", QUALIFIER_GE, WORD_ANYWHERE},
    {"往上", QUALIFIER_GE, WORD_ANYWHERE},       {"+", QUALIFIER_GE, WORD_ANYWHERE},
    {"以下", QUALIFIER_LE, WORD_ANYWHERE},       {"及以下", QUALIFIER_LE, WORD_ANYWHERE},
    {"或以下", QUALIFIER_LE, WORD_ANYWHERE},     {"及其以下", QUALIFIER_LE, WORD_ANYWHERE},
    {"(含)以下", QUALIFIER_LE, WORD_ANYWHERE},   {"含以下", QUALIFIER_LE, WORD_ANYWHERE},
    {"以下(含)", QUALIFIER_LE, WORD_ANYWHERE},   {"(不含)以下", QUALIFIER_LT, WORD_ANYWHERE},
    {"以下(不含)", QUALIFIER_LT, WORD_ANYWHERE}, {"之下", QUALIFIER_LE, WORD_ANYWHERE},
    {"以内", QUALIFIER_LE, WORD_ANYWHERE},       {"之内", QUALIFIER_LE, WORD_ANYWHERE},
    {"(含)以内", QUALIFIER_LE, WORD_ANYWHERE},   {"内", QUALIFIER_LE, WORD_BEHIND_TIME},
    {"左右", QUALIFIER_APPROX, WORD_ANYWHERE},   {"上下", QUALIFIER_APPROX, WORD_ANYWHERE},
    {"前后", QUALIFIER_APPROX, WORD_ANYWHERE},   {"多", QUALIFIER_GT, WORD_ANYWHERE},
    {"余", QUALIFIER_GT, WORD_ANYWHERE},         {"有余", QUALIFIER_GT, WORD_ANYWHERE},
    {"出头", QUALIFIER_GT, WORD_ANYWHERE},       {"开外", QUALIFIER_GT, WORD_ANYWHERE},
    {"强", QUALIFIER_GT, WORD_BEHIND_SHARE},     {"弱", QUALIFIER_ABOUT_BELOW, WORD_BEHIND_SHARE},
    {"不到", QUALIFIER_LT, WORD_ANYWHERE},       {"不足", QUALIFIER_LT, WORD_ANYWHERE},
    {"不等", QUALIFIER_EQ, WORD_ANYWHERE},       {"之多", QUALIFIER_EQ, WORD_ANYWHERE},
    {"许", QUALIFIER_APPROX, WORD_ANYWHERE},     {"。", QUALIFIER_EQ, WORD_ANYWHERE},
};

static const char *const frames[] = {
    "同比",       "环比",   "与上年同期相比", "与上年相比", "比上年同期", "比上年",
    "比去年同期", "比去年", "较上年同期",     "较上年",     "较去年同期", "与去年同期相比",
    "与去年相比", "较去年", "比上月",         "较上月",     "比上季度",   "较上季度",
    "较上期",     "比上期", "增速",           "增长率",     "增幅",       "净",
    ":",          NULL};

static const char *const rises[] = {"正增长", "增长", "上升", "增加", "提高", "上涨",
                                    "提升",   "回升", "增",   "升",   "涨",   "↑",
                                    "▲",      "⬆",    "⇧",    NULL};

static const char *const falls[] = {"负增长", "下降", "减少", "降低", "回落", "下滑",
                                    "下跌",   "降幅", "缩减", "减",   "降",   "跌",
                                    "↓",      "▼",    "⬇",    "⇩",    NULL};

static const char *const missing_words[] = {
    "未报",     "未上报",   "未报送",     "未报告",      "未填",     "未填报",   "未填写",
    "未统计",   "未汇总",   "未收到",     "未提供",      "未反馈",   "未录入",   "未公布",
    "未公开",   "未出",     "漏报",       "迟报",        "缓报",     "缺",       "缺报",
    "缺失",     "缺项",     "缺数",       "缺数据",      "数据缺失", "空",       "空白",
    "空缺",     "空项",     "(空)",       "(空白)",      "暂无",     "暂缺",     "暂无数据",
    "暂未统计", "暂未上报", "暂未报",     "暂未公布",    "暂不上报", "暂未填报", "无数据",
    "无资料",   "没有数据", "待定",       "待报",        "待补",     "待补报",   "待填",
    "待填报",   "待统计",   "待核",       "待核实",      "待查",     "待上报",   "待公布",
    "待汇总",   "待补充",   "尚未统计",   "尚未上报",    "尚未公布", "尚无",     "尚无数据",
    "未知",     "不详",     "不明",       "未获得",      "missing",  "null",     "(null)",
    "<null>",   "nil",      "nan",        "tbd",         "tba",      "unknown",  "blank",
    "empty",    "nodata",   "unreported", "notreported", "\\N",      "未取得",   "统计中",
    "略",       "汇总中",   "未开展",     "未检",        "未检测",   "未检验",   "未抽检",
    "未抽查",   "无记录",   NULL,
};

static const char *const not_applicable_words[] = {
    "不适用",   "不涉及", "无此项", "无此项目",      "无此业务", "无此类",
    "无此指标", "不参与", "无该项", "无该项目",      "n/a",      "na",
    "n.a.",     "n.a",    "n\\a",   "notapplicable", NULL,
};

static const char *const none_words[] = {"无",   "没有", "均无", "全无", "皆无",
                                         "并无", "无有", "none", NULL};

static const char *const indefinite_words[] = {
    "大量",     "若干",     "许多",     "很多",     "不少",     "众多",     "多数",
    "大多数",   "少数",     "少量",     "部分",     "大部分",   "绝大部分", "绝大多数",
    "小部分",   "一些",     "一批",     "一系列",   "一部分",   "个别",     "少许",
    "无数",     "成百上千", "成千上万", "成千成万", "大批",     "有些",     "数不清",
    "一大批",   "大半",     "多半",     "千百",     "数以百计", "数以千计", "数以万计",
    "上百上千", "极少数",   "较多",     "较少",     "很少",     NULL,
};

/* Before a unit these name no number: 几十个, 数家, 多次. */
static const char *const indefinite_beginnings[] = {"好几", "几", "数", "若干", "多", NULL};

static const char *const zero_words[] = {
    "零报告", "零事故", "零投诉", "零发生", "零案件", "零伤亡",     "零死亡",
    "零差错", "零违规", "零上访", "零缺陷", "零增长", "零容忍案件", NULL,
};

/* A number word without a digit before it: 万人 in 上万人. */
static bool starts_bare(struct span span)
{
    return span_starts(span, "十") || span_starts(span, "百") || span_starts(span, "千") ||
           span_starts(span, "万") || span_starts(span, "亿");
}

static bool may_stand_before(enum word_place place, struct span behind)
{
    switch (place) {
    case WORD_BEFORE_BARE:
        return starts_bare(behind);
    case WORD_BEFORE_HALF:
        return starts_bare(behind) || span_starts(behind, "半");
    case WORD_ANYWHERE:
    case WORD_BEHIND_TIME:
    case WORD_BEHIND_SHARE:
    case WORD_NEAR:
        return true;
    }
    return true;
}

const struct qualifier_word *word_at_front(struct span span)
{
    const struct qualifier_word *longest = NULL;
    size_t longest_count = 0;

    for (size_t i = 0; i < sizeof(front_words) / sizeof(front_words[0]); i++) {
        struct span behind = span;
        if (!span_take(&behind, front_words[i].word) ||
            !may_stand_before(front_words[i].place, behind)) {
            continue;
        }
        if (span_count(span) - span_count(behind) > longest_count) {
            longest = &front_words[i];
            longest_count = span_count(span) - span_count(behind);
        }
    }
    return longest;
}

/* Whether what stands before ends with a length of time: 10个工作日. */
static bool ends_with_time(struct span span)
{
    while (!span_is_empty(span)) {
        if (unit_is_time(span)) {
            return true;
        }
        span = span_skip(span, 1);
    }
    return false;
}

static bool ends_with_share(struct span span)
{
    struct span share = span;

    return span_drop(&share, "成") || span_drop(&share, "%") || span_drop(&share, "半") ||
           numeral_hanzi_digit(span_back(span, 0)) > 0;
}

static bool may_stand_behind(enum word_place place, struct span before)
{
    switch (place) {
    case WORD_BEHIND_TIME:
        return ends_with_time(before);
    case WORD_BEHIND_SHARE:
        return ends_with_share(before);
    case WORD_ANYWHERE:
    case WORD_BEFORE_BARE:
    case WORD_BEFORE_HALF:
    case WORD_NEAR:
        return true;
    }
    return true;
}

const struct qualifier_word *word_before_unit(struct span span)
{
    const struct qualifier_word *longest = NULL;
    size_t longest_count = 1; /* 多 and 余 are words of the number itself */

    for (size_t i = 0; i < sizeof(end_words) / sizeof(end_words[0]); i++) {
        struct span behind = span;
        if (end_words[i].place != WORD_ANYWHERE || !span_take(&behind, end_words[i].word)) {
            continue;
        }
        if (span_count(span) - span_count(behind) > longest_count) {
            longest = &end_words[i];
            longest_count = span_count(span) - span_count(behind);
        }
    }
    return longest;
}

const struct qualifier_word *word_at_end(struct span span)
{
    const struct qualifier_word *longest = NULL;
    size_t longest_count = 0;

    for (size_t i = 0; i < sizeof(end_words) / sizeof(end_words[0]); i++) {
        struct span before = span;
        if (!span_drop(&before, end_words[i].word) ||
            !may_stand_behind(end_words[i].place, before)) {
            continue;
        }
        if (span_count(span) - span_count(before) > longest_count) {
            longest = &end_words[i];
            longest_count = span_count(span) - span_count(before);
        }
    }
    return longest;
}

static bool take_any(struct span *span, const char *const *words)
{
    for (size_t i = 0; words[i]; i++) {
        if (span_take(span, words[i])) {
            return true;
        }
    }
    return false;
}

int word_take_change(struct span *span, bool *is_stated)
{
    *is_stated = false;
    while (take_any(span, frames)) {
        *is_stated = true;
    }
    int direction = take_any(span, rises) ? 1 : take_any(span, falls) ? -1 : 0;
    *is_stated = *is_stated || direction != 0;
    (void)span_take(span, ":");
    (void)(direction != 0 && span_take(span, "了"));
    return direction;
}

bool word_is_zero(struct span span)
{
    return span_is_any(span, zero_words);
}

bool word_is_no_change(struct span span)
{
    bool is_stated = false;

    (void)word_take_change(&span, &is_stated);
    (void)(span_take(&span, "与上年") || span_take(&span, "与去年") || span_take(&span, "与上月") ||
           span_take(&span, "与上期"));
    (void)span_take(&span, "同期");
    (void)span_take(&span, "基本");
    return span_is(span, "持平");
}

/* —, /, \, ..., …: nothing but such marks. */
static bool is_mark(struct span span)
{
    bool has_only_points = true;

    if (span_count(span) > MARK_MAX) {
        return false;
    }
    for (size_t i = 0; i < span_count(span); i++) {
        int32_t code = span_front(span, i);
        bool is_point = code == '.' || code == 0x3002;
        if (!glyph_is_dash(code) && code != '/' && code != '\\' && code != 0x2026 && code != '_' &&
            code != 0x2571 && !is_point) {
            return false;
        }
        has_only_points = has_only_points && is_point;
    }
    return !has_only_points || span_count(span) > 1;
}

/* #VALUE!, ########, Err:502. */
static bool is_spreadsheet_error(struct span span)
{
    size_t signs = 0;

    while (span_front(span, signs) == '#') {
        signs++;
    }
    if (signs > 1 && signs == span_count(span)) {
        return true;
    }
    if (signs == 1 && glyph_is_letter(span_front(span, 1))) {
        int32_t last = span_back(span, 0);
        return last == '!' || last == '?' || span_is(span, "#N/A") || span_is(span, "#NA") ||
               span_is(span, "#GETTING_DATA");
    }
    return (span_starts(span, "Err:") || span_starts(span, "错误:")) &&
           glyph_is_digit(span_back(span, 0));
}

/* 几十个, 数百, 若干次, 多家. *unit is what stands behind. */
static bool is_indefinite_count(struct span span, struct span *unit)
{
    bool is_several = span_starts(span, "几") || span_starts(span, "好几");

    if (!take_any(&span, indefinite_beginnings)) {
        return false;
    }
    bool has_word = starts_bare(span);
    while (starts_bare(span)) {
        span = span_skip(span, 1);
    }
    (void)(has_word && (span_take(&span, "余") || span_take(&span, "多")));
    *unit = span;
    return span_is_empty(span) ? has_word || is_several : unit_is_known(span);
}

enum notation_kind word_kind(struct span span, struct span *unit)
{
    *unit = span_skip(span, span_count(span));
    if (span_is_empty(span) || is_mark(span) || span_is_any(span, missing_words)) {
        return NOTATION_MISSING;
    }
    if (span_is_any(span, not_applicable_words)) {
        return NOTATION_NOT_APPLICABLE;
    }
    if (span_is_any(span, none_words)) {
        return NOTATION_NONE_STATED;
    }
    if (is_spreadsheet_error(span)) {
        return NOTATION_ERROR;
    }
    if (span_is_any(span, indefinite_words) || is_indefinite_count(span, unit)) {
        return NOTATION_INDEFINITE;
    }
    return NOTATION_TEXT;
}
