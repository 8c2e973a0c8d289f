/* SPDX-License-Identifier: Apache-2.0 */
/* What a service is given of its host's files, and shares with others. */
#include "audit/lift/compose/parts.h"
#include "audit/lift/host.h"
#include "base/ascii.h"

/* A mount, from either form. */
struct mount {
    struct span type;   /* "bind", "volume", "tmpfs", … */
    struct span source; /* of a bind: a path of the host, as far as it is known; else a name */
    struct span target;
    struct span propagation;
    bool known; /* the source is certain as a whole */
    bool read_only;
};

static bool is_host_path(struct span text)
{
    return span_starts(text, SPAN("/")) || span_starts(text, SPAN("./")) ||
           span_starts(text, SPAN("../")) || span_starts(text, SPAN("~")) || span_is(text, ".") ||
           span_is(text, "..");
}

static void read_options(struct mount *mount, struct span options)
{
    static const char *const propagations[] = { "shared", "rshared", "slave", "rslave" };
    struct span option = SPAN_EMPTY;
    while (span_next_field(&options, ',', &option)) {
        mount->read_only |= span_is(option, "ro");
        for (size_t i = 0; i < ARRAY_SIZE(propagations); i++)
            if (span_is(option, propagations[i]))
                mount->propagation = option;
    }
}

/* Colons within `${…}` separate nothing. */
static size_t find_colon(struct span text)
{
    size_t depth = 0;
    for (size_t i = 0; i < text.len; i++) {
        depth += text.data[i] == '{';
        depth -= text.data[i] == '}' && depth;
        if (text.data[i] == ':' && depth == 0)
            return i;
    }
    return text.len;
}

/* The only separator of Windows drives is none. */
static size_t source_length(struct span text)
{
    size_t at = find_colon(text);
    bool drive = at == 1 && ascii_is_alpha(text.data[0]) && text.len > 2 &&
                 (text.data[2] == '\\' || text.data[2] == '/');
    return drive ? 2 + find_colon(span_from(text, 2)) : at;
}

/* `source:target:options`; a target alone is a volume without a name. */
static struct mount short_mount(struct put *put, struct span text)
{
    struct mount mount = { .type = SPAN("volume"), .target = text, .known = true };
    size_t at = source_length(text);
    mount.source = mount.propagation = SPAN_EMPTY;
    if (at == text.len)
        return mount;
    struct resolved source = compose_resolve(put, span_sub(text, 0, at));
    struct span rest = span_from(text, at + 1);
    size_t end = find_colon(rest);
    mount.target = span_sub(rest, 0, end);
    mount.source = source.prefix;
    mount.known = source.known;
    read_options(&mount, span_from(rest, end + 1));
    if (is_host_path(source.prefix))
        mount.type = SPAN("bind");
    else if (!source.known)
        mount.type = SPAN("unknown");
    return mount;
}

static struct span scalar_of(const struct node *object, const char *key)
{
    const struct node *node = node_last_member(object, key);
    return compose_is_scalar(node) ? node->text : SPAN_EMPTY;
}

static struct mount long_mount(const struct service *s, const struct node *item)
{
    struct resolved source = compose_resolve(&s->c->put, scalar_of(item, "source"));
    if (!source.text.len && source.known)
        source = compose_resolve(&s->c->put, scalar_of(item, "src"));
    return (struct mount) {
        .type = scalar_of(item, "type"),
        .source = source.prefix,
        .known = source.known,
        .target = scalar_of(item, "target"),
        .propagation = scalar_of(node_last_member(item, "bind"), "propagation"),
        .read_only = compose_is_truth(s, node_last_member(item, "read_only")),
    };
}

/* Keys and tokens of the person whose home it is, or all of it. */
static bool is_home(struct span path)
{
    static const char *const credentials[] = {
        "/.ssh", "/.aws", "/.docker", "/.kube", "/.gnupg", "/.config/gcloud", "/.azure", "/.netrc"
    };
    struct span rest = SPAN_EMPTY;
    if (span_starts(path, SPAN("~"))) {
        rest = span_from(path, 1);
    } else if (span_starts(path, SPAN("/home/"))) {
        struct span user = span_from(path, 6);
        rest = span_from(user, span_find_char(user, '/'));
    } else {
        return false;
    }
    for (size_t i = 0; i < ARRAY_SIZE(credentials); i++)
        if (span_starts(rest, span_of(credentials[i])))
            return true;
    return rest.len == 0 || span_is(rest, "/");
}

/*
 * `/etc/` before a variable is a folder of the system whatever follows; `/` alone may be anything.
 */
