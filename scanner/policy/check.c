/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/check.h"

#include "base/ascii.h"
#include "policy/date.h"

enum { REASON_LEAST = 10 };

static uint32_t line_of(const struct node *object, const char *key)
{
    const struct node *member = node_member(object, key);
    return member ? member->line : object->line;
}

/* The first object of the list below `object`, or NULL; others were complained of and left out. */
static const struct node *first_object(const struct node *object, const char *key)
{
    const struct node *list = object ? node_member(object, key) : NULL;
    const struct node *child = list && list->kind == NODE_ARRAY ? list->children : NULL;
    while (child && child->kind != NODE_OBJECT)
        child = child->next;
    return child;
}

static const struct node *next_object(const struct node *child)
{
    do
        child = child->next;
    while (child && child->kind != NODE_OBJECT);
    return child;
}

static size_t letters_of(const char *text)
{
    size_t letters = 0;
    for (; *text; text++)
        letters += ascii_is_alnum(*text) || *text & 0x80;
    return letters;
}

static void check_allow(const struct reading *reading, const struct policy_place *file,
                        const struct node *node, struct policy_allow *allow)
{
    struct reading inner = *reading;
    inner.outer = "scan.allow";
    allow->place = *file;
    allow->place.line = node->line;
    allow->rule_line = line_of(node, "rule");
    allow->patterns_line = line_of(node, "patterns");
    if (!allow->values.count && !allow->patterns.count && !allow->paths.count)
        read_complain(&inner, node->line, "values", "values, patterns or paths must be given");
}

static void check_exception(const struct reading *reading, const struct policy_place *file,
                            const struct node *node, struct policy_exception *exception)
{
    struct reading inner = *reading;
    inner.outer = "exceptions";
    exception->place = *file;
    exception->place.line = node->line;
    exception->rule_line = line_of(node, "rule");
    exception->last_day = exception->expires ? date_parse(span_of(exception->expires)) : -1;
    const struct node *problem = node_member(node, "problem");
    if (!problem)
        exception->problem = POLICY_UNSAID;
    if (problem && (exception->fingerprint || exception->rule))
        read_complain(&inner, problem->line, "problem",
                      "is about an input: only a path can say which");
    if (!problem && !exception->fingerprint && !exception->rule && !exception->path)
        read_complain(&inner, node->line, "fingerprint",
                      "fingerprint, rule, path or problem must be given");
    if (exception->reason && letters_of(exception->reason) < REASON_LEAST)
        read_complain(&inner, line_of(node, "reason"), "reason", "is too short to be one");
}

void policy_check_file(const struct reading *reading, const struct policy_place *file,
                       const struct node *node, struct policy_file *read)
{
    size_t i = 0;
    const struct node *child = first_object(node_member(node, "scan"), "allow");
    for (; child && i < read->allow_count; child = next_object(child))
        check_allow(reading, file, child, &read->allows[i++]);
    i = 0;
    child = first_object(node, "exceptions");
    for (; child && i < read->exception_count; child = next_object(child))
        check_exception(reading, file, child, &read->exceptions[i++]);
}
