/* SPDX-License-Identifier: Apache-2.0 */
/* The values of --find: read from a file, never from the command line, and wiped. */
#ifndef VETO_CLI_SOUGHT_VALUES_H
#define VETO_CLI_SOUGHT_VALUES_H

#include "base/buf.h"
#include "cli/options.h"
#include "veto/veto.h"

struct sought_values {
    struct buf text;
    struct veto_bytes *items; /* lines of `text` */
    size_t count;
};

/* Nothing where --find was not given. */
int sought_values_read(struct sought_values *values, const struct settings *settings,
                       struct veto_error *error);
void sought_values_release(struct sought_values *values);

#endif
