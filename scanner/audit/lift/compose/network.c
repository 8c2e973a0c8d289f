/* SPDX-License-Identifier: Apache-2.0 */
/* What of a service can be reached from where. */
#include "audit/lift/compose/parts.h"
#include "audit/lift/image_reference.h"
#include "audit/lift/port_class.h"

enum { MAX_LOOKED_UP = 200 }; /* services of a file that people write */

struct port {
    struct span host_ip, published, target, protocol;
};

/* `[ip:][published:]target[/protocol]`; the address may be in brackets. */
static struct port split_port(struct span text)
{
    struct port port = { SPAN_EMPTY, SPAN_EMPTY, SPAN_EMPTY, SPAN("tcp") };
    size_t slash = span_find_char(text, '/');
    if (slash < text.len) {
        port.protocol = span_from(text, slash + 1);
        text = span_sub(text, 0, slash);
    }
    if (text.len && text.data[0] == '[') {
        size_t end = span_find_char(text, ']');
        port.host_ip = span_sub(text, 1, end - 1);
        text = span_from(text, end + 2);
    }
    size_t last = text.len;
    while (last > 0 && text.data[last - 1] != ':')
        last--;
    port.target = span_from(text, last);
    if (!last)
        return port;
    text = span_sub(text, 0, last - 1);
    size_t second = text.len;
    while (second > 0 && text.data[second - 1] != ':')
        second--;
    port.published = span_from(text, second);
    if (second)
        port.host_ip = span_sub(text, 0, second - 1);
    return port;
}

static bool is_public(struct span ip)
{
    return !ip.len || span_is(ip, "0.0.0.0") || span_is(ip, "::") || span_is(ip, "*");
}

/* The first of a range; a number that is none is left out. */
static bool first_of(struct span range, uint64_t *number)
{
    return span_to_uint(span_sub(range, 0, span_find_char(range, '-')), number) &&
           *number <= UINT16_MAX;
}

static bool is_published_before(const struct service *s, const struct port *port)
{
    struct compose *c = s->c;
    const char *name =
            arena_printf(c->put.builder.arena, "%.*s/%.*s/%.*s", (int)port->host_ip.len,
                         port->host_ip.data, (int)port->published.len, port->published.data,
                         (int)port->protocol.len, port->protocol.data);
    c->put.failed |= !name;
    if (!name || !port->published.len)
        return false;
    const void *owner = table_get(&c->published, span_of(name));
    if (!owner && table_set(&c->published, span_of(name), s->facts ? s->facts : (void *)c) < 0)
        c->put.failed = true;
    return owner && owner != s->facts;
}

static void put_port(const struct service *s, struct node *list, const struct port *port,
                     struct place at)
{
    struct put *put = &s->c->put;
    struct node *to = put_object(put, list, "", at);
    uint64_t target, published;
    put_text(put, to, "hostIp", port->host_ip.len ? port->host_ip : SPAN("0.0.0.0"), at);
    put_bool(put, to, "public", is_public(port->host_ip), at);
    put_text(put, to, "protocol", port->protocol, at);
    put_bool(put, to, "duplicate", is_published_before(s, port), at);
    if (first_of(port->published, &published))
        put_number(put, to, "published", (long long)published, at);
    if (!first_of(port->target, &target))
        return;
    put_number(put, to, "target", (long long)target, at);
    put_text(put, to, "class", span_of(port_class(target)), at);
}

static struct resolved text_in(const struct service *s, const struct node *item, const char *key)
{
    const struct node *node = node_last_member(item, key);
    if (!node)
        return (struct resolved) { SPAN_EMPTY, SPAN_EMPTY, true, false };
    if (!compose_is_scalar(node))
        return (struct resolved) { .known = false };
    return compose_resolve(&s->c->put, node->text);
}

/* A short text of which a part is not known still tells what stands behind the last colon. */
static void lift_port(const struct service *s, const struct node *item, void *payload)
{
    struct put *put = &s->c->put;
    struct place at = put_place(put, item);
    if (compose_is_scalar(item)) {
        struct resolved text = compose_resolve(put, item->text);
        struct port port = split_port(text.text);
        if (text.known)
            put_port(s, payload, &port, at);
        return;
    }
    struct resolved ip = text_in(s, item, "host_ip"), published = text_in(s, item, "published");
    struct resolved target = text_in(s, item, "target"), protocol = text_in(s, item, "protocol");
    if (item->kind != NODE_OBJECT || !ip.known || !published.known || !target.known)
        return;
    struct port port = { ip.text, published.text, target.text,
                         protocol.known && protocol.text.len ? protocol.text : SPAN("tcp") };
    put_port(s, payload, &port, at);
}

static void put_gateway(const struct service *s, const struct node *item, void *payload)
{
    if (compose_is_scalar(item) && span_find(item->text, SPAN("host-gateway")) != SIZE_MAX)
        put_text(&s->c->put, payload, "", item->text, put_place(&s->c->put, item));
}

static bool is_any_public(const struct node *ports)
{
    for (const struct node *port = ports ? ports->children : NULL; port; port = port->next) {
        const struct node *open = node_member(port, "public");
        if (open && open->truth)
            return true;
    }
    return false;
}

static const struct node *image_of(const struct service *s, struct span name)
{
    const struct node *services = node_last_member(s->c->document, "services");
    if (!services || services->child_count > MAX_LOOKED_UP)
        return NULL;
    return node_last_member(node_last_member_of(services, name), "image");
}

static void put_dependency(const struct service *s, const struct node *item, void *payload)
{
    struct put *put = &s->c->put;
    struct span name =
            item->kind == NODE_OBJECT || item->kind == NODE_NULL ? item->key : item->text;
    const struct node *condition = node_last_member(item, "condition");
    struct node *to = put_object(put, payload, "", put_place(put, item));
    put_text(put, to, "service", name, put_place(put, item));
    put_bool(put, to, "healthy", condition && span_is(condition->text, "service_healthy"),
             put_place(put, item));
    put_bool(put, to, "finishes",
             condition && span_is(condition->text, "service_completed_successfully"),
             put_place(put, item));
    const struct node *image = image_of(s, name);
    if (compose_is_scalar(image))
        put_text(put, to, "image", image_reference_of(image->text).name, put_place(put, item));
}

void compose_network(const struct service *s)
{
    struct put *put = &s->c->put;
    compose_put_text(s, "networkMode", "network_mode");
    struct node *ports =
            put_array(put, s->facts, "ports", compose_place(s, compose_setting(s, "ports")));
    compose_for_each(s, "ports", lift_port, ports);
    const struct node *mode = compose_setting(s, "network_mode");
    bool host = mode && span_is(mode->text, "host");
    put_bool(put, s->facts, "published", is_any_public(ports) || host, s->key);
    compose_for_each(s, "extra_hosts", put_gateway,
                     put_array(put, s->facts, "hostGateways", s->key));
    compose_for_each(s, "depends_on", put_dependency,
                     put_array(put, s->facts, "dependsOn",
                               compose_place(s, compose_setting(s, "depends_on"))));
    const struct node *services = node_last_member(s->c->document, "services");
    bool named = mode || compose_setting(s, "networks");
    if (services && services->child_count > 1 && !s->open)
        put_bool(put, s->facts, "defaultNetwork", !named, s->key);
    const struct node *links = compose_setting(s, "links");
    if (links)
        put_bool(put, s->facts, "links", true, put_place(put, links));
}
