/* SPDX-License-Identifier: Apache-2.0 */
/* Words of the shell: where they end, and what they say without their quotes. */
#ifndef VETO_DOC_SHELL_LEX_H
#define VETO_DOC_SHELL_LEX_H

#include "base/buf.h"

/*
 * The byte behind what `at` opens (`(`, `{`, `"` or a backtick), with everything that is in it. The
 * length of the text where it does not end, or nests too deep; `*ended` says so.
 */
size_t shell_skip(struct span text, size_t at, bool *ended);
/* The same of single quotes, and of `$'…'`, where a backslash escapes. */
size_t shell_skip_single(struct span text, size_t at, bool escapes, bool *ended);

/* Called for each substitution of a word: the bytes between its marks. */
typedef void shell_found(void *context, size_t begin, size_t end, bool is_backtick);

struct shell_lexed {
    size_t end;
    bool quoted, expands, understood;
};

/*
 * One word from `at` on; its value is appended to `value`. It ends at a blank or an operator, with
 * `is_test` at blanks alone.
 */
struct shell_lexed shell_lex_word(struct span text, size_t at, bool is_test, struct buf *value,
                                  shell_found *found, void *context);

#endif
