/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tokens: runs of letters and digits, with hyphens and underscores among them, that look drawn by
 * lot. Most secrets hold one and most text holds none, so that rules which ask for one need to be
 * looked for beside them only. Finding them is a pass that costs a fraction of the matcher's.
 */
#ifndef VETO_MATCH_TOKEN_H
#define VETO_MATCH_TOKEN_H

#include "base/span.h"

enum { TOKEN_LEAST = 16 }; /* bytes */

/* [begin, end) of a text. Returning other than 0 ends the search. */
typedef int (*token_callback)(size_t begin, size_t end, void *payload);

/* How the bytes are read: tokens are the same, the time is not. From left to right ever faster. */
enum token_way { TOKENS_PLAIN, TOKENS_SSE2, TOKENS_AVX2, TOKENS_AVX512 };

/* The last one that this build and this processor have. */
enum token_way tokens_best_way(void);

/* As tokens_find, in that way or one before it; `way` is at most the best one. */
int tokens_find_by(enum token_way way, struct span text, token_callback found, void *payload);

/* Tells each token, first to last. Returns what the callback ended the search with, else 0. */
int tokens_find(struct span text, token_callback found, void *payload);

/*
 * How many bytes drawn by lot stand beside each other, at least, in whatever the expression
 * matches; from TOKEN_LEAST on, every match holds a token, but for draws that look like words: of
 * the shortest fewer than one in five hundred (in 250 where only letters are drawn), of 32
 * bytes one in a hundred thousand. `expression` is one that PCRE2 accepts.
 */
size_t expression_token_length(const char *expression);

#endif
