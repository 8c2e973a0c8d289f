/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/image/image.h"

#include "audit/lift/distribution.h"
#include "audit/lift/image/parts.h"
#include "audit/lift/image_reference.h"
#include "audit/lift/value.h"
#include "doc/json.h"

#define MARK "{\"vetoImage\": 1,"

bool image_is(struct span name, struct span bytes)
{
    (void)name;
    return span_starts(bytes, SPAN(MARK));
}

/* ---- Reading --------------------------------------------------------------------------------- */

struct span image_text(const struct node *object, const char *key)
{
    const struct node *node = object ? node_member(object, key) : NULL;
    return node && node->kind == NODE_STRING ? node->text : SPAN_EMPTY;
}

long long image_number(const struct node *object, const char *key, long long fallback)
{
    const struct node *node = object ? node_member(object, key) : NULL;
    uint64_t number;
    if (!node || node->kind != NODE_NUMBER || !span_to_uint(node->text, &number) ||
        number > INT64_MAX)
        return fallback;
    return (long long)number;
}

bool image_flag(const struct node *object, const char *key)
{
    const struct node *node = object ? node_member(object, key) : NULL;
    return node && node->kind == NODE_BOOL && node->truth;
}

const struct node *image_elements(const struct node *object, const char *key)
{
    const struct node *node = object ? node_member(object, key) : NULL;
    return node && node->kind == NODE_ARRAY ? node->children : NULL;
}

const struct node *image_final_file(const struct image_lifter *l, const char *category)
{
    const struct node *found = NULL;
    for (const struct node *f = image_elements(l->document, "files"); f; f = f->next)
        if (span_is(image_text(f, "category"), category) &&
            span_is(image_text(f, "state"), "present"))
            found = f;
    return found;
}

struct place image_place(const struct image_lifter *l, const struct node *object, const char *key)
{
    const struct node *node = object ? node_member(object, key) : NULL;
    if (!node)
        node = object;
    return node && node->end > node->begin ? put_place(&l->put, node) : (struct place) { 0, 0 };
}

/* Of a member of the description; what it does not say stands at its beginning. */
static struct place place_of(const struct image_lifter *l, const char *key)
{
    return node_member(l->document, key) ? image_place(l, l->document, key)
                                         : (struct place) { 0, 0 };
}

/* ---- Names, age ------------------------------------------------------------------------------ */

static void put_references(struct image_lifter *l, struct node *root)
{
    struct node *list = put_array(&l->put, root, "references", place_of(l, "references"));
    for (const struct node *at = image_elements(l->document, "references"); at; at = at->next) {
        struct image_reference reference = image_reference_of(at->text);
        struct place here = put_place(&l->put, at);
        struct node *object = put_object(&l->put, list, "", here);
        put_text(&l->put, object, "text", at->text, here);
        put_bool(&l->put, object, "latest",
                 span_is(reference.tag, "latest") || span_is(at->text, "latest"), here);
    }
    put_text(&l->put, root, "platform", image_text(l->document, "platform"),
             place_of(l, "platform"));
}

/* Nothing where the description does not come from a layout, which alone can hold more. */
static void put_attached(struct image_lifter *l, struct node *root)
{
    static const char *const keys[] = { "signature", "sbom", "provenance" };
    const struct node *attached = node_member(l->document, "attached");
    struct place at = place_of(l, "attached");
    if (!attached)
        return;
    struct node *object = put_object(&l->put, root, "attached", at);
    for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
        put_bool(&l->put, object, keys[i], image_flag(attached, keys[i]), at);
}

/* An age of 1970 or 1980 is that of a reproducible build: nothing is known. */
static void put_age(struct image_lifter *l, struct node *root)
{
    struct place at = place_of(l, "created");
    struct span created = image_text(l->document, "created");
    long long days = 0;
    bool is_known = days_between(created, SPAN(DISTRIBUTION_DATA_DAY), &days) &&
                    span_compare(created, SPAN("2013")) > 0;
    struct node *object = put_object(&l->put, root, "created", at);
    put_text(&l->put, object, "text", created, at);
    if (is_known)
        put_number(&l->put, object, "daysOld", MAX(days, 0), at);
}

static void put_layers(struct image_lifter *l, struct node *root)
{
    struct place at = place_of(l, "layers");
    long long count = 0;
    for (const struct node *layer = image_elements(l->document, "layers"); layer; layer = layer->next)
        count++;
    put_number(&l->put, put_object(&l->put, root, "layers", at), "count", count, at);
}

/* ---- The distribution ------------------------------------------------------------------------ */

