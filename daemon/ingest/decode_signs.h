/* SPDX-License-Identifier: MIT */
/*
 * What a share of common characters cannot tell, from the beginning of a text of two-byte
 * characters.
 *
 * EUC-KR has its syllables where GB2312 has the first 25 rows of its common characters, so that
 * Korean looks like the most plausible Chinese. But no Chinese text of some length does without
 * the other 15 rows (什 是 市 数 所 中 and all others from shi to zuo). EUC-JP has kana in the very
 * rows in which GB2312 has them, and Chinese has no kana.
 *
 * A list of places or chemicals may be full of GB2312's second level, and then has too few common
 * characters. But its header says 指标, 时期, 地区.
 */
#ifndef PLUMB_INGEST_DECODE_SIGNS_H
#define PLUMB_INGEST_DECODE_SIGNS_H

#include <stdbool.h>
#include <stddef.h>

struct decode_signs {
    bool is_korean;
    bool is_japanese;
    bool has_sheet_words; /* at least two different ones that stand in headers, as GB18030 */
};

void decode_signs_read(const unsigned char *bytes, size_t len, struct decode_signs *out);

#endif
