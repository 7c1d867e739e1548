/* SPDX-License-Identifier: MIT */
/*
 * The encoding rule against many generated files: sheets of 1 to 200 rows as staff type them, in
 * every encoding that occurs, pasted together from two, and cut. At least 99 % must be told right,
 * to the byte where one is wrong, and at most 1 % may be taken for something that they are not.
 */
#include "unit.h"

#include <iconv.h>

#include "base/buffer.h"
#include "base/err.h"
#include "ingest/decode.h"
#include "ingest/source.h"

/* --- chance, the same in every run ----------------------------------------------------------- */

static uint32_t chance_state;

static uint32_t chance(uint32_t below)
{
    chance_state ^= chance_state << 13;
    chance_state ^= chance_state >> 17;
    chance_state ^= chance_state << 5;
    return chance_state % below;
}

#define PICK(list) ((list)[chance(sizeof(list) / sizeof((list)[0]))])

/* --- what sheets say ------------------------------------------------------------------------- */

static const char *const indicators[] = {
    "产品质量监督抽查合格率",
    "食品监督抽检合格率",
    "农产品检测合格率",
    "特种设备定检率",
    "工程一次性验收合格率",
    "计量器具受检率",
    "空气质量优良率",
    "质量月宣传活动场次",
    "出动执法人员",
    "隐患处结率",
    "商标注册件数",
    "农药残留抽检合格率",
    "皮鞋",
    "石英砂",
    "粳米",
    "馍",
};

/* With names of the second level, as places have them. */
static const char *const places[] = {
    "东镇",   "柳河镇", "石桥镇", "双塘镇", "沙坪",   "坪山",   "德庆镇", "达孜区",
    "金平区", "甘南州", "临潼区", "溧阳市", "沭阳县", "濮阳",   "漯河市", "邗江区",
    "亳州",   "滦南县", "泗洪县", "涿州市", "邛崃",   "浔阳区", "鄞州区", "衢州",
};

static const char *const departments[] = {
    "县市场监管局", "区农牧局", "县卫健局", "市质监局", "县农业农村局", "住建局",
};

static const char *const notes[] = {
    "",       "上级通报，无基数", "20余次",     "3万余份",        "复检",
    "近20个", "“四个100%”已达到", "第三季度报", "螨虫、蟑螂消杀", "已整改；待复查",
};

static const char *const traditional_indicators[] = {
    "產品質量監督抽查合格率", "食品監督抽檢合格率", "農產品檢測合格率",
    "特種設備定檢率",         "計量器具受檢率",     "質量月宣傳活動場次",
};

static const char *const traditional_places[] = {
    "東鎮", "柳河鎮", "石橋鎮", "龍湖區", "金平區", "潮陽", "澄海", "濠江區", "廣澳",
};

static const char *const traditional_notes[] = {"", "複檢", "已整改", "第三季度報", "無"};

static const char *const japanese[] = {
    "食品監督検査の合格率,2018-09,東町,市場監督課",
    "農産物の検査,2018-10,西町,農業課",
    "アンケート回収数,2018-11,ひまわり市,広報",
    "製品の抜き取り検査,2018-12,京都府,品質管理課",
};

static const char *const wide_characters[] = {"𠮷祥社区", "㐂盛公司", "𪚥镇", "䶮村", "𬭚厂"};

static const char *const korean[] = {
    "식품 감독 합격률,2018-09,동읍,시장감독과", "농산물 검사 합격률,2018-10,서읍,농업과",
    "특수 설비 정기 검사율,2018-11,남읍,품질과", "대기 환경 우량률,2018-12,북읍,환경보호과"};

/* Nearly all of GB2312's second level, or of GBK's further ones. */
static const char *const rare_names[] = {"邛崃", "漯河", "濮阳", "亳州", "溧阳", "泗洪", "沭阳",
                                         "鄞州", "浔阳", "滦南", "涿州", "珺玥", "喆堃", "淼頔"};
static const char *const rare_indicators[] = {"蟑螂螨虫", "蚬蛤",   "芫荽",   "茼蒿",  "苯并芘",
                                              "噻虫嗪",   "哒螨灵", "腈菌唑", "毒死蜱"};

