/* SPDX-License-Identifier: Apache-2.0 */
/* What `veto explain` prints, beside the choice of what is meant. Statuses are those of the program. */
#ifndef VETO_CLI_EXPLAIN_H
#define VETO_CLI_EXPLAIN_H

#include "cli/options.h"
#include "veto/veto.h"

/* `name        text`, wrapped; nothing where the text is empty. Only printable characters come out. */
void explain_field(const char *name, const char *text);

int explain_rule(const struct veto_rules *rules, const struct veto_rule *rule);
/*
 * Everything that a scan of the file finds on that line or judges away there; only what that rule
 * says, unless it is NULL. `*shown` counts it.
 */
int explain_place(const struct settings *settings, const char *path, uint32_t line,
                  const char *rule, size_t *shown);

#endif
