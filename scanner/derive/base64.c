/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Base64 of either alphabet, also in lines, and what is base64 of UTF-16; and hexadecimal, whose
 * digits are among those of base64.
 */
#include "derive/base64.h"

#include "derive/decoder.h"
#include "derive/runs.h"
#include "derive/utf16.h"

enum {
    HEAD = 24,  /* decoded bytes that decide */
    PHASES = 4, /* where a run may begin with something else */
    BLOCK = 16 * 1024,
    RUN_WITH_SIGN = 24,
    LITERAL_GAP = 200, /* between two */
};

/* ---- Digits ---------------------------------------------------------------------------------- */

/* Of either encoding: `digits` make `bytes`. */
struct radix {
    const char *name, *name_of_utf16;
    const uint8_t *values; /* of its digits, plus one */
    unsigned bits;
    size_t digits, bytes;
};

/* clang-format off */
static const uint8_t hex_values[256] = {
    ['0'] = 1, ['1'] = 2, ['2'] = 3, ['3'] = 4, ['4'] = 5, ['5'] = 6, ['6'] = 7, ['7'] = 8,
    ['8'] = 9, ['9'] = 10, ['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16,
    ['A'] = 11, ['B'] = 12, ['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16,
};
/* clang-format on */

static const struct radix base64 = { "base64", "base64 of UTF-16", base64_values, 6, 4, 3 };
static const struct radix hex = { "hexadecimal", "hexadecimal of UTF-16", hex_values, 4, 2, 1 };

static uint32_t value_of(const struct radix *radix, char digit)
{
    return (uint32_t)(radix->values[(unsigned char)digit] - 1);
}

/* Whole bytes only; there is room. */
static size_t decode_digits(const struct radix *radix, struct span digits, char *out)
{
    uint32_t held = 0;
    unsigned bits = 0;
    size_t len = 0, i = 0;
    for (; radix->bits == 6 && i + 4 <= digits.len; i += 4) {
        const char *four = digits.data + i;
        held = value_of(radix, four[0]) << 18 | value_of(radix, four[1]) << 12 |
               value_of(radix, four[2]) << 6 | value_of(radix, four[3]);
        out[len++] = (char)(held >> 16);
        out[len++] = (char)(held >> 8);
        out[len++] = (char)held;
    }
    for (; i < digits.len; i++) {
        held = held << radix->bits | value_of(radix, digits.data[i]);
        bits += radix->bits;
        if (bits >= 8) {
            bits -= 8;
            out[len++] = (char)(held >> bits);
        }
    }
    return len;
}

/* ---- One run --------------------------------------------------------------------------------- */

static enum utf16_order utf16_of(struct span bytes)
{
    return bytes.len >= HEAD - 8 ? looks_utf16(bytes) : UTF16_NONE;
}

/* Do these digits begin a text? */
static bool begins_text(const struct radix *radix, struct span digits)
{
    char head[HEAD];
    digits = span_sub(digits, 0, HEAD / radix->bytes * radix->digits);
    struct span bytes = { head, decode_digits(radix, digits, head) };
    return looks_text(bytes) || utf16_of(bytes) != UTF16_NONE;
}

struct digits {
    const struct radix *radix;
    size_t from;
};

static struct byte_range place_of_digits(const void *context, size_t begin, size_t end)
{
    const struct digits *digits = context;
    const struct radix *radix = digits->radix;
    return (struct byte_range) {
        digits->from + begin * radix->digits / radix->bytes,
        digits->from + (end * radix->digits + radix->bytes - 1) / radix->bytes,
    };
}

static bool put_utf16(const struct radix *radix, struct span digits, size_t from,
                      enum utf16_order order, struct derived_text *text)
{
    char bytes[BLOCK];
    const size_t step = sizeof(bytes) / 12 * 12 / radix->bytes * radix->digits;
    while (digits.len) {
        struct span part = span_sub(digits, 0, step);
        struct digits place = { radix, from };
        struct span decoded = { bytes, decode_digits(radix, part, bytes) };
        if (!utf16_put(text, decoded, order, place_of_digits, &place))
            return false;
        digits = span_from(digits, part.len);
        from += part.len;
    }
    return true;
}

/* Block by block, for as long as it is text. False where that ended. */
static bool put_text(const struct radix *radix, struct span digits, size_t from,
                     struct derived_text *text)
{
    const size_t step = (size_t)BLOCK / radix->bytes * radix->digits;
    while (digits.len) {
        struct span part = span_sub(digits, 0, step);
        char *to = derived_reserve(text, part.len * radix->bytes / radix->digits);
        if (!to)
            return false;
        size_t len = decode_digits(radix, part, to);
        if (!looks_text((struct span) { to, len }))
            return false;
        size_t used = len == part.len / radix->digits * radix->bytes
                              ? part.len / radix->digits * radix->digits
                              : part.len;
        derived_commit(text, len, from, used);
        digits = span_from(digits, part.len);
        from += part.len;
    }
    return true;
}

/* ---- Lines ----------------------------------------------------------------------------------- */

/* Behind a line end, which may be that of a string: `\n`; `at` where there is none. */
static size_t skip_line_end(struct span bytes, size_t at)
{
    static const struct span ends[] = { { "\n", 1 }, { "\r\n", 2 }, { "\\n", 2 }, { "\\r\\n", 4 } };
    for (size_t i = 0; i < ARRAY_SIZE(ends); i++)
        if (span_starts(span_from(bytes, at), ends[i]))
            return at + ends[i].len;
    return at;
}

static size_t skip_all(struct span bytes, size_t at, const char *characters)
{
    size_t end = MIN(bytes.len, at + LITERAL_GAP);
    while (at < end && bytes.data[at] && strchr(characters, bytes.data[at]))
        at++;
    return at;
}

/* Behind a literal's quote and the one of the next, on the next line; `at` where there is none. */
static size_t skip_quotes(struct span bytes, size_t at)
{
    if (at >= bytes.len || !memchr("\"'`", bytes.data[at], 3))
        return at;
    size_t behind = skip_all(bytes, at + 1, " \t+.&\\");
    size_t line = skip_line_end(bytes, behind);
    size_t next = skip_all(bytes, line, " \t");
    return line > behind && next < bytes.len && bytes.data[next] == bytes.data[at] ? next + 1 : at;
}

/* Lines that digits run over, group after group. */
struct lines {
    const struct radix *radix;
    struct span bytes;
    size_t width, least; /* of all but the last: the first may begin with something else */
};

/* Nothing but digits is in it. */
static bool is_alone(struct span bytes, struct byte_range line)
{
    size_t at = line.end;
    while (at < bytes.len && bytes.data[at] == '=')
        at++;
    return at == bytes.len || memchr("\r\n\\\"'", bytes.data[at], 5);
}

/* Whether the digits that the line before it left over go on in this line. */
static bool goes_on(const struct lines *lines, struct span left, struct byte_range line)
{
    char digits[2 * HEAD];
    struct span rest = span_sub(lines->bytes, line.begin, line.end - line.begin);
    rest = span_sub(rest, 0, sizeof(digits) - left.len);
    memcpy(digits, left.data, left.len);
    memcpy(digits + left.len, rest.data, rest.len);
    return begins_text(lines->radix, (struct span) { digits, left.len + rest.len });
}

/*
 * The digits of the line behind one that ends at `end` with `left` digits of no whole group. What
 * is cut within a group may as well be two values, so that more is asked of it.
 */
static bool next_line(const struct lines *lines, size_t end, size_t left, struct byte_range *line)
{
    struct span bytes = lines->bytes;
    size_t at = skip_quotes(bytes, skip_line_end(bytes, end));
    if (at == end)
        return false;
    while (at < bytes.len && (bytes.data[at] == ' ' || bytes.data[at] == '\t'))
        at++;
    *line = (struct byte_range) { at, at };
    while (line->end < bytes.len && line->end - at <= lines->width &&
           lines->radix->values[(unsigned char)bytes.data[line->end]])
        line->end++;
    if (line->end == at || line->end - at > lines->width)
        return false;
    bool is_base64 = lines->radix == &base64;
    return (is_base64 && left == 0) ||
           (is_alone(bytes, *line) && goes_on(lines, span_sub(bytes, end - left, left), *line));
}

/* One group whose digits stand on two lines; the end of those on the second comes back. */
static size_t put_cut_group(const struct lines *lines, struct byte_range left,
                            struct byte_range line, struct derived_text *text)
{
    char digits[4], bytes[4];
    struct span first = span_sub(lines->bytes, left.begin, left.end - left.begin);
    struct span second = span_sub(lines->bytes, line.begin,
                                  MIN(lines->radix->digits - first.len, line.end - line.begin));
    memcpy(digits, first.data, first.len);
    memcpy(digits + first.len, second.data, second.len);
    struct span group = { digits, first.len + second.len };
    struct span decoded = { bytes, decode_digits(lines->radix, group, bytes) };
    derived_put(text, decoded, left.begin, line.begin + second.len - left.begin);
    return line.begin + second.len;
}

static bool put_line(const struct lines *lines, struct byte_range line, struct derived_text *text)
{
    return put_text(lines->radix, span_sub(lines->bytes, line.begin, line.end - line.begin),
                    line.begin, text);
}

/* Lines as wide as the first go on in the next; the end of what was used comes back. */
static size_t put_lines(struct lines *lines, struct byte_range line, struct derived_text *text)
{
    for (bool is_full = true; !text->exhausted;) {
        struct byte_range next;
        size_t left = (line.end - line.begin) % lines->radix->digits;
        bool more = is_full && next_line(lines, line.end, left, &next);
        struct byte_range whole = { line.begin, more ? line.end - left : line.end };
        if ((whole.end > whole.begin && !put_line(lines, whole, text)) || !more)
            return line.end;
        is_full = next.end - next.begin >= lines->least;
        lines->width = lines->least = next.end - next.begin;
        if (left)
            next.begin =
                    put_cut_group(lines, (struct byte_range) { whole.end, line.end }, next, text);
        line = next;
    }
    return line.end;
}

/* A run, and the lines that it goes on in. */
static size_t put_run(const struct radix *radix, struct span bytes, struct byte_range run,
                      size_t width, struct derived_text *text)
{
    struct span digits = span_sub(bytes, run.begin, run.end - run.begin);
    char head[HEAD];
    struct span part = span_sub(digits, 0, HEAD / radix->bytes * radix->digits);
    enum utf16_order order = utf16_of((struct span) { head, decode_digits(radix, part, head) });
    derived_begin(text, order ? radix->name_of_utf16 : radix->name,
                  text->from->kinds & (KIND_TEST | KIND_VENDORED));
    if (!order)
        return put_lines(&(struct lines) { radix, bytes, width, digits.len }, run, text);
    put_utf16(radix, digits, run.begin, order, text);
    return run.end;
}

/* ---- Values that are known to be base64 ------------------------------------------------------ */

/* The next digits at or behind `*at`; false at the end. */
static bool next_digits(struct span bytes, size_t *at, struct byte_range *run)
{
    while (*at < bytes.len && !is_base64_digit(bytes.data[*at]))
        ++*at;
    run->begin = *at;
    while (*at < bytes.len && is_base64_digit(bytes.data[*at]))
        ++*at;
    run->end = *at;
    return run->end > run->begin;
}

bool base64_begins_text(struct span encoded)
{
    struct byte_range run;
    size_t at = 0;
    return next_digits(encoded, &at, &run) &&
           begins_text(&base64, span_sub(encoded, run.begin, run.end - run.begin));
}

/* An anchor's text, at the place of an alias of it. */
static bool put_elsewhere(struct derived_text *text, struct span digits, struct byte_range place)
{
    char decoded[BLOCK];
    const size_t step = sizeof(decoded) / 3 * 4;
    while (digits.len) {
        struct span part = span_sub(digits, 0, step);
        struct span bytes = { decoded, decode_digits(&base64, part, decoded) };
        if (!looks_text(bytes) || !derived_put(text, bytes, place.begin, place.end - place.begin))
            return false;
        place.begin = place.end;
        digits = span_from(digits, part.len);
    }
    return true;
}

bool base64_put(struct derived_text *text, struct span encoded, struct byte_range place)
{
    struct byte_range run;
    bool is_here = encoded.len == place.end - place.begin;
    for (size_t at = 0; next_digits(encoded, &at, &run);) {
        struct span digits = span_sub(encoded, run.begin, run.end - run.begin);
        if (is_here ? !put_text(&base64, digits, place.begin + run.begin, text)
                    : !put_elsewhere(text, digits, place))
            return false;
        if (!is_here)
            place.begin = place.end;
    }
    return true;
}

/* ---- All of them ----------------------------------------------------------------------------- */

static bool is_hex(struct span digits)
{
    for (size_t i = 0; i < digits.len; i++)
        if (!hex_values[(unsigned char)digits.data[i]])
            return false;
    return true;
}

/* A run behind a backslash begins with the letter of the escape: `\n`, `\x`. */
static struct byte_range without_escape(struct span bytes, struct byte_range run)
{
    run.begin += run.begin > 0 && run.begin < run.end && bytes.data[run.begin - 1] == '\\';
    return run;
}

/* `0x…` */
static struct byte_range without_prefix(struct span bytes, struct byte_range run)
{
    struct span digits = span_sub(bytes, run.begin, run.end - run.begin);
    run.begin += span_starts(digits, SPAN("0x")) || span_starts(digits, SPAN("0X")) ? 2 : 0;
    return run;
}

/* Decodes the run if it is a text; where it ended comes back. */
static size_t decode_run(struct span bytes, struct byte_range run, struct derived_text *text)
{
    run = without_escape(bytes, run);
    struct byte_range number = without_prefix(bytes, run);
    struct span digits = span_sub(bytes, number.begin, number.end - number.begin);
    if (is_hex(span_sub(digits, 0, 2 * HEAD)) && is_hex(digits) && begins_text(&hex, digits))
        return put_run(&hex, bytes, number, digits.len, text);
    digits = span_sub(bytes, run.begin, run.end - run.begin);
    for (size_t phase = 0; phase < PHASES; phase++) {
        struct byte_range shifted = { run.begin + phase, run.end };
        if (begins_text(&base64, span_from(digits, phase)))
            return put_run(&base64, bytes, shifted, digits.len, text);
    }
    return run.end;
}

/*
 * Every long run is looked at where something else was decoded already, and in settings, which are
 * few beside code; elsewhere only those with a sign in them.
 */
static bool looks_everywhere(const struct unit *unit)
{
    const kind_set settings = KIND_CONFIG | KIND_YAML | KIND_ENV | KIND_INI | KIND_SHELL |
                              KIND_TERRAFORM | KIND_DOCKERFILE | KIND_IMAGE_CONFIG;
    return unit->parent || ((unit->kinds & settings) && !(unit->kinds & KIND_LOCK));
}

void decode_base64(const struct decoder_input *input, struct derived_text *text)
{
    struct span bytes = input->unit->bytes;
    struct byte_range run;
    if (!looks_everywhere(input->unit))
        return;
    for (size_t at = 0; !text->exhausted && run_next(bytes, &at, &run);) {
        size_t end = decode_run(bytes, run, text);
        at = MAX(at, end);
    }
}

/* Runs that hold a sign, and were not decoded for their length alone. */
void decode_base64_signs(const struct decoder_input *input, struct derived_text *text)
{
    struct span bytes = input->unit->bytes;
    size_t longest = looks_everywhere(input->unit) ? RUN_MIN : bytes.len, done = 0;
    for (size_t i = 0; i < input->count && !text->exhausted; i++) {
        const struct marker *marker = &input->markers[i];
        for (size_t at = MAX((size_t)marker->first, done + 1); at <= marker->last;) {
            struct byte_range run = run_around(bytes, at - 1, done);
            size_t len = run.end - run.begin, end = run.end;
            if (len >= RUN_WITH_SIGN && len <= longest && !text->exhausted)
                end = decode_run(bytes, run, text);
            done = MAX(done, end);
            at = MAX(end, at) + 1;
        }
    }
}
