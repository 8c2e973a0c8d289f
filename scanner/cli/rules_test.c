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

/* How many rules the packs at `path` hold. */
static size_t count_rules(const char *path)
{
    cleanup(veto_rules_free_ptr) struct veto_rules *rules = NULL;
    struct veto_rules_options options = VETO_RULES_OPTIONS_INIT;
    options.paths = &path;
    options.path_count = 1;
    options.no_builtin = true;
    options.with_optional = true;
    return veto_rules_load(&rules, &options, NULL) < 0 ? 0 : veto_rules_count(rules);
}

static void print_praise(const char *path, size_t count)
{
    printf("%s: %zu %s, no complaints\n", path, count, count == 1 ? "rule" : "rules");
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
