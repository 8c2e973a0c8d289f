/* SPDX-License-Identifier: Apache-2.0 */
/* What tells one state of the rules from another. */
#ifndef VETO_RULE_DIGEST_H
#define VETO_RULE_DIGEST_H

#include "base/digest.h"
#include "rule/rule.h"

/*
 * SHA-256 over everything of the rules that has a say in what is found (`matches` in the table of
 * fields), lower-case hex. Titles, advice and examples may change without changing it.
 */
int rule_set_digest(const struct rule_set *set, char hex[DIGEST_MAX_HEX], struct veto_error *error);

#endif
