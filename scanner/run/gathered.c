/* SPDX-License-Identifier: Apache-2.0 */
#include "run/gathered.h"

#include <stdlib.h>

#include "audit/audit.h"
#include "base/cleanup.h"
#include "base/table.h"
#include "run/audited.h"
#include "unit/origin.h"
#include "unit/problem.h"

enum {
    MAX_UNIT = 8 * 1024 * 1024, /* bytes of its files: the facts of all are had at once */
    LARGE_UNIT = 4 * 1024 * 1024,
    MAX_FILES_OF_UNIT = 2000,
    MAX_DEPTH_OF_PATH = 256,
};

/* ---- Keeping --------------------------------------------------------------------------------- */

bool gathered_is_of_image(const struct veto_origin *origin)
{
    for (; origin; origin = origin->parent)
        if (origin->layer || origin->image)
            return true;
    return false;
}

static bool copy_values(struct gathered_file *file, const struct scanning *now, struct arena *arena)
{
    file->values = ARENA_ARRAY(arena, now->value_count + 1, struct redact_value);
    if (!file->values)
        return false;
    file->value_count = file->unread ? 0 : now->value_count;
    for (size_t i = 0; i < file->value_count; i++) {
        file->values[i] = now->values[i];
        file->values[i].text = arena_span(arena, now->values[i].text);
    }
    return !arena_failed(arena);
}

static struct gathered_file *copy_unit(struct worker *worker)
{
    struct arena *arena = &worker->gathered.arena;
    const struct scanning *now = worker->now;
    struct gathered_file *file = ARENA_NEW(arena, struct gathered_file);
    if (!file)
        return NULL;
    file->kinds = now->unit->kinds;
    file->unread = !unit_is_whole(now->unit) || now->unit->bytes.len > MAX_UNIT;
    file->origin = origin_copy(arena, now->unit->origin);
    file->bytes = file->unread ? SPAN_EMPTY : arena_span(arena, now->unit->bytes);
    file->hidden_count = file->unread ? 0 : now->candidate_count;
    file->hidden = ARENA_ARRAY(arena, file->hidden_count + 1, struct redaction);
    if (!file->origin || !file->hidden || !file->bytes.data || !copy_values(file, now, arena))
        return NULL;
    if (file->hidden_count)
        memcpy(file->hidden, now->candidates, file->hidden_count * sizeof(*file->hidden));
    return file;
}

/* As one of that kind; of several, the text is kept once. */
static bool keep_as(struct worker *worker, const struct audit_kind *kind,
                    struct gathered_file **copy)
{
    struct gathered *gathered = &worker->gathered;
    struct gathered_file *file =
            *copy ? ARENA_NEW(&gathered->arena, struct gathered_file) : copy_unit(worker);
    if (!file)
        return false;
    if (*copy)
        *file = **copy;
    file->kind = kind;
    file->next = gathered->files;
    *copy = gathered->files = file;
    gathered->count++;
    return true;
}

void gathered_keep(struct worker *worker)
{
    struct gathered *gathered = &worker->gathered;
    const struct unit *unit = worker->now->unit;
    struct gathered_file *copy = NULL;
    if (unit->parent || !unit->is_first || gathered_is_of_image(unit->origin))
        return;
    const struct audit_kind *kind = audit_joined_kind(worker->audit, unit, NULL);
    if (!kind)
        return;
    gathered->bytes += unit_is_whole(unit) ? unit->bytes.len : 0;
    if (gathered->bytes > GATHERED_MAX) /* counted, so that all workers come to the same end */
        return;
    for (; kind; kind = audit_joined_kind(worker->audit, unit, kind))
        if (!keep_as(worker, kind, &copy)) {
            worker->arena.failed = true;
            return;
        }
}

/* ---- Units ----------------------------------------------------------------------------------- */

struct span_pair {
    struct span folder; /* the unit's, */
    struct gathered_file *file;
};

static struct span folder_of(struct span path)
{
    struct span name = span_basename(path);
    size_t len = path.len - name.len;
    return span_sub(path, 0, len ? len - 1 : 0);
}

