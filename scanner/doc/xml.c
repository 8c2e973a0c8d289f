/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/xml.h"

#include <expat.h>

#include "base/ascii.h"
#include "base/cleanup.h"

/* An element that is open. */
struct open_element {
    struct node *node;
    struct node *text_node; /* NULL until there is text */
    struct buf text;
};

struct reader {
    struct builder builder;
    XML_Parser parser;
    bool failed; /* and the error is filled */
    size_t depth;
    struct open_element open[BUILDER_MAX_DEPTH];
};

static size_t here(const struct reader *r)
{
    XML_Index at = XML_GetCurrentByteIndex(r->parser);
    return at < 0 ? 0 : MIN((size_t)at, r->builder.text.len);
}

static struct span source_here(const struct reader *r)
{
    int len = XML_GetCurrentByteCount(r->parser);
    return span_sub(r->builder.text, here(r), len < 0 ? 0 : (size_t)len);
}

/* expat calls on until it notices: every handler looks at `failed` first. */
static void stop(struct reader *r)
{
    r->failed = true;
    XML_StopParser(r->parser, XML_FALSE);
}

static void stop_because(struct reader *r, size_t byte, const char *problem)
{
    builder_fail(&r->builder, byte, problem);
    stop(r);
}

/* ---- Attributes, whose places expat does not tell ---- */

struct attribute {
    size_t begin, value_begin, value_end;
};

static size_t skip_space(struct span s, size_t at)
{
    while (at < s.len && ascii_is_space(s.data[at]))
        at++;
    return at;
}

static size_t skip_name(struct span s, size_t at)
{
    while (at < s.len && !ascii_is_space(s.data[at]) && s.data[at] != '=')
        at++;
    return at;
}

/* The next attribute of a start tag that expat found well-formed, from `*at` on. */
static struct attribute next_attribute(struct span tag, size_t *at)
{
    struct attribute attribute = { .begin = skip_space(tag, *at) };
    size_t equals = skip_space(tag, skip_name(tag, attribute.begin));
    size_t quote = MIN(skip_space(tag, equals + 1), tag.len);
    attribute.value_begin = MIN(quote + 1, tag.len);
    struct span rest = span_from(tag, attribute.value_begin);
    size_t len = quote < tag.len ? span_find_char(rest, tag.data[quote]) : 0;
    attribute.value_end = attribute.value_begin + len;
    *at = MIN(attribute.value_end + 1, tag.len);
    return attribute;
}

static bool is_own_entity(struct span name)
{
    static const char *const names[] = { "amp", "lt", "gt", "apos", "quot" };
    return span_starts(name, SPAN("#")) || span_is_one_of(name, names, ARRAY_SIZE(names));
}

/* expat leaves out of a value, in silence, what a document type elsewhere may declare. */
static int refuse_entities(struct reader *r, size_t begin, size_t end)
{
    struct span value = span_sub(r->builder.text, begin, end - begin);
    for (size_t at = 0; (at += span_find_char(span_from(value, at), '&')) < value.len; at++) {
        struct span name = span_from(value, at + 1);
        if (!is_own_entity(span_sub(name, 0, span_find_char(name, ';'))))
            return builder_fail(&r->builder, begin + at, "an entity that XML does not have");
    }
    return 0;
}

static int add_attribute(struct reader *r, struct node *element, const XML_Char *const pair[2],
                         size_t tag_begin, const struct attribute *place)
{
    struct builder *b = &r->builder;
    if (refuse_entities(r, tag_begin + place->value_begin, tag_begin + place->value_end) < 0)
        return -1;
    char *name = arena_printf(b->arena, "@%s", pair[0]);
    char *value = arena_strndup(b->arena, pair[1], strlen(pair[1]));
    if (!name || !value)
        return error_no_memory(b->error);
    struct builder_key key = { span_of(name), tag_begin + place->begin };
    return builder_add_text(b, element, key, span_of(value), tag_begin + place->value_begin,
                            tag_begin + place->value_end);
}

static int add_attributes(struct reader *r, struct node *element, const XML_Char **attributes)
{
    size_t begin = here(r);
    struct span tag = source_here(r);
    size_t at = 1;
    while (at < tag.len && !strchr(" \t\r\n/>", tag.data[at]))
        at++;
    for (; *attributes; attributes += 2) {
        struct attribute place = next_attribute(tag, &at);
        if (add_attribute(r, element, attributes, begin, &place) < 0)
            return -1;
    }
    return 0;
}

/* ---- What expat calls ---- */

static void start_element(void *data, const XML_Char *name, const XML_Char **attributes)
{
    struct reader *r = data;
    struct builder *b = &r->builder;
    if (r->failed)
        return;
    /* The document around the elements counts too. */
    if (r->depth == BUILDER_MAX_DEPTH - 1) {
        stop_because(r, here(r), "nested too deep");
        return;
    }
    size_t begin = here(r);
    struct builder_key key = { span_sub(b->text, begin + 1, strlen(name)), begin + 1 };
    struct node *parent = r->depth ? r->open[r->depth - 1].node : b->root;
    struct node *element =
            builder_add(b, parent, key, NODE_OBJECT, begin, begin + source_here(r).len);
    if (!element || add_attributes(r, element, attributes) < 0) {
        stop(r);
        return;
    }
    struct open_element *open = &r->open[r->depth++];
    open->node = element;
    open->text_node = NULL;
    buf_clear(&open->text);
}

