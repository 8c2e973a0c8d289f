/* SPDX-License-Identifier: Apache-2.0 */
#include "rule/read.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/ascii.h"
#include "base/cleanup.h"
#include "base/suggest.h"
#include "base/utf.h"

enum { MAX_TEXT = 1024 * 1024 };

void read_complain(const struct reading *reading, uint32_t line, const char *key,
                   const char *format, ...)
{
    char message[400], place[400], path[80];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof(message), format, args);
    va_end(args);
    snprintf(place, sizeof(place), "%s:%u", reading->file, line);
    snprintf(path, sizeof(path), "%s%s%s", reading->outer ? reading->outer : "",
             reading->outer ? "." : "", key);
    complain_at(reading->complaints, place, path, "%s", message);
}

enum { SHOWN_MAX = 80, SHOWN_FRONT = 4, WORD_MAX = 24 };

/* What a message tells of something written: all of it, or of what may be a secret the front. */
struct shown {
    char text[SHOWN_MAX + 8];
};

static struct shown show(const struct reading *reading, struct span text)
{
    struct shown shown;
    bool is_word = text.len <= WORD_MAX;
    for (size_t i = 0; i < text.len; i++)
        is_word &= !ascii_is_digit(text.data[i]);
    size_t most = reading->discreet && !is_word ? SHOWN_FRONT : SHOWN_MAX;
    snprintf(shown.text, sizeof(shown.text), "%.*s%s", (int)MIN(text.len, most), text.data,
             reading->discreet && text.len > most ? "…" : "");
    return shown;
}

/* A value on its way to its place: what every reader below is given. */
struct value {
    const struct reading *reading;
    const struct field *field;
    const struct node *node;
    char *into;
};

static void complain(const struct value *value, const char *text)
{
    read_complain(value->reading, value->node->line, value->field->key, "%s", text);
}

static void store(const struct value *value, size_t offset, const void *bytes, size_t len)
{
    memcpy(value->into + offset, bytes, len);
}

static bool is_kind(const struct value *value, enum node_kind kind)
{
    const struct node *node = value->node;
    if (node->kind == kind)
        return true;
    bool is_unquoted = kind == NODE_STRING && node->kind < NODE_STRING;
    read_complain(value->reading, node->line, value->field->key, "must be %s, not %s%s",
                  node_kind_name(kind), node_kind_name(node->kind),
                  is_unquoted ? " (put it in quotes)" : "");
    return false;
}

/* A C string is what rules keep. */
static bool is_text(const struct value *value)
{
    if (!is_kind(value, NODE_STRING))
        return false;
    struct span text = value->node->text;
    if (span_trim(text).len == 0)
        complain(value, "is empty");
    else if (span_find_char(text, '\0') < text.len)
        complain(value, "holds a NUL");
    else if (text.len > MAX_TEXT)
        complain(value, "is longer than 1 MiB");
    else if (value->field->form && !value->field->form->fits(text))
        read_complain(value->reading, value->node->line, value->field->key,
                      "'%s' must be %s", show(value->reading, text).text,
                      value->field->form->wanted);
    else
        return true;
    return false;
}

static void store_text(const struct value *value, struct span text)
{
    const char *copy = arena_strndup(value->reading->arena, text.data, text.len);
    store(value, value->field->offset, &copy, sizeof(copy));
}

/* Titles and the like go to terminals and reports as they stand. */
static bool is_printable(const struct value *value, struct span text)
{
    cleanup(buf_release) struct buf printable = buf_make(4 * MAX_TEXT);
    utf_append_printable(&printable, text, false);
    if (span_eq(buf_span(&printable), text))
        return true;
    complain(value, "holds a line end, a tab or another character that cannot be printed");
    return false;
}

static void read_line(const struct value *value)
{
    if (is_text(value) && is_printable(value, value->node->text))
        store_text(value, value->node->text);
}

