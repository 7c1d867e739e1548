/* SPDX-License-Identifier: MIT */
#include "app/receipt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/json_writer.h"
#include "base/clock.h"
#include "base/err.h"
#include "store/store.h"

struct moved {
    struct text indicator;
    struct text period;
    struct text from;
    struct text to;
};

/* All texts point into blocks, a list of malloc'ed copies. */
struct block {
    struct block *next;
    char bytes[];
};

struct receipt {
    struct receipt_head head;
    struct block *blocks;
    bool has_failed;
    struct fault *faults;
    size_t fault_count;
    size_t fault_capacity;
    struct moved *moved;
    size_t moved_count;
    size_t moved_capacity;
};

struct receipt *receipt_create(void)
{
    struct receipt *receipt = calloc(1, sizeof(*receipt));

    if (receipt) {
        receipt->head.size = -1;
        receipt->head.took_ms = -1;
    }
    return receipt;
}

void receipt_destroy(struct receipt *receipt)
{
    if (!receipt) {
        return;
    }
    for (struct block *block = receipt->blocks, *next = NULL; block; block = next) {
        next = block->next;
        free(block);
    }
    free(receipt->faults);
    free(receipt->moved);
    free(receipt);
}

static struct text keep(struct receipt *receipt, struct text text)
{
    if (text.len == 0) {
        return (struct text){"", 0};
    }
    struct block *block = malloc(sizeof(*block) + text.len + 1);
    if (!block) {
        receipt->has_failed = true;
        return (struct text){"", 0};
    }
    memcpy(block->bytes, text.at, text.len);
    block->bytes[text.len] = '\0';
    block->next = receipt->blocks;
    receipt->blocks = block;
    return (struct text){block->bytes, text.len};
}

bool receipt_set_head(struct receipt *receipt, const struct receipt_head *head)
{
    receipt->head = *head;
    receipt->head.file = keep(receipt, head->file);
    receipt->head.state = keep(receipt, head->state);
    receipt->head.sha256 = keep(receipt, head->sha256);
    receipt->head.sheet = keep(receipt, head->sheet);
    receipt->head.encoding = keep(receipt, head->encoding);
    receipt->head.delimiter = keep(receipt, head->delimiter);
    receipt->head.sample = keep(receipt, head->sample);
    return !receipt->has_failed;
}

const struct receipt_head *receipt_head(const struct receipt *receipt)
{
    return &receipt->head;
}

static bool grow(struct receipt *receipt, void **array, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity) {
        return true;
    }
    size_t wanted = *capacity == 0 ? 16 : *capacity * 2;
    void *bigger = realloc(*array, wanted * size);
    if (!bigger) {
        receipt->has_failed = true;
        return false;
    }
    *array = bigger;
    *capacity = wanted;
    return true;
}

bool receipt_add_fault(struct receipt *receipt, const struct fault *fault)
{
    void *faults = receipt->faults;
    bool ok = grow(receipt, &faults, receipt->fault_count, &receipt->fault_capacity,
                   sizeof(*receipt->faults));

    receipt->faults = faults;
    if (!ok) {
        return false;
    }
    struct fault copy = *fault;
    copy.column = keep(receipt, fault->column);
    copy.cell = keep(receipt, fault->cell);
    copy.first = keep(receipt, fault->first);
    copy.second = keep(receipt, fault->second);
    copy.indicator = keep(receipt, fault->indicator);
    copy.place = keep(receipt, fault->place);
    copy.item = keep(receipt, fault->item);
    copy.period = keep(receipt, fault->period);
    receipt->faults[receipt->fault_count++] = copy;
    return !receipt->has_failed;
}

bool receipt_add_moved(struct receipt *receipt, struct text indicator, struct text period,
                       struct text from, struct text to)
{
    void *moved = receipt->moved;
    bool ok = grow(receipt, &moved, receipt->moved_count, &receipt->moved_capacity,
                   sizeof(*receipt->moved));

    receipt->moved = moved;
    if (!ok) {
        return false;
    }
    struct moved *added = &receipt->moved[receipt->moved_count++];
    added->indicator = keep(receipt, indicator);
    added->period = keep(receipt, period);
    added->from = keep(receipt, from);
    added->to = keep(receipt, to);
    return !receipt->has_failed;
}

/* ---- from the store ------------------------------------------------------------------------ */

