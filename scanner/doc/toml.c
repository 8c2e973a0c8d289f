/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/toml.h"

#include "base/ascii.h"
#include "base/cleanup.h"
#include "base/table.h"
#include "base/utf.h"
#include "doc/escape.h"
#include "doc/toml_scalar.h"

/* How a table or array came to be, which says what may still be added to it. */
enum origin {
    BY_PATH,     /* named on the way to another: may be opened once */
    BY_HEADER,   /* [opened] */
    BY_DOTS,     /* `a.b = 1`: more dotted keys may add to it */
    BY_VALUE,    /* inline tables and arrays: closed */
    BY_BRACKETS, /* [[array of tables]] */
};

struct reader {
    struct builder builder;
    size_t at;
    struct buf scratch;
    struct table members; /* of all tables: the parent's address and the key → the node */
    struct node *table;   /* that keys at the left edge belong to */
    /* Where the value goes that is due: */
    struct node *parent;
    struct builder_key key;
    struct node *open[BUILDER_MAX_DEPTH]; /* arrays and inline tables that are being read */
    size_t depth;
};

/* ---- Bytes ---- */

static char peek(const struct reader *r, size_t ahead)
{
    size_t at = r->at + ahead;
    return at < r->builder.text.len ? r->builder.text.data[at] : '\0';
}

static bool at_end(const struct reader *r)
{
    return r->at >= r->builder.text.len;
}

static int fail(struct reader *r, const char *problem)
{
    return builder_fail(&r->builder, r->at, problem);
}

static bool take(struct reader *r, const char *text)
{
    if (!span_starts(span_from(r->builder.text, r->at), span_of(text)))
        return false;
    r->at += strlen(text);
    return true;
}

static void skip_blanks(struct reader *r)
{
    while (peek(r, 0) == ' ' || peek(r, 0) == '\t')
        r->at++;
}

static bool is_control(char c)
{
    return ((unsigned char)c < 0x20 && c != '\t') || c == 0x7f;
}

static int skip_comment(struct reader *r)
{
    if (peek(r, 0) != '#')
        return 0;
    while (!at_end(r) && !is_control(peek(r, 0)))
        r->at++;
    bool ends = at_end(r) || peek(r, 0) == '\n' || (peek(r, 0) == '\r' && peek(r, 1) == '\n');
    return ends ? 0 : fail(r, "a control character in a comment");
}

static bool take_line_end(struct reader *r)
{
    return take(r, "\n") || take(r, "\r\n");
}

/* Blanks, comments and line ends. */
static int skip_space(struct reader *r)
{
    do {
        skip_blanks(r);
        if (skip_comment(r) < 0)
            return -1;
    } while (take_line_end(r));
    return 0;
}

/* ---- Strings ---- */

static int fail_escape(struct reader *r)
{
    return fail(r, "an escape that TOML does not have");
}

static int append_long_escape(struct reader *r)
{
    enum { DIGITS = 8 };
    uint32_t code_point = 0;
    for (size_t i = 0; i < DIGITS; i++) {
        int digit = ascii_hex_value(peek(r, 2 + i));
        if (digit < 0)
            return fail_escape(r);
        code_point = code_point << 4 | (uint32_t)digit;
    }
    if (code_point > 0x10ffff || is_surrogate(code_point))
        return fail_escape(r);
    utf_append(&r->scratch, code_point);
    r->at += 2 + DIGITS;
    return 0;
}

static int append_escape(struct reader *r)
{
    uint32_t code_point;
    if (take(r, "\\\"")) {
        buf_append_char(&r->scratch, '"');
        return 0;
    }
    if (peek(r, 1) == 'U')
        return append_long_escape(r);
    /* Six bytes at most: surrogates are no pairs here. */
    struct span rest = span_sub(r->builder.text, r->at, 6);
    size_t used = peek(r, 1) == '/' ? 0 : escape_read(rest, &code_point);
    if (used == 0 || is_surrogate(code_point))
        return fail_escape(r);
    utf_append(&r->scratch, code_point);
    r->at += used;
    return 0;
}

