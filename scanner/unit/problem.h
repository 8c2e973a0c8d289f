/* SPDX-License-Identifier: Apache-2.0 */
/* Trouble with one input is data: it is added to a sink, and the scan goes on. */
#ifndef VETO_UNIT_PROBLEM_H
#define VETO_UNIT_PROBLEM_H

#include "unit/sink.h"

/* `origin` is borrowed for the call. The text is one line without a secret; foreign bytes in it are made printable. */
void problem_add(struct unit_sink *sink, enum veto_problem_kind kind,
                 const struct veto_origin *origin, const char *format, ...) printf_like(4, 5);

#endif
