/* SPDX-License-Identifier: Apache-2.0 */
#include "source/inflate.h"

#include <stdlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#ifdef HAVE_ISAL
#include <isa-l/igzip_lib.h>
#else
#include <zlib.h>
#endif

#include "base/cleanup.h"
#include "base/macro.h"

/* Both deflate libraries count the bytes of a call in 32 bits. */
enum { MAX_STEP = 1 << 30 };

#ifdef HAVE_ISAL

/*
 * RFC 1952 §2.3, a byte at a time. ISA-L's own reading of headers loses its place where one is cut
 * by the end of the input.
 */
enum gzip_part {
    PART_FIXED,
    PART_EXTRA_LENGTH,
    PART_EXTRA,
    PART_NAME,
    PART_COMMENT,
    PART_SUM,
    PART_BODY
};

struct gzip_header {
    enum gzip_part part;
    uint32_t at;     /* bytes of the part that were read */
    uint32_t length; /* of the extra field */
    unsigned char flags;
};

/*
 * Which flag announces a part; those before PART_EXTRA_LENGTH and from PART_BODY on are always
 * there.
 */
static const unsigned char part_flags[] = {
    [PART_FIXED] = 0xff, [PART_EXTRA_LENGTH] = 4, [PART_EXTRA] = 4,   [PART_NAME] = 8,
    [PART_COMMENT] = 16, [PART_SUM] = 2,          [PART_BODY] = 0xff,
};

static void next_part(struct gzip_header *header)
{
    do
        header->part++;
    while (header->part != PART_BODY && !(part_flags[header->part] & header->flags));
    header->at = 0;
}

/* Whether the part ends with its byte `c`, number `header->at`. */
static bool ends_part(struct gzip_header *header, unsigned char c)
{
    uint32_t at = header->at++;
    switch (header->part) {
    case PART_FIXED:
        if (at == 3)
            header->flags = c;
        return at == 9;
    case PART_EXTRA_LENGTH:
        header->length = at == 0 ? c : header->length | (uint32_t)c << 8;
        return at == 1;
    case PART_EXTRA:
        return header->at >= header->length;
    case PART_NAME:
    case PART_COMMENT:
        return c == '\0';
    default:
        return at == 1;
    }
}

/* False where it is no gzip header. It is whole once `header->part` is PART_BODY. */
static bool read_gzip_header(struct gzip_header *header, struct span *in)
{
    static const unsigned char magic[] = { 0x1f, 0x8b, 8 };
    while (in->len && header->part != PART_BODY) {
        unsigned char c = (unsigned char)in->data[0];
        if (header->part == PART_FIXED && header->at < sizeof(magic) && c != magic[header->at])
            return false;
        *in = span_from(*in, 1);
        if (ends_part(header, c)) {
            next_part(header);
            if (header->part == PART_EXTRA && header->length == 0)
                next_part(header);
        }
    }
    return true;
}

#endif

enum step { STEP_MORE, STEP_MEMBER_END, STEP_DAMAGED, STEP_TOO_WIDE };

struct inflater {
    const struct codec *codec;
    bool in_member; /* else before or between members */
    bool any_member;
#ifdef HAVE_ISAL
    struct inflate_state *deflate;
    struct gzip_header header;
#else
    z_stream *deflate;
#endif
    ZSTD_DStream *zstd;
    size_t zstd_wants; /* bytes up to the end of its next block or header */
};

/* What there is to read and to fill; both move. */
struct progress {
    struct span *in;
    char *out;
    size_t room;
};

struct codec {
    int (*open)(struct inflater *inflater, uint64_t max_window, struct veto_error *error);
    /* One or more steps into a member; `STEP_MORE` where input or room are used up. */
    enum step (*step)(struct inflater *inflater, struct progress *progress);
    void (*restart)(struct inflater *inflater);
    bool (*begins_member)(unsigned char first);
    struct span magic;
    size_t header; /* bytes that `may_begin` looks at */
    bool (*may_begin)(const unsigned char *header);
};

static void progress_made(struct progress *progress, size_t used, size_t written)
{
    *progress->in = span_from(*progress->in, used);
    progress->out += written;
    progress->room -= written;
}

#ifdef HAVE_ISAL

static int gzip_open(struct inflater *inflater, uint64_t max_window, struct veto_error *error)
{
    (void)max_window;
    inflater->deflate = malloc(sizeof(*inflater->deflate));
    if (!inflater->deflate)
        return error_no_memory(error);
    isal_inflate_init(inflater->deflate);
    inflater->deflate->crc_flag = ISAL_GZIP_NO_HDR_VER;
    return 0;
}

static void gzip_restart(struct inflater *inflater)
{
    isal_inflate_reset(inflater->deflate);
    inflater->deflate->crc_flag = ISAL_GZIP_NO_HDR_VER;
    inflater->header = (struct gzip_header){ 0 };
}

