/* SPDX-License-Identifier: Apache-2.0 */
#include "source/image/history.h"

#include "base/ascii.h"
#include "base/macro.h"
#include "base/utf.h"

enum { MAX_SHOWN = 160, LONG_WORD = 16, MAX_OPTIONS = 32 /* of a shell */ };

/* `/bin/sh -c`, `/bin/bash -o pipefail -c`, `cmd /S /C`: what follows; empty where it is no shell. */
static struct span behind_shell(struct span text)
{
    static const char *const shells[] = { "sh",   "bash", "ash",        "dash",          "ksh",
                                          "zsh",  "cmd",  "powershell", "powershell.exe", "pwsh" };
    struct span rest = text, word;
    if (!span_next_field(&rest, ' ', &word))
        return SPAN_EMPTY;
    for (size_t i = 0; i < ARRAY_SIZE(shells); i++) {
        if (!span_is(span_basename(word), shells[i]))
            continue;
        for (size_t k = 0; k < MAX_OPTIONS && span_next_field(&rest, ' ', &word); k++)
            if (span_is(word, "-c") || span_eq_nocase(word, SPAN("/c")) ||
                span_eq_nocase(word, SPAN("-command")))
                return span_trim(rest);
    }
    return SPAN_EMPTY;
}

/* The words behind so many `NAME=value` ones. */
static struct span behind_pairs(struct span text, uint64_t pairs)
{
    struct span rest = text, word;
    while (pairs > 0 && span_next_field(&rest, ' ', &word))
        pairs -= span_find_char(word, '=') < word.len;
    return span_trim(rest);
}

/*
 * `|2 A=1 B=2 /bin/sh -c …`: build arguments stand before the shell, their values in clear, and
 * these may have blanks. What is behind so many is theirs up to a shell; without one it is shown
 * only where it is a path.
 */
static struct span without_arguments(struct span text)
{
    struct span rest = text, word;
    uint64_t pairs;
    if (text.len == 0 || text.data[0] != '|')
        return text;
    if (!span_next_field(&rest, ' ', &word) || !span_to_uint(span_from(word, 1), &pairs))
        return SPAN_EMPTY;
    struct span command = behind_pairs(rest, pairs);
    for (rest = command; rest.len; span_next_field(&rest, ' ', &word))
        if (behind_shell(rest).len)
            return rest;
    return span_starts(command, SPAN("/")) ? command : SPAN_EMPTY;
}

/* An instruction as its author wrote it, as far as builders let it be seen. */
struct instruction {
    bool is_run; /* the text is what it runs */
    struct span text;
};

/*
 * BuildKit writes `RUN … # buildkit`; classic docker, and buildah after it, the shell's command line
 * alone, and `#(nop)` before everything else; kaniko the instruction itself.
 */
static struct instruction bare_instruction(struct span text)
{
    text = span_trim(text);
    if (span_ends(text, SPAN("# buildkit")))
        text = span_trim(span_sub(text, 0, text.len - 10));
    bool is_run = span_starts_nocase(text, SPAN("RUN "));
    if (is_run)
        text = span_trim(span_from(text, 4));
    bool has_arguments = text.len && text.data[0] == '|';
    text = without_arguments(text);
    struct span command = behind_shell(text);
    if (!is_run && span_starts(command, SPAN("#(nop)")))
        return (struct instruction){ false, span_trim(span_from(command, 6)) };
    if (command.len)
        return (struct instruction){ true, command };
    /* A shell that was told nothing: buildah's, of an image made by hand. */
    if (!is_run && span_is(text, "/bin/sh"))
        return (struct instruction){ false, SPAN_EMPTY };
    return (struct instruction){ is_run || has_arguments, text };
}

static bool names_a_secret(struct span word)
{
    static const char *const parts[] = { "pass", "pwd",  "secret", "token",
                                         "key",  "auth", "cred",   "login" };
    for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
        if (span_find_nocase(word, span_of(parts[i])) != SIZE_MAX)
            return true;
    return false;
}

/* Long, of letters and digits, and no path: tokens look so, and names of programs do not. */
static bool looks_random(struct span word)
{
    bool digit = false, letter = false;
    for (size_t i = 0; i < word.len; i++) {
        digit |= ascii_is_digit(word.data[i]);
        letter |= ascii_is_alpha(word.data[i]);
    }
    return word.len >= LONG_WORD && digit && letter;
}

/* `file:…`, `dir:…` and `multi:…` with the digest of what was copied: builders of old wrote so. */
static bool is_content_digest(struct span word)
{
    static const char *const kinds[] = { "file:", "dir:", "multi:" };
    for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
        struct span kind = span_of(kinds[i]);
        if (!span_starts(word, kind))
            continue;
        struct span hex = span_from(word, kind.len);
        size_t digits = 0;
        while (digits < hex.len && ascii_is_hex(hex.data[digits]) &&
               !ascii_is_upper(hex.data[digits]))
            digits++;
        return digits == hex.len;
    }
    return false;
}

