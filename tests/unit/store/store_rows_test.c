/* SPDX-License-Identifier: MIT */
/* All that a record says comes back, of every sheet; places are resolved. */
#include "store/fixture.h"

/* Takes records as one file. */
static void take(struct fixture *fixture, const char *file, const char *folder_place,
                 const struct record *records, size_t count)
{
    struct sheet_summary summary = {.sheet = records[0].sheet, .rows_read = (uint32_t)count};
    struct drop_result result;
    struct err err = {0};
    char sha256[65];
    struct drop_info drop = drop_of(fixture, file, sha256);
    drop.folder_place = text_of(folder_place);
    bool ok = store_begin(fixture->store, &err) && store_take_begin(fixture->store, &drop, &err);
    struct record_sink sink = store_take_sink(fixture->store);

    for (size_t i = 0; ok && i < count; i++) {
        ok = sink.on_record(sink.owner, &records[i], &err);
    }
    if (!ok || !store_take_end(fixture->store, &summary, &result, &err) ||
        !store_commit(fixture->store, &err)) {
        fail_msg("%s", err.text);
    }
}

static const struct amount some_amount = {
    .qualifier = QUALIFIER_ABOUT_BELOW,
    .value = {.digits = -12345, .scale = 2},
    .high = {.digits = 999999999999999999, .scale = 18},
    .denominator = 3,
    .is_range = true,
    .unit = {"万元", 6},
    .display = {"近20个", 8},
};

static void assert_text(struct text text, const char *expected)
{
    assert_int_equal(text.len, strlen(expected));
    assert_memory_equal(text.at ? text.at : "", expected, text.len);
}

static void assert_some_amount(const struct amount *amount)
{
    assert_int_equal(amount->qualifier, QUALIFIER_ABOUT_BELOW);
    assert_int_equal(amount->value.digits, -12345);
    assert_int_equal(amount->value.scale, 2);
    assert_int_equal(amount->high.digits, 999999999999999999);
    assert_int_equal(amount->high.scale, 18);
    assert_int_equal(amount->denominator, 3);
    assert_true(amount->is_range);
    assert_text(amount->unit, "万元");
    assert_text(amount->display, "近20个");
}

/* --- figures --- */

static bool check_figure(void *owner, const struct stored_figure *stored, struct err *err)
{
    const struct figure_record *figure = &stored->record;

    (void)err;
    ++*(int *)owner;
    assert_text(figure->indicator, "产量");
    assert_text(figure->place, "东镇");
    assert_text(figure->department, "市场监管局");
    assert_text(figure->item, "日用品");
    assert_text(figure->level, "国抽");
    assert_true(period_equal(figure->period, period_of_quarter(2017, 3)));
    assert_int_equal(figure->presence, PRESENCE_NOT_APPLICABLE);
    assert_false(figure->is_rate);
    assert_true(figure->has_counts);
    assert_int_equal(figure->inspected, 50);
    assert_int_equal(figure->passed, 48);
    assert_int_equal(figure->population, 0);
    assert_true(figure->has_amount);
    assert_some_amount(&figure->amount);
    assert_true(figure->has_yoy);
    assert_int_equal(figure->yoy.digits, -79);
    assert_true(figure->is_part);
    assert_text(figure->note, "其中:备注");
    assert_text(figure->source, "年报");
    assert_int_equal(stored->source.cell_index, 7);
    assert_int_equal(stored->source.line, 12);
    assert_int_equal(stored->source.version, 1);
    return true;
}

static void a_figure_comes_back_whole(void **state)
{
    struct fixture *fixture = *state;
    struct err err;
    int count = 0;
    struct record record = {
        .sheet = SHEET_QUANTITIES,
        .line = 12,
        .cell_index = 7,
        .figure = {.indicator = TEXT("产量"),
                   .place = TEXT("东镇"),
                   .department = TEXT("市场监管局"),
                   .item = TEXT("日用品"),
                   .level = TEXT("国抽"),
                   .period = period_of_quarter(2017, 3),
                   .presence = PRESENCE_NOT_APPLICABLE,
                   .has_counts = true,
                   .inspected = 50,
                   .passed = 48,
                   .has_amount = true,
                   .amount = some_amount,
                   .has_yoy = true,
                   .yoy = {.digits = -79, .scale = 1},
                   .is_part = true,
                   .note = TEXT("其中:备注"),
                   .source = TEXT("年报")},
    };

    take(fixture, "a.csv", "", &record, 1);

    assert_true(store_each_figure(fixture->store, TEXT("产量"), NULL, check_figure, &count, &err));
    assert_int_equal(count, 1);
}

