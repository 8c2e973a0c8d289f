/* SPDX-License-Identifier: Apache-2.0 */
/* The end of the report for people: the verdict in one line, and what was not looked at. */
#include "report/text.h"

#include "policy/verdict.h"
#include "report/fields.h"
#include "report/place.h"
#include "unit/origin.h"

enum { PROBLEMS_SHOWN = 5, NOTES_SHOWN = 10 };

static void append_bytes(struct buf *to, uint64_t bytes)
{
    static const char *const units[] = { "kB", "MB", "GB", "TB", "PB", "EB" };
    if (bytes < 1000) {
        text_put_count(to, bytes, "byte");
        return;
    }
    double value = (double)bytes / 1000;
    size_t unit = 0;
    for (; value >= 999.95 && unit + 1 < ARRAY_SIZE(units); unit++)
        value /= 1000;
    buf_printf(to, "%.1f %s", value, units[unit]);
}

/* `3 block (2 critical, 1 high), 5 more` */
static void append_findings(struct buf *to, const struct veto_result *result)
{
    size_t blocking[VETO_SEVERITY_NONE] = { 0 };
    for (size_t i = 0; i < result->finding_count; i++)
        blocking[result->findings[i].severity] += result->findings[i].blocks;

    size_t shown = verdict_open_count(result);
    if (result->finding_count == 0 || (shown == 0 && result->has_baseline)) {
        buf_append_text(to, result->has_baseline ? "nothing new" : "nothing found");
        return;
    }
    if (result->blocking == 0) {
        buf_append_text(to, shown ? "nothing blocks, " : "nothing blocks");
        if (shown)
            text_put_count(to, shown, result->has_baseline ? "new finding" : "finding");
        return;
    }
    buf_printf(to, "%zu block%s", result->blocking, result->blocking == 1 ? "s" : "");
    const char *before = " (";
    for (int severity = VETO_SEVERITY_CRITICAL; severity >= VETO_SEVERITY_NOTE; severity--) {
        if (!blocking[severity])
            continue;
        buf_printf(to, "%s%zu %s", before, blocking[severity],
                   veto_severity_name((enum veto_severity)severity));
        before = ", ";
    }
    buf_append_char(to, ')');
    if (shown > result->blocking)
        buf_printf(to, ", %zu more", shown - result->blocking);
}

/* `97 unchanged (2 moved), 3 absent` */
static void append_baseline(struct buf *to, const struct veto_result *result)
{
    if (!result->has_baseline)
        return;
    buf_printf(to, "; %zu unchanged", result->unchanged);
    if (result->moved)
        buf_printf(to, " (%zu moved)", result->moved);
    buf_printf(to, ", %zu absent", result->absent);
}

static void append_scanned(struct buf *to, const struct veto_result *result, bool with_time)
{
    text_put_count(to, result->files, "file");
    if (result->archives) {
        buf_append_text(to, ", ");
        text_put_count(to, result->archives, "archive");
    }
    if (result->images) {
        buf_append_text(to, ", ");
        text_put_count(to, result->images, "image");
        buf_append_text(to, " (");
        text_put_count(to, result->layers, "layer");
        buf_append_char(to, ')');
    }
    buf_append_text(to, ", ");
    append_bytes(to, result->bytes);
    if (with_time)
        buf_printf(to, " in %.2f s", result->seconds);
}

