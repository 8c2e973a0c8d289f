/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/compose/compose.h"

#include "audit/lift/compose/parts.h"
#include "audit/lift/image/facts.h"
#include "audit/lift/image_reference.h"
#include "audit/lift/written_key.h"
#include "doc/yaml.h"

enum { MAX_ERRORS = 200 };

void compose_error(struct compose *c, const char *code, struct place at)
{
    if (c->error_count++ >= MAX_ERRORS)
        return;
    struct node *error = put_object(&c->put, c->errors, "", at);
    put_text(&c->put, error, "code", span_of(code), at);
}

/* ---- Services -------------------------------------------------------------------------------- */

static const struct node *services_of(const struct compose *c)
{
    const struct node *services = node_last_member(c->document, "services");
    return services && services->kind == NODE_OBJECT ? services : NULL;
}

/* The service of this file that is extended; NULL and `open` where it stands in another one. */
static const struct node *extended(struct service *s, const struct node *service)
{
    const struct node *extends = node_last_member(service, "extends");
    const struct node *name = extends;
    if (!extends || extends->kind == NODE_NULL)
        return NULL;
    if (extends->kind == NODE_OBJECT) {
        name = node_last_member(extends, "service");
        s->open |= node_last_member(extends, "file") != NULL;
    }
    const struct node *found = NULL;
    if (compose_is_scalar(name) && !s->open)
        for (const struct node *at = services_of(s->c)->children; at; at = at->next)
            if (!at->shadowed && at->kind == NODE_OBJECT && span_eq(at->key, name->text))
                found = at;
    s->open |= !found;
    return found;
}

static void add_layers(struct service *s, const struct node *service)
{
    while (service) {
        for (size_t i = 0; i < s->count; i++)
            if (s->layers[i] == service)
                service = NULL;
        if (!service)
            return;
        s->layers[s->count++] = service;
        service = extended(s, service);
        if (s->count == COMPOSE_MAX_LAYERS && service) {
            s->open = true;
            return;
        }
    }
}

static void put_image(const struct service *s)
{
    const struct node *node = compose_setting(s, "image");
    struct resolved image = compose_text(s, "image");
    if (!node || !image.text.len || (!image.known && !image.prefix.len))
        return;
    struct put *put = &s->c->put;
    struct place at = put_place(put, node);
    if (!image.known) /* `name:${TAG}` has a tag, and nobody knows which */
        return;
    image_put(put, s->facts, "image", image.text, at);
}

/* Relative to the file; what is not known is left out. */
static void put_build(const struct service *s)
{
    static const char *const keys[][2] = { { "dockerfile", "build.dockerfile" },
                                           { "target", "build.target" },
                                           { "network", "build.network" } };
    struct put *put = &s->c->put;
    const struct node *build = compose_setting(s, "build");
    if (!build)
        return;
    struct node *to = put_object(put, s->facts, "build", put_place(put, build));
    const struct node *context =
            compose_is_scalar(build) ? build : compose_setting(s, "build.context");
    struct resolved text = compose_is_scalar(context)
                                   ? compose_resolve(put, context->text)
                                   : (struct resolved) { SPAN("."), SPAN("."), true, false };
    if (text.known)
        put_text(put, to, "context", text.text, put_place(put, context ? context : build));
    for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
        const struct node *node = compose_setting(s, keys[i][1]);
        struct resolved value = compose_text(s, keys[i][1]);
        if (node && value.known)
            put_text(put, to, keys[i][0], value.text, put_place(put, node));
    }
    put_bool(put, to, "inline", compose_setting(s, "build.dockerfile_inline") != NULL,
             put_place(put, build));
    put_bool(put, to, "privileged", compose_is_truth(s, compose_setting(s, "build.privileged")),
             compose_place(s, compose_setting(s, "build.privileged")));
}

