/* SPDX-License-Identifier: Apache-2.0 */
/* Which rights a scan keeps: it gives the others up before it reads its targets. */
#ifndef VETO_CLI_CONFINE_H
#define VETO_CLI_CONFINE_H

#include "cli/options.h"

int confine_scan(const struct settings *settings, struct veto_error *error);

#endif
