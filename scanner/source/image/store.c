/* SPDX-License-Identifier: Apache-2.0 */
#include "source/image/store.h"

#include <errno.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "source/entry_name.h"
#include "unit/problem.h"

enum { MAX_HOPS = 8, MAX_PATH = 4096, MAX_FOLDER_DEPTH = 4 };

void store_open(struct store *store, enum store_kind kind, int fd, struct arena *arena)
{
    *store = (struct store){ .kind = kind, .fd = fd, .arena = arena };
    table_init(&store->by_path);
}

void store_close(struct store *store)
{
    table_release(&store->by_path);
    free(store->files);
    store->files = NULL;
}

/* A later file of the same name takes the name, as it does when a tar is unpacked. */
static int add(struct store *store, struct store_file *file, bool takes_name)
{
    if (store->count == STORE_MAX_FILES)
        return -1;
    if (store->count == store->capacity) {
        size_t capacity = store->capacity ? 2 * store->capacity : 64;
        struct store_file **files = realloc(store->files, capacity * sizeof(*files));
        if (!files)
            return -1;
        store->files = files;
        store->capacity = capacity;
    }
    store->files[store->count++] = file;
    return takes_name ? table_set(&store->by_path, file->path, file) : 0;
}

static struct span normalised(struct arena *arena, struct span path)
{
    struct buf name = buf_make(MAX_PATH);
    entry_name_normalise(span_sub(path, 0, MAX_PATH / 2), &name);
    struct span copy = arena_span(arena, buf_span(&name));
    buf_release(&name);
    return copy;
}

/* Where a symbolic link at `path` leads. */
static struct span link_target(struct arena *arena, struct span path, struct span link)
{
    struct span folder = span_sub(path, 0, path.len - span_basename(path).len);
    struct buf joined = buf_make(2 * MAX_PATH);
    if (link.len && link.data[0] != '/')
        buf_append(&joined, folder);
    buf_append(&joined, span_sub(link, 0, MAX_PATH));
    struct span target = normalised(arena, buf_span(&joined));
    buf_release(&joined);
    return target;
}

int store_add_member(struct store *store, const struct tar_member *member, struct store_file **file)
{
    struct store_file *added = *file = ARENA_NEW(store->arena, struct store_file);
    if (!added)
        return -1;
    *added = (struct store_file) {
        .path = normalised(store->arena, member->path),
        .offset = member->offset,
        .size = member->size,
        .is_sparse = member->is_sparse,
    };
    if (member->is_symlink)
        added->link = link_target(store->arena, added->path, member->link);
    else if (member->is_hardlink)
        added->link = normalised(store->arena, member->link);
    /* What may be no file does not take a file's name from it. */
    bool takes_name = !member->is_odd || !store_has(store, added->path);
    return arena_failed(store->arena) ? -1 : add(store, added, takes_name);
}

int store_index_archive(struct store *store, uint64_t size)
{
    struct tar_file_source source = tar_file_source(store->fd, 0, size);
    struct tar_walk walk = tar_walk_open(&source.base);
    struct tar_member member;
    struct store_file *file;
    int found;
    while ((found = tar_walk_next(&walk, &member)) > 0) {
        if (!member.is_file && !member.is_symlink && !member.is_hardlink)
            continue;
        if ((found = store_add_member(store, &member, &file)) < 0)
            break;
    }
    store->end = walk.at;
    tar_walk_close(&walk);
    return found;
}

/* ---- Folders --------------------------------------------------------------------------------- */

static int add_found(struct store *store, const char *path, uint64_t size)
{
    struct store_file *file = ARENA_NEW(store->arena, struct store_file);
    if (!file)
        return -1;
    file->path = arena_span(store->arena, span_of(path));
    file->size = size;
    return arena_failed(store->arena) ? -1 : add(store, file, true);
}

static int list_folder(struct store *store, const char *path, int depth);

static int list_one(struct store *store, const char *folder, const char *name, int depth)
{
    char path[MAX_PATH];
    int len = snprintf(path, sizeof(path), "%s%s%s", folder, *folder ? "/" : "", name);
    struct stat status;
    if (len < 0 || (size_t)len >= sizeof(path) ||
        fstatat(store->fd, path, &status, AT_SYMLINK_NOFOLLOW) < 0)
        return 0;
    if (S_ISREG(status.st_mode))
        return add_found(store, path, (uint64_t)status.st_size);
    return S_ISDIR(status.st_mode) && depth < MAX_FOLDER_DEPTH ? list_folder(store, path, depth + 1)
                                                               : 0;
}

