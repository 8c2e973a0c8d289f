/* SPDX-License-Identifier: Apache-2.0 */
#include "derive/utf16.h"

#include "base/utf.h"
#include "derive/decoder.h"

enum { EAST_ASIAN_LOOKED_AT = 1024, EAST_ASIAN_LEAST = 32 };

static uint32_t unit_at(struct span bytes, size_t at, enum utf16_order order)
{
    unsigned char first = (unsigned char)bytes.data[at];
    unsigned char second = (unsigned char)bytes.data[at + 1];
    return order == UTF16_LITTLE ? (uint32_t)second << 8 | first : (uint32_t)first << 8 | second;
}

/* The code point at `at` and how many bytes it takes; half a pair is U+FFFD. */
static uint32_t code_point_at(struct span bytes, size_t at, enum utf16_order order, size_t *len)
{
    uint32_t high = unit_at(bytes, at, order);
    *len = 2;
    if (high < 0xd800 || high > 0xdfff)
        return high;
    if (high >= 0xdc00 || at + 4 > bytes.len)
        return UTF_REPLACEMENT;
    uint32_t low = unit_at(bytes, at + 2, order);
    if (low < 0xdc00 || low > 0xdfff)
        return UTF_REPLACEMENT;
    *len = 4;
    return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

/*
 * The characters of ASCII at `at`, which nearly all are, at once. How many bytes they take comes
 * back; 0 where there are none, or no more may be decoded.
 */
static size_t put_ascii(struct derived_text *text, struct span bytes, size_t at,
                        enum utf16_order order)
{
    size_t most = MIN((bytes.len - at) / 2, (size_t)DERIVED_SPAN), len = 0;
    while (len < most && unit_at(bytes, at + 2 * len, order) < 0x80)
        len++;
    char *to = len ? derived_reserve(text, len) : NULL;
    if (!to)
        return 0;
    for (size_t i = 0; i < len; i++)
        to[i] = (char)unit_at(bytes, at + 2 * i, order);
    derived_commit(text, len, at, 2 * len);
    return 2 * len;
}

bool utf16_put(struct derived_text *text, struct span bytes, enum utf16_order order,
               utf16_place place, const void *context)
{
    size_t at = 0, len;
    if (bytes.len >= 2 && unit_at(bytes, 0, order) == 0xfeff)
        at = 2;
    for (; at + 2 <= bytes.len; at += len) {
        len = place ? 0 : put_ascii(text, bytes, at, order);
        if (len)
            continue;
        uint32_t code_point = code_point_at(bytes, at, order, &len);
        struct byte_range from =
                place ? place(context, at, at + len) : (struct byte_range) { at, at + len };
        if (!derived_put_code_point(text, code_point, from.begin, from.end - from.begin))
            return false;
    }
    return true;
}

static struct byte_range behind_one(const void *context, size_t begin, size_t end)
{
    (void)context;
    return (struct byte_range) { begin + 1, end + 1 };
}

/* Kana, ideographs, hangul, and the signs in their width. */
static bool is_east_asian(uint32_t unit)
{
    return (unit >= 0x3000 && unit < 0xa000) || (unit >= 0xac00 && unit < 0xd7a4) ||
           (unit >= 0xff00 && unit < 0xfff0);
}

/*
 * Nearly all of it ideographs and ASCII. Two bytes of ASCII may pass for an ideograph, but most
 * ideographs have a byte that is none.
 */
static bool is_east_asian_text(struct span bytes, enum utf16_order order)
{
    size_t ascii = 0, wide = 0, beyond = 0, units = bytes.len / 2;
    for (size_t at = 0; at + 2 <= bytes.len; at += 2) {
        uint32_t unit = unit_at(bytes, at, order);
        ascii += (unit >= ' ' && unit < 0x7f) || unit == '\t' || unit == '\n' || unit == '\r';
        wide += is_east_asian(unit);
        beyond += is_east_asian(unit) && (unit & 0x8080);
    }
    return units >= EAST_ASIAN_LEAST && ascii && (ascii + wide) * 10 >= units * 9 &&
           beyond * 3 >= wide;
}

static enum utf16_order order_of(struct span bytes)
{
    enum utf16_order order = looks_utf16(bytes);
    struct span head = span_sub(bytes, 0, EAST_ASIAN_LOOKED_AT);
    if (order != UTF16_NONE)
        return order;
    return is_east_asian_text(head, UTF16_LITTLE) ? UTF16_LITTLE
           : is_east_asian_text(head, UTF16_BIG)  ? UTF16_BIG
                                                  : UTF16_NONE;
}

/* `\r\n`, as the first line of the bytes ends: as bytes these are two line ends. */
static bool has_two_ends(struct span bytes, enum utf16_order order)
{
    for (size_t at = 0; at + 4 <= bytes.len; at += 2)
        if (unit_at(bytes, at, order) == '\n' || unit_at(bytes, at, order) == '\r')
            return unit_at(bytes, at, order) == '\r' && unit_at(bytes, at + 2, order) == '\n';
    return false;
}

/*
 * Where the text of a later window begins. Its bytes were counted as such: on the line two to a
 * character, but for the mark in front and the half of a line end that stands on the next line.
 */
static void set_place(struct derived_text *text, const struct unit *unit, size_t skipped,
                      enum utf16_order order)
{
    bool ends_line = skipped && unit->bytes.data[0] == '\n';
    uint64_t line = unit->first_line + ends_line;
    uint64_t column = ends_line ? 1 : unit->first_column + skipped;
    column = order == UTF16_LITTLE ? column / 2 : (column + 1) / 2 - (line == 1);
    text->is_transcoded = true;
    text->first_line =
            has_two_ends(span_from(unit->bytes, skipped), order) ? (line - 1) / 2 + 1 : line;
    text->first_column = MAX(column, (uint64_t)1);
}

/* What the file is by its name and the beginning of its text, as if it were UTF-8. */
static kind_set kind_of_text(const struct unit *unit, enum utf16_order order)
{
    char head[4096];
    size_t filled = 0, len;
    for (size_t at = 2; at + 2 <= unit->bytes.len && filled + 4 <= sizeof(head); at += len)
        filled += utf_encode(code_point_at(unit->bytes, at, order, &len), head + filled);
    return kind_of(span_from_bytes(unit->origin->name), (struct span) { head, filled });
}

/* The whole unit, where it is that. A later window of a file begins anywhere in a character. */
void decode_utf16(const struct decoder_input *input, struct derived_text *text)
{
    const struct unit *unit = input->unit;
    struct span bytes = unit->bytes;
    bool marked = span_starts(bytes, SPAN("\xff\xfe")) || span_starts(bytes, SPAN("\xfe\xff"));
    if (!marked && !(unit->kinds & KIND_BINARY))
        return;
    size_t skipped = unit->offset & 1;
    enum utf16_order order = order_of(span_from(bytes, skipped));
    if (order == UTF16_NONE)
        return;
    bool is_file = !unit->parent && unit->is_first;
    kind_set kinds = unit->kinds & ~(kind_set)KIND_BINARY;
    if (is_file && marked && unit->origin)
        kinds = (kinds & (KIND_TEST | KIND_VENDORED)) | kind_of_text(unit, order);
    derived_begin(text, "UTF-16", kinds);
    if (!unit->parent)
        set_place(text, unit, skipped, order);
    /* Even places stay even: a byte in front is half of a character that nobody misses. */
    utf16_put(text, span_from(bytes, skipped), order, skipped ? behind_one : NULL, NULL);
}
