/* SPDX-License-Identifier: MIT */
/*
 * Keeps what was dropped: files, versions, rows, faults, aggregates and published boards.
 *
 * One SQLite database in WAL mode with synchronous=FULL. Exactly one connection writes and
 * checkpoints (store_open); every other one only reads (store_open_reader).
 *
 * Rows are temporal: a row is valid from the drop that brought it until the drop that no longer
 * has it, so no version is ever lost and a new version writes only what differs. The difference
 * is a multiset difference of what rows say, in which the line does not count; the lines are kept
 * beside, so that a row that merely moved is still found at its line of the file's newest version.
 * Rows that are known by their bytes need not be read for that (store_known_rows).
 *
 * A job is: store_begin; one of take/withdraw/nothing; the computing that reads and writes
 * aggregates; store_put_publication; store_commit. Whatever fails in between ends in
 * store_rollback and leaves nothing behind (P2, P3, P4).
 */
#ifndef PLUMB_STORE_STORE_H
#define PLUMB_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/text.h"
#include "model/file_identity.h"
#include "model/known_rows.h"
#include "model/record.h"

struct err;
struct store;

struct store_options {
    const char *office_place; /* --place; NULL: none */
};

/* Opens, creates or migrates the database <state_dir>/plumb.db for writing. ERR_NEWER if a newer
 * Plumb wrote it, ERR_BUSY if another daemon has it open, ERR_FORMAT if it is damaged. */
struct store *store_open(const char *state_dir, const struct store_options *options,
                         struct err *err);

/* Opens it only for reading: its reads see the newest commit at the time of each call. */
struct store *store_open_reader(const char *state_dir, const struct store_options *options,
                                struct err *err);

/* Accepts NULL. Rolls an open job back. The last one to close leaves no WAL behind. */
void store_close(struct store *store);

/* Writes a consistent copy into a new file beside a running writer. ERR_IO if `path` exists. */
bool store_backup(struct store *store, const char *path, struct err *err);

/* ---- a job ---------------------------------------------------------------------------- */

bool store_begin(struct store *store, struct err *err);
bool store_commit(struct store *store, struct err *err);
void store_rollback(struct store *store);

/* A commit only appends to the WAL. Between jobs store_checkpoint brings its pages into the
 * database, so that the next commit writes it from its beginning again, and cuts its file if that
 * has become too long; it does nothing while the WAL is short. A reader in the middle of an answer
 * may keep a part of it for the next time. */
enum store_wal {
    STORE_WAL_SHORT,
    STORE_WAL_LONG,    /* from STORE_WAL_LONG_PAGES on: when there is nothing else to do */
    STORE_WAL_TOO_LONG /* from STORE_WAL_MAX_PAGES on: now */
};
enum { STORE_WAL_LONG_PAGES = 1000, STORE_WAL_MAX_PAGES = 4096 }; /* of 4 KiB */
enum store_wal store_wal(const struct store *store);
bool store_checkpoint(struct store *store, struct err *err);

/* The states of a file's newest version; the names are those of the receipt. settling and queued
 * are states of the watch and never stored. */
enum drop_state { DROP_TAKEN, DROP_PARTIAL, DROP_UNCHANGED, DROP_REFUSED, DROP_WITHDRAWN };
const char *drop_state_name(enum drop_state state);

struct drop_info {
    struct text file;   /* path below the inbox, `/` between folders, NFC */
    const char *sha256; /* 64 hex digits */
    struct file_identity identity;
    int64_t seen_utc_ms;
    struct text folder_place; /* place of rows without one: the first subfolder; "" */
    bool is_strict;           /* one faulty row refuses the whole */
};

/* What the store already knows of this content under this name: the newest version has the same
 * hash and is not withdrawn. Then only seen_at is to be noted: store_note_seen. */
bool store_is_same_content(struct store *store, struct text file, const char *sha256, bool *is_same,
                           struct err *err);
bool store_note_seen(struct store *store, const struct drop_info *drop, struct err *err);

/* True if the newest version of `file` was taken from exactly this identity. */
bool store_knows_identity(struct store *store, struct text file,
                          const struct file_identity *identity, bool *is_known, struct err *err);

/* Gives the file's history to a new name: same content, the old name is gone from the folder.
 * *drop_id: the version in force, to which all is put down that moves with the file. */
bool store_rename(struct store *store, struct text from, const struct drop_info *drop,
                  int64_t *drop_id, struct err *err);

/* The name of a not withdrawn file with this content other than `file`, appended to *name. Empty if
 * there is none. */
