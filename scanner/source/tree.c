/* SPDX-License-Identifier: Apache-2.0 */
#include "source/tree.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "source/file.h"
#include "source/ignoring.h"
#include "unit/problem.h"

enum {
    MAX_PATH = PATH_MAX - 1,
    /* A path of the walk: in front of the target, below it, and one more name. */
    WALK_PATH = 2 * PATH_MAX + NAME_MAX + 2,
    /* How many folders on one way down may be read in pieces, each of which keeps it open. */
    MAX_PIECES = 16,
};

struct tree;

struct folder {
    struct read_task task;
    struct tree *tree;
    struct folder *parent; /* NULL: the target */
    struct ignoring ignoring;
    unsigned pieces; /* folders on the way down, this one included, that are read in pieces */
    bool is_git;     /* `.git` or a folder in it */
    uint32_t path_len, name_len; /* below the target */
    char name[];
};

struct tree {
    const struct source_options *options;
    const struct veto_origin *origin;
    const struct tree_others *others; /* NULL = all files are the tree's */
    struct ignoring_target ignoring;
    int root;
    char *path;   /* of the target, for the system */
    char *prefix; /* in front of the walk's paths; with a slash, unless empty */
};

/* The names of a folder that another task has begun to read. */
struct piece {
    struct read_task task;
    struct folder *folder;
    DIR *stream;
};

/* A folder while it is looked at. */
struct walk {
    struct unit_sink *sink;
    struct folder *folder;
    int fd;
    struct listing listing;
    size_t prefix_len; /* bytes of `path` in front of the target */
    size_t path_len;   /* of the folder, with a slash behind it unless it is empty */
    char path[WALK_PATH];
};

/* ---- Paths --------------------------------------------------------------------------------- */

/* The path of a folder of the walk, from the names of those above it. */
static void walk_begin(struct walk *walk, struct unit_sink *sink, struct folder *folder)
{
    struct span prefix = folder->tree->ignoring.prefix;
    walk->sink = sink;
    walk->folder = folder;
    walk->prefix_len = prefix.len;
    walk->path_len = prefix.len + folder->path_len + (folder->path_len > 0);
    if (prefix.len)
        memcpy(walk->path, prefix.data, prefix.len);
    for (char *end = walk->path + walk->path_len; folder->parent; folder = folder->parent) {
        *--end = '/';
        end -= folder->name_len;
        memcpy(end, folder->name, folder->name_len);
    }
    walk->path[walk->path_len] = '\0';
}

/* The path of the walk with `name` behind it, which stays until the next call. */
static struct span walk_path(struct walk *walk, struct span name)
{
    memcpy(walk->path + walk->path_len, name.data, name.len);
    walk->path[walk->path_len + name.len] = '\0';
    return (struct span){ walk->path, walk->path_len + name.len };
}

static struct veto_origin walk_origin(const struct walk *walk, struct span path)
{
    return (struct veto_origin){
        .kind = VETO_ORIGIN_FILE,
        .parent = walk->folder->tree->origin,
        .name = span_to_bytes(span_from(path, walk->prefix_len)),
    };
}

/* The folder itself; the target where it is that. */
static struct veto_origin folder_origin(const struct walk *walk)
{
    if (!walk->folder->parent)
        return *walk->folder->tree->origin;
    return walk_origin(walk, (struct span){ walk->path, walk->path_len - 1 });
}

static void folder_problem(const struct walk *walk, int reason, const char *what)
{
    struct veto_origin origin = folder_origin(walk);
    file_problem(walk->sink, &origin, reason, what);
}

/* ---- What is left out ---------------------------------------------------------------------- */

/*
 * What git keeps for itself. Histories are read as git objects, not as files; all else in `.git` is
 * looked at, since configuration, hooks, logs and remembered addresses hold credentials.
 */
static bool is_git_machinery(const struct folder *folder, struct span name, bool is_folder)
{
    static const struct {
        const char *name;
        bool is_folder;
    } rows[] = { { "objects", true }, { "lfs", true }, { "index", false } };

    /* What git-annex calls objects are the contents of the user's files. */
    if (!folder->is_git || strcmp(folder->name, "annex") == 0)
        return false;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        if (rows[i].is_folder == is_folder && span_is(name, rows[i].name))
            return true;
    return false;
}

static enum ignoring_verdict judge(const struct walk *walk, struct span path, struct span name,
                                   bool is_folder)
{
    if (is_git_machinery(walk->folder, name, is_folder))
        return IGNORING_IGNORED;
    return ignoring_ask(&walk->folder->ignoring, path, is_folder);
}

static void report(struct walk *walk, struct span path, enum veto_file_verdict verdict)
{
    struct veto_origin origin = walk_origin(walk, path);
    walk->sink->operations->file(walk->sink, &origin, verdict);
}

static void report_left_out(struct walk *walk, struct span path, bool is_folder,
                            enum ignoring_verdict verdict)
{
    if (is_folder)
        walk->path[path.len++] = '/';
    report(walk, path, verdict == IGNORING_EXCLUDED ? VETO_FILE_EXCLUDED : VETO_FILE_IGNORED);
}

