/* SPDX-License-Identifier: Apache-2.0 */
/* What the build makes of rules/: const tables, and a Hyperscan database for the plain platform. */
#ifndef VETO_RULE_BUILTIN_H
#define VETO_RULE_BUILTIN_H

#include "rule/rule.h"

extern const struct rule_set rule_builtin;
/* SHA-256 of everything that decides how the rules match, lower-case hex. */
extern const char rule_builtin_digest[];
/* What other scanners look for, as peers.h reads it; and their names, up to NULL. */
extern const char rule_builtin_peers[];
extern const char *const rule_builtin_peer_names[];
/* Policies by name, up to one without. */
struct builtin_profile {
    const char *name, *text;
};

extern const struct builtin_profile rule_builtin_profiles[];
/* Made-up values: lines of id, tab and value, with `\\` and `\n` in it; and their marks (match/example.h), sorted. */
extern const char rule_builtin_made_up[];
extern const uint64_t rule_builtin_marks[];
extern const size_t rule_builtin_mark_count;
extern const char rule_builtin_database[];
extern const char rule_builtin_database_end[];

#endif
