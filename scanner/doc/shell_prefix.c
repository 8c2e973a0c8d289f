/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/shell_prefix.h"

#include "base/ascii.h"

/* How a program's own words end and the words of what it runs begin. */
struct prefix {
    const char *name;
    const char *takes;      /* short options whose argument is the next word */
    const char *takes_long; /* the same of long ones, blanks around each */
    unsigned positional;    /* words before the program */
    bool assigns;           /* `NAME=value` may stand before the program */
};

static const struct prefix prefixes[] = {
    { "sudo", "ugphCrtDRTU",
      " --user --group --prompt --host --close-from --chdir --chroot --role --type "
      "--command-timeout "
      "--other-user ",
      0, true },
    { "doas", "uC", "", 0, false },
    { "env", "uSC", " --unset --chdir --split-string ", 0, true },
    { "exec", "a", "", 0, false },
    { "command", "", "", 0, false },
    { "builtin", "", "", 0, false },
    { "time", "fo", " --format --output ", 0, false },
    { "nice", "n", " --adjustment ", 0, false },
    { "ionice", "cnp", " --class --classdata ", 0, false },
    { "nohup", "", "", 0, false },
    { "setsid", "", "", 0, false },
    { "stdbuf", "ioe", " --input --output --error ", 0, false },
    { "timeout", "ks", " --kill-after --signal ", 1, false },
    { "chroot", "", "", 1, false },
    { "gosu", "", "", 1, false },
    { "su-exec", "", "", 1, false },
    { "setarch", "", "", 1, false },
    { "linux32", "", "", 0, false },
    { "eatmydata", "", "", 0, false },
    { "xargs", "IELnPsda", " --replace --max-args --max-procs --delimiter --arg-file ", 0, false },
    { "tini", "p", "", 0, false },
    { "dumb-init", "r", "", 0, false },
};

static const struct prefix *find_prefix(const struct shell_word *word)
{
    struct span name = span_basename(word->text);
    for (size_t i = 0; !word->expands && i < ARRAY_SIZE(prefixes); i++)
        if (span_is(name, prefixes[i].name))
            return &prefixes[i];
    return NULL;
}

static bool takes_next(const struct prefix *prefix, struct span option)
{
    if (!span_starts(option, SPAN("--"))) {
        char last = option.data[option.len - 1];
        return option.len > 1 && last != '-' && strchr(prefix->takes, last);
    }
    struct span known = span_of(prefix->takes_long);
    size_t at = span_find(known, option);
    return at != SIZE_MAX && at > 0 && known.data[at - 1] == ' ' &&
           known.data[at + option.len] == ' ';
}

/* The index behind the `=` of `NAME=`, or 0. */
static size_t assignment_name(struct span text)
{
    size_t at = 0;
    while (at < text.len && (ascii_is_alnum(text.data[at]) || text.data[at] == '_'))
        at++;
    return at && at < text.len && text.data[at] == '=' && !ascii_is_digit(text.data[0]) ? at + 1
                                                                                        : 0;
}

static void add_assignment(struct shell_command *command, const struct shell_word *word,
                           size_t behind)
{
    struct shell_assignment *out = &command->assignments[command->assignment_count++];
    out->name = span_sub(word->text, 0, behind - 1);
    out->value = *word;
    out->value.text = span_from(word->text, behind);
}

/* The words that belong to the prefix at `at`, itself included. */
static size_t prefix_length(struct shell_command *command, size_t at, const struct prefix *prefix)
{
    size_t i = at + 1;
    for (; i < command->word_count; i++) {
        const struct shell_word *word = &command->words[i];
        size_t behind = prefix->assigns ? assignment_name(word->text) : 0;
        if (behind)
            add_assignment(command, word, behind);
        else if (!span_starts(word->text, SPAN("-")))
            break;
        else if (takes_next(prefix, word->text))
            i++;
    }
    return MIN(i + prefix->positional, command->word_count) - at;
}

/* `export A=b C=d` assigns as `A=b` does. */
static void take_exports(struct shell_command *command)
{
    if (!shell_word_is(command, 0, "export") && !shell_word_is(command, 0, "declare") &&
        !shell_word_is(command, 0, "local") && !shell_word_is(command, 0, "readonly"))
        return;
    for (size_t i = 1; i < command->word_count; i++) {
        size_t behind = assignment_name(command->words[i].text);
        if (behind)
            add_assignment(command, &command->words[i], behind);
    }
}

