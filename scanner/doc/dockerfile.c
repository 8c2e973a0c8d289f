/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/dockerfile.h"

#include "base/ascii.h"
#include "base/cleanup.h"
#include "doc/dockerfile_lines.h"
#include "doc/json.h"

struct reader {
    struct builder builder;
    size_t at;
    char escape;
    struct dockerfile_line line;
    struct span text; /* of the instruction at hand: a copy of the line's */
    struct node *directives, *instructions, *stages;
    struct node *instruction;
    size_t stage_count;
};

static struct builder_key key_at(const char *name, size_t begin)
{
    return (struct builder_key) { span_of(name), begin };
}

static size_t origin(const struct reader *r, size_t at)
{
    return dockerfile_origin(&r->line, at);
}

/* A piece of the instruction's text under that name; the name has no place of its own. */
static int add_piece(struct reader *r, struct node *parent, const char *name, size_t begin,
                     size_t end)
{
    size_t first = origin(r, begin), last = end > begin ? origin(r, end - 1) + 1 : first;
    return builder_add_text(&r->builder, parent, key_at(name, first),
                            span_sub(r->text, begin, end - begin), first, last);
}

static int add_count(struct reader *r, struct node *parent, const char *name, size_t count,
                     size_t at)
{
    char *text = arena_printf(r->builder.arena, "%zu", count);
    struct node *node = builder_add(&r->builder, parent, key_at(name, at), NODE_NUMBER, at, at);
    if (!text)
        return error_no_memory(r->builder.error);
    if (!node)
        return -1;
    node->text = span_of(text);
    return 0;
}

static int add_bool(struct reader *r, struct node *parent, const char *name, bool truth, size_t at)
{
    struct node *node = builder_add(&r->builder, parent, key_at(name, at), NODE_BOOL, at, at);
    if (!node)
        return -1;
    node->truth = truth;
    node->text = truth ? SPAN("true") : SPAN("false");
    return 0;
}

static size_t skip_blanks(struct span s, size_t at)
{
    while (at < s.len && ascii_is_space(s.data[at]))
        at++;
    return at;
}

static size_t skip_unquoted(struct span s, size_t at)
{
    while (at < s.len && !ascii_is_space(s.data[at]))
        at++;
    return at;
}

/* To behind a word; blanks in quotes and behind the escape character do not end it. */
static size_t skip_word(const struct reader *r, size_t at)
{
    char quote = '\0';
    for (; at < r->text.len; at++) {
        char c = r->text.data[at];
        if (c == r->escape && quote != '\'' && at + 1 < r->text.len)
            at++;
        else if (quote)
            quote = c == quote ? '\0' : quote;
        else if (c == '"' || c == '\'')
            quote = c;
        else if (ascii_is_space(c))
            break;
    }
    return at;
}

/* ---- Parser directives ---- */

/* `# name=value` */
static bool split_directive(struct span line, struct span *name, struct span *value)
{
    line = span_trim(line);
    if (!span_starts(line, SPAN("#")))
        return false;
    size_t equals = span_find_char(line, '=');
    *name = span_trim(span_sub(line, 1, equals - 1));
    *value = span_trim(span_from(line, equals + 1));
    return equals < line.len;
}

static bool is_directive(struct span name)
{
    return span_eq_nocase(name, SPAN("syntax")) || span_eq_nocase(name, SPAN("escape")) ||
           span_eq_nocase(name, SPAN("check"));
}

/* They end at the first line that is none. */
static int read_directives(struct reader *r)
{
    struct span source = r->builder.text, name, value;
    for (size_t next = 0; next < source.len; r->at = next) {
        struct span line = dockerfile_source_line(source, &next);
        if (!split_directive(line, &name, &value) || !is_directive(name))
            return 0;
        size_t begin = (size_t)(value.data - source.data);
        struct builder_key key = { name, (size_t)(name.data - source.data) };
        if (!builder_add(&r->builder, r->directives, key, NODE_STRING, begin, begin + value.len))
            return -1;
        if (!span_eq_nocase(name, SPAN("escape")))
            continue;
        if (!span_is(value, "\\") && !span_is(value, "`"))
            return builder_fail(&r->builder, begin, "the escape character must be \\ or `");
        r->escape = value.data[0];
    }
    return 0;
}