static enum step gzip_step(struct inflater *inflater, struct progress *progress)
{
    struct inflate_state *state = inflater->deflate;
    if (!read_gzip_header(&inflater->header, progress->in))
        return STEP_DAMAGED;
    if (inflater->header.part != PART_BODY)
        return STEP_MORE;
    uint32_t in = (uint32_t)MIN(progress->in->len, (size_t)MAX_STEP);
    uint32_t room = (uint32_t)MIN(progress->room, (size_t)MAX_STEP);
    state->next_in = (uint8_t *)progress->in->data;
    state->avail_in = in;
    state->next_out = (uint8_t *)progress->out;
    state->avail_out = room;
    int answer = isal_inflate(state);
    progress_made(progress, in - state->avail_in, room - state->avail_out);
    if (answer < 0 || answer == ISAL_NEED_DICT)
        return STEP_DAMAGED;
    return state->block_state == ISAL_BLOCK_FINISH ? STEP_MEMBER_END : STEP_MORE;
}

static void gzip_close(struct inflater *inflater)
{
    free(inflater->deflate);
}

#else

enum { GZIP_WINDOW_BITS = 15 + 16 }; /* 16: with a gzip header */

static int gzip_open(struct inflater *inflater, uint64_t max_window, struct veto_error *error)
{
    (void)max_window;
    z_stream *stream = calloc(1, sizeof(*stream));
    if (!stream || inflateInit2(stream, GZIP_WINDOW_BITS) != Z_OK) {
        free(stream);
        return error_no_memory(error);
    }
    inflater->deflate = stream;
    return 0;
}

static void gzip_restart(struct inflater *inflater)
{
    inflateReset(inflater->deflate);
}

static enum step gzip_step(struct inflater *inflater, struct progress *progress)
{
    z_stream *stream = inflater->deflate;
    uInt in = (uInt)MIN(progress->in->len, (size_t)MAX_STEP);
    uInt room = (uInt)MIN(progress->room, (size_t)MAX_STEP);
    stream->next_in = (Bytef *)progress->in->data;
    stream->avail_in = in;
    stream->next_out = (Bytef *)progress->out;
    stream->avail_out = room;
    int answer = inflate(stream, Z_NO_FLUSH);
    progress_made(progress, in - stream->avail_in, room - stream->avail_out);
    if (answer == Z_STREAM_END)
        return STEP_MEMBER_END;
    return answer == Z_OK || answer == Z_BUF_ERROR ? STEP_MORE : STEP_DAMAGED;
}

static void gzip_close(struct inflater *inflater)
{
    if (inflater->deflate)
        inflateEnd(inflater->deflate);
    free(inflater->deflate);
}

#endif

static bool gzip_begins_member(unsigned char first)
{
    return first == 0x1f;
}

/* RFC 1952 §2.3.1: no reserved flag, a level and a system that writers write. */
static bool gzip_may_begin(const unsigned char *header)
{
    return !(header[3] & 0xe0) && (header[8] == 0 || header[8] == 2 || header[8] == 4) &&
           (header[9] <= 13 || header[9] == 255);
}

enum { ZSTD_LEAST_HEADER = 5 };

static int zstd_open(struct inflater *inflater, uint64_t max_window, struct veto_error *error)
{
    inflater->zstd = ZSTD_createDStream();
    if (!inflater->zstd)
        return error_no_memory(error);
    int window_log = 10; /* the format's least */
    while (window_log < 31 && (UINT64_C(2) << window_log) <= max_window)
        window_log++;
    ZSTD_DCtx_setParameter(inflater->zstd, ZSTD_d_windowLogMax, window_log);
    inflater->zstd_wants = ZSTD_LEAST_HEADER;
    return 0;
}

static void zstd_restart(struct inflater *inflater)
{
    ZSTD_DCtx_reset(inflater->zstd, ZSTD_reset_session_only);
    inflater->zstd_wants = ZSTD_LEAST_HEADER;
}

/* It does not say what it wrote before an error, so that it is given one block after the other. */
static enum step zstd_step(struct inflater *inflater, struct progress *progress)
{
    do {
        ZSTD_inBuffer in = { progress->in->data,
                             MIN(progress->in->len, inflater->zstd_wants), 0 };
        ZSTD_outBuffer out = { progress->out, progress->room, 0 };
        size_t answer = ZSTD_decompressStream(inflater->zstd, &out, &in);
        if (ZSTD_isError(answer))
            return ZSTD_getErrorCode(answer) == ZSTD_error_frameParameter_windowTooLarge
                           ? STEP_TOO_WIDE
                           : STEP_DAMAGED;
        progress_made(progress, in.pos, out.pos);
        if (answer == 0)
            return STEP_MEMBER_END;
        inflater->zstd_wants = answer;
        if (in.pos == 0 && out.pos == 0)
            break;
    } while (progress->in->len && progress->room);
    return STEP_MORE;
}

