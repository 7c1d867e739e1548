/* SPDX-License-Identifier: MIT */
/*
 * What --help prints, in both languages: a page for the program and one for each command.
 */
#include <stdio.h>

#include "app/config.h"
#include "app/config_option.h"

static void print_option(const struct config_option *option)
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
    for (const struct config_command *command = config_command_next(NULL); command;
         command = config_command_next(command)) {
        printf("  %s\n      %s\n      %s\n", command->usage, command->zh, command->en);
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
    const struct config_command *found = config_command_find(command);

    if (!found) {
        print_program_help();
        return;
    }
    printf("%s\n  %s\n  %s\n\n", found->usage, found->zh, found->en);
    for (const struct config_option *option = config_option_next(NULL); option;
         option = config_option_next(option)) {
        if (option->commands & found->bit) {
            print_option(option);
        }
    }
}