/* Paragraphs become one line: space around line ends becomes one space. */
static void unfold(struct buf *to, struct span text)
{
    struct span line = SPAN_EMPTY;
    while (span_next_line(&text, &line)) {
        line = span_trim(line);
        if (to->len && line.len)
            buf_append_char(to, ' ');
        buf_append(to, line);
    }
}

static void read_prose(const struct value *value)
{
    if (!is_text(value))
        return;
    cleanup(buf_release) struct buf line = buf_make(MAX_TEXT);
    unfold(&line, value->node->text);
    if (is_printable(value, buf_span(&line)))
        store_text(value, buf_span(&line));
}

static void read_pattern(const struct value *value)
{
    if (!is_text(value))
        return;
    struct span text = value->node->text;
    while (text.len && text.data[text.len - 1] == '\n')
        text.len--;
    /* Folded or broken lines put spaces or line ends into an expression that nobody meant. */
    if (span_find_char(text, '\n') < text.len && !span_starts(text, SPAN("(?x")))
        complain(value, "holds a line end: write it on one line, or begin it with (?x)");
    else
        store_text(value, text);
}

static void read_list(const struct value *list)
{
    if (!is_kind(list, NODE_ARRAY))
        return;
    size_t count = 0;
    const char **items = ARENA_ARRAY(list->reading->arena, list->node->child_count, const char *);
    if (!items)
        return;
    const struct node *child = list->node->children;
    for (; child; child = child->next) {
        const struct value item = { list->reading, list->field, child, list->into };
        if (is_text(&item))
            items[count++] =
                    arena_strndup(list->reading->arena, child->text.data, child->text.len);
    }
    store(list, list->field->offset, &items, sizeof(items));
    store(list, list->field->count_offset, &count, sizeof(count));
}

/* Digits, perhaps with a fraction; strtod would ask the locale. */
static bool parse_number(struct span text, double *out)
{
    struct span whole = SPAN_EMPTY;
    uint64_t units, fraction = 0;
    if (!span_next_field(&text, '.', &whole) || !span_to_uint(whole, &units))
        return false;
    if (text.len > 15 || (text.len && !span_to_uint(text, &fraction)))
        return false;
    double scale = 1;
    for (size_t i = 0; i < text.len; i++)
        scale *= 10;
    *out = (double)units + (double)fraction / scale;
    return true;
}

static bool take_number(const struct value *value, double *number)
{
    const struct field *field = value->field;
    if (!is_kind(value, NODE_NUMBER))
        return false;
    bool in_range = parse_number(value->node->text, number) && *number >= field->least &&
                    *number <= field->most;
    if (in_range && (field->type == FIELD_NUMBER || (double)(uint64_t)*number == *number))
        return true;
    if (field->least == field->most)
        read_complain(value->reading, value->node->line, field->key, "must be %g", field->least);
    else
        read_complain(value->reading, value->node->line, field->key,
                      "must be a%s number from %g to %g",
                      field->type == FIELD_NUMBER ? "" : " whole", field->least, field->most);
    return false;
}

static void read_number(const struct value *value)
{
    double number;
    if (take_number(value, &number))
        store(value, value->field->offset, &number, sizeof(number));
}

static void read_count(const struct value *value)
{
    double number;
    if (!take_number(value, &number))
        return;
    uint32_t count = (uint32_t)number;
    store(value, value->field->offset, &count, sizeof(count));
}

static void read_lines(const struct value *value)
{
    if (!is_text(value))
        return;
    uint32_t count = form_line_count(value->node->text);
    store(value, value->field->offset, &count, sizeof(count));
}

/* Index of the word, or -1 and a complaint. */
static int take_word(const struct value *value)
{
    if (!is_kind(value, NODE_STRING))
        return -1;
    struct span text = value->node->text;
    struct suggestion near = suggest_for(text);
    const char *word;
    for (uint32_t i = 0; (word = value->field->word(i)); i++) {
        if (text.len && span_is(text, word))
            return (int)i;
        if (word[0])
            suggest_offer(&near, word);
    }
    read_complain(value->reading, value->node->line, value->field->key, "unknown value '%s'%s",
                  show(value->reading, text).text, suggest_text(&near, ""));
    return -1;
}

