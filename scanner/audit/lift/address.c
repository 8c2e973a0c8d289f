/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/address.h"

#include "base/ascii.h"
#include "base/macro.h"

/* ---- Numbers --------------------------------------------------------------------------------- */

/* `10.1.2.3`; false on anything else. */
static bool read_ipv4(struct span text, unsigned octets[4])
{
    struct span rest = text, field;
    size_t count = 0;
    while (span_next_field(&rest, '.', &field)) {
        uint64_t number;
        if (count == 4 || field.len > 3 || !span_to_uint(field, &number) || number > 255)
            return false;
        octets[count++] = (unsigned)number;
    }
    return count == 4 && text.data[text.len - 1] != '.';
}

static bool is_private_ipv4(const unsigned octets[4])
{
    return octets[0] == 127 || octets[0] == 10 || octets[0] == 0 ||
           (octets[0] == 172 && octets[1] >= 16 && octets[1] <= 31) ||
           (octets[0] == 192 && octets[1] == 168) || (octets[0] == 169 && octets[1] == 254);
}

static bool is_ipv6(struct span host)
{
    size_t colons = 0;
    for (size_t i = 0; i < host.len; i++) {
        colons += host.data[i] == ':';
        if (!ascii_is_hex(host.data[i]) && host.data[i] != ':' && host.data[i] != '.')
            return false;
    }
    return colons >= 2;
}

static bool is_private_ipv6(struct span host)
{
    return span_is(host, "::1") || span_is(host, "::") || span_starts_nocase(host, SPAN("fe80:")) ||
           span_starts_nocase(host, SPAN("fc")) || span_starts_nocase(host, SPAN("fd"));
}

/* ---- Names ----------------------------------------------------------------------------------- */

/* RFC 2606, RFC 6762, RFC 8375, and what clusters and houses call themselves. */
static const char *const local_domains[] = {
    ".localhost", ".local",       ".internal",    ".svc",         ".localdomain",
    ".lan",       ".intranet",    ".corp",        ".private",     ".home",
    ".home.arpa", ".test",        ".example",     ".invalid",     ".docker",
    ".consul",    ".example.com", ".example.org", ".example.net",
};

static const char *const examples[] = { "example.com", "example.org", "example.net" };

static struct span without_brackets(struct span host)
{
    if (host.len > 1 && host.data[0] == '[' && host.data[host.len - 1] == ']')
        return span_sub(host, 1, host.len - 2);
    return host;
}

bool host_is_local(struct span host)
{
    unsigned octets[4];
    host = without_brackets(host);
    if (read_ipv4(host, octets))
        return is_private_ipv4(octets);
    if (is_ipv6(host))
        return is_private_ipv6(host);
    if (span_find_char(host, '.') == host.len)
        return true;
    for (size_t i = 0; i < ARRAY_SIZE(local_domains); i++)
        if (span_ends_nocase(host, span_of(local_domains[i])))
            return true;
    for (size_t i = 0; i < ARRAY_SIZE(examples); i++)
        if (span_eq_nocase(host, span_of(examples[i])))
            return true;
    return span_find(host, SPAN(".svc.")) != SIZE_MAX;
}

/* ---- URLs ------------------------------------------------------------------------------------ */

static bool ends_authority(char c)
{
    return c == '/' || c == '?' || c == '#' || c == '"' || c == '\'' || c == ',' || c == ';' ||
           c == '<' || c == '>' || c == ')' || ascii_is_space(c);
}

static struct span without_port(struct span host)
{
    size_t close = span_find_char(host, ']');
    if (host.len && host.data[0] == '[')
        return span_sub(host, 0, close + 1);
    return span_sub(host, 0, span_find_char(host, ':'));
}

static bool is_host(struct span host)
{
    for (size_t i = 0; i < host.len; i++)
        if (!ascii_is_alnum(host.data[i]) && !strchr("-._:[]*", host.data[i]))
            return false;
    return host.len > 0;
}

static void split_user(struct span *authority, struct url *out)
{
    size_t at = authority->len;
    while (at > 0 && authority->data[at - 1] != '@')
        at--;
    out->user = out->password = SPAN_EMPTY;
    if (at == 0)
        return;
    struct span user = span_sub(*authority, 0, at - 1);
    size_t colon = span_find_char(user, ':');
    out->user = span_sub(user, 0, colon);
    out->password = span_from(user, colon + 1);
    *authority = span_from(*authority, at);
}

bool url_find(struct span text, struct url *out)
{
    size_t mark = span_find(text, SPAN("://"));
    if (mark == SIZE_MAX || mark == 0)
        return false;
    size_t begin = mark;
    while (begin > 0 && (ascii_is_alnum(text.data[begin - 1]) || text.data[begin - 1] == '+'))
        begin--;
    out->scheme = span_sub(text, begin, mark - begin);
    struct span authority = span_from(text, mark + 3);
    size_t len = 0;
    while (len < authority.len && !ends_authority(authority.data[len]))
        len++;
    authority.len = len;
    split_user(&authority, out);
    out->host = without_port(authority);
    return out->scheme.len > 0 && is_host(out->host);
}

/* ---- Listeners ------------------------------------------------------------------------------- */

static const struct {
    const char *text;
    enum listens listens;
} names[] = {
    { "*", LISTENS_ANY },
    { "0", LISTENS_ANY },
    { "::", LISTENS_ANY },
    { "0.0.0.0", LISTENS_ANY },
    { "::*", LISTENS_ANY },
    { "::0", LISTENS_ANY },
    { "_site_", LISTENS_ADDRESS },
    { "_global_", LISTENS_ADDRESS },
    { "_local_", LISTENS_LOOPBACK },
    { "localhost", LISTENS_LOOPBACK },
    { "::1", LISTENS_LOOPBACK },
};

static bool is_port(struct span text)
{
    uint64_t number;
    return span_to_uint(text, &number) && number <= 65535;
}

/* `:9090` and `9090` alone listen everywhere; `-::1` of Redis may be missing. */
static struct span address_part(struct span word)
{
    if (word.len > 1 && word.data[0] == '-')
        word = span_from(word, 1);
    if (word.len && word.data[0] == '[')
        return without_brackets(without_port(word));
    size_t colon = span_find_char(word, ':');
    bool has_port = colon < word.len && is_port(span_from(word, colon + 1));
    return has_port ? span_sub(word, 0, colon) : word;
}

static enum listens listens_of_one(struct span word)
{
    unsigned octets[4];
    struct span host = address_part(word);
    if (host.len == 0)
        return word.len ? LISTENS_ANY : LISTENS_UNKNOWN;
    for (size_t i = 0; i < ARRAY_SIZE(names); i++)
        if (span_eq_nocase(host, span_of(names[i].text)))
            return names[i].listens;
    if (read_ipv4(host, octets))
        return octets[0] == 127 ? LISTENS_LOOPBACK : LISTENS_ADDRESS;
    return is_ipv6(host) ? LISTENS_ADDRESS : LISTENS_UNKNOWN;
}

enum listens listens_of(struct span addresses)
{
    enum listens widest = LISTENS_UNKNOWN;
    for (size_t begin = 0, end; begin < addresses.len; begin = end + 1) {
        for (end = begin; end < addresses.len && addresses.data[end] != ',' &&
                          !ascii_is_space(addresses.data[end]);
             end++)
            ;
        if (end == begin)
            continue;
        enum listens one = listens_of_one(span_sub(addresses, begin, end - begin));
        if (one == LISTENS_UNKNOWN)
            return one;
        widest = MAX(widest, one);
    }
    return widest;
}
