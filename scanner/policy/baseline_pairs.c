/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/baseline_pairs.h"

#include "base/ascii.h"
#include "base/buf.h"
#include "base/cleanup.h"
#include "policy/baseline_reader.h"

enum { KEY_MAX = 64 * 1024, SCRATCH_MAX = 1024 * 1024 * 1024, DEEPEST_TAIL = 24 };

/* ---- Pairing by a key ------------------------------------------------------------------------ */

/* Entry and finding as one kind of thing, so that a key is said once for both. */
struct side {
    const struct baseline_entry *entry; /* or: */
    const struct baseline_subject *subject;
    struct span rule, place;
    const char *identity;
};

struct pairing {
    struct baseline_pairs *pairs;
    struct arena arena; /* keys and groups, of one pass */
    struct table groups;
    struct table links;    /* places of entries whose secrets have moved: to struct link */
    struct table counts;   /* of rule and place: how many, as a pointer */
    struct arena long_lived;
    size_t tail;           /* how many names of a path the pass compares */
};

/* Where the secrets of a file went. */
struct link {
    struct span to;
    bool ambiguous;
};

/* False where this side has no part in the pass. */
typedef bool (*pass_key)(const struct pairing *p, const struct side *side, struct buf *key);

struct waiting {
    const struct baseline_entry *entry;
    struct waiting *next;
};

struct group {
    struct waiting *first, **end;
    size_t entries, findings;
    struct baseline_subject *subject; /* the last one */
    struct group *next;
};

static struct group *group_of(struct pairing *p, struct span key, bool may_make)
{
    struct group *group = table_get(&p->groups, key);
    if (group || !may_make)
        return group;
    group = ARENA_NEW(&p->arena, struct group);
    struct span copy = arena_span(&p->arena, key);
    if (!group || !copy.data || table_set(&p->groups, copy, group) < 0) {
        p->arena.failed = true;
        return NULL;
    }
    group->end = &group->first;
    return group;
}

static struct side side_of_entry(const struct baseline_entry *entry)
{
    return (struct side) {
        .entry = entry,
        .rule = entry->rule,
        .place = entry->place,
        .identity = entry->identity,
    };
}

static struct side side_of_subject(const struct baseline_subject *subject)
{
    const struct veto_finding *finding = subject->finding;
    bool has_identity = finding->rule->is_secret && !finding->guessable;
    return (struct side) {
        .subject = subject,
        .rule = span_of(finding->rule->id),
        .place = subject->place,
        .identity = has_identity ? finding->identity : "",
    };
}

static void note_link(struct pairing *p, struct span from, struct span to)
{
    struct link *link = table_get(&p->links, from);
    if (link) {
        link->ambiguous = link->ambiguous || !span_eq(link->to, to);
        return;
    }
    link = ARENA_NEW(&p->long_lived, struct link);
    if (!link || table_set(&p->links, from, link) < 0)
        return;
    link->to = to;
}

static void pair(struct pairing *p, const struct baseline_entry *entry,
                 struct baseline_subject *subject)
{
    p->pairs->met[entry->index] = true;
    p->pairs->gone[entry->index] = false;
    p->pairs->moved++;
    subject->finding->baseline = VETO_BASELINE_UNCHANGED;
    if (entry->identity[0])
        note_link(p, entry->place, subject->place);
}

static bool is_open(const struct baseline_pairs *pairs, const struct baseline_entry *entry)
{
    return pairs->gone[entry->index] && !pairs->met[entry->index];
}

static void gather_entries(struct pairing *p, pass_key key, struct buf *text)
{
    const struct baseline *baseline = p->pairs->question->baseline;
    for (const struct baseline_entry *entry = baseline->first; entry; entry = entry->next) {
        const struct side side = side_of_entry(entry);
        buf_clear(text);
        if (!is_open(p->pairs, entry) || !key(p, &side, text))
            continue;
        struct group *group = group_of(p, buf_span(text), true);
        struct waiting *waiting = ARENA_NEW(&p->arena, struct waiting);
        if (!group || !waiting)
            return;
        waiting->entry = entry;
        *group->end = waiting;
        group->end = &waiting->next;
        group->entries++;
    }
}

