/* SPDX-License-Identifier: Apache-2.0 */
/* One option's value, from text into its field of the settings. */
#ifndef VETO_CLI_VALUE_H
#define VETO_CLI_VALUE_H

#include "base/error.h"
#include "cli/options.h"

/*
 * Lists grow by `text`, split at the option's separator. The settings are as they were where this
 * fails; the message does not name the option, which may have come from anywhere.
 */
int value_set(struct settings *settings, const struct option *option, const char *text,
              struct veto_error *error);
int text_list_add(struct settings *settings, struct text_list *list, const char *text,
                  struct veto_error *error);

#endif
