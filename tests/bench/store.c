/* SPDX-License-Identifier: MIT */
/*
 * What the store costs, against binding, inserting and committing the same rows into a plain
 * table.
 *
 *   bench_store [ROWS [ROUNDS]]
 *
 * CPU time, medians of rounds that alternate. Rows come from memory: reading files is measured
 * elsewhere.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "store/store.h"

enum { ROUNDS_MAX = 31, PLACES = 40, DEPARTMENTS = 12, ITEMS = 25, INDICATORS = 3000 };

struct names {
    char indicators[INDICATORS][64];
    char places[PLACES][32];
    char departments[DEPARTMENTS][32];
    char items[ITEMS][32];
};

struct bench {
    struct names names;
    unsigned rows;
    char folder[64];
    struct store *store;
    unsigned drops;
};

static void die(const char *what)
{
    (void)fprintf(stderr, "bench_store: %s\n", what);
    exit(1);
}

static double cpu_ms(void)
{
    struct timespec time;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1000.0 + (double)time.tv_nsec / 1e6;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;

    return x < y ? -1 : x > y;
}

static double median(double *values, size_t count)
{
    qsort(values, count, sizeof(*values), compare);
    return values[count / 2];
}

static void make_names(struct names *names)
{
    for (int i = 0; i < INDICATORS; i++) {
        (void)snprintf(names->indicators[i], sizeof(names->indicators[i]),
                       "第%d类产品质量监督抽查合格率", i);
    }
    for (int i = 0; i < PLACES; i++) {
        (void)snprintf(names->places[i], sizeof(names->places[i]), "第%d镇", i);
    }
    for (int i = 0; i < DEPARTMENTS; i++) {
        (void)snprintf(names->departments[i], sizeof(names->departments[i]), "第%d管理局", i);
    }
    for (int i = 0; i < ITEMS; i++) {
        (void)snprintf(names->items[i], sizeof(names->items[i]), "日用消费品%d", i);
    }
}

/* Row `at` of the sheet. salt other than 0 makes it another row of the same key. */
static struct record make_record(const struct bench *bench, unsigned at, unsigned salt)
{
    const struct names *names = &bench->names;
    unsigned place = at / INDICATORS;

    return (struct record){
        .sheet = SHEET_INSPECTIONS,
        .cell_index = -1,
        .figure = {.indicator = text_of(names->indicators[at % INDICATORS]),
                   .place = text_of(names->places[place % PLACES]),
                   .department = text_of(names->departments[place % DEPARTMENTS]),
                   .item = text_of(names->items[at % ITEMS]),
                   .period = period_of_month(2016 + (int)(place / PLACES / 12),
                                             1 + (int)(place / PLACES % 12)),
                   .is_rate = true,
                   .has_counts = true,
                   .inspected = 50 + at % 50 + salt,
                   .passed = 50 - at % 7,
                   .population = -1,
                   .note = TEXT("季度监督抽查")},
    };
}

/* --- the floor --- */

