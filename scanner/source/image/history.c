/* SPDX-License-Identifier: Apache-2.0 */
#include "source/image/history.h"

#include "base/ascii.h"
#include "base/macro.h"
#include "base/utf.h"

enum { MAX_SHOWN = 160, LONG_WORD = 16 };

static void skip(struct span *text, struct span prefix)
{
    if (span_starts(*text, prefix))
        *text = span_trim(span_from(*text, prefix.len));
}

/* `|2 A=1 B=2 /bin/sh -c …`: build arguments stand before the shell, their values in clear. */
static void skip_arguments(struct span *text)
{
    if (text->len == 0 || text->data[0] != '|')
        return;
    size_t shell = span_find(*text, SPAN("/bin/"));
    *text = shell == SIZE_MAX ? SPAN_EMPTY : span_from(*text, shell);
}

/* The words of the instruction as its author wrote them, as far as builders let them be seen. */
static struct span bare_instruction(struct span text)
{
    text = span_trim(text);
    if (span_ends(text, SPAN("# buildkit")))
        text = span_trim(span_sub(text, 0, text.len - 10));
    bool run = span_starts(text, SPAN("RUN "));
    skip(&text, SPAN("RUN "));
    skip_arguments(&text);
    skip(&text, SPAN("/bin/sh -c"));
    if (!run)
        skip(&text, SPAN("#(nop)"));
    return text;
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

/* Appends one word, and says how many words behind it may be its value and must not be shown. */
static int append_word(struct buf *to, struct span word)
{
    size_t equals = span_find_char(word, '=');
    if (equals < word.len) {
        utf_append_printable(to, span_sub(word, 0, equals + 1), false);
        buf_append_text(to, "***");
        return 0;
    }
    bool is_path = span_find_char(word, '/') < word.len;
    if (span_find_char(word, '@') < word.len || (!is_path && looks_random(word))) {
        buf_append_text(to, "***");
        return 0;
    }
    utf_append_printable(to, word, false);
    if (!names_a_secret(word))
        return 0;
    return word.data[word.len - 1] == ':' ? 2 : 1; /* `Authorization: Bearer …` */
}

static const char *displayed(struct arena *arena, struct span created_by)
{
    struct span rest = bare_instruction(created_by), word;
    struct buf shown = buf_make(64 * 1024);
    int hide = 0;
    while (shown.len < MAX_SHOWN && span_next_field(&rest, ' ', &word)) {
        if (word.len == 0)
            continue;
        if (shown.len)
            buf_append_char(&shown, ' ');
        if (hide-- > 0)
            buf_append_text(&shown, "***");
        else
            hide = append_word(&shown, span_sub(word, 0, MAX_SHOWN));
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

static size_t count_filled(const struct json_value *history)
{
    size_t filled = 0;
    for (size_t i = 0; i < json_count(history); i++)
        filled += !json_truth(json_member(json_element(history, i), "empty_layer"));
    return filled;
}

const char **history_instructions(struct arena *arena, const struct json_value *history,
                                  size_t count)
{
    const char **instructions = ARENA_ARRAY(arena, count + 1, const char *);
    if (!instructions)
        return NULL;
    for (size_t i = 0; i < count; i++)
        instructions[i] = "";
    size_t filled = count_filled(history);
    /*
     * With more entries than layers nothing can be said; with fewer, the lowest layers were
     * squashed.
     */
    if (json_kind_of(history) != JSON_KIND_ARRAY || filled > count)
        return instructions;
    size_t layer = count - filled;
    for (size_t i = 0; i < json_count(history); i++) {
        const struct json_value *entry = json_element(history, i);
        if (!json_truth(json_member(entry, "empty_layer")))
            instructions[layer++] = displayed(arena, created_by(entry));
    }
    return instructions;
}
