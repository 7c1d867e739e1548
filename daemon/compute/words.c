/* SPDX-License-Identifier: MIT */
#include "compute/words.h"

#include "base/arena.h"

/* Of a sentence: three texts, and what is between and around them. */
enum { PIECES_MAX = 8 };

struct pair {
    const char *zh;
    const char *en;
};

static const struct pair table[WORDS_COUNT] = {
    [WORDS_MET_CLEAR] = {"明确达标", "Clearly met"},
    [WORDS_MET_UNCERTAIN] = {"达标,未超出抽样误差", "Met, within sampling error"},
    [WORDS_BELOW_UNCERTAIN] = {"低于目标 %1 个百分点,尚不能判定",
                               "%1 points below target, not conclusive"},
    [WORDS_ABOVE_UNCERTAIN] = {"高于目标 %1 个百分点,尚不能判定",
                               "%1 points above target, not conclusive"},
    [WORDS_BELOW_CLEAR] = {"明确低于目标", "Clearly below target"},
    [WORDS_ABOVE_CLEAR] = {"明确高于目标", "Clearly above target"},
    [WORDS_MET_ALL_TESTED] = {"本次全部合格", "All tested passed"},
    [WORDS_MISSED_ALL] = {"未达100%", "Below 100%"},
    [WORDS_MET_AS_STATED] = {"达标(按报送值)", "Met (as reported)"},
    [WORDS_MISSED_AS_STATED] = {"未达标(按报送值)", "Not met (as reported)"},
    [WORDS_TOO_FEW] = {"样本过小,只列件数", "Too few to judge: counts only"},
    [WORDS_NOT_INSPECTED] = {"本期未抽检", "Nothing inspected in this period"},
    [WORDS_UNREPORTED] = {"未报", "Not reported"},
    [WORDS_INCOMPLETE] = {"已报 %1/%2,不作判定", "%1 of %2 reported, not judged"},
    [WORDS_DONE] = {"已完成", "Done"},
    [WORDS_ON_TRACK] = {"进度正常", "On track"},
    [WORDS_BEHIND] = {"落后时间进度 %1 个百分点", "%1 points behind schedule"},
    [WORDS_FAR_BEHIND] = {"严重落后时间进度 %1 个百分点", "%1 points far behind schedule"},
    [WORDS_OVERDUE] = {"逾期未完成", "Overdue"},
    [WORDS_UNFINISHED] = {"到期未完成", "Not done in time"},
    [WORDS_WITHIN] = {"达标,未超上限", "Met: within the limit"},
    [WORDS_WITHIN_SO_FAR] = {"目前达标,未超上限", "Met so far: within the limit"},
    [WORDS_LIMIT_SPENT] = {"占用上限快于时间进度 %1 个百分点",
                           "Limit used %1 points faster than time"},
    [WORDS_EXCEEDED] = {"已突破上限", "The limit is exceeded"},
    [WORDS_MET] = {"达标", "Met"},
    [WORDS_MISSED] = {"未达标", "Not met"},
    [WORDS_NEEDS] = {"目标%1,至少需%2份全部合格才能确认",
                     "Target %1: confirmed only by at least %2 that all pass"},
    [WORDS_YEAR_SAME] = {"与上年同期无显著差异", "No significant difference to last year"},
    [WORDS_YEAR_UP] = {"比上年同期高 %1", "%1 above last year"},
    [WORDS_YEAR_DOWN] = {"比上年同期低 %1", "%1 below last year"},
    [WORDS_YEAR_LEVEL] = {"与上年同期持平", "Level with last year"},
    [WORDS_BEFORE_SAME] = {"与上期无显著差异", "No significant difference to the period before"},
    [WORDS_BEFORE_UP] = {"比上期高 %1", "%1 above the period before"},
    [WORDS_BEFORE_DOWN] = {"比上期低 %1", "%1 below the period before"},
    [WORDS_BEFORE_LEVEL] = {"与上期持平", "Level with the period before"},
    [WORDS_CHART_STEADY] = {"波动正常", "Ordinary variation"},
    [WORDS_CHART_LATEST_LOW] = {"本期明显偏低", "This period is clearly low"},
    [WORDS_CHART_LATEST_HIGH] = {"本期明显偏高", "This period is clearly high"},
    [WORDS_CHART_RUN_LOW] = {"近8期持续低于均值", "The last 8 periods all lie below the mean"},
    [WORDS_CHART_RUN_HIGH] = {"近8期持续高于均值", "The last 8 periods all lie above the mean"},
    [WORDS_CHART_SHORT] = {"仅%1期,满12期才画控制图", "%1 periods; a control chart needs 12"},
    [WORDS_CHART_PROVISIONAL] = {"控制限为暂定", "Limits are provisional"},
    [WORDS_CHART_LANEY] = {"各期差异大于抽样所致,已用 Laney p′ 图",
                           "Periods differ by more than sampling: Laney p′ chart"},
    [WORDS_CHART_LANEY_U] = {"各期差异大于偶然波动,已用 Laney u′ 图",
                             "Periods differ by more than chance: Laney u′ chart"},
    [WORDS_DUE_IN] = {"还有 %1 天", "%1 days left"},
    [WORDS_DUE_TODAY] = {"今天截止", "Due today"},
    [WORDS_DUE_PASSED] = {"今天已过截止", "Was due today"},
    [WORDS_DUE_OVER] = {"逾期 %1 天", "%1 days overdue"},
    [WORDS_DUE_MISSED] = {"逾期 %1 天,连缺 %2 期", "%1 days overdue, %2 reports missing"},
    [WORDS_PACE_NEEDED] = {"目前每天%1,需每天%2", "%1 a day now, %2 a day needed"},
    [WORDS_PACE_DONE] = {"计划已完成", "The plan is done"},
    [WORDS_CAMPAIGN_TOTAL] = {"共完成%1,计划%2,完成率%3%", "%1 in all of %2 planned, %3%"},
    [WORDS_PROJECTION_MONTH] = {"按目前节奏,月底约%1(%2),计划%3",
                                "If the pace stays, about %1 (%2) by the end of the month; "
                                "planned %3"},
    [WORDS_PROJECTION_END] = {"按目前节奏,结束时约%1(%2),计划%3",
                              "If the pace stays, about %1 (%2) by the end; planned %3"},
    [WORDS_PROJECTION_TURNED] = {"近七天每天%2,与总体每天%1相差过半",
                                 "The last 7 days run at %2 a day, overall %1"},
    [WORDS_CAMPAIGN_STARTS] = {"还有 %1 天开始", "Starts in %1 days"},
    [WORDS_CAMPAIGN_DAY] = {"第 %1 天,共 %2 天", "Day %1 of %2"},
    [WORDS_CAMPAIGN_CLOSED] = {"已结束", "Ended"},
    [WORDS_COVERAGE] = {"已报 %1/%2", "%1 of %2 reported"},
};

