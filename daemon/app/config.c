/* SPDX-License-Identifier: MIT */
/*
 * Where settings come from: defaults, file, environment, command line, each over the one before.
 */
#include "app/config.h"

#include <cjson/cJSON.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/config_option.h"
#include "base/buffer.h"
#include "base/err.h"
#include "base/text.h"

enum { CONFIG_FILE_MAX = 65536 };

static bool read_defaults(struct config *config, struct err *err)
{
    for (const struct config_option *option = config_option_next(NULL); option;
         option = config_option_next(option)) {
        if (!config_option_set(option, config, option->initial, err)) {
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

    for (const struct config_option *option = config_option_next(NULL); option;
         option = config_option_next(option)) {
        write_name(option->name, "PLUMB_", true, name, sizeof(name));
        const char *value = getenv(name);
        if (value && !config_option_set(option, config, value, err)) {
            return err_within(err, name);
        }
    }
    return true;
}

static bool set_from_json(struct config *config, const struct config_option *option,
                          const cJSON *value, struct err *err)
{
    char number[32];

    if (cJSON_IsString(value)) {
        return config_option_set(option, config, value->valuestring, err);
    }
    if (cJSON_IsBool(value)) {
        return config_option_set(option, config, cJSON_IsTrue(value) ? "true" : "false", err);
    }
    if (cJSON_IsNumber(value)) {
        (void)snprintf(number, sizeof(number), "%.17g", value->valuedouble);
        return config_option_set(option, config, number, err);
    }
    return err_set(err, ERR_USAGE,
                   "\"%s\": 须是文本、数字或 true/false (text, number, true, false)", option->name);
}

/* A wall has a name, and its members are texts and numbers: the board shows them as they are, and
 * holds no null. */
static bool check_walls(const cJSON *walls, struct err *err)
{
    for (const cJSON *wall = walls->child; wall; wall = wall->next) {
        const cJSON *name = cJSON_GetObjectItemCaseSensitive(wall, "name");
        bool is_fine = cJSON_IsString(name) && name->valuestring[0] != '\0';
        for (const cJSON *member = wall->child; is_fine && member; member = member->next) {
            is_fine = cJSON_IsString(member) || cJSON_IsNumber(member);
        }
        if (!is_fine) {
            return err_set(
                err, ERR_USAGE,
                "\"walls\": 每面墙须有 name，其余为文本或数字，如 {\"name\": \"三楼会议室\", "
                "\"place\": \"东镇\"} (each wall needs a name; texts and numbers only)");
        }
    }
    return true;
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
        return check_walls(config->walls, err);
    }
    if (strcmp(member->string, "sources") == 0 && cJSON_IsObject(member)) {
        cJSON_Delete(config->sources);
        config->sources = cJSON_DetachItemViaPointer(root, member);
        return check_sources(config->sources, err);
    }
    for (const struct config_option *option = config_option_next(NULL); option;
         option = config_option_next(option)) {
        write_name(option->name, "", false, name, sizeof(name));
        if (strcmp(name, member->string) == 0 || strcmp(option->name, member->string) == 0) {
            return set_from_json(config, option, member, err);
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
    const struct config_option *option = config_option_find(name, len);
    const struct config_command *command = config_command_find(config->command);

    if (!option || !command || !(option->commands & command->bit)) {
        return err_set(err, ERR_USAGE, "没有选项 %s，请看 --help (no such option here; see --help)",
                       argv[*at]);
    }
    if (equals) {
        return config_option_set(option, config, equals + 1, err);
    }
    if (option->type == OPTION_FLAG) {
        return config_option_set(option, config, "true", err);
    }
    if (*at + 1 >= argc) {
        return err_set(err, ERR_USAGE, "--%s 后面要有 %s (needs a value)", option->name,
                       option->argument);
    }
    (*at)++;
    return config_option_set(option, config, argv[*at], err);
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
    for (const struct config_command *command = config_command_next(NULL); command;
         command = config_command_next(command)) {
        if (strcmp(command->name, word) == 0) {
            return command->command;
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
    if (ok && first.config && first.config[0] != '\0') {
        ok = read_file(config, first.config, err) && read_environment(config, err);
    }
    ok = ok && read_command_line(config, argc, argv, err) && check_operands(config, err);
    config_finish(&first);
    return ok;
}

void config_finish(struct config *config)
{
    for (const struct config_option *option = config_option_next(NULL); option;
         option = config_option_next(option)) {
        config_option_release(option, config);
    }
    for (size_t i = 0; i < config->operand_count; i++) {
        free(config->operands[i]);
    }
    free(config->operands);
    cJSON_Delete(config->walls);
    cJSON_Delete(config->sources);
    *config = (struct config){0};
}

void config_compare(const struct config *a, const struct config *b,
                    void (*visit)(void *owner, const char *option, bool is_live), void *owner)
{
    for (const struct config_option *option = config_option_next(NULL); option;
         option = config_option_next(option)) {
        if (!config_option_is_same(option, a, b)) {
            visit(owner, option->name, option->is_live);
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
