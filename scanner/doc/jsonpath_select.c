/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Queries over trees, depth first, which gives nodes in the order that RFC 9535 asks for. Recursion
 * follows a path down the tree: it is as deep as the document, and again for each filter in a
 * filter, both of which are bounded where they are read.
 */
#include <stdlib.h>

#include "base/cleanup.h"
#include "doc/jsonpath_evaluation.h"

/* About a second's; a selected node, which is kept, is as dear as several that are visited. */
static const uint64_t WORK_MAX = 100 * 1000 * 1000, WORK_OF_KEEPING = 16;

/* A node on the way from the root to what is looked at. */
struct step {
    struct step *up;
    const struct node *node;
    size_t index;
    const struct jsonpath_place *kept; /* once something below it was selected */
};

/* What happens to selected nodes. */
struct walk {
    struct evaluation *e;
    /* 0 to go on, 1 to stop, negative on failure: as all functions here return. */
    int (*take)(struct walk *walk, struct step *step);
};

static int walk_segments(struct walk *walk, const struct segment *segment, struct step *here);

int evaluation_charge(struct evaluation *e, uint64_t work)
{
    if (work > e->budget)
        return error_set(e->error, VETO_ERROR_MEMORY,
                         "query and document together are too much work");
    e->budget -= work;
    return 0;
}

/* ---- What is not known ---- */

/* Is it let alone, since nothing is sure of it? What may be is gone into, and remembered. */
static inline bool is_unsure(struct evaluation *e, const struct node *node, int holes)
{
    if (!(node->holes & holes) || !e->bound)
        return false;
    e->unsure = true;
    return e->bound == BOUND_SURELY;
}

/* Of what may have more children, or is not known, the place of none but those by name is. */
static bool has_places(struct evaluation *e, const struct node *node)
{
    bool moves = node->holes & (NODE_OPEN | NODE_UNKNOWN);
    for (const struct node *child = node->children; child && e->bound; child = child->next)
        moves |= (child->holes & NODE_MAYBE) != 0;
    if (!moves || !e->bound)
        return true;
    e->unsure = true;
    return false;
}

/* ---- Selectors ---- */

/* On with the segments behind `segment`. */
static int enter(struct walk *walk, const struct segment *segment, struct step *here,
                 const struct node *child, size_t index)
{
    struct step step = { .up = here, .node = child, .index = index };
    if (is_unsure(walk->e, child, NODE_MAYBE | NODE_UNKNOWN))
        return 0;
    if (evaluation_charge(walk->e, 1) < 0)
        return -1;
    return walk_segments(walk, segment->next, &step);
}

static int select_name(struct walk *walk, const struct segment *segment,
                       const struct selector *selector, struct step *here)
{
    if (here->node->kind != NODE_OBJECT)
        return 0;
    if (evaluation_charge(walk->e, here->node->child_count) < 0)
        return -1;
    const struct node *member = node_last_member_of(here->node, selector->name);
    if (!member)
        is_unsure(walk->e, here->node, NODE_OPEN);
    return member ? enter(walk, segment, here, member, 0) : 0;
}

static int select_wildcard(struct walk *walk, const struct segment *segment,
                           const struct selector *selector, struct step *here)
{
    (void)selector;
    size_t index = 0;
    is_unsure(walk->e, here->node, NODE_OPEN);
    for (const struct node *child = here->node->children; child; child = child->next, index++) {
        int result = child->shadowed ? 0 : enter(walk, segment, here, child, index);
        if (result)
            return result;
    }
    return 0;
}

static int select_filter(struct walk *walk, const struct segment *segment,
                         const struct selector *selector, struct step *here)
{
    const struct node *outer = walk->e->current;
    size_t index = 0;
    int result = 0;
    is_unsure(walk->e, here->node, NODE_OPEN);
    for (const struct node *child = here->node->children; child && result == 0;
         child = child->next, index++) {
        bool passes = false;
        walk->e->current = child;
        if (!child->shadowed)
            result = evaluation_charge(walk->e, 1) < 0
                             ? -1
                             : expression_test(walk->e, selector->filter, &passes);
        walk->e->current = outer;
        if (passes)
            result = enter(walk, segment, here, child, index);
    }
    return result;
}

/* The children from `first` on, every `step`-th, before `end`. */
static int select_upwards(struct walk *walk, const struct segment *segment, struct step *here,
                          int64_t first, int64_t end, int64_t step)
{
    if (first >= end || evaluation_charge(walk->e, (uint64_t)end) < 0)
        return first >= end ? 0 : -1;
    int64_t index = 0, wanted = first;
    for (const struct node *child = here->node->children; child && index < end;
         child = child->next, index++) {
        if (index != wanted)
            continue;
        int result = enter(walk, segment, here, child, (size_t)index);
        if (result)
            return result;
        wanted += step;
    }
    return 0;
}

