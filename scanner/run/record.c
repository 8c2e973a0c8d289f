/* SPDX-License-Identifier: Apache-2.0 */
#include "run/record.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "base/utf.h"
#include "finding/fingerprint.h"
#include "unit/lines.h"
#include "unit/origin.h"

enum {
    SNIPPET_REACH = 160, /* bytes shown on either side of a match, at most */
    CUT_REACH = 80,      /* and where the line goes on beyond them: there is no showing it all */
    CONTEXT_LINES = 2,
    MAX_TEXT = 16 * 1024,
};

/* The part of the unit that a snippet shows. */
struct excerpt {
    size_t begin, end;
};

static bool is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

/* From `at`, back to the line's begin, but not further than the reach. */
static size_t line_begin(struct span bytes, size_t at)
{
    size_t floor = at > SNIPPET_REACH ? at - SNIPPET_REACH : 0;
    while (at > floor && !is_line_end(bytes.data[at - 1]))
        at--;
    return at;
}

static size_t line_end(struct span bytes, size_t at)
{
    size_t ceiling = MIN(bytes.len, at + SNIPPET_REACH);
    while (at < ceiling && !is_line_end(bytes.data[at]))
        at++;
    return at;
}

/* Step over a line end: LF, CRLF or CR. */
static size_t next_line(struct span bytes, size_t at)
{
    if (at < bytes.len && bytes.data[at] == '\r')
        at++;
    if (at < bytes.len && bytes.data[at] == '\n')
        at++;
    return at;
}

/* The line of the match, or the first one of several. */
static struct excerpt snippet_of(struct span bytes, size_t begin, size_t end)
{
    struct excerpt excerpt = { line_begin(bytes, begin), begin };
    while (excerpt.end < end && !is_line_end(bytes.data[excerpt.end]))
        excerpt.end++;
    if (excerpt.end == end)
        excerpt.end = line_end(bytes, end);
    if (begin - excerpt.begin == SNIPPET_REACH)
        excerpt.begin = begin - CUT_REACH;
    if (excerpt.end == end + SNIPPET_REACH)
        excerpt.end = end + CUT_REACH;
    excerpt.end = MIN(excerpt.end, begin + 4 * SNIPPET_REACH);
    return excerpt;
}

/* Up to two whole lines on either side of [begin, end); counts them. False where a line is too
 * long. */
static bool context_of(struct span bytes, size_t begin, size_t end, struct excerpt *excerpt,
                       uint32_t *lines_before, uint32_t *lines_after)
{
    size_t at = line_begin(bytes, begin);
    if (at > 0 && !is_line_end(bytes.data[at - 1]))
        return false;
    for (*lines_before = 0; *lines_before < CONTEXT_LINES && at > 0; ++*lines_before) {
        size_t last = at - 1;
        if (bytes.data[last] == '\n' && last > 0 && bytes.data[last - 1] == '\r')
            last--;
        size_t start = line_begin(bytes, last);
        if (start > 0 && !is_line_end(bytes.data[start - 1]))
            break;
        at = start;
    }
    excerpt->begin = at;

    at = line_end(bytes, end);
    if (at < bytes.len && !is_line_end(bytes.data[at]))
        return false;
    for (*lines_after = 0; *lines_after < CONTEXT_LINES && at < bytes.len; ++*lines_after) {
        size_t start = next_line(bytes, at), stop = line_end(bytes, start);
        if (start == bytes.len || (stop < bytes.len && !is_line_end(bytes.data[stop])))
            break;
        at = stop;
    }
    excerpt->end = at;
    return true;
}

static char *redacted(const struct record *record, struct excerpt excerpt, bool keep_newlines,
                      struct arena *arena)
{
    struct buf text = buf_make(MAX_TEXT);
    redact_append(&text, record->unit->bytes, excerpt.begin, excerpt.end, record->redactions,
                  keep_newlines);
    char *copy = arena_strndup(arena, text.data ? text.data : "", text.len);
    buf_release(&text);
    return copy;
}

char *record_snippet(const struct record *record, struct span part, struct arena *arena)
{
    size_t begin = (size_t)(part.data - record->unit->bytes.data);
    return redacted(record, snippet_of(record->unit->bytes, begin, begin + part.len), false, arena);
}

static void fill_texts(const struct record *record, const struct believed *believed,
                       struct veto_finding *finding)
{
    struct span bytes = record->unit->bytes;
    size_t begin = (size_t)(believed->secret.data - bytes.data);
    size_t end = begin + believed->secret.len;
    struct excerpt snippet = snippet_of(bytes, begin, end);
    struct excerpt context;
    uint32_t before, after;

