/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The JSON of a finding, a problem and a summary, as docs/reports.md has it: the same in `json` and
 * `jsonl`. The `…_members` functions write into an object that is open.
 */
#ifndef VETO_REPORT_FIELDS_H
#define VETO_REPORT_FIELDS_H

#include "base/json.h"
#include "veto/veto.h"

enum { FIELDS_VERSION = 1 }; /* of the form; new members do not change it */

void fields_tool(struct json_writer *w);
void fields_finding_members(struct json_writer *w, const struct veto_finding *finding);
void fields_problem_members(struct json_writer *w, const struct veto_problem *problem);
void fields_dropped_members(struct json_writer *w, const struct veto_dropped *dropped);
/* `"dropped": {…}`: how many candidates were judged away for which reason. */
void fields_drop_counts(struct json_writer *w, const struct veto_result *result);
void fields_unmet_members(struct json_writer *w, const struct veto_unmet *unmet);
void fields_verdict_members(struct json_writer *w, const struct veto_result *result);
void fields_summary_members(struct json_writer *w, const struct veto_result *result);

/* `"origin": […]`, the target first. Without the name of a scanned folder where `without_tree`. */
void fields_origin(struct json_writer *w, const struct veto_origin *origin, bool without_tree);

/* Words of reports. */
const char *fields_state_name(enum veto_state state);
const char *fields_problem_name(enum veto_problem_kind kind);
const char *fields_policy_note_name(enum veto_policy_note_kind kind);
const char *fields_suppression_name(enum veto_suppression_kind kind);
/* "new" or "unchanged". */
const char *fields_baseline_name(enum veto_baseline_state state);

#endif
