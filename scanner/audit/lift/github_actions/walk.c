/* SPDX-License-Identifier: Apache-2.0 */
/* The document along the table of keys; as deep as documents are. */
#include "audit/lift/github_actions/github_actions.h"

#include "base/ascii.h"

enum { MAX_COMPARED = 200 }; /* members of an object that are compared with each other */

static const struct workflow_hook hooks[] = {
    { LEVEL_JOB, workflow_enter_job, workflow_leave_job },
    { LEVEL_STEP, workflow_enter_step, workflow_leave_step },
    { LEVEL_ACTION_RUNS, workflow_enter_action_run, workflow_leave_job },
    { LEVEL_CALL_INPUTS, workflow_enter_inputs, workflow_leave_inputs },
    { LEVEL_CALL_INPUT, NULL, workflow_leave_input },
    { LEVEL_DISPATCH, NULL, workflow_leave_dispatch },
    { LEVEL_DISPATCH_INPUT, NULL, workflow_leave_dispatch_input },
    { LEVEL_PERMISSIONS, NULL, workflow_leave_permissions },
    { LEVEL_CRON, NULL, workflow_leave_cron },
    { LEVEL_MATRIX, NULL, workflow_leave_matrix },
    { LEVEL_CREDENTIALS, NULL, workflow_leave_credentials },
    { LEVEL_ENV, workflow_enter_env, NULL },
    { LEVEL_SNAPSHOT, NULL, workflow_leave_snapshot },
};

static const struct workflow_hook *hook_of(enum workflow_level level)
{
    for (size_t i = 0; i < ARRAY_SIZE(hooks); i++)
        if (hooks[i].level == level)
            return &hooks[i];
    return NULL;
}

/* ---- Values ---- */

static bool is_decimal(struct span text, bool whole)
{
    size_t digits = 0, dots = 0;
    bool positive = false;
    for (size_t i = 0; i < text.len; i++) {
        if (ascii_is_digit(text.data[i])) {
            digits++;
            positive |= text.data[i] != '0';
        } else if (text.data[i] == '.' && !whole) {
            dots++;
        } else {
            return false;
        }
    }
    return digits > 0 && dots <= 1 && positive;
}

static const char *problem_of_scalar(const struct node *node, unsigned value)
{
    if (node->kind == NODE_NULL)
        return value & VALUE_NULL ? NULL : "empty";
    if (node->text.len == 0)
        return value & VALUE_BLANK ? NULL : "empty";
    if (value & VALUE_TEXT || workflow_is_expression(node->text))
        return NULL;
    if (value & VALUE_BOOL)
        return node->kind == NODE_BOOL ? NULL : "type";
    if (value & (VALUE_NUMBER | VALUE_INTEGER) && node->kind == NODE_NUMBER)
        return is_decimal(node->text, value & VALUE_INTEGER) ? NULL : "type";
    return "type";
}

static const char *problem_of_value(const struct node *node, unsigned value)
{
    if (node->kind != NODE_OBJECT && node->kind != NODE_ARRAY)
        return problem_of_scalar(node, value);
    if (!(value & (node->kind == NODE_OBJECT ? VALUE_MAP : VALUE_LIST)))
        return "type";
    return node->child_count == 0 && !(value & VALUE_EMPTY) ? "empty" : NULL;
}

static void walk_value(struct workflow *w, const struct node *node, const struct workflow_key *key,
                       enum workflow_place place);
static void walk_object(struct workflow *w, const struct node *object, enum workflow_level level,
                        enum workflow_place place);

