/* SPDX-License-Identifier: Apache-2.0 */
#include "run/profiles.h"

#include "rule/builtin.h"

const char *profile_name(size_t index)
{
    size_t known = 0;
    while (known < index && rule_builtin_profiles[known].name)
        known++;
    return rule_builtin_profiles[known].name;
}

bool profile_find(const char *name, struct span *text)
{
    for (const struct builtin_profile *profile = rule_builtin_profiles; profile->name; profile++)
        if (strcmp(profile->name, name) == 0) {
            *text = span_of(profile->text);
            return true;
        }
    return false;
}
