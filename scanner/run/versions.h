/* SPDX-License-Identifier: Apache-2.0 */
/* What a bug report should say: the versions of everything that is linked. */
#ifndef VETO_RUN_VERSIONS_H
#define VETO_RUN_VERSIONS_H

#include <stdio.h>

void versions_print(FILE *to);

#endif
