/* SPDX-License-Identifier: Apache-2.0 */
#include "authoring/query.h"

#include <errno.h>

#include "audit/kinds.h"
#include "authoring/query_text.h"
#include "base/cleanup.h"
#include "base/utf.h"
#include "doc/read.h"
#include "run/query_regex.h"

/* Room for the largest tree with a path to each of its nodes, and for the longest line. */
static const size_t ARENA_CEILING = (size_t)2 << 30, LINE_CEILING = (size_t)1 << 30;

struct asking {
    const char *name;
    const struct jsonpath *query; /* NULL: the tree */
    struct query_regex regex;
    struct arena arena;
    struct buf line; /* what is to be written next */
    bool as_json, lifted;
    struct span yaml; /* the source, where it is that */
    size_t written; /* values */
    FILE *to;
    struct veto_error *error;
};

/* ---- Printing ---- */

static int flush_line(struct asking *a)
{
    if (a->line.failed)
        return error_set(a->error, VETO_ERROR_MEMORY, "too much to print on one line");
    if (a->line.len && fwrite(a->line.data, 1, a->line.len, a->to) != a->line.len)
        return error_errno(a->error, errno, "cannot write");
    buf_clear(&a->line);
    return 0;
}

static int print_value(struct asking *a, const struct node *node)
{
    buf_append_text(&a->line, a->written++ ? ",\n" : "\n");
    query_append_value(&a->line, node);
    return flush_line(a);
}

static int print_place(struct asking *a, const struct jsonpath_place *place)
{
    if (a->as_json)
        return print_value(a, place->node);
    utf_append_printable(&a->line, span_of(a->name), false);
    buf_printf(&a->line, ":%u:%u: ", place->node->line, place->node->column);
    query_append_path(&a->line, place);
    buf_append_text(&a->line, " = ");
    query_append_value(&a->line, place->node);
    buf_append_char(&a->line, '\n');
    return flush_line(a);
}

static int print_selected(struct asking *a, const struct node *document)
{
    struct jsonpath_nodes nodes;
    if (jsonpath_select(a->query, document, &a->regex.interface, &a->arena, &nodes, a->error) < 0)
        return -1;
    for (const struct jsonpath_selected *s = nodes.first; s; s = s->next)
        if (print_place(a, s->place) < 0)
            return -1;
    return 0;
}

static int print_tree(struct asking *a, const struct node *document, size_t number)
{
    char label[48] = "$";
    if (a->as_json)
        return print_value(a, document);
    if (number > 1 || document->next)
        snprintf(label, sizeof(label), "document %zu, $", number);
    query_append_tree(&a->line, document, label, a->yaml);
    return flush_line(a);
}

static int print_documents(struct asking *a, const struct node *documents)
{
    size_t number = 1;
    if (a->as_json)
        buf_append_char(&a->line, '[');
    for (const struct node *document = documents; document; document = document->next, number++) {
        int result = a->query ? print_selected(a, document) : print_tree(a, document, number);
        if (result < 0)
            return -1;
    }
    if (a->as_json)
        buf_append_text(&a->line, a->written ? "\n]\n" : "]\n");
    return flush_line(a);
}

/* ---- All of it ---- */

/* What it says together with others, as if it were alone, behind what it says itself. */
static int append_joined(struct asking *a, struct span bytes, struct node *facts)
{
    kind_set kinds = kind_of(span_of(a->name), bytes);
    for (size_t i = 0; i < AUDIT_KINDS; i++) {
        const struct audit_kind *kind = &audit_kinds[i];
        struct node *more = NULL;
        if (!kind->lift_unit || !audit_kind_is(kind, kinds, span_of(a->name), bytes))
            continue;
        if (kind->lift(&more, bytes, &a->arena, a->error) < 0)
            return -1;
        while (facts->next)
            facts = facts->next;
        facts->next = more;
    }
    return 0;
}

static int read_documents(struct asking *a, struct span bytes, const struct node **documents)
{
    if (!a->lifted) {
        a->yaml = document_is_yaml(a->name, bytes) ? bytes : SPAN_EMPTY;
        return document_read(documents, a->name, bytes, &a->arena, a->error);
    }
    const struct audit_kind *kind = audit_kind_of(a->name, bytes);
    struct node *facts = NULL;
    if (!kind)
        return error_set(a->error, VETO_ERROR_UNSUPPORTED, "no facts are known of such a file");
    if (audit_kind_lift(kind, &facts, span_of(a->name), bytes, &a->arena, a->error) < 0)
        return -1;
    *documents = facts;
    return append_joined(a, bytes, facts);
}

static int ask(struct asking *a, struct span bytes, const char *query)
{
    const struct node *documents;
    if (query && jsonpath_compile(&a->query, span_of(query), &a->arena, a->error) < 0)
        return error_wrap(a->error, "query");
    if (read_documents(a, bytes, &documents) < 0)
        return error_wrap(a->error, "%s", a->name);
    return print_documents(a, documents);
}

int query_print(const char *name, struct span bytes, const char *query, unsigned options,
                FILE *to, struct veto_error *error)
{
    struct asking asking = {
        .name = name,
        .arena = arena_make(ARENA_CEILING, false),
        .line = buf_make(LINE_CEILING),
        .as_json = options & VETO_QUERY_JSON,
        .lifted = options & VETO_QUERY_LIFTED,
        .to = to,
        .error = error,
    };
    query_regex_init(&asking.regex);
    int result = ask(&asking, bytes, query);
    query_regex_release(&asking.regex);
    buf_release(&asking.line);
    arena_release(&asking.arena);
    return result;
}
