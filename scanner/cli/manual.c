/* SPDX-License-Identifier: Apache-2.0 */
/* The manual page, in mdoc(7), from the same tables as --help. */
#include <stdio.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "base/cleanup.h"
#include "cli/command.h"

/* Of the last change to what the page says, so that the same source makes the same page. */
#define MANUAL_DATE "November 24, 2026"

/* One line of roff text: what roff would take as its own is escaped. */
static void print_roff_line(FILE *to, struct span line)
{
    if (line.len && (line.data[0] == '.' || line.data[0] == '\''))
        fputs("\\&", to);
    for (size_t i = 0; i < line.len; i++) {
        if (line.data[i] == '\\')
            fputs("\\e", to);
        else if (line.data[i] == '-')
            fputs("\\-", to);
        else
            fputc(line.data[i], to);
    }
    fputc('\n', to);
}

/* Where roff wants the next new line: behind a sentence, or before the line is too long. */
static size_t find_break(struct span text)
{
    enum { LONGEST_LINE = 76 };
    size_t last = text.len;
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] != ' ')
            continue;
        if (i >= LONGEST_LINE)
            return last < text.len ? last : i;
        if (i > 0 && strchr(".:;", text.data[i - 1]) && ascii_is_upper(text.data[i + 1]))
            return i;
        last = i;
    }
    return text.len > LONGEST_LINE ? last : text.len;
}

static void print_roff(FILE *to, const char *text)
{
    struct span rest = span_trim(span_of(text));
    while (rest.len) {
        size_t end = find_break(rest);
        print_roff_line(to, span_sub(rest, 0, end));
        rest = span_trim(span_from(rest, end));
    }
}

/* A summary as a sentence: with a capital and a full stop. */
static void print_sentence(FILE *to, const char *summary)
{
    cleanup(buf_release) struct buf text = buf_make(4096);
    buf_printf(&text, "%c%s.", ascii_upper(summary[0]), summary + 1);
    print_roff(to, buf_span(&text).data);
}

static void print_option_head(FILE *to, const struct option *option)
{
    const char *argument = option->argument;
    fputs(".It", to);
    if (option->letter)
        fprintf(to, " Fl %c%s%s ,", option->letter, argument ? " Ar " : "",
                argument ? argument : "");
    fprintf(to, " Fl Fl %s%s%s\n", option->name, argument ? " Ar " : "", argument ? argument : "");
}

static void print_option(FILE *to, const struct option *option)
{
    print_option_head(to, option);
    print_sentence(to, option->summary);
    if (option->choices) {
        fprintf(to, "%s is one of\n", option->argument);
        for (size_t i = 0; option->choices(i); i++)
            fprintf(to, ".Cm %s%s\n", option->choices(i), option->choices(i + 1) ? " ," : " .");
    }
    if (option->details)
        print_roff(to, option->details);
    if (option->fallback)
        fprintf(to, "The default is\n.Cm %s .\n", option->fallback);
}

static void print_group(FILE *to, enum option_group group)
{
    fprintf(to, ".Ss %s\n.Bl -tag -width Ds\n", option_group_title(group));
    for (size_t i = 0; i < option_count; i++) {
        if (option_table[i].group == group)
            print_option(to, &option_table[i]);
    }
    fputs(".El\n", to);
}

static void print_synopsis(FILE *to)
{
    fputs(".Sh SYNOPSIS\n", to);
    for (size_t i = 0; command_at(i); i++) {
        if (command_at(i)->hidden)
            continue;
        fprintf(to, ".Nm\n.Cm %s\n", command_at(i)->name);
        print_roff_line(to, span_of(command_at(i)->operands));
    }
}

static void print_commands(FILE *to)
{
    fputs(".Sh COMMANDS\n.Bl -tag -width Ds\n", to);
    for (size_t i = 0; command_at(i); i++) {
        const struct command *command = command_at(i);
        if (command->hidden)
            continue;
        fprintf(to, ".It Cm %s\n", command->name);
        print_sentence(to, command->summary);
        print_roff(to, command->details);
    }
    fputs(".El\n", to);
}

