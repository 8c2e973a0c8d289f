/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/put.h"

#include "base/ascii.h"
#include "base/macro.h"

int put_start(struct put *put, struct span text, struct arena *arena, struct veto_error *error)
{
    *put = (struct put) { .failed = false };
    return builder_start(&put->builder, text, BUILDER_MARKS, arena, error);
}

void put_bound(struct put *put)
{
    enum { FACTS_MAX = 250 * 1000 };
    put->builder.budget = MIN(put->builder.budget, (size_t)FACTS_MAX);
}

int put_again(struct put *put, struct arena *arena)
{
    return put->failed ? -1 : builder_again(&put->builder, arena);
}

int put_finish(struct put *put, struct node **out)
{
    return put->failed ? -1 : builder_finish(&put->builder, out);
}

struct node *put_node(struct put *put, struct node *parent, struct span key, enum node_kind kind,
                      struct place at)
{
    if (put->failed || !parent)
        return NULL;
    size_t end = MAX(at.begin, at.end);
    struct builder_key name = { key, at.begin };
    struct node *node = builder_add(&put->builder, parent, name, kind, at.begin, end);
    put->failed |= !node;
    return node;
}

void put_text_of(struct put *put, struct node *parent, struct span key, struct span text,
                 struct place at)
{
    struct node *node = put_node(put, parent, key, NODE_STRING, at);
    if (node)
        node->text = text;
}

void put_bool_of(struct put *put, struct node *parent, struct span key, bool truth,
                 struct place at)
{
    struct node *node = put_node(put, parent, key, NODE_BOOL, at);
    if (!node)
        return;
    node->truth = truth;
    node->text = truth ? SPAN("true") : SPAN("false");
}

/* In decimal, kept as long as the facts; empty without memory. */
static struct span digits_of(struct put *put, long long number)
{
    char digits[24];
    size_t at = sizeof(digits);
    unsigned long long rest =
            number < 0 ? 0 - (unsigned long long)number : (unsigned long long)number;
    do
        digits[--at] = (char)('0' + rest % 10);
    while ((rest /= 10) > 0);
    if (number < 0)
        digits[--at] = '-';
    return arena_span(put->builder.arena,
                      (struct span) { digits + at, sizeof(digits) - at });
}

void put_number(struct put *put, struct node *parent, const char *key, long long number,
                struct place at)
{
    struct span text = digits_of(put, number);
    put->failed |= text.len == 0;
    struct node *node = put_node(put, parent, span_of(key), NODE_NUMBER, at);
    if (node)
        node->text = text;
}

struct place put_place(const struct put *put, const struct node *node)
{
    size_t skipped = put->builder.skipped;
    return (struct place) { (size_t)node->begin - skipped, (size_t)node->end - skipped };
}

struct span put_lower(struct put *put, struct span text)
{
    size_t upper = 0;
    while (upper < text.len && text.data[upper] == ascii_lower(text.data[upper]))
        upper++;
    if (upper == text.len)
        return text;
    char *copy = arena_strndup(put->builder.arena, text.data, text.len);
    put->failed |= !copy;
    for (size_t i = 0; copy && i < text.len; i++)
        copy[i] = ascii_lower(copy[i]);
    return copy ? (struct span) { copy, text.len } : SPAN_EMPTY;
}