enum script { SIMPLIFIED, TRADITIONAL, JAPANESE, KOREAN, RARE, WIDE, FEW };

static void write_header(struct buffer *out, enum script script)
{
    static const char *const headers[] = {
        "指标,时期,地区,部门,抽检数,合格数,备注",
        "指标,日期,地区,部门,数值,单位,备注",
        "食品监督抽检情况表,,,,,,\r\n填报单位：县市场监管局,,,,,,\r\n指标,时期,地区,部门,抽检数,"
        "合格数,备注",
    };

    if (script == TRADITIONAL) {
        buffer_append_str(out, "指標,時期,地區,部門,抽檢數,合格數,備註\r\n");
    } else if (script == JAPANESE) {
        buffer_append_str(out, "指標,期間,地域,部門,検査数,合格数,備考\r\n");
    } else if (script == KOREAN && chance(2) == 0) {
        buffer_append_str(out, "지표,기간,지역,부문,검사수,합격수,비고\r\n");
    } else if (script == FEW || script == KOREAN) {
        buffer_append_str(out, "indicator,period,place,item,inspected,passed\r\n");
    } else {
        buffer_printf(out, "%s\r\n", PICK(headers));
    }
}

static void write_row(struct buffer *out, enum script script)
{
    unsigned inspected = chance(200) + 1;
    unsigned passed = inspected - chance(inspected);
    unsigned month = chance(12) + 1;

    switch (script) {
    case TRADITIONAL:
        buffer_printf(out, "%s,2018-%02u,%s,市場監管局,%u,%u,%s\r\n", PICK(traditional_indicators),
                      month, PICK(traditional_places), inspected, passed, PICK(traditional_notes));
        break;
    case JAPANESE:
        buffer_printf(out, "%s,%u,%u,\r\n", PICK(japanese), inspected, passed);
        break;
    case KOREAN:
        buffer_printf(out, "%s,%u,%u\r\n", PICK(korean), inspected, passed);
        break;
    case RARE:
        buffer_printf(out, "%s,2018-%02u,%s,,%u,%u,\r\n", PICK(rare_indicators), month,
                      PICK(rare_names), inspected, passed);
        break;
    case FEW:
        buffer_printf(out, "%s,2018-%02u,%s,A,%u,%u\r\n", PICK(indicators), month, PICK(places),
                      inspected, passed);
        break;
    case SIMPLIFIED:
    case WIDE:
        buffer_printf(out, "%s,2018-%02u,%s,%s,%u,%u,%s%s\r\n", PICK(indicators), month,
                      PICK(places), PICK(departments), inspected, passed, PICK(notes),
                      script == WIDE ? PICK(wide_characters) : "");
        break;
    }
}

static void write_sheet(struct buffer *out, enum script script, unsigned rows)
{
    buffer_clear(out);
    write_header(out, script);
    for (unsigned i = 0; i < rows; i++) {
        write_row(out, script);
    }
    assert_false(out->has_failed);
}

/* Appends the text in that encoding. */
static void append_encoded(struct buffer *out, struct text text, const char *encoding)
{
    char bytes[4096];
    char *from = (char *)(uintptr_t)text.at;
    size_t left = text.len;
    iconv_t system = iconv_open(encoding, "UTF-8");
    assert_true(system != (iconv_t)-1);
    while (left > 0) {
        char *to = bytes;
        size_t room = sizeof(bytes);
        (void)iconv(system, &from, &left, &to, &room);
        if (to == bytes) {
            fail_msg("%s cannot hold %.12s", encoding, from);
        }
        buffer_append(out, bytes, (size_t)(to - bytes));
    }
    (void)iconv_close(system);
}

/* --- families of files ----------------------------------------------------------------------- */

struct family {
    const char *name;
    enum script script;
    const char *encoding; /* as iconv calls it */
    const char *mark;
    const char *second;            /* the encoding of further rows behind it; NULL: none */
    bool is_cut;                   /* ends inside a character */
    enum decode_encoding expected; /* DECODE_GUESS: */
    enum fault_kind kind;
    unsigned files;
};

