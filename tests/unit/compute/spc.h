/* SPDX-License-Identifier: MIT */
/*
 * Reads the reference vectors of tests/data/spc, cell by column name.
 *
 * SPC_DIR in the environment names another folder with files of the same shape to check against.
 */
#ifndef PLUMB_TESTS_COMPUTE_SPC_H
#define PLUMB_TESTS_COMPUTE_SPC_H

#include <math.h>
#include <stdbool.h>

#include "unit.h"

#include "model/decimal.h"

enum { SPC_COLUMNS = 24, SPC_LINE = 4096 };

struct spc {
    FILE *file;
    char header[SPC_LINE];
    char line[SPC_LINE];
    char shown[SPC_LINE]; /* the line as read, for messages */
    char *names[SPC_COLUMNS];
    char *cells[SPC_COLUMNS];
    size_t columns;
};

/* Cuts a line at its commas, in place; quotes keep a comma and are dropped. */
static inline size_t spc_cut(char *line, char **cells)
{
    size_t count = 0;
    bool is_quoted = false;
    char *out = line;
    cells[count++] = out;
    for (const char *in = line; *in != '\0' && *in != '\n' && *in != '\r'; in++) {
        if (*in == '"') {
            is_quoted = !is_quoted;
        } else if (*in == ',' && !is_quoted) {
            *out++ = '\0';
            assert_true(count < SPC_COLUMNS);
            cells[count++] = out;
        } else {
            *out++ = *in;
        }
    }
    *out = '\0';
    return count;
}

static inline void spc_open(struct spc *spc, const char *name)
{
    char path[1024];
    const char *dir = getenv("SPC_DIR");
    (void)snprintf(path, sizeof(path), "%s/%s", dir ? dir : TEST_DATA_DIR "/spc", name);
    *spc = (struct spc){.file = fopen(path, "r")};
    if (!spc->file && dir) {
        skip(); /* the other folder need not hold every file */
    }
    assert_non_null(spc->file);
    assert_non_null(fgets(spc->header, SPC_LINE, spc->file));
    spc->columns = spc_cut(spc->header, spc->names);
}

/* The next row; closes the file and returns false after the last. */
static inline bool spc_next(struct spc *spc)
{
    if (!fgets(spc->line, SPC_LINE, spc->file)) {
        (void)fclose(spc->file);
        spc->file = NULL;
        return false;
    }
    memcpy(spc->shown, spc->line, SPC_LINE);
    assert_int_equal(spc_cut(spc->line, spc->cells), spc->columns);
    return true;
}

static inline const char *spc_text(const struct spc *spc, const char *column)
{
    for (size_t i = 0; i < spc->columns; i++) {
        if (strcmp(spc->names[i], column) == 0) {
            return spc->cells[i];
        }
    }
    fail_msg("no column %s", column);
    return "";
}

static inline bool spc_has(const struct spc *spc, const char *column)
{
    return spc_text(spc, column)[0] != '\0';
}

static inline double spc_number(const struct spc *spc, const char *column)
{
    return strtod(spc_text(spc, column), NULL);
}

static inline int64_t spc_integer(const struct spc *spc, const char *column)
{
    return strtoll(spc_text(spc, column), NULL, 10);
}

/* Reads a plain decimal such as 98.4, of few digits. */
static inline struct decimal spc_decimal_of(const char *text)
{
    struct decimal value = {0};
    bool is_behind = false;
    for (; *text != '\0'; text++) {
        if (*text == '.') {
            is_behind = true;
            continue;
        }
        value.digits = value.digits * 10 + (*text - '0');
        value.scale = (int8_t)(value.scale + (is_behind ? 1 : 0));
    }
    return value;
}

/* Within 1e-9, absolute; relative where numbers exceed 1000 (only 15 digits are given). */
static inline void spc_assert_near(const struct spc *spc, const char *column, double actual)
{
    double expected = spc_number(spc, column);
    double tolerance = fmax(1e-9, fabs(expected) * 1e-13);
    if (!(fabs(actual - expected) <= tolerance)) {
        fail_msg("%s: %.15g, expected %.15g, in %s", column, actual, expected, spc->shown);
    }
}

static inline void spc_assert_text(const struct spc *spc, const char *column, const char *actual)
{
    if (strcmp(spc_text(spc, column), actual) != 0) {
        fail_msg("%s: %s, expected %s, in %s", column, actual, spc_text(spc, column), spc->shown);
    }
}

#endif
