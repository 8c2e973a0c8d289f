/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/help.h"

#include "base/buf.h"
#include "base/cleanup.h"
#include "cli/message.h"
#include "cli/wrap.h"

enum { SUMMARY_COLUMN = 28 };

/* `  -f, --format FORMAT   what goes to standard output (text, sarif, …; default: text)` */
static void print_option(FILE *to, const struct option *option)
{
    char letter[] = { '-', option->letter, ',', '\0' };
    int column = fprintf(to, "  %3s --%s%s%s", option->letter ? letter : "", option->name,
                         option->argument ? " " : "", option->argument ? option->argument : "");
    if (column + 2 > SUMMARY_COLUMN)
        fprintf(to, "\n%*s", SUMMARY_COLUMN, "");
    else
        fprintf(to, "%*s", SUMMARY_COLUMN - column, "");

    cleanup(buf_release) struct buf text = buf_make(4096);
    buf_append_text(&text, option->summary);
    for (size_t i = 0; option->choices && option->choices(i); i++)
        buf_printf(&text, "%s%s", i == 0 ? ": " : ", ", option->choices(i));
    if (option->fallback)
        buf_printf(&text, " (default: %s)", option->fallback);
    wrap_text(to, buf_span(&text).data, SUMMARY_COLUMN, SUMMARY_COLUMN);
}

static void print_group(FILE *to, const struct command *command, enum option_group group)
{
    bool titled = false;
    for (size_t i = 0; i < option_count; i++) {
        if (option_table[i].group != group || !command_takes(command, &option_table[i]))
            continue;
        if (!titled)
            fprintf(to, "\n%s:\n", option_group_title(group));
        titled = true;
        print_option(to, &option_table[i]);
    }
}

static void print_commands(FILE *to)
{
    fputs("\nCommands:\n", to);
    for (size_t i = 0; command_at(i); i++) {
        const struct command *command = command_at(i);
        if (!command->hidden)
            fprintf(to, "  %-12s%s\n", command->name, command->summary);
    }
}

static void print_examples(FILE *to, const struct command *command)
{
    if (!command->examples[0].line)
        return;
    fputs("\nExamples:\n", to);
    for (size_t i = 0; i < EXAMPLES_MAX && command->examples[i].line; i++)
        fprintf(to, "  %s\n      %s\n", command->examples[i].line, command->examples[i].means);
}

static void print_exits(FILE *to, const struct command *command)
{
    bool has_own = command->exits[0].text;
    const struct exit_meaning *exits = has_own ? command->exits : exit_meanings;
    size_t count = has_own ? EXITS_MAX : exit_meaning_count;
    fputs("\nExit status:\n", to);
    for (size_t i = 0; i < count && exits[i].text; i++)
        fprintf(to, "  %-5d%s\n", exits[i].status, exits[i].text);
}

void help_print(FILE *to, const struct command *command)
{
    fprintf(to, "Usage: veto%s%s %s\n\n", command->name ? " " : "",
            command->name ? command->name : "", command->operands);
    wrap_text(to, command->details, 0, 0);
    if (command == &command_veto)
        print_commands(to);
    print_examples(to, command);
    for (int group = 0; group < GROUP_COUNT; group++)
        print_group(to, command, group);
    print_exits(to, command);
    if (command == &command_veto)
        fputs("\n'veto help COMMAND' tells more of a command; so does veto(1).\n", to);
    else if (command->bit & (COMMAND_SCAN | COMMAND_IMAGE | COMMAND_RULES))
        fputs("\nEvery long option has an environment variable: --no-cache is VETO_NO_CACHE=1.\n",
              to);
}

static int run_help(const struct settings *settings)
{
    const struct command *command = &command_veto;
    struct veto_error error = { 0 };
    if (settings->operands.count > 0 &&
        command_choose(&command, settings->operands.items[0], &error) < 0) {
        message("%s", error.message);
        return EXIT_USAGE;
    }
    help_print(stdout, command);
    return EXIT_CLEAN;
}

/* `veto` alone: whoever types that wants to know what to type. */
static int run_veto(const struct settings *settings)
{
    (void)settings;
    help_print(stderr, &command_veto);
    return EXIT_USAGE;
}

const struct command command_help = {
    .name = "help",
    .bit = COMMAND_HELP,
    .operands = "[COMMAND]",
    .summary = "tell how a command is used",
    .details = "Prints what 'veto COMMAND --help' prints.",
    .run = run_help,
};

const struct command command_veto = {
    .bit = COMMAND_VETO,
    .operands = "COMMAND [OPTION...] [ARGUMENT...]",
    .summary = "the scanner that can say no",
    .details = "veto finds secrets and insecure configuration in source trees and container "
               "images, and blocks a pipeline by its exit status where it finds them.",
    .examples = { { "veto scan", "the working directory" },
                  { "veto scan app.tar -o app.sarif", "an image, with a report for machines" },
                  { "git diff --name-only -z | veto scan -0 --files-from -",
                    "only the files that have changed" } },
    .run = run_veto,
};
