/* SPDX-License-Identifier: MIT */
/*
 * The settings: one table of options, from which parsing, --help and the checks come.
 *
 * The command line wins over the environment (PLUMB_<NAME>), that over the configuration file
 * (JSON, with comments), that over the defaults.
 */
#ifndef PLUMB_APP_CONFIG_H
#define PLUMB_APP_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ingest/decode.h"

struct cJSON;
struct err;

enum command {
    COMMAND_NONE,
    COMMAND_SERVE,
    COMMAND_CHECK,
    COMMAND_BACKUP,
    COMMAND_HELP,
    COMMAND_VERSION
};

/* Strings are owned by the config; "" where nothing is set. */
struct config {
    enum command command;
    bool wants_help; /* --help after the command */
    char **operands; /* what is no option: the files of check, the target of backup */
    size_t operand_count;

    char *inbox;
    char *state;
    char *listen;
    char *config;
    char *place;
    char *title;
    char *timezone;
    char *receipts;
    char *on_delete; /* withdraw, keep */
    char *rounding;  /* gbt8170, half_up */
    char *interval;  /* exact, wilson */
    char *lang;      /* zh, en: of receipts as text */
    char *log_level;
    char *allow_host;      /* comma-separated names under which the pages may be asked for */
    char *allowed_origins; /* comma-separated origins whose pages may open the push */
    bool strict;
    bool polling;
    bool json;
    int64_t settle_ms;
    int64_t rescan_ms;
    int64_t withdraw_after_s;
    int64_t max_file_mb;
    int64_t assessment_year; /* 0: none */
    int64_t behind_pp;       /* percentage points below time progress */
    int64_t far_behind_pp;
    int64_t late_days;
    int64_t revised_days;
    int64_t max_clients;
    int64_t max_clients_per_address;
    int64_t stuck_after_s;
    int64_t slow_after_s;

    struct cJSON *walls;   /* [{name, place, pages, every, theme}]; NULL: none */
    struct cJSON *sources; /* {file name: {encoding}}; NULL: none */
};

/* Reads command line, environment and file into a zeroed config. ERR_USAGE with a text for the
 * person at the keyboard. config_finish in either case. */
bool config_read(struct config *config, int argc, char **argv, struct err *err);
void config_finish(struct config *config);

/* Calls visit for each option whose value differs; is_live: it can change while the daemon runs. */
void config_compare(const struct config *a, const struct config *b,
                    void (*visit)(void *owner, const char *option, bool is_live), void *owner);

/* The help text of a command (COMMAND_NONE: of the program), to stdout. */
void config_print_help(enum command command);

/* The forced encoding of a file by the configuration; DECODE_GUESS if it is to be found out. */
enum decode_encoding config_encoding_of(const struct config *config, const char *file);

#endif
