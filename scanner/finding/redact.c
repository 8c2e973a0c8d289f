/* SPDX-License-Identifier: Apache-2.0 */
#include "finding/redact.h"

#include <stdlib.h>

#include "base/ascii.h"
#include "base/utf.h"

enum {
    MIN_HIDDEN = 20,  /* characters that stay hidden, else nothing is shown */
    TAIL = 4,         /* characters shown at the end */
    MAX_PREFIX = 12,  /* longest prefix that is taken for public */
    SHORT_VALUE = 16, /* characters; below, the length is a secret too */
    SHORT_STARS = 8,
    MAX_STARS = 64,
    MAX_LABEL = 64, /* `-----BEGIN … KEY-----` */
    MAX_SECRET_TEXT = 1024 * 1024,
    SHORT_WORD = 8,    /* bytes; below, a value is only looked for as a word of its own */
    MAX_BEFORE = 1024, /* a value that begins farther in front of a part is not looked for */
};

/* Vendors' prefixes that no separator ends. */
static const char *const bare_prefixes[] = {
    "AKIA", "ASIA", "ABIA", "ACCA", "AIza", "ATATT", "ATCTT", "ATBB", "LTAI", "NRAK", "cflt", "eyJ",
};

/* The bytes of a secret that may be seen. */
struct visible {
    size_t head, tail;
};

/* `-----BEGIN RSA PRIVATE KEY-----`: what kind of key it is, is no secret. */
static size_t label_length(struct span secret)
{
    struct span dashes = SPAN("-----");
    if (!span_starts(secret, SPAN("-----BEGIN ")))
        return 0;
    size_t end = span_find(span_sub(secret, dashes.len, MAX_LABEL), dashes);
    return end == SIZE_MAX ? 0 : dashes.len + end + dashes.len;
}

/* A word of one case, perhaps with a number behind it, and `_` or `-`: `ghp_`, `AGE-`, `api03-`. */
static size_t segment_length(struct span s)
{
    size_t i = 0;
    if (s.len && ascii_is_lower(s.data[0]))
        while (i < s.len && ascii_is_lower(s.data[i]))
            i++;
    else
        while (i < s.len && ascii_is_upper(s.data[i]))
            i++;
    if (i == 0)
        return 0;
    for (size_t digits = 0; digits < 2 && i < s.len && ascii_is_digit(s.data[i]); digits++)
        i++;
    return i < s.len && (s.data[i] == '_' || s.data[i] == '-') ? i + 1 : 0;
}

/* Vendors end their public prefixes with `_` or `-`; random text hardly ever has this shape. */
static size_t prefix_length(struct span secret)
{
    size_t len = 0;
    for (size_t i = 0; i < ARRAY_SIZE(bare_prefixes); i++)
        if (span_starts(secret, span_of(bare_prefixes[i])))
            return strlen(bare_prefixes[i]);
    for (;;) {
        size_t more = segment_length(span_sub(secret, len, MAX_PREFIX - len));
        if (more == 0)
            return len;
        len += more;
    }
}

