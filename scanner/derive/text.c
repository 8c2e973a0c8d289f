/* SPDX-License-Identifier: Apache-2.0 */
#include "derive/text.h"

#include <stdio.h>

#include "base/utf.h"
#include "unit/lines.h"

enum {
    CARRIED = 8 * 1024, /* repeated where one text is longer than the buffer */
    UNOWNED = CARRIED / 2,
};

static const struct span border = { "\n\0\n", 3 };

/* ---- Handing on ------------------------------------------------------------------------------ */

static void emit(struct derived_text *text, bool is_last)
{
    size_t unowned = is_last ? 0 : MIN(text->len, (size_t)UNOWNED);
    const struct offset_map map = { text->pieces, text->piece_count };
    const struct unit *from = text->from;
    struct span bytes = { text->bytes, text->len };
    const struct unit unit = {
        .bytes = bytes,
        .own_begin = text->first_owned,
        .own_end = text->len - unowned,
        .offset = text->offset,
        .first_line = MAX(text->first_line, (uint64_t)1),
        .first_column = MAX(text->first_column, (uint64_t)1),
        .is_first = !text->goes_on,
        .is_last = is_last,
        .kinds = text->kinds |
                 (text->is_document ? kind_of(span_of(text->name), span_sub(bytes, 0, 4096)) : 0),
        .origin = from->origin,
        .decoding = text->decoding,
        .parent = from,
        .map = &map,
        .name = span_of(text->name),
        .is_document = text->is_document,
        .is_encoded = text->is_encoded,
        .is_transcoded = text->is_transcoded,
    };
    if (unit.own_end > unit.own_begin)
        text->emit(&unit, text->payload);
}

static void forget(struct derived_text *text)
{
    text->len = text->piece_count = text->first_owned = 0;
    text->offset = 0;
    text->first_line = text->first_column = 1;
    text->goes_on = false;
}

/* The pieces of the last `carried` bytes, moved to the front. */
static void carry_pieces(struct derived_text *text, size_t begin)
{
    size_t kept = 0;
    for (size_t i = 0; i < text->piece_count; i++) {
        struct map_piece piece = text->pieces[i];
        if (piece.at + (size_t)piece.len <= begin)
            continue;
        if (piece.at < begin) {
            size_t passed = begin - piece.at;
            size_t from = (size_t)((uint64_t)passed * piece.from_len / piece.len);
            piece.from += (uint32_t)from;
            piece.from_len -= (uint32_t)from;
            piece.len -= (uint32_t)passed;
            piece.at = (uint32_t)begin;
        }
        piece.at -= (uint32_t)begin;
        text->pieces[kept++] = piece;
    }
    text->piece_count = kept;
}

static void count_lines(struct derived_text *text, size_t end)
{
    const struct unit unit = {
        .bytes = { text->bytes, text->len },
        .offset = text->offset,
        .first_line = MAX(text->first_line, (uint64_t)1),
        .first_column = MAX(text->first_column, (uint64_t)1),
    };
    struct lines lines = lines_make(&unit);
    lines_advance(&lines, end);
    text->first_line = lines.line;
    text->first_column = lines.column;
}

/* In the middle of a text: its last bytes come again, so that nothing is cut. */
static void hand_on_and_carry(struct derived_text *text)
{
    emit(text, false);
    size_t carried = MIN(text->len, (size_t)CARRIED), begin = text->len - carried;
    if (text->is_transcoded)
        count_lines(text, begin);
    memmove(text->bytes, text->bytes + begin, carried);
    carry_pieces(text, begin);
    text->offset += begin;
    text->len = carried;
    text->first_owned = MIN(carried, (size_t)UNOWNED);
    text->goes_on = true;
}

void derived_end(struct derived_text *text)
{
    if (text->len)
        emit(text, true);
    forget(text);
}

/* ---- Names ----------------------------------------------------------------------------------- */

/* "base64 of percent": the outermost first. */
static void name_decoding(struct derived_text *text, char name[DERIVED_NAME], const char *decoding)
{
    const char *outer = text->from->decoding ? text->from->decoding : "";
    snprintf(name, DERIVED_NAME, "%s%s%s", outer, outer[0] ? " of " : "", decoding);
}

