/* SPDX-License-Identifier: Apache-2.0 */
#include "finding/record.h"

#include "finding/fingerprint.h"
#include "unit/origin.h"

enum { MAX_PLACE = 1024 * 1024, MAX_LINKS = 64, MAX_WEIGHT = 1000, MAX_ITEMS = 4096 };

/* ---- Places below a layer -------------------------------------------------------------------- */

static size_t count_links(const struct veto_origin *origin, const struct veto_origin *layer)
{
    size_t count = 0;
    for (; origin && origin != layer; origin = origin->parent)
        count++;
    return count;
}

/* Innermost first. */
static void pack_links(struct buf *to, const struct veto_origin *origin,
                       const struct veto_origin *layer)
{
    pack_number(to, count_links(origin, layer));
    for (; origin && origin != layer; origin = origin->parent) {
        pack_number(to, origin->kind);
        pack_number(to, origin->ordinal);
        pack_bytes(to, span_from_bytes(origin->name));
    }
}

/* NULL where the bytes are not sound. */
static const struct veto_origin *unpack_links(struct pack_reader *from,
                                              const struct veto_origin *layer, struct arena *arena)
{
    const struct veto_origin *first = NULL, **place = &first;
    uint64_t count = unpack_below(from, MAX_LINKS);
    for (uint64_t i = 0; i < count && !from->failed; i++) {
        struct veto_origin *link = ARENA_NEW(arena, struct veto_origin);
        if (!link)
            return NULL;
        link->kind = (enum veto_origin_kind)unpack_below(from, VETO_ORIGIN_ENTRY);
        link->ordinal = (uint32_t)unpack_below(from, UINT32_MAX);
        link->name = span_to_bytes(arena_span(arena, unpack_bytes(from)));
        /* These would need more than is kept. */
        if (link->kind == VETO_ORIGIN_IMAGE || link->kind == VETO_ORIGIN_LAYER)
            from->failed = true;
        *place = link;
        place = &link->parent;
    }
    *place = layer;
    return from->failed || arena_failed(arena) ? NULL : first;
}

/* ---- Findings -------------------------------------------------------------------------------- */

static void pack_region(struct buf *to, const struct veto_region *region)
{
    pack_number(to, region->start_line);
    pack_number(to, region->start_column);
    pack_number(to, region->end_line);
    pack_number(to, region->end_column);
    pack_number(to, region->byte_offset);
    pack_number(to, region->byte_length);
}

static struct veto_region unpack_region(struct pack_reader *from)
{
    struct veto_region region;
    region.start_line = (uint32_t)unpack_below(from, UINT32_MAX);
    region.start_column = (uint32_t)unpack_below(from, UINT32_MAX);
    region.end_line = (uint32_t)unpack_below(from, UINT32_MAX);
    region.end_column = (uint32_t)unpack_below(from, UINT32_MAX);
    region.byte_offset = unpack_number(from);
    region.byte_length = unpack_number(from);
    return region;
}

static void pack_suppression(struct buf *to, const struct veto_suppression *suppression)
{
    pack_number(to, suppression != NULL);
    if (!suppression)
        return;
    pack_number(to, suppression->kind);
    pack_text(to, suppression->by);
    pack_text(to, suppression->reason);
    pack_text(to, suppression->owner);
    pack_text(to, suppression->expires);
}

static const struct veto_suppression *unpack_suppression(struct pack_reader *from,
                                                         struct arena *arena)
{
    struct veto_suppression *suppression =
            unpack_below(from, 1) ? ARENA_NEW(arena, struct veto_suppression) : NULL;
    if (!suppression)
        return NULL;
    suppression->kind =
            (enum veto_suppression_kind)unpack_below(from, VETO_SUPPRESSED_BY_POLICY);
    suppression->by = unpack_text(from, arena);
    suppression->reason = unpack_text(from, arena);
    suppression->owner = unpack_text(from, arena);
    suppression->expires = unpack_text(from, arena);
    return suppression;
}

static void pack_lists(struct buf *to, const struct veto_finding *finding)
{
    pack_number(to, finding->also_rule_count);
    for (size_t i = 0; i < finding->also_rule_count; i++)
        pack_text(to, finding->also_rules[i]);
    pack_number(to, finding->evidence_count);
    for (size_t i = 0; i < finding->evidence_count; i++) {
        pack_number(to, finding->evidence[i].against);
        pack_text(to, finding->evidence[i].text);
        pack_number(to, (uint64_t)(finding->evidence[i].weight + MAX_WEIGHT));
    }
    pack_number(to, finding->part_count);
    for (size_t i = 0; i < finding->part_count; i++) {
        pack_text(to, finding->parts[i].rule->id);
        pack_region(to, &finding->parts[i].region);
        pack_text(to, finding->parts[i].secret);
    }
}

static void unpack_parts(const struct finding_record_reader *reader, struct veto_finding *finding)
{
    struct pack_reader *from = reader->from;
    struct arena *arena = &reader->collector->arena;
    size_t count = (size_t)unpack_below(from, MAX_ITEMS);
    struct veto_part *parts = ARENA_ARRAY(arena, count + 1, struct veto_part);
    for (size_t i = 0; parts && i < count && !from->failed; i++) {
        parts[i].rule = reader->rule(unpack_text(from, arena), reader->payload);
        parts[i].region = unpack_region(from);
        parts[i].secret = unpack_text(from, arena);
        if (!parts[i].rule)
            from->failed = true;
    }
    finding->parts = parts;
    finding->part_count = from->failed ? 0 : count;
}

