/* SPDX-License-Identifier: Apache-2.0 */
/* The process that the program runs in: what is set up before all, and looked at after all. */
#ifndef VETO_CLI_PROCESS_H
#define VETO_CLI_PROCESS_H

#include <stdbool.h>

/*
 * Found secrets in no core dump, memory kept rather than given back, names in UTF-8, a failed write
 * instead of a signal, and no file that opens as standard output.
 */
void process_prepare(void);
/* Nobody reads standard output any more: no reason to complain. */
bool process_reader_is_gone(void);
/* Flushes standard output; `status`, or EXIT_INCOMPLETE where that failed and nothing blocks. */
int process_finish(int status);

#endif