void derived_begin(struct derived_text *text, const char *decoding, kind_set kinds)
{
    char name[DERIVED_NAME];
    if (text->last_decoding == decoding && text->kinds == kinds && !text->is_document) {
        derived_border(text);
        return;
    }
    text->last_decoding = decoding;
    name_decoding(text, name, decoding);
    if (text->len &&
        (text->is_document || strcmp(name, text->decoding) != 0 || text->kinds != kinds))
        derived_end(text);
    memcpy(text->decoding, name, sizeof(name));
    text->name[0] = '\0';
    text->kinds = kinds;
    text->is_document = text->is_encoded = text->is_transcoded = false;
    derived_border(text);
}

void derived_begin_document(struct derived_text *text, const char *decoding, struct span name)
{
    const kind_set places = KIND_TEST | KIND_VENDORED;
    derived_end(text);
    text->last_decoding = decoding;
    name_decoding(text, text->decoding, decoding);
    snprintf(text->name, sizeof(text->name), "%.*s", (int)MIN(name.len, (size_t)DERIVED_NAME - 1),
             name.data);
    text->kinds = text->from->kinds & places;
    text->is_document = true;
    text->is_encoded = text->is_transcoded = false;
}

/* ---- Gathering ------------------------------------------------------------------------------- */

static bool is_even(const struct map_piece *piece)
{
    return piece->len == piece->from_len;
}

/* A piece that goes on where the last one ended, in the same measure, is one with it. */
static void add_piece(struct derived_text *text, size_t len, size_t from, size_t from_len)
{
    struct map_piece piece = { (uint32_t)text->len, (uint32_t)len, (uint32_t)from,
                               (uint32_t)from_len };
    struct map_piece *last = text->piece_count ? &text->pieces[text->piece_count - 1] : NULL;
    if (last && last->at + last->len == piece.at && last->from + last->from_len == piece.from &&
        ((is_even(last) && is_even(&piece)) ||
         (uint64_t)last->len * piece.from_len == (uint64_t)piece.len * last->from_len)) {
        last->len += piece.len;
        last->from_len += piece.from_len;
        return;
    }
    text->pieces[text->piece_count++] = piece;
}

char *derived_reserve(struct derived_text *text, size_t len)
{
    if (len > *text->budget) {
        text->exhausted = true;
        return NULL;
    }
    if (text->len + len > DERIVED_TEXT || text->piece_count == DERIVED_PIECES)
        hand_on_and_carry(text);
    text->written = MAX(text->written, text->len + len);
    return text->bytes + text->len;
}

void derived_commit(struct derived_text *text, size_t len, size_t from, size_t from_len)
{
    if (len == 0)
        return;
    add_piece(text, len, from, from_len);
    text->len += len;
    *text->budget -= len;
}

bool derived_put(struct derived_text *text, struct span bytes, size_t from, size_t from_len)
{
    while (bytes.len) {
        size_t len = MIN(bytes.len, (size_t)DERIVED_SPAN);
        size_t part = len == bytes.len ? from_len : (size_t)((uint64_t)from_len * len / bytes.len);
        char *to = derived_reserve(text, len);
        if (!to)
            return false;
        memcpy(to, bytes.data, len);
        derived_commit(text, len, from, part);
        bytes = span_from(bytes, len);
        from += part;
        from_len -= part;
    }
    return true;
}

bool derived_copy(struct derived_text *text, size_t from, size_t len)
{
    return derived_put(text, span_sub(text->from->bytes, from, len), from, len);
}

bool derived_put_char(struct derived_text *text, char c, size_t from, size_t from_len)
{
    return derived_put(text, (struct span) { &c, 1 }, from, from_len);
}

bool derived_put_code_point(struct derived_text *text, uint32_t code_point, size_t from,
                            size_t from_len)
{
    char bytes[4];
    if (code_point > 0x10ffff)
        code_point = UTF_REPLACEMENT;
    return derived_put(text, (struct span) { bytes, utf_encode(code_point, bytes) }, from,
                       from_len);
}

void derived_border(struct derived_text *text)
{
    if (text->len == 0)
        return;
    if (text->len + border.len + CARRIED > DERIVED_TEXT ||
        text->piece_count + CARRIED > DERIVED_PIECES) {
        derived_end(text);
        return;
    }
    memcpy(text->bytes + text->len, border.data, border.len);
    text->len += border.len;
    text->written = MAX(text->written, text->len);
}
