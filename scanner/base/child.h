/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Another program, run with an environment of our choosing and read from. The only fork in the
 * house. Standard input and error of the child are /dev/null.
 */
#ifndef VETO_BASE_CHILD_H
#define VETO_BASE_CHILD_H

#include <sys/types.h>

#include "base/error.h"

struct child {
    pid_t pid;
    int output; /* read end of the child's standard output */
};

/* `arguments` and `environment` end in NULL; the program is looked up in PATH of *this* process. */
int child_start(struct child *child, const char *const *arguments, const char *const *environment,
                const char *folder, struct veto_error *error);
/* Closes the pipe, waits. The exit status, 128 + signal, or negative. */
int child_finish(struct child *child);
/* Ends a child that is no longer wanted. */
void child_kill(struct child *child);

#endif
