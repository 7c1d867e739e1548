/* SPDX-License-Identifier: MIT */
#include "app/job.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "app/config.h"
#include "app/job_read.h"
#include "base/clock.h"
#include "base/text.h"
#include "compute/compute.h"
#include "ingest/source.h"
#include "model/board.h"

/* A longer one is not made: no feed would hold it, and whoever needs it gets the whole board. */
enum { PATCH_LEN_MAX = 4 * 1024 * 1024 };

struct worker {
    const struct config *config;
    struct store *store;
    struct compute *compute;
    struct board *board;  /* the published one */
    struct board *former; /* the one before, for as long as the loop may show it; NULL */
    int64_t seq;
    char run[RUN_NAME_MAX];
};

/* ---- life ---------------------------------------------------------------------------------- */

/* Eight letters and digits: two starts of one daemon never share a name. */
static void make_run_name(char out[RUN_NAME_MAX])
{
    static const char letters[] = "abcdefghijkmnpqrstuvwxyz23456789";
    unsigned char bytes[8] = {0};

    if (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes)) {
        int64_t now = clock_utc_ms();
        memcpy(bytes, &now, sizeof(bytes));
    }
    for (size_t i = 0; i < sizeof(bytes); i++) {
        out[i] = letters[bytes[i] % (sizeof(letters) - 1)];
    }
    out[sizeof(bytes)] = '\0';
}

static struct compute *create_compute(const struct config *config, struct err *err)
{
    struct compute_options options = compute_default_options();

    options.title = config->title;
    options.place = config->place;
    options.timezone = config->timezone;
    options.walls = config->walls;
    options.assessment_year = (int)config->assessment_year;
    options.behind_points = -(double)config->behind_pp;
    options.far_behind_points = -(double)config->far_behind_pp;
    options.rounds_half_up = strcmp(config->rounding, "half_up") == 0;
    options.uses_wilson = strcmp(config->interval, "wilson") == 0;
    options.late_days = (int)config->late_days;
    options.revised_days = (int)config->revised_days;
    return compute_create(&options, err);
}

struct worker *worker_create(const struct config *config, struct err *err)
{
    struct store_options store_options = {.office_place = config->place[0] ? config->place : NULL};
    struct worker *worker = calloc(1, sizeof(*worker));

    if (!worker) {
        err_set(err, ERR_NO_MEMORY, "worker");
        return NULL;
    }
    worker->config = config;
    make_run_name(worker->run);
    worker->store = store_open(config->state, &store_options, err);
    worker->compute = worker->store ? create_compute(config, err) : NULL;
    if (!worker->compute) {
        worker_destroy(worker);
        return NULL;
    }
    return worker;
}

void worker_destroy(struct worker *worker)
{
    if (worker) {
        board_release(worker->former);
        board_release(worker->board);
        compute_destroy(worker->compute);
        store_close(worker->store);
        free(worker);
    }
}

const char *worker_run(const struct worker *worker)
{
    return worker->run;
}

struct each_file {
    bool (*visit)(void *owner, const char *name, const struct file_identity *identity,
                  struct err *err);
    void *owner;
};

static bool on_stored_file(void *owner, const struct stored_version *version, struct err *err)
{
    const struct each_file *each = owner;

    if (version->state == DROP_WITHDRAWN) {
        return true;
    }
    char *name = text_dup(version->file);
    if (!name) {
        return err_set(err, ERR_NO_MEMORY, "file name");
    }
    bool ok = each->visit(each->owner, name, &version->identity, err);
    free(name);
    return ok;
}

bool worker_each_file(struct worker *worker,
                      bool (*visit)(void *owner, const char *name,
                                    const struct file_identity *identity, struct err *err),
                      void *owner, struct err *err)
{
    struct each_file each = {visit, owner};

    return store_each_file(worker->store, on_stored_file, &each, err);
}

/* ---- the next board ------------------------------------------------------------------------ */

struct publishing {
    struct worker *worker;
    struct job *job;
    struct board *next;
};

static bool on_moved(void *owner, struct text indicator, const struct moved_figure *moved,
                     size_t count, struct err *err)
{
    struct publishing *publishing = owner;
    struct job *job = publishing->job;

    return store_put_moved(publishing->worker->store, job->drop.drop_id, indicator, moved, count,
                           job->at_utc_ms, err);
}

