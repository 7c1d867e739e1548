/* SPDX-License-Identifier: MIT */
#include "app/config.h"

#include <cjson/cJSON.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/err.h"
#include "base/text.h"

enum { CONFIG_FILE_MAX = 65536 };
enum option_type { OPTION_TEXT, OPTION_NUMBER, OPTION_FLAG, OPTION_CHOICE };
enum { FOR_SERVE = 1, FOR_CHECK = 2, FOR_BACKUP = 4 };

struct option {
    const char *name;
    enum option_type type;
    size_t offset;
    const char *initial;
    int64_t least;
    int64_t most;
    const char *choices; /* "a|b" */
    const char *argument;
    int commands;
    bool is_live;
    const char *zh;
    const char *en;
};

#define FIELD(name) offsetof(struct config, name)
static const struct option options[] = {
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
    {"max-clients", OPTION_NUMBER, FIELD(max_clients), "20000", 1, 1000000, NULL, "N", FOR_SERVE,
     false, "最多同时多少个连接", "connections at once"},
    {"max-clients-per-address", OPTION_NUMBER, FIELD(max_clients_per_address), "20000", 1, 1000000,
     NULL, "N", FOR_SERVE, false, "每个地址最多多少个连接", "connections at once from one address"},
    {"stuck-after-s", OPTION_NUMBER, FIELD(stuck_after_s), "120", 5, 86400, NULL, "SECONDS",
     FOR_SERVE, false, "屏幕多久不收数据就断开", "when a client that stopped reading is closed"},
    {"log-level", OPTION_CHOICE, FIELD(log_level), "info", 0, 0, "debug|info|warn|error", "LEVEL",
     FOR_SERVE, true, "日志级别", "lowest level that is logged"},
    {"lang", OPTION_CHOICE, FIELD(lang), "zh", 0, 0, "zh|en", "LANG", FOR_SERVE | FOR_CHECK, true,
     "回执文本的语言", "language of receipts as text"},
    {"json", OPTION_FLAG, FIELD(json), "false", 0, 0, NULL, NULL, FOR_CHECK, true,
     "回执以 JSON 输出", "print the receipt as JSON"},
};
enum { OPTION_COUNT = sizeof(options) / sizeof(options[0]) };

struct command_name {
    enum command command;
    const char *name;
    int bit;
    const char *usage;
    const char *zh;
    const char *en;
};
static const struct command_name commands[] = {
    {COMMAND_SERVE, "serve", FOR_SERVE, "plumbd serve [OPTION]…", "看守收件夹，把数字送上墙",
     "watch the inbox and show its figures on the walls"},
    {COMMAND_CHECK, "check", FOR_CHECK, "plumbd check FILE… [--json]",
     "这份文件墙上会收吗？打印回执，不动数据库",
     "what would the wall take from this file? prints its receipt, touches no store"},
    {COMMAND_BACKUP, "backup", FOR_BACKUP, "plumbd backup FILE [--state DIR]",
     "备份数据库，守护进程可照常运行", "a consistent copy of the store, while the daemon runs"},
};
enum { COMMAND_COUNT = sizeof(commands) / sizeof(commands[0]) };

static const struct command_name *find_command(enum command command)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (commands[i].command == command) {
            return &commands[i];
        }
    }
    return NULL;
}

/* ---- values -------------------------------------------------------------------------------- */

static char **text_field(struct config *config, const struct option *option)
{
    return (char **)(void *)((char *)config + option->offset);
}

static int64_t *number_field(struct config *config, const struct option *option)
{
    return (int64_t *)(void *)((char *)config + option->offset);
}

static bool *flag_field(struct config *config, const struct option *option)
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

