/* SPDX-License-Identifier: Apache-2.0 */
#include "run/layers/base_layers.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/json.h"
#include "source/image/image.h"
#include "unit/sink.h"

enum {
    BASE_ARENA = 64 * 1024 * 1024,
    MAX_LIST = 8 * 1024 * 1024, /* bytes of a file of diff_ids */
    MAX_LAYERS = 4096,
    READ_BUFFER = 1024 * 1024,
};

struct base_layers base_layers_make(void)
{
    struct base_layers bases = { .arena = arena_make(BASE_ARENA, false) };
    table_init(&bases.diff_ids);
    return bases;
}

void base_layers_release(struct base_layers *bases)
{
    table_release(&bases->diff_ids);
    arena_release(&bases->arena);
    bases->chains = NULL;
}

/* An empty chain with room for `most`; NULL without memory. */
static struct base_chain *add_chain(struct base_layers *bases, size_t most)
{
    struct base_chain *chain = ARENA_NEW(&bases->arena, struct base_chain);
    if (!chain)
        return NULL;
    chain->diff_ids = ARENA_ARRAY(&bases->arena, most + 1, struct span);
    if (!chain->diff_ids)
        return NULL;
    chain->next = bases->chains;
    bases->chains = chain;
    return chain;
}

static int add_diff_id(struct base_layers *bases, struct base_chain *chain, struct span diff_id)
{
    struct span kept = arena_span(&bases->arena, diff_id);
    chain->diff_ids[chain->count++] = kept;
    return kept.data ? table_set(&bases->diff_ids, kept, chain) : -1;
}

/* ---- Of an image ----------------------------------------------------------------------------- */

/* Takes what the manifests say, and ends the reading before a layer is looked at. */
struct base_sink {
    struct unit_sink sink;
    struct image_set *set; /* owned */
    char trouble[256];     /* the first */
};

static struct base_sink *base_of(struct unit_sink *sink)
{
    return container_of(sink, struct base_sink, sink);
}

static void base_scan(struct unit_sink *sink, const struct unit *unit)
{
    (void)sink;
    (void)unit;
}

static struct unit_batch *base_batch(struct unit_sink *sink, size_t bytes)
{
    (void)sink;
    (void)bytes;
    return NULL;
}

static void base_take_batch(struct unit_sink *sink, struct unit_batch *batch)
{
    (void)sink;
    (void)batch;
}

static void base_read(struct unit_sink *sink, struct read_task *task)
{
    (void)sink;
    task->drop(task);
}

static void base_problem(struct unit_sink *sink, const struct veto_problem *problem)
{
    struct base_sink *self = base_of(sink);
    if (!self->trouble[0] && problem->kind == VETO_PROBLEM_UNREAD)
        snprintf(self->trouble, sizeof(self->trouble), "%s", problem->text);
}

static void base_event(struct unit_sink *sink, const struct unit_event *event)
{
    (void)sink;
    (void)event;
}

static void base_file(struct unit_sink *sink, const struct veto_origin *origin,
                      enum veto_file_verdict verdict)
{
    (void)sink;
    (void)origin;
    (void)verdict;
}

static void base_image(struct unit_sink *sink, const struct veto_origin *image)
{
    (void)sink;
    (void)image;
}

static void base_image_set(struct unit_sink *sink, struct image_set *set)
{
    struct base_sink *self = base_of(sink);
    image_set_free(self->set);
    self->set = set;
}

static void base_say(struct unit_sink *sink, const char *line)
{
    (void)sink;
    (void)line;
}

static bool base_stopped(const struct unit_sink *sink)
{
    const struct base_sink *self =
            (const struct base_sink *)((const char *)sink - offsetof(struct base_sink, sink));
    return self->set != NULL;
}

static const struct sink_operations base_operations = {
    .scan = base_scan,
    .batch = base_batch,
    .submit = base_take_batch,
    .discard = base_take_batch,
    .read = base_read,
    .problem = base_problem,
    .event = base_event,
    .file = base_file,
    .image = base_image,
    .image_set = base_image_set,
    .say = base_say,
    .stopped = base_stopped,
};

static int add_image(struct base_layers *bases, const struct image_set_image *image)
{
    struct base_chain *chain = add_chain(bases, image->layer_count);
    for (size_t i = 0; chain && i < image->layer_count; i++)
        if (add_diff_id(bases, chain, span_of(image->layers[i].origin->layer->diff_id)) < 0)
            return -1;
    return chain ? 0 : -1;
}

static int run_task(struct base_layers *bases, struct read_task *task, const struct limits *limits,
                    struct veto_error *error)
{
    char *buffer = malloc(READ_BUFFER);
    struct base_sink self = { .sink = { .operations = &base_operations,
                                        .limits = limits,
                                        .buffer = { buffer, READ_BUFFER },
                                        .buffer_bytes = buffer } };
    int result = buffer ? 0 : error_no_memory(error);
    if (buffer)
        task->run(task, &self.sink);
    task->drop(task);
    const struct image_set_image *image = self.set ? self.set->images : NULL;
    if (result == 0 && !image)
        result = error_set(error, VETO_ERROR_FORMAT, "no image: %s",
                           self.trouble[0] ? self.trouble : "it only begins like one");
    for (; result == 0 && image; image = image->next)
        if (add_image(bases, image) < 0)
            result = error_no_memory(error);
    image_set_free(self.set);
    free(buffer);
    return result;
}

