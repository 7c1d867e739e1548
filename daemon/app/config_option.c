/* SPDX-License-Identifier: MIT */
#include "app/config_option.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/text.h"

#define FIELD(name) offsetof(struct config, name)
static const struct config_option options[] = {
    {"inbox", OPTION_TEXT, FIELD(inbox), "./inbox", 0, 0, NULL, "DIR", FOR_SERVE, false,
     "收件夹，没有就新建", "the folder in which sheets are dropped; made if missing"},
    {"state", OPTION_TEXT, FIELD(state), "./state", 0, 0, NULL, "DIR", FOR_SERVE | FOR_BACKUP,
     false, "数据库所在文件夹，没有就新建", "the folder of the store; made if missing"},
    {"listen", OPTION_TEXT, FIELD(listen), "127.0.0.1:8080", 0, 0, NULL, "HOST:PORT", FOR_SERVE,
     false, "网页地址；0.0.0.0:8080 让整个局域网可看，端口 0 由系统挑选",
     "where the pages are served; 0.0.0.0:8080 for the whole network, port 0 for any free one"},
    {"config", OPTION_TEXT, FIELD(config), "", 0, 0, NULL, "FILE", FOR_SERVE | FOR_CHECK, false,
     "配置文件（JSON，可带 // 注释）", "configuration file (JSON, // comments allowed)"},
    {"place", OPTION_TEXT, FIELD(place), "", 0, 0, NULL, "NAME", FOR_SERVE | FOR_CHECK, false,
     "本单位所在地区；表里没写地区的行归它",
     "the office's own place; rows without a place are its"},
    {"title", OPTION_TEXT, FIELD(title), "", 0, 0, NULL, "TEXT", FOR_SERVE, true,
     "大屏标题，默认“<地区>质量工作看板”", "title of the wall"},
    {"timezone", OPTION_TEXT, FIELD(timezone), "Asia/Shanghai", 0, 0, NULL, "ZONE",
     FOR_SERVE | FOR_CHECK, false, "时区", "time zone of days, due times and clocks"},
    {"receipts", OPTION_TEXT, FIELD(receipts), "", 0, 0, NULL, "DIR", FOR_SERVE, false,
     "另把每个文件的回执写成文本放进此文件夹", "also write each file's receipt as a text into DIR"},
    {"on-delete", OPTION_CHOICE, FIELD(on_delete), "withdraw", 0, 0, "withdraw|keep", "HOW",
     FOR_SERVE, true, "文件被删后：withdraw 撤下其数字，keep 保留",
     "when a file is deleted: withdraw its figures, or keep them"},
    {"withdraw-after-s", OPTION_NUMBER, FIELD(withdraw_after_s), "60", 0, 86400, NULL, "SECONDS",
     FOR_SERVE, true, "删除后等多久才撤下", "how long a deleted file is waited for"},
    {"strict", OPTION_FLAG, FIELD(strict), "false", 0, 0, NULL, NULL, FOR_SERVE | FOR_CHECK, true,
     "有一行错就整份不收", "take a file whole or not at all"},
    {"settle-ms", OPTION_NUMBER, FIELD(settle_ms), "100", 10, 60000, NULL, "MS", FOR_SERVE, false,
     "文件写完后静置多久才读", "how long a closed file must be quiet before it is read"},
    {"rescan-ms", OPTION_NUMBER, FIELD(rescan_ms), "3000", 100, 600000, NULL, "MS", FOR_SERVE,
     false, "多久清点一次收件夹", "how often the folder is scanned at least"},
    {"polling", OPTION_FLAG, FIELD(polling), "false", 0, 0, NULL, NULL, FOR_SERVE, false,
     "不靠内核通知，只定时清点（网络盘自动如此）",
     "do not use kernel events, only scans (by itself on network mounts)"},
    {"max-file-mb", OPTION_NUMBER, FIELD(max_file_mb), "256", 1, 1900, NULL, "MB",
     FOR_SERVE | FOR_CHECK, true, "文件大小上限", "largest file that is read"},
    {"assessment-year", OPTION_NUMBER, FIELD(assessment_year), "0", 0, 2999, NULL, "YEAR",
     FOR_SERVE, true, "考核年度；0 表示按最新一期", "the year that is assessed; 0: the newest"},
    {"rounding", OPTION_CHOICE, FIELD(rounding), "gbt8170", 0, 0, "gbt8170|half_up", "RULE",
     FOR_SERVE, true, "修约规则：GB/T 8170 或四舍五入", "rounding: GB/T 8170, or half up"},
    {"interval", OPTION_CHOICE, FIELD(interval), "exact", 0, 0, "exact|wilson", "KIND", FOR_SERVE,
     true, "置信区间：Clopper-Pearson 或 Wilson", "interval: Clopper-Pearson, or Wilson"},
    {"behind-pp", OPTION_NUMBER, FIELD(behind_pp), "10", 0, 100, NULL, "POINTS", FOR_SERVE, true,
     "落后时间进度多少个百分点算滞后", "percentage points below time progress: behind"},
    {"far-behind-pp", OPTION_NUMBER, FIELD(far_behind_pp), "30", 0, 100, NULL, "POINTS", FOR_SERVE,
     true, "落后多少个百分点算严重滞后", "percentage points below time progress: far behind"},
    {"late-days", OPTION_NUMBER, FIELD(late_days), "3", 0, 365, NULL, "DAYS", FOR_SERVE, true,
     "活动几天后才报算补录", "days after which an activity counts as entered late"},
    {"revised-days", OPTION_NUMBER, FIELD(revised_days), "7", 0, 365, NULL, "DAYS", FOR_SERVE, true,
     "“已修订”显示几天", "days for which a revised figure says so"},
    {"allow-host", OPTION_TEXT, FIELD(allow_host), "", 0, 0, NULL, "NAMES", FOR_SERVE, false,
     "除本机地址外，还可用哪些名字访问（逗号分隔）",
     "further names under which the pages may be asked for, comma-separated"},
    {"allowed-origins", OPTION_TEXT, FIELD(allowed_origins), "", 0, 0, NULL, "ORIGINS", FOR_SERVE,
     false, "还有哪些网站的网页可以接收推送，如 https://wall.example.org（逗号分隔）",
     "further sites whose pages may open the push, such as https://wall.example.org, "
     "comma-separated"},
    {"max-clients", OPTION_NUMBER, FIELD(max_clients), "20000", 1, 1000000, NULL, "N", FOR_SERVE,
     false, "最多同时多少个连接", "connections at once"},
    {"max-clients-per-address", OPTION_NUMBER, FIELD(max_clients_per_address), "20000", 1, 1000000,
     NULL, "N", FOR_SERVE, false, "每个地址最多多少个连接", "connections at once from one address"},
    {"stuck-after-s", OPTION_NUMBER, FIELD(stuck_after_s), "120", 5, 86400, NULL, "SECONDS",
     FOR_SERVE, false, "屏幕多久不收数据就断开", "when a client that stopped reading is closed"},
    {"slow-after-s", OPTION_NUMBER, FIELD(slow_after_s), "10", 1, 3600, NULL, "SECONDS", FOR_SERVE,
     false, "请求或消息从第一个字节起多久没发全就断开",
     "when a client that does not finish a request or message is closed"},
    {"log-level", OPTION_CHOICE, FIELD(log_level), "info", 0, 0, "debug|info|warn|error", "LEVEL",
     FOR_SERVE, true, "日志级别", "lowest level that is logged"},
    {"lang", OPTION_CHOICE, FIELD(lang), "zh", 0, 0, "zh|en", "LANG", FOR_SERVE | FOR_CHECK, true,
     "回执文本的语言", "language of receipts as text"},
    {"json", OPTION_FLAG, FIELD(json), "false", 0, 0, NULL, NULL, FOR_CHECK, true,
     "回执以 JSON 输出", "print the receipt as JSON"},
};
enum { OPTION_COUNT = sizeof(options) / sizeof(options[0]) };