static bool set_text(struct config *config, const struct option *option, const char *value,
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

static bool set_number(struct config *config, const struct option *option, const char *value,
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

static bool set_flag(struct config *config, const struct option *option, const char *value,
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

static bool set_option(struct config *config, const struct option *option, const char *value,
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

static const struct option *find_option(const char *name, size_t len)
{
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if (strlen(options[i].name) == len && strncmp(options[i].name, name, len) == 0) {
            return &options[i];
        }
    }
    return NULL;
}

/* ---- sources of values --------------------------------------------------------------------- */

static bool read_defaults(struct config *config, struct err *err)
{
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if (!set_option(config, &options[i], options[i].initial, err)) {
            return false;
        }
    }
    return true;
}

/* settle-ms is PLUMB_SETTLE_MS in the environment and "settle_ms" in the file. */
static void write_name(const char *name, const char *prefix, bool is_upper, char *out, size_t size)
{
    (void)snprintf(out, size, "%s%s", prefix, name);
    for (char *at = out; *at; at++) {
        if (*at == '-') {
            *at = '_';
        } else if (is_upper) {
            *at = (char)toupper((unsigned char)*at);
        }
    }
}

static bool read_environment(struct config *config, struct err *err)
{
    char name[64];

    for (size_t i = 0; i < OPTION_COUNT; i++) {
        write_name(options[i].name, "PLUMB_", true, name, sizeof(name));
        const char *value = getenv(name);
        if (value && !set_option(config, &options[i], value, err)) {
            return err_within(err, name);
        }
    }
    return true;
}

static bool set_from_json(struct config *config, const struct option *option, const cJSON *value,
                          struct err *err)
{
    char number[32];

    if (cJSON_IsString(value)) {
        return set_option(config, option, value->valuestring, err);
    }
    if (cJSON_IsBool(value)) {
        return set_option(config, option, cJSON_IsTrue(value) ? "true" : "false", err);
    }
    if (cJSON_IsNumber(value)) {
        (void)snprintf(number, sizeof(number), "%.17g", value->valuedouble);
        return set_option(config, option, number, err);
    }
    return err_set(err, ERR_USAGE,
                   "\"%s\": 须是文本、数字或 true/false (text, number, true, false)", option->name);
}

static bool check_sources(const cJSON *sources, struct err *err)
{
    enum decode_encoding encoding;

    for (const cJSON *source = sources->child; source; source = source->next) {
        const cJSON *name = cJSON_GetObjectItemCaseSensitive(source, "encoding");
        if (!cJSON_IsString(name) || !decode_encoding_from_name(name->valuestring, &encoding)) {
            return err_set(
                err, ERR_USAGE,
                "\"sources\": “%s”的 encoding 须是 UTF-8、GB18030、UTF-16LE、UTF-16BE 或 "
                "auto (encoding must be one of these)",
                source->string);
        }
    }
    return true;
}

static bool set_member(struct config *config, cJSON *root, cJSON *member, struct err *err)
{
    char name[64];

    if (strcmp(member->string, "walls") == 0 && cJSON_IsArray(member)) {
        cJSON_Delete(config->walls);
        config->walls = cJSON_DetachItemViaPointer(root, member);
        return true;
    }
    if (strcmp(member->string, "sources") == 0 && cJSON_IsObject(member)) {
        cJSON_Delete(config->sources);
        config->sources = cJSON_DetachItemViaPointer(root, member);
        return check_sources(config->sources, err);
    }
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        write_name(options[i].name, "", false, name, sizeof(name));
        if (strcmp(name, member->string) == 0 || strcmp(options[i].name, member->string) == 0) {
            return set_from_json(config, &options[i], member, err);
        }
    }
    return err_set(err, ERR_USAGE, "没有“%s”这个设置 (no setting of this name)", member->string);
}

static bool read_text_file(const char *path, struct buffer *out, struct err *err)
{
    char bytes[4096];
    FILE *file = fopen(path, "rb");

    if (!file) {
        return err_set_errno(err, errno, path);
    }
    for (size_t len = fread(bytes, 1, sizeof(bytes), file); len > 0 && out->len < CONFIG_FILE_MAX;
         len = fread(bytes, 1, sizeof(bytes), file)) {
        buffer_append(out, bytes, len);
    }
    (void)fclose(file);
    if (out->len >= CONFIG_FILE_MAX || out->has_failed) {
        return err_set(err, ERR_LIMIT, "%s: 超过 64 kB (larger than 64 kB)", path);
    }
    return true;
}

static bool read_file(struct config *config, const char *path, struct err *err)
{
    struct buffer text = {0};
    cJSON *root = NULL;
    bool ok = read_text_file(path, &text, err) && buffer_append(&text, "", 0);

    if (ok) {
        cJSON_Minify(text.bytes);
        root = cJSON_Parse(text.bytes);
        ok = cJSON_IsObject(root) ||
             err_set(err, ERR_USAGE,
                     "不是 JSON 对象，请检查逗号和引号 (not a JSON object: look at commas and "
                     "quotes)");
    }
    for (cJSON *member = ok ? root->child : NULL, *next = NULL; ok && member; member = next) {
        next = member->next;
        ok = set_member(config, root, member, err);
    }
    cJSON_Delete(root);
    buffer_finish(&text);
    return ok || err_within(err, path);
}

static bool add_operand(struct config *config, const char *value, struct err *err)
{
    char **operands =
        realloc(config->operands, (config->operand_count + 1) * sizeof(*config->operands));

    if (operands) {
        config->operands = operands;
        operands[config->operand_count] = text_dup(text_of(value));
    }
    if (!operands || !operands[config->operand_count]) {
        return err_set(err, ERR_NO_MEMORY, "%s", value);
    }
    config->operand_count++;
    return true;
}

static bool read_option(struct config *config, int argc, char **argv, int *at, struct err *err)
{
    const char *name = argv[*at] + 2;
    const char *equals = strchr(name, '=');
    size_t len = equals ? (size_t)(equals - name) : strlen(name);
    const struct option *option = find_option(name, len);
    const struct command_name *command = find_command(config->command);

    if (!option || !command || !(option->commands & command->bit)) {
        return err_set(err, ERR_USAGE, "没有选项 %s，请看 --help (no such option here; see --help)",
                       argv[*at]);
    }
    if (equals) {
        return set_option(config, option, equals + 1, err);
    }
    if (option->type == OPTION_FLAG) {
        return set_option(config, option, "true", err);
    }
    if (*at + 1 >= argc) {
        return err_set(err, ERR_USAGE, "--%s 后面要有 %s (needs a value)", option->name,
                       option->argument);
    }
    (*at)++;
    return set_option(config, option, argv[*at], err);
}

static bool read_command_line(struct config *config, int argc, char **argv, struct err *err)
{
    bool only_operands = false;

    for (int at = 2; at < argc; at++) {
        bool ok = true;
        if (only_operands || argv[at][0] != '-' || argv[at][1] == '\0') {
            ok = add_operand(config, argv[at], err);
        } else if (strcmp(argv[at], "--") == 0) {
            only_operands = true;
        } else if (strcmp(argv[at], "--help") == 0 || strcmp(argv[at], "-h") == 0) {
            config->wants_help = true;
        } else {
            ok = strncmp(argv[at], "--", 2) == 0
                     ? read_option(config, argc, argv, &at, err)
                     : err_set(err, ERR_USAGE, "没有选项 %s (no such option)", argv[at]);
        }
        if (!ok) {
            return false;
        }
    }
    return true;
}

static enum command command_of(const char *word)
{
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0) {
        return COMMAND_HELP;
    }
    if (strcmp(word, "--version") == 0 || strcmp(word, "version") == 0) {
        return COMMAND_VERSION;
    }
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(commands[i].name, word) == 0) {
            return commands[i].command;
        }
    }
    return COMMAND_NONE;
}