/* ---- Folders ------------------------------------------------------------------------------- */

static void folder_run(struct read_task *task, struct unit_sink *sink);
static void folder_drop(struct read_task *task);

static struct folder *folder_new(struct tree *tree, struct folder *parent, struct span name)
{
    struct folder *folder = calloc(1, sizeof(*folder) + name.len + 1);
    if (!folder)
        return NULL;
    folder->task = (struct read_task){ .run = folder_run, .drop = folder_drop };
    folder->tree = tree;
    folder->parent = parent;
    folder->name_len = (uint32_t)name.len;
    memcpy(folder->name, name.data, name.len);
    if (parent) {
        folder->task.parent = &parent->task;
        folder->pieces = parent->pieces;
        folder->is_git = parent->is_git || span_is(name, ".git");
        folder->path_len = parent->path_len + (parent->path_len > 0) + folder->name_len;
    }
    return folder;
}

static void push_folder(struct walk *walk, struct span path, struct span name, bool is_ignored)
{
    struct veto_origin origin = walk_origin(walk, path);
    size_t longest = (size_t)MIN(walk->sink->limits->max_name, (uint64_t)MAX_PATH);
    if (origin.name.len > longest) {
        problem_add(walk->sink, VETO_PROBLEM_UNREAD, &origin,
                    "the path is longer than %zu bytes: the folder was not read", longest);
        return;
    }
    struct folder *folder = folder_new(walk->folder->tree, walk->folder, name);
    if (!folder) {
        file_problem(walk->sink, &origin, ENOMEM, "cannot be read");
        return;
    }
    folder->ignoring.is_ignored = is_ignored;
    walk->sink->operations->read(walk->sink, &folder->task);
}

/* Before the files: so that others have work while this thread looks at those. */
static void push_folders(struct walk *walk)
{
    for (size_t i = 0; i < walk->listing.count; i++) {
        if (walk->listing.entries[i].type != ENTRY_FOLDER)
            continue;
        struct span name = listing_name(&walk->listing, i), path = walk_path(walk, name);
        enum ignoring_verdict verdict = judge(walk, path, name, true);
        if (verdict == IGNORING_NOT || verdict == IGNORING_TRACKED)
            push_folder(walk, path, name, verdict == IGNORING_TRACKED);
        else
            report_left_out(walk, path, true, verdict);
    }
}

/* ---- Files --------------------------------------------------------------------------------- */

static void visit_file(struct walk *walk, struct span path)
{
    struct veto_origin origin = walk_origin(walk, path);
    struct file_visit visit = {
        .options = walk->folder->tree->options,
        .origin = &origin,
        .folder = walk->fd,
        .name = walk->path + walk->path_len,
        .root = walk->folder->tree->root,
        .path = walk->path + walk->prefix_len,
        .owner = &walk->folder->task,
    };
    file_visit(walk->sink, &visit);
}

static bool is_of_others(const struct walk *walk, struct span path)
{
    const struct tree_others *others = walk->folder->tree->others;
    return others && others->has(others, span_from(path, walk->prefix_len));
}

static void visit_files(struct walk *walk)
{
    for (size_t i = 0; i < walk->listing.count && !sink_stopped(walk->sink); i++) {
        unsigned type = walk->listing.entries[i].type;
        if (type == ENTRY_FOLDER)
            continue;
        struct span name = listing_name(&walk->listing, i), path = walk_path(walk, name);
        if (is_of_others(walk, path))
            continue;
        enum ignoring_verdict verdict = judge(walk, path, name, false);
        if (verdict != IGNORING_NOT)
            report_left_out(walk, path, false, verdict);
        else if (type == ENTRY_FILE)
            visit_file(walk, path);
        else
            report(walk, path, type == ENTRY_LINK ? VETO_FILE_LINK : VETO_FILE_SPECIAL);
    }
}

static void look_at_names(struct walk *walk)
{
    if (walk->listing.error)
        folder_problem(walk, walk->listing.error, "cannot be listed to its end");
    push_folders(walk);
    visit_files(walk);
}

/* ---- Tasks --------------------------------------------------------------------------------- */

static void piece_run(struct read_task *task, struct unit_sink *sink);

static void piece_drop(struct read_task *task)
{
    struct piece *piece = container_of(task, struct piece, task);
    if (piece->stream)
        closedir(piece->stream);
    free(piece);
}

/* Lets another task go on with the names. This one then has a descriptor of its own. */
static bool hand_on(struct walk *walk, DIR *stream)
{
    if (walk->folder->pieces > MAX_PIECES)
        return false;
    cleanup(close_fd) int fd = fcntl(dirfd(stream), F_DUPFD_CLOEXEC, 0);
    struct piece *piece = fd < 0 ? NULL : malloc(sizeof(*piece));
    if (!piece)
        return false;
    *piece = (struct piece){
        .task = { .run = piece_run, .drop = piece_drop, .parent = &walk->folder->task },
        .folder = walk->folder,
        .stream = stream,
    };
    walk->sink->operations->read(walk->sink, &piece->task);
    walk->fd = take_fd(&fd);
    return true;
}