static const struct config_command commands[] = {
    {COMMAND_SERVE, "serve", FOR_SERVE, "plumbd serve [OPTION]…", "看守收件夹，把数字送上墙",
     "watch the inbox and show its figures on the walls"},
    {COMMAND_CHECK, "check", FOR_CHECK, "plumbd check FILE… [--json]",
     "这份文件墙上会收吗？打印回执，不动数据库",
     "what would the wall take from this file? prints its receipt, touches no store"},
    {COMMAND_BACKUP, "backup", FOR_BACKUP, "plumbd backup FILE [--state DIR]",
     "备份数据库，守护进程可照常运行", "a consistent copy of the store, while the daemon runs"},
};
enum { COMMAND_COUNT = sizeof(commands) / sizeof(commands[0]) };

const struct config_option *config_option_next(const struct config_option *option)
{
    size_t index = option ? (size_t)(option - options) + 1 : 0;

    return index < OPTION_COUNT ? &options[index] : NULL;
}

const struct config_command *config_command_next(const struct config_command *command)
{
    size_t index = command ? (size_t)(command - commands) + 1 : 0;

    return index < COMMAND_COUNT ? &commands[index] : NULL;
}

const struct config_option *config_option_find(const char *name, size_t len)
{
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if (strlen(options[i].name) == len && strncmp(options[i].name, name, len) == 0) {
            return &options[i];
        }
    }
    return NULL;
}

