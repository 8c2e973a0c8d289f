/* SPDX-License-Identifier: Apache-2.0 */
#include "rule/rule.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"

static int compare_id(const void *id, const void *rule)
{
    return strcmp(id, ((const struct rule *)rule)->public.id);
}

const struct rule *rule_find(const struct rule_set *set, const char *id)
{
    if (set->count == 0)
        return NULL;
    return bsearch(id, set->rules, set->count, sizeof(*set->rules), compare_id);
}

/*
 * Does the secret begin with fixed text that is long enough to be no chance? Keys in PEM do, and
 * yet libraries have some compiled in, to try themselves.
 */
static bool has_own_beginning(const char *pattern)
{
    enum { LONG_ENOUGH = 4 };
    static const char group[] = "(?<secret>";
    const char *secret = pattern ? strstr(pattern, group) : NULL;
    size_t len = 0;
    if (!secret || !ascii_is_alnum(secret[strlen(group)]))
        return false;
    secret += strlen(group);
    while (ascii_is_alnum(secret[len]) || (secret[len] && strchr("_-", secret[len])))
        len++;
    /* What is repeated or optional is no fixed text. */
    bool is_open = secret[len] && strchr("{?*+", secret[len]);
    return len - (len && is_open) >= (size_t)LONG_ENOUGH;
}

uint32_t rule_default_views(const struct rule *rule)
{
    bool decoded = rule->public.is_secret || rule->public.query;
    bool proven = rule->proof && strcmp(rule->proof, "pem") != 0;
    bool unmistakable = rule->public.is_secret && !rule->generic &&
                        (proven || has_own_beginning(rule->public.pattern));
    return VIEW_TEXT | (decoded ? VIEW_DECODED : 0) | (unmistakable ? VIEW_BINARY : 0);
}

bool rule_has_tag(const struct rule *rule, const char *tag)
{
    for (size_t i = 0; i < rule->public.tag_count; i++)
        if (strcmp(rule->public.tags[i], tag) == 0)
            return true;
    return false;
}