/* A backslash at the end of a line: it and all space up to the next text vanish. */
static bool skip_joined_lines(struct reader *r)
{
    size_t begin = r->at++;
    skip_blanks(r);
    if (!take_line_end(r)) {
        r->at = begin;
        return false;
    }
    do
        skip_blanks(r);
    while (take_line_end(r));
    return true;
}

static int append_string_byte(struct reader *r, bool escapes, bool several_lines)
{
    char c = peek(r, 0);
    if (escapes && c == '\\') {
        if (several_lines && skip_joined_lines(r))
            return 0;
        return append_escape(r);
    }
    if (several_lines && take_line_end(r)) {
        buf_append_char(&r->scratch, '\n');
        return 0;
    }
    if (is_control(c))
        return fail(r, c == '\n' || c == '\r' ? "a string that does not end"
                                              : "a control character in a string");
    buf_append_char(&r->scratch, c);
    r->at++;
    return 0;
}

/* Up to two quotes may stand before the three that end it. */
static bool take_end_of_lines(struct reader *r, char quote)
{
    size_t quotes = 0;
    while (quotes < 5 && peek(r, quotes) == quote)
        quotes++;
    if (quotes < 3)
        return false;
    for (size_t i = 3; i < quotes; i++)
        buf_append_char(&r->scratch, quote);
    r->at += quotes;
    return true;
}

/* From the opening quote to behind the closing one, into `scratch`. */
static int read_string(struct reader *r, bool may_have_lines)
{
    char quote = peek(r, 0);
    size_t begin = r->at;
    bool several_lines = may_have_lines && peek(r, 1) == quote && peek(r, 2) == quote;
    r->at += several_lines ? 3 : 1;
    if (several_lines)
        take_line_end(r);
    buf_clear(&r->scratch);
    while (!at_end(r)) {
        if (several_lines ? take_end_of_lines(r, quote) : peek(r, 0) == quote) {
            r->at += !several_lines;
            return 0;
        }
        if (append_string_byte(r, quote == '"', several_lines) < 0)
            return -1;
    }
    return builder_fail(&r->builder, begin, "a string that does not end");
}

/* ---- Keys and tables ---- */

static bool is_bare(char c)
{
    return ascii_is_alnum(c) || c == '_' || c == '-';
}

static int read_key(struct reader *r, struct builder_key *key)
{
    skip_blanks(r);
    key->begin = r->at;
    if (peek(r, 0) == '"' || peek(r, 0) == '\'')
        return read_string(r, false) < 0 ? -1 : builder_keep(&r->builder, &r->scratch, &key->text);
    while (is_bare(peek(r, 0)))
        r->at++;
    key->text = span_sub(r->builder.text, key->begin, r->at - key->begin);
    return key->text.len ? 0 : fail(r, "expected a key");
}

/* The key of a member among those of all tables, in `scratch`. */
static struct span member_name(struct reader *r, const struct node *parent, struct span key)
{
    buf_clear(&r->scratch);
    buf_append(&r->scratch, (struct span) { (const char *)&parent, sizeof(parent) });
    buf_append(&r->scratch, key);
    return buf_span(&r->scratch);
}

static struct node *find(struct reader *r, const struct node *parent, struct span key)
{
    return table_get(&r->members, member_name(r, parent, key));
}

/* A member or element; a member's key must be new. */
static struct node *add(struct reader *r, struct node *parent, struct builder_key key,
                        enum node_kind kind, size_t begin, size_t end)
{
    struct span name;
    struct node *node = builder_add(&r->builder, parent, key, kind, begin, end);
    if (!node || parent->kind != NODE_OBJECT)
        return node;
    member_name(r, parent, key.text);
    if (builder_keep(&r->builder, &r->scratch, &name) < 0)
        return NULL;
    if (table_set(&r->members, name, node) < 0) {
        error_no_memory(r->builder.error);
        return NULL;
    }
    return node;
}

static int fail_twice(struct reader *r, struct builder_key key)
{
    return builder_fail(&r->builder, key.begin, "defined twice");
}

