/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A command is one file that defines one `const struct command`, and one row in command.c. `run`
 * gets settings that are parsed and right, and returns the status that the program ends with;
 * whatever went wrong it has told the user already.
 */
#ifndef VETO_CLI_COMMAND_H
#define VETO_CLI_COMMAND_H

#include "base/error.h"
#include "cli/options.h"

/* How the program ends; what each means for people is in `exit_meanings`. */
enum exit_status {
    EXIT_CLEAN = 0,
    EXIT_VETO = 1,
    EXIT_USAGE = 2,
    EXIT_INCOMPLETE = 3,
    EXIT_INTERRUPTED = 130,
};

struct exit_meaning {
    enum exit_status status;
    const char *text;
};

struct example {
    const char *line;
    const char *means;
};

enum { EXAMPLES_MAX = 4, EXITS_MAX = 4 };

struct command {
    const char *name;     /* NULL: the bare program */
    enum command_bit bit; /* which options it takes */
    const char *operands; /* what follows the options in the synopsis */
    const char *summary;  /* one line */
    const char *details;  /* whole sentences */
    struct example examples[EXAMPLES_MAX];
    struct exit_meaning exits[EXITS_MAX]; /* none: those of a scan, `exit_meanings` */
    const char *const *words; /* what its first operand may be, for completions; ends in NULL */
    bool takes_files;         /* its operands are paths */
    bool hidden;
    int (*run)(const struct settings *settings);
};

extern const struct command command_veto, command_scan, command_image, command_rules, command_query,
        command_policy, command_allow, command_explain, command_version, command_help,
        command_manual, command_completion;

extern const struct exit_meaning exit_meanings[];
extern const size_t exit_meaning_count;

/* In the order of help, hidden ones too, but not the bare program; NULL past the last. */
const struct command *command_at(size_t index);
const struct command *command_find(struct span name);
bool command_takes(const struct command *command, const struct option *option);
/* Fails with a message that says what the user may have meant. */
int command_choose(const struct command **out, const char *name, struct veto_error *error);

#endif
