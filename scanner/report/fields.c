/* SPDX-License-Identifier: Apache-2.0 */
#include "report/fields.h"

#include "base/utf.h"
#include "policy/verdict.h"
#include "report/place.h"
#include "unit/origin.h"

const char *fields_state_name(enum veto_state state)
{
    static const char *const names[] = {
        [VETO_STATE_PRESENT] = "present",
        [VETO_STATE_OVERWRITTEN] = "overwritten",
        [VETO_STATE_DELETED] = "deleted",
    };
    return names[state];
}

const char *fields_problem_name(enum veto_problem_kind kind)
{
    static const char *const names[] = {
        [VETO_PROBLEM_UNREAD] = "unread",
        [VETO_PROBLEM_UNJUDGED] = "unjudged",
        [VETO_PROBLEM_ABSENT] = "absent",
    };
    return names[kind];
}

const char *fields_suppression_name(enum veto_suppression_kind kind)
{
    static const char *const names[] = {
        [VETO_SUPPRESSED_IN_SOURCE] = "in-source",
        [VETO_SUPPRESSED_BY_POLICY] = "policy",
    };
    return names[kind];
}

const char *fields_baseline_name(enum veto_baseline_state state)
{
    return state == VETO_BASELINE_UNCHANGED ? "unchanged" : "new";
}

static const char *origin_kind_name(enum veto_origin_kind kind)
{
    static const char *const names[] = {
        [VETO_ORIGIN_TREE] = "tree",     [VETO_ORIGIN_FILE] = "file",
        [VETO_ORIGIN_STREAM] = "stream", [VETO_ORIGIN_IMAGE] = "image",
        [VETO_ORIGIN_LAYER] = "layer",   [VETO_ORIGIN_CONFIG] = "config",
        [VETO_ORIGIN_ENTRY] = "entry",
    };
    return names[kind];
}

static void put_unless_empty(struct json_writer *w, const char *key, const char *text)
{
    if (text && text[0])
        json_put_text(w, key, text);
}

/* A text that some function appends to a buffer. */
static void put_place(struct json_writer *w, const char *key, const struct veto_origin *origin,
                      void (*append)(struct buf *to, const struct veto_origin *origin))
{
    struct buf text = buf_make(PLACE_TEXT_MAX);
    append(&text, origin);
    json_put_span(w, key, buf_span(&text));
    buf_release(&text);
}

/* ---- Origins --------------------------------------------------------------------------------- */

static void put_image(struct json_writer *w, const struct veto_image *image)
{
    put_unless_empty(w, "reference", image->reference);
    put_unless_empty(w, "other_references", image->other_references);
    put_unless_empty(w, "manifest_digest", image->manifest_digest);
    put_unless_empty(w, "config_digest", image->config_digest);
    put_unless_empty(w, "platform", image->platform);
}

static void put_layer(struct json_writer *w, const struct veto_layer *layer)
{
    json_put_integer(w, "index", layer->index);
    put_unless_empty(w, "digest", layer->digest);
    put_unless_empty(w, "diff_id", layer->diff_id);
    put_unless_empty(w, "instruction", layer->instruction);
}

static void put_link(struct json_writer *w, const struct veto_origin *link)
{
    struct buf name = buf_make(PLACE_TEXT_MAX);
    utf_append_printable(&name, span_from_bytes(link->name), false);
    json_open(w, '{');
    json_put_text(w, "kind", origin_kind_name(link->kind));
    if (name.len)
        json_put_span(w, "name", buf_span(&name));
    if (link->image)
        put_image(w, link->image);
    if (link->layer)
        put_layer(w, link->layer);
    json_close(w, '}');
    buf_release(&name);
}

void fields_origin(struct json_writer *w, const struct veto_origin *origin, bool without_tree)
{
    size_t depth = place_depth(origin);
    json_put_open(w, "origin", '[');
    for (size_t i = 0; i < depth; i++) {
        const struct veto_origin *link = place_link(origin, i);
        if (!without_tree || link->kind != VETO_ORIGIN_TREE)
            put_link(w, link);
    }
    json_close(w, ']');
}

/* ---- Findings -------------------------------------------------------------------------------- */

static void put_where(struct json_writer *w, const struct veto_place *place)
{
    const struct veto_region *region = &place->region;
    put_place(w, "place", place->origin, origin_append);
    put_place(w, "uri", place->origin, place_append_uri);
    json_put_integer(w, "line", region->start_line);
    json_put_integer(w, "column", region->start_column);
    json_put_integer(w, "end_line", region->end_line);
    json_put_integer(w, "end_column", region->end_column);
    json_put_integer(w, "byte_offset", (int64_t)region->byte_offset);
    json_put_integer(w, "byte_length", (int64_t)region->byte_length);
    fields_origin(w, place->origin, false);
}

