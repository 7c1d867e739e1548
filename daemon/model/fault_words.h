/* SPDX-License-Identifier: MIT */
/*
 * The words of every finding, apart from the machinery that fills them in (fault.c).
 *
 * In a sentence {cell} {column} {letter} {line} {byte} {first} {second} stand for what the fault
 * says; a part in [square brackets] is left out where one of its own stands for nothing.
 */
#ifndef PLUMB_MODEL_FAULT_WORDS_H
#define PLUMB_MODEL_FAULT_WORDS_H

#include "model/fault.h"

struct fault_words {
    const char *name;
    const char *text[2]; /* by enum language */
    const char *hint[2];
};

extern const struct fault_words fault_words[FAULT_KIND_COUNT];

/* How to save as CSV in the program that wrote a file of this format (xlsx, ods, et, docx ...). */
const char *fault_words_save_as(struct text format, enum language language);

#endif
