/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From words to settings: the command line first, then the environment for options that were not
 * on it, then the table's defaults. Options may stand before and after operands; `--` ends them.
 * No option may be shortened: a script must not change its meaning when one is added.
 */
#ifndef VETO_CLI_PARSE_H
#define VETO_CLI_PARSE_H

#include "cli/command.h"

/* `words` are what follows the command; they must outlive the settings. */
int settings_parse(struct settings *settings, const struct command *command, char *const *words,
                   size_t count, struct veto_error *error);
void settings_release(struct settings *settings);

#endif
