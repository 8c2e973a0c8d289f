/* SPDX-License-Identifier: Apache-2.0 */
#include "source/image/image.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/digest.h"
#include "base/file.h"
#include "source/archive_walk.h"
#include "source/image/attached.h"
#include "source/image/compressed_image.h"
#include "source/image/document.h"
#include "source/image/form.h"
#include "source/image/layers.h"
#include "source/member.h"
#include "source/tree.h"
#include "unit/problem.h"

#define IMAGE_ARENA ((size_t)96 * 1024 * 1024)

struct image_task {
    struct read_task task;
    const struct veto_origin *origin;
    int fd; /* of the archive or the folder; owned */
    uint64_t size;
    struct arena arena;
    struct store store;
    struct image_graph graph;
    struct image_set *set; /* until the sink takes it */
    struct tree_others others; /* of the folder: what the store has */
    struct read_task *rest;    /* what it has not; NULL = nothing, or it was asked for */
};

static void image_task_drop(struct read_task *task)
{
    struct image_task *self = container_of(task, struct image_task, task);
    if (self->rest)
        self->rest->drop(self->rest);
    graph_close(&self->graph);
    image_set_free(self->set);
    store_close(&self->store);
    arena_release(&self->arena);
    if (self->fd >= 0)
        close(self->fd);
    free(self);
}

static void free_task(struct image_task *task)
{
    image_task_drop(&task->task);
}

DEFINE_CLEANUP(struct image_task *, free_task)

/* ---- What belongs to no image ---------------------------------------------------------------- */

static void scan_leftover(struct image_task *self, struct member_scanner *members,
                          const struct store_file *file)
{
    struct store_reader reader;
    member_name(members, file->path);
    if (self->store.kind == STORE_FOLDER)
        members->origin.kind = VETO_ORIGIN_FILE;
    if (store_reader_open(&reader, &self->store, file, members->sink, &members->origin) < 0)
        return;
    document_scan_member(members, reader.content, file->digest);
    store_reader_close(&reader);
}

/* `blobs/<algorithm>/<hex>`; whatever else lies there is a file like any other. */
static bool is_blob(struct span path)
{
    enum digest_algorithm algorithm;
    struct span folder = SPAN("blobs/"), hex;
    char digest[256];
    if (!span_starts(path, folder))
        return false;
    struct span name = span_from(path, folder.len);
    size_t slash = span_find_char(name, '/');
    if (slash == name.len || name.len >= sizeof(digest))
        return false;
    memcpy(digest, name.data, name.len);
    digest[slash] = ':';
    return digest_parse((struct span) { digest, name.len }, &algorithm, &hex);
}

/*
 * Blobs that nothing names are what image tools leave behind; with no image at all they are what
 * there is.
 */
static bool is_dangling(const struct image_task *self, const struct store_file *file)
{
    return self->graph.first_image && !file->is_document && is_blob(file->path);
}

static void scan_leftovers(struct image_task *self, struct unit_sink *sink)
{
    struct member_scanner members;
    struct veto_error error;
    uint64_t inflated = 0;
    size_t dangling = 0;
    struct content_state state = { .depth = self->store.kind == STORE_FOLDER ? 0 : 1,
                                   .inflated = &inflated };
    if (member_scanner_open(&members, sink, self->origin, state, &error) < 0) {
        problem_add(sink, VETO_PROBLEM_UNREAD, self->origin, "%s", error.message);
        return;
    }
    for (size_t i = 0; i < self->store.count && !sink_stopped(sink); i++) {
        const struct store_file *file = self->store.files[i];
        if (file->used || file->link.len)
            continue;
        if (is_dangling(self, file))
            dangling++;
        else
            scan_leftover(self, &members, file);
    }
    member_scanner_close(&members);
    if (dangling)
        problem_add(sink, VETO_PROBLEM_ABSENT, self->origin,
                    "%zu blobs belong to no image and were not looked at", dangling);
}

/* An archive may go on behind its end marker. */
static void scan_behind(struct image_task *self, struct unit_sink *sink)
{
    uint64_t inflated = 0;
    if (self->store.kind != STORE_ARCHIVE || self->store.end >= self->size)
        return;
    struct file_reader reader = reader_of_file(self->fd, self->store.end,
                                               self->size - self->store.end, sink, self->origin);
    archive_scan_tar(sink, &reader.base, self->origin,
                     (struct content_state){ .depth = 1, .inflated = &inflated });
}