static bool append_place(void *owner, const struct stored_figure *stored, struct err *err)
{
    (void)err;
    return buffer_printf(owner, "%.*s:%d ", TEXT_ARG(stored->record.place),
                         (int)stored->record.passed);
}

static void a_blank_place_is_the_folders_and_an_alias_is_its_name(void **state)
{
    struct fixture *fixture = *state;
    struct err err;
    struct record place = {
        .sheet = SHEET_PLACES,
        .line = 2,
        .place = {.code = TEXT("540126"), .name = TEXT("达孜区"), .aliases = TEXT("达孜、达孜县")}};
    struct record rows[4];
    for (int i = 0; i < 4; i++) {
        static const char *const places[] = {"", "达孜", "540126", "达孜县"};
        struct short_row row = {"率", places[i], "2017", i + 1, 9, 0};
        rows[i] = record_of(&row, (uint32_t)i + 2);
    }
    rows[1].figure.item = TEXT("甲");
    rows[2].figure.item = TEXT("乙");
    rows[3].figure.item = TEXT("乙");

    take(fixture, "东镇/a.csv", "东镇", rows, 4);
    take(fixture, "places.csv", "", &place, 1);

    buffer_clear(&fixture->text);
    assert_true(
        store_each_figure(fixture->store, TEXT("率"), NULL, append_place, &fixture->text, &err));
    assert_string_equal(fixture->text.bytes, "东镇:1 达孜区:4 达孜区:2 ");
}

static void an_alias_is_one_only_while_its_sheet_is_there(void **state)
{
    struct fixture *fixture = *state;
    struct err err;
    struct record place = {.sheet = SHEET_PLACES,
                           .line = 2,
                           .place = {.name = TEXT("达孜区"), .aliases = TEXT("达孜；达孜县")}};
    buffer_clear(&fixture->text);

    take(fixture, "places.csv", "", &place, 1);
    DROP(fixture, "a.csv", {"率", "达孜县", "2017", 1, 9, 0});
    assert_true(
        store_each_figure(fixture->store, TEXT("率"), NULL, append_place, &fixture->text, &err));
    withdraw(fixture, "places.csv");
    assert_true(store_touched(fixture->store).places);
    assert_true(
        store_each_figure(fixture->store, TEXT("率"), NULL, append_place, &fixture->text, &err));

    assert_string_equal(fixture->text.bytes, "达孜区:1 达孜县:1 ");
}

/* --- the other sheets --- */

static bool check_target(void *owner, const struct stored_target *stored, struct err *err)
{
    const struct target_record *target = &stored->record;

    (void)err;
    ++*(int *)owner;
    assert_text(target->indicator, "合格率");
    assert_text(target->area, "产品");
    assert_int_equal(target->nature, NATURE_STOCK);
    assert_text(target->unit, "%");
    assert_true(target->has_target);
    assert_true(target->is_milestone_target);
    assert_some_amount(&target->target);
    assert_true(period_is_undated(target->period));
    assert_true(target->lower_is_better);
    assert_true(target->has_direction);
    assert_text(target->lead, "市场监管局");
    assert_text(target->departments, "农牧局、卫健委");
    assert_text(target->frequency, "季");
    assert_text(target->due, "季后10日");
    assert_text(target->definition, "口径");
    assert_text(target->definition_version, "2017版");
    assert_text(target->document, "文件");
    assert_text(target->note, "备注");
    return true;
}

static void a_target_comes_back_whole(void **state)
{
    struct fixture *fixture = *state;
    struct err err;
    int count = 0;
    struct record record = {
        .sheet = SHEET_INDICATORS,
        .line = 2,
        .target = {.indicator = TEXT("合格率"),
                   .area = TEXT("产品"),
                   .nature = NATURE_STOCK,
                   .unit = TEXT("%"),
                   .has_target = true,
                   .is_milestone_target = true,
                   .target = some_amount,
                   .period = period_undated(),
                   .lower_is_better = true,
                   .has_direction = true,
                   .lead = TEXT("市场监管局"),
                   .departments = TEXT("农牧局、卫健委"),
                   .frequency = TEXT("季"),
                   .due = TEXT("季后10日"),
                   .definition = TEXT("口径"),
                   .definition_version = TEXT("2017版"),
                   .document = TEXT("文件"),
                   .note = TEXT("备注")},
    };

    take(fixture, "a.csv", "", &record, 1);

    assert_true(store_each_target(fixture->store, TEXT("合格率"), check_target, &count, &err));
    assert_true(store_each_target(fixture->store, (struct text){0}, check_target, &count, &err));
    assert_true(store_each_target(fixture->store, TEXT("别的"), check_target, &count, &err));
    assert_int_equal(count, 2);
    assert_true(store_touched(fixture->store).targets);
}

