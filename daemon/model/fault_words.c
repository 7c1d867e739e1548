/* SPDX-License-Identifier: MIT */
/*
 * One entry a kind, in the order of enum fault_kind. A comment says what {first} and {second} are
 * where a sentence has them. The hint is what a clerk does next, with the right example.
 */
#include "model/fault_words.h"

#define SAVE_AS_EXCEL_ZH "Excel：文件 → 另存为 → 保存类型选“CSV UTF-8(逗号分隔)(*.csv)”"
#define SAVE_AS_WPS_ZH "WPS：文件 → 另存为 → 其他格式 → 文件类型选“CSV(逗号分隔)(*.csv)”"
#define SAVE_AS_CALC_ZH                                                                            \
    "LibreOffice：文件 → 另存为 → 文件类型选“文本 CSV （.csv）”→ 使用文本 CSV 格式 → 字符集 UTF-8"
#define SAVE_AS_EXCEL_EN                                                                           \
    "Excel: File > Save As > Save as type: \"CSV UTF-8 (Comma delimited) (*.csv)\""
#define SAVE_AS_WPS_EN                                                                             \
    "WPS: File > Save As > Other Formats > Save as type: \"CSV (Comma delimited) (*.csv)\""
#define SAVE_AS_CALC_EN                                                                            \
    "LibreOffice: File > Save As > File type: \"Text CSV (.csv)\" > Use Text CSV Format! > "       \
    "Character set: UTF-8"

