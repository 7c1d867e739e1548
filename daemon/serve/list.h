/* SPDX-License-Identifier: MIT */
/* A ring of links inside other structures: entering, leaving and asking cost the same always. */
#ifndef PLUMB_SERVE_LIST_H
#define PLUMB_SERVE_LIST_H

#include <stdbool.h>
#include <stddef.h>

struct link {
    struct link *next; /* NULL: in no list */
    struct link *previous;
};

/* The structure around a link. */
#define LINK_OWNER(link, type, member) ((type *)(void *)((char *)(link)-offsetof(type, member)))

static inline void list_init(struct link *list)
{
    list->next = list;
    list->previous = list;
}

static inline bool list_is_empty(const struct link *list)
{
    return list->next == list;
}

static inline bool link_is_in_list(const struct link *link)
{
    return link->next != NULL;
}

/* Enters in front of another link; in front of the list itself is at its end. */
static inline void link_enter(struct link *link, struct link *before)
{
    link->next = before;
    link->previous = before->previous;
    before->previous->next = link;
    before->previous = link;
}

static inline void link_leave(struct link *link)
{
    if (link->next) {
        link->next->previous = link->previous;
        link->previous->next = link->next;
        link->next = NULL;
        link->previous = NULL;
    }
}

#endif
