/* SPDX-License-Identifier: Apache-2.0 */
/* Names of files that are secrets themselves, before a report shows them. */
#ifndef VETO_RUN_SHOWN_NAMES_H
#define VETO_RUN_SHOWN_NAMES_H

#include "run/worker.h"

/*
 * The last of all, when nobody asks for a name any more: in the origins of the result, which lie in
 * the collectors, tokens in names give way to stars. Negative without memory.
 */
int shown_names_redact(struct worker *worker, const struct veto_result *result);

#endif
