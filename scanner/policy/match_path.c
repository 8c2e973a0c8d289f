/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/match_path.h"

#include "base/glob.h"

enum { GLOB_MAX = 64 * 1024 };

static const char written = '!';

/* At the front of a class it means "not". */
static uint32_t count_marks(struct span glob)
{
    uint32_t count = 0;
    for (size_t i = 0; i < glob.len; i++)
        count += glob.data[i] == written && (i == 0 || glob.data[i - 1] != '[');
    return count;
}

static struct span joined(const char *before, struct span glob, const char *behind,
                          struct arena *arena)
{
    char *text = arena_printf(arena, "%s%.*s%s", before, (int)glob.len, glob.data, behind);
    return text ? span_of(text) : SPAN_EMPTY;
}

int path_glob_make(struct path_glob *glob, const char *text, struct arena *arena)
{
    struct span rest = span_of(text);
    bool folder_only = rest.len && rest.data[rest.len - 1] == '/';
    while (rest.len && rest.data[rest.len - 1] == '/')
        rest.len--;
    const char *anywhere = span_find_char(rest, '/') < rest.len ? "" : "**/";
    while (span_starts(rest, SPAN("./")))
        rest = span_from(rest, 2);
    while (rest.len && rest.data[0] == '/')
        rest = span_from(rest, 1);
    *glob = (struct path_glob) { .exact = SPAN_EMPTY, .below = SPAN_EMPTY, .is_plain = true };
    if (rest.len == 0 || rest.len > GLOB_MAX)
        return arena_failed(arena) ? -1 : 0;
    glob->marks = count_marks(rest);
    for (size_t i = 0; i < rest.len; i++)
        glob->is_plain &= strchr("*?[\\", rest.data[i]) == NULL;
    glob->below = joined(anywhere, rest, "/**", arena);
    if (!folder_only)
        glob->exact = joined(anywhere, rest, "", arena);
    return arena_failed(arena) ? -1 : 0;
}

struct path_place path_place_make(struct buf *room)
{
    struct path_place place = { .inside = SPAN_EMPTY, .innermost = SPAN_EMPTY };
    struct span text = buf_span(room);
    for (size_t i = 0; i < room->len; i++) {
        if (room->data[i] != PATH_BORDER)
            continue;
        room->data[i] = '/';
        if (place.border_count < PATH_BORDERS_MAX)
            place.borders[place.border_count++] = &room->data[i];
        place.innermost = span_from(text, i + 1);
        if (place.inside.len == 0)
            place.inside = place.innermost;
    }
    place.whole = text;
    return place;
}

uint64_t path_glob_cost(const struct path_glob *glob, const struct path_place *place)
{
    uint64_t len = glob->below.len + 1, longest = place->whole.len + 1;
    uint64_t times = 1 + (glob->marks ? place->border_count : 0);
    return times * (glob->is_plain ? len + longest : len * longest);
}

static bool matches(const struct path_glob *glob, struct span place)
{
    return place.len && ((glob->exact.len && glob_match(glob->exact, place)) ||
                         (glob->below.len && glob_match(glob->below, place)));
}

static bool matches_any(const struct path_glob *glob, const struct path_place *place)
{
    return matches(glob, place->whole) || matches(glob, place->inside) ||
           (place->innermost.len < place->inside.len && matches(glob, place->innermost));
}

bool path_glob_matches(const struct path_glob *glob, const struct path_place *place)
{
    bool found = matches_any(glob, place);
    /* One border after the other as a glob that holds `!` may mean it. */
    size_t count = glob->marks ? place->border_count : 0;
    for (size_t i = 0; i < count && !found; i++) {
        *place->borders[i] = written;
        found = matches_any(glob, place);
    }
    for (size_t i = 0; i < count; i++)
        *place->borders[i] = '/';
    return found;
}
