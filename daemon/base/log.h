/* SPDX-License-Identifier: MIT */
/*
 * One line per event, with fields in the words of the person on duty; the only
 * writer to stderr. Only app, ingest/watch and serve/server log.
 *
 *   event=drop_refused file=抽检结果-9月.csv line=41 reason="引号未闭合 (quote never closed)"
 *
 * Under systemd (JOURNAL_STREAM is set) a line carries its priority as <4>.
 */
#ifndef PLUMB_BASE_LOG_H
#define PLUMB_BASE_LOG_H

enum log_level {
    LOG_DEBUG, /* for the one who repairs Plumb; off by default */
    LOG_INFO,
    LOG_WARN,  /* we go on */
    LOG_ERROR, /* someone must act */
    LOG_ALWAYS /* what other programs wait for, such as ready: never dropped, no trouble */
};

/* Lines below the level are dropped. LOG_INFO at start. */
void log_set_level(enum log_level level);

/* Writes one line. `fields` is a printf format that gives "name=value name=value"; NULL for none.
 * Control characters become spaces, so that a file's name cannot forge a line. */
void log_event(enum log_level level, const char *event, const char *fields, ...)
    __attribute__((format(printf, 3, 4)));

#endif
