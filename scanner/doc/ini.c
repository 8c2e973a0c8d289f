/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/ini.h"

#include "base/ascii.h"
#include "base/cleanup.h"
#include "base/table.h"
#include "base/utf.h"
#include "doc/escape.h"

struct reader {
    struct builder builder;
    size_t at;
    struct buf scratch; /* the value or key that is being read */
    struct node *section;
    struct table sections;
    enum ini_form form;
};

/* The byte at hand and those behind it; NUL behind the end. */
static char peek(const struct reader *r, size_t ahead)
{
    size_t at = r->at + ahead;
    return at < r->builder.text.len ? r->builder.text.data[at] : '\0';
}

static bool at_end(const struct reader *r)
{
    return r->at >= r->builder.text.len;
}

static bool at_line_end(const struct reader *r)
{
    return at_end(r) || peek(r, 0) == '\n' || peek(r, 0) == '\r';
}

static bool at_blank(const struct reader *r)
{
    return peek(r, 0) == ' ' || peek(r, 0) == '\t' || peek(r, 0) == '\f';
}

static size_t skip_blanks(struct reader *r)
{
    size_t begin = r->at;
    while (at_blank(r))
        r->at++;
    return r->at - begin;
}

static void skip_line_end(struct reader *r)
{
    if (peek(r, 0) == '\r' && peek(r, 1) == '\n')
        r->at++;
    r->at += !at_end(r);
}

static void skip_line(struct reader *r)
{
    while (!at_line_end(r))
        r->at++;
    skip_line_end(r);
}

/* To the first byte that is no blank, over empty lines and comments; its column is returned. */
static size_t skip_to_content(struct reader *r, const char *comment_marks)
{
    for (;;) {
        size_t indent = skip_blanks(r);
        if (at_end(r))
            return indent;
        if (at_line_end(r))
            skip_line_end(r);
        else if (strchr(comment_marks, peek(r, 0)) && peek(r, 0))
            skip_line(r);
        else
            return indent;
    }
}

static int add_value(struct reader *r, struct builder_key key, size_t begin, size_t end)
{
    struct span text;
    if (builder_keep(&r->builder, &r->scratch, &text) < 0)
        return -1;
    return builder_add_text(&r->builder, r->section, key, text, begin, end);
}

static int add_nothing(struct reader *r, struct builder_key key)
{
    size_t at = key.begin + key.text.len;
    return builder_add(&r->builder, r->section, key, NODE_NULL, at, at) ? 0 : -1;
}

/* ---- INI ---- */

static const char ini_comment_marks[] = "#;";

/* A comment mark ends a line's text at its front and behind a blank. */
static bool is_comment(struct span line, size_t i)
{
    bool marks = line.data[i] == '#' || line.data[i] == ';';
    return marks && (i == 0 || line.data[i - 1] == ' ' || line.data[i - 1] == '\t');
}

/* Behind the quote that closes the one at the front, or 0. */
static size_t quoted_len(struct span line)
{
    char quote = line.len ? line.data[0] : '\0';
    if (quote != '"' && quote != '\'')
        return 0;
    for (size_t i = 1; i < line.len; i++) {
        if (line.data[i] == '\\' && quote == '"')
            i++;
        else if (line.data[i] == quote)
            return i + 1;
    }
    return 0;
}

/* Of the line at hand: without its end, comment and the blanks around. */
static struct span value_of_line(const struct reader *r)
{
    struct span line, rest = span_from(r->builder.text, r->at);
    size_t len = 0;
    while (len < rest.len && rest.data[len] != '\n' && rest.data[len] != '\r')
        len++;
    line = span_sub(rest, 0, len);
    for (size_t i = quoted_len(line); i < line.len; i++)
        if (is_comment(line, i))
            line.len = i;
    return span_trim(line);
}

static bool goes_on(struct span value)
{
    size_t backslashes = 0;
    while (backslashes < value.len && value.data[value.len - 1 - backslashes] == '\\')
        backslashes++;
    return backslashes % 2 == 1;
}

/* A value that is one quoted string loses its quotes. */
static void append_value(struct buf *to, struct span value)
{
    if (value.len == 0 || quoted_len(value) != value.len) {
        buf_append(to, value);
        return;
    }
    bool escapes = value.data[0] == '"';
    value = span_sub(value, 1, value.len - 2);
    for (size_t i = 0; i < value.len; i++) {
        bool escaped = escapes && value.data[i] == '\\' && i + 1 < value.len &&
                       (value.data[i + 1] == '"' || value.data[i + 1] == '\\');
        i += escaped;
        buf_append_char(to, value.data[i]);
    }
}

