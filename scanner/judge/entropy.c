/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/entropy.h"

#include "base/ascii.h"
#include "base/macro.h"

enum { MAX_LOOKED_AT = 4096, SMALL_COUNT = 16 };

/* The mathematics library would be linked for this alone. `x` ≥ 1. */
static double log2_of(double x)
{
    double result = 0, bit = 1;
    for (; x >= 2; x /= 2)
        result += 1;
    for (int i = 0; i < 20; i++) {
        x *= x;
        bit /= 2;
        if (x >= 2) {
            x /= 2;
            result += bit;
        }
    }
    return result;
}

double entropy_of(struct span value)
{
    unsigned counts[256] = { 0 };
    value = span_sub(value, 0, MAX_LOOKED_AT);
    for (size_t i = 0; i < value.len; i++)
        counts[(unsigned char)value.data[i]]++;
    double bits = 0, known[SMALL_COUNT] = { 0 }; /* what a character adds that comes so often */
    for (size_t i = 0; i < ARRAY_SIZE(counts); i++) {
        unsigned count = counts[i];
        if (count == 0)
            continue;
        double added = count < SMALL_COUNT ? known[count] : 0;
        if (added <= 0)
            added = count * log2_of((double)value.len / count);
        if (count < SMALL_COUNT)
            known[count] = added;
        bits += added;
    }
    return value.len ? bits / (double)value.len : 0;
}

/* Columns of the table of expectations. */
enum alphabet { DIGITS, HEX, ONE_CASE, BASE36, BASE62, PRINTABLE, ALPHABETS };

static const double bits_per_character[ALPHABETS] = {
    [DIGITS] = 3.32, [HEX] = 4.0,     [ONE_CASE] = 4.70,
    [BASE36] = 5.17, [BASE62] = 5.95, [PRINTABLE] = 6.5,
};

static enum alphabet alphabet_of(struct span value)
{
    bool upper = false, lower = false, digit = false, hex = true, other = false;
    for (size_t i = 0; i < value.len; i++) {
        char c = value.data[i];
        upper |= ascii_is_upper(c);
        lower |= ascii_is_lower(c);
        digit |= ascii_is_digit(c);
        other |= !ascii_is_alnum(c) && c != '+' && c != '/' && c != '=' && c != '-' && c != '_';
        hex &= ascii_is_hex(c) || c == '-';
    }
    if (other)
        return PRINTABLE;
    if (upper && lower)
        return BASE62;
    if (!upper && !lower)
        return DIGITS;
    return hex ? HEX : digit ? BASE36 : ONE_CASE;
}

enum {
    SHARE = 8
}; /* a case or marks that are rarer than one in eight came by a prefix or a separator */

/*
 * The alphabet that most of the value is from: `SG.` before lower-case letters and digits does not
 * make them letters of two cases. A random value has no such rare case.
 */
static enum alphabet main_alphabet_of(struct span value)
{
    size_t upper = 0, lower = 0, digits = 0, marks = 0, hex = 0;
    for (size_t i = 0; i < value.len; i++) {
        char c = value.data[i];
        upper += ascii_is_upper(c);
        lower += ascii_is_lower(c);
        digits += ascii_is_digit(c);
        hex += ascii_is_hex(c);
        marks += !ascii_is_alnum(c) && c != '+' && c != '/' && c != '=' && c != '-' && c != '_';
    }
    if (marks * SHARE > value.len)
        return PRINTABLE;
    if (upper * SHARE > value.len && lower * SHARE > value.len)
        return BASE62;
    if ((upper + lower) * SHARE <= value.len)
        return DIGITS;
    /* Of base 36 six letters in 26 are digits of hex: they do not come alone. */
    if ((value.len - hex) * SHARE <= value.len)
        return HEX;
    return digits ? BASE36 : ONE_CASE;
}

struct expectation {
    size_t len;
    double bits[ALPHABETS];
};

/* The 0.1 % quantile of 20,000 random values each. */
static const struct expectation expectations[] = {
    { 4, { 0.81, 0.81, 0.81, 0.81, 0.81, 1.50 } },
    { 6, { 0.92, 1.25, 1.46, 1.46, 1.79, 1.79 } },
    { 8, { 1.30, 1.55, 1.91, 2.00, 2.16, 2.25 } },
    { 10, { 1.57, 1.85, 2.16, 2.32, 2.45, 2.65 } },
    { 12, { 1.78, 2.13, 2.42, 2.58, 2.75, 2.86 } },
    { 14, { 1.99, 2.27, 2.61, 2.75, 2.99, 3.18 } },
    { 16, { 2.09, 2.48, 2.78, 2.95, 3.20, 3.33 } },
    { 18, { 2.19, 2.60, 2.93, 3.13, 3.35, 3.50 } },
    { 20, { 2.31, 2.72, 3.01, 3.25, 3.51, 3.58 } },
    { 22, { 2.39, 2.78, 3.14, 3.36, 3.62, 3.73 } },
    { 24, { 2.47, 2.89, 3.25, 3.44, 3.72, 3.89 } },
    { 28, { 2.58, 3.02, 3.39, 3.61, 3.90, 4.08 } },
    { 32, { 2.68, 3.13, 3.53, 3.77, 4.08, 4.24 } },
    { 36, { 2.74, 3.20, 3.64, 3.90, 4.19, 4.41 } },
    { 40, { 2.79, 3.28, 3.74, 4.00, 4.33, 4.52 } },
    { 48, { 2.88, 3.41, 3.87, 4.15, 4.53, 4.74 } },
    { 56, { 2.95, 3.49, 3.99, 4.29, 4.68, 4.89 } },
    { 64, { 3.00, 3.56, 4.07, 4.39, 4.81, 5.05 } },
    { 80, { 3.05, 3.65, 4.18, 4.54, 5.04, 5.27 } },
    { 96, { 3.11, 3.72, 4.29, 4.63, 5.16, 5.43 } },
    { 128, { 3.17, 3.77, 4.40, 4.77, 5.35, 5.69 } },
    { 192, { 3.22, 3.85, 4.51, 4.90, 5.55, 5.93 } },
    { 256, { 3.24, 3.89, 4.55, 4.96, 5.65, 6.07 } },
};

double entropy_expected(struct span value)
{
    double bits = 0;
    enum alphabet alphabet = main_alphabet_of(value);
    for (size_t i = 0; i < ARRAY_SIZE(expectations) && expectations[i].len <= value.len; i++)
        bits = expectations[i].bits[alphabet];
    return bits;
}

double entropy_bits_each(struct span value)
{
    return bits_per_character[alphabet_of(value)];
}
