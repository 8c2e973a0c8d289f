/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/shell_prefix.h"
#include "doc/shell_reader.h"

static struct span buf_bytes(const void *data, size_t size)
{
    return (struct span) { data, size };
}

static void *copied(struct reader *r, const struct buf *from, size_t size)
{
    void *copy = arena_array(r->arena, from->len / size + 1, size);
    if (!copy)
        r->failed = true;
    else if (from->len)
        memcpy(copy, from->data, from->len);
    return copy;
}

/* ---- Scripts inside ---- */

void shell_push_region(struct reader *r, struct region region)
{
    if (region.depth > SHELL_MAX_DEPTH) {
        region.parent->understood = r->out->understood = false;
        return;
    }
    buf_append(&r->regions, buf_bytes(&region, sizeof(region)));
}

/* A part of the region at hand. */
struct region shell_inner_region(const struct reader *r, size_t begin, size_t end)
{
    return (struct region) {
        .text = span_sub(r->region.text, begin, end - begin),
        .origin = r->region.origin + begin,
        .is_copy = r->region.is_copy,
        .begin = r->region.begin,
        .end = r->region.end,
        .parent = r->command,
        .depth = (uint8_t)(r->region.depth + 1),
        .pipefail = r->region.pipefail,
        .grouped = true,
    };
}

struct region shell_substitution_region(const struct reader *r, size_t begin, size_t end)
{
    struct region region = shell_inner_region(r, begin, end);
    region.substituted = true;
    return region;
}

void shell_found_substitution(void *context, size_t begin, size_t end, bool is_backtick)
{
    struct reader *r = context;
    (void)is_backtick;
    if (r->region.is_searched)
        return;
    shell_push_region(r, shell_substitution_region(r, begin, end));
}

/* A word that is a script: in place where nothing was taken off but the quotes around it. */
static void push_script(struct reader *r, struct shell_command *command,
                        const struct shell_word *word, bool pipefail)
{
    struct region region = { .text = word->text,
                             .is_copy = true,
                             .begin = word->begin,
                             .end = word->end,
                             .parent = command,
                             .depth = (uint8_t)(r->region.depth + 1),
                             .pipefail = pipefail,
                             .grouped = true };
    bool in_quotes = word->end - word->begin == word->text.len + 2;
    size_t first = word->begin - r->region.origin;
    region.is_searched = r->region.is_copy || r->region.text.data[first] != '\'';
    if (!r->region.is_copy && in_quotes) {
        region.is_copy = false;
        region.origin = word->begin + 1;
    }
    shell_push_region(r, region);
}

/* ---- Commands ---- */

void shell_ensure_command(struct reader *r)
{
    if (r->command || r->failed)
        return;
    r->command = ARENA_NEW(r->arena, struct shell_command);
    if (!r->command) {
        r->failed = true;
        return;
    }
    r->regions_before = r->regions.len;
    *r->command = (struct shell_command) { .parent = r->region.parent,
                                           .program = SPAN_EMPTY,
                                           .begin = shell_place(r, r->at, false),
                                           .depth = r->region.depth,
                                           .substituted = r->region.substituted,
                                           .understood = true };
}

/* `set -euo pipefail` holds from here on. */
static void note_setting(struct reader *r, const struct shell_command *command)
{
    bool errexit = false;
    shell_apply_set(command, &r->region.pipefail, &errexit);
    r->out->pipefail |= r->region.pipefail;
    r->out->errexit |= errexit;
}

static void link_command(struct reader *r, struct shell_command *command)
{
    if (r->last) {
        command->next = r->last->next;
        r->last->next = command;
    } else {
        command->next = r->out->commands;
        r->out->commands = command;
    }
    r->last = command;
    command->link = r->link;
    if (r->piped && r->link == SHELL_PIPE) {
        r->piped->pipes_to = command;
        command->pipeline = r->piped->pipeline;
    } else {
        command->pipeline = ++r->pipeline;
    }
    r->piped = NULL;
    r->out->count++;
}

static void clear_gathered(struct reader *r)
{
    buf_clear(&r->words);
    buf_clear(&r->assignments);
    buf_clear(&r->redirections);
    r->command = NULL;
    r->in_test = r->in_for = false;
}

/* What was gathered is no command; scripts inside of its words are read all the same. */
void shell_drop_gathered(struct reader *r)
{
    for (size_t at = r->regions_before; r->command && at < r->regions.len;
         at += sizeof(struct region)) {
        struct region waiting;
        memcpy(&waiting, r->regions.data + at, sizeof(waiting));
        waiting.parent = r->region.parent;
        waiting.after = r->last;
        memcpy(r->regions.data + at, &waiting, sizeof(waiting));
    }
    clear_gathered(r);
}

void shell_finish_command(struct reader *r)
{
    struct shell_command *command = r->command;
    if (!command || r->failed)
        return;
    if (r->words.len == 0 && r->assignments.len == 0 && r->redirections.len == 0) {
        shell_drop_gathered(r);
        return;
    }
    command->words = copied(r, &r->words, sizeof(struct shell_word));
    command->word_count = r->words.len / sizeof(struct shell_word);
    command->assignments = copied(r, &r->assignments, sizeof(struct shell_assignment));
    command->assignment_count = r->assignments.len / sizeof(struct shell_assignment);
    command->redirections = copied(r, &r->redirections, sizeof(struct shell_redirection));
    command->redirection_count = r->redirections.len / sizeof(struct shell_redirection);
    command->end = shell_place(r, r->at, true);
    command->grouped = r->region.grouped || r->groups;
    clear_gathered(r);
    if (r->failed || shell_take_prefixes(command, r->arena) < 0) {
        r->failed = true;
        return;
    }
    link_command(r, command);
    if (shell_word_is(command, 0, "set"))
        note_setting(r, command);
    command->pipefail = r->region.pipefail;
    bool pipefail;
    const struct shell_word *script = shell_script_word(command, &pipefail);
    if (script)
        push_script(r, command, script, pipefail);
    r->out->understood = r->out->understood && command->understood;
}

void shell_end_command(struct reader *r, enum shell_link link, size_t length)
{
    shell_finish_command(r);
    if (link == SHELL_PIPE)
        r->piped = r->last; /* of `done |`: the last of its commands */
    r->link = link;
    r->at += length;
}