/* Where a deeper line follows: to its first byte. */
static bool skip_to_deeper(struct reader *r, size_t indent)
{
    size_t begin = r->at;
    if (skip_to_content(r, ini_comment_marks) > indent && !at_end(r) && r->at > begin)
        return true;
    r->at = begin;
    return false;
}

/* From behind the separator on. */
static int read_ini_value(struct reader *r, struct builder_key key, size_t indent)
{
    skip_blanks(r);
    size_t begin = r->at, end = r->at;
    buf_clear(&r->scratch);
    for (;;) {
        struct span value = value_of_line(r);
        bool joined = goes_on(value);
        if (value.len)
            end = (size_t)(value.data + value.len - r->builder.text.data);
        if (joined)
            value = span_trim(span_sub(value, 0, value.len - 1));
        append_value(&r->scratch, value);
        skip_line(r);
        if (joined && !at_end(r)) {
            skip_blanks(r);
            buf_append_char(&r->scratch, ' ');
        } else if (r->form != INI_EQUALS && skip_to_deeper(r, indent)) {
            buf_append_char(&r->scratch, '\n');
        } else {
            break;
        }
    }
    return add_value(r, key, begin, MAX(begin, end));
}

static int read_section(struct reader *r)
{
    size_t begin = r->at;
    struct span line = value_of_line(r);
    size_t close = line.len;
    while (close > 0 && line.data[close - 1] != ']')
        close--;
    if (close == 0)
        return builder_fail(&r->builder, begin, "a section without ']'");
    struct span name = span_trim(span_sub(line, 1, close - 2));
    skip_line(r);
    r->section = table_get(&r->sections, name);
    if (r->section)
        return 0;
    struct builder_key key = { name, (size_t)(name.data - r->builder.text.data) };
    r->section = builder_add(&r->builder, r->builder.root, key, NODE_OBJECT, begin, begin + close);
    if (!r->section)
        return -1;
    return table_set(&r->sections, name, r->section) < 0 ? error_no_memory(r->builder.error) : 0;
}

static int read_ini_line(struct reader *r, size_t indent)
{
    if (peek(r, 0) == '[')
        return read_section(r);
    struct span line = value_of_line(r);
    size_t len = 0;
    while (len < line.len && line.data[len] != '=' &&
           (line.data[len] != ':' || r->form == INI_EQUALS))
        len++;
    struct builder_key key = { span_trim(span_sub(line, 0, len)), r->at };
    if (key.text.len == 0)
        return builder_fail(&r->builder, r->at, "a value without a key");
    if (len == line.len) {
        skip_line(r);
        return add_nothing(r, key);
    }
    r->at += len + 1;
    return read_ini_value(r, key, indent);
}

/* ---- .properties ---- */

static void append_escape(struct reader *r)
{
    static const char letters[] = "tnrf", meanings[] = "\t\n\r\f";
    uint32_t code_point;
    struct span rest = span_from(r->builder.text, r->at);
    if (peek(r, 1) == 'u') {
        size_t used = escape_read(rest, &code_point);
        r->at += used ? used : 2;
        utf_append(&r->scratch, used && !is_surrogate(code_point) ? code_point : UTF_REPLACEMENT);
        return;
    }
    r->at++;
    const char *letter = peek(r, 0) ? strchr(letters, peek(r, 0)) : NULL;
    if (!at_end(r))
        buf_append_char(&r->scratch, letter ? meanings[letter - letters] : peek(r, 0));
    r->at += !at_end(r);
}

/* Up to the end of the logical line, or of the key. */
static void read_escaped(struct reader *r, bool is_key)
{
    buf_clear(&r->scratch);
    while (!at_line_end(r)) {
        if (is_key && (at_blank(r) || peek(r, 0) == '=' || peek(r, 0) == ':'))
            return;
        if (peek(r, 0) != '\\') {
            buf_append_char(&r->scratch, peek(r, 0));
            r->at++;
        } else if (peek(r, 1) == '\n' || peek(r, 1) == '\r') {
            r->at++;
            skip_line_end(r);
            skip_blanks(r);
        } else {
            append_escape(r);
        }
    }
}

static int read_properties_line(struct reader *r, size_t indent)
{
    (void)indent;
    struct builder_key key = { .begin = r->at };
    read_escaped(r, true);
    if (builder_keep(&r->builder, &r->scratch, &key.text) < 0)
        return -1;
    skip_blanks(r);
    if (peek(r, 0) == '=' || peek(r, 0) == ':') {
        r->at++;
        skip_blanks(r);
    }
    size_t begin = r->at;
    read_escaped(r, false);
    size_t end = r->at;
    skip_line_end(r);
    return add_value(r, key, begin, end);
}

