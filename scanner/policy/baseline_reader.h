/* SPDX-License-Identifier: Apache-2.0 */
/* The readers of baselines, one a form; for baseline.c alone. Messages begin `line: `. */
#ifndef VETO_POLICY_BASELINE_READER_H
#define VETO_POLICY_BASELINE_READER_H

#include "doc/node.h"
#include "policy/baseline.h"

/* A zeroed entry, already listed. NULL without memory. */
struct baseline_entry *baseline_add(struct baseline *baseline);

int baseline_read_lines(struct baseline *baseline, struct span text, struct veto_error *error);

/* Is a document one of those that are known? Sets the form. */
bool baseline_recognise(struct baseline *baseline, const struct node *root);
int baseline_read_document(struct baseline *baseline, const struct node *root,
                           struct veto_error *error);

/* A document of kingfisher's? */
bool baseline_looks_like_kingfisher(const struct node *root);
int baseline_read_kingfisher(struct baseline *baseline, const struct node *root,
                             struct veto_error *error);

/* `ID`, `ID exp:2030-01-31`, comments: does every line look so? */
bool baseline_is_ignore_list(struct span text);
int baseline_read_ignore_list(struct baseline *baseline, struct span text,
                              struct veto_error *error);
int baseline_read_ignore_document(struct baseline *baseline, const struct node *root,
                                  struct veto_error *error);

/* Whether another scanner's name of a rule is one of this rule's. */
bool baseline_rule_answers(const struct veto_rule *rule, struct span id);
/* Whether another scanner's path is this logical place; loosely: also from another folder. */
bool baseline_place_fits(struct span path, struct span place, bool loosely);
/* What follows the last `/` or `!`. */
struct span baseline_last_name(struct span place);

#endif
