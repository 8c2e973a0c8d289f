/* SPDX-License-Identifier: Apache-2.0 */
#include "run/policy_place.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "source/repository.h"

enum { PATH_CEILING = 64 * 1024 };

static const char file_name[] = "veto.yaml";

static bool is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static bool is_here(const struct buf *folder)
{
    struct stat there, here;
    return stat(folder->data, &there) == 0 && stat(".", &here) == 0 &&
           there.st_dev == here.st_dev && there.st_ino == here.st_ino;
}

/* The folder in which to look: the root of the repository, else the folder itself, else this one.
 */
static void append_folder(struct buf *to, const char *target)
{
    bool folder = target && is_folder(target);
    if (target)
        repository_root(to, target);
    if (to->len == 0 && !folder)
        repository_root(to, ".");
    if (to->len == 0)
        buf_append_text(to, folder ? target : ".");
    /* Nobody wants to read all of a path that the file lies in beside him. */
    if (to->data && is_here(to))
        buf_clear(to);
    else if (!span_ends(buf_span(to), SPAN("/")))
        buf_append_char(to, '/');
}

int policy_place_make(char **path, const char *target, struct veto_error *error)
{
    cleanup(buf_release) struct buf text = buf_make(PATH_CEILING);
    append_folder(&text, target);
    buf_append_text(&text, file_name);
    *path = text.failed ? NULL : strdup(text.data);
    return *path ? 0 : error_no_memory(error);
}

int policy_place_find(char **path, const char *target, struct veto_error *error)
{
    cleanup(free_ptr) char *place = NULL;
    struct stat status;
    *path = NULL;
    if (policy_place_make(&place, target, error) < 0)
        return -1;
    /* A link that leads nowhere is a policy that cannot be read, not none. */
    if (lstat(place, &status) < 0)
        return errno == ENOENT ? 0 : error_errno(error, errno, "%s", place);
    *path = take_ptr(&place);
    return 0;
}

/* The root of the repository that holds the policy, else its folder. The file itself may be a link.
 */
static void append_root(struct buf *to, const char *policy)
{
    const char *slash = strrchr(policy, '/');
    cleanup(free_ptr) char *folder =
            slash ? strndup(policy, (size_t)(slash - policy) + 1) : strdup(".");
    if (folder)
        repository_root(to, folder);
    if (!folder || to->len)
        return;
    cleanup(free_ptr) char *full = realpath(folder, NULL);
    buf_append_text(to, full && full[1] ? full : "");
}

void policy_place_append_logical(struct buf *to, const char *path, const char *policy)
{
    cleanup(buf_release) struct buf root = buf_make(PATH_CEILING);
    cleanup(free_ptr) char *full = realpath(path, NULL);
    append_root(&root, policy);
    buf_append_char(&root, '/');
    if (!root.failed && full && span_starts(span_of(full), buf_span(&root)))
        buf_append_text(to, full + root.len);
}
