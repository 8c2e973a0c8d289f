/* SPDX-License-Identifier: Apache-2.0 */
/* Here-documents of shells and Dockerfiles: files that are written where they stand. */
#include "base/ascii.h"
#include "derive/decoder.h"

enum {
    MAX_UNENDED = 16, /* `1 << n` looks like one */
    MAX_WORD = 128,
};

struct heredoc {
    struct span word;     /* that ends it */
    struct span stripped; /* `<<-`: tabs in front of its lines; what is indented by blanks keeps them */
};

static bool is_word(char c)
{
    return ascii_is_alnum(c) || c == '_' || c == '.' || c == '-';
}

/* What stands behind `<<`. */
static bool read_operator(struct span rest, struct heredoc *out)
{
    bool tabs = span_starts(rest, SPAN("-")), blanks = span_starts(rest, SPAN("~"));
    out->stripped = tabs ? SPAN("\t") : blanks ? SPAN("\t ") : SPAN_EMPTY;
    rest = span_from(rest, tabs || blanks);
    while (rest.len && (rest.data[0] == ' ' || rest.data[0] == '\t'))
        rest = span_from(rest, 1);
    if (rest.len && (rest.data[0] == '"' || rest.data[0] == '\'' || rest.data[0] == '\\'))
        rest = span_from(rest, 1);
    size_t len = 0;
    while (len < MAX_WORD && len < rest.len && is_word(rest.data[len]))
        len++;
    out->word = span_sub(rest, 0, len);
    return len && (ascii_is_alpha(rest.data[0]) || rest.data[0] == '_');
}

static struct span without_tabs(struct span line, const struct heredoc *heredoc)
{
    while (line.len && memchr(heredoc->stripped.data, line.data[0], heredoc->stripped.len))
        line = span_from(line, 1);
    return line;
}

/* Where the line that ends it begins; SIZE_MAX where none does. */
static size_t find_end(struct span bytes, size_t at, const struct heredoc *heredoc)
{
    struct span rest = span_from(bytes, at), line;
    while (rest.len) {
        size_t begin = bytes.len - rest.len;
        span_next_line(&rest, &line);
        if (span_eq(without_tabs(line, heredoc), heredoc->word))
            return begin;
    }
    return SIZE_MAX;
}

static bool ends_word(char c)
{
    return c == ' ' || c == '\t' || c == '<' || c == '>' || c == '|' || c == ';' || c == '&' ||
           c == ')' || c == '"' || c == '\'';
}

static struct span first_word(struct span text)
{
    size_t len = 0;
    text = span_trim(text);
    while (text.len && (text.data[0] == '>' || text.data[0] == '"' || text.data[0] == '\''))
        text = span_trim(span_from(text, 1));
    while (len < text.len && !ends_word(text.data[len]))
        len++;
    return span_sub(text, 0, len);
}

/*
 * The file that the line writes: behind `>` or `tee`, or where a Dockerfile copies it to. A name
 * that says nothing is as good as none.
 */
static struct span name_of(struct span line, size_t operator, struct span word)
{
    static const char *const marks[] = { ">", "tee -a ", "tee " };
    struct span behind = span_from(line, operator+ 2);
    for (size_t i = 0; i < ARRAY_SIZE(marks); i++) {
        size_t at = span_find(line, span_of(marks[i]));
        if (at != SIZE_MAX)
            return span_basename(first_word(span_from(line, at + strlen(marks[i]))));
    }
    struct span trimmed = span_trim(line);
    if (span_starts_nocase(trimmed, SPAN("COPY ")) || span_starts_nocase(trimmed, SPAN("ADD "))) {
        size_t at = span_find(behind, word);
        behind = span_from(behind, at == SIZE_MAX ? behind.len : at + word.len);
        return span_basename(first_word(behind));
    }
    return span_starts_nocase(trimmed, SPAN("RUN ")) || span_find(line, SPAN("sh ")) != SIZE_MAX
                   ? SPAN("heredoc.sh")
                   : SPAN("heredoc");
}

static bool put_body(struct derived_text *text, size_t begin, size_t end,
                     const struct heredoc *heredoc)
{
    struct span bytes = text->from->bytes;
    if (heredoc->stripped.len == 0)
        return derived_copy(text, begin, end - begin);
    while (begin < end) {
        size_t next =
                MIN(begin + span_find_char(span_sub(bytes, begin, end - begin), '\n') + 1, end);
        struct span line = span_sub(bytes, begin, next - begin);
        size_t kept = without_tabs(line, heredoc).len;
        if (kept && !derived_copy(text, next - kept, kept))
            return false;
        begin = next;
    }
    return true;
}

static size_t line_begin(struct span bytes, size_t at)
{
    const char *before = at ? memrchr(bytes.data, '\n', at) : NULL;
    return before ? (size_t)(before - bytes.data) + 1 : 0;
}

void decode_heredocs(const struct decoder_input *input, struct derived_text *text)
{
    const struct unit *unit = input->unit;
    struct span bytes = unit->bytes;
    size_t unended = 0;
    if (!(unit->kinds & (KIND_SHELL | KIND_DOCKERFILE)) || (unit->kinds & KIND_BINARY))
        return;
    for (size_t at = 0, found; unended < MAX_UNENDED && !text->exhausted; at = found) {
        found = span_find(span_from(bytes, at), SPAN("<<"));
        if (found == SIZE_MAX)
            return;
        size_t operator= at + found;
        struct heredoc heredoc;
        found = operator+ 2;
        if (!read_operator(span_sub(bytes, found, 2 * MAX_WORD), &heredoc))
            continue;
        size_t begin = found + span_find_char(span_from(bytes, found), '\n') + 1;
        size_t end = begin < bytes.len ? find_end(bytes, begin, &heredoc) : SIZE_MAX;
        if (end == SIZE_MAX) {
            unended++;
            continue;
        }
        size_t first = line_begin(bytes, operator);
        struct span line = span_sub(bytes, first, begin - first);
        derived_begin_document(text, "heredoc", name_of(line, operator- first, heredoc.word));
        if (!put_body(text, begin, end, &heredoc))
            return;
        found = end;
    }
}
