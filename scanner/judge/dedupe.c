/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/dedupe.h"

#include <stdlib.h>

#include "base/ascii.h"

/*
 * Matches are sorted by begin and fall into clusters of overlapping ones; in a cluster first
 * `over:` speaks, then the best of the rest takes its place, one after the other.
 */
struct entry {
    struct believed *match;
    size_t begin, end;
    size_t reach;   /* the furthest end of this entry and all before it in its cluster */
    size_t own;     /* length of the longest fixed text of what is secret */
    size_t literal; /* that of the rule as a whole */
    int vague;      /* 0: the rule knows the vendor, 1: that it is one of many, 2: nothing of it */
};

struct cluster {
    struct entry *entries;
    size_t count;
    struct arena *arena;
};

static int by_begin(const void *a, const void *b)
{
    const struct believed *x = a, *y = b;
    if (x->secret.data != y->secret.data)
        return x->secret.data < y->secret.data ? -1 : 1;
    int order = strcmp(x->rule->public.id, y->rule->public.id);
    return order ? order : (x->secret.len > y->secret.len) - (x->secret.len < y->secret.len);
}

/* ---- The longest fixed literal of an expression ---------------------------------------------- */

/* Behind `[…]`, which begins at the front. */
static size_t skip_class(const char *pattern)
{
    size_t i = 1 + (pattern[1] == '^');
    i += pattern[i] == ']';
    while (pattern[i] && pattern[i] != ']')
        i += pattern[i] == '\\' && pattern[i + 1] ? 2 : 1;
    return pattern[i] ? i + 1 : i;
}

/* How many characters of `pattern` one element takes that is not a plain character. */
static size_t skip_element(const char *pattern)
{
    const char *end = NULL;
    if (pattern[0] == '\\' && pattern[1] == 'x' && pattern[2] && pattern[3])
        return 4;
    if (pattern[0] == '\\')
        return pattern[1] ? 2 : 1;
    if (pattern[0] == '[')
        return skip_class(pattern);
    if (pattern[0] == '{' && ascii_is_digit(pattern[1]))
        end = strchr(pattern, '}');
    else if (strncmp(pattern, "(?<", 3) == 0 && ascii_is_alpha(pattern[3]))
        end = strchr(pattern, '>');
    else if (strncmp(pattern, "(?", 2) == 0)
        return pattern[2] ? 3 : 2;
    return end ? (size_t)(end - pattern) + 1 : 1;
}

/* Of the whole expression, or of the group that it begins with. */
static size_t longest_literal(const char *pattern, bool of_group)
{
    size_t longest = 0, run = 0, depth = 0;
    for (size_t i = 0; pattern[i];) {
        depth += pattern[i] == '(';
        depth -= pattern[i] == ')' && depth > 0;
        if (of_group && depth == 0)
            break;
        bool plain = ascii_is_alnum(pattern[i]) || strchr("_-:/ =\"'@,;<>!#%&~", pattern[i]);
        if (plain) {
            run++;
            longest = MAX(longest, run);
            i++;
        } else {
            run = 0;
            i += skip_element(pattern + i);
        }
    }
    return longest;
}

static size_t longest_own_literal(const char *pattern)
{
    const char *secret = strstr(pattern, "(?<secret>");
    return secret ? longest_literal(secret, true) : 0;
}

/* ---- Who wins -------------------------------------------------------------------------------- */

static bool is_over(const struct rule *rule, const struct rule *other)
{
    for (size_t i = 0; i < rule->over.count; i++)
        if (strcmp(rule->over.items[i], other->public.id) == 0)
            return true;
    return false;
}

/* The better one first; a total order, whatever `over:` says. */
static int by_rank(const void *a, const void *b)
{
    const struct entry *x = *(struct entry *const *)a, *y = *(struct entry *const *)b;
    if (x->match->judgement.proven != y->match->judgement.proven)
        return x->match->judgement.proven ? -1 : 1;
    /* Whoever knows the vendor says more than whoever knows the name of a setting. */
    if (x->vague != y->vague)
        return x->vague < y->vague ? -1 : 1;
    /* What the token itself begins with is its vendor's; what stands before it is where it stands. */
    if (x->own != y->own)
        return x->own > y->own ? -1 : 1;
    if (x->literal != y->literal)
        return x->literal > y->literal ? -1 : 1;
    int order = strcmp(x->match->rule->public.id, y->match->rule->public.id);
    if (order)
        return order;
    if (x->begin != y->begin)
        return x->begin < y->begin ? -1 : 1;
    return (x->end < y->end) - (x->end > y->end);
}

