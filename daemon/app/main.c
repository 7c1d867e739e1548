/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <uv.h>

#include "app/check.h"
#include "app/config.h"
#include "app/daemon.h"
#include "base/clock.h"
#include "base/err.h"
#include "store/store.h"

extern const struct asset web_assets[];
extern const size_t web_assets_count;

enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

static int backup(const struct config *config)
{
    struct store_options options = {0};
    struct err err = {0};
    struct store *store = store_open_reader(config->state, &options, &err);
    bool ok = store && store_backup(store, config->operands[0], &err);

    store_close(store);
    if (!ok) {
        (void)fprintf(stderr, "plumbd backup: %s\n", err.text);
        return EXIT_FAILED;
    }
    printf("%s\n", config->operands[0]);
    return EXIT_DONE;
}

static int run(struct config *config, int argc, char **argv)
{
    struct daemon_start start = {config, argc, argv, web_assets, web_assets_count};

    switch (config->command) {
    case COMMAND_SERVE:
        return daemon_run(&start);
    case COMMAND_CHECK:
        return check_run(config);
    case COMMAND_BACKUP:
        return backup(config);
    case COMMAND_VERSION:
        printf("plumbd %s\n", PLUMB_VERSION);
        return EXIT_DONE;
    case COMMAND_NONE:
    case COMMAND_HELP:
        config_print_help(COMMAND_NONE);
        return EXIT_DONE;
    }
    return EXIT_FAILED;
}

int main(int argc, char **argv)
{
    struct err err = {0};
    struct config *config = calloc(1, sizeof(*config));

    if (!config) {
        return EXIT_FAILED;
    }
    if (!config_read(config, argc, argv, &err) || !clock_set_zone(config->timezone, &err)) {
        (void)fprintf(stderr, "plumbd: %s\n", err.text);
        config_finish(config);
        free(config);
        return EXIT_USAGE;
    }
    if (config->wants_help) {
        config_print_help(config->command);
        config_finish(config);
        free(config);
        return EXIT_DONE;
    }
    bool is_serving = config->command == COMMAND_SERVE; /* it takes the config */
    int status = run(config, argc, argv);
    /* Ends the pool's threads while libraries can still free what they keep for each. */
    uv_library_shutdown();
    if (!is_serving) {
        config_finish(config);
        free(config);
    }
    return status;
}
