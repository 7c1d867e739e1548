/* SPDX-License-Identifier: MIT */
/*
 * However a file came to its rows (edits, shuffles, withdrawals, other files between), the store
 * shows what it would show if each file had been dropped once.
 */
#include "store/fixture.h"

enum { FILES = 3, ROWS_MAX = 2600, STEPS = 40 };

struct model {
    struct short_row rows[ROWS_MAX];
    size_t count;
    unsigned order; /* of its last drop; 0: not there */
};

static uint32_t seed;

static uint32_t random_below(uint32_t limit)
{
    seed = seed * 1664525U + 1013904223U;
    return (seed >> 8) % limit;
}

static struct short_row random_row(void)
{
    static const char *const indicators[] = {"甲率", "乙率", "丙率", "丁率"};
    static const char *const places[] = {"东镇", "西镇", "南镇", "北镇", "中镇"};
    static const char *const periods[] = {"2016", "2017-Q3", "2017-09", "2017-09-16", "2018"};

    return (struct short_row){.indicator = indicators[random_below(4)],
                              .place = places[random_below(5)],
                              .period = periods[random_below(5)],
                              .passed = (int)random_below(40),
                              .inspected = 40};
}

static void swap(struct short_row *a, struct short_row *b)
{
    struct short_row row = *a;

    *a = *b;
    *b = row;
}

static void edit(struct model *model)
{
    uint32_t way = random_below(5);

    if (model->count == 0 || way == 0) {
        model->count = random_below(ROWS_MAX);
        for (size_t i = 0; i < model->count; i++) {
            model->rows[i] = random_row();
        }
        return;
    }
    for (uint32_t edits = random_below(30); edits > 0 && model->count > 1; edits--) {
        uint32_t at = random_below((uint32_t)model->count);
        if (way == 1) {
            model->rows[at] = random_row();
        } else if (way == 2) {
            memmove(model->rows + at, model->rows + at + 1,
                    (--model->count - at) * sizeof(*model->rows));
        } else if (way == 3 && model->count < ROWS_MAX) {
            memmove(model->rows + at + 1, model->rows + at,
                    (model->count++ - at) * sizeof(*model->rows));
            model->rows[at] = random_row();
        } else {
            swap(&model->rows[at], &model->rows[random_below((uint32_t)model->count)]);
        }
    }
}

static const char *name_of(size_t file, char name[16])
{
    (void)snprintf(name, 16, "%zu.csv", file);
    return name;
}

/* Each file once, from the oldest to the newest. */
static void write_fresh(const struct model models[FILES], struct buffer *text)
{
    struct fixture *fresh = NULL;
    char name[16];

    (void)make_fixture((void **)&fresh);
    for (unsigned order = 1; order <= STEPS; order++) {
        for (size_t file = 0; file < FILES; file++) {
            if (models[file].order == order) {
                drop_rows(fresh, name_of(file, name), models[file].rows, models[file].count);
            }
        }
    }
    (void)list_in_force(fresh->store, text, true);
    (void)remove_fixture((void **)&fresh);
}

static void step(struct fixture *fixture, struct model models[FILES], unsigned order)
{
    size_t file = random_below(FILES);
    struct model *model = &models[file];
    char name[16];

    if (model->order > 0 && random_below(6) == 0) {
        withdraw(fixture, name_of(file, name));
        model->order = 0;
    } else {
        edit(model);
        drop_rows(fixture, name_of(file, name), model->rows, model->count);
        model->order = order;
    }
    if (random_below(8) == 0) {
        reopen(fixture);
    }
}

static void the_way_to_a_version_does_not_matter(void **state)
{
    static struct model models[FILES];
    struct fixture *fixture = *state;
    struct buffer expected = {0};
    struct buffer shown = {0};
    seed = 20170916;

    for (unsigned order = 1; order <= STEPS; order++) {
        step(fixture, models, order);
        if (order % 4 == 0) {
            write_fresh(models, &expected);
            assert_string_equal(list_in_force(fixture->store, &shown, true), expected.bytes);
        }
    }
    buffer_finish(&expected);
    buffer_finish(&shown);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_way_to_a_version_does_not_matter, make_fixture,
                                        remove_fixture),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
