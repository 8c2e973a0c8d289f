/* SPDX-License-Identifier: Apache-2.0 */
/* --help, made from the tables of options and commands. */
#ifndef VETO_CLI_HELP_H
#define VETO_CLI_HELP_H

#include <stdio.h>

#include "cli/command.h"

void help_print(FILE *to, const struct command *command);

#endif
