/* SPDX-License-Identifier: MIT */
/*
 * How dear a delivery is, against the floor of one send() to each socket and against npm's `ws`:
 *
 *   bench_push [clients [messages [rounds]]]
 *
 * The server has one core, all clients the other. Rounds of the servers alternate, and medians of
 * their ratios are told, so that a busy machine does not decide. BENCH_WS_MODULES names a folder
 * from which `ws` can be required; without it that server is left out.
 */
#include "push_common.h"

#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { KINDS = 3, MAX_ROUNDS = 25 };

static const char *const kind_names[KINDS] = {"floor", "plumb", "ws"};

struct child {
    pid_t id;
    FILE *in;
    FILE *out;
};

struct measurement {
    double cpu_ns;  /* of a delivery, as the process is charged */
    double core_ns; /* as its core was busy, all included */
    double p50_us;
    double p99_us;
    double late; /* share of late turns of the 5 ms timer; ours only */
    long client_bytes;
    double connect_ms;
};

static void pin(int core)
{
    cpu_set_t set;

    CPU_ZERO(&set);
    CPU_SET(core, &set);
    (void)sched_setaffinity(0, sizeof(set), &set);
}

static void run_ws(const struct bench_plan *plan)
{
    char words[4][16];

    (void)snprintf(words[0], 16, "%u", plan->clients);
    (void)snprintf(words[1], 16, "%u", plan->messages);
    (void)snprintf(words[2], 16, "%u", plan->bytes);
    (void)snprintf(words[3], 16, "%u", plan->interval_ms);
    (void)execlp("node", "node", BENCH_WS_SERVER, words[0], words[1], words[2], words[3],
                 (char *)NULL);
    bench_require(false, "node");
}

static int run_role(int role, const struct bench_plan *plan, unsigned port)
{
    switch (role) {
    case 0:
        return bench_run_floor(plan);
    case 1:
        return bench_run_plumb(plan);
    case 2:
        run_ws(plan);
        return 1;
    default:
        return bench_run_load(plan, port);
    }
}

/* Starts a role (a kind of server, or KINDS: the clients) on its core. */
static struct child start(int role, const struct bench_plan *plan, unsigned port)
{
    int in[2];
    int out[2];
    struct child child = {0};

    bench_require(pipe(in) == 0 && pipe(out) == 0, "pipe");
    (void)fflush(stdout);
    child.id = fork();
    bench_require(child.id >= 0, "fork");
    if (child.id == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGTERM);
        pin(role == KINDS ? 1 : 0);
        (void)dup2(in[0], 0);
        (void)dup2(out[1], 1);
        for (int i = 0; i < 2; i++) {
            (void)close(in[i]);
            (void)close(out[i]);
        }
        exit(run_role(role, plan, port));
    }
    (void)close(in[0]);
    (void)close(out[1]);
    child.in = fdopen(in[1], "w");
    child.out = fdopen(out[0], "r");
    return child;
}

static void tell(struct child *child, const char *line)
{
    (void)fprintf(child->in, "%s\n", line);
    (void)fflush(child->in);
}

static void end(struct child *child)
{
    (void)fclose(child->in);
    (void)fclose(child->out);
    (void)waitpid(child->id, NULL, 0);
}

static void read_line(struct child *child, char line[256])
{
    bench_require(fgets(line, 256, child->out) != NULL, "a child ended early");
}

/* Busy time of core 0 in units of 10 ms, softirq included. */
static double core_busy(void)
{
    unsigned long long v[8] = {0};
    FILE *file = fopen("/proc/stat", "r");
    char line[512];

    while (file && fgets(line, sizeof(line), file)) {
        if (sscanf(line, "cpu0 %llu %llu %llu %llu %llu %llu %llu %llu", &v[0], &v[1], &v[2], &v[3],
                   &v[4], &v[5], &v[6], &v[7]) == 8) {
            break;
        }
    }
    if (file) {
        (void)fclose(file);
    }
    return (double)(v[0] + v[1] + v[2] + v[5] + v[6]);
}

static struct measurement measure(int kind, const struct bench_plan *plan)
{
    struct measurement result = {0};
    char line[256];
    unsigned port = 0;
    long long numbers[2] = {0};
    double deliveries = (double)plan->clients * plan->messages;

