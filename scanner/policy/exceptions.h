/* SPDX-License-Identifier: Apache-2.0 */
/* Which exception of a policy is about a finding or a problem, and how it fares. */
#ifndef VETO_POLICY_EXCEPTIONS_H
#define VETO_POLICY_EXCEPTIONS_H

#include "policy/policy.h"

enum { EXCEPTION_WARNING_DAYS = 14 };

enum exception_state { EXCEPTION_VALID, EXCEPTION_EXPIRING, EXCEPTION_EXPIRED };

enum exception_state exception_state(const struct policy_exception *exception, int64_t today);
/* Both but for the path, which costs more to ask. */
bool exception_is_about_finding(const struct policy_exception *exception,
                                const struct veto_finding *finding);
bool exception_is_about_problem(const struct policy_exception *exception,
                                enum veto_problem_kind kind);
/* What reports tell, in `arena`; NULL without memory. */
const struct veto_suppression *exception_suppression(const struct policy_exception *exception,
                                                     struct arena *arena);
/* Is the entry about that rule? */
bool policy_names_rule(const char *name, const struct veto_rule *rule);

#endif
