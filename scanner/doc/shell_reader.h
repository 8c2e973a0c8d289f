/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the two halves of the shell's reader share: shell.c reads words and operators, and
 * shell_commands.c makes commands of them and keeps the scripts inside for later.
 */
#ifndef VETO_DOC_SHELL_READER_H
#define VETO_DOC_SHELL_READER_H

#include "base/buf.h"
#include "doc/shell.h"

/* Text that is read by itself: the whole, and each script that was found in a word. */
struct region {
    struct span text;
    size_t origin;     /* of its first byte in the whole text */
    bool is_copy;      /* quotes were taken off: its places are those of the word */
    size_t begin, end; /* of that word */
    struct shell_command *parent;
    struct shell_command *after; /* in the list; NULL: the parent */
    uint8_t depth;
    bool pipefail, grouped;
    bool is_searched; /* its substitutions are known already */
    bool substituted;
};

/* `<<NAME` whose body has not come yet. */
struct heredoc {
    struct span name;
    bool strips;
    struct shell_command *command;
};

enum { MAX_HEREDOCS = 16, MAX_CASES = 32 };

struct reader {
    struct arena *arena;
    struct shell_script *out;
    struct buf regions;                                 /* a stack of struct region */
    struct buf words, assignments, redirections, value; /* of the command at hand */
    struct shell_command *command;                      /* NULL between commands */
    size_t regions_before; /* bytes: those of that command come behind */
    struct shell_command *last;  /* in the list; what comes next stands behind it */
    struct shell_command *piped; /* waits for the command that reads its output */
    struct region region;
    size_t at;
    enum shell_link link;
    uint32_t pipeline;
    unsigned groups, cases;
    bool wants_case_word, in_pattern, in_test, in_for;
    struct heredoc heredocs[MAX_HEREDOCS];
    size_t heredoc_count;
    bool failed; /* no memory */
};

static inline char shell_peek(const struct reader *r, size_t ahead)
{
    size_t at = r->at + ahead;
    return at < r->region.text.len ? r->region.text.data[at] : '\0';
}

/* The place in the whole text of a byte of the region at hand. */
static inline size_t shell_place(const struct reader *r, size_t at, bool is_end)
{
    if (r->region.is_copy)
        return is_end ? r->region.end : r->region.begin;
    return r->region.origin + at;
}

/* Scripts that are read when the region at hand has ended. */
void shell_push_region(struct reader *r, struct region region);
struct region shell_inner_region(const struct reader *r, size_t begin, size_t end);
struct region shell_substitution_region(const struct reader *r, size_t begin, size_t end);
void shell_found_substitution(void *context, size_t begin, size_t end, bool is_backtick);

/* The command at hand: made when its first word comes, put into the list when it ends. */
void shell_ensure_command(struct reader *r);
void shell_drop_gathered(struct reader *r);
void shell_finish_command(struct reader *r);
void shell_end_command(struct reader *r, enum shell_link link, size_t length);

#endif
