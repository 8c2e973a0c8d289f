/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of `veto rules`, each in a file of its own; they return the status of the program. */
#ifndef VETO_CLI_RULES_H
#define VETO_CLI_RULES_H

#include "cli/command.h"

/* Are reports asked for as JSON? */
bool rules_want_json(const struct settings *settings);
/* The rule of that id or alias; else tells what the user may have meant. */
const struct veto_rule *rules_find_or_say(const struct veto_rules *rules, const char *id);

/* `list --peer` (rules_peer.c) */
int rules_list_peer(const struct settings *settings, const struct veto_rules *rules);

/* Made-up values, packs to begin with, differences (rules_write.c) */
int rules_print_examples(const struct settings *settings, const struct veto_rules *rules);
int rules_write_new(const struct settings *settings);
int rules_print_diff(const struct settings *settings);
int rules_import(const struct settings *settings);
/* `test` (rules_test.c) */
int rules_test_packs(const struct settings *settings);

#endif
