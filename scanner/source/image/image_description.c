/* SPDX-License-Identifier: Apache-2.0 */
#include "source/image/image_description.h"

#include <stdlib.h>

#include "base/json.h"
#include "base/utf.h"
#include "source/image/note_links.h"
#include "source/image/noteworthy.h"

enum { MAX_LINKS = 100, MAX_TEXT = 256 * 1024, DESCRIPTION_ARENA = 16 * 1024 * 1024 };

/* ---- Writing --------------------------------------------------------------------------------- */

static void put_raw(struct image_description *d, const char *text)
{
    buf_append_text(&d->text, text);
}

/* A JSON string; line ends are kept, other characters that are not printable are not. */
static void put_string(struct image_description *d, struct span text)
{
    struct buf clean = buf_make(MAX_TEXT);
    utf_append_printable(&clean, span_sub(text, 0, MAX_TEXT / 4), true);
    buf_append_char(&d->text, '"');
    for (size_t i = 0; i < clean.len; i++) {
        char c = clean.data[i];
        if (c == '\n')
            buf_append_text(&d->text, "\\n");
        else if (c == '\t')
            buf_append_text(&d->text, "\\t");
        else if ((unsigned char)c < ' ')
            buf_append_char(&d->text, ' ');
        else {
            if (c == '"' || c == '\\')
                buf_append_char(&d->text, '\\');
            buf_append_char(&d->text, c);
        }
    }
    buf_append_char(&d->text, '"');
    d->failed |= clean.failed;
    buf_release(&clean);
}

static void put_member(struct image_description *d, const char *key, struct span value)
{
    buf_printf(&d->text, "\"%s\": ", key);
    put_string(d, value);
}

/* What is written from here on is about this part. */
static struct described_part *begin_part(struct image_description *d)
{
    if (d->part_count == d->part_capacity) {
        size_t capacity = d->part_capacity ? 2 * d->part_capacity : 256;
        struct described_part *parts = realloc(d->parts, capacity * sizeof(*parts));
        if (!parts) {
            d->failed = true;
            return NULL;
        }
        d->parts = parts;
        d->part_capacity = capacity;
    }
    struct described_part *part = &d->parts[d->part_count++];
    *part = (struct described_part){ .begin = d->text.len, .end = d->text.len };
    return part;
}

static void begin_config_part(struct image_description *d, const char *name)
{
    struct described_part *part = begin_part(d);
    if (part)
        part->config = name;
}

static void end_part(struct image_description *d)
{
    if (d->part_count)
        d->parts[d->part_count - 1].end = d->text.len;
}

/* ---- The configuration ----------------------------------------------------------------------- */

static void put_config_text(struct image_description *d, const char *key, const char *part,
                            const struct json_value *value)
{
    begin_config_part(d, part);
    put_raw(d, " ");
    put_member(d, key, json_text(value));
    end_part(d);
    put_raw(d, ",\n");
}

/* An element a line. Absent and empty ones are told apart. */
static void put_config_list(struct image_description *d, const char *key, const char *part,
                            const struct json_value *list)
{
    begin_config_part(d, part);
    buf_printf(&d->text, " \"%s\": ", key);
    if (json_kind_of(list) == JSON_KIND_TEXT) {
        put_raw(d, "[");
        put_string(d, json_text(list));
        put_raw(d, "]");
    } else if (json_kind_of(list) != JSON_KIND_ARRAY) {
        put_raw(d, "null");
    } else {
        put_raw(d, "[");
        for (size_t i = 0; i < json_count(list); i++) {
            put_raw(d, i ? ",\n  " : "\n  ");
            put_string(d, json_text(json_element(list, i)));
        }
        put_raw(d, "]");
    }
    end_part(d);
    put_raw(d, ",\n");
}

static void put_name_and_value(struct image_description *d, struct span name, struct span value)
{
    put_raw(d, "{");
    put_member(d, "name", name);
    put_raw(d, ", ");
    put_member(d, "value", value);
    put_raw(d, "}");
}

