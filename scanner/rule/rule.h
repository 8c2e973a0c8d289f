/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A rule is data. This header is what the rest of the house sees of rule packs; load.h reads them,
 * and at build time they become the const tables of builtin.h. Immutable once loaded.
 */
#ifndef VETO_RULE_RULE_H
#define VETO_RULE_RULE_H

#include "base/span.h"
#include "unit/kind.h"
#include "veto/veto.h"

enum rule_views {
    VIEW_TEXT = 1 << 0,    /* content as it is, where it is text */
    VIEW_DECODED = 1 << 1, /* derived units */
    VIEW_BINARY = 1 << 2,  /* content with NUL bytes in it */
};

enum { RULE_WINDOW_BEFORE = 256, RULE_WINDOW_AFTER = 64 };
enum { RULE_WINDOW_BEFORE_MAX = 4 * 1024, RULE_WINDOW_AFTER_MAX = 64 * 1024 };

struct rule_list {
    const char *const *items;
    size_t count;
};

/* Another rule that must match nearby, or may: the other half of a credential. */
struct rule_companion {
    const char *rule;
    uint32_t within_lines;
    uint32_t optional; /* the secret is one without it, too */
};

/*
 * What is no finding though the rule matches: where everything that it says holds, of each list one
 * entry. All but the words are expressions.
 */
struct rule_exception {
    struct rule_list secrets; /* found in the secret */
    struct rule_list matches; /* in all that the pattern matched */
    struct rule_list lines;   /* in the lines that it lies in */
    struct rule_list paths;   /* in the logical place */
    struct rule_list words;   /* contained in the secret, in any case */
};

struct rule {
    struct veto_rule public; /* id, title, severity, … */
    const char *since;
    const char *event; /* set: raised by a source, has no pattern */
    /* Of a check, which has `public.query` and no pattern: */
    const char *when;   /* NULL: always asked */
    uint32_t require;   /* nothing selected is the fault */
    uint32_t optional;  /* off until a policy, or somebody by its name, asks for it */
    const char *anchor; /* what Hyperscan runs; NULL: the pattern itself */
    uint32_t window_before, window_after;
    const char *proof;      /* name of a test in judge/, or NULL */
    double entropy;         /* least bits per character of the secret; 0 = not asked */
    uint32_t views;         /* enum rule_views */
    kind_set kinds;         /* only in these; 0 = in all */
    struct rule_list paths; /* only where one of these globs matches; empty = everywhere */
    const struct rule_companion *companions;
    size_t companion_count;
    struct rule_list over; /* ids of less specific rules that give way */
    struct rule_list allow_values, allow_patterns, allow_paths;
    const struct rule_exception *exceptions;
    size_t exception_count;
    struct rule_list counterexamples;
    const char *imported; /* the scanner that it was imported from, or NULL: it may lack examples */
    bool generic;         /* tagged `generic`: the value is judged by its looks */
    const uint32_t *key_lines; /* place.h; NULL for the built-in rules */
};

struct rule_set {
    const struct rule *rules; /* sorted by id */
    size_t count;
};

const struct rule *rule_find(const struct rule_set *set, const char *id);
bool rule_has_tag(const struct rule *rule, const char *tag);
/*
 * In which views a rule is asked that does not say: an insecure setting in text, a secret in what
 * was decoded, too, and one that nothing else looks like (by its own fixed beginning, or a proof)
 * in binary data.
 */
uint32_t rule_default_views(const struct rule *rule);

#endif
