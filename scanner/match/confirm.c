/* SPDX-License-Identifier: Apache-2.0 */
#include "match/confirm.h"

#include <stdlib.h>

enum {
    /* Places tried in one call, so that one match limit does not cost the rest of a long range. */
    SLICE = 64 * 1024,
    /* Bytes behind the last end that are shown in any case, for `\b` and the like. */
    LEAST_AFTER = 8,
    /* Of one rule in one unit. Further ranges are then told as cut, without trying them. */
    MAX_LIMITS = 16,
    /* Bytes more behind the last end, where an expression might have gone on. */
    WIDER = 4096,
};

/* Ends of one rule so close that they are looked at together. */
struct stretch {
    uint32_t first, last;
    uint32_t last_before; /* the last end before what the unit owns; 0: none */
    uint32_t last_owned;  /* the last end that the unit owns; 0: none */
};

/* One rule in one unit. */
struct job {
    const struct unit *unit;
    const struct pattern *pattern;
    struct regex *regex;
    struct match_statistics *statistics;
    match_callback found;
    void *payload;
    size_t from; /* behind the last match: matches of one rule do not overlap */
    size_t limits;
};

int confirmer_init(struct confirmer *confirmer, const struct pattern *patterns, size_t count,
                   struct match_statistics *statistics)
{
    *confirmer = (struct confirmer){
        .patterns = patterns,
        .regexes = calloc(count + 1, sizeof(*confirmer->regexes)),
        .count = count,
        .statistics = statistics,
    };
    return confirmer->regexes ? 0 : -1;
}

void confirmer_release(struct confirmer *confirmer)
{
    for (size_t i = 0; confirmer->regexes && i < confirmer->count; i++)
        regex_free(confirmer->regexes[i]);
    free(confirmer->regexes);
}

/* ---- Telling --------------------------------------------------------------------------------- */

static void read_captures(const struct job *job, const struct regex_match *groups,
                          struct match *match)
{
    struct span named = { 0 }, first = { 0 };
    for (size_t i = 1; i < groups->count; i++) {
        const char *name = regex_group_name(job->regex, i);
        if (!groups->groups[i].data)
            continue;
        if (!first.data)
            first = groups->groups[i];
        if (name && strcmp(name, "secret") == 0)
            named = groups->groups[i];
        else if (name && match->capture_count < MATCH_MAX_CAPTURES)
            match->captures[match->capture_count++] =
                    (struct match_capture){ name, groups->groups[i] };
    }
    match->secret = named.data ? named : first.data ? first : match->whole;
}

/* The end by which it is decided who owns a match that begins at `begin`: that of its anchor. */
static size_t owning_end(const struct job *job, const struct stretch *stretch, struct span whole)
{
    size_t begin = (size_t)(whole.data - job->unit->bytes.data);
    if (!job->pattern->rule->anchor)
        return begin + whole.len;
    if (stretch->last_before > begin)
        return stretch->last_before;
    return stretch->last_owned > begin ? stretch->last_owned : stretch->last;
}

static void tell(struct job *job, const struct stretch *stretch, const struct regex_match *groups,
                 bool cut)
{
    struct match match = {
        .rule = job->pattern->rule,
        .whole = groups->groups[0],
        .secret = groups->groups[0],
        .cut = cut,
    };
    size_t end = owning_end(job, stretch, match.whole);
    if (end <= job->unit->own_begin || end > job->unit->own_end)
        return;
    if (!cut)
        read_captures(job, groups, &match);
    job->found(&match, job->payload);
}

/* Nobody knows whether there is a match; what can be shown is the text before the first end. */
static void tell_limit(struct job *job, const struct stretch *stretch, size_t from)
{
    size_t end = MIN((size_t)stretch->last, from + job->pattern->before);
    struct regex_match unknown = {
        .groups = { span_sub(job->unit->bytes, from, end - from) },
        .count = 1,
    };
    job->statistics->limits_hit++;
    job->limits++;
    tell(job, stretch, &unknown, true);
}

/* ---- Looking --------------------------------------------------------------------------------- */

static struct regex_search search_of(const struct job *job, const struct stretch *stretch,
                                     size_t more)
{
    const struct unit *unit = job->unit;
    size_t wanted = (size_t)stretch->last + MAX(job->pattern->after, (uint32_t)LEAST_AFTER) + more;
    size_t end = MIN(unit->bytes.len, wanted);
    bool cut = end < unit->bytes.len || !unit->is_last;
    return (struct regex_search){
        .text = span_sub(unit->bytes, 0, end),
        /* Where the whole expression ran in the prefilter its end is known to be in the text. */
        .partial = cut && job->pattern->rule->anchor,
        .not_beginning = unit->offset > 0,
        .not_end = cut,
    };
}

