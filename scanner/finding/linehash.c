/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/table.h"
#include "base/utf.h"
#include "finding/fingerprint.h"

enum { REACH = 100, FACTOR = 37, END_OF_FILE = 65535 };

/* Hashes of all lines up to the last that is wanted, in order. */
struct line_list {
    uint64_t *hashes;
    size_t count, capacity, wanted;
    bool failed;
};

struct roller {
    uint64_t hash;
    uint64_t leaving; /* FACTOR to the power of REACH: what takes the oldest unit out again */
    uint32_t ring[REACH];
    bool starts[REACH]; /* a line begins at this unit, and its hash is not told yet */
    size_t at;
    bool line_start, after_cr;
    struct line_list *lines;
};

static void tell(struct line_list *lines, uint64_t hash)
{
    if (lines->count == lines->wanted || lines->failed)
        return;
    if (lines->count == lines->capacity) {
        size_t capacity = lines->capacity ? lines->capacity * 2 : 256, size;
        uint64_t *larger = mul_overflows(capacity, sizeof(*larger), &size)
                                   ? NULL
                                   : realloc(lines->hashes, size);
        if (!larger) {
            lines->failed = true;
            return;
        }
        lines->hashes = larger;
        lines->capacity = capacity;
    }
    lines->hashes[lines->count++] = hash;
}

static void roll(struct roller *r, uint32_t unit)
{
    r->hash = FACTOR * r->hash + unit - r->leaving * r->ring[r->at];
    r->ring[r->at] = unit;
    r->at = (r->at + 1) % REACH;
}

static void tell_oldest(struct roller *r)
{
    if (r->starts[r->at])
        tell(r->lines, r->hash);
    r->starts[r->at] = false;
}

/* One UTF-16 unit of the content. */
static void feed(struct roller *r, uint32_t unit)
{
    bool skipped = unit == ' ' || unit == '\t' || (unit == '\n' && r->after_cr);
    r->after_cr = unit == '\r';
    if (skipped)
        return;
    if (unit == '\r')
        unit = '\n';
    tell_oldest(r);
    r->starts[r->at] = r->line_start;
    r->line_start = unit == '\n';
    roll(r, unit);
}

static void feed_code_point(struct roller *r, uint32_t c)
{
    if (c < 0x10000) {
        feed(r, c);
        return;
    }
    c -= 0x10000;
    feed(r, 0xd800 + (c >> 10));
    feed(r, 0xdc00 + (c & 0x3ff));
}

static bool is_done(const struct roller *r)
{
    return r->lines->count == r->lines->wanted || r->lines->failed;
}

static void hash_lines(struct span content, struct line_list *lines)
{
    struct roller r = { .leaving = 1, .line_start = true, .lines = lines };
    for (int i = 0; i < REACH; i++)
        r.leaving *= FACTOR;
    for (size_t i = 0, len = 1; i < content.len && !is_done(&r); i += len) {
        unsigned char byte = (unsigned char)content.data[i];
        len = 1;
        feed_code_point(&r, byte < 0x80 ? byte : utf_decode(span_from(content, i), &len));
    }
    feed(&r, END_OF_FILE);
    for (int i = 0; i < REACH; i++) {
        tell_oldest(&r);
        roll(&r, 0);
    }
}

static struct span key_of(const uint64_t *hash)
{
    return (struct span) { (const char *)hash, sizeof(*hash) };
}

/* Lines of equal hash are numbered; only hashes that are wanted are counted. */
static void number_lines(const struct line_list *lines, const struct line_hash_request *requests,
                         size_t count)
{
    struct table wanted;
    uint64_t *counters = calloc(count, sizeof(*counters));
    bool ready = counters != NULL;

    table_init(&wanted);
    for (size_t i = 0; i < count && ready && requests[i].line <= lines->count; i++) {
        struct span key = key_of(&lines->hashes[requests[i].line - 1]);
        if (!table_get(&wanted, key))
            ready = table_set(&wanted, key, &counters[i]) == 0;
    }
    for (size_t line = 0, next = 0; ready && line < lines->count && next < count; line++) {
        uint64_t *counter = table_get(&wanted, key_of(&lines->hashes[line]));
        if (counter)
            ++*counter;
        for (; next < count && requests[next].line == line + 1; next++)
            snprintf(requests[next].out, LINE_HASH_TEXT, "%" PRIx64 ":%" PRIu64,
                     lines->hashes[line], *counter);
    }
    table_release(&wanted);
    free(counters);
}

void line_hashes(struct span content, const struct line_hash_request *requests, size_t count)
{
    if (count == 0)
        return;
    struct line_list lines = { .wanted = (size_t)requests[count - 1].line };
    for (size_t i = 0; i < count; i++)
        requests[i].out[0] = '\0';
    /* Line numbers count from 1: there is no line 0 to be asked for. */
    for (; count && requests->line == 0; requests++)
        count--;
    hash_lines(content, &lines);
    if (!lines.failed && count)
        number_lines(&lines, requests, count);
    free(lines.hashes);
}

void line_hash(struct span content, uint64_t line, char out[LINE_HASH_TEXT])
{
    struct line_hash_request request = { line, out };
    line_hashes(content, &request, 1);
}
