/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/nginx.h"

#include "audit/lift/address.h"
#include "audit/lift/put.h"
#include "audit/lift/value.h"
#include "base/ascii.h"
#include "base/buf.h"
#include "doc/blocks.h"

enum {
    MAX_TEXT = 4096, /* of the arguments of one directive */
};

/* A block and those around it. */
struct scope {
    const struct node *block;
    struct span name; /* `server`, `location`, …; empty for the file */
    const struct scope *parent;
};

struct lifting {
    struct put put;
    struct node *directives, *blocks, *http, *servers, *locations;
};

/* ---- Directives ------------------------------------------------------------------------------ */

static const struct node *arguments_of(const struct node *directive)
{
    const struct node *arguments = directive ? node_member(directive, "#arguments") : NULL;
    return arguments ? arguments->children : NULL;
}

static struct span argument(const struct node *directive, size_t index)
{
    const struct node *at = arguments_of(directive);
    while (at && index--)
        at = at->next;
    return at ? at->text : SPAN_EMPTY;
}

static bool has_argument(const struct node *directive, const char *word)
{
    for (const struct node *at = arguments_of(directive); at; at = at->next)
        if (span_is(at->text, word))
            return true;
    return false;
}

/* The directives of one name in a block: one, or an array of them. */
static const struct node *first_of(const struct node *member)
{
    return member && member->kind == NODE_ARRAY ? member->children : member;
}

/* Elements of an array go on, a member stands alone. */
static const struct node *next_of(const struct node *member, const struct node *at)
{
    return member->kind == NODE_ARRAY ? at->next : NULL;
}

static bool is_directive(const struct node *member)
{
    return member->kind == NODE_OBJECT || member->kind == NODE_ARRAY
                   ? !span_starts(member->key, SPAN("#"))
                   : false;
}

/* In the nearest block that has one. */
static const struct node *in_effect(const struct scope *scope, const char *name)
{
    for (; scope; scope = scope->parent) {
        const struct node *found = node_member(scope->block, name);
        if (found)
            return found;
    }
    return NULL;
}

static struct span text_in_effect(const struct scope *scope, const char *name)
{
    return argument(first_of(in_effect(scope, name)), 0);
}

static struct span join_arguments(struct lifting *l, const struct node *directive)
{
    struct buf text = buf_make(MAX_TEXT);
    for (const struct node *at = arguments_of(directive); at && !text.failed; at = at->next) {
        if (text.len)
            buf_append_char(&text, ' ');
        buf_append(&text, at->text);
    }
    struct span copy = arena_span(l->put.builder.arena, buf_span(&text));
    l->put.failed |= !copy.data;
    buf_release(&text);
    return copy.data ? copy : SPAN_EMPTY;
}

/* To the end of its arguments, without its block. */
static struct place place_of(struct lifting *l, const struct node *directive)
{
    struct place at = put_place(&l->put, directive);
    const struct node *arguments = node_member(directive, "#arguments");
    const struct node *last = arguments ? arguments->children : NULL;
    while (last && last->next)
        last = last->next;
    if (last)
        at.end = put_place(&l->put, last).end;
    else
        at.end = at.begin + directive->key.len;
    return at;
}

static void put_directive(struct lifting *l, const struct node *directive, struct span name,
                          struct span context)
{
    struct put *put = &l->put;
    struct place at = place_of(l, directive);
    struct node *to = put_object(put, l->directives, "", at);
    struct span text = join_arguments(l, directive);
    put_text(put, to, "name", name, at);
    put_text(put, to, "in", context, at);
    put_text(put, to, "text", text, at);
    put_text(put, to, "lower", put_lower(put, text), at);
    struct node *list = put_array(put, to, "arguments", at);
    for (const struct node *word = arguments_of(directive); word; word = word->next)
        put_text(put, list, "", word->text, put_place(put, word));
}

/* ---- Headers --------------------------------------------------------------------------------- */