static bool on_whole_wanted(void *owner, const struct text_sink *out, struct err *err)
{
    const struct publishing *publishing = owner;

    return board_write_json(publishing->next, out, err);
}

static bool compute_board(struct publishing *publishing, struct err *err)
{
    static const struct compute_events events = {.on_moved = on_moved};
    struct worker *worker = publishing->worker;
    struct job *job = publishing->job;
    struct store_counts counts = {0};
    struct buffer refused = {0};
    bool ok = store_read_counts(worker->store, &counts, &refused, err);

    if (ok) {
        struct compute_inbox inbox = {
            .is_available = job->is_inbox_available,
            .taken = counts.taken,
            .partial = counts.partial,
            .refused = counts.refused,
            .waiting = job->waiting,
            .last_taken_utc_ms = counts.last_taken_utc_ms,
            .last_refused_file = refused.len > 0 ? refused.bytes : NULL,
            .last_refused_utc_ms = counts.last_refused_utc_ms,
        };
        ok = worker->board && !job->new_config
                 ? compute_next(worker->compute, worker->store, worker->board, job->at_utc_ms,
                                &inbox, &events, publishing, &publishing->next, err)
                 : compute_full(worker->compute, worker->store, job->at_utc_ms, &inbox,
                                &publishing->next, err);
    }
    buffer_finish(&refused);
    return ok;
}

/* Records the board that is about to be shown, if it differs from the present one. */
static bool record_board(struct publishing *publishing, bool *is_new, struct err *err)
{
    struct worker *worker = publishing->worker;
    struct job *job = publishing->job;
    bool is_empty = false;

    *is_new = true;
    if (worker->board) {
        if (!board_append_patch(worker->board, publishing->next, PATCH_LEN_MAX, &job->patch,
                                &is_empty)) {
            return err_set(err, ERR_NO_MEMORY, "patch");
        }
        *is_new = !is_empty;
    }
    if (!*is_new) {
        return true;
    }
    struct publication publication = {
        .run = text_of(worker->run),
        .seq = worker->seq + 1,
        .at_utc_ms = job->at_utc_ms,
        .patch = buffer_text(&job->patch),
    };
    return store_put_publication(worker->store, &publication, on_whole_wanted, publishing, err);
}

/* Once before the board is made, which says when its figures were taken, and once when it is known
 * how long that took. */
static bool set_times(struct worker *worker, const struct job *job, struct err *err)
{
    return !job->has_drop ||
           store_set_times(worker->store, job->drop.drop_id, job->at_utc_ms, job->took_ms, err);
}

/* The second half of every job: the board that follows, recorded, committed, and only then shown
 * (P2, P4, P5). */
static bool publish_and_commit(struct worker *worker, struct job *job, int64_t began_ms,
                               struct err *err)
{
    struct publishing publishing = {.worker = worker, .job = job};
    bool is_new = false;

    job->at_utc_ms = clock_utc_ms();
    bool ok = set_times(worker, job, err) && compute_board(&publishing, err) &&
              record_board(&publishing, &is_new, err);
    job->took_ms = clock_monotonic_ms() - began_ms;
    ok = ok && set_times(worker, job, err);
    ok = ok && store_commit(worker->store, err);
    if (ok && is_new) {
        worker->former = worker->board;
        worker->board = board_share(publishing.next);
        worker->seq++;
        job->seq = worker->seq;
        job->board = board_share(publishing.next);
    }
    board_release(publishing.next);
    job->next_due_ms = compute_next_due(worker->board, job->at_utc_ms);
    return ok;
}

/* ---- taking a file ------------------------------------------------------------------------- */

static bool take_in_transaction(struct worker *worker, struct job *job, struct source *source,
                                const struct err *unreadable, struct err *err)
{
    int64_t began_ms = clock_monotonic_ms();
    struct sheet_summary summary = {0};
    bool is_unwhole = false;
    struct drop_info drop = {
        .file = text_of(job->name),
        .sha256 = source ? source_sha256(source) : "",
        .identity = job->identity,
        .seen_utc_ms = job->seen_utc_ms,
        .folder_place = name_first_folder(job->name),
        .is_strict = worker->config->strict,
    };

    if (!store_take_begin(worker->store, &drop, err) ||
        !job_read_rows(worker->store, worker->config, job, source, unreadable, &summary,
                       &is_unwhole, err)) {
        return false;
    }
    if (is_unwhole && !job->is_last_look) {
        job->outcome = JOB_UNWHOLE;
        return true;
    }
    job->has_drop = true;
    job->outcome = JOB_DONE;
    return store_take_end(worker->store, &summary, &job->drop, err) &&
           publish_and_commit(worker, job, began_ms, err);
}

