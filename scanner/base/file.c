/* SPDX-License-Identifier: Apache-2.0 */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"

#if defined(__linux__) && !defined(VETO_PORTABLE)
#include <linux/openat2.h>
#include <sys/syscall.h>
#define HAVE_OPENAT2 1
#endif

enum { LINKS_MAX = 40 }; /* one after the other, as the kernel follows them */

/* From `*offset` on, or where it is NULL from where the file stands. */
static ssize_t read_full(int fd, char *into, size_t len, const uint64_t *offset)
{
    size_t got = 0;
    while (got < len) {
        ssize_t n = offset ? pread(fd, into + got, len - got, (off_t)(*offset + got))
                           : read(fd, into + got, len - got);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -errno;
        if (n == 0)
            break;
        got += (size_t)n;
    }
    return (ssize_t)got;
}

ssize_t file_read_full(int fd, char *into, size_t len)
{
    return read_full(fd, into, len, NULL);
}

ssize_t file_pread_full(int fd, char *into, size_t len, uint64_t offset)
{
    return read_full(fd, into, len, &offset);
}

/* Is there more in `fd`? One byte is read to know. */
static bool has_more(int fd)
{
    char next;
    return file_read_full(fd, &next, 1) > 0;
}

int file_read_all(int fd, struct buf *into, struct veto_error *error)
{
    for (size_t chunk = 64 * 1024;; chunk = MIN(chunk * 2, (size_t)1 << 22)) {
        size_t wanted = MIN(chunk, into->ceiling - into->len);
        if (wanted == 0 && !has_more(fd))
            return 0;
        char *room = wanted ? buf_reserve(into, wanted) : NULL;
        if (!room)
            return error_set(error, VETO_ERROR_MEMORY, "larger than %zu bytes", into->ceiling);
        ssize_t n = file_read_full(fd, room, wanted);
        if (n < 0)
            return error_errno(error, (int)-n, "cannot read");
        into->len += (size_t)n;
        into->data[into->len] = '\0';
        if ((size_t)n < wanted)
            return 0;
    }
}

