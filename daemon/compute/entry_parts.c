/* SPDX-License-Identifier: MIT */
/*
 * The parts of an entry, each judged by itself, and ranked among each other where they are sampled
 * rates.
 */
#include "compute/detail.h"
#include "compute/display.h"
#include "compute/entry.h"
#include "compute/stats_rank.h"

/* Those behind are counted, not listed. */
enum { PARTS_MAX = 512 };

static void judge_part(struct entry *entry, struct draft_value *part, struct stats_counts counts)
{
    struct draft *draft = &entry->draft;
    enum stats_method method = entry->job->options->uses_wilson ? STATS_WILSON : STATS_EXACT;
    struct stats_interval interval =
        interval_memo_ask(entry->job->intervals, counts, entry->job->options);
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

static void put_rank(struct draft *draft, struct draft_value *part, const struct stats_rank *rank)
{
    if (rank->standing == STATS_STANDING_APART) {
        return;
    }
    if (rank->first == rank->last) {
        draft_integer(draft, part, "rank", rank->rank);
    } else {
        draft_pair(draft, part, "rank_range", rank->first, rank->last);
        const struct text range[] = {arena_integer(draft->arena, rank->first), TEXT("–"),
                                     arena_integer(draft->arena, rank->last)};
        draft_text(draft, part, "rank", arena_join(draft->arena, range, 3));
    }
    draft_str(draft, part, "standing", stats_standing_name(rank->standing));
}

/* The parts of a sampled rate that can be judged: the counts of each, {0, 0} for those without. */
static struct stats_counts *counts_of(const struct entry *entry, size_t count)
{
    struct stats_counts *counts = arena_take(entry->arena, count * sizeof(*counts));

    for (size_t i = 0; counts && i < count; i++) {
        if (entry->figure->parts[i]->has_counts) {
            counts[i] = entry->figure->parts[i]->counts;
        }
    }
    return counts;
}

static void put_parts(struct entry *entry, struct draft_value *array, size_t count,
                      const struct stats_counts *counts, const struct stats_rank *ranks)
{
    struct draft *draft = &entry->draft;
    const struct figure *figure = entry->figure;

    for (size_t i = 0; i < count; i++) {
        struct draft_value *part = draft_push_object(draft, array);
        detail_put_part(draft, part, entry->arena, entry->job->options, figure, figure->parts[i],
                        entry->attributes.nature);
        if (counts && counts[i].inspected > 0) {
            judge_part(entry, part, counts[i]);
            put_rank(draft, part, &ranks[i]);
        }
    }
}

void entry_put_parts(struct entry *entry)
{
    const struct figure *figure = entry->figure;
    struct stats_counts *counts = NULL;
    struct stats_rank *ranks = NULL;

    if (!figure || figure->part_kind == PART_NONE || figure->part_count == 0) {
        return;
    }
    size_t count = figure->part_count < PARTS_MAX ? figure->part_count : PARTS_MAX;
    if (entry->nature == NATURE_SAMPLED_RATE) {
        counts = counts_of(entry, count);
        ranks = arena_take(entry->arena, count * sizeof(*ranks));
        if (!counts || !ranks) {
            return;
        }
        stats_rank_rates(counts, count, !judge_is_at_most(entry->target, &entry->attributes),
                         ranks);
    }
    struct draft_value *array = draft_array(&entry->draft, entry->draft.root, "parts");
    put_parts(entry, array, count, counts, ranks);
    if (figure->part_count > PARTS_MAX) {
        draft_integer(&entry->draft, entry->draft.root, "part_count", (int64_t)figure->part_count);
    }
}
