/* SPDX-License-Identifier: MIT */
#include "ingest/layout_field.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct layout_word plan[] = {
    {FIELD_CAMPAIGN, true, "活动|~所属活动|campaign"},
    {FIELD_YEAR, true, "年度|~年份|year"},
    {FIELD_INDICATOR, true, "指标|~指标名称|metric|indicator"},
    {FIELD_PLACE, false, "地区|place|~单位|~unit|~责任单位"},
    {FIELD_PLANNED, true, "计划数|~计划|~目标数|planned|~plan"},
    {FIELD_FROM, false, "开始|~开始日期|~开始时间|start|~from"},
    {FIELD_TO, false, "结束|~结束日期|~结束时间|end|~to"},
    {FIELD_THEME, false, "主题|theme"},
    {FIELD_MUST_REPORT, false, "应报|mustreport"},
    {FIELD_DUE, false, "报送截止|~截止|due"},
};

static const struct layout_word calendar[] = {
    {FIELD_NAME, true, "名称|name"},
    {FIELD_FROM, true, "开始|~开始日期|~开始时间|start|~from|~日期|~date"},
    {FIELD_TO, false, "结束|~结束日期|~结束时间|end|~to"},
    {FIELD_TYPE, false, "类型|type"},
};

static const struct layout_word activities[] = {
    {FIELD_ID, false, "编号|~活动编号|id"},
    {FIELD_DATE, true, "日期|~活动日期|~活动时间|date"},
    {FIELD_PLACE, false, "地区|place|~region"},
    {FIELD_HOST, false, "主办单位|~主办|~承办单位|host"},
    {FIELD_TITLE, true, "活动名称|title"},
    {FIELD_CAMPAIGN, false, "所属活动|campaign"},
    {FIELD_TYPE, false, "类型|~活动类型|type"},
    {FIELD_STATUS, false, "状态|status"},
    {FIELD_SESSIONS, false, "场次|sessions|~events"},
    {FIELD_METRIC, false, "参与人次|participants|attendance"},
    {FIELD_METRIC, false, "资料份数|materials|leaflets"},
    {FIELD_METRIC, false, "出动人次|staff"},
    {FIELD_METRIC, false, "检查家次|premises"},
    {FIELD_METRIC, false, "查处件数|cases"},
    {FIELD_METRIC, false, "短信条数|messages"},
    {FIELD_METRIC, false, "横幅条数|banners"},
    {FIELD_METRIC, false, "媒体报道|mediareports|media"},
    {FIELD_PUBLIC, false, "公开|~是否公开|public"},
    {FIELD_NOTE, false, "备注|note|~notes|~remark|~remarks"},
};

static const struct layout_word inspections[] = {
    {FIELD_INDICATOR, true, "指标|~指标名称|indicator"},
    {FIELD_PERIOD, true, "时期|@日期|~期间|~报告期|~统计期|period|@date"},
    {FIELD_PLACE, false, "地区|place|~region"},
    {FIELD_DEPARTMENT, false, "部门|~责任部门|~责任单位|~填报单位|department|~单位|~unit"},
    {FIELD_ITEM, false, "分项|~品类|item"},
    {FIELD_INSPECTED, false,
     "抽检数|抽查批次|检验数|抽查数|~抽检批次|~抽样数|~抽样批次|~检验批次|~检测数|~检测批次|"
     "~抽检数量|n|inspected|~sampled|~tested"},
    {FIELD_PASSED, false, "合格数|合格批次|~合格数量|passed"},
    {FIELD_FAILED, false, "不合格数|~不合格批次|~不合格数量|failed"},
    {FIELD_RATE, false, "合格率|rate|~passrate"},
    {FIELD_POPULATION, false, "总数|population"},
    {FIELD_LEVEL, false, "层级|~抽检层级|level"},
    {FIELD_NOTE, false, "备注|note|~notes|~remark|~remarks"},
    {FIELD_SOURCE, false, "来源|source"},
};

