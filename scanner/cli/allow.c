/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "cli/command.h"
#include "cli/fingerprints.h"
#include "cli/message.h"
#include "cli/scan.h"

DEFINE_CLEANUP(struct veto_policy *, veto_policy_free)
DEFINE_CLEANUP(struct veto_rules *, veto_rules_free)

static bool is_among(const char *rule, const struct veto_policy *policy)
{
    cleanup(veto_rules_free_ptr) struct veto_rules *rules = NULL;
    struct veto_rules_options options = VETO_RULES_OPTIONS_INIT;
    options.with_optional = true;
    options.policy = policy;
    return veto_rules_load(&rules, &options, NULL) == 0 && veto_rules_find(rules, rule);
}

/* To whoever scans with this policy alone: a rule of --rules would be a mistake in it. */
static bool is_known(const char *rule, const char *policy_path)
{
    cleanup(veto_policy_free_ptr) struct veto_policy *policy = NULL;
    return is_among(rule, NULL) ||
           (access(policy_path, R_OK) == 0 && veto_policy_load(&policy, policy_path, NULL) == 0 &&
            is_among(rule, policy));
}

static int allow(const struct settings *settings, const char *front,
                 const struct text_list *targets, struct veto_error *error)
{
    cleanup(free_ptr) char *place = NULL;
    struct named_finding finding;
    char expires[11];
    if (fingerprint_resolve(&finding, front, settings, targets, true, error) < 0)
        return -1;
    if (!settings->policy && scan_place_policy(&place, targets, error) < 0)
        return -1;
    const char *path = settings->policy ? settings->policy : place;
    veto_policy_day((unsigned)settings->days, expires);
    const struct veto_exception exception = {
        .fingerprint = finding.fingerprint,
        .rule = is_known(finding.rule, path) ? finding.rule : NULL,
        .reason = settings->reason,
        .owner = settings->owner,
        .expires = expires,
    };
    if (veto_policy_add(path, &exception, stdout, error) < 0)
        return -1;
    if (finding.guessable)
        message("%s: no hash of this value is made, for it can be guessed. What is excepted is its "
                "number among those of %s in the file, whatever stands there later",
                path, finding.rule);
    return 0;
}

static int run_allow(const struct settings *settings)
{
    struct veto_error error = { 0 };
    if (settings->operands.count == 0) {
        message("name a finding: veto allow FINGERPRINT --reason TEXT");
        return EXIT_USAGE;
    }
    if (!settings->reason) {
        message("say why: --reason TEXT");
        return EXIT_USAGE;
    }
    struct text_list targets = settings->operands;
    targets.items++;
    targets.count--;
    if (allow(settings, settings->operands.items[0], &targets, &error) < 0) {
        message("%s", error.message);
        return EXIT_USAGE;
    }
    return EXIT_CLEAN;
}

const struct command command_allow = {
    .name = "allow",
    .bit = COMMAND_ALLOW,
    .operands = "[OPTION...] FINGERPRINT --reason TEXT [TARGET...]",
    .summary = "let a finding pass for some time: write an exception into veto.yaml",
    .details =
            "The front of a fingerprint will do, from eight digits on, where it is the only one. "
            "It is looked for among the findings of the last scan, or in --report FILE; else the "
            "targets, or the working directory, are scanned. The exception is added to the policy "
            "of the target, which is made where there is none; what is in it stays as it is, and "
            "one that is "
            "there already is not added again. The change is printed. A finding that is excepted "
            "stays in every report as suppressed.",
    .examples = { { "veto allow cc63e8e9 --reason 'the database of the tests'", "for 90 days" },
                  { "veto allow cc63e8e9 --reason 'removed by #12' --days 14 --owner team-a",
                    "for two weeks, and who answers for it" } },
    .run = run_allow,
};
