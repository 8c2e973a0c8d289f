/* SPDX-License-Identifier: Apache-2.0 */
#include "source/repository.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "base/cleanup.h"

static bool is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* Does the folder `path[0..len)` hold a `.git`, folder or file? */
static bool is_root(const char *path, size_t len)
{
    char *marker = NULL;
    if (asprintf(&marker, "%.*s/.git", (int)len, path) < 0)
        return false;
    bool found = access(marker, F_OK) == 0;
    free(marker);
    return found;
}

/* The folder of `path`, absolute, and how much of it is the root's name: 0 where there is none. NULL
 * where there is no such path. Caller frees. */
static char *find_root(const char *path, size_t *len)
{
    char *full = realpath(path, NULL);
    if (!full)
        return NULL;
    if (!is_folder(full))
        *strrchr(full, '/') = '\0';
    *len = strlen(full);
    while (*len > 0 && !is_root(full, *len))
        do
            --*len;
        while (*len > 0 && full[*len] != '/');
    return full;
}

void repository_root(struct buf *to, const char *path)
{
    size_t len;
    cleanup(free_ptr) char *full = find_root(path, &len);
    if (full)
        buf_append(to, (struct span) { full, len });
}

void repository_prefix(struct buf *to, const char *path)
{
    size_t len;
    cleanup(free_ptr) char *full = find_root(path, &len);
    if (!full)
        return;
    size_t whole = strlen(full);
    if (len > 0 && len < whole)
        buf_append_text(to, full + len + 1);
}
