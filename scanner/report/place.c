/* SPDX-License-Identifier: Apache-2.0 */
#include "report/place.h"

#include "base/ascii.h"
#include "base/utf.h"
#include "unit/origin.h"

/* Takes back what was appended since `start`. */
static void rewind_to(struct buf *to, size_t start)
{
    if (to->len == start)
        return;
    to->len = start;
    to->data[start] = '\0';
}

size_t place_depth(const struct veto_origin *origin)
{
    size_t depth = 0;
    for (; origin; origin = origin->parent)
        depth++;
    return depth;
}

const struct veto_origin *place_link(const struct veto_origin *origin, size_t index)
{
    for (size_t above = place_depth(origin) - 1 - index; above > 0; above--)
        origin = origin->parent;
    return origin;
}

bool place_is_plain_file(const struct veto_origin *origin)
{
    return origin->kind == VETO_ORIGIN_FILE &&
           (!origin->parent || origin->parent->kind == VETO_ORIGIN_TREE);
}

/* ---- For people ------------------------------------------------------------------------------ */

static void append_printable(struct buf *to, struct veto_bytes name)
{
    utf_append_printable(to, span_from_bytes(name), false);
}

static bool has_reference(const struct veto_origin *image)
{
    return image->image && image->image->reference[0];
}

static bool is_content(const struct veto_origin *link)
{
    return link && (link->kind == VETO_ORIGIN_FILE || link->kind == VETO_ORIGIN_ENTRY ||
                    link->kind == VETO_ORIGIN_STREAM);
}

static void append_content(struct buf *to, size_t start, const struct veto_origin *link)
{
    if (to->len > start)
        buf_append_text(to, is_content(link->parent) ? "!/" : "/");
    append_printable(to, link->name);
}

static void append_links(struct buf *to, const struct veto_origin *origin, bool with_image)
{
    size_t depth = place_depth(origin), start = to->len;
    for (size_t i = 0; i < depth; i++) {
        const struct veto_origin *link = place_link(origin, i);
        switch (link->kind) {
        case VETO_ORIGIN_TREE:
            append_printable(to, link->prefix);
            break;
        case VETO_ORIGIN_IMAGE:
            /* The archive around the image is only a wrapping. */
            rewind_to(to, start);
            if (with_image && has_reference(link))
                utf_append_printable(to, span_of(link->image->reference), false);
            else if (with_image)
                append_printable(to, link->name);
            break;
        case VETO_ORIGIN_LAYER:
            if (with_image)
                buf_printf(to, "/layer %u", link->layer ? link->layer->index : 0);
            break;
        default:
            append_content(to, start, link);
        }
    }
}

void place_append_path(struct buf *to, const struct veto_origin *origin)
{
    size_t start = to->len;
    append_links(to, origin, false);
    /* A layer, an image or a folder as a whole. */
    if (to->len == start)
        append_links(to, origin, true);
    if (to->len == start)
        append_printable(to, origin->name);
}

void place_append_full(struct buf *to, const struct veto_origin *origin)
{
    append_links(to, origin, true);
}

/* ---- URIs ------------------------------------------------------------------------------------ */

