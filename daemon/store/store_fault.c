/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "base/err.h"
#include "store/store_take.h"

static bool no_memory(struct err *err)
{
    return err_set(err, ERR_NO_MEMORY, "faults of a file");
}

/* --- a list of faults that owns its texts --- */

static bool copy_texts(struct fault_list *list, struct fault *fault)
{
    struct text *const texts[] = {&fault->column,    &fault->cell,  &fault->first, &fault->second,
                                  &fault->indicator, &fault->place, &fault->item,  &fault->period};

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        if (!arena_copy(&list->texts, *texts[i], texts[i])) {
            return false;
        }
    }
    return true;
}

bool faults_add(struct fault_list *list, const struct fault *fault, struct err *err)
{
    struct fault copy = *fault;

    if (list->count == list->capacity) {
        size_t capacity = list->capacity == 0 ? 16 : list->capacity * 2;
        struct fault *faults = realloc(list->faults, capacity * sizeof(*faults));
        if (!faults) {
            return no_memory(err);
        }
        list->faults = faults;
        list->capacity = capacity;
    }
    if (!copy_texts(list, &copy)) {
        return no_memory(err);
    }
    list->faults[list->count++] = copy;
    return true;
}

void faults_finish(struct fault_list *list)
{
    free(list->faults);
    arena_finish(&list->texts);
    *list = (struct fault_list){0};
}

/* --- writing --- */

static bool write_fault(struct store *store, const struct fault *fault, int64_t drop_id,
                        int64_t seq, struct err *err)
{
    sqlite3_stmt *statement =
        statement_take(&store->statements, statement_sql("insert-fault"), err);

    if (!statement) {
        return false;
    }
    bind_integer(statement, 1, drop_id);
    bind_integer(statement, 2, fault->is_warning);
    bind_integer(statement, 3, seq);
    bind_text(statement, 4, text_of(fault_kind_name(fault->kind)));
    bind_integer(statement, 5, fault->line);
    bind_integer(statement, 6, fault->cell_index);
    bind_integer(statement, 7, fault->byte);
    bind_text(statement, 8, fault->column);
    bind_text(statement, 9, fault->cell);
    bind_text(statement, 10, fault->first);
    bind_text(statement, 11, fault->second);
    bind_text(statement, 12, fault->indicator);
    bind_text(statement, 13, fault->place);
    bind_text(statement, 14, fault->item);
    bind_text(statement, 15, fault->period);
    return statement_finish(&store->statements, statement, err);
}

bool faults_write(struct store *store, const struct fault_list *list, int64_t drop_id,
                  struct err *err)
{
    for (size_t i = 0; i < list->count; i++) {
        if (!write_fault(store, &list->faults[i], drop_id, (int64_t)i, err)) {
            return false;
        }
    }
    return true;
}

/* --- reading --- */

/* The columns of both queries, from kind on. */
static bool read_fault(sqlite3_stmt *statement, struct fault *fault, struct err *err)
{
    struct text kind = column_text(statement, 1);

    *fault = (struct fault){
        .is_warning = column_integer(statement, 0) != 0,
        .line = column_count(statement, 2),
        .cell_index = (int32_t)column_integer(statement, 3),
        .byte = column_integer(statement, 4),
        .column = column_text(statement, 5),
        .cell = column_text(statement, 6),
        .first = column_text(statement, 7),
        .second = column_text(statement, 8),
        .indicator = column_text(statement, 9),
        .place = column_text(statement, 10),
        .item = column_text(statement, 11),
        .period = column_text(statement, 12),
    };
    return fault_kind_from_name(kind, &fault->kind) ||
           err_set(err, ERR_FORMAT, "数据库中有未知的问题类型 (a stored fault of an unknown kind)");
}

bool store_each_fault(struct store *store, int64_t drop_id, bool warnings,
                      bool (*visit)(void *owner, const struct fault *fault, struct err *err),
                      void *owner, struct err *err)
{
    bool has_row = true;

    if (!store_read_begin(store, err)) {
        return false;
    }
    sqlite3_stmt *statement = statement_take(&store->statements, statement_sql("faults"), err);
    bool ok = statement != NULL;
    if (ok) {
        bind_integer(statement, 1, drop_id);
        bind_integer(statement, 2, warnings);
    }
    while (ok && has_row) {
        struct fault fault;
        ok = statement_step(statement, &has_row, err);
        if (ok && has_row) {
            ok = read_fault(statement, &fault, err) && visit(owner, &fault, err);
        }
    }
    statement_give(&store->statements, statement);
    store_read_end(store);
    return ok;
}

static bool visit_doubt(struct store *store, sqlite3_stmt *statement,
                        bool (*visit)(void *owner, const struct fault *fault,
                                      const struct row_source *source, struct err *err),
                        void *owner, struct err *err)
{
    struct fault fault;
    struct source_file file;

    if (!read_fault(statement, &fault, err) ||
        !source_file(store, column_integer(statement, 13), &file, err) ||
        !source_place(store, &file, fault.place, &fault.place, err)) {
        return false;
    }
    struct row_source source = {
        .file = file.name,
        .version = column_count(statement, 14),
        .line = fault.line,
        .cell_index = fault.cell_index,
        .file_id = file.id,
        .taken_utc_ms = column_integer(statement, 15),
        .drop_order = column_integer(statement, 16),
    };
    return visit(owner, &fault, &source, err);
}

bool store_each_doubt(struct store *store, struct text indicator,
                      bool (*visit)(void *owner, const struct fault *fault,
                                    const struct row_source *source, struct err *err),
                      void *owner, struct err *err)
{
    bool has_row = true;

    if (!store_read_begin(store, err)) {
        return false;
    }
    const char *sql = statement_sql(indicator.len > 0 ? "doubts-of-indicator" : "doubts");
    sqlite3_stmt *statement = statement_take(&store->statements, sql, err);
    bool ok = statement != NULL;
    if (ok && indicator.len > 0) {
        bind_text(statement, 1, indicator);
    }
    while (ok && has_row) {
        ok = statement_step(statement, &has_row, err);
        if (ok && has_row) {
            ok = visit_doubt(store, statement, visit, owner, err);
        }
    }
    statement_give(&store->statements, statement);
    store_read_end(store);
    return ok;
}