/* 1: it was an image. 0: it is none. */
static int load_image(struct base_layers *bases, const char *path, const struct limits *limits,
                      struct veto_error *error)
{
    const struct veto_origin origin = { .kind = VETO_ORIGIN_FILE,
                                        .name = span_to_bytes(span_of(path)) };
    struct read_task *task = NULL;
    struct stat status;
    if (stat(path, &status) < 0)
        return error_errno(error, errno, "cannot be read");
    bool is_folder = S_ISDIR(status.st_mode);
    cleanup(close_fd) int fd = is_folder ? -1 : open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (!is_folder && fd < 0)
        return error_errno(error, errno, "cannot be read");
    int found = is_folder ? image_open_folder(&task, path, &origin, NULL, error)
                          : image_open_file(&task, fd, &origin, error);
    if (found <= 0)
        return found == 0 && is_folder
                       ? error_set(error, VETO_ERROR_FORMAT, "the folder holds no image")
                       : found;
    if (!is_folder)
        take_fd(&fd);
    return run_task(bases, task, limits, error) < 0 ? -1 : 1;
}

/* ---- Of a list ------------------------------------------------------------------------------- */

static int load_config(struct base_layers *bases, const struct json_value *config,
                       struct veto_error *error)
{
    const struct json_value *diff_ids = json_member(json_member(config, "rootfs"), "diff_ids");
    size_t count = json_count(diff_ids);
    if (count == 0 || count > MAX_LAYERS)
        return error_set(error, VETO_ERROR_FORMAT, "its rootfs.diff_ids name no layers");
    struct base_chain *chain = add_chain(bases, count);
    for (size_t i = 0; chain && i < count; i++)
        if (add_diff_id(bases, chain, json_text(json_element(diff_ids, i))) < 0)
            return error_no_memory(error);
    return chain ? 0 : error_no_memory(error);
}

static int load_lines(struct base_layers *bases, struct span rest, struct veto_error *error)
{
    struct base_chain *chain = add_chain(bases, MAX_LAYERS);
    struct span line, hex;
    enum digest_algorithm algorithm;
    for (size_t number = 1; chain && span_next_line(&rest, &line); number++) {
        line = span_trim(line);
        if (line.len == 0 || line.data[0] == '#')
            continue;
        if (!digest_parse(line, &algorithm, &hex) || chain->count == MAX_LAYERS)
            return error_set(error, VETO_ERROR_FORMAT,
                             "line %zu is no diff_id, and the file no image", number);
        if (add_diff_id(bases, chain, line) < 0)
            return error_no_memory(error);
    }
    if (!chain)
        return error_no_memory(error);
    return chain->count ? 0 : error_set(error, VETO_ERROR_FORMAT, "it names no layers");
}

static int load_list(struct base_layers *bases, const char *path, struct veto_error *error)
{
    struct json_value *config = NULL;
    cleanup(buf_release) struct buf text = buf_make(MAX_LIST);
    if (file_load(path, &text, error) < 0)
        return -1;
    if (json_parse(&config, buf_span(&text), NULL) < 0)
        return load_lines(bases, buf_span(&text), error);
    int result = load_config(bases, config, error);
    json_release(config);
    return result;
}

int base_layers_load(struct base_layers *bases, const char *path, const struct limits *limits,
                     struct veto_error *error)
{
    int found = load_image(bases, path, limits, error);
    if (found == 0)
        found = load_list(bases, path, error);
    if (found >= 0)
        return 0;
    /* As with a target that is not there: it was asked wrongly, and nothing is scanned. */
    if (error && error->code == VETO_ERROR_IO)
        error->code = VETO_ERROR_USAGE;
    return error_wrap(error, "--base %s", path);
}

/* ---- Asking ---------------------------------------------------------------------------------- */

/* What an image claims is not enough: the bytes must be the base's. A layer that is not there has
 * none. */
static bool is_layer_of_base(const struct image_set_layer *layer, struct span diff_id)
{
    struct span claimed = span_of(layer->origin->layer->diff_id);
    return claimed.len && span_eq(claimed, diff_id) &&
           (!layer->stored || span_is(diff_id, layer->stored->tar_digest));
}

static size_t common_layers(const struct base_chain *chain, const struct image_set_image *image)
{
    size_t most = MIN(chain->count, image->layer_count), common = 0;
    while (common < most && is_layer_of_base(&image->layers[common], chain->diff_ids[common]))
        common++;
    return common;
}

size_t base_layers_count(const struct base_layers *bases, const struct image_set_image *image)
{
    size_t count = 0;
    for (const struct base_chain *chain = bases->chains; chain; chain = chain->next)
        count = MAX(count, common_layers(chain, image));
    return count;
}
