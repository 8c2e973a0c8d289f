/* SPDX-License-Identifier: Apache-2.0 */
#include "rule/lint.h"

#include "base/ascii.h"
#include "base/suggest.h"
#include "rule/place.h"

static bool is_name(char c)
{
    return ascii_is_alnum(c) || c == '_';
}

/* The group's name at the front of `(?<name>…`, `(?P<name>…` or `(?'name'…`; else empty. */
static struct span group_name(struct span text)
{
    static const char *const openings[] = { "(?<", "(?P<", "(?'" };
    for (size_t i = 0; i < ARRAY_SIZE(openings); i++) {
        struct span opening = span_of(openings[i]);
        if (!span_starts(text, opening))
            continue;
        struct span name = span_from(text, opening.len);
        size_t len = 0;
        while (len < name.len && is_name(name.data[len]))
            len++;
        return span_sub(name, 0, len);
    }
    return SPAN_EMPTY;
}

static bool has_group(struct span pattern, const char *wanted)
{
    while (pattern.len) {
        if (span_is(group_name(pattern), wanted))
            return true;
        pattern = span_from(pattern, pattern.data[0] == '\\' ? 2 : 1);
    }
    return false;
}

static uint32_t line_of(const struct node *rule, const char *key)
{
    const struct node *member = node_member(rule, key);
    return member ? member->line : rule->line;
}

/* Of a secret's surroundings nobody wants a fingerprint. What is insecure is the whole match. */
static void lint_capture(const struct reading *reading, const struct rule *rule,
                         const struct node *node)
{
    if (rule->public.is_secret && !has_group(span_of(rule->public.pattern), "secret"))
        read_complain(reading, line_of(node, "pattern"), "pattern",
                      "a rule with the tag 'secret' must name what is secret: (?<secret>…)");
}

/* The form that asks for a field of that need first. */
static const struct rule_form *form_of_need(enum field_need need)
{
    for (size_t i = 0; i < RULE_FORMS; i++)
        if (!(rule_forms[i].forbidden >> need & 1))
            return &rule_forms[i];
    return &rule_forms[0];
}

/* Keys that belong to some forms of rule and not to others. */
static void lint_keys(const struct reading *reading, const struct node *node,
                      const struct rule_form *form)
{
    for (size_t i = 0; i < rule_fields.count; i++) {
        const struct field *field = &rule_fields.fields[i];
        const struct node *member = node_member(node, field->key);
        bool is_asked = form->required >> field->need & 1;
        if (field->need == FIELD_REQUIRED_FOR_TRIAL && node_member(node, "imported"))
            is_asked = false;
        if (is_asked && !member)
            read_complain(reading, node->line, field->key, "is missing");
        else if (is_asked && member->kind == NODE_ARRAY && !member->child_count)
            read_complain(reading, member->line, field->key, "is empty");
        else if (member && form->forbidden >> field->need & 1)
            read_complain(reading, member->key_line, field->key,
                          "is for rules with %s, this one has %s", form_of_need(field->need)->name,
                          form->name);
    }
}

void lint_rule(const struct reading *reading, const struct rule *rule, const struct node *node)
{
    const struct rule_form *form = NULL;
    for (size_t i = 0; i < RULE_FORMS; i++) {
        if (!node_member(node, rule_forms[i].key))
            continue;
        if (form) {
            read_complain(reading, line_of(node, rule_forms[i].key), rule_forms[i].key,
                          "is given beside %s", form->name);
            return;
        }
        form = &rule_forms[i];
    }
    if (!form)
        read_complain(reading, node->line, "pattern", "is missing");
    else
        lint_keys(reading, node, form);
    if (form == &rule_forms[0] && rule->public.pattern[0])
        lint_capture(reading, rule, node);
}

struct reference {
    const struct rule *from;
    const char *key, *to;
};

static void lint_reference(struct complaints *complaints, const struct rule_set *set,
                           const struct rule_set *others, const struct reference *reference)
{
    char place[RULE_PLACE_MAX];
    rule_place(reference->from, reference->key, place);
    if (strcmp(reference->from->public.id, reference->to) == 0)
        complain_at(complaints, place, reference->key, "a rule cannot name itself");
    if (rule_find(set, reference->to) || (others && rule_find(others, reference->to)))
        return;
    struct suggestion near = suggest_for(span_of(reference->to));
    for (size_t i = 0; i < set->count; i++)
        suggest_offer(&near, set->rules[i].public.id);
    complain_at(complaints, place, reference->key,
                "no rule has the id '%s'%s", reference->to, suggest_text(&near, ""));
}

void lint_references(struct complaints *complaints, const struct rule_set *set,
                     const struct rule_set *others)
{
    for (size_t i = 0; i < set->count; i++) {
        const struct rule *rule = &set->rules[i];
        for (size_t k = 0; k < rule->over.count; k++)
            lint_reference(complaints, set, others,
                           &(struct reference){ rule, "over", rule->over.items[k] });
        for (size_t k = 0; k < rule->companion_count; k++)
            lint_reference(complaints, set, others,
                           &(struct reference){ rule, "companions", rule->companions[k].rule });
    }
}
