/* SPDX-License-Identifier: Apache-2.0 */
#include "source/image/layers.h"

#include <stdlib.h>

#include "base/digest.h"
#include "source/archive_walk.h"
#include "source/compressed.h"
#include "source/image/choice.h"
#include "source/image/document.h"
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

static bool is_all_zero(struct span bytes)
{
    for (size_t i = 0; i < bytes.len; i++)
        if (bytes.data[i])
            return false;
    return true;
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
    /* A layer without a single file is zeros alone. */
    if (container == CONTAINER_TAR || is_all_zero(first))
        archive_scan_tar(sink, &whole.base, &layer->origin, state);
    else if (container_is_stream(container))
        compressed_scan(sink, container, &whole.base, &layer->origin, state);
    else
        content_stream(sink, &whole.base, &layer->origin, state);
}

/* Reads what the archive's reader left, so that the digest is that of all. */
static bool read_rest(struct unit_sink *sink, struct digesting_reader *reader)
{
    char *scratch = malloc(DRAIN_BLOCK);
    bool whole = scratch && reader_drain(&reader->base, scratch, DRAIN_BLOCK, sink) == 0;
    free(scratch);
    return whole && !reader->failed;
}

/* Of bytes that must hash to `expected`; NULL where that is no digest, or cannot be made. */
static struct digest *open_digest(struct unit_sink *sink, const struct image_layer *layer,
                                  struct span expected)
{
    enum digest_algorithm algorithm;
    struct span hex;
    struct veto_error error;
    struct digest *digest = NULL;
    if (digest_parse(expected, &algorithm, &hex) && digest_create(&digest, algorithm, &error) < 0)
        problem_add(sink, VETO_PROBLEM_UNJUDGED, &layer->origin, "the layer is not verified: %s",
                    error.message);
    return digest;
}

/* Ends the digest and holds it against what the bytes are named, unless they are not whole. */
static void verify(struct unit_sink *sink, const struct image_layer *layer,
                   const char actual[DIGEST_MAX_HEX], struct span expected, const char *what)
{
    struct span hex = span_from(expected, span_find_char(expected, ':') + 1);
    if (!span_is(hex, actual))
        digest_report_mismatch(sink, &layer->origin, what, expected, actual);
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
}

/* Only where it is asked for: it costs as much as half the unpacking. */
static struct digest *open_tar_digest(struct unit_sink *sink, const struct image_layer *layer)
{
    struct span diff_id = span_of(layer->info.diff_id);
    bool is_wanted = sink->image_choice && sink->image_choice->verify_layers;
    return is_wanted ? open_digest(sink, layer, diff_id) : NULL;
}

/* What the stored bytes, and the tar in them, hash to. */
struct layer_digests {
    struct digest *stored, *tar;
};

static void verify_all(struct unit_sink *sink, const struct image_layer *layer,
                       struct layer_digests digests, bool is_plain, bool tar_is_whole)
{
    char of_stored[DIGEST_MAX_HEX], of_tar[DIGEST_MAX_HEX];
    struct span diff_id = span_of(layer->info.diff_id);
    digest_finish_hex(digests.stored, of_stored);
    if (is_plain || !layer->digest_of_tar)
        verify(sink, layer, of_stored, layer->digest, "the layer");
    if (!digests.tar)
        return;
    digest_finish_hex(digests.tar, of_tar);
    bool same_algorithm = span_find_char(diff_id, ':') == span_find_char(layer->digest, ':') &&
                          span_starts(diff_id, span_sub(layer->digest, 0, 6));
    if (is_plain && same_algorithm && !span_eq(diff_id, layer->digest))
        verify(sink, layer, of_stored, diff_id, "the layer's tar");
    else if (!is_plain && tar_is_whole)
        verify(sink, layer, of_tar, diff_id, "the layer's tar");
}

void layer_scan(struct unit_sink *sink, struct content_reader *stored,
                const struct image_layer *layer)
{
    bool is_plain = false;
    struct layer_digests digests = { open_digest(sink, layer, layer->digest),
                                     open_tar_digest(sink, layer) };
    struct digesting_reader reader = reader_digesting(stored, digests.stored);
    struct digesting_reader unpacked = reader_digesting(NULL, digests.tar);
    sink->counts.layers++;
    scan_stored(sink, &reader.base, layer, digests.tar ? &unpacked : NULL, &is_plain);
    layer_index_finish(&layer->stored->index);
    report_cut(sink, layer);
    if (digests.stored && read_rest(sink, &reader))
        verify_all(sink, layer, digests, is_plain, unpacked.source && !unpacked.failed);
    digest_free(digests.stored);
    digest_free(digests.tar);
}

/* ---- Tasks ----------------------------------------------------------------------------------- */

struct layer_task {
    struct read_task task;
    const struct image_layer *layer;
    const struct store *store;
};

static void layer_task_run(struct read_task *task, struct unit_sink *sink)
{
    struct layer_task *self = container_of(task, struct layer_task, task);
    struct store_reader reader;
    if (store_reader_open(&reader, self->store, self->layer->file, sink, &self->layer->origin) < 0)
        return;
    layer_scan(sink, reader.content, self->layer);
    store_reader_close(&reader);
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