    finding->snippet = redacted(record, snippet, false, &record->collector->arena);
    finding->caret = (uint32_t)utf_count(span_sub(bytes, snippet.begin, begin - snippet.begin));
    finding->caret_length =
            (uint32_t)utf_count(span_sub(bytes, begin, MIN(end, snippet.end) - begin));
    finding->context = "";
    /* Lines around what was decoded are lines of another text. */
    if (record->unit->kinds & KIND_BINARY || record->unit->parent ||
        !context_of(bytes, begin, end, &context, &before, &after) || before + after == 0)
        return;
    finding->context = redacted(record, context, true, &record->collector->arena);
    finding->context_start_line = finding->place.region.start_line - before;
    finding->context_end_line = finding->place.region.end_line + after;
}

static void fill_evidence(struct arena *arena, const struct judgement *judgement,
                          struct veto_finding *finding)
{
    struct veto_evidence *evidence =
            ARENA_ARRAY(arena, judgement->evidence_count, struct veto_evidence);
    if (!evidence)
        return;
    for (size_t i = 0; i < judgement->evidence_count; i++) {
        const struct veto_evidence *from = &judgement->evidence[i];
        evidence[i] = (struct veto_evidence) {
            .against = from->against,
            .weight = from->weight,
            .text = arena_strndup(arena, from->text, strlen(from->text)),
        };
    }
    finding->evidence = evidence;
    finding->evidence_count = judgement->evidence_count;
}

/* A part that lies behind a border of what was decoded has no place, and is left out. */
static void fill_parts(const struct record *record, const struct believed *believed,
                       struct lines *lines, struct veto_finding *finding)
{
    struct arena *arena = &record->collector->arena;
    struct veto_part *parts = believed->part_count
                                      ? ARENA_ARRAY(arena, believed->part_count, struct veto_part)
                                      : NULL;
    for (size_t i = 0; parts && i < believed->part_count; i++) {
        const struct believed_part *from = &believed->parts[i];
        size_t begin = (size_t)(from->secret.data - record->unit->bytes.data);
        struct byte_range own = { begin, begin + from->secret.len }, place, in_lines;
        if (!unit_root_range(record->unit, own, &place) ||
            !unit_range_in(record->unit, lines->unit, own, &in_lines))
            continue;
        struct lines at = *lines; /* parts lie before and behind: the finding's own count goes on */
        struct veto_part *part = &parts[finding->part_count++];
        part->rule = &from->rule->public;
        part->region = lines_region(&at, in_lines.begin, in_lines.end);
        part->region.byte_offset = unit_root(record->unit)->offset + place.begin;
        part->region.byte_length = place.end - place.begin;
        part->secret = redact_secret(from->secret, false, record->redactions->show, arena);
    }
    finding->parts = parts;
}

static void fill_also_rules(struct arena *arena, const struct believed *believed,
                            struct veto_finding *finding)
{
    const char **ids = ARENA_ARRAY(arena, believed->also_count, const char *);
    if (!ids)
        return;
    for (size_t i = 0; i < believed->also_count; i++)
        ids[i] = believed->also[i]->public.id;
    finding->also_rules = ids;
    finding->also_rule_count = believed->also_count;
}

static int fill_fingerprint(struct collector *collector, struct known_share *known,
                            const struct believed *believed, struct collected_finding *collected)
{
    struct veto_finding *finding = &collected->finding;
    struct buf place = buf_make(1024 * 1024);
    origin_append_logical(&place, finding->place.origin);
    collected->logical_place = arena_span(&collector->arena, buf_span(&place));
    finding->guessable = believed->judgement.guessable;
    finding->baseline = known_state(known, finding->place.origin, buf_span(&place),
                                    believed->secret, believed->whole);
    if (!finding->guessable) {
        struct span value = believed->identity.data ? believed->identity : believed->secret;
        fingerprint_of_value(collector->salt, finding->rule->id, value, buf_span(&place),
                             finding->fingerprint);
        fingerprint_identity(collector->salt, value, finding->identity);
    }
    bool failed = place.failed;
    buf_release(&place);
    return failed ? -1 : 0;
}

/* Findings of one unit share the copy of its origin. */
static struct collected_finding *record_one(const struct record *record,
                                            const struct believed *believed,
                                            const struct veto_origin *origin, struct lines *lines)
{
    struct collector *collector = record->collector;
    struct collected_finding *collected = collector_add(collector);
    if (!collected)
        return NULL;
    struct veto_finding *finding = &collected->finding;
    size_t begin = (size_t)(believed->secret.data - record->unit->bytes.data);
    struct byte_range own = { begin, begin + believed->secret.len }, place, in_lines;
    const char *decoding = record->unit->decoding;
    if (!unit_root_range(record->unit, own, &place) ||
        !unit_range_in(record->unit, lines->unit, own, &in_lines))
        return NULL;

    *finding = (struct veto_finding) {
        .rule = &believed->rule->public,
        .severity = believed->judgement.severity,
        .confidence = believed->judgement.confidence,
        .suppression = believed->suppression,
        .place = { .origin = origin, .region = lines_region(lines, in_lines.begin, in_lines.end) },
        /* Insecure configuration is no secret, but may have one in it. */
        .secret = believed->rule->public.is_secret
                          ? redact_secret(believed->secret, believed->judgement.guessable,
                                          record->redactions->show, &collector->arena)
                          : redacted(record, (struct excerpt){ begin, own.end }, false,
                                     &collector->arena),
        .decoding = arena_strndup(&collector->arena, decoding, strlen(decoding)),
    };
    finding->place.region.byte_offset = unit_root(record->unit)->offset + place.begin;
    finding->place.region.byte_length = place.end - place.begin;
    fill_texts(record, believed, finding);
    fill_parts(record, believed, lines, finding);
    fill_evidence(&collector->arena, &believed->judgement, finding);
    fill_also_rules(&collector->arena, believed, finding);
    return fill_fingerprint(collector, record->known, believed, collected) < 0 ? NULL : collected;
}