/* ---- .env ---- */

static void append_double_quoted_escape(struct reader *r)
{
    static const char letters[] = "ntr\"\\$`", meanings[] = "\n\t\r\"\\$`";
    const char *letter = peek(r, 1) ? strchr(letters, peek(r, 1)) : NULL;
    if (letter) {
        buf_append_char(&r->scratch, meanings[letter - letters]);
        r->at += 2;
    } else {
        buf_append_char(&r->scratch, '\\');
        r->at++;
    }
}

static int read_quoted(struct reader *r)
{
    size_t begin = r->at;
    char quote = peek(r, 0);
    for (r->at++; !at_end(r) && peek(r, 0) != quote;) {
        if (quote == '"' && peek(r, 0) == '\\') {
            append_double_quoted_escape(r);
        } else {
            buf_append_char(&r->scratch, peek(r, 0));
            r->at++;
        }
    }
    if (at_end(r))
        return builder_fail(&r->builder, begin, "a quote that does not end");
    r->at++;
    return 0;
}

/* Pieces in quotes and without, up to a comment or the end of the line. */
static int read_env_value(struct reader *r, size_t *end)
{
    buf_clear(&r->scratch);
    *end = r->at;
    while (!at_line_end(r)) {
        size_t blanks_begin = r->at, blanks = skip_blanks(r);
        if (at_line_end(r) || (blanks && peek(r, 0) == '#'))
            break;
        buf_append(&r->scratch, span_sub(r->builder.text, blanks_begin, blanks));
        if (peek(r, 0) == '"' || peek(r, 0) == '\'') {
            if (read_quoted(r) < 0)
                return -1;
        } else {
            buf_append_char(&r->scratch, peek(r, 0));
            r->at++;
        }
        *end = r->at;
    }
    return 0;
}

static void skip_export(struct reader *r)
{
    struct span rest = span_from(r->builder.text, r->at);
    if (span_starts(rest, SPAN("export ")) || span_starts(rest, SPAN("export\t"))) {
        r->at += 6;
        skip_blanks(r);
    }
}

static int read_env_line(struct reader *r, size_t indent)
{
    (void)indent;
    skip_export(r);
    size_t begin = r->at, end;
    while (!at_line_end(r) && peek(r, 0) != '=' && !at_blank(r))
        r->at++;
    struct builder_key key = { span_sub(r->builder.text, begin, r->at - begin), begin };
    skip_blanks(r);
    if (at_line_end(r) && key.text.len) {
        skip_line_end(r);
        return add_nothing(r, key);
    }
    if (peek(r, 0) != '=' || key.text.len == 0)
        return builder_fail(&r->builder, r->at, "expected NAME=value");
    r->at++;
    skip_blanks(r);
    begin = r->at;
    if (read_env_value(r, &end) < 0)
        return -1;
    skip_line(r);
    return add_value(r, key, begin, end);
}

/* ---- All ---- */

static const struct dialect {
    const char *comment_marks;
    int (*read_line)(struct reader *r, size_t indent);
} dialects[] = {
    [INI_SECTIONS] = { ini_comment_marks, read_ini_line },
    [INI_EQUALS] = { ini_comment_marks, read_ini_line },
    [INI_PROPERTIES] = { "#!", read_properties_line },
    [INI_ENV] = { "#", read_env_line },
};

static int read_lines(struct reader *r, const struct dialect *dialect)
{
    for (;;) {
        size_t indent = skip_to_content(r, dialect->comment_marks);
        if (at_end(r))
            return 0;
        if (dialect->read_line(r, indent) < 0)
            return -1;
    }
}

int ini_read(struct node **out, struct span text, enum ini_form form, struct arena *arena,
             struct veto_error *error)
{
    struct reader reader = { .scratch = buf_make(DOCUMENT_MAX_BYTES + 1), .form = form };
    if (builder_start(&reader.builder, text, BUILDER_MARKS, arena, error) < 0)
        return -1;
    builder_by_hand(&reader.builder);
    reader.section = reader.builder.root;
    table_init(&reader.sections);
    int result = read_lines(&reader, &dialects[form]);
    if (result == 0)
        result = builder_finish(&reader.builder, out);
    table_release(&reader.sections);
    buf_release(&reader.scratch);
    return result;
}
