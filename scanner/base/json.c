/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"

#include <jansson.h>
#include <stdlib.h>

#include "base/utf.h"

enum { MAX_TEXT = 64 * 1024 * 1024 };

/* struct json_value is Jansson's json_t under a name of our own; only these two casts know. */
static const json_t *inside(const struct json_value *value)
{
    return (const json_t *)value;
}

static struct json_value *outside(json_t *value)
{
    return (struct json_value *)value;
}

int json_parse(struct json_value **out, struct span text, struct veto_error *error)
{
    json_error_t where;
    json_t *document = json_loadb(text.data, text.len, JSON_ALLOW_NUL, &where);
    if (!document)
        return error_set(error, VETO_ERROR_FORMAT, "%d:%d: not JSON", where.line, where.column);
    *out = outside(document);
    return 0;
}

void json_release(struct json_value *document)
{
    json_decref((json_t *)document);
}

enum json_kind json_kind_of(const struct json_value *value)
{
    if (json_is_object(inside(value)))
        return JSON_KIND_OBJECT;
    if (json_is_array(inside(value)))
        return JSON_KIND_ARRAY;
    return json_is_string(inside(value)) ? JSON_KIND_TEXT : JSON_KIND_OTHER;
}

const struct json_value *json_member(const struct json_value *object, const char *key)
{
    return outside(json_object_get(inside(object), key));
}

const struct json_value *json_field(const struct json_value *object, const char *key)
{
    const struct json_value *found = NULL;
    json_t *root = (json_t *)object;
    if (json_kind_of(object) != JSON_KIND_OBJECT)
        return NULL;
    for (void *at = json_object_iter(root); at; at = json_object_iter_next(root, at))
        if (span_eq_nocase(span_of(json_object_iter_key(at)), span_of(key)))
            found = outside(json_object_iter_value(at));
    return found;
}

size_t json_count(const struct json_value *value)
{
    if (json_kind_of(value) == JSON_KIND_OBJECT)
        return json_object_size(inside(value));
    return json_array_size(inside(value));
}

const struct json_value *json_element(const struct json_value *array, size_t index)
{
    return outside(json_array_get(inside(array), index));
}

struct span json_text(const struct json_value *value)
{
    if (json_kind_of(value) != JSON_KIND_TEXT)
        return SPAN_EMPTY;
    return (struct span){ json_string_value(inside(value)), json_string_length(inside(value)) };
}

const char *json_chars(const struct json_value *value)
{
    return json_kind_of(value) == JSON_KIND_TEXT ? json_string_value(inside(value)) : "";
}

bool json_truth(const struct json_value *value)
{
    return json_is_true(inside(value));
}

int64_t json_number(const struct json_value *value, int64_t fallback)
{
    return json_is_integer(inside(value)) ? json_integer_value(inside(value)) : fallback;
}

void json_each(const struct json_value *object,
               void (*member)(const char *key, const struct json_value *value, void *payload),
               void *payload)
{
    json_t *root = (json_t *)object;
    if (json_kind_of(object) != JSON_KIND_OBJECT)
        return;
    for (void *at = json_object_iter(root); at; at = json_object_iter_next(root, at))
        member(json_object_iter_key(at), outside(json_object_iter_value(at)), payload);
}

/* ---- Writing --------------------------------------------------------------------------------- */

enum { FLUSH_AT = 32 * 1024 };

static void flush(struct json_writer *w)
{
    if (!w->failed && fwrite(w->out.data, 1, w->out.len, w->to) != w->out.len)
        w->failed = true;
    buf_clear(&w->out);
}

/* Reports are millions of small pieces: they are gathered, and no longer than FLUSH_AT and a piece. */
static void put(struct json_writer *w, struct span bytes)
{
    buf_append(&w->out, bytes);
    if (w->out.len >= FLUSH_AT)
        flush(w);
}

struct json_writer json_writer_make(FILE *to, bool pretty)
{
    return (struct json_writer) {
        .to = to,
        .scratch = buf_make(MAX_TEXT),
        .out = buf_make(MAX_TEXT + FLUSH_AT),
        .pretty = pretty,
    };
}

int json_writer_finish(struct json_writer *w, struct veto_error *error)
{
    put(w, SPAN("\n"));
    bool no_memory = w->out.failed;
    flush(w);
    buf_release(&w->scratch);
    buf_release(&w->out);
    if (w->failed || no_memory)
        return error_set(error, VETO_ERROR_IO, "cannot write JSON");
    return 0;
}

