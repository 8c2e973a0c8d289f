/* SPDX-License-Identifier: Apache-2.0 */
/* Completions for shells, from the same tables as --help. */
#include <stdio.h>

#include "base/suggest.h"
#include "cli/command.h"
#include "cli/message.h"

/* `text` with a backslash before each of `special`. */
static void print_escaped(const char *text, const char *special)
{
    for (; *text; text++) {
        if (strchr(special, *text))
            putchar('\\');
        putchar(*text);
    }
}

static void print_choices(const struct option *option)
{
    for (size_t i = 0; option->choices(i); i++)
        printf("%s%s", i ? " " : "", option->choices(i));
}

static void print_words(const struct command *command)
{
    for (size_t i = 0; command->words && command->words[i]; i++)
        printf("%s%s", i ? " " : "", command->words[i]);
}

/* The next command that is not hidden, NULL at the end; `*cursor` begins at 0. */
static const struct command *next_command(size_t *cursor)
{
    const struct command *command = command_at(*cursor);
    while (command && command->hidden)
        command = command_at(++*cursor);
    ++*cursor;
    return command;
}

/* ---- bash ---- */

/* What follows an option: its choices, a file (bash's own default), or nothing to offer. */
static void bash_values(void)
{
    puts("    case $before in");
    for (size_t i = 0; i < option_count; i++) {
        const struct option *option = &option_table[i];
        if (!option_takes_value(option))
            continue;
        printf("    --%s", option->name);
        if (option->letter)
            printf("|-%c", option->letter);
        if (option->choices) {
            printf(") COMPREPLY=($(compgen -W \"");
            print_choices(option);
            puts("\" -- \"$word\")); return ;;");
        } else {
            puts(option->takes_file ? ") return ;;" : ") compopt +o default; return ;;");
        }
    }
    puts("    esac");
}

static void bash_command(const struct command *command)
{
    printf("    %s) options=\"", command->name);
    for (size_t i = 0; i < option_count; i++) {
        if (command_takes(command, &option_table[i]))
            printf("--%s ", option_table[i].name);
    }
    printf("\" operands=\"");
    print_words(command);
    puts("\" ;;");
}

static void print_bash(void)
{
    puts("# bash completion for veto; made by 'veto completion bash'\n"
         "_veto()\n"
         "{\n"
         "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
         "    local options= operands=\n"
         "    COMPREPLY=()\n"
         "    # Bash splits --option=value at the sign.\n"
         "    if [[ $word == = ]]; then\n"
         "        word=\n"
         "    elif [[ $before == = ]]; then\n"
         "        before=${COMP_WORDS[COMP_CWORD-2]}\n"
         "    fi\n"
         "    if [[ $COMP_CWORD -eq 1 ]]; then");
    printf("        COMPREPLY=($(compgen -W \"--help --version");
    const struct command *command;
    for (size_t cursor = 0; (command = next_command(&cursor));)
        printf(" %s", command->name);
    puts("\" -- \"$word\"))\n"
         "        return\n"
         "    fi");
    bash_values();
    puts("    case ${COMP_WORDS[1]} in");
    for (size_t cursor = 0; (command = next_command(&cursor));)
        bash_command(command);
    puts("    esac\n"
         "    if [[ $word == -* ]]; then\n"
         "        COMPREPLY=($(compgen -W \"$options\" -- \"$word\"))\n"
         "    elif [[ -n $operands && $COMP_CWORD -eq 2 ]]; then\n"
         "        COMPREPLY=($(compgen -W \"$operands\" -- \"$word\"))\n"
         "    fi\n"
         "}\n"
         "complete -o default -F _veto veto");
}

/* ---- zsh ---- */

static void zsh_option(const struct option *option)
{
    static const char special[] = "[]:\\";
    bool many = option->kind == OPTION_LIST;
    printf(" \\\n            %s", many ? "'*'" : "");
    if (option->letter && !many)
        printf("'(-%c --%s)'", option->letter, option->name);
    if (option->letter)
        printf("{-%c,--%s}", option->letter, option->name);
    else
        printf("--%s", option->name);
    printf("\"[");
    print_escaped(option->summary, special);
    printf("]");
    if (option_takes_value(option))
        printf(":%s:", option->argument);
    if (option->choices) {
        printf("(");
        print_choices(option);
        printf(")");
    } else if (option->takes_file) {
        printf("_files");
    }
    printf("\"");
}

