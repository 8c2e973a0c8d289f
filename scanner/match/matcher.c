/* SPDX-License-Identifier: Apache-2.0 */
#include "match/matcher.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "match/confirm.h"
#include "match/databases.h"
#include "match/hits.h"
#include "match/lanes.h"
#include "match/markers.h"
#include "match/prefilter.h"
#include "match/token.h"

/* Longer units are scanned in pieces: the engine counts in 32 bits, and hits have a ceiling. */
enum { PIECE = 16 * 1024 * 1024 };
/* A gap of so few bytes is cheaper scanned than left out. */
enum { NEAR = 64 };
/* With so many places of fixed texts, and so few bytes for each, everything is scanned instead. */
enum { MANY_PLACES = 256, BYTES_FOR_PLACE = 64 };

struct matcher {
    struct pattern *patterns; /* of all rules, builtin ones first */
    size_t count;
    struct databases databases;
};

struct match_scratch {
    struct prefilter_scratch *prefilter;
    struct hits hits;
    struct marker_list markers;
    struct confirmer confirmer;
    bool *ready; /* for which databases `prefilter` serves */
    uint64_t *rule_hits;
    size_t rule_count;
    struct match_statistics statistics;
};

DEFINE_CLEANUP(struct matcher *, matcher_free)
DEFINE_CLEANUP(struct match_scratch *, match_scratch_free)

/* ---- Life ------------------------------------------------------------------------------------ */

static struct pattern pattern_of(const struct rule *rule, bool enabled)
{
    uint32_t views = rule->views ? rule->views : VIEW_TEXT | VIEW_DECODED | VIEW_BINARY;
    return (struct pattern) {
        .rule = rule,
        .views = enabled && rule_expression(rule) ? views : 0,
        .kinds = rule->kinds,
        .before = MIN(rule->window_before, (uint32_t)RULE_WINDOW_BEFORE_MAX),
        .after = MIN(rule->window_after, (uint32_t)RULE_WINDOW_AFTER_MAX),
    };
}

static int list_patterns(struct matcher *matcher, const struct rule_set *builtin,
                         const struct rule_set *added, const bool *enabled,
                         struct veto_error *error)
{
    matcher->count = builtin->count + added->count;
    matcher->patterns = calloc(matcher->count + 1, sizeof(*matcher->patterns));
    if (!matcher->patterns)
        return error_no_memory(error);
    for (size_t i = 0; i < matcher->count; i++) {
        const struct rule *rule =
                i < builtin->count ? &builtin->rules[i] : &added->rules[i - builtin->count];
        matcher->patterns[i] = pattern_of(rule, !enabled || enabled[i]);
    }
    return 0;
}

int matcher_create(struct matcher **out, const struct rule_set *builtin,
                   const struct rule_set *added, const bool *enabled,
                   const struct matcher_options *options, struct veto_error *error)
{
    cleanup(matcher_free_ptr) struct matcher *matcher = calloc(1, sizeof(*matcher));
    if (!matcher)
        return error_no_memory(error);
    if (list_patterns(matcher, builtin, added, enabled, error) < 0 ||
        databases_open(&matcher->databases, builtin, added, options, error) < 0)
        return -1;
    *out = take_ptr(&matcher);
    return 0;
}

void matcher_free(struct matcher *matcher)
{
    if (!matcher)
        return;
    databases_release(&matcher->databases);
    free(matcher->patterns);
    free(matcher);
}

int match_scratch_create(struct match_scratch **out, const struct matcher *matcher,
                         struct veto_error *error)
{
    cleanup(match_scratch_free_ptr) struct match_scratch *scratch = calloc(1, sizeof(*scratch));
    if (!scratch)
        return error_no_memory(error);
    scratch->rule_count = matcher->count;
    scratch->rule_hits = calloc(matcher->count + 1, sizeof(*scratch->rule_hits));
    if (!scratch->rule_hits || hits_init(&scratch->hits, matcher->count) < 0 ||
        marker_list_init(&scratch->markers) < 0 ||
        confirmer_init(&scratch->confirmer, matcher->patterns, matcher->count,
                       &scratch->statistics) < 0)
        return error_no_memory(error);
    scratch->ready = calloc(matcher->databases.count, sizeof(*scratch->ready));
    if (!scratch->ready)
        return error_no_memory(error);
    *out = take_ptr(&scratch);
    return 0;
}