static void new_line(struct json_writer *w)
{
    static const char spaces[] = "                                ";
    if (!w->pretty)
        return;
    put(w, SPAN("\n"));
    put(w, (struct span){ spaces, MIN((size_t)w->depth, sizeof(spaces) - 1) });
}

/* The comma or line that stands before a value or a key. */
static void before(struct json_writer *w)
{
    if (w->after_key) {
        w->after_key = false;
        return;
    }
    uint64_t bit = UINT64_C(1) << w->depth;
    if (w->comma & bit)
        put(w, SPAN(","));
    w->comma |= bit;
    if (w->depth)
        new_line(w);
}

void json_open(struct json_writer *w, char bracket)
{
    before(w);
    put(w, (struct span){ &bracket, 1 });
    w->depth++;
    w->comma &= ~(UINT64_C(1) << w->depth);
}

void json_close(struct json_writer *w, char bracket)
{
    bool empty = !(w->comma & (UINT64_C(1) << w->depth));
    w->depth--;
    if (!empty)
        new_line(w);
    put(w, (struct span){ &bracket, 1 });
}

void json_key(struct json_writer *w, const char *key)
{
    json_write_text(w, key);
    put(w, w->pretty ? SPAN(": ") : SPAN(":"));
    w->after_key = true;
}

void json_write_text(struct json_writer *w, const char *text)
{
    json_write_span(w, span_of(text));
}

/* What is not UTF-8 is no JSON, and many readers refuse an escaped NUL: both are replaced. */
static struct span readable(struct json_writer *w, struct span text)
{
    if (utf_is_valid(text) && span_find_char(text, '\0') == text.len)
        return text;
    buf_clear(&w->scratch);
    while (text.len) {
        size_t len;
        uint32_t c = utf_decode(text, &len);
        utf_append(&w->scratch, c ? c : UTF_REPLACEMENT);
        text = span_from(text, len);
    }
    w->failed |= w->scratch.failed;
    return buf_span(&w->scratch);
}

static void put_escape(struct json_writer *w, unsigned char c)
{
    static const char digits[] = "0123456789ABCDEF";
    static const char letters[' '] = { ['\b'] = 'b', ['\f'] = 'f', ['\n'] = 'n', ['\r'] = 'r',
                                       ['\t'] = 't' };
    char letter = c < ' ' ? letters[c] : (char)c;
    if (letter)
        put(w, (struct span) { (const char[]) { '\\', letter }, 2 });
    else
        put(w, (struct span) {
                       (const char[]) { '\\', 'u', '0', '0', digits[c >> 4], digits[c & 15] }, 6 });
}

/* RFC 8259, section 7: quotes, backslashes and control characters alone must be escaped. */
void json_write_span(struct json_writer *w, struct span text)
{
    size_t begin = 0;
    before(w);
    text = readable(w, text);
    put(w, SPAN("\""));
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (c >= ' ' && c != '"' && c != '\\')
            continue;
        put(w, span_sub(text, begin, i - begin));
        put_escape(w, c);
        begin = i + 1;
    }
    put(w, span_from(text, begin));
    put(w, SPAN("\""));
}

void json_write_integer(struct json_writer *w, int64_t value)
{
    before(w);
    if (value < 0)
        put(w, SPAN("-"));
    buf_append_number(&w->out, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
}

void json_write_bool(struct json_writer *w, bool value)
{
    before(w);
    put(w, value ? SPAN("true") : SPAN("false"));
}

void json_put_text(struct json_writer *w, const char *key, const char *text)
{
    json_key(w, key);
    json_write_text(w, text);
}

void json_put_span(struct json_writer *w, const char *key, struct span text)
{
    json_key(w, key);
    json_write_span(w, text);
}

void json_put_integer(struct json_writer *w, const char *key, int64_t value)
{
    json_key(w, key);
    json_write_integer(w, value);
}

void json_put_bool(struct json_writer *w, const char *key, bool value)
{
    json_key(w, key);
    json_write_bool(w, value);
}

void json_put_open(struct json_writer *w, const char *key, char bracket)
{
    json_key(w, key);
    json_open(w, bracket);
}

const char *json_library(void)
{
    return jansson_version_str();
}
