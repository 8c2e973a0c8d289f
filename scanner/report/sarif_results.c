/* SPDX-License-Identifier: Apache-2.0 */
/* One result per finding (§3.27). */
#include "report/sarif.h"

#include "base/utf.h"
#include "report/fields.h"
#include "report/place.h"
#include "unit/origin.h"

enum {
    SECRET_SHOWN = 100,   /* code points in a message */
    SNIPPET_SHOWN = 200,  /* code points around a match */
    RELATED_MAX = 100,    /* other places of one result */
    HASH_DIGITS = 16,     /* of the fingerprint, where there is no line to hash */
};

/* ---- Message --------------------------------------------------------------------------------- */

/* The image, where the path before it does not say it already. */
static void append_image(struct sarif *sarif, const struct veto_finding *finding)
{
    const struct veto_origin *image = origin_find(finding->place.origin, VETO_ORIGIN_IMAGE);
    const struct veto_origin *layer = origin_find(finding->place.origin, VETO_ORIGIN_LAYER);
    if (!image || finding->place.origin == image || finding->place.origin == layer)
        return;
    if (layer && layer->layer)
        buf_printf(&sarif->text, ", in layer %u", layer->layer->index);
    buf_append_text(&sarif->text, " of image '");
    sarif_escape_place(sarif, image, place_append_full);
    buf_append_char(&sarif->text, '\'');
}

static void append_state(struct sarif *sarif, const struct veto_finding *finding)
{
    const struct veto_origin *link = origin_find(finding->place.origin, VETO_ORIGIN_LAYER);
    if (link && link->layer && link->layer->instruction[0]) {
        buf_append_text(&sarif->text, " The layer is made by '");
        sarif_escape_text(sarif, link->layer->instruction);
        buf_append_text(&sarif->text, "'.");
    }
    if (finding->state != VETO_STATE_PRESENT)
        buf_printf(&sarif->text, " The file is %s by layer %u, but still readable in this one.",
                   fields_state_name(finding->state), finding->state_layer);
}

/* What was seen, where there is no secret to show. */
static void append_evidence(struct sarif *sarif, const struct veto_finding *finding)
{
    for (size_t i = 0; i < finding->evidence_count && !finding->secret[0]; i++) {
        buf_append_text(&sarif->text, i ? "; " : " Seen: ");
        sarif_escape_text(sarif, finding->evidence[i].text);
    }
    if (finding->evidence_count && !finding->secret[0])
        buf_append_char(&sarif->text, '.');
}

/* The first sentence must stand alone: GitHub shows it as the title. */
static void put_message(struct sarif *sarif, const struct veto_finding *finding)
{
    struct span title = span_trim(span_of(finding->rule->title));
    struct span secret = span_of(finding->secret);
    while (span_ends(title, SPAN(".")))
        title.len--;
    buf_clear(&sarif->text);
    sarif_escape(sarif, title);
    if (secret.len) {
        struct span shown = sarif_cut(secret, SECRET_SHOWN);
        buf_append_text(&sarif->text, " '");
        sarif_escape(sarif, shown);
        buf_append_text(&sarif->text, shown.len < secret.len ? "…'" : "'");
    }
    buf_append_text(&sarif->text, " in '");
    sarif_escape_place(sarif, finding->place.origin, place_append_path);
    buf_append_char(&sarif->text, '\'');
    append_image(sarif, finding);
    buf_append_char(&sarif->text, '.');
    append_evidence(sarif, finding);
    append_state(sarif, finding);
    if (finding->also_count)
        buf_printf(&sarif->text, " It is also in [%zu more place%s](1).", finding->also_count,
                   finding->also_count == 1 ? "" : "s");
    sarif_put_message(sarif, "message");
}

/* ---- Regions --------------------------------------------------------------------------------- */

/* Readers refuse a region without a line, and one that ends before it begins. */
static struct veto_region readable_region(struct veto_region region)
{
    region.start_line = MAX(region.start_line, 1u);
    region.start_column = MAX(region.start_column, 1u);
    region.end_line = MAX(region.end_line, region.start_line);
    uint32_t least = region.end_line == region.start_line ? region.start_column : 1;
    region.end_column = MAX(region.end_column, least);
    return region;
}

