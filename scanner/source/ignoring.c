/* SPDX-License-Identifier: Apache-2.0 */
#include "source/ignoring.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/utf.h"

static const struct span git_folder = { ".git", 4 };
static const struct span git_name = { ".gitignore", 10 };
static const struct span veto_name = { ".vetoignore", 11 };

/*
 * Of all ignore files on one way down. What is beyond is not honoured, and so looked at: a tree
 * can hold nothing that makes the walk much slower or larger than the scan.
 */
enum { MAX_PATTERNS = 20000, MAX_TRIED = 32 * 1024 };

DEFINE_CLEANUP(struct ignore *, ignore_free)

/* ---- Ignore files -------------------------------------------------------------------------- */

/* `folder` ends in a slash, here and below. */
static void say(struct unit_sink *sink, const char *folder, const char *name,
                const struct veto_error *error)
{
    struct buf line = buf_make(64 * 1024);
    utf_append_printable(&line, span_of(folder), false);
    buf_printf(&line, "%s: not honoured: %s", name, error->message);
    if (!line.failed)
        sink->operations->say(sink, line.data);
    buf_release(&line);
}

static int parse_file(struct ignore **out, int fd, struct veto_error *error)
{
    struct stat status;
    if (fstat(fd, &status) < 0 || !S_ISREG(status.st_mode))
        return error_set(error, VETO_ERROR_FORMAT, "not a regular file");
    cleanup(ignore_free_ptr) struct ignore *ignore = NULL;
    if (ignore_create(&ignore, error) < 0)
        return -1;
    struct buf text = buf_make(2 * IGNORE_MAX_BYTES);
    int result = file_read_all(fd, &text, error);
    if (result == 0)
        result = ignore_add_lines(ignore, buf_span(&text), error);
    buf_release(&text);
    if (result == 0)
        *out = take_ptr(&ignore);
    return result;
}

static int add_cost(struct ignore_cost *sum, struct ignore_cost more, struct veto_error *error)
{
    if (sum->patterns + more.patterns > MAX_PATTERNS || sum->tried + more.tried > MAX_TRIED)
        return error_set(error, VETO_ERROR_MEMORY, "too many patterns");
    sum->patterns += more.patterns;
    sum->tried += more.tried;
    return 0;
}

/*
 * The patterns of a file beneath `folder`, and their cost added to that of the way there; NULL
 * where there are none, or none that can be honoured.
 */
static struct ignore *load(struct unit_sink *sink, int folder, const char *name, const char *shown,
                           struct ignore_cost *cost)
{
    struct veto_error error;
    cleanup(ignore_free_ptr) struct ignore *ignore = NULL;
    cleanup(close_fd) int fd = file_open_beneath(folder, name);
    if (fd < 0)
        return NULL;
    if (parse_file(&ignore, fd, &error) < 0 || add_cost(cost, ignore_cost(ignore), &error) < 0) {
        say(sink, shown, name, &error);
        return NULL;
    }
    return ignore_cost(ignore).patterns ? take_ptr(&ignore) : NULL;
}

static const struct ignore_layer *layer_add(struct ignore_layer *layer, struct ignore *patterns,
                                            size_t base, const struct ignore_layer *outer)
{
    *layer = (struct ignore_layer){ .patterns = patterns, .base = base, .outer = outer };
    return layer;
}

/* The user's own: $XDG_CONFIG_HOME/git/ignore, else ~/.config/git/ignore. */
static struct ignore *load_everywhere(struct unit_sink *sink, struct ignore_cost *cost)
{
    const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    cleanup(free_ptr) char *folder = NULL;
    int len = -1;
    if (config && config[0] == '/')
        len = asprintf(&folder, "%s/git/", config);
    else if (home && home[0] == '/')
        len = asprintf(&folder, "%s/.config/git/", home);
    if (len < 0)
        return NULL;
    cleanup(close_fd) int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return fd < 0 ? NULL : load(sink, fd, "ignore", folder, cost);
}

/* ---- The target ---------------------------------------------------------------------------- */

static void add_above(struct ignoring_target *target, const struct ignore_layer **innermost,
                      struct ignore *patterns, size_t base)
{
    if (patterns)
        *innermost = layer_add(&target->layers[target->layer_count++], patterns, base, *innermost);
}

