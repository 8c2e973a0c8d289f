/* SPDX-License-Identifier: Apache-2.0 */
/* The way from settings to an exit status, shared by the commands that scan. */
#ifndef VETO_CLI_SCAN_H
#define VETO_CLI_SCAN_H

#include "cli/command.h"

int scan_run(const struct settings *settings, bool images_only);
/* What the settings say about rules, for whoever loads them; lines worth telling are told. */
struct veto_rules_options scan_rules_options(const struct settings *settings);

/* One target's or file's policy, as the options and the targets have it; `*policy` NULL where there is none. */
int scan_load_policy(struct veto_policy **policy, const struct settings *settings,
                     struct veto_error *error);
/* Where the policy of all these targets lies, or would lie; caller frees. */
int scan_place_policy(char **path, const struct text_list *targets, struct veto_error *error);
/* What settings say to the library, but for callbacks and outputs; `policy` may be NULL. */
struct veto_scan_options scan_base_options(const struct settings *settings,
                                           const struct veto_policy *policy);

#endif
