/* SPDX-License-Identifier: Apache-2.0 */
/* `minute hour day month weekday`, as POSIX has it; GitHub starts every five minutes at most. */
#include "audit/lift/github_actions/events.h"

#include "base/ascii.h"
#include "base/macro.h"

enum { FIELDS = 5, MINUTES = 60, SHORTEST = 5 };

static const struct field {
    unsigned low, high;
    const char *names; /* three letters each, from `low` on */
} fields[FIELDS] = {
    { 0, 59, "" },
    { 0, 23, "" },
    { 1, 31, "" },
    { 1, 12, "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC" },
    { 0, 7, "SUNMONTUEWEDTHUFRISAT" },
};

static bool read_value(const struct field *field, struct span text, unsigned *value)
{
    uint64_t number;
    if (span_to_uint(text, &number)) {
        *value = number > 1000 ? 1000 : (unsigned)number;
        return *value >= field->low && *value <= field->high;
    }
    for (size_t i = 0; text.len == 3 && i + 3 <= strlen(field->names); i += 3)
        if (span_eq_nocase(text, span_sub(span_of(field->names), i, 3))) {
            *value = field->low + (unsigned)(i / 3);
            return true;
        }
    return false;
}

/* `*`, `a`, `a-b`, each with `/n`: sets the bits. */
static bool read_item(const struct field *field, struct span item, uint64_t *bits)
{
    size_t slash = span_find_char(item, '/');
    struct span range = span_sub(item, 0, slash);
    unsigned from = field->low, to = field->high;
    uint64_t every = 1;
    if (slash < item.len && (!span_to_uint(span_from(item, slash + 1), &every) || every == 0))
        return false;
    if (!span_is(range, "*")) {
        size_t dash = span_find_char(range, '-');
        if (!read_value(field, span_sub(range, 0, dash), &from))
            return false;
        if (dash < range.len && !read_value(field, span_from(range, dash + 1), &to))
            return false;
        if (dash == range.len && slash == item.len)
            to = from;
        if (to < from)
            return false;
    }
    for (uint64_t at = from; at <= to; at += MIN(every, 100u))
        *bits |= 1ull << at;
    return true;
}

static bool read_field(const struct field *field, struct span text, uint64_t *bits)
{
    struct span item;
    if (text.len == 0 || text.data[text.len - 1] == ',')
        return false;
    while (span_next_field(&text, ',', &item))
        if (!read_item(field, item, bits))
            return false;
    return true;
}

/* The shortest time between two starts, where every hour is one. */
static unsigned shortest(uint64_t minutes, bool every_hour)
{
    unsigned best = MINUTES, last = MINUTES, first = MINUTES;
    for (unsigned at = 0; at < MINUTES; at++) {
        if (!(minutes >> at & 1))
            continue;
        if (last < MINUTES)
            best = MIN(best, at - last);
        if (first == MINUTES)
            first = at;
        last = at;
    }
    return every_hour && first != last ? MIN(best, first + MINUTES - last) : best;
}

const char *cron_problem(struct span cron)
{
    uint64_t bits[FIELDS] = { 0 };
    struct span rest = span_trim(cron), text;
    size_t count = 0;
    while (span_next_field(&rest, ' ', &text)) {
        if (text.len == 0)
            continue;
        if (count == FIELDS || !read_field(&fields[count], text, &bits[count]))
            return "bad-cron";
        count++;
    }
    if (count != FIELDS)
        return "bad-cron";
    return shortest(bits[0], bits[1] == (1ull << 24) - 1) < SHORTEST ? "cron-too-often" : NULL;
}

bool cron_is_timezone(struct span name)
{
    static const char *const areas[] = { "Africa", "America",  "Antarctica", "Arctic",
                                         "Asia",   "Atlantic", "Australia",  "Europe",
                                         "Indian", "Pacific",  "Etc",        "US",
                                         "Canada", "Brazil",   "Mexico",     "Chile" };
    static const char *const alone[] = {
        "UTC",      "GMT",       "Zulu",      "EST",     "MST",     "HST",       "EST5EDT",
        "CST6CDT",  "MST7MDT",   "PST8PDT",   "CET",     "EET",     "MET",       "WET",
        "Japan",    "Singapore", "Israel",    "Turkey",  "Iran",    "Egypt",     "Cuba",
        "Eire",     "GB",        "Hongkong",  "Iceland", "Jamaica", "NZ",        "Poland",
        "Portugal", "PRC",       "ROC",       "ROK",     "UCT",     "Universal", "Greenwich",
        "Libya",    "Navajo",    "Kwajalein", "GB-Eire", "NZ-CHAT", "W-SU"
    };
    size_t slash = span_find_char(name, '/');
    for (size_t i = 0; slash == name.len && i < ARRAY_SIZE(alone); i++)
        if (span_is(name, alone[i]))
            return true;
    for (size_t i = 0; slash + 1 < name.len && i < ARRAY_SIZE(areas); i++)
        if (span_is(span_sub(name, 0, slash), areas[i]))
            return true;
    return false;
}
