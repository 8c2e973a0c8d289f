/* SPDX-License-Identifier: Apache-2.0 */
/* Which findings go into which run, and which are left out where there are too many. */
#include "report/sarif.h"

#include "report/place.h"
#include "unit/origin.h"

/* ---- Categories ------------------------------------------------------------------------------ */

enum added { ADDED, KNOWN, TOO_MANY, NO_MEMORY };

static enum added add_category(struct sarif_categories *categories,
                               const struct veto_origin *origin, struct arena *arena)
{
    enum added outcome = KNOWN;
    struct buf name = buf_make(PLACE_TEXT_MAX);
    place_append_category(&name, origin, categories->coarse);
    size_t i = 0;
    while (i < categories->count && !span_is(buf_span(&name), categories->names[i]))
        i++;
    if (i == SARIF_RUNS_MAX) {
        outcome = TOO_MANY;
    } else if (i == categories->count) {
        char *copy = arena_strndup(arena, buf_span(&name).data, name.len);
        outcome = copy ? ADDED : NO_MEMORY;
        if (copy)
            categories->names[categories->count++] = copy;
    }
    buf_release(&name);
    return outcome;
}

/* An image that was given as a file: the target does not know it, what was found in it does. */
static bool is_image_target(const struct veto_result *result, const struct veto_origin *target)
{
    for (size_t i = 0; i < result->finding_count; i++) {
        const struct veto_origin *origin = result->findings[i].place.origin;
        if (origin_target(origin)->ordinal == target->ordinal && place_target_image(origin))
            return true;
    }
    for (size_t i = 0; i < result->problem_count; i++) {
        const struct veto_origin *origin = result->problems[i].origin;
        if (origin_target(origin)->ordinal == target->ordinal && place_target_image(origin))
            return true;
    }
    return false;
}

/*
 * The category of a target in which nothing was found. A clean image must not be uploaded as a clean
 * tree: that would close the tree's alerts.
 */
static enum added add_target(struct sarif_categories *categories, const struct veto_result *result,
                             const struct veto_origin *target, struct arena *arena)
{
    struct veto_origin image = { .kind = VETO_ORIGIN_IMAGE, .parent = target };
    if (is_image_target(result, target))
        return KNOWN;
    bool may_be_image = result->images && result->target_count == 1 &&
                        target->kind != VETO_ORIGIN_TREE;
    return add_category(categories, may_be_image ? &image : target, arena);
}

static enum added add_all(struct sarif_categories *categories, const struct veto_result *result,
                          struct arena *arena)
{
    enum added outcome = KNOWN;
    for (size_t i = 0; i < result->target_count && outcome < TOO_MANY; i++)
        outcome = add_target(categories, result, result->targets[i], arena);
    for (size_t i = 0; i < result->finding_count && outcome < TOO_MANY; i++)
        outcome = add_category(categories, result->findings[i].place.origin, arena);
    for (size_t i = 0; i < result->problem_count && outcome < TOO_MANY; i++)
        outcome = add_category(categories, result->problems[i].origin, arena);
    return outcome;
}

int sarif_categories_find(struct sarif_categories *categories, const struct veto_result *result,
                          struct arena *arena, struct veto_error *error)
{
    *categories = (struct sarif_categories){ 0 };
    enum added outcome = add_all(categories, result, arena);
    if (outcome == TOO_MANY) {
        *categories = (struct sarif_categories){ .coarse = true };
        outcome = add_all(categories, result, arena);
    }
    if (outcome == NO_MEMORY)
        return error_no_memory(error);
    if (categories->count == 0)
        categories->names[categories->count++] = "veto/tree/";
    return 0;
}

bool sarif_has(const struct sarif_selection *selection, const struct veto_origin *origin)
{
    if (!selection->category)
        return true;
    struct buf name = buf_make(PLACE_TEXT_MAX);
    place_append_category(&name, origin, selection->coarse);
    bool is_here = span_is(buf_span(&name), selection->category);
    buf_release(&name);
    return is_here;
}

/* ---- The limit ------------------------------------------------------------------------------- */

enum { CLASSES_OF_BLOCKING = VETO_SEVERITY_NONE * SARIF_CONFIDENCES };

/* Blocking ones first, then by severity, then by confidence; within a class the place decides. */
static int class_of(const struct veto_finding *finding)
{
    return finding->blocks * CLASSES_OF_BLOCKING + (int)finding->severity * SARIF_CONFIDENCES +
           (int)finding->confidence;
}

static size_t limit_of(const struct sarif_selection *selection)
{
    return selection->limit ? selection->limit : SARIF_RESULTS_MAX;
}

static void drop(struct sarif_selection *selection, int class, size_t count)
{
    selection->dropped[class % CLASSES_OF_BLOCKING / SARIF_CONFIDENCES] += count;
    selection->dropped_total += count;
}

void sarif_select(struct sarif_selection *selection, const struct veto_result *result)
{
    size_t counts[SARIF_CLASSES] = { 0 };
    size_t kept = limit_of(selection) * selection->parts;
    for (size_t i = 0; i < result->finding_count; i++)
        if (sarif_has(selection, result->findings[i].place.origin))
            counts[class_of(&result->findings[i])]++;

    selection->total = 0;
    for (int class = SARIF_CLASSES - 1; class >= 0; class--) {
        size_t begin = selection->total, end = begin + counts[class];
        selection->begins[class] = begin;
        selection->total = end;
        if (end > kept && selection->part == 0)
            drop(selection, class, end - MAX(begin, kept));
    }
}

size_t sarif_parts(const struct sarif_selection *selection)
{
    size_t limit = limit_of(selection);
    size_t needed = selection->total / limit + (selection->total % limit > 0);
    return MAX(MIN(needed, selection->parts), (size_t)1);
}

const struct veto_finding *sarif_next(struct sarif_cursor *cursor,
                                      const struct sarif_selection *selection,
                                      const struct veto_result *result)
{
    while (cursor->next < result->finding_count) {
        const struct veto_finding *finding = &result->findings[cursor->next++];
        if (!sarif_has(selection, finding->place.origin))
            continue;
        int class = class_of(finding);
        size_t rank = selection->begins[class] + cursor->seen[class]++;
        if (rank / limit_of(selection) == selection->part)
            return finding;
    }
    return NULL;
}
