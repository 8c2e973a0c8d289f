/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the program tells people beside its report: one line on standard error. Bytes that a
 * terminal should not see are replaced.
 */
#ifndef VETO_CLI_MESSAGE_H
#define VETO_CLI_MESSAGE_H

#include "base/macro.h"

/* `veto: …` */
void message(const char *format, ...) printf_like(1, 2);
/* As message, without the program's name. */
void message_plain(const char *format, ...) printf_like(1, 2);

#endif