static void put_host_path(struct put *put, struct node *to, struct span path, bool known,
                          struct place at)
{
    if (!known) {
        while (path.len && path.data[path.len - 1] != '/')
            path.len--;
        if (path.len <= 1)
            return;
    }
    bool harmless = host_is_harmless_path(path);
    bool system = (known ? host_is_system_path(path)
                         : host_is_system_path(path) && !host_is_state_path(path)) ||
                  is_home(path);
    bool socket = host_is_engine_socket(path);
    put_text(put, to, "hostPath", path, at);
    put_bool(put, to, "system", system && !harmless && !socket, at);
    put_bool(put, to, "state", host_is_state_path(path) && !system && !harmless && !socket, at);
    put_bool(put, to, "socket", socket, at);
    put_bool(put, to, "outside", (path.data[0] == '/' || path.data[0] == '~') && !harmless, at);
}

/* Another service of the file writes to the same place. */
static bool is_shared(const struct service *s, const struct mount *mount)
{
    struct table *shared = &s->c->shared;
    if (!mount->source.len || !mount->known || mount->read_only || !s->facts)
        return false;
    const void *owner = table_get(shared, mount->source);
    if (!owner && table_set(shared, mount->source, s->facts) < 0)
        s->c->put.failed = true;
    return owner && owner != s->facts;
}

static void put_mount(const struct service *s, struct node *list, const struct mount *mount,
                      struct place at)
{
    struct put *put = &s->c->put;
    struct node *to = put_object(put, list, "", at);
    put_text(put, to, "type", mount->type, at);
    put_text(put, to, "source", mount->source, at);
    put_text(put, to, "target", mount->target, at);
    put_bool(put, to, "readOnly", mount->read_only, at);
    put_bool(put, to, "shared", is_shared(s, mount), at);
    if (mount->propagation.len)
        put_text(put, to, "propagation", mount->propagation, at);
    bool unknown_socket = !mount->known && host_is_engine_socket(mount->target);
    if (span_is(mount->type, "bind") && mount->source.len && !unknown_socket)
        put_host_path(put, to, mount->source, mount->known, at);
    else if (unknown_socket) /* wherever it lies: `$XDG_RUNTIME_DIR/docker.sock` */
        put_bool(put, to, "socket", true, at);
}

static void lift_mount(const struct service *s, const struct node *item, void *payload)
{
    struct put *put = &s->c->put;
    const struct node *source = node_last_member(item, "source");
    struct mount mount;
    if (item->kind == NODE_OBJECT)
        mount = long_mount(s, item);
    else if (compose_is_scalar(item))
        mount = short_mount(put, item->text);
    else
        return;
    put_mount(s, payload, &mount, put_place(put, source ? source : item));
}

static void put_tmpfs(const struct service *s, const struct node *item, void *payload)
{
    struct put *put = &s->c->put;
    if (!compose_is_scalar(item))
        return;
    struct place at = put_place(put, item);
    size_t colon = span_find_char(item->text, ':');
    struct span options = span_from(item->text, colon + 1), option = SPAN_EMPTY;
    struct node *to = put_object(put, payload, "", at);
    bool exec = false;
    while (span_next_field(&options, ',', &option))
        exec |= span_is(option, "exec") || span_is(option, "suid");
    put_text(put, to, "path", span_sub(item->text, 0, colon), at);
    put_bool(put, to, "exec", exec, at);
}

static void put_sysctl(const struct service *s, const struct node *item, void *payload)
{
    struct put *put = &s->c->put;
    struct span name = compose_name(item);
    if (name.len && !host_is_safe_sysctl(name))
        put_text(put, payload, "", name, put_place(put, item));
}

void compose_storage(const struct service *s)
{
    struct put *put = &s->c->put;
    compose_for_each(
            s, "volumes", lift_mount,
            put_array(put, s->facts, "mounts", compose_place(s, compose_setting(s, "volumes"))));
    compose_for_each(s, "tmpfs", put_tmpfs, put_array(put, s->facts, "tmpfs", s->key));
    compose_for_each(s, "sysctls", put_sysctl, put_array(put, s->facts, "sysctlsUnsafe", s->key));
}

/* ---- Named volumes --------------------------------------------------------------------------- */

static void put_volume_path(struct compose *c, struct node *to, const struct node *options)
{
    static const char *const keys[] = { "device", "mountpoint" };
    for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
        const struct node *node = node_last_member(options, keys[i]);
        if (!compose_is_scalar(node))
            continue;
        struct resolved path = compose_resolve(&c->put, node->text);
        if (path.prefix.len && is_host_path(path.prefix)) {
            put_host_path(&c->put, to, path.prefix, path.known, put_place(&c->put, node));
            return;
        }
    }
}

void compose_volumes(struct compose *c)
{
    struct put *put = &c->put;
    const struct node *volumes = node_last_member(c->document, "volumes");
    struct node *list = put_array(put, put->builder.root, "volumes", put_place(put, c->document));
    if (!volumes || volumes->kind != NODE_OBJECT)
        return;
    for (const struct node *at = volumes->children; at; at = at->next) {
        if (at->kind != NODE_OBJECT || at->shadowed)
            continue;
        struct node *to = put_object(put, list, "", line_index_key(&c->lines, put, at));
        put_text(put, to, "name", at->key, line_index_key(&c->lines, put, at));
        put_volume_path(c, to, node_last_member(at, "driver_opts"));
    }
}