static struct span path_of(const struct gathered_file *file)
{
    return span_from_bytes(file->origin->name);
}

static bool is_anchor(struct span path)
{
    static const char *const names[] = { "kustomization.yaml", "kustomization.yml", "Kustomization",
                                         "Chart.yaml" };
    struct span name = span_basename(path);
    return span_is_one_of(name, names, ARRAY_SIZE(names));
}

/* A list item of the kustomization that is the folder, whose path is relative to it. */
static bool takes_in(const struct gathered_file *anchor, struct span folder)
{
    struct span rest = anchor->bytes, line;
    while (span_next_line(&rest, &line)) {
        line = span_trim(line);
        if (!span_starts(line, SPAN("-")))
            continue;
        line = span_trim(span_from(line, 1));
        if (span_starts(line, SPAN("./")))
            line = span_from(line, 2);
        while (line.len && line.data[line.len - 1] == '/')
            line.len--;
        if (span_eq(line, folder))
            return true;
    }
    return false;
}

static struct span relative_to(struct span folder, struct span path)
{
    return folder.len ? span_from(path, folder.len + 1) : path;
}

/*
 * The nearest folder that holds a unit together, or the own one; and from there up, as long as the
 * next one takes that folder in.
 */
static struct span unit_folder(const struct table *anchors, struct span path)
{
    struct span own = folder_of(path), folder = own, best = own;
    bool anchored = false;
    for (size_t depth = 0; depth < MAX_DEPTH_OF_PATH; depth++) {
        const struct gathered_file *anchor = table_get(anchors, folder);
        if (anchor && anchored && !takes_in(anchor, relative_to(folder, best)))
            break;
        if (anchor)
            best = folder;
        anchored |= anchor != NULL;
        if (!folder.len)
            break;
        folder = folder_of(folder);
    }
    return best;
}

/* Targets that are files each are units of their own. */
static bool is_beside(const struct gathered_file *a, const struct gathered_file *b)
{
    return a->kind == b->kind && a->origin->parent && b->origin->parent &&
           origin_compare(a->origin->parent, b->origin->parent) == 0;
}

static int by_origin(const void *a, const void *b)
{
    const struct span_pair *x = a, *y = b;
    if (x->file->kind != y->file->kind)
        return x->file->kind < y->file->kind ? -1 : 1;
    return origin_compare(x->file->origin, y->file->origin);
}

static int by_unit(const void *a, const void *b)
{
    const struct span_pair *x = a, *y = b;
    int order = span_compare(x->folder, y->folder);
    return order ? order : origin_compare(x->file->origin, y->file->origin);
}

/* Files that lie in one tree: finds the folder of each, and puts those of one unit together. */
static int arrange(struct span_pair *pairs, size_t count)
{
    struct table anchors;
    int result = 0;
    table_init(&anchors);
    for (size_t i = 0; i < count && result == 0; i++)
        if (is_anchor(path_of(pairs[i].file)))
            result = table_set(&anchors, folder_of(path_of(pairs[i].file)), pairs[i].file);
    for (size_t i = 0; i < count; i++)
        pairs[i].folder = unit_folder(&anchors, path_of(pairs[i].file));
    table_release(&anchors);
    qsort(pairs, count, sizeof(*pairs), by_unit);
    return result;
}

static size_t run_of_tree(const struct span_pair *pairs, size_t count)
{
    size_t run = 1;
    while (run < count && is_beside(pairs[0].file, pairs[run].file))
        run++;
    return run;
}

static size_t run_of_unit(const struct span_pair *pairs, size_t count)
{
    size_t run = 1;
    while (run < count && is_beside(pairs[0].file, pairs[run].file) &&
           span_eq(pairs[0].folder, pairs[run].folder))
        run++;
    return run;
}

/* ---- Judging --------------------------------------------------------------------------------- */

struct judging_all {
    struct worker *workers;
    unsigned count;
    const struct span_pair *pairs;
    size_t pair_count;
};

