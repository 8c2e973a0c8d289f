/* SPDX-License-Identifier: Apache-2.0 */
#include "run/layers/layer_key.h"

#include "base/buf.h"
#include "base/cleanup.h"
#include "base/program.h"
#include "policy/policy.h"
#include "rule/builtin.h"
#include "rule/digest.h"

enum { FORM = 4, MAX_BUILD = 4096 }; /* the former of what is kept: raise it when that changes */

DEFINE_CLEANUP(struct digest *, digest_free)

static void add_number(struct digest *digest, uint64_t number)
{
    digest_update(digest, (struct span){ (const char *)&number, sizeof(number) });
}

static void add_text(struct digest *digest, const char *text)
{
    digest_update(digest, (struct span){ text, strlen(text) + 1 });
}

static void add_program(struct digest *digest)
{
    struct buf build = buf_make(MAX_BUILD);
    program_append_build(&build);
    add_number(digest, FORM);
    add_text(digest, VETO_VERSION);
    add_text(digest, rule_builtin_digest);
    digest_update(digest, buf_span(&build));
    buf_release(&build);
}

/* Which rules are asked, with what a policy makes of them, and all of the user's own. */
static int add_rules(struct digest *digest, const struct veto_rules *rules,
                     struct veto_error *error)
{
    char added[DIGEST_MAX_HEX];
    if (rule_set_digest(&rules->added, added, error) < 0)
        return -1;
    add_text(digest, added);
    add_number(digest, rules->enabled_count);
    for (size_t i = 0; i < rules->enabled_count; i++) {
        const struct veto_rule *rule = &rules->enabled[i]->public;
        add_text(digest, rule->id);
        add_number(digest, rule->severity);
        add_number(digest, rule->confidence);
    }
    return 0;
}

static void add_limits(struct digest *digest, const struct limits *limits)
{
    add_number(digest, limits->max_size);
    add_number(digest, (uint64_t)limits->max_depth);
    add_number(digest, limits->max_ratio);
    add_number(digest, limits->max_ratio_dense);
    add_number(digest, limits->max_total);
    add_number(digest, limits->max_entries);
    add_number(digest, limits->max_name);
    add_number(digest, limits->max_warnings);
    add_number(digest, limits->max_dictionary);
    add_number(digest, limits->max_seekable);
}

/* Only what it says of comments: its allow-lists are about places, and are not remembered at all. */
static void add_policy(struct digest *digest, const struct veto_policy *policy)
{
    add_number(digest, policy ? policy->no_peers : false);
    add_number(digest, policy ? policy->inline_max_severity : POLICY_UNSAID);
}

int layer_key_make(char key[DIGEST_MAX_HEX], const struct veto_rules *rules,
                   const struct veto_scan_options *options, const struct limits *limits,
                   struct span salt, struct veto_error *error)
{
    cleanup(digest_free_ptr) struct digest *digest = NULL;
    if (digest_create(&digest, DIGEST_SHA256, error) < 0)
        return -1;
    add_program(digest);
    if (add_rules(digest, rules, error) < 0)
        return -1;
    add_limits(digest, limits);
    add_policy(digest, options->policy);
    add_number(digest, options->verify_layers);
    add_number(digest, options->explain);
    digest_update(digest, salt);
    digest_finish_hex(digest, key);
    return 0;
}
