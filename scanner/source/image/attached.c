/* SPDX-License-Identifier: Apache-2.0 */
#include "source/image/attached.h"

#include <stdint.h>

/* Words in a media type, or in a predicate's, that say what the document is. */
struct meaning {
    const char *word;
    unsigned kind;
};

static const struct meaning meanings[] = {
    { "cosign.simplesigning", ATTACHED_SIGNATURE },
    { "cosign.artifact.sig", ATTACHED_SIGNATURE },
    { "notary.signature", ATTACHED_SIGNATURE },
    { "sigstore.bundle", ATTACHED_SIGNATURE },
    { "spdx", ATTACHED_SBOM },
    { "cyclonedx", ATTACHED_SBOM },
    { "vnd.syft", ATTACHED_SBOM },
    { "slsa.dev/provenance", ATTACHED_PROVENANCE },
};

/* How cosign's tags end: `sha256-<hex>.sig`. An attestation's own type stands in its layers. */
static const struct meaning tag_ends[] = {
    { ".sig", ATTACHED_SIGNATURE },
    { ".sbom", ATTACHED_SBOM },
    { ".att", 0 },
};

static unsigned meaning_of(struct span text)
{
    unsigned kinds = 0;
    for (size_t i = 0; i < ARRAY_SIZE(meanings); i++)
        if (span_find_nocase(text, span_of(meanings[i].word)) != SIZE_MAX)
            kinds |= meanings[i].kind;
    return kinds;
}

static struct span annotation(const struct json_value *of, const char *key)
{
    return json_text(json_member(json_member(of, "annotations"), key));
}

static unsigned kinds_of(const struct json_value *manifest)
{
    const struct json_value *layers = json_member(manifest, "layers");
    unsigned kinds = meaning_of(json_text(json_member(manifest, "artifactType"))) |
                     meaning_of(json_text(json_member(json_member(manifest, "config"), "mediaType")));
    for (size_t i = 0; i < json_count(layers); i++) {
        const struct json_value *layer = json_element(layers, i);
        kinds |= meaning_of(json_text(json_member(layer, "mediaType"))) |
                 meaning_of(annotation(layer, "in-toto.io/predicate-type")) |
                 meaning_of(annotation(layer, "predicateType"));
    }
    return kinds;
}

/* The digest that a tag of cosign's names; empty where it is none of those. */
static struct span subject_of_tag(struct image_set *set, struct span tag, unsigned *kinds)
{
    size_t dash = span_find_char(tag, '-');
    for (size_t i = 0; i < ARRAY_SIZE(tag_ends); i++) {
        struct span end = span_of(tag_ends[i].word);
        if (!span_ends(tag, end) || dash >= tag.len - end.len)
            continue;
        struct span hex = span_sub(tag, dash + 1, tag.len - end.len - dash - 1);
        const char *digest = arena_printf(&set->arena, "%.*s:%.*s", (int)dash, tag.data,
                                          (int)hex.len, hex.data);
        *kinds |= tag_ends[i].kind;
        return digest ? span_of(digest) : SPAN_EMPTY;
    }
    return SPAN_EMPTY;
}

void attached_note(struct image_set *set, const struct json_value *manifest,
                   const struct json_value *descriptor)
{
    unsigned kinds = kinds_of(manifest);
    struct span subject = json_text(json_member(json_member(manifest, "subject"), "digest"));
    if (subject.len == 0)
        subject = annotation(descriptor, "vnd.docker.reference.digest");
    if (subject.len == 0)
        subject = subject_of_tag(set, annotation(descriptor, "org.opencontainers.image.ref.name"),
                                 &kinds);
    struct span kept = arena_span(&set->arena, subject);
    if (subject.len == 0 || !kept.data || !kinds)
        return;
    kinds |= (unsigned)(uintptr_t)table_get(&set->attached, kept);
    /* Without memory a check says that it is absent, which is off unless asked for. */
    if (table_set(&set->attached, kept, (void *)(uintptr_t)kinds) < 0)
        return;
}

void attached_settle(struct image_set *set)
{
    for (struct image_set_image *image = set->images; image; image = image->next) {
        struct span digest = span_of(image->origin->image->manifest_digest);
        image->attached = (unsigned)(uintptr_t)table_get(&set->attached, digest);
    }
}
