/* SPDX-License-Identifier: Apache-2.0 */
#include "run/layers/image_audit.h"

#include "finding/fingerprint.h"
#include "source/image/image_description.h"
#include "source/image/image_set.h"
#include "unit/origin.h"
#include "unit/problem.h"

enum { MAX_LOGICAL_PLACE = 1024 * 1024 };

/* Where in the image the part stands. NULL without memory. */
static const struct veto_origin *origin_of_part(struct arena *arena,
                                                const struct image_set_image *image,
                                                const struct described_part *part)
{
    struct veto_origin *origin = part ? ARENA_NEW(arena, struct veto_origin) : NULL;
    if (!part)
        return image->origin;
    if (!origin)
        return NULL;
    struct span name = part->file ? part->file->path : span_of(part->config);
    *origin = (struct veto_origin){
        .kind = part->file ? VETO_ORIGIN_ENTRY : VETO_ORIGIN_CONFIG,
        .parent = part->file ? image->layers[part->layer].origin : image->origin,
        .name = span_to_bytes(arena_span(arena, name)),
    };
    return origin;
}

/* From a place in the description to the one in the image that it is about. */
static bool move_finding(struct collected_finding *found, struct collector *collector,
                         const struct image_set_image *image,
                         const struct image_description *description, size_t base_layers)
{
    struct veto_finding *finding = &found->finding;
    struct arena *arena = &collector->arena;
    const struct described_part *part =
            image_description_part(description, (size_t)finding->place.region.byte_offset);
    const struct veto_origin *origin = origin_of_part(arena, image, part);
    if (!origin)
        return false;
    finding->place = (struct veto_place){
        .origin = origin,
        .region = { .start_line = 1, .start_column = 1, .end_line = 1, .end_column = 1 },
    };
    /* Lines around it are other parts. */
    finding->context = "";
    finding->context_start_line = finding->context_end_line = 0;
    finding->line_hash[0] = '\0';
    if (part && part->file) {
        finding->state = part->state;
        finding->state_layer = part->state_layer;
        finding->in_base = part->layer < base_layers;
    }
    struct buf place = buf_make(MAX_LOGICAL_PLACE);
    origin_append_logical(&place, origin);
    found->logical_place = arena_span(arena, buf_span(&place));
    if (!finding->guessable)
        fingerprint_of_identity(collector->salt, finding->rule->id, finding->identity,
                                found->logical_place, finding->fingerprint);
    bool whole = !place.failed;
    buf_release(&place);
    return whole;
}

static void tell_unread(struct worker *worker, const struct image_set_image *image,
                        const struct image_description *description)
{
    const struct noted_file *file = description->unread;
    const struct veto_origin link = { .kind = VETO_ORIGIN_ENTRY,
                                      .parent = image->layers[description->unread_layer].origin,
                                      .name = span_to_bytes(file->path) };
    problem_add(&worker->sink, VETO_PROBLEM_UNJUDGED, &link,
                "it is a link, and %.*s was not judged as what it is there", (int)file->link.len,
                file->link.data);
}

static void audit_image(struct worker *worker, const struct image_set_image *image,
                        const struct base_layers *bases)
{
    struct image_description description;
    const struct collected_finding *before = worker->collector.findings;
    size_t base_layers = base_layers_count(bases, image);
    image_description_make(&description, image, base_layers);
    struct unit unit = unit_whole(buf_span(&description.text), image->origin);
    unit.kinds = KIND_JSON;
    bool failed = description.failed;
    if (!failed)
        worker_audit_unit(worker, &unit, description.config_end);
    for (struct collected_finding *f = worker->collector.findings; f != before; f = f->next)
        failed |= !move_finding(f, &worker->collector, image, &description, base_layers);
    if (failed)
        problem_add(&worker->sink, VETO_PROBLEM_UNJUDGED, image->origin,
                    "there is too much in the image for its audit");
    if (description.unread)
        tell_unread(worker, image, &description);
    image_description_release(&description);
}

void image_audit_run(struct worker *workers, size_t count, const struct base_layers *bases)
{
    for (size_t i = 0; i < count; i++)
        for (const struct image_set *set = workers[i].image_sets; set; set = set->next)
            for (const struct image_set_image *image = set->images; image; image = image->next)
                if (!sink_stopped(&workers[0].sink))
                    audit_image(&workers[0], image, bases);
}
