/* SPDX-License-Identifier: Apache-2.0 */
/* Text for people, broken into lines at spaces. */
#ifndef VETO_CLI_WRAP_H
#define VETO_CLI_WRAP_H

#include <stdio.h>

enum { TEXT_WIDTH = 80 };

/*
 * Prints `text` and a newline. The first line goes on where the terminal's `column` is; the others
 * begin at `indent`.
 */
void wrap_text(FILE *to, const char *text, int column, int indent);

#endif
