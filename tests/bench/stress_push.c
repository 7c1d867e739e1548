/* SPDX-License-Identifier: MIT */
/*
 * Exact under stress: clients that come, go, stall and resume at random while the board changes.
 *
 *   stress_push clients boards changes connects [folder]
 *
 * `changes` is a second, 0 as fast as it goes; with a folder each board is committed there before
 * it is shown, as the daemon does.
 */
#include "stress.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <signal.h>
#include <unistd.h>

#include "push_common.h"

uint32_t stress_random(uint64_t seed)
{
    seed = (seed ^ seed >> 30) * 0xBF58476D1CE4E5B9U;
    seed = (seed ^ seed >> 27) * 0x94D049BB133111EBU;
    return (uint32_t)(seed >> 32);
}

unsigned stress_slot(uint64_t seq)
{
    return stress_random(seq) % STRESS_SLOTS;
}

uint32_t stress_number(uint64_t seq)
{
    return stress_random(seq + UINT32_MAX) % 3 == 0 ? 0 : (uint32_t)seq;
}

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
    struct stress_plan plan = {.clients = number(argc, argv, 1),
                               .boards = number(argc, argv, 2),
                               .changes = number(argc, argv, 3),
                               .connects = number(argc, argv, 4),
                               .folder = argc > 5 ? argv[5] : NULL};
    int to_clients[2];
    int to_server[2];
    unsigned port = 0;
    int status = 0;

    bench_require(plan.clients > 0 && plan.boards > 1, "usage: clients boards changes connects");
    raise_descriptor_limit();
    (void)signal(SIGPIPE, SIG_IGN);
    bench_require(pipe(to_clients) == 0 && pipe(to_server) == 0, "pipe");
    pid_t server = fork();
    bench_require(server >= 0, "fork");
    if (server == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGTERM);
        (void)close(to_clients[0]);
        (void)close(to_server[1]);
        return stress_serve(&plan, to_server[0], to_clients[1]) ? 0 : 1;
    }
    (void)close(to_clients[1]);
    (void)close(to_server[0]);
    bench_require(read(to_clients[0], &port, sizeof(port)) == sizeof(port), "port");
    stress_follow(&plan, port, to_clients[0]);
    (void)close(to_server[1]);
    bench_require(waitpid(server, &status, 0) == server, "the server");
    if (WIFSIGNALED(status)) {
        (void)fprintf(stderr, "failed: the server, by signal %d\n", WTERMSIG(status));
    }
    return status == 0 ? 0 : 1;
}
