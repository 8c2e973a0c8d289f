/* SPDX-License-Identifier: Apache-2.0 */
#include "source/image/names.h"

#include "base/macro.h"

enum { MAX_NAMES = 64 * 1024 };

/* containerd's is a whole name; OCI's may be a tag alone. */
static const char *const keys[] = { "io.containerd.image.name",
                                    "org.opencontainers.image.ref.name" };

struct noted_name {
    struct span name;
    struct noted_name *next;
};

/* In the order of the index. */
struct noted_names {
    struct noted_name *first, **end;
};

struct span descriptor_annotation(const struct json_value *descriptor, const char *key)
{
    return json_text(json_member(json_field(descriptor, "annotations"), key));
}

static struct noted_names *open_names(struct image_graph *graph, struct table *table,
                                      struct span key)
{
    struct noted_names *names = table_get(table, key);
    struct span kept = arena_span(graph->arena, key);
    if (names || kept.len == 0)
        return names;
    names = ARENA_NEW(graph->arena, struct noted_names);
    if (!names || table_set(table, kept, names) < 0)
        return NULL;
    names->end = &names->first;
    return names;
}

static void note(struct image_graph *graph, struct table *table, struct span key, struct span name)
{
    struct noted_names *names = name.len ? open_names(graph, table, key) : NULL;
    struct noted_name *noted = names ? ARENA_NEW(graph->arena, struct noted_name) : NULL;
    if (!noted)
        return;
    *noted = (struct noted_name) { arena_span(graph->arena, name), NULL };
    *names->end = noted;
    names->end = &noted->next;
}

void names_note(struct image_graph *graph, const struct json_value *descriptor)
{
    struct span digest = json_text(json_field(descriptor, "digest"));
    for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
        note(graph, &graph->noted, digest, descriptor_annotation(descriptor, keys[i]));
}

void names_note_tag(struct image_graph *graph, struct span config_digest, struct span tag)
{
    note(graph, &graph->names, config_digest, tag);
}

/* `t` is a tag, `app:t` and `host/app` are names. */
static bool is_reference(struct span name)
{
    return span_find_char(name, ':') < name.len || span_find_char(name, '/') < name.len;
}

static void add_other(struct buf *others, struct span name)
{
    if (others->len)
        buf_append_char(others, ' ');
    buf_append(others, name);
}

/* What is not yet among the parts. */
static void add_noted(struct buf *others, const struct noted_names *names,
                      const struct image_parts *parts)
{
    const struct noted_name *at = names ? names->first : NULL;
    for (; at && !others->failed; at = at->next)
        if (!span_eq(at->name, parts->reference) && !span_eq(at->name, parts->name))
            add_other(others, at->name);
}

/* Of a key that may be empty. */
static const struct noted_names *names_of(const struct table *table, struct span key)
{
    return key.len ? table_get(table, key) : NULL;
}

static void add_tags(struct image_graph *graph, struct buf *others, struct image_parts *parts)
{
    const struct noted_names *tags = names_of(&graph->names, parts->config_digest);
    if (tags && parts->reference.len == 0)
        parts->reference = tags->first->name;
    add_noted(others, tags, parts);
}

void names_fill_tags(struct image_graph *graph, struct image_parts *parts)
{
    struct buf others = buf_make(MAX_NAMES);
    add_tags(graph, &others, parts);
    parts->other_references = arena_span(graph->arena, buf_span(&others));
    buf_release(&others);
}

void names_fill(struct image_graph *graph, const struct json_value *descriptor,
                const struct json_value *around, struct image_parts *parts)
{
    struct buf others = buf_make(MAX_NAMES);
    parts->name = descriptor_annotation(descriptor, keys[1]);
    parts->reference = descriptor_annotation(descriptor, keys[0]);
    /* containerd names the index of all platforms. */
    if (parts->reference.len == 0)
        parts->reference = descriptor_annotation(around, keys[0]);
    if (parts->reference.len == 0)
        add_tags(graph, &others, parts);
    if (parts->reference.len == 0 && is_reference(parts->name))
        parts->reference = parts->name;
    add_noted(&others, names_of(&graph->noted, json_text(json_field(descriptor, "digest"))), parts);
    add_noted(&others, names_of(&graph->noted, json_text(json_field(around, "digest"))), parts);
    parts->other_references = arena_span(graph->arena, buf_span(&others));
    buf_release(&others);
}
