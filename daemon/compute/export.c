/* SPDX-License-Identifier: MIT */
/*
 * The figures of the wall as a table, so that they can go into the report of the meeting.
 */
#include <cjson/cJSON.h>
#include <math.h>

#include "base/err.h"
#include "compute/compute.h"
#include "compute/table.h"
#include "model/board.h"
#include "model/json.h"

static bool on_indicator(void *owner, struct text key, const struct cJSON *value);

static void write_joined(struct table *table, const struct cJSON *names)
{
    struct buffer joined = {0};
    const struct cJSON *name = NULL;

    cJSON_ArrayForEach(name, names)
    {
        (void)buffer_append_str(&joined, joined.len > 0 ? "、" : "");
        (void)buffer_append_str(&joined, name->valuestring);
    }
    table_text(table, buffer_text(&joined));
    table->out->has_failed = table->out->has_failed || joined.has_failed;
    buffer_finish(&joined);
}

static void write_end(struct table *table, const struct cJSON *pair, int index)
{
    const struct cJSON *end = cJSON_GetArrayItem(pair, index);

    table_number(table, cJSON_IsNumber(end) ? end->valuedouble : NAN);
}

static void write_number(struct table *table, const struct cJSON *object, const char *name)
{
    table_number(table, json_read_number(object, name, NAN));
}

static void write_text(struct table *table, const struct cJSON *object, const char *name)
{
    table_text(table, json_read_text(object, name));
}

static bool on_indicator(void *owner, struct text key, const struct cJSON *value)
{
    struct table *table = owner;
    const struct cJSON *interval = cJSON_GetObjectItemCaseSensitive(value, "interval");
    const struct cJSON *target = cJSON_GetObjectItemCaseSensitive(value, "target");
    const struct cJSON *verdict = cJSON_GetObjectItemCaseSensitive(value, "verdict");
    const struct cJSON *source = cJSON_GetObjectItemCaseSensitive(value, "source");
    static const char *const texts[] = {"place", "name", "item", "area", "period"};
    static const char *const shown[] = {"unit", "qualifier", "display"};

    (void)key;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        write_text(table, value, texts[i]);
    }
    write_number(table, value, "value");
    for (size_t i = 0; i < sizeof(shown) / sizeof(shown[0]); i++) {
        write_text(table, value, shown[i]);
    }
    write_number(table, value, "passed");
    write_number(table, value, "inspected");
    write_end(table, interval, 0);
    write_end(table, interval, 1);
    write_text(table, target, "display");
    write_text(table, value, "deadline");
    write_text(table, value, "status");
    write_text(table, verdict, "zh");
    write_text(table, value, "lead");
    write_joined(table, cJSON_GetObjectItemCaseSensitive(value, "departments"));
    write_number(table, value, "doubts");
    write_text(table, source, "file");
    write_number(table, source, "version");
    write_text(table, value, "updated_at");
    table_end_row(table);
    return true;
}

bool compute_board_csv(const struct board *board, struct buffer *out, struct err *err)
{
    static const char *const headers[] = {
        "地区", "指标",     "分项",   "类别",     "时期",     "数值", "单位",    "限定",
        "显示", "合格数",   "抽检数", "区间下限", "区间上限", "目标", "截止",    "状态",
        "判定", "牵头部门", "部门",   "待核实",   "来源文件", "版本", "更新时间"};
    struct table table;

    table_begin(&table, out, headers, sizeof(headers) / sizeof(headers[0]));
    bool ok = board_each(board, BOARD_INDICATOR, on_indicator, &table) && !out->has_failed;
    return ok || err_set(err, ERR_NO_MEMORY, "table");
}
