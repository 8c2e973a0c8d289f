/* SPDX-License-Identifier: Apache-2.0 */
#include "source/image/layers.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/digest.h"
#include "source/compressed.h"
#include "source/image/choice.h"
#include "source/image/document.h"
#include "source/layer_tar.h"
#include "unit/problem.h"

enum { DRAIN_BLOCK = 64 * 1024 };

/* Notes what the layer does to lower ones, and what of it matters to an audit. */
struct noting {
    struct entry_observer base;
    struct stored_layer *stored;
};

static void note_entry(struct entry_observer *observer, const struct tar_entry *entry)
{
    struct stored_layer *stored = container_of(observer, struct noting, base)->stored;
    layer_index_add(&stored->index, entry);
    layer_notes_add(&stored->notes, entry);
}

static void note_front(struct entry_observer *observer, struct span bytes)
{
    layer_notes_front(&container_of(observer, struct noting, base)->stored->notes, bytes);
}

/* ---- By what its bytes are hashed ------------------------------------------------------------- */

static bool is_digest(struct span name, enum digest_algorithm *algorithm)
{
    struct span hex;
    return digest_parse(name, algorithm, &hex);
}

/*
 * Only where it is asked for, it costs as much as half the unpacking; and of layers that say they
 * are a base's: whoever believes that lets their secrets pass.
 */
static bool wants_tar_digest(const struct unit_sink *sink, const struct image_layer *layer)
{
    const struct image_choice *choice = sink->image_choice;
    struct span diff_id = span_of(layer->info.diff_id);
    enum digest_algorithm algorithm;
    return choice && is_digest(diff_id, &algorithm) &&
           (choice->verify_layers ||
            (choice->base_diff_ids && table_get(choice->base_diff_ids, diff_id)));
}

/* The diff_id by whose algorithm the tar is hashed; NULL where nobody wants it. */
static const char *wanted_diff_id(const struct unit_sink *sink, const struct image_layer *layer)
{
    while (layer && !wants_tar_digest(sink, layer))
        layer = layer->next;
    return layer ? layer->info.diff_id : NULL;
}

/* Of bytes that nothing is claimed of, or in another algorithm, the one that layers are known by. */
static enum digest_algorithm own_algorithm(const struct image_layer *layer)
{
    enum digest_algorithm algorithm;
    for (; layer; layer = layer->next)
        if (is_digest(layer->digest, &algorithm))
            return algorithm;
    return DIGEST_SHA256;
}

static bool has_digest(const struct image_layer *layer)
{
    enum digest_algorithm algorithm;
    while (layer && !is_digest(layer->digest, &algorithm))
        layer = layer->next;
    return layer != NULL;
}

static enum digest_algorithm tar_algorithm(const char *diff_id)
{
    enum digest_algorithm algorithm;
    return is_digest(span_of(diff_id), &algorithm) ? algorithm : DIGEST_SHA256;
}

/* ---- Reading ---------------------------------------------------------------------------------- */

/* Reads what the archive's reader left, so that the digest is that of all. */
static bool read_rest(struct unit_sink *sink, struct digesting_reader *reader)
{
    char *scratch = malloc(DRAIN_BLOCK);
    bool whole = scratch && reader_drain(&reader->base, scratch, DRAIN_BLOCK, sink) == 0;
    free(scratch);
    return whole && !reader->failed;
}

/*
 * Stored bytes that are the tar itself: they are hashed once more only where one hash cannot answer
 * for both names.
 */
static struct content_reader *plain_bytes(struct content_reader *stored,
                                          const struct image_layer *layer, const char *diff_id,
                                          struct content_state *state)
{
    struct digesting_reader *tar = state->unpacked;
    state->unpacked = NULL;
    if (!tar || own_algorithm(layer) == tar_algorithm(diff_id))
        return stored;
    tar->source = stored;
    return &tar->base;
}

