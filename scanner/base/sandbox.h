/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Giving up rights before foreign bytes are read: no new privileges, no core files, files beneath
 * the granted paths alone (Landlock), no sockets, no looking into other processes (seccomp). What
 * the kernel cannot do is left out, and told.
 *
 * Rights are a thread's own and are inherited: call this before threads are started. There is no
 * way back.
 */
#ifndef VETO_BASE_SANDBOX_H
#define VETO_BASE_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

enum sandbox_right {
    SANDBOX_READ,    /* files and folders */
    SANDBOX_WRITE,   /* the same, and what is made and replaced there */
    SANDBOX_EXECUTE, /* read, and run programs */
};

struct sandbox_grant {
    const char *path; /* a file or a folder; one that is absent grants nothing */
    enum sandbox_right right;
};

/* What is in force afterwards. */
struct sandbox_report {
    bool files;       /* Landlock holds */
    bool connections; /* sockets are refused */
    int landlock_abi; /* 0: the kernel has none */
};

/* Negative where the kernel has the means and they fail all the same; nothing is undone then. */
int sandbox_enter(const struct sandbox_grant *grants, size_t count, struct sandbox_report *report,
                  struct veto_error *error);

#endif