static void put_verdict(struct text *text, const struct veto_result *result, bool with_time)
{
    text_style(text, STYLE_BOLD);
    buf_append_text(&text->out, "veto:");
    text_style(text, STYLE_PLAIN);
    buf_append_char(&text->out, ' ');
    if (result->interrupted)
        buf_append_text(&text->out, "interrupted, found so far: ");
    else if (result->timed_out)
        buf_append_text(&text->out, "out of time, found so far: ");
    append_findings(&text->out, result);
    if (result->suppressed)
        buf_printf(&text->out, ", %zu suppressed", result->suppressed);
    append_baseline(&text->out, result);
    if (result->has_base)
        buf_printf(&text->out, "; %zu in the base image%s", result->in_base,
                   result->base_ignored ? ", which do not block" : "");
    buf_append_text(&text->out, "; ");
    append_scanned(&text->out, result, with_time);
    if (result->unjudged_blocking)
        buf_printf(&text->out, "; %zu not understood, which the policy does not let pass",
                   result->unjudged_blocking);
    uint64_t unread = result->unread + result->problems_unlisted;
    if (unread)
        buf_printf(&text->out, "; incomplete, %llu not read", (unsigned long long)unread);
    buf_append_char(&text->out, '\n');
}

static size_t count_problems(const struct veto_result *result, enum veto_problem_kind kind)
{
    size_t count = 0;
    for (size_t i = 0; i < result->problem_count; i++)
        count += result->problems[i].kind == kind && !result->problems[i].suppression;
    return count;
}

static void put_problem(struct text *text, const struct veto_problem *problem)
{
    text_spaces(text, 4);
    origin_append(&text->out, problem->origin);
    buf_append_text(&text->out, ": ");
    text_put(text, problem->text);
    buf_append_char(&text->out, '\n');
    text_flush(text);
}

static void put_problems(struct text *text, const struct veto_result *result,
                         enum veto_problem_kind kind, size_t shown)
{
    static const char *const titles[] = {
        [VETO_PROBLEM_UNREAD] = "not read",
        [VETO_PROBLEM_UNJUDGED] = "not understood",
        [VETO_PROBLEM_ABSENT] = "not in the input",
    };
    size_t count = count_problems(result, kind), done = 0;
    if (!count)
        return;
    buf_printf(&text->out, "  %s: %zu%s\n", titles[kind], count,
               shown ? "" : " (-v tells which)");
    for (size_t i = 0; i < result->problem_count && done < MIN(count, shown); i++) {
        if (result->problems[i].kind != kind || result->problems[i].suppression)
            continue;
        put_problem(text, &result->problems[i]);
        done++;
    }
    if (shown && count > shown)
        buf_printf(&text->out, "    and %zu more (-v tells which)\n", count - shown);
}

static void put_all_problems(struct text *text, const struct veto_result *result, bool verbose)
{
    put_problems(text, result, VETO_PROBLEM_UNREAD, verbose ? SIZE_MAX : PROBLEMS_SHOWN);
    put_problems(text, result, VETO_PROBLEM_UNJUDGED, verbose ? SIZE_MAX : 0);
    put_problems(text, result, VETO_PROBLEM_ABSENT, verbose ? SIZE_MAX : 0);
    size_t excepted = 0;
    for (size_t i = 0; i < result->problem_count; i++)
        excepted += result->problems[i].suppression != NULL;
    if (excepted)
        buf_printf(&text->out, "  excepted by %s: %zu more of these\n",
                   result->policy ? result->policy : "the policy", excepted);
    if (result->problems_unlisted)
        buf_printf(&text->out, "  more trouble than is listed: %llu\n",
                   (unsigned long long)result->problems_unlisted);
}

static void put_unmet(struct text *text, const struct veto_unmet *unmet)
{
    text_spaces(text, 4);
    text_put(text, unmet->rule);
    buf_append_text(&text->out, " in ");
    text_put_span(text, span_from_bytes(unmet->place));
    buf_append_char(&text->out, '\n');
    text_flush(text);
}

static void put_baseline(struct text *text, const struct veto_result *result, bool verbose)
{
    size_t kept = result->unmet_count - result->absent;
    if (result->absent)
        buf_printf(&text->out,
                   "  absent, so the baseline can do without: %zu%s\n", result->absent,
                   verbose ? "" : " (-v tells which)");
    for (size_t i = 0; verbose && i < result->unmet_count; i++)
        if (result->unmet[i].absent)
            put_unmet(text, &result->unmet[i]);
    if (verbose && kept)
        buf_printf(&text->out, "  in the baseline, and not looked for: %zu\n", kept);
    if (result->by_line)
        buf_printf(&text->out,
                   "  known by file and line alone, so that a change is not noticed: %zu\n",
                   result->by_line);
}

