/* SPDX-License-Identifier: Apache-2.0 */
#include "rule/rule.h"

#include <stdlib.h>

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

bool rule_has_tag(const struct rule *rule, const char *tag)
{
    for (size_t i = 0; i < rule->public.tag_count; i++)
        if (strcmp(rule->public.tags[i], tag) == 0)
            return true;
    return false;
}
