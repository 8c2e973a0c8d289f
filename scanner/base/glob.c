/* SPDX-License-Identifier: Apache-2.0 */
#include "base/glob.h"

#include "base/ascii.h"
#include "base/macro.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool is_control(char c)
{
    return (unsigned char)c < ' ' || c == 127;
}

static bool is_graphic(char c)
{
    return c > ' ' && c < 127;
}

static bool is_printable(char c)
{
    return c >= ' ' && c < 127;
}

static bool is_punctuation(char c)
{
    return is_graphic(c) && !ascii_is_alnum(c);
}

/* `[:name:]` inside a class (POSIX, XBD 9.3.5), in the C locale. */
static const struct {
    struct span text;
    bool (*holds)(char c);
} named_classes[] = {
    { { "[:alnum:]", 9 }, ascii_is_alnum },   { { "[:alpha:]", 9 }, ascii_is_alpha },
    { { "[:blank:]", 9 }, is_blank },         { { "[:cntrl:]", 9 }, is_control },
    { { "[:digit:]", 9 }, ascii_is_digit },   { { "[:graph:]", 9 }, is_graphic },
    { { "[:lower:]", 9 }, ascii_is_lower },   { { "[:print:]", 9 }, is_printable },
    { { "[:punct:]", 9 }, is_punctuation },   { { "[:space:]", 9 }, ascii_is_space },
    { { "[:upper:]", 9 }, ascii_is_upper },   { { "[:xdigit:]", 10 }, ascii_is_hex },
};

/* The length of a named class at the front of `rest`, 0 where there is none. */
static size_t match_named_class(struct span rest, unsigned char c, bool *hit)
{
    for (size_t i = 0; i < ARRAY_SIZE(named_classes); i++) {
        if (!span_starts(rest, named_classes[i].text))
            continue;
        *hit |= named_classes[i].holds((char)c);
        return named_classes[i].text.len;
    }
    return 0;
}

/* One class, `[…]`, at the front of `pattern`; 0 where it has no end and so is plain text. */
static size_t match_class(struct span pattern, unsigned char c, bool *matched)
{
    size_t i = 1;
    bool negated = i < pattern.len && (pattern.data[i] == '!' || pattern.data[i] == '^');
    if (negated)
        i++;
    bool hit = false;
    for (bool first = true; i < pattern.len; first = false) {
        if (pattern.data[i] == ']' && !first) {
            *matched = hit != negated && c != '/';
            return i + 1;
        }
        size_t named = match_named_class(span_from(pattern, i), c, &hit);
        i += named;
        if (named)
            continue;
        if (pattern.data[i] == '\\' && i + 1 < pattern.len)
            i++;
        unsigned char low = (unsigned char)pattern.data[i++], high = low;
        if (i + 1 < pattern.len && pattern.data[i] == '-' && pattern.data[i + 1] != ']') {
            i++;
            if (pattern.data[i] == '\\' && i + 1 < pattern.len)
                i++;
            high = (unsigned char)pattern.data[i++];
        }
        /* The first of a range belongs to it even where the range runs backwards. */
        hit |= c == low || (c >= low && c <= high);
    }
    return 0;
}

/* Bytes of the pattern that `c` used up, 0 where it does not match. Never called on a star. */
static size_t match_one(struct span pattern, char c)
{
    bool matched;
    size_t used;
    switch (pattern.data[0]) {
    case '?':
        return c != '/';
    case '[':
        used = match_class(pattern, (unsigned char)c, &matched);
        if (used)
            return matched ? used : 0;
        return c == '[';
    case '\\':
        if (pattern.len > 1)
            return pattern.data[1] == c ? 2 : 0;
        return c == '\\';
    default:
        return pattern.data[0] == c;
    }
}

/* Where to go on when a later part fails: the pattern behind a star, and what the star took. */
struct resume {
    size_t pattern; /* SIZE_MAX = nowhere */
    size_t path;
};

/* `**` counts as such at the front or behind a slash, and before a slash or the end. */
static bool is_double_star(struct span pattern, size_t at)
{
    return at + 1 < pattern.len && pattern.data[at + 1] == '*' &&
           (at == 0 || pattern.data[at - 1] == '/') &&
           (at + 2 == pattern.len || pattern.data[at + 2] == '/');
}

bool glob_match(struct span pattern, struct span path)
{
    struct resume star = { SIZE_MAX, 0 }, folders = { SIZE_MAX, 0 };
    size_t p = 0, s = 0;

    for (;;) {
        if (p < pattern.len && pattern.data[p] == '*') {
            if (is_double_star(pattern, p)) {
                if (p + 2 == pattern.len)
                    return true;
                p += 3;
                folders = (struct resume){ p, s };
                star.pattern = SIZE_MAX;
                continue;
            }
            while (p < pattern.len && pattern.data[p] == '*')
                p++;
            star = (struct resume){ p, s };
            continue;
        }
        if (p == pattern.len && s == path.len)
            return true;
        size_t used = p < pattern.len && s < path.len
                              ? match_one(span_from(pattern, p), path.data[s])
                              : 0;
        if (used) {
            p += used;
            s++;
            continue;
        }
        if (star.pattern != SIZE_MAX && star.path < path.len && path.data[star.path] != '/') {
            p = star.pattern;
            s = ++star.path;
            continue;
        }
        if (folders.pattern == SIZE_MAX)
            return false;
        size_t slash = span_find_char(span_from(path, folders.path), '/');
        if (folders.path + slash >= path.len)
            return false;
        folders.path += slash + 1;
        p = folders.pattern;
        s = folders.path;
        star.pattern = SIZE_MAX;
    }
}

bool glob_has_open_class(struct span pattern)
{
    bool matched;
    for (size_t i = 0; i < pattern.len; i++) {
        if (pattern.data[i] == '\\') {
            i++;
        } else if (pattern.data[i] == '[') {
            size_t used = match_class(span_from(pattern, i), 'x', &matched);
            if (!used)
                return true;
            i += used - 1;
        }
    }
    return false;
}

bool glob_is_plain(char c)
{
    return c != '*' && c != '?' && c != '[' && c != ']' && c != '\\';
}

/* Most paths end in another byte than the pattern does, and need not be looked at. */
static bool may_end_alike(struct span pattern, struct span path)
{
    if (pattern.len == 0 || path.len == 0)
        return true;
    char last = pattern.data[pattern.len - 1];
    return !glob_is_plain(last) || last == path.data[path.len - 1];
}

bool glob_match_path(struct span pattern, struct span path)
{
    if (!may_end_alike(pattern, path))
        return false;
    if (span_find_char(pattern, '/') == pattern.len)
        return glob_match(pattern, span_basename(path));
    return glob_match(pattern, path);
}
