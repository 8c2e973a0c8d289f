/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sharing the texts out so that as few bytes as possible pass that are of none: for each text a
 * fragment and a bucket are chosen, those that let least through beside what is there already, and
 * then once more, beside all the others.
 */
#include <math.h>
#include <stdlib.h>

#include "base/ascii.h"
#include "base/cleanup.h"
#include "base/macro.h"
#include "match/sieve.h"
#include "match/sieve_form.h"

/* Trying a text is dearer than looking at a byte that passed. */
#define COST_OF_TRYING 2.0

enum {
    BYTES = 128,
    ROUNDS = 4,
    TEXTS_MAX = 32000,
    REACH_ADDED = 64,
    SETS_OF_TEXT = 2 + 2 * COVER_WAYS,
};

/* How often each byte is among a bucket's fragments at one position. */
struct position {
    uint16_t bytes[BYTES], any;
};

struct bucket {
    struct position positions[SIEVE_POSITIONS];
    double passing[SIEVE_POSITIONS]; /* the share of bytes that pass */
};

struct placed {
    struct cover_text text;
    uint8_t bucket, fragment;
    uint32_t slot;
};

struct builder {
    struct placed *texts;
    size_t count;
    struct bucket buckets[SIEVE_BUCKETS];
    double often[BYTES]; /* the share of each byte */
    struct sieve_path paths[SIEVE_PATHS];
};

/* ---- Buckets --------------------------------------------------------------------------------- */

static double passing(const struct builder *builder, const struct position *position)
{
    double sum = 0;
    for (size_t byte = 0; byte < BYTES; byte++)
        sum += position->bytes[byte] ? builder->often[byte] : 0;
    return position->any ? 1 : sum;
}

/* Of a fragment's byte there are two where it is a letter of either case. */
static void count_byte(struct position *position, const struct cover_text *text, size_t at, int by)
{
    if (at >= text->len) {
        position->any += (uint16_t)by;
        return;
    }
    unsigned char byte = (unsigned char)text->bytes[at];
    position->bytes[byte] += (uint16_t)by;
    if (text->either_case >> at & 1)
        position->bytes[byte ^ 0x20] += (uint16_t)by;
}

static size_t fragment_len(const struct cover_text *text)
{
    return MIN(text->len, (size_t)SIEVE_FRAGMENT);
}

static double product_of(const double passing[SIEVE_POSITIONS])
{
    double product = 1;
    for (size_t i = 0; i < SIEVE_POSITIONS; i++)
        product *= passing[i];
    return product;
}

/* How much more passes a bucket with this fragment in it. */
static double added_by(const struct builder *builder, const struct bucket *bucket,
                       const struct cover_text *text, size_t fragment)
{
    double with[SIEVE_POSITIONS];
    for (size_t i = 0; i < SIEVE_POSITIONS; i++) {
        struct position position = bucket->positions[i];
        count_byte(&position, text, fragment + i, 1);
        with[i] = passing(builder, &position);
    }
    return product_of(with) - product_of(bucket->passing);
}

static void change(struct builder *builder, const struct placed *placed, int by)
{
    struct bucket *bucket = &builder->buckets[placed->bucket];
    const struct cover_text *text = &placed->text;
    for (size_t i = 0; i < SIEVE_POSITIONS; i++) {
        count_byte(&bucket->positions[i], text, placed->fragment + i, by);
        bucket->passing[i] = passing(builder, &bucket->positions[i]);
    }
}

static void place(struct builder *builder, struct placed *placed)
{
    const struct cover_text *text = &placed->text;
    bool is_short = text->len < SIEVE_FRAGMENT;
    size_t first = is_short ? SIEVE_SHORT : SIEVE_SHORT + 1;
    size_t last = is_short ? SIEVE_SHORT : SIEVE_BUCKETS - 1;
    double least = INFINITY;
    for (size_t fragment = 0; fragment + fragment_len(text) <= text->len; fragment++) {
        double tried = cover_fragment_cost(text, fragment) * COST_OF_TRYING / 1e6;
        for (size_t bucket = first; bucket <= last; bucket++) {
            double added = added_by(builder, &builder->buckets[bucket], text, fragment) + tried;
            if (added >= least)
                continue;
            least = added;
            placed->bucket = (uint8_t)bucket;
            placed->fragment = (uint8_t)fragment;
        }
    }
    change(builder, placed, 1);
}

static void share_out(struct builder *builder)
{
    for (size_t round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < builder->count; i++) {
            if (round)
                change(builder, &builder->texts[i], -1);
            place(builder, &builder->texts[i]);
        }
    }
}