/* Into the table of that name, which is made where there is none. */
static int enter(struct reader *r, struct node **table, struct builder_key key, enum origin as)
{
    struct node *next = find(r, *table, key.text);
    if (!next) {
        size_t end = key.begin + key.text.len;
        next = add(r, *table, key, NODE_OBJECT, key.begin, MAX(r->at, end));
        if (!next)
            return -1;
        *builder_mark(next) = (uint8_t)as;
    } else if (next->kind == NODE_ARRAY && *builder_mark(next) == BY_BRACKETS && as == BY_PATH) {
        next = builder_last(next);
    } else if (next->kind != NODE_OBJECT || *builder_mark(next) == BY_VALUE ||
               (as == BY_DOTS && *builder_mark(next) != BY_DOTS)) {
        return builder_fail(&r->builder, key.begin, "no table that can be added to");
    }
    *table = next;
    return 0;
}

/* `a.b.c`: enters all but the last, which is given. */
static int read_path(struct reader *r, struct node **table, struct builder_key *last,
                     enum origin as)
{
    for (;;) {
        if (read_key(r, last) < 0)
            return -1;
        skip_blanks(r);
        if (!take(r, "."))
            return 0;
        if (enter(r, table, *last, as) < 0)
            return -1;
    }
}

static int open_table(struct reader *r, struct node *parent, struct builder_key key)
{
    struct node *table = find(r, parent, key.text);
    if (table && (table->kind != NODE_OBJECT || *builder_mark(table) != BY_PATH))
        return fail_twice(r, key);
    if (!table)
        table = add(r, parent, key, NODE_OBJECT, key.begin, r->at);
    if (!table)
        return -1;
    *builder_mark(table) = BY_HEADER;
    r->table = table;
    return 0;
}

static int open_element(struct reader *r, struct node *parent, struct builder_key key)
{
    struct node *array = find(r, parent, key.text);
    if (array && *builder_mark(array) != BY_BRACKETS)
        return fail_twice(r, key);
    if (!array)
        array = add(r, parent, key, NODE_ARRAY, key.begin, r->at);
    if (!array)
        return -1;
    *builder_mark(array) = BY_BRACKETS;
    r->table = builder_add(&r->builder, array, key, NODE_OBJECT, key.begin, r->at);
    if (!r->table)
        return -1;
    *builder_mark(r->table) = BY_HEADER;
    return 0;
}

static int read_header(struct reader *r)
{
    struct builder_key key;
    struct node *parent = r->builder.root;
    r->at++;
    bool is_array = take(r, "[");
    if (read_path(r, &parent, &key, BY_PATH) < 0)
        return -1;
    if (!take(r, is_array ? "]]" : "]"))
        return fail(r, is_array ? "expected ']]'" : "expected ']'");
    return is_array ? open_element(r, parent, key) : open_table(r, parent, key);
}

/* ---- Values ---- */

/* Up to where a value comes. */
static int read_assignment(struct reader *r, struct node *table)
{
    if (read_path(r, &table, &r->key, BY_DOTS) < 0)
        return -1;
    if (find(r, table, r->key.text))
        return fail_twice(r, r->key);
    if (!take(r, "="))
        return fail(r, "expected '='");
    skip_blanks(r);
    r->parent = table;
    return 0;
}

static int read_string_value(struct reader *r)
{
    struct span text;
    size_t begin = r->at;
    if (read_string(r, true) < 0 || builder_keep(&r->builder, &r->scratch, &text) < 0)
        return -1;
    struct node *node = add(r, r->parent, r->key, NODE_STRING, begin, r->at);
    if (!node)
        return -1;
    node->text = text;
    return 0;
}

static bool is_word(char c)
{
    return is_bare(c) || c == '+' || c == '.' || c == ':';
}