static void put_lines(struct sarif *sarif, const struct veto_region *region)
{
    json_put_integer(&sarif->json, "startLine", region->start_line);
    json_put_integer(&sarif->json, "startColumn", region->start_column);
    json_put_integer(&sarif->json, "endLine", region->end_line);
    json_put_integer(&sarif->json, "endColumn", region->end_column);
}

static void put_snippet(struct sarif *sarif, struct span text)
{
    json_put_open(&sarif->json, "snippet", '{');
    json_put_span(&sarif->json, "text", text);
    json_close(&sarif->json, '}');
}

/* The part of the line around the match. */
static struct span shown_snippet(const struct veto_finding *finding)
{
    struct span text = span_of(finding->snippet);
    if (utf_count(text) <= SNIPPET_SHOWN)
        return text;
    size_t marked = MIN(finding->caret_length, (uint32_t)SNIPPET_SHOWN);
    size_t before = (SNIPPET_SHOWN - marked) / 2;
    size_t skipped = finding->caret > before ? finding->caret - before : 0;
    return sarif_cut(span_from(text, sarif_cut(text, skipped).len), SNIPPET_SHOWN);
}

static void put_region(struct sarif *sarif, const struct veto_finding *finding,
                       const struct veto_region *region)
{
    json_put_open(&sarif->json, "region", '{');
    put_lines(sarif, region);
    if (finding->snippet[0])
        put_snippet(sarif, shown_snippet(finding));
    json_close(&sarif->json, '}');
}

static bool is_before(uint32_t line, uint32_t column, uint32_t other_line, uint32_t other_column)
{
    return line < other_line || (line == other_line && column < other_column);
}

/* §3.29.5: the context holds the region and something more. */
static bool is_strictly_inside(const struct veto_region *in, const struct veto_region *out)
{
    if (is_before(in->start_line, in->start_column, out->start_line, out->start_column) ||
        is_before(out->end_line, out->end_column, in->end_line, in->end_column))
        return false;
    return is_before(out->start_line, out->start_column, in->start_line, in->start_column) ||
           is_before(in->end_line, in->end_column, out->end_line, out->end_column);
}

static void put_context(struct sarif *sarif, const struct veto_finding *finding,
                        const struct veto_region *region)
{
    struct span context = span_of(finding->context), last = context;
    if (context.len == 0)
        return;
    for (size_t at; (at = span_find_char(last, '\n')) < last.len;)
        last = span_from(last, at + 1);
    struct veto_region around = {
        .start_line = finding->context_start_line,
        .start_column = 1,
        .end_line = finding->context_end_line,
        .end_column = (uint32_t)utf_count(last) + 1,
    };
    if (!is_strictly_inside(region, &around))
        return;
    json_put_open(&sarif->json, "contextRegion", '{');
    put_lines(sarif, &around);
    put_snippet(sarif, context);
    json_close(&sarif->json, '}');
}

/* ---- Locations ------------------------------------------------------------------------------- */

static void put_artifact_location(struct sarif *sarif, const struct veto_origin *origin,
                                  int64_t index)
{
    json_put_open(&sarif->json, "artifactLocation", '{');
    sarif_put_place(sarif, "uri", origin, place_append_uri);
    if (index >= 0)
        json_put_integer(&sarif->json, "index", index);
    json_close(&sarif->json, '}');
}

static void put_logical_location(struct sarif *sarif, const struct veto_origin *origin)
{
    if (place_is_plain_file(origin))
        return;
    json_put_open(&sarif->json, "logicalLocations", '[');
    json_open(&sarif->json, '{');
    sarif_put_place(sarif, "fullyQualifiedName", origin, place_append_full);
    json_put_text(&sarif->json, "kind", "resource");
    json_close(&sarif->json, '}');
    json_close(&sarif->json, ']');
}

