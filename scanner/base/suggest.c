/* SPDX-License-Identifier: Apache-2.0 */
#include "base/suggest.h"

#include <stdio.h>

#include "base/macro.h"

/* Longer words are nobody's typing mistake. */
enum { LONGEST_WORD = 40 };

static size_t least(size_t a, size_t b, size_t c)
{
    return MIN(MIN(a, b), c);
}

/* Letters put in, left out, changed, or swapped with their neighbour. */
static size_t edit_distance(struct span a, struct span b)
{
    size_t rows[LONGEST_WORD + 1][LONGEST_WORD + 1];
    for (size_t i = 0; i <= a.len; i++)
        rows[i][0] = i;
    for (size_t j = 0; j <= b.len; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        for (size_t j = 1; j <= b.len; j++) {
            size_t changed = a.data[i - 1] != b.data[j - 1];
            rows[i][j] =
                    least(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + changed);
            if (i > 1 && j > 1 && a.data[i - 1] == b.data[j - 2] && a.data[i - 2] == b.data[j - 1])
                rows[i][j] = MIN(rows[i][j], rows[i - 2][j - 2] + 1);
        }
    }
    return rows[a.len][b.len];
}

struct suggestion suggest_for(struct span word)
{
    /* A third of the letters may be wrong, and always one. */
    return (struct suggestion){ .word = word, .distance = MAX(word.len / 3, (size_t)1) + 1 };
}

void suggest_offer(struct suggestion *suggestion, const char *candidate)
{
    struct span name = span_of(candidate), word = suggestion->word;
    if (word.len == 0 || word.len > LONGEST_WORD || name.len > LONGEST_WORD)
        return;
    size_t distance = edit_distance(word, name);
    if (word.len > 1 && span_starts(name, word))
        distance = MIN(distance, (size_t)1);
    if (distance < suggestion->distance) {
        suggestion->best = candidate;
        suggestion->distance = distance;
    }
}

const char *suggest_text(struct suggestion *suggestion, const char *prefix)
{
    if (!suggestion->best)
        return "";
    snprintf(suggestion->text, sizeof(suggestion->text), "; did you mean '%s%s'?", prefix,
             suggestion->best);
    return suggestion->text;
}
