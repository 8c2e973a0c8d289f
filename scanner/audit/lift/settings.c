/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/settings.h"

#include "audit/lift/address.h"
#include "audit/lift/value.h"
#include "base/ascii.h"
#include "base/cleanup.h"
#include "base/table.h"

enum {
    MAX_NAME = 512, /* of a dotted name: longer ones are no settings that anybody knows */
};

/* A value of a name, in the order of the document. */
struct setting {
    struct span name, scope;
    const struct node *node;
    struct setting *next, *winner; /* `winner`: of those of the same name and scope */
};

struct lifting {
    struct put *put;
    const struct service *service;
    const struct node *document;
    struct setting *first, **link;
    struct table winners; /* by scope and name */
    struct node *list;
};

static bool is_one_of(struct span name, const char *const *names)
{
    for (; *names; names++)
        if (span_is(name, *names))
            return true;
    return false;
}

/* ---- Names ----------------------------------------------------------------------------------- */

/* As long as the facts; NULL data without memory. There are many: a format would take longest. */
static struct span concatenate(struct lifting *l, struct span front, const char *between,
                               struct span back)
{
    const struct span parts[] = { front, span_of(between), back };
    size_t len = 0;
    char *text = arena_alloc(l->put->builder.arena, front.len + strlen(between) + back.len + 1);
    l->put->failed |= !text;
    for (size_t i = 0; text && i < ARRAY_SIZE(parts); i++) {
        if (parts[i].len)
            memcpy(text + len, parts[i].data, parts[i].len);
        len += parts[i].len;
    }
    return (struct span) { text, len };
}

/* `a` and `b` as `a.b`; NULL data where it is too long. */
static struct span join(struct lifting *l, struct span parent, struct span key)
{
    if (parent.len + key.len + 1 > MAX_NAME)
        return (struct span) { NULL, 0 };
    struct span name = concatenate(l, parent, parent.len ? "." : "", key);
    char *text = (char *)name.data;
    for (size_t i = 0; text && l->service->folds && i < name.len; i++)
        text[i] = text[i] == '-' ? '_' : ascii_lower(text[i]);
    return name;
}

/* `[remote "origin"]` is the section `remote` of the scope `origin`. */
static void split_subsection(struct span *key, struct span *scope)
{
    size_t blank = span_find_char(*key, ' ');
    struct span rest = span_trim(span_from(*key, blank));
    if (rest.len < 2 || rest.data[0] != '"')
        return;
    *scope = span_sub(rest, 1, rest.len - 2);
    *key = span_sub(*key, 0, blank);
}

/* ---- Collecting ------------------------------------------------------------------------------ */

static bool comes_first(const struct setting *a, const struct setting *b)
{
    return a->node->begin <= b->node->begin;
}

/* Which value of that name and scope counts. */
static void settle(struct lifting *l, struct setting *setting)
{
    struct span key = concatenate(l, setting->name, "\n", setting->scope);
    struct setting *other = key.data ? table_get(&l->winners, key) : NULL;
    bool is_better = !other || comes_first(setting, other) == (l->service->order == SERVICE_FIRST);
    setting->winner = is_better ? setting : other;
    if (other && is_better)
        other->winner = setting;
    if (!key.data || (is_better && table_set(&l->winners, key, setting) < 0))
        l->put->failed = true;
}

static void add_setting(struct lifting *l, struct span name, struct span scope,
                        const struct node *node, bool is_element)
{
    struct setting *setting = ARENA_NEW(l->put->builder.arena, struct setting);
    if (!setting) {
        l->put->failed = true;
        return;
    }
    *setting = (struct setting) { .name = name, .scope = scope, .node = node };
    *l->link = setting;
    l->link = &setting->next;
    if (is_element || is_one_of(name, l->service->several))
        setting->winner = setting;
    else
        settle(l, setting);
}

/* Readers bound the depth. `in_list`: each value is one of several. */
static void collect(struct lifting *l, struct span name, struct span scope, const struct node *node,
                    bool in_list)
{
    bool gathered = l->service->form == SERVICE_KEYVALUE; /* an array is one name repeated */
    if (node->kind != NODE_OBJECT && node->kind != NODE_ARRAY) {
        add_setting(l, name, scope, node, in_list);
        return;
    }
    if (node->kind == NODE_OBJECT && gathered && node_member(node, "#text"))
        scope = node_member(node, "#text")->text, name = SPAN_EMPTY;
    for (const struct node *child = node->children; child && !l->put->failed; child = child->next) {
        struct span key = child->key, inner = scope, full = name;
        if (gathered && span_is(key, "#text"))
            continue;
        if (node->kind == NODE_OBJECT) {
            if (child->kind == NODE_OBJECT)
                split_subsection(&key, &inner);
            full = span_is(key, "#text") ? name : join(l, name, key);
        }
        if (full.data && (!child->shadowed || is_one_of(full, l->service->several)))
            collect(l, full, inner, child, in_list || (node->kind == NODE_ARRAY && !gathered));
    }
}

/* ---- Facts of a value ------------------------------------------------------------------------ */

static struct span key_of(struct span name)
{
    size_t begin = name.len;
    while (begin > 0 && name.data[begin - 1] != '.')
        begin--;
    return span_from(name, begin);
}

