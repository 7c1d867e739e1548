/* SPDX-License-Identifier: MIT */
#include "serve/pages.h"

#include <string.h>

/* The addresses that people see, and the file behind each. */
static const struct {
    const char *path;
    const char *file;
} routes[] = {
    {"/", "/wall.html"},
    {"/wall/overview", "/wall.html"},
    {"/wall/rates", "/wall.html"},
    {"/wall/campaign", "/wall.html"},
    {"/wall/targets", "/wall.html"},
    {"/inbox", "/inbox.html"},
    {"/help", "/help.html"},
};

static const struct {
    const char *ending;
    const char *content_type;
} types[] = {
    {".html", "text/html; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".json", "application/json; charset=utf-8"},
    {".txt", "text/plain; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".webp", "image/webp"},
    {".ico", "image/x-icon"},
    {".woff", "font/woff"},
    {".woff2", "font/woff2"},
};

/* A named wall: /w/ and one segment. */
static bool is_named_wall(const char *path)
{
    return strncmp(path, "/w/", 3) == 0 && path[3] != '\0' && !strchr(path + 3, '/');
}

static const char *file_of(const char *path)
{
    for (size_t i = 0; i < sizeof(routes) / sizeof(routes[0]); i++) {
        if (strcmp(routes[i].path, path) == 0) {
            return routes[i].file;
        }
    }
    return is_named_wall(path) ? "/wall.html" : path;
}

static const char *type_of(const char *file)
{
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        if (text_ends_with(text_of(file), types[i].ending)) {
            return types[i].content_type;
        }
    }
    return "application/octet-stream";
}

bool pages_find(const struct asset *assets, size_t count, const char *path, struct page *page)
{
    const char *file = file_of(path);

    /* Each page has one address, and it is not its file's. */
    if (file == path && text_ends_with(text_of(path), ".html")) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        const struct asset *asset = &assets[i];
        if (strcmp(asset->path, file) == 0) {
            *page = (struct page){
                .asset = asset,
                .body = {asset->begin, (size_t)(asset->end - asset->begin) - 1},
                .content_type = type_of(file),
                .is_lasting = strncmp(file, "/assets/", 8) == 0,
            };
            return true;
        }
    }
    return false;
}
