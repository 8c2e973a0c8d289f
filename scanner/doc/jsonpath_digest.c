/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/jsonpath_digest.h"

#include "doc/jsonpath_parser.h"

/* Longer texts nobody compares with; what is larger than this is not worth knowing. */
enum { MAX_COMPARED = 64, MAX_NODES = 4 * 1024 * 1024 };

/* Every document has this one. */
enum { BIT_OF_ALL = 0 };

_Static_assert(JSONPATH_DIGEST_BITS <= UINT16_MAX + 1, "a gate's bits must hold one");

/* Something that must be in the document: a bit, or what one of the branches needs. */
struct need {
    uint32_t bit;
    const struct branch *branches; /* instead of the bit, where set */
    const struct need *next;
};

struct branch {
    const struct need *needs;
    const struct branch *next;
};

/* ---- Bits ------------------------------------------------------------------------------------ */

static uint64_t mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * UINT64_C(0xff51afd7ed558ccd);
    return hash ^ (hash >> 32);
}

static uint64_t word_at(const char *data)
{
    uint64_t word;
    memcpy(&word, data, sizeof(word));
    return word;
}

static uint32_t half_word_at(const char *data)
{
    uint32_t half;
    memcpy(&half, data, sizeof(half));
    return half;
}

/* The last words may overlap: each length has its own way to be read. */
static uint64_t hash_of(uint64_t hash, struct span text)
{
    const char *data = text.data;
    size_t len = text.len;
    hash = mix(hash, len);
    if (len >= sizeof(uint64_t)) {
        for (; len > sizeof(uint64_t); data += sizeof(uint64_t), len -= sizeof(uint64_t))
            hash = mix(hash, word_at(data));
        return mix(hash, word_at(data + len - sizeof(uint64_t)));
    }
    if (len >= sizeof(uint32_t))
        return mix(hash, (uint64_t)half_word_at(data) << 32 |
                                 half_word_at(data + len - sizeof(uint32_t)));
    uint64_t tail = 0;
    for (size_t i = 0; i < len; i++)
        tail = tail << 8 | (unsigned char)data[i];
    return mix(hash, tail);
}

static uint32_t bit_of(uint64_t hash)
{
    return (uint32_t)(hash >> 17) % JSONPATH_DIGEST_BITS;
}

/* Can it be asked whether a member has just this value? Numbers are written in several ways. */
static bool is_telling(const struct node *node)
{
    return node->kind == NODE_BOOL || node->kind == NODE_NULL ||
           (node->kind == NODE_STRING && node->text.len <= MAX_COMPARED);
}

static uint64_t hash_value(uint64_t name, const struct node *node)
{
    uint64_t hash = mix(name, (uint64_t)node->kind + 1);
    if (node->kind == NODE_BOOL)
        return mix(hash, node->truth);
    return node->kind == NODE_STRING ? hash_of(hash, node->text) : hash;
}

static void set(struct jsonpath_digest *digest, uint64_t hash)
{
    uint32_t bit = bit_of(hash);
    digest->words[bit / 64] |= UINT64_C(1) << bit % 64;
}

/* ---- Documents ------------------------------------------------------------------------------- */

/* As deep as documents are. False where there is too much of it. */
static bool note_children(struct jsonpath_digest *digest, const struct node *parent, size_t *budget)
{
    for (const struct node *node = parent->children; node; node = node->next) {
        if ((*budget)-- == 0)
            return false;
        if (parent->kind == NODE_OBJECT) {
            uint64_t name = hash_of(0, node->key);
            set(digest, name);
            if (is_telling(node))
                set(digest, hash_value(name, node));
        }
        if (node->children && !note_children(digest, node, budget))
            return false;
    }
    return true;
}

void jsonpath_digest_make(struct jsonpath_digest *digest, const struct node *root)
{
    size_t budget = MAX_NODES;
    memset(digest, 0, sizeof(*digest));
    digest->words[BIT_OF_ALL / 64] |= UINT64_C(1) << BIT_OF_ALL % 64;
    if (!note_children(digest, root, &budget))
        jsonpath_digest_all(digest);
}

void jsonpath_digest_all(struct jsonpath_digest *digest)
{
    memset(digest, 0xff, sizeof(*digest));
}

/* ---- What a query needs ---------------------------------------------------------------------- */

struct needs {
    struct arena *arena;
    const struct need *first;
};

static void need_expression(struct needs *needs, const struct expression *expression);

/* In front of the others: what comes last is said of a value, and seldom there. */
static void need(struct needs *needs, uint32_t bit, const struct branch *branches)
{
    struct need *made = ARENA_NEW(needs->arena, struct need);
    if (!made)
        return;
    *made = (struct need) { bit, branches, needs->first };
    needs->first = made;
}

