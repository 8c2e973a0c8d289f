/* SPDX-License-Identifier: Apache-2.0 */
#include "finding/quota.h"

#include "base/buf.h"
#include "finding/collect.h"
#include "unit/origin.h"

enum { MAX_KEY = 1024 * 1024 };

void quotas_init(struct quotas *quotas)
{
    *quotas = (struct quotas) { .first = NULL };
    table_init(&quotas->table);
}

void quotas_release(struct quotas *quotas)
{
    table_release(&quotas->table);
}

/* The rule and all names of the chain. Different chains may share a key, but hardly ever do. */
static void append_key(struct buf *key, const struct veto_origin *origin,
                       const struct veto_rule *rule)
{
    buf_append(key, span_of(rule->id));
    for (; origin; origin = origin->parent) {
        buf_append_char(key, '\0');
        buf_append(key, span_from_bytes(origin->name));
    }
}

static struct quota *add_quota(struct quotas *quotas, struct span key, struct quota *others,
                               const struct veto_origin *origin, const struct veto_rule *rule,
                               struct arena *arena)
{
    struct quota *quota = ARENA_NEW(arena, struct quota);
    struct span kept_key = arena_span(arena, key);
    if (!quota || !kept_key.data)
        return NULL;
    *quota = (struct quota) {
        .origin = origin_copy(arena, origin),
        .rule = rule,
        .next_of_key = others,
        .next = quotas->first,
    };
    if (!quota->origin || table_set(&quotas->table, kept_key, quota) < 0)
        return NULL;
    quotas->first = quota;
    quotas->count++;
    return quota;
}

static struct quota *find_or_add(struct quotas *quotas, struct span key,
                                 const struct veto_origin *origin, const struct veto_rule *rule,
                                 struct arena *arena)
{
    struct quota *others = table_get(&quotas->table, key);
    for (struct quota *quota = others; quota; quota = quota->next_of_key)
        if (quota->rule == rule && origin_compare(quota->origin, origin) == 0)
            return quota;
    return add_quota(quotas, key, others, origin, rule, arena);
}

struct quota *quota_of(struct quotas *quotas, const struct veto_origin *origin,
                       const struct veto_rule *rule, struct arena *arena)
{
    struct buf key = buf_make(MAX_KEY);
    append_key(&key, origin, rule);
    struct quota *quota = find_or_add(quotas, buf_span(&key), origin, rule, arena);
    buf_release(&key);
    return quota;
}

bool quota_admits(struct quota *quota)
{
    if (quota->kept >= COLLECT_MAX_OF_RULE) {
        quota->unlisted++;
        return false;
    }
    quota->kept++;
    return true;
}

bool quota_admits_window(struct quota *quota, uint64_t window)
{
    if (window < quota->last)
        quota->kept = 0;
    if (window != quota->last)
        quota->is_closed = quota->kept >= COLLECT_MAX_OF_RULE;
    quota->last = window;
    if (quota->is_closed)
        quota->unlisted++;
    else
        quota->kept++;
    return !quota->is_closed;
}

bool quota_admits_at(struct quota *quota, uint64_t offset)
{
    if (offset <= quota->last)
        quota->kept = 0;
    quota->last = offset;
    return quota_admits(quota);
}