/* From the names in the listing to the end of the folder; closes `stream`. */
static void look_at_rest(struct walk *walk, DIR *stream)
{
    for (;;) {
        walk->fd = dirfd(stream);
        if (!walk->listing.ended && hand_on(walk, stream)) {
            look_at_names(walk);
            close(walk->fd);
            return;
        }
        look_at_names(walk);
        if (walk->listing.ended || sink_stopped(walk->sink))
            break;
        listing_read(&walk->listing, stream);
    }
    closedir(stream);
}

static void piece_run(struct read_task *task, struct unit_sink *sink)
{
    struct piece *piece = container_of(task, struct piece, task);
    struct walk walk;
    walk_begin(&walk, sink, piece->folder);
    listing_read(&walk.listing, piece->stream);
    look_at_rest(&walk, take_ptr(&piece->stream));
}

static DIR *open_folder(struct walk *walk)
{
    int root = walk->folder->tree->root, fd;
    if (walk->folder->path_len == 0) {
        fd = file_open_beneath(root, ".");
    } else {
        walk->path[walk->path_len - 1] = '\0';
        fd = file_open_beneath(root, walk->path + walk->prefix_len);
        walk->path[walk->path_len - 1] = '/';
    }
    DIR *stream = fd < 0 ? NULL : fdopendir(fd);
    if (!stream)
        folder_problem(walk, fd < 0 ? -fd : errno, "cannot be opened");
    if (!stream && fd >= 0)
        close(fd);
    return stream;
}

static void enter(struct walk *walk, DIR *stream)
{
    struct folder *folder = walk->folder;
    struct span path = { walk->path, walk->path_len };
    ignoring_enter(&folder->ignoring, folder->parent ? &folder->parent->ignoring : NULL,
                   &folder->tree->ignoring, path, dirfd(stream), &walk->listing, walk->sink);
    if (folder->is_git) {
        folder->ignoring.git = NULL;
        folder->ignoring.in_repository = false;
    }
    if (!walk->listing.ended)
        folder->pieces++;
}

static bool begin_target(struct tree *tree, struct unit_sink *sink)
{
    struct veto_error error;
    if (ignoring_target_open(&tree->ignoring, tree->path, span_of(tree->prefix), tree->options,
                             sink, &error) == 0)
        return true;
    problem_add(sink, VETO_PROBLEM_UNREAD, tree->origin, "%s", error.message);
    return false;
}

static void folder_run(struct read_task *task, struct unit_sink *sink)
{
    struct folder *folder = container_of(task, struct folder, task);
    struct walk walk;
    if (!folder->parent && !begin_target(folder->tree, sink))
        return;
    walk_begin(&walk, sink, folder);
    DIR *stream = open_folder(&walk);
    if (!stream)
        return;
    listing_read(&walk.listing, stream);
    enter(&walk, stream);
    look_at_rest(&walk, stream);
}

/* ---- The target ---------------------------------------------------------------------------- */

static void tree_free(struct tree *tree)
{
    ignoring_target_close(&tree->ignoring);
    if (tree->root >= 0)
        close(tree->root);
    free(tree->path);
    free(tree->prefix);
    free(tree);
}

DEFINE_CLEANUP(struct tree *, tree_free)

static void folder_drop(struct read_task *task)
{
    struct folder *folder = container_of(task, struct folder, task);
    ignoring_leave(&folder->ignoring);
    if (!folder->parent)
        tree_free(folder->tree);
    free(folder);
}

int source_tree(struct read_task **out, const char *path, const struct veto_origin *origin,
                const struct source_options *options, struct veto_error *error)
{
    return source_tree_without(out, path, origin, options, NULL, error);
}

int source_tree_without(struct read_task **out, const char *path, const struct veto_origin *origin,
                        const struct source_options *options, const struct tree_others *others,
                        struct veto_error *error)
{
    cleanup(tree_free_ptr) struct tree *tree = calloc(1, sizeof(*tree));
    if (!tree)
        return error_no_memory(error);
    struct span prefix = span_from_bytes(origin->prefix);
    tree->options = options;
    tree->origin = origin;
    tree->others = others;
    tree->path = strdup(path);
    tree->root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (tree->root < 0)
        return error_errno(error, errno, "%s", path);
    if (prefix.len > MAX_PATH - 1)
        return error_set(error, VETO_ERROR_IO, "%s: the path is too long", path);
    if (asprintf(&tree->prefix, "%.*s%s", (int)prefix.len, prefix.data, prefix.len ? "/" : "") < 0)
        tree->prefix = NULL;
    struct folder *top = folder_new(tree, NULL, SPAN_EMPTY);
    if (!tree->path || !tree->prefix || !top) {
        free(top);
        return error_no_memory(error);
    }
    top->tree = take_ptr(&tree);
    *out = &top->task;
    return 0;
}