static bool is_place(const char *at)
{
    return at[0] == '%' && at[1] >= '1' && at[1] <= '3';
}

static struct text filled(struct arena *arena, const char *pattern, const struct text texts[3])
{
    struct text pieces[PIECES_MAX];
    size_t count = 0;

    while (*pattern != '\0' && count + 1 < PIECES_MAX) {
        const char *end = pattern;
        while (*end != '\0' && !is_place(end)) {
            end++;
        }
        pieces[count++] = (struct text){pattern, (size_t)(end - pattern)};
        pattern = end;
        if (*end != '\0') {
            pieces[count++] = texts[end[1] - '1'];
            pattern = end + 2;
        }
    }
    return arena_join(arena, pieces, count);
}

struct sentence words_say(struct arena *arena, enum words which, struct text first,
                          struct text second, struct text third)
{
    const struct text texts[3] = {first, second, third};

    return (struct sentence){filled(arena, table[which].zh, texts),
                             filled(arena, table[which].en, texts)};
}

struct sentence words_of(enum words which)
{
    return (struct sentence){text_of(table[which].zh), text_of(table[which].en)};
}

struct sentence words_join(struct arena *arena, struct sentence a, struct sentence b)
{
    if (a.zh.len == 0 || b.zh.len == 0) {
        return a.zh.len == 0 ? b : a;
    }
    return (struct sentence){
        arena_join(arena, (const struct text[]){a.zh, TEXT(";"), b.zh}, 3),
        arena_join(arena, (const struct text[]){a.en, TEXT("; "), b.en}, 3),
    };
}
