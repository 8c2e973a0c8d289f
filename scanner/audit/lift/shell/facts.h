/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Facts of shell text, the same for RUN, scripts and the steps of pipelines:
 *
 *   hasPipe, pipefail, understood
 *   cmds       [{name, args, flags, prefixes, env, pipesTo, worldWritable, setuid, literalPassword,
 * …}] installs   [{manager, program, verb, scope, flags, yes, noRecommends, cacheKept, packages}]
 *   updates    [{manager}]   upgrades [{manager, release}]   cleaned [manager]
 *   downloads  [{tool, url, scheme, local, executed, unpacked, verified, runLater}]
 */
#ifndef VETO_AUDIT_LIFT_SHELL_FACTS_H
#define VETO_AUDIT_LIFT_SHELL_FACTS_H

#include "audit/lift/put.h"
#include "doc/install.h"
#include "doc/shell.h"

/* Where byte `at` of the text that was read stands in the builder's text. */
struct shell_source {
    size_t (*origin)(const void *context, size_t at);
    const void *context;
};

/* What is known around the text: a cache that is mounted, a setting in the environment. */
struct shell_surroundings {
    bool (*is_mounted)(const void *context, const char *folder);
    const void *context;
    bool pip_cache_off, recommends_off;
};

/* A summary for those who look at several texts together. */
struct shell_summary {
    unsigned adds, updates, upgrades; /* sets of managers, by the bit of shell_manager_bit */
    bool uses_curl, uses_wget;
    bool recommends_off; /* apt was told so for good */
    bool has_build_tools;
    size_t commands; /* of the last text */
};

int shell_facts(struct put *put, struct node *into, const struct shell_script *script,
                struct shell_source source, const struct shell_surroundings *around,
                struct place at, struct shell_summary *summary) must_check;
unsigned shell_manager_bit(const char *manager);

#endif