/* `NAME=value` texts. */
static void put_environment(struct image_description *d, const struct json_value *list)
{
    begin_config_part(d, "Env");
    put_raw(d, " \"env\": [");
    for (size_t i = 0; json_kind_of(list) == JSON_KIND_ARRAY && i < json_count(list); i++) {
        struct span text = json_text(json_element(list, i));
        size_t equals = span_find_char(text, '=');
        put_raw(d, i ? ",\n  " : "\n  ");
        put_name_and_value(d, span_sub(text, 0, equals), span_from(text, equals + 1));
    }
    put_raw(d, "]");
    end_part(d);
    put_raw(d, ",\n");
}

struct members {
    struct image_description *d;
    bool with_values, any;
};

static void put_pair(const char *key, const struct json_value *value, void *payload)
{
    struct members *members = payload;
    struct image_description *d = members->d;
    put_raw(d, members->any ? ",\n  " : "\n  ");
    members->any = true;
    if (members->with_values)
        put_name_and_value(d, span_of(key), json_text(value));
    else
        put_string(d, span_of(key));
}

static void put_config_members(struct image_description *d, const char *key, const char *part,
                               const struct json_value *object, bool with_values)
{
    struct members members = { d, with_values, false };
    begin_config_part(d, part);
    buf_printf(&d->text, " \"%s\": [", key);
    if (json_kind_of(object) == JSON_KIND_OBJECT)
        json_each(object, put_pair, &members);
    put_raw(d, "]");
    end_part(d);
    put_raw(d, ",\n");
}

/* ---- The history ----------------------------------------------------------------------------- */

static size_t count_filled(const struct json_value *history)
{
    size_t filled = 0;
    for (size_t i = 0; i < json_count(history); i++)
        filled += !json_truth(json_member(json_element(history, i), "empty_layer"));
    return filled;
}

static void put_history(struct image_description *d, const struct json_value *history,
                        size_t layer_count)
{
    bool is_aligned = count_filled(history) == layer_count;
    size_t layer = 0;
    put_raw(d, " \"history\": [");
    for (size_t i = 0; json_kind_of(history) == JSON_KIND_ARRAY && i < json_count(history); i++) {
        const struct json_value *entry = json_element(history, i);
        bool is_empty = json_truth(json_member(entry, "empty_layer"));
        const char *name = arena_printf(&d->arena, "history[%zu]", i);
        put_raw(d, i ? ",\n  " : "\n  ");
        begin_config_part(d, name ? name : "history");
        put_raw(d, "{");
        put_member(d, "createdBy", json_text(json_member(entry, "created_by")));
        buf_printf(&d->text, ", \"emptyLayer\": %s", is_empty ? "true" : "false");
        if (is_aligned && !is_empty)
            buf_printf(&d->text, ", \"layer\": %zu", layer++);
        put_raw(d, "}");
        end_part(d);
    }
    put_raw(d, "],\n");
}

/* ---- Files ----------------------------------------------------------------------------------- */

static const char *type_name(enum tar_entry_type type)
{
    static const char *const names[] = {
        [TAR_ENTRY_FILE] = "file",
        [TAR_ENTRY_FOLDER] = "folder",
        [TAR_ENTRY_SYMLINK] = "symlink",
        [TAR_ENTRY_HARDLINK] = "hardlink",
        [TAR_ENTRY_CHARACTER_DEVICE] = "device",
        [TAR_ENTRY_OTHER] = "special",
    };
    return names[type];
}

static const char *state_name(enum veto_state state)
{
    return state == VETO_STATE_PRESENT ? "present"
           : state == VETO_STATE_DELETED ? "deleted"
                                         : "overwritten";
}

static void put_path(struct image_description *d, struct span path)
{
    struct buf name = buf_make(MAX_TEXT);
    buf_append_char(&name, '/');
    buf_append(&name, path);
    put_member(d, "path", buf_span(&name));
    buf_release(&name);
}

/* Is it one that the audit reads, and is it a link? */
static bool is_read_link(const struct noted_file *file)
{
    bool is_link = file->type == TAR_ENTRY_SYMLINK || file->type == TAR_ENTRY_HARDLINK;
    return is_link && noted_link_is_read(noteworthy_find(file->path), file->path, file->link);
}