static const struct layout_word quantities[] = {
    {FIELD_INDICATOR, true, "指标|~指标名称|indicator"},
    {FIELD_PERIOD, true, "时期|@日期|~期间|~报告期|~统计期|period|@date"},
    {FIELD_PLACE, false, "地区|place|~region"},
    {FIELD_DEPARTMENT, false, "部门|~责任部门|~责任单位|~填报单位|department"},
    {FIELD_ITEM, false, "分项|item"},
    {FIELD_VALUE, true, "数值|~数量|value|~amount|~quantity"},
    {FIELD_UNIT, false, "单位|~计量单位|unit"},
    {FIELD_YOY, false, "同比|~同比增长|~同比增速|yoy"},
    {FIELD_LEVEL, false, "层级|level"},
    {FIELD_NOTE, false, "备注|note|~notes|~remark|~remarks"},
    {FIELD_SOURCE, false, "来源|source"},
};

static const struct layout_word indicators[] = {
    {FIELD_INDICATOR, true, "指标|~指标名称|indicator"},
    {FIELD_AREA, false, "类别|~领域|area|~category"},
    {FIELD_NATURE, false, "性质|~指标性质|nature"},
    {FIELD_UNIT, false, "单位|~计量单位|unit"},
    {FIELD_TARGET, false, "目标|~目标值|target"},
    {FIELD_PERIOD, false, "目标期|~时期|~年度|~完成时限|period|~deadline"},
    {FIELD_DIRECTION, false, "方向|direction"},
    {FIELD_PLACE, false, "地区|place|~region"},
    {FIELD_LEAD, false, "牵头部门|~牵头单位|lead"},
    {FIELD_PARTNERS, false, "配合部门|~配合单位|partners"},
    {FIELD_DEPARTMENT, false, "部门|~责任部门|~责任单位|departments|~department"},
    {FIELD_FREQUENCY, false, "报送频次|~频次|frequency"},
    {FIELD_DUE, false, "报送截止|~截止|due"},
    {FIELD_DEFINITION, false, "口径|~指标口径|definition"},
    {FIELD_VERSION, false, "口径版本|version"},
    {FIELD_SOURCE, false, "来源|~文件|document|~source"},
    {FIELD_NOTE, false, "备注|note|~notes|~remark|~remarks"},
};

static const struct layout_word places[] = {
    {FIELD_PLACE, true, "地区|place|region|~名称|~name"},
    {FIELD_CODE, false, "代码|~地区代码|~行政区划代码|code"},
    {FIELD_PARENT, false, "上级|~上级地区|parent"},
    {FIELD_TIER, false, "层级|tier|~level"},
    {FIELD_MUST_REPORT, false, "应报|mustreport"},
    {FIELD_ALIASES, false, "别名|~简称|aliases|~alias"},
    {FIELD_ORDER, false, "排序|order|~sort"},
};

/* Traditional and simplified, for the characters of the words above and of units in them. */
static const char simplified[][2][4] = {
    {"標", "标"}, {"時", "时"}, {"區", "区"}, {"門", "门"}, {"項", "项"}, {"檢", "检"},
    {"數", "数"}, {"總", "总"}, {"層", "层"}, {"級", "级"}, {"備", "备"}, {"註", "注"},
    {"來", "来"}, {"單", "单"}, {"類", "类"}, {"別", "别"}, {"質", "质"}, {"牽", "牵"},
    {"頭", "头"}, {"報", "报"}, {"頻", "频"}, {"徑", "径"}, {"編", "编"}, {"號", "号"},
    {"動", "动"}, {"辦", "办"}, {"稱", "称"}, {"屬", "属"}, {"狀", "状"}, {"態", "态"},
    {"場", "场"}, {"參", "参"}, {"與", "与"}, {"資", "资"}, {"處", "处"}, {"條", "条"},
    {"橫", "横"}, {"體", "体"}, {"開", "开"}, {"劃", "划"}, {"計", "计"}, {"結", "结"},
    {"題", "题"}, {"應", "应"}, {"碼", "码"}, {"臺", "台"}, {"責", "责"}, {"驗", "验"},
    {"樣", "样"}, {"測", "测"}, {"間", "间"}, {"領", "领"}, {"決", "决"}, {"裡", "里"},
    {"實", "实"}, {"際", "际"}, {"統", "统"}, {"萬", "万"}, {"億", "亿"}, {"縣", "县"},
    {"鎮", "镇"}, {"鄉", "乡"}, {"長", "长"}, {"簡", "简"}, {"電", "电"}, {"話", "话"},
};

