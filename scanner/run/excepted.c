/* SPDX-License-Identifier: Apache-2.0 */
#include "run/excepted.h"

#include "policy/exceptions.h"
#include "policy/match_path.h"
#include "unit/origin.h"

enum { PLACE_MAX = 1024 * 1024 };

/* Steps of asking globs; whoever has so many exceptions for so many findings means no good. */
static const uint64_t work_max = UINT64_C(4) * 1000 * 1000 * 1000;

struct excepted {
    const struct veto_policy *policy;
    int64_t today;
    struct arena *arena;
    size_t *used;   /* how often each exception was about something, */
    size_t *lapsed; /* and how often it had ended, and no other held */
    bool *numbered; /* of each: is the fingerprint that it names one without a value? */
    const struct veto_suppression **suppressions; /* of each, once it is needed */
    struct path_glob *globs; /* of each that has a path */
    struct buf place;
    uint64_t work;
    bool is_exhausted;
};

static bool has_expired(const struct excepted *excepted, size_t index)
{
    return exception_state(&excepted->policy->exceptions[index], excepted->today) ==
           EXCEPTION_EXPIRED;
}

static const struct veto_suppression *take(struct excepted *excepted, size_t index)
{
    const struct policy_exception *exception = &excepted->policy->exceptions[index];
    excepted->used[index]++;
    if (has_expired(excepted, index))
        return NULL;
    if (!excepted->suppressions[index])
        excepted->suppressions[index] = exception_suppression(exception, excepted->arena);
    return excepted->suppressions[index];
}

static struct path_place place_of(struct excepted *excepted, const struct veto_origin *origin)
{
    buf_clear(&excepted->place);
    origin_append_bordered(&excepted->place, origin, PATH_BORDER);
    return path_place_make(&excepted->place);
}

/* Which of the exceptions it is about; `finding` or `problem` is what is asked of. */
struct subject {
    const struct veto_finding *finding;
    const struct veto_problem *problem;
    struct path_place place;
};

static bool is_place(struct excepted *excepted, size_t index, const struct path_place *place)
{
    const struct path_glob *glob = &excepted->globs[index];
    uint64_t cost = path_glob_cost(glob, place);
    excepted->is_exhausted |= cost > excepted->work;
    if (excepted->is_exhausted)
        return false;
    excepted->work -= cost;
    return path_glob_matches(glob, place);
}

static bool is_about(struct excepted *excepted, size_t index, const struct subject *subject)
{
    const struct policy_exception *exception = &excepted->policy->exceptions[index];
    bool fits = subject->finding
                        ? exception_is_about_finding(exception, subject->finding)
                        : exception_is_about_problem(exception, subject->problem->kind);
    return fits && (!exception->path || is_place(excepted, index, &subject->place));
}

/* By the first exception that still holds; NULL where there is none. */
static const struct veto_suppression *suppression_of(struct excepted *excepted,
                                                     const struct subject *subject)
{
    const struct veto_policy *policy = excepted->policy;
    const struct veto_suppression *found = NULL;
    size_t expired = policy->exception_count;
    for (size_t i = 0; i < policy->exception_count; i++) {
        if (!is_about(excepted, i, subject))
            continue;
        const struct veto_suppression *one = take(excepted, i);
        excepted->numbered[i] |= one && subject->finding && subject->finding->guessable &&
                                 excepted->policy->exceptions[i].fingerprint;
        found = found ? found : one;
        expired = has_expired(excepted, i) ? i : expired;
    }
    if (!found && expired < policy->exception_count)
        excepted->lapsed[expired]++;
    return found;
}

/* What a comment allows already stays the comment's; the exception is used nevertheless. */
static void mark(struct excepted *excepted, struct veto_finding *findings,
                 struct veto_problem *problems, const struct veto_result *result)
{
    for (size_t i = 0; i < result->finding_count; i++) {
        const struct subject subject = {
            .finding = &findings[i], .place = place_of(excepted, findings[i].place.origin)
        };
        const struct veto_suppression *suppression = suppression_of(excepted, &subject);
        if (!findings[i].suppression)
            findings[i].suppression = suppression;
    }
    for (size_t i = 0; i < result->problem_count; i++) {
        const struct subject subject = {
            .problem = &problems[i], .place = place_of(excepted, problems[i].origin)
        };
        problems[i].suppression = suppression_of(excepted, &subject);
    }
}