static const struct family families[] = {
    {"UTF-8", SIMPLIFIED, "UTF-8", "", NULL, false, DECODE_UTF8, FAULT_EMPTY, 60},
    {"UTF-8 with mark", SIMPLIFIED, "UTF-8", "\xEF\xBB\xBF", NULL, false, DECODE_UTF8, FAULT_EMPTY,
     40},
    {"UTF-8, few characters", FEW, "UTF-8", "", NULL, false, DECODE_UTF8, FAULT_EMPTY, 40},
    {"UTF-8, traditional", TRADITIONAL, "UTF-8", "", NULL, false, DECODE_UTF8, FAULT_EMPTY, 20},
    {"GBK", SIMPLIFIED, "GBK", "", NULL, false, DECODE_GB18030, FAULT_EMPTY, 120},
    {"GBK, few characters", FEW, "GBK", "", NULL, false, DECODE_GB18030, FAULT_EMPTY, 80},
    {"GB18030 of four bytes", WIDE, "GB18030", "", NULL, false, DECODE_GB18030, FAULT_EMPTY, 60},
    {"UTF-16LE with mark", SIMPLIFIED, "UTF-16LE", "\xFF\xFE", NULL, false, DECODE_UTF16LE,
     FAULT_EMPTY, 40},
    {"UTF-16BE with mark", SIMPLIFIED, "UTF-16BE", "\xFE\xFF", NULL, false, DECODE_UTF16BE,
     FAULT_EMPTY, 40},
    {"UTF-16LE", SIMPLIFIED, "UTF-16LE", "", NULL, false, DECODE_UTF16LE, FAULT_EMPTY, 60},
    {"UTF-16BE", SIMPLIFIED, "UTF-16BE", "", NULL, false, DECODE_UTF16BE, FAULT_EMPTY, 60},
    {"UTF-16LE of four bytes", WIDE, "UTF-16LE", "\xFF\xFE", NULL, false, DECODE_UTF16LE,
     FAULT_EMPTY, 20},
    {"Big5", TRADITIONAL, "BIG5", "", NULL, false, DECODE_GUESS, FAULT_ENCODING_BIG5, 80},
    {"EUC-KR", KOREAN, "EUC-KR", "", NULL, false, DECODE_GUESS, FAULT_ENCODING_UNKNOWN, 60},
    {"EUC-JP", JAPANESE, "EUC-JP", "", NULL, false, DECODE_GUESS, FAULT_ENCODING_UNKNOWN, 40},
    {"GBK, rare characters", RARE, "GBK", "", NULL, false, DECODE_GB18030, FAULT_EMPTY, 60},
    {"UTF-8, rare characters", RARE, "UTF-8", "", NULL, false, DECODE_UTF8, FAULT_EMPTY, 20},
    {"UTF-8, Korean", KOREAN, "UTF-8", "", NULL, false, DECODE_UTF8, FAULT_EMPTY, 20},
    {"Shift-JIS", JAPANESE, "SHIFT_JIS", "", NULL, false, DECODE_GUESS, FAULT_ENCODING_SHIFT_JIS,
     40},
    {"UTF-8, then GBK", SIMPLIFIED, "UTF-8", "", "GBK", false, DECODE_GUESS, FAULT_MIXED_ENCODINGS,
     60},
    {"UTF-8 with mark, then GBK", SIMPLIFIED, "UTF-8", "\xEF\xBB\xBF", "GBK", false, DECODE_GUESS,
     FAULT_MIXED_ENCODINGS, 20},
    {"GBK, then UTF-8", SIMPLIFIED, "GBK", "", "UTF-8", false, DECODE_GUESS, FAULT_MIXED_ENCODINGS,
     60},
    {"UTF-8, then Big5", TRADITIONAL, "UTF-8", "", "BIG5", false, DECODE_GUESS,
     FAULT_MIXED_ENCODINGS, 20},
    {"Big5, then UTF-8", TRADITIONAL, "BIG5", "", "UTF-8", false, DECODE_GUESS,
     FAULT_MIXED_ENCODINGS, 20},
    {"GBK, then Big5", SIMPLIFIED, "GBK", "", "BIG5", false, DECODE_GUESS, FAULT_MIXED_ENCODINGS,
     20},
    {"UTF-8, cut", SIMPLIFIED, "UTF-8", "", NULL, true, DECODE_GUESS, FAULT_CUT_CHARACTER, 40},
    {"GBK, cut", SIMPLIFIED, "GBK", "", NULL, true, DECODE_GUESS, FAULT_CUT_CHARACTER, 60},
    {"GB18030 of four bytes, cut", WIDE, "GB18030", "", NULL, true, DECODE_GUESS,
     FAULT_CUT_CHARACTER, 20},
    {"UTF-16LE, cut", SIMPLIFIED, "UTF-16LE", "\xFF\xFE", NULL, true, DECODE_GUESS,
     FAULT_CUT_CHARACTER, 20},
};

