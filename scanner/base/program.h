/* SPDX-License-Identifier: Apache-2.0 */
/* Which build of this code is running. */
#ifndef VETO_BASE_PROGRAM_H
#define VETO_BASE_PROGRAM_H

#include "base/buf.h"

/* The linker's build id, in raw bytes: another one with every change of the code. Nothing where there is none. */
void program_append_build(struct buf *to);

#endif
