/* SPDX-License-Identifier: Apache-2.0 */
#include "run/companions.h"

#include <stdlib.h>

#include "doc/read.h"
#include "unit/lines.h"

enum {
    DOCUMENT_MAX = 1024 * 1024, /* larger ones are held together by lines alone */
    DEPTH_MAX = 64,
    STEPS_MAX = 4, /* between the two halves, over their common parent */
};

/* The way down to a byte: the nodes that span it, the root first. */
struct way {
    const struct node *nodes[DEPTH_MAX];
    size_t count;
};

struct joining {
    struct worker *worker;
    struct span bytes;
    const struct node *document; /* the first; NULL where it is none, or is not read yet */
    bool tried;
};

static const kind_set document_kinds = KIND_YAML | KIND_JSON | KIND_XML | KIND_INI | KIND_ENV;

/* ---- How near -------------------------------------------------------------------------------- */

static const struct node *document_of(struct joining *joining)
{
    const struct unit *unit = joining->worker->now->unit;
    if (joining->tried)
        return joining->document;
    joining->tried = true;
    if (!(unit->kinds & document_kinds) || unit->bytes.len > DOCUMENT_MAX || !unit_is_whole(unit))
        return NULL;
    struct span name = unit->name.len ? unit->name : span_from_bytes(unit->origin->name);
    const char *text = arena_strndup(&joining->worker->arena, name.data, name.len);
    if (!text || document_read(&joining->document, text, unit->bytes, &joining->worker->arena,
                               NULL) < 0)
        joining->document = NULL;
    return joining->document;
}

static void find_way(const struct node *document, uint64_t at, struct way *way)
{
    way->count = 0;
    for (const struct node *node = document; node && way->count < DEPTH_MAX;) {
        if (at < node->begin || at >= node->end) {
            node = node->next;
            continue;
        }
        way->nodes[way->count++] = node;
        node = node->children;
    }
}

/* Steps from the one up to the nearest common parent and down to the other; 0 where there is none. */
static unsigned steps_between(const struct way *a, const struct way *b)
{
    size_t common = 0;
    while (common < MIN(a->count, b->count) && a->nodes[common] == b->nodes[common])
        common++;
    return common ? (unsigned)(a->count - common + b->count - common) : 0;
}

static size_t offset_of(const struct joining *joining, struct span part)
{
    return (size_t)(part.data - joining->bytes.data);
}

/* Line ends between the two; one more than `most` where there are more. */
static uint64_t lines_between(const struct joining *joining, struct span a, struct span b,
                              uint64_t most)
{
    enum { LONGEST_LINES = 1024 }; /* bytes a line */
    size_t begin = MIN(offset_of(joining, a) + a.len, offset_of(joining, b) + b.len);
    size_t end = MAX(offset_of(joining, a), offset_of(joining, b));
    if (end <= begin)
        return 0;
    if (end - begin > (most + 1) * LONGEST_LINES)
        return most + 1;
    return lines_count(span_sub(joining->bytes, begin, end - begin), false);
}

/* Less is nearer; SIZE_MAX is too far. What a document holds together goes before lines. */
static size_t distance(struct joining *joining, const struct rule_companion *companion,
                       const struct believed *secret, const struct believed *other)
{
    enum { A_STEP = 1 << 24 }; /* more bytes than a document may have */
    size_t a = offset_of(joining, secret->secret), b = offset_of(joining, other->secret);
    size_t bytes = a > b ? a - b : b - a;
    const struct node *document = document_of(joining);
    struct way way_a, way_b;
    if (document) {
        find_way(document, a, &way_a);
        find_way(document, b, &way_b);
        unsigned steps = steps_between(&way_a, &way_b);
        if (steps && steps <= STEPS_MAX)
            return steps * (size_t)A_STEP + bytes;
    }
    if (lines_between(joining, secret->secret, other->secret, companion->within_lines) >
        companion->within_lines)
        return SIZE_MAX;
    return (STEPS_MAX + 1) * (size_t)A_STEP + MIN(bytes, (size_t)A_STEP - 1);
}

/* ---- Joining --------------------------------------------------------------------------------- */

static struct believed *nearest(struct joining *joining, const struct rule_companion *companion,
                                const struct believed *secret)
{
    struct scanning *now = joining->worker->now;
    struct believed *best = NULL;
    size_t least = SIZE_MAX;
    for (size_t i = 0; i < now->believed_count; i++) {
        struct believed *other = &now->believed[i];
        if (other == secret || strcmp(other->rule->public.id, companion->rule) != 0)
            continue;
        size_t far = distance(joining, companion, secret, other);
        if (far < least) {
            least = far;
            best = other;
        }
    }
    return best;
}

static bool add_part(struct joining *joining, struct believed *secret, struct believed *other)
{
    struct believed_part *parts = ARENA_ARRAY(&joining->worker->arena, secret->part_count + 1,
                                              struct believed_part);
    if (!parts)
        return false;
    if (secret->part_count)
        memcpy(parts, secret->parts, secret->part_count * sizeof(*parts));
    parts[secret->part_count++] = (struct believed_part){ other->rule, other->secret };
    secret->parts = parts;
    return true;
}

static void say(struct believed *believed, struct veto_evidence evidence)
{
    if (evidence.text && believed->judgement.evidence_count < JUDGE_MAX_EVIDENCE)
        believed->judgement.evidence[believed->judgement.evidence_count++] = evidence;
}

/* What is known of the other half is known of the whole: its account, say. */
static void take_in(struct joining *joining, struct believed *secret, struct believed *other)
{
    struct judgement *judgement = &secret->judgement;
    if (!add_part(joining, secret, other))
        return;
    say(secret, (struct veto_evidence){ .text = arena_printf(&joining->worker->arena,
                                                             "beside it: %s",
                                                             other->rule->public.title) });
    for (size_t i = 0; i < other->judgement.evidence_count; i++)
        if (!other->judgement.evidence[i].against)
            say(secret, other->judgement.evidence[i]);
    if (judgement->confidence == VETO_CONFIDENCE_LIKELY)
        judgement->confidence = VETO_CONFIDENCE_FIRM;
    /* Of two halves the graver tells of both. */
    if (other->judgement.severity <= judgement->severity)
        other->lost = true;
}

static void drop(struct worker *worker, struct believed *believed)
{
    believed->judgement.drop = DROP_COMPANION;
    believed->lost = true;
    worker_drop(worker, believed);
}

static void join(struct joining *joining, struct believed *secret)
{
    const struct rule *rule = secret->rule;
    for (size_t i = 0; i < rule->companion_count; i++) {
        struct believed *other = nearest(joining, &rule->companions[i], secret);
        if (other) {
            take_in(joining, secret, other);
        } else if (!rule->companions[i].optional) {
            drop(joining->worker, secret);
            return;
        }
    }
}

void companions_join(struct worker *worker)
{
    struct scanning *now = worker->now;
    struct joining joining = { .worker = worker, .bytes = now->unit->bytes };
    for (size_t i = 0; i < now->believed_count; i++)
        if (!now->believed[i].lost && now->believed[i].rule->companion_count)
            join(&joining, &now->believed[i]);
    for (size_t i = 0; i < now->believed_count; i++)
        if (!now->believed[i].lost && rule_has_tag(now->believed[i].rule, "part"))
            drop(worker, &now->believed[i]);
}