static int list_folder(struct store *store, const char *path, int depth)
{
    int fd = file_open_beneath(store->fd, *path ? path : ".");
    DIR *folder = fd < 0 ? NULL : fdopendir(fd);
    if (!folder) {
        if (fd >= 0)
            close(fd);
        return 0;
    }
    int result = 0;
    for (struct dirent *entry; result == 0 && (entry = readdir(folder));)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
            (*path || strcmp(entry->d_name, "blobs") != 0))
            result = list_one(store, path, entry->d_name, depth);
    closedir(folder);
    return result;
}

static int by_path(const void *a, const void *b)
{
    const struct store_file *const *left = a, *const *right = b;
    return span_compare((*left)->path, (*right)->path);
}

int store_index_folder(struct store *store)
{
    int result = list_folder(store, "blobs", 1);
    if (result == 0)
        list_folder(store, "", 0);
    if (store->count)
        qsort(store->files, store->count, sizeof(*store->files), by_path);
    return result;
}

/* ---- Looking up and reading ------------------------------------------------------------------ */

struct store_file *store_find(const struct store *store, struct span path)
{
    struct span name = normalised(store->arena, path);
    for (int hop = 0; hop < MAX_HOPS; hop++) {
        struct store_file *file = table_get(&store->by_path, name);
        if (!file || file->link.len == 0)
            return file;
        name = file->link;
    }
    return NULL;
}

bool store_has(const struct store *store, struct span path)
{
    return table_get(&store->by_path, path) != NULL;
}

/* The descriptor that holds the file's bytes, -1 for the store's own, or -errno below that. */
static int open_own(const struct store *store, const struct store_file *file, int *fd)
{
    *fd = -1;
    if (store->kind != STORE_FOLDER)
        return 0;
    *fd = file_open_beneath(store->fd, file->path.data);
    return *fd < 0 ? *fd : 0;
}

int store_load(struct store *store, const struct store_file *file, struct buf *into,
               struct veto_error *error)
{
    if (file->size > into->ceiling)
        return error_set(error, VETO_ERROR_FORMAT, "larger than %zu bytes", into->ceiling);
    if (file->size > STORE_MAX_LOADED - store->loaded)
        return error_set(error, VETO_ERROR_FORMAT, "too many bytes of documents");
    store->loaded += file->size;
    if (file->kept.data)
        return buf_append(into, file->kept) ? 0 : error_no_memory(error);
    if (store->kind == STORE_COMPRESSED)
        return error_set(error, VETO_ERROR_FORMAT, "not a JSON document");
    cleanup(close_fd) int own = -1;
    int failed = open_own(store, file, &own);
    if (failed < 0)
        return error_errno(error, -failed, "cannot be opened");
    char *room = buf_reserve(into, (size_t)file->size);
    if (!room)
        return error_no_memory(error);
    ssize_t got =
            file_pread_full(own >= 0 ? own : store->fd, room, (size_t)file->size, file->offset);
    if (got < 0)
        return error_errno(error, (int)-got, "cannot be read");
    into->len += (size_t)got;
    return 0;
}

int store_reader_open(struct store_reader *reader, const struct store *store,
                      const struct store_file *file, struct unit_sink *sink,
                      const struct veto_origin *origin)
{
    if (file->is_inline) {
        reader->fd = -1;
        reader->kept = reader_with_head(file->kept, NULL);
        reader->content = &reader->kept.base;
        return 0;
    }
    int failed = open_own(store, file, &reader->fd);
    if (failed < 0) {
        problem_add(sink, VETO_PROBLEM_UNREAD, origin, "cannot be opened: %s", strerror(-failed));
        return -1;
    }
    reader->file = reader_of_file(reader->fd >= 0 ? reader->fd : store->fd, file->offset,
                                  file->size, sink, origin);
    reader->content = &reader->file.base;
    return 0;
}

void store_reader_close(struct store_reader *reader)
{
    if (reader->fd >= 0)
        close(reader->fd);
}
