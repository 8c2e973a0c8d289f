/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading rule packs. A pack is wrong as a whole: the first mistake is the error, with file, line
 * and key. `rule_load_each` goes on instead and tells all of them, for `veto rules test`.
 */
#ifndef VETO_RULE_LOAD_H
#define VETO_RULE_LOAD_H

#include "base/arena.h"
#include "base/error.h"
#include "rule/rule.h"

/* One mistake: `secrets/aws.yaml:12: severity: unknown value "hihg", did you mean "high"?` */
typedef void (*rule_complaint)(const char *line, void *payload);

/*
 * The packs at `path`: one file, or every *.yaml below a folder in the order of their names. Rules
 * are appended to what `*set` holds; all memory is in `arena`. Names in messages and in
 * `public.source` are relative to the folder.
 */
int rule_load(struct rule_set *set, const char *path, struct arena *arena, struct veto_error *error);

/* As rule_load for one pack in memory. With `complain` every mistake is told and counted: the result is their number. */
int rule_load_text(struct rule_set *set, const char *name, struct span text, struct arena *arena,
                   rule_complaint complain, void *payload, struct veto_error *error);
int rule_load_each(struct rule_set *set, const char *path, struct arena *arena,
                   rule_complaint complain, void *payload, struct veto_error *error);

#endif