void match_scratch_free(struct match_scratch *scratch)
{
    if (!scratch)
        return;
    confirmer_release(&scratch->confirmer);
    hits_release(&scratch->hits);
    marker_list_release(&scratch->markers);
    prefilter_scratch_free(scratch->prefilter);
    free(scratch->ready);
    free(scratch->rule_hits);
    free(scratch);
}

struct markers match_scratch_markers(const struct match_scratch *scratch)
{
    return (struct markers) { scratch->markers.items, scratch->markers.count };
}

struct match_statistics match_scratch_statistics(const struct match_scratch *scratch)
{
    struct match_statistics statistics = scratch->statistics;
    for (size_t i = 0; i < scratch->rule_count; i++)
        statistics.raw_hits += scratch->rule_hits[i];
    return statistics;
}

uint64_t match_scratch_rule_hits(const struct match_scratch *scratch, size_t index)
{
    return index < scratch->rule_count ? scratch->rule_hits[index] : 0;
}

/* ---- Scanning -------------------------------------------------------------------------------- */

/* What the prefilter's callback needs to know. */
struct listener {
    const struct pattern *patterns; /* of this database */
    size_t count;                   /* of them; the engine has been seen to tell others */
    uint64_t *rule_hits;
    struct hits *hits;
    struct marker_list *markers;
    uint32_t base;
    uint32_t offset; /* of what is scanned in the unit */
    uint32_t view;
    kind_set kinds;
    uint32_t own_end;
};

static int on_hit(unsigned id, unsigned long long from, unsigned long long end, unsigned flags,
                  void *payload)
{
    const struct listener *listener = payload;
    end += listener->offset;
    if (id >= MARKER_FIRST_ID) {
        marker_list_add(listener->markers, id - MARKER_FIRST_ID, (uint32_t)end);
        return 0;
    }
    if (id >= listener->count)
        return 0;
    const struct pattern *pattern = &listener->patterns[id];
    (void)from;
    (void)flags;
    listener->rule_hits[id]++;
    if (!(pattern->views & listener->view) ||
        (pattern->kinds && !(pattern->kinds & listener->kinds)))
        return 0;
    /* Farther behind, no match can begin in what the unit owns. */
    if (end > (unsigned long long)listener->own_end + pattern->before)
        return 0;
    return hits_add(listener->hits, listener->base + id, (uint32_t)end, pattern->before);
}

static uint32_t view_of(const struct unit *unit)
{
    if (unit->decoding && unit->decoding[0])
        return VIEW_DECODED;
    return unit->kinds & KIND_BINARY ? VIEW_BINARY : VIEW_TEXT;
}

/* One database and what it is run for. */
struct pass {
    const struct matcher *matcher;
    const struct database *database;
    struct match_scratch *scratch;
    struct listener listener;
    struct span bytes;
    size_t begin, end; /* of the bytes: the surroundings of tokens, those of neighbours joined */
    size_t places;     /* of fixed texts, so far */
};

/* Most runs need few of the databases, so that each is made ready when it is first run. */
static int make_ready(const struct pass *pass)
{
    bool *ready = &pass->scratch->ready[pass->database - pass->matcher->databases.items];
    if (!*ready &&
        prefilter_scratch_for(&pass->scratch->prefilter, pass->database->prefilter, NULL) < 0)
        return -1;
    *ready = true;
    return 0;
}

static int run_prefilter(struct pass *pass)
{
    if (pass->begin == pass->end)
        return 0;
    pass->listener.offset = (uint32_t)pass->begin;
    if (make_ready(pass) < 0)
        return -1;
    return prefilter_scan(pass->database->prefilter, pass->scratch->prefilter,
                          span_sub(pass->bytes, pass->begin, pass->end - pass->begin), on_hit,
                          &pass->listener);
}

/* Places come in order, but how far what stands there reaches does not. */
static int add_surroundings(struct pass *pass, size_t begin, size_t end)
{
    if (begin > pass->end + NEAR) {
        if (run_prefilter(pass) < 0)
            return -1;
        pass->begin = begin;
        pass->end = end;
    }
    pass->begin = MIN(pass->begin, begin);
    pass->end = MAX(pass->end, end);
    return 0;
}

static int on_token(size_t begin, size_t end, void *payload)
{
    struct pass *pass = payload;
    return add_surroundings(pass, begin - MIN(begin, (size_t)LANE_TOKEN_REACH),
                            end + MIN(pass->bytes.len - end, (size_t)LANE_TOKEN_REACH));
}

