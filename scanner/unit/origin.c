/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/origin.h"

#include "base/utf.h"

static char *copy_text(struct arena *arena, const char *text)
{
    return arena_strndup(arena, text ? text : "", text ? strlen(text) : 0);
}

static const struct veto_image *copy_image(struct arena *arena, const struct veto_image *image)
{
    struct veto_image *copy = ARENA_NEW(arena, struct veto_image);
    if (!copy)
        return NULL;
    *copy = (struct veto_image){
        .reference = copy_text(arena, image->reference),
        .other_references = copy_text(arena, image->other_references),
        .manifest_digest = copy_text(arena, image->manifest_digest),
        .config_digest = copy_text(arena, image->config_digest),
        .platform = copy_text(arena, image->platform),
    };
    return copy;
}

static const struct veto_layer *copy_layer(struct arena *arena, const struct veto_layer *layer)
{
    struct veto_layer *copy = ARENA_NEW(arena, struct veto_layer);
    if (!copy)
        return NULL;
    *copy = (struct veto_layer){
        .index = layer->index,
        .digest = copy_text(arena, layer->digest),
        .diff_id = copy_text(arena, layer->diff_id),
        .instruction = copy_text(arena, layer->instruction),
    };
    return copy;
}

const struct veto_origin *origin_copy(struct arena *arena, const struct veto_origin *origin)
{
    const struct veto_origin *first = NULL;
    const struct veto_origin **place = &first;
    for (; origin; origin = origin->parent) {
        struct veto_origin *copy = ARENA_NEW(arena, struct veto_origin);
        if (!copy)
            return NULL;
        *copy = *origin;
        copy->name = span_to_bytes(arena_span(arena, span_from_bytes(origin->name)));
        copy->prefix = span_to_bytes(arena_span(arena, span_from_bytes(origin->prefix)));
        copy->image = origin->image ? copy_image(arena, origin->image) : NULL;
        copy->layer = origin->layer ? copy_layer(arena, origin->layer) : NULL;
        *place = copy;
        place = &copy->parent;
    }
    return arena_failed(arena) ? NULL : first;
}

static int compare_numbers(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

static int compare_links(const struct veto_origin *a, const struct veto_origin *b)
{
    int order = compare_numbers(a->ordinal, b->ordinal);
    if (!order && a->layer && b->layer)
        order = compare_numbers(a->layer->index, b->layer->index);
    if (!order)
        order = span_compare(span_from_bytes(a->name), span_from_bytes(b->name));
    return order ? order : compare_numbers(a->kind, b->kind);
}

static size_t depth_of(const struct veto_origin *origin)
{
    size_t depth = 0;
    for (; origin; origin = origin->parent)
        depth++;
    return depth;
}

/* The link that is `depth` links below the target. */
static const struct veto_origin *link_at(const struct veto_origin *origin, size_t total,
                                         size_t depth)
{
    for (; total - 1 > depth; total--)
        origin = origin->parent;
    return origin;
}

int origin_compare(const struct veto_origin *a, const struct veto_origin *b)
{
    if (a == b)
        return 0;
    if (a && b && a->parent == b->parent)
        return compare_links(a, b);
    size_t depth_a = depth_of(a), depth_b = depth_of(b);
    for (size_t i = 0; i < MIN(depth_a, depth_b); i++) {
        int order = compare_links(link_at(a, depth_a, i), link_at(b, depth_b, i));
        if (order)
            return order;
    }
    return compare_numbers(depth_a, depth_b);
}

const struct veto_origin *origin_target(const struct veto_origin *origin)
{
    while (origin && origin->parent)
        origin = origin->parent;
    return origin;
}

const struct veto_origin *origin_find(const struct veto_origin *origin, enum veto_origin_kind kind)
{
    while (origin && origin->kind != kind)
        origin = origin->parent;
    return origin;
}

static void append_name(struct buf *to, const struct veto_origin *origin)
{
    struct span name = span_from_bytes(origin->name);
    switch (origin->kind) {
    case VETO_ORIGIN_LAYER:
        buf_printf(to, "layer %u", origin->layer ? origin->layer->index : 0);
        break;
    case VETO_ORIGIN_IMAGE:
        if (origin->image && origin->image->reference && origin->image->reference[0])
            name = span_of(origin->image->reference);
        utf_append_printable(to, name, false);
        break;
    default:
        utf_append_printable(to, name, false);
    }
}

/* What stands between a link and its parent. */
static const char *separator(const struct veto_origin *origin)
{
    const struct veto_origin *parent = origin->parent;
    if (parent->kind == VETO_ORIGIN_TREE)
        return parent->name.len && parent->name.data[parent->name.len - 1] == '/' ? "" : "/";
    if (origin->kind == VETO_ORIGIN_ENTRY && parent->kind != VETO_ORIGIN_LAYER)
        return "!/";
    return " ! ";
}

static bool is_here(const struct veto_origin *origin)
{
    return origin->kind == VETO_ORIGIN_TREE &&
           (origin->name.len == 0 || span_is(span_from_bytes(origin->name), "."));
}

void origin_append(struct buf *to, const struct veto_origin *origin)
{
    size_t depth = depth_of(origin);
    for (size_t i = 0; i < depth; i++) {
        const struct veto_origin *link = link_at(origin, depth, i);
        if (depth > 1 && is_here(link))
            continue;
        if (link->parent && !(i == 1 && is_here(link->parent)))
            buf_append_text(to, separator(link));
        append_name(to, link);
    }
}

/* `registry/team/app` of `registry/team/app:1.2@sha256:…`. */
static struct span repository_of(struct span reference)
{
    reference = span_sub(reference, 0, span_find_char(reference, '@'));
    struct span last = span_basename(reference);
    size_t colon = span_find_char(last, ':');
    return span_sub(reference, 0, reference.len - (last.len - colon));
}

static void append_prefix(struct buf *to, const struct veto_origin *target)
{
    if (target->prefix.len == 0)
        return;
    buf_append(to, span_from_bytes(target->prefix));
    buf_append_char(to, '/');
}

void origin_append_bordered(struct buf *to, const struct veto_origin *origin, char border)
{
    size_t depth = depth_of(origin);
    for (size_t i = 0; i < depth; i++) {
        const struct veto_origin *link = link_at(origin, depth, i);
        switch (link->kind) {
        case VETO_ORIGIN_IMAGE:
            /* The archive that holds the image is only a wrapping: begin anew. */
            buf_clear(to);
            if (link->image)
                buf_append(to, repository_of(span_of(link->image->reference)));
            break;
        case VETO_ORIGIN_LAYER:
            break;
        case VETO_ORIGIN_TREE:
            append_prefix(to, link);
            break;
        case VETO_ORIGIN_CONFIG:
            /* Env, history and labels repeat one another: all are the image's configuration. */
            buf_append_char(to, border);
            buf_append_text(to, "config");
            break;
        case VETO_ORIGIN_FILE:
        case VETO_ORIGIN_STREAM:
            append_prefix(to, link);
            buf_append(to, link->parent ? span_from_bytes(link->name)
                                        : span_basename(span_from_bytes(link->name)));
            break;
        case VETO_ORIGIN_ENTRY:
            buf_append_char(to, border);
            buf_append(to, span_from_bytes(link->name));
            break;
        }
    }
}

void origin_append_logical(struct buf *to, const struct veto_origin *origin)
{
    origin_append_bordered(to, origin, '!');
}