static void put_headers(struct lifting *l, const struct scope *scope)
{
    struct put *put = &l->put;
    const struct node *headers = node_member(scope->block, "add_header");
    if (!headers)
        return;
    struct node *block = put_object(put, l->blocks, "", put_place(put, headers));
    put_text(put, block, "in", scope->name, put_place(put, headers));
    struct node *list = put_array(put, block, "headers", put_place(put, headers));
    for (const struct node *at = first_of(headers); at; at = next_of(headers, at)) {
        struct place place = place_of(l, at);
        struct node *header = put_object(put, list, "", place);
        put_text(put, header, "name", put_lower(put, argument(at, 0)), place);
        put_text(put, header, "text", argument(at, 1), place);
    }
}

static bool adds_header(const struct node *headers, const char *name)
{
    for (const struct node *at = first_of(headers); at; at = next_of(headers, at))
        if (span_eq_nocase(argument(at, 0), span_of(name)))
            return true;
    return false;
}

/* ---- What is included ------------------------------------------------------------------------ */

/* These hold types, parameters, modules and other servers, and nothing that is inherited. */
static bool is_harmless_include(struct span path)
{
    static const char *const words[] = { "mime.types", "_params", "fastcgi.conf", "fastcgi-php",
                                         "modules",    "conf.d/", "sites-",       "servers/" };
    for (size_t i = 0; i < ARRAY_SIZE(words); i++)
        if (span_find(path, span_of(words[i])) != SIZE_MAX)
            return true;
    return false;
}

static bool includes_settings(const struct node *block)
{
    const struct node *includes = node_member(block, "include");
    for (const struct node *at = first_of(includes); at; at = next_of(includes, at))
        if (!is_harmless_include(argument(at, 0)))
            return true;
    return false;
}

/* Everything around it stands in this file. */
static bool is_known(const struct scope *scope)
{
    bool has_http = false;
    for (; scope; scope = scope->parent) {
        has_http |= span_is(scope->name, "http");
        if (includes_settings(scope->block))
            return false;
    }
    return has_http;
}

/* ---- Servers --------------------------------------------------------------------------------- */

static bool is_tls_listener(const struct node *listen)
{
    return has_argument(listen, "ssl") || has_argument(listen, "quic");
}

static bool listens_with_tls(const struct scope *scope)
{
    const struct node *listens = node_member(scope->block, "listen");
    if (span_is(text_in_effect(scope, "ssl"), "on"))
        return true;
    for (const struct node *at = first_of(listens); at; at = next_of(listens, at))
        if (is_tls_listener(at))
            return true;
    return false;
}

static bool is_port_80(struct span address)
{
    size_t colon = address.len;
    while (colon > 0 && address.data[colon - 1] != ':' && address.data[colon - 1] != ']')
        colon--;
    if (colon > 0 && address.data[colon - 1] == ':')
        return span_is(span_from(address, colon), "80");
    uint64_t number;
    return span_is(address, "80") || !span_to_uint(address, &number); /* an address alone */
}

/* The listener that is open to others, on port 80 and without TLS. */
static const struct node *plain_listener(const struct scope *scope)
{
    const struct node *listens = node_member(scope->block, "listen");
    if (span_is(text_in_effect(scope, "ssl"), "on"))
        return NULL;
    for (const struct node *at = first_of(listens); at; at = next_of(listens, at)) {
        struct span address = argument(at, 0);
        if (!is_tls_listener(at) && is_port_80(address) && !span_starts(address, SPAN("unix:")) &&
            listens_of(address) != LISTENS_LOOPBACK)
            return at;
    }
    return NULL;
}

static bool leads_to_https(const struct node *directives)
{
    for (const struct node *at = first_of(directives); at; at = next_of(directives, at))
        for (const struct node *word = arguments_of(at); word; word = word->next)
            if (span_starts(word->text, SPAN("https://")))
                return true;
    return false;
}

/* Itself, in one of its locations, or under a condition. */
static bool redirects_to_https(const struct node *block)
{
    static const char *const inner[] = { "location", "if" };
    if (leads_to_https(node_member(block, "return")) ||
        leads_to_https(node_member(block, "rewrite")))
        return true;
    for (size_t i = 0; i < ARRAY_SIZE(inner); i++) {
        const struct node *blocks = node_member(block, inner[i]);
        for (const struct node *at = first_of(blocks); at; at = next_of(blocks, at))
            if (leads_to_https(node_member(at, "return")) ||
                leads_to_https(node_member(at, "rewrite")))
                return true;
    }
    return false;
}