static void put_rule(struct json_writer *w, const struct veto_finding *finding)
{
    const struct veto_rule *rule = finding->rule;
    json_put_text(w, "rule", rule->id);
    json_put_text(w, "title", rule->title);
    json_put_text(w, "severity", veto_severity_name(finding->severity));
    json_put_text(w, "rule_severity", veto_severity_name(rule->severity));
    json_put_text(w, "confidence", veto_confidence_name(finding->confidence));
    json_put_bool(w, "blocks", finding->blocks);
    json_put_open(w, "tags", '[');
    for (size_t i = 0; i < rule->tag_count; i++)
        json_write_text(w, rule->tags[i]);
    json_close(w, ']');
}

static void put_evidence(struct json_writer *w, const struct veto_evidence *evidence, size_t count)
{
    json_put_open(w, "evidence", '[');
    for (size_t i = 0; i < count; i++) {
        json_open(w, '{');
        json_put_text(w, "text", evidence[i].text);
        json_put_bool(w, "against", evidence[i].against);
        if (evidence[i].weight)
            json_put_integer(w, "weight", evidence[i].weight);
        json_close(w, '}');
    }
    json_close(w, ']');
}

static void put_also(struct json_writer *w, const struct veto_finding *finding)
{
    json_put_open(w, "also", '[');
    for (size_t i = 0; i < finding->also_count; i++) {
        json_open(w, '{');
        put_where(w, &finding->also[i]);
        json_close(w, '}');
    }
    json_close(w, ']');
    json_put_open(w, "also_rules", '[');
    for (size_t i = 0; i < finding->also_rule_count; i++)
        json_write_text(w, finding->also_rules[i]);
    json_close(w, ']');
}

static void put_parts(struct json_writer *w, const struct veto_finding *finding)
{
    if (!finding->part_count)
        return;
    json_put_open(w, "parts", '[');
    for (size_t i = 0; i < finding->part_count; i++) {
        const struct veto_place place = { finding->place.origin, finding->parts[i].region };
        json_open(w, '{');
        json_put_text(w, "rule", finding->parts[i].rule->id);
        json_put_text(w, "title", finding->parts[i].rule->title);
        json_put_text(w, "secret", finding->parts[i].secret);
        put_where(w, &place);
        json_close(w, '}');
    }
    json_close(w, ']');
}

static void put_suppression(struct json_writer *w, const struct veto_suppression *suppression)
{
    if (!suppression)
        return;
    json_put_open(w, "suppression", '{');
    json_put_text(w, "kind", fields_suppression_name(suppression->kind));
    json_put_text(w, "by", suppression->by);
    put_unless_empty(w, "reason", suppression->reason);
    put_unless_empty(w, "owner", suppression->owner);
    put_unless_empty(w, "expires", suppression->expires);
    json_close(w, '}');
}

void fields_finding_members(struct json_writer *w, const struct veto_finding *finding)
{
    put_rule(w, finding);
    put_suppression(w, finding->suppression);
    put_where(w, &finding->place);
    if (finding->baseline != VETO_BASELINE_NONE)
        json_put_text(w, "baseline", fields_baseline_name(finding->baseline));
    json_put_text(w, "state", fields_state_name(finding->state));
    if (finding->state != VETO_STATE_PRESENT)
        json_put_integer(w, "state_layer", finding->state_layer);
    if (finding->in_base)
        json_put_bool(w, "base", true);
    json_put_text(w, "secret", finding->secret);
    json_put_text(w, "snippet", finding->snippet);
    put_unless_empty(w, "decoding", finding->decoding);
    put_evidence(w, finding->evidence, finding->evidence_count);
    put_also(w, finding);
    put_parts(w, finding);
    json_put_text(w, "fingerprint", finding->fingerprint);
    put_unless_empty(w, "identity", finding->identity);
    json_put_bool(w, "guessable", finding->guessable);
    json_put_text(w, "fix", finding->rule->fix);
    put_unless_empty(w, "reference", finding->rule->reference);
}

void fields_dropped_members(struct json_writer *w, const struct veto_dropped *dropped)
{
    json_put_text(w, "rule", dropped->rule->id);
    json_put_text(w, "reason", dropped->reason);
    json_put_text(w, "text", dropped->text);
    put_where(w, &dropped->place);
    json_put_text(w, "secret", dropped->secret);
    json_put_text(w, "snippet", dropped->snippet);
    put_unless_empty(w, "decoding", dropped->decoding);
    put_evidence(w, dropped->evidence, dropped->evidence_count);
}

void fields_drop_counts(struct json_writer *w, const struct veto_result *result)
{
    json_put_open(w, "dropped", '{');
    for (size_t i = 0; i < result->drop_count_count; i++)
        json_put_integer(w, result->drop_counts[i].reason, (int64_t)result->drop_counts[i].count);
    json_close(w, '}');
}