static bool set_head_from(struct receipt *receipt, const struct stored_version *version,
                          struct err *err)
{
    struct receipt_head head = {
        .file = version->file,
        .version = version->version,
        .state = text_of(drop_state_name(version->state)),
        .sha256 = text_of(version->sha256),
        .size = version->size,
        .sheet = version->sheet,
        .encoding = version->encoding,
        .has_bom = version->has_bom,
        .delimiter = version->delimiter,
        .sample = version->decoded_sample,
        .header_line = version->header_line,
        .rows_read = version->rows_read,
        .rows_new = version->rows_new,
        .rows_changed = version->rows_changed,
        .rows_same = version->rows_same,
        .rows_removed = version->rows_removed,
        .rows_faulty = version->rows_faulty,
        .fault_count = version->fault_count,
        .warning_count = version->warning_count,
        .moved_count = version->moved_count,
        .seen_utc_ms = version->seen_utc_ms,
        .taken_utc_ms = version->taken_utc_ms,
        .took_ms = version->took_ms,
    };

    return receipt_set_head(receipt, &head) || err_set(err, ERR_NO_MEMORY, "receipt");
}

struct found {
    struct receipt *receipt;
    int64_t drop_id;
};

static bool on_found(void *owner, const struct stored_version *version, struct err *err)
{
    struct found *found = owner;

    if (found->drop_id != 0) {
        return true; /* older than the one that was asked for */
    }
    found->drop_id = version->drop_id;
    return set_head_from(found->receipt, version, err);
}

static bool on_fault(void *owner, const struct fault *fault, struct err *err)
{
    return receipt_add_fault(owner, fault) || err_set(err, ERR_NO_MEMORY, "receipt");
}

static bool on_moved(void *owner, const struct move *move, struct err *err)
{
    const struct moved_figure *moved = &move->figure;

    return receipt_add_moved(owner, moved->indicator, moved->period, moved->from, moved->to) ||
           err_set(err, ERR_NO_MEMORY, "receipt");
}

bool receipt_read(struct receipt *receipt, struct store *store, struct text file, uint32_t version,
                  struct err *err)
{
    struct found found = {receipt, 0};

    if (!store_each_version(store, file, version, on_found, &found, err)) {
        return false;
    }
    if (found.drop_id == 0) {
        return err_set(err, ERR_NOT_FOUND, "没有这个文件 (no such file)");
    }
    return store_each_fault(store, found.drop_id, false, on_fault, receipt, err) &&
           store_each_fault(store, found.drop_id, true, on_fault, receipt, err) &&
           store_each_moved(store, found.drop_id, on_moved, receipt, err);
}

/* ---- as JSON ------------------------------------------------------------------------------- */

static void put_fault(struct json_writer *json, const char *name, const struct fault *fault,
                      enum language language)
{
    struct buffer text = {0};
    char letter[FAULT_LETTER_MAX];

    json_begin_object(json, name);
    if (fault->line > 0) {
        json_put_integer(json, "line", fault->line);
    }
    json_put_text(json, "column", fault->column);
    if (fault->cell_index >= 0) {
        size_t len = fault_column_letter(fault->cell_index, letter);
        json_put_string(json, "letter", (struct text){letter, len});
        json_put_string(json, "cell", fault->cell);
    } else {
        json_put_text(json, "cell", fault->cell);
    }
    if (fault->byte >= 0) {
        json_put_integer(json, "byte", fault->byte);
    }
    json_put_text(json, "kind", text_of(fault_kind_name(fault->kind)));
    fault_append_text(&text, fault, language);
    json_put_text(json, "text", buffer_text(&text));
    json->out->has_failed = json->out->has_failed || text.has_failed;
    buffer_clear(&text);
    fault_append_hint(&text, fault, language);
    json_put_text(json, "hint", buffer_text(&text));
    json->out->has_failed = json->out->has_failed || text.has_failed;
    buffer_finish(&text);
    json_end_object(json);
}

/* Why rows that are right were not taken either. */
struct refusal {
    struct fault fault;
    char faulty[16];
    char read[16];
};

static bool is_refused_as_mostly_faulty(const struct receipt_head *head, struct refusal *refusal)
{
    if (!text_equal_str(head->state, "refused") || head->rows_faulty * 2 <= head->rows_read) {
        return false;
    }
    (void)snprintf(refusal->faulty, sizeof(refusal->faulty), "%u", head->rows_faulty);
    (void)snprintf(refusal->read, sizeof(refusal->read), "%u", head->rows_read);
    refusal->fault = (struct fault){.kind = FAULT_MOSTLY_FAULTY,
                                    .cell_index = -1,
                                    .byte = -1,
                                    .first = text_of(refusal->faulty),
                                    .second = text_of(refusal->read)};
    return true;
}

static void put_refusal(struct json_writer *json, const struct receipt_head *head,
                        enum language language)
{
    struct refusal refusal;