/* Small files are the hard ones: half of them have up to ten rows. */
static unsigned some_rows(void)
{
    return chance(2) == 0 ? chance(10) + 1 : chance(200) + 1;
}

/* Cuts the file inside its last character, which is one of several bytes. */
static size_t add_cut_character(struct buffer *bytes, const struct family *family)
{
    struct buffer character = {0};
    size_t at = bytes->len;
    append_encoded(&character, text_of(family->script == WIDE ? "𠮷" : "局"), family->encoding);
    buffer_append(bytes, character.bytes, 1 + chance((uint32_t)character.len - 1));
    buffer_finish(&character);
    return at;
}

/* Makes one file. Returns the offset of the character that is wrong in it. */
static size_t make_file(const struct family *family, struct buffer *bytes)
{
    struct buffer text = {0};
    size_t wrong = 0;

    buffer_clear(bytes);
    buffer_append_str(bytes, family->mark);
    write_sheet(&text, family->script, some_rows());
    append_encoded(bytes, buffer_text(&text), family->encoding);
    if (family->second) {
        wrong = bytes->len;
        buffer_clear(&text);
        bool is_big5 = strcmp(family->second, "BIG5") == 0;
        for (unsigned rows = some_rows(); rows > 0; rows--) {
            write_row(&text, is_big5 ? TRADITIONAL : family->script);
        }
        append_encoded(bytes, buffer_text(&text), family->second);
    }
    if (family->is_cut) {
        wrong = add_cut_character(bytes, family);
    }
    assert_false(bytes->has_failed);
    buffer_finish(&text);
    return wrong;
}

struct tally {
    unsigned files;
    unsigned right;
    unsigned silently_wrong; /* taken as text that it is not */
};

static void judge(const struct family *family, struct text bytes, size_t wrong, struct tally *tally)
{
    struct err err = {0};
    struct decode_result result;
    struct source *source = source_from_bytes(bytes.at, bytes.len, &err);
    assert_non_null(source);
    assert_true(decode_classify(source, NULL, &result, &err));

    bool is_right = result.is_text == (family->expected != DECODE_GUESS);
    if (is_right && result.is_text) {
        is_right = result.encoding == family->expected;
    } else if (is_right) {
        bool has_place = family->second || family->is_cut;
        is_right = result.fault.kind == family->kind &&
                   (!has_place || result.fault.byte == (int64_t)wrong);
    }
    tally->files++;
    tally->right += is_right;
    tally->silently_wrong += !is_right && result.is_text;
    source_close(source);
}

static void tells_at_least_99_percent_right_and_at_most_1_percent_silently_wrong(void **state)
{
    (void)state;
    struct tally all = {0};
    struct buffer bytes = {0};
    chance_state = 20180901;

    for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++) {
        struct tally tally = {0};
        while (tally.files < families[i].files) {
            size_t wrong = make_file(&families[i], &bytes);
            judge(&families[i], buffer_text(&bytes), wrong, &tally);
        }
        print_message("    %-28s %4u files %4u right %3u silently wrong\n", families[i].name,
                      tally.files, tally.right, tally.silently_wrong);
        all.files += tally.files;
        all.right += tally.right;
        all.silently_wrong += tally.silently_wrong;
    }
    buffer_finish(&bytes);

    print_message("    %u files, %u right, %u silently wrong\n", all.files, all.right,
                  all.silently_wrong);
    assert_true(all.files >= 600);
    assert_true(all.right * 100 >= all.files * 99);
    assert_true(all.silently_wrong * 100 <= all.files);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_at_least_99_percent_right_and_at_most_1_percent_silently_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