/* Each finding takes the first entry that waits; or, where `alone`, is only counted. */
static void gather_findings(struct pairing *p, pass_key key, bool alone, struct buf *text)
{
    const struct baseline_question *q = p->pairs->question;
    for (size_t i = 0; i < q->count; i++) {
        struct baseline_subject *subject = &q->subjects[i];
        const struct side side = side_of_subject(subject);
        buf_clear(text);
        if (subject->finding->baseline != VETO_BASELINE_NEW || !key(p, &side, text))
            continue;
        struct group *group = group_of(p, buf_span(text), false);
        if (!group || !group->first)
            continue;
        group->findings++;
        group->subject = subject;
        if (!alone) {
            const struct waiting *taken = group->first;
            group->first = taken->next;
            pair(p, taken->entry, subject);
        }
    }
}

static void pair_the_alone(struct pairing *p)
{
    size_t cursor = 0;
    const struct table_slot *slot;
    while ((slot = table_next(&p->groups, &cursor))) {
        const struct group *group = slot->value;
        if (group->entries == 1 && group->findings == 1)
            pair(p, group->first->entry, group->subject);
    }
}

static int run_pass(struct pairing *p, pass_key key, bool alone, struct veto_error *error)
{
    struct buf text = buf_make(KEY_MAX);
    table_init(&p->groups);
    gather_entries(p, key, &text);
    gather_findings(p, key, alone, &text);
    if (alone)
        pair_the_alone(p);
    table_release(&p->groups);
    bool failed = arena_failed(&p->arena);
    arena_reset(&p->arena);
    buf_release(&text);
    return failed ? error_no_memory(error) : 0;
}

/* ---- Secrets --------------------------------------------------------------------------------- */

static bool by_identity(const struct pairing *p, const struct side *side, struct buf *key)
{
    (void)p;
    buf_append_text(key, side->identity);
    return side->identity[0] != '\0';
}

static bool by_identity_and_place(const struct pairing *p, const struct side *side,
                                  struct buf *key)
{
    bool takes_part = by_identity(p, side, key);
    buf_append(key, side->place);
    return takes_part;
}

static bool by_identity_and_rule(const struct pairing *p, const struct side *side, struct buf *key)
{
    bool takes_part = by_identity(p, side, key);
    buf_append(key, side->rule);
    return takes_part;
}

/* ---- What is in no hash ---------------------------------------------------------------------- */

static void append_rule_and_place(struct buf *key, const struct side *side)
{
    buf_append(key, side->rule);
    buf_append_char(key, '\0');
    buf_append(key, side->place);
}

static int count_side(struct pairing *p, const struct side *side, struct buf *key)
{
    buf_clear(key);
    buf_append_char(key, side->entry ? 'e' : 'f');
    append_rule_and_place(key, side);
    struct span known = buf_span(key);
    size_t before = (size_t)(uintptr_t)table_get(&p->counts, known);
    struct span copy = before ? known : arena_span(&p->long_lived, known);
    if (!copy.data || (before == 0 && table_set(&p->counts, copy, (void *)(uintptr_t)1) < 0))
        return -1;
    /* More than one is enough to know. */
    static const uintptr_t several = 2;
    return before == 1 ? table_set(&p->counts, arena_span(&p->long_lived, known), (void *)several)
                       : 0;
}

static bool is_nameless(const struct side *side)
{
    return side->identity[0] == '\0';
}

/* How many of its rule there are in its file, of what waits for a pair. */
static int count_all(struct pairing *p, struct veto_error *error)
{
    const struct baseline_question *q = p->pairs->question;
    struct buf key = buf_make(KEY_MAX);
    int status = 0;
    for (const struct baseline_entry *entry = q->baseline->first; entry; entry = entry->next) {
        const struct side side = side_of_entry(entry);
        if (is_open(p->pairs, entry) && is_nameless(&side) && count_side(p, &side, &key) < 0)
            status = -1;
    }
    for (size_t i = 0; i < q->count; i++) {
        const struct side side = side_of_subject(&q->subjects[i]);
        if (side.subject->finding->baseline == VETO_BASELINE_NEW && is_nameless(&side) &&
            count_side(p, &side, &key) < 0)
            status = -1;
    }
    buf_release(&key);
    return status < 0 ? error_no_memory(error) : 0;
}

static bool has_entries(const struct pairing *p, struct span place)
{
    const struct baseline_place *known =
            table_get(&p->pairs->question->baseline->places, place);
    return known && known->has_entries;
}

