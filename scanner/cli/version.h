/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VETO_CLI_VERSION_H
#define VETO_CLI_VERSION_H

#include "cli/command.h"

/* For `veto version` and for --version, wherever it stands. */
int version_print(const struct settings *settings);

#endif