    if (is_refused_as_mostly_faulty(head, &refusal)) {
        put_fault(json, "refusal", &refusal.fault, language);
    }
}

/* The faults, or the warnings; and how many more there are than are listed. */
static void put_findings(struct json_writer *json, const struct receipt *receipt, bool is_warning,
                         enum language language)
{
    uint32_t all = is_warning ? receipt->head.warning_count : receipt->head.fault_count;
    uint32_t listed = 0;

    json_begin_array(json, is_warning ? "warnings" : "faults");
    for (size_t i = 0; i < receipt->fault_count; i++) {
        if (receipt->faults[i].is_warning == is_warning) {
            put_fault(json, NULL, &receipt->faults[i], language);
            listed++;
        }
    }
    json_end_array(json);
    if (all > listed) {
        json_put_integer(json, is_warning ? "warnings_more" : "faults_more", all - listed);
    }
}

static void put_rows(struct json_writer *json, const struct receipt_head *head)
{
    json_begin_object(json, "rows");
    json_put_integer(json, "read", head->rows_read);
    json_put_integer(json, "new", head->rows_new);
    json_put_integer(json, "changed", head->rows_changed);
    json_put_integer(json, "same", head->rows_same);
    json_put_integer(json, "removed", head->rows_removed);
    json_put_integer(json, "faulty", head->rows_faulty);
    json_end_object(json);
}

/* Of a large drop not every figure that it moved is listed. */
static size_t unlisted_moved(const struct receipt *receipt)
{
    size_t all = receipt->head.moved_count;

    return all > receipt->moved_count ? all - receipt->moved_count : 0;
}

static void put_moved(struct json_writer *json, const struct receipt *receipt)
{
    json_begin_array(json, "moved");
    for (size_t i = 0; i < receipt->moved_count; i++) {
        json_begin_object(json, NULL);
        json_put_text(json, "indicator", receipt->moved[i].indicator);
        json_put_text(json, "period", receipt->moved[i].period);
        json_put_text(json, "from", receipt->moved[i].from);
        json_put_text(json, "to", receipt->moved[i].to);
        json_end_object(json);
    }
    json_end_array(json);
    if (unlisted_moved(receipt) > 0) {
        json_put_integer(json, "moved_more", (int64_t)unlisted_moved(receipt));
    }
}

static void put_head(struct json_writer *json, const struct receipt_head *head)
{
    json_put_text(json, "file", head->file);
    if (head->version > 0) {
        json_put_integer(json, "version", head->version);
    }
    json_put_text(json, "state", head->state);
    json_put_text(json, "sha256", head->sha256);
    if (head->size >= 0) {
        json_put_integer(json, "size", head->size);
    }
    json_put_text(json, "sheet", head->sheet);
    json_put_text(json, "encoding", head->encoding);
    if (head->encoding.len > 0) {
        json_put_bool(json, "bom", head->has_bom);
    }
    json_put_text(json, "delimiter", head->delimiter);
    if (head->header_line > 0) {
        json_put_integer(json, "header_line", head->header_line);
    }
    json_put_text(json, "sample", head->sample);
}

void receipt_put_json(const struct receipt *receipt, enum language language,
                      struct json_writer *json)
{
    const struct receipt_head *head = &receipt->head;

    put_head(json, head);
    put_rows(json, head);
    put_moved(json, receipt);
    put_refusal(json, head, language);
    put_findings(json, receipt, false, language);
    put_findings(json, receipt, true, language);
    json_put_time(json, "seen_at", head->seen_utc_ms);
    json_put_time(json, "taken_at", head->taken_utc_ms);
    if (head->took_ms >= 0) {
        json_put_integer(json, "took_ms", head->took_ms);
    }
}

/* ---- as text ------------------------------------------------------------------------------- */

struct state_word {
    const char *state;
    const char *zh;
    const char *en;
};

static const struct state_word state_words[] = {
    {"taken", "已收下", "taken"},
    {"unchanged", "内容没有变化", "unchanged"},
    {"partial", "已收下，但有几行要改", "taken, but some rows need mending"},
    {"refused", "没有收下，墙上的数字没有变",
     "refused; the figures on the wall are what they were"},
    {"withdrawn", "已撤下", "withdrawn"},
    {"settling", "正在写入", "being written"},
    {"queued", "排队中", "queued"},
};

static const char *state_text(struct text state, enum language language)
{
    for (size_t i = 0; i < sizeof(state_words) / sizeof(state_words[0]); i++) {
        if (text_equal_str(state, state_words[i].state)) {
            return language == LANGUAGE_ZH ? state_words[i].zh : state_words[i].en;
        }
    }
    return "";
}

