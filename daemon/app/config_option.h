/* SPDX-License-Identifier: MIT */
/*
 * The options and commands as records, and how a written value becomes a setting.
 *
 * All that can be said about an option is in its record. The parser, the comparison and the help
 * walk the records and know no option by name: a new option is one line here and one member of
 * struct config.
 */
#ifndef PLUMB_APP_CONFIG_OPTION_H
#define PLUMB_APP_CONFIG_OPTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/config.h"

enum config_option_type { OPTION_TEXT, OPTION_NUMBER, OPTION_FLAG, OPTION_CHOICE };

/* Commands as bits, for the options that several take. */
enum { FOR_SERVE = 1, FOR_CHECK = 2, FOR_BACKUP = 4 };

struct config_option {
    const char *name;
    enum config_option_type type;
    size_t offset; /* of its member in struct config */
    const char *initial;
    int64_t least; /* of a number */
    int64_t most;
    const char *choices;  /* "a|b" of a choice */
    const char *argument; /* what the help calls its value; NULL: takes none */
    int commands;
    bool is_live; /* can change while the daemon runs */
    const char *zh;
    const char *en;
};

struct config_command {
    enum command command;
    const char *name;
    int bit;
    const char *usage;
    const char *zh;
    const char *en;
};

/* The record after this one, or the first (NULL); NULL after the last. */
const struct config_option *config_option_next(const struct config_option *option);
const struct config_command *config_command_next(const struct config_command *command);

/* NULL: there is none of that name, or the command is none that works (help, version). */
const struct config_option *config_option_find(const char *name, size_t len);
const struct config_command *config_command_find(enum command command);

/* Takes the value as a person writes it. ERR_USAGE says what would be right; the setting is then
 * as before. */
bool config_option_set(const struct config_option *option, struct config *config, const char *value,
                       struct err *err);
bool config_option_is_same(const struct config_option *option, const struct config *a,
                           const struct config *b);

/* Frees what the setting owns; it must not be used afterwards. */
void config_option_release(const struct config_option *option, struct config *config);

#endif
