/* SPDX-License-Identifier: Apache-2.0 */
/* The function extensions of RFC 9535 §2.4: a function is a row in the table at the end. */
#include "base/utf.h"
#include "doc/jsonpath_evaluation.h"

/* Longer expressions come from nobody but a hostile document. */
enum { PATTERN_MAX = 4 * 1024 };
/* What is as much work as visiting a node. */
enum { BYTES_PER_WORK = 32, MATCHED_PER_WORK = 8 };

static size_t count_children(const struct node *node)
{
    size_t count = 0;
    for (const struct node *child = node->children; child; child = child->next)
        count += !child->shadowed;
    return count;
}

/* May it have more children, or fewer? */
static bool may_vary(const struct node *node)
{
    bool varies = node->holes & NODE_OPEN;
    for (const struct node *child = node->children; child; child = child->next)
        varies |= (child->holes & NODE_MAYBE) != 0;
    return varies;
}

static int length_value(struct evaluation *e, const struct expression *arguments, struct value *out)
{
    struct value value;
    if (expression_value(e, arguments, &value) < 0)
        return -1;
    *out = (struct value) { .kind = value.kind == VALUE_UNKNOWN ? VALUE_UNKNOWN : VALUE_NOTHING };
    if (value.kind != VALUE_NODE)
        return 0;
    const struct node *node = value.node;
    if (e->bound && may_vary(node)) {
        out->kind = VALUE_UNKNOWN;
        return 0;
    }
    if (evaluation_charge(e, node->child_count + node->text.len / BYTES_PER_WORK) < 0)
        return -1;
    if (node->kind == NODE_STRING)
        *out = (struct value) { .kind = VALUE_COUNT, .count = utf_count(node->text) };
    else if (node->kind == NODE_ARRAY || node->kind == NODE_OBJECT)
        *out = (struct value) { .kind = VALUE_COUNT, .count = count_children(node) };
    return 0;
}

static int count_value(struct evaluation *e, const struct expression *arguments, struct value *out)
{
    struct tallied found;
    if (query_tally(e, &arguments->query, SIZE_MAX, &found) < 0)
        return -1;
    *out = (struct value) { .kind = found.unsure ? VALUE_UNKNOWN : VALUE_COUNT,
                            .count = found.count };
    return 0;
}

static int value_value(struct evaluation *e, const struct expression *arguments, struct value *out)
{
    struct tallied found;
    if (query_tally(e, &arguments->query, 2, &found) < 0)
        return -1;
    *out = value_of(found.count == 1 ? found.first : NULL);
    if (found.unsure)
        out->kind = VALUE_UNKNOWN;
    return 0;
}

/* ---- match() and search() ---- */

static int run_regex(struct evaluation *e, struct span text, struct span pattern, bool whole,
                     bool *out)
{
    if (!e->regex)
        return error_set(e->error, VETO_ERROR_UNSUPPORTED, "match() and search() are not offered");
    if (pattern.len > PATTERN_MAX)
        return error_set(e->error, VETO_ERROR_UNSUPPORTED,
                         "match() and search() take expressions up to 4 KiB");
    if (evaluation_charge(e, 1 + (text.len + pattern.len) / BYTES_PER_WORK) < 0)
        return -1;
    uint64_t work = e->budget * MATCHED_PER_WORK;
    int result = e->regex->search(pattern, whole, text, out, &work, e->regex->payload, e->error);
    e->budget = work / MATCHED_PER_WORK;
    return result;
}

/* What is no text, or no I-Regexp, matches nothing. */
static int regex_test(struct evaluation *e, const struct expression *arguments, bool whole,
                      bool *out)
{
    struct value text, pattern;
    *out = false;
    if (expression_value(e, arguments, &text) < 0 ||
        expression_value(e, arguments->next, &pattern) < 0)
        return -1;
    if (text.kind == VALUE_UNKNOWN || pattern.kind == VALUE_UNKNOWN) {
        *out = e->bound == BOUND_POSSIBLY;
        return 0;
    }
    if (text.kind != VALUE_NODE || text.node->kind != NODE_STRING || pattern.kind != VALUE_NODE ||
        pattern.node->kind != NODE_STRING)
        return 0;
    return run_regex(e, text.node->text, pattern.node->text, whole, out);
}

static int match_test(struct evaluation *e, const struct expression *arguments, bool *out)
{
    return regex_test(e, arguments, true, out);
}

static int search_test(struct evaluation *e, const struct expression *arguments, bool *out)
{
    return regex_test(e, arguments, false, out);
}

static const struct function functions[] = {
    { .name = "length",
      .result = TYPE_VALUE,
      .parameters = { TYPE_VALUE },
      .parameter_count = 1,
      .value = length_value },
    { .name = "count",
      .result = TYPE_VALUE,
      .parameters = { TYPE_NODES },
      .parameter_count = 1,
      .value = count_value },
    { .name = "value",
      .result = TYPE_VALUE,
      .parameters = { TYPE_NODES },
      .parameter_count = 1,
      .value = value_value },
    { .name = "match",
      .result = TYPE_LOGICAL,
      .parameters = { TYPE_VALUE, TYPE_VALUE },
      .parameter_count = 2,
      .logical = match_test },
    { .name = "search",
      .result = TYPE_LOGICAL,
      .parameters = { TYPE_VALUE, TYPE_VALUE },
      .parameter_count = 2,
      .logical = search_test },
};

const struct function *jsonpath_function(struct span name)
{
    for (size_t i = 0; i < ARRAY_SIZE(functions); i++)
        if (span_is(name, functions[i].name))
            return &functions[i];
    return NULL;
}
