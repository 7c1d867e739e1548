/* SPDX-License-Identifier: MIT */
/* Memory that is looked up all over: in large pages, where the system has some, because else each
 * look would miss the processor's table of pages too. */
#ifndef PLUMB_BASE_LARGE_H
#define PLUMB_BASE_LARGE_H

#include <stddef.h>

/* To be freed with free. What is in it is not known. NULL without memory. */
void *large_alloc(size_t len);

/* The same, zeroed. */
void *large_calloc(size_t len);

#endif