static void put_skipped(struct text *text, const struct veto_result *result)
{
    const struct {
        size_t count;
        const char *name;
    } kinds[] = {
        { result->skipped_ignored, "ignored" },
        { result->skipped_excluded, "excluded" },
        { result->skipped_links, result->skipped_links == 1 ? "link" : "links" },
        { result->skipped_special, "special" },
    };
    const char *before = "  skipped: ";
    for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
        if (!kinds[i].count)
            continue;
        buf_printf(&text->out, "%s%zu %s", before, kinds[i].count, kinds[i].name);
        before = ", ";
    }
    if (before[0] == ',')
        buf_append_char(&text->out, '\n');
}

/* What an exception needs of its owner is told always, the file's name to whoever wonders. */
static void put_policy(struct text *text, const struct veto_result *result, bool verbose)
{
    size_t shown = verbose ? SIZE_MAX : NOTES_SHOWN;
    if (!result->policy)
        return;
    buf_append_text(&text->out, "  policy: ");
    text_put(text, result->policy);
    if (result->allowed) {
        buf_append_text(&text->out, ", which allows ");
        text_put_count(&text->out, result->allowed, "candidate");
    }
    buf_append_char(&text->out, '\n');
    for (size_t i = 0; i < MIN(result->policy_note_count, shown); i++) {
        text_spaces(text, 4);
        text_put(text, result->policy_notes[i].place);
        buf_append_text(&text->out, ": ");
        text_put(text, result->policy_notes[i].text);
        buf_append_char(&text->out, '\n');
        text_flush(text);
    }
    if (result->policy_note_count > shown)
        buf_printf(&text->out, "    and %zu more (-v tells which)\n",
                   result->policy_note_count - shown);
}

static bool scans_a_tree(const struct veto_result *result)
{
    for (size_t i = 0; i < result->target_count; i++)
        if (result->targets[i]->kind == VETO_ORIGIN_TREE)
            return true;
    return false;
}

static bool has_skipped(const struct veto_result *result)
{
    return result->skipped_ignored || result->skipped_excluded || result->skipped_links ||
           result->skipped_special;
}

/* Of a finding that blocks, where there is one; NULL where all are allowed. */
static const char *rule_to_look_at(const struct veto_result *result)
{
    const char *id = NULL;
    for (size_t i = result->finding_count; i-- > 0;)
        if (verdict_is_open(&result->findings[i]) &&
            (!id || result->findings[i].blocks || !result->blocking))
            id = result->findings[i].rule->id;
    return id;
}

static void put_next(struct text *text, const struct veto_result *result, bool is_brief)
{
    if (is_brief)
        buf_append_text(&text->out, "  next: veto scan -v … shows each finding whole\n");
    else if (rule_to_look_at(result))
        buf_printf(&text->out, "  next: veto rules show %s\n", rule_to_look_at(result));
    else if (result->suppressed)
        buf_append_text(&text->out, "  next: veto scan -v … shows what is suppressed, and why\n");
    else if (has_skipped(result))
        buf_append_text(&text->out, "  next: veto scan --list-files … tells what was skipped\n");
}

void text_summary(struct text *text, const struct veto_result *result,
                  const struct veto_report_options *options, bool is_brief)
{
    put_verdict(text, result, options->with_time);
    if (options->verbosity >= 0) {
        put_all_problems(text, result, options->verbosity > 0);
        put_skipped(text, result);
        text_drop_counts(text, result);
        put_policy(text, result, options->verbosity > 0);
        put_baseline(text, result, options->verbosity > 0);
        if (scans_a_tree(result))
            buf_append_text(&text->out, "  history was not scanned\n");
        put_next(text, result, is_brief);
    }
    text_flush(text);
}
