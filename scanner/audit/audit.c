/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/audit.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "base/table.h"
#include "audit/fault.h"
#include "audit/project/tell.h"
#include "doc/jsonpath_digest.h"

enum {
    QUERIES_ARENA = 64 * 1024 * 1024,
    UNIT_ARENA = 256 * 1024 * 1024,
    RESULTS_ARENA = 400 * 1024 * 1024, /* the tree of the largest document, and its facts */
    MAX_TEXT = 16 * 1024 * 1024,       /* of a document, as every reader has it */
    PARTS_FROM = UNIT_WINDOW,          /* bytes of a text: the facts of fewer are had at once */
    TELLING_KINDS = 4,
    WORTH_A_DIGEST = 8, /* so many checks: fewer are asked as fast */
};

/* A check made ready. */
struct check {
    const struct rule *rule;
    const struct jsonpath *query, *when; /* `when` may be NULL */
};

/* The checks of one kind. */
struct checks {
    struct check *items;
    struct jsonpath_gate *gates; /* of each what must be there for it to be asked at all */
    size_t count; /* of rules; known from the beginning */
    bool compiled;
};

struct audit {
    const struct rule *const *rules;
    size_t rule_count;
    const struct jsonpath_regex *regex;
    struct arena arena;            /* of queries */
    struct arena results;          /* facts and faults of the unit at hand */
    struct arena selected;         /* by one query */
    struct arena part;             /* facts of a part of a long text */
    struct jsonpath_digest digest; /* of the facts that are being asked */
    struct checks kinds[AUDIT_KINDS];
    kind_set asked; /* all kinds of files that a check is asked of: most files are of none */
    /* Kinds whose files have something to tell of the project, whether or not they are asked: */
    size_t telling[TELLING_KINDS];
    struct tell_names names; /* of files that tell; made where notes are wanted */
    bool wants_notes;
    /* Of the unit that was audited last; NULL where they could not be made: */
    const struct node *facts;
    size_t kind;
};

DEFINE_CLEANUP(struct audit *, audit_free)

static bool is_check_of(const struct rule *rule, size_t kind)
{
    return rule->public.query && strcmp(rule->public.kind, audit_kinds[kind].name) == 0;
}

static size_t kind_named(const char *name)
{
    const struct audit_kind *kind = audit_kind_named(name);
    return kind ? (size_t)(kind - audit_kinds) : AUDIT_KINDS;
}

/* Rules are sorted by id, so that those of a kind mostly stand together. */
static void count_checks(struct audit *audit)
{
    size_t kind = AUDIT_KINDS;
    for (size_t i = 0; i < audit->rule_count; i++) {
        const struct rule *rule = audit->rules[i];
        if (rule->public.query && (kind == AUDIT_KINDS || !is_check_of(rule, kind)))
            kind = kind_named(rule->public.kind);
        if (rule->public.query && kind < AUDIT_KINDS) {
            audit->kinds[kind].count++;
            audit->asked |= audit_kinds[kind].kinds;
        }
    }
}

static void find_telling(struct audit *audit)
{
    static const char *const telling[TELLING_KINDS] = { "compose", "dockerfile", "kubernetes",
                                                        "gitlab-ci" };
    for (size_t i = 0; i < TELLING_KINDS; i++)
        audit->telling[i] = kind_named(telling[i]);
    audit->wants_notes =
            audit->kinds[kind_named("project")].count || audit->kinds[kind_named("compose")].count;
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
    audit->results = arena_make(RESULTS_ARENA, true);
    audit->selected = arena_make(UNIT_ARENA, true);
    audit->part = arena_make(UNIT_ARENA, true);
    count_checks(audit);
    find_telling(audit);
    if (audit->wants_notes && tell_names_make(&audit->names, &audit->arena, error) < 0)
        return -1;
    *out = take_ptr(&audit);
    return 0;
}

void audit_free(struct audit *audit)
{
    if (!audit)
        return;
    arena_release(&audit->arena);
    arena_release(&audit->results);
    arena_release(&audit->selected);
    arena_release(&audit->part);
    free(audit);
}