static bool check_operands(const struct config *config, struct err *err)
{
    if (config->wants_help) {
        return true;
    }
    if (config->command == COMMAND_SERVE && config->operand_count > 0) {
        return err_set(err, ERR_USAGE, "serve 后面不带“%s” (serve takes no operand)",
                       config->operands[0]);
    }
    if (config->command == COMMAND_CHECK && config->operand_count == 0) {
        return err_set(err, ERR_USAGE, "check 后面要写文件名 (check needs the name of a file)");
    }
    if (config->command == COMMAND_BACKUP && config->operand_count != 1) {
        return err_set(err, ERR_USAGE,
                       "backup 后面要写一个新文件名 (backup needs one new file name)");
    }
    if (config->behind_pp > config->far_behind_pp) {
        return err_set(err, ERR_USAGE,
                       "behind-pp 不能大于 far-behind-pp (must not be above far-behind-pp)");
    }
    return true;
}

bool config_read(struct config *config, int argc, char **argv, struct err *err)
{
    struct config first = {0};

    if (argc < 2 || (config->command = command_of(argv[1])) == COMMAND_NONE) {
        return err_set(err, ERR_USAGE, "%s%s请看 plumbd --help (see plumbd --help)",
                       argc < 2 ? "" : argv[1], argc < 2 ? "" : ": 没有这个命令，");
    }
    if (!read_defaults(config, err) || !read_environment(config, err)) {
        return false;
    }
    /* The line is read twice: to know the file, and to win over it. */
    first.command = config->command;
    bool ok = read_defaults(&first, err) && read_environment(&first, err) &&
              read_command_line(&first, argc, argv, err);
    if (ok && first.config[0] != '\0') {
        ok = read_file(config, first.config, err) && read_environment(config, err);
    }
    ok = ok && read_command_line(config, argc, argv, err) && check_operands(config, err);
    config_finish(&first);
    return ok;
}