const struct fault_words fault_words[FAULT_KIND_COUNT] = {
    /* ---- the file as bytes ---- */
    [FAULT_EMPTY] =
        {"empty",
         {"文件是空的", "The file is empty"},
         {"请确认表格已经保存，再把文件放进来；可以从 /inbox 页的模板开始",
          "Save the sheet and drop it again; the inbox page has templates to start from"}},
    [FAULT_NUL_TAIL] =
        {"nul_tail",
         {"文件没有拷贝完：[从第 {byte} 字节起]全是空字节",
          "The copy is not complete: there are only zero bytes[ from byte {byte} on]"},
         {"请把文件重新拷贝一次，等进度条走完", "Copy the file again and wait for the end"}},
    [FAULT_NUL] = {"nul",
                   {"[{column}]里有空字节（NUL），不是文字",
                    "[{column} has ]a NUL byte, which is no text"},
                   {"请在表格软件里重新填写这一格，再另存为 CSV",
                    "Type this cell again in the spreadsheet and save as CSV once more"}},
    [FAULT_CUT_CHARACTER] = {"cut_character",
                             {"文件在一个字的中间断开了[（第 {byte} 字节）]",
                              "The file ends inside a character[ (byte {byte})]"},
                             {"文件没有拷贝完，请重新拷贝一次",
                              "The copy is not complete; copy it again"}},
    /* first: what the part before is */
    [FAULT_MIXED_ENCODINGS] =
        {"mixed_encodings",
         {"同一个文件里有两种编码：[第 {line} 行]起与前面不同[（第 {byte} 字节）]",
          "Two encodings in one file: it changes[ at line {line}][ (byte {byte})]"},
         {"两段内容像是从不同的文件拼起来的。请在表格软件里合成一张表，再另存为“CSV UTF-8”",
          "Two files seem to be pasted together. Join them in a spreadsheet and save "
          "as \"CSV UTF-8\""}},
    [FAULT_ENCODING_BIG5] = {"encoding_big5",
                             {"文件的编码是 Big5（繁体），本看板不猜测地读取它",
                              "The file is in Big5, which is not read by guessing"},
                             {"请用表格软件打开（选 Big5/繁体中文），再另存为“CSV UTF-8(逗号分隔)”",
                              "Open it in a spreadsheet as Big5 and save as \"CSV UTF-8\""}},
    [FAULT_ENCODING_SHIFT_JIS] =
        {"encoding_shift_jis",
         {"文件的编码是 Shift-JIS（日文），本看板不猜测地读取它",
          "The file is in Shift-JIS, which is not read by guessing"},
         {"请用表格软件打开（选 Shift-JIS/日文），再另存为“CSV UTF-8(逗号分隔)”",
          "Open it in a spreadsheet as Shift-JIS and save as \"CSV UTF-8\""}},
    /* first: what it looks like */
    [FAULT_ENCODING_UNKNOWN] =
        {"encoding_unknown",
         {"认不出文件的编码[，像是 {first}][：第 {line} 行][第 {byte} 字节起不是文字]",
          "The encoding is not known[, it looks like {first}][: line {line}][, not text from byte "
          "{byte} on]"},
         {"请在表格软件里打开，看文字是否正确，再另存为“CSV UTF-8(逗号分隔)”",
          "Open it in a spreadsheet, see that the text is right, and save as "
          "\"CSV UTF-8\""}},
    /* first: the format, xlsx ... ; the hint is fault_words_save_as */
    [FAULT_SPREADSHEET_FILE] = {"spreadsheet_file",
                                {"这是[ {first} ]工作簿或文档，不是 CSV 文件",
                                 "This is a workbook or document[ ({first})], not a CSV file"},
                                {"", ""}},
    /* first: by how much */
    /* first, second: why, in either language */
    [FAULT_TOO_LARGE] = {"too_large",
                         {"超过了大小上限[：{first}]", "Beyond the size limit[: {second}]"},
                         {"请把表格按月份或地区分成几个文件",
                          "Split the sheet by month or by place"}},
    [FAULT_UNREADABLE] = {"unreadable",
                          {"文件读不出来[：{first}]", "The file cannot be read[: {second}]"},
                          {"请检查文件的权限，或重新拷贝一次",
                           "Check its permissions, or copy it again"}},

    /* ---- the file as a table ---- */
    [FAULT_OPEN_QUOTE] =
        {"open_quote",
         {"[{column}这一格的]引号一直没有合上", "A quotation mark[ in {column}] is never closed"},
         {"文件可能没有拷贝完，请重新拷贝；如果是手工改过的，请补上结尾的英文引号 \"",
          "The copy may be incomplete: copy it again; if it was edited by hand, add the "
          "closing \""}},
    [FAULT_TEXT_AFTER_QUOTE] =
        {"text_after_quote",
         {"[{column}的]引号合上以后还有字[：{cell}]",
          "[{column}: ]there is text behind a closing quotation mark[: {cell}]"},
         {"请用表格软件重新保存；手工写时，引号要包住整格，格内的引号写两遍，"
          "如 \"\"\"复检\"\"合格\"",
          "Save it from a spreadsheet; by hand, quotes go around the whole cell and "
          "are doubled inside: \"\"\"A\"\" passed\""}},
    /* first: cells of the row; second: columns of the header */
    [FAULT_RAGGED_ROW] =
        {"ragged_row",
         {"这一行有 {first} 格，表头有 {second} 列",
          "The row has {first} cells, the header {second} columns"},
         {"请核对分隔的逗号：千分位会把一个数拆成两格（请写 1240），漏掉一个会使后面各格左移；"
          "最好用表格软件另存为 CSV",
          "Check the delimiters: a thousands separator makes two cells of one number (write 1240), "
          "a "
          "lost one moves the cells behind it to the left; best save as CSV from a spreadsheet"}},
    [FAULT_CELL_TOO_LONG] =
        {"cell_too_long",
         {"这一行太长，不像一张表", "The row is too long for a sheet"},
         {"请检查引号是否成对，或分隔符是否正确",
          "See whether the quotation marks are paired and the delimiter is right"}},
    [FAULT_NOT_A_SHEET] =
        {"not_a_sheet",
         {"前十行里没有认得出的表头", "No known header in the first ten rows"},
         {"表头至少要有“指标”和“时期”等列名，例如：指标,时期,地区,抽检数,合格数；"
          "可以从 /inbox 页的模板开始",
          "The header needs names such as: indicator,period,place,inspected,passed; the "
          "inbox page has templates"}},
    [FAULT_NO_ROWS] = {"no_rows",
                       {"只有表头，没有一行数据", "There is a header, but no row of data"},
                       {"请在表头下面填写数据后再放进来；没有发生的事填 0（零报告）",
                        "Fill in rows below the header; what did not happen is 0"}},
    /* first: the sheet that it resembles */
    [FAULT_MISSING_COLUMN] = {"missing_column",
                              {"缺少“{column}”这一列", "The column {column} is missing"},
                              {"请在表头加上“{column}”并填写每一行；列名要与模板一致",
                               "Add the column {column} to the header and fill in each row"}},
    /* first: the other header; second: its letter */
    [FAULT_DUPLICATE_COLUMN] =
        {"duplicate_column",
         {"“{first}”[（{second} 列）]和“{column}”[（{letter} 列）]是同一个意思",
          "The columns {first}[ ({second})] and {column}[ ({letter})] mean the same"},
         {"请只留下一列，或给另一列改个名字", "Keep one of them, or rename the other"}},
    [FAULT_MOSTLY_FAULTY] =
        {"mostly_faulty",
         {"一半以上的行有误[（{first}/{second}）]，整个文件没有采用",
          "More than half of the rows are faulty[ ({first} of {second})]; the file is "
          "refused"},
         {"请按下面各行的说明改好，再放进来一次",
          "Mend the rows as told below and drop the file again"}},

    /* ---- cells ---- */
    [FAULT_MISSING_REQUIRED] =
        {"missing_required",
         {"{column}没有填写[（{cell}）]", "{column} is blank[ ({cell})]"},
         {"请填写{column}；如果上面是合并单元格，请取消合并后逐行填写",
          "Fill in {column}; if the cell above is merged, unmerge it and fill in "
          "every row"}},
    /* first: why, in Chinese; second: in English; likewise below */
    [FAULT_NOT_A_NUMBER] =
        {"not_a_number",
         {"{column}“{cell}”不是数[：{first}]", "{column} \"{cell}\" is not a number[: {second}]"},
         {"请填写数，例如 50；没有数据就留空，没有发生填 0；如果显示 ####，请把列拉宽后重新另存",
          "Fill in a number such as 50; leave it blank if there is none, 0 if nothing "
          "happened; if it shows ####, widen the column and save again"}},
    [FAULT_AMBIGUOUS_NUMBER] =
        {"ambiguous_number",
         {"{column}“{cell}”可以有两种读法[：{first}]",
          "{column} \"{cell}\" can be read in two ways[: {second}]"},
         {"请写成不会误解的数，例如 15000、96%、48/50（合格数/抽检数）",
          "Write it so that it means one thing: 15000, 96%, 48/50 (passed/inspected)"}},
    [FAULT_BARE_FRACTION] = {"bare_fraction",
                             {"{column}写的是 {cell}，分不清是小数还是百分数",
                              "{column} is {cell}: a fraction or a percentage?"},
                             {"请带上百分号，例如 96%",
                              "Write it with a percent sign, such as 96%"}},
    [FAULT_UNKNOWN_PERIOD] = {"unknown_period",
                              {"{column}“{cell}”不是认得出的时期[：{first}]",
                               "{column} \"{cell}\" is no known period[: {second}]"},
                              {"请写成 2017、2017年上半年、2017Q3、2017-09 或 2017-09-16",
                               "Write 2017, 2017H1, 2017Q3, 2017-09 or 2017-09-16"}},
    [FAULT_AMBIGUOUS_DATE] = {"ambiguous_date",
                              {"{column}“{cell}”可以有两种读法[：{first}]",
                               "{column} \"{cell}\" can be read in two ways[: {second}]"},
                              {"请写成四位年份的日期，例如 2017-09-16 或 2017年9月16日",
                               "Write the date with a four-digit year, such as 2017-09-16"}},
    /* first: passed; second: inspected */
    [FAULT_PASSED_EXCEEDS_INSPECTED] = {"passed_exceeds_inspected",
                                        {"合格数 {first} 大于抽检数 {second}",
                                         "{first} passed of only {second} inspected"},
                                        {"请核对该行的合格数与抽检数",
                                         "Check both counts of this row"}},
    /* first: what they add up to or say; second: what the other cell says */
    [FAULT_COUNTS_DISAGREE] = {"counts_disagree",
                               {"这一行的数对不上：[{first} 与 {second} 不一致]",
                                "The counts of this row disagree[: {first} against {second}]"},
                               {"请核对抽检数、合格数与不合格数：合格数 + 不合格数 = 抽检数",
                                "Check the counts: passed + failed = inspected"}},
    [FAULT_NOT_A_COUNT] = {"not_a_count",
                           {"{column}“{cell}”不是件数：这里要填 0 或正整数",
                            "{column} \"{cell}\" is no count: a whole number, 0 or more, is due"},
                           {"请填写整数，例如 50", "Fill in a whole number such as 50"}},
    [FAULT_RATE_OUT_OF_RANGE] = {"rate_out_of_range",
                                 {"{column} {cell} 不在 0% 与 100% 之间",
                                  "{column} {cell} is not between 0 % and 100 %"},
                                 {"请核对这一格，例如 96%", "Check this cell; an example is 96%"}},
    /* first: the words that are allowed */
    [FAULT_UNKNOWN_WORD] = {"unknown_word",
                            {"{column}“{cell}”不是这里可以用的词",
                             "{column} \"{cell}\" is not one of the words for it"},
                            {"[可以填：{first}]", "[Use one of: {first}]"}},

    /* ---- warnings ---- */
    /* first: the earlier line */
    [FAULT_DUPLICATE_KEY] =
        {"duplicate_key",
         {"与第 {first} 行说的是同一件事，以后面的第 {line} 行为准",
          "Says the same as line {first}; the later line {line} counts"},
         {"请删去多余的一行；如果确是两件事，请用分项、部门或编号区分",
          "Delete one of them; if they are two things, tell them apart by item, "
          "department or number"}},
    /* first: the rate of the counts; second: the counts, 39/40 */
    [FAULT_RATE_DIFFERS] = {"rate_differs",
                            {"{column} {cell} 与计数不符：{second} 是 {first}",
                             "{column} {cell} differs from its counts: {second} is {first}"},
                            {"看板以合格数和抽检数为准，请核对这一行",
                             "The counts are taken; check this row"}},
    [FAULT_RATE_NOT_FROM_COUNTS] = {"rate_not_from_counts",
                                    {"抽检 {second} 得不出 {cell} 的合格率",
                                     "No count of {second} inspected gives {cell}"},
                                    {"请核对抽检数与合格率",
                                     "Check the number inspected and the rate"}},
    /* first: what the rows sum to */
    [FAULT_TOTAL_DIFFERS] =
        {"total_differs",
         {"{column}合计写的是 {cell}，各行相加是 {first}",
          "The total of {column} says {cell}, the rows sum to {first}"},
         {"请核对合计行，或看是否漏了行；看板只用各行的数，不用合计",
          "Check the total or look for a missing row; only the rows are taken"}},
    [FAULT_BARE_QUOTE] = {"bare_quote",
                          {"{column}里有单独的英文引号，按原样读取",
                           "{column} has a bare quotation mark, taken literally"},
                          {"引用请用中文引号“ ”", "Use typographic quotation marks in text"}},
    [FAULT_LOST_CHARACTER] =
        {"lost_character",
         {"{column}“{cell}”里的问号可能是保存时丢掉的字",
          "{column} \"{cell}\": the question mark may be a character lost in saving"},
         {"请补上这个字，并另存为“CSV UTF-8(逗号分隔)”",
          "Type the character again and save as \"CSV UTF-8\""}},
    [FAULT_UNKNOWN_COLUMN] = {"unknown_column",
                              {"“{column}”这一列看板用不上", "The column {column} is not used"},
                              {"可以保留；如果它是必填的数据，请把列名改成模板里的名字",
                               "It may stay; if it is meant as data, name it as in the template"}},
    [FAULT_UNNAMED_COLUMN] =
        {"unnamed_column",
         {"表头的[ {letter} 列]没有列名，看板用不上", "The header's column[ {letter}] has no name"},
         {"如果表头里多了一个分隔符，请删去；如果确有这一列，请写上列名",
          "Remove the delimiter if it is one too many; name the column if there is one"}},
    /* first: cells of each row; second: columns of the header */
    [FAULT_HEADER_DIFFERS] =
        {"header_differs",
         {"表头有 {second} 列，每一行却有 {first} 格",
          "The header has {second} columns, and each row {first} cells"},
         {"请核对表头里的分隔符：多一个或漏一个，下面各格就对错了列",
          "Check the header's delimiters: with one more or less the cells below stand in "
          "other columns"}},
    [FAULT_REPEATED_HEADER] = {"repeated_header",
                               {"这一行又是表头，已跳过",
                                "This row is the header again and was skipped"},
                               {"几张表拼在一起时，请删去后面的表头",
                                "Where sheets are pasted together, delete the later headers"}},
    /* first: rows now; second: rows before */
    [FAULT_SHRUNK] = {"shrunk",
                      {"这一版只有 {first} 行，上一版有 {second} 行",
                       "This version has {first} rows, the one before had {second}"},
                      {"如果不是有意删去，请放回完整的表",
                       "If that was not meant, drop the whole sheet"}},
    [FAULT_DIGITS_LOST] = {"digits_lost",
                           {"{column} {cell} 是科学记数法，后面的数位已经丢失",
                            "{column} {cell} is in scientific notation: digits are lost"},
                           {"请把单元格格式改为“数值”，再另存为 CSV",
                            "Set the cell's format to a number and save as CSV again"}},
    /* first: how it was read */
    [FAULT_COLLOQUIAL_NUMBER] = {"colloquial_number",
                                 {"{column}“{cell}”按 {first} 读取",
                                  "{column} \"{cell}\" is read as {first}"},
                                 {"请写成数字，例如 12000", "Write it in digits, such as 12000"}},
    /* first: characters kept; second: characters found */
    [FAULT_UNKNOWN_DUE] =
        {"unknown_due",
         {"看不懂{column}“{cell}”是哪一天，只照原样显示，到期不会提醒",
          "{column} \"{cell}\" names no day that is known; it is shown as written, and nothing "
          "will be overdue"},
         {"请写成 次月5日、季后10日、每周五、12-31 或 2017-12-31",
          "Write 次月5日, 季后10日, 每周五, 12-31 or 2017-12-31"}},
    [FAULT_SHORTENED] = {"shortened",
                         {"{column}太长，只留前 {first} 个字",
                          "{column} is too long: cut to {first}"},
                         {"请把长文放到附件里", "Put long text into an attachment"}},
    /* first: the other file; second: its value */
    [FAULT_OTHER_FILE] = {"other_file",
                          {"文件 {first} 里是[ {second}]，以较新的文件为准",
                           "The file {first} says[ {second}]; the newer file counts"},
                          {"请只在一个文件里填报这个数", "Report this figure in one file only"}},

    /* ---- plausibility ---- */
    /* second: the number inspected */
    [FAULT_LINT_IMPOSSIBLE_RATE] = {"lint_impossible_rate",
                                    {"抽检 {second} 得不出 {cell} 的合格率",
                                     "No count of {second} inspected gives {cell}"},
                                    {"请核对抽检数与合格率",
                                     "Check the number inspected and the rate"}},
    /* first: the range of the parts */
    [FAULT_LINT_WHOLE_OUTSIDE_PARTS] = {"lint_whole_outside_parts",
                                        {"总体 {cell} 不在各部分 {first} 之间",
                                         "The whole, {cell}, is outside its parts, {first}"},
                                        {"请核对总体与“其中”各行",
                                         "Check the whole and its parts"}},
    /* first: the earlier number; second: its period */
    [FAULT_LINT_CUMULATIVE_FALLS] = {"lint_cumulative_falls",
                                     {"累计数从[ {second} 的] {first} 降到 {cell}",
                                      "A running total fell from {first}[ ({second})] to {cell}"},
                                     {"请核对：累计数只增不减",
                                      "Check it: a running total never falls"}},
    /* first: how many periods */
    [FAULT_LINT_SAME_AGAIN] = {"lint_same_again",
                               {"连续 {first} 期都是 {cell}",
                                "The same figure {first} periods running: {cell}"},
                               {"请确认不是照抄上期",
                                "See that it was not copied from the period before"}},
    [FAULT_LINT_FUTURE] = {"lint_future",
                           {"{column} {cell} 还没有到", "{column} {cell} is in the future"},
                           {"请核对日期；计划中的活动请填状态“计划”",
                            "Check the date; planned activities have the status 计划"}},
    /* first: the usual number */
    [FAULT_LINT_TEN_TIMES] = {"lint_ten_times",
                              {"{cell} 是平常（{first}）的十倍以上或不到十分之一",
                               "{cell} is ten times, or a tenth of, the usual {first}"},
                              {"请核对单位和小数点", "Check the unit and the decimal point"}},
    /* first: the product, as written */
    [FAULT_LINT_TAX_EXCEEDS_PRODUCT] =
        {"lint_tax_exceeds_product",
         {"[{second} ]{cell} 大于同期的地区生产总值 {first}",
          "[{second} ]{cell} exceeds the product {first} of the same period"},
         {"请核对两个数的单位和时期", "Check units and periods of both"}},
    /* first: what the parts say */
    [FAULT_LINT_PARTS_DISAGREE] = {"lint_parts_disagree",
                                   {"{cell} 与各部分合起来的 {first} 不一致",
                                    "{cell} disagrees with its parts, {first}"},
                                   {"请核对总数与各部分", "Check the whole and its parts"}},
    [FAULT_LINT_SIMPSON] =
        {"lint_simpson",
         {"各部分都变好（或变差），总体却相反：构成变了",
          "All parts moved one way and the whole the other: the mix has changed"},
         {"比较时请看各部分，不要只看总体", "Compare the parts, not only the whole"}},
};

