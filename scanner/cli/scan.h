/* SPDX-License-Identifier: Apache-2.0 */
/* The way from settings to an exit status, shared by the commands that scan. */
#ifndef VETO_CLI_SCAN_H
#define VETO_CLI_SCAN_H

#include "cli/command.h"

int scan_run(const struct settings *settings, bool images_only);
/* What the settings say about rules, for whoever loads them; lines worth telling are told. */
struct veto_rules_options scan_rules_options(const struct settings *settings);

#endif