static void know_bytes(struct builder *builder)
{
    double all = 0;
    for (unsigned byte = 0; byte < 128; byte++)
        all += cover_byte_frequency((char)byte);
    for (unsigned byte = 0; byte < 128; byte++)
        builder->often[byte] = cover_byte_frequency((char)byte) / all;
}

/* ---- Texts ----------------------------------------------------------------------------------- */

static int by_way(const struct cover_way *a, const struct cover_way *b)
{
    int order = memcmp(&a->through, &b->through, sizeof(a->through));
    if (!order)
        order = memcmp(&a->until, &b->until, sizeof(a->until));
    return order ? order : a->or_end - b->or_end;
}

static int by_sets(const struct cover_text *a, const struct cover_text *b)
{
    int order = memcmp(&a->precede, &b->precede, sizeof(a->precede));
    if (!order)
        order = memcmp(&a->follow, &b->follow, sizeof(a->follow));
    for (size_t i = 0; i < COVER_WAYS && !order; i++)
        order = by_way(&a->ways[i], &b->ways[i]);
    return order;
}

static bool is_same(const struct cover_text *a, const struct cover_text *b)
{
    return a->len == b->len && a->either_case == b->either_case &&
           memcmp(a->bytes, b->bytes, a->len) == 0 && by_sets(a, b) == 0;
}

static int by_text(const void *a, const void *b)
{
    const struct cover_text *x = &((const struct placed *)a)->text;
    const struct cover_text *y = &((const struct placed *)b)->text;
    double first = cover_text_cost(x), second = cover_text_cost(y);
    if (first != second)
        return first < second ? 1 : -1; /* what is seen often anyway chooses first */
    if (x->len != y->len)
        return x->len - y->len;
    int order = memcmp(x->bytes, y->bytes, x->len);
    if (!order)
        order = x->either_case - y->either_case;
    return order ? order : by_sets(x, y);
}

static void unite(struct builder *builder)
{
    size_t kept = 0;
    for (size_t i = 0; i < builder->count; i++) {
        struct placed *texts = builder->texts;
        struct cover_text *last = kept ? &texts[kept - 1].text : NULL;
        if (!last || !is_same(last, &texts[i].text)) {
            texts[kept++] = texts[i];
            continue;
        }
        last->before = MAX(last->before, texts[i].text.before);
        last->after = MAX(last->after, texts[i].text.after);
    }
    builder->count = kept;
}

static bool holds_byte(const struct cover_text *text, size_t at, const struct cover_text *other,
                       size_t of)
{
    char mine = text->bytes[at], theirs = other->bytes[of];
    bool mine_either = text->either_case >> at & 1, theirs_either = other->either_case >> of & 1;
    return mine_either ? mine == ascii_lower(theirs) : !theirs_either && mine == theirs;
}

/* Where in `larger` every text that it stands for holds `text`; its length: nowhere. */
static size_t place_within(const struct cover_text *text, const struct cover_text *larger)
{
    for (size_t at = 0; at + text->len <= larger->len; at++) {
        size_t same = 0;
        while (same < text->len && holds_byte(text, same, larger, at + same))
            same++;
        if (same == text->len)
            return at;
    }
    return larger->len;
}

static bool holds_either(const struct byte_set *set, const struct cover_text *text, size_t at)
{
    unsigned char byte = (unsigned char)text->bytes[at];
    return set_has(set, byte) && (!(text->either_case >> at & 1) || set_has(set, byte ^ 0x20));
}

/* May beside `text` stand what stands beside it in `larger`, where it is at byte `at`? */
static bool has_neighbours(const struct cover_text *text, const struct cover_text *larger,
                           size_t at)
{
    size_t end = at + text->len;
    bool before = at ? holds_either(&text->precede, larger, at - 1)
                     : set_is_within(&larger->precede, &text->precede);
    return before && (end < larger->len ? holds_either(&text->follow, larger, end)
                                        : set_is_within(&larger->follow, &text->follow));
}

/* Does whatever takes `theirs` behind `larger` take `mine` behind byte `end` of it? */
static bool leads_too(const struct cover_way *mine, const struct cover_way *theirs,
                      const struct cover_text *larger, size_t end)
{
    bool is_so = !set_is_empty(&theirs->until) && set_is_within(&theirs->until, &mine->until) &&
                 set_is_within(&theirs->through, &mine->through) &&
                 theirs->or_end <= mine->or_end;
    for (size_t i = end; is_so && i < larger->len; i++)
        is_so = holds_either(&mine->through, larger, i);
    return is_so;
}