static bool is_unreserved(char c)
{
    return ascii_is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

/* One more segment. What would mean "here" or "up" to a reader of URIs is left out. */
static void append_segment(struct buf *to, size_t start, struct span segment)
{
    if (segment.len == 0 || span_is(segment, ".") || span_is(segment, ".."))
        return;
    if (to->len > start)
        buf_append_char(to, '/');
    for (size_t i = 0; i < segment.len; i++) {
        if (is_unreserved(segment.data[i]))
            buf_append_char(to, segment.data[i]);
        else
            buf_printf(to, "%%%02X", (unsigned char)segment.data[i]);
    }
}

static void append_segments(struct buf *to, size_t start, struct span path)
{
    struct span segment;
    while (span_next_field(&path, '/', &segment))
        append_segment(to, start, segment);
}

/* `registry/team/app` of an image; where it has no name, that of the archive it lies in. */
static void append_repository(struct buf *to, size_t start, const struct veto_origin *image)
{
    struct buf repository = buf_make(PLACE_TEXT_MAX);
    if (has_reference(image))
        origin_append_logical(&repository, image);
    if (repository.len == 0)
        buf_append(&repository, span_basename(span_from_bytes(origin_target(image)->name)));
    size_t before = to->len;
    append_segments(to, start, buf_span(&repository));
    if (to->len == before)
        append_segment(to, start, SPAN("unnamed"));
    buf_release(&repository);
}

static void append_uri_link(struct buf *to, size_t start, const struct veto_origin *link)
{
    struct span name = span_from_bytes(link->name);
    switch (link->kind) {
    case VETO_ORIGIN_TREE:
        append_segments(to, start, span_from_bytes(link->prefix));
        break;
    case VETO_ORIGIN_FILE:
        append_segments(to, start, span_from_bytes(link->prefix));
        append_segments(to, start, link->parent ? name : span_basename(name));
        break;
    case VETO_ORIGIN_IMAGE:
        rewind_to(to, start);
        append_segment(to, start, SPAN("image"));
        append_repository(to, start, link);
        break;
    case VETO_ORIGIN_LAYER:
        break;
    case VETO_ORIGIN_CONFIG:
        append_segment(to, start, SPAN("config.json"));
        append_segments(to, start, name);
        break;
    case VETO_ORIGIN_STREAM:
    case VETO_ORIGIN_ENTRY:
        append_segments(to, start, name);
        break;
    }
}

void place_append_uri(struct buf *to, const struct veto_origin *origin)
{
    size_t depth = place_depth(origin), start = to->len;
    for (size_t i = 0; i < depth; i++)
        append_uri_link(to, start, place_link(origin, i));
    if (to->len == start)
        append_segments(to, start, span_basename(span_from_bytes(origin->name)));
    if (to->len == start)
        buf_append_text(to, "unnamed");
}

/* `blobs/sha256/<hex>`, where an OCI layout keeps what has that digest. */
static bool append_blob(struct buf *to, size_t start, const char *digest)
{
    struct span rest = span_of(digest), algorithm;
    if (!span_next_field(&rest, ':', &algorithm) || rest.len == 0)
        return false;
    append_segment(to, start, SPAN("blobs"));
    append_segment(to, start, algorithm);
    append_segment(to, start, rest);
    return true;
}

void place_append_link_uri(struct buf *to, const struct veto_origin *link)
{
    size_t start = to->len;
    if (link->kind == VETO_ORIGIN_IMAGE && has_reference(link)) {
        append_segments(to, start, span_of(link->image->reference));
    } else if (link->kind == VETO_ORIGIN_IMAGE && link->image) {
        append_blob(to, start, link->image->manifest_digest);
    } else if (link->kind == VETO_ORIGIN_LAYER && link->layer) {
        if (!append_blob(to, start, link->layer->digest))
            buf_printf(to, "layer-%u", link->layer->index);
    } else if (place_is_plain_file(link)) {
        place_append_uri(to, link);
    } else if (link->kind != VETO_ORIGIN_IMAGE) {
        append_uri_link(to, start, link);
    }
    if (to->len == start)
        buf_append_text(to, link->kind == VETO_ORIGIN_IMAGE ? "image" : "unnamed");
}

/* ---- Categories ------------------------------------------------------------------------------ */

const struct veto_origin *place_target_image(const struct veto_origin *origin)
{
    size_t depth = place_depth(origin);
    for (size_t i = 0; i < MIN(depth, (size_t)2); i++)
        if (place_link(origin, i)->kind == VETO_ORIGIN_IMAGE)
            return place_link(origin, i);
    return NULL;
}

void place_append_category(struct buf *to, const struct veto_origin *origin, bool coarse)
{
    const struct veto_origin *image = place_target_image(origin);
    if (image && !coarse) {
        buf_append_text(to, "veto/image/");
        append_repository(to, to->len, image);
        buf_append_char(to, '/');
    } else if (image) {
        buf_append_text(to, "veto/image/");
    } else if (origin_target(origin)->kind == VETO_ORIGIN_STREAM) {
        buf_append_text(to, "veto/stream/");
    } else {
        buf_append_text(to, "veto/tree/");
    }
}