void config_finish(struct config *config)
{
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if (options[i].type == OPTION_TEXT || options[i].type == OPTION_CHOICE) {
            free(*text_field(config, &options[i]));
        }
    }
    for (size_t i = 0; i < config->operand_count; i++) {
        free(config->operands[i]);
    }
    free(config->operands);
    cJSON_Delete(config->walls);
    cJSON_Delete(config->sources);
    *config = (struct config){0};
}

static bool is_same(const struct config *a, const struct config *b, const struct option *option)
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

void config_compare(const struct config *a, const struct config *b,
                    void (*visit)(void *owner, const char *option, bool is_live), void *owner)
{
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if (!is_same(a, b, &options[i])) {
            visit(owner, options[i].name, options[i].is_live);
        }
    }
}

/* ---- help ---------------------------------------------------------------------------------- */

static void print_option(const struct option *option)
{
    char left[64];

    (void)snprintf(left, sizeof(left), "--%s%s%s", option->name, option->argument ? " " : "",
                   option->argument ? option->argument : "");
    printf("  %-32s %s\n", left, option->zh);
    printf("  %-32s %s", "", option->en);
    if (option->choices) {
        printf(" [%s]", option->choices);
    }
    if (option->type != OPTION_FLAG && option->initial[0] != '\0') {
        printf(" (%s)", option->initial);
    }
    printf("\n");
}

static void print_program_help(void)
{
    printf("准绳 Plumb %s: 把表放进收件夹，墙上就是新的数字\n"
           "            drop a sheet into a folder, and the walls show its figures\n\n",
           PLUMB_VERSION);
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        printf("  %s\n      %s\n      %s\n", commands[i].usage, commands[i].zh, commands[i].en);
    }
    printf("  plumbd --help | --version\n\n"
           "每个命令后加 --help 看它的选项。每个选项也可写进配置文件（如 \"settle_ms\": 200）\n"
           "或环境变量（如 PLUMB_SETTLE_MS=200）；命令行优先，其次环境变量，再次配置文件。\n"
           "Add --help after a command for its options. Each option is also a member of the\n"
           "configuration file (\"settle_ms\": 200) and an environment variable\n"
           "(PLUMB_SETTLE_MS=200); the command line wins, then the environment, then the file.\n\n"
           "退出码 exit status: 0 完成 done; 1 未成 failed (check: not wholly taken); 2 用法错误 "
           "wrong usage\n");
}

void config_print_help(enum command command)
{
    const struct command_name *found = find_command(command);

    if (!found) {
        print_program_help();
        return;
    }
    printf("%s\n  %s\n  %s\n\n", found->usage, found->zh, found->en);
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if (options[i].commands & found->bit) {
            print_option(&options[i]);
        }
    }
}

enum decode_encoding config_encoding_of(const struct config *config, const char *file)
{
    const cJSON *source = cJSON_GetObjectItemCaseSensitive(config->sources, file);
    const cJSON *name = cJSON_GetObjectItemCaseSensitive(source, "encoding");
    enum decode_encoding encoding = DECODE_GUESS;

    if (cJSON_IsString(name)) {
        (void)decode_encoding_from_name(name->valuestring, &encoding);
    }
    return encoding;
}
