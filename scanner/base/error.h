/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One way to fail: fill the caller's struct veto_error, return a negative number. An error is made
 * where it happens and wrapped once on the way up, where something useful is known
 * (`rules/aws.yaml:12: pattern: unmatched parenthesis`). All of these accept a NULL error.
 */
#ifndef VETO_BASE_ERROR_H
#define VETO_BASE_ERROR_H

#include "base/macro.h"
#include "veto/veto.h"

/* Always returns -1, so that `return error_set(…)` reads well. */
int error_set(struct veto_error *error, enum veto_error_code code, const char *format, ...)
        printf_like(3, 4);
/* As error_set with VETO_ERROR_IO and the text of `saved_errno` behind the message. */
int error_errno(struct veto_error *error, int saved_errno, const char *format, ...)
        printf_like(3, 4);
/* Put `prefix: ` before the message that is there. Returns -1. */
int error_wrap(struct veto_error *error, const char *format, ...) printf_like(2, 3);
int error_no_memory(struct veto_error *error);

#endif
