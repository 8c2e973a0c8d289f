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

void repository_prefix(struct buf *to, const char *path)
{
    cleanup(free_ptr) char *full = realpath(path, NULL);
    if (!full)
        return;
    if (!is_folder(full))
        *strrchr(full, '/') = '\0';
    size_t whole = strlen(full), len = whole;
    while (len > 0 && !is_root(full, len))
        do
            len--;
        while (len > 0 && full[len] != '/');
    if (len > 0 && len < whole)
        buf_append_text(to, full + len + 1);
}