/* Options of COPY and ADD: names of stages and of users, and rights. */
static bool is_open_option(struct span word)
{
    static const char *const options[] = { "--from=", "--chown=", "--chmod=" };
    for (size_t i = 0; i < ARRAY_SIZE(options); i++)
        if (span_starts(word, span_of(options[i])))
            return true;
    return false;
}

/* Appends one word, and says how many words behind it may be its value and must not be shown. */
static int append_word(struct buf *to, struct span word, bool is_run)
{
    size_t equals = span_find_char(word, '=');
    if (equals < word.len && !is_run && is_open_option(word)) {
        utf_append_printable(to, word, false);
        return 0;
    }
    if (equals < word.len) {
        utf_append_printable(to, span_sub(word, 0, equals + 1), false);
        buf_append_text(to, "***");
        return 0;
    }
    bool is_path = span_find_char(word, '/') < word.len;
    if (span_find_char(word, '@') < word.len ||
        (!is_path && looks_random(word) && !is_content_digest(word))) {
        buf_append_text(to, "***");
        return 0;
    }
    utf_append_printable(to, word, false);
    if (!names_a_secret(word))
        return 0;
    return word.data[word.len - 1] == ':' ? 2 : 1; /* `Authorization: Bearer …` */
}

const char *history_instruction(struct arena *arena, struct span created_by)
{
    struct instruction instruction = bare_instruction(created_by);
    struct span rest = instruction.text, word;
    struct buf shown = buf_make(64 * 1024);
    int hide = 0;
    if (instruction.is_run && rest.len)
        buf_append_text(&shown, "RUN");
    while (shown.len < MAX_SHOWN && span_next_field(&rest, ' ', &word)) {
        if (word.len == 0)
            continue;
        if (shown.len)
            buf_append_char(&shown, ' ');
        if (hide-- > 0) {
            buf_append_text(&shown, "***");
            /* `login --password …`: what was to be hidden names the next one. */
            if (hide <= 0 && names_a_secret(word))
                hide = 1;
        } else
            hide = append_word(&shown, span_sub(word, 0, MAX_SHOWN), instruction.is_run);
    }
    if (rest.len)
        buf_append_text(&shown, " …");
    const char *copy = arena_strndup(arena, buf_span(&shown).data, shown.len);
    buf_release(&shown);
    return copy ? copy : "";
}

static struct span created_by(const struct json_value *entry)
{
    return json_text(json_member(entry, "created_by"));
}

/* Instructions that change the configuration and never a file. */
static bool is_about_configuration(struct span created_by)
{
    static const char *const words[] = { "ENV",    "LABEL",   "ARG",        "CMD",     "ENTRYPOINT",
                                         "EXPOSE", "USER",    "VOLUME",     "SHELL",   "HEALTHCHECK",
                                         "ONBUILD", "MAINTAINER", "STOPSIGNAL" };
    struct instruction instruction = bare_instruction(created_by);
    struct span rest = instruction.text, word;
    if (instruction.is_run || !span_next_field(&rest, ' ', &word))
        return false;
    for (size_t i = 0; i < ARRAY_SIZE(words); i++)
        if (span_eq_nocase(word, span_of(words[i])))
            return true;
    return false;
}

/* Whether an entry made a layer. Some builders never mark those that made none. */
static bool makes_layer(const struct json_value *entry, bool by_word)
{
    return !json_truth(json_member(entry, "empty_layer")) &&
           !(by_word && is_about_configuration(created_by(entry)));
}

static size_t count_filled(const struct json_value *history, bool by_word)
{
    size_t filled = 0;
    for (size_t i = 0; i < json_count(history); i++)
        filled += makes_layer(json_element(history, i), by_word);
    return filled;
}

/*
 * Entries and layers are counted from the bottom, both. Where their numbers differ the history is
 * that of other layers, or of some of them, and nothing can be said of any.
 */
const char **history_instructions(struct arena *arena, const struct json_value *history,
                                  size_t count)
{
    const char **instructions = ARENA_ARRAY(arena, count + 1, const char *);
    if (!instructions)
        return NULL;
    for (size_t i = 0; i < count; i++)
        instructions[i] = "";
    if (json_kind_of(history) != JSON_KIND_ARRAY)
        return instructions;
    bool by_word = count_filled(history, false) > count;
    if (count_filled(history, by_word) != count)
        return instructions;
    size_t layer = 0;
    for (size_t i = 0; i < json_count(history); i++) {
        const struct json_value *entry = json_element(history, i);
        if (makes_layer(entry, by_word))
            instructions[layer++] = history_instruction(arena, created_by(entry));
    }
    return instructions;
}
