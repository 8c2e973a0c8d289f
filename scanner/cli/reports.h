/* SPDX-License-Identifier: Apache-2.0 */
/* Where the result goes: --output files, then --format on standard output. */
#ifndef VETO_CLI_REPORTS_H
#define VETO_CLI_REPORTS_H

#include "base/error.h"
#include "cli/options.h"

/* Before the scan: what can be known to fail later, fails now. */
int reports_check(const struct settings *settings, struct veto_error *error);
/* Negative where one could not be written; that was said, and the others are written. */
int reports_write(const struct settings *settings, const struct veto_result *result);

#endif