/* What stands in the file, or in the one that it is a link to. */
static struct span text_of(struct image_description *d, const struct image_set_image *image,
                           const struct noted_file *file, size_t layer, enum veto_state state)
{
    struct span text = file->text;
    if (state != VETO_STATE_PRESENT || !is_read_link(file))
        return text;
    enum note_link_end end =
            d->links++ < MAX_LINKS ? note_link_follow(image, layer, file, &text) : NOTE_LINK_UNREAD;
    if (end == NOTE_LINK_UNREAD && !d->unread) {
        d->unread = file;
        d->unread_layer = layer;
    }
    return text;
}

/* The path is gone, and a hard link has its content. */
static void put_kept(struct image_description *d, const struct image_set_image *image,
                     const struct described_part *part)
{
    uint32_t by;
    if (part->state != VETO_STATE_PRESENT &&
        image_set_state(image, part->layer, part->file->path, &by) == VETO_STATE_PRESENT)
        put_raw(d, ", \"kept\": true");
}

static void put_file(struct image_description *d, const struct image_set_image *image,
                     const struct noted_file *file, size_t layer)
{
    struct described_part *part = begin_part(d);
    if (!part)
        return;
    part->file = file;
    part->layer = layer;
    /* Who is asked for /etc/shadow looks at that path, and not where else its content may be. */
    part->state = image_set_path_state(image, layer, file->path, file->type == TAR_ENTRY_FOLDER,
                                       &part->state_layer);
    put_raw(d, "{");
    put_path(d, file->path);
    buf_printf(&d->text,
               ", \"type\": \"%s\", \"mode\": \"%04o\", \"user\": %lld, \"group\": %lld, "
               "\"size\": %llu, \"layer\": %zu, \"state\": \"%s\"",
               type_name(file->type), (unsigned)file->mode, (long long)file->user,
               (long long)file->group, (unsigned long long)file->size, layer,
               state_name(part->state));
    if (file->link.len) {
        put_raw(d, ", ");
        put_member(d, "link", file->link);
    }
    if (file->category[0])
        buf_printf(&d->text, ", \"category\": \"%s\"", file->category);
    if (file->has_capabilities)
        put_raw(d, ", \"capabilities\": true");
    if (file->holds_secret)
        put_raw(d, ", \"filled\": true");
    put_kept(d, image, part);
    struct span text = text_of(d, image, file, layer, part->state);
    /* On a line of its own, so that no report shows it beside the path. */
    if (text.len) {
        put_raw(d, ",\n   ");
        put_member(d, "text", text);
    }
    put_raw(d, "}");
    end_part(d);
}

/* Where a folder is open to everybody, what is below need not be said, too. */
static void put_files_of_layer(struct image_description *d, const struct image_set_image *image,
                               size_t layer, bool *any)
{
    const struct stored_layer *stored = image->layers[layer].stored;
    const struct noted_file *file = stored ? stored->notes.first : NULL, *open_folder = NULL;
    for (; file && !d->text.failed; file = file->next) {
        if (file->category == noteworthy_accounts.category ||
            noted_file_is_covered(file, open_folder))
            continue;
        put_raw(d, *any ? ",\n  " : "\n  ");
        *any = true;
        put_file(d, image, file, layer);
        if (noted_file_is_open_folder(file) && d->part_count &&
            d->parts[d->part_count - 1].state == VETO_STATE_PRESENT)
            open_folder = file;
    }
}

static void put_files(struct image_description *d, const struct image_set_image *image)
{
    bool any = false;
    put_raw(d, " \"files\": [");
    for (size_t i = 0; i < image->layer_count; i++)
        put_files_of_layer(d, image, i, &any);
    put_raw(d, "]\n");
}

/* ---- All of it ------------------------------------------------------------------------------- */

static void put_names(struct image_description *d, const struct veto_origin *origin)
{
    const struct veto_image *image = origin->image;
    struct span rest = span_of(image->other_references), other;
    begin_config_part(d, NULL);
    put_raw(d, " \"references\": [");
    put_string(d, image->reference[0] ? span_of(image->reference)
                                      : span_from_bytes(origin->name));
    while (span_next_field(&rest, ' ', &other)) {
        put_raw(d, ", ");
        put_string(d, other);
    }
    put_raw(d, "],\n ");
    put_member(d, "platform", span_of(image->platform));
    end_part(d);
    put_raw(d, ",\n");
}

