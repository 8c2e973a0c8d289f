/* SPDX-License-Identifier: Apache-2.0 */
#include "authoring/ordinary_text.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

/* Each folder gives as much, so that one language does not speak for all. */
enum {
    FOLDER_BYTES = 2 * 1024 * 1024,
    FILE_BYTES = 512 * 1024,
    MAX_UNITS = 4096,
    MAX_DEPTH = 4,
    ARENA_BYTES = 32 * 1024 * 1024,
};

static const char *const folders[] = { "/usr/include", "/usr/lib/python3", "/usr/share/perl",
                                       "/usr/share/perl5", "/usr/share/doc", "/usr/share/cmake-3.25" };

struct gathering {
    struct ordinary_text *text;
    uint64_t left; /* bytes of this folder */
};

static void add_bytes(struct gathering *gathering, const char *path, struct span bytes)
{
    struct ordinary_text *text = gathering->text;
    struct veto_origin *origin = ARENA_NEW(&text->arena, struct veto_origin);
    const char *name = arena_strndup(&text->arena, path, strlen(path));
    if (!origin || !name || memchr(bytes.data, '\0', bytes.len))
        return;
    *origin = (struct veto_origin){ .kind = VETO_ORIGIN_FILE, .name = { name, strlen(name) } };
    struct unit *unit = &text->units[text->count++];
    *unit = unit_whole(bytes, origin);
    unit->kinds = kind_of(span_of(name), bytes);
    text->bytes += bytes.len;
    gathering->left -= bytes.len;
}

static void add_file(struct gathering *gathering, int folder, const char *name, const char *path)
{
    struct stat status;
    int fd = file_open_beneath(folder, name);
    if (fd < 0)
        return;
    if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0 &&
        status.st_size <= FILE_BYTES && (uint64_t)status.st_size <= gathering->left) {
        char *bytes = arena_alloc(&gathering->text->arena, (size_t)status.st_size);
        ssize_t len = bytes ? file_read_full(fd, bytes, (size_t)status.st_size) : -1;
        if (len > 0)
            add_bytes(gathering, path, (struct span){ bytes, (size_t)len });
    }
    close(fd);
}

static void add_folder(struct gathering *gathering, const char *path, int depth)
{
    struct dirent **entries = NULL;
    int count = depth <= MAX_DEPTH ? scandir(path, &entries, NULL, alphasort) : 0;
    int folder = count > 0 ? open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    for (int i = 0; i < count; i++) {
        char below[4096];
        struct stat status;
        bool named = snprintf(below, sizeof(below), "%s/%s", path, entries[i]->d_name) <
                     (int)sizeof(below);
        if (named && entries[i]->d_name[0] != '.' && folder >= 0 && gathering->left > 0 &&
            gathering->text->count < MAX_UNITS &&
            fstatat(folder, entries[i]->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0) {
            if (S_ISDIR(status.st_mode))
                add_folder(gathering, below, depth + 1);
            else
                add_file(gathering, folder, entries[i]->d_name, below);
        }
        free(entries[i]);
    }
    free(entries);
    if (folder >= 0)
        close(folder);
}

int ordinary_text_load(struct ordinary_text *text, struct veto_error *error)
{
    *text = (struct ordinary_text){ .arena = arena_make(ARENA_BYTES, false) };
    text->units = ARENA_ARRAY(&text->arena, MAX_UNITS, struct unit);
    if (!text->units)
        return error_no_memory(error);
    for (size_t i = 0; i < ARRAY_SIZE(folders); i++) {
        struct gathering gathering = { text, FOLDER_BYTES };
        add_folder(&gathering, folders[i], 0);
    }
    return 0;
}

void ordinary_text_release(struct ordinary_text *text)
{
    arena_release(&text->arena);
}
