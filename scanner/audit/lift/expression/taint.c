/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/expression/taint.h"

/* What anyone may write. `*` is any name or index; `**` at the end is all that lies below. */
static const char *const written_by_anyone[] = {
    "github.head_ref",
    "github.event.issue.title",
    "github.event.issue.body",
    "github.event.pull_request.title",
    "github.event.pull_request.body",
    "github.event.pull_request.head.ref",
    "github.event.pull_request.head.label",
    "github.event.pull_request.head.repo.default_branch",
    "github.event.pull_request.head.repo.description",
    "github.event.pull_request.head.repo.homepage",
    "github.event.comment.body",
    "github.event.review.body",
    "github.event.review_comment.body",
    "github.event.discussion.title",
    "github.event.discussion.body",
    "github.event.pages.*.page_name",
    "github.event.commits.*.message",
    "github.event.commits.*.author.name",
    "github.event.commits.*.author.email",
    "github.event.commits.*.committer.name",
    "github.event.commits.*.committer.email",
    "github.event.head_commit.message",
    "github.event.head_commit.author.name",
    "github.event.head_commit.author.email",
    "github.event.head_commit.committer.name",
    "github.event.head_commit.committer.email",
    "github.event.merge_group.head_ref",
    "github.event.workflow_run.head_branch",
    "github.event.workflow_run.display_title",
    "github.event.workflow_run.head_commit.message",
    "github.event.workflow_run.head_commit.author.name",
    "github.event.workflow_run.head_commit.author.email",
    "github.event.workflow_run.head_repository.description",
    "github.event.workflow_run.pull_requests.*.head.ref",
    "github.event.label.name",
    "github.event.authors.name",
    "github.event.workflow.path",
    "github.event.milestone.title",
    "github.event.release.name",
    "github.event.release.body",
    "github.event.client_payload.**",
};

/* What a call hands on of its arguments. */
static const struct {
    const char *name;
    bool is_whole; /* members of an object too */
} keeps_text[] = {
    { "format", false },   { "join", false }, { "toJSON", true },
    { "fromJSON", false }, { "case", false },
};

const char *expression_taint_name(enum expression_taint taint)
{
    static const char *const names[] = {
        [TAINT_SAFE] = "safe",
        [TAINT_CALLER] = "caller",
        [TAINT_INDIRECT] = "indirect",
        [TAINT_ATTACKER] = "attacker",
    };
    return names[taint];
}

size_t expression_path(const struct expression *expression, struct span *names)
{
    struct span reversed[EXPRESSION_MAX_PATH];
    size_t count = 0;
    for (const struct expression *at = expression;; at = at->first) {
        bool is_known = at->kind == EXPRESSION_MEMBER || at->kind == EXPRESSION_CONTEXT;
        if (count == EXPRESSION_MAX_PATH ||
            (!is_known && at->kind != EXPRESSION_INDEX && at->kind != EXPRESSION_FILTER))
            return 0;
        reversed[count++] = is_known ? at->text
                            : at->kind == EXPRESSION_INDEX && at->last->kind == EXPRESSION_STRING
                                    ? at->last->text
                                    : SPAN("*");
        if (at->kind == EXPRESSION_CONTEXT)
            break;
    }
    for (size_t i = 0; i < count; i++)
        names[i] = reversed[count - 1 - i];
    return count;
}

/* Does the pattern name the path, or with `below` something in it? */
static bool is_path(const char *pattern, const struct span *names, size_t count, bool below)
{
    struct span rest = span_of(pattern), name;
    size_t at = 0;
    while (span_next_field(&rest, '.', &name)) {
        if (span_is(name, "**"))
            return true;
        if (at == count)
            return below;
        if (!span_is(name, "*") && !span_is(names[at], "*") && !span_eq_nocase(name, names[at]))
            return false;
        at++;
    }
    return at == count;
}

static enum expression_taint taint_of_path(const struct expression *e, bool below,
                                           bool (*is_tainted)(const void *, struct span),
                                           const void *context)
{
    struct span names[EXPRESSION_MAX_PATH];
    size_t count = expression_path(e, names);
    for (size_t i = 0; count > 0 && i < ARRAY_SIZE(written_by_anyone); i++)
        if (is_path(written_by_anyone[i], names, count, below))
            return TAINT_ATTACKER;
    if (count == 2 && span_eq_nocase(names[0], SPAN("env")) && is_tainted &&
        is_tainted(context, names[1]))
        return TAINT_INDIRECT;
    bool is_input =
            (count >= 1 && span_eq_nocase(names[0], SPAN("inputs"))) ||
            (count >= 3 && span_eq_nocase(names[0], SPAN("github")) &&
             span_eq_nocase(names[1], SPAN("event")) && span_eq_nocase(names[2], SPAN("inputs")));
    return is_input ? TAINT_CALLER : TAINT_SAFE;
}

struct walk {
    bool (*is_tainted)(const void *, struct span);
    const void *context;
};

static enum expression_taint taint_of(const struct walk *walk, const struct expression *e,
                                      bool below)
{
    enum expression_taint taint = TAINT_SAFE;
    bool keeps = e->kind == EXPRESSION_OR;
    switch (e->kind) {
    case EXPRESSION_CONTEXT:
    case EXPRESSION_MEMBER:
    case EXPRESSION_INDEX:
    case EXPRESSION_FILTER:
        taint = taint_of_path(e, below, walk->is_tainted, walk->context);
        /* What fromJSON() or a bracket gave. */
        return taint == TAINT_SAFE && e->first && e->kind != EXPRESSION_CONTEXT &&
                               (e->first->kind == EXPRESSION_CALL ||
                                e->first->kind == EXPRESSION_OR)
                       ? taint_of(walk, e->first, below)
                       : taint;
    case EXPRESSION_AND:
        return taint_of(walk, e->last, below);
    case EXPRESSION_CALL:
        for (size_t i = 0; i < ARRAY_SIZE(keeps_text); i++)
            if (span_eq_nocase(e->text, span_of(keeps_text[i].name))) {
                keeps = true;
                below |= keeps_text[i].is_whole;
            }
        break;
    default:
        break;
    }
    for (const struct expression *one = keeps ? e->first : NULL; one; one = one->next)
        taint = MAX(taint, taint_of(walk, one, below));
    return taint;
}

enum expression_taint expression_taint_of(const struct expression *expression,
                                          bool (*is_tainted)(const void *context, struct span name),
                                          const void *context)
{
    struct walk walk = { is_tainted, context };
    return taint_of(&walk, expression, false);
}