void audit_forget(struct audit *audit)
{
    audit->facts = NULL;
    arena_reset(&audit->results);
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

/* A check that requires something is asked by what it is asked of, and finds what is not there. */
static struct jsonpath_gate gate_of(const struct check *check)
{
    if (check->when)
        return jsonpath_gate_of(check->when);
    return check->rule->require ? jsonpath_gate_of_all() : jsonpath_gate_of(check->query);
}

static int compile_checks(struct audit *audit, size_t kind, struct veto_error *error)
{
    struct checks *checks = &audit->kinds[kind];
    if (checks->compiled)
        return 0;
    checks->items = ARENA_ARRAY(&audit->arena, checks->count, struct check);
    checks->gates = ARENA_ARRAY(&audit->arena, checks->count, struct jsonpath_gate);
    if (!checks->items || !checks->gates)
        return error_no_memory(error);
    struct check *next = checks->items;
    for (size_t i = 0; i < audit->rule_count; i++) {
        const struct rule *rule = audit->rules[i];
        if (is_check_of(rule, kind) && compile_check(next++, rule, &audit->arena, error) < 0)
            return error_wrap(error, "%s", rule->public.id);
    }
    for (size_t i = 0; i < checks->count; i++)
        checks->gates[i] = gate_of(&checks->items[i]);
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

/* ---- Asking ---------------------------------------------------------------------------------- */

/* One unit that is being judged. */
struct judging {
    struct audit *audit;
    const struct unit *unit;
    audit_found found;
    void *payload;
    struct veto_error *error;
    const struct check *check; /* that is being asked, */
    struct span root;          /* of an object of that name */
    struct table told;         /* nodes that it has told of */
    struct table ordinals;     /* of identities in the unit: how many there were, as a pointer */
    struct buf scratch;        /* texts of a fault */
};

static void tell(struct judging *j, const struct jsonpath_place *place)
{
    const struct fault_source source = {
        .rule = j->check->rule,
        .bytes = j->unit->bytes,
        .root = j->root,
        .ordinals = &j->ordinals,
        .scratch = &j->scratch,
        .arena = &j->audit->results,
    };
    struct audit_fault fault;
    if (fault_of(&fault, &source, place))
        j->found(&fault, j->payload);
}

static int select_nodes(struct judging *j, const struct jsonpath *query, const struct node *facts,
                        struct jsonpath_nodes *nodes)
{
    *nodes = (struct jsonpath_nodes) { 0 };
    if (!jsonpath_may_select(query, &j->audit->digest))
        return 0;
    return jsonpath_select(query, facts, j->audit->regex, &j->audit->selected, nodes, j->error);
}

/* A query may select a node in several ways: that is one fault. */
static int tell_once(struct judging *j, const struct jsonpath_place *place)
{
    const struct span key = { (const char *)&place->node, sizeof(place->node) };
    if (table_get(&j->told, key))
        return 0;
    if (table_set(&j->told, key, j) < 0)
        return error_no_memory(j->error);
    tell(j, place);
    return 0;
}

/* Most queries select nothing, or one node: only more need a table. */
static int tell_all(struct judging *j, const struct jsonpath_nodes *nodes)
{
    int result = 0;
    if (nodes->count <= 1) {
        if (nodes->first)
            tell(j, nodes->first->place);
        return 0;
    }
    table_init(&j->told);
    for (const struct jsonpath_selected *at = nodes->first; at && result == 0; at = at->next)
        result = tell_once(j, at->place);
    table_release(&j->told);
    return result;
}

/* What is required is missing only where it may not be in what is not known either. */
static int ask_in_vain(struct judging *j, const struct node *facts,
                       const struct jsonpath_place *reason)
{
    bool possible = true;
    if (jsonpath_is_possible(j->check->query, facts, j->audit->regex, &possible, j->error) < 0)
        return -1;
    if (!possible)
        tell(j, reason);
    return 0;
}

static int ask(struct judging *j, const struct node *facts)
{
    struct jsonpath_nodes nodes, reason = { 0 };
    const struct jsonpath_place root = { .node = facts };
    const struct check *check = j->check;
    if (check->when && select_nodes(j, check->when, facts, &reason) < 0)
        return -1;
    if (check->when && reason.count == 0)
        return 0;
    if (check->rule->require && facts->holes)
        return ask_in_vain(j, facts, reason.first ? reason.first->place : &root);
    if (select_nodes(j, check->query, facts, &nodes) < 0)
        return -1;
    if (check->rule->require) {
        if (nodes.count == 0)
            tell(j, reason.first ? reason.first->place : &root);
        return 0;
    }
    return tell_all(j, &nodes);
}

/* ---- Units ----------------------------------------------------------------------------------- */

/* A document in another file has its own name there. */
static struct span file_name_of(const struct unit *unit)
{
    if (unit->parent && unit->name.len)
        return unit->name;
    return unit->origin ? span_from_bytes(unit->origin->name) : SPAN_EMPTY;
}

const struct audit_kind *audit_kind_of_unit(const struct audit *audit, const struct unit *unit)
{
    struct span name = file_name_of(unit);
    /* An env file in a Secret is where it belongs: what it holds is for the rules of secrets. */
    bool is_file = unit->is_document || (unit->is_transcoded && unit->is_first);
    if (unit->parent && (!is_file || unit->kinds & KIND_ENV))
        return NULL;
    if (!(unit->kinds & audit->asked))
        return NULL;
    for (size_t i = 0; i < AUDIT_KINDS; i++)
        if (audit->kinds[i].count && !audit_kinds[i].lift_unit &&
            audit_kind_is(&audit_kinds[i], unit->kinds, name, unit->bytes))
            return &audit_kinds[i];
    return NULL;
}

/* A check that cannot be asked of this text does not keep the others from being asked. */
static int ask_all(struct judging *j, const struct checks *checks, const struct node *facts)
{
    struct veto_error *error = j->error;
    int result = 0;
    j->root = fault_object_name(facts);
    if (checks->count >= WORTH_A_DIGEST)
        jsonpath_digest_make(&j->audit->digest, facts);
    else
        jsonpath_digest_all(&j->audit->digest);
    for (size_t i = 0; i < checks->count; i++) {
        if (!jsonpath_gate_open(checks->gates[i], &j->audit->digest))
            continue;
        struct veto_error failure = { 0 };
        j->check = &checks->items[i];
        j->error = &failure;
        int asked = ask(j, facts);
        if (j->audit->selected.used)
            arena_reset(&j->audit->selected);
        if (asked == 0)
            continue;
        if (result == 0 && error)
            *error = failure;
        if (result == 0)
            error_wrap(error, "%s", j->check->rule->public.id);
        result = -1;
    }
    j->error = error;
    return result;
}

static void begin_judging(struct judging *j)
{
    table_init(&j->ordinals);
    j->scratch = buf_make(FAULT_TEXT_MAX);
}

static void end_judging(struct judging *j)
{
    table_release(&j->ordinals);
    buf_release(&j->scratch);
}

static int judge_roots(struct judging *j, const struct checks *checks, const struct node *facts)
{
    int result = 0;
    for (const struct node *root = facts; root; root = root->next)
        if (ask_all(j, checks, root) < 0)
            result = -1;
    return result;
}

static int judge_facts(struct judging *j, const struct checks *checks, const struct node *facts)
{
    begin_judging(j);
    int result = judge_roots(j, checks, facts);
    end_judging(j);
    return result;
}

struct judging_parts {
    struct judging *judging;
    const struct checks *checks;
    int result; /* of the checks: one that cannot be asked does not end the reading */
};

static int judge_part(const struct node *facts, void *payload)
{
    struct judging_parts *parts = payload;
    if (judge_roots(parts->judging, parts->checks, facts) < 0)
        parts->result = -1;
    return 0;
}

static int judge_parts(struct judging *j, const struct audit_kind *kind,
                       const struct checks *checks)
{
    struct audit *audit = j->audit;
    struct judging_parts parts = { j, checks, 0 };
    arena_reset(&audit->part);
    begin_judging(j);
    int result = kind->lift_parts(j->unit->bytes, &audit->results, &audit->part, judge_part, &parts,
                                  j->error);
    end_judging(j);
    audit->results.failed |= audit->part.failed;
    return result < 0 ? result : parts.result;
}

static struct judging judging_of(struct audit *audit, const struct unit *unit, audit_found found,
                                 void *payload, struct veto_error *error)
{
    return (struct judging) {
        .audit = audit,
        .unit = unit,
        .found = found,
        .payload = payload,
        .error = error,
    };
}

static int check_room(const struct audit *audit, const struct audit_kind *kind, int result,
                      struct veto_error *error)
{
    if (!arena_failed(&audit->results))
        return result;
    return error_set(error, VETO_ERROR_UNSUPPORTED, "too much in it to be audited as %s",
                     kind->name);
}

int audit_unit_as(struct audit *audit, const struct audit_kind *kind, const struct unit *unit,
                  audit_found found, void *payload, struct veto_error *error)
{
    struct judging judging = judging_of(audit, unit, found, payload, error);
    size_t index = (size_t)(kind - audit_kinds);
    struct node *facts = NULL;
    arena_reset(&audit->results);
    audit->facts = NULL;
    if (!unit_is_whole(unit) || unit->bytes.len > MAX_TEXT)
        return error_set(error, VETO_ERROR_UNSUPPORTED, "too large to be audited as %s",
                         kind->name);
    if (compile_checks(audit, index, error) < 0)
        return -1;
    if (kind->lift_parts && unit->bytes.len > PARTS_FROM)
        return check_room(audit, kind, judge_parts(&judging, kind, &audit->kinds[index]), error);
    int result =
            audit_kind_lift(kind, &facts, file_name_of(unit), unit->bytes, &audit->results, error);
    if (result == 0) {
        audit->facts = facts;
        audit->kind = index;
        result = judge_facts(&judging, &audit->kinds[index], facts);
    }
    return check_room(audit, kind, result, error);
}

/* ---- Deployment units ------------------------------------------------------------------------ */

const struct audit_kind *audit_joined_kind(const struct audit *audit, const struct unit *unit,
                                           const struct audit_kind *after)
{
    struct span name = unit->origin ? span_from_bytes(unit->origin->name) : SPAN_EMPTY;
    if (!(unit->kinds & audit->asked))
        return NULL;
    for (size_t i = after ? (size_t)(after - audit_kinds) + 1 : 0; i < AUDIT_KINDS; i++)
        if (audit->kinds[i].count && audit_kinds[i].lift_unit &&
            audit_kind_is(&audit_kinds[i], unit->kinds, name, unit->bytes))
            return &audit_kinds[i];
    return NULL;
}

int audit_lift_members(struct audit *audit, const struct audit_kind *kind,
                       struct audit_member *members, size_t count, struct veto_error *error)
{
    arena_reset(&audit->results);
    if (compile_checks(audit, (size_t)(kind - audit_kinds), error) < 0)
        return -1;
    int result = kind->lift_unit(members, count, &audit->results, error);
    return check_room(audit, kind, result, error);
}

int audit_member(struct audit *audit, const struct audit_kind *kind,
                 const struct audit_member *member, const struct unit *unit, audit_found found,
                 void *payload, struct veto_error *error)
{
    struct judging judging = judging_of(audit, unit, found, payload, error);
    int result = judge_facts(&judging, &audit->kinds[kind - audit_kinds], member->facts);
    return check_room(audit, kind, result, error);
}

/* ---- The project ----------------------------------------------------------------------------- */

bool audit_wants_notes(const struct audit *audit)
{
    return audit->wants_notes;
}

/* Lifts a file of which no check is asked, but which has something to tell. */
static void lift_untold(struct audit *audit, const struct unit *unit, struct span path)
{
    struct node *facts = NULL;
    struct veto_error ignored = { 0 };
    for (size_t i = 0; i < TELLING_KINDS; i++) {
        size_t kind = audit->telling[i];
        if (kind == AUDIT_KINDS || audit->kinds[kind].count ||
            !audit_kind_is(&audit_kinds[kind], unit->kinds, path, unit->bytes))
            continue;
        if (audit_kinds[kind].lift(&facts, unit->bytes, &audit->results, &ignored) == 0) {
            audit->facts = facts;
            audit->kind = kind;
        }
        return;
    }
}

int audit_tell(struct audit *audit, const struct unit *unit, const struct audit_telling *telling,
               const struct note_taker *taker, struct veto_error *error)
{
    struct tell_file file = {
        .path = telling->path,
        .bytes = unit->bytes,
        .kinds = unit->kinds,
        .allows = telling->allows,
    };
    if (!telling->audited) {
        arena_reset(&audit->results);
        audit->facts = NULL;
        if (unit_is_whole(unit) && unit->bytes.len <= MAX_TEXT)
            lift_untold(audit, unit, telling->path);
    }
    if (audit->facts) {
        file.kind = audit_kinds[audit->kind].name;
        file.facts = audit->facts;
    }
    audit->facts = NULL;
    return tell_file(&file, &audit->names, taker, &audit->results, error);
}

int audit_facts(struct audit *audit, const char *kind, const struct node *facts, struct span text,
                audit_found found, void *payload, struct veto_error *error)
{
    struct unit unit = { .bytes = text };
    size_t index = kind_named(kind);
    struct judging judging = {
        .audit = audit,
        .unit = &unit,
        .found = found,
        .payload = payload,
        .error = error,
    };
    arena_reset(&audit->results);
    audit->facts = NULL;
    if (!facts || !audit->kinds[index].count)
        return 0;
    if (compile_checks(audit, index, error) < 0)
        return -1;
    return judge_facts(&judging, &audit->kinds[index], facts);
}
