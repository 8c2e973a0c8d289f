/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/github_actions/traits.h"

#include "audit/lift/expression/taint.h"

enum trait {
    TRAIT_ALL_SECRETS = 1 << 0,
    TRAIT_COMPUTED_SECRET = 1 << 1,
    TRAIT_PART_OF_SECRET = 1 << 2,
    TRAIT_SECRET = 1 << 3,
    TRAIT_BOT_NAME = 1 << 4,
    TRAIT_LOOSE_CONTAINS = 1 << 5,
    TRAIT_UNSOUND_TERNARY = 1 << 6,
    TRAIT_CONSTANT = 1 << 7,
    TRAIT_BOT_NUMBER = 1 << 8,
};

static const struct {
    unsigned trait;
    const char *name;
} names[] = {
    { TRAIT_ALL_SECRETS, "all-secrets" },
    { TRAIT_COMPUTED_SECRET, "computed-secret" },
    { TRAIT_PART_OF_SECRET, "part-of-secret" },
    { TRAIT_SECRET, "secret" },
    { TRAIT_BOT_NAME, "bot-name" },
    { TRAIT_LOOSE_CONTAINS, "loose-contains" },
    { TRAIT_UNSOUND_TERNARY, "unsound-ternary" },
    { TRAIT_CONSTANT, "constant" },
    { TRAIT_BOT_NUMBER, "bot-name" },
};

static bool is_secrets(const struct expression *e)
{
    return e && e->kind == EXPRESSION_CONTEXT && span_eq_nocase(e->text, SPAN("secrets"));
}

static bool is_call(const struct expression *e, const char *name)
{
    return e->kind == EXPRESSION_CALL && span_eq_nocase(e->text, span_of(name));
}

/* Is it one of these members of the context `github`? */
static bool is_of_github(const struct expression *e, const char *const *members, size_t count)
{
    struct span path[EXPRESSION_MAX_PATH];
    if (expression_path(e, path) != 2 || !span_eq_nocase(path[0], SPAN("github")))
        return false;
    for (size_t i = 0; i < count; i++)
        if (span_eq_nocase(path[1], span_of(members[i])))
            return true;
    return false;
}

/* Does a path of whoever started the run say who he is? */
static bool is_actor(const struct expression *e)
{
    static const char *const members[] = { "actor", "triggering_actor" };
    return is_of_github(e, members, ARRAY_SIZE(members));
}

static bool is_bot(const struct expression *e)
{
    return e->kind == EXPRESSION_STRING && span_ends_nocase(e->text, SPAN("[bot]"));
}

/* Names that someone else chooses: of branches, and of who started the run. */
static bool is_chosen(const struct expression *e)
{
    static const char *const members[] = { "actor",    "triggering_actor", "ref",
                                           "ref_name", "head_ref",         "base_ref" };
    return is_of_github(e, members, ARRAY_SIZE(members));
}

static unsigned trait_of_secret(const struct expression *e)
{
    if (e->kind == EXPRESSION_MEMBER && is_secrets(e->first))
        return TRAIT_SECRET;
    if (e->kind == EXPRESSION_INDEX && is_secrets(e->first))
        return e->last->kind == EXPRESSION_STRING ? TRAIT_SECRET : TRAIT_COMPUTED_SECRET;
    if (e->kind == EXPRESSION_FILTER && is_secrets(e->first))
        return TRAIT_ALL_SECRETS;
    if (is_call(e, "toJSON") && is_secrets(e->first))
        return TRAIT_ALL_SECRETS;
    bool is_named = is_call(e, "fromJSON") && e->first && e->first->kind == EXPRESSION_MEMBER &&
                    is_secrets(e->first->first);
    return is_named ? TRAIT_PART_OF_SECRET : 0;
}