static bool check_activity(void *owner, const struct stored_activity *stored, struct err *err)
{
    const struct activity_record *activity = &stored->record;

    (void)err;
    ++*(int *)owner;
    assert_text(activity->id, "");
    assert_int_equal(period_days(activity->days), 2);
    assert_text(activity->place, "东镇");
    assert_text(activity->host, "市场监管局");
    assert_text(activity->title, "质量月进校园");
    assert_text(activity->campaign, "质量月");
    assert_text(activity->type, "宣传");
    assert_int_equal(activity->status, ACTIVITY_CANCELLED);
    assert_true(activity->is_public);
    assert_int_equal(activity->metric_count, 2);
    assert_text(activity->metrics[0].name, "场次");
    assert_some_amount(&activity->metrics[1].amount);
    return true;
}

static void an_activity_comes_back_whole(void **state)
{
    struct fixture *fixture = *state;
    struct err err;
    int count = 0;
    struct metric_amount metrics[2] = {{.name = TEXT("场次")},
                                       {.name = TEXT("参与人次"), .amount = some_amount}};
    struct record record = {
        .sheet = SHEET_ACTIVITIES,
        .line = 2,
        .activity = {.days = {100, 101},
                     .place = TEXT("东镇"),
                     .host = TEXT("市场监管局"),
                     .title = TEXT("质量月进校园"),
                     .campaign = TEXT("质量月"),
                     .type = TEXT("宣传"),
                     .status = ACTIVITY_CANCELLED,
                     .is_public = true,
                     .metric_count = 2,
                     .metrics = metrics},
    };

    take(fixture, "a.csv", "", &record, 1);

    assert_true(store_each_activity(fixture->store, check_activity, &count, &err));
    assert_int_equal(count, 1);
    assert_true(store_touched(fixture->store).campaigns);
}

static bool append_plan(void *owner, const struct stored_plan *stored, struct err *err)
{
    const struct plan_record *plan = &stored->record;

    (void)err;
    return buffer_printf(owner, "%.*s %d %.*s %.*s %d..%d %.*s %d %.*s=%d\n",
                         TEXT_ARG(plan->campaign), plan->year, TEXT_ARG(plan->metric),
                         TEXT_ARG(plan->place), plan->days.from, plan->days.to,
                         TEXT_ARG(plan->theme), plan->must_report, TEXT_ARG(plan->due),
                         (int)plan->planned.value.digits);
}

static bool append_past_plan(void *owner, const struct past_plan *plan, struct err *err)
{
    (void)err;
    assert_true(plan->to_utc_ms >= plan->from_utc_ms);
    return buffer_printf(owner, "%.*s %d %.*s %.*s=%d\n", TEXT_ARG(plan->campaign), plan->year,
                         TEXT_ARG(plan->metric), TEXT_ARG(plan->place),
                         (int)plan->planned.value.digits);
}

static void a_plan_that_changes_leaves_its_step(void **state)
{
    struct fixture *fixture = *state;
    struct err err;
    struct record record = {
        .sheet = SHEET_PLAN,
        .line = 2,
        .plan = {.campaign = TEXT("质量月"),
                 .year = 2017,
                 .metric = TEXT("场次"),
                 .place = TEXT("东镇"),
                 .planned = {.value = {.digits = 20}, .denominator = 1},
                 .has_days = true,
                 .days = {10, 20},
                 .theme = TEXT("主题"),
                 .must_report = true,
                 .due = TEXT("9月20日")},
    };
    take(fixture, "a.csv", "", &record, 1);
    record.plan.planned.value.digits = 30;

    take(fixture, "a.csv", "", &record, 1);

    buffer_clear(&fixture->text);
    assert_true(store_each_plan(fixture->store, append_plan, &fixture->text, &err));
    assert_true(store_each_past_plan(fixture->store, append_past_plan, &fixture->text, &err));
    assert_string_equal(fixture->text.bytes, "质量月 2017 场次 东镇 10..20 主题 1 9月20日=30\n"
                                             "质量月 2017 场次 东镇=20\n");
}

