/* SPDX-License-Identifier: MIT */
/*
 * What reading and loading a sheet costs, one measurement a process, so that rounds can be
 * interleaved and the peak memory is that of the measurement alone.
 *
 *   bench_intake scan FILE              newlines, counted in memory
 *   bench_intake parse FILE             its rows, parsed in memory
 *   bench_intake read FILE              a private copy, hashed, decoded and parsed
 *   bench_intake floor FILE DATABASE    its rows, bound, inserted and committed as they stand
 *   bench_intake load INBOX STATE NAME...   a start, then one drop a name, as the daemon takes it
 *
 * Prints a line for each thing measured: CPU milliseconds, wall milliseconds, peak kB so far.
 * `load` says that of the start first. A NAME may be FILE=NAME: FILE is copied there before, which
 * is not measured.
 */
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

#include "app/config.h"
#include "app/job.h"
#include "base/clock.h"
#include "base/err.h"
#include "ingest/csv.h"
#include "ingest/decode.h"
#include "ingest/source.h"

enum { CELLS_MAX = 16 };

struct bytes {
    char *at;
    size_t len;
    size_t taken; /* by the parser */
};

/* ---- small things -------------------------------------------------------------------------- */

static void die(const char *what)
{
    (void)fprintf(stderr, "bench_intake: %s\n", what);
    exit(1);
}

static double now_ms(clockid_t clock)
{
    struct timespec time;

    (void)clock_gettime(clock, &time);
    return (double)time.tv_sec * 1000.0 + (double)time.tv_nsec / 1e6;
}

struct stopwatch {
    double cpu_ms;
    double wall_ms;
};

static struct stopwatch start_watch(void)
{
    return (struct stopwatch){now_ms(CLOCK_PROCESS_CPUTIME_ID), now_ms(CLOCK_MONOTONIC)};
}

static void say(struct stopwatch since)
{
    struct stopwatch now = start_watch();
    struct rusage usage;

    (void)getrusage(RUSAGE_SELF, &usage);
    (void)printf("%.3f %.3f %ld\n", now.cpu_ms - since.cpu_ms, now.wall_ms - since.wall_ms,
                 usage.ru_maxrss);
    (void)fflush(stdout);
}

static struct bytes read_file(const char *path)
{
    struct bytes bytes = {0};
    FILE *file = fopen(path, "rb");

    if (!file || fseek(file, 0, SEEK_END) != 0) {
        die("cannot read the file");
    }
    bytes.len = (size_t)ftell(file);
    rewind(file);
    bytes.at = malloc(bytes.len + 1);
    if (!bytes.at || fread(bytes.at, 1, bytes.len, file) != bytes.len) {
        die("cannot read the file");
    }
    bytes.at[bytes.len] = '\0';
    (void)fclose(file);
    return bytes;
}

/* ---- scan and parse ------------------------------------------------------------------------ */

static size_t count_lines(const struct bytes *bytes)
{
    const char *at = bytes->at;
    const char *end = bytes->at + bytes->len;
    size_t count = 0;

    while ((at = memchr(at, '\n', (size_t)(end - at)))) {
        at++;
        count++;
    }
    return count;
}

static void scan(const char *path)
{
    struct bytes bytes = read_file(path);
    struct stopwatch watch = start_watch();

    if (count_lines(&bytes) == 0) {
        die("no lines");
    }
    say(watch);
    free(bytes.at);
}

static bool refill(void *owner, char *out, size_t size, size_t *got, struct err *err)
{
    struct bytes *bytes = owner;
    size_t left = bytes->len - bytes->taken;

    (void)err;
    *got = size < left ? size : left;
    memcpy(out, bytes->at + bytes->taken, *got);
    bytes->taken += *got;
    return true;
}

static void parse_all(csv_refill *from, void *owner)
{
    struct csv_options options = {0};
    struct csv_row row;
    struct err err;
    struct csv *csv = csv_create(&options, from, owner, &err);

    while (csv && csv_next_row(csv, &row, &err) == CSV_ROW) {
        if (row.problem != CSV_FINE) {
            die("not a sheet");
        }
    }
    csv_destroy(csv);
}

static void parse(const char *path)
{
    struct bytes bytes = read_file(path);
    struct stopwatch watch = start_watch();

    parse_all(refill, &bytes);
    say(watch);
    free(bytes.at);
}

static void read_all(const char *path)
{
    struct source_options options = {0};
    struct decode_options decode = {0};
    struct decode_result result;
    struct err err;
    struct stopwatch watch = start_watch();

    struct source *source = source_open(AT_FDCWD, path, &options, &err);
    if (!source || !decode_classify(source, &decode, &result, &err) || !result.is_text) {
        die("no text");
    }
    struct decoder *decoder = decoder_create(source, &result, &err);
    if (!decoder) {
        die(err.text);
    }
    parse_all(decoder_read, decoder);
    say(watch);
    decoder_destroy(decoder);
    source_close(source);
}

/* ---- the floor ----------------------------------------------------------------------------- */

/* The cells of the sheet, one behind the other, ended by NUL. */
struct cells {
    char *text;
    size_t len;
    size_t rows;
    size_t columns;
};

static struct cells gather_cells(struct bytes *bytes)
{
    struct cells cells = {.text = malloc(bytes->len * 2)};
    struct csv_options options = {0};
    struct csv_row row;
    struct err err;
    struct csv *csv = csv_create(&options, refill, bytes, &err);

    while (cells.text && csv && csv_next_row(csv, &row, &err) == CSV_ROW) {
        cells.columns = row.count;
        for (size_t i = 0; i < row.count; i++) {
            memcpy(cells.text + cells.len, row.cells[i].at, row.cells[i].len);
            cells.len += row.cells[i].len;
            cells.text[cells.len++] = '\0';
        }
        cells.rows++;
    }
    csv_destroy(csv);
    if (cells.columns == 0 || cells.columns > CELLS_MAX) {
        die("not a sheet");
    }
    return cells;
}

