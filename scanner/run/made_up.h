/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Values that veto itself made up, one a rule, and prints for documentation and tests (`veto rules
 * example`). They are found, said to be made up, and never block.
 */
#ifndef VETO_RUN_MADE_UP_H
#define VETO_RUN_MADE_UP_H

#include "judge/judge.h"

/* Lowers the judgement of such a value, found by whatever rule, and says why. */
void made_up_judge(const struct match *match, struct judgement *judgement);
/* See veto_rules_example. */
int made_up_example(const struct veto_rule *rule, FILE *to, bool whole, struct veto_error *error);

#endif
