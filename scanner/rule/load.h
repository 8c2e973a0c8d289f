/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading rule packs. A pack is wrong as a whole: the first mistake is the error, with file, line
 * and key. `rule_load_each` goes on instead and tells all of them, for `veto rules test`.
 *
 * Rules that other rules name (`over:`, `companions:`) may come from another call: whether they are
 * there is asked by `rule_check_references`, once all are loaded.
 */
#ifndef VETO_RULE_LOAD_H
#define VETO_RULE_LOAD_H

#include "base/arena.h"
#include "base/error.h"
#include "doc/node.h"
#include "rule/complain.h"
#include "rule/rule.h"

/*
 * The packs at `path`: one file, or every *.yaml below a folder in the order of their names, hidden
 * ones left out. Rules are appended to what `*set` holds; all memory is in `arena`. Names in
 * messages and in `public.source` are relative to the folder.
 */
int rule_load(struct rule_set *set, const char *path, struct arena *arena,
              struct veto_error *error);

/*
 * As rule_load for one pack in memory. With `complain` every mistake is told and counted: the
 * result is their number, and rules without a mistake are in the set.
 */
int rule_load_text(struct rule_set *set, const char *name, struct span text, struct arena *arena,
                   rule_complaint complain, void *payload, struct veto_error *error);
int rule_load_each(struct rule_set *set, const char *path, struct arena *arena,
                   rule_complaint complain, void *payload, struct veto_error *error);

/*
 * The rules of a list that stands in a file of another form, at `name`. Mistakes go to `complaints`
 * and leave the set without that rule; negative only without memory.
 */
int rule_load_list(struct rule_set *set, const char *name, const struct node *rules,
                   struct arena *arena, struct complaints *complaints);
/* Appends the rules of `more`, whose memory stays where it is. */
int rule_join(struct rule_set *set, const struct rule_set *more, struct arena *arena,
              struct veto_error *error);

/*
 * Are all rules that rules of `set` name in it, or in `others` (may be NULL)? The number of
 * mistakes, or, without `complain`, 0 or negative with the first.
 */
int rule_check_references(const struct rule_set *set, const struct rule_set *others,
                          rule_complaint complain, void *payload, struct veto_error *error);

#endif
