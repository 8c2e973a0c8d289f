/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/command.h"

#include <unistd.h>

#include "base/suggest.h"

static const struct command *const commands[] = {
    &command_scan,       &command_image,   &command_rules, &command_query,
    &command_policy,     &command_allow,   &command_explain,
    &command_completion, &command_version, &command_help,  &command_manual,
};

const struct exit_meaning exit_meanings[] = {
    { EXIT_CLEAN, "scanned whole, and nothing blocks" },
    { EXIT_VETO, "at least one finding blocks: a veto" },
    { EXIT_USAGE, "wrong usage, rules or policy: nothing was scanned" },
    { EXIT_INCOMPLETE, "nothing blocks, but something could not be read, or a report not written" },
    { EXIT_INTERRUPTED, "interrupted; what was found so far is reported" },
};

const size_t exit_meaning_count = ARRAY_SIZE(exit_meanings);

const struct command *command_at(size_t index)
{
    return index < ARRAY_SIZE(commands) ? commands[index] : NULL;
}

const struct command *command_find(struct span name)
{
    for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
        if (span_is(name, commands[i]->name))
            return commands[i];
    }
    return NULL;
}

bool command_takes(const struct command *command, const struct option *option)
{
    return option->commands & command->bit;
}

int command_choose(const struct command **out, const char *name, struct veto_error *error)
{
    *out = command_find(span_of(name));
    if (*out)
        return 0;
    if (access(name, F_OK) == 0)
        return error_set(error, VETO_ERROR_USAGE,
                         "unknown command '%s'; did you mean 'veto scan %s'?", name, name);
    struct suggestion near = suggest_for(span_of(name));
    for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
        if (!commands[i]->hidden)
            suggest_offer(&near, commands[i]->name);
    }
    return error_set(error, VETO_ERROR_USAGE, "unknown command '%s'%s", name,
                     suggest_text(&near, "veto "));
}