/* By magic: media types lie. `*is_plain`: the stored bytes are the tar itself. */
static void scan_stored(struct unit_sink *sink, struct content_reader *stored,
                        const struct image_layer *layer,
                        struct digesting_reader *unpacked, bool *is_plain)
{
    char head[CONTAINER_HEAD];
    uint64_t inflated = 0; /* of this layer: other threads read the other ones */
    struct noting noting = { { note_entry, note_front }, layer->stored };
    struct content_state state = { .inflated = &inflated,
                                   .unpacked = unpacked,
                                   .observer = &noting.base };
    ssize_t got = stored->read(stored, head, sizeof(head));
    if (got <= 0)
        return;
    struct span first = { head, (size_t)got };
    struct headed_reader whole = reader_with_head(first, stored);
    enum container container = container_of_bytes(first);
    *is_plain = !container_is_stream(container);
    struct content_reader *bytes = &whole.base;
    if (*is_plain) {
        bytes = plain_bytes(bytes, layer, wanted_diff_id(sink, layer), &state);
        layer_tar_scan(sink, bytes, &layer->origin, state);
    } else {
        compressed_scan(sink, container, bytes, 0, &layer->origin, state);
    }
    if (bytes != &whole.base && !read_rest(sink, unpacked))
        unpacked->failed = true;
}

/* NULL where it cannot be made. */
static struct digest *open_digest(struct unit_sink *sink, const struct image_layer *layer,
                                  enum digest_algorithm algorithm)
{
    struct veto_error error;
    struct digest *digest = NULL;
    if (digest_create(&digest, algorithm, &error) < 0)
        problem_add(sink, VETO_PROBLEM_UNJUDGED, &layer->origin, "the layer is not verified: %s",
                    error.message);
    return digest;
}

/* Whose layer it is that is verified. */
struct claim {
    const struct image_layer *layer;
    bool is_disputed; /* images that share it say different things of it */
};

/*
 * Holds what was made against what the bytes are named. What is told of a layer is told of all
 * images that share it; where these disagree it is told of the image.
 */
static void verify(struct unit_sink *sink, const struct claim *claim,
                   const char actual[DIGEST_MAX_HEX], struct span expected, const char *what)
{
    const struct image_layer *layer = claim->layer;
    const struct veto_origin *origin = claim->is_disputed ? layer->origin.parent : &layer->origin;
    char which[64];
    if (claim->is_disputed)
        snprintf(which, sizeof(which), "%s (number %u)", what, layer->info.index);
    else
        snprintf(which, sizeof(which), "%s", what);
    struct span hex = span_from(expected, span_find_char(expected, ':') + 1);
    if (hex.len != strlen(actual))
        problem_add(sink, VETO_PROBLEM_UNJUDGED, origin,
                    "%s is not verified: images name it by several algorithms", which);
    else if (!span_is(hex, actual))
        digest_report_mismatch(sink, origin, which, expected, actual);
}

/* An account at its end may have no password. */
static void report_cut_text(struct unit_sink *sink, const struct image_layer *layer,
                            struct span path)
{
    const struct veto_origin file = { .kind = VETO_ORIGIN_ENTRY,
                                      .parent = &layer->origin,
                                      .name = span_to_bytes(path) };
    problem_add(sink, VETO_PROBLEM_UNJUDGED, &file,
                "the audit of the image reads the first %d KiB of it alone", GATHER_SMALL / 1024);
}

static void report_cut(struct unit_sink *sink, const struct image_layer *layer)
{
    if (layer->stored->index.is_cut)
        problem_add(sink, VETO_PROBLEM_UNJUDGED, &layer->origin,
                    "the layer has more paths than are kept: what it takes away from lower layers "
                    "is known in part");
    if (layer->stored->notes.is_cut)
        problem_add(sink, VETO_PROBLEM_UNJUDGED, &layer->origin,
                    "the layer has more files that matter to an audit than are kept");
    if (layer->stored->notes.cut_text.len)
        report_cut_text(sink, layer, layer->stored->notes.cut_text);
}

/* What the stored bytes, and the tar in them, hash to. */
struct layer_digests {
    struct digest *stored, *tar;
};

static struct layer_digests open_digests(struct unit_sink *sink, const struct image_layer *layer,
                                         const struct layer_visit *visit)
{
    const char *diff_id = wanted_diff_id(sink, layer);
    bool is_wanted = visit || diff_id || has_digest(layer);
    return (struct layer_digests) {
        .stored = is_wanted ? open_digest(sink, layer, own_algorithm(layer)) : NULL,
        .tar = diff_id ? open_digest(sink, layer, tar_algorithm(diff_id)) : NULL,
    };
}

