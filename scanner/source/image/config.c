/* SPDX-License-Identifier: Apache-2.0 */
#include "source/image/config.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/macro.h"

enum { MAX_PART = 16 * 1024 * 1024, MAX_DEPTH = 32 };

static const kind_set settings = KIND_IMAGE_CONFIG | KIND_CONFIG | KIND_ENV;
static const kind_set commands = KIND_IMAGE_CONFIG | KIND_SHELL;

void config_scanner_open(struct config_scanner *scanner, struct unit_sink *sink,
                         struct arena *arena)
{
    *scanner = (struct config_scanner){ .sink = sink, .arena = arena };
    table_init(&scanner->seen);
}

void config_scanner_close(struct config_scanner *scanner)
{
    table_release(&scanner->seen);
}

static bool is_wanted(struct config_scanner *scanner, struct span text)
{
    bool is_new = !table_get(&scanner->seen, text);
    struct span kept = is_new ? arena_span(scanner->arena, text) : SPAN_EMPTY;
    /* Without memory it is scanned twice rather than not at all. */
    if (kept.len && table_set(&scanner->seen, kept, scanner) < 0)
        return true;
    return is_new || !scanner->only_new;
}

static void scan_part(struct config_scanner *scanner, struct span text, const char *name,
                      kind_set kinds, const struct veto_origin *image)
{
    if (text.len == 0 || !is_wanted(scanner, text))
        return;
    struct veto_origin origin = {
        .kind = VETO_ORIGIN_CONFIG,
        .parent = image,
        .name = span_to_bytes(span_of(name)),
    };
    struct unit unit = unit_whole(text, &origin);
    unit.kinds = kinds;
    scanner->sink->operations->scan(scanner->sink, &unit);
}

/* `NAME=value` lines, out of an array of such texts or an object. */
static void append_pair(const char *key, const struct json_value *value, void *payload)
{
    struct buf *lines = payload;
    struct span text = json_text(value);
    if (text.len == 0)
        return;
    if (key) {
        buf_append_text(lines, key);
        buf_append_char(lines, '=');
    }
    buf_append(lines, text);
    buf_append_char(lines, '\n');
}

/* Everything that is text in a value of whatever form, the names of members too. */
struct texts {
    struct buf *lines;
    int depth;
};

static void append_texts(const char *key, const struct json_value *value, void *payload)
{
    struct texts *texts = payload;
    bool is_array = json_kind_of(value) == JSON_KIND_ARRAY;
    if (!is_array && json_kind_of(value) != JSON_KIND_OBJECT) {
        append_pair(key, value, texts->lines);
        return;
    }
    if (texts->depth == MAX_DEPTH)
        return;
    texts->depth++;
    /* `"Volumes": {"/data": {}}` */
    if (key && !is_array) {
        buf_append_text(texts->lines, key);
        buf_append_char(texts->lines, '\n');
    }
    for (size_t i = 0; is_array && i < json_count(value); i++)
        append_texts(key, json_element(value, i), texts);
    if (!is_array)
        json_each(value, append_texts, texts);
    texts->depth--;
}

static bool is_one_of(const char *key, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(key, names[i]) == 0)
            return true;
    return false;
}

static void append_elements(struct buf *lines, const struct json_value *array)
{
    for (size_t i = 0; i < json_count(array); i++)
        append_pair(NULL, json_element(array, i), lines);
}

void config_scan_pairs(struct config_scanner *scanner, const struct json_value *pairs,
                       const char *name, const struct veto_origin *image)
{
    struct buf lines = buf_make(MAX_PART);
    if (json_kind_of(pairs) == JSON_KIND_ARRAY)
        append_elements(&lines, pairs);
    else
        json_each(pairs, append_pair, &lines);
    scan_part(scanner, buf_span(&lines), name, settings, image);
    buf_release(&lines);
}

/* The arguments of a command on one line; old docker also wrote commands as one text. */
static void scan_command(struct config_scanner *scanner, const struct json_value *command,
                         const char *name, const struct veto_origin *image)
{
    struct buf line = buf_make(MAX_PART);
    buf_append(&line, json_text(command));
    if (json_kind_of(command) == JSON_KIND_ARRAY) {
        for (size_t i = 0; i < json_count(command); i++) {
            if (i)
                buf_append_char(&line, ' ');
            buf_append(&line, json_text(json_element(command, i)));
        }
    }
    scan_part(scanner, buf_span(&line), name, commands, image);
    buf_release(&line);
}

