/* SPDX-License-Identifier: Apache-2.0 */
/* `veto rules test PATH...` */
#include <stdio.h>

#include "base/cleanup.h"
#include "cli/message.h"
#include "cli/rules.h"

DEFINE_CLEANUP(struct veto_rules *, veto_rules_free)

static void print_complaint(const char *line, void *payload)
{
    (void)payload;
    puts(line);
}

struct pack_counts {
    size_t rules;
    size_t untried; /* imported: without examples */
};

static struct pack_counts count_rules(const char *path)
{
    struct pack_counts counts = { 0 };
    cleanup(veto_rules_free_ptr) struct veto_rules *rules = NULL;
    struct veto_rules_options options = VETO_RULES_OPTIONS_INIT;
    options.paths = &path;
    options.path_count = 1;
    options.no_builtin = true;
    options.with_optional = true;
    if (veto_rules_load(&rules, &options, NULL) < 0)
        return counts;
    counts.rules = veto_rules_count(rules);
    for (size_t i = 0; i < counts.rules; i++) {
        const struct veto_rule *rule = veto_rules_at(rules, i);
        counts.untried += rule->pattern[0] && rule->example_count == 0;
    }
    return counts;
}

static void print_praise(const char *path, struct pack_counts counts)
{
    printf("%s: %zu %s, no complaints\n", path, counts.rules, counts.rules == 1 ? "rule" : "rules");
    if (counts.untried)
        printf("%s: %zu of them have no examples, being imported: nothing says yet that they find "
               "what they should\n",
               path, counts.untried);
}

/* The number of complaints, or negative. */
static int test_pack(const char *path)
{
    struct veto_error error = { 0 };
    int complaints = veto_rules_test(path, print_complaint, NULL, &error);
    if (complaints < 0)
        message("%s", error.message);
    else if (complaints == 0)
        print_praise(path, count_rules(path));
    return complaints;
}

int rules_test_packs(const struct settings *settings)
{
    if (settings->operands.count < 2) {
        message("name a rule pack, or a folder of them: veto rules test PATH...");
        return EXIT_USAGE;
    }
    bool complained = false;
    for (size_t i = 1; i < settings->operands.count; i++) {
        int complaints = test_pack(settings->operands.items[i]);
        if (complaints < 0)
            return EXIT_USAGE;
        complained = complained || complaints > 0;
    }
    return complained ? EXIT_VETO : EXIT_CLEAN;
}