static bool append_calendar(void *owner, const struct stored_calendar *entry, struct err *err)
{
    (void)err;
    return buffer_printf(owner, "%.*s %.*s %d..%d %d %d\n", TEXT_ARG(entry->place),
                         TEXT_ARG(entry->record.name), entry->record.days.from,
                         entry->record.days.to, entry->record.is_yearly, entry->record.type);
}

static void a_calendar_belongs_to_its_folder(void **state)
{
    struct fixture *fixture = *state;
    struct err err;
    struct record record = {
        .sheet = SHEET_CALENDAR,
        .line = 2,
        .calendar = {
            .name = TEXT("国庆"), .days = {5, 9}, .is_yearly = true, .type = CALENDAR_HOLIDAY}};

    take(fixture, "东镇/a.csv", "东镇", &record, 1);

    buffer_clear(&fixture->text);
    assert_true(store_each_calendar(fixture->store, append_calendar, &fixture->text, &err));
    assert_string_equal(fixture->text.bytes, "东镇 国庆 5..9 1 1\n");
}

static bool append_place_row(void *owner, const struct stored_place *stored, struct err *err)
{
    const struct place_record *place = &stored->record;

    (void)err;
    return buffer_printf(owner, "%.*s %.*s %.*s %.*s %d %.*s %d\n", TEXT_ARG(place->code),
                         TEXT_ARG(place->name), TEXT_ARG(place->parent), TEXT_ARG(place->tier),
                         place->must_report, TEXT_ARG(place->aliases), place->order);
}

static bool append_word(void *owner, struct text word, struct err *err)
{
    (void)err;
    return buffer_printf(owner, "%.*s;", TEXT_ARG(word));
}

static void places_give_their_words(void **state)
{
    struct fixture *fixture = *state;
    struct err err;
    struct record record = {.sheet = SHEET_PLACES,
                            .line = 2,
                            .place = {.code = TEXT("5401"),
                                      .name = TEXT("达孜区"),
                                      .parent = TEXT("拉萨市"),
                                      .tier = TEXT("区县"),
                                      .must_report = true,
                                      .aliases = TEXT("达孜"),
                                      .order = INT32_MAX}};
    take(fixture, "places.csv", "", &record, 1);
    DROP(fixture, "a.csv", {"率", "东镇", "2017", 1, 1, 0});

    buffer_clear(&fixture->text);
    assert_true(store_each_place(fixture->store, append_place_row, &fixture->text, &err));
    assert_true(store_each_place_word(fixture->store, append_word, &fixture->text, &err));

    assert_string_equal(fixture->text.bytes, "5401 达孜区 拉萨市 区县 1 达孜 2147483647\n"
                                             "5401;达孜;达孜区;东镇;达孜区;");
}

static void of_a_targets_key_twice_the_later_row_counts(void **state)
{
    struct fixture *fixture = *state;
    struct err err;
    struct record rows[2] = {
        {.sheet = SHEET_PLAN,
         .line = 2,
         .plan = {.campaign = TEXT("质量月"), .year = 2017, .metric = TEXT("场次")}},
        {.sheet = SHEET_PLAN,
         .line = 3,
         .plan = {.campaign = TEXT("质量月"),
                  .year = 2017,
                  .metric = TEXT("场次"),
                  .planned = {.value = {.digits = 7}}}},
    };

    take(fixture, "a.csv", "", rows, 2);

    buffer_clear(&fixture->text);
    assert_true(store_each_plan(fixture->store, append_plan, &fixture->text, &err));
    assert_string_equal(fixture->text.bytes, "质量月 2017 场次  0..0  0 =7\n");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
#define STORE_TEST(name) cmocka_unit_test_setup_teardown(name, make_fixture, remove_fixture)
        STORE_TEST(a_figure_comes_back_whole),
        STORE_TEST(a_blank_place_is_the_folders_and_an_alias_is_its_name),
        STORE_TEST(an_alias_is_one_only_while_its_sheet_is_there),
        STORE_TEST(a_target_comes_back_whole),
        STORE_TEST(an_activity_comes_back_whole),
        STORE_TEST(a_plan_that_changes_leaves_its_step),
        STORE_TEST(a_calendar_belongs_to_its_folder),
        STORE_TEST(places_give_their_words),
        STORE_TEST(of_a_targets_key_twice_the_later_row_counts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
