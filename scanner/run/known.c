/* SPDX-License-Identifier: Apache-2.0 */
#include "run/known.h"

#include <errno.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "unit/origin.h"

enum { PLACE_MAX = 1024 * 1024 };

int known_open(struct known *known, const char *path, struct span salt, struct veto_error *error)
{
    *known = (struct known) { .salt = salt };
    if (!path)
        return 0;
    if (baseline_load(&known->baseline, path, error) < 0 ||
        baseline_check_salt(known->baseline, path, salt, error) < 0)
        return -1;
    return baseline_marks_make(&known->marks, known->baseline, error);
}

void known_close(struct known *known)
{
    baseline_free(known->baseline);
    baseline_marks_release(&known->marks);
}

int known_share_make(struct known_share *share, const struct known *known,
                     struct veto_error *error)
{
    *share = (struct known_share) { .baseline = known->baseline };
    return share->baseline ? baseline_marks_make(&share->marks, share->baseline, error) : 0;
}

void known_share_release(struct known_share *share)
{
    baseline_marks_release(&share->marks);
}

static void mark(const struct baseline *baseline, struct baseline_marks *marks,
                 const struct veto_origin *origin, enum baseline_look look)
{
    struct buf place = buf_make(PLACE_MAX);
    origin_append_logical(&place, origin);
    baseline_mark(baseline, marks, buf_span(&place), look);
    buf_release(&place);
}

void known_looked(struct known_share *share, const struct veto_origin *origin)
{
    if (share->baseline)
        mark(share->baseline, &share->marks, origin, BASELINE_LOOKED);
}

void known_join(struct known *known, const struct known_share *share)
{
    if (known->baseline && share->baseline)
        baseline_marks_join(&known->marks, &share->marks, known->baseline);
}

/* ---- Files that are no longer there ---------------------------------------------------------- */

static bool is_folder_target(const struct veto_origin *target)
{
    return target->kind == VETO_ORIGIN_TREE ||
           (target->kind == VETO_ORIGIN_FILE && !target->parent);
}

/* The folder that logical places of this target begin at: its own, or the repository's root. */
static void append_root(struct buf *to, const struct veto_origin *target)
{
    struct span name = span_from_bytes(target->name), prefix = span_from_bytes(target->prefix);
    if (target->kind == VETO_ORIGIN_FILE)
        name = span_sub(name, 0, name.len - span_basename(name).len);
    buf_append(to, name.len ? name : SPAN("."));
    for (struct span folder; prefix.len && span_next_field(&prefix, '/', &folder);)
        buf_append_text(to, "/..");
    buf_append_char(to, '/');
}

static bool is_there(const struct veto_origin *target, struct span file)
{
    struct buf path = buf_make(PLACE_MAX);
    struct stat status;
    append_root(&path, target);
    buf_append(&path, file);
    bool there = path.failed || lstat(path.data, &status) == 0 ||
                 (errno != ENOENT && errno != ENOTDIR);
    buf_release(&path);
    return there;
}

static bool is_there_in(struct span file, void *payload)
{
    const struct veto_origin *target = payload;
    return is_folder_target(target) && is_there(target, file);
}

enum veto_baseline_state known_state(struct known_share *share, const struct veto_origin *origin,
                                     struct span place, struct span value, struct span match)
{
    if (!share || !share->baseline)
        return VETO_BASELINE_NONE;
    const struct baseline_surroundings around = { is_there_in, (void *)origin_target(origin) };
    return baseline_knows_value(share->baseline, &share->marks, place, value, match, &around)
                   ? VETO_BASELINE_UNCHANGED
                   : VETO_BASELINE_NEW;
}

/* What the baseline asks of the scan. */
struct scanned {
    const struct veto_result *result;
    const struct veto_rules *rules;
};

static bool is_vanished(struct span file, void *payload)
{
    const struct veto_result *result = ((const struct scanned *)payload)->result;
    bool looked = false;
    for (size_t i = 0; i < result->target_count; i++) {
        const struct veto_origin *target = result->targets[i];
        if (!is_folder_target(target))
            continue;
        looked = true;
        if (is_there(target, file))
            return false;
    }
    return looked;
}

static bool is_asked(struct span rule, void *payload)
{
    return rules_may_find(((const struct scanned *)payload)->rules, rule);
}

/* ---- The end --------------------------------------------------------------------------------- */

/* What was not read, or not understood, may still hold what it held. */
static void mark_trouble(struct known *known, bool ended_early, const struct veto_result *result)
{
    if (ended_early || result->problems_unlisted)
        memset(known->marks.looks, BASELINE_TROUBLE, known->baseline->place_count);
    for (size_t i = 0; i < result->problem_count; i++)
        if (result->problems[i].kind != VETO_PROBLEM_ABSENT)
            mark(known->baseline, &known->marks, result->problems[i].origin, BASELINE_TROUBLE);
}

static int append_places(struct baseline_subject *subjects, const struct veto_result *result,
                         struct arena *arena)
{
    struct buf place = buf_make(PLACE_MAX);
    for (size_t i = 0; i < result->finding_count; i++) {
        buf_clear(&place);
        origin_append_logical(&place, result->findings[i].place.origin);
        subjects[i].place = arena_span(arena, buf_span(&place));
    }
    bool failed = place.failed;
    buf_release(&place);
    return failed || arena_failed(arena) ? -1 : 0;
}

int known_settle(struct known *known, const struct veto_rules *rules, bool ended_early,
                 struct veto_result *result, struct arena *arena, struct veto_error *error)
{
    if (!known->baseline)
        return 0;
    size_t count = result->finding_count;
    cleanup(free_ptr) struct baseline_subject *subjects = calloc(count + 1, sizeof(*subjects));
    if (!subjects || append_places(subjects, result, arena) < 0)
        return error_no_memory(error);
    /* The array is in the scan's own arena; the result only lends it out as const. */
    for (size_t i = 0; i < count; i++)
        subjects[i].finding = (struct veto_finding *)&result->findings[i];
    mark_trouble(known, ended_early, result);
    struct scanned scanned = { result, rules };
    const struct baseline_question question = {
        .baseline = known->baseline,
        .marks = &known->marks,
        .subjects = subjects,
        .count = count,
        .salt = known->salt,
        .is_vanished = is_vanished,
        .is_asked = is_asked,
        .payload = &scanned,
    };
    return baseline_answer(&question, arena, result, error);
}