const struct layout_word *layout_words(enum sheet sheet, size_t *count)
{
    static const struct {
        const struct layout_word *words;
        size_t count;
    } sheets[] = {
        [SHEET_NONE] = {NULL, 0},
        [SHEET_INSPECTIONS] = {inspections, COUNT(inspections)},
        [SHEET_QUANTITIES] = {quantities, COUNT(quantities)},
        [SHEET_INDICATORS] = {indicators, COUNT(indicators)},
        [SHEET_ACTIVITIES] = {activities, COUNT(activities)},
        [SHEET_PLAN] = {plan, COUNT(plan)},
        [SHEET_PLACES] = {places, COUNT(places)},
        [SHEET_CALENDAR] = {calendar, COUNT(calendar)},
    };

    *count = sheets[sheet].count;
    return sheets[sheet].words;
}

struct text layout_word_name(const struct layout_word *word)
{
    return (struct text){word->words, strcspn(word->words, "|")};
}

enum layout_match layout_word_match(const struct layout_word *word, struct text header,
                                    bool *is_day)
{
    for (const char *at = word->words; *at != '\0' && header.len > 0;) {
        size_t len = strcspn(at, "|");
        size_t marks = strspn(at, "~@");
        if (text_equal((struct text){at + marks, len - marks}, header)) {
            *is_day = memchr(at, '@', marks) != NULL;
            return memchr(at, '~', marks) ? LAYOUT_MATCH_WEAK : LAYOUT_MATCH_STRONG;
        }
        at += len + (at[len] == '|');
    }
    return LAYOUT_MATCH_NONE;
}

/* Puts the simplified form in place of the character at `at`, if it has one; both are 3 bytes. */
static void simplify(char *at)
{
    for (size_t i = 0; i < COUNT(simplified); i++) {
        if (memcmp(at, simplified[i][0], 3) == 0) {
            memcpy(at, simplified[i][1], 3);
            return;
        }
    }
}

struct text layout_word_normalise(struct text header, char room[LAYOUT_WORD_MAX])
{
    char half[LAYOUT_WORD_MAX * 2];
    size_t kept = 0;

    if (header.len >= sizeof(half)) {
        return (struct text){0};
    }
    size_t len = text_to_half_width(header, true, half, sizeof(half));
    for (struct text rest = {half, len}; rest.len > 0;) {
        const char *at = rest.at;
        int32_t c = text_take(&rest);
        size_t size = (size_t)(rest.at - at);
        if (c < 0 || kept + size >= LAYOUT_WORD_MAX) {
            return (struct text){0};
        }
        if (text_trim((struct text){at, size}).len == 0 || c == '_' || c == '-' || c == '"') {
            continue;
        }
        memcpy(room + kept, at, size);
        if (size == 3) {
            simplify(room + kept);
        }
        kept += size;
    }
    while (kept > 0 && strchr("*:#", room[kept - 1])) {
        kept--;
    }
    return (struct text){room, kept};
}

static bool is_one_of(struct text word, const char *const *words)
{
    for (size_t i = 0; words[i]; i++) {
        if (text_equal_str(word, words[i])) {
            return true;
        }
    }
    return false;
}

bool layout_is_row_number(struct text normalised)
{
    static const char *const words[] = {"序号", "行号", "no", "no.", "serial", NULL};

    return is_one_of(normalised, words);
}

bool layout_is_no_metric(struct text normalised)
{
    static const char *const words[] = {"电话",     "联系电话", "手机", "手机号", "邮编",
                                        "邮政编码", "年度",     "年份", "月份",   "phone",
                                        "年",       "月",       "时间", "代码",   NULL};

    return layout_is_row_number(normalised) || is_one_of(normalised, words);
}
