/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/project/owners.h"

#include "base/ascii.h"
#include "base/glob.h"
#include "base/macro.h"

enum { MAX_PATTERN = 512 };

/* `@name`, `@org/team`, or an address of mail. */
static bool is_owner(struct span word)
{
    if (span_starts(word, SPAN("@")))
        return word.len > 1 && word.data[word.len - 1] != '/';
    size_t at = span_find_char(word, '@');
    return at > 0 && span_find_char(span_from(word, MIN(at, word.len)), '.') + at < word.len;
}

static bool next_word(struct span *rest, struct span *word)
{
    *rest = span_trim(*rest);
    size_t end = 0;
    while (end < rest->len && !ascii_is_space(rest->data[end]))
        end += 1 + (rest->data[end] == '\\' && end + 1 < rest->len);
    *word = span_sub(*rest, 0, end);
    *rest = span_from(*rest, end);
    return word->len > 0;
}

static const char *error_of(struct span pattern, struct span owners)
{
    struct span owner;
    if (span_starts(pattern, SPAN("!")))
        return "negation";
    if (span_find_char(pattern, '[') < pattern.len)
        return "range";
    while (next_word(&owners, &owner))
        if (!is_owner(owner))
            return "owner";
    return NULL;
}

bool owners_read(struct owners_line *line, struct span text)
{
    struct span rest = span_trim(text);
    if (!rest.len || strchr("#[^", rest.data[0]) || !next_word(&rest, &line->pattern))
        return false;
    struct span owners = span_sub(rest, 0, MIN(span_find(rest, SPAN(" #")), rest.len));
    line->owners = span_trim(owners);
    line->error = error_of(line->pattern, line->owners);
    return true;
}

bool owners_match(struct span pattern, struct span path)
{
    char whole[MAX_PATTERN];
    bool anchored = span_find_char(span_sub(pattern, 0, pattern.len - (pattern.len > 0)), '/') <
                    pattern.len - (pattern.len > 0);
    struct span bare = span_starts(pattern, SPAN("/")) ? span_from(pattern, 1) : pattern;
    while (bare.len && bare.data[bare.len - 1] == '/')
        bare.len--;
    if (!bare.len || span_is(bare, "*") || span_is(bare, "**"))
        return true;
    /* The path itself, and all that lies below it. */
    for (int below = 0; below < 2; below++) {
        int len = snprintf(whole, sizeof(whole), "%s%.*s%s", anchored ? "" : "**/", (int)bare.len,
                           bare.data, below ? "/**" : "");
        if (len > 0 && (size_t)len < sizeof(whole) &&
            glob_match((struct span) { whole, (size_t)len }, path))
            return true;
    }
    return false;
}
