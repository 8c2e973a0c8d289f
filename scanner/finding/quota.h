/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How many findings of one rule in one content are listed: a file made of tokens must not fill the
 * memory, however long it is. The first COLLECT_MAX_OF_RULE by their offset are kept and the others
 * counted, whichever worker looked at which window of the content.
 */
#ifndef VETO_FINDING_QUOTA_H
#define VETO_FINDING_QUOTA_H

#include "base/arena.h"
#include "base/table.h"
#include "veto/veto.h"

/* Of one rule in one content. */
struct quota {
    const struct veto_origin *origin;
    const struct veto_rule *rule;
    size_t kept;
    uint64_t last; /* the offset of the last finding that was asked for */
    size_t unlisted;
    bool is_closed; /* earlier windows had enough */
    struct quota *next_of_key;
    struct quota *next;
};

struct quotas {
    struct table table; /* of the first quota of each key */
    struct quota *first;
    size_t count;
};

void quotas_init(struct quotas *quotas);
void quotas_release(struct quotas *quotas);

/* The quota, made in `arena` where there was none. NULL without memory. */
struct quota *quota_of(struct quotas *quotas, const struct veto_origin *origin,
                       const struct veto_rule *rule, struct arena *arena);
/* May one more be kept? Otherwise it is counted as unlisted. */
bool quota_admits(struct quota *quota);
/*
 * The same for one worker, who sees the windows of a content in their order, and all of it that it
 * refuses has enough kept before it. An offset that is not behind the last begins a new count: it
 * is of another content that has the same origin.
 */
bool quota_admits_at(struct quota *quota, uint64_t offset);
/*
 * For findings that come in no order within a window: those of a window are all kept, or none where
 * the windows before it had enough, so that it does not matter who saw which windows.
 */
bool quota_admits_window(struct quota *quota, uint64_t window);

#endif