/* With a byte to spare on either side, for `\b`. Ends the search where a text is full of places. */
static int on_text(size_t begin, size_t end, void *payload)
{
    struct pass *pass = payload;
    bool is_full = ++pass->places > MANY_PLACES && pass->places * BYTES_FOR_PLACE > end;
    int status = add_surroundings(pass, begin - (begin > 0), end + (end < pass->bytes.len));
    return status < 0 ? status : is_full;
}

static int run_pass(struct pass *pass)
{
    const struct database *database = pass->database;
    int status = 0;
    if (database->beside_tokens)
        status = tokens_find(pass->bytes, on_token, pass);
    else if (database->sieve && sieve_best_way() != SIEVE_PLAIN)
        status = sieve_find(sieve_best_way(), database->sieve, pass->bytes, on_text, pass);
    else
        pass->end = pass->bytes.len;
    if (status > 0)
        pass->end = pass->bytes.len;
    return status < 0 ? -1 : run_prefilter(pass);
}

static bool concerns(const struct database *database, kind_set kinds)
{
    return (!database->kinds || database->kinds & kinds) && !(database->unless & kinds);
}

static int run_prefilters(const struct matcher *matcher, struct match_scratch *scratch,
                          const struct unit *unit, struct span bytes)
{
    for (size_t i = 0; i < matcher->databases.count; i++) {
        const struct database *database = &matcher->databases.items[i];
        if (!concerns(database, unit->kinds))
            continue;
        struct pass pass = {
            .matcher = matcher,
            .database = database,
            .scratch = scratch,
            .bytes = bytes,
            .listener = {
                .patterns = matcher->patterns + database->base,
                .count = matcher->count - database->base,
                .rule_hits = scratch->rule_hits + database->base,
                .hits = &scratch->hits,
                .markers = &scratch->markers,
                .base = database->base,
                .view = view_of(unit),
                .kinds = unit->kinds,
                .own_end = (uint32_t)unit->own_end,
            },
        };
        if (run_pass(&pass) < 0)
            return -1;
    }
    return 0;
}

/* Where nothing is hit this is the prefilter's pass and nothing else. */
static int scan_piece(const struct matcher *matcher, struct match_scratch *scratch,
                      const struct unit *unit, match_callback found, void *payload)
{
    struct hits *hits = &scratch->hits;
    /* One byte more than any rule's reach, so that the last end still has its right neighbour. */
    struct span bytes = span_sub(unit->bytes, 0, unit->own_end + RULE_WINDOW_BEFORE_MAX + 1);
    hits_begin(hits, (uint32_t)unit->own_begin, (uint32_t)unit->own_end);
    if (run_prefilters(matcher, scratch, unit, bytes) < 0)
        return -1;
    if (hits->count == 0)
        return 0;
    hits_sort(hits);
    return confirm(&scratch->confirmer, unit, hits, found, payload);
}

/* The part of `unit` that owns [begin, end) of its bytes, with the overlaps a window has. */
static struct unit piece_of(const struct unit *unit, size_t begin, size_t end)
{
    struct unit piece = *unit;
    size_t low = begin > UNIT_OVERLAP_BEFORE ? begin - UNIT_OVERLAP_BEFORE : 0;
    size_t high =
            unit->bytes.len - end > UNIT_OVERLAP_AFTER ? end + UNIT_OVERLAP_AFTER : unit->bytes.len;
    piece.bytes = span_sub(unit->bytes, low, high - low);
    piece.offset += low;
    piece.own_begin = begin - low;
    piece.own_end = end - low;
    piece.is_first = unit->is_first && low == 0;
    piece.is_last = unit->is_last && high == unit->bytes.len;
    return piece;
}

int matcher_scan(const struct matcher *matcher, struct match_scratch *scratch,
                 const struct unit *unit, match_callback found, void *payload)
{
    marker_list_clear(&scratch->markers);
    if (unit->bytes.len <= PIECE)
        return unit->own_begin < unit->own_end ? scan_piece(matcher, scratch, unit, found, payload)
                                               : 0;
    for (size_t begin = unit->own_begin; begin < unit->own_end;) {
        size_t end = MIN(begin + PIECE, unit->own_end);
        struct unit piece = piece_of(unit, begin, end);
        if (scan_piece(matcher, scratch, &piece, found, payload) < 0)
            return -1;
        begin = end;
        marker_list_clear(&scratch->markers);
    }
    return 0;
}