bool store_find_same_content(struct store *store, struct text file, const char *sha256,
                             struct buffer *name, struct err *err);

/* Takes a new version. Begin, hand the reader the sink, end. store_take_end decides: refused
 * (summary says so, or strict with a fault): the rows of this version are undone, the receipt and
 * its faults stay, the last good version remains in force. Else the version's rows replace those
 * of the former one; a row that was set aside keeps the former good rows in force that agree with
 * all that could be read of its key. */
bool store_take_begin(struct store *store, const struct drop_info *drop, struct err *err);
struct record_sink store_take_sink(struct store *store);

/* The rows of the version in force, to be known again by their bytes; for the drop that was begun.
 * What the reader finds out with it, it need not hand to the sink. */
bool store_known_rows(struct store *store, struct known_rows *rows, struct err *err);

/* The drop begins again, and no row is known by its bytes: for the reader that says so. */
bool store_take_again(struct store *store, struct err *err);

struct drop_result {
    int64_t drop_id;
    uint32_t version;
    enum drop_state state;
    uint32_t rows_new;
    uint32_t rows_changed; /* a row of the same key with other content */
    uint32_t rows_same;
    uint32_t rows_removed;
};
bool store_take_end(struct store *store, const struct sheet_summary *summary,
                    struct drop_result *result, struct err *err);

/* The file is gone from the folder: its rows are no longer in force. */
bool store_withdraw(struct store *store, struct text file, int64_t at_utc_ms,
                    struct drop_result *result, struct err *err);

/* Last words of a drop, before the commit: what it moved and how long it took. Of figures that come
 * or go the first STORE_MOVED_MAX are put down and the rest is counted. */
enum { STORE_MOVED_MAX = 1000 };
struct moved_figure {
    struct text indicator; /* board key */
    struct text period;
    struct text from; /* display before; "" for a figure that is new */
    struct text to;   /* display now; "" for one that is gone */
    bool is_revision; /* the same period had another value before */
};
/* Figures of the indicator of that name, and of one period. */
bool store_put_moved(struct store *store, int64_t drop_id, struct text indicator,
                     const struct moved_figure *moved, size_t count, int64_t at_utc_ms,
                     struct err *err);
/* The same for a figure that is not described: true, and it is counted, if it would not be put
 * down. False: to be put down. */
bool store_skip_moved(struct store *store, struct text from, struct text to);
bool store_set_times(struct store *store, int64_t drop_id, int64_t taken_utc_ms, int64_t took_ms,
                     struct err *err);

/* What this job has touched since store_begin, for computing: pairs of indicator and period whose
 * rows changed; targets, campaigns (activities, plans, calendar) and places as a whole. Faults and
 * doubts count as touching the indicator they name. */
struct store_touched {
    bool targets;   /* some target rows changed */
    bool campaigns; /* activities, plans or the calendar changed */
    bool places;    /* the tree or an alias changed: everything is to be computed again */
};
struct store_touched store_touched(const struct store *store);
bool store_each_touched(struct store *store,
                        bool (*visit)(void *owner, struct text indicator, struct period period,
                                      struct err *err),
                        void *owner, struct err *err);

/* The indicators of which target rows changed, each once. */
bool store_each_touched_target(struct store *store,
                               bool (*visit)(void *owner, struct text indicator, struct err *err),
                               void *owner, struct err *err);

/* All rows that were in force of its file when that drop was taken, in no order; places as
 * written, no lines. No version is ever lost. */
bool store_each_record_of(struct store *store, int64_t drop_id,
                          bool (*visit)(void *owner, const struct record *record, struct err *err),
                          void *owner, struct err *err);

/* ---- reading rows: only rows in force ------------------------------------------------- */

/* Where a row stands. Texts are borrowed until the callback returns. */
struct row_source {
    struct text file;
    uint32_t version; /* the file's newest version that holds the row */
    uint32_t line;    /* in that version */
    int32_t cell_index;
    int64_t file_id;
    int64_t taken_utc_ms; /* of the version that brought the row's content */
    int64_t drop_order;   /* larger is newer: which file counts */
};

/* Places are resolved in what follows: alias and code to the name, blank to the folder's place
 * or the office's. Visitors return false (and fill err) to stop with that failure. */
struct stored_figure {
    struct figure_record record;
    struct row_source source;
};

/* All rows of the indicator, or of one period of it (period NULL: all), by place, item,
 * department, level, then from the oldest drop to the newest. */
bool store_each_figure(struct store *store, struct text indicator, const struct period *period,
                       bool (*visit)(void *owner, const struct stored_figure *figure,
                                     struct err *err),
                       void *owner, struct err *err);