/* Does all that gets through behind `larger` where `text`, at byte `at` of it, asks for it? */
static bool has_ways(const struct cover_text *text, const struct cover_text *larger, size_t at)
{
    bool has_all = true;
    for (size_t i = 0; i < COVER_WAYS && has_all; i++) {
        has_all = set_is_empty(&text->ways[i].until);
        for (size_t k = 0; k < COVER_WAYS && !has_all; k++)
            has_all = leads_too(&text->ways[i], &larger->ways[k], larger, at + text->len);
    }
    return has_all;
}

static unsigned count_ways(const struct cover_text *text)
{
    unsigned count = 0;
    for (size_t i = 0; i < COVER_WAYS; i++)
        count += !set_is_empty(&text->ways[i].until);
    return count;
}

/* Whoever looks for `larger` finds `text` there: if that need not reach much farther, it will do.
 */
static bool stands_for(struct cover_text *text, const struct cover_text *larger)
{
    size_t at = place_within(text, larger);
    if (at == larger->len || !has_neighbours(text, larger, at) || !has_ways(text, larger, at))
        return false;
    uint32_t before = MAX(text->before, larger->before + (uint32_t)at);
    uint32_t after = MAX(text->after, larger->after + (uint32_t)(larger->len - at - text->len));
    uint32_t most = 2 * (text->before + text->after) + REACH_ADDED;
    /* Where `larger` alone would seldom get through, nothing is given away for it. */
    if (count_ways(larger) > count_ways(text))
        most = text->before + text->after;
    if (before + after > most)
        return false;
    text->before = before;
    text->after = after;
    return true;
}

static void leave_out_larger(struct builder *builder)
{
    size_t kept = 0;
    for (size_t i = 0; i < builder->count; i++) {
        bool found = false;
        for (size_t k = 0; !found && k < builder->count; k++)
            found = k != i && builder->texts[k].text.len &&
                    builder->texts[k].text.len < builder->texts[i].text.len &&
                    stands_for(&builder->texts[k].text, &builder->texts[i].text);
        if (found)
            builder->texts[i].text.len = 0;
    }
    for (size_t i = 0; i < builder->count; i++)
        if (builder->texts[i].text.len)
            builder->texts[kept++] = builder->texts[i];
    builder->count = kept;
}

static void list(struct builder *builder, const struct cover_text *texts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        builder->texts[i].text = texts[i];
    builder->count = count;
    if (count)
        qsort(builder->texts, count, sizeof(*builder->texts), by_text);
    unite(builder);
    leave_out_larger(builder);
}

/* ---- The image ------------------------------------------------------------------------------- */

static uint32_t slot_of(const struct placed *placed)
{
    uint32_t fragment = 0;
    memcpy(&fragment, placed->text.bytes + placed->fragment, fragment_len(&placed->text));
    return placed->bucket == SIEVE_SHORT ? sieve_short_slot(fragment) : sieve_slot(fragment);
}

static int by_slot(const void *a, const void *b)
{
    const struct placed *x = a, *y = b;
    bool x_short = x->bucket == SIEVE_SHORT, y_short = y->bucket == SIEVE_SHORT;
    if (x_short != y_short)
        return x_short - y_short;
    if (x->slot != y->slot)
        return x->slot < y->slot ? -1 : 1;
    return by_text(a, b);
}

static struct sieve_text written(const struct placed *placed)
{
    const struct cover_text *text = &placed->text;
    unsigned char mask[COVER_TEXT_MAX] = { 0 }, value[COVER_TEXT_MAX] = { 0 };
    for (size_t i = 0; i < text->len; i++) {
        mask[i] = text->either_case >> i & 1 ? 0xDF : 0xFF;
        value[i] = (unsigned char)text->bytes[i] & mask[i];
    }
    struct sieve_text out = {
        .before = text->before,
        .after = text->after,
        .len = text->len,
        .fragment = placed->fragment,
    };
    memcpy(&out.value, value, sizeof(value));
    memcpy(&out.mask, mask, sizeof(mask));
    return out;
}

