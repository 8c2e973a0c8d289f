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

enum {
    CONFIDENCES = VETO_CONFIDENCE_CERTAIN + 1,
    CLASSES_OF_BLOCKING = VETO_SEVERITY_NONE * CONFIDENCES,
    CLASSES = 2 * CLASSES_OF_BLOCKING,
};

/* Blocking ones first, then by severity, then by confidence; within a class the place decides. */
static int class_of(const struct veto_finding *finding)
{
    return finding->blocks * CLASSES_OF_BLOCKING + (int)finding->severity * CONFIDENCES +
           (int)finding->confidence;
}

static void drop(struct sarif_selection *selection, int class, size_t count)
{
    selection->dropped[class % CLASSES_OF_BLOCKING / CONFIDENCES] += count;
    selection->dropped_total += count;
}

void sarif_select(struct sarif_selection *selection, const struct veto_result *result)
{
    size_t counts[CLASSES] = { 0 };
    for (size_t i = 0; i < result->finding_count; i++)
        if (sarif_has(selection, result->findings[i].place.origin))
            counts[class_of(&result->findings[i])]++;

    size_t room = selection->limit ? selection->limit : SARIF_RESULTS_MAX;
    int class = CLASSES - 1;
    for (; class >= 0 && counts[class] <= room; class--)
        room -= counts[class];
    selection->lowest_class = class;
    selection->quota = room;
    if (class >= 0)
        drop(selection, class, counts[class] - room);
    for (int below = class - 1; below >= 0; below--)
        drop(selection, below, counts[below]);
}

const struct veto_finding *sarif_next(struct sarif_cursor *cursor,
                                      const struct sarif_selection *selection,
                                      const struct veto_result *result)
{
    while (cursor->next < result->finding_count) {
        const struct veto_finding *finding = &result->findings[cursor->next++];
        int class = class_of(finding);
        if (class < selection->lowest_class || !sarif_has(selection, finding->place.origin))
            continue;
        if (class > selection->lowest_class || cursor->taken++ < selection->quota)
            return finding;
    }
    return NULL;
}