static void verify_one(struct unit_sink *sink, const struct claim *claim,
                       const struct stored_layer *stored, const char *of_stored)
{
    const struct image_layer *layer = claim->layer;
    struct span diff_id = span_of(layer->info.diff_id);
    enum digest_algorithm algorithm;
    if (is_digest(layer->digest, &algorithm) && (stored->is_plain || !layer->digest_of_tar))
        verify(sink, claim, of_stored, layer->digest, "the layer");
    const char *of_tar = strchr(stored->tar_digest, ':');
    bool is_told = stored->is_plain && span_eq(diff_id, layer->digest);
    if (!is_told && of_tar && wants_tar_digest(sink, layer))
        verify(sink, claim, of_tar + 1, diff_id, "the layer's tar");
}

static void verify_all(struct unit_sink *sink, const struct image_layer *layer,
                       const struct stored_layer *stored, const char *of_stored)
{
    bool is_disputed = layer->next != NULL;
    for (; layer; layer = layer->next)
        verify_one(sink, &(struct claim) { layer, is_disputed }, stored, of_stored);
}

static void note_tar_digest(struct stored_layer *stored, enum digest_algorithm algorithm,
                            const char *hex)
{
    snprintf(stored->tar_digest, sizeof(stored->tar_digest), "%s:%s",
             algorithm == DIGEST_SHA256 ? "sha256" : "sha512", hex);
}

/* Ends that of the tar, or takes the stored bytes' for it where they are the tar. */
static void finish_tar_digest(const struct image_layer *layer, const char *diff_id,
                              struct digest *tar, const char *of_stored)
{
    char hex[DIGEST_MAX_HEX];
    if (tar) {
        digest_finish_hex(tar, hex);
        note_tar_digest(layer->stored, tar_algorithm(diff_id), hex);
    } else if (layer->stored->is_plain) {
        note_tar_digest(layer->stored, own_algorithm(layer), of_stored);
    }
}

void layer_scan(struct unit_sink *sink, struct content_reader *stored,
                const struct image_layer *layer, struct layer_visit *visit)
{
    char of_stored[DIGEST_MAX_HEX];
    struct layer_digests digests = open_digests(sink, layer, visit);
    struct digesting_reader reader = reader_digesting(stored, digests.stored);
    struct digesting_reader unpacked = reader_digesting(NULL, digests.tar);
    sink->counts.layers++;
    digesting_use_threads(&reader, sink);
    digesting_use_threads(&unpacked, sink);
    scan_stored(sink, &reader.base, layer, digests.tar ? &unpacked : NULL,
                &layer->stored->is_plain);
    layer_index_finish(&layer->stored->index);
    report_cut(sink, layer);
    bool is_whole = digests.stored && read_rest(sink, &reader);
    digesting_settle(&reader);
    digesting_settle(&unpacked);
    if (is_whole) {
        digest_finish_hex(digests.stored, of_stored);
        bool has_tar = unpacked.source && !unpacked.failed;
        finish_tar_digest(layer, wanted_diff_id(sink, layer), has_tar ? digests.tar : NULL,
                          of_stored);
        verify_all(sink, layer, layer->stored, of_stored);
        if (visit && strlen(of_stored) < sizeof(visit->sha256)) {
            memcpy(visit->sha256, of_stored, strlen(of_stored) + 1);
            visit->is_whole = true;
        }
    }
    digest_free(digests.stored);
    digest_free(digests.tar);
}

/* ---- Layers that are known ------------------------------------------------------------------- */

/* Layers that are named by another algorithm are read, whoever knows them. */
static bool is_named_by_sha512(const struct image_layer *layer)
{
    return span_starts(layer->digest, SPAN("sha512:"));
}