static int read_word(struct reader *r)
{
    size_t begin = r->at;
    bool no_memory;
    while (is_word(peek(r, 0)))
        r->at++;
    bool is_date = toml_is_date(span_sub(r->builder.text, begin, r->at - begin));
    if (is_date && peek(r, 0) == ' ' && ascii_is_digit(peek(r, 1)))
        for (r->at++; is_word(peek(r, 0));)
            r->at++;
    struct node *node = add(r, r->parent, r->key, NODE_STRING, begin, r->at);
    if (!node)
        return -1;
    if (toml_scalar(node, node->text, r->builder.arena, &no_memory))
        return 0;
    return no_memory ? error_no_memory(r->builder.error)
                     : builder_fail(&r->builder, begin, "expected a value");
}

static int open_container(struct reader *r)
{
    bool is_table = peek(r, 0) == '{';
    if (r->depth == BUILDER_MAX_DEPTH)
        return fail(r, "nested too deep");
    struct node *node =
            add(r, r->parent, r->key, is_table ? NODE_OBJECT : NODE_ARRAY, r->at, r->at + 1);
    if (!node)
        return -1;
    *builder_mark(node) = BY_VALUE;
    r->open[r->depth++] = node;
    r->at++;
    return 0;
}

static int read_value(struct reader *r)
{
    if (peek(r, 0) == '[' || peek(r, 0) == '{')
        return open_container(r);
    return peek(r, 0) == '"' || peek(r, 0) == '\'' ? read_string_value(r) : read_word(r);
}

/* The end of what is open, if it is there; `*due` says whether a value is to come instead. */
static int read_separator(struct reader *r, struct node *open, bool *due)
{
    bool is_table = open->kind == NODE_OBJECT, is_first = open->child_count == 0;
    int skipped = is_table ? 0 : skip_space(r);
    skip_blanks(r);
    if (skipped < 0)
        return -1;
    bool comma = !is_first && take(r, ",");
    if (comma && !is_table && skip_space(r) < 0)
        return -1;
    skip_blanks(r);
    *due = !((!comma || !is_table) && take(r, is_table ? "}" : "]"));
    if (!*due)
        builder_set_end(&r->builder, open, r->at);
    else if (!is_first && !comma)
        return fail(r, is_table ? "expected ',' or '}'" : "expected ',' or ']'");
    return 0;
}

/* Closes what ends, up to where the next value comes. */
static int read_to_next(struct reader *r)
{
    while (r->depth > 0) {
        struct node *open = r->open[r->depth - 1];
        bool due;
        if (read_separator(r, open, &due) < 0)
            return -1;
        if (due) {
            r->parent = open;
            r->key = (struct builder_key) { 0 };
            return open->kind == NODE_OBJECT ? read_assignment(r, open) : 0;
        }
        r->depth--;
    }
    return 0;
}

static int read_nested(struct reader *r)
{
    do {
        if (read_value(r) < 0 || read_to_next(r) < 0)
            return -1;
    } while (r->depth > 0);
    return 0;
}

/* ---- All ---- */

static int read_line(struct reader *r)
{
    if (peek(r, 0) == '[') {
        if (read_header(r) < 0)
            return -1;
    } else if (read_assignment(r, r->table) < 0 || read_nested(r) < 0) {
        return -1;
    }
    skip_blanks(r);
    if (skip_comment(r) < 0)
        return -1;
    return at_end(r) || take_line_end(r) ? 0 : fail(r, "expected the end of the line");
}

static int read_lines(struct reader *r)
{
    for (;;) {
        if (skip_space(r) < 0)
            return -1;
        if (at_end(r))
            return 0;
        if (read_line(r) < 0)
            return -1;
    }
}

int toml_read(struct node **out, struct span text, struct arena *arena, struct veto_error *error)
{
    struct reader reader = { .scratch = buf_make(DOCUMENT_MAX_BYTES + 64) };
    if (builder_start(&reader.builder, text, BUILDER_MARKS, arena, error) < 0)
        return -1;
    reader.table = reader.builder.root;
    table_init(&reader.members);
    int result = read_lines(&reader);
    if (result == 0)
        result = builder_finish(&reader.builder, out);
    table_release(&reader.members);
    buf_release(&reader.scratch);
    return result;
}