static bool is_continuation(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

static struct visible visible_of(struct span secret)
{
    struct visible none = { 0, 0 };
    size_t label = label_length(secret);
    struct visible v = { label ? label : prefix_length(secret), TAIL };
    if (!label && v.head > secret.len / 4)
        v.head = 0;
    if (secret.len < v.head + v.tail + MIN_HIDDEN)
        return none;
    /* The tail is counted in bytes: never begin it inside a code point. */
    for (size_t i = secret.len - v.tail; i < secret.len; i++)
        if (is_continuation(secret.data[i]))
            v.tail = 0;
    /* No code point has more than four bytes: long values need not be counted. */
    if (secret.len < 4 * (v.head + v.tail + MIN_HIDDEN) &&
        utf_count(secret) < v.head + v.tail + MIN_HIDDEN)
        return none;
    return v;
}

static bool append_stars(struct buf *to, size_t count)
{
    while (count--)
        if (!buf_append_char(to, '*'))
            return false;
    return true;
}

static void append_redacted(struct buf *to, struct span secret, bool guessable)
{
    size_t count = utf_count(secret);
    if (count < SHORT_VALUE) {
        append_stars(to, count ? SHORT_STARS : 0);
        return;
    }
    struct visible v = guessable ? (struct visible) { 0, 0 } : visible_of(secret);
    utf_append_printable(to, span_sub(secret, 0, v.head), false);
    append_stars(to, MIN(count - v.head - v.tail, (size_t)MAX_STARS));
    utf_append_printable(to, span_from(secret, secret.len - v.tail), false);
}

char *redact_secret(struct span secret, bool guessable, bool show, struct arena *arena)
{
    struct buf text = buf_make(MAX_SECRET_TEXT);
    if (show)
        utf_append_printable(&text, secret, false);
    else
        append_redacted(&text, secret, guessable);
    char *copy = text.failed ? NULL : arena_strndup(arena, buf_span(&text).data, text.len);
    buf_release(&text);
    return copy;
}

/* ---- In the line ----------------------------------------------------------------------------- */

static int by_begin(const void *a, const void *b)
{
    const struct redaction *x = a, *y = b;
    if (x->begin != y->begin)
        return x->begin < y->begin ? -1 : 1;
    return (x->end < y->end) - (x->end > y->end);
}

struct redact_plan redact_plan_make(struct redaction *ranges, size_t count, bool show)
{
    struct redact_plan plan = { .ranges = ranges, .count = count, .show = show };
    if (count)
        qsort(ranges, count, sizeof(*ranges), by_begin);
    for (size_t i = 0; i < count; i++)
        plan.longest = MAX(plan.longest, ranges[i].end - ranges[i].begin);
    return plan;
}

/* Index of the first range that may reach past `begin`. */
static size_t first_range(const struct redact_plan *plan, size_t begin)
{
    if (plan->longest == 0 || begin < plan->longest)
        return 0;
    size_t low = 0, high = plan->count, target = begin - plan->longest;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (plan->ranges[middle].begin < target)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* A flag per byte of [begin, end): must it be hidden? Overlapping ranges hide what any of them
 * hides. */
static void fill_mask(char *mask, struct span bytes, size_t begin, size_t end,
                      const struct redact_plan *plan)
{
    struct redaction done = { .end = 0 };
    for (size_t i = first_range(plan, begin); i < plan->count; i++) {
        struct redaction range = plan->ranges[i];
        if (range.begin >= end)
            break;
        if (range.end > bytes.len)
            range.end = bytes.len;
        if (range.end <= begin || (range.begin >= done.begin && range.end <= done.end))
            continue;
        struct visible v = { 0, 0 };
        if (!range.whole)
            v = visible_of(span_sub(bytes, range.begin, range.end - range.begin));
        size_t from = MAX(range.begin + v.head, begin), to = MIN(range.end - v.tail, end);
        if (from >= to)
            continue;
        memset(mask + (from - begin), 1, to - from);
        done = (struct redaction) { .begin = from, .end = to };
    }
}

/* ---- By value -------------------------------------------------------------------------------- */

static int by_text(const void *a, const void *b)
{
    const struct redact_value *x = a, *y = b;
    int order = memcmp(x->text.data, y->text.data, MIN(x->text.len, y->text.len));
    if (!order)
        order = (x->text.len > y->text.len) - (x->text.len < y->text.len);
    return order ? order : (int)x->whole - (int)y->whole;
}

void redact_plan_hide_values(struct redact_plan *plan, struct redact_value *values, size_t count)
{
    plan->values = values;
    plan->value_count = count;
    if (count)
        qsort(values, count, sizeof(*values), by_text);
    for (size_t i = 0; i < count; i++)
        plan->begins[(unsigned char)values[i].text.data[0]] = true;
}

/* The last value that is not behind `key` in the order of texts; NULL where all are. */
static const struct redact_value *last_not_behind(const struct redact_plan *plan, struct span key)
{
    const struct redact_value wanted = { key, true };
    size_t low = 0, high = plan->value_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (by_text(&plan->values[middle], &wanted) > 0)
            high = middle;
        else
            low = middle + 1;
    }
    return low ? &plan->values[low - 1] : NULL;
}

static size_t shared_length(struct span a, struct span b)
{
    size_t len = 0, most = MIN(a.len, b.len);
    while (len < most && a.data[len] == b.data[len])
        len++;
    return len;
}

/* The longest value that `text` begins with. What is shorter lies in what the next before shares.
 */
static const struct redact_value *value_at(const struct redact_plan *plan, struct span text)
{
    while (text.len) {
        const struct redact_value *value = last_not_behind(plan, text);
        size_t shared = value ? shared_length(value->text, text) : 0;
        if (value && shared == value->text.len)
            return value;
        text.len = shared;
    }
    return NULL;
}

/* `root` in `rootfs` is another word. */
static bool stands_alone(struct span bytes, size_t at, size_t len)
{
    bool joins_before =
            at > 0 && ascii_is_alnum(bytes.data[at - 1]) && ascii_is_alnum(bytes.data[at]);
    bool joins_behind = at + len < bytes.len && ascii_is_alnum(bytes.data[at + len]) &&
                        ascii_is_alnum(bytes.data[at + len - 1]);
    return len >= SHORT_WORD || (!joins_before && !joins_behind);
}

/* The next value from `*at` on, where one begins before `end`; `*at` is then where it does. */
static const struct redact_value *next_value(const struct redact_plan *plan, struct span bytes,
                                             size_t *at, size_t end)
{
    for (; plan->value_count && *at < MIN(end, bytes.len); ++*at) {
        if (!plan->begins[(unsigned char)bytes.data[*at]])
            continue;
        const struct redact_value *value = value_at(plan, span_from(bytes, *at));
        if (value && stands_alone(bytes, *at, value->text.len))
            return value;
    }
    return NULL;
}

static size_t before(size_t begin)
{
    return begin - MIN(begin, (size_t)MAX_BEFORE);
}

bool redact_plan_has_guessable(const struct redact_plan *plan, struct span bytes, size_t begin,
                               size_t end)
{
    const struct redact_value *value;
    for (size_t at = before(begin); (value = next_value(plan, bytes, &at, end)); at++)
        if (value->whole && at + value->text.len > begin)
            return true;
    return false;
}

static void mask_values(char *mask, struct span bytes, size_t begin, size_t end,
                        const struct redact_plan *plan)
{
    const struct redact_value *value;
    for (size_t at = before(begin); (value = next_value(plan, bytes, &at, end)); at++) {
        struct visible v = value->whole ? (struct visible) { 0, 0 } : visible_of(value->text);
        size_t from = MAX(at + v.head, begin), to = MIN(at + value->text.len - v.tail, end);
        if (from < to)
            memset(mask + (from - begin), 1, to - from);
    }
}

/* ---- Both ------------------------------------------------------------------------------------ */

static void append_masked(struct buf *to, struct span part, const char *mask, bool keep_newlines)
{
    for (size_t i = 0, len; i < part.len; i += len) {
        utf_decode(span_from(part, i), &len);
        bool newline = keep_newlines && part.data[i] == '\n';
        if (!newline && memchr(mask + i, 1, len))
            buf_append_char(to, '*');
        else
            utf_append_printable(to, span_sub(part, i, len), keep_newlines);
    }
}

bool redact_append(struct buf *to, struct span bytes, size_t begin, size_t end,
                   const struct redact_plan *plan, bool keep_newlines)
{
    struct span part = span_sub(bytes, begin, end > begin ? end - begin : 0);
    if (plan->show || (plan->count == 0 && plan->value_count == 0))
        return utf_append_printable(to, part, keep_newlines);
    if (part.len == 0)
        return !to->failed;
    char *mask = calloc(part.len, 1);
    if (!mask) {
        to->failed = true;
        return false;
    }
    fill_mask(mask, bytes, begin, begin + part.len, plan);
    mask_values(mask, bytes, begin, begin + part.len, plan);
    append_masked(to, part, mask, keep_newlines);
    free(mask);
    return !to->failed;
}