int file_load(const char *path, struct buf *into, struct veto_error *error)
{
    cleanup(close_fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return error_errno(error, errno, "%s", path);
    if (file_read_all(fd, into, error) < 0)
        return error_wrap(error, "%s", path);
    return 0;
}

/* The way without openat2: folder by folder, and through no link at all. */
static int open_by_steps(int dir, const char *path, int flags)
{
    cleanup(close_fd) int folder = -1;
    for (;;) {
        char name[NAME_MAX + 1] = "";
        size_t len = strcspn(path, "/");
        if (len == 0 || (len == 2 && memcmp(path, "..", 2) == 0))
            return -EXDEV;
        if (len > NAME_MAX)
            return -ENAMETOOLONG;
        memcpy(name, path, len);
        path += len + strspn(path + len, "/");
        bool is_last = *path == '\0';
        int fd = openat(folder >= 0 ? folder : dir, name,
                        is_last ? flags : O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (fd < 0 || is_last)
            return fd < 0 ? -errno : fd;
        close_fd(&folder);
        folder = fd;
    }
}

int file_open_beneath(int dir, const char *path)
{
    int flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
#ifdef HAVE_OPENAT2
    /* Only a path of several components can leave `dir` by a link on its way. */
    if (strchr(path, '/')) {
        struct open_how how = { .flags = (uint64_t)flags,
                                .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS };
        long fd = syscall(SYS_openat2, dir, path, &how, sizeof(how));
        if (fd >= 0 || (errno != ENOSYS && errno != EPERM && errno != EINVAL))
            return fd >= 0 ? (int)fd : -errno;
    }
#endif
    return open_by_steps(dir, path, flags);
}

/* In a folder where anybody may put one, like /tmp, only by whoever owns that or runs this. */
static bool is_trusted_link(const char *path, size_t folder_len)
{
    struct stat link, folder;
    char *name = folder_len ? strndup(path, folder_len) : strdup(".");
    bool known = name && lstat(path, &link) == 0 && stat(name, &folder) == 0;
    free(name);
    return known && (!(folder.st_mode & S_IWOTH) || link.st_uid == geteuid() ||
                     link.st_uid == folder.st_uid);
}

/* Where the link at `path` leads, seen from where `path` is; NULL where it is none. */
static char *follow(const char *path)
{
    char to[PATH_MAX];
    char *joined = NULL;
    const char *slash = strrchr(path, '/');
    size_t folder = slash ? (size_t)(slash - path) + 1 : 0;
    ssize_t len = readlink(path, to, sizeof(to) - 1);
    if (len <= 0 || !is_trusted_link(path, folder))
        return NULL;
    to[len] = '\0';
    if (to[0] == '/')
        folder = 0;
    return asprintf(&joined, "%.*s%s", (int)folder, path, to) < 0 ? NULL : joined;
}

char *file_output_target(const char *path)
{
    char *at = strdup(path);
    for (int links = 0; at && links < LINKS_MAX; links++) {
        char *next = follow(at);
        if (!next)
            break;
        free(at);
        at = next;
    }
    return at;
}

/* As a file is made: mkstemp makes 0600. */
static mode_t usual_mode(void)
{
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

/* Of another group, those of that group may do what all others may. */
static void keep_mode(int fd, const struct stat *existing)
{
    mode_t mode = existing->st_mode & 0777;
    bool same = fchown(fd, existing->st_uid, existing->st_gid) == 0 ||
                fchown(fd, (uid_t)-1, existing->st_gid) == 0;
    if (!same)
        mode = (mode & ~(mode_t)S_IRWXG) | (mode & S_IRWXO) << 3;
    fchmod(fd, mode);
}

static int open_temporary(struct file_output *out)
{
    struct stat existing;
    if (asprintf(&out->temporary, "%s.XXXXXX", out->path) < 0) {
        out->temporary = NULL;
        return -ENOMEM;
    }
    int fd = mkstemp(out->temporary);
    if (fd < 0) {
        int reason = errno;
        free(take_ptr(&out->temporary));
        return -reason;
    }
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    if (lstat(out->path, &existing) == 0 && S_ISREG(existing.st_mode))
        keep_mode(fd, &existing);
    else
        fchmod(fd, usual_mode());
    return fd;
}

int file_output_open(struct file_output *out, const char *path, struct veto_error *error)
{
    struct stat existing;
    bool exists = stat(path, &existing) == 0, is_file = !exists || S_ISREG(existing.st_mode);
    if (!exists && errno == ELOOP)
        return error_errno(error, ELOOP, "%s", path);
    if (exists && S_ISDIR(existing.st_mode))
        return error_set(error, VETO_ERROR_IO, "%s: is a folder", path);
    *out = (struct file_output) { .path = is_file ? file_output_target(path) : strdup(path) };
    if (!out->path)
        return error_no_memory(error);
    int fd = is_file ? open_temporary(out) : open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    int reason = !is_file && fd < 0 ? errno : -fd;
    if (fd >= 0) {
        out->stream = fdopen(fd, "w");
        reason = errno;
        if (!out->stream)
            close(fd);
    }
    if (out->stream)
        return 0;
    file_output_abort(out);
    return error_errno(error, reason, "%s", path);
}

int file_output_commit(struct file_output *out, struct veto_error *error)
{
    errno = 0;
    bool written = fflush(out->stream) == 0 && !ferror(out->stream);
    int reason = errno ? errno : EIO;
    if (fclose(take_ptr(&out->stream)) != 0 && written) {
        reason = errno;
        written = false;
    }
    if (written && (!out->temporary || rename(out->temporary, out->path) == 0)) {
        free(take_ptr(&out->temporary));
        free(take_ptr(&out->path));
        return 0;
    }
    if (written)
        reason = errno;
    error_errno(error, reason, "%s", out->path);
    file_output_abort(out);
    return -1;
}

void file_output_abort(struct file_output *out)
{
    if (out->stream)
        fclose(out->stream);
    if (out->temporary)
        unlink(out->temporary);
    free(out->temporary);
    free(out->path);
    *out = (struct file_output){ 0 };
}

int file_lock_folder(const char *path)
{
    char *target = file_output_target(path), *slash = target ? strrchr(target, '/') : NULL;
    if (slash)
        slash[1] = '\0';
    int fd = target ? open(slash ? target : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    int locked = -1;
    free(target);
    while (fd >= 0 && (locked = flock(fd, LOCK_EX)) < 0 && errno == EINTR)
        ;
    if (locked < 0)
        close_fd(&fd);
    return locked < 0 ? -1 : fd;
}

char *file_cache_folder(void)
{
    const char *base = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    char *folder = NULL;
    int len = -1;
    if (base && base[0] == '/')
        len = asprintf(&folder, "%s/veto", base);
    else if (home && home[0] == '/')
        len = asprintf(&folder, "%s/.cache/veto", home);
    if (len < 0)
        return NULL;
    char *last = strrchr(folder, '/');
    *last = '\0';
    mkdir(folder, 0700);
    *last = '/';
    if (mkdir(folder, 0700) < 0 && errno != EEXIST) {
        free(folder);
        return NULL;
    }
    return folder;
}
