/* SPDX-License-Identifier: Apache-2.0 */
/* Examples of rules as they may be shown. */
#ifndef VETO_AUTHORING_SHOWN_EXAMPLE_H
#define VETO_AUTHORING_SHOWN_EXAMPLE_H

#include "base/buf.h"
#include "run/rules.h"

/* Appends the example with what any rule matches in it redacted; `*certain` says that its own did. */
int shown_example(const struct veto_rules *rules, const struct rule *rule, const char *example,
                  struct buf *to, bool *certain, struct veto_error *error);

#endif
