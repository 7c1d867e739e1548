/* SPDX-License-Identifier: MIT */
#include "app/metrics.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/pipeline.h"
#include "base/buffer.h"
#include "model/board.h"
#include "serve/server.h"

static void append(struct buffer *out, const char *name, const char *type, const char *help,
                   double value)
{
    buffer_printf(out, "# HELP %s %s\n# TYPE %s %s\n%s %.15g\n", name, help, name, type, name,
                  value);
}

static void append_pipeline(struct buffer *out, const struct pipeline *pipeline)
{
    struct pipeline_counters counters = {0};

    pipeline_read_counters(pipeline, &counters);
    buffer_append_str(out, "# HELP plumb_drops_total Versions of files by their end.\n"
                           "# TYPE plumb_drops_total counter\n");
    buffer_printf(out,
                  "plumb_drops_total{state=\"taken\"} %llu\n"
                  "plumb_drops_total{state=\"partial\"} %llu\n"
                  "plumb_drops_total{state=\"refused\"} %llu\n"
                  "plumb_drops_total{state=\"withdrawn\"} %llu\n",
                  (unsigned long long)counters.taken, (unsigned long long)counters.partial,
                  (unsigned long long)counters.refused, (unsigned long long)counters.withdrawn);
    append(out, "plumb_jobs_failed_total", "counter", "Jobs that failed and are tried again.",
           (double)counters.failed);
    append(out, "plumb_queue_files", "gauge", "Files that wait for the worker.",
           (double)counters.queued);
    append(out, "plumb_settling_files", "gauge", "Files that are still being written.",
           (double)counters.settling);
    append(out, "plumb_last_job_seconds", "gauge", "How long the last job took.",
           (double)counters.last_took_ms / 1000);
    append(out, "plumb_inbox_available", "gauge", "1 while the inbox can be read.",
           counters.is_inbox_available ? 1 : 0);
}

static void append_server(struct buffer *out, const struct server *server)
{
    struct server_counters counters = {0};

    server_read_counters(server, &counters);
    append(out, "plumb_connections", "gauge", "Open connections.", counters.open);
    append(out, "plumb_displays_websocket", "gauge", "Displays by WebSocket.", counters.websockets);
    append(out, "plumb_displays_events", "gauge", "Displays by Server-Sent Events.",
           counters.event_streams);
    append(out, "plumb_accepted_total", "counter", "Connections since the start.",
           (double)counters.accepted);
    append(out, "plumb_messages_total", "counter", "Messages sent to displays.",
           (double)counters.messages);
    append(out, "plumb_snapshots_total", "counter", "Snapshots sent.", (double)counters.snapshots);
    append(out, "plumb_sent_bytes_total", "counter", "Bytes handed to the kernel.",
           (double)counters.bytes);
    append(out, "plumb_kept_bytes", "gauge", "Bytes of answers that wait for their clients.",
           (double)counters.kept_bytes);
    append(out, "plumb_slow_total", "counter", "Times a display was not free for a message.",
           (double)counters.slow);
    append(out, "plumb_skipped_total", "counter", "Times a display got a snapshot instead.",
           (double)counters.skipped);
    append(out, "plumb_closed_stuck_total", "counter", "Clients closed because they took nothing.",
           (double)counters.closed_stuck);
    buffer_append_str(out,
                      "# HELP plumb_refused_total Connections and requests refused, by reason.\n"
                      "# TYPE plumb_refused_total counter\n");
    for (int i = 0; i < SERVER_REFUSAL_COUNT; i++) {
        buffer_printf(out, "plumb_refused_total{reason=\"%s\"} %llu\n",
                      server_refusal_name((enum server_refusal)i),
                      (unsigned long long)counters.refused[i]);
    }
}

static void append_board(struct buffer *out, const struct board *board)
{
    const cJSON *doubts = board_get(board, BOARD_MEMBER, TEXT("doubts"));

    append(out, "plumb_indicators", "gauge", "Indicators on the board.",
           (double)board_count(board, BOARD_INDICATOR));
    append(out, "plumb_campaigns", "gauge", "Campaigns on the board.",
           (double)board_count(board, BOARD_CAMPAIGN));
    append(out, "plumb_doubts", "gauge", "What is to be verified.",
           cJSON_IsNumber(doubts) ? doubts->valuedouble : 0);
}

/* The second number of statm; 0 where there is no such file. */
static long resident_pages(void)
{
    char line[128] = "";
    char *after_size = NULL;
    FILE *file = fopen("/proc/self/statm", "r");

    if (!file) {
        return 0;
    }
    if (!fgets(line, sizeof(line), file)) {
        line[0] = '\0';
    }
    (void)fclose(file);
    (void)strtol(line, &after_size, 10);
    return strtol(after_size, NULL, 10);
}

static void append_process(struct buffer *out)
{
    append(out, "process_resident_memory_bytes", "gauge", "Resident memory.",
           (double)resident_pages() * (double)sysconf(_SC_PAGESIZE));
}

bool metrics_append(struct buffer *out, const struct pipeline *pipeline,
                    const struct server *server, const struct board *board)
{
    append_process(out);
    if (pipeline) {
        append_pipeline(out, pipeline);
    }
    if (server) {
        append_server(out, server);
    }
    if (board) {
        append_board(out, board);
    }
    return !out->has_failed;
}