/* The distinct indicators and periods with rows in force. */
bool store_each_indicator_period(struct store *store,
                                 bool (*visit)(void *owner, struct text indicator,
                                               struct period period, struct err *err),
                                 void *owner, struct err *err);

struct stored_target {
    struct target_record record;
    struct row_source source;
};
/* indicator empty: all. */
bool store_each_target(struct store *store, struct text indicator,
                       bool (*visit)(void *owner, const struct stored_target *target,
                                     struct err *err),
                       void *owner, struct err *err);

struct stored_activity {
    struct activity_record record;
    struct row_source source;
};
bool store_each_activity(struct store *store,
                         bool (*visit)(void *owner, const struct stored_activity *activity,
                                       struct err *err),
                         void *owner, struct err *err);

struct stored_plan {
    struct plan_record record;
    struct row_source source;
};
bool store_each_plan(struct store *store,
                     bool (*visit)(void *owner, const struct stored_plan *plan, struct err *err),
                     void *owner, struct err *err);

/* Plans that were in force before and no longer are, with the time they held: a plan that changed
 * in the middle shows as a step. */
struct past_plan {
    struct text campaign;
    int32_t year;
    struct text metric;
    struct text place;
    struct amount planned;
    int64_t from_utc_ms;
    int64_t to_utc_ms;
};
bool store_each_past_plan(struct store *store,
                          bool (*visit)(void *owner, const struct past_plan *plan, struct err *err),
                          void *owner, struct err *err);

/* Activities that were in force before and no longer are, with the time they came: one that is
 * corrected came when it was first entered. source has file, file_id and taken_utc_ms only. */
bool store_each_past_activity(struct store *store,
                              bool (*visit)(void *owner, const struct stored_activity *activity,
                                            struct err *err),
                              void *owner, struct err *err);

struct stored_place {
    struct place_record record;
    struct row_source source;
};
bool store_each_place(struct store *store,
                      bool (*visit)(void *owner, const struct stored_place *place, struct err *err),
                      void *owner, struct err *err);

struct stored_calendar {
    struct calendar_record record;
    struct text place; /* of the file's folder, or the office's; "" */
    struct row_source source;
};
bool store_each_calendar(struct store *store,
                         bool (*visit)(void *owner, const struct stored_calendar *entry,
                                       struct err *err),
                         void *owner, struct err *err);

/* The names in the 地区 sheets (names, codes and aliases) and the places that rows name: for wide
 * headers. */
bool store_each_place_word(struct store *store,
                           bool (*visit)(void *owner, struct text word, struct err *err),
                           void *owner, struct err *err);

/* Faults and warnings of the newest versions that name a figure: what is 待核实 about it by its own
 * files. indicator empty: all. `fault` is complete, texts borrowed. */
bool store_each_doubt(struct store *store, struct text indicator,
                      bool (*visit)(void *owner, const struct fault *fault,
                                    const struct row_source *source, struct err *err),
                      void *owner, struct err *err);

/* ---- aggregates: what computing made of the rows, one a series and period -------------------- */

/* A series is an indicator at a place, as a whole (item "") or of one item of it. */
struct aggregate {
    struct text indicator;
    struct text place;
    struct text item;
    struct period period;
    enum presence presence;
    bool has_counts;
    int64_t passed;
    int64_t inspected;
    bool has_amount;
    struct amount amount; /* as shown: unit, qualifier, display */
    int64_t updated_utc_ms;
    struct text detail; /* bytes of computing's own */
};

/* Puts all aggregates of one indicator and period in place of those that were there; none removes
 * them. Of each, indicator and period are not looked at. Nothing is written if nothing differs. */
bool store_put_aggregates(struct store *store, struct text indicator, struct period period,
                          const struct aggregate *aggregates, size_t count, struct err *err);

/* All periods of one series, newest first (period_compare_newest_first). limit 0: all. The visitor
 * may not write aggregates. Place and item that it is given are those of the caller. */
bool store_each_aggregate(struct store *store, struct text indicator, struct text place,
                          struct text item, size_t limit,
                          bool (*visit)(void *owner, const struct aggregate *aggregate,
                                        struct err *err),
                          void *owner, struct err *err);

/* All aggregates of one indicator and period, in the order in which they were put. */
bool store_each_aggregate_of(struct store *store, struct text indicator, struct period period,
                             bool (*visit)(void *owner, const struct aggregate *aggregate,
                                           struct err *err),
                             void *owner, struct err *err);