static void put_service(struct compose *c, struct node *list, const struct node *service)
{
    struct service s = { .c = c, .key = line_index_key(&c->lines, &c->put, service) };
    add_layers(&s, service);
    s.open |= !compose_setting(&s, "image") && !compose_setting(&s, "build");
    s.facts = put_object(&c->put, list, "", s.key);
    put_text(&c->put, s.facts, "name", service->key, s.key);
    put_bool(&c->put, s.facts, "open", s.open, s.key);
    put_image(&s);
    put_build(&s);
    compose_rights(&s);
    compose_limits(&s);
    compose_network(&s);
    compose_storage(&s);
    compose_values(&s);
    compose_software(&s);
}

static void lift_document(struct compose *c, const struct node *document)
{
    struct put *put = &c->put;
    c->document = document;
    c->error_count = 0;
    struct place at = put_place(put, document);
    struct node *root = put->builder.root;
    c->errors = put_array(put, root, "errors", at);
    const struct node *version = node_last_member(document, "version");
    if (compose_is_scalar(version))
        put_text(put, root, "version", version->text, line_index_key(&c->lines, put, version));
    struct node *list = put_array(put, root, "services", at);
    const struct node *services = services_of(c);
    for (const struct node *one = services ? services->children : NULL; one; one = one->next) {
        if (one->shadowed || span_starts(one->key, SPAN("x-")))
            continue;
        if (one->kind == NODE_OBJECT)
            put_service(c, list, one);
        else if (one->kind != NODE_NULL)
            compose_error(c, "service-type", line_index_key(&c->lines, put, one));
    }
    compose_volumes(c);
    compose_schema(c);
}

int compose_lift(struct node **out, struct span text, struct arena *arena, struct veto_error *error)
{
    struct node *documents;
    struct compose c = { .document = NULL };
    if (yaml_read(&documents, text, arena, error) < 0 ||
        put_start(&c.put, text, arena, error) < 0 || line_index_make(&c.lines, &c.put) < 0)
        return -1;
    table_init(&c.shared);
    table_init(&c.published);
    const struct node *document = documents->children;
    if (document && document->kind == NODE_OBJECT)
        lift_document(&c, document);
    table_release(&c.shared);
    table_release(&c.published);
    return put_finish(&c.put, out);
}

/* ---- Detection ------------------------------------------------------------------------------- */

static size_t indent_of(struct span line)
{
    size_t indent = 0;
    while (indent < line.len && line.data[indent] == ' ')
        indent++;
    return indent;
}

static bool is_named_so(struct span name)
{
    static const char *const prefixes[] = { "compose.", "docker-compose", "podman-compose",
                                            "docker-stack" };
    struct span base = span_basename(name);
    bool named = span_ends_nocase(base, SPAN(".compose.yml")) ||
                 span_ends_nocase(base, SPAN(".compose.yaml"));
    for (size_t i = 0; i < ARRAY_SIZE(prefixes); i++)
        named |= span_starts_nocase(base, span_of(prefixes[i]));
    return named;
}

/* Has one of the services at the margin what services have? */
static bool has_service(struct span bytes)
{
    static const char *const keys[] = { "image:", "build:", "extends:" };
    struct span rest = bytes, line = SPAN_EMPTY;
    bool within = false, found = false;
    while (!found && span_next_line(&rest, &line)) {
        size_t indent = indent_of(line);
        struct span text = span_from(line, indent);
        if (indent == 0 && text.len && text.data[0] != '#')
            within = span_starts(text, SPAN("services:")) ||
                     span_starts(text, SPAN("\"services\":"));
        if (indent == 0 && span_starts(text, SPAN("apiVersion:")))
            return false;
        for (size_t i = 0; i < ARRAY_SIZE(keys) && within && indent >= 2; i++)
            found |= span_starts(text, span_of(keys[i]));
    }
    return found;
}

bool compose_is(struct span name, struct span bytes)
{
    return is_named_so(name) ? written_key(bytes, "services") : has_service(bytes);
}
