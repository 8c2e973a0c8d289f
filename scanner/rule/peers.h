/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What other scanners look for: a file of ids a scanner in rules/peers/, one text inside the program.
 * Which of our rules answer to an id is told by the rules' aliases, not here.
 *
 *     @hadolint
 *     ! a remark on all of its ids
 *     DL3000
 *     DL3026 why there is no rule for it
 */
#ifndef VETO_RULE_PEERS_H
#define VETO_RULE_PEERS_H

#include "base/buf.h"
#include "base/error.h"

/* A line of that text; `id` is empty for the others. */
struct peer_line {
    struct span peer; /* of a line that begins a scanner's list */
    struct span remark;
    struct span id, why_not;
};

enum { PEERS_MAX_BYTES = 4 * 1024 * 1024 };

/* Joins the `*.txt` of a folder, sorted by name; no folder is no text. Messages begin `path:line: `. */
int peers_load(struct buf *text, const char *folder, struct veto_error *error);
/* The line at the front of `rest`, which moves behind it; false at the end. */
bool peers_next(struct span *rest, struct peer_line *line);

#endif
