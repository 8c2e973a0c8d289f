/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a list of what to ignore: refused with a place, or a policy that loads. */
#include <stdio.h>
#include <stdlib.h>

#include "authoring/import_policy.h"
#include "policy/policy.h"
#include "rule/builtin.h"
#include "target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const aliases[] = { "trivy:DS-0001" };
    static const struct rule rule = {
        .public = { .id = "house-rule", .aliases = aliases,
                    .alias_count = 1 },
    };
    const struct rule *enabled[] = { &rule };
    const struct veto_rules rules = { .enabled = enabled, .enabled_count = 1 };
    struct veto_error error = { 0 };
    struct veto_policy *policy = NULL;
    char *text = NULL;
    size_t len = 0;
    FILE *to = open_memstream(&text, &len);
    if (!to)
        abort();
    int count = import_policy("fuzz.txt", (struct span) { (const char *)data, size }, &rules, to,
                              NULL, NULL, &error);
    fclose(to);
    if (count < 0 && strncmp(error.message, "fuzz.txt:", 9) != 0)
        abort();
    if (count >= 0 &&
        policy_load_text(&policy, "policy", (struct span) { text, len }, NULL, NULL, &error) < 0)
        abort();
    policy_free(policy);
    free(text);
    return 0;
}