static size_t end_of(const struct job *job, const struct regex_match *match)
{
    struct span whole = match->groups[0];
    return (size_t)(whole.data - job->unit->bytes.data) + whole.len;
}

/*
 * An expression that can run on in front of what it is after, such as over the other options of a
 * command, reaches the end of what it is shown wherever it does not match. It is shown more, once,
 * before it is said that the end cut it off.
 */
static enum regex_result find_in(struct job *job, const struct stretch *stretch,
                                 struct regex_search *search, struct regex_match *match)
{
    enum regex_result result = regex_find(job->regex, search, match);
    if (result != REGEX_PARTIAL)
        return result;
    struct regex_search wider = search_of(job, stretch, WIDER);
    if (search->text.len == wider.text.len)
        return result;
    wider.from = search->from;
    wider.last_start = search->last_start;
    *search = wider;
    return regex_find(job->regex, search, match);
}

/* Tries one slice of beginnings; `search->from` is moved behind what was tried or found. */
static void look(struct job *job, const struct stretch *stretch, struct regex_search *search)
{
    struct regex_match match;
    /* A match that contains an end begins before it. */
    search->last_start = MIN(search->from + SLICE, (size_t)stretch->last) - 1;
    enum regex_result result = job->limits < MAX_LIMITS ? find_in(job, stretch, search, &match)
                                                        : REGEX_LIMIT;
    size_t tried = search->last_start + 1;
    job->statistics->confirms++;
    switch (result) {
    case REGEX_NO:
        break;
    case REGEX_LIMIT:
        tell_limit(job, stretch, search->from);
        break;
    case REGEX_PARTIAL:
        tell(job, stretch, &match, true);
        tried = search->text.len;
        break;
    case REGEX_YES:
        tell(job, stretch, &match, false);
        tried = MAX(end_of(job, &match), search->from + 1);
        break;
    }
    job->statistics->confirmed_bytes += MIN(tried, search->last_start + 1) - search->from;
    search->from = tried;
}

static void confirm_stretch(struct job *job, const struct stretch *stretch)
{
    size_t reach = job->pattern->before;
    struct regex_search search = search_of(job, stretch, 0);
    search.from = MAX(job->from, stretch->first > reach ? stretch->first - reach : 0);
    while (search.from < stretch->last)
        look(job, stretch, &search);
    job->from = search.from;
}

/* ---- Gathering ------------------------------------------------------------------------------- */

static void widen(struct stretch *stretch, const struct hit_range *range, const struct hits *hits)
{
    stretch->last = MAX(stretch->last, range->last);
    if (range->last <= hits->own_begin)
        stretch->last_before = MAX(stretch->last_before, range->last);
    else if (range->last <= hits->own_end)
        stretch->last_owned = MAX(stretch->last_owned, range->last);
}

/* The ranges from `*at` on that belong together; `*at` moves behind them. */
static struct stretch next_stretch(const struct hits *hits, size_t *at, uint32_t reach)
{
    const struct hit_range *range = &hits->ranges[*at];
    struct stretch stretch = { .first = range->first };
    uint32_t rule = range->rule;
    do {
        widen(&stretch, range, hits);
        range = &hits->ranges[++*at];
    } while (*at < hits->count && range->rule == rule &&
             (range->first <= stretch.last || range->first - stretch.last <= reach));
    return stretch;
}

static int confirm_rule(struct confirmer *confirmer, struct job *job, const struct hits *hits,
                        size_t *at)
{
    uint32_t rule = hits->ranges[*at].rule;
    job->pattern = &confirmer->patterns[rule];
    job->from = 0;
    job->limits = 0;
    if (!confirmer->regexes[rule] &&
        regex_create(&confirmer->regexes[rule], job->pattern->rule->public.pattern, NULL) < 0)
        return -1;
    job->regex = confirmer->regexes[rule];
    while (*at < hits->count && hits->ranges[*at].rule == rule) {
        struct stretch stretch = next_stretch(hits, at, job->pattern->before);
        confirm_stretch(job, &stretch);
    }
    return 0;
}

int confirm(struct confirmer *confirmer, const struct unit *unit, const struct hits *hits,
            match_callback found, void *payload)
{
    struct job job = {
        .unit = unit,
        .statistics = confirmer->statistics,
        .found = found,
        .payload = payload,
    };
    for (size_t at = 0; at < hits->count;)
        if (confirm_rule(confirmer, &job, hits, &at) < 0)
            return -1;
    return 0;
}