/* ---- Parts of an instruction ---- */

static int read_flag(struct reader *r, struct node *flags, size_t begin, size_t end)
{
    struct span flag = span_sub(r->text, begin + 2, end - begin - 2);
    size_t name_len = span_find_char(flag, '=');
    struct builder_key key = { span_sub(flag, 0, name_len), origin(r, begin) };
    struct node *values = NULL;
    for (struct node *known = flags->children; known; known = known->next)
        if (span_eq(known->key, key.text))
            values = known;
    if (!values)
        values = builder_add(&r->builder, flags, key, NODE_ARRAY, key.begin, key.begin);
    if (!values)
        return -1;
    size_t value = MIN(begin + 2 + name_len + 1, end);
    return add_piece(r, values, "", value, end);
}

enum { MAX_FLAGS = 1000 }; /* each is compared with the others' names */

/* `*at` moves behind them. */
static int read_flags(struct reader *r, size_t *at)
{
    struct node *flags = NULL;
    for (size_t count = 0;; count++) {
        struct span rest = span_from(r->text, *at);
        if (!span_starts(rest, SPAN("--")) || rest.len == 2 || ascii_is_space(rest.data[2]))
            return 0;
        size_t begin = *at, place = origin(r, begin);
        if (count == MAX_FLAGS)
            return builder_fail(&r->builder, place, "too many flags");
        if (!flags)
            flags = builder_add(&r->builder, r->instruction, key_at("flags", place), NODE_OBJECT,
                                place, place);
        *at = skip_word(r, begin);
        if (!flags || read_flag(r, flags, begin, *at) < 0)
            return -1;
        *at = skip_blanks(r->text, *at);
    }
}

/* Strings alone, in brackets; anything else is shell form. */
static const struct node *json_words(struct reader *r, struct span text)
{
    struct node *root = NULL;
    struct veto_error ignored;
    if (!span_starts(text, SPAN("[")) ||
        json_read(&root, text, JSON_STRICT, r->builder.arena, &ignored) < 0)
        return NULL;
    for (const struct node *word = root->children; word; word = word->next)
        if (word->kind != NODE_STRING)
            return NULL;
    return root;
}

static int add_json_words(struct reader *r, struct node *words, const struct node *parsed,
                          size_t at)
{
    for (const struct node *word = parsed->children; word; word = word->next) {
        size_t begin = origin(r, at + (size_t)word->begin);
        size_t end = origin(r, at + (size_t)word->end - 1) + 1;
        if (builder_add_text(&r->builder, words, key_at("", 0), word->text, begin, end) < 0)
            return -1;
    }
    return 0;
}

static int add_shell_words(struct reader *r, struct node *words, size_t at)
{
    for (at = skip_blanks(r->text, at); at < r->text.len; at = skip_blanks(r->text, at)) {
        size_t begin = at;
        at = skip_word(r, at);
        if (add_piece(r, words, "", begin, at) < 0)
            return -1;
    }
    return 0;
}

static int read_words(struct reader *r, size_t at)
{
    size_t place = origin(r, at);
    const struct node *parsed = json_words(r, span_from(r->text, at));
    struct builder *b = &r->builder;
    if (builder_add_text(b, r->instruction, key_at("form", place),
                         parsed ? SPAN("exec") : SPAN("shell"), place, place) < 0 ||
        add_piece(r, r->instruction, "text", at, r->text.len) < 0)
        return -1;
    struct node *words =
            builder_add(b, r->instruction, key_at("words", place), NODE_ARRAY, place, place);
    if (!words)
        return -1;
    return parsed ? add_json_words(r, words, parsed, at) : add_shell_words(r, words, at);
}

/* ---- Heredocs ---- */

struct heredoc {
    struct span name;
    bool strips;  /* `<<-`: tabs at the lines' beginnings */
    bool expands; /* its name is not in quotes */
};

