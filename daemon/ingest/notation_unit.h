/* SPDX-License-Identifier: MIT */
/* The words behind a number: which are units, and by which name they are kept. */
#ifndef PLUMB_INGEST_NOTATION_UNIT_H
#define PLUMB_INGEST_NOTATION_UNIT_H

#include <stdbool.h>

#include "ingest/notation_glyph.h"

/* A unit that is known: 次, 批次, %, 万元 without its 万, mg/kg, 次/季度. A number in Hanzi needs
 * one, since 一般 and 一致 begin with a numeral too. */
bool unit_is_known(struct span span);

/* A known unit by itself, without a noun (家企业) or a second unit (次/季度). */
bool unit_is_counter(struct span span);

/* A length of time: 近两年 may also be the last two years. */
bool unit_is_time(struct span span);

/* Short text that may stand behind digits: 台件, 标准箱, kWh/(m2·a). */
bool unit_is_plausible(struct span span);

/* Whether the brackets at the span's end, opened at that place, belong to the number before them
 * and not to a remark: 条(次), 96(%), 500(万元), dB(A), kWh/(m2·a). */
bool unit_keeps_brackets(struct span span, size_t place);

/* w for 万 and k for 千, which other people read as watt and kelvin. */
bool unit_is_slang(struct span span);

/* The name to keep: %, 元 for 元人民币 and RMB, 百分点 for 个百分点; else as it stands. */
struct text unit_name(struct span span);

/* Takes a currency off the front: ￥, 人民币, US$. Returns the unit's name, "" if there is none. */
struct text unit_take_currency(struct span *span);

#endif