/* A folder may hold anything, at any depth: the store lists where images have their parts. */
static void ask_for_rest(struct image_task *self, struct unit_sink *sink)
{
    if (!self->rest)
        return;
    self->rest->parent = &self->task;
    sink->operations->read(sink, take_ptr(&self->rest));
}

/* ---- Tasks ----------------------------------------------------------------------------------- */

static void list_files(struct image_task *self, struct unit_sink *sink)
{
    if (self->store.kind != STORE_FOLDER) {
        sink->operations->file(sink, self->origin, VETO_FILE_READ);
        return;
    }
    for (size_t i = 0; i < self->store.count; i++) {
        struct veto_origin file = {
            .kind = VETO_ORIGIN_FILE,
            .parent = self->origin,
            .name = span_to_bytes(self->store.files[i]->path),
        };
        sink->operations->file(sink, &file, VETO_FILE_READ);
    }
    ask_for_rest(self, sink);
}

static void report_sparse(struct image_task *self, struct unit_sink *sink)
{
    for (size_t i = 0; i < self->store.count; i++) {
        struct span path = self->store.files[i]->path;
        if (self->store.files[i]->is_sparse)
            problem_add(sink, VETO_PROBLEM_UNREAD, self->origin,
                        "a sparse file, which was read without its holes: %.*s", (int)path.len,
                        path.data);
    }
}

/* False where there is nothing in it that was asked for. */
static bool build_graph(struct image_task *self, struct unit_sink *sink)
{
    sink->operations->file(sink, self->origin, VETO_FILE_READ);
    report_sparse(self, sink);
    graph_open(&self->graph, sink, &self->store, &self->arena, self->set, self->origin);
    form_build_graph(&self->graph);
    if (!self->graph.first_image && self->graph.left_out)
        problem_add(sink, VETO_PROBLEM_UNREAD, self->origin,
                    "none of its %zu images is the one that was asked for", self->graph.left_out);
    else if (!self->graph.first_image && !self->graph.artifacts)
        problem_add(sink, VETO_PROBLEM_UNREAD, self->origin, "no image in it could be read");
    image_set_divide(self->set);
    attached_settle(self->set);
    sink->operations->image_set(sink, take_ptr(&self->set));
    return self->graph.first_image || !self->graph.left_out;
}

/* Those that stand in a manifest; the others come with the archive's members. */
static void scan_inline_layers(struct image_task *self, struct unit_sink *sink)
{
    for (size_t i = 0; i < self->graph.count; i++) {
        const struct image_layer *layer = self->graph.layers[i];
        struct headed_reader reader = reader_with_head(layer->file->kept, NULL);
        if (layer->file->is_inline)
            layer_scan(sink, &reader.base, layer, NULL);
    }
}

static void image_task_run(struct read_task *task, struct unit_sink *sink)
{
    struct image_task *self = container_of(task, struct image_task, task);
    if (sink->list_only) {
        list_files(self, sink);
        return;
    }
    if (!build_graph(self, sink))
        return;
    layers_ask(sink, self->graph.layers, self->graph.count, &self->store, task);
    ask_for_rest(self, sink);
    scan_leftovers(self, sink);
    scan_behind(self, sink);
}

/* ---- File systems without layers --------------------------------------------------------------
 */

/* An archive of files, and asked for by name: whoever took it for an image is told. */
static void tell_file_system(struct unit_sink *sink, const struct veto_origin *origin)
{
    problem_add(sink, VETO_PROBLEM_ABSENT, origin,
                "a file system without layers: no history and no configuration of an image");
}

struct marking {
    struct entry_observer base;
    unsigned marks;
};

static void mark_entry(struct entry_observer *observer, const struct tar_entry *entry)
{
    container_of(observer, struct marking, base)->marks |= form_mark_of(entry->path);
}

static void mark_nothing(struct entry_observer *observer, struct span bytes)
{
    (void)observer;
    (void)bytes;
}

/* What it is shows only while it is unpacked. */
static void scan_plain(struct compressed_image *plain, struct unit_sink *sink)
{
    struct marking marking = { .base = { mark_entry, mark_nothing } };
    compressed_image_scan_plain(plain, sink, plain->origin->parent ? NULL : &marking.base);
    if (form_marks_file_system(marking.marks))
        tell_file_system(sink, plain->origin);
}

