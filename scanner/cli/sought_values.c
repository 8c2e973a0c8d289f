/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/sought_values.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"

enum { VALUES_TEXT_MAX = 64 * 1024 * 1024 };

static bool is_standard_input(const char *name)
{
    return name && strcmp(name, "-") == 0;
}

/* Standard input can be read for one thing. */
static int check(const struct settings *settings, struct veto_error *error)
{
    bool taken = is_standard_input(settings->files_from);
    for (size_t i = 0; i < settings->operands.count; i++)
        taken |= is_standard_input(settings->operands.items[i]);
    if (settings->show_secrets)
        return error_set(error, VETO_ERROR_USAGE, "--find and --show-secrets exclude one another");
    if (taken && is_standard_input(settings->find))
        return error_set(error, VETO_ERROR_USAGE,
                         "--find -: standard input is already what is scanned");
    return 0;
}

static int split(struct sought_values *values, struct veto_error *error)
{
    struct span rest = buf_span(&values->text), line;
    size_t lines = 1;
    for (size_t i = 0; i < rest.len; i++)
        lines += rest.data[i] == '\n';
    values->items = calloc(lines, sizeof(*values->items));
    if (!values->items)
        return error_no_memory(error);
    while (span_next_line(&rest, &line)) {
        while (line.len && line.data[line.len - 1] == '\r')
            line.len--;
        if (line.len)
            values->items[values->count++] = span_to_bytes(line);
    }
    return values->count ? 0 : error_set(error, VETO_ERROR_USAGE, "--find: there is no value in it");
}

int sought_values_read(struct sought_values *values, const struct settings *settings,
                       struct veto_error *error)
{
    *values = (struct sought_values){ .text = buf_make(VALUES_TEXT_MAX) };
    if (!settings->find)
        return 0;
    if (check(settings, error) < 0)
        return -1;
    int status = is_standard_input(settings->find)
                         ? file_read_all(STDIN_FILENO, &values->text, error)
                         : file_load(settings->find, &values->text, error);
    if (status < 0)
        return error_wrap(error, "--find");
    return split(values, error);
}

void sought_values_release(struct sought_values *values)
{
    free(values->items);
    buf_release(&values->text);
    *values = (struct sought_values){ .text = buf_make(0) };
}