/* Can what the operand comes to be what the whole comes to? */
static bool hands_on(const struct expression *e, const struct expression *operand)
{
    static const char *const answers[] = { "contains", "startsWith", "endsWith" };
    for (size_t i = 0; i < ARRAY_SIZE(answers); i++)
        if (is_call(e, answers[i]))
            return false;
    return e->kind == EXPRESSION_AND ? operand == e->last
                                     : e->kind != EXPRESSION_EQUAL && e->kind != EXPRESSION_ORDER &&
                                               e->kind != EXPRESSION_NOT;
}

/* What counts as false, so that `a && b || c` is always c. */
static bool is_falsy(const struct expression *e)
{
    return (e->kind == EXPRESSION_STRING && e->text.len == 0) || e->kind == EXPRESSION_NULL ||
           (e->kind == EXPRESSION_BOOL && !e->truth) ||
           (e->kind == EXPRESSION_NUMBER && span_is(e->text, "0"));
}

/* Nothing in it is known only when it runs. */
static bool is_constant(const struct expression *e)
{
    static const char *const pure[] = { "format",     "join",     "toJSON",  "contains",
                                        "startsWith", "endsWith", "fromJSON" };
    bool known = e->kind != EXPRESSION_CONTEXT && e->kind != EXPRESSION_CALL;
    for (size_t i = 0; i < ARRAY_SIZE(pure); i++)
        known |= is_call(e, pure[i]);
    for (const struct expression *one = e->first; one && known; one = one->next)
        known = is_constant(one);
    return known;
}

/* The accounts of Dependabot and Renovate, by their numbers. */
static bool is_bot_number(const struct expression *e)
{
    return (e->kind == EXPRESSION_STRING || e->kind == EXPRESSION_NUMBER) &&
           (span_is(e->text, "49699333") || span_is(e->text, "29139614"));
}

static bool is_actor_number(const struct expression *e)
{
    struct span path[EXPRESSION_MAX_PATH];
    size_t count = expression_path(e, path);
    return count == 2 && span_eq_nocase(path[0], SPAN("github")) &&
           span_eq_nocase(path[1], SPAN("actor_id"));
}

static unsigned traits_of(const struct expression *e)
{
    unsigned traits = trait_of_secret(e);
    if (e->kind == EXPRESSION_EQUAL &&
        ((is_actor(e->first) && is_bot(e->last)) || (is_bot(e->first) && is_actor(e->last))))
        traits |= TRAIT_BOT_NAME;
    if (e->kind == EXPRESSION_EQUAL && ((is_actor_number(e->first) && is_bot_number(e->last)) ||
                                        (is_bot_number(e->first) && is_actor_number(e->last))))
        traits |= TRAIT_BOT_NUMBER;
    if (e->kind == EXPRESSION_OR && e->first->kind == EXPRESSION_AND && is_falsy(e->first->last))
        traits |= TRAIT_UNSOUND_TERNARY;
    if (is_call(e, "contains") && e->count == 2 && e->first->kind == EXPRESSION_STRING &&
        is_chosen(e->last))
        traits |= TRAIT_LOOSE_CONTAINS;
    for (const struct expression *one = e->first; one; one = one->next)
        traits |= traits_of(one) & (hands_on(e, one) ? ~0u : ~(unsigned)TRAIT_SECRET);
    return traits;
}

void workflow_put_traits(struct put *put, struct node *fact, const struct expression *expression,
                         struct place at)
{
    unsigned traits = traits_of(expression);
    bool is_value = expression->kind <= EXPRESSION_NUMBER; /* of a type, as `${{ false }}` */
    /* A list or a number can be written in no other way. */
    bool is_composed = is_call(expression, "fromJSON");
    if (!is_value && !is_composed && is_constant(expression))
        traits |= TRAIT_CONSTANT;
    struct node *list = traits ? put_array(put, fact, "traits", at) : NULL;
    for (size_t i = 0; list && i < ARRAY_SIZE(names); i++)
        if (traits & names[i].trait)
            put_text(put, list, "", span_of(names[i].name), at);
}
