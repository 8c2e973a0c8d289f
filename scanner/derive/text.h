/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where decoders write what they decoded, with its places in the unit that it came from. Spans that
 * do not belong together are parted by a border that no finding reaches over; what was gathered is
 * handed on as a unit when the buffer is full, the decoding changes, or the decoder is done.
 */
#ifndef VETO_DERIVE_TEXT_H
#define VETO_DERIVE_TEXT_H

#include "base/macro.h"
#include "unit/unit.h"

enum {
    DERIVED_TEXT = 1024 * 1024, /* bytes gathered before they are handed on */
    DERIVED_PIECES = 64 * 1024, /* and pieces of their map */
    DERIVED_NAME = 160,
};

/* Takes a derived unit, borrowed for the call. */
typedef void (*derived_callback)(const struct unit *unit, void *payload);

struct derived_text {
    const struct unit *from;
    char *bytes;
    size_t len;
    size_t written; /* the most that `bytes` ever held */
    struct map_piece *pieces;
    size_t piece_count;
    size_t first_owned; /* bytes repeated from what was handed on before */
    uint64_t offset;    /* of the first byte in all that was gathered since the last border */
    bool goes_on;       /* what is being gathered began in an earlier unit */
    uint64_t *budget;   /* bytes that may still be decoded */
    bool exhausted;     /* it was not enough */
    struct veto_error *unread; /* what a decoder says of a unit that it cannot read */
    const char *last_decoding; /* as a decoder named it */
    char decoding[DERIVED_NAME];
    char name[DERIVED_NAME];
    kind_set kinds;
    bool is_document;
    /* The whole of a file in another encoding; the line and column that the buffer begins at. */
    bool is_transcoded;
    uint64_t first_line, first_column;
    bool is_encoded; /* the document's bytes were: they are decoded further like gathered ones */
    derived_callback emit;
    void *payload;
};

/*
 * Hands on what was gathered under another name; `decoding`, a literal, is joined with the name of
 * the parent's.
 */
void derived_begin(struct derived_text *text, const char *decoding, kind_set kinds);
/* The same for a document of its own; its name, `nginx.conf`, tells its kind. */
void derived_begin_document(struct derived_text *text, const char *decoding, struct span name);

/* `bytes` stand for `from_len` bytes of the unit at `from`. False where no more may be decoded. */
bool derived_put(struct derived_text *text, struct span bytes, size_t from, size_t from_len);
/* Bytes of the unit as they are. */
bool derived_copy(struct derived_text *text, size_t from, size_t len);
bool derived_put_char(struct derived_text *text, char c, size_t from, size_t from_len);
bool derived_put_code_point(struct derived_text *text, uint32_t code_point, size_t from,
                            size_t from_len);
/* What follows does not belong to what was gathered. */
void derived_border(struct derived_text *text);
/* Room for `len` bytes, at most DERIVED_SPAN, that derived_commit then adds; NULL: no more. */
char *derived_reserve(struct derived_text *text, size_t len);
void derived_commit(struct derived_text *text, size_t len, size_t from, size_t from_len);
/* Hands on what there is. */
void derived_end(struct derived_text *text);

enum { DERIVED_SPAN = 32 * 1024 };

#endif