static void put_locations(struct sarif *sarif, const struct veto_finding *finding, int64_t artifact)
{
    struct json_writer *w = &sarif->json;
    struct veto_region region = readable_region(finding->place.region);
    json_put_open(w, "locations", '[');
    json_open(w, '{');
    json_put_open(w, "physicalLocation", '{');
    put_artifact_location(sarif, finding->place.origin, artifact);
    put_region(sarif, finding, &region);
    put_context(sarif, finding, &region);
    json_close(w, '}');
    put_logical_location(sarif, finding->place.origin);
    json_close(w, '}');
    json_close(w, ']');
}

/* `what` is printable; the name of the place follows it. */
static void write_related(struct sarif *sarif, const struct veto_place *place, size_t id,
                          const char *what)
{
    struct json_writer *w = &sarif->json;
    struct veto_region region = readable_region(place->region);
    json_open(w, '{');
    json_put_integer(w, "id", (int64_t)id);
    json_put_open(w, "physicalLocation", '{');
    put_artifact_location(sarif, place->origin, -1);
    json_put_open(w, "region", '{');
    put_lines(sarif, &region);
    json_close(w, '}');
    json_close(w, '}');
    put_logical_location(sarif, place->origin);
    buf_clear(&sarif->text);
    sarif_escape_text(sarif, what);
    buf_append_text(&sarif->text, " in '");
    sarif_escape_place(sarif, place->origin, place_append_full);
    buf_append_text(&sarif->text, "'.");
    sarif_put_message(sarif, "message");
    json_close(w, '}');
}

static void put_related(struct sarif *sarif, const struct veto_finding *finding)
{
    size_t count = MIN(finding->also_count, (size_t)RELATED_MAX);
    if (!count && !finding->part_count)
        return;
    json_put_open(&sarif->json, "relatedLocations", '[');
    for (size_t i = 0; i < count; i++)
        write_related(sarif, &finding->also[i], i + 1, "The same value");
    for (size_t i = 0; i < finding->part_count; i++) {
        const struct veto_place place = { finding->place.origin, finding->parts[i].region };
        write_related(sarif, &place, count + i + 1, finding->parts[i].rule->title);
    }
    json_close(&sarif->json, ']');
}

/* ---- Identity and properties ----------------------------------------------------------------- */

/* GitHub only compares this as a string; where the repository has no such line, it is ours. */
static void put_line_hash(struct sarif *sarif, const struct veto_finding *finding)
{
    if (finding->line_hash[0] && place_is_plain_file(finding->place.origin)) {
        json_put_text(&sarif->json, "primaryLocationLineHash", finding->line_hash);
        return;
    }
    buf_clear(&sarif->text);
    buf_append(&sarif->text, span_sub(span_of(finding->fingerprint), 0, HASH_DIGITS));
    buf_append_text(&sarif->text, ":1");
    json_put_span(&sarif->json, "primaryLocationLineHash", buf_span(&sarif->text));
}

static void put_fingerprints(struct sarif *sarif, const struct veto_finding *finding)
{
    static const char key[] = "vetoFinding/v1";
    json_put_open(&sarif->json, "fingerprints", '{');
    json_put_text(&sarif->json, key, finding->fingerprint);
    json_close(&sarif->json, '}');
    json_put_open(&sarif->json, "partialFingerprints", '{');
    put_line_hash(sarif, finding);
    json_put_text(&sarif->json, key, finding->fingerprint);
    json_close(&sarif->json, '}');
}

static void put_evidence(struct sarif *sarif, const struct veto_finding *finding)
{
    struct json_writer *w = &sarif->json;
    json_put_open(w, "evidence", '[');
    for (size_t i = 0; i < finding->evidence_count; i++) {
        json_open(w, '{');
        json_put_text(w, "text", finding->evidence[i].text);
        json_put_bool(w, "against", finding->evidence[i].against);
        json_close(w, '}');
    }
    json_close(w, ']');
}

