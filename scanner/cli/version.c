/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/version.h"

#include <stdio.h>

int version_print(const struct settings *settings)
{
    if (settings->verbose)
        veto_print_versions(stdout);
    else
        puts(veto_version());
    return EXIT_CLEAN;
}

const struct command command_version = {
    .name = "version",
    .bit = COMMAND_VERSION,
    .operands = "[-v]",
    .summary = "print the version; with -v those of all libraries",
    .details = "With -v the versions of all libraries and what of the processor is used are "
               "printed, too: please send them with a bug report.",
    .run = version_print,
};
