/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/targets.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"

/* A list of ten million long names; it is held whole. */
enum { NAMES_CEILING = 1 << 30 };

static bool is_standard_input(const char *name)
{
    return name && strcmp(name, "-") == 0;
}

static int load_names(struct targets *targets, const char *from, struct veto_error *error)
{
    targets->names = buf_make(NAMES_CEILING);
    if (!is_standard_input(from))
        return file_load(from, &targets->names, error);
    if (file_read_all(STDIN_FILENO, &targets->names, error) < 0)
        return error_wrap(error, "standard input");
    return 0;
}

static size_t count_fields(struct span text, char separator)
{
    size_t count = text.len > 0;
    for (size_t i = 0; i < text.len; i++)
        count += text.data[i] == separator;
    return count;
}

static int split_names(struct targets *targets, char separator, struct veto_error *error)
{
    struct span rest = buf_span(&targets->names), name;
    targets->files = calloc(count_fields(rest, separator) + 1, sizeof(*targets->files));
    if (!targets->files)
        return error_no_memory(error);
    while (span_next_field(&rest, separator, &name)) {
        if (name.len)
            targets->files[targets->file_count++] = span_to_bytes(name);
    }
    return 0;
}

static int add_files_from(struct targets *targets, struct veto_scan *scan,
                          const struct settings *settings, struct veto_error *error)
{
    if (load_names(targets, settings->files_from, error) < 0 ||
        split_names(targets, settings->null ? '\0' : '\n', error) < 0)
        return error_wrap(error, "--files-from");
    return veto_scan_add_files(scan, NULL, targets->files, targets->file_count, error);
}

/* Standard input can be read once. */
static int check_standard_input(const struct settings *settings, struct veto_error *error)
{
    size_t uses = is_standard_input(settings->files_from);
    for (size_t i = 0; i < settings->operands.count; i++)
        uses += is_standard_input(settings->operands.items[i]);
    if (uses > 1)
        return error_set(error, VETO_ERROR_USAGE, "'-': standard input can be read only once");
    return 0;
}

static int add_operand(struct veto_scan *scan, const struct settings *settings, const char *name,
                       struct veto_error *error)
{
    if (is_standard_input(name))
        return veto_scan_add_stream(scan, settings->stdin_name ? settings->stdin_name : "stdin",
                                    STDIN_FILENO, error);
    if (!name[0])
        return error_set(error, VETO_ERROR_USAGE, "a target without a name; '.' is this folder");
    return veto_scan_add_path(scan, name, error);
}

void targets_release(struct targets *targets)
{
    buf_release(&targets->names);
    free(targets->files);
    *targets = (struct targets){ 0 };
}

int targets_add(struct targets *targets, struct veto_scan *scan, const struct settings *settings,
                struct veto_error *error)
{
    if (check_standard_input(settings, error) < 0)
        return -1;
    if (settings->files_from && add_files_from(targets, scan, settings, error) < 0)
        return -1;
    for (size_t i = 0; i < settings->operands.count; i++) {
        if (add_operand(scan, settings, settings->operands.items[i], error) < 0)
            return -1;
    }
    if (settings->operands.count == 0 && !settings->files_from)
        return veto_scan_add_path(scan, ".", error);
    return 0;
}
