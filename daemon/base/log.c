/* SPDX-License-Identifier: MIT */
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static enum log_level lowest = LOG_INFO;

void log_set_level(enum log_level level)
{
    lowest = level;
}

static const char *priority(enum log_level level)
{
    if (!getenv("JOURNAL_STREAM")) {
        return "";
    }
    switch (level) {
    case LOG_DEBUG:
        return "<7>";
    case LOG_INFO:
    case LOG_ALWAYS:
        return "<6>";
    case LOG_WARN:
        return "<4>";
    case LOG_ERROR:
        return "<3>";
    }
    return "";
}

static const char *level_field(enum log_level level)
{
    switch (level) {
    case LOG_DEBUG:
        return " level=debug";
    case LOG_INFO:
    case LOG_ALWAYS:
        return "";
    case LOG_WARN:
        return " level=warn";
    case LOG_ERROR:
        return " level=error";
    }
    return "";
}

void log_event(enum log_level level, const char *event, const char *fields, ...)
{
    char line[2048];
    size_t size = sizeof(line) - 1;
    va_list args;

    if (level < lowest) {
        return;
    }
    int len = snprintf(line, size, "%sevent=%s%s%s", priority(level), event, level_field(level),
                       fields ? " " : "");
    if (fields && len > 0 && (size_t)len < size) {
        va_start(args, fields);
        int more = vsnprintf(line + len, size - (size_t)len, fields, args);
        va_end(args);
        len += more > 0 ? more : 0;
    }
    size_t end = len < 0 ? 0 : (size_t)len >= size ? size - 1 : (size_t)len;
    for (size_t i = 0; i < end; i++) {
        if ((unsigned char)line[i] < 0x20U || line[i] == 0x7F) {
            line[i] = ' ';
        }
    }
    line[end] = '\n';
    /* One write, so that lines of two threads do not mix. */
    ssize_t written = write(STDERR_FILENO, line, end + 1);
    (void)written;
}