static void need_name(struct needs *needs, struct span name, const struct node *value)
{
    uint64_t hash = hash_of(0, name);
    need(needs, bit_of(value && is_telling(value) ? hash_value(hash, value) : hash), NULL);
}

/* What there must be so that it selects something; of `value`, where that is given. */
static void need_query(struct needs *needs, const struct query *query, const struct node *value)
{
    for (const struct segment *segment = query->segments; segment; segment = segment->next) {
        const struct selector *selector = segment->selectors;
        if (selector->next)
            continue;
        if (selector->kind == SELECTOR_NAME)
            need_name(needs, selector->name, segment->next ? NULL : value);
        else if (selector->kind == SELECTOR_FILTER)
            need_expression(needs, selector->filter);
    }
}

/* One of them must hold; where one needs nothing, nothing is needed. */
static void need_either(struct needs *needs, const struct expression *operands)
{
    const struct branch *branches = NULL;
    for (const struct expression *part = operands; part; part = part->next) {
        struct needs inner = { .arena = needs->arena };
        need_expression(&inner, part);
        struct branch *branch = inner.first ? ARENA_NEW(needs->arena, struct branch) : NULL;
        if (!branch)
            return;
        *branch = (struct branch) { inner.first, branches };
        branches = branch;
    }
    need(needs, 0, branches);
}

/* Nothing equals nothing: only beside a literal does a comparison need its query to select. */
static void need_comparison(struct needs *needs, const struct expression *expression)
{
    const struct expression *a = expression->operands, *b = a->next;
    const struct expression *query = a->kind == EXPRESSION_QUERY ? a : b;
    const struct expression *literal = query == a ? b : a;
    if (query->kind == EXPRESSION_QUERY && literal->kind == EXPRESSION_LITERAL)
        need_query(needs, &query->query,
                   expression->kind == EXPRESSION_EQUAL ? literal->literal : NULL);
}

/* match() and search(), the functions that are true or false, are false without a text. */
static void need_call(struct needs *needs, const struct expression *call)
{
    for (const struct expression *argument = call->operands; argument; argument = argument->next)
        if (argument->kind == EXPRESSION_QUERY)
            need_query(needs, &argument->query, NULL);
}

static void need_expression(struct needs *needs, const struct expression *expression)
{
    switch (expression->kind) {
    case EXPRESSION_AND:
        for (const struct expression *part = expression->operands; part; part = part->next)
            need_expression(needs, part);
        break;
    case EXPRESSION_OR:
        need_either(needs, expression->operands);
        break;
    case EXPRESSION_QUERY:
        need_query(needs, &expression->query, NULL);
        break;
    case EXPRESSION_CALL:
        need_call(needs, expression);
        break;
    case EXPRESSION_EQUAL:
    case EXPRESSION_LESS:
    case EXPRESSION_LESS_OR_EQUAL:
    case EXPRESSION_GREATER:
    case EXPRESSION_GREATER_OR_EQUAL:
        need_comparison(needs, expression);
        break;
    case EXPRESSION_NOT: /* holds of what is not there, */
    case EXPRESSION_UNEQUAL: /* and so does this */
    case EXPRESSION_LITERAL:
        break;
    }
}

const struct need *jsonpath_needs(const struct query *query, struct arena *arena)
{
    struct needs needs = { .arena = arena };
    need_query(&needs, query, NULL);
    return needs.first;
}

static bool are_met(const struct need *need, const struct jsonpath_digest *digest);

static bool is_any_met(const struct branch *branch, const struct jsonpath_digest *digest)
{
    while (branch && !are_met(branch->needs, digest))
        branch = branch->next;
    return branch != NULL;
}

/* Recursion is that of the query, which the parser bounds. */
static bool are_met(const struct need *need, const struct jsonpath_digest *digest)
{
    for (; need; need = need->next)
        if (need->branches ? !is_any_met(need->branches, digest)
                           : !jsonpath_digest_has(digest, need->bit))
            return false;
    return true;
}

bool jsonpath_may_select(const struct jsonpath *query, const struct jsonpath_digest *digest)
{
    return are_met(query->needs, digest);
}

struct jsonpath_gate jsonpath_gate_of_all(void)
{
    return (struct jsonpath_gate) { { BIT_OF_ALL, BIT_OF_ALL, BIT_OF_ALL, BIT_OF_ALL } };
}

struct jsonpath_gate jsonpath_gate_of(const struct jsonpath *query)
{
    struct jsonpath_gate gate = jsonpath_gate_of_all();
    size_t count = 0;
    for (const struct need *need = query->needs; need && count < ARRAY_SIZE(gate.bits);
         need = need->next)
        if (!need->branches)
            gate.bits[count++] = (uint16_t)need->bit;
    return gate;
}
