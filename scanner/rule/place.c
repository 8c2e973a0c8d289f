/* SPDX-License-Identifier: Apache-2.0 */
#include "rule/place.h"

#include <stdio.h>

#include "base/ascii.h"
#include "rule/fields.h"

static uint32_t line_of(const struct rule *rule, const char *key)
{
    struct span name = { key, 0 };
    while (ascii_is_lower(key[name.len]))
        name.len++;
    const struct field *field = field_find(&rule_fields, name);
    return field && rule->key_lines ? rule->key_lines[field - rule_fields.fields] : 0;
}

void rule_place(const struct rule *rule, const char *key, char place[RULE_PLACE_MAX])
{
    const char *source = rule->public.source, *colon = strrchr(source, ':');
    uint32_t line = line_of(rule, key);
    if (line && colon)
        snprintf(place, RULE_PLACE_MAX, "%.*s:%u", (int)(colon - source), source, line);
    else
        snprintf(place, RULE_PLACE_MAX, "%s", source);
}

int rule_error_wrap(const struct rule *rule, struct veto_error *error)
{
    char place[RULE_PLACE_MAX];
    if (error)
        rule_place(rule, error->message, place);
    return error ? error_wrap(error, "%s", place) : -1;
}