static void put_layers(struct image_description *d, const struct image_set_image *image)
{
    put_raw(d, " \"layers\": [");
    for (size_t i = 0; i < image->layer_count; i++) {
        put_raw(d, i ? ",\n  " : "\n  ");
        put_string(d, span_of(image->layers[i].origin->layer->instruction));
    }
    put_raw(d, "],\n");
}

/* Only a layout can hold more than the image. */
static void put_attached(struct image_description *d, const struct image_set_image *image)
{
    static const char *const words[] = { "false", "true" };
    if (!*image->origin->image->manifest_digest)
        return;
    begin_config_part(d, NULL);
    buf_printf(&d->text, " \"attached\": {\"signature\": %s, \"sbom\": %s, \"provenance\": %s}",
               words[(image->attached & ATTACHED_SIGNATURE) != 0],
               words[(image->attached & ATTACHED_SBOM) != 0],
               words[(image->attached & ATTACHED_PROVENANCE) != 0]);
    end_part(d);
    put_raw(d, ",\n");
}

static void put_configuration(struct image_description *d, const struct json_value *document)
{
    const struct json_value *config = json_member(document, "config");
    put_config_text(d, "created", "created", json_member(document, "created"));
    put_config_text(d, "user", "User", json_member(config, "User"));
    put_environment(d, json_member(config, "Env"));
    put_config_members(d, "labels", "Labels", json_member(config, "Labels"), true);
    put_config_members(d, "ports", "ExposedPorts", json_member(config, "ExposedPorts"), false);
    put_config_members(d, "volumes", "Volumes", json_member(config, "Volumes"), false);
    put_config_list(d, "entrypoint", "Entrypoint", json_member(config, "Entrypoint"));
    put_config_list(d, "cmd", "Cmd", json_member(config, "Cmd"));
    put_config_list(d, "healthcheck", "Healthcheck",
                    json_member(json_member(config, "Healthcheck"), "Test"));
}

/* Who runs an image whose configuration was not there, or is none, nobody knows. */
static void put_all(struct image_description *d, const struct image_set_image *image,
                    const struct json_value *document, size_t base_layers)
{
    put_raw(d, "{\"vetoImage\": 1,\n");
    put_names(d, image->origin);
    put_attached(d, image);
    if (json_kind_of(document) == JSON_KIND_OBJECT)
        put_configuration(d, document);
    else
        put_raw(d, " \"configured\": false,\n");
    if (base_layers)
        buf_printf(&d->text, " \"baseLayers\": %zu,\n", base_layers);
    put_layers(d, image);
    put_history(d, json_member(document, "history"), image->layer_count);
    d->config_end = d->text.len;
    put_files(d, image);
    put_raw(d, "}\n");
}

void image_description_make(struct image_description *description,
                            const struct image_set_image *image, size_t base_layers)
{
    struct json_value *document = NULL;
    *description = (struct image_description) {
        .text = buf_make(DESCRIPTION_MAX),
        .arena = arena_make(DESCRIPTION_ARENA, true),
    };
    if (image->config.len && json_parse(&document, image->config, NULL) < 0)
        document = NULL;
    put_all(description, image, document, base_layers);
    if (document)
        json_release(document);
    description->failed |= description->text.failed || arena_failed(&description->arena);
}

void image_description_release(struct image_description *description)
{
    buf_release(&description->text);
    free(description->parts);
    arena_release(&description->arena);
}

const struct described_part *image_description_part(const struct image_description *description,
                                                    size_t at)
{
    size_t low = 0, high = description->part_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (description->parts[middle].end <= at)
            low = middle + 1;
        else
            high = middle;
    }
    const struct described_part *part =
            low < description->part_count ? &description->parts[low] : NULL;
    return part && part->begin <= at && (part->config || part->file) ? part : NULL;
}