/* From `first` down, every `step`-th (negative), above `end`. Children are linked forwards only. */
static int select_downwards(struct walk *walk, const struct segment *segment, struct step *here,
                            int64_t first, int64_t end, int64_t step)
{
    size_t count = here->node->child_count;
    if (first <= end)
        return 0;
    if (evaluation_charge(walk->e, count) < 0)
        return -1;
    cleanup(free_ptr) const struct node **children = calloc(count, sizeof(*children));
    if (!children)
        return error_no_memory(walk->e->error);
    size_t filled = 0;
    for (const struct node *child = here->node->children; child; child = child->next)
        children[filled++] = child;
    for (int64_t index = first; index > end; index += step) {
        int result = enter(walk, segment, here, children[index], (size_t)index);
        if (result)
            return result;
    }
    return 0;
}

static int64_t clamp(int64_t value, int64_t low, int64_t high)
{
    return MIN(MAX(value, low), high);
}

/* RFC 9535 §2.3.4.2.2. */
static int select_slice(struct walk *walk, const struct segment *segment,
                        const struct selector *selector, struct step *here)
{
    int64_t count = (int64_t)here->node->child_count, step = selector->step;
    if (here->node->kind != NODE_ARRAY || step == 0 || !has_places(walk->e, here->node))
        return 0;
    int64_t start = selector->has_start ? selector->start : step > 0 ? 0 : count - 1;
    int64_t end = selector->has_end ? selector->end : step > 0 ? count : -count - 1;
    start += start < 0 && selector->has_start ? count : 0;
    end += end < 0 ? count : 0;
    if (step > 0)
        return select_upwards(walk, segment, here, clamp(start, 0, count), clamp(end, 0, count),
                              step);
    return select_downwards(walk, segment, here, clamp(start, -1, count - 1),
                            clamp(end, -1, count - 1), step);
}

static int select_index(struct walk *walk, const struct segment *segment,
                        const struct selector *selector, struct step *here)
{
    int64_t count = (int64_t)here->node->child_count;
    int64_t index = selector->start < 0 ? selector->start + count : selector->start;
    if (here->node->kind != NODE_ARRAY || !has_places(walk->e, here->node) || index < 0 ||
        index >= count)
        return 0;
    return select_upwards(walk, segment, here, index, index + 1, 1);
}

static int (*const selects[])(struct walk *, const struct segment *, const struct selector *,
                              struct step *) = {
    [SELECTOR_NAME] = select_name,     [SELECTOR_WILDCARD] = select_wildcard,
    [SELECTOR_INDEX] = select_index,   [SELECTOR_SLICE] = select_slice,
    [SELECTOR_FILTER] = select_filter,
};

/* ---- Segments ---- */

static int walk_children(struct walk *walk, const struct segment *segment, struct step *here)
{
    size_t index = 0;
    for (const struct node *child = here->node->children; child; child = child->next, index++) {
        struct step step = { .up = here, .node = child, .index = index };
        if (child->shadowed || is_unsure(walk->e, child, NODE_MAYBE | NODE_UNKNOWN))
            continue;
        int result = evaluation_charge(walk->e, 1) < 0 ? -1 : walk_segments(walk, segment, &step);
        if (result)
            return result;
    }
    return 0;
}

static int walk_segments(struct walk *walk, const struct segment *segment, struct step *here)
{
    if (!segment)
        return walk->take(walk, here);
    for (const struct selector *s = segment->selectors; s; s = s->next) {
        int result = selects[s->kind](walk, segment, s, here);
        if (result)
            return result;
    }
    if (segment->descends)
        is_unsure(walk->e, here->node, NODE_OPEN);
    return segment->descends ? walk_children(walk, segment, here) : 0;
}

/* ---- What becomes of selected nodes ---- */

struct tally {
    struct walk walk;
    size_t count, enough;
    const struct node *first;
};

static int tally_node(struct walk *walk, struct step *step)
{
    struct tally *tally = container_of(walk, struct tally, walk);
    if (tally->count++ == 0)
        tally->first = step->node;
    return tally->count >= tally->enough;
}

/* They lead to one node at most: there is nothing to walk. */
static int follow_names(struct evaluation *e, const struct query *query, const struct node **out)
{
    const struct node *node = query->relative ? e->current : e->root;
    for (const struct segment *at = query->segments; at && node; at = at->next) {
        if (node->kind != NODE_OBJECT) {
            node = NULL;
            break;
        }
        if (evaluation_charge(e, 1 + node->child_count) < 0)
            return -1;
        const struct node *member = node_last_member_of(node, at->selectors->name);
        if (e->bound &&
            (member ? member->holes & (NODE_MAYBE | NODE_UNKNOWN) : node->holes & NODE_OPEN))
            e->unsure = true;
        node = member;
    }
    *out = node;
    return 0;
}

