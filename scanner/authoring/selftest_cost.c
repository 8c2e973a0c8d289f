/* SPDX-License-Identifier: Apache-2.0 */
#include "authoring/selftest_cost.h"

#include <time.h>

#include "base/cleanup.h"
#include "match/databases.h"
#include "match/prefilter.h"

/* For hits all of the text is looked at; for the cost of thousands of rules alone, a part of it. */
enum { ROUNDS = 2, COST_BYTES = 2 * 1024 * 1024 };

DEFINE_CLEANUP(struct prefilter *, prefilter_free)
DEFINE_CLEANUP(struct prefilter_scratch *, prefilter_scratch_free)

static void pass_over(const struct match *match, void *payload)
{
    (void)match;
    (void)payload;
}

static int scan_all(const struct selftest_cost *cost, const struct matcher *matcher,
                    struct match_scratch *scratch)
{
    for (size_t i = 0; i < cost->text.count; i++)
        if (matcher_scan(matcher, scratch, &cost->text.units[i], pass_over, NULL) < 0)
            return -1;
    return 0;
}

/* The program's own time: what else the machine does is not measured. */
static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static int pass_hit(unsigned id, unsigned long long from, unsigned long long end, unsigned flags,
                    void *payload)
{
    (void)id;
    (void)from;
    (void)end;
    (void)flags;
    (void)payload;
    return 0;
}

/* Every so many files, with one prefilter. How many bytes, or negative. */
static double prefilter_some(const struct selftest_cost *cost, const struct prefilter *prefilter,
                             struct prefilter_scratch *scratch)
{
    size_t step = MAX((size_t)(cost->text.bytes / COST_BYTES), (size_t)1);
    double bytes = 0;
    for (size_t i = 0; i < cost->text.count; i += step) {
        struct span text = cost->text.units[i].bytes;
        if (prefilter_scan(prefilter, scratch, text, pass_hit, NULL) < 0)
            return -1;
        bytes += (double)text.len;
    }
    return bytes;
}

/* The best of some rounds, in microseconds a MB. */
static double time_of(const struct selftest_cost *cost, const char *text)
{
    cleanup(prefilter_free_ptr) struct prefilter *prefilter = NULL;
    cleanup(prefilter_scratch_free_ptr) struct prefilter_scratch *scratch = NULL;
    struct expression expression = { text, 0, "alone" };
    double least = -1;
    if (prefilter_compile(&prefilter, &expression, 1, NULL) < 0 ||
        prefilter_scratch_for(&scratch, prefilter, NULL) < 0)
        return -1;
    for (int i = 0; i < ROUNDS; i++) {
        double begin = now();
        double bytes = prefilter_some(cost, prefilter, scratch);
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
    if (scan_all(cost, rules->matcher, cost->scratch) < 0)
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

double selftest_cost_alone(const struct selftest_cost *cost, const struct rule *rule)
{
    const char *expression = rule_expression(rule);
    return cost->megabytes > 0 && expression ? time_of(cost, expression) : -1;
}