/* One transaction, or nothing: whatever is not committed is rolled back. */
static bool in_transaction(struct worker *worker, struct job *job, struct source *source,
                           const struct err *unreadable,
                           bool (*work)(struct worker *worker, struct job *job,
                                        struct source *source, const struct err *unreadable,
                                        struct err *err),
                           struct err *err)
{
    if (!store_begin(worker->store, err)) {
        return false;
    }
    bool ok = work(worker, job, source, unreadable, err);
    if (!ok || job->outcome != JOB_DONE) {
        store_rollback(worker->store);
    }
    return ok;
}

static bool is_missing(const struct job *job, const char *name)
{
    for (size_t i = 0; i < job->missing_count; i++) {
        if (strcmp(job->missing[i], name) == 0) {
            return true;
        }
    }
    return false;
}

static bool rename_in_transaction(struct worker *worker, struct job *job, struct source *source,
                                  const struct err *unreadable, struct err *err)
{
    int64_t began_ms = clock_monotonic_ms();
    struct drop_info drop = {
        .file = text_of(job->name),
        .sha256 = source_sha256(source),
        .identity = job->identity,
        .seen_utc_ms = job->seen_utc_ms,
        .folder_place = name_first_folder(job->name),
    };
    (void)unreadable;

    job->outcome = JOB_DONE;
    return store_rename(worker->store, text_of(job->renamed_from), &drop, &job->drop.drop_id,
                        err) &&
           publish_and_commit(worker, job, began_ms, err);
}

static bool note_seen_in_transaction(struct worker *worker, struct job *job, struct source *source,
                                     const struct err *unreadable, struct err *err)
{
    int64_t began_ms = clock_monotonic_ms();
    struct drop_info drop = {
        .file = text_of(job->name),
        .sha256 = source_sha256(source),
        .identity = job->identity,
        .seen_utc_ms = job->seen_utc_ms,
    };
    (void)unreadable;

    job->outcome = JOB_DONE;
    return store_note_seen(worker->store, &drop, err) &&
           publish_and_commit(worker, job, began_ms, err);
}

/* The same content under this name, or under one that is gone now, is no new drop (P3). */
static bool take_content(struct worker *worker, struct job *job, struct source *source,
                         struct err *err)
{
    bool is_same = false;
    struct buffer other = {0};
    struct text file = text_of(job->name);

    if (!store_is_same_content(worker->store, file, source_sha256(source), &is_same, err)) {
        return false;
    }
    if (is_same) {
        job->outcome = JOB_NOTHING;
        return job->is_check ||
               in_transaction(worker, job, source, NULL, note_seen_in_transaction, err);
    }
    bool ok = store_find_same_content(worker->store, file, source_sha256(source), &other, err);
    if (ok && other.len > 0 && is_missing(job, other.bytes)) {
        job->renamed_from = text_dup(buffer_text(&other));
        ok = job->renamed_from || err_set(err, ERR_NO_MEMORY, "rename");
    }
    buffer_finish(&other);
    return ok &&
           in_transaction(worker, job, source, NULL,
                          job->renamed_from ? rename_in_transaction : take_in_transaction, err);
}

static bool is_known_unread(struct worker *worker, const struct job *job, bool *is_known,
                            struct err *err)
{
    return store_knows_identity(worker->store, text_of(job->name), &job->identity, is_known, err);
}