/* The layers of one folder above the target; `base` bytes of the prefix lead to it. */
static void add_folder_above(struct ignoring_target *target, const char *root, size_t base,
                             struct unit_sink *sink)
{
    cleanup(free_ptr) char *path = NULL;
    if (asprintf(&path, "%s/%.*s", root, (int)base, target->prefix.data) < 0)
        return;
    cleanup(close_fd) int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return;
    struct ignore_cost *cost = &target->cost;
    if (base == 0)
        add_above(target, &target->git, load(sink, fd, ".git/info/exclude", path, cost), 0);
    add_above(target, &target->git, load(sink, fd, git_name.data, path, cost), base);
    add_above(target, &target->veto, load(sink, fd, veto_name.data, path, cost), base);
}

/* From the root of the repository down to the folder above the target. */
static int add_folders_above(struct ignoring_target *target, struct unit_sink *sink,
                             struct veto_error *error)
{
    struct span prefix = target->prefix;
    cleanup(free_ptr) char *root = realpath(target->path, NULL);
    if (!root || strlen(root) < prefix.len)
        return 0;
    root[strlen(root) - prefix.len] = '\0';
    target->layers = calloc(2 * prefix.len + 2, sizeof(*target->layers));
    if (!target->layers)
        return error_no_memory(error);
    add_above(target, &target->git, target->everywhere, 0);
    for (size_t base = 0; base < prefix.len; base++)
        if (base == 0 || prefix.data[base - 1] == '/')
            add_folder_above(target, root, base, sink);
    return 0;
}

int ignoring_target_open(struct ignoring_target *target, const char *path, struct span prefix,
                         const struct source_options *options, struct unit_sink *sink,
                         struct veto_error *error)
{
    *target = (struct ignoring_target){
        .path = path,
        .prefix = prefix,
        .switched_off = options->no_ignore,
    };
    if (ignore_of_patterns(&target->excludes, options->excludes, options->exclude_count, error) <
                0 ||
        ignore_of_patterns(&target->root_excludes, options->root_excludes,
                           options->root_exclude_count, error) < 0)
        return -1;
    target->is_excluded = ignore_has_folder(target->root_excludes, prefix);
    if (target->switched_off)
        return 0;
    target->everywhere = load_everywhere(sink, &target->cost);
    return prefix.len ? add_folders_above(target, sink, error) : 0;
}

/* `everywhere` is in many layers and belongs to none. */
static void free_layers(const struct ignore_layer *layers, size_t count,
                        const struct ignore *everywhere)
{
    for (size_t i = 0; i < count; i++)
        if (layers[i].patterns != everywhere)
            ignore_free(layers[i].patterns);
}

void ignoring_target_close(struct ignoring_target *target)
{
    free_layers(target->layers, target->layer_count, target->everywhere);
    free(target->layers);
    ignore_free(target->excludes);
    ignore_free(target->root_excludes);
    ignore_free(target->everywhere);
    *target = (struct ignoring_target){ 0 };
}

/* ---- One folder ---------------------------------------------------------------------------- */

static void add_own(struct ignoring *ignoring, const struct ignore_layer **innermost,
                    struct ignore *patterns, size_t base)
{
    if (patterns)
        *innermost = layer_add(&ignoring->own[ignoring->own_count++], patterns, base, *innermost);
}

/* A listing that has not ended may hold any name. */
static bool may_hold(const struct listing *listing, struct span name)
{
    return !listing->ended || listing_has(listing, name);
}