static sqlite3_stmt *open_floor(sqlite3 **db, const char *path)
{
    sqlite3_stmt *statement = NULL;

    (void)unlink(path);
    if (sqlite3_open(path, db) != SQLITE_OK ||
        sqlite3_exec(*db,
                     "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                     "CREATE TABLE t (indicator, period, place, department, item, inspected,"
                     " passed, rate, note); BEGIN",
                     NULL, NULL, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(*db, "INSERT INTO t VALUES (?,?,?,?,?,?,?,?,?)", -1, &statement, NULL) !=
            SQLITE_OK) {
        die(sqlite3_errmsg(*db));
    }
    return statement;
}

static void bind(sqlite3_stmt *statement, int index, struct text text)
{
    (void)sqlite3_bind_text(statement, index, text.at, (int)text.len, SQLITE_STATIC);
}

static double run_floor(const struct bench *bench)
{
    sqlite3 *db = NULL;
    char path[128];
    (void)snprintf(path, sizeof(path), "%s/floor.db", bench->folder);
    double start = cpu_ms();
    sqlite3_stmt *statement = open_floor(&db, path);

    for (unsigned i = 0; i < bench->rows; i++) {
        struct record record = make_record(bench, i, 0);
        char period[PERIOD_TEXT_MAX];
        (void)period_format(record.figure.period, period);
        bind(statement, 1, record.figure.indicator);
        bind(statement, 2, text_of(period));
        bind(statement, 3, record.figure.place);
        bind(statement, 4, record.figure.department);
        bind(statement, 5, record.figure.item);
        (void)sqlite3_bind_int64(statement, 6, record.figure.inspected);
        (void)sqlite3_bind_int64(statement, 7, record.figure.passed);
        (void)sqlite3_bind_null(statement, 8);
        bind(statement, 9, record.figure.note);
        if (sqlite3_step(statement) != SQLITE_DONE) {
            die(sqlite3_errmsg(db));
        }
        (void)sqlite3_reset(statement);
    }
    (void)sqlite3_finalize(statement);
    if (sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK) {
        die(sqlite3_errmsg(db));
    }
    (void)sqlite3_close(db);
    return cpu_ms() - start;
}

/* --- the store --- */

static void open_new(struct bench *bench)
{
    char path[128];
    struct err err;

    store_close(bench->store);
    for (int i = 0; i < 3; i++) {
        static const char *const names[] = {"plumb.db", "plumb.db-wal", "plumb.db-shm"};
        (void)snprintf(path, sizeof(path), "%s/%s", bench->folder, names[i]);
        (void)unlink(path);
    }
    bench->store = store_open(bench->folder, NULL, &err);
    if (!bench->store) {
        die(err.text);
    }
}

/* Which row stands in place `at` of a version: the ways in which ten rows of a sheet change. */
enum change {
    CHANGE_NONE,
    CHANGE_APPEND,
    CHANGE_INSERT,
    CHANGE_DELETE,
    CHANGE_SCATTER,
    CHANGE_SHUFFLE
};

static unsigned rows_of(const struct bench *bench, enum change change)
{
    return bench->rows + (change == CHANGE_APPEND || change == CHANGE_INSERT ? 10 : 0) -
           (change == CHANGE_DELETE ? 10 : 0);
}

static struct record row_of(const struct bench *bench, enum change change, unsigned at)
{
    unsigned tenth = bench->rows / 10;

    switch (change) {
    case CHANGE_NONE:
    case CHANGE_APPEND:
        break;
    case CHANGE_INSERT:
        return at < 10 ? make_record(bench, bench->rows + at, 0) : make_record(bench, at - 10, 0);
    case CHANGE_DELETE:
        return make_record(bench, at < 5 ? at : at + 10, 0);
    case CHANGE_SCATTER:
        return make_record(bench, at, at % tenth == tenth / 2 ? 1 : 0);
    case CHANGE_SHUFFLE:
        /* A step without a common divisor visits every row once. */
        at = (unsigned)((uint64_t)at * 611953 % bench->rows);
        return make_record(bench, at, at % tenth == tenth / 2 ? 1 : 0);
    }
    return make_record(bench, at, 0);
}

static double run_drop(struct bench *bench, const char *file, enum change change, unsigned count)
{
    struct store *store = bench->store;
    struct sheet_summary summary = {.sheet = SHEET_INSPECTIONS, .rows_read = count};
    struct drop_result result;
    struct err err;
    char sha256[65];
    double start = cpu_ms();

    (void)snprintf(sha256, sizeof(sha256), "%064u", ++bench->drops);
    struct drop_info drop = {.file = text_of(file), .sha256 = sha256};
    if (!store_begin(store, &err) || !store_take_begin(store, &drop, &err)) {
        die(err.text);
    }
    struct record_sink sink = store_take_sink(store);
    for (unsigned i = 0; i < count; i++) {
        struct record record = row_of(bench, change, i);
        record.line = i + 2;
        if (!sink.on_record(sink.owner, &record, &err)) {
            die(err.text);
        }
    }
    if (!store_take_end(store, &summary, &result, &err) || !store_commit(store, &err) ||
        !store_checkpoint(store, &err)) {
        die(err.text);
    }
    double taken = cpu_ms() - start;
    if (change != CHANGE_NONE && result.rows_same + 10 < bench->rows) {
        die("more rows changed than should");
    }
    return taken;
}

static bool visit_figure(void *owner, const struct stored_figure *figure, struct err *err)
{
    (void)err;
    *(int64_t *)owner += figure->record.passed + figure->source.line;
    return true;
}

struct reading {
    struct store *store;
    int64_t sum;
};

static bool visit_touched(void *owner, struct text indicator, struct period period, struct err *err)
{
    struct reading *reading = owner;

    return store_each_figure(reading->store, indicator, &period, visit_figure, &reading->sum, err);
}

/* All rows as computing reads them: by indicator and period. */
static double run_reading(struct bench *bench)
{
    struct reading reading = {.store = bench->store};
    struct err err;
    double start = cpu_ms();

    if (!store_each_touched(bench->store, visit_touched, &reading, &err)) {
        die(err.text);
    }
    return cpu_ms() - start;
}

static long peak_kb(void)
{
    struct rusage usage;

    (void)getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

/* --- the tables --- */

static void measure_small(struct bench *bench)
{
    double times[ROUNDS_MAX];
    double cpus[ROUNDS_MAX];
    struct bench small = *bench;

    small.rows = 200;
    for (int i = 0; i < ROUNDS_MAX; i++) {
        int64_t start = clock_monotonic_us();
        char file[32];
        (void)snprintf(file, sizeof(file), "small-%d.csv", i);
        cpus[i] = run_drop(&small, file, CHANGE_NONE, 200);
        bench->drops = small.drops;
        times[i] = (double)(clock_monotonic_us() - start) / 1000.0;
    }
    (void)printf("200-row sheet to commit       %8.2f ms elapsed, %.2f ms CPU (medians)\n",
                 median(times, ROUNDS_MAX), median(cpus, ROUNDS_MAX));
}

static void measure_changes(struct bench *bench, double load)
{
    static const char *const names[] = {"same", "append", "insert", "delete", "scatter", "shuffle"};

    for (enum change change = CHANGE_APPEND; change <= CHANGE_SHUFFLE; change++) {
        double back = run_drop(bench, "a.csv", CHANGE_NONE, bench->rows);
        double taken = run_drop(bench, "a.csv", change, rows_of(bench, change));
        (void)printf("ten rows: %-8s            %8.0f ms   %5.2f of a load (back: %.2f)\n",
                     names[change], taken, taken / load, back / load);
    }
}

int main(int argc, char **argv)
{
    static struct bench bench;
    double floors[ROUNDS_MAX];
    double loads[ROUNDS_MAX];
    double readings[ROUNDS_MAX];
    size_t rounds = argc > 2 ? (size_t)strtoul(argv[2], NULL, 10) : 5;

    bench.rows = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 1000000;
    rounds = rounds < 1 || rounds > ROUNDS_MAX ? 5 : rounds;
    make_names(&bench.names);
    (void)snprintf(bench.folder, sizeof(bench.folder), "bench-store-XXXXXX");
    if (!mkdtemp(bench.folder)) {
        die("no folder");
    }
    for (size_t i = 0; i < rounds; i++) {
        long idle = peak_kb();
        open_new(&bench);
        loads[i] = run_drop(&bench, "a.csv", CHANGE_NONE, bench.rows);
        readings[i] = run_reading(&bench);
        if (i == 0) {
            (void)printf("peak memory over idle         %8ld kB\n", peak_kb() - idle);
        }
        floors[i] = run_floor(&bench);
    }
    double floor = median(floors, rounds);
    double load = median(loads, rounds);
    double reading = median(readings, rounds);
    (void)printf("floor: bind, insert, commit   %8.0f ms\n", floor);
    (void)printf("store: hash, take, commit     %8.0f ms   %5.2f of the floor\n", load,
                 load / floor);
    (void)printf("store: read all by figure     %8.0f ms   %5.2f of the floor\n", reading,
                 reading / floor);
    measure_small(&bench);
    measure_changes(&bench, load);
    (void)printf("peak memory, in all           %8ld kB\n", peak_kb());
    store_close(bench.store);
    return 0;
}