/* True if the word is one of those in the list, which spaces part. */
static bool has_word(struct text list, struct text word)
{
    while (list.len > 0) {
        ptrdiff_t space = text_find(list, " ");
        size_t len = space < 0 ? list.len : (size_t)space;
        if (text_equal(text_part(list, 0, len), word)) {
            return true;
        }
        list = text_part(list, len + 1, list.len);
    }
    return false;
}

const char *fault_words_save_as(struct text format, enum language language)
{
    static const struct {
        const char *formats;
        const char *hint[2];
    } programs[] = {
        {"xlsx xlsm xls xlsb",
         {"请另存为 CSV 再放进来。" SAVE_AS_EXCEL_ZH "；" SAVE_AS_WPS_ZH,
          "Save it as CSV and drop that. " SAVE_AS_EXCEL_EN "; " SAVE_AS_WPS_EN}},
        {"et ett wps",
         {"请另存为 CSV 再放进来。" SAVE_AS_WPS_ZH,
          "Save it as CSV and drop that. " SAVE_AS_WPS_EN}},
        {"ods fods ots",
         {"请另存为 CSV 再放进来。" SAVE_AS_CALC_ZH,
          "Save it as CSV and drop that. " SAVE_AS_CALC_EN}},
        {"docx doc odt pdf pptx rtf",
         {"这里收的是表格：请把里面的表复制到表格软件，再另存为 CSV。" SAVE_AS_EXCEL_ZH
          "；" SAVE_AS_WPS_ZH,
          "Only sheets are read: copy its table into a spreadsheet and save that as "
          "CSV. " SAVE_AS_EXCEL_EN "; " SAVE_AS_WPS_EN}},
    };

    for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
        if (has_word(text_of(programs[i].formats), format)) {
            return programs[i].hint[language];
        }
    }
    return language == LANGUAGE_ZH
               ? "请另存为 CSV 再放进来。" SAVE_AS_EXCEL_ZH "；" SAVE_AS_WPS_ZH "；" SAVE_AS_CALC_ZH
               : "Save it as CSV and drop that. " SAVE_AS_EXCEL_EN "; " SAVE_AS_WPS_EN
                 "; " SAVE_AS_CALC_EN;
}
