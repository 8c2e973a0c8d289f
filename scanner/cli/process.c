/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/process.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/message.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif
#if defined(__linux__) && !defined(VETO_PORTABLE)
#include <sys/prctl.h>
#define HAVE_PRCTL 1
#endif

static void forbid_core_dumps(void)
{
    struct rlimit none = { 0, 0 };
    setrlimit(RLIMIT_CORE, &none);
    /* The limit does not bind a handler that cores are piped to. Leak checkers must look. */
#if defined(HAVE_PRCTL) && !defined(VETO_SANITIZED)
    prctl(PR_SET_DUMPABLE, 0);
#endif
}

/* Big buffers are used again: to map and clear them each time costs more than the reading. */
static void keep_memory(void)
{
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, 32 << 20);
    mallopt(M_TRIM_THRESHOLD, 256 << 20);
    mallopt(M_ARENA_MAX, 4);
#endif
}

/* Else the first file that is opened would become what is printed to. */
static void fill_standard_files(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        /* Opened the wrong way round, so that using it fails as it would have. */
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
            open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
    }
}

void process_prepare(void)
{
    fill_standard_files();
    forbid_core_dumps();
    keep_memory();
    setlocale(LC_CTYPE, "C.UTF-8");
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}

bool process_reader_is_gone(void)
{
    struct pollfd output = { .fd = STDOUT_FILENO, .events = POLLOUT };
    return poll(&output, 1, 0) > 0 && (output.revents & (POLLERR | POLLHUP));
}

int process_finish(int status)
{
    errno = 0;
    bool written = fflush(stdout) == 0;
    int reason = errno;
    if ((written && !ferror(stdout)) || process_reader_is_gone())
        return status;
    message("could not write to standard output%s%s", reason ? ": " : "",
            reason ? strerror(reason) : "");
    return status == EXIT_CLEAN ? EXIT_INCOMPLETE : status;
}