/*
 * What wins in a window does not depend on other windows, so that it does not matter who saw them;
 * only then the whole content's quota is asked.
 */
static bool is_admitted(const struct record *record, const struct believed *believed)
{
    const struct unit *unit = record->unit;
    return unit->parent || unit_is_whole(unit) ||
           collector_admits(record->collector, unit->origin, &believed->rule->public,
                            unit->offset + (size_t)(believed->secret.data - unit->bytes.data));
}

int record_findings(const struct record *record, const struct believed *believed, size_t count)
{
    struct collector *collector = record->collector;
    const struct veto_origin *origin = NULL;
    const struct unit *counted = unit_of_lines(record->unit);
    struct lines own = lines_make(counted);
    bool of_root = record->derived && counted == unit_root(record->unit);
    struct lines *lines = of_root ? &record->derived->lines : &own;
    cleanup(free_ptr) struct line_hash_request *requests = calloc(count, sizeof(*requests));
    size_t recorded = 0;
    if (!requests)
        return -1;
    for (size_t i = 0; i < count; i++) {
        if (believed[i].lost || !is_admitted(record, &believed[i]))
            continue;
        if (!origin)
            origin = origin_copy(&collector->arena, record->unit->origin);
        struct collected_finding *collected =
                origin ? record_one(record, &believed[i], origin, lines) : NULL;
        if (!collected)
            return -1;
        if (!record->derived && record_may_hash_line(record, believed, count, i))
            requests[recorded++] = (struct line_hash_request) {
                .line = collected->finding.place.region.start_line,
                .out = collected->finding.line_hash,
            };
    }
    /* The hash needs the whole file; a part of one has none that others would agree with. */
    if (unit_is_whole(record->unit))
        line_hashes(record->unit->bytes, requests, recorded);
    return arena_failed(&collector->arena) ? -1 : 0;
}

int record_joined(struct collector *collector, const struct record_joined *joined)
{
    struct collected_finding *collected = collector_add(collector);
    const struct believed believed = {
        .rule = joined->rule,
        .identity = joined->identity,
        .judgement = *joined->judgement,
    };
    if (!collected)
        return -1;
    struct veto_finding *finding = &collected->finding;
    const char *line = arena_strndup(&collector->arena, joined->line.data, joined->line.len);
    *finding = (struct veto_finding) {
        .rule = &joined->rule->public,
        .severity = joined->judgement->severity,
        .confidence = joined->judgement->confidence,
        .place = joined->place,
        .secret = line,
        .snippet = line,
        .caret_length = (uint32_t)utf_count(joined->line),
        .context = "",
        .decoding = "",
    };
    fill_evidence(&collector->arena, joined->judgement, finding);
    if (fill_fingerprint(collector, NULL, &believed, collected) < 0)
        return -1;
    return arena_failed(&collector->arena) ? -1 : 0;
}

int record_event(struct collector *collector, const struct rule *rule,
                 const struct veto_origin *origin, const char *text)
{
    struct collected_finding *collected = collector_add(collector);
    struct buf place = buf_make(1024 * 1024);
    if (!collected)
        return -1;
    struct veto_finding *finding = &collected->finding;
    struct veto_evidence *evidence = ARENA_NEW(&collector->arena, struct veto_evidence);
    if (evidence)
        evidence->text = arena_strndup(&collector->arena, text, strlen(text));
    *finding = (struct veto_finding) {
        .rule = &rule->public,
        .severity = rule->public.severity,
        .confidence = rule->public.confidence,
        .place = { .origin = origin_copy(&collector->arena, origin),
                   .region = { .start_line = 1,
                               .start_column = 1,
                               .end_line = 1,
                               .end_column = 1 } },
        .secret = "",
        .snippet = "",
        .context = "",
        .decoding = "",
        .evidence = evidence,
        .evidence_count = 1,
        .guessable = true,
    };
    origin_append_logical(&place, origin);
    collected->logical_place = arena_span(&collector->arena, buf_span(&place));
    buf_release(&place);
    return arena_failed(&collector->arena) ? -1 : 0;
}
