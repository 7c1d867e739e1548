/* SPDX-License-Identifier: MIT */
#include "app/waited.h"

#include <stdlib.h>
#include <string.h>

struct waited {
    struct waited *next;
    struct file_identity identity;
    char name[];
};

void waited_put(struct waited **list, const char *name, const struct file_identity *identity)
{
    size_t len = strlen(name);
    struct waited *waited = calloc(1, sizeof(*waited) + len + 1);

    if (waited) {
        memcpy(waited->name, name, len + 1);
        waited->identity = *identity;
        waited->next = *list;
        *list = waited;
    }
}

bool waited_take(struct waited **list, const char *name, const struct file_identity *identity)
{
    for (struct waited **at = list; *at; at = &(*at)->next) {
        struct waited *waited = *at;
        if (strcmp(waited->name, name) == 0) {
            bool is_same = file_identity_equal(&waited->identity, identity);
            *at = waited->next;
            free(waited);
            return is_same;
        }
    }
    return false;
}

void waited_finish(struct waited **list)
{
    while (*list) {
        struct waited *next = (*list)->next;
        free(*list);
        *list = next;
    }
}
