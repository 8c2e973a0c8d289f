/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The text of OOXML and ODF: what stands in a paragraph or cell is one text, however many runs of
 * one style each it is cut into. Tags are passed over and not understood, so that a part of a
 * document is as good as a whole one.
 */
#include "derive/decoder.h"
#include "derive/entities.h"

enum { TAG_MAX = 64 * 1024 };

static bool is_office(const struct unit *unit)
{
    static const char *const folders[] = { "word/", "xl/", "ppt/" };
    const struct veto_origin *origin = unit->origin;
    if (!origin || origin->kind != VETO_ORIGIN_ENTRY || unit->parent)
        return false;
    struct span name = span_from_bytes(origin->name);
    if (!span_ends(name, SPAN(".xml")))
        return false;
    for (size_t i = 0; i < ARRAY_SIZE(folders); i++)
        if (span_starts(name, span_of(folders[i])))
            return true;
    struct span base = span_basename(name);
    return (span_is(base, "content.xml") || span_is(base, "styles.xml")) &&
           span_find(span_sub(unit->bytes, 0, 1024), SPAN("office:")) != SIZE_MAX;
}

/* `w:p` of `</w:p>`: the name without its prefix. */
static struct span local_name(struct span tag)
{
    size_t len = 0;
    while (len < tag.len && !strchr(" \t\r\n/>", tag.data[len]))
        len++;
    tag = span_sub(tag, 0, len);
    size_t colon = span_find_char(tag, ':');
    return colon < tag.len ? span_from(tag, colon + 1) : tag;
}

static bool is_one_of(struct span name, const char *const *names)
{
    for (; *names; names++)
        if (span_is(name, *names))
            return true;
    return false;
}

/* The character that a tag stands for; 0: none, its neighbours belong together. */
static char meaning_of(struct span tag)
{
    static const char *const ends[] = { "p", "si", "c", "h", "row", "tr", "is", "v", "f", NULL };
    static const char *const blanks[] = { "br", "cr", "tab", "s", "line-break", NULL };
    if (tag.len && tag.data[0] == '/')
        return is_one_of(local_name(span_from(tag, 1)), ends) ? '\n' : '\0';
    return is_one_of(local_name(tag), blanks) ? ' ' : '\0';
}

static bool put_text(struct derived_text *text, size_t begin, size_t end)
{
    struct span bytes = text->from->bytes;
    while (begin < end) {
        struct span rest = span_sub(bytes, begin, end - begin);
        size_t plain = span_find_char(rest, '&'), len = 0;
        if (plain && !derived_copy(text, begin, plain))
            return false;
        begin += plain;
        if (begin == end)
            return true;
        char out[4];
        size_t used = entity_read(span_from(rest, plain), out, &len);
        if (used ? !derived_put(text, (struct span) { out, len }, begin, used)
                 : !derived_copy(text, begin, 1))
            return false;
        begin += used ? used : 1;
    }
    return true;
}

/* Behind the tag at `at`, and what it means. */
static size_t skip_tag(struct span bytes, size_t at, char *meaning)
{
    struct span tag = span_sub(bytes, at + 1, TAG_MAX);
    size_t len = span_find_char(tag, '>');
    *meaning = meaning_of(span_sub(tag, 0, len));
    return MIN(at + len + 2, bytes.len);
}

void decode_office(const struct decoder_input *input, struct derived_text *text)
{
    const struct unit *unit = input->unit;
    struct span bytes = unit->bytes;
    if (!is_office(unit))
        return;
    derived_begin(text, "document text", KIND_MARKUP | (unit->kinds & (KIND_TEST | KIND_VENDORED)));
    /* A later window begins anywhere in a tag. */
    size_t at = unit->is_first ? 0 : span_find_char(bytes, '<');
    while (at < bytes.len) {
        size_t end = at + span_find_char(span_from(bytes, at), '<');
        char meaning = '\0';
        if (!put_text(text, at, end) || end == bytes.len)
            return;
        at = skip_tag(bytes, end, &meaning);
        if (meaning && !derived_put_char(text, meaning, end, at - end))
            return;
    }
}
