/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/audit.h"

#include <stdlib.h>

#include "audit/kinds.h"
#include "base/buf.h"
#include "base/cleanup.h"

enum {
    QUERIES_ARENA = 64 * 1024 * 1024,
    MAX_TEXT = 16 * 1024 * 1024, /* of a document, as every reader has it */
    MAX_IDENTITY = 4096,
    MAX_LINE = 400, /* bytes of a fault that are pointed at */
};

/* A check made ready. */
struct check {
    const struct rule *rule;
    const struct jsonpath *query, *when; /* `when` may be NULL */
};

/* The checks of one kind. */
struct checks {
    struct check *items;
    size_t count; /* of rules; known from the beginning */
    bool compiled;
};

struct audit {
    const struct rule *const *rules;
    size_t rule_count;
    const struct jsonpath_regex *regex;
    struct arena arena; /* of queries */
    struct checks kinds[AUDIT_KINDS];
};

DEFINE_CLEANUP(struct audit *, audit_free)

static bool is_check_of(const struct rule *rule, size_t kind)
{
    return rule->public.query && strcmp(rule->public.kind, audit_kinds[kind].name) == 0;
}

int audit_create(struct audit **out, const struct rule *const *rules, size_t count,
                 const struct jsonpath_regex *regex, struct veto_error *error)
{
    cleanup(audit_free_ptr) struct audit *audit = calloc(1, sizeof(*audit));
    if (!audit)
        return error_no_memory(error);
    audit->rules = rules;
    audit->rule_count = count;
    audit->regex = regex;
    audit->arena = arena_make(QUERIES_ARENA, false);
    for (size_t kind = 0; kind < AUDIT_KINDS; kind++)
        for (size_t i = 0; i < count; i++)
            audit->kinds[kind].count += is_check_of(rules[i], kind);
    *out = take_ptr(&audit);
    return 0;
}

void audit_free(struct audit *audit)
{
    if (!audit)
        return;
    arena_release(&audit->arena);
    free(audit);
}

/* ---- Queries --------------------------------------------------------------------------------- */

static int compile_check(struct check *check, const struct rule *rule, struct arena *arena,
                         struct veto_error *error)
{
    check->rule = rule;
    if (jsonpath_compile(&check->query, span_of(rule->public.query), arena, error) < 0)
        return error_wrap(error, "query");
    if (rule->when && jsonpath_compile(&check->when, span_of(rule->when), arena, error) < 0)
        return error_wrap(error, "when");
    return 0;
}

static int compile_checks(struct audit *audit, size_t kind, struct veto_error *error)
{
    struct checks *checks = &audit->kinds[kind];
    if (checks->compiled)
        return 0;
    checks->items = ARENA_ARRAY(&audit->arena, checks->count, struct check);
    if (!checks->items)
        return error_no_memory(error);
    struct check *next = checks->items;
    for (size_t i = 0; i < audit->rule_count; i++) {
        const struct rule *rule = audit->rules[i];
        if (is_check_of(rule, kind) && compile_check(next++, rule, &audit->arena, error) < 0)
            return error_wrap(error, "%s", rule->public.id);
    }
    checks->compiled = true;
    return 0;
}

int audit_lint(const struct rule *rule, struct veto_error *error)
{
    if (!rule->public.query)
        return 0;
    if (!audit_kind_named(rule->public.kind))
        return error_set(error, VETO_ERROR_RULES, "kind: no kind '%s' is audited",
                         rule->public.kind);
    struct check check = { 0 };
    struct arena arena = arena_make(QUERIES_ARENA, false);
    int result = compile_check(&check, rule, &arena, error);
    arena_release(&arena);
    return result;
}

/* ---- Faults ---------------------------------------------------------------------------------- */

/* One unit that is being judged. */
struct judging {
    struct audit *audit;
    const struct unit *unit;
    struct arena *arena;
    audit_found found;
    void *payload;
    struct veto_error *error;
    struct span *identities; /* that were told of the check at hand */
    size_t told;
};

/* The object's own name, which outlives its place in a list. */
static struct span name_of(const struct node *node)
{
    static const char *const keys[] = { "name", "id", "path", "text", "target", "dest" };
    for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
        const struct node *name = node_member(node, keys[i]);
        if (name && name->kind == NODE_STRING && name->text.len)
            return name->text;
    }
    return SPAN_EMPTY;
}

static void append_steps(struct buf *to, const struct jsonpath_place *place)
{
    if (!place->parent)
        return;
    append_steps(to, place->parent);
    buf_append_char(to, '/');
    buf_append(to,
               place->parent->node->kind == NODE_OBJECT ? place->node->key : name_of(place->node));
}

static struct span line_at(struct span bytes, size_t begin, size_t end)
{
    begin = MIN(begin, bytes.len);
    size_t stop = MIN(MAX(end, begin), bytes.len);
    struct span text = span_sub(bytes, begin, MIN(stop - begin, (size_t)MAX_LINE));
    size_t line = MIN(span_find_char(text, '\n'), span_find_char(text, '\r'));
    while (line && (text.data[line - 1] == ' ' || text.data[line - 1] == '\t'))
        line--;
    return span_sub(text, 0, line);
}

