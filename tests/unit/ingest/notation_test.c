/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include "ingest/notation.h"
#include "notation_table.h"

static const struct notation_options changes = {.is_change = true};

/* What the reference calls the kinds that hold no amount. */
static const char *kind_word(enum notation_kind kind)
{
    switch (kind) {
    case NOTATION_NUMBER:
    case NOTATION_FRACTION:
        return "number";
    case NOTATION_RANGE:
        return "range";
    case NOTATION_TOLERANCE:
        return "±";
    case NOTATION_MISSING:
        return "missing";
    case NOTATION_NOT_APPLICABLE:
        return "n/a";
    case NOTATION_NONE_STATED:
        return "none";
    case NOTATION_ERROR:
        return "error";
    case NOTATION_TEXT:
    case NOTATION_QUOTED:
        return "text";
    case NOTATION_INDEFINITE:
        return "indefinite";
    case NOTATION_AMBIGUOUS:
        return "ambiguous";
    case NOTATION_INVALID:
        return "invalid";
    }
    return "";
}

/* The value as the reference writes it: 95, 2/3, 3..5; "" where there is none. */
static void value_words(const struct notation *notation, char out[64])
{
    char low[DECIMAL_TEXT_MAX];
    char high[DECIMAL_TEXT_MAX];

    out[0] = '\0';
    if (notation->kind == NOTATION_QUOTED) {
        (void)snprintf(out, 64, "%.*s", TEXT_ARG(notation->remark));
    }
    if (!notation_has_amount(notation->kind)) {
        return;
    }
    (void)decimal_format(notation->amount.value, low);
    (void)decimal_format(notation->amount.high, high);
    if (notation->kind == NOTATION_RANGE) {
        (void)snprintf(out, 64, "%s..%s", low, high);
    } else if (notation->kind == NOTATION_FRACTION) {
        (void)snprintf(out, 64, "%s/%lld", low, (long long)notation->amount.denominator);
    } else {
        (void)snprintf(out, 64, "%s", low);
    }
}

/* The qualifier as the reference writes it; for other kinds the kind's word. */
static void qualifier_words(const struct notation *notation, char out[64])
{
    char tolerance[DECIMAL_TEXT_MAX];

    if (notation->has_tolerance) {
        (void)decimal_format(notation->tolerance, tolerance);
        (void)snprintf(out, 64, "±%s", tolerance);
    } else if (notation->kind == NOTATION_NUMBER || notation->kind == NOTATION_FRACTION) {
        (void)snprintf(out, 64, "%s", qualifier_name(notation->amount.qualifier));
    } else {
        (void)snprintf(out, 64, "%s", kind_word(notation->kind));
    }
}

static void assert_reads(const char *text, const struct notation_options *options,
                         const char *value, const char *unit, const char *qualifier)
{
    struct notation notation;
    char found_value[64];
    char found_qualifier[64];

    notation_read(text_of(text), options, &notation);

    value_words(&notation, found_value);
    qualifier_words(&notation, found_qualifier);
    if (strcmp(found_value, value) != 0 || !text_equal_str(notation.amount.unit, unit) ||
        strcmp(found_qualifier, qualifier) != 0) {
        print_error("%s: read as [%s] [%.*s] %s, should be [%s] [%s] %s (%s)\n", text, found_value,
                    TEXT_ARG(notation.amount.unit), found_qualifier, value, unit, qualifier,
                    notation.reason_en ? notation.reason_en : "");
        if (getenv("NOTATION_GO_ON")) {
            return;
        }
        fail();
    }
}

static bool is_of_dates(const char *unit)
{
    static const char *const units[] = {"date",    "datetime",  "month",
                                        "quarter", "half-year", "year"};

    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        if (strcmp(unit, units[i]) == 0) {
            return true;
        }
    }
    return false;
}

static void check_reference_row(const struct table_row *row)
{
    bool is_change = strncmp(row->cells[4], "only in a column declared as change", 35) == 0;

    assert_true(row->count >= 4);
    if (!is_of_dates(row->cells[2])) {
        assert_reads(row->cells[0], is_change ? &changes : NULL, row->cells[1], row->cells[2],
                     row->cells[3]);
    }
}

static void reads_every_number_of_the_reference(void **state)
{
    (void)state;

    assert_int_equal(table_each(TEST_DATA_DIR "/notation/notations.csv", check_reference_row), 172);
}

static void check_family_row(const struct table_row *row)
{
    bool is_change = row->count > 4 && strcmp(row->cells[4], "change") == 0;

    assert_reads(row->cells[0], is_change ? &changes : NULL, row->cells[1], row->cells[2],
                 row->cells[3]);
}

static void reads_the_families_of_the_reference(void **state)
{
    (void)state;

    assert_true(table_each(TEST_DATA_DIR "/notation/families.csv", check_family_row) > 300);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_number_of_the_reference),
        cmocka_unit_test(reads_the_families_of_the_reference),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
