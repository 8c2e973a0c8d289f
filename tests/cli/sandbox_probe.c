/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Loaded into the program (LD_PRELOAD): when the scan is over, it tries from within the confined
 * process what such a process must not be able to do, and writes to file descriptor 9 what came of
 * it, a line each: a name, and "can" or "cannot".
 *
 * PROBE_READ_INSIDE, PROBE_READ_OUTSIDE, PROBE_MAKE_OUTSIDE: paths to try; PROBE_PORT: a port of
 * this machine where somebody listens.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { REPORT = 9 };

static int early_socket = -1;

__attribute__((constructor)) static void before(void)
{
    early_socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

static void tell(const char *name, bool can)
{
    char line[128];
    int len = snprintf(line, sizeof(line), "%s %s\n", name, can ? "can" : "cannot");
    if (write(REPORT, line, (size_t)len) != len)
        abort();
}

static bool can_open(const char *variable, int flags)
{
    const char *path = getenv(variable);
    int fd = path ? open(path, flags | O_CLOEXEC, 0600) : -1;
    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

static bool can_connect(int fd)
{
    const char *port = getenv("PROBE_PORT");
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_port = htons((uint16_t)atoi(port ? port : "0")),
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    return fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0;
}

/* As a worker would: threads have the rights of the one that started them. */
static void *try_all(void *unused)
{
    (void)unused;
    tell("read-inside", can_open("PROBE_READ_INSIDE", O_RDONLY));
    tell("read-outside", can_open("PROBE_READ_OUTSIDE", O_RDONLY));
    tell("make-outside", can_open("PROBE_MAKE_OUTSIDE", O_WRONLY | O_CREAT));
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    tell("socket", fd >= 0);
    tell("local-socket", socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0) >= 0);
    tell("connect", can_connect(fd) || can_connect(early_socket));
    tell("gain-privileges", prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1);
    return NULL;
}

__attribute__((destructor)) static void after(void)
{
    pthread_t thread;
    if (fcntl(REPORT, F_GETFD) < 0)
        return;
    if (pthread_create(&thread, NULL, try_all, NULL) == 0)
        pthread_join(thread, NULL);
    tell("end", true);
}
