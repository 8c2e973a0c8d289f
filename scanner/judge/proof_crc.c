/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens that end in a CRC-32 of themselves. */
#include "base/ascii.h"
#include "base/digest.h"
#include "judge/alphabet.h"
#include "judge/proof.h"

enum writing {
    WRITE_BASE62,
    WRITE_BASE36,
    WRITE_HEX,
    WRITE_HEX_UPPER,
    WRITE_HEX_SWAPPED, /* the four bytes with the lowest first */
    WRITE_BASE64,      /* the four bytes with the lowest first */
};

/* prefix | covered part | gap | checksum */
struct crc_layout {
    size_t underscores; /* the covered part begins behind so many … */
    size_t bytes;       /* … or behind so many bytes */
    size_t gap;         /* characters between it and the checksum */
    enum writing writing;
    size_t width; /* of the checksum */
};

static uint32_t swapped(uint32_t value)
{
    return __builtin_bswap32(value);
}

static void write_base64(uint32_t crc, char *out)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    number_write((uint64_t)swapped(crc) << 4, digits, 6, out);
}

static void write_crc(uint32_t crc, const struct crc_layout *layout, char out[17])
{
    switch (layout->writing) {
    case WRITE_BASE62:
        number_write(crc, alphabet_base62, layout->width, out);
        break;
    case WRITE_BASE36:
        number_write(crc, alphabet_base36, layout->width, out);
        break;
    case WRITE_HEX:
        number_write(crc, "0123456789abcdef", layout->width, out);
        break;
    case WRITE_HEX_UPPER:
        number_write(crc, "0123456789ABCDEF", layout->width, out);
        break;
    case WRITE_HEX_SWAPPED:
        number_write(swapped(crc), "0123456789abcdef", layout->width, out);
        break;
    case WRITE_BASE64:
        write_base64(crc, out);
        break;
    }
}

static size_t behind_underscores(struct span token, size_t count)
{
    size_t at = 0;
    for (; count > 0; count--)
        at += span_find_char(span_from(token, at), '_') + 1;
    return at;
}

static bool crc_is_right(const struct crc_layout *layout, struct span token)
{
    char expected[17];
    size_t begin = layout->bytes + behind_underscores(token, layout->underscores);
    size_t end = layout->gap + layout->width;
    if (begin + end >= token.len)
        return false;
    write_crc(digest_crc32(span_sub(token, begin, token.len - end - begin)), layout, expected);
    return span_is(span_from(token, token.len - layout->width), expected);
}

static void test_crc(const struct proof *self, struct span token, struct proof_outcome *outcome)
{
    proof_checksum(crc_is_right(self->layout, token), outcome);
}

enum { GITHUB_LEN = 40, GITHUB_REFRESH_LEN = 80 };

/* Tokens of GitHub Apps may be a JWT behind `ghs_`, which has no checksum. */
static void test_github(const struct proof *self, struct span token, struct proof_outcome *outcome)
{
    if (span_find_char(token, '.') < token.len)
        return;
    static const struct span refresh = { "ghr_", 4 };
    size_t len = span_starts(token, refresh) ? GITHUB_REFRESH_LEN : GITHUB_LEN;
    outcome->odd_form = token.len != len;
    if (!outcome->odd_form)
        test_crc(self, token, outcome);
}

/* Only the routable form has a checksum: `glpat-` payload `.01.` length of the payload, CRC. */
static void test_gitlab(const struct proof *self, struct span token, struct proof_outcome *outcome)
{
    struct span marker = SPAN(".01.");
    size_t at = span_find(token, marker);
    if (at == SIZE_MAX)
        return;
    char length[3];
    size_t payload = 0;
    while (payload < at && token.data[payload] != '-')
        payload++;
    number_write(at - payload - 1, alphabet_base36, 2, length);
    /* A prefix may hold a `-` itself (`glrt-t1_`): then the length does not tell. */
    bool length_is_right = span_starts(span_from(token, at + marker.len), span_of(length)) ||
                           span_find_char(span_sub(token, 0, at), '_') < at;
    proof_checksum(length_is_right && crc_is_right(self->layout, token), outcome);
}

/* Base 62 without padding: `cfxk_` body `_` checksum of all before it. */
static void test_cfx(const struct proof *self, struct span token, struct proof_outcome *outcome)
{
    (void)self;
    enum { WIDTH = 6, PREFIX = 5 };
    char digits[17], *expected = digits;
    size_t at = token.len;
    while (at > 0 && token.data[at - 1] != '_')
        at--;
    outcome->odd_form = at <= PREFIX;
    if (outcome->odd_form)
        return;
    number_write(digest_crc32(span_sub(token, 0, at - 1)), alphabet_base62, WIDTH, digits);
    while (expected[0] == '0' && expected[1])
        expected++;
    proof_checksum(span_is(span_from(token, at), expected), outcome);
}

#define LAYOUT(...) (&(const struct crc_layout) { __VA_ARGS__ })

const struct proof proofs_crc[] = {
    { "github-crc32", test_github, LAYOUT(.underscores = 1, .writing = WRITE_BASE62, .width = 6) },
    { "npm-crc32", test_crc, LAYOUT(.underscores = 1, .writing = WRITE_BASE62, .width = 6) },
    { "vercel-crc32", test_crc, LAYOUT(.underscores = 1, .writing = WRITE_BASE62, .width = 6) },
    { "saladcloud-crc32", test_crc, LAYOUT(.underscores = 3, .writing = WRITE_BASE62, .width = 6) },
    { "apify-crc32", test_crc, LAYOUT(.writing = WRITE_BASE62, .width = 6) },
    { "wandb-crc32", test_crc, LAYOUT(.writing = WRITE_BASE62, .width = 6) },
    { "gitlab-routable", test_gitlab, LAYOUT(.writing = WRITE_BASE36, .width = 7) },
    { "grafana-crc32", test_crc, LAYOUT(.gap = 1, .writing = WRITE_HEX_SWAPPED, .width = 8) },
    { "cloudflare-crc32", test_crc, LAYOUT(.underscores = 1, .writing = WRITE_HEX, .width = 8) },
    { "zuplo-crc32", test_crc,
      LAYOUT(.underscores = 1, .gap = 1, .writing = WRITE_HEX, .width = 8) },
    { "packagist-crc32", test_crc, LAYOUT(.writing = WRITE_HEX, .width = 8) },
    { "atlassian-crc32", test_crc, LAYOUT(.writing = WRITE_HEX_UPPER, .width = 8) },
    { "confluent-crc32", test_crc, LAYOUT(.bytes = 4, .writing = WRITE_BASE64, .width = 6) },
    { "cfx-crc32", test_cfx, NULL },
    { NULL, NULL, NULL },
};
