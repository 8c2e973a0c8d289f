/* SPDX-License-Identifier: Apache-2.0 */
/* Where a command writes the one thing that it makes: --output FILE, else standard output. */
#ifndef VETO_CLI_OUTPUT_H
#define VETO_CLI_OUTPUT_H

#include "base/file.h"
#include "cli/command.h"

struct output {
    FILE *stream;
    struct file_output file;
    bool is_file;
};

/* A file that is there already is refused. */
int output_open(struct output *output, const struct settings *settings, struct veto_error *error);
/* The file appears under its name where `result` is no failure. Returns `result`, or negative. */
int output_close(struct output *output, int result, struct veto_error *error);

#endif