    struct child server = start(kind, plan, 0);
    read_line(&server, line);
    bench_require(sscanf(line, "port %u", &port) == 1, "port");
    struct child load = start(KINDS, plan, port);
    read_line(&load, line);
    bench_require(sscanf(line, "ready %lld", &numbers[0]) == 1, "ready");
    result.connect_ms = (double)numbers[0] / 1000;
    double busy = core_busy();
    tell(&server, "go");
    read_line(&load, line);
    bench_require(sscanf(line, "last %lld %lld", &numbers[0], &numbers[1]) == 2, "last");
    result.p50_us = (double)numbers[0];
    result.p99_us = (double)numbers[1];
    read_line(&server, line);
    result.core_ns = (core_busy() - busy) * 1e7 / deliveries;
    unsigned late = 0;
    unsigned turns = 0;
    bench_require(sscanf(line, "result cpu_us=%lld late=%u turns=%u rss_per_client_b=%ld",
                         &numbers[0], &late, &turns, &result.client_bytes) >= 1,
                  "result");
    result.cpu_ns = (double)numbers[0] * 1000 / deliveries;
    result.late = turns > 0 ? (double)late / turns : 0;
    end(&load);
    end(&server);
    return result;
}

static int compare(const void *a, const void *b)
{
    const double *left = a;
    const double *right = b;

    return (*left > *right) - (*left < *right);
}

static double median(double *values, unsigned count)
{
    qsort(values, count, sizeof(*values), compare);
    return values[count / 2];
}

/* The median over the rounds of one field of one kind, divided by the same of another (-1: by 1).
 */
static double median_of(struct measurement rounds[MAX_ROUNDS][KINDS], unsigned count, int kind,
                        int by, size_t field)
{
    double values[MAX_ROUNDS];

    for (unsigned i = 0; i < count; i++) {
        double value = *(double *)(void *)((char *)&rounds[i][kind] + field);
        double base = by < 0 ? 1 : *(double *)(void *)((char *)&rounds[i][by] + field);
        values[i] = base > 0 ? value / base : 0;
    }
    return median(values, count);
}

static void report(struct measurement rounds[MAX_ROUNDS][KINDS], unsigned count, int kinds)
{
    for (int kind = 0; kind < kinds; kind++) {
        (void)printf("%-6s cpu %6.0f ns, core %6.0f ns a delivery; last client p50 %.1f ms, p99 "
                     "%.1f ms; connects %.0f ms\n",
                     kind_names[kind],
                     median_of(rounds, count, kind, -1, offsetof(struct measurement, cpu_ns)),
                     median_of(rounds, count, kind, -1, offsetof(struct measurement, core_ns)),
                     median_of(rounds, count, kind, -1, offsetof(struct measurement, p50_us)) / 1e3,
                     median_of(rounds, count, kind, -1, offsetof(struct measurement, p99_us)) / 1e3,
                     median_of(rounds, count, kind, -1, offsetof(struct measurement, connect_ms)));
    }
    for (int kind = 1; kind < kinds; kind++) {
        (void)printf("%s / floor: cpu %.2f, core %.2f, p99 %.2f\n", kind_names[kind],
                     median_of(rounds, count, kind, 0, offsetof(struct measurement, cpu_ns)),
                     median_of(rounds, count, kind, 0, offsetof(struct measurement, core_ns)),
                     median_of(rounds, count, kind, 0, offsetof(struct measurement, p99_us)));
    }
    if (kinds > 2) {
        (void)printf("ws / plumb: cpu %.2f\n",
                     median_of(rounds, count, 2, 1, offsetof(struct measurement, cpu_ns)));
    }
    (void)printf("late turns of a 5 ms timer: %.2f %%; resident memory a client: %ld bytes\n",
                 100 * median_of(rounds, count, 1, -1, offsetof(struct measurement, late)),
                 rounds[0][1].client_bytes);
}

static unsigned number(int argc, char **argv, int index, unsigned fallback)
{
    return argc > index ? (unsigned)strtoul(argv[index], NULL, 10) : fallback;
}

int main(int argc, char **argv)
{
    static struct measurement rounds[MAX_ROUNDS][KINDS];
    struct bench_plan plan = {.clients = number(argc, argv, 1, 1000),
                              .messages = number(argc, argv, 2, 100),
                              .bytes = 1024,
                              .interval_ms = 2};
    unsigned count = number(argc, argv, 3, 5);
    int kinds = getenv("BENCH_WS_MODULES") ? 3 : 2;
    struct rlimit files;

    count = count < 1 ? 1 : count > MAX_ROUNDS ? MAX_ROUNDS : count;
    (void)getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &files);
    (void)signal(SIGPIPE, SIG_IGN);
    (void)printf("%u clients, %u messages of %u bytes, %u rounds\n", plan.clients, plan.messages,
                 plan.bytes, count);
    for (unsigned i = 0; i < count; i++) {
        for (int kind = 0; kind < kinds; kind++) {
            rounds[i][kind] = measure(kind, &plan);
        }
    }
    report(rounds, count, kinds);
    return 0;
}
