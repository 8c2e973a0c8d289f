/* SPDX-License-Identifier: Apache-2.0 */
#include "source/entry_name.h"

#include "base/macro.h"

/* Takes the last component off what was appended from `begin` on. False where there is none. */
static bool remove_last(struct buf *into, size_t begin)
{
    if (into->len == begin)
        return false;
    while (into->len > begin && into->data[into->len - 1] != '/')
        into->len--;
    if (into->len > begin)
        into->len--;
    return true;
}

bool entry_name_normalise(struct span path, struct buf *into)
{
    size_t begin = into->len;
    bool inside = true;
    struct span component;
    while (span_next_field(&path, '/', &component)) {
        if (component.len == 0 || span_is(component, "."))
            continue;
        if (span_is(component, "..")) {
            inside &= remove_last(into, begin);
            continue;
        }
        if (into->len > begin)
            buf_append_char(into, '/');
        buf_append(into, component);
    }
    return inside;
}

struct span entry_name_inside(struct span compressed)
{
    static const char *const suffixes[] = { ".gz", ".zst", ".xz", ".bz2", ".lz4", ".z" };
    struct span name = span_basename(compressed);
    for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++) {
        struct span suffix = span_of(suffixes[i]);
        if (name.len > suffix.len && span_ends_nocase(name, suffix))
            return span_sub(name, 0, name.len - suffix.len);
    }
    return name;
}
