/* SPDX-License-Identifier: MIT */
#include "ingest/notation_reason.h"

struct sentence {
    const char *zh;
    const char *en;
};

static const struct sentence sentences[] = {
    [REASON_WORD] = {"这里要填数字，填的是文字", "a number is due here, not words"},
    [REASON_UNREADABLE] = {"不是能读懂的数字", "not a number that can be read"},
    [REASON_TOO_LONG] = {"内容太长，不是数字", "too long for a number"},
    [REASON_NO_NUMBER] = {"只有修饰词，没有数字", "only words about a number, and no number"},
    [REASON_QUOTED] = {"是写成公式的文本，不是数字", "a formula that makes text, not a number"},
    [REASON_ERROR] = {"电子表格在这里出错或列太窄，数字已丢失",
                      "the spreadsheet shows an error or a column too narrow; the number is lost"},
    [REASON_INDEFINITE] = {"只说了大概多少，没有数字", "a vague quantity without a number"},
    [REASON_GROUPS] = {"千分位逗号不是三位一组", "thousands groups that are not of three digits"},
    [REASON_POINTS] = {"有两个小数点", "two decimal points"},
    [REASON_NUMERAL] = {"中文数字的写法有误", "Chinese numerals in an order that means nothing"},
    [REASON_TOO_LARGE] = {"数字超过 18 位", "a number of more than 18 digits"},
    [REASON_TWO_NUMBERS] = {"可以读成两个数，或两种数", "may be read as two numbers"},
    [REASON_RATIO] = {"可能是比例、分数或日期", "may be a ratio, a fraction or a date"},
    [REASON_LAST_OR_NEARLY] = {"可能是“将近”，也可能是“最近”这段时间",
                               "may mean almost that long, or the last such stretch of time"},
    [REASON_SLANG] = {"w、k 可能是万、千，也可能是单位", "w and k may mean 万 and 千, or units"},
    [REASON_CHANGE] = {"写的是增减，但本列不是增减",
                       "states a change, but the column holds figures"},
    [REASON_BOUNDS] = {"上限和下限的说法互相矛盾", "words for at least and at most contradict"},
    [REASON_CURRENCIES] = {"写了两种货币", "two currencies"},
    [REASON_DASH] = {"数字前的长横可能是负号，也可能只是横线",
                     "the dash may be a minus sign or not"},
    [REASON_DATE] = {"可能是日期或年份", "may be a date or a year"},
    [REASON_RANGE_UNITS] = {"范围两端的单位不一致", "the two ends of the range differ in unit"},
    [REASON_RANGE_ORDER] = {"范围的前一个数不小于后一个", "the range does not ascend"},
};

bool notation_refuse(struct notation *out, enum notation_kind kind, enum notation_reason reason)
{
    out->kind = kind;
    if (kind != NOTATION_AMBIGUOUS && kind != NOTATION_INDEFINITE) {
        out->amount.unit = TEXT(""); /* 近两年 is about 年 in either reading; 万元 about nothing */
    }
    out->reason_zh = sentences[reason].zh;
    out->reason_en = sentences[reason].en;
    return false;
}