static void walk_item(struct workflow *w, const struct node *list, const struct node *item,
                      const struct workflow_key *key, enum workflow_place place)
{
    bool is_text = key->child == LEVEL_NONE || key->value & VALUE_TEXTS;
    if (key->child == LEVEL_ANY) {
        walk_value(w, item, workflow_key_of(LEVEL_ANY, SPAN_EMPTY), place);
    } else if (is_text && !workflow_is_text(item)) {
        workflow_error(w, item->kind == NODE_NULL ? "empty" : "type", "syntax-check",
                       workflow_item_place(w, list, item), list->key);
    } else if (is_text && item->text.len == 0 && !span_eq_nocase(list->key, SPAN("options"))) {
        workflow_error(w, "empty", "syntax-check", workflow_item_place(w, list, item), list->key);
    } else if (is_text) {
        workflow_text(w, item, key, place);
    } else if (item->kind != NODE_OBJECT || item->child_count == 0) {
        workflow_error(w, item->kind == NODE_OBJECT ? "empty" : "type", "syntax-check",
                       workflow_item_place(w, list, item), list->key);
    } else {
        walk_object(w, item, key->child, place);
    }
}

static void walk_value(struct workflow *w, const struct node *node, const struct workflow_key *key,
                       enum workflow_place place)
{
    if (w->put.failed)
        return;
    if (node->kind == NODE_OBJECT)
        walk_object(w, node, key->child, place);
    else if (node->kind == NODE_ARRAY)
        for (const struct node *item = node->children; item; item = item->next)
            walk_item(w, node, item, key, place);
    else
        workflow_text(w, node, key, place);
}

/* ---- Objects ---- */

/* Names of one object differ by more than case. */
static bool is_repeated(const struct node *object, const struct node *member)
{
    size_t looked = 0;
    if (member->duplicate)
        return true;
    for (const struct node *at = object->children; at && at != member; at = at->next)
        if (looked++ < MAX_COMPARED && span_eq_nocase(at->key, member->key))
            return true;
    return false;
}

/* GitHub knows no merge keys. What they put into an object stands outside of it. */
static void check_merge(struct workflow *w, const struct node *object)
{
    struct place at = put_place(&w->put, object);
    for (const struct node *member = object->children; member; member = member->next) {
        struct span text = span_sub(w->put.builder.text, at.begin, at.end - at.begin);
        size_t merge = member->begin < object->begin ? span_find(text, SPAN("<<:")) : SIZE_MAX;
        if (merge == SIZE_MAX)
            continue;
        workflow_error(w, "merge-key", "syntax-check",
                       (struct place) { at.begin + merge, at.begin + merge + 2 }, SPAN_EMPTY);
        return;
    }
}

static void walk_member(struct workflow *w, const struct node *object, const struct node *member,
                        enum workflow_level level, enum workflow_place place)
{
    const struct workflow_key *key = workflow_key_of(level, member->key);
    bool is_same = key && key->place == PLACE_SAME;
    if (is_repeated(object, member)) {
        workflow_syntax_error(w, "duplicate-key", member);
        return;
    }
    if (!key) {
        workflow_syntax_error(w, "unknown-key", member);
        return;
    }
    place = is_same ? place : key->place;
    const char *problem = problem_of_value(member, key->value);
    if (problem) {
        workflow_syntax_error(w, problem, member);
        return;
    }
    if (key->key[0] == '*')
        workflow_key_text(w, member, place);
    walk_value(w, member, key, place);
}

static void walk_object(struct workflow *w, const struct node *object, enum workflow_level level,
                        enum workflow_place place)
{
    const struct workflow_hook *hook = hook_of(level);
    if (hook && hook->enter)
        hook->enter(w, object);
    check_merge(w, object);
    for (const struct node *member = object->children; member; member = member->next)
        walk_member(w, object, member, level, place);
    for (const struct workflow_key *key = workflow_key_required(level, NULL); key;
         key = workflow_key_required(level, key))
        if (!node_member(object, key->key))
            workflow_error(w, "missing-key", "syntax-check", workflow_key_place(w, object),
                           span_of(key->key));
    if (hook && hook->leave)
        hook->leave(w, object);
}

void workflow_walk(struct workflow *w, const struct node *object, enum workflow_level level)
{
    walk_object(w, object, level, PLACE_NOWHERE);
}