static bool serves_content(const struct node *block)
{
    static const char *const names[] = { "location", "root", "proxy_pass", "fastcgi_pass",
                                         "uwsgi_pass" };
    for (size_t i = 0; i < ARRAY_SIZE(names); i++)
        if (node_member(block, names[i]))
            return true;
    return false;
}

static void put_server(struct lifting *l, const struct scope *scope)
{
    struct put *put = &l->put;
    struct place at = place_of(l, scope->block);
    struct node *server = put_object(put, l->servers, "", at);
    const struct node *listener = plain_listener(scope);
    const struct node *headers = in_effect(scope, "add_header");
    bool known = node_member(scope->block, "add_header") || is_known(scope);
    put_text(put, server, "name", text_in_effect(scope, "server_name"), at);
    put_bool(put, server, "tls", listens_with_tls(scope), at);
    put_bool(put, server, "redirects", redirects_to_https(scope->block), at);
    put_bool(put, server, "content", serves_content(scope->block), at);
    if (listener)
        put_text(put, server, "plain", argument(listener, 0), place_of(l, listener));
    if (adds_header(headers, "Strict-Transport-Security"))
        put_bool(put, server, "hsts", true, at);
    else if (known && !includes_settings(scope->block))
        put_bool(put, server, "hsts", false, at);
}

static void put_http(struct lifting *l, const struct scope *scope)
{
    struct put *put = &l->put;
    struct place at = place_of(l, scope->block);
    struct node *http = put_object(put, l->http, "", at);
    const struct node *tokens = node_member(scope->block, "server_tokens");
    if (tokens || !includes_settings(scope->block))
        put_text(put, http, "serverTokens",
                 tokens ? argument(first_of(tokens), 0) : SPAN("default"), at);
}

/* ---- Locations ------------------------------------------------------------------------------- */

static bool is_restricted(const struct scope *scope)
{
    static const char *const names[] = { "deny", "auth_request", "auth_jwt", "internal",
                                         "ssl_verify_client" };
    struct span basic = text_in_effect(scope, "auth_basic");
    if (basic.len && !span_is(basic, "off"))
        return true;
    for (size_t i = 0; i < ARRAY_SIZE(names); i++)
        if (in_effect(scope, names[i]))
            return true;
    return node_member(scope->block, "return") != NULL;
}

/* What is shown there, where it is nobody's business. */
static const char *sensitive_part(const struct node *block, struct span path)
{
    static const struct {
        const char *word, *what;
    } rows[] = {
        { "/metrics", "metrics" },          { "/.git", "repository" },
        { "phpmyadmin", "administration" }, { "nginx_status", "status" },
        { "server-status", "status" },      { "/actuator", "administration" },
        { "/phpinfo", "status" },           { "/adminer", "administration" },
    };
    if (node_member(block, "stub_status"))
        return "status";
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        if (span_find_nocase(path, span_of(rows[i].word)) != SIZE_MAX)
            return rows[i].what;
    return NULL;
}

static void put_proxy(struct lifting *l, struct node *location, const struct scope *scope)
{
    struct put *put = &l->put;
    const struct node *pass = node_member(scope->block, "proxy_pass");
    struct span target = argument(first_of(pass), 0);
    struct url url;
    if (!target.len || !url_find(target, &url))
        return;
    struct place at = place_of(l, first_of(pass));
    struct node *proxy = put_object(put, location, "proxy", at);
    put_text(put, proxy, "scheme", url.scheme, at);
    put_text(put, proxy, "host", url.host, at);
    put_bool(put, proxy, "local", host_is_local(url.host), at);
    put_bool(put, proxy, "verified", span_is(text_in_effect(scope, "proxy_ssl_verify"), "on"), at);
}

static bool is_modifier(struct span word)
{
    return span_is(word, "=") || span_is(word, "~") || span_is(word, "~*") || span_is(word, "^~");
}

static bool is_under_tls(const struct scope *scope)
{
    while (scope && !span_is(scope->name, "server"))
        scope = scope->parent;
    return scope && listens_with_tls(scope) &&
           adds_header(in_effect(scope, "add_header"), "Strict-Transport-Security");
}