static void write_masks(const struct builder *builder, struct sieve *sieve)
{
    for (size_t bucket = 0; bucket < SIEVE_BUCKETS; bucket++) {
        for (size_t at = 0; at < SIEVE_POSITIONS; at++) {
            const struct position *position = &builder->buckets[bucket].positions[at];
            uint8_t *buckets = sieve->buckets[bucket / 8][at];
            for (size_t byte = 0; byte < BYTES; byte++)
                if (position->any || position->bytes[byte])
                    buckets[byte] |= (uint8_t)(1U << bucket % 8);
        }
    }
}

/* Sets are few, and many texts have the same. */
static uint16_t set_index(struct sieve *sieve, size_t texts, const struct byte_set *set)
{
    struct byte_set *sets = (void *)(sieve->texts + texts);
    for (uint32_t i = 0; i < sieve->set_count; i++)
        if (memcmp(&sets[i], set, sizeof(*set)) == 0)
            return (uint16_t)i;
    sets[sieve->set_count] = *set;
    return (uint16_t)sieve->set_count++;
}

/* Of one text; 0, which is none, where there are too many. */
static uint16_t path_index(struct builder *builder, struct sieve *sieve,
                           const struct cover_way *way)
{
    if (set_is_empty(&way->until))
        return 0;
    struct sieve_path path = { set_index(sieve, builder->count, &way->through),
                               set_index(sieve, builder->count, &way->until), way->or_end };
    for (uint32_t i = 1; i < sieve->path_count; i++)
        if (memcmp(&builder->paths[i], &path, sizeof(path)) == 0)
            return (uint16_t)i;
    if (sieve->path_count == SIEVE_PATHS)
        return 0;
    builder->paths[sieve->path_count] = path;
    return (uint16_t)sieve->path_count++;
}

static void write_texts(struct builder *builder, struct sieve *sieve)
{
    sieve->path_count = 1;
    for (size_t i = 0; i < builder->count; i++)
        builder->texts[i].slot = slot_of(&builder->texts[i]);
    if (builder->count)
        qsort(builder->texts, builder->count, sizeof(*builder->texts), by_slot);
    for (size_t i = 0; i < builder->count; i++) {
        const struct placed *placed = &builder->texts[i];
        bool is_short = placed->bucket == SIEVE_SHORT;
        uint16_t *slot = &(is_short ? sieve->short_slots : sieve->slots)[placed->slot];
        sieve->texts[i] = written(placed);
        sieve->texts[i].precede = set_index(sieve, builder->count, &placed->text.precede);
        sieve->texts[i].follow = set_index(sieve, builder->count, &placed->text.follow);
        for (size_t way = 0; way < COVER_WAYS; way++)
            sieve->texts[i].paths[way] = path_index(builder, sieve, &placed->text.ways[way]);
        if (!*slot)
            *slot = (uint16_t)(i + 1);
        else
            sieve->texts[i - 1].is_last = false;
        sieve->texts[i].is_last = true;
    }
    sieve->text_count = (uint32_t)builder->count;
    memcpy((void *)sieve_paths(sieve), builder->paths,
           sieve->path_count * sizeof(*builder->paths));
}

int sieve_build(const struct cover_text *texts, size_t count, struct span *image,
                struct veto_error *error)
{
    if (count > TEXTS_MAX)
        return error_set(error, VETO_ERROR_RULES, "more than %d texts to look for", TEXTS_MAX);
    cleanup(free_ptr) struct placed *placed = calloc(count + 1, sizeof(*placed));
    cleanup(free_ptr) struct builder *builder = calloc(1, sizeof(*builder));
    size_t each = sizeof(struct sieve_text) + SETS_OF_TEXT * sizeof(struct byte_set);
    size_t len = sizeof(struct sieve) + count * each + sizeof(builder->paths);
    len += (SIEVE_ALIGN - len % SIEVE_ALIGN) % SIEVE_ALIGN;
    struct sieve *sieve = aligned_alloc(SIEVE_ALIGN, len);
    if (!placed || !builder || !sieve) {
        free(sieve);
        return error_no_memory(error);
    }
    memset(sieve, 0, len);
    builder->texts = placed;
    know_bytes(builder);
    list(builder, texts, count);
    share_out(builder);
    write_masks(builder, sieve);
    write_texts(builder, sieve);
    /* What sets share, and texts, was not needed. */
    len = sizeof(struct sieve) + sieve->text_count * sizeof(struct sieve_text) +
          sieve->set_count * sizeof(struct byte_set) +
          sieve->path_count * sizeof(struct sieve_path);
    sieve->len = len + (SIEVE_ALIGN - len % SIEVE_ALIGN) % SIEVE_ALIGN;
    *image = (struct span) { (char *)sieve, sieve->len };
    return 0;
}
