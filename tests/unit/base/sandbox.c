/* SPDX-License-Identifier: Apache-2.0 */
#include "base/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unit/test.h"

/* What a confined process could do, a bit each. */
enum {
    COULD_READ_INSIDE = 1,
    COULD_READ_OUTSIDE = 2,
    COULD_MAKE_INSIDE = 4,
    COULD_MAKE_OUTSIDE = 8,
    COULD_CONNECT = 16,
    HAS_FILES = 32,
    HAS_CONNECTIONS = 64,
};

static bool could_open(const char *path, int flags)
{
    int fd = open(path, flags | O_CLOEXEC, 0600);
    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

static int attempt(const char *folder)
{
    char made[256];
    struct sandbox_report report;
    const struct sandbox_grant grants[] = {
        { "/etc/passwd", SANDBOX_READ },
        { folder, SANDBOX_WRITE },
        { "/nowhere/at/all", SANDBOX_READ },
    };
    struct veto_error error;
    if (sandbox_enter(grants, 3, &report, &error) < 0)
        return 255;
    snprintf(made, sizeof(made), "%s/made", folder);
    int could = report.files * HAS_FILES + report.connections * HAS_CONNECTIONS;
    could |= could_open("/etc/passwd", O_RDONLY) * COULD_READ_INSIDE;
    could |= could_open("/etc/group", O_RDONLY) * COULD_READ_OUTSIDE;
    could |= could_open(made, O_WRONLY | O_CREAT) * COULD_MAKE_INSIDE;
    could |= could_open("/tmp/veto-sandbox-outside", O_WRONLY | O_CREAT) * COULD_MAKE_OUTSIDE;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    return could | (fd >= 0) * COULD_CONNECT;
}

static void keeps_what_is_granted_and_nothing_else(void **state)
{
    (void)state;
    char folder[] = "/tmp/veto-sandbox-XXXXXX", made[64];
    assert_non_null(mkdtemp(folder));
    pid_t pid = fork();
    if (pid == 0)
        _exit(attempt(folder));
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    snprintf(made, sizeof(made), "%s/made", folder);
    unlink(made);
    rmdir(folder);
    unlink("/tmp/veto-sandbox-outside");
    assert_true(WIFEXITED(status));
    int could = WEXITSTATUS(status);
    assert_int_not_equal(could, 255);
    assert_true(could & COULD_READ_INSIDE);
    assert_true(could & COULD_MAKE_INSIDE);
    if (could & HAS_FILES)
        assert_false(could & (COULD_READ_OUTSIDE | COULD_MAKE_OUTSIDE));
    if (could & HAS_CONNECTIONS)
        assert_false(could & COULD_CONNECT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_what_is_granted_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
