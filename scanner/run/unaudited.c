/* SPDX-License-Identifier: Apache-2.0 */
#include "run/unaudited.h"

#include "run/worker.h"
#include "unit/problem.h"

/* What tells a kind stands at the beginning. */
enum { HEAD = 8 * 1024 };

static const struct {
    const char *name;      /* in messages */
    const char *suffix[3]; /* of files that are of that kind */
    const char *sign[2];   /* or, in YAML and JSON, words near the beginning: one of them */
} rows[UNAUDITED_KINDS] = {
    { "Terraform", { ".tf", ".tf.json", ".tofu" }, { NULL } },
    { "CloudFormation", { NULL }, { "AWSTemplateFormatVersion", "AWS::Serverless-2016-10-31" } },
    { "Bicep", { ".bicep" }, { NULL } },
    { "Azure Resource Manager", { NULL }, { "/deploymentTemplate.json#" } },
};

static bool has_suffix(const char *const *suffixes, size_t count, struct span name)
{
    for (size_t i = 0; i < count && suffixes[i]; i++)
        if (span_ends_nocase(name, span_of(suffixes[i])))
            return true;
    return false;
}

static bool has_sign(const char *const *signs, size_t count, struct span head)
{
    for (size_t i = 0; i < count && signs[i]; i++)
        if (span_find(head, span_of(signs[i])) != SIZE_MAX)
            return true;
    return false;
}

void unaudited_note(struct unaudited *unaudited, const struct unit *unit)
{
    if (unit->parent || !unit->origin || unit->own_begin)
        return;
    struct span name = span_from_bytes(unit->origin->name);
    struct span head = SPAN_EMPTY;
    if (unit->kinds & (KIND_YAML | KIND_JSON))
        head = span_sub(unit->bytes, 0, HEAD);
    for (size_t i = 0; i < UNAUDITED_KINDS; i++) {
        if (!has_suffix(rows[i].suffix, ARRAY_SIZE(rows[i].suffix), name) &&
            !has_sign(rows[i].sign, ARRAY_SIZE(rows[i].sign), head))
            continue;
        unaudited->counts[i]++;
        return;
    }
}

void unaudited_tell(struct worker *workers, unsigned count, const struct veto_origin *target)
{
    if (workers->shared->rules->narrowed)
        return;
    for (size_t i = 0; i < UNAUDITED_KINDS; i++) {
        size_t total = 0;
        for (unsigned k = 0; k < count; k++)
            total += workers[k].unaudited.counts[i];
        if (total)
            problem_add(&workers->sink, VETO_PROBLEM_UNJUDGED, target,
                        "%s is not audited yet: %zu file%s, in which only secrets were looked for",
                        rows[i].name, total, total == 1 ? "" : "s");
    }
}
