/* SPDX-License-Identifier: Apache-2.0 */
#include "rule/conditions.h"

static void buf_cut(struct buf *buf, size_t len)
{
    buf->len = len;
    if (buf->data)
        buf->data[len] = '\0';
}

/* True, and said, where the rule asks it. */
typedef bool (*condition)(const struct rule *rule, struct buf *to);

static void append_list(struct buf *to, const struct rule_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        buf_printf(to, "%s%s", i ? ", " : "", list->items[i]);
}

static bool put_proof(const struct rule *rule, struct buf *to)
{
    if (rule->proof)
        buf_printf(to, "what it carries in itself is checked (%s): right is certain, wrong is a note",
                   rule->proof);
    return rule->proof;
}

static bool put_entropy(const struct rule *rule, struct buf *to)
{
    if (rule->entropy > 0)
        buf_printf(to, "at least %.1f bits of entropy a character", rule->entropy);
    return rule->entropy > 0;
}

static bool put_looks(const struct rule *rule, struct buf *to)
{
    if (rule->generic)
        buf_append_text(to, "the name says little: the value is judged by its looks");
    return rule->generic;
}

static bool put_views(const struct rule *rule, struct buf *to)
{
    static const struct {
        enum rule_views view;
        const char *text;
    } views[] = { { VIEW_TEXT, "text" }, { VIEW_DECODED, "what was decoded" },
                  { VIEW_BINARY, "binary data" } };
    const char *before = "only in ";
    /* Nearly all are for text, decoded or not. */
    if (!rule->views || (rule->views & (VIEW_TEXT | VIEW_DECODED)) == (VIEW_TEXT | VIEW_DECODED))
        return false;
    for (size_t i = 0; i < ARRAY_SIZE(views); i++) {
        if (!(rule->views & views[i].view))
            continue;
        buf_printf(to, "%s%s", before, views[i].text);
        before = " and ";
    }
    return true;
}

static bool put_kinds(const struct rule *rule, struct buf *to)
{
    const char *before = "only in files of kind ";
    for (unsigned bit = 0; bit < 8 * sizeof(kind_set); bit++) {
        kind_set one = (kind_set)1 << bit;
        if (!(rule->kinds & one))
            continue;
        buf_printf(to, "%s%s", before, kind_name(one));
        before = ", ";
    }
    return rule->kinds;
}

static bool put_paths(const struct rule *rule, struct buf *to)
{
    if (rule->paths.count)
        buf_append_text(to, "only where the path is like ");
    append_list(to, &rule->paths);
    return rule->paths.count;
}

static bool put_companions(const struct rule *rule, struct buf *to)
{
    for (size_t i = 0; i < rule->companion_count; i++)
        buf_printf(to, "%s%s %s in the same part of a document, or within %u lines", i ? "; " : "",
                   rule->companions[i].optional ? "told together with" : "only beside",
                   rule->companions[i].rule, rule->companions[i].within_lines);
    return rule->companion_count;
}

static bool put_over(const struct rule *rule, struct buf *to)
{
    if (rule->over.count)
        buf_append_text(to, "goes before ");
    append_list(to, &rule->over);
    return rule->over.count;
}

static bool put_allowed(const struct rule *rule, struct buf *to)
{
    size_t count = rule->allow_values.count + rule->allow_patterns.count + rule->allow_paths.count;
    if (count)
        buf_printf(to, "allows %zu value%s, pattern%s or path%s itself", count,
                   count == 1 ? "" : "s", count == 1 ? "" : "s", count == 1 ? "" : "s");
    return count;
}

bool rule_condition(const struct rule *rule, size_t index, struct buf *to)
{
    static const condition conditions[] = { put_proof, put_entropy, put_looks,
                                            put_views, put_kinds,   put_paths,
                                            put_companions, put_over, put_allowed };
    for (size_t i = 0, have = 0; i < ARRAY_SIZE(conditions); i++) {
        size_t before = to->len;
        if (!conditions[i](rule, to))
            continue;
        if (have++ == index)
            return true;
        buf_cut(to, before);
    }
    return false;
}
