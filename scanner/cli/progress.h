/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How far the scan is: one line on standard error, drawn over and over on a terminal and erased at
 * the end; elsewhere, where it was asked for, a line every ten seconds. None in the first second.
 */
#ifndef VETO_CLI_PROGRESS_H
#define VETO_CLI_PROGRESS_H

#include <stdbool.h>

#include "cli/options.h"
#include "veto/veto.h"

struct progress {
    bool enabled;
    bool redraws;
    bool shown;         /* there is a line to erase */
    double begin, next; /* seconds of the monotonic clock */
    struct veto_progress sum;
};

struct progress progress_begin(enum when when);
/* `news`: what came since the last call. */
void progress_add(struct progress *progress, const struct veto_progress *news);
/* Before anything else is printed, and at the end. */
void progress_erase(struct progress *progress);

#endif