static void print_options(FILE *to)
{
    fputs(".Sh OPTIONS\n", to);
    print_roff(to, "Options may stand before and after operands; two dashes alone end them. Names "
                   "may not be shortened. A flag that the environment sets is taken back by "
                   "writing no behind it, as in --no-ignore=no.");
    for (int group = 0; group < GROUP_COUNT; group++)
        print_group(to, group);
}

static void print_environment(FILE *to)
{
    static const struct {
        const char *name, *means;
    } others[] = {
        { "NO_COLOR", "Where it is set and not empty: no colours, unless --color asks for them." },
        { "CLICOLOR_FORCE", "Where it is set and not 0: colours even where there is no terminal." },
        { "TERM", "Where it is dumb: no colours and no progress." },
        { "COLUMNS", "The width of the text report." },
        { "CI", "Where it is set: no progress, unless --progress asks for it." },
        { "XDG_CACHE_HOME", "Where the cache of compiled rules is kept." },
    };
    fputs(".Sh ENVIRONMENT\n", to);
    print_roff(to, "Each option can be set by a variable; the command line goes before it. Flags "
                   "are set by yes or no; lists are written with colons between, lists of rules "
                   "with commas.");
    fputs(".Bl -tag -width Ds\n", to);
    for (size_t i = 0; i < option_count; i++) {
        char name[ENVIRONMENT_NAME_SIZE];
        option_environment_name(&option_table[i], name);
        if (!option_table[i].not_in_environment)
            fprintf(to, ".It Ev %s\nThe same as\n.Fl Fl %s .\n", name, option_table[i].name);
    }
    for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
        fprintf(to, ".It Ev %s\n", others[i].name);
        print_roff(to, others[i].means);
    }
    fputs(".El\n", to);
}

static void print_exits(FILE *to)
{
    fputs(".Sh EXIT STATUS\n.Bl -tag -width Ds\n", to);
    for (size_t i = 0; i < exit_meaning_count; i++) {
        fprintf(to, ".It %d\n", exit_meanings[i].status);
        print_sentence(to, exit_meanings[i].text);
    }
    fputs(".El\n", to);
}

static void print_example(FILE *to, const struct example *example)
{
    print_sentence(to, example->means);
    fputs(".Pp\n.Dl ", to);
    print_roff_line(to, span_of(example->line));
}

static void print_examples(FILE *to)
{
    bool first = true;
    fputs(".Sh EXAMPLES\n", to);
    for (size_t i = 0; command_at(i); i++) {
        const struct command *command = command_at(i);
        for (size_t j = 0; j < EXAMPLES_MAX && command->examples[j].line; j++) {
            fputs(first ? "" : ".Pp\n", to);
            print_example(to, &command->examples[j]);
            first = false;
        }
    }
}

static int run_manual(const struct settings *settings)
{
    (void)settings;
    FILE *to = stdout;
    fprintf(to, ".Dd %s\n.Dt VETO 1\n.Os\n.Sh NAME\n.Nm veto\n.Nd %s\n", MANUAL_DATE,
            command_veto.summary);
    print_synopsis(to);
    fputs(".Sh DESCRIPTION\n", to);
    print_roff(to, command_veto.details);
    print_commands(to);
    print_options(to);
    print_environment(to);
    print_exits(to);
    print_examples(to);
    fputs(".Sh SEE ALSO\n.Xr git 1 ,\n.Xr skopeo 1 ,\n.Xr gitignore 5\n", to);
    return EXIT_CLEAN;
}

const struct command command_manual = {
    .name = "manual",
    .bit = COMMAND_MANUAL,
    .operands = "",
    .summary = "print the manual page",
    .details = "Prints veto(1) in the mdoc language, for whoever packs veto.",
    .hidden = true,
    .run = run_manual,
};
