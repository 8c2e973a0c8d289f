/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/json.h"

#include "base/ascii.h"
#include "base/macro.h"
#include "base/utf.h"
#include "doc/escape.h"
#include "doc/members.h"

/* A container that is being filled. */
struct frame {
    struct node *node;
    struct node *last; /* child */
    /* Of an object: the key of the value that is due. */
    struct span key;
    uint32_t key_line, key_column;
};

/*
 * Works on a copy of the text that ends in NUL, so that one byte can be looked at without asking
 * whether it is there. Strings are unescaped where they stand: they only ever become shorter.
 */
struct reader {
    char *text, *at, *end;
    size_t skipped; /* bytes of the byte order mark before the text */
    uint32_t line;
    const char *line_start;
    size_t continuations; /* bytes of this line that begin no code point */
    enum json_form form;
    struct arena *arena;
    size_t budget; /* nodes that may still come */
    struct node *root;
    struct frame frames[JSON_MAX_DEPTH];
    size_t depth; /* frames in use */
    struct veto_error *error;
};

static uint32_t column(const struct reader *r)
{
    return (uint32_t)((size_t)(r->at - r->line_start) - r->continuations + 1);
}

static uint64_t offset(const struct reader *r)
{
    return (uint64_t)(r->at - r->text) + r->skipped;
}

static int fail(struct reader *r, const char *problem)
{
    return error_set(r->error, VETO_ERROR_FORMAT, "%u:%u: %s", r->line, column(r), problem);
}

static int fail_expecting(struct reader *r, const char *what)
{
    bool ended = r->at == r->end;
    return error_set(r->error, VETO_ERROR_FORMAT, "%u:%u: %s%s", r->line, column(r),
                     ended ? "the text ends where this was expected: " : "expected ", what);
}

/* ---- Between values ---- */

static void start_line(struct reader *r)
{
    r->line++;
    r->line_start = r->at;
    r->continuations = 0;
}

/* Over the byte at hand, which may end a line or stand in the middle of a code point. */
static void step(struct reader *r)
{
    char c = *r->at++;
    if (c == '\n' || (c == '\r' && *r->at != '\n'))
        start_line(r);
    else
        r->continuations += ((unsigned char)c & 0xc0) == 0x80;
}

static int skip_comment(struct reader *r)
{
    if (r->at[1] == '/') {
        while (r->at < r->end && *r->at != '\n' && *r->at != '\r')
            step(r);
        return 0;
    }
    struct span rest = { r->at + 2, (size_t)(r->end - r->at) - 2 };
    size_t inside = span_find(rest, SPAN("*/"));
    if (inside == SIZE_MAX)
        return fail(r, "a comment that does not end");
    for (const char *behind = r->at + 2 + inside + 2; r->at < behind;)
        step(r);
    return 0;
}

/* White space and, where they are allowed, comments. */
static int skip_blank(struct reader *r)
{
    for (;;) {
        while (*r->at == ' ' || *r->at == '\t')
            r->at++;
        if (*r->at == '\n' || *r->at == '\r') {
            step(r);
            continue;
        }
        bool comment = *r->at == '/' && (r->at[1] == '/' || r->at[1] == '*');
        if (!comment || r->form == JSON_STRICT)
            return 0;
        if (skip_comment(r) < 0)
            return -1;
    }
}

/* ---- Scalars ---- */

static bool is_plain(char c)
{
    return (unsigned char)c >= 0x20 && c != '"' && c != '\\';
}

static int read_escape(struct reader *r, char **to)
{
    if (r->at[1] == '"') {
        *(*to)++ = '"';
        r->at += 2;
        return 0;
    }
    uint32_t code_point;
    size_t used = escape_read((struct span){ r->at, (size_t)(r->end - r->at) }, &code_point);
    if (used == 0)
        return fail(r, "an escape that JSON does not have");
    *to += utf_encode(is_surrogate(code_point) ? UTF_REPLACEMENT : code_point, *to);
    r->at += used;
    return 0;
}

/* The rest of a string, from its first escape on. */
static int read_escaped(struct reader *r, char **to)
{
    while (*r->at != '"') {
        if (*r->at == '\\') {
            if (read_escape(r, to) < 0)
                return -1;
        } else if (is_plain(*r->at)) {
            r->continuations += ((unsigned char)*r->at & 0xc0) == 0x80;
            *(*to)++ = *r->at++;
        } else {
            break;
        }
    }
    return 0;
}

/* From the opening quote to behind the closing one. */
static int read_string(struct reader *r, struct span *text)
{
    char *begin = ++r->at;
    for (; is_plain(*r->at); r->at++)
        r->continuations += ((unsigned char)*r->at & 0xc0) == 0x80;
    char *to = r->at;
    if (*r->at == '\\' && read_escaped(r, &to) < 0)
        return -1;
    if (r->at == r->end)
        return fail(r, "a string that does not end");
    if (*r->at != '"')
        return fail(r, "a control character in a string");
    r->at++;
    *text = (struct span){ begin, (size_t)(to - begin) };
    return 0;
}

static bool skip_digits(struct reader *r)
{
    const char *begin = r->at;
    while (ascii_is_digit(*r->at))
        r->at++;
    return r->at > begin;
}

static int read_number(struct reader *r, struct node *node)
{
    const char *begin = r->at;
    r->at += *r->at == '-';
    if (*r->at == '0')
        r->at++;
    else if (!skip_digits(r))
        return fail_expecting(r, "a digit");
    if (*r->at == '.') {
        r->at++;
        if (!skip_digits(r))
            return fail_expecting(r, "a digit");
    }
    if (*r->at == 'e' || *r->at == 'E') {
        r->at++;
        r->at += *r->at == '-' || *r->at == '+';
        if (!skip_digits(r))
            return fail_expecting(r, "a digit");
    }
    node->kind = NODE_NUMBER;
    node->text = (struct span){ begin, (size_t)(r->at - begin) };
    return 0;
}

