/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/yaml.h"

#include <yaml.h>

#include "base/cleanup.h"
#include "base/table.h"
#include "doc/core_schema.h"
#include "doc/encoding.h"
#include "doc/members.h"
#include "doc/position.h"

enum { FLOW_LEAST = 1000 * 1000, FLOW_PER_BYTE = 4 };

#define TAG_PREFIX "tag:yaml.org,2002:"

struct anchor {
    struct node *node;
    bool open; /* its collection has not ended: an alias would contain itself */
};

/* A collection that is being filled. The first frame is the array of documents. */
struct frame {
    struct node *node;
    struct node *last;     /* child */
    struct anchor *anchor; /* to be closed with it */
    bool is_flow;
    uint64_t end;          /* of what was last put into it */
    /* Of an object: the key that waits for its value, and the values of merge keys. */
    bool has_key, key_merges;
    struct span key;
    uint32_t key_line, key_column;
    struct node *merges, *last_merge;
};

struct reader {
    yaml_parser_t parser;
    struct span text; /* without a byte order mark */
    size_t skipped;   /* bytes of that mark */
    const char *kept; /* the text, for as long as the tree; NULL until a key needs it */
    struct arena *arena;
    struct position at; /* where the current event begins */
    struct table anchors;
    size_t budget; /* nodes that may still come */
    size_t flow_level;
    uint64_t flow_budget; /* of levels that the parser may still look through */
    struct frame frames[YAML_MAX_DEPTH + 2];
    size_t depth; /* frames in use */
    struct veto_error *error;
};

static struct frame *top(struct reader *r)
{
    return &r->frames[r->depth - 1];
}

static int fail_at(struct reader *r, const struct position *at, const char *problem,
                   const char *context)
{
    return error_set(r->error, VETO_ERROR_FORMAT, "%u:%u: %s%s%s", at->line, at->column, problem,
                     context ? " " : "", context ? context : "");
}

static int fail(struct reader *r, const char *problem)
{
    return fail_at(r, &r->at, problem, NULL);
}

static int fail_memory_or(struct reader *r, const char *problem)
{
    return arena_failed(r->arena) ? error_no_memory(r->error) : fail(r, problem);
}

/* Leaves room below the bounds, or says which is broken. */
static int charge(struct reader *r, size_t weight, size_t height)
{
    if (r->depth + height > YAML_MAX_DEPTH + 1)
        return fail(r, "nested too deep");
    if (weight > r->budget)
        return fail(r, "too many nodes, aliases expanded");
    r->budget -= weight;
    return 0;
}

static bool expects_key(const struct frame *frame)
{
    return frame->node->kind == NODE_OBJECT && !frame->has_key;
}

static struct span chars(const yaml_char_t *text)
{
    return text ? span_of((const char *)text) : SPAN_EMPTY;
}

/* The source of a collection that is a key. Each may lie in the next: one copy is for all. */
static struct span source_of(struct reader *r, const struct node *node)
{
    if (!r->kept)
        r->kept = arena_strndup(r->arena, r->text.data, r->text.len);
    struct span text = { r->kept, r->kept ? r->text.len : 0 };
    return span_sub(text, node->begin - r->skipped, node->end - node->begin);
}

/* `node` is where the next value is due and becomes known by its text. */
static void take_key(struct reader *r, const struct node *node, bool merges)
{
    struct frame *frame = top(r);
    bool is_scalar = node->kind != NODE_ARRAY && node->kind != NODE_OBJECT;
    frame->key = is_scalar ? node->text : source_of(r, node);
    frame->key_line = node->line;
    frame->key_column = node->column;
    frame->key_merges = merges;
    frame->has_key = true;
    frame->end = node->end;
}

static void take_value(struct reader *r, struct node *node)
{
    struct frame *frame = top(r);
    frame->end = node->end;
    if (frame->node->kind == NODE_OBJECT) {
        node->key = frame->key;
        node->key_line = frame->key_line;
        node->key_column = frame->key_column;
        frame->has_key = false;
        if (frame->key_merges && members_can_merge(node)) {
            if (frame->last_merge)
                frame->last_merge->next = node;
            else
                frame->merges = node;
            frame->last_merge = node;
            return;
        }
    }
    node_link(frame->node, frame->last, node);
    frame->last = node;
}