static void put_properties(struct sarif *sarif, const struct veto_finding *finding)
{
    struct json_writer *w = &sarif->json;
    json_put_open(w, "properties", '{');
    json_put_text(w, "severity", veto_severity_name(finding->severity));
    json_put_text(w, "confidence", veto_confidence_name(finding->confidence));
    json_put_bool(w, "blocks", finding->blocks);
    put_evidence(sarif, finding);
    fields_origin(w, finding->place.origin, true);
    /* Not in the region: a reader drops the line of a region that has a byte offset. */
    json_put_integer(w, "byteOffset", (int64_t)finding->place.region.byte_offset);
    json_put_integer(w, "byteLength", (int64_t)finding->place.region.byte_length);
    json_put_text(w, "state", fields_state_name(finding->state));
    if (finding->state != VETO_STATE_PRESENT)
        json_put_integer(w, "stateLayer", finding->state_layer);
    if (finding->in_base)
        json_put_bool(w, "base", true);
    json_put_bool(w, "guessable", finding->guessable);
    if (finding->decoding[0])
        json_put_text(w, "decoding", finding->decoding);
    if (finding->also_count > RELATED_MAX)
        json_put_integer(w, "alsoCount", (int64_t)finding->also_count);
    if (finding->also_rule_count) {
        json_put_open(w, "alsoRules", '[');
        for (size_t i = 0; i < finding->also_rule_count; i++)
            json_write_text(w, finding->also_rules[i]);
        json_close(w, ']');
    }
    json_close(w, '}');
}

/* §3.27.23: of a run's results all have it, or none. */
static void put_suppressions(struct sarif *sarif, const struct veto_finding *finding)
{
    struct json_writer *w = &sarif->json;
    const struct veto_suppression *suppression = finding->suppression;
    if (!sarif->result->suppressed)
        return;
    json_put_open(w, "suppressions", '[');
    if (suppression) {
        bool in_source = suppression->kind == VETO_SUPPRESSED_IN_SOURCE;
        json_open(w, '{');
        json_put_text(w, "kind", in_source ? "inSource" : "external");
        json_put_text(w, "status", "accepted");
        if (suppression->reason[0])
            json_put_text(w, "justification", suppression->reason);
        json_put_open(w, "properties", '{');
        json_put_text(w, "by", suppression->by);
        if (suppression->owner[0])
            json_put_text(w, "owner", suppression->owner);
        if (suppression->expires[0])
            json_put_text(w, "expires", suppression->expires);
        json_close(w, '}');
        json_close(w, '}');
    }
    json_close(w, ']');
}

static void write_result(struct sarif *sarif, const struct veto_finding *finding, int64_t artifact)
{
    struct json_writer *w = &sarif->json;
    const struct sarif_grade *grade = sarif_grade_of(finding->severity);
    int64_t rule = sarif_rule_index(&sarif->rules, finding->rule->id);
    json_open(w, '{');
    json_put_text(w, "ruleId", finding->rule->id);
    if (rule >= 0)
        json_put_integer(w, "ruleIndex", rule);
    json_put_text(w, "level", grade->level);
    json_put_integer(w, "rank", grade->rank);
    if (finding->baseline != VETO_BASELINE_NONE)
        json_put_text(w, "baselineState", fields_baseline_name(finding->baseline));
    put_message(sarif, finding);
    put_locations(sarif, finding, artifact);
    put_related(sarif, finding);
    put_suppressions(sarif, finding);
    put_fingerprints(sarif, finding);
    put_properties(sarif, finding);
    json_close(w, '}');
}

void sarif_write_results(struct sarif *sarif, const struct sarif_selection *selection)
{
    struct sarif_numbering numbering = { 0 };
    struct sarif_cursor cursor = { 0 };
    const struct veto_finding *finding;
    size_t first_new;
    json_put_open(&sarif->json, "results", '[');
    while ((finding = sarif_next(&cursor, selection, sarif->result)))
        write_result(sarif, finding, sarif_number(&numbering, finding->place.origin, &first_new));
    json_close(&sarif->json, ']');
}