static void zsh_command(const struct command *command)
{
    printf("    %s)\n        _arguments -s", command->name);
    for (size_t i = 0; i < option_count; i++) {
        if (command_takes(command, &option_table[i]))
            zsh_option(&option_table[i]);
    }
    if (command->words) {
        printf(" \\\n            '1:word:(");
        print_words(command);
        printf(")'");
    }
    if (command->takes_files)
        printf(" \\\n            '*:file:_files'");
    puts("\n        ;;");
}

static void print_zsh(void)
{
    puts("#compdef veto\n"
         "# zsh completion for veto; made by 'veto completion zsh'\n"
         "_veto()\n"
         "{\n"
         "    if (( CURRENT == 2 )); then\n"
         "        local -a commands\n"
         "        commands=(");
    const struct command *command;
    for (size_t cursor = 0; (command = next_command(&cursor));) {
        printf("            \"%s:", command->name);
        print_escaped(command->summary, ":\\");
        puts("\"");
    }
    puts("        )\n"
         "        _describe command commands\n"
         "        return\n"
         "    fi\n"
         "    shift words\n"
         "    (( CURRENT-- ))\n"
         "    case $words[1] in");
    for (size_t cursor = 0; (command = next_command(&cursor));)
        zsh_command(command);
    puts("    esac\n"
         "}\n"
         "# Found in fpath, this file is the function; sourced, it defines it.\n"
         "if [[ $funcstack[1] == _veto ]]; then\n"
         "    _veto \"$@\"\n"
         "else\n"
         "    compdef _veto veto\n"
         "fi");
}

/* ---- fish ---- */

static void fish_text(const char *text)
{
    printf("'");
    print_escaped(text, "'\\");
    printf("'");
}

static void fish_option(const struct option *option)
{
    printf("complete -c veto -n '__fish_seen_subcommand_from");
    const struct command *command;
    for (size_t cursor = 0; (command = next_command(&cursor));) {
        if (command_takes(command, option))
            printf(" %s", command->name);
    }
    printf("' -l %s", option->name);
    if (option->letter)
        printf(" -s %c", option->letter);
    if (option_takes_value(option))
        printf(option->takes_file ? " -r -F" : " -x");
    if (option->choices) {
        printf(" -a '");
        print_choices(option);
        printf("'");
    }
    printf(" -d ");
    fish_text(option->summary);
    putchar('\n');
}

static void print_fish(void)
{
    puts("# fish completion for veto; made by 'veto completion fish'");
    const struct command *command;
    for (size_t cursor = 0; (command = next_command(&cursor));) {
        printf("complete -c veto -n __fish_use_subcommand -f -a %s -d ", command->name);
        fish_text(command->summary);
        putchar('\n');
        if (!command->words)
            continue;
        printf("complete -c veto -n '__fish_seen_subcommand_from %s' -f -a '", command->name);
        print_words(command);
        puts("'");
    }
    for (size_t i = 0; i < option_count; i++)
        fish_option(&option_table[i]);
}

static const struct {
    const char *name;
    void (*print)(void);
} shells[] = {
    { "bash", print_bash },
    { "zsh", print_zsh },
    { "fish", print_fish },
};

static int run_completion(const struct settings *settings)
{
    if (settings->operands.count != 1) {
        message("name one shell: veto completion bash, zsh or fish");
        return EXIT_USAGE;
    }
    const char *name = settings->operands.items[0];
    struct suggestion near = suggest_for(span_of(name));
    for (size_t i = 0; i < ARRAY_SIZE(shells); i++) {
        if (strcmp(name, shells[i].name) == 0) {
            shells[i].print();
            return EXIT_CLEAN;
        }
        suggest_offer(&near, shells[i].name);
    }
    message("no completion for the shell '%s'%s", name, suggest_text(&near, ""));
    return EXIT_USAGE;
}

static const char *const shell_words[] = { "bash", "zsh", "fish", NULL };

const struct command command_completion = {
    .name = "completion",
    .bit = COMMAND_COMPLETION,
    .operands = "bash|zsh|fish",
    .summary = "print a script that completes commands and options",
    .details = "The shell reads it where it begins, or finds it in its folder of completions.",
    .examples = { { ". <(veto completion bash)", "completions for this shell" },
                  { "veto completion fish > ~/.config/fish/completions/veto.fish",
                    "completions for every fish to come" } },
    .words = shell_words,
    .run = run_completion,
};