/* `<<NAME`, `<<-NAME`, `<<"NAME"`, maybe behind the number of a file. */
static bool parse_heredoc(struct span word, struct heredoc *out)
{
    while (word.len && ascii_is_digit(word.data[0]))
        word = span_from(word, 1);
    if (!span_starts(word, SPAN("<<")))
        return false;
    word = span_from(word, 2);
    out->strips = span_starts(word, SPAN("-"));
    word = span_from(word, out->strips);
    char quote = word.len ? word.data[0] : '\0';
    bool quoted =
            word.len > 2 && (quote == '"' || quote == '\'') && word.data[word.len - 1] == quote;
    out->expands = !quoted;
    out->name = quoted ? span_sub(word, 1, word.len - 2) : word;
    for (size_t i = 0; i < out->name.len; i++)
        if (!ascii_is_alnum(out->name.data[i]) && !strchr("_.-", out->name.data[i]))
            return false;
    return out->name.len > 0;
}

static bool ends_heredoc(struct span line, const struct heredoc *heredoc)
{
    while (heredoc->strips && span_starts(line, SPAN("\t")))
        line = span_from(line, 1);
    return span_eq(line, heredoc->name);
}

/* Its lines, from where the reader stands to the one that ends it. */
static int read_heredoc(struct reader *r, struct node *heredocs, const struct heredoc *heredoc)
{
    struct builder *b = &r->builder;
    size_t begin = r->at, end = r->at;
    bool ended = false;
    while (!ended && r->at < b->text.len) {
        end = r->at;
        ended = ends_heredoc(dockerfile_source_line(b->text, &r->at), heredoc);
    }
    if (!ended)
        return builder_fail(b, begin, "a heredoc that does not end");
    struct node *node = builder_add(b, heredocs, key_at("", 0), NODE_OBJECT, begin, end);
    if (!node ||
        builder_add_text(b, node, key_at("name", begin), heredoc->name, begin, begin) < 0 ||
        add_bool(r, node, "strips", heredoc->strips, begin) < 0 ||
        add_bool(r, node, "expands", heredoc->expands, begin) < 0)
        return -1;
    return builder_add(b, node, key_at("text", begin), NODE_STRING, begin, end) ? 0 : -1;
}

static int read_heredocs(struct reader *r, size_t at)
{
    struct node *heredocs = NULL;
    struct heredoc heredoc;
    for (at = skip_blanks(r->text, at); at < r->text.len; at = skip_blanks(r->text, at)) {
        size_t begin = at;
        at = skip_word(r, at);
        if (!parse_heredoc(span_sub(r->text, begin, at - begin), &heredoc))
            continue;
        if (!heredocs)
            heredocs = builder_add(&r->builder, r->instruction, key_at("heredocs", r->at),
                                   NODE_ARRAY, r->at, r->at);
        if (!heredocs || read_heredoc(r, heredocs, &heredoc) < 0)
            return -1;
    }
    return 0;
}

/* ---- Stages ---- */

/* `FROM image [AS name]` */
static int add_stage(struct reader *r, size_t at)
{
    struct builder *b = &r->builder;
    size_t place = origin(r, at), image_end = skip_unquoted(r->text, at);
    if (image_end == at)
        return builder_fail(b, place, "FROM without an image");
    struct node *stage = builder_add(b, r->stages, key_at("", 0), NODE_OBJECT, place, place);
    if (!stage || add_count(r, stage, "index", r->stage_count, place) < 0 ||
        add_piece(r, stage, "image", at, image_end) < 0)
        return -1;
    r->stage_count++;
    size_t as = skip_blanks(r->text, image_end), as_end = skip_unquoted(r->text, as);
    size_t name = skip_blanks(r->text, as_end), name_end = skip_unquoted(r->text, name);
    if (!span_eq_nocase(span_sub(r->text, as, as_end - as), SPAN("as")) || name == name_end)
        return 0;
    return add_piece(r, stage, "name", name, name_end);
}

/* ---- Instructions ---- */

static bool may_have_heredocs(struct span name)
{
    return span_is(name, "RUN") || span_is(name, "COPY") || span_is(name, "ADD");
}

/* Empty where no word of letters alone stands there. */
static struct span word_of_letters(const struct reader *r, size_t at)
{
    struct span rest = span_from(r->text, at);
    size_t len = 0;
    while (len < rest.len && ascii_is_alpha(rest.data[len]))
        len++;
    bool ends = len == rest.len || ascii_is_space(rest.data[len]);
    return span_sub(rest, 0, ends ? len : 0);
}

