/* SPDX-License-Identifier: Apache-2.0 */
/* Files with findings, and what they are nested in: image, layer, file, entry (§3.24). */
#include "report/sarif.h"

#include "report/place.h"
#include "unit/origin.h"

/* How many links, from the outside, two chains have in common. */
static size_t common_links(const struct veto_origin *a, const struct veto_origin *b)
{
    size_t count = 0, least = MIN(place_depth(a), place_depth(b));
    while (count < least && origin_compare(place_link(a, count), place_link(b, count)) == 0)
        count++;
    return count;
}

int64_t sarif_number(struct sarif_numbering *numbering, const struct veto_origin *origin,
                     size_t *first_new)
{
    /* Links past the bound, which no archive that is read has, share the last number. */
    size_t depth = MIN(place_depth(origin), (size_t)SARIF_LEVELS);
    size_t known = common_links(numbering->previous, origin);
    for (size_t i = known; i < depth; i++) {
        bool is_folder = place_link(origin, i)->kind == VETO_ORIGIN_TREE;
        numbering->numbers[i] = is_folder ? -1 : numbering->next++;
    }
    numbering->previous = origin;
    *first_new = known;
    return numbering->numbers[depth - 1];
}

/* `"hashes": {"sha-256": …}` of an OCI digest. */
static void put_hash(struct sarif *sarif, const char *digest)
{
    struct span rest = span_of(digest), algorithm;
    if (!span_next_field(&rest, ':', &algorithm) || rest.len == 0)
        return;
    bool is_512 = span_is(algorithm, "sha512");
    if (!is_512 && !span_is(algorithm, "sha256"))
        return;
    json_put_open(&sarif->json, "hashes", '{');
    json_put_span(&sarif->json, is_512 ? "sha-512" : "sha-256", rest);
    json_close(&sarif->json, '}');
}

static void put_layer(struct sarif *sarif, const struct veto_layer *layer)
{
    put_hash(sarif, layer->digest);
    buf_clear(&sarif->text);
    buf_printf(&sarif->text, "Layer %u", layer->index);
    if (layer->instruction[0]) {
        buf_append_text(&sarif->text, ": ");
        sarif_escape_text(sarif, layer->instruction);
    }
    buf_append_char(&sarif->text, '.');
    sarif_put_message(sarif, "description");
    json_put_open(&sarif->json, "properties", '{');
    json_put_integer(&sarif->json, "layer", layer->index);
    json_put_text(&sarif->json, "diffId", layer->diff_id);
    json_close(&sarif->json, '}');
}

static void put_image(struct sarif *sarif, const struct veto_image *image)
{
    put_hash(sarif, image->manifest_digest);
    json_put_open(&sarif->json, "properties", '{');
    json_put_text(&sarif->json, "reference", image->reference);
    json_put_text(&sarif->json, "configDigest", image->config_digest);
    json_put_text(&sarif->json, "platform", image->platform);
    json_close(&sarif->json, '}');
}

/* What is nested in nothing. */
static void put_outermost(struct sarif *sarif, const struct veto_origin *link)
{
    struct json_writer *w = &sarif->json;
    json_put_open(w, "roles", '[');
    json_write_text(w, link->kind == VETO_ORIGIN_STREAM ? "standardStream" : "analysisTarget");
    json_close(w, ']');
    /* Artifacts are a set: files of the same name in two targets must differ in something. */
    uint32_t ordinal = origin_target(link)->ordinal;
    if (!ordinal)
        return;
    json_put_open(w, "properties", '{');
    json_put_integer(w, "target", ordinal);
    json_close(w, '}');
}

static void write_artifact(struct sarif *sarif, const struct veto_origin *link, int64_t parent)
{
    struct json_writer *w = &sarif->json;
    json_open(w, '{');
    json_put_open(w, "location", '{');
    sarif_put_place(sarif, "uri", link, place_append_link_uri);
    /* Only what is nested in nothing may be relative to a base (§3.4.4). */
    if (parent < 0)
        json_put_text(w, "uriBaseId", "SRCROOT");
    json_close(w, '}');
    if (parent >= 0)
        json_put_integer(w, "parentIndex", parent);
    if (link->kind == VETO_ORIGIN_LAYER && link->layer)
        put_layer(sarif, link->layer);
    else if (link->kind == VETO_ORIGIN_IMAGE && link->image)
        put_image(sarif, link->image);
    else if (parent < 0)
        put_outermost(sarif, link);
    json_close(w, '}');
}

void sarif_write_artifacts(struct sarif *sarif, const struct sarif_selection *selection)
{
    struct sarif_numbering numbering = { 0 };
    struct sarif_cursor cursor = { 0 };
    const struct veto_finding *finding;
    json_put_open(&sarif->json, "artifacts", '[');
    while ((finding = sarif_next(&cursor, selection, sarif->result))) {
        const struct veto_origin *origin = finding->place.origin;
        size_t first_new, depth = MIN(place_depth(origin), (size_t)SARIF_LEVELS);
        sarif_number(&numbering, origin, &first_new);
        for (size_t i = first_new; i < depth; i++)
            if (numbering.numbers[i] >= 0)
                write_artifact(sarif, place_link(origin, i), i ? numbering.numbers[i - 1] : -1);
    }
    json_close(&sarif->json, ']');
}
