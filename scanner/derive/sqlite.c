/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Texts in tables of SQLite databases (https://sqlite.org/fileformat2.html), which lie one against
 * the other in the file and across its pages. Pages are read as they stand, no b-tree is followed:
 * what was deleted but not overwritten is on a page too. A later window of a large file has no
 * header, and tells the size of its pages by where they begin.
 */
#include "derive/decoder.h"
#include "derive/utf16.h"

enum {
    HEADER = 100,
    SHORTEST = 6,
    VARINT_MAX = 9,
    PAGE_MIN = 512,
    PAGE_MAX = 65536,
};

/* The pages that records are on; those of an index are the rows of a table WITHOUT ROWID. */
static const struct page_type {
    unsigned char type;
    uint8_t header; /* bytes */
    uint8_t child;  /* bytes of a page's number in front of each cell */
    bool has_row;   /* the number of the row behind the size */
} page_types[] = {
    { 0x0d, 8, 0, true },   /* leaf of a table */
    { 0x0a, 8, 0, false },  /* leaf of an index */
    { 0x02, 12, 4, false }, /* of an index, above the leaves */
};

struct database {
    struct span bytes;
    uint64_t offset; /* of the bytes in the file */
    size_t page_size, usable;
    enum utf16_order order;
    bool may_be_utf16; /* each text tells by itself */
    bool is_index;     /* the page that is being read */
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
    size_t usable = database->usable, least = (usable - 12) * 32 / 255 - 23;
    size_t most = database->is_index ? (usable - 12) * 64 / 255 - 23 : usable - 35;
    if (payload <= most)
        return (size_t)payload;
    size_t wanted = least + (size_t)((payload - least) % (usable - 4));
    return wanted <= most ? wanted : least;
}

static struct byte_range behind_base(const void *context, size_t begin, size_t end)
{
    const size_t *base = context;
    return (struct byte_range) { *base + begin, *base + end };
}

static bool put_part(struct derived_text *text, enum utf16_order order, size_t at, size_t len)
{
    if (order == UTF16_NONE)
        return derived_copy(text, at, len);
    return utf16_put(text, span_sub(text->from->bytes, at, len), order, behind_base, &at);
}

/* Goes on from a cell's end over the pages that its payload flows onto. */
static bool put_overflow(struct derived_text *text, const struct database *database,
                         enum utf16_order order, size_t pointer, uint64_t left)
{
    struct span bytes = database->bytes;
    while (left && pointer + 4 <= bytes.len) {
        uint64_t page = read_32(bytes, pointer), begin = (page - 1) * database->page_size;
        if (page == 0 || begin < database->offset ||
            begin - database->offset + database->page_size > bytes.len)
            return true;
        pointer = (size_t)(begin - database->offset);
        size_t len = (size_t)MIN(left, (uint64_t)database->usable - 4);
        if (!put_part(text, order, pointer + 4, len))
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

static enum utf16_order order_of(const struct database *database, struct span value)
{
    return database->may_be_utf16 ? looks_utf16(value) : database->order;
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
            enum utf16_order order = order_of(database, span_sub(bytes, (size_t)column, here));
            derived_border(text);
            if (!put_part(text, order, (size_t)column, here) ||
                (here < len && !put_overflow(text, database, order, local_end, len - here)))
                return false;
        }
        if (len > local_end)
            return true;
        column += len;
    }
    return true;
}

/* ---- Pages ----------------------------------------------------------------------------------- */

static size_t header_of(const struct database *database, size_t page)
{
    return database->offset == 0 && page == 0 ? HEADER : page;
}

static const struct page_type *type_of(struct span bytes, size_t header)
{
    for (size_t i = 0; i < ARRAY_SIZE(page_types); i++)
        if ((unsigned char)bytes.data[header] == page_types[i].type)
            return &page_types[i];
    return NULL;
}

static bool put_page(struct derived_text *text, struct database *database, size_t page)
{
    struct span bytes = database->bytes;
    size_t header = header_of(database, page);
    const struct page_type *type = type_of(bytes, header);
    if (!type)
        return true;
    size_t cells = read_16(bytes, header + 3);
    database->headers = database->page_size;
    database->is_index = !type->has_row;
    for (size_t i = 0; i < cells; i++) {
        size_t pointer = header + type->header + 2 * i;
        if (pointer + 2 > page + database->page_size)
            return true;
        size_t at = page + read_16(bytes, pointer) + type->child;
        struct span cell = span_sub(bytes, 0, page + database->page_size);
        uint64_t payload, row;
        if (read_varint(cell, &at, &payload) && (!type->has_row || read_varint(cell, &at, &row)) &&
            payload && !put_record(text, database, at, payload))
            return false;
    }
    return true;
}

/* ---- Files ----------------------------------------------------------------------------------- */

/* What the header says. */
static bool read_header(struct database *database)
{
    struct span bytes = database->bytes;
    if (bytes.len < PAGE_MIN || !span_starts(bytes, (struct span) { "SQLite format 3", 16 }))
        return false;
    size_t size = read_16(bytes, 16), encoding = read_32(bytes, 56);
    database->page_size = size == 1 ? PAGE_MAX : size;
    database->order = encoding == 2 ? UTF16_LITTLE : encoding == 3 ? UTF16_BIG : UTF16_NONE;
    if (database->page_size < PAGE_MIN || (database->page_size & (database->page_size - 1)))
        return false;
    database->usable = database->page_size - (unsigned char)bytes.data[20];
    return true;
}

/* A page that records are on, of that size: the cells stand behind the pointers to them. */
static bool is_page(struct span bytes, size_t page, size_t size)
{
    const struct page_type *type = type_of(bytes, page);
    if (!type || !read_16(bytes, page + 3))
        return false;
    size_t cells = read_16(bytes, page + 5), pointers = type->header + 2 * read_16(bytes, page + 3);
    cells = cells ? cells : PAGE_MAX;
    return pointers <= cells && cells <= size && read_16(bytes, page + type->header) < size;
}

/* How many such pages there would be; 0 where one begins as none does. */
static size_t count_pages(struct span bytes, struct byte_range own, size_t size)
{
    size_t count = 0;
    for (size_t page = own.begin; page + size <= MIN(own.end, bytes.len); page += size) {
        /* Other pages begin with a page's number or, in a map of pages, with a type up to five. */
        unsigned char first = (unsigned char)bytes.data[page];
        if (first > 5 && first != 0x0a && first != 0x0d)
            return 0;
        count += is_page(bytes, page, size);
    }
    return count;
}

/* Windows end where pages of any size do. */
static bool guess_header(struct database *database, struct byte_range own)
{
    size_t most = 0;
    for (size_t size = PAGE_MIN; size <= PAGE_MAX; size *= 2) {
        size_t count = count_pages(database->bytes, own, size);
        if (count > most)
            database->page_size = size;
        most = MAX(most, count);
    }
    database->usable = database->page_size;
    database->may_be_utf16 = true;
    return most > 0;
}

void decode_sqlite(const struct decoder_input *input, struct derived_text *text)
{
    const struct unit *unit = input->unit;
    struct database database = { .bytes = unit->bytes, .offset = unit->offset };
    struct byte_range own = { unit->own_begin, unit->own_end };
    if (unit->parent || !(unit->kinds & KIND_BINARY) || (unit->offset + own.begin) % PAGE_MAX ||
        (unit->is_first ? !read_header(&database) : !guess_header(&database, own)))
        return;
    derived_begin(text, "SQLite values", unit->kinds & (KIND_TEST | KIND_VENDORED));
    size_t size = database.page_size;
    for (size_t page = own.begin; page < own.end && page + size <= unit->bytes.len; page += size)
        if (!put_page(text, &database, page))
            return;
}