static int keep_upper(struct reader *r, struct span word, struct span *name)
{
    char *upper = arena_strndup(r->builder.arena, word.data, word.len);
    if (!upper)
        return error_no_memory(r->builder.error);
    for (size_t i = 0; i < word.len; i++)
        upper[i] = ascii_upper(upper[i]);
    *name = (struct span) { upper, word.len };
    return 0;
}

static int read_name(struct reader *r, struct span *name)
{
    struct span word = word_of_letters(r, 0);
    if (word.len == 0)
        return builder_fail(&r->builder, origin(r, 0), "expected an instruction");
    return keep_upper(r, word, name);
}

/* Flags and words of the instruction that is read, from `at` on. */
static int read_arguments(struct reader *r, size_t at, bool has_heredocs)
{
    if (read_flags(r, &at) < 0 || read_words(r, at) < 0)
        return -1;
    return has_heredocs ? read_heredocs(r, at) : 0;
}

/* What ONBUILD waits with is an instruction itself. */
static int read_trigger(struct reader *r, size_t at)
{
    struct builder *b = &r->builder;
    struct span name, word = word_of_letters(r, at);
    size_t place = origin(r, at);
    if (word.len == 0)
        return 0;
    if (keep_upper(r, word, &name) < 0)
        return -1;
    struct node *trigger = builder_add(b, r->instruction, key_at("trigger", place), NODE_OBJECT,
                                       place, place + word.len);
    if (!trigger ||
        builder_add_text(b, trigger, key_at("name", place), name, place, place + word.len) < 0)
        return -1;
    r->instruction = trigger;
    return read_arguments(r, skip_blanks(r->text, at + word.len), may_have_heredocs(name));
}

static int read_instruction(struct reader *r)
{
    struct builder *b = &r->builder;
    struct span name;
    if (builder_keep(b, &r->line.text, &r->text) < 0 || read_name(r, &name) < 0)
        return -1;
    size_t place = origin(r, 0);
    r->instruction =
            builder_add(b, r->instructions, key_at("", 0), NODE_OBJECT, place, place + name.len);
    if (!r->instruction || builder_add_text(b, r->instruction, key_at("name", place), name, place,
                                            place + name.len) < 0)
        return -1;
    bool is_from = span_is(name, "FROM");
    if ((is_from || r->stage_count) &&
        add_count(r, r->instruction, "stage", r->stage_count - !is_from, place) < 0)
        return -1;
    size_t at = skip_blanks(r->text, name.len);
    if (read_flags(r, &at) < 0 || (is_from && add_stage(r, at) < 0) ||
        read_arguments(r, at, may_have_heredocs(name)) < 0)
        return -1;
    return span_is(name, "ONBUILD") ? read_trigger(r, at) : 0;
}

static int start(struct reader *r)
{
    struct builder *b = &r->builder;
    r->directives = builder_add(b, b->root, key_at("directives", 0), NODE_OBJECT, 0, 0);
    r->instructions = builder_add(b, b->root, key_at("instructions", 0), NODE_ARRAY, 0, 0);
    r->stages = builder_add(b, b->root, key_at("stages", 0), NODE_ARRAY, 0, 0);
    return r->directives && r->instructions && r->stages ? 0 : -1;
}

static int read_all(struct reader *r)
{
    if (start(r) < 0 || read_directives(r) < 0)
        return -1;
    while (dockerfile_next(&r->line, r->builder.text, &r->at, r->escape))
        if (read_instruction(r) < 0)
            return -1;
    return 0;
}

int dockerfile_read(struct node **out, struct span text, struct arena *arena,
                    struct veto_error *error)
{
    struct reader reader = { .escape = '\\' };
    if (builder_start(&reader.builder, text, BUILDER_MARKS, arena, error) < 0)
        return -1;
    builder_by_hand(&reader.builder);
    reader.line = dockerfile_line_make(reader.builder.text.len + 1);
    int result = read_all(&reader);
    if (result == 0)
        result = builder_finish(&reader.builder, out);
    dockerfile_line_release(&reader.line);
    return result;
}
