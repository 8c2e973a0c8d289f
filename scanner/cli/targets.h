/* SPDX-License-Identifier: Apache-2.0 */
/* What the command line names, given to a scan: paths, standard input, lists of files. */
#ifndef VETO_CLI_TARGETS_H
#define VETO_CLI_TARGETS_H

#include "base/buf.h"
#include "base/error.h"
#include "cli/options.h"

/* What must live as long as the scan. */
struct targets {
    struct buf names; /* the whole of --files-from */
    struct veto_bytes *files;
    size_t file_count;
};

void targets_release(struct targets *targets);
/* No target and no list is the working directory. */
int targets_add(struct targets *targets, struct veto_scan *scan, const struct settings *settings,
                struct veto_error *error);

#endif