int shell_take_prefixes(struct shell_command *command, struct arena *arena)
{
    size_t at = 0, room = command->assignment_count + command->word_count;
    struct shell_assignment *assignments = ARENA_ARRAY(arena, room + 1, struct shell_assignment);
    command->prefixes = ARENA_ARRAY(arena, command->word_count + 1, struct shell_word);
    if (!assignments || !command->prefixes)
        return -1;
    for (size_t i = 0; i < command->assignment_count; i++)
        assignments[i] = command->assignments[i];
    command->assignments = assignments;
    while (at < command->word_count) {
        const struct prefix *prefix = find_prefix(&command->words[at]);
        size_t length = prefix ? prefix_length(command, at, prefix) : 0;
        /* Alone it is a command like others: `exec >log`, `env`. */
        if (!prefix || at + length == command->word_count)
            break;
        command->prefixes[command->prefix_count++] = command->words[at];
        at += length;
    }
    command->words += at;
    command->word_count -= at;
    if (command->word_count && !command->words[0].expands)
        command->program = span_basename(command->words[0].text);
    take_exports(command);
    return 0;
}

bool shell_is_shell(struct span program)
{
    static const char *const names[] = { "sh", "bash", "dash", "ash", "ksh", "zsh", "busybox sh" };
    program = span_basename(program);
    return span_is_one_of(program, names, ARRAY_SIZE(names));
}

/* Behind the options of a shell; `*has_script` where one of them is `-c`. */
static size_t shell_options(const struct shell_command *command, bool *has_script, bool *pipefail)
{
    size_t i = 1;
    for (; i < command->word_count; i++) {
        struct span word = command->words[i].text;
        if (word.len < 2 || (word.data[0] != '-' && word.data[0] != '+'))
            break;
        bool is_long = span_starts(word, SPAN("--"));
        *has_script |= !is_long && span_find_char(word, 'c') < word.len;
        if (is_long || (word.data[word.len - 1] != 'o' && word.data[word.len - 1] != 'O'))
            continue;
        if (++i < command->word_count && span_is(command->words[i].text, "pipefail"))
            *pipefail = word.data[0] == '-';
    }
    return i;
}

const struct shell_word *shell_script_word(const struct shell_command *command, bool *pipefail)
{
    struct span program = shell_program(command);
    bool has_script = false;
    *pipefail = false;
    if (shell_is_shell(program)) {
        size_t at = shell_options(command, &has_script, pipefail);
        return has_script && at < command->word_count ? &command->words[at] : NULL;
    }
    if (span_is(program, "eval"))
        return command->word_count > 1 ? &command->words[1] : NULL;
    if (!span_is(program, "su") && !span_is(program, "runuser"))
        return NULL;
    for (size_t i = 1; i + 1 < command->word_count; i++)
        if (shell_word_is(command, i, "-c") || shell_word_is(command, i, "--command"))
            return &command->words[i + 1];
    return NULL;
}

bool shell_reads_script(const struct shell_command *command)
{
    bool has_script = false, ignored = false;
    if (!shell_is_shell(shell_program(command)))
        return false;
    size_t at = shell_options(command, &has_script, &ignored);
    return !has_script && (at >= command->word_count || span_is(command->words[at].text, "-") ||
                           span_is(command->words[at].text, "/dev/stdin") ||
                           span_find(command->words[at - 1].text, SPAN("s")) != SIZE_MAX);
}

void shell_apply_set(const struct shell_command *command, bool *pipefail, bool *errexit)
{
    for (size_t i = 1; i < command->word_count; i++) {
        struct span word = command->words[i].text;
        if (word.len < 2 || (word.data[0] != '-' && word.data[0] != '+'))
            continue;
        bool sets = word.data[0] == '-', names = word.data[word.len - 1] == 'o';
        if (names && shell_word_is(command, i + 1, "pipefail"))
            *pipefail = sets;
        if (span_find_char(word, 'e') < word.len ||
            (names && shell_word_is(command, i + 1, "errexit")))
            *errexit = sets;
    }
}

struct span shell_program(const struct shell_command *command)
{
    return command->program;
}

bool shell_word_is(const struct shell_command *command, size_t at, const char *text)
{
    return at < command->word_count && span_is(command->words[at].text, text);
}
