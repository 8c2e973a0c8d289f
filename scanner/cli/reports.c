/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/reports.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "cli/message.h"
#include "cli/terminal.h"

/* The folder in which writing to `path` makes a file. Caller frees. */
static char *folder_of(const char *path)
{
    cleanup(free_ptr) char *target = file_output_target(path);
    const char *slash = target ? strrchr(target, '/') : NULL;
    if (!target || !slash)
        return target ? strdup(".") : NULL;
    return strndup(target, slash == target ? 1 : (size_t)(slash - target));
}

static int check_suffix(const char *path, struct veto_error *error)
{
    if (veto_report_format_of(path))
        return 0;
    char known[128] = "";
    for (size_t i = 0, used = 0; veto_report_format(i) && used < sizeof(known); i++)
        used += (size_t)snprintf(known + used, sizeof(known) - used, "%s%s", i ? ", " : "",
                                 veto_report_format(i));
    return error_set(error, VETO_ERROR_USAGE,
                     "--output: %s: its suffix names no format; formats are %s", path, known);
}

static int check_writable(const char *option, const char *path, struct veto_error *error)
{
    struct stat there;
    bool exists = stat(path, &there) == 0;
    if (exists && S_ISDIR(there.st_mode))
        return error_set(error, VETO_ERROR_USAGE, "--%s: %s: is a folder", option, path);
    if (exists && !S_ISREG(there.st_mode))
        return access(path, W_OK) < 0 ? error_errno(error, errno, "--%s: %s", option, path) : 0;
    cleanup(free_ptr) char *folder = folder_of(path);
    if (!folder)
        return error_no_memory(error);
    if (access(folder, W_OK | X_OK) < 0)
        return error_errno(error, errno, "--%s: %s: cannot write to %s", option, path,
                           folder);
    return 0;
}

int reports_check(const struct settings *settings, struct veto_error *error)
{
    for (size_t i = 0; i < settings->outputs.count; i++) {
        const char *path = settings->outputs.items[i];
        if (check_suffix(path, error) < 0 || check_writable("output", path, error) < 0)
            return -1;
    }
    return settings->write_baseline
                   ? check_writable("write-baseline", settings->write_baseline, error)
                   : 0;
}

/* A failed stream is complained about once, where the program ends. */
static int write_to_terminal(const struct settings *settings, struct veto_report_options options,
                             const struct veto_result *result)
{
    struct veto_error error = { 0 };
    options.color = terminal_wants_color((enum when)settings->color);
    options.width = terminal_width();
    options.with_time = true;
    const char *format = veto_report_format((size_t)settings->format);
    if (veto_report_write(result, format, &options, stdout, &error) == 0 || ferror(stdout))
        return 0;
    message("%s report: %s", format, error.message);
    return -1;
}

static bool holds_merge_driver(const char *attributes)
{
    char line[1024];
    bool found = false;
    FILE *file = fopen(attributes, "re");
    while (file && !found && fgets(line, sizeof(line), file))
        found = strstr(line, "merge=union") != NULL;
    if (file)
        fclose(file);
    return found;
}

/* Lines that two branches add at one spot are a conflict to git, unless it is told that they are none. */
static void advise_on_merging(const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    char place[4096];
    int folder = slash ? (int)(slash + 1 - path) : 0;
    if (snprintf(place, sizeof(place), "%.*s.git", folder, path) >= (int)sizeof(place) - 16 ||
        access(place, F_OK) < 0)
        return;
    snprintf(place, sizeof(place), "%.*s.gitattributes", folder, path);
    if (!holds_merge_driver(place))
        message("so that branches merge it: echo '%s merge=union' >>%s", name, place);
}

static int write_baseline(const struct settings *settings, const struct veto_result *result)
{
    struct veto_error error = { 0 };
    const char *path = settings->write_baseline;
    if (!path)
        return 0;
    bool is_new = access(path, F_OK) < 0;
    if (veto_baseline_save(result, path, &error) < 0) {
        message("could not write %s", error.message);
        return -1;
    }
    if (is_new && !settings->quiet)
        advise_on_merging(path);
    return 0;
}

int reports_write(const struct settings *settings, const struct veto_result *result)
{
    int status = 0;
    struct veto_report_options options = VETO_REPORT_OPTIONS_INIT;
    options.sarif_limit = settings->sarif_limit;
    options.verbosity = settings->verbose ? 1 : settings->quiet ? -1 : 0;
    /* Files first: a reader of standard output that goes away takes nothing with it. */
    for (size_t i = 0; i < settings->outputs.count; i++) {
        const char *path = settings->outputs.items[i];
        struct veto_error error = { 0 };
        if (veto_report_save(result, veto_report_format_of(path), &options, path, &error) < 0) {
            message("could not write %s", error.message);
            status = -1;
        }
    }
    if (write_baseline(settings, result) < 0)
        status = -1;
    return write_to_terminal(settings, options, result) < 0 ? -1 : status;
}