const struct config_command *config_command_find(enum command command)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (commands[i].command == command) {
            return &commands[i];
        }
    }
    return NULL;
}

static char **text_field(struct config *config, const struct config_option *option)
{
    return (char **)(void *)((char *)config + option->offset);
}

static int64_t *number_field(struct config *config, const struct config_option *option)
{
    return (int64_t *)(void *)((char *)config + option->offset);
}

static bool *flag_field(struct config *config, const struct config_option *option)
{
    return (bool *)(void *)((char *)config + option->offset);
}

static bool is_choice(const char *choices, const char *value)
{
    size_t len = strlen(value);

    for (const char *at = choices; at; at = strchr(at, '|')) {
        at += *at == '|' ? 1 : 0;
        if (len > 0 && strncmp(at, value, len) == 0 && (at[len] == '|' || at[len] == '\0')) {
            return true;
        }
    }
    return false;
}

static bool set_text(struct config *config, const struct config_option *option, const char *value,
                     struct err *err)
{
    if (option->type == OPTION_CHOICE && !is_choice(option->choices, value)) {
        return err_set(err, ERR_USAGE, "--%s 只能是 %s，不能是“%s” (must be one of %s)",
                       option->name, option->choices, value, option->choices);
    }
    char *copy = text_dup(text_of(value));
    if (!copy) {
        return err_set(err, ERR_NO_MEMORY, "--%s", option->name);
    }
    free(*text_field(config, option));
    *text_field(config, option) = copy;
    return true;
}

static bool set_number(struct config *config, const struct config_option *option, const char *value,
                       struct err *err)
{
    char *end = NULL;

    errno = 0;
    long long number = strtoll(value, &end, 10);
    if (errno != 0 || end == value || *end != '\0' || number < option->least ||
        number > option->most) {
        return err_set(err, ERR_USAGE,
                       "--%s 须是 %lld 到 %lld 的整数，不能是“%s” (must be a whole number from "
                       "%lld to %lld)",
                       option->name, (long long)option->least, (long long)option->most, value,
                       (long long)option->least, (long long)option->most);
    }
    *number_field(config, option) = number;
    return true;
}

static bool set_flag(struct config *config, const struct config_option *option, const char *value,
                     struct err *err)
{
    bool is_on = strcmp(value, "true") == 0 || strcmp(value, "1") == 0 || strcmp(value, "yes") == 0;
    bool is_off = strcmp(value, "false") == 0 || strcmp(value, "0") == 0 ||
                  strcmp(value, "no") == 0 || value[0] == '\0';

    if (!is_on && !is_off) {
        return err_set(err, ERR_USAGE, "--%s 只能是 true 或 false，不能是“%s” (true or false)",
                       option->name, value);
    }
    *flag_field(config, option) = is_on;
    return true;
}

bool config_option_set(const struct config_option *option, struct config *config, const char *value,
                       struct err *err)
{
    switch (option->type) {
    case OPTION_TEXT:
    case OPTION_CHOICE:
        return set_text(config, option, value, err);
    case OPTION_NUMBER:
        return set_number(config, option, value, err);
    case OPTION_FLAG:
        return set_flag(config, option, value, err);
    }
    return err_set(err, ERR_INTERNAL, "option type");
}

bool config_option_is_same(const struct config_option *option, const struct config *a,
                           const struct config *b)
{
    const char *left = (const char *)a + option->offset;
    const char *right = (const char *)b + option->offset;

    switch (option->type) {
    case OPTION_TEXT:
    case OPTION_CHOICE:
        return strcmp(*(char *const *)(const void *)left, *(char *const *)(const void *)right) == 0;
    case OPTION_NUMBER:
        return *(const int64_t *)(const void *)left == *(const int64_t *)(const void *)right;
    case OPTION_FLAG:
        return *(const bool *)(const void *)left == *(const bool *)(const void *)right;
    }
    return true;
}

void config_option_release(const struct config_option *option, struct config *config)
{
    if (option->type == OPTION_TEXT || option->type == OPTION_CHOICE) {
        free(*text_field(config, option));
    }
}
