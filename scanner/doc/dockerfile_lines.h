/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines of a Dockerfile joined into instructions: the escape character at a line's end joins the
 * next one; comments and empty lines in between vanish. Each piece knows where it came from.
 */
#ifndef VETO_DOC_DOCKERFILE_LINES_H
#define VETO_DOC_DOCKERFILE_LINES_H

#include "base/buf.h"

struct dockerfile_line {
    struct buf text;
    struct buf pieces; /* of struct dockerfile_piece, in order */
};

struct dockerfile_line dockerfile_line_make(size_t ceiling);
void dockerfile_line_release(struct dockerfile_line *line);

/* The line of `source` at `*at`, without its end; `*at` moves behind it. */
struct span dockerfile_source_line(struct span source, size_t *at);
/* Nothing but blanks, or a comment. */
bool dockerfile_is_empty(struct span line);
bool dockerfile_is_comment(struct span line);
/* The next instruction, from `*at` on, which moves behind it; false at the end of the text. */
bool dockerfile_next(struct dockerfile_line *line, struct span source, size_t *at, char escape);
/* The byte of the source that byte `at` of the text came from. */
size_t dockerfile_origin(const struct dockerfile_line *line, size_t at);

#endif