static void put_location(struct lifting *l, const struct scope *scope)
{
    struct put *put = &l->put;
    const struct node *block = scope->block;
    struct span first = argument(block, 0),
                alias = argument(first_of(node_member(block, "alias")), 0);
    struct span path = is_modifier(first) ? argument(block, 1) : first;
    struct place at = place_of(l, block);
    struct node *location = put_object(put, l->locations, "", at);
    const char *sensitive = sensitive_part(block, path);
    bool is_prefix = !is_modifier(first) || span_is(first, "^~");
    const struct node *headers = node_member(block, "add_header");
    put_text(put, location, "path", path, at);
    put_text(put, location, "modifier", is_modifier(first) ? first : SPAN_EMPTY, at);
    put_bool(put, location, "restricted", is_restricted(scope) || includes_settings(block), at);
    put_bool(put, location, "climbs",
             is_prefix && alias.len && path.len && path.data[path.len - 1] != '/' &&
                     alias.data[alias.len - 1] == '/',
             at);
    if (sensitive)
        put_text(put, location, "sensitive", span_of(sensitive), at);
    if (headers && is_under_tls(scope->parent) && !includes_settings(block))
        put_bool(put, location, "dropsHsts", !adds_header(headers, "Strict-Transport-Security"),
                 at);
    put_proxy(l, location, scope);
}

/* ---- Blocks ---------------------------------------------------------------------------------- */

static void lift_block(struct lifting *l, const struct scope *scope);

static void lift_directive(struct lifting *l, const struct node *directive, struct span name,
                           const struct scope *around)
{
    struct scope scope = { directive, name, around };
    if (directive->kind != NODE_OBJECT)
        return;
    put_directive(l, directive, name, around->name);
    if (span_is(name, "http"))
        put_http(l, &scope);
    if (span_is(name, "server") && !span_is(around->name, "upstream") &&
        !span_is(around->name, "stream"))
        put_server(l, &scope);
    if (span_is(name, "location"))
        put_location(l, &scope);
    lift_block(l, &scope);
}

/* The reader bounds how deep blocks lie in one another. */
static void lift_block(struct lifting *l, const struct scope *scope)
{
    put_headers(l, scope);
    for (const struct node *member = scope->block->children; member && !l->put.failed;
         member = member->next) {
        if (!is_directive(member))
            continue;
        for (const struct node *at = first_of(member); at; at = next_of(member, at))
            lift_directive(l, at, member->key, scope);
    }
}

int nginx_lift(struct node **facts, struct span text, struct arena *arena, struct veto_error *error)
{
    struct node *document;
    struct lifting lifting;
    struct put *put = &lifting.put;
    struct place at = { 0, 0 };
    if (blocks_read(&document, text, arena, error) < 0 || put_start(put, text, arena, error) < 0)
        return -1;
    struct node *root = put->builder.root;
    lifting.directives = put_array(put, root, "directives", at);
    lifting.blocks = put_array(put, root, "blocks", at);
    lifting.http = put_array(put, root, "http", at);
    lifting.servers = put_array(put, root, "servers", at);
    lifting.locations = put_array(put, root, "locations", at);
    lift_block(&lifting, &(struct scope) { document, SPAN_EMPTY, NULL });
    return put_finish(put, facts);
}

/* ---- Detection ------------------------------------------------------------------------------- */

static bool is_named(struct span name)
{
    struct span base = span_basename(name);
    return span_find(name, SPAN("sites-available/")) != SIZE_MAX ||
           span_find(name, SPAN("sites-enabled/")) != SIZE_MAX || span_ends(base, SPAN(".conf")) ||
           span_ends(base, SPAN(".nginx")) || span_ends(base, SPAN("_params"));
}

/* The first line with a word in it; `[` begins a section of another program's. */
static struct span first_line(struct span bytes)
{
    struct span line;
    while (span_next_line(&bytes, &line)) {
        line = span_trim(line);
        if (line.len && line.data[0] != '#')
            return line;
    }
    return SPAN_EMPTY;
}

bool nginx_is(struct span name, struct span bytes)
{
    struct span line = first_line(bytes);
    return is_named(name) &&
           (line.len == 0 || ascii_is_alpha(line.data[0]) || line.data[0] == '"') &&
           (span_find_char(bytes, ';') < bytes.len || span_find_char(bytes, '{') < bytes.len);
}
