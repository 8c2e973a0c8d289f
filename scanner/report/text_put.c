/* SPDX-License-Identifier: Apache-2.0 */
#include "report/text.h"

#include "base/utf.h"
#include "unit/origin.h"

enum { MAX_OUT = 16 * 1024 * 1024 };

struct text text_make(FILE *to, const struct veto_report_options *options)
{
    int width = options->width > 0 ? options->width : TEXT_WIDTH;
    return (struct text){
        .to = to,
        .out = buf_make(MAX_OUT),
        .width = MAX(width, (int)TEXT_WIDTH_LEAST),
        .color = options->color,
    };
}

void text_flush(struct text *text)
{
    text->failed |= text->out.failed;
    fwrite(text->out.data ? text->out.data : "", 1, text->out.len, text->to);
    buf_clear(&text->out);
}

void text_release(struct text *text)
{
    text_flush(text);
    buf_release(&text->out);
}

void text_style(struct text *text, enum text_style style)
{
    static const char *const codes[STYLE_COUNT] = {
        [STYLE_PLAIN] = "\033[0m",     [STYLE_BOLD] = "\033[1m",     [STYLE_DIM] = "\033[2m",
        [STYLE_RED] = "\033[1;31m", [STYLE_YELLOW] = "\033[1;33m", [STYLE_BLUE] = "\033[1;34m",
    };
    if (text->color)
        buf_append_text(&text->out, codes[style]);
}

enum text_style text_style_of(enum veto_severity severity)
{
    static const enum text_style styles[] = {
        [VETO_SEVERITY_NOTE] = STYLE_DIM,     [VETO_SEVERITY_LOW] = STYLE_BLUE,
        [VETO_SEVERITY_MEDIUM] = STYLE_YELLOW, [VETO_SEVERITY_HIGH] = STYLE_RED,
        [VETO_SEVERITY_CRITICAL] = STYLE_RED,  [VETO_SEVERITY_NONE] = STYLE_PLAIN,
    };
    return styles[severity];
}

void text_put_span(struct text *text, struct span foreign)
{
    utf_append_printable(&text->out, foreign, false);
}

void text_put(struct text *text, const char *foreign)
{
    text_put_span(text, span_of(foreign));
}

void text_spaces(struct text *text, int count)
{
    for (int i = 0; i < count; i++)
        buf_append_char(&text->out, ' ');
}

void text_put_count(struct buf *to, uint64_t count, const char *name)
{
    buf_printf(to, "%llu %s%s", (unsigned long long)count, name, count == 1 ? "" : "s");
}

int text_columns(struct span printable)
{
    int columns = 0;
    while (printable.len) {
        size_t len;
        columns += utf_width(utf_decode(printable, &len));
        printable = span_from(printable, len);
    }
    return columns;
}

/* The first word of `rest` that is not empty; rule packs may hold any white space. */
static bool next_word(struct span *rest, struct span *word)
{
    size_t begin = 0, end;
    while (begin < rest->len && (rest->data[begin] == ' ' || rest->data[begin] == '\n'))
        begin++;
    for (end = begin; end < rest->len && rest->data[end] != ' ' && rest->data[end] != '\n'; end++)
        ;
    *word = span_sub(*rest, begin, end - begin);
    *rest = span_from(*rest, end);
    return word->len > 0;
}

void text_note(struct text *text, const char *label, struct span words)
{
    text_spaces(text, TEXT_LABEL_INDENT);
    text_style(text, STYLE_BOLD);
    buf_printf(&text->out, "= %s:", label);
    text_style(text, STYLE_PLAIN);

    int indent = TEXT_LABEL_INDENT + 3 + (int)strlen(label), column = indent;
    struct span word;
    for (bool first = true; next_word(&words, &word); first = false) {
        int columns = text_columns(word);
        if (!first && column + 1 + columns > text->width) {
            buf_append_char(&text->out, '\n');
            text_spaces(text, indent);
            column = indent;
        }
        buf_append_char(&text->out, ' ');
        text_put_span(text, word);
        column += 1 + columns;
    }
    buf_append_char(&text->out, '\n');
}

void text_append_place(struct buf *to, const struct veto_place *place)
{
    origin_append(to, place->origin);
    if (place->region.start_line)
        buf_printf(to, ":%u:%u", place->region.start_line, place->region.start_column);
}
