/* SPDX-License-Identifier: MIT */
/*
 * Writes a sheet of 合格率 as large as wanted, some 110 bytes a row: month by month, so many
 * indicators of 20 places, each reported by so many departments.
 *
 *   bench_intake_sheet ROWS INDICATORS DEPARTMENTS [CHANGE] [quoted] >SHEET
 *
 * CHANGE names one of the versions below. Each is the one before it with ten rows changed, so
 * that dropped one after the other each changes ten rows. `quoted` quotes every cell.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PLACES = 20, FIRST_YEAR = 2013, CHANGED = 10, MONTHS = 12 };

/* A step without a common divisor with the number of rows visits every row once. */
enum { SHUFFLE_STEP = 611953 };

enum version { WHOLE, APPEND, INSERT, DELETE, SCATTER, SHUFFLE, VERSION_COUNT };

static const char *const version_names[VERSION_COUNT] = {"whole",  "append",  "insert",
                                                         "delete", "scatter", "shuffle"};

struct sheet {
    uint64_t rows; /* of the first version */
    uint64_t indicators;
    uint64_t departments;
    enum version version;
    bool is_quoted;
};

static uint64_t row_count(const struct sheet *sheet)
{
    return sheet->rows + (sheet->version >= APPEND ? CHANGED : 0) +
           (sheet->version >= INSERT ? CHANGED : 0) - (sheet->version >= DELETE ? CHANGED : 0);
}

/* Which of all possible rows stands at this place of the sheet. */
static uint64_t row_at(const struct sheet *sheet, uint64_t place)
{
    uint64_t third = sheet->rows / 3;

    if (sheet->version >= SHUFFLE) {
        place = place * SHUFFLE_STEP % row_count(sheet);
    }
    if (sheet->version >= INSERT) {
        if (place < CHANGED) {
            return sheet->rows + CHANGED + place;
        }
        place -= CHANGED;
    }
    return sheet->version >= DELETE && place >= third ? place + CHANGED : place;
}

static uint64_t chance(uint64_t seed)
{
    seed = (seed ^ (seed >> 31)) * UINT64_C(0x9E3779B97F4A7C15);
    seed = (seed ^ (seed >> 29)) * UINT64_C(0xBF58476D1CE4E5B9);
    return seed ^ (seed >> 32);
}

/* Ten rows, far apart, fail once more. */
static bool is_changed(const struct sheet *sheet, uint64_t row)
{
    uint64_t tenth = sheet->rows / CHANGED;

    return tenth > 8 && ((sheet->version >= SCATTER && row % tenth == tenth / 2) ||
                         (sheet->version >= SHUFFLE && row % tenth == tenth / 4));
}

static void write_row(const struct sheet *sheet, uint64_t row)
{
    static const char *const items[] = {"日用消费品", "食用农产品", "电线电缆", "儿童用品"};
    const char *mark = sheet->is_quoted ? "\"" : "";
    uint64_t indicator = row % sheet->indicators;
    uint64_t place = row / sheet->indicators % PLACES;
    uint64_t department = row / sheet->indicators / PLACES % sheet->departments;
    uint64_t month = row / sheet->indicators / PLACES / sheet->departments;
    uint64_t inspected = 50 + chance(row) % 50;
    uint64_t failed = chance(row + 1) % 6 + is_changed(sheet, row);

    (void)printf("%s第%04u类产品质量监督抽查合格率%s,%s%u-%02u%s,%s第%02u镇%s,%s第%02u监管所%s,"
                 "%s%s%s,%s%u%s,%s%u%s,%s月度抽查%s\n",
                 mark, (unsigned)indicator, mark, mark, (unsigned)(FIRST_YEAR + month / MONTHS),
                 (unsigned)(month % MONTHS + 1), mark, mark, (unsigned)place, mark, mark,
                 (unsigned)department, mark, mark, items[indicator % 4], mark, mark,
                 (unsigned)inspected, mark, mark, (unsigned)(inspected - failed), mark, mark, mark);
}

int main(int argc, char **argv)
{
    struct sheet sheet = {.rows = argc > 3 ? strtoull(argv[1], NULL, 10) : 0,
                          .indicators = argc > 3 ? strtoull(argv[2], NULL, 10) : 0,
                          .departments = argc > 3 ? strtoull(argv[3], NULL, 10) : 0};
    bool is_known = sheet.rows > 0 && sheet.indicators > 0 && sheet.departments > 0;

    for (int i = 4; i < argc; i++) {
        bool is_version = false;
        for (int version = WHOLE; version < VERSION_COUNT; version++) {
            if (strcmp(argv[i], version_names[version]) == 0) {
                sheet.version = (enum version)version;
                is_version = true;
            }
        }
        sheet.is_quoted |= strcmp(argv[i], "quoted") == 0;
        is_known = is_known && (is_version || strcmp(argv[i], "quoted") == 0);
    }
    if (!is_known) {
        (void)fprintf(stderr, "usage: see the top of tests/bench/intake_sheet.c\n");
        return 2;
    }
    (void)printf("指标,时期,地区,部门,分项,抽检数,合格数,备注\n");
    for (uint64_t i = 0; i < row_count(&sheet); i++) {
        write_row(&sheet, row_at(&sheet, i));
    }
    return fflush(stdout) == 0 && ferror(stdout) == 0 ? 0 : 1;
}