/* A value of os-release(5), without its quotes. */
static struct span release_value(struct span text, const char *key)
{
    struct span line, name;
    while (span_next_line(&text, &line)) {
        struct span rest = span_trim(line);
        if (!span_next_field(&rest, '=', &name) || !span_is(name, key))
            continue;
        if (rest.len >= 2 && (rest.data[0] == '"' || rest.data[0] == '\'') &&
            rest.data[rest.len - 1] == rest.data[0])
            rest = span_sub(rest, 1, rest.len - 2);
        return rest;
    }
    return SPAN_EMPTY;
}

static bool holds_category(const struct image_lifter *l, const char *category)
{
    return image_final_file(l, category) != NULL;
}

static bool is_minimal(struct span id, bool is_distroless)
{
    static const char *const small[] = { "alpine", "wolfi", "chainguard" };
    if (span_is_one_of(id, small, ARRAY_SIZE(small)))
        return true;
    return is_distroless || id.len == 0;
}

static void put_distribution(struct image_lifter *l, struct node *root)
{
    const struct node *file = image_final_file(l, "os-release");
    struct place at = image_place(l, file, "path");
    struct span text = image_text(file, "text");
    struct span id = release_value(text, "ID"), version = release_value(text, "VERSION_ID");
    struct span created = image_text(l->document, "created");
    const char *end = distribution_end(id, version);
    bool is_distroless = holds_category(l, "distroless") ||
                         span_find_nocase(text, SPAN("distroless")) != SIZE_MAX;
    long long days = 0;
    bool had_ended = end && (span_compare(span_of(end), SPAN(DISTRIBUTION_DATA_DAY)) <= 0 ||
                             (days_between(span_of(end), created, &days) && days >= 0));
    struct node *object = put_object(&l->put, root, "distribution", at);
    put_bool(&l->put, object, "known", id.len > 0, at);
    put_text(&l->put, object, "id", id, at);
    put_text(&l->put, object, "version", version, at);
    put_text(&l->put, object, "eol", end ? span_of(end) : SPAN_EMPTY, at);
    put_bool(&l->put, object, "ended", had_ended, at);
    put_bool(&l->put, object, "distroless", is_distroless, at);
    put_bool(&l->put, object, "minimal", is_minimal(id, is_distroless), at);
}

/* ---- The configuration ----------------------------------------------------------------------- */

/* Without its quotes. */
static struct place inside_of(struct place at)
{
    return at.end - at.begin >= 2 ? (struct place) { at.begin + 1, at.end - 1 } : at;
}

/* Facts as those of value.h, the value at its own place: so reports know what not to show. */
static void put_pair(struct image_lifter *l, struct node *list, const struct node *pair)
{
    const struct node *name = node_member(pair, "name"), *value = node_member(pair, "value");
    if (!name || !value || name->kind != NODE_STRING || value->kind != NODE_STRING)
        return;
    struct place at = inside_of(put_place(&l->put, name));
    struct place of_value = inside_of(put_place(&l->put, value));
    struct node *object =
            put_object(&l->put, list, "", (struct place) { at.begin, of_value.end });
    put_text(&l->put, object, "name", name->text, at);
    put_text(&l->put, object, "value", value->text, of_value);
    put_bool(&l->put, object, "secretName", value_has_secret_name(name->text), at);
    put_bool(&l->put, object, "literal", value_is_literal(value->text), at);
    put_bool(&l->put, object, "placeholder", value_is_placeholder(value->text), at);
}

static void put_pairs(struct image_lifter *l, struct node *root, const char *key)
{
    struct node *list = put_array(&l->put, root, key, place_of(l, key));
    for (const struct node *at = image_elements(l->document, key); at; at = at->next)
        put_pair(l, list, at);
}

static bool is_debug_port(uint64_t port)
{
    static const uint16_t ports[] = { 2345, 4000, 5005, 5678, 9229, 40000 };
    for (size_t i = 0; i < ARRAY_SIZE(ports); i++)
        if (port == ports[i])
            return true;
    return false;
}

static void put_ports(struct image_lifter *l, struct node *root)
{
    struct node *list = put_array(&l->put, root, "ports", place_of(l, "ports"));
    for (const struct node *at = image_elements(l->document, "ports"); at; at = at->next) {
        size_t slash = span_find_char(at->text, '/');
        struct place here = put_place(&l->put, at);
        uint64_t port = 0;
        if (!at->text.data || !span_to_uint(span_sub(at->text, 0, slash), &port) ||
            port > UINT16_MAX)
            continue;
        struct node *object = put_object(&l->put, list, "", here);
        put_number(&l->put, object, "port", (long long)port, here);
        put_text(&l->put, object, "protocol",
                 slash < at->text.len ? span_from(at->text, slash + 1) : SPAN("tcp"), here);
        put_bool(&l->put, object, "privileged", port && port < 1024, here);
        put_bool(&l->put, object, "debug", is_debug_port(port), here);
    }
}

