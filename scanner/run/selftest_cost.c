/* SPDX-License-Identifier: Apache-2.0 */
#include "run/selftest_cost.h"

#include <time.h>

#include "base/cleanup.h"

/* For hits all of the text is looked at; for the cost of thousands of rules alone, a part of it. */
enum { ROUNDS = 2, COST_BYTES = 2 * 1024 * 1024 };

DEFINE_CLEANUP(struct matcher *, matcher_free)
DEFINE_CLEANUP(struct match_scratch *, match_scratch_free)

static void pass_over(const struct match *match, void *payload)
{
    (void)match;
    (void)payload;
}

/* Every `step`-th file. How many bytes, or negative. */
static double scan_some(const struct selftest_cost *cost, size_t step,
                        const struct matcher *matcher, struct match_scratch *scratch)
{
    double bytes = 0;
    for (size_t i = 0; i < cost->text.count; i += step) {
        const struct unit *unit = &cost->text.units[i];
        if (matcher_scan(matcher, scratch, unit, pass_over, NULL) < 0)
            return -1;
        bytes += (double)unit->bytes.len;
    }
    return bytes;
}

/* The program's own time: what else the machine does is not measured. */
static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

/* The best of some rounds, in microseconds a MB. */
static double time_of(const struct selftest_cost *cost, const struct rule_set *set)
{
    static const struct rule_set none = { 0 };
    cleanup(matcher_free_ptr) struct matcher *matcher = NULL;
    cleanup(match_scratch_free_ptr) struct match_scratch *scratch = NULL;
    struct matcher_options options = { .builtin_digest = "", .no_cache = true };
    size_t step = MAX((size_t)(cost->text.bytes / COST_BYTES), (size_t)1);
    double least = -1;
    if (matcher_create(&matcher, &none, set, NULL, &options, NULL) < 0 ||
        match_scratch_create(&scratch, matcher, NULL) < 0)
        return -1;
    for (int i = 0; i < ROUNDS; i++) {
        double begin = now();
        double bytes = scan_some(cost, step, matcher, scratch);
        if (bytes <= 0)
            return -1;
        double took = (now() - begin) / bytes * 1e6;
        least = least < 0 ? took : MIN(least, took);
    }
    return least;
}

int selftest_cost_open(struct selftest_cost *cost, const struct veto_rules *rules,
                       struct veto_error *error)
{
    *cost = (struct selftest_cost) { .rules = rules };
    if (ordinary_text_load(&cost->text, error) < 0 ||
        match_scratch_create(&cost->scratch, rules->matcher, error) < 0)
        return -1;
    if (cost->text.bytes < ORDINARY_TEXT_LEAST)
        return 0;
    cost->megabytes = (double)cost->text.bytes / 1e6;
    if (scan_some(cost, 1, rules->matcher, cost->scratch) < 0)
        return error_set(error, VETO_ERROR_RULES, "the rules cannot be run on ordinary text");
    return 0;
}

void selftest_cost_close(struct selftest_cost *cost)
{
    match_scratch_free(cost->scratch);
    ordinary_text_release(&cost->text);
}

double selftest_hits(const struct selftest_cost *cost, size_t index)
{
    uint64_t hits = match_scratch_rule_hits(cost->scratch, cost->rules->builtin.count + index);
    return cost->megabytes > 0 ? (double)hits / cost->megabytes : 0;
}

double selftest_hits_allowed(const struct rule *rule)
{
    enum { OF_GENERIC = 40, OF_OTHERS = 2 };
    return rule->generic ? OF_GENERIC : OF_OTHERS;
}

double selftest_cost_alone(struct selftest_cost *cost, const struct rule *rule)
{
    static const struct rule_set none = { 0 };
    struct rule_set alone = { rule, 1 };
    if (cost->megabytes <= 0 || !rule->public.pattern[0])
        return -1;
    if (cost->bare <= 0)
        cost->bare = time_of(cost, &none);
    double took = time_of(cost, &alone);
    if (took < 0 || cost->bare < 0)
        return -1;
    return MAX(took - cost->bare, 0.0);
}
