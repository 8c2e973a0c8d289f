/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The scorer: what is believed of a value of which nobody knows more than the name beside it. Each
 * feature of the table weights.def is measured and adds its points; the sum decides, and the feature
 * by which it fell below zero is the reason.
 */
#ifndef VETO_JUDGE_SCORE_H
#define VETO_JUDGE_SCORE_H

#include "judge/content.h"

/* DROP_NOT where it is believed. Sets `close`, and evidence where `explain` asks for it. */
enum drop_reason score_candidate(struct candidate *candidate);

/*
 * For tests: how much of it is there, from -10 to 10, by the feature's name; INT_MIN where there is
 * no such feature.
 */
int score_measure(const char *feature, struct candidate *candidate);

#endif