static bool is_system_folder(struct span path)
{
    static const char *const folders[] = { "/",    "/bin",  "/boot", "/dev", "/etc", "/lib", "/proc",
                                           "/sbin", "/sys", "/usr",  "/var/run", "/run",
                                           "/var/run/docker.sock" };
    while (path.len > 1 && path.data[path.len - 1] == '/')
        path.len--;
    if (span_is_one_of(path, folders, ARRAY_SIZE(folders)))
        return true;
    return span_starts(path, SPAN("/proc/")) || span_starts(path, SPAN("/sys/")) ||
           span_starts(path, SPAN("/dev/"));
}

static void put_volumes(struct image_lifter *l, struct node *root)
{
    struct node *list = put_array(&l->put, root, "volumes", place_of(l, "volumes"));
    for (const struct node *at = image_elements(l->document, "volumes"); at; at = at->next) {
        struct place here = put_place(&l->put, at);
        struct node *object = put_object(&l->put, list, "", here);
        put_text(&l->put, object, "path", at->text, here);
        put_bool(&l->put, object, "system", is_system_folder(at->text), here);
    }
}

/* What is started, as one line. False without memory. */
static struct span joined_words(struct image_lifter *l, const struct node *first)
{
    struct buf line = buf_make(1024 * 1024);
    struct span kept = SPAN_EMPTY;
    for (const struct node *at = first; at; at = at->next) {
        if (line.len)
            buf_append_char(&line, ' ');
        buf_append(&line, at->text);
    }
    l->put.failed |= builder_keep(&l->put.builder, &line, &kept) < 0;
    buf_release(&line);
    return kept;
}

static bool is_shell_form(const struct node *first)
{
    return first && first->next && span_is(first->next->text, "-c") &&
           (span_is(first->text, "/bin/sh") || span_is(first->text, "sh"));
}

static bool starts_ssh(struct span line)
{
    return span_find(line, SPAN("sshd")) != SIZE_MAX || span_find(line, SPAN("dropbear")) != SIZE_MAX;
}

static void put_start_of_program(struct image_lifter *l, struct node *root)
{
    static const char *const keys[] = { "entrypoint", "cmd" };
    bool ssh = false;
    for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
        const struct node *first = image_elements(l->document, keys[i]);
        struct place at = first ? put_place(&l->put, first) : place_of(l, keys[i]);
        struct span line = joined_words(l, first);
        struct node *object = put_object(&l->put, root, keys[i], at);
        ssh |= starts_ssh(line);
        put_bool(&l->put, object, "set", first != NULL, at);
        put_bool(&l->put, object, "shellForm", is_shell_form(first), at);
        put_text(&l->put, object, "text", line, at);
    }
    put_bool(&l->put, root, "startsSsh", ssh, place_of(l, "cmd"));
    const struct node *test = image_elements(l->document, "healthcheck");
    struct node *health = put_object(&l->put, root, "healthcheck", place_of(l, "healthcheck"));
    put_bool(&l->put, health, "present", test && !span_is(test->text, "NONE"),
             place_of(l, "healthcheck"));
}

/* False where the configuration was not in the file: then nothing of it is a fact. */
static bool is_configured(const struct image_lifter *l)
{
    const struct node *node = node_member(l->document, "configured");
    return !node || node->kind != NODE_BOOL || node->truth;
}

static void put_configuration(struct image_lifter *l, struct node *root)
{
    image_put_user(l, root);
    put_pairs(l, root, "env");
    put_pairs(l, root, "labels");
    put_ports(l, root);
    put_volumes(l, root);
    put_start_of_program(l, root);
}

/* ---- All of it ------------------------------------------------------------------------------- */

int image_lift(struct node **facts, struct span text, struct arena *arena, struct veto_error *error)
{
    struct image_lifter l = { .base_layers = 0 };
    struct node *document, *root;
    if (json_read(&document, text, JSON_STRICT, arena, error) < 0 ||
        put_start(&l.put, text, arena, error) < 0)
        return -1;
    l.document = document;
    l.base_layers = image_base_layers(document);
    root = l.put.builder.root;
    put_references(&l, root);
    put_attached(&l, root);
    put_age(&l, root);
    put_number(&l.put, root, "baseLayers", (long long)l.base_layers, (struct place) { 0, 0 });
    put_layers(&l, root);
    put_distribution(&l, root);
    if (is_configured(&l))
        put_configuration(&l, root);
    if (image_put_history(&l, root) < 0)
        return -1;
    image_put_files(&l, root);
    image_put_accounts(&l, root);
    return put_finish(&l.put, facts);
}