/* Names on the way, the text at the end, and which of those that are alike it is. */
static struct span identity_of(struct judging *j, const struct jsonpath_place *place,
                               struct span text)
{
    struct buf identity = buf_make(MAX_IDENTITY);
    append_steps(&identity, place);
    buf_append_char(&identity, '=');
    buf_append(&identity, text);
    struct span same = buf_span(&identity);
    size_t ordinal = 0;
    for (size_t i = 0; i < j->told; i++)
        ordinal += span_starts(j->identities[i], same) && j->identities[i].len > same.len &&
                   j->identities[i].data[same.len] == '#';
    buf_printf(&identity, "#%zu", ordinal);
    struct span kept = arena_span(j->arena, buf_span(&identity));
    buf_release(&identity);
    return kept;
}

static void tell(struct judging *j, const struct rule *rule, const struct jsonpath_place *place)
{
    struct span bytes = j->unit->bytes;
    struct span line = line_at(bytes, place->node->begin, place->node->end);
    if (!line.len) /* nothing of it is written down: the line that it stands for */
        line = line_at(bytes, place->node->begin, bytes.len);
    struct buf path = buf_make(MAX_IDENTITY);
    jsonpath_append_path(&path, place);
    struct audit_fault fault = {
        .rule = rule,
        .begin = (size_t)(line.data - bytes.data),
        .end = (size_t)(line.data - bytes.data) + line.len,
        .identity = identity_of(j, place, line),
        .path = arena_strndup(j->arena, path.data ? path.data : "$", path.data ? path.len : 1),
    };
    buf_release(&path);
    if (!fault.identity.data || !fault.path)
        return; /* the arena has failed, and is asked */
    j->identities[j->told++] = fault.identity;
    j->found(&fault, j->payload);
}

static int select_nodes(struct judging *j, const struct jsonpath *query, const struct node *facts,
                        struct jsonpath_nodes *nodes)
{
    return jsonpath_select(query, facts, j->audit->regex, j->arena, nodes, j->error);
}

static bool is_told(const struct jsonpath_nodes *nodes, const struct jsonpath_selected *until)
{
    for (const struct jsonpath_selected *at = nodes->first; at != until; at = at->next)
        if (at->place->node == until->place->node)
            return true;
    return false;
}

static int ask(struct judging *j, const struct check *check, const struct node *facts)
{
    struct jsonpath_nodes nodes, reason = { 0 };
    const struct jsonpath_place root = { .node = facts };
    if (check->when && select_nodes(j, check->when, facts, &reason) < 0)
        return -1;
    if (check->when && reason.count == 0)
        return 0;
    if (select_nodes(j, check->query, facts, &nodes) < 0)
        return -1;
    j->told = 0;
    j->identities = ARENA_ARRAY(j->arena, nodes.count + 1, struct span);
    if (!j->identities)
        return error_no_memory(j->error);
    if (check->rule->require && nodes.count == 0)
        tell(j, check->rule, reason.first ? reason.first->place : &root);
    for (const struct jsonpath_selected *at = nodes.first; at && !check->rule->require;
         at = at->next)
        if (!is_told(&nodes, at))
            tell(j, check->rule, at->place);
    return 0;
}

/* ---- Units ----------------------------------------------------------------------------------- */

static size_t kind_of_unit(const struct audit *audit, const struct unit *unit)
{
    struct span name = unit->origin ? span_from_bytes(unit->origin->name) : SPAN_EMPTY;
    for (size_t i = 0; i < AUDIT_KINDS; i++)
        if (audit->kinds[i].count && audit_kind_is(&audit_kinds[i], unit->kinds, name, unit->bytes))
            return i;
    return AUDIT_KINDS;
}

bool audit_concerns(const struct audit *audit, const struct unit *unit)
{
    bool is_file = !unit->parent || unit->is_document;
    return is_file && kind_of_unit(audit, unit) < AUDIT_KINDS;
}

/* A check that cannot be asked of this text does not keep the others from being asked. */
static int ask_all(struct judging *j, const struct checks *checks, const struct node *facts)
{
    struct veto_error first = { 0 }, *error = j->error;
    struct veto_error later;
    int result = 0;
    for (size_t i = 0; i < checks->count; i++) {
        j->error = &later;
        if (ask(j, &checks->items[i], facts) == 0)
            continue;
        error_wrap(&later, "%s", checks->items[i].rule->public.id);
        if (result == 0)
            first = later;
        result = -1;
    }
    if (result < 0 && error)
        *error = first;
    j->error = error;
    return result;
}

int audit_unit(struct audit *audit, const struct unit *unit, struct arena *arena, audit_found found,
               void *payload, struct veto_error *error)
{
    struct judging judging = {
        .audit = audit,
        .unit = unit,
        .arena = arena,
        .found = found,
        .payload = payload,
        .error = error,
    };
    size_t kind = kind_of_unit(audit, unit);
    struct node *facts = NULL;
    if (!unit_is_whole(unit) || unit->bytes.len > MAX_TEXT)
        return error_set(error, VETO_ERROR_UNSUPPORTED, "too large to be audited as %s",
                         audit_kinds[kind].name);
    if (compile_checks(audit, kind, error) < 0 ||
        audit_kinds[kind].lift(&facts, unit->bytes, arena, error) < 0)
        return -1;
    int result = 0;
    for (const struct node *root = facts; root; root = root->next)
        if (ask_all(&judging, &audit->kinds[kind], root) < 0)
            result = -1;
    return result;
}