/* ---- Notes ----------------------------------------------------------------------------------- */

/* NULL where there is nothing to be said of it. */
static const char *note_of(const struct excepted *excepted, size_t index, bool whole,
                           enum veto_policy_note_kind *kind)
{
    const struct policy_exception *exception = &excepted->policy->exceptions[index];
    enum exception_state state = exception_state(exception, excepted->today);
    size_t used = excepted->used[index];
    long long days = (long long)(exception->last_day - excepted->today);
    if (used == 0) {
        *kind = VETO_POLICY_UNUSED;
        return whole ? "what this exception is about is not there any more" : NULL;
    }
    if (state == EXCEPTION_EXPIRED) {
        size_t lapsed = excepted->lapsed[index];
        *kind = VETO_POLICY_EXPIRED;
        return lapsed ? arena_printf(excepted->arena,
                                     "this exception ended on %s, and what it is about blocks again",
                                     exception->expires)
                      : NULL;
    }
    if (state == EXCEPTION_VALID) {
        *kind = VETO_POLICY_NUMBERED;
        return excepted->numbered[index]
                       ? "this exception is of a number in its file: that the value changed, or "
                         "another has that number now, is not noticed"
                       : NULL;
    }
    *kind = VETO_POLICY_EXPIRING;
    return arena_printf(excepted->arena, "this exception ends on %s, in %lld day%s",
                        exception->expires, days, days == 1 ? "" : "s");
}

static int write_notes(const struct excepted *excepted, bool whole, struct veto_result *result)
{
    const struct veto_policy *policy = excepted->policy;
    struct veto_policy_note *notes =
            ARENA_ARRAY(excepted->arena, policy->exception_count + 2, struct veto_policy_note);
    size_t count = 0;
    if (!notes)
        return -1;
    if (excepted->is_exhausted)
        notes[count++] = (struct veto_policy_note) {
            VETO_POLICY_EXHAUSTED, policy->file,
            "too many paths in exceptions for so many findings: some are not excepted"
        };
    for (size_t i = 0; i < policy->exception_count; i++) {
        const struct policy_place *place = &policy->exceptions[i].place;
        enum veto_policy_note_kind kind;
        const char *text = note_of(excepted, i, whole, &kind);
        if (text)
            notes[count++] = (struct veto_policy_note) {
                kind, arena_printf(excepted->arena, "%s:%u", place->file, place->line), text
            };
    }
    result->policy_notes = notes;
    result->policy_note_count = count;
    return 0;
}

int excepted_apply(const struct veto_policy *policy, int64_t today, bool whole,
                   struct arena *arena, struct veto_result *result, struct veto_error *error)
{
    size_t count = policy->exception_count;
    if (count == 0)
        return 0;
    struct excepted excepted = {
        .policy = policy,
        .today = today,
        .arena = arena,
        .used = ARENA_ARRAY(arena, count + 1, size_t),
        .lapsed = ARENA_ARRAY(arena, count + 1, size_t),
        .numbered = ARENA_ARRAY(arena, count + 1, bool),
        .suppressions = ARENA_ARRAY(arena, count + 1, const struct veto_suppression *),
        .globs = ARENA_ARRAY(arena, count + 1, struct path_glob),
        .work = work_max,
    };
    if (!excepted.used || !excepted.lapsed || !excepted.numbered || !excepted.suppressions ||
        !excepted.globs)
        return error_no_memory(error);
    for (size_t i = 0; i < count; i++)
        if (policy->exceptions[i].path &&
            path_glob_make(&excepted.globs[i], policy->exceptions[i].path, arena) < 0)
            return error_no_memory(error);
    excepted.place = buf_make(PLACE_MAX);
    /* The arrays are in the scan's own arena; the result only lends them out as const. */
    mark(&excepted, (struct veto_finding *)result->findings,
         (struct veto_problem *)result->problems, result);
    int status = write_notes(&excepted, whole, result);
    buf_release(&excepted.place);
    return status < 0 || arena_failed(arena) ? error_no_memory(error) : 0;
}
