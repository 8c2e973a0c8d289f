/* SPDX-License-Identifier: Apache-2.0 */
#include "authoring/rules_new.h"

#include "audit/kinds.h"
#include "base/cleanup.h"
#include "base/suggest.h"
#include "rule/builtin.h"
#include "rule/write.h"

enum { PACK_MAX = 1024 * 1024 };

static const char secret_pack[] =
        "# A rule for a secret. Every key is explained in docs/rules.md; then:\n"
        "#     veto rules test FILE        does it keep to what it says?\n"
        "#     veto scan --rules FILE      use it\n"
        "rules:\n"
        "  - id: house-token                 # stable for ever: exceptions and baselines hold it\n"
        "    since: '0.1'\n"
        "    title: Token of our house\n"
        "    why: Whoever has it may do in our house what its owner may.\n"
        "    severity: high                  # the harm: critical, high, medium, low, note\n"
        "    confidence: likely              # the evidence of a match: firm where a prefix is unmistakable\n"
        "    # Begin with fixed text that ordinary files do not have; name what is secret.\n"
        "    pattern: '\\b(?<secret>houseT_[0-9a-f]{32})\\b'\n"
        "    entropy: 2.5                    # bits per character: xxxx and 0000 have fewer\n"
        "    tags: [secret, cwe-798]\n"
        "    fix: Revoke it where it was made, then read a new one from a secret manager.\n"
        "    examples:                       # made up, and right in format; two or more\n"
        "      - 'HOUSE_TOKEN=houseT_5f1c92ab04de773381c2aa90b4e6d7f1'\n"
        "      - '{\"token\": \"houseT_9b04d7c16ae2f35881d0c4be7a6f2395\"}'\n"
        "    counterexamples:                # look-alikes that a reviewer would laugh at\n"
        "      - 'HOUSE_TOKEN=houseT_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'\n"
        "      - 'HOUSE_TOKEN=houseT_5f1c92ab'\n"
        "      - 'HOUSE_TOKEN=${HOUSE_TOKEN}'\n";

/* The simplest of the built-in checks of that kind: one that asks one question of one file. */
static const struct rule *simplest_check(const char *kind)
{
    const struct rule *best = NULL;
    for (size_t i = 0; i < rule_builtin.count; i++) {
        const struct rule *rule = &rule_builtin.rules[i];
        if (!rule->public.query || strcmp(rule->public.kind, kind) != 0 || rule->when ||
            rule->require || rule->optional)
            continue;
        if (!best || strlen(rule->public.query) < strlen(best->public.query))
            best = rule;
    }
    return best;
}

static int refuse(const char *kind, struct veto_error *error)
{
    struct suggestion near = suggest_for(span_of(kind));
    suggest_offer(&near, "secret");
    for (size_t i = 0; i < rule_builtin.count; i++)
        if (rule_builtin.rules[i].public.query)
            suggest_offer(&near, rule_builtin.rules[i].public.kind);
    return error_set(error, VETO_ERROR_USAGE,
                     "'%s' is neither 'secret' nor a kind of file with checks%s", kind,
                     suggest_text(&near, ""));
}

static int write_check(const char *kind, const struct rule *model, FILE *to,
                       struct veto_error *error)
{
    static const char *const skip[] = { "aliases", "over", "reference", NULL };
    static const char *const tags[] = { "misconfiguration" };
    cleanup(buf_release) struct buf pack = buf_make(PACK_MAX);
    char id[96];
    struct rule rule = *model;
    snprintf(id, sizeof(id), "house-%s", kind);
    rule.public.id = id;
    rule.public.title = "What is wrong, in a few words";
    rule.public.why = "The harm, in a sentence or two for somebody who has never heard of it.";
    rule.public.fix = "What to write instead, as an instruction.";
    rule.public.tags = tags;
    rule.public.tag_count = ARRAY_SIZE(tags);
    rule.since = "0.1";
    buf_printf(&pack,
               "# A check of files of the kind %s. Every key is explained in docs/rules.md and\n"
               "# docs/checks.md. Its query and examples are those of the built-in %s, to begin with.\n"
               "#     veto query --lifted FILE    the facts that the query is asked of\n"
               "#     veto rules test FILE        does it keep to what it says?\n"
               "#     veto scan --rules FILE      use it\n"
               "rules:\n",
               kind, model->public.id);
    rule_append_yaml(&pack, &rule, skip);
    if (pack.failed)
        return error_no_memory(error);
    fwrite(pack.data, 1, pack.len, to);
    return 0;
}

int rules_new(const char *kind, FILE *to, struct veto_error *error)
{
    if (strcmp(kind, "secret") == 0) {
        fputs(secret_pack, to);
        return 0;
    }
    const struct rule *model = simplest_check(kind);
    return model ? write_check(kind, model, to, error) : refuse(kind, error);
}
