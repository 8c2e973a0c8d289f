/* SPDX-License-Identifier: Apache-2.0 */
/* What a run says of itself: how it ended, and what it did not look at. */
#include "report/sarif.h"

#include "base/utf.h"
#include "policy/verdict.h"
#include "report/fields.h"
#include "report/place.h"
#include "unit/origin.h"

enum note {
    NOTE_UNREAD,
    NOTE_UNJUDGED,
    NOTE_ABSENT,
    NOTE_ENDED_EARLY,
    NOTE_RESULTS_LEFT_OUT,
    NOTE_POLICY,
    NOTE_BASELINE_ABSENT,
};

enum { ABSENT_MAX = 1000 };

/* GitHub wants a description and help of these too. In the order of enum note. */
static const struct descriptor {
    const char *id, *name, *level, *what, *means, *help;
} descriptors[] = {
    [NOTE_UNREAD] = { "input-unread", "InputUnread", "warning", "An input was not read",
                      "Bytes that should have been looked at were not, so the scan is incomplete",
                      "Look at the reason: rights, a damaged archive, a limit that can be raised." },
    [NOTE_UNJUDGED] = { "input-unjudged", "InputUnjudged", "note", "An input was not understood",
                        "The bytes were searched for secrets, but not understood as configuration",
                        "Nothing need be done, unless the file should be valid." },
    [NOTE_ABSENT] = { "input-absent", "InputAbsent", "note", "An input is not there",
                      "The input names something that it does not hold, by design",
                      "Scan what holds it, if it matters." },
    [NOTE_ENDED_EARLY] = { "scan-ended-early", "ScanEndedEarly", "error",
                           "The scan was ended before its end",
                           "The results are what was found until then",
                           "Scan again, with more time." },
    [NOTE_RESULTS_LEFT_OUT] = { "results-left-out", "ResultsLeftOut", "warning",
                                "There are more results than a reader takes",
                                "The most important results are in the file, the others are not",
                                "The formats json and jsonl hold all of them." },
    [NOTE_POLICY] = { "policy-exception", "PolicyException", "warning",
                      "An exception of the policy wants to be looked at",
                      "It has ended, will end soon, or is about nothing that is there",
                      "Mend what it is about, give it a new end, or take it out." },
    [NOTE_BASELINE_ABSENT] = { "baseline-absent", "BaselineAbsent", "note",
                               "An entry of the baseline is not there any more",
                               "What the baseline tells of was looked for and not found",
                               "Write the baseline anew, so that it cannot come back unseen." },
};

void sarif_write_descriptors(struct sarif *sarif)
{
    struct json_writer *w = &sarif->json;
    json_put_open(w, "notifications", '[');
    for (size_t i = 0; i < ARRAY_SIZE(descriptors); i++) {
        const struct descriptor *descriptor = &descriptors[i];
        json_open(w, '{');
        json_put_text(w, "id", descriptor->id);
        json_put_text(w, "name", descriptor->name);
        sarif_put_sentence(sarif, "shortDescription", descriptor->what);
        sarif_put_sentence(sarif, "fullDescription", descriptor->means);
        sarif_put_sentence(sarif, "help", descriptor->help);
        json_close(w, '}');
    }
    json_close(w, ']');
}

static void open_note(struct sarif *sarif, enum note note)
{
    struct json_writer *w = &sarif->json;
    json_open(w, '{');
    json_put_open(w, "descriptor", '{');
    json_put_text(w, "id", descriptors[note].id);
    json_put_integer(w, "index", note);
    json_close(w, '}');
    json_put_text(w, "level", descriptors[note].level);
}

/* A note without a place; its text is in the scratch buffer. */
static void write_note(struct sarif *sarif, enum note note)
{
    open_note(sarif, note);
    sarif_put_message(sarif, "message");
    json_close(&sarif->json, '}');
}

static void write_problem(struct sarif *sarif, const struct veto_problem *problem)
{
    static const enum note notes[] = {
        [VETO_PROBLEM_UNREAD] = NOTE_UNREAD,
        [VETO_PROBLEM_UNJUDGED] = NOTE_UNJUDGED,
        [VETO_PROBLEM_ABSENT] = NOTE_ABSENT,
    };
    struct json_writer *w = &sarif->json;
    open_note(sarif, notes[problem->kind]);
    buf_clear(&sarif->text);
    buf_append_char(&sarif->text, '\'');
    sarif_escape_place(sarif, problem->origin, place_append_full);
    buf_append_text(&sarif->text, "': ");
    sarif_escape_text(sarif, problem->text);
    buf_append_char(&sarif->text, '.');
    if (problem->suppression) {
        buf_append_text(&sarif->text, " Excepted by ");
        sarif_escape_text(sarif, problem->suppression->by);
        buf_append_text(&sarif->text, ": ");
        sarif_escape_text(sarif, problem->suppression->reason);
        buf_append_char(&sarif->text, '.');
    }
    sarif_put_message(sarif, "message");
    /* A folder as a whole has no URI below itself. */
    if (problem->origin->kind != VETO_ORIGIN_TREE) {
        json_put_open(w, "locations", '[');
        json_open(w, '{');
        json_put_open(w, "physicalLocation", '{');
        json_put_open(w, "artifactLocation", '{');
        sarif_put_place(sarif, "uri", problem->origin, place_append_uri);
        json_close(w, '}');
        json_close(w, '}');
        json_close(w, '}');
        json_close(w, ']');
    }
    json_close(w, '}');
}

