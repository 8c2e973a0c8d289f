/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/toml_scalar.h"

#include <inttypes.h>

#include "base/ascii.h"

/* ---- Dates and times ---- */

/* `0` in the picture stands for any digit, what else is there for itself. Taken off the front. */
static bool take_picture(struct span *s, const char *picture)
{
    size_t len = strlen(picture);
    if (s->len < len)
        return false;
    for (size_t i = 0; i < len; i++) {
        bool fits = picture[i] == '0' ? ascii_is_digit(s->data[i]) : s->data[i] == picture[i];
        if (!fits)
            return false;
    }
    *s = span_from(*s, len);
    return true;
}

static unsigned two_digits(struct span s, size_t at)
{
    return (unsigned)((s.data[at] - '0') * 10 + (s.data[at + 1] - '0'));
}

static bool take_date(struct span *s)
{
    static const unsigned char days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    struct span date = *s;
    if (!take_picture(s, "0000-00-00"))
        return false;
    unsigned century = two_digits(date, 0), year = two_digits(date, 2);
    unsigned month = two_digits(date, 5), day = two_digits(date, 8);
    bool is_leap = year ? year % 4 == 0 : century % 4 == 0;
    return month >= 1 && month <= 12 && day >= 1 &&
           day <= days[month - 1] + (unsigned)(month == 2 && is_leap);
}

static bool take_time(struct span *s)
{
    struct span time = *s;
    if (!take_picture(s, "00:00:00") || two_digits(time, 0) > 23 || two_digits(time, 3) > 59 ||
        two_digits(time, 6) > 60)
        return false;
    if (s->len == 0 || s->data[0] != '.')
        return true;
    size_t len = 1;
    while (len < s->len && ascii_is_digit(s->data[len]))
        len++;
    *s = span_from(*s, len);
    return len > 1;
}

/* The distance from UTC, or nothing. */
static bool is_offset(struct span s)
{
    if (s.len == 0 || span_is(s, "Z") || span_is(s, "z"))
        return true;
    struct span offset = s;
    return (take_picture(&s, "+00:00") || take_picture(&s, "-00:00")) && s.len == 0 &&
           two_digits(offset, 1) <= 23 && two_digits(offset, 4) <= 59;
}

bool toml_is_date(struct span word)
{
    return take_date(&word) && word.len == 0;
}

static bool is_time_stamp(struct span word)
{
    struct span rest = word;
    if (take_time(&rest))
        return rest.len == 0;
    rest = word;
    if (!take_date(&rest))
        return false;
    if (rest.len == 0)
        return true;
    if (!strchr("Tt ", rest.data[0]))
        return false;
    rest = span_from(rest, 1);
    return take_time(&rest) && is_offset(rest);
}

/* ---- Numbers ---- */

static int digit_value(char c)
{
    return ascii_hex_value(c);
}

/* Digits of that base, underscores only between two of them; what was taken is copied to `to`. */
static size_t take_digits(struct span *s, int base, char *to)
{
    size_t at = 0, len = 0;
    while (at < s->len) {
        bool between = s->data[at] == '_' && len && at + 1 < s->len;
        at += between;
        int value = digit_value(s->data[at]);
        if (value < 0 || value >= base) {
            at -= between;
            break;
        }
        to[len++] = s->data[at++];
    }
    *s = span_from(*s, at);
    return len;
}

static struct span from_binary(struct span digits, struct arena *arena)
{
    uint64_t value = 0;
    for (size_t i = 0; i < digits.len; i++) {
        if (value >> 63)
            return SPAN(".nan"); /* doc/number.h has no larger ones either */
        value = value << 1 | (uint64_t)(digits.data[i] == '1');
    }
    char *text = arena_printf(arena, "%" PRIu64, value);
    return text ? span_of(text) : SPAN_EMPTY;
}

/* `to` has room for the word. Text without data is no number. */
static struct span read_based(struct span word, char *to, struct arena *arena)
{
    static const struct {
        struct span prefix;
        int base;
    } bases[] = { { { "0x", 2 }, 16 }, { { "0o", 2 }, 8 }, { { "0b", 2 }, 2 } };
    for (size_t i = 0; i < ARRAY_SIZE(bases); i++) {
        if (!span_starts(word, bases[i].prefix))
            continue;
        memcpy(to, word.data, 2);
        struct span rest = span_from(word, 2);
        size_t len = take_digits(&rest, bases[i].base, to + 2);
        if (len == 0 || rest.len)
            break;
        struct span text = { to, len + 2 };
        return bases[i].base == 2 ? from_binary(span_from(text, 2), arena) : text;
    }
    return (struct span) { NULL, 0 };
}

static size_t take_sign(struct span *s, char *to)
{
    if (s->len == 0 || (s->data[0] != '+' && s->data[0] != '-'))
        return 0;
    to[0] = s->data[0];
    *s = span_from(*s, 1);
    return 1;
}

/* A part that begins with one of two letters, and then has digits; false where it is broken. */
static bool take_part(struct span *s, char letter, bool is_signed, char *to, size_t *len)
{
    if (s->len == 0 || ascii_lower(s->data[0]) != letter)
        return true;
    to[(*len)++] = letter;
    *s = span_from(*s, 1);
    if (is_signed)
        *len += take_sign(s, to + *len);
    size_t digits = take_digits(s, 10, to + *len);
    *len += digits;
    return digits > 0;
}

static struct span read_decimal(struct span word, char *to)
{
    static const struct span none = { NULL, 0 };
    size_t len = take_sign(&word, to);
    if (span_is(word, "inf") || span_is(word, "nan")) {
        to[len] = '.';
        memcpy(to + len + 1, word.data, 3);
        /* A sign of what is no number means nothing. */
        bool is_nan = word.data[0] == 'n';
        return (struct span) { is_nan ? to + len : to, is_nan ? 4 : len + 4 };
    }
    size_t digits = take_digits(&word, 10, to + len);
    if (digits == 0 || (digits > 1 && to[len] == '0'))
        return none;
    len += digits;
    if (!take_part(&word, '.', false, to, &len) || !take_part(&word, 'e', true, to, &len))
        return none;
    return word.len == 0 ? (struct span) { to, len } : none;
}

/* ---- All ---- */

static void set(struct node *node, enum node_kind kind, struct span text)
{
    node->kind = kind;
    node->text = text;
}

bool toml_scalar(struct node *node, struct span word, struct arena *arena, bool *no_memory)
{
    *no_memory = false;
    node->truth = span_is(word, "true");
    if (node->truth || span_is(word, "false")) {
        set(node, NODE_BOOL, word);
        return true;
    }
    if (is_time_stamp(word)) {
        set(node, NODE_STRING, word);
        return true;
    }
    char *to = arena_alloc(arena, word.len + 2);
    if (!to) {
        *no_memory = true;
        return false;
    }
    struct span number = read_based(word, to, arena);
    if (!number.data)
        number = read_decimal(word, to);
    set(node, NODE_NUMBER, number);
    *no_memory = number.data && number.len == 0;
    return number.len > 0;
}
