/* SPDX-License-Identifier: MIT */
/*
 * `plumbd check`: what the wall would take from a file, without touching any store.
 */
#ifndef PLUMB_APP_CHECK_H
#define PLUMB_APP_CHECK_H

struct config;

/* Prints the receipts of config->operands to stdout. 0 if all would be taken whole, else 1. */
int check_run(const struct config *config);

#endif