/* The series of one indicator that have an aggregate in any period, each once. */
bool store_each_series(struct store *store, struct text indicator,
                       bool (*visit)(void *owner, struct text place, struct text item,
                                     struct err *err),
                       void *owner, struct err *err);

/* ---- what staff and pages ask ------------------------------------------------------------- */

struct move {
    struct moved_figure figure;
    int64_t at_utc_ms;
    struct text file; /* that was dropped */
    uint32_t version;
};
typedef bool visit_moved(void *owner, const struct move *move, struct err *err);

/* What a drop moved, in the order in which it was put. */
bool store_each_moved(struct store *store, int64_t drop_id, visit_moved *visit, void *owner,
                      struct err *err);

/* The newest figures that moved, since then; the newest moves of one board key of the indicator of
 * that name; and the revisions of any of its figures since then. Newest first. */
bool store_each_moved_since(struct store *store, int64_t since_utc_ms, size_t limit,
                            visit_moved *visit, void *owner, struct err *err);
bool store_each_moved_of(struct store *store, struct text indicator, struct text key, size_t limit,
                         visit_moved *visit, void *owner, struct err *err);
bool store_each_revision(struct store *store, struct text indicator, int64_t since_utc_ms,
                         visit_moved *visit, void *owner, struct err *err);

struct stored_version {
    struct text file;
    uint32_t version; /* from 1 */
    enum drop_state state;
    const char *sha256;
    struct text sheet; /* name; "" if not recognised */
    struct text encoding;
    bool has_bom;
    struct text delimiter;
    struct text decoded_sample;
    uint32_t header_line;
    uint32_t rows_read;
    uint32_t rows_new;
    uint32_t rows_changed;
    uint32_t rows_same;
    uint32_t rows_removed;
    uint32_t rows_faulty;
    uint32_t fault_count;
    uint32_t warning_count;
    uint32_t moved_count; /* those that store_each_moved lists, and the rest */
    int64_t size;
    int64_t seen_utc_ms;
    int64_t taken_utc_ms; /* 0: not taken */
    int64_t took_ms;
    int64_t drop_id;
    struct file_identity identity;
};
/* The newest version of every file, by name. */
bool store_each_file(struct store *store,
                     bool (*visit)(void *owner, const struct stored_version *version,
                                   struct err *err),
                     void *owner, struct err *err);

/* How many files (not withdrawn) have which state; unchanged counts as taken. The newest refused
 * one, if its newest version is still refused, is appended to *last_refused_file. */
struct store_counts {
    uint32_t taken;
    uint32_t partial;
    uint32_t refused;
    int64_t last_taken_utc_ms;   /* 0: never */
    int64_t last_refused_utc_ms; /* 0: none */
};
bool store_read_counts(struct store *store, struct store_counts *counts,
                       struct buffer *last_refused_file, struct err *err);

/* All versions of one file, newest first; a version number other than 0 gives only that one. */
bool store_each_version(struct store *store, struct text file, uint32_t version,
                        bool (*visit)(void *owner, const struct stored_version *version,
                                      struct err *err),
                        void *owner, struct err *err);

/* Faults (warnings or not) of a drop, in file order. */
bool store_each_fault(struct store *store, int64_t drop_id, bool warnings,
                      bool (*visit)(void *owner, const struct fault *fault, struct err *err),
                      void *owner, struct err *err);

/* ---- published boards ------------------------------------------------------------------- */

/* Records a board that is about to be shown: as the patch from the one before, or whole where there
 * is none. `whole` is asked for it then, twice, and writes the same each time: first its length is
 * taken. */
struct publication {
    struct text run;
    int64_t seq;
    int64_t at_utc_ms;
    struct text patch; /* RFC 7396; "" for the first board of a run, or if it would be too long */
};
bool store_put_publication(struct store *store, const struct publication *publication,
                           bool (*whole)(void *owner, const struct text_sink *out, struct err *err),
                           void *owner, struct err *err);

/* Whether the chain of patches has grown long: then the newest board should be put down whole, when
 * nobody waits for it, in a job of its own. It takes the place of its patch. */
bool store_wants_whole_board(const struct store *store);
bool store_put_whole_board(struct store *store, struct text run, int64_t seq,
                           bool (*whole)(void *owner, const struct text_sink *out, struct err *err),
                           void *owner, struct err *err);

/* The board as it stood at that moment, appended to *board as JSON, and its run and seq.
 * ERR_NOT_FOUND before the first board. */
bool store_read_board_at(struct store *store, int64_t at_utc_ms, struct buffer *board,
                         struct buffer *run, int64_t *seq, struct err *err);

#endif