static struct node node_here(const struct reader *r, enum node_kind kind)
{
    return (struct node){
        .kind = kind,
        .line = r->at.line,
        .column = r->at.column,
        .weight = 1,
        .height = 1,
        .begin = r->at.byte + r->skipped,
        .end = r->at.byte + r->skipped,
    };
}

static struct node *keep(struct reader *r, struct node node)
{
    struct node *kept = arena_alloc(r->arena, sizeof(*kept));
    if (kept)
        *kept = node;
    else
        error_no_memory(r->error);
    return kept;
}

/* The anchor of that name from here on; an older one of the same name is forgotten. */
static int set_anchor(struct reader *r, const yaml_char_t *name, struct node *node, bool open)
{
    struct anchor *anchor = ARENA_NEW(r->arena, struct anchor);
    struct span key = arena_span(r->arena, chars(name));
    if (!anchor || arena_failed(r->arena) || table_set(&r->anchors, key, anchor) < 0)
        return error_no_memory(r->error);
    *anchor = (struct anchor){ node, open };
    if (open)
        top(r)->anchor = anchor;
    return 0;
}

static enum node_kind scalar_kind(const yaml_event_t *event, struct span text, bool *truth)
{
    static const char *const core_tags[] = { TAG_PREFIX "null", TAG_PREFIX "bool",
                                             TAG_PREFIX "int", TAG_PREFIX "float" };
    struct span tag = chars(event->data.scalar.tag);
    if (tag.len == 0)
        return event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE ? core_schema_kind(text, truth)
                                                                   : NODE_STRING;
    for (size_t i = 0; i < ARRAY_SIZE(core_tags); i++)
        if (span_is(tag, core_tags[i]))
            return core_schema_kind(text, truth);
    return NODE_STRING;
}

static int read_scalar(struct reader *r, const yaml_event_t *event)
{
    struct span text = { (const char *)event->data.scalar.value, event->data.scalar.length };
    bool truth = false;
    struct node node = node_here(r, scalar_kind(event, text, &truth));
    node.truth = truth;
    node.text = arena_span(r->arena, text);
    position_advance(&r->at, r->text, event->end_mark.index);
    node.end = r->at.byte + r->skipped;
    if (arena_failed(r->arena))
        return error_no_memory(r->error);

    bool is_key = expects_key(top(r));
    if (is_key && !event->data.scalar.anchor) {
        take_key(r, &node, event->data.scalar.plain_implicit && span_is(text, "<<"));
        return 0;
    }
    struct node *kept = charge(r, 1, 1) < 0 ? NULL : keep(r, node);
    if (!kept)
        return -1;
    if (event->data.scalar.anchor && set_anchor(r, event->data.scalar.anchor, kept, false) < 0)
        return -1;
    if (is_key)
        take_key(r, kept, false);
    else
        take_value(r, kept);
    return 0;
}

static int read_alias(struct reader *r, const yaml_event_t *event)
{
    const struct anchor *anchor = table_get(&r->anchors, chars(event->data.alias.anchor));
    if (!anchor)
        return fail(r, "an alias without its anchor");
    if (anchor->open)
        return fail(r, "an alias inside what it stands for");
    const struct node *meant = anchor->node;
    if (charge(r, meant->weight, meant->height) < 0)
        return -1;

    struct node here = node_here(r, meant->kind), copy = *meant;
    position_advance(&r->at, r->text, event->end_mark.index);
    copy.next = NULL;
    copy.duplicate = copy.shadowed = false;
    copy.line = here.line;
    copy.column = here.column;
    if (expects_key(top(r))) {
        take_key(r, &copy, false);
        return arena_failed(r->arena) ? error_no_memory(r->error) : 0;
    }
    copy.begin = here.begin;
    copy.end = r->at.byte + r->skipped;
    struct node *kept = keep(r, copy);
    if (!kept)
        return -1;
    take_value(r, kept);
    return 0;
}

/*
 * For every token in brackets the parser looks through all that are open. People's brackets are
 * few or shallow.
 */
static int charge_flow(struct reader *r)
{
    if (r->flow_level > r->flow_budget)
        return fail(r, "too deep in brackets for too long");
    r->flow_budget -= r->flow_level;
    return 0;
}

static int open_collection(struct reader *r, enum node_kind kind, const yaml_char_t *anchor,
                           bool is_flow)
{
    struct node *node = charge(r, 1, 1) < 0 ? NULL : keep(r, node_here(r, kind));
    if (!node)
        return -1;
    r->frames[r->depth++] = (struct frame){ .node = node, .is_flow = is_flow, .end = node->end };
    r->flow_level += is_flow;
    return anchor ? set_anchor(r, anchor, node, true) : 0;
}