static size_t bytes_of(const struct span_pair *pairs, size_t count)
{
    size_t bytes = 0;
    for (size_t i = 0; i < count; i++)
        bytes += pairs[i].file->bytes.len;
    return bytes;
}

static bool is_too_large(const struct span_pair *pairs, size_t count)
{
    return bytes_of(pairs, count) > MAX_UNIT || count > MAX_FILES_OF_UNIT;
}

static void judge_group(struct worker *worker, const struct span_pair *pairs, size_t count)
{
    const struct gathered_file *first = pairs[0].file;
    struct veto_error error = { 0 };
    cleanup(free_ptr) struct audit_member *members = calloc(count, sizeof(*members));
    int result = members ? 0 : error_no_memory(&error);
    if (result == 0 && is_too_large(pairs, count))
        result = error_set(&error, VETO_ERROR_UNSUPPORTED, "too many files lie together");
    for (size_t i = 0; i < count && result == 0; i++)
        members[i] = (struct audit_member) {
            .name = path_of(pairs[i].file),
            .bytes = pairs[i].file->bytes,
            .unread = pairs[i].file->unread,
        };
    if (result == 0)
        result = audit_lift_members(worker->audit, first->kind, members, count, &error);
    for (size_t i = 0; i < count && result == 0; i++)
        result = audited_member(worker, pairs[i].file, &members[i], &error);
    if (result < 0)
        problem_add(&worker->sink, VETO_PROBLEM_UNJUDGED, first->origin,
                    "not audited together with what lies beside it: %s", error.message);
}

/* Of large units one at a time. */
static void judge_unit(struct worker *worker, const struct span_pair *pairs, size_t count)
{
    bool large = bytes_of(pairs, count) > LARGE_UNIT;
    if (large)
        pool_large_begin(worker->shared->pool);
    judge_group(worker, pairs, count);
    if (large) {
        audit_forget(worker->audit);
        pool_large_end(worker->shared->pool);
    }
}

/* Every so many units are one worker's. */
static void judge_share(size_t index, void *payload)
{
    struct judging_all *all = payload;
    size_t number = 0;
    for (size_t at = 0; at < all->pair_count; number++) {
        size_t run = run_of_unit(all->pairs + at, all->pair_count - at);
        struct worker *worker = &all->workers[index];
        if (number % all->count == index && !sink_stopped(&worker->sink))
            judge_unit(worker, all->pairs + at, run);
        at += run;
    }
}

static struct span_pair *collect_all(const struct worker *workers, unsigned count, size_t *total,
                                     uint64_t *bytes)
{
    for (unsigned i = 0; i < count; i++) {
        *total += workers[i].gathered.count;
        *bytes += workers[i].gathered.bytes;
    }
    struct span_pair *pairs = calloc(*total + 1, sizeof(*pairs)), *to = pairs;
    for (unsigned i = 0; i < count && pairs; i++)
        for (struct gathered_file *file = workers[i].gathered.files; file; file = file->next)
            *to++ = (struct span_pair) { .file = file };
    return pairs;
}

int gathered_judge(struct worker *workers, unsigned count, const struct veto_origin *target,
                   struct veto_error *error)
{
    size_t total = 0;
    uint64_t bytes = 0;
    cleanup(free_ptr) struct span_pair *pairs = collect_all(workers, count, &total, &bytes);
    if (!pairs)
        return error_no_memory(error);
    if (bytes > GATHERED_MAX) {
        problem_add(&workers[0].sink, VETO_PROBLEM_UNJUDGED, target,
                    "more than %d MiB of objects: not audited together with what lies beside them",
                    GATHERED_MAX / 1024 / 1024);
        return 0;
    }
    qsort(pairs, total, sizeof(*pairs), by_origin);
    for (size_t at = 0; at < total;) {
        size_t run = run_of_tree(pairs + at, total - at);
        if (arrange(pairs + at, run) < 0)
            return error_no_memory(error);
        at += run;
    }
    struct judging_all all = { workers, count, pairs, total };
    pool_parallel(count, count, judge_share, &all);
    return 0;
}
