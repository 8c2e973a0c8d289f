/* SPDX-License-Identifier: Apache-2.0 */
#include "base/ascii.h"
#include "base/macro.h"
#include "unit/kind.h"

struct magic {
    struct span bytes;
    enum container container;
};

#define MAGIC(text, kind) { { (text), sizeof(text) - 1 }, (kind) }

static const struct magic magics[] = {
    MAGIC("PK\003\004", CONTAINER_ZIP),
    MAGIC("PK\005\006", CONTAINER_ZIP), /* an empty one */
    MAGIC("PK\007\010", CONTAINER_ZIP), /* one of several volumes */
    MAGIC("\037\213\010", CONTAINER_GZIP),
    MAGIC("\050\265\057\375", CONTAINER_ZSTD),
    MAGIC("\3757zXZ\0", CONTAINER_XZ),
    MAGIC("\004\042\115\030", CONTAINER_LZ4),
    MAGIC("!<arch>\n", CONTAINER_AR),
    MAGIC("070701", CONTAINER_CPIO),
    MAGIC("070702", CONTAINER_CPIO),
    MAGIC("070707", CONTAINER_CPIO),
    MAGIC("\161\307", CONTAINER_CPIO), /* of the byte orders of old */
    MAGIC("\307\161", CONTAINER_CPIO),
    MAGIC("7z\274\257\047\034", CONTAINER_7ZIP),
    MAGIC("MSCF\0\0\0\0", CONTAINER_CAB),
    MAGIC("\355\253\356\333", CONTAINER_RPM),
};

/* `BZh`, a level, and the 48 bits that begin a block or end the stream. */
static bool is_bzip2(struct span head)
{
    return head.len >= 10 && memcmp(head.data, "BZh", 3) == 0 && head.data[3] >= '1' &&
           head.data[3] <= '9' &&
           (memcmp(head.data + 4, "1AY&SY", 6) == 0 ||
            memcmp(head.data + 4, "\027\162\105\070\120\220", 6) == 0);
}

/* RFC 8878 §3.1.2: user data in front of the frames, as zstd:chunked and pzstd write it. */
static bool is_skippable_zstd(struct span head)
{
    if (head.len < 8 || (head.data[0] & 0xf0) != 0x50 ||
        memcmp(head.data + 1, "\052\115\030", 3) != 0)
        return false;
    uint32_t size = 0;
    for (int i = 7; i >= 4; i--)
        size = size << 8 | (unsigned char)head.data[i];
    struct span behind = span_from(head, 8 + (size_t)size);
    return behind.len < 4 || memcmp(behind.data, "\050\265\057\375", 4) == 0 ||
           (behind.data[0] & 0xf0) == 0x50;
}

/* The checksum of a tar header, which every writer since 1979 fills: octal digits at byte 148. */
static bool is_tar(struct span head)
{
    enum { CHECKSUM = 148, CHECKSUM_LEN = 8 };
    if (head.len < CONTAINER_HEAD || head.data[0] == '\0')
        return false;
    int64_t claimed = 0, plain = 0, of_signed = 0;
    size_t digits = 0;
    for (size_t i = CHECKSUM; i < CHECKSUM + CHECKSUM_LEN; i++) {
        char c = head.data[i];
        if (c >= '0' && c <= '7') {
            claimed = claimed * 8 + (c - '0');
            digits++;
        } else if (c != ' ' && c != '\0') {
            return false;
        }
    }
    if (digits < 3)
        return false;
    for (size_t i = 0; i < CONTAINER_HEAD; i++) {
        char c = i >= CHECKSUM && i < CHECKSUM + CHECKSUM_LEN ? ' ' : head.data[i];
        plain += (unsigned char)c;
        of_signed += (signed char)c;
    }
    return claimed == plain || claimed == of_signed;
}

static enum container container_by_magic(struct span head)
{
    for (size_t i = 0; i < ARRAY_SIZE(magics); i++)
        if (head.len && head.data[0] == magics[i].bytes.data[0] &&
            span_starts(head, magics[i].bytes))
            return magics[i].container;
    if (is_bzip2(head))
        return CONTAINER_BZIP2;
    return is_skippable_zstd(head) ? CONTAINER_ZSTD : CONTAINER_NONE;
}

enum container container_of_bytes(struct span head)
{
    return is_tar(head) ? CONTAINER_TAR : container_by_magic(head);
}

/* The six digits alone are a name like any other: those that follow are digits, too. */
static bool is_ascii_cpio(struct span head)
{
    bool is_old = span_starts(head, SPAN("070707"));
    size_t len = is_old ? 76 : 110;
    for (size_t i = 0; i < len; i++)
        if (i >= head.len || !(is_old ? ascii_is_digit : ascii_is_hex)(head.data[i]))
            return false;
    return true;
}

enum container container_beside_tar(struct span head)
{
    enum container other = container_by_magic(head);
    bool is_name = other == CONTAINER_CPIO && head.data[0] == '0' && !is_ascii_cpio(head);
    return is_name ? CONTAINER_NONE : other;
}

bool container_is_stream(enum container container)
{
    return container >= CONTAINER_GZIP;
}
