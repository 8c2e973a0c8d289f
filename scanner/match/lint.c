/* SPDX-License-Identifier: Apache-2.0 */
/* The rule-writing guide as far as a machine can hold a rule against it. */
#include <limits.h>

#include "base/cleanup.h"
#include "match/databases.h"
#include "match/literals.h"
#include "match/prefilter.h"
#include "match/regex.h"

enum {
    GOOD_LITERAL = 4, /* bytes of one text in every alternative */
    MANY_PIECES = 2,  /* or so many texts that are common alone */
    MANY_BYTES = 8,   /* with so many bytes in all */
    LEAST_WIDTH = 6,
};

DEFINE_CLEANUP(struct regex *, regex_free)

/* What is known of a rule's expressions. */
struct lint {
    const struct rule *rule;
    const char *scanned;      /* what the matcher runs: the anchor, else the pattern */
    const char *key;          /* its name in the pack */
    struct literals literals; /* of it */
    struct expression_widths widths;
};

static int complain(const struct lint *lint, struct veto_error *error, const char *what)
{
    return error_set(error, VETO_ERROR_RULES, "%s: %s", lint->key, what);
}

static int check_syntax(struct lint *lint, struct veto_error *error)
{
    cleanup(regex_free_ptr) struct regex *pattern = NULL, *scanned = NULL;
    if (regex_create(&pattern, lint->rule->public.pattern, error) < 0)
        return error_wrap(error, "pattern");
    if (regex_create(&scanned, lint->scanned, error) < 0)
        return error_wrap(error, "%s", lint->key);
    lint->literals = literals_of(lint->scanned);
    return 0;
}

static int check_scannable(struct lint *lint, struct veto_error *error)
{
    if (lint->literals.looks_around || lint->literals.refers_back)
        return complain(lint, error,
                        lint->rule->anchor ? "may not look around or refer back"
                                           : "looks around or refers back, so the rule needs an "
                                             "anchor that does not");
    if (expression_widths(lint->scanned, &lint->widths, error) < 0)
        return error_wrap(error, "%s", lint->key);
    return 0;
}

static int check_widths(struct lint *lint, struct veto_error *error)
{
    if (lint->widths.min < LEAST_WIDTH)
        return error_set(error, VETO_ERROR_RULES,
                         "%s: matches as little as %u bytes, fewer than %d", lint->key,
                         lint->widths.min, LEAST_WIDTH);
    if (lint->widths.max == UINT_MAX)
        return complain(lint, error, "is as long as you like: bound every repeat, as in {36,255}");
    if (lint->widths.max > lint->rule->window_before)
        return error_set(error, VETO_ERROR_RULES,
                         "%s: matches up to %u bytes, more than the %u that its window shows",
                         lint->key, lint->widths.max, lint->rule->window_before);
    return 0;
}

static bool has_good_literals(const struct rule *rule, const struct mandatory *mandatory)
{
    if (mandatory->rare > 0)
        return true;
    if (mandatory->pieces >= MANY_PIECES && mandatory->total >= MANY_BYTES)
        return true;
    /* The generic rule lives of common words; there is one, and it is measured. */
    return rule->generic && mandatory->best.len >= GOOD_LITERAL;
}

static int check_literals(struct lint *lint, struct veto_error *error)
{
    const struct mandatory *mandatory = &lint->literals.mandatory;
    if (has_good_literals(lint->rule, mandatory))
        return 0;
    if (mandatory->best.len == 0)
        return complain(lint, error, "has an alternative without any fixed text");
    if (mandatory->best.len >= GOOD_LITERAL)
        return error_set(error, VETO_ERROR_RULES,
                         "%s: source code is full of \"%s\", the longest text of an alternative",
                         lint->key, mandatory->best.text);
    return error_set(error, VETO_ERROR_RULES,
                     "%s: \"%s\", the longest text of an alternative, has fewer than %d bytes",
                     lint->key, mandatory->best.text, GOOD_LITERAL);
}

static const char *const front_complaints[] = {
    [FRONT_OPTIONAL] = "begins with something optional: begin with the fixed text",
    [FRONT_WIDE] = "begins with nearly any byte: begin with the fixed text",
    [FRONT_LONG] = "begins with a long repeat: begin with the fixed text",
};

/*
 * Confirming tries every place of a window, so this is asked of the pattern even beside an anchor.
 * A generic rule must know the whole name that its word is a part of; its anchor pays for that by
 * asking for all that the pattern asks for, so that little is confirmed in vain.
 */
static int check_front(struct lint *lint, struct veto_error *error)
{
    enum expression_front front = literals_of(lint->rule->public.pattern).front;
    if (front == FRONT_GOOD || (lint->rule->generic && lint->rule->anchor))
        return 0;
    return error_set(error, VETO_ERROR_RULES, "pattern: %s", front_complaints[front]);
}

static int (*const checks[])(struct lint *lint, struct veto_error *error) = {
    check_syntax, check_scannable, check_widths, check_literals, check_front,
};

int matcher_lint(const struct rule *rule, struct veto_error *error)
{
    struct lint lint = {
        .rule = rule,
        .scanned = rule_expression(rule),
        .key = rule->anchor ? "anchor" : "pattern",
    };
    if (!lint.scanned)
        return 0;
    for (size_t i = 0; i < ARRAY_SIZE(checks); i++)
        if (checks[i](&lint, error) < 0)
            return -1;
    return 0;
}