static int finish_object(struct reader *r, struct frame *frame)
{
    if (members_mark_duplicates(frame->node) < 0)
        return error_no_memory(r->error);
    if (frame->merges &&
        members_merge(frame->node, frame->merges, r->arena, &r->budget) < 0)
        return fail_memory_or(r, "too many nodes, merge keys expanded");
    return 0;
}

static int close_collection(struct reader *r, const yaml_event_t *event)
{
    struct frame *frame = top(r);
    struct node *node = frame->node;
    node->end = frame->end;
    if (frame->is_flow) {
        /* A block ends where its last child does: the event stands at the next token. */
        position_advance(&r->at, r->text, event->end_mark.index);
        node->end = r->at.byte + r->skipped;
    }
    if (node->kind == NODE_OBJECT && finish_object(r, frame) < 0)
        return -1;
    if (frame->anchor)
        frame->anchor->open = false;
    r->flow_level -= frame->is_flow;
    r->depth--;
    if (!expects_key(top(r))) {
        take_value(r, node);
        return 0;
    }
    take_key(r, node, false);
    return arena_failed(r->arena) ? error_no_memory(r->error) : 0;
}

static int read_event(struct reader *r, const yaml_event_t *event)
{
    position_advance(&r->at, r->text, event->start_mark.index);
    if (charge_flow(r) < 0)
        return -1;
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return read_scalar(r, event);
    case YAML_ALIAS_EVENT:
        return read_alias(r, event);
    case YAML_SEQUENCE_START_EVENT:
        return open_collection(r, NODE_ARRAY, event->data.sequence_start.anchor,
                               event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE);
    case YAML_MAPPING_START_EVENT:
        return open_collection(r, NODE_OBJECT, event->data.mapping_start.anchor,
                               event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        return close_collection(r, event);
    case YAML_DOCUMENT_START_EVENT:
        table_release(&r->anchors);
        return 0;
    default:
        return 0;
    }
}

static int parser_failed(struct reader *r)
{
    const yaml_parser_t *parser = &r->parser;
    struct position at = position_start();
    if (parser->error == YAML_MEMORY_ERROR)
        return error_no_memory(r->error);
    if (parser->error == YAML_READER_ERROR) {
        position_advance_to_byte(&at, r->text, parser->problem_offset);
        return fail_at(r, &at, parser->problem, NULL);
    }
    position_advance(&at, r->text, parser->problem_mark.index);
    return fail_at(r, &at, parser->problem ? parser->problem : "not YAML", parser->context);
}

static int read_events(struct reader *r)
{
    for (bool ended = false; !ended;) {
        yaml_event_t event;
        if (!yaml_parser_parse(&r->parser, &event))
            return parser_failed(r);
        ended = event.type == YAML_STREAM_END_EVENT;
        int result = read_event(r, &event);
        yaml_event_delete(&event);
        if (result < 0)
            return -1;
    }
    return 0;
}

static int read_stream(struct reader *r, struct node **out)
{
    struct node *root = keep(r, node_here(r, NODE_ARRAY));
    /* libyaml would take other encodings too, and positions are only known in UTF-8. */
    if (!root || encoding_check(r->text, r->error) < 0)
        return -1;
    if (!yaml_parser_initialize(&r->parser))
        return error_no_memory(r->error);
    yaml_parser_set_encoding(&r->parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&r->parser, (const unsigned char *)r->text.data, r->text.len);
    r->frames[r->depth++] = (struct frame){ .node = root };
    int result = read_events(r);
    yaml_parser_delete(&r->parser);
    if (result < 0)
        return -1;
    root->end = r->text.len + r->skipped;
    *out = root;
    return 0;
}

int yaml_read(struct node **out, struct span text, struct arena *arena, struct veto_error *error)
{
    struct reader reader = { .arena = arena, .error = error, .budget = YAML_MAX_NODES };
    reader.skipped = encoding_mark(text);
    reader.text = span_from(text, reader.skipped);
    reader.at = position_start();
    reader.flow_budget = FLOW_LEAST + (uint64_t)FLOW_PER_BYTE * text.len;
    table_init(&reader.anchors);
    int result = read_stream(&reader, out);
    table_release(&reader.anchors);
    return result;
}

const char *yaml_library(void)
{
    return yaml_get_version_string();
}
