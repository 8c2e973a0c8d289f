/* SPDX-License-Identifier: Apache-2.0 */
#include "authoring/peers.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "base/table.h"
#include "rule/builtin.h"
#include "rule/peers.h"

enum { PEER_ARENA = 64 * 1024 * 1024 };

/* An id on its way; the list of its rules grows. */
struct row {
    struct veto_peer_id public;
    const struct veto_rule **rules;
    size_t capacity;
    struct row *next;
};

struct peer {
    struct veto_peer public; /* first: the public struct is all that others see */
    struct arena arena;
    struct table by_id;
    struct row *rows, **end;
    size_t count;
};

DEFINE_CLEANUP(struct veto_peer *, peer_free)

const char *peer_name(size_t index)
{
    size_t known = 0;
    while (known < index && rule_builtin_peer_names[known])
        known++;
    return rule_builtin_peer_names[known];
}

static struct row *add_row(struct peer *peer, struct span id, struct span why_not)
{
    struct row *row = table_get(&peer->by_id, id);
    if (row)
        return row;
    row = ARENA_NEW(&peer->arena, struct row);
    if (!row)
        return NULL;
    row->public.id = arena_strndup(&peer->arena, id.data, id.len);
    row->public.why_not = arena_strndup(&peer->arena, why_not.data, why_not.len);
    if (!row->public.id || !row->public.why_not ||
        table_set(&peer->by_id, span_of(row->public.id), row) < 0)
        return NULL;
    *peer->end = row;
    peer->end = &row->next;
    peer->count++;
    return row;
}

/* The part of the text between `@name` and the next scanner; false where there is none. */
static bool read_list(struct peer *peer, const char *name, bool *out_of_memory)
{
    struct span rest = span_of(rule_builtin_peers);
    struct peer_line line;
    bool inside = false, found = false;
    while (peers_next(&rest, &line)) {
        if (line.peer.len)
            inside = span_is(line.peer, name);
        found = found || inside;
        if (inside && line.remark.len)
            peer->public.remark = arena_strndup(&peer->arena, line.remark.data, line.remark.len);
        if (inside && line.id.len && !add_row(peer, line.id, line.why_not))
            *out_of_memory = true;
    }
    return found;
}

static int append_rule(struct peer *peer, struct row *row, const struct veto_rule *rule)
{
    if (row->public.rule_count == row->capacity) {
        size_t capacity = row->capacity ? 2 * row->capacity : 2;
        const struct veto_rule **grown = ARENA_ARRAY(&peer->arena, capacity,
                                                     const struct veto_rule *);
        if (!grown)
            return -1;
        if (row->public.rule_count)
            memcpy(grown, row->rules, row->public.rule_count * sizeof(*grown));
        row->rules = grown;
        row->capacity = capacity;
        row->public.rules = grown;
    }
    peer->public.covered += row->public.rule_count == 0;
    row->rules[row->public.rule_count++] = rule;
    return 0;
}

/* Aliases `name:ID`; one that is in no list is listed all the same, as packs of the user may know more. */
static int read_aliases(struct peer *peer, const struct veto_rules *rules, const char *name)
{
    size_t prefix = strlen(name) + 1;
    for (size_t i = 0; i < rules->enabled_count; i++) {
        const struct veto_rule *rule = &rules->enabled[i]->public;
        for (size_t k = 0; k < rule->alias_count; k++) {
            struct span alias = span_of(rule->aliases[k]);
            if (!span_starts(alias, span_of(name)) || alias.len <= prefix ||
                alias.data[prefix - 1] != ':')
                continue;
            struct row *row = add_row(peer, span_from(alias, prefix), SPAN_EMPTY);
            if (!row || append_rule(peer, row, rule) < 0)
                return -1;
        }
    }
    return 0;
}

static int by_id(const void *a, const void *b)
{
    const struct veto_peer_id *x = a, *y = b;
    return strcmp(x->id, y->id);
}

static int make_array(struct peer *peer)
{
    struct veto_peer_id *ids = ARENA_ARRAY(&peer->arena, peer->count + 1, struct veto_peer_id);
    if (!ids)
        return -1;
    size_t count = 0;
    for (const struct row *row = peer->rows; row; row = row->next)
        ids[count++] = row->public;
    qsort(ids, count, sizeof(*ids), by_id);
    peer->public.ids = ids;
    peer->public.id_count = count;
    return 0;
}

int peer_create(struct veto_peer **out, const struct veto_rules *rules, const char *name,
                struct veto_error *error)
{
    struct peer *peer = calloc(1, sizeof(*peer));
    if (!peer)
        return error_no_memory(error);
    cleanup(peer_free_ptr) struct veto_peer *owned = &peer->public;
    bool out_of_memory = false;
    peer->arena = arena_make(PEER_ARENA, false);
    peer->end = &peer->rows;
    peer->public.remark = "";
    table_init(&peer->by_id);
    if (!read_list(peer, name, &out_of_memory)) {
        struct suggestion near = suggest_for(span_of(name));
        const char *known;
        for (size_t i = 0; (known = peer_name(i)); i++)
            suggest_offer(&near, known);
        return error_set(error, VETO_ERROR_USAGE, "no list of what '%s' looks for%s", name,
                         suggest_text(&near, ""));
    }
    peer->public.name = arena_strndup(&peer->arena, name, strlen(name));
    if (out_of_memory || !peer->public.name || !peer->public.remark ||
        read_aliases(peer, rules, name) < 0 || make_array(peer) < 0)
        return error_no_memory(error);
    *out = take_ptr(&owned);
    return 0;
}

void peer_free(struct veto_peer *public)
{
    struct peer *peer = (struct peer *)public;
    if (!peer)
        return;
    table_release(&peer->by_id);
    arena_release(&peer->arena);
    free(peer);
}
