/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/match_path.h"

#include "base/glob.h"

enum { INSIDE = '!' };

static bool is_border(char c)
{
    return c == '/' || c == INSIDE;
}

static struct span last_part(struct span path)
{
    size_t begin = path.len;
    while (begin > 0 && !is_border(path.data[begin - 1]))
        begin--;
    return span_from(path, begin);
}

/* The glob without slashes at its ends against each folder, archive and file on the way. */
static bool matches(struct span glob, bool is_anchored, bool folder_only, struct span place)
{
    for (size_t end = 1; end <= place.len; end++) {
        bool is_whole = end == place.len;
        if ((!is_whole && !is_border(place.data[end])) || (is_whole && folder_only))
            continue;
        struct span front = span_sub(place, 0, end);
        if (glob_match(glob, is_anchored ? front : last_part(front)))
            return true;
    }
    return false;
}

bool policy_path_matches(struct span glob, struct span place)
{
    bool folder_only = glob.len && glob.data[glob.len - 1] == '/';
    while (glob.len && glob.data[glob.len - 1] == '/')
        glob.len--;
    bool is_anchored = span_find_char(glob, '/') < glob.len;
    while (glob.len && glob.data[0] == '/')
        glob = span_from(glob, 1);
    if (glob.len == 0)
        return false;
    for (;;) {
        if (matches(glob, is_anchored, folder_only, place))
            return true;
        size_t inside = span_find_char(place, INSIDE);
        if (inside == place.len)
            return false;
        place = span_from(place, inside + 1);
    }
}