static int tally(struct evaluation *e, const struct query *query, size_t enough,
                 struct tallied *out)
{
    const struct node *first = query->relative ? e->current : e->root;
    if (e->bound && first->holes & NODE_UNKNOWN)
        e->unsure = true;
    if (query->names_only) {
        int result = follow_names(e, query, &out->first);
        out->count = result == 0 && out->first;
        return result;
    }
    struct tally tally = { .walk = { e, tally_node }, .enough = enough };
    struct step start = { .node = first };
    if (walk_segments(&tally.walk, query->segments, &start) < 0)
        return -1;
    out->count = tally.count;
    out->first = tally.first;
    return 0;
}

/*
 * What is surely selected, and what possibly: where the two differ, or something may be there of
 * which nothing is known, it is not sure. Where one is enough, no more is asked than whether it is
 * sure.
 */
static int tally_bounds(struct evaluation *e, const struct query *query, size_t enough,
                        struct tallied *out)
{
    const enum bound bound = e->bound;
    const bool unsure = e->unsure;
    struct tallied possibly = { 0 };
    e->bound = BOUND_SURELY;
    e->unsure = false;
    int result = tally(e, query, enough, out);
    e->bound = BOUND_POSSIBLY;
    if (query->names_only && e->unsure)
        out->count = 0;
    else if (result == 0 && !query->names_only && !(enough == 1 && out->count))
        result = tally(e, query, SIZE_MAX, &possibly);
    out->unsure = e->unsure || possibly.count > out->count;
    e->bound = bound;
    e->unsure = unsure;
    return result;
}

int query_tally(struct evaluation *e, const struct query *query, size_t enough,
                struct tallied *out)
{
    *out = (struct tallied) { 0 };
    return e->bound ? tally_bounds(e, query, enough, out) : tally(e, query, enough, out);
}

struct collection {
    struct walk walk;
    struct arena *arena;
    struct jsonpath_nodes *nodes;
    const struct jsonpath_selected **link;
};

/* The place of `step`, with those above it, which others may share. */
static const struct jsonpath_place *keep(struct arena *arena, struct step *step)
{
    if (step->kept)
        return step->kept;
    const struct jsonpath_place *parent = step->up ? keep(arena, step->up) : NULL;
    struct jsonpath_place *place = ARENA_NEW(arena, struct jsonpath_place);
    if (!place)
        return NULL;
    *place = (struct jsonpath_place) { parent, step->node, step->index };
    step->kept = place;
    return place;
}

static int collect_node(struct walk *walk, struct step *step)
{
    struct collection *collection = container_of(walk, struct collection, walk);
    if (evaluation_charge(walk->e, WORK_OF_KEEPING) < 0)
        return -1;
    struct jsonpath_selected *selected = ARENA_NEW(collection->arena, struct jsonpath_selected);
    const struct jsonpath_place *place = keep(collection->arena, step);
    if (arena_failed(collection->arena))
        return error_no_memory(walk->e->error);
    selected->place = place;
    *collection->link = selected;
    collection->link = &selected->next;
    collection->nodes->count++;
    return 0;
}

int jsonpath_select(const struct jsonpath *query, const struct node *root,
                    const struct jsonpath_regex *regex, struct arena *arena,
                    struct jsonpath_nodes *out, struct veto_error *error)
{
    struct evaluation evaluation = {
        .root = root,
        .current = root,
        .regex = regex,
        .budget = WORK_MAX,
        .error = error,
        .bound = root->holes ? BOUND_SURELY : BOUND_NONE,
    };
    struct jsonpath_nodes nodes = { 0 };
    struct collection collection = {
        .walk = { &evaluation, collect_node },
        .arena = arena,
        .nodes = &nodes,
        .link = &nodes.first,
    };
    struct step start = { .node = root };
    int result = walk_segments(&collection.walk, query->query.segments, &start);
    if (result == 0)
        *out = nodes;
    return result;
}

int jsonpath_is_possible(const struct jsonpath *query, const struct node *root,
                         const struct jsonpath_regex *regex, bool *out, struct veto_error *error)
{
    struct evaluation evaluation = {
        .root = root,
        .current = root,
        .regex = regex,
        .budget = WORK_MAX,
        .error = error,
        .bound = root->holes ? BOUND_POSSIBLY : BOUND_NONE,
    };
    struct tallied found;
    if (query_tally(&evaluation, &query->query, 1, &found) < 0)
        return -1;
    *out = found.count > 0 || found.unsure;
    return 0;
}
