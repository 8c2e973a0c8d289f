/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/number.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/ascii.h"

/* Beyond this an exponent is as good as endless, and adding to it cannot overflow. */
enum { EXPONENT_MAX = 1000 * 1000 * 1000 };

/* A number in decimal, taken apart. */
struct decimal {
    bool negative;
    struct span whole, fraction;
    struct span power; /* what stands behind the `e`, with its sign */
};

static struct span take_digits(struct span *s)
{
    size_t len = 0;
    while (len < s->len && ascii_is_digit(s->data[len]))
        len++;
    struct span digits = span_sub(*s, 0, len);
    *s = span_from(*s, len);
    return digits;
}

static bool take_char(struct span *s, char c)
{
    if (s->len == 0 || s->data[0] != c)
        return false;
    *s = span_from(*s, 1);
    return true;
}

static struct span without_leading_zeros(struct span digits)
{
    while (digits.len && digits.data[0] == '0')
        digits = span_from(digits, 1);
    return digits;
}

static struct span without_trailing_zeros(struct span digits)
{
    while (digits.len && digits.data[digits.len - 1] == '0')
        digits.len--;
    return digits;
}

static int64_t read_exponent(struct span s)
{
    bool negative = take_char(&s, '-');
    if (!negative)
        take_char(&s, '+');
    int64_t value = 0;
    for (size_t i = 0; i < s.len && value < EXPONENT_MAX; i++)
        value = value * 10 + (s.data[i] - '0');
    return negative ? -value : value;
}

/* False where it is not decimal. */
static bool read_decimal(struct span s, struct decimal *out)
{
    *out = (struct decimal){ .negative = take_char(&s, '-') };
    if (!out->negative)
        take_char(&s, '+');
    out->whole = take_digits(&s);
    if (take_char(&s, '.'))
        out->fraction = take_digits(&s);
    else
        out->fraction = span_sub(s, 0, 0);
    if (out->whole.len + out->fraction.len == 0)
        return false;
    if (s.len && (s.data[0] == 'e' || s.data[0] == 'E'))
        out->power = span_from(s, 1);
    else if (s.len)
        return false;
    return true;
}

/* `0x1F`, `0o17` of YAML. */
static bool read_based(struct span s, uint64_t *value)
{
    unsigned shift = span_starts(s, SPAN("0x")) ? 4 : span_starts(s, SPAN("0o")) ? 3 : 0;
    *value = 0;
    if (shift == 0 || s.len == 2)
        return false;
    for (size_t i = 2; i < s.len; i++) {
        int digit = ascii_hex_value(s.data[i]);
        if (digit < 0 || *value >> (64 - shift))
            return false;
        *value = *value << shift | (uint64_t)digit;
    }
    return true;
}

static void from_decimal(struct number *out, const struct decimal *d)
{
    *out = (struct number){ .kind = NUMBER_FINITE, .sign = d->negative ? -1 : 1 };
    out->whole = without_leading_zeros(d->whole);
    out->fraction = without_trailing_zeros(d->fraction);
    out->exponent = read_exponent(d->power) + (int64_t)out->whole.len;
    if (out->whole.len == 0) {
        struct span digits = without_leading_zeros(out->fraction);
        out->exponent -= (int64_t)(out->fraction.len - digits.len);
        out->fraction = digits;
    }
    if (out->fraction.len == 0)
        out->whole = without_trailing_zeros(out->whole);
    if (out->whole.len + out->fraction.len == 0) {
        out->sign = 0;
        out->exponent = 0;
    }
}

static bool is_infinite(struct span s, bool *negative)
{
    *negative = take_char(&s, '-');
    if (!*negative)
        take_char(&s, '+');
    return span_is(s, ".inf") || span_is(s, ".Inf") || span_is(s, ".INF");
}

void number_read(struct number *out, struct span text)
{
    struct decimal decimal;
    uint64_t value;
    bool negative;
    if (read_decimal(text, &decimal))
        from_decimal(out, &decimal);
    else if (read_based(text, &value))
        number_from_count(out, value);
    else if (is_infinite(text, &negative))
        *out = (struct number){ .kind = NUMBER_INFINITE, .sign = negative ? -1 : 1 };
    else
        *out = (struct number){ .kind = NUMBER_NAN };
}

void number_from_count(struct number *out, uint64_t count)
{
    char digits[sizeof(out->digits)];
    int len = snprintf(digits, sizeof(digits), "%" PRIu64, count);
    struct number made;
    from_decimal(&made, &(struct decimal){ .whole = { digits, (size_t)len },
                                           .fraction = SPAN_EMPTY });
    memcpy(made.digits, digits, sizeof(digits));
    *out = made;
    out->whole.data = out->digits;
}

/* The `i`-th digit, zeros without end behind the last. */
static char digit_at(const struct number *n, size_t i)
{
    if (i < n->whole.len)
        return n->whole.data[i];
    i -= n->whole.len;
    return i < n->fraction.len ? n->fraction.data[i] : '0';
}

/* Both are finite and of one sign, which is not zero. */
static int compare_sizes(const struct number *a, const struct number *b)
{
    if (a->exponent != b->exponent)
        return a->exponent < b->exponent ? -1 : 1;
    size_t longest = MAX(a->whole.len + a->fraction.len, b->whole.len + b->fraction.len);
    for (size_t i = 0; i < longest; i++) {
        int difference = digit_at(a, i) - digit_at(b, i);
        if (difference)
            return difference;
    }
    return 0;
}

bool number_compare(const struct number *a, const struct number *b, int *order)
{
    if (a->kind == NUMBER_NAN || b->kind == NUMBER_NAN)
        return false;
    if (a->sign != b->sign)
        *order = a->sign - b->sign;
    else if (a->kind != b->kind)
        *order = a->kind == NUMBER_INFINITE ? a->sign : -b->sign;
    else if (a->kind == NUMBER_INFINITE || a->sign == 0)
        *order = 0;
    else
        *order = a->sign * compare_sizes(a, b);
    return true;
}

/* `+1`, `007`, `.5` and `1.` are numbers of YAML's only. */
static bool append_decimal(struct buf *to, const struct decimal *d)
{
    struct span whole = without_leading_zeros(d->whole);
    if (d->negative)
        buf_append_char(to, '-');
    buf_append(to, whole.len ? whole : SPAN("0"));
    if (d->fraction.len) {
        buf_append_char(to, '.');
        buf_append(to, d->fraction);
    }
    if (d->power.len) {
        buf_append_char(to, 'e');
        buf_append(to, d->power);
    }
    return !to->failed;
}

bool number_append_json(struct buf *to, struct span text)
{
    struct decimal decimal;
    uint64_t value;
    if (read_decimal(text, &decimal))
        return append_decimal(to, &decimal);
    if (read_based(text, &value))
        return buf_printf(to, "%" PRIu64, value);
    return buf_append_char(to, '"') && buf_append(to, text) && buf_append_char(to, '"');
}