static void read_word(const struct value *value)
{
    int index = take_word(value);
    if (index >= 0)
        store(value, value->field->offset, &index, sizeof(index));
}

static void read_words(const struct value *list)
{
    if (!is_kind(list, NODE_ARRAY))
        return;
    uint32_t bits = 0;
    const struct node *child = list->node->children;
    for (; child; child = child->next) {
        const struct value item = { list->reading, list->field, child, list->into };
        int index = take_word(&item);
        if (index >= 0)
            bits |= UINT32_C(1) << index;
    }
    store(list, list->field->offset, &bits, sizeof(bits));
}

static void read_flag(const struct value *value)
{
    uint32_t flag = value->node->truth;
    if (is_kind(value, NODE_BOOL))
        store(value, value->field->offset, &flag, sizeof(flag));
}

static void read_group(const struct value *value)
{
    struct reading inner = *value->reading;
    inner.outer = value->field->key;
    if (is_kind(value, NODE_OBJECT))
        read_fields(&inner, value->field->inside, value->node, value->into);
}

static void read_objects(const struct value *list)
{
    const struct field_table *table = list->field->inside;
    struct reading inner = *list->reading;
    inner.outer = list->field->key;
    if (!is_kind(list, NODE_ARRAY))
        return;
    size_t count = 0;
    char *items = arena_array(list->reading->arena, list->node->child_count, table->size);
    if (!items)
        return;
    const struct node *child = list->node->children;
    for (; child; child = child->next) {
        const struct value item = { list->reading, list->field, child, NULL };
        if (is_kind(&item, NODE_OBJECT))
            read_fields(&inner, table, child, items + table->size * count++);
    }
    store(list, list->field->offset, &items, sizeof(items));
    store(list, list->field->count_offset, &count, sizeof(count));
}

/* Whoever has such a key reads it, with a set to put the rules into. */
static void read_rules(const struct value *list)
{
    (void)is_kind(list, NODE_ARRAY);
}

static void (*const readers[])(const struct value *value) = {
    [FIELD_LINE] = read_line,       [FIELD_PROSE] = read_prose,   [FIELD_PATTERN] = read_pattern,
    [FIELD_LIST] = read_list,       [FIELD_NUMBER] = read_number, [FIELD_COUNT] = read_count,
    [FIELD_LINES] = read_lines,     [FIELD_WORD] = read_word,     [FIELD_WORDS] = read_words,
    [FIELD_FLAG] = read_flag,       [FIELD_GROUP] = read_group,   [FIELD_OBJECTS] = read_objects,
    [FIELD_RULES] = read_rules,
};

static void read_member(const struct reading *reading, const struct field_table *table,
                        const struct node *member, void *into)
{
    enum { NAME_MAX_SHOWN = 63 };
    struct shown shown = show(reading, span_sub(member->key, 0, NAME_MAX_SHOWN));
    const char *name = shown.text;
    const struct field *field = field_find(table, member->key);
    if (member->duplicate) {
        read_complain(reading, member->key_line, name, "is given twice");
    } else if (field) {
        const struct value value = { reading, field, member, into };
        readers[field->type](&value);
    } else {
        struct suggestion near = suggest_for(member->key);
        for (size_t i = 0; i < table->count; i++)
            suggest_offer(&near, table->fields[i].key);
        read_complain(reading, member->key_line, name, "unknown key%s", suggest_text(&near, ""));
    }
}

void read_fields(const struct reading *reading, const struct field_table *table,
                 const struct node *object, void *into)
{
    for (const struct node *member = object->children; member; member = member->next)
        read_member(reading, table, member, into);
    for (size_t i = 0; i < table->count; i++) {
        const struct field *field = &table->fields[i];
        if (field->need == FIELD_REQUIRED && !node_member(object, field->key))
            read_complain(reading, object->line, field->key, "is missing");
    }
}