static int read_word(struct reader *r, struct node *node)
{
    static const struct {
        struct span text;
        enum node_kind kind;
        bool truth;
    } words[] = {
        { { "true", 4 }, NODE_BOOL, true },
        { { "false", 5 }, NODE_BOOL, false },
        { { "null", 4 }, NODE_NULL, false },
    };
    struct span rest = { r->at, (size_t)(r->end - r->at) };
    for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
        if (!span_starts(rest, words[i].text))
            continue;
        node->kind = words[i].kind;
        node->truth = words[i].truth;
        node->text = span_sub(rest, 0, words[i].text.len);
        r->at += words[i].text.len;
        return 0;
    }
    return fail_expecting(r, "a value");
}

/* ---- The tree ---- */

static struct node *node_here(struct reader *r)
{
    if (r->budget == 0) {
        fail(r, "too many nodes");
        return NULL;
    }
    r->budget--;
    struct node *node = ARENA_NEW(r->arena, struct node);
    if (!node) {
        error_no_memory(r->error);
        return NULL;
    }
    node->line = r->line;
    node->column = column(r);
    node->weight = 1;
    node->height = 1;
    node->begin = offset(r);
    return node;
}

/* Where a value was due comes `node`, which is complete. */
static void place(struct reader *r, struct node *node)
{
    node->end = offset(r);
    if (r->depth == 0) {
        r->root = node;
        return;
    }
    struct frame *frame = &r->frames[r->depth - 1];
    if (frame->node->kind == NODE_OBJECT) {
        node->key = frame->key;
        node->key_line = frame->key_line;
        node->key_column = frame->key_column;
    }
    node_link(frame->node, frame->last, node);
    frame->last = node;
}

static int open_container(struct reader *r, struct node *node)
{
    if (r->depth == JSON_MAX_DEPTH)
        return fail(r, "nested too deep");
    node->kind = *r->at++ == '{' ? NODE_OBJECT : NODE_ARRAY;
    r->frames[r->depth++] = (struct frame){ .node = node };
    return 0;
}

/* A scalar whole, or the beginning of a container. */
static int read_value(struct reader *r)
{
    if (skip_blank(r) < 0)
        return -1;
    struct node *node = node_here(r);
    if (!node)
        return -1;
    int result;
    if (*r->at == '{' || *r->at == '[')
        return open_container(r, node);
    if (*r->at == '"') {
        node->kind = NODE_STRING;
        result = read_string(r, &node->text);
    } else if (*r->at == '-' || ascii_is_digit(*r->at)) {
        result = read_number(r, node);
    } else {
        result = read_word(r, node);
    }
    if (result == 0)
        place(r, node);
    return result;
}

static int read_key(struct reader *r, struct frame *frame)
{
    if (*r->at != '"')
        return fail_expecting(r, frame->last ? "a key in quotes" : "a key in quotes or '}'");
    frame->key_line = r->line;
    frame->key_column = column(r);
    if (read_string(r, &frame->key) < 0 || skip_blank(r) < 0)
        return -1;
    if (*r->at != ':')
        return fail_expecting(r, "':'");
    r->at++;
    return 0;
}

static int close_container(struct reader *r)
{
    struct node *node = r->frames[r->depth - 1].node;
    r->at++;
    r->depth--;
    if (node->kind == NODE_OBJECT && members_mark_duplicates(node) < 0)
        return error_no_memory(r->error);
    place(r, node);
    return 0;
}

/* Behind a value or an opening bracket: closes what ends, up to where the next value is due. */
static int read_to_next(struct reader *r)
{
    while (r->depth > 0) {
        struct frame *frame = &r->frames[r->depth - 1];
        bool is_object = frame->node->kind == NODE_OBJECT;
        char closing = is_object ? '}' : ']';
        if (skip_blank(r) < 0)
            return -1;
        bool after_comma = frame->last && *r->at == ',';
        if (after_comma) {
            r->at++;
            if (skip_blank(r) < 0)
                return -1;
        }
        if (*r->at == closing && (!after_comma || r->form == JSON_WITH_COMMENTS)) {
            if (close_container(r) < 0)
                return -1;
            continue;
        }
        if (frame->last && !after_comma)
            return fail_expecting(r, is_object ? "',' or '}'" : "',' or ']'");
        return is_object ? read_key(r, frame) : 0;
    }
    return 0;
}

static int read_document(struct reader *r)
{
    do {
        if (read_value(r) < 0 || read_to_next(r) < 0)
            return -1;
    } while (r->depth > 0);
    if (skip_blank(r) < 0)
        return -1;
    return r->at == r->end ? 0 : fail(r, "more text behind the document");
}

int json_read(struct node **out, struct span text, enum json_form form, struct arena *arena,
              struct veto_error *error)
{
    struct reader reader = {
        .skipped = encoding_mark(text),
        .line = 1,
        .form = form,
        .arena = arena,
        .budget = JSON_MAX_NODES,
        .error = error,
    };
    text = span_from(text, reader.skipped);
    if (encoding_check(text, error) < 0)
        return -1;
    reader.text = arena_strndup(arena, text.data, text.len);
    if (!reader.text)
        return error_no_memory(error);
    reader.at = reader.text;
    reader.end = reader.text + text.len;
    reader.line_start = reader.text;
    if (read_document(&reader) < 0)
        return -1;
    *out = reader.root;
    return 0;
}
