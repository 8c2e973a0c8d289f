/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/parse.h"

#include <assert.h>
#include <stdlib.h>

#include "base/suggest.h"
#include "cli/value.h"

/* More than a command line can hold. */
enum { ARENA_CEILING = 64 << 20, OPTIONS_MAX = 64 };

struct parser {
    struct settings *settings;
    const struct command *command;
    char *const *words;
    size_t count, next;
    bool given[OPTIONS_MAX]; /* on the command line, by the option's index in the table */
    struct veto_error *error;
};

/* ---- Command line ---- */

static int give(struct parser *p, const struct option *option, const char *value)
{
    p->given[option - option_table] = true;
    if (value_set(p->settings, option, value, p->error) < 0)
        return error_wrap(p->error, "--%s", option->name);
    return 0;
}

/* The value that follows as a word of its own. */
static int give_next(struct parser *p, const struct option *option)
{
    if (p->next == p->count)
        return error_set(p->error, VETO_ERROR_USAGE, "--%s needs a value: --%s %s", option->name,
                         option->name, option->argument);
    return give(p, option, p->words[p->next++]);
}

static int refuse_option(struct parser *p, const struct option *option)
{
    const char *command = p->command->name;
    if (!command)
        return error_set(p->error, VETO_ERROR_USAGE,
                         "--%s belongs behind a command, as in 'veto scan --%s'", option->name,
                         option->name);
    return error_set(p->error, VETO_ERROR_USAGE, "--%s is no option of 'veto %s'", option->name,
                     command);
}

static int refuse_unknown(struct parser *p, struct span name)
{
    struct suggestion near = suggest_for(name);
    for (size_t i = 0; i < option_count; i++) {
        if (command_takes(p->command, &option_table[i]))
            suggest_offer(&near, option_table[i].name);
    }
    return error_set(p->error, VETO_ERROR_USAGE, "unknown option '--%.*s'%s", (int)name.len,
                     name.data, suggest_text(&near, "--"));
}

/* An option of another scanner: ours that does the same, or what to know instead. */
static int take_stranger(struct parser *p, const struct stranger *stranger, const char *value)
{
    if (!stranger->means)
        return error_set(p->error, VETO_ERROR_USAGE, "--%s is no option of veto; %s",
                         stranger->name, stranger->advice);
    const struct option *option = option_find(span_of(stranger->means));
    assert(option);
    if (!command_takes(p->command, option))
        return refuse_option(p, option);
    if (stranger->value && value)
        return error_set(p->error, VETO_ERROR_USAGE, "--%s takes no value", stranger->name);
    if (stranger->value || value)
        return give(p, option, stranger->value ? stranger->value : value);
    return give_next(p, option);
}

/* `word` is what follows the two dashes. */
static int take_long(struct parser *p, const char *word)
{
    struct span all = span_of(word);
    struct span name = span_sub(all, 0, span_find_char(all, '='));
    const char *value = name.len < all.len ? word + name.len + 1 : NULL;
    const struct option *option = option_find(name);
    if (!option) {
        const struct stranger *stranger = stranger_find(name);
        return stranger ? take_stranger(p, stranger, value) : refuse_unknown(p, name);
    }
    if (!command_takes(p->command, option))
        return refuse_option(p, option);
    if (value)
        return give(p, option, value);
    return option_takes_value(option) ? give_next(p, option) : give(p, option, "yes");
}

/* `-v`, `-qv`, `-j2`, `-j 2`: `letters` are what follows the dash. */
static int take_short(struct parser *p, const char *letters)
{
    for (; *letters; letters++) {
        const struct option *option = option_of_letter(*letters);
        if (!option)
            return error_set(p->error, VETO_ERROR_USAGE, "unknown option '-%c'", *letters);
        if (!command_takes(p->command, option))
            return refuse_option(p, option);
        if (option_takes_value(option))
            return letters[1] ? give(p, option, letters + 1) : give_next(p, option);
        if (give(p, option, "yes") < 0)
            return -1;
    }
    return 0;
}

static int take_operand(struct parser *p, const char *word)
{
    return text_list_add(p->settings, &p->settings->operands, word, p->error);
}

static int take_words(struct parser *p)
{
    bool ended = false;
    while (p->next < p->count) {
        const char *word = p->words[p->next++];
        int result = 0;
        if (ended || word[0] != '-' || !word[1])
            result = take_operand(p, word);
        else if (word[1] != '-')
            result = take_short(p, word + 1);
        else if (word[2])
            result = take_long(p, word + 2);
        else
            ended = true;
        if (result < 0)
            return -1;
    }
    return 0;
}

/* ---- Environment and defaults ---- */

/* A list in the environment is written as PATH is, with colons; lists of ids with commas. */
static int take_variable_list(struct parser *p, const struct option *option, const char *value)
{
    struct span rest = span_of(value), item;
    while (span_next_field(&rest, ':', &item)) {
        if (item.len == 0)
            continue;
        const char *copy = arena_strndup(&p->settings->arena, item.data, item.len);
        if (!copy)
            return error_no_memory(p->error);
        if (value_set(p->settings, option, copy, p->error) < 0)
            return -1;
    }
    return 0;
}

/* An empty variable is as good as none. */
static int take_variable(struct parser *p, const struct option *option)
{
    char name[ENVIRONMENT_NAME_SIZE];
    option_environment_name(option, name);
    const char *value = option->not_in_environment ? NULL : getenv(name);
    if (!value || !value[0])
        return 0;
    p->given[option - option_table] = true;
    bool is_path_list = option->kind == OPTION_LIST && !option->separator;
    int result = is_path_list ? take_variable_list(p, option, value)
                              : value_set(p->settings, option, value, p->error);
    return result < 0 ? error_wrap(p->error, "%s", name) : 0;
}

static int take_the_rest(struct parser *p)
{
    for (size_t i = 0; i < option_count; i++) {
        const struct option *option = &option_table[i];
        if (p->given[i] || !command_takes(p->command, option))
            continue;
        if (take_variable(p, option) < 0)
            return -1;
        if (p->given[i] || !option->fallback)
            continue;
        int result = value_set(p->settings, option, option->fallback, p->error);
        assert(result == 0 && "a default of the table is wrong");
        (void)result;
    }
    return 0;
}

int settings_parse(struct settings *settings, const struct command *command, char *const *words,
                   size_t count, struct veto_error *error)
{
    assert(option_count <= OPTIONS_MAX);
    *settings = (struct settings){ .arena = arena_make(ARENA_CEILING, false) };
    struct parser parser = {
        .settings = settings,
        .command = command,
        .words = words,
        .count = count,
        .error = error,
    };
    if (take_words(&parser) < 0)
        return -1;
    /* Whoever asks for help should get it, whatever the environment says. */
    int result = settings->help || settings->version ? 0 : take_the_rest(&parser);
    for (size_t i = 0; i < option_count; i++)
        settings->given |= (uint64_t)parser.given[i] << i;
    return result;
}

void settings_release(struct settings *settings)
{
    arena_release(&settings->arena);
}