void fields_unmet_members(struct json_writer *w, const struct veto_unmet *unmet)
{
    struct buf place = buf_make(PLACE_TEXT_MAX);
    utf_append_printable(&place, span_from_bytes(unmet->place), false);
    json_put_text(w, "rule", unmet->rule);
    json_put_span(w, "place", buf_span(&place));
    put_unless_empty(w, "fingerprint", unmet->fingerprint);
    put_unless_empty(w, "identity", unmet->identity);
    buf_release(&place);
}

/* ---- Problems and sums ----------------------------------------------------------------------- */

void fields_problem_members(struct json_writer *w, const struct veto_problem *problem)
{
    json_put_text(w, "kind", fields_problem_name(problem->kind));
    put_place(w, "place", problem->origin, origin_append);
    put_place(w, "uri", problem->origin, place_append_uri);
    fields_origin(w, problem->origin, false);
    json_put_text(w, "text", problem->text);
    put_suppression(w, problem->suppression);
}

void fields_tool(struct json_writer *w)
{
    json_put_open(w, "tool", '{');
    json_put_text(w, "name", "veto");
    json_put_text(w, "version", VETO_VERSION);
    json_close(w, '}');
}

void fields_verdict_members(struct json_writer *w, const struct veto_result *result)
{
    json_put_integer(w, "exit", verdict_exit_status(result));
    json_put_text(w, "text", verdict_text(result));
    json_put_integer(w, "blocking", (int64_t)result->blocking);
    json_put_text(w, "fail_on", veto_severity_name(result->fail_on));
    json_put_bool(w, "incomplete", verdict_is_incomplete(result));
    json_put_bool(w, "interrupted", result->interrupted);
    json_put_bool(w, "timed_out", result->timed_out);
}

const char *fields_policy_note_name(enum veto_policy_note_kind kind)
{
    static const char *const names[] = {
        [VETO_POLICY_EXPIRED] = "expired",   [VETO_POLICY_EXPIRING] = "expiring",
        [VETO_POLICY_UNUSED] = "unused",     [VETO_POLICY_EXHAUSTED] = "exhausted",
        [VETO_POLICY_NUMBERED] = "numbered",
    };
    return names[kind];
}

static void put_policy(struct json_writer *w, const struct veto_result *result)
{
    if (!result->policy)
        return;
    json_put_open(w, "policy", '{');
    json_put_text(w, "file", result->policy);
    json_put_integer(w, "allowed", (int64_t)result->allowed);
    if (result->salt[0])
        json_put_text(w, "salt", result->salt);
    json_put_open(w, "notes", '[');
    for (size_t i = 0; i < result->policy_note_count; i++) {
        const struct veto_policy_note *note = &result->policy_notes[i];
        json_open(w, '{');
        json_put_text(w, "kind", fields_policy_note_name(note->kind));
        json_put_text(w, "place", note->place);
        json_put_text(w, "text", note->text);
        json_close(w, '}');
    }
    json_close(w, ']');
    json_close(w, '}');
}

void fields_summary_members(struct json_writer *w, const struct veto_result *result)
{
    const struct {
        const char *key;
        uint64_t value;
    } counts[] = {
        { "findings", result->finding_count },
        { "suppressed", result->suppressed },
        { "files", result->files },
        { "bytes", result->bytes },
        { "archives", result->archives },
        { "images", result->images },
        { "layers", result->layers },
        { "skipped_ignored", result->skipped_ignored },
        { "skipped_excluded", result->skipped_excluded },
        { "skipped_special", result->skipped_special },
        { "skipped_links", result->skipped_links },
        { "dropped_candidates", result->dropped_candidates },
        { "unread", result->unread },
        { "problems_unlisted", result->problems_unlisted },
        { "rules", veto_rules_count(result->rules) },
    };
    for (size_t i = 0; i < ARRAY_SIZE(counts); i++)
        json_put_integer(w, counts[i].key, (int64_t)counts[i].value);
    fields_drop_counts(w, result);
    if (result->dropped)
        json_put_integer(w, "dropped_unlisted", (int64_t)result->dropped_unlisted);
    if (result->has_baseline) {
        json_put_integer(w, "new", (int64_t)verdict_open_count(result));
        json_put_integer(w, "unchanged", (int64_t)result->unchanged);
        json_put_integer(w, "moved", (int64_t)result->moved);
        json_put_integer(w, "absent", (int64_t)result->absent);
        json_put_integer(w, "not_looked_for", (int64_t)(result->unmet_count - result->absent));
    }
    if (result->has_base)
        json_put_integer(w, "base", (int64_t)result->in_base);
    json_put_bool(w, "secrets_shown", result->secrets_shown);
    put_policy(w, result);
}