static bool is_repository(int folder, const struct listing *listing)
{
    return listing->ended ? listing_has(listing, git_folder)
                          : faccessat(folder, git_folder.data, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

/* The rules of another repository begin anew: what is above says nothing about it. */
static void enter_repository(struct ignoring *ignoring, size_t base, int folder, const char *shown,
                             struct unit_sink *sink)
{
    ignoring->git = NULL;
    ignoring->tracked = NULL;
    ignoring->is_ignored = false;
    ignoring->in_repository = true;
    add_own(ignoring, &ignoring->git, ignoring->target->everywhere, base);
    add_own(ignoring, &ignoring->git,
            load(sink, folder, ".git/info/exclude", shown, &ignoring->cost), base);
}

/* Without git nothing is known to be untracked, and so nothing is ignored. */
static void ask_git(struct ignoring *ignoring, struct span path, const char *shown,
                    struct unit_sink *sink)
{
    struct veto_error error;
    if (tracked_load(&ignoring->own_tracked, shown, sink, &error) < 0) {
        say(sink, shown, git_name.data, &error);
        ignoring->git = NULL;
        ignoring->in_repository = false;
        return;
    }
    ignoring->tracked = ignoring->own_tracked;
    ignoring->tracked_base = path.len;
}

static void read_rules(struct ignoring *ignoring, struct span path, int folder,
                       const struct listing *listing, struct unit_sink *sink)
{
    const struct ignoring_target *target = ignoring->target;
    struct span below = span_from(path, target->prefix.len);
    cleanup(free_ptr) char *shown = NULL;
    if (asprintf(&shown, "%s/%.*s", target->path, (int)below.len, below.data) < 0)
        return;
    if (is_repository(folder, listing))
        enter_repository(ignoring, path.len, folder, shown, sink);
    if (ignoring->in_repository && !ignoring->is_ignored && may_hold(listing, git_name))
        add_own(ignoring, &ignoring->git,
                load(sink, folder, git_name.data, shown, &ignoring->cost), path.len);
    if (may_hold(listing, veto_name))
        add_own(ignoring, &ignoring->veto,
                load(sink, folder, veto_name.data, shown, &ignoring->cost), path.len);
    /* At the root already, where there may be no rule yet: else each that comes would ask again. */
    if (ignoring->in_repository && !ignoring->tracked)
        ask_git(ignoring, path, shown, sink);
}

void ignoring_enter(struct ignoring *ignoring, const struct ignoring *outer,
                    const struct ignoring_target *target, struct span path, int folder,
                    const struct listing *listing, struct unit_sink *sink)
{
    bool is_ignored = ignoring->is_ignored;
    if (outer) {
        *ignoring = *outer;
    } else {
        *ignoring = (struct ignoring){
            .target = target,
            .git = target->git,
            .veto = target->veto,
            .in_repository = target->prefix.len > 0,
            .cost = target->cost,
        };
    }
    ignoring->is_ignored = is_ignored;
    ignoring->own_count = 0;
    ignoring->own_tracked = NULL;
    if (target->switched_off)
        return;
    bool has_rules = !outer || !listing->ended || listing_has(listing, git_folder) ||
                     listing_has(listing, git_name) || listing_has(listing, veto_name);
    if (has_rules)
        read_rules(ignoring, path, folder, listing, sink);
}

void ignoring_leave(struct ignoring *ignoring)
{
    if (!ignoring->target)
        return;
    free_layers(ignoring->own, ignoring->own_count, ignoring->target->everywhere);
    tracked_free(ignoring->own_tracked);
}

/* The innermost layer that knows an answer decides. */
static bool is_ignored_by(const struct ignore_layer *layer, struct span path, bool is_folder)
{
    for (; layer; layer = layer->outer) {
        enum ignore_answer answer =
                ignore_ask(layer->patterns, span_from(path, layer->base), is_folder);
        if (answer != IGNORE_UNKNOWN)
            return answer == IGNORE_YES;
    }
    return false;
}

static bool is_excluded(const struct ignoring_target *target, struct span path, bool is_folder)
{
    if (target->is_excluded ||
        (target->root_excludes && ignore_ask(target->root_excludes, path, is_folder) == IGNORE_YES))
        return true;
    return target->excludes && ignore_ask(target->excludes, span_from(path, target->prefix.len),
                                          is_folder) == IGNORE_YES;
}

enum ignoring_verdict ignoring_ask(const struct ignoring *ignoring, struct span path,
                                   bool is_folder)
{
    if (is_excluded(ignoring->target, path, is_folder))
        return IGNORING_EXCLUDED;
    if (is_ignored_by(ignoring->veto, path, is_folder))
        return IGNORING_IGNORED;
    if (!ignoring->is_ignored && !is_ignored_by(ignoring->git, path, is_folder))
        return IGNORING_NOT;
    struct span below = span_from(path, ignoring->tracked_base);
    if (tracked_has(ignoring->tracked, below))
        return IGNORING_NOT;
    return is_folder && tracked_has_below(ignoring->tracked, below) ? IGNORING_TRACKED
                                                                    : IGNORING_IGNORED;
}
