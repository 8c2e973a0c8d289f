/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/service.h"

#include "audit/lift/settings.h"
#include "base/ascii.h"
#include "base/glob.h"
#include "doc/ini.h"
#include "doc/json.h"
#include "doc/keyvalue.h"
#include "doc/members.h"
#include "doc/toml.h"
#include "doc/xml.h"
#include "doc/yaml.h"

enum { MAX_SECTIONS = 16 /* in one another */ };

/* ---- Recognition ----------------------------------------------------------------------------- */

static bool matches_any(const char *const *globs, struct span name)
{
    for (; *globs; globs++)
        if (glob_match_path(span_of(*globs), name))
            return true;
    return false;
}

static bool is_key_byte(char c)
{
    return ascii_is_alnum(c) || c == '_' || c == '-';
}

/* As the first word of a line, or behind a quote or a bracket; `at_edge` asks for column one. */
static bool has_key(struct span bytes, const char *key, bool at_edge)
{
    struct span word = span_of(key);
    for (size_t at = 0; at < bytes.len; at += word.len) {
        size_t found = span_find(span_from(bytes, at), word);
        if (found == SIZE_MAX)
            return false;
        at += found;
        char after = at + word.len < bytes.len ? bytes.data[at + word.len] : '\n';
        if (is_key_byte(after))
            continue;
        size_t before = at;
        if (!at_edge && after == '"' && before > 0 && bytes.data[before - 1] == '"')
            return true;
        while (!at_edge && before > 0 && strchr(" \t\"'[{-,", bytes.data[before - 1]) &&
               bytes.data[before - 1])
            before--;
        if (before == 0 || bytes.data[before - 1] == '\n')
            return true;
    }
    return false;
}

static bool has_signature(const struct service *service, struct span bytes)
{
    for (const char *const *key = service->signature; *key; key++)
        if (!has_key(bytes, *key, true))
            return false;
    return service->signature[0] != NULL;
}

static bool has_shape(const struct service *service, struct span bytes)
{
    for (const char *const *key = service->shape; *key; key++)
        if (has_key(bytes, *key, service->form == SERVICE_YAML))
            return true;
    return service->shape[0] == NULL;
}

/* An object of Kubernetes may be called as what it runs. */
static bool is_object(struct span bytes)
{
    return has_key(bytes, "apiVersion", true) && has_key(bytes, "kind", true);
}

bool service_is(const struct service *service, struct span name, struct span bytes)
{
    bool named = matches_any(service->names, name) || matches_any(service->parts, name);
    if (!(named ? has_shape(service, bytes) : has_signature(service, bytes)))
        return false;
    return service->form != SERVICE_YAML || service->has_kind || !is_object(bytes);
}

/* ---- Reading --------------------------------------------------------------------------------- */

static int read_document(struct node **out, enum service_form form, struct span text,
                         struct arena *arena, struct veto_error *error)
{
    switch (form) {
    case SERVICE_JSON:
        return json_read(out, text, JSON_WITH_COMMENTS, arena, error);
    case SERVICE_TOML:
        return toml_read(out, text, arena, error);
    case SERVICE_INI:
        return ini_read(out, text, INI_SECTIONS, arena, error);
    case SERVICE_EQUALS:
        return ini_read(out, text, INI_EQUALS, arena, error);
    case SERVICE_PROPERTIES:
        return ini_read(out, text, INI_PROPERTIES, arena, error);
    case SERVICE_ENV:
        return ini_read(out, text, INI_ENV, arena, error);
    case SERVICE_KEYVALUE:
        return keyvalue_read(out, text, arena, error);
    case SERVICE_XML:
        return xml_read(out, text, arena, error);
    case SERVICE_YAML:
    case SERVICE_LINES:
        break;
    }
    if (yaml_read(out, text, arena, error) < 0)
        return -1;
    *out = (*out)->children;
    return 0;
}

/* ---- Rows of words --------------------------------------------------------------------------- */

/* The words with one blank between, in lower case: what a row means, however it is laid out. */
static struct span row_text(struct put *put, struct span line)
{
    char *copy = arena_strndup(put->builder.arena, line.data, line.len);
    size_t len = 0;
    put->failed |= !copy;
    for (size_t i = 0; copy && i < line.len; i++) {
        bool blank = ascii_is_space(line.data[i]);
        if (blank && len && copy[len - 1] == ' ')
            continue;
        copy[len++] = blank ? ' ' : ascii_lower(line.data[i]);
    }
    return copy ? (struct span) { copy, len } : SPAN_EMPTY;
}

