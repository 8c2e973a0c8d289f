/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ctrl-C and SIGTERM. The first one ends the scan soon, with what was found so far; a second one
 * ends the program at once, with status 130.
 */
#ifndef VETO_CLI_INTERRUPT_H
#define VETO_CLI_INTERRUPT_H

#include "veto/veto.h"

/* From now on signals are for `scan`; NULL: for none, before the scan is freed. */
void interrupt_watch(struct veto_scan *scan);

#endif
