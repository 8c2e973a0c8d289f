/* SPDX-License-Identifier: Apache-2.0 */
/* Patterns of branches, tags and paths: `*`, `**`, `?`, `+`, `[]`, and `!` in front. */
#include "audit/lift/github_actions/events.h"

/* The byte behind `[…]`, or 0 where it does not end, is empty or has a range that goes back. */
static size_t end_of_set(struct span glob, size_t at)
{
    size_t count = 0;
    for (at++; at < glob.len && glob.data[at] != ']'; at++, count++) {
        bool is_range = at + 2 < glob.len && glob.data[at + 1] == '-' && glob.data[at + 2] != ']';
        if (glob.data[at] == '-' && at + 1 < glob.len && glob.data[at + 1] == ']')
            return 0;
        if (!is_range)
            continue;
        if ((unsigned char)glob.data[at] > (unsigned char)glob.data[at + 2])
            return 0;
        at += 2;
    }
    return at < glob.len && count > 0 ? at + 1 : 0;
}

static const char *problem_of(struct span glob, const char *never, const char *escaped)
{
    bool behind_repeat = true; /* nothing is there to repeat */
    for (size_t i = 0; i < glob.len;) {
        char c = glob.data[i];
        if (c == '\0' || strchr(never, c))
            return "a character that no name has";
        if (c == '\\' && (i + 1 == glob.len || !strchr(escaped, glob.data[i + 1])))
            return "a backslash before a character that needs none";
        if ((c == '+' || c == '?') && behind_repeat)
            return "nothing to repeat";
        if (c == '[' && end_of_set(glob, i) == 0)
            return "brackets that do not end, or a range that goes back";
        behind_repeat = c == '+' || c == '?' || c == '*';
        i = c == '[' ? end_of_set(glob, i) : i + (c == '\\' ? 2 : 1);
    }
    return NULL;
}

static struct span without_negation(struct span glob)
{
    return span_from(glob, span_starts(glob, SPAN("!")));
}

static bool has_blank_ends(struct span glob)
{
    return glob.len == 0 || span_trim(glob).len != glob.len;
}

const char *glob_problem_of_ref(struct span glob)
{
    glob = without_negation(glob);
    if (has_blank_ends(glob))
        return "blanks at an end";
    if (glob.data[0] == '/' || glob.data[glob.len - 1] == '/' ||
        span_find(glob, SPAN("//")) != SIZE_MAX)
        return "a slash at an end, or two";
    return problem_of(glob, " ~^:\t\r\n", "[?*+!\\]");
}

const char *glob_problem_of_path(struct span glob)
{
    glob = without_negation(glob);
    if (has_blank_ends(glob))
        return "blanks at an end";
    if (span_is(glob, ".") || span_is(glob, "..") || span_starts(glob, SPAN("./")) ||
        span_starts(glob, SPAN("../")))
        return "paths begin at the root of the repository";
    return problem_of(glob, "\r\n", "[?*+!\\] ");
}