static bool take(struct worker *worker, struct job *job, struct err *err)
{
    char path[4096];
    struct err why = {0};
    bool is_known = false;
    struct source_options options = {.max_bytes = (uint64_t)worker->config->max_file_mb << 20,
                                     .temp_dir = worker->config->state};

    if (snprintf(path, sizeof(path), "%s/%s", worker->config->inbox, job->open_path) >=
        (int)sizeof(path)) {
        return err_set(err, ERR_LIMIT, "路径太长 (path too long)");
    }
    struct source *source = source_open(AT_FDCWD, path, &options, &why);
    if (source) {
        bool ok = take_content(worker, job, source, err);
        source_close(source);
        return ok;
    }
    job->outcome = why.kind == ERR_CHANGED ? JOB_CHANGED : JOB_NOTHING;
    if (why.kind == ERR_NOT_FOUND || why.kind == ERR_CHANGED) {
        return true;
    }
    if (why.kind == ERR_FULL || why.kind == ERR_NO_MEMORY || why.kind == ERR_BUSY) {
        *err = why;
        return false;
    }
    job->is_unread = why.kind == ERR_IO;
    if (!is_known_unread(worker, job, &is_known, err)) {
        return false;
    }
    /* A file that cannot even be copied is refused with a receipt. */
    return is_known || in_transaction(worker, job, NULL, &why, take_in_transaction, err);
}

/* ---- the other jobs ------------------------------------------------------------------------ */

static bool withdraw_in_transaction(struct worker *worker, struct job *job, struct source *source,
                                    const struct err *unreadable, struct err *err)
{
    int64_t began_ms = clock_monotonic_ms();
    (void)source;
    (void)unreadable;

    job->outcome = JOB_DONE;
    job->has_drop = true;
    return store_withdraw(worker->store, text_of(job->name), clock_utc_ms(), &job->drop, err) &&
           publish_and_commit(worker, job, began_ms, err);
}

static bool refresh_in_transaction(struct worker *worker, struct job *job, struct source *source,
                                   const struct err *unreadable, struct err *err)
{
    (void)source;
    (void)unreadable;

    job->outcome = JOB_DONE;
    return publish_and_commit(worker, job, clock_monotonic_ms(), err);
}

static bool take_settings(struct worker *worker, const struct config *config, struct err *err)
{
    struct compute *compute = create_compute(config, err);

    if (!compute) {
        return false;
    }
    compute_destroy(worker->compute);
    worker->compute = compute;
    worker->config = config;
    return true;
}

/* The board that is shown, put down whole. */
static bool write_board_in_transaction(struct worker *worker, struct job *job,
                                       struct source *source, const struct err *unreadable,
                                       struct err *err)
{
    struct publishing publishing = {.worker = worker, .next = worker->board};
    (void)source;
    (void)unreadable;

    job->outcome = JOB_DONE;
    return store_put_whole_board(worker->store, text_of(worker->run), worker->seq, on_whole_wanted,
                                 &publishing, err) &&
           store_commit(worker->store, err);
}

static bool tidy(struct worker *worker, struct job *job, struct err *err)
{
    bool ok = !store_wants_whole_board(worker->store) ||
              in_transaction(worker, job, NULL, NULL, write_board_in_transaction, err);

    return ok && store_checkpoint(worker->store, err);
}

static bool run(struct worker *worker, struct job *job, struct err *err)
{
    if (job->lacks_missing) {
        return err_set(err, ERR_NO_MEMORY, "内存不足 (out of memory)");
    }
    switch (job->kind) {
    case JOB_TAKE:
        return take(worker, job, err);
    case JOB_WITHDRAW:
        return in_transaction(worker, job, NULL, NULL, withdraw_in_transaction, err);
    case JOB_START:
    case JOB_REFRESH:
        return (!job->new_config || take_settings(worker, job->new_config, err)) &&
               in_transaction(worker, job, NULL, NULL, refresh_in_transaction, err);
    case JOB_TIDY:
        return tidy(worker, job, err);
    }
    return err_set(err, ERR_INTERNAL, "job");
}

/* Before a job runs, the board of the one before is shown: nobody else holds the former one, but
 * for an answer that is being written. */
static void free_former(struct worker *worker)
{
    board_release(worker->former);
    worker->former = NULL;
}

static enum job_rest rest_of(const struct worker *worker)
{
    enum store_wal wal = store_wal(worker->store);
    bool has_rest =
        wal == STORE_WAL_LONG || worker->former || store_wants_whole_board(worker->store);

    return wal == STORE_WAL_TOO_LONG ? JOB_REST_MUCH : has_rest ? JOB_REST_SOME : JOB_REST_NONE;
}

void job_run(struct worker *worker, struct job *job)
{
    free_former(worker);
    job->outcome = run(worker, job, &job->err) ? job->outcome : JOB_FAILED;
    job->rest = rest_of(worker);
}
