/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/unit.h"

#include "base/macro.h"

/* What lies in an archive of fixtures is one: the places of the archives around it count too. */
static kind_set kind_of_archives(const struct veto_origin *origin)
{
    kind_set kinds = KIND_OTHER;
    for (; origin && origin->kind == VETO_ORIGIN_ENTRY; origin = origin->parent)
        if (origin->parent &&
            (origin->parent->kind == VETO_ORIGIN_FILE || origin->parent->kind == VETO_ORIGIN_ENTRY))
            kinds |= kind_of_place(span_from_bytes(origin->parent->name));
    return kinds;
}

struct unit unit_whole(struct span bytes, const struct veto_origin *origin)
{
    struct span path = origin ? span_from_bytes(origin->name) : SPAN_EMPTY;
    return (struct unit) {
        .bytes = bytes,
        .own_end = bytes.len,
        .first_line = 1,
        .first_column = 1,
        .is_first = true,
        .is_last = true,
        .kinds = kind_of(path, span_sub(bytes, 0, 4096)) | kind_of_archives(origin),
        .origin = origin,
        .decoding = "",
    };
}

const struct unit *unit_root(const struct unit *unit)
{
    while (unit->parent)
        unit = unit->parent;
    return unit;
}

const struct unit *unit_of_lines(const struct unit *unit)
{
    const struct unit *found = unit;
    for (; unit->parent; unit = unit->parent)
        found = unit->is_transcoded && !unit->parent->parent ? unit : unit->parent;
    return found;
}

bool unit_range_in(const struct unit *unit, const struct unit *around, struct byte_range own,
                   struct byte_range *range)
{
    for (; unit != around; unit = unit->parent)
        if (!offset_map_range(unit->map, own, &own))
            return false;
    *range = own;
    return true;
}

bool unit_root_range(const struct unit *unit, struct byte_range own, struct byte_range *root)
{
    return unit_range_in(unit, unit_root(unit), own, root);
}
