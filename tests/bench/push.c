/* SPDX-License-Identifier: MIT */
/*
 * The parts of `scripts/bench push`, each a process of its own:
 *
 *   bench_push floor|plumb|steady|load clients messages bytes interval_ms stalled [port]
 *
 * `steady` is `plumb` that waits for nobody.
 */
#include "push_common.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

static unsigned number(int argc, char **argv, int index)
{
    return argc > index ? (unsigned)strtoul(argv[index], NULL, 10) : 0;
}

static void raise_descriptor_limit(void)
{
    struct rlimit files;

    (void)getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &files);
}

int main(int argc, char **argv)
{
    const char *role = argc > 1 ? argv[1] : "";
    struct bench_plan plan = {.clients = number(argc, argv, 2),
                              .messages = number(argc, argv, 3),
                              .bytes = number(argc, argv, 4),
                              .interval_ms = number(argc, argv, 5),
                              .stalled = number(argc, argv, 6),
                              .is_steady = strcmp(role, "steady") == 0};

    raise_descriptor_limit();
    (void)signal(SIGPIPE, SIG_IGN);
    (void)prctl(PR_SET_PDEATHSIG, SIGTERM);
    bench_require(plan.clients > 0 && plan.messages > 0 && plan.bytes > 200, "numbers");
    if (strcmp(role, "floor") == 0) {
        return bench_run_floor(&plan);
    }
    if (strcmp(role, "plumb") == 0 || plan.is_steady) {
        return bench_run_plumb(&plan);
    }
    bench_require(strcmp(role, "load") == 0, "role");
    return bench_run_load(&plan, number(argc, argv, 7));
}
