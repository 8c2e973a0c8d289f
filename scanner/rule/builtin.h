/* SPDX-License-Identifier: Apache-2.0 */
/* What the build makes of rules/: const tables, and a Hyperscan database for the plain platform. */
#ifndef VETO_RULE_BUILTIN_H
#define VETO_RULE_BUILTIN_H

#include "rule/rule.h"

extern const struct rule_set rule_builtin;
/* SHA-256 of everything that decides how the rules match, lower-case hex. */
extern const char rule_builtin_digest[];
extern const char rule_builtin_database[];
extern const char rule_builtin_database_end[];

#endif