static void end_element(void *data, const XML_Char *name)
{
    struct reader *r = data;
    (void)name;
    if (r->failed)
        return;
    struct open_element *open = &r->open[--r->depth];
    builder_set_end(&r->builder, open->node, here(r) + source_here(r).len);
    if (!open->text_node)
        return;
    struct buf trimmed = open->text;
    trimmed.len = span_trim(buf_span(&trimmed)).len; /* it begins with no blank */
    if (builder_keep(&r->builder, &trimmed, &open->text_node->text) < 0)
        stop(r);
}

static void add_text(void *data, const XML_Char *text, int len)
{
    struct reader *r = data;
    struct open_element *open = &r->open[r->depth - 1];
    struct span piece = { text, (size_t)len };
    if (r->failed)
        return;
    if (!open->text_node) {
        size_t blanks = skip_space(piece, 0);
        if (blanks == piece.len)
            return;
        piece = span_from(piece, blanks);
        size_t begin = MIN(here(r) + blanks, r->builder.text.len);
        size_t end = MAX(begin, here(r) + source_here(r).len);
        struct builder_key key = { SPAN("#text"), begin };
        open->text_node = builder_add(&r->builder, open->node, key, NODE_STRING, begin, end);
        if (!open->text_node) {
            stop(r);
            return;
        }
    }
    buf_append(&open->text, piece);
    builder_set_end(&r->builder, open->text_node, here(r) + source_here(r).len);
}

static void refuse_entity(void *data, const XML_Char *name, int is_parameter, const XML_Char *value,
                          int len, const XML_Char *base, const XML_Char *system,
                          const XML_Char *public, const XML_Char *notation)
{
    struct reader *r = data;
    (void)name, (void)is_parameter, (void)value, (void)len, (void)base, (void)system, (void)public,
            (void)notation;
    if (!r->failed)
        stop_because(r, here(r), "declares an entity");
}

static void refuse_skipped(void *data, const XML_Char *name, int is_parameter)
{
    struct reader *r = data;
    (void)name;
    if (!r->failed && !is_parameter)
        stop_because(r, here(r), "an entity that XML does not have");
}

/* Default values of attributes stand in no tag. */
static void refuse_default(void *data, const XML_Char *element, const XML_Char *attribute,
                           const XML_Char *type, const XML_Char *value, int required)
{
    struct reader *r = data;
    (void)element, (void)attribute, (void)type, (void)required;
    if (!r->failed && value)
        stop_because(r, here(r), "declares a default value");
}

/* ---- All ---- */

static void release_parser(XML_Parser *parser)
{
    if (*parser)
        XML_ParserFree(*parser);
}

static int fail_parsing(struct reader *r)
{
    enum XML_Error code = XML_GetErrorCode(r->parser);
    if (r->failed)
        return -1;
    if (code == XML_ERROR_NO_MEMORY)
        return error_no_memory(r->builder.error);
    return builder_fail(&r->builder, here(r), XML_ErrorString(code));
}

static int parse(struct reader *r)
{
    /* The bytes are UTF-8, whatever the document says. */
    cleanup(release_parser) XML_Parser parser = r->parser = XML_ParserCreate("UTF-8");
    if (!parser)
        return error_no_memory(r->builder.error);
    XML_SetUserData(parser, r);
    XML_SetElementHandler(parser, start_element, end_element);
    XML_SetCharacterDataHandler(parser, add_text);
    XML_SetEntityDeclHandler(parser, refuse_entity);
    XML_SetSkippedEntityHandler(parser, refuse_skipped);
    XML_SetAttlistDeclHandler(parser, refuse_default);
    struct span text = r->builder.text;
    if (XML_Parse(parser, text.data, (int)text.len, XML_TRUE) != XML_STATUS_OK)
        return fail_parsing(r);
    return 0;
}

int xml_read(struct node **out, struct span text, struct arena *arena, struct veto_error *error)
{
    struct reader *r = ARENA_NEW(arena, struct reader);
    if (!r)
        return error_no_memory(error);
    if (builder_start(&r->builder, text, BUILDER_GATHERS, arena, error) < 0)
        return -1;
    for (size_t i = 0; i < ARRAY_SIZE(r->open); i++)
        r->open[i].text = buf_make(DOCUMENT_MAX_BYTES + 1);
    int result = parse(r);
    if (result == 0)
        result = builder_finish(&r->builder, out);
    for (size_t i = 0; i < ARRAY_SIZE(r->open); i++)
        buf_release(&r->open[i].text);
    return result;
}
