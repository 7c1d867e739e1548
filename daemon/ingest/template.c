/* SPDX-License-Identifier: MIT */
#include "ingest/template.h"

#define BOM "\xEF\xBB\xBF"
#define ROW(text) text "\r\n"
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* clang-format off */
static const char inspections[] = BOM
    ROW("指标,时期,地区,部门,分项,抽检数,合格数,合格率,备注")
    ROW("食品监督抽检合格率,2025-09,东镇,市场监管局,蔬菜,50,48,96%,")
    ROW("食品监督抽检合格率,2025-09,西镇,市场监管局,蔬菜,40,40,100%,")
    ROW("产品质量监督抽查合格率,2025年第三季度,东镇,市场监管局,日用品,60,57,,")
    ROW("农产品检测合格率,2025-09,西镇,农业农村局,,,,98.4%,上级通报，无抽检数")
    ROW("餐饮具洗消合格率,2025-09,东镇,卫健局,,,,47/50,合格数/抽检数也可以写在一格");

static const char quantities[] = BOM
    ROW("指标,时期,地区,部门,数值,单位,同比,备注")
    ROW("食品安全巡查次数,2025-09,东镇,市场监管局,20余次,次,,")
    ROW("食品安全巡查次数,2025-09,西镇,市场监管局,18,次,,")
    ROW("食品安全事故起数,2025-09,东镇,市场监管局,0,起,,没有发生填 0（零报告）")
    ROW("食品安全事故起数,2025-09,西镇,市场监管局,未报,起,,还没有数据填 未报 或留空")
    ROW("质量工作经费,2025年上半年,东镇,市场监管局,120,万元,5%,");

static const char quantities_wide[] = BOM
    ROW("指标,地区,单位,2025-07,2025-08,2025-09,备注")
    ROW("出动检查人次,东镇,人次,130,142,168,")
    ROW("出动检查人次,西镇,人次,86,90,101,")
    ROW("检查市场主体数,东镇,家,41,39,45,")
    ROW("检查市场主体数,西镇,家,23,,25,没有数据留空");

static const char indicators[] = BOM
    ROW("指标,类别,性质,单位,目标,目标期,方向,地区,牵头部门,配合部门,报送频次,报送截止,口径,来源")
    ROW("食品监督抽检合格率,产品,抽样率,%,>=97,2025,越高越好,,市场监管局,农业农村局、卫健局,月,次月5日,合格批次占抽检批次的比重,")
    ROW("特种设备定检率,监管,全数率,%,100%,2025,越高越好,,市场监管局,应急局,季,季后10日,,")
    ROW("食品安全事故起数,监管,当期数,起,<=0,2025,越低越好,,市场监管局,,月,次月5日,,")
    ROW("新增注册商标数,品牌,累计数,个,40,2025,越高越好,,市场监管局,,季,季后10日,,")
    ROW("服务业顾客满意度,服务,得分,分,85,2025,越高越好,,文旅局,,年,12-31,,")
    ROW("质量强县方案印发,活动,里程碑,,完成,2025-06,,,政府办,,年,12-31,,");

static const char activities[] = BOM
    ROW("编号,日期,地区,主办单位,活动名称,所属活动,类型,状态,场次,参与人次,资料份数,公开,备注")
    ROW("QM-01,2025-09-03,东镇,市场监管局,质量月启动仪式,质量月,宣传,完成,1,320,1500,是,")
    ROW("QM-02,2025-09-10~2025-09-12,西镇,农业农村局,农产品质量安全巡回宣讲,质量月,宣传,完成,3,240,900,是,跨几天写 开始~结束")
    ROW("QM-03,2025年9月18日,东镇,教育局,质量知识进校园,质量月,培训,完成,1,200余人次,600,是,")
    ROW("QM-04,2025-09-28,西镇,市场监管局,质量月总结会,质量月,会议,计划,1,60,,否,还没有开展填 计划");

static const char plan[] = BOM
    ROW("活动,年度,指标,地区,计划数,开始,结束,主题,应报,报送截止")
    ROW("质量月,2025,场次,东镇,4,2025-09-01,2025-09-30,加强全面质量管理,是,2025-09-15")
    ROW("质量月,2025,参与人次,东镇,800,,,,,")
    ROW("质量月,2025,场次,西镇,3,,,,是,2025-09-15")
    ROW("质量月,2025,参与人次,西镇,500,,,,,");

static const char places[] = BOM
    ROW("代码,地区,上级,层级,应报,别名,排序")
    ROW("990100,示例县,,县,否,示例,0")
    ROW("990101,东镇,示例县,镇,是,城东,1")
    ROW("990102,西镇,示例县,镇,是,城西,2");

static const char calendar[] = BOM
    ROW("名称,开始,结束,类型")
    ROW("食品安全宣传周,2025-06-16,2025-06-22,活动")
    ROW("质量月,09-01,09-30,活动")
    ROW("国庆节,2025-10-01,2025-10-07,休")
    ROW("国庆调休上班,2025-09-28,,班");
/* clang-format on */

static const struct template_file templates[] = {
    {"inspections.csv", "合格率", "Inspections", {inspections, sizeof(inspections) - 1}},
    {"quantities.csv", "数量", "Quantities", {quantities, sizeof(quantities) - 1}},
    {"quantities-wide.csv",
     "数量（分月）",
     "Quantities by month",
     {quantities_wide, sizeof(quantities_wide) - 1}},
    {"indicators.csv", "指标目录", "Indicators and targets", {indicators, sizeof(indicators) - 1}},
    {"activities.csv", "活动台账", "Activities", {activities, sizeof(activities) - 1}},
    {"plan.csv", "活动计划", "Campaign plan", {plan, sizeof(plan) - 1}},
    {"places.csv", "地区", "Places", {places, sizeof(places) - 1}},
    {"calendar.csv", "日历", "Calendar", {calendar, sizeof(calendar) - 1}},
};

const struct template_file *template_list(size_t *count)
{
    *count = COUNT(templates);
    return templates;
}

const struct template_file *template_get(struct text name)
{
    for (size_t i = 0; i < COUNT(templates); i++) {
        if (text_equal_str(name, templates[i].name)) {
            return &templates[i];
        }
    }
    return NULL;
}
