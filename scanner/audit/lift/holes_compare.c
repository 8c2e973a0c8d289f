/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/holes_parts.h"

enum { LOOK_AHEAD = 64 }; /* members of a list that may stand between one and its like */

static bool is_container(const struct node *node)
{
    return node->kind == NODE_OBJECT || node->kind == NODE_ARRAY;
}

static bool is_in_hole(const struct hole_ranges *ranges, const struct node *fact)
{
    size_t low = 0, high = ranges->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct hole_range *at = &ranges->items[middle];
        bool before = at->begin != fact->begin ? at->begin < fact->begin : at->end < fact->end;
        if (before)
            low = middle + 1;
        else
            high = middle;
    }
    return low < ranges->count && ranges->items[low].begin == fact->begin &&
           ranges->items[low].end == fact->end;
}

static const struct node *name_of(const struct node *fact)
{
    return fact->kind == NODE_OBJECT ? node_last_member(fact, "name") : NULL;
}

/* Facts of the same thing stand at the same place, and have the same name where that is known. */
static bool are_alike(const struct node *a, const struct node *b, const struct hole_ranges *ranges)
{
    const struct node *name = name_of(a), *other = name_of(b);
    if (a->kind != b->kind || a->begin != b->begin)
        return false;
    if (!is_container(a) && !span_eq(a->text, b->text))
        return false;
    return !name || !other || span_eq(name->text, other->text) || is_in_hole(ranges, name) ||
           holes_is_stand_in(other->text);
}

static void compare(struct node *fact, const struct node *other, const struct hole_ranges *ranges);

/* The first that is like it; NULL where it is not among the next ones. */
static const struct node *find_alike(const struct node *fact, const struct node *from,
                                     const struct hole_ranges *ranges)
{
    for (size_t looked = 0; from && looked < LOOK_AHEAD; from = from->next, looked++)
        if (are_alike(fact, from, ranges))
            return from;
    return NULL;
}

/* True where the other list has something that this one has not. */
static bool compare_list(struct node *facts, const struct node *others,
                         const struct hole_ranges *ranges)
{
    bool more = false;
    for (struct node *at = facts; at; at = at->next) {
        const struct node *found = find_alike(at, others, ranges);
        if (!found) {
            at->holes |= NODE_MAYBE;
            continue;
        }
        more |= found != others;
        compare(at, found, ranges);
        others = found->next;
    }
    return more || others;
}

static void compare_members(struct node *fact, const struct node *other,
                            const struct hole_ranges *ranges)
{
    size_t found = 0, there = 0;
    for (struct node *at = fact->children; at; at = at->next) {
        const struct node *twin = node_last_member_of(other, at->key);
        found += twin && !at->shadowed;
        if (twin)
            compare(at, twin, ranges);
        else
            at->holes |= NODE_MAYBE;
    }
    for (const struct node *at = other->children; at; at = at->next)
        there += !at->shadowed;
    if (there > found)
        fact->holes |= NODE_OPEN;
}

static void compare(struct node *fact, const struct node *other, const struct hole_ranges *ranges)
{
    if (fact->kind != other->kind) {
        fact->holes |= NODE_UNKNOWN;
    } else if (fact->kind == NODE_OBJECT) {
        compare_members(fact, other, ranges);
    } else if (fact->kind == NODE_ARRAY) {
        bool more = compare_list(fact->children, other->children, ranges);
        fact->holes |= more || fact->begin != other->begin ? NODE_OPEN : 0;
    } else if (fact->truth != other->truth || !span_eq(fact->text, other->text) ||
               fact->begin != other->begin || fact->end != other->end) {
        fact->holes |= NODE_UNKNOWN;
    }
}

/* Of the roots there may be more, as of a list; nobody asks how many there are. */
void holes_compare(struct node *facts, const struct node *other, const struct hole_ranges *ranges)
{
    compare_list(facts, other, ranges);
}

static void place_below(struct node *parent, const struct hole_ranges *ranges)
{
    for (struct node *at = parent->children; at; at = at->next) {
        if (!is_container(at) && is_in_hole(ranges, at))
            at->holes |= NODE_UNKNOWN;
        place_below(at, ranges);
    }
}

void holes_place(struct node *facts, const struct hole_ranges *ranges)
{
    for (struct node *at = facts; at; at = at->next) {
        at->holes |= NODE_HOLLOW;
        place_below(at, ranges);
    }
}