static void give_way(const struct cluster *cluster, struct entry *loser, struct entry *winner)
{
    struct believed *to = winner->match;
    loser->match->lost = true;
    if (loser->match->rule == to->rule)
        return;
    for (size_t i = 0; i < to->also_count; i++)
        if (to->also[i] == loser->match->rule)
            return;
    /* Grown at powers of two; what is left behind goes with the arena. */
    if ((to->also_count & (to->also_count - 1)) == 0) {
        const struct rule **larger = ARENA_ARRAY(cluster->arena, MAX(to->also_count * 2, (size_t)1),
                                                 const struct rule *);
        if (!larger)
            return;
        if (to->also_count)
            memcpy(larger, to->also, to->also_count * sizeof(*larger));
        to->also = larger;
    }
    to->also[to->also_count++] = loser->match->rule;
}

static bool overlap(const struct entry *a, const struct entry *b)
{
    return a->begin < b->end && b->begin < a->end;
}

/* Those that the rule of `entry` is said to be over. */
static void apply_over(const struct cluster *cluster, struct entry *entry)
{
    size_t at = (size_t)(entry - cluster->entries);
    for (size_t i = at + 1; i < cluster->count && cluster->entries[i].begin < entry->end; i++) {
        struct entry *other = &cluster->entries[i];
        if (!other->match->lost && overlap(entry, other) &&
            is_over(entry->match->rule, other->match->rule))
            give_way(cluster, other, entry);
    }
    for (size_t i = at; i-- > 0 && cluster->entries[i].reach > entry->begin;) {
        struct entry *other = &cluster->entries[i];
        if (!other->match->lost && overlap(entry, other) &&
            is_over(entry->match->rule, other->match->rule))
            give_way(cluster, other, entry);
    }
}

/* The first winner that ends behind `begin`. Winners lie apart from one another, in order. */
static size_t first_winner(struct entry *const *winners, size_t count, size_t begin)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (winners[middle]->end <= begin)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void seat(const struct cluster *cluster, struct entry **ranked, struct entry **winners)
{
    size_t count = 0;
    for (size_t i = 0; i < cluster->count; i++) {
        struct entry *entry = ranked[i];
        /* Two insecurities on one line are two; only secrets are one and the same. */
        if (entry->match->lost || !entry->match->rule->public.is_secret)
            continue;
        size_t at = first_winner(winners, count, entry->begin);
        if (at < count && overlap(winners[at], entry)) {
            give_way(cluster, entry, winners[at]);
            continue;
        }
        memmove(&winners[at + 1], &winners[at], (count - at) * sizeof(struct entry *));
        winners[at] = entry;
        count++;
    }
}

static int vagueness(const struct rule *rule)
{
    return rule->generic ? 2 : rule_has_tag(rule, "any-service");
}

static void settle(const struct cluster *cluster)
{
    if (cluster->count < 2)
        return;
    struct entry **ranked = ARENA_ARRAY(cluster->arena, 2 * cluster->count, struct entry *);
    if (!ranked)
        return;
    for (size_t i = 0; i < cluster->count; i++) {
        const char *pattern = cluster->entries[i].match->rule->public.pattern;
        /* One whose checksum is wrong is not its vendor's, whatever it begins with. */
        bool doubted = cluster->entries[i].match->judgement.confidence == VETO_CONFIDENCE_POSSIBLE;
        cluster->entries[i].own = doubted ? 0 : longest_own_literal(pattern);
        cluster->entries[i].literal = longest_literal(pattern, false);
        cluster->entries[i].vague = vagueness(cluster->entries[i].match->rule);
        ranked[i] = &cluster->entries[i];
    }
    qsort(ranked, cluster->count, sizeof(*ranked), by_rank);
    for (size_t i = 0; i < cluster->count; i++)
        if (!ranked[i]->match->lost && ranked[i]->match->rule->over.count)
            apply_over(cluster, ranked[i]);
    seat(cluster, ranked, ranked + cluster->count);
}

void dedupe(struct believed *believed, size_t count, struct arena *arena)
{
    if (count < 2)
        return;
    qsort(believed, count, sizeof(*believed), by_begin);
    struct entry *entries = ARENA_ARRAY(arena, count, struct entry);
    if (!entries)
        return;
    struct cluster cluster = { .entries = entries, .arena = arena };
    for (size_t i = 0; i < count; i++) {
        size_t begin = (size_t)(believed[i].secret.data - believed[0].secret.data);
        struct entry *last = cluster.count ? &cluster.entries[cluster.count - 1] : NULL;
        if (last && last->reach <= begin) {
            settle(&cluster);
            cluster.entries += cluster.count;
            cluster.count = 0;
            last = NULL;
        }
        size_t end = begin + believed[i].secret.len;
        cluster.entries[cluster.count++] = (struct entry) {
            .match = &believed[i],
            .begin = begin,
            .end = end,
            .reach = last ? MAX(last->reach, end) : end,
        };
    }
    settle(&cluster);
}