static void unpack_lists(const struct finding_record_reader *reader, struct veto_finding *finding)
{
    struct pack_reader *from = reader->from;
    struct arena *arena = &reader->collector->arena;
    size_t count = (size_t)unpack_below(from, MAX_ITEMS);
    const char **rules = ARENA_ARRAY(arena, count + 1, const char *);
    for (size_t i = 0; rules && i < count && !from->failed; i++)
        rules[i] = unpack_text(from, arena);
    finding->also_rules = rules;
    finding->also_rule_count = count;

    count = (size_t)unpack_below(from, MAX_ITEMS);
    struct veto_evidence *evidence = ARENA_ARRAY(arena, count + 1, struct veto_evidence);
    for (size_t i = 0; evidence && i < count && !from->failed; i++) {
        evidence[i].against = unpack_below(from, 1);
        evidence[i].text = unpack_text(from, arena);
        evidence[i].weight = (int)unpack_below(from, 2 * MAX_WEIGHT) - MAX_WEIGHT;
    }
    finding->evidence = evidence;
    finding->evidence_count = count;
    unpack_parts(reader, finding);
}

void finding_record_pack(struct buf *to, const struct veto_finding *finding,
                         const struct veto_origin *layer)
{
    pack_text(to, finding->rule->id);
    pack_number(to, finding->severity);
    pack_number(to, finding->confidence);
    pack_links(to, finding->place.origin, layer);
    pack_region(to, &finding->place.region);
    pack_suppression(to, finding->suppression);
    pack_lists(to, finding);
    pack_text(to, finding->secret);
    pack_text(to, finding->snippet);
    pack_number(to, finding->caret);
    pack_number(to, finding->caret_length);
    pack_text(to, finding->context);
    pack_number(to, finding->context_start_line);
    pack_number(to, finding->context_end_line);
    pack_text(to, finding->decoding);
    pack_text(to, finding->identity);
    pack_number(to, finding->guessable);
    pack_text(to, finding->line_hash);
}

static void unpack_hex(struct pack_reader *from, char *into, size_t room)
{
    struct span text = unpack_bytes(from);
    if (text.len >= room)
        from->failed = true;
    else
        memcpy(into, text.data, text.len);
}

static void unpack_texts(struct pack_reader *from, struct arena *arena,
                         struct veto_finding *finding)
{
    finding->secret = unpack_text(from, arena);
    finding->snippet = unpack_text(from, arena);
    finding->caret = (uint32_t)unpack_below(from, UINT32_MAX);
    finding->caret_length = (uint32_t)unpack_below(from, UINT32_MAX);
    finding->context = unpack_text(from, arena);
    finding->context_start_line = (uint32_t)unpack_below(from, UINT32_MAX);
    finding->context_end_line = (uint32_t)unpack_below(from, UINT32_MAX);
    finding->decoding = unpack_text(from, arena);
    unpack_hex(from, finding->identity, sizeof(finding->identity));
    finding->guessable = unpack_below(from, 1);
    unpack_hex(from, finding->line_hash, sizeof(finding->line_hash));
}

static bool set_fingerprint(struct collected_finding *collected, struct collector *collector)
{
    struct arena *arena = &collector->arena;
    struct veto_finding *finding = &collected->finding;
    struct buf place = buf_make(MAX_PLACE);
    origin_append_logical(&place, finding->place.origin);
    collected->logical_place = arena_span(arena, buf_span(&place));
    if (!finding->guessable)
        fingerprint_of_identity(collector->salt, finding->rule->id, finding->identity,
                                collected->logical_place, finding->fingerprint);
    bool whole = !place.failed;
    buf_release(&place);
    return whole && !arena_failed(arena);
}

bool finding_record_unpack(const struct finding_record_reader *reader)
{
    struct pack_reader *from = reader->from;
    struct arena *arena = &reader->collector->arena;
    struct collected_finding collected = { .finding = { .secret = "" } };
    struct veto_finding *finding = &collected.finding;
    finding->rule = reader->rule(unpack_text(from, arena), reader->payload);
    finding->severity = (enum veto_severity)unpack_below(from, VETO_SEVERITY_CRITICAL);
    finding->confidence = (enum veto_confidence)unpack_below(from, VETO_CONFIDENCE_CERTAIN);
    finding->place.origin = unpack_links(from, reader->layer, arena);
    finding->place.region = unpack_region(from);
    finding->suppression = unpack_suppression(from, arena);
    unpack_lists(reader, finding);
    unpack_texts(from, arena, finding);
    if (from->failed || !finding->rule || !finding->place.origin ||
        !set_fingerprint(&collected, reader->collector))
        return false;
    struct collected_finding *added = collector_add(reader->collector);
    if (!added)
        return false;
    collected.next = added->next;
    *added = collected;
    return true;
}

/* ---- Problems -------------------------------------------------------------------------------- */

void problem_record_pack(struct buf *to, const struct veto_problem *problem,
                         const struct veto_origin *layer)
{
    pack_number(to, problem->kind);
    pack_links(to, problem->origin, layer);
    pack_text(to, problem->text);
}

bool problem_record_unpack(struct pack_reader *from, const struct veto_origin *layer,
                           struct arena *arena, struct veto_problem *problem)
{
    *problem = (struct veto_problem){ .kind = (enum veto_problem_kind)unpack_below(
                                              from, VETO_PROBLEM_ABSENT) };
    problem->origin = unpack_links(from, layer, arena);
    problem->text = unpack_text(from, arena);
    return !from->failed && problem->origin;
}