/* Alone of its rule in a file that is gone, or that is new. Uses and clears `key`. */
static bool could_be_renamed(const struct pairing *p, const struct side *side, struct buf *key)
{
    const struct baseline_marks *marks = p->pairs->question->marks;
    if (!is_nameless(side))
        return false;
    if (side->entry ? marks->looks[side->entry->exact->index] == BASELINE_LOOKED
                    : has_entries(p, side->place))
        return false;
    buf_append_char(key, side->entry ? 'e' : 'f');
    append_rule_and_place(key, side);
    bool alone = (uintptr_t)table_get(&p->counts, buf_span(key)) == 1;
    buf_clear(key);
    return alone;
}

/* Into the file that a secret of the old file has moved to. */
static bool by_link(const struct pairing *p, const struct side *side, struct buf *key)
{
    if (!could_be_renamed(p, side, key))
        return false;
    struct side there = *side;
    if (side->entry) {
        const struct link *link = table_get(&p->links, side->place);
        if (!link || link->ambiguous)
            return false;
        there.place = link->to;
    }
    append_rule_and_place(key, &there);
    return true;
}

/* The last `count` names of a path; false where it has not as many. */
static bool tail_of(struct span place, size_t count, struct span *tail)
{
    size_t begin = place.len;
    while (count > 0) {
        if (begin == 0)
            return false;
        begin--;
        while (begin > 0 && place.data[begin - 1] != '/' && place.data[begin - 1] != '!')
            begin--;
        count--;
    }
    *tail = span_from(place, begin);
    return true;
}

/* Into another folder: names at the end of the path are as they were. */
static bool by_tail(const struct pairing *p, const struct side *side, struct buf *key)
{
    struct side shorter = *side;
    if (!tail_of(side->place, p->tail, &shorter.place) || !could_be_renamed(p, side, key))
        return false;
    append_rule_and_place(key, &shorter);
    return true;
}

/* What kind of file a name tells of: its suffix, or all of it. */
static struct span kind_of_name(struct span name)
{
    static const struct {
        const char *front, *kind;
    } kinds[] = { { "dockerfile", "dockerfile" },
                  { "containerfile", "dockerfile" },
                  { ".env", "env" } };
    for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
        if (span_starts_nocase(name, span_of(kinds[i].front)))
            return span_of(kinds[i].kind);
    size_t dot = name.len;
    while (dot > 0 && name.data[dot - 1] != '.')
        dot--;
    struct span suffix = span_from(name, dot);
    return span_eq_nocase(suffix, SPAN("yml")) ? SPAN("yaml") : suffix;
}

/* Into another name of the same kind, where no other file has come or gone. */
static bool by_kind(const struct pairing *p, const struct side *side, struct buf *key)
{
    if (!could_be_renamed(p, side, key))
        return false;
    struct side kind = *side;
    kind.place = kind_of_name(baseline_last_name(side->place));
    append_rule_and_place(key, &kind);
    for (size_t i = key->len - kind.place.len; i < key->len; i++)
        key->data[i] = ascii_lower(key->data[i]);
    return true;
}

/* ---- All passes ------------------------------------------------------------------------------ */

static int pair_secrets(struct pairing *p, struct veto_error *error)
{
    /* A rule of another name at the old place comes before a new place. */
    static const pass_key passes[] = { by_identity_and_place, by_identity_and_rule, by_identity };
    for (size_t i = 0; i < ARRAY_SIZE(passes); i++)
        if (run_pass(p, passes[i], false, error) < 0)
            return -1;
    return 0;
}

static int pair_others(struct pairing *p, struct veto_error *error)
{
    if (count_all(p, error) < 0 || run_pass(p, by_link, true, error) < 0)
        return -1;
    for (p->tail = DEEPEST_TAIL; p->tail > 0; p->tail--)
        if (run_pass(p, by_tail, true, error) < 0)
            return -1;
    return run_pass(p, by_kind, true, error);
}

int baseline_pair_moved(struct baseline_pairs *pairs, struct veto_error *error)
{
    struct pairing p = {
        .pairs = pairs,
        .arena = arena_make(SCRATCH_MAX, false),
        .long_lived = arena_make(SCRATCH_MAX, false),
    };
    table_init(&p.links);
    table_init(&p.counts);
    int status = pair_secrets(&p, error);
    if (status == 0)
        status = pair_others(&p, error);
    table_release(&p.links);
    table_release(&p.counts);
    arena_release(&p.arena);
    arena_release(&p.long_lived);
    return status;
}