struct sheet_word {
    const char *name;
    const char *zh;
};

/* The names under which staff know the sheets. */
static const struct sheet_word sheet_words[] = {
    {"inspections", "合格率"},  {"quantities", "数量"}, {"indicators", "指标目录"},
    {"activities", "活动台账"}, {"plan", "活动计划"},   {"places", "地区"},
    {"calendar", "日历"},
};

static struct text sheet_title(struct text name, enum language language)
{
    for (size_t i = 0; language == LANGUAGE_ZH && i < sizeof(sheet_words) / sizeof(sheet_words[0]);
         i++) {
        if (text_equal_str(name, sheet_words[i].name)) {
            return text_of(sheet_words[i].zh);
        }
    }
    return name;
}

static void append_fault(struct buffer *out, const struct fault *fault, enum language language)
{
    char letter[FAULT_LETTER_MAX];

    if (fault->line > 0) {
        buffer_printf(out, language == LANGUAGE_ZH ? "  第 %u 行" : "  line %u", fault->line);
    } else {
        buffer_append_str(out, "  ");
    }
    if (fault->cell_index >= 0) {
        fault_column_letter(fault->cell_index, letter);
        buffer_printf(out, language == LANGUAGE_ZH ? " %s 列" : " column %s", letter);
    }
    if (fault->cell_index >= 0 && fault->column.len > 0) {
        buffer_printf(out, language == LANGUAGE_ZH ? "“%.*s”" : " \"%.*s\"",
                      TEXT_ARG(fault->column));
    }
    buffer_append_str(out, fault->line > 0 ? (language == LANGUAGE_ZH ? "：" : ": ") : "");
    fault_append_text(out, fault, language);
    buffer_append_str(out, "\n      → ");
    fault_append_hint(out, fault, language);
    buffer_append_str(out, "\n");
}

static void append_list(struct buffer *out, const struct receipt *receipt, bool warnings,
                        const char *title, enum language language)
{
    uint32_t total = warnings ? receipt->head.warning_count : receipt->head.fault_count;
    uint32_t shown = 0;

    for (size_t i = 0; i < receipt->fault_count; i++) {
        if (receipt->faults[i].is_warning == warnings) {
            buffer_append_str(out, shown == 0 ? title : "");
            append_fault(out, &receipt->faults[i], language);
            shown++;
        }
    }
    if (total > shown) {
        buffer_printf(out, language == LANGUAGE_ZH ? "  ……另有 %u 条\n" : "  ... and %u more\n",
                      total - shown);
    }
}

static void append_refusal(struct buffer *out, const struct receipt_head *head,
                           enum language language)
{
    struct refusal refusal;

    if (is_refused_as_mostly_faulty(head, &refusal)) {
        append_fault(out, &refusal.fault, language);
    }
}

bool receipt_append_text(const struct receipt *receipt, enum language language, struct buffer *out)
{
    const struct receipt_head *head = &receipt->head;
    bool is_zh = language == LANGUAGE_ZH;
    struct text sheet = sheet_title(head->sheet, language);

    buffer_printf(out, "%.*s: %s\n", TEXT_ARG(head->file), state_text(head->state, language));
    if (head->sheet.len > 0) {
        buffer_printf(out,
                      is_zh
                          ? "  表 %.*s，编码 %.*s，表头在第 %u 行；共 %u 行，有误 %u 行\n"
                          : "  sheet %.*s, encoding %.*s, header on line %u; %u rows, %u faulty\n",
                      TEXT_ARG(sheet), TEXT_ARG(head->encoding), head->header_line, head->rows_read,
                      head->rows_faulty);
    }
    append_refusal(out, head, language);
    append_list(out, receipt, false, is_zh ? "要改的：\n" : "To mend:\n", language);
    append_list(out, receipt, true, is_zh ? "请留意：\n" : "Please look at:\n", language);
    for (size_t i = 0; i < receipt->moved_count; i++) {
        const struct moved *moved = &receipt->moved[i];
        buffer_printf(out, "%s  %.*s %.*s: %.*s → %.*s\n",
                      i > 0 ? "" : (is_zh ? "墙上变动：\n" : "Moved on the wall:\n"),
                      TEXT_ARG(moved->indicator), TEXT_ARG(moved->period), TEXT_ARG(moved->from),
                      TEXT_ARG(moved->to));
    }
    if (unlisted_moved(receipt) > 0) {
        buffer_printf(out, is_zh ? "  另有 %zu 项变动\n" : "  and %zu more\n",
                      unlisted_moved(receipt));
    }
    return !out->has_failed;
}