static struct span without_comment(struct span line)
{
    for (size_t i = 0; i < line.len; i++)
        if (line.data[i] == '#' && (i == 0 || ascii_is_space(line.data[i - 1])))
            line.len = i;
    return span_trim(line);
}

/* The line at the front of `rest`, with those that a `\` at its end joins to it. */
static bool next_row(struct span *rest, struct span *row)
{
    struct span line;
    if (!span_next_line(rest, row))
        return false;
    while (row->len && row->data[row->len - 1] == '\\' && span_next_line(rest, &line))
        row->len = (size_t)(line.data + line.len - row->data);
    return true;
}

/* `<Directory />` opens a section, `</Directory>` closes it. */
struct sections {
    struct span open[MAX_SECTIONS];
    size_t depth; /* may be more than are remembered */
};

static struct span section_at(const struct sections *sections)
{
    size_t depth = MIN(sections->depth, (size_t)MAX_SECTIONS);
    return depth ? sections->open[depth - 1] : SPAN_EMPTY;
}

static void step_section(struct sections *sections, struct span row)
{
    if (span_starts(row, SPAN("</")))
        sections->depth -= sections->depth > 0;
    else if (span_starts(row, SPAN("<")) && sections->depth++ < MAX_SECTIONS)
        sections->open[sections->depth - 1] = row;
}

static void lift_lines(struct put *put)
{
    struct span text = put->builder.text, rest = text, row;
    struct sections sections = { .depth = 0 };
    struct node *list = put_array(put, put->builder.root, "lines", (struct place) { 0, text.len });
    while (!put->failed && next_row(&rest, &row)) {
        row = without_comment(row);
        if (row.len == 0)
            continue;
        size_t begin = (size_t)(row.data - text.data);
        struct place at = { begin, begin + row.len };
        struct node *to = put_object(put, list, "", at);
        struct span words = row_text(put, row);
        put_text(put, to, "text", words, at);
        put_text(put, to, "in", section_at(&sections), at);
        settings_put_url(put, to, row, at);
        step_section(&sections, words);
    }
}

/* ---- Facts ----------------------------------------------------------------------------------- */

/* The document as it was read stands among the facts: its nodes are shared. */
static int add_source(struct node *facts, const struct node *document, struct arena *arena)
{
    struct node *source = arena_alloc(arena, sizeof(*source));
    struct node *last = facts->children;
    if (!source)
        return -1;
    while (last && last->next)
        last = last->next;
    *source = *document;
    source->key = SPAN("source");
    source->next = NULL;
    node_link(facts, last, source);
    return 0;
}

/* `.env.example` shows what there is to be set: nothing in it is in effect. */
static bool is_example(struct span name)
{
    static const char *const words[] = { "example", "sample", "template", "dist", "tmpl" };
    struct span rest = span_basename(name), word;
    while (span_next_field(&rest, '.', &word))
        for (size_t i = 0; i < ARRAY_SIZE(words); i++)
            if (span_ends_nocase(word, span_of(words[i])))
                return true;
    return false;
}

static int lift_one(const struct service *service, struct node **facts, const struct node *document,
                    struct span name, struct span text, struct arena *arena,
                    struct veto_error *error)
{
    struct put put;
    if (put_start(&put, text, arena, error) < 0)
        return -1;
    struct node *root = put.builder.root;
    struct place at = { 0, 0 };
    bool is_main = matches_any(service->names, name);
    put_bool(&put, root, "main", is_main, at);
    put_bool(&put, root, "example", is_example(name), at);
    put_text(&put, root, "file", span_basename(name), at);
    if (document)
        settings_lift(&put, service, document, is_main);
    else
        lift_lines(&put);
    if (put_finish(&put, facts) < 0)
        return -1;
    if (document && add_source(*facts, document, arena) < 0)
        return error_no_memory(error);
    return 0;
}

int service_lift(const struct service *service, struct node **facts, struct span name,
                 struct span text, struct arena *arena, struct veto_error *error)
{
    struct node *document = NULL, **link = facts;
    *facts = NULL;
    if (service->form == SERVICE_LINES)
        return lift_one(service, facts, NULL, name, text, arena, error);
    if (read_document(&document, service->form, text, arena, error) < 0)
        return -1;
    for (; document; document = document->next) {
        if (document->kind != NODE_OBJECT && document->kind != NODE_ARRAY)
            continue;
        if (lift_one(service, link, document, name, text, arena, error) < 0)
            return -1;
        link = &(*link)->next;
    }
    return 0;
}
