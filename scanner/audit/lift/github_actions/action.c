/* SPDX-License-Identifier: Apache-2.0 */
/* What an action's metadata must have, by what it runs with. */
#include "audit/lift/github_actions/github_actions.h"

static const struct engine {
    const char *name;
    const char *required;
    const char *also; /* besides `using` */
    bool is_removed;
} engines[] = {
    { "composite", "steps", "", false },
    { "docker", "image", "args env entrypoint pre-entrypoint post-entrypoint pre-if post-if",
      false },
    { "node24", "main", "pre pre-if post post-if", false },
    { "node20", "main", "pre pre-if post post-if", false },
    { "node16", "main", "pre pre-if post post-if", true },
    { "node12", "main", "pre pre-if post post-if", true },
};

static bool has_word(const char *words, struct span word)
{
    struct span rest = span_of(words), one;
    while (span_next_field(&rest, ' ', &one))
        if (span_eq(one, word))
            return true;
    return false;
}

static void check_engine(struct workflow *w, const struct node *runs, const struct engine *engine)
{
    if (!node_member(runs, engine->required))
        workflow_error(w, "missing-key", "syntax-check", workflow_key_place(w, runs),
                       span_of(engine->required));
    for (const struct node *one = runs->children; one; one = one->next)
        if (workflow_key_of(LEVEL_ACTION_RUNS, one->key) && !span_is(one->key, "using") &&
            !span_is(one->key, engine->required) && !has_word(engine->also, one->key))
            workflow_syntax_error(w, "conflicting-keys", one);
}

static void check_branding(struct workflow *w)
{
    static const char *const colors[] = { "white",  "black", "yellow", "blue",     "green",
                                          "orange", "red",   "purple", "gray-dark" };
    const struct node *color = node_member(node_member(w->document, "branding"), "color");
    if (!workflow_is_text(color) || color->text.len == 0)
        return;
    for (size_t i = 0; i < ARRAY_SIZE(colors); i++)
        if (span_is(color->text, colors[i]))
            return;
    workflow_error(w, "bad-branding", "action", put_place(&w->put, color), color->text);
}

/* A composite action says itself where its outputs come from. */
static void check_outputs(struct workflow *w, bool is_composite)
{
    const struct node *outputs = node_member(w->document, "outputs");
    for (const struct node *one = outputs && outputs->kind == NODE_OBJECT ? outputs->children
                                                                          : NULL;
         one && is_composite; one = one->next)
        if (!node_member(one, "value"))
            workflow_error(w, "missing-key", "syntax-check", workflow_key_place(w, one),
                           SPAN("value"));
}

void workflow_check_action(struct workflow *w, const struct node *runs)
{
    const struct node *using = node_member(runs, "using");
    check_branding(w);
    if (!workflow_is_text(using) || using->text.len == 0)
        return;
    check_outputs(w, span_is(using->text, "composite"));
    for (size_t i = 0; i < ARRAY_SIZE(engines); i++) {
        if (!span_eq_nocase(using->text, span_of(engines[i].name)))
            continue;
        check_engine(w, runs, &engines[i]);
        if (engines[i].is_removed)
            workflow_error(w, "removed-engine", "outdated-action", put_place(&w->put, using),
                           using->text);
        return;
    }
    workflow_error(w, "unknown-engine", "action", put_place(&w->put, using), using->text);
}