/* Words for yes and no, as they are written anywhere. */
static const struct {
    const char *text;
    bool truth;
} switches[] = {
    { "true", true },    { "yes", true },    { "on", true },        { "1", true },
    { "enabled", true }, { "enable", true }, { "false", false },    { "no", false },
    { "off", false },    { "0", false },     { "disabled", false }, { "disable", false },
    { "never", false },
};

static void put_switch(struct put *put, struct node *to, struct span value, struct place at)
{
    for (size_t i = 0; i < ARRAY_SIZE(switches); i++)
        if (span_eq_nocase(value, span_of(switches[i].text)))
            put_bool(put, to, "on", switches[i].truth, at);
}

static void put_number_of(struct put *put, struct node *to, struct span value, struct place at)
{
    uint64_t number;
    if (span_to_uint(value, &number) && number <= INT64_MAX)
        put_number(put, to, "number", (long long)number, at);
}

static void put_listens(struct put *put, struct node *to, struct span value, struct place at)
{
    static const char *const words[] = { NULL, "loopback", "address", "any" };
    enum listens listens = listens_of(value);
    if (listens != LISTENS_UNKNOWN)
        put_text(put, to, "listens", span_of(words[listens]), at);
}

void settings_put_url(struct put *put, struct node *to, struct span value, struct place at)
{
    struct url url;
    if (!url_find(value, &url))
        return;
    struct node *object = put_object(put, to, "url", at);
    put_text(put, object, "scheme", put_lower(put, url.scheme), at);
    put_text(put, object, "host", put_lower(put, url.host), at);
    put_bool(put, object, "local", host_is_local(url.host), at);
    put_bool(put, object, "password",
             url.password.len && value_is_literal(url.password) &&
                     !value_is_placeholder(url.password),
             at);
}

static void put_value(struct put *put, struct node *to, struct span name, struct span value,
                      struct place at)
{
    struct span key = key_of(name);
    put_text(put, to, "key", key, at);
    put_text(put, to, "value", value, at);
    put_text(put, to, "lower", put_lower(put, value), at);
    put_bool(put, to, "secretName", value_has_secret_name(key), at);
    put_bool(put, to, "literal", value.len && value_is_literal(value), at);
    put_bool(put, to, "placeholder", value_is_placeholder(value), at);
    put_switch(put, to, value, at);
    put_number_of(put, to, value, at);
    put_listens(put, to, value, at);
    settings_put_url(put, to, value, at);
}

/* ---- Settings -------------------------------------------------------------------------------- */

/* From the key on, where it stands before the value on its line. */
static struct place place_with_key(const struct put *put, const struct node *node)
{
    struct place at = put_place(put, node);
    struct span text = put->builder.text, key = node->key;
    for (size_t i = at.begin; key.len && i > 0 && text.data[i - 1] != '\n'; i--)
        if (i - 1 + key.len <= at.begin && span_starts(span_from(text, i - 1), key)) {
            at.begin = i - 1;
            break;
        }
    return at;
}

static void put_setting(struct lifting *l, const struct setting *setting)
{
    const struct node *node = setting->node;
    struct put *put = l->put;
    struct place at = place_with_key(put, node);
    struct node *to = put_object(put, l->list, "", at);
    put_text(put, to, "name", setting->name, at);
    put_bool(put, to, "set", true, at);
    if (setting->scope.len)
        put_text(put, to, "scope", setting->scope, at);
    if (node->kind == NODE_NULL)
        put_bool(put, to, "bare", true, at);
    put_value(put, to, setting->name, node->kind == NODE_NULL ? SPAN_EMPTY : node->text,
              put_place(put, node));
}

/* A default stands where its section begins, else where the file does. */
static void put_default(struct lifting *l, const struct service_default *row)
{
    const struct node *section = row->needs ? node_member(l->document, row->needs) : l->document;
    if (!section)
        return;
    struct place at = put_place(l->put, section);
    at.end = at.begin;
    struct node *to = put_object(l->put, l->list, "", at);
    put_text(l->put, to, "name", span_of(row->name), at);
    put_bool(l->put, to, "set", false, at);
    put_value(l->put, to, span_of(row->name), span_of(row->value), at);
}

static bool is_set(const struct lifting *l, const char *name)
{
    for (const struct setting *at = l->first; at; at = at->next)
        if (!at->scope.len && span_is(at->name, name))
            return true;
    return false;
}

static bool includes_others(const struct lifting *l)
{
    for (const struct setting *at = l->first; at; at = at->next)
        for (const char *const *word = l->service->includes; *word; word++)
            if (span_starts(at->name, span_of(*word)))
                return true;
    return false;
}

void settings_lift(struct put *put, const struct service *service, const struct node *document,
                   bool is_main)
{
    struct lifting l = { .put = put, .service = service, .document = document };
    l.link = &l.first;
    table_init(&l.winners);
    collect(&l, SPAN_EMPTY, SPAN_EMPTY, document, false);
    l.list = put_array(put, put->builder.root, "settings", put_place(put, document));
    for (const struct setting *at = l.first; at && !put->failed; at = at->next)
        if (at->winner == at)
            put_setting(&l, at);
    if (is_main && !includes_others(&l))
        for (const struct service_default *row = service->defaults; row->name; row++)
            if (!is_set(&l, row->name))
                put_default(&l, row);
    table_release(&l.winners);
}
