/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/cleanup.h"
#include "base/table.h"
#include "source/file.h"
#include "source/ignore.h"

enum { FILES_A_TASK = 256 };

/*
 * What the tasks of one list have in common. Its own task asks for the others, which borrow from
 * it.
 */
struct file_list {
    struct read_task task;
    const struct source_options *options;
    const struct veto_origin *origin;
    struct ignore *excludes, *root_excludes;
    struct arena arena; /* of the paths, each with a NUL behind it */
    struct span *paths;
    size_t count;
    int root;  /* relative paths are opened beneath it */
    int slash; /* and absolute ones beneath this */
};

struct file_range {
    struct read_task task;
    const struct file_list *list;
    size_t begin, end;
};

#define PATHS_CEILING ((size_t)1 << 30)

/* ---- Looking at them ----------------------------------------------------------------------- */

static bool is_excluded_by(const struct ignore *excludes, struct span path)
{
    return excludes && (ignore_has_folder(excludes, path) ||
                        ignore_ask(excludes, path, false) == IGNORE_YES);
}

static bool is_excluded_from_root(const struct file_list *list, struct span path)
{
    cleanup(buf_release) struct buf whole = buf_make(PATHS_CEILING);
    struct span prefix = span_from_bytes(list->origin->prefix);
    buf_append(&whole, prefix);
    if (prefix.len)
        buf_append_char(&whole, '/');
    buf_append(&whole, path);
    return is_excluded_by(list->root_excludes, buf_span(&whole));
}

/* Is the file, or a folder on the way to it, left out by an option? */
static bool is_excluded(const struct file_list *list, struct span path)
{
    return is_excluded_by(list->excludes, path) ||
           (list->root_excludes && is_excluded_from_root(list, path));
}

static void visit_path(const struct file_list *list, struct span path, struct unit_sink *sink,
                       struct read_task *owner)
{
    bool is_absolute = path.data[0] == '/';
    struct span below = span_from(path, is_absolute);
    struct veto_origin origin = {
        .kind = VETO_ORIGIN_FILE,
        .parent = list->origin,
        .name = span_to_bytes(path),
    };
    if (is_excluded(list, below)) {
        sink->operations->file(sink, &origin, VETO_FILE_EXCLUDED);
        return;
    }
    int root = is_absolute ? list->slash : list->root;
    struct file_visit visit = {
        .options = list->options,
        .origin = &origin,
        .folder = root,
        .name = below.data,
        .root = root,
        .path = below.data,
        .owner = owner,
    };
    file_visit(sink, &visit);
}

static void range_run(struct read_task *task, struct unit_sink *sink)
{
    struct file_range *range = container_of(task, struct file_range, task);
    for (size_t i = range->begin; i < range->end && !sink_stopped(sink); i++)
        visit_path(range->list, range->list->paths[i], sink, task);
}

static void range_drop(struct read_task *task)
{
    free(container_of(task, struct file_range, task));
}

static void list_run(struct read_task *task, struct unit_sink *sink)
{
    struct file_list *list = container_of(task, struct file_list, task);
    for (size_t begin = 0; begin < list->count; begin += FILES_A_TASK) {
        struct file_range *range = malloc(sizeof(*range));
        if (!range) {
            file_problem(sink, list->origin, ENOMEM, "not all files of the list were read");
            return;
        }
        *range = (struct file_range){
            .task = { .run = range_run, .drop = range_drop, .parent = task },
            .list = list,
            .begin = begin,
            .end = MIN(begin + FILES_A_TASK, list->count),
        };
        sink->operations->read(sink, &range->task);
    }
}

/* ---- Life ---------------------------------------------------------------------------------- */

static void list_free(struct file_list *list)
{
    close_fd(&list->root);
    close_fd(&list->slash);
    ignore_free(list->excludes);
    ignore_free(list->root_excludes);
    arena_release(&list->arena);
    free(list->paths);
    free(list);
}

DEFINE_CLEANUP(struct file_list *, list_free)

static void list_drop(struct read_task *task)
{
    list_free(container_of(task, struct file_list, task));
}

static struct span without_dot(struct span path)
{
    while (span_starts(path, SPAN("./")))
        path = span_from(path, 2);
    return path;
}

/* Copies the paths, each once. */
static int take_paths(struct file_list *list, const struct veto_bytes *paths, size_t count,
                      struct table *known)
{
    list->paths = calloc(count + 1, sizeof(*list->paths));
    if (!list->paths)
        return -1;
    for (size_t i = 0; i < count; i++) {
        struct span path = without_dot(span_from_bytes(paths[i]));
        if (path.len == 0 || table_get(known, path))
            continue;
        path = arena_span(&list->arena, path);
        if (arena_failed(&list->arena) || table_set(known, path, list) < 0)
            return -1;
        list->paths[list->count++] = path;
    }
    return 0;
}

int source_files(struct read_task **out, const char *root, const struct veto_bytes *paths,
                 size_t count, const struct veto_origin *origin,
                 const struct source_options *options, struct veto_error *error)
{
    cleanup(list_free_ptr) struct file_list *list = malloc(sizeof(*list));
    if (!list)
        return error_no_memory(error);
    *list = (struct file_list){
        .task = { .run = list_run, .drop = list_drop },
        .options = options,
        .origin = origin,
        .arena = arena_make(PATHS_CEILING, false),
        .root = open(root ? root : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC),
        .slash = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC),
    };
    if (list->root < 0)
        return error_errno(error, errno, "%s", root ? root : ".");
    struct table known;
    table_init(&known);
    int result = take_paths(list, paths, count, &known);
    table_release(&known);
    if (result < 0)
        return error_no_memory(error);
    if (ignore_of_patterns(&list->excludes, options->excludes, options->exclude_count, error) < 0 ||
        ignore_of_patterns(&list->root_excludes, options->root_excludes,
                           options->root_exclude_count, error) < 0)
        return -1;
    *out = &take_ptr(&list)->task;
    return 0;
}
