/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is found of several files together stands at one of them, and at another one when that
 * moves. An entry tells of the same object where its fingerprint comes of the finding's identity,
 * which is made of names, and of the entry's own place.
 */
#include "base/buf.h"
#include "base/cleanup.h"
#include "policy/baseline_pairs.h"
#include "policy/baseline_reader.h"

enum {
    KEY_MAX = 64 * 1024,
    SCRATCH_MAX = 256 * 1024 * 1024,
    TRIES_MAX = 1 << 20, /* then what is left counts as new */
};

struct waiting {
    const struct baseline_entry *entry;
    struct waiting *next;
};

struct search {
    struct baseline_pairs *pairs;
    struct arena arena;
    struct table waiting; /* of rule and folder: entries whose findings are gone */
    size_t tries;
};

static struct span folder_of(struct span place)
{
    return span_sub(place, 0, place.len - baseline_last_name(place).len);
}

static void set_key(struct buf *key, struct span rule, struct span place)
{
    buf_clear(key);
    buf_append(key, rule);
    buf_append_char(key, '\0');
    buf_append(key, folder_of(place));
}

/* Of an object of a deployment unit, whose identity has its name. */
static bool is_of_several_files(const struct veto_finding *finding)
{
    return finding->baseline == VETO_BASELINE_NEW && !finding->guessable &&
           finding->identity[0] && finding->rule->kind &&
           span_ends(span_of(finding->rule->kind), SPAN("-unit"));
}

static int gather(struct search *s, struct buf *key)
{
    const struct baseline_pairs *pairs = s->pairs;
    const struct baseline_entry *entry = pairs->question->baseline->first;
    for (; entry; entry = entry->next) {
        if (!pairs->gone[entry->index] || pairs->met[entry->index] || entry->identity[0])
            continue;
        set_key(key, entry->rule, entry->place);
        struct waiting *waiting = ARENA_NEW(&s->arena, struct waiting);
        struct span copy = arena_span(&s->arena, buf_span(key));
        if (!waiting || !copy.data || key->failed)
            return -1;
        *waiting = (struct waiting) { entry, table_get(&s->waiting, copy) };
        if (table_set(&s->waiting, copy, waiting) < 0)
            return -1;
    }
    return 0;
}

static bool is_same(struct search *s, const struct baseline_entry *entry,
                    const struct veto_finding *finding)
{
    char print[FINGERPRINT_HEX];
    s->tries++;
    fingerprint_of_identity(s->pairs->question->salt, finding->rule->id, finding->identity,
                            entry->place, print);
    return strcmp(print, entry->fingerprint) == 0;
}

static void find_entry(struct search *s, struct veto_finding *finding,
                       const struct waiting *waiting)
{
    for (; waiting && s->tries < TRIES_MAX; waiting = waiting->next) {
        size_t index = waiting->entry->index;
        if (s->pairs->met[index] || !is_same(s, waiting->entry, finding))
            continue;
        s->pairs->met[index] = true;
        s->pairs->gone[index] = false;
        s->pairs->moved++;
        finding->baseline = VETO_BASELINE_UNCHANGED;
        return;
    }
}

int baseline_pair_nodes(struct baseline_pairs *pairs, struct veto_error *error)
{
    const struct baseline_question *q = pairs->question;
    struct search search = { .pairs = pairs, .arena = arena_make(SCRATCH_MAX, false) };
    cleanup(buf_release) struct buf key = buf_make(KEY_MAX);
    table_init(&search.waiting);
    int status = gather(&search, &key);
    for (size_t i = 0; i < q->count && status == 0; i++) {
        if (!is_of_several_files(q->subjects[i].finding))
            continue;
        set_key(&key, span_of(q->subjects[i].finding->rule->id), q->subjects[i].place);
        find_entry(&search, q->subjects[i].finding, table_get(&search.waiting, buf_span(&key)));
    }
    table_release(&search.waiting);
    arena_release(&search.arena);
    return status < 0 ? error_no_memory(error) : 0;
}
