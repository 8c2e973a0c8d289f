/* SPDX-License-Identifier: Apache-2.0 */
/* What can be shown where. */
#ifndef VETO_CLI_TERMINAL_H
#define VETO_CLI_TERMINAL_H

#include <stdbool.h>

#include "cli/options.h"

/* Colours on standard output: by --color, NO_COLOR, CLICOLOR_FORCE, TERM, in that order. */
bool terminal_wants_color(enum when when);
/* A progress line that is drawn over: --progress, CI, TERM=dumb, a terminal on standard error. */
bool terminal_wants_progress(enum when when);
bool terminal_can_redraw(void);
/* Columns of standard output's terminal, or of COLUMNS; 0 where nobody knows. */
int terminal_width(void);

#endif
