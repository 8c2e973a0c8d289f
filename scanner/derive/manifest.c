/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ConfigMaps and Secrets of Kubernetes: their files are documents of their own, and what a Secret
 * holds is base64, however short.
 */
#include "derive/base64.h"
#include "derive/decoder.h"
#include "derive/scalar.h"
#include "doc/read.h"

static bool is_file(const struct node *member)
{
    return memchr(member->key.data, '.', member->key.len) ||
           span_find_char(member->text, '\n') + 1 < member->text.len;
}

static void put_files(struct derived_text *text, const struct node *data)
{
    if (!data || data->kind != NODE_OBJECT)
        return;
    for (const struct node *member = data->children; member; member = member->next) {
        if (member->kind != NODE_STRING || !is_file(member))
            continue;
        derived_begin_document(text, "embedded file", member->key);
        if (!derived_put_scalar(text, member))
            return;
    }
}

/* The base64 of a member: in the unit, or, where the member is an alias, as its anchor has it. */
struct encoded {
    struct span digits;
    struct byte_range place;
};

static struct encoded encoded_of(struct span bytes, const struct node *member)
{
    struct byte_range place = derived_scalar_place(bytes, member);
    struct span source = span_sub(bytes, place.begin, place.end - place.begin);
    if (span_starts(source, SPAN("*")))
        return (struct encoded) { member->text, place };
    return (struct encoded) { source, place };
}

/* `key: value`, as it would stand in a file. */
static void put_setting(struct derived_text *text, const struct node *member,
                        const struct encoded *value)
{
    kind_set kinds = KIND_YAML | KIND_CONFIG | (text->from->kinds & (KIND_TEST | KIND_VENDORED));
    derived_begin(text, "base64", kinds);
    if (derived_put(text, member->key, value->place.begin, 0) &&
        derived_put(text, SPAN(": "), value->place.begin, 0) &&
        base64_put(text, value->digits, value->place))
        derived_put_char(text, '\n', value->place.end, 0);
}

static void put_encoded(struct derived_text *text, const struct node *data)
{
    if (!data || data->kind != NODE_OBJECT)
        return;
    for (const struct node *member = data->children; member; member = member->next) {
        struct encoded value = encoded_of(text->from->bytes, member);
        if (member->kind != NODE_STRING || !base64_begins_text(value.digits))
            continue;
        if (!is_file(member)) {
            put_setting(text, member, &value);
        } else {
            derived_begin_document(text, "base64", member->key);
            text->is_encoded = true;
            base64_put(text, value.digits, value.place);
        }
        if (text->exhausted)
            return;
    }
}

static void put_object(struct derived_text *text, const struct node *object)
{
    const struct node *kind = node_member(object, "kind");
    if (!kind || kind->kind != NODE_STRING)
        return;
    if (span_is(kind->text, "ConfigMap")) {
        put_files(text, node_member(object, "data"));
        put_encoded(text, node_member(object, "binaryData"));
    } else if (span_is(kind->text, "Secret")) {
        put_files(text, node_member(object, "stringData"));
        put_encoded(text, node_member(object, "data"));
    }
}

void decode_manifests(const struct decoder_input *input, struct derived_text *text)
{
    const struct unit *unit = input->unit;
    const struct node *document;
    if (!(unit->kinds & (KIND_YAML | KIND_JSON)) || !unit_is_whole(unit))
        return;
    /* What cannot be read is told by those who judge configuration. */
    if (document_read(&document, unit->kinds & KIND_JSON ? "a.json" : "a.yaml", unit->bytes,
                      input->arena, NULL) < 0)
        return;
    for (; document; document = document->next) {
        const struct node *items = node_member(document, "items");
        put_object(text, document);
        for (const struct node *item = items && items->kind == NODE_ARRAY ? items->children : NULL;
             item; item = item->next)
            put_object(text, item);
    }
}
