/* SPDX-License-Identifier: Apache-2.0 */
/* What single commands do, as far as checks ask. */
#ifndef VETO_AUDIT_LIFT_SHELL_COMMAND_H
#define VETO_AUDIT_LIFT_SHELL_COMMAND_H

#include "audit/lift/put.h"
#include "doc/shell.h"

/* Letters of options that take a value, for programs whose flags checks look at. */
const char *shell_options_with_value(struct span program);
bool shell_is_build_tool(struct span package);
bool shell_is_download(const struct shell_command *command);
/* A loopback, private or single-label host. */
bool shell_is_local_url(struct span url);
/*
 * What the command writes is run: piped to an interpreter, or a word of `eval`, `source`, `sh -c`.
 */
bool shell_is_executed(const struct shell_command *command);
/* Tests a checksum or a signature. */
bool shell_is_verification(const struct shell_command *command);
/* Unpacks, installs or makes runnable what was fetched. */
bool shell_is_unpacking(const struct shell_command *command);
/* Writes into apt's configuration that recommended packages are left. */
bool shell_turns_recommends_off(const struct shell_command *command);
/* worldWritable, setuid, literalPassword, credentialsInUrl: where they hold. */
void shell_command_facts(struct put *put, struct node *object, const struct shell_command *command,
                         struct place at);

#endif
