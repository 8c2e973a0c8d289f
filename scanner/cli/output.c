/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/output.h"

#include <unistd.h>

int output_open(struct output *output, const struct settings *settings, struct veto_error *error)
{
    *output = (struct output) { .stream = stdout };
    if (settings->outputs.count == 0)
        return 0;
    const char *path = settings->outputs.items[0];
    if (access(path, F_OK) == 0)
        return error_set(error, VETO_ERROR_USAGE, "%s: is there already", path);
    if (file_output_open(&output->file, path, error) < 0)
        return -1;
    output->stream = output->file.stream;
    output->is_file = true;
    return 0;
}

int output_close(struct output *output, int result, struct veto_error *error)
{
    if (!output->is_file)
        return result;
    if (result < 0) {
        file_output_abort(&output->file);
        return result;
    }
    return file_output_commit(&output->file, error) < 0 ? -1 : result;
}
