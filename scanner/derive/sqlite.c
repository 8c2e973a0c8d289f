/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Texts in tables of SQLite databases (https://sqlite.org/fileformat2.html), which lie one against
 * the other in the file and across its pages. Pages are read as they stand, no b-tree is followed:
 * what was deleted but not overwritten is on a page too.
 */
#include "derive/decoder.h"

enum {
    HEADER = 100,
    LEAF_OF_TABLE = 0x0d,
    LEAF_HEADER = 8,
    SHORTEST = 6,
    VARINT_MAX = 9,
};

struct database {
    struct span bytes;
    size_t page_size, usable;
    size_t headers; /* bytes of them that may still be read in this page: cells do not overlap */
};

static size_t read_16(struct span bytes, size_t at)
{
    return (size_t)(unsigned char)bytes.data[at] << 8 | (unsigned char)bytes.data[at + 1];
}

static size_t read_32(struct span bytes, size_t at)
{
    return read_16(bytes, at) << 16 | read_16(bytes, at + 2);
}

/* At `*at`, which moves behind it; false at the end of the bytes. */
static bool read_varint(struct span bytes, size_t *at, uint64_t *value)
{
    *value = 0;
    for (size_t i = 0; i < VARINT_MAX && *at < bytes.len; i++) {
        unsigned char c = (unsigned char)bytes.data[(*at)++];
        if (i == VARINT_MAX - 1) {
            *value = *value << 8 | c;
            return true;
        }
        *value = *value << 7 | (c & 0x7f);
        if (!(c & 0x80))
            return true;
    }
    return false;
}

/* How many bytes of a payload lie in the cell itself. */
static size_t local_part(const struct database *database, uint64_t payload)
{
    size_t usable = database->usable, most = usable - 35, least = (usable - 12) * 32 / 255 - 23;
    if (payload <= most)
        return (size_t)payload;
    size_t wanted = least + (size_t)((payload - least) % (usable - 4));
    return wanted <= most ? wanted : least;
}

/* Goes on from a cell's end over the pages that its payload flows onto. */
static bool put_overflow(struct derived_text *text, const struct database *database, size_t pointer,
                         uint64_t left)
{
    struct span bytes = database->bytes;
    while (left && pointer + 4 <= bytes.len) {
        size_t page = read_32(bytes, pointer);
        if (page == 0 || page > bytes.len / database->page_size)
            return true;
        pointer = (page - 1) * database->page_size;
        size_t len = (size_t)MIN(left, (uint64_t)database->usable - 4);
        if (!derived_copy(text, pointer + 4, len))
            return false;
        left -= len;
    }
    return true;
}

static uint64_t length_of(uint64_t serial)
{
    static const uint8_t lengths[] = { 0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0 };
    return serial < ARRAY_SIZE(lengths) ? lengths[serial] : (serial - 12) / 2;
}

/* The texts of a record; they begin in its local part. */
static bool put_record(struct derived_text *text, struct database *database, size_t begin,
                       uint64_t payload)
{
    struct span bytes = database->bytes;
    size_t local_end = begin + local_part(database, payload), at = begin;
    uint64_t header, serial, column;
    if (local_end > bytes.len || !read_varint(bytes, &at, &header) || header > local_end - begin ||
        header > database->headers)
        return true;
    database->headers -= (size_t)header;
    struct span types = span_sub(bytes, 0, begin + (size_t)header);
    for (column = types.len; column < local_end && read_varint(types, &at, &serial);) {
        uint64_t len = length_of(serial);
        if (serial >= 13 && serial % 2 && len >= SHORTEST) {
            size_t here = (size_t)MIN(len, (uint64_t)local_end - column);
            derived_border(text);
            if (!derived_copy(text, (size_t)column, here) ||
                (here < len && !put_overflow(text, database, local_end, len - here)))
                return false;
        }
        if (len > local_end)
            return true;
        column += len;
    }
    return true;
}

static bool put_page(struct derived_text *text, struct database *database, size_t page)
{
    struct span bytes = database->bytes;
    size_t header = page == 0 ? HEADER : page;
    if ((unsigned char)bytes.data[header] != LEAF_OF_TABLE)
        return true;
    size_t cells = read_16(bytes, header + 3);
    database->headers = database->page_size;
    for (size_t i = 0; i < cells; i++) {
        size_t pointer = header + LEAF_HEADER + 2 * i;
        if (pointer + 2 > page + database->page_size)
            return true;
        size_t at = page + read_16(bytes, pointer);
        struct span cell = span_sub(bytes, 0, page + database->page_size);
        uint64_t payload, row;
        if (read_varint(cell, &at, &payload) && read_varint(cell, &at, &row) && payload &&
            !put_record(text, database, at, payload))
            return false;
    }
    return true;
}

void decode_sqlite(const struct decoder_input *input, struct derived_text *text)
{
    const struct unit *unit = input->unit;
    struct span bytes = unit->bytes;
    if (unit->parent || !unit->is_first || bytes.len < 512 ||
        !span_starts(bytes, (struct span) { "SQLite format 3", 16 }))
        return;
    size_t size = read_16(bytes, 16);
    struct database database = { .bytes = bytes, .page_size = size == 1 ? 65536 : size };
    if (database.page_size < 512 || (database.page_size & (database.page_size - 1)))
        return;
    database.usable = database.page_size - (unsigned char)bytes.data[20];
    derived_begin(text, "SQLite values", unit->kinds & (KIND_TEST | KIND_VENDORED));
    for (size_t page = 0; page + database.page_size <= bytes.len; page += database.page_size)
        if (!put_page(text, &database, page))
            return;
}
