/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a value stands for may be guessed where the value itself looks drawn by a machine: whoever
 * has a dictionary encodes its words as everybody does.
 */
#include <math.h>

#include "base/ascii.h"
#include "base/macro.h"
#include "base/utf.h"
#include "judge/alphabet.h"
#include "judge/entropy.h"
#include "literals/hashed_words.h"

enum {
    MAX_TEXT = 1024, /* bytes that are decoded; nobody guesses more */
    MAX_LAYERS = 3,  /* of encodings in one another */
    SHORTEST_TEXT = 3,
};

static const double hash_bits = 11; /* as a word's */

/* Random bytes are hardly ever text. */
static bool is_text(struct span s)
{
    if (s.len < SHORTEST_TEXT || !utf_is_valid(s))
        return false;
    for (size_t len; s.len; s = span_from(s, len)) {
        uint32_t code_point = utf_decode(s, &len);
        if (!utf_is_printable(code_point) && !ascii_is_space(s.data[0]))
            return false;
    }
    return true;
}

static size_t hex_decode(struct span text, char *out, size_t max)
{
    if (span_starts_nocase(text, SPAN("0x")))
        text = span_from(text, 2);
    if (text.len % 2 || text.len / 2 > max)
        return 0;
    for (size_t i = 0; i < text.len; i += 2) {
        int high = ascii_hex_value(text.data[i]), low = ascii_hex_value(text.data[i + 1]);
        if (high < 0 || low < 0)
            return 0;
        out[i / 2] = (char)(high << 4 | low);
    }
    return text.len / 2;
}

/* Behind the scheme of `Basic dXNlcjpwYXNz`. */
static struct span without_scheme(struct span value)
{
    bool is_basic = span_starts_nocase(value, SPAN("Basic "));
    return is_basic ? span_trim(span_from(value, strlen("Basic "))) : value;
}

/* Hexadecimal digits are all of base64's alphabet: they are tried first. */
static struct span decoded(struct span value, char *out)
{
    static size_t (*const decoders[])(struct span text, char *out, size_t max) = { hex_decode,
                                                                                   base64_decode };
    value = without_scheme(value);
    for (size_t i = 0; i < ARRAY_SIZE(decoders); i++) {
        struct span text = { out, decoders[i](value, out, MAX_TEXT) };
        if (is_text(text))
            return span_trim(text);
    }
    return SPAN_EMPTY;
}

/* Of `user:password` the user is no secret. */
static double text_bits(struct span text)
{
    size_t colon = span_find_char(text, ':');
    double bits = entropy_guess_bits(text);
    return colon + 1 < text.len ? MIN(bits, entropy_guess_bits(span_from(text, colon + 1))) : bits;
}

double entropy_guess_bits_decoded(struct span value)
{
    char texts[MAX_LAYERS][MAX_TEXT];
    double bits = is_hash_of_word(value) ? hash_bits : HUGE_VAL;
    for (size_t i = 0; i < MAX_LAYERS; i++) {
        value = decoded(value, texts[i]);
        if (value.len == 0)
            break;
        bits = MIN(bits, text_bits(value));
        if (is_hash_of_word(value))
            bits = MIN(bits, hash_bits);
    }
    return bits;
}