/* What builders add to an entry of the history. */
static void append_rest_of_entry(const char *key, const struct json_value *value, void *payload)
{
    static const char *const known[] = { "created_by", "comment", "author", "created" };
    if (!is_one_of(key, known, ARRAY_SIZE(known)))
        append_texts(key, value, &(struct texts) { payload, 0 });
}

static void scan_history(struct config_scanner *scanner, const struct json_value *history,
                         const struct veto_origin *image)
{
    static const char *const members[] = { "created_by", "comment", "author" };
    char name[32];
    if (json_kind_of(history) != JSON_KIND_ARRAY)
        return;
    for (size_t i = 0; i < json_count(history) && !sink_stopped(scanner->sink); i++) {
        struct buf text = buf_make(MAX_PART);
        for (size_t k = 0; k < ARRAY_SIZE(members); k++)
            append_pair(NULL, json_member(json_element(history, i), members[k]), &text);
        json_each(json_element(history, i), append_rest_of_entry, &text);
        snprintf(name, sizeof(name), "history[%zu]", i);
        scan_part(scanner, buf_span(&text), name, commands, image);
        buf_release(&text);
    }
}

/* What is run, by the member `config` or `container_config`. */
static const struct {
    const char *key;
    const char *member; /* of the key's object, where it is not the key itself */
    bool is_settings;
} parts[] = {
    { "Env", NULL, true },
    { "Labels", NULL, true },
    { "Cmd", NULL, false },
    { "Entrypoint", NULL, false },
    { "Shell", NULL, false },
    { "OnBuild", NULL, true },
    { "Healthcheck", "Test", false },
};

#define CONTAINER "container_config."

/* The members that are no part of it. */
struct rest {
    struct config_scanner *scanner;
    const char *prefix;
    const struct veto_origin *image;
};

static void scan_rest(const char *key, const struct json_value *value, void *payload)
{
    const struct rest *rest = payload;
    struct buf lines = buf_make(MAX_PART);
    char name[128];
    for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
        if (strcmp(key, parts[i].key) == 0)
            return;
    append_texts(key, value, &(struct texts) { &lines, 0 });
    snprintf(name, sizeof(name), "%s%s", rest->prefix, key);
    scan_part(rest->scanner, buf_span(&lines), name, settings, rest->image);
    buf_release(&lines);
}

static void scan_config_member(struct config_scanner *scanner, const struct json_value *config,
                               const char *prefix, const struct veto_origin *image)
{
    char name[64];
    for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
        const struct json_value *value = json_member(config, parts[i].key);
        if (parts[i].member)
            value = json_member(value, parts[i].member);
        snprintf(name, sizeof(name), "%s%s", prefix, parts[i].key);
        if (scanner->step && strcmp(name, CONTAINER "Cmd") == 0)
            snprintf(name, sizeof(name), "%s", scanner->step);
        if (parts[i].is_settings)
            config_scan_pairs(scanner, value, name, image);
        else
            scan_command(scanner, value, name, image);
    }
    struct rest rest = { scanner, prefix, image };
    json_each(config, scan_rest, &rest);
}

/*
 * Members of the document itself that are looked at nowhere else: author, comment, and whatever
 * builders add; not ids and dates.
 */
static void append_other(const char *key, const struct json_value *value, void *payload)
{
    static const char *const known[] = { "id",      "parent",           "layer_id", "container",
                                         "created", "architecture",     "os",       "variant",
                                         "config",  "container_config", "history",  "rootfs" };
    if (!is_one_of(key, known, ARRAY_SIZE(known)))
        append_texts(key, value, &(struct texts) { payload, 0 });
}

void config_scan(struct config_scanner *scanner, const struct json_value *config,
                 const struct veto_origin *image)
{
    scan_config_member(scanner, json_member(config, "config"), "", image);
    scan_config_member(scanner, json_member(config, "container_config"), CONTAINER, image);
    scan_history(scanner, json_member(config, "history"), image);

    struct buf others = buf_make(MAX_PART);
    json_each(config, append_other, &others);
    scan_part(scanner, buf_span(&others), "other", settings, image);
    buf_release(&others);
}

bool config_is_one(const struct json_value *config)
{
    return json_member(config, "rootfs") || json_member(config, "config") ||
           json_member(config, "history") || json_member(config, "container_config");
}
