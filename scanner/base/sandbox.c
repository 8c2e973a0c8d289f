/* SPDX-License-Identifier: Apache-2.0 */
#include "base/sandbox.h"

#if defined(__linux__) && !defined(VETO_PORTABLE)

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/macro.h"

/* ---- Landlock, as the kernel has it; headers of distributions are older than their kernels ---- */

enum { CREATE_RULESET = 444, ADD_RULE = 445, RESTRICT_SELF = 446, VERSION_FLAG = 1, PATH_RULE = 1 };

#define MAY_EXECUTE (UINT64_C(1) << 0)
#define MAY_WRITE_FILE (UINT64_C(1) << 1)
#define MAY_READ_FILE (UINT64_C(1) << 2)
#define MAY_READ_FOLDER (UINT64_C(1) << 3)
#define MAY_REMOVE_FILE (UINT64_C(1) << 5)
#define MAY_MAKE_FILE (UINT64_C(1) << 8)
#define MAY_TRUNCATE (UINT64_C(1) << 14)
#define MAY_BIND_AND_CONNECT UINT64_C(3)
#define SCOPES UINT64_C(3) /* abstract sockets, signals */

struct ruleset {
    uint64_t files, network, scopes;
};

struct path_rule {
    uint64_t allowed;
    int32_t parent;
} __attribute__((packed));

/* All rights over files that an ABI knows: a bit more with most of them. */
static uint64_t all_file_rights(int abi)
{
    static const int bits[] = { 0, 13, 14, 15, 15, 16 };
    int known = bits[MIN((size_t)abi, ARRAY_SIZE(bits) - 1)];
    return (UINT64_C(1) << known) - 1;
}

static uint64_t rights_of(enum sandbox_right right)
{
    switch (right) {
    case SANDBOX_READ:
        return MAY_READ_FILE | MAY_READ_FOLDER;
    case SANDBOX_WRITE:
        return MAY_READ_FILE | MAY_READ_FOLDER | MAY_WRITE_FILE | MAY_REMOVE_FILE |
               MAY_MAKE_FILE | MAY_TRUNCATE;
    case SANDBOX_EXECUTE:
        return MAY_READ_FILE | MAY_READ_FOLDER | MAY_EXECUTE;
    }
    return 0;
}

static int grant(int ruleset, const struct sandbox_grant *wanted, uint64_t known)
{
    struct stat status;
    cleanup(close_fd) int fd = open(wanted->path, O_PATH | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &status) < 0)
        return 0;
    uint64_t allowed = rights_of(wanted->right) & known;
    if (!S_ISDIR(status.st_mode))
        allowed &= MAY_READ_FILE | MAY_WRITE_FILE | MAY_EXECUTE | MAY_TRUNCATE;
    struct path_rule rule = { .allowed = allowed, .parent = fd };
    return syscall(ADD_RULE, ruleset, PATH_RULE, &rule, 0) < 0 ? -1 : 0;
}

static int restrict_files(const struct sandbox_grant *grants, size_t count, int abi,
                          struct veto_error *error)
{
    struct ruleset rights = {
        .files = all_file_rights(abi),
        .network = abi >= 4 ? MAY_BIND_AND_CONNECT : 0,
        .scopes = abi >= 6 ? SCOPES : 0,
    };
    size_t size = abi >= 6   ? sizeof(rights)
                  : abi >= 4 ? offsetof(struct ruleset, scopes)
                             : offsetof(struct ruleset, network);
    cleanup(close_fd) int ruleset = (int)syscall(CREATE_RULESET, &rights, size, 0);
    if (ruleset < 0)
        return error_errno(error, errno, "sandbox: Landlock");
    for (size_t i = 0; i < count; i++)
        if (grant(ruleset, &grants[i], rights.files) < 0)
            return error_errno(error, errno, "sandbox: %s", grants[i].path);
    if (syscall(RESTRICT_SELF, ruleset, 0) < 0)
        return error_errno(error, errno, "sandbox: Landlock");
    return 0;
}

/* ---- System calls ---------------------------------------------------------------------------- */

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#ifdef ARCHITECTURE
#define REFUSE(number)                                                                             \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (number), 0, 1),                                           \
            BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)

/*
 * Connections, the ways around them, and other processes. Refused, not killed: a new libc may try
 * what an old one did not.
 */
static bool refuse_connections(void)
{
    static const struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        REFUSE(__NR_socket),
        REFUSE(__NR_connect),
        REFUSE(425), /* io_uring_setup */
        REFUSE(__NR_ptrace),
        REFUSE(__NR_process_vm_readv),
        REFUSE(__NR_process_vm_writev),
        REFUSE(__NR_bpf),
        REFUSE(__NR_userfaultfd),
        REFUSE(__NR_keyctl),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const struct sock_fprog program = { .len = ARRAY_SIZE(filter),
                                        .filter = (struct sock_filter *)filter };
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}
#else
static bool refuse_connections(void)
{
    return false;
}
#endif

/* A core file would hold what is secret in the scanned bytes. */
static void leave_no_core(void)
{
    const struct rlimit none = { 0, 0 };
    setrlimit(RLIMIT_CORE, &none);
}

int sandbox_enter(const struct sandbox_grant *grants, size_t count, struct sandbox_report *report,
                  struct veto_error *error)
{
    *report = (struct sandbox_report){ .files = false };
    leave_no_core();
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
        return error_errno(error, errno, "sandbox: no new privileges");
    long abi = syscall(CREATE_RULESET, NULL, 0, VERSION_FLAG);
    report->landlock_abi = abi > 0 ? (int)abi : 0;
    if (abi > 0 && restrict_files(grants, count, (int)abi, error) < 0)
        return -1;
    report->files = abi > 0;
    report->connections = refuse_connections();
    return 0;
}

#else

int sandbox_enter(const struct sandbox_grant *grants, size_t count, struct sandbox_report *report,
                  struct veto_error *error)
{
    (void)grants;
    (void)count;
    (void)error;
    *report = (struct sandbox_report){ .files = false };
    return 0;
}

#endif
