/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Strings of JSON and YAML that hold a text with quotes, slashes or line ends of its own: a script,
 * settings, a request; and those of programs that hold quotes. Read without the document's tree, so
 * that a cut or broken one loses nothing.
 */
#include "derive/backslash.h"
#include "derive/decoder.h"
#include "derive/escaped.h"
#include "derive/notebook.h"

enum { SHORTEST = 16, LONGEST = 256 * 1024 };

/* Behind what was done; where no string began there, the text goes on from before the unit. */
static size_t string_begin(struct span bytes, size_t done, size_t sign)
{
    size_t begin = sign;
    while (begin > done && bytes.data[begin - 1] != '"')
        begin--;
    return begin;
}

/* The quote that ends it, or the end of its line, which is none of a string. */
static size_t string_end(struct span bytes, size_t at)
{
    while (at < bytes.len && bytes.data[at] != '"' && bytes.data[at] != '\n')
        at += bytes.data[at] == '\\' ? 2 : 1;
    return MIN(at, bytes.len);
}

/* Backslashes and code points alone are those of paths and names. */
static bool holds_text(struct span string)
{
    for (size_t i = 0; i + 1 < string.len; i++)
        if (string.data[i] == '\\' && memchr("n\"/", string.data[++i], 3))
            return true;
    return false;
}

/*
 * Those of a notebook are its cells, if it could be read; of translations, sentences. What was
 * decoded once is a text: text that is made to be slow would be gone over again for each layer of
 * backslashes.
 */
static bool is_read_otherwise(const struct unit *unit, const struct derived_text *text)
{
    bool has_cells =
            notebook_is(unit) && unit_is_whole(unit) && !(text->unread && text->unread->code);
    return unit->parent || (unit->kinds & (KIND_LOCK | KIND_TRANSLATION)) || has_cells;
}

void decode_escaped_strings(const struct decoder_input *input, struct derived_text *text)
{
    static const struct escape escape = { '\\', "escaped string", backslash_read };
    struct span bytes = input->unit->bytes;
    bool is_document = input->unit->kinds & (KIND_JSON | KIND_YAML);
    if (!(is_document || (input->unit->kinds & KIND_CODE)) || is_read_otherwise(input->unit, text))
        return;
    /* Programs end lines in most of their strings, and have quotes in few. */
    struct span sign = is_document ? SPAN("\\") : SPAN("\\\"");
    for (size_t done = 0; !text->exhausted && done < bytes.len;) {
        size_t found = span_find(span_from(bytes, done), sign);
        if (found == SIZE_MAX)
            return;
        size_t at = done + found;
        struct byte_range range = { string_begin(bytes, done, at), string_end(bytes, at) };
        struct span string = span_sub(bytes, range.begin, range.end - range.begin);
        bool is_text = string.len >= SHORTEST && string.len <= LONGEST && holds_text(string);
        if (is_text && !put_escaped(text, &escape, input->unit, range))
            return;
        done = range.end + 1;
    }
}