static void file_system_task_run(struct read_task *task, struct unit_sink *sink)
{
    struct image_task *self = container_of(task, struct image_task, task);
    struct compressed_image plain = { self->fd, self->size, self->origin, &self->store };
    if (sink->list_only) {
        sink->operations->file(sink, self->origin, VETO_FILE_READ);
        return;
    }
    tell_file_system(sink, self->origin);
    compressed_image_scan_plain(&plain, sink, NULL);
}

/* The names of a compressed archive are known after it was inflated once; then it is read again. */
static void compressed_task_run(struct read_task *task, struct unit_sink *sink)
{
    struct image_task *self = container_of(task, struct image_task, task);
    if (sink->list_only) {
        list_files(self, sink);
        return;
    }
    struct compressed_image compressed = { self->fd, self->size, self->origin, &self->store };
    if (compressed_image_index(&compressed, sink) < 0 || !form_of(&self->store)) {
        scan_plain(&compressed, sink);
        return;
    }
    if (!build_graph(self, sink))
        return;
    scan_inline_layers(self, sink);
    compressed_image_scan(&compressed, sink);
}

static struct image_task *make_task(enum store_kind kind, int fd, const struct veto_origin *origin,
                                    struct veto_error *error)
{
    struct image_task *self = calloc(1, sizeof(*self));
    if (!self) {
        error_no_memory(error);
        return NULL;
    }
    self->task = (struct read_task){
        .run = kind == STORE_COMPRESSED ? compressed_task_run : image_task_run,
        .drop = image_task_drop,
    };
    self->origin = origin;
    self->fd = -1;
    self->arena = arena_make(IMAGE_ARENA, true);
    store_open(&self->store, kind, fd, &self->arena);
    self->set = image_set_create();
    if (!self->set) {
        error_no_memory(error);
        free_task(self);
        return NULL;
    }
    return self;
}

/* ---- The door -------------------------------------------------------------------------------- */

bool image_may_begin(struct span head)
{
    enum container container = container_of_bytes(span_sub(head, 0, CONTAINER_HEAD));
    return container == CONTAINER_TAR || container_is_stream(container);
}

static bool store_has_file(const struct tree_others *others, struct span path)
{
    return store_has(&container_of(others, struct image_task, others)->store, path);
}

int image_open_folder(struct read_task **out, const char *path, const struct veto_origin *origin,
                      const struct source_options *options, struct veto_error *error)
{
    cleanup(close_fd) int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return error_errno(error, errno, "%s", path);
    if (!form_folder_may_be_one(fd))
        return 0;
    cleanup(free_task_ptr) struct image_task *self = make_task(STORE_FOLDER, fd, origin, error);
    if (!self)
        return -1;
    if (store_index_folder(&self->store) < 0 || !form_of(&self->store))
        return 0;
    self->others.has = store_has_file;
    if (options &&
        source_tree_without(&self->rest, path, origin, options, &self->others, error) < 0)
        return -1;
    self->fd = take_fd(&fd);
    *out = &take_ptr(&self)->task;
    return 1;
}

/* Whether the archive is an image, or at least one of a file system, and not in a folder. */
static bool plain_may_be_one(struct image_task *self)
{
    if (store_index_archive(&self->store, self->size) < 0)
        return false;
    if (form_of(&self->store))
        return true;
    self->task.run = file_system_task_run;
    return !self->origin->parent && form_is_file_system(&self->store);
}

int image_open_file(struct read_task **out, int fd, const struct veto_origin *origin,
                    struct veto_error *error)
{
    char head[CONTAINER_HEAD];
    struct stat status;
    if (fstat(fd, &status) < 0)
        return error_errno(error, errno, "cannot be read");
    ssize_t got = file_pread_full(fd, head, sizeof(head), 0);
    if (got < 0)
        return error_errno(error, (int)-got, "cannot be read");
    struct span first = { head, (size_t)got };
    if (!S_ISREG(status.st_mode) || !image_may_begin(first))
        return 0;
    bool is_plain = container_of_bytes(first) == CONTAINER_TAR;
    cleanup(free_task_ptr) struct image_task *self =
            make_task(is_plain ? STORE_ARCHIVE : STORE_COMPRESSED, fd, origin, error);
    if (!self)
        return -1;
    self->size = (uint64_t)status.st_size;
    if (is_plain ? !plain_may_be_one(self) : !compressed_image_may_be_one(fd))
        return 0;
    self->fd = fd;
    *out = &take_ptr(&self)->task;
    return 1;
}
