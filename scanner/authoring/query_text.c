/* SPDX-License-Identifier: Apache-2.0 */
/* All that recurses here is as deep as documents are, which their readers bound. */
#include "authoring/query_text.h"

#include <stdio.h>

#include "base/ascii.h"
#include "base/utf.h"
#include "doc/number.h"

/* ---- Text ---- */

static void append_unicode_escape(struct buf *to, uint32_t c)
{
    if (c >= 0x10000) {
        buf_printf(to, "\\u%04x", 0xd800 + ((c - 0x10000) >> 10));
        c = 0xdc00 + ((c - 0x10000) & 0x3ff);
    }
    buf_printf(to, "\\u%04x", c);
}

/* With `special` escaped by a backslash. */
static void append_visible(struct buf *to, struct span text, const char *special)
{
    while (text.len) {
        size_t len;
        uint32_t c = utf_decode(text, &len);
        if (!utf_is_printable(c)) {
            append_unicode_escape(to, c);
        } else {
            if (c < 0x80 && strchr(special, (int)c))
                buf_append_char(to, '\\');
            buf_append(to, span_sub(text, 0, len));
        }
        text = span_from(text, len);
    }
}

static void append_string(struct buf *to, struct span text)
{
    buf_append_char(to, '"');
    append_visible(to, text, "\"\\");
    buf_append_char(to, '"');
}

void query_append_path(struct buf *to, const struct jsonpath_place *place)
{
    struct buf path = buf_make(to->ceiling);
    jsonpath_append_path(&path, place);
    append_visible(to, buf_span(&path), "");
    to->failed = to->failed || path.failed;
    buf_release(&path);
}

/* ---- Values ---- */

static void append_children(struct buf *to, const struct node *node)
{
    bool is_object = node->kind == NODE_OBJECT, first = true;
    buf_append_char(to, is_object ? '{' : '[');
    for (const struct node *child = node->children; child && !to->failed; child = child->next) {
        if (child->shadowed)
            continue;
        if (!first)
            buf_append_char(to, ',');
        first = false;
        if (is_object) {
            append_string(to, child->key);
            buf_append_char(to, ':');
        }
        query_append_value(to, child);
    }
    buf_append_char(to, is_object ? '}' : ']');
}

void query_append_value(struct buf *to, const struct node *node)
{
    switch (node->kind) {
    case NODE_NULL:
        buf_append_text(to, "null");
        break;
    case NODE_BOOL:
        buf_append_text(to, node->truth ? "true" : "false");
        break;
    case NODE_NUMBER:
        number_append_json(to, node->text);
        break;
    case NODE_STRING:
        append_string(to, node->text);
        break;
    case NODE_ARRAY:
    case NODE_OBJECT:
        append_children(to, node);
        break;
    }
}

/* ---- Trees ---- */

/* What needs no quotes behind a dot in a query needs none here. */
static bool is_plain_name(struct span name)
{
    for (size_t i = 0; i < name.len; i++)
        if (!ascii_is_alnum(name.data[i]) && name.data[i] != '_' && name.data[i] != '-')
            return false;
    return name.len > 0;
}

static void append_name(struct buf *to, const struct node *parent, const struct node *child,
                        size_t index)
{
    if (parent->kind == NODE_ARRAY)
        buf_printf(to, "[%zu]", index);
    else if (is_plain_name(child->key))
        buf_append(to, child->key);
    else
        append_string(to, child->key);
}

static void append_summary(struct buf *to, const struct node *node)
{
    bool is_object = node->kind == NODE_OBJECT;
    if (!is_object && node->kind != NODE_ARRAY)
        query_append_value(to, node);
    else if (node->child_count == 0)
        buf_append_text(to, is_object ? "{}" : "[]");
    else
        buf_printf(to, "%s of %zu", is_object ? "object" : "array", node->child_count);
}

static void start_line(struct buf *to, const struct node *node, size_t depth)
{
    char place[32];
    snprintf(place, sizeof(place), "%u:%u", node->line, node->column);
    buf_printf(to, "%9s  %*s", place, (int)(2 * depth), "");
}

/* What stands in front of a value in YAML; no plain scalar begins like that. */
static struct span tag_of(const struct node *node, struct span yaml)
{
    struct span source = span_sub(yaml, node->begin, node->end - node->begin);
    size_t len = 0;
    if (span_starts(source, SPAN("&"))) {
        while (len < source.len && !ascii_is_space(source.data[len]))
            len++;
        source = span_trim(span_from(source, len));
    }
    for (len = 0; len < source.len && !ascii_is_space(source.data[len]); len++)
        if (memchr(",[]{}", source.data[len], 5))
            break;
    return span_starts(source, SPAN("!")) ? span_sub(source, 0, len) : SPAN_EMPTY;
}

static void end_line(struct buf *to, const struct node *node, struct span yaml)
{
    struct span tag = tag_of(node, yaml);
    buf_append_text(to, ": ");
    append_visible(to, tag, "");
    if (tag.len)
        buf_append_char(to, ' ');
    append_summary(to, node);
    if (node->shadowed)
        buf_append_text(to, "   (a later member of the same name counts)");
    buf_append_char(to, '\n');
}

static void append_below(struct buf *to, const struct node *node, size_t depth, struct span yaml)
{
    size_t index = 0;
    for (const struct node *child = node->children; child && !to->failed; child = child->next) {
        start_line(to, child, depth);
        append_name(to, node, child, index++);
        end_line(to, child, yaml);
        append_below(to, child, depth + 1, yaml);
    }
}

void query_append_tree(struct buf *to, const struct node *root, const char *label, struct span yaml)
{
    start_line(to, root, 0);
    buf_append_text(to, label);
    end_line(to, root, yaml);
    append_below(to, root, 1, yaml);
}
