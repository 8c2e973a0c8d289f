/* SPDX-License-Identifier: Apache-2.0 */
/* Programs that run other programs or scripts: what they run is looked at, not they. */
#ifndef VETO_DOC_SHELL_PREFIX_H
#define VETO_DOC_SHELL_PREFIX_H

#include "doc/shell.h"

/* Moves `sudo`, `env`, `timeout 5`, … from the words to the prefixes; `NAME=value` behind them to
   the assignments. Negative without memory. */
int shell_take_prefixes(struct shell_command *command, struct arena *arena) must_check;
/* The word that is a script for the command (`sh -c '…'`, `eval …`, `su -c …`), or NULL.
   `*pipefail` where the command sets it for that script. */
const struct shell_word *shell_script_word(const struct shell_command *command, bool *pipefail);
/* The command is a shell without a file: what comes in is its script. */
bool shell_reads_script(const struct shell_command *command);
/* What `set -euo pipefail` and its like switch on and off. */
void shell_apply_set(const struct shell_command *command, bool *pipefail, bool *errexit);

#endif
