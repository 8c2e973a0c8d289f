/* SPDX-License-Identifier: Apache-2.0 */
#include "base/quantity.h"

#include "base/ascii.h"
#include "base/macro.h"

static size_t count_digits(struct span text)
{
    size_t len = 0;
    while (len < text.len && ascii_is_digit(text.data[len]))
        len++;
    return len;
}

/* "", "K", "KB" and "KiB" in either case: how far to shift, or -1. */
static int unit_shift(struct span unit)
{
    static const char letters[] = "kmgt";
    if (unit.len == 0 || span_eq_nocase(unit, SPAN("b")))
        return 0;
    const char *letter = memchr(letters, ascii_lower(unit.data[0]), sizeof(letters) - 1);
    struct span rest = span_from(unit, 1);
    bool known =
            rest.len == 0 || span_eq_nocase(rest, SPAN("b")) || span_eq_nocase(rest, SPAN("ib"));
    return letter && known ? 10 * (int)(letter - letters + 1) : -1;
}

bool quantity_bytes(struct span text, uint64_t *bytes)
{
    size_t digits = count_digits(text);
    int shift = unit_shift(span_from(text, digits));
    return shift >= 0 && span_to_uint(span_sub(text, 0, digits), bytes) &&
           !mul_overflows(*bytes, (uint64_t)1 << shift, bytes);
}

/* The factor of "", "s", "m" or "h", or 0. */
static double unit_seconds(struct span unit)
{
    if (unit.len == 0 || span_is(unit, "s"))
        return 1;
    if (span_is(unit, "m"))
        return 60;
    return span_is(unit, "h") ? 3600 : 0;
}

bool quantity_seconds(struct span text, double *seconds)
{
    size_t digits = count_digits(text);
    struct span rest = span_from(text, digits), fraction = SPAN_EMPTY;
    if (rest.len > 1 && rest.data[0] == '.' && ascii_is_digit(rest.data[1])) {
        fraction = span_sub(rest, 1, count_digits(span_from(rest, 1)));
        rest = span_from(rest, 1 + fraction.len);
    }
    uint64_t whole;
    double factor = unit_seconds(rest), value = 0;
    if (!span_to_uint(span_sub(text, 0, digits), &whole) || whole > UINT32_MAX || factor == 0)
        return false;
    for (size_t i = fraction.len; i > 0; i--)
        value = (value + (fraction.data[i - 1] - '0')) / 10;
    *seconds = ((double)whole + value) * factor;
    return true;
}
