/* SPDX-License-Identifier: MIT */
#include "serve/origin.h"

#include <arpa/inet.h>
#include <string.h>

#include "serve/http.h"

/* Splits "name:port" or "[address]:port" behind the name. */
static struct text name_of(struct text host, struct text *port)
{
    ptrdiff_t end =
        host.len > 0 && host.at[0] == '[' ? text_find(host, "]") + 1 : text_find(host, ":");
    size_t len = end <= 0 ? host.len : (size_t)end;

    *port = text_part(host, len, host.len);
    return text_part(host, 0, len);
}

static bool is_port(struct text port)
{
    if (port.len == 0) {
        return true;
    }
    if (port.at[0] != ':' || port.len > 6) {
        return false;
    }
    for (size_t i = 1; i < port.len; i++) {
        if (port.at[i] < '0' || port.at[i] > '9') {
            return false;
        }
    }
    return true;
}

static bool is_address(struct text name)
{
    char text[INET6_ADDRSTRLEN];
    unsigned char address[sizeof(struct in6_addr)];
    bool is_six = name.len > 2 && name.at[0] == '[' && name.at[name.len - 1] == ']';
    struct text bare = is_six ? text_part(name, 1, name.len - 2) : name;

    if (bare.len == 0 || bare.len >= sizeof(text)) {
        return false;
    }
    memcpy(text, bare.at, bare.len);
    text[bare.len] = '\0';
    return inet_pton(is_six ? AF_INET6 : AF_INET, text, address) == 1;
}

static bool is_name(struct text name)
{
    if (name.len == 0 || name.len > 253) {
        return false;
    }
    for (size_t i = 0; i < name.len; i++) {
        char c = name.at[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
              c == '-' || c == '.' || c == '_')) {
            return false;
        }
    }
    return true;
}

bool origin_is_host(struct text host)
{
    struct text port;
    struct text name = name_of(host, &port);

    return is_port(port) && (is_name(name) || is_address(name));
}

/* "hall" and "hall.local" for the machine "hall" or "hall.example.org". */
static bool is_machine(struct text name, const char *machine)
{
    struct text full = text_of(machine);
    ptrdiff_t dot = text_find(full, ".");
    struct text first = dot < 0 ? full : text_part(full, 0, (size_t)dot);

    if (text_ends_with(name, ".local") && name.len == first.len + 6) {
        name.len -= 6;
    }
    return full.len > 0 && (http_equal_folded(name, full) || http_equal_folded(name, first));
}

bool origin_is_known_host(struct text host, const char *machine, const char *const *allowed)
{
    struct text port;
    struct text name = name_of(host, &port);

    if (is_address(name) || http_equal_folded(name, TEXT("localhost")) ||
        is_machine(name, machine)) {
        return true;
    }
    for (; allowed && *allowed; allowed++) {
        if (strcmp(*allowed, "*") == 0 || http_equal_folded(name, text_of(*allowed)) ||
            http_equal_folded(host, text_of(*allowed))) {
            return true;
        }
    }
    return false;
}

/* The authority of an origin, "" if it has none. */
static struct text authority_of(struct text origin)
{
    size_t scheme = text_starts_with(origin, "http://")    ? 7
                    : text_starts_with(origin, "https://") ? 8
                                                           : origin.len;

    return text_part(origin, scheme, origin.len);
}

bool origin_may_push(struct text origin, struct text host, const char *const *allowed)
{
    if (!origin.at || http_equal_folded(authority_of(origin), host)) {
        return true;
    }
    for (; allowed && *allowed; allowed++) {
        if (http_equal_folded(origin, text_of(*allowed))) {
            return true;
        }
    }
    return false;
}