/*
 * Not results: whoever does not know `baselineState` would show what was mended as open, for ever
 * (GitHub does).
 */
static void write_absent(struct sarif *sarif, const struct veto_unmet *unmet)
{
    struct json_writer *w = &sarif->json;
    struct buf place = buf_make(PLACE_TEXT_MAX);
    utf_append_printable(&place, span_from_bytes(unmet->place), false);
    open_note(sarif, NOTE_BASELINE_ABSENT);
    buf_clear(&sarif->text);
    buf_append_text(&sarif->text, "Not there any more: '");
    sarif_escape_text(sarif, unmet->rule);
    buf_append_text(&sarif->text, "' in '");
    sarif_escape(sarif, buf_span(&place));
    buf_append_text(&sarif->text, "'.");
    sarif_put_message(sarif, "message");
    json_put_open(w, "properties", '{');
    json_put_text(w, "baselineState", "absent");
    fields_unmet_members(w, unmet);
    json_close(w, '}');
    json_close(w, '}');
    buf_release(&place);
}

static void write_all_absent(struct sarif *sarif)
{
    const struct veto_result *result = sarif->result;
    size_t written = 0;
    for (size_t i = 0; i < result->unmet_count && written < ABSENT_MAX; i++)
        if (result->unmet[i].absent) {
            write_absent(sarif, &result->unmet[i]);
            written++;
        }
    if (result->absent <= written)
        return;
    buf_clear(&sarif->text);
    buf_printf(&sarif->text, "%zu more entries of the baseline are not there any more.",
               result->absent - written);
    write_note(sarif, NOTE_BASELINE_ABSENT);
}

static void write_left_out(struct sarif *sarif, const struct sarif_selection *selection)
{
    buf_clear(&sarif->text);
    buf_printf(&sarif->text, "%zu results are not in this file", selection->dropped_total);
    const char *before = " (";
    for (int severity = VETO_SEVERITY_CRITICAL; severity >= VETO_SEVERITY_NOTE; severity--) {
        if (!selection->dropped[severity])
            continue;
        buf_printf(&sarif->text, "%s%zu %s", before, selection->dropped[severity],
                   veto_severity_name((enum veto_severity)severity));
        before = ", ";
    }
    buf_append_text(&sarif->text, "); those that block, then the gravest and surest are.");
    write_note(sarif, NOTE_RESULTS_LEFT_OUT);
}

static void write_notes(struct sarif *sarif, const struct sarif_selection *selection)
{
    const struct veto_result *result = sarif->result;
    if (result->interrupted || result->timed_out) {
        buf_clear(&sarif->text);
        buf_printf(&sarif->text, "The scan was ended before its end: %s.",
                   result->interrupted ? "it was interrupted" : "its time was over");
        write_note(sarif, NOTE_ENDED_EARLY);
    }
    if (selection->part) /* the first has told the rest */
        return;
    if (selection->dropped_total)
        write_left_out(sarif, selection);
    for (size_t i = 0; i < result->policy_note_count; i++) {
        buf_clear(&sarif->text);
        sarif_escape_text(sarif, result->policy_notes[i].place);
        buf_append_text(&sarif->text, ": ");
        sarif_escape_text(sarif, result->policy_notes[i].text);
        buf_append_char(&sarif->text, '.');
        write_note(sarif, NOTE_POLICY);
    }
    if (selection->is_first)
        write_all_absent(sarif);
    for (size_t i = 0; i < result->problem_count; i++)
        if (sarif_has(selection, result->problems[i].origin))
            write_problem(sarif, &result->problems[i]);
    if (result->problems_unlisted) {
        buf_clear(&sarif->text);
        buf_printf(&sarif->text, "%llu more inputs had trouble and are not listed.",
                   (unsigned long long)result->problems_unlisted);
        write_note(sarif, NOTE_UNREAD);
    }
}

void sarif_write_invocations(struct sarif *sarif, const struct sarif_selection *selection)
{
    struct json_writer *w = &sarif->json;
    json_put_open(w, "invocations", '[');
    json_open(w, '{');
    /* Readers throw away the results of what did not succeed: incomplete is not unsuccessful. */
    json_put_bool(w, "executionSuccessful", !sarif->result->interrupted);
    json_put_integer(w, "exitCode", verdict_exit_status(sarif->result));
    json_put_text(w, "exitCodeDescription", verdict_text(sarif->result));
    json_put_open(w, "toolExecutionNotifications", '[');
    write_notes(sarif, selection);
    json_close(w, ']');
    json_close(w, '}');
    json_close(w, ']');
}