/* Magic 28 b5 2f fd, or 5? 2a 4d 18 of a skippable frame, first byte first. */
static bool zstd_begins_member(unsigned char first)
{
    return first == 0x28 || (first & 0xf0) == 0x50;
}

/* RFC 8878 §3.1.1.1.1: no reserved bit. */
static bool zstd_may_begin(const unsigned char *header)
{
    return !(header[4] & 0x08);
}

static const struct codec codecs[] = {
    [INFLATE_GZIP] = { gzip_open, gzip_step, gzip_restart, gzip_begins_member,
                       { "\x1f\x8b\x08", 3 }, 10, gzip_may_begin },
    [INFLATE_ZSTD] = { zstd_open, zstd_step, zstd_restart, zstd_begins_member,
                       { "\x28\xb5\x2f\xfd", 4 }, 5, zstd_may_begin },
};

DEFINE_CLEANUP(struct inflater *, inflate_close)

int inflate_open(struct inflater **out, enum inflate_kind kind, uint64_t max_window,
                 struct veto_error *error)
{
    cleanup(inflate_close_ptr) struct inflater *inflater = calloc(1, sizeof(*inflater));
    if (!inflater)
        return error_no_memory(error);
    inflater->codec = &codecs[kind];
    if (inflater->codec->open(inflater, max_window, error) < 0)
        return -1;
    *out = take_ptr(&inflater);
    return 0;
}

void inflate_close(struct inflater *inflater)
{
    if (!inflater)
        return;
    gzip_close(inflater);
    ZSTD_freeDStream(inflater->zstd);
    free(inflater);
}

void inflate_reset(struct inflater *inflater)
{
    inflater->codec->restart(inflater);
    inflater->in_member = inflater->any_member = false;
}

bool inflate_is_between(const struct inflater *inflater)
{
    return !inflater->in_member;
}

size_t inflate_find_member(enum inflate_kind kind, struct span in, size_t from)
{
    const struct codec *codec = &codecs[kind];
    while (from < in.len) {
        size_t found = span_find(span_from(in, from), codec->magic);
        if (found == SIZE_MAX || in.len - from - found < codec->header)
            return SIZE_MAX;
        from += found;
        if (codec->may_begin((const unsigned char *)in.data + from))
            return from;
        from++;
    }
    return SIZE_MAX;
}

/* Between members. True where another one begins. */
static bool next_member(struct inflater *inflater, struct span *in)
{
    while (inflater->any_member && in->len && in->data[0] == '\0')
        *in = span_from(*in, 1);
    if (in->len == 0)
        return false;
    if (inflater->any_member && !inflater->codec->begins_member((unsigned char)in->data[0]))
        return false;
    if (inflater->any_member)
        inflater->codec->restart(inflater);
    inflater->any_member = true;
    inflater->in_member = true;
    return true;
}

/*
 * Goes on until input or room are used up: INFLATE_MORE, or an error, or INFLATE_END before
 * garbage.
 */
static enum inflate_status run(struct inflater *inflater, struct progress *progress)
{
    for (;;) {
        if (!inflater->in_member && !next_member(inflater, progress->in))
            return progress->in->len ? INFLATE_END : INFLATE_MORE;
        size_t in_before = progress->in->len, room_before = progress->room;
        switch (inflater->codec->step(inflater, progress)) {
        case STEP_DAMAGED:
            return INFLATE_DAMAGED;
        case STEP_TOO_WIDE:
            return INFLATE_TOO_WIDE;
        case STEP_MEMBER_END:
            inflater->in_member = false;
            break;
        case STEP_MORE:
            if (progress->room && progress->in->len && progress->in->len == in_before &&
                progress->room == room_before)
                return INFLATE_DAMAGED;
            if (progress->room == 0 || progress->room == room_before)
                return INFLATE_MORE;
        }
    }
}

enum inflate_status inflate_run(struct inflater *inflater, struct span *in, bool last, char *into,
                                size_t room, size_t *written)
{
    struct progress progress = { in, into, room };
    enum inflate_status status = run(inflater, &progress);
    *written = room - progress.room;
    if (status != INFLATE_MORE || !last || in->len || *written == room)
        return status;
    return inflater->in_member || !inflater->any_member ? INFLATE_TRUNCATED : INFLATE_END;
}

const char *inflate_status_text(enum inflate_status status)
{
    static const char *const texts[] = {
        [INFLATE_MORE] = "unfinished",
        [INFLATE_END] = "whole",
        [INFLATE_TRUNCATED] = "the compressed stream is truncated",
        [INFLATE_DAMAGED] = "the compressed stream is damaged",
        [INFLATE_TOO_WIDE] = "the compressed stream wants a larger window than is allowed",
    };
    return texts[status];
}

const char *inflate_library(void)
{
#ifdef HAVE_ISAL
    return "ISA-L, zstd " ZSTD_VERSION_STRING;
#else
    return "zlib " ZLIB_VERSION ", zstd " ZSTD_VERSION_STRING;
#endif
}