/* False where the bytes cannot be read whole; reading them as a layer will say so. */
static bool hash_stored(struct unit_sink *sink, struct content_reader *stored,
                        struct layer_visit *visit)
{
    char hex[DIGEST_MAX_HEX];
    struct digest *digest = NULL;
    struct veto_error error;
    if (digest_create(&digest, DIGEST_SHA256, &error) < 0)
        return false;
    struct digesting_reader reader = reader_digesting(stored, digest);
    bool whole = reader_drain(&reader.base, sink->buffer_bytes, sink->buffer.len, sink) == 0 &&
                 !reader.failed;
    digest_finish_hex(digest, hex);
    digest_free(digest);
    if (whole)
        memcpy(visit->sha256, hex, sizeof(visit->sha256));
    return whole;
}

/* ---- Tasks ----------------------------------------------------------------------------------- */

struct layer_task {
    struct read_task task;
    const struct image_layer *layer;
    const struct store *store;
    struct layer_visit visit;
};

static enum layer_turn ask_for_turn(struct layer_task *self, struct unit_sink *sink)
{
    struct layer_visit *visit = &self->visit;
    struct store_reader reader;
    visit->diff_id = wanted_diff_id(sink, self->layer);
    if (!sink->operations->layer_begin || is_named_by_sha512(self->layer))
        return LAYER_READ;
    enum layer_turn turn = sink->operations->layer_begin(sink, visit);
    if (turn != LAYER_HASH)
        return turn;
    if (store_reader_open(&reader, self->store, self->layer->file, sink, visit->origin) < 0)
        return LAYER_READ;
    bool hashed = hash_stored(sink, reader.content, visit);
    store_reader_close(&reader);
    return hashed ? sink->operations->layer_begin(sink, visit) : LAYER_READ;
}

static void read_layer(struct layer_task *self, struct unit_sink *sink)
{
    struct layer_visit *visit = sink->operations->layer_end ? &self->visit : NULL;
    struct store_reader reader;
    if (store_reader_open(&reader, self->store, self->layer->file, sink, &self->layer->origin) ==
        0) {
        layer_scan(sink, reader.content, self->layer, visit);
        store_reader_close(&reader);
    }
    if (visit)
        sink->operations->layer_end(sink, visit);
}

static void layer_task_run(struct read_task *task, struct unit_sink *sink)
{
    struct layer_task *self = container_of(task, struct layer_task, task);
    /* A layer that waits may be run again before this returns. */
    switch (ask_for_turn(self, sink)) {
    case LAYER_READ:
    case LAYER_HASH:
        read_layer(self, sink);
        break;
    case LAYER_WAIT:
        break;
    case LAYER_KNOWN:
        sink->counts.layers++;
        verify_all(sink, self->layer, self->visit.stored, self->visit.sha256);
        break;
    }
}

static void layer_task_drop(struct read_task *task)
{
    free(container_of(task, struct layer_task, task));
}

static int by_size(const void *a, const void *b)
{
    const struct image_layer *const *left = a, *const *right = b;
    uint64_t x = (*left)->file->size, y = (*right)->file->size;
    return (x > y) - (x < y);
}

static void ask_one(struct unit_sink *sink, const struct image_layer *layer,
                    const struct store *store, struct read_task *parent)
{
    struct layer_task *task = calloc(1, sizeof(*task));
    if (!task) {
        problem_add(sink, VETO_PROBLEM_UNREAD, &layer->origin, "out of memory");
        return;
    }
    *task = (struct layer_task){
        .task = { .run = layer_task_run, .drop = layer_task_drop, .parent = parent },
        .layer = layer,
        .store = store,
        .visit = { .origin = &layer->origin,
                   .stored = layer->stored,
                   .task = &task->task,
                   .size = layer->file->size },
    };
    sink->operations->read(sink, &task->task);
}

void layers_ask(struct unit_sink *sink, struct image_layer *const *layers, size_t count,
                const struct store *store, struct read_task *parent)
{
    if (count == 0)
        return;
    const struct image_layer **sorted = calloc(count, sizeof(struct image_layer *));
    if (!sorted) {
        for (size_t i = 0; i < count; i++)
            ask_one(sink, layers[i], store, parent);
        return;
    }
    memcpy(sorted, layers, count * sizeof(*layers));
    /* Among waiting tasks the last one asked for runs first. */
    qsort(sorted, count, sizeof(*sorted), by_size);
    for (size_t i = 0; i < count; i++)
        ask_one(sink, sorted[i], store, parent);
    free(sorted);
}
