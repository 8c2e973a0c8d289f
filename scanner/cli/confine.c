/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/confine.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/sandbox.h"
#include "cli/message.h"

/* Sanitizers and coverage read and write files of their own when a program ends. */
#if defined(VETO_SANITIZED) || defined(VETO_COVERAGE_BUILD)
enum { IS_INSTRUMENTED = 1 };
#else
enum { IS_INSTRUMENTED = 0 };
#endif

enum { LIBRARY_FOLDERS = 16, FIXED_GRANTS = 16 + LIBRARY_FOLDERS };

struct grants {
    struct arena arena;
    struct sandbox_grant *items;
    size_t count;
};

static void add(struct grants *grants, const char *path, enum sandbox_right right)
{
    grants->items[grants->count++] = (struct sandbox_grant){ path, right };
}

/* The folder that a file is made in: of a link that of its file. */
static const char *folder_of(struct grants *grants, const char *path)
{
    cleanup(free_ptr) char *target = file_output_target(path);
    const char *slash = target ? strrchr(target, '/') : NULL;
    if (!slash)
        return ".";
    const char *folder =
            arena_strndup(&grants->arena, target, slash == target ? 1 : (size_t)(slash - target));
    return folder ? folder : ".";
}

static bool is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static bool holds_file(const char *folder, const char *name)
{
    struct stat status;
    char *path = NULL;
    bool holds = asprintf(&path, "%s/%s", folder, name) >= 0 && lstat(path, &status) == 0 &&
                 S_ISREG(status.st_mode);
    free(path);
    return holds;
}

/* An OCI layout: an image as a folder, which is not walked. */
static bool is_layout(const char *path)
{
    return holds_file(path, "oci-layout") && holds_file(path, "index.json");
}

/*
 * A folder may lie in a repository, whose parts may lie anywhere, and git is asked about it: then
 * reading stays free, and so do programs. Of files, layouts and standard input nothing else is
 * needed.
 */
static bool needs_free_reading(const struct settings *settings)
{
    bool any = settings->operands.count == 0 || settings->files_from;
    for (size_t i = 0; i < settings->operands.count; i++)
        any |= is_folder(settings->operands.items[i]) && !is_layout(settings->operands.items[i]);
    return any;
}

/* Only an image that comes through a pipe is put into a file first. */
static bool reads_standard_input(const struct settings *settings)
{
    for (size_t i = 0; i < settings->operands.count; i++)
        if (strcmp(settings->operands.items[i], "-") == 0)
            return true;
    return false;
}

/*
 * Where the dynamic linker looks for a library that is loaded later. Of LD_LIBRARY_PATH, as many
 * folders as anyone has.
 */
static void add_libraries(struct grants *grants)
{
    const char *folders = getenv("LD_LIBRARY_PATH");
    struct span rest = span_of(folders ? folders : "");
    struct span folder;
    for (size_t i = 0; i < LIBRARY_FOLDERS && span_next_field(&rest, ':', &folder); i++) {
        const char *path = arena_strndup(&grants->arena, folder.data, folder.len);
        if (folder.len && path)
            add(grants, path, SANDBOX_READ);
    }
    add(grants, "/etc/ld.so.cache", SANDBOX_READ);
    add(grants, "/usr/local/lib", SANDBOX_READ);
    add(grants, "/usr/lib", SANDBOX_READ);
    add(grants, "/lib", SANDBOX_READ);
}

static void add_reading(struct grants *grants, const struct settings *settings)
{
    if (needs_free_reading(settings)) {
        add(grants, "/", SANDBOX_EXECUTE);
        return;
    }
    for (size_t i = 0; i < settings->operands.count; i++)
        add(grants, settings->operands.items[i], SANDBOX_READ);
    for (size_t i = 0; i < settings->bases.count; i++)
        add(grants, settings->bases.items[i], SANDBOX_READ);
    /* Locales, and the tables of character sets that libarchive may ask for. */
    add(grants, "/usr/lib/locale", SANDBOX_READ);
    add(grants, "/usr/share/locale", SANDBOX_READ);
    add_libraries(grants);
    add(grants, "/sys/devices/system/cpu", SANDBOX_READ);
}

static void add_writing(struct grants *grants, const struct settings *settings)
{
    const char *temporary = getenv("TMPDIR");
    cleanup(free_ptr) char *cache = settings->no_cache ? NULL : file_cache_folder();
    const char *kept = cache ? arena_strndup(&grants->arena, cache, strlen(cache)) : NULL;
    if (kept)
        add(grants, kept, SANDBOX_WRITE);
    if (reads_standard_input(settings))
        add(grants, temporary && *temporary ? temporary : "/tmp", SANDBOX_WRITE);
    add(grants, "/dev/null", SANDBOX_WRITE);
    for (size_t i = 0; i < settings->outputs.count; i++)
        add(grants, folder_of(grants, settings->outputs.items[i]), SANDBOX_WRITE);
    if (settings->write_baseline)
        add(grants, folder_of(grants, settings->write_baseline), SANDBOX_WRITE);
}

static void tell(const struct settings *settings, const struct sandbox_report *report)
{
    if (!settings->verbose)
        return;
    if (report->files && needs_free_reading(settings))
        message("sandbox: writing is restricted by Landlock (ABI %d); reading is not, since a "
                "folder may lie in a repository", report->landlock_abi);
    else if (report->files)
        message("sandbox: files are restricted by Landlock (ABI %d)", report->landlock_abi);
    else
        message("sandbox: this kernel has no Landlock: files are not restricted");
    if (!report->connections)
        message("sandbox: connections are not restricted");
}

int confine_scan(const struct settings *settings, struct veto_error *error)
{
    struct sandbox_report report;
    struct grants grants = { .arena = arena_make(1024 * 1024, false) };
    size_t most = settings->operands.count + settings->outputs.count + settings->bases.count +
                  FIXED_GRANTS;
    if (settings->no_sandbox || IS_INSTRUMENTED)
        return 0;
    grants.items = ARENA_ARRAY(&grants.arena, most, struct sandbox_grant);
    int result = -1;
    if (grants.items) {
        add_reading(&grants, settings);
        add_writing(&grants, settings);
        result = sandbox_enter(grants.items, grants.count, &report, error);
    } else {
        error_no_memory(error);
    }
    arena_release(&grants.arena);
    if (result == 0)
        tell(settings, &report);
    return result;
}
