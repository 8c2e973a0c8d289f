/* SPDX-License-Identifier: Apache-2.0 */
/* Here-documents of shells and Dockerfiles: files that are written where they stand. */
#include "base/ascii.h"
#include "base/error.h"
#include "derive/decoder.h"
#include "doc/position.h"

enum {
    MAX_UNENDED = 64, /* words; `1 << n` looks like one */
    MAX_WORD = 128,
    COMMAND_MAX = 512,   /* on either side */
    LONGEST_LINE = 4096, /* that is looked through for a name */
};

struct heredoc {
    struct span word;     /* that ends it */
    struct span stripped; /* in front of its lines; `<<-`: tabs, and no blanks */
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

/* ---- Names ----------------------------------------------------------------------------------- */

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

/* `COPY <<a.conf /etc/nginx.conf`; into a folder, by its own name. */
static struct span copied_to(struct span line, struct span word)
{
    line = span_trim(span_from(line, line.len > COMMAND_MAX ? line.len - COMMAND_MAX : 0));
    const char *blank = memrchr(line.data, ' ', line.len);
    struct span to = blank ? span_from(line, (size_t)(blank - line.data) + 1) : SPAN_EMPTY;
    to = first_word(to);
    return span_ends(to, SPAN("/")) ? word : span_basename(to);
}

/* Behind `>` or `tee`; false where neither is. */
static bool written_to(struct span command, struct span *name)
{
    static const char *const marks[] = { ">", "tee -a ", "tee " };
    for (size_t i = 0; i < ARRAY_SIZE(marks); i++) {
        size_t at = span_find(command, span_of(marks[i]));
        if (at == SIZE_MAX)
            continue;
        *name = span_basename(first_word(span_from(command, at + strlen(marks[i]))));
        return true;
    }
    return false;
}

static bool is_only_one(struct span line)
{
    size_t first = line.len <= LONGEST_LINE ? span_find(line, SPAN("<<")) : SIZE_MAX;
    return first != SIZE_MAX && span_find(span_from(line, first + 2), SPAN("<<")) == SIZE_MAX;
}

/*
 * The file that the command writes, or the line where it has no other: `{ cat <<E; } >a`; or where
 * a Dockerfile copies it to. A name that says nothing is as good as none.
 */
static struct span name_of(struct span line, struct span command, struct span word)
{
    struct span name;
    if (written_to(command, &name) || (is_only_one(line) && written_to(line, &name)))
        return name;
    line = span_trim(line);
    if (span_starts_nocase(line, SPAN("COPY ")) || span_starts_nocase(line, SPAN("ADD ")))
        return copied_to(line, word);
    return span_starts_nocase(line, SPAN("RUN ")) || span_find(command, SPAN("sh ")) != SIZE_MAX
                   ? SPAN("heredoc.sh")
                   : SPAN("heredoc");
}

/* ---- Lines ----------------------------------------------------------------------------------- */

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

/* A line that is gone through, from word to word of it. */
struct line {
    struct span text;
    size_t at, command; /* where the command begins that `at` is in */
    char quote;
    unsigned sums; /* `((`: what is shifted in them are numbers */
};

static bool begins_comment(const struct line *line)
{
    return line->text.data[line->at] == '#' &&
           (line->at == 0 || memchr(" \t;&|(", line->text.data[line->at - 1], 7));
}

/* Over one character that stands in no quotes. */
static void step(struct line *line)
{
    struct span rest = span_from(line->text, line->at);
    char c = rest.data[0];
    if (c == '"' || c == '\'')
        line->quote = c;
    else if (span_starts(rest, SPAN("((")))
        line->sums++;
    else if (span_starts(rest, SPAN("))")) && line->sums)
        line->sums--;
    else if (c == ';' || span_starts(rest, SPAN("&&")) || span_starts(rest, SPAN("||")))
        line->command = line->at + 1;
    else if (c != '\\')
        return;
    line->at += c == '(' || c == ')' || c == '\\';
}

/*
 * To the next `<<`, which may stand in a string that itself is of a shell, but in no comment and no
 * sum. False at the end.
 */
static bool next_operator(struct line *line)
{
    for (; line->at < line->text.len; line->at++) {
        bool is_operator = span_starts(span_from(line->text, line->at), SPAN("<<"));
        if (is_operator && line->sums == 0)
            return true;
        if (line->quote)
            line->quote = line->text.data[line->at] == line->quote ? '\0' : line->quote;
        else if (begins_comment(line))
            return false;
        else
            step(line);
    }
    return false;
}

/* What is looked at for the name of the file: the lines of programs may be long. */
static struct span command_around(const struct line *line)
{
    size_t begin = MAX(line->command, line->at > COMMAND_MAX ? line->at - COMMAND_MAX : 0);
    struct span command = span_sub(line->text, begin, line->at - begin + COMMAND_MAX);
    for (size_t i = line->at - begin; i < command.len; i++)
        if (command.data[i] == ';' || span_starts(span_from(command, i), SPAN("&&")))
            return span_sub(command, 0, i);
    return command;
}

/* ---- All of them ----------------------------------------------------------------------------- */

/* Words that nothing further on ends, `n` of `1 << n`: the rest is looked through for each once. */
struct unended {
    struct heredoc items[MAX_UNENDED];
    size_t count;
};

static bool is_unended(const struct unended *unended, const struct heredoc *heredoc)
{
    for (size_t i = 0; i < unended->count; i++)
        if (span_eq(unended->items[i].word, heredoc->word) &&
            unended->items[i].stripped.len == heredoc->stripped.len)
            return true;
    return false;
}

/* Where looking ends. */
static void say_unended(struct derived_text *text, const struct line *line)
{
    struct position at = position_start();
    struct span bytes = text->from->bytes;
    position_advance_to_byte(&at, bytes, (size_t)(line->text.data - bytes.data) + line->at);
    error_set(text->unread, VETO_ERROR_FORMAT,
              "%llu:%u: here-documents from here on: too many before it that do not end",
              (unsigned long long)(text->from->first_line + at.line - 1), at.column);
}

/* The bodies of all that the line begins, one behind the other; where they end comes back. */
static size_t put_bodies(struct derived_text *text, struct line *line, size_t begin,
                         struct unended *unended)
{
    struct span bytes = text->from->bytes;
    for (struct heredoc heredoc; next_operator(line) && !text->exhausted; line->at += 2) {
        if (!read_operator(span_sub(line->text, line->at + 2, 2 * MAX_WORD), &heredoc) ||
            is_unended(unended, &heredoc))
            continue;
        size_t end = find_end(bytes, begin, &heredoc);
        if (end != SIZE_MAX) {
            derived_begin_document(text, "heredoc",
                                   name_of(line->text, command_around(line), heredoc.word));
            put_body(text, begin, end, &heredoc);
            begin = MIN(end + span_find_char(span_from(bytes, end), '\n') + 1, bytes.len);
        } else if (unended->count < MAX_UNENDED) {
            unended->items[unended->count++] = heredoc;
        } else {
            say_unended(text, line);
            return bytes.len;
        }
    }
    return begin;
}

void decode_heredocs(const struct decoder_input *input, struct derived_text *text)
{
    const struct unit *unit = input->unit;
    struct span bytes = unit->bytes;
    struct unended unended = { .count = 0 };
    if (!(unit->kinds & (KIND_SHELL | KIND_DOCKERFILE)) || (unit->kinds & KIND_BINARY))
        return;
    for (size_t at = 0, found; !text->exhausted;) {
        found = span_find(span_from(bytes, at), SPAN("<<"));
        if (found == SIZE_MAX)
            return;
        size_t first = line_begin(bytes, at + found);
        struct span rest = span_from(bytes, first);
        struct line line = { .text = span_sub(rest, 0, span_find_char(rest, '\n')) };
        at = put_bodies(text, &line, MIN(first + line.text.len + 1, bytes.len), &unended);
    }
}
