/* SPDX-License-Identifier: MIT */
/*
 * The parts of an entry, each judged by itself, and ranked among each other where they are sampled
 * rates.
 */
#include <cjson/cJSON.h>
#include <stdio.h>

#include "compute/display.h"
#include "compute/entry.h"
#include "compute/stats_rank.h"

static const double confidence = 0.95;

static bool read_counts(const struct cJSON *part, struct stats_counts *counts)
{
    double inspected = draft_read_number(part, "inspected", -1);

    *counts = (struct stats_counts){0};
    if (inspected <= 0) {
        return false;
    }
    counts->inspected = (int64_t)inspected;
    counts->passed = (int64_t)draft_read_number(part, "passed", 0);
    return true;
}

static void judge_part(struct entry *entry, struct cJSON *part, struct stats_counts counts)
{
    struct draft *draft = &entry->draft;
    enum stats_method method = entry->job->options->uses_wilson ? STATS_WILSON : STATS_EXACT;
    struct stats_interval interval = stats_interval(counts, confidence, method);
    bool is_few = display_is_counts_only(&counts, entry->job->options);

    draft_pair(draft, part, "interval", 100 * interval.lo, 100 * interval.hi);
    if (entry->has_rate_target) {
        enum stats_status status = stats_verdict(counts, &entry->rate_target, method);
        bool wins = status == STATS_MET_ALL_TESTED || status == STATS_MISSED;
        draft_str(draft, part, "status", is_few && !wins ? "too_few" : stats_status_name(status));
    } else if (is_few) {
        draft_str(draft, part, "status", "too_few");
    }
}

static void put_rank(struct draft *draft, struct cJSON *part, const struct stats_rank *rank)
{
    if (rank->standing == STATS_STANDING_APART) {
        return;
    }
    if (rank->first == rank->last) {
        draft_integer(draft, part, "rank", rank->rank);
    } else {
        draft_pair(draft, part, "rank_range", rank->first, rank->last);
        char text[32];
        (void)snprintf(text, sizeof(text), "%d–%d", rank->first, rank->last);
        draft_str(draft, part, "rank", text);
    }
    draft_str(draft, part, "standing", stats_standing_name(rank->standing));
}

static void rank_parts(struct entry *entry, struct cJSON *parts, size_t count)
{
    struct stats_counts *counts = arena_take(entry->arena, count * sizeof(*counts));
    struct stats_rank *ranks = arena_take(entry->arena, count * sizeof(*ranks));
    struct cJSON *part = NULL;
    size_t at = 0;
    bool is_at_most = judge_is_at_most(entry->target, &entry->attributes);

    if (!counts || !ranks) {
        return;
    }
    cJSON_ArrayForEach(part, parts)
    {
        (void)read_counts(part, &counts[at++]);
    }
    stats_rank_rates(counts, count, !is_at_most, ranks);
    at = 0;
    cJSON_ArrayForEach(part, parts)
    {
        if (counts[at].inspected > 0) {
            judge_part(entry, part, counts[at]);
            put_rank(&entry->draft, part, &ranks[at]);
        }
        at++;
    }
}

void entry_put_parts(struct entry *entry)
{
    const struct cJSON *stored = cJSON_GetObjectItemCaseSensitive(entry->detail, "parts");
    int count = cJSON_GetArraySize(stored);

    if (count == 0) {
        return;
    }
    struct cJSON *parts = cJSON_Duplicate(stored, true);
    if (parts && entry->nature == NATURE_SAMPLED_RATE) {
        rank_parts(entry, parts, (size_t)count);
    }
    if (!parts) {
        entry->draft.has_failed = true;
    }
    draft_put(&entry->draft, entry->draft.root, "parts", parts);
}
