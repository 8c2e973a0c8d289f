/* SPDX-License-Identifier: Apache-2.0 */
#include "base/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/span.h"

/* In the child: only async-signal-safe calls between fork and exec. */
static void become(const char *program, const char *const *arguments,
                   const char *const *environment, const char *folder, int output, int null)
{
    if (folder && chdir(folder) < 0)
        _exit(127);
    if (dup2(null, 0) < 0 || dup2(output, 1) < 0 || dup2(null, 2) < 0)
        _exit(127);
    signal(SIGINT, SIG_IGN);
    execve(program, (char *const *)arguments, (char *const *)environment);
    _exit(127);
}

/* The first executable file of that name in PATH. Caller frees. */
static char *find_program(const char *name)
{
    const char *path = getenv("PATH");
    struct span rest = span_of(path ? path : "/usr/bin:/bin"), folder;
    while (span_next_field(&rest, ':', &folder)) {
        char *full = NULL;
        if (folder.len == 0 || folder.data[0] != '/')
            continue;
        if (asprintf(&full, "%.*s/%s", (int)folder.len, folder.data, name) < 0)
            return NULL;
        if (access(full, X_OK) == 0)
            return full;
        free(full);
    }
    return NULL;
}

int child_start(struct child *child, const char *const *arguments, const char *const *environment,
                const char *folder, struct veto_error *error)
{
    cleanup(free_ptr) char *program = find_program(arguments[0]);
    if (!program)
        return error_set(error, VETO_ERROR_UNSUPPORTED, "%s: not installed", arguments[0]);
    cleanup(close_fd) int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    int ends[2];
    if (null < 0 || pipe2(ends, O_CLOEXEC) < 0)
        return error_errno(error, errno, "%s", arguments[0]);
    cleanup(close_fd) int read_end = ends[0];
    cleanup(close_fd) int write_end = ends[1];

    pid_t pid = fork();
    if (pid < 0)
        return error_errno(error, errno, "%s", arguments[0]);
    if (pid == 0)
        become(program, arguments, environment, folder, write_end, null);
    *child = (struct child){ .pid = pid, .output = take_fd(&read_end) };
    return 0;
}

int child_finish(struct child *child)
{
    int status;
    close(child->output);
    while (waitpid(child->pid, &status, 0) < 0)
        if (errno != EINTR)
            return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void child_kill(struct child *child)
{
    kill(child->pid, SIGKILL);
    child_finish(child);
}