static void run_sql(sqlite3 *db, const char *sql)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) {
        die(sqlite3_errmsg(db));
    }
}

static sqlite3_stmt *prepare_table(sqlite3 *db, size_t columns)
{
    char create[512] = "CREATE TABLE plain (";
    char insert[512] = "INSERT INTO plain VALUES (";
    sqlite3_stmt *statement = NULL;
    size_t created = strlen(create);
    size_t inserted = strlen(insert);

    for (size_t i = 0; i < columns; i++) {
        const char *comma = i + 1 < columns ? ", " : ")";
        created += (size_t)snprintf(create + created, sizeof(create) - created, "c%zu%s", i, comma);
        inserted += (size_t)snprintf(insert + inserted, sizeof(insert) - inserted, "?%s", comma);
    }
    run_sql(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
    run_sql(db, create);
    if (sqlite3_prepare_v2(db, insert, -1, &statement, NULL) != SQLITE_OK) {
        die(sqlite3_errmsg(db));
    }
    return statement;
}

/* Numbers are bound as numbers: the same rows, typed. */
static void bind_cell(sqlite3_stmt *statement, size_t column, const char *cell)
{
    char *end = NULL;
    long long number = cell[0] >= '0' && cell[0] <= '9' ? strtoll(cell, &end, 10) : 0;

    if (end && *end == '\0') {
        (void)sqlite3_bind_int64(statement, (int)column + 1, number);
    } else {
        (void)sqlite3_bind_text(statement, (int)column + 1, cell, -1, SQLITE_STATIC);
    }
}

static void insert_cells(sqlite3 *db, const struct cells *cells)
{
    sqlite3_stmt *statement = prepare_table(db, cells->columns);
    const char *cell = cells->text;

    run_sql(db, "BEGIN");
    for (size_t row = 0; row < cells->rows; row++) {
        for (size_t i = 0; i < cells->columns; i++) {
            bind_cell(statement, i, cell);
            cell += strlen(cell) + 1;
        }
        if (sqlite3_step(statement) != SQLITE_DONE || sqlite3_reset(statement) != SQLITE_OK) {
            die(sqlite3_errmsg(db));
        }
    }
    run_sql(db, "COMMIT");
    (void)sqlite3_finalize(statement);
}

static void load_floor(const char *path, const char *database)
{
    struct bytes bytes = read_file(path);
    struct cells cells = gather_cells(&bytes);
    sqlite3 *db = NULL;

    free(bytes.at);
    struct stopwatch watch = start_watch();
    if (sqlite3_open(database, &db) != SQLITE_OK) {
        die("cannot open the database");
    }
    insert_cells(db, &cells);
    (void)sqlite3_close(db);
    say(watch);
    free(cells.text);
}

/* ---- the whole load ------------------------------------------------------------------------ */

static void copy_file(const char *from, const char *inbox, const char *name)
{
    char to[4096];
    struct bytes bytes = read_file(from);
    FILE *file = NULL;

    if (snprintf(to, sizeof(to), "%s/%s", inbox, name) < (int)sizeof(to)) {
        file = fopen(to, "wb");
    }
    if (!file || fwrite(bytes.at, 1, bytes.len, file) != bytes.len || fclose(file) != 0) {
        die("cannot copy into the inbox");
    }
    free(bytes.at);
}

static struct job *new_job(enum job_kind kind, const char *name)
{
    struct job *job = job_create(kind, name, name);

    if (!job) {
        die("no memory");
    }
    job->is_inbox_available = true;
    return job;
}

static void run_job(struct worker *worker, struct job *job)
{
    struct stopwatch watch = start_watch();

    job_run(worker, job);
    if (job->outcome != JOB_DONE) {
        die(job->outcome == JOB_FAILED ? job->err.text : "nothing was taken");
    }
    say(watch);
    job_destroy(job);
}

static void take(struct worker *worker, const char *inbox, char *what)
{
    char *name = strchr(what, '=');

    if (name) {
        *name++ = '\0';
        copy_file(what, inbox, name);
    }
    run_job(worker, new_job(JOB_TAKE, name ? name : what));
}

static void load(char *inbox, char *state, char **names, int count)
{
    char words[][8] = {"plumbd", "serve", "--inbox", "--state"};
    char *arguments[] = {words[0], words[1], words[2], inbox, words[3], state, NULL};
    struct config config = {0};
    struct err err;

    if (!config_read(&config, 6, arguments, &err) || !clock_set_zone(config.timezone, &err)) {
        die(err.text);
    }
    (void)mkdir(inbox, 0755);
    (void)mkdir(state, 0755);
    struct worker *worker = worker_create(&config, &err);
    if (!worker) {
        die(err.text);
    }
    run_job(worker, new_job(JOB_START, NULL));
    for (int i = 0; i < count; i++) {
        take(worker, inbox, names[i]);
    }
    worker_destroy(worker);
    config_finish(&config);
}

int main(int argc, char **argv)
{
    const char *what = argc > 2 ? argv[1] : "";

    if (strcmp(what, "scan") == 0) {
        scan(argv[2]);
    } else if (strcmp(what, "parse") == 0) {
        parse(argv[2]);
    } else if (strcmp(what, "read") == 0) {
        read_all(argv[2]);
    } else if (strcmp(what, "floor") == 0 && argc == 4) {
        load_floor(argv[2], argv[3]);
    } else if (strcmp(what, "load") == 0 && argc >= 4) {
        load(argv[2], argv[3], argv + 4, argc - 4);
    } else {
        die("usage: see the top of tests/bench/intake.c");
    }
    return 0;
}
