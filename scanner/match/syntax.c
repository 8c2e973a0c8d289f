/* SPDX-License-Identifier: Apache-2.0 */
#include "match/syntax.h"

#include "base/ascii.h"
#include "base/macro.h"

/* ---- Names of sets --------------------------------------------------------------------------- */

struct byte_range {
    unsigned char first, last;
};

/* `\d` and its like; the upper-case letter is the opposite. */
static const struct {
    char letter;
    struct byte_range ranges[5]; /* up to the first that is empty */
} class_escapes[] = {
    { 'd', { { '0', '9' } } },
    { 'w', { { '0', '9' }, { 'A', 'Z' }, { '_', '_' }, { 'a', 'z' } } },
    { 's', { { '\t', '\r' }, { ' ', ' ' } } },
    { 'h', { { '\t', '\t' }, { ' ', ' ' }, { 0xa0, 0xa0 } } },
    { 'v', { { '\n', '\r' }, { 0x85, 0x85 } } },
};

/* `[:alpha:]` and its like. */
static const struct {
    const char *name;
    struct byte_range ranges[5];
} class_names[] = {
    { "alnum", { { '0', '9' }, { 'A', 'Z' }, { 'a', 'z' } } },
    { "alpha", { { 'A', 'Z' }, { 'a', 'z' } } },
    { "ascii", { { 1, 127 } } },
    { "blank", { { '\t', '\t' }, { ' ', ' ' } } },
    { "cntrl", { { 1, 31 }, { 127, 127 } } },
    { "digit", { { '0', '9' } } },
    { "graph", { { '!', '~' } } },
    { "lower", { { 'a', 'z' } } },
    { "print", { { ' ', '~' } } },
    { "punct", { { '!', '/' }, { ':', '@' }, { '[', '`' }, { '{', '~' } } },
    { "space", { { '\t', '\r' }, { ' ', ' ' } } },
    { "upper", { { 'A', 'Z' } } },
    { "word", { { '0', '9' }, { 'A', 'Z' }, { '_', '_' }, { 'a', 'z' } } },
    { "xdigit", { { '0', '9' }, { 'A', 'F' }, { 'a', 'f' } } },
};

static const struct {
    char letter, byte;
} byte_escapes[] = {
    { 'n', '\n' }, { 't', '\t' }, { 'r', '\r' }, { 'f', '\f' }, { 'e', 27 }, { 'a', 7 },
};

static struct byte_set set_of_ranges(const struct byte_range ranges[5])
{
    struct byte_set set = { 0 };
    for (size_t i = 0; i < 5 && ranges[i].last; i++)
        set_add_range(&set, ranges[i].first, ranges[i].last);
    return set;
}

static struct byte_set set_of_byte(char byte)
{
    struct byte_set set = { 0 };
    set_add(&set, (unsigned char)byte);
    return set;
}

/* ---- Reading --------------------------------------------------------------------------------- */

static char take(struct syntax *syntax)
{
    char c = syntax->rest.len ? syntax->rest.data[0] : '\0';
    syntax->rest = span_from(syntax->rest, 1);
    return c;
}

static char peek(const struct syntax *syntax)
{
    return syntax->rest.len ? syntax->rest.data[0] : '\0';
}

static bool take_text(struct syntax *syntax, const char *text)
{
    if (!span_starts(syntax->rest, span_of(text)))
        return false;
    syntax->rest = span_from(syntax->rest, strlen(text));
    return true;
}

static void skip_past(struct syntax *syntax, char c)
{
    syntax->rest = span_from(syntax->rest, span_find_char(syntax->rest, c) + 1);
}

/* Behind `\x`: two digits, or any number in braces. */
static char take_hex(struct syntax *syntax)
{
    unsigned value = 0;
    bool braces = take_text(syntax, "{");
    for (int i = 0; (braces || i < 2) && ascii_is_hex(peek(syntax)); i++)
        value = (value * 16 + (unsigned)ascii_hex_value(take(syntax))) & 0xff;
    if (braces)
        take_text(syntax, "}");
    return (char)value;
}

/* Behind a backslash, where it stands for bytes. */
static struct byte_set take_byte_escape(struct syntax *syntax)
{
    char letter = take(syntax);
    for (size_t i = 0; i < ARRAY_SIZE(class_escapes); i++) {
        if (ascii_lower(letter) != class_escapes[i].letter)
            continue;
        struct byte_set set = set_of_ranges(class_escapes[i].ranges);
        if (ascii_is_upper(letter))
            set_invert(&set);
        return set;
    }
    for (size_t i = 0; i < ARRAY_SIZE(byte_escapes); i++)
        if (letter == byte_escapes[i].letter)
            return set_of_byte(byte_escapes[i].byte);
    return set_of_byte(letter == 'x' ? take_hex(syntax) : letter);
}

static bool take_class_name(struct syntax *syntax, struct byte_set *set)
{
    if (!span_starts(syntax->rest, SPAN("[:")))
        return false;
    struct span name = span_from(syntax->rest, 2);
    bool inverted = name.len && name.data[0] == '^';
    name = span_from(name, inverted);
    for (size_t i = 0; i < ARRAY_SIZE(class_names); i++) {
        struct span wanted = span_of(class_names[i].name);
        if (!span_starts(name, wanted) || !span_starts(span_from(name, wanted.len), SPAN(":]")))
            continue;
        *set = set_of_ranges(class_names[i].ranges);
        if (inverted)
            set_invert(set);
        syntax->rest = span_from(name, wanted.len + 2);
        return true;
    }
    return false;
}

static struct byte_set take_class_member(struct syntax *syntax)
{
    struct byte_set set;
    if (take_class_name(syntax, &set))
        return set;
    if (take_text(syntax, "\\b"))
        return set_of_byte('\b');
    return take_text(syntax, "\\") ? take_byte_escape(syntax) : set_of_byte(take(syntax));
}

/* The only byte of a set, or -1. */
static int only_byte(const struct byte_set *set)
{
    int only = -1;
    for (int byte = 0; byte < 256; byte++) {
        if (!set_has(set, (unsigned char)byte))
            continue;
        if (only >= 0)
            return -1;
        only = byte;
    }
    return only;
}

/* Behind a `[`. */
static struct byte_set take_class(struct syntax *syntax)
{
    struct byte_set set = { 0 };
    bool inverted = take_text(syntax, "^");
    for (bool first = true; syntax->rest.len && (first || peek(syntax) != ']'); first = false) {
        struct byte_set member = take_class_member(syntax);
        int low = only_byte(&member);
        if (low >= 0 && peek(syntax) == '-' && syntax->rest.len > 1 &&
            syntax->rest.data[1] != ']') {
            take(syntax);
            struct byte_set end = take_class_member(syntax);
            int high = only_byte(&end);
            set_add_range(&member, (unsigned)low, (unsigned)MAX(high, low));
        }
        set_add_all(&set, &member);
    }
    take(syntax);
    if (syntax->caseless)
        set_fold(&set);
    if (inverted)
        set_invert(&set);
    return set;
}

/* Behind `(?`, where letters follow that turn things on and off. */
static struct piece take_flags(struct syntax *syntax)
{
    bool on = true;
    for (;;) {
        char c = take(syntax);
        switch (c) {
        case '-':
            on = false;
            break;
        case 'i':
            syntax->caseless = on;
            break;
        case 'x':
            syntax->extended = on;
            break;
        case ':':
            return (struct piece) { .kind = PIECE_OPEN };
        case ')':
        case '\0':
            return (struct piece) { .kind = PIECE_NOTHING };
        default:
            break;
        }
    }
}

/* What may follow `(?`, longest first; `until`: the rest up to that character belongs to it. */
static const struct {
    const char *text;
    enum piece_kind kind;
    char until;
} openings[] = {
    { "<=", PIECE_LOOK, 0 },        { "<!", PIECE_LOOK, 0 },       { "=", PIECE_LOOK, 0 },
    { "!", PIECE_LOOK, 0 },         { "P<", PIECE_OPEN, '>' },     { "P=", PIECE_REFERENCE, ')' },
    { "P>", PIECE_REFERENCE, ')' }, { "<", PIECE_OPEN, '>' },      { "'", PIECE_OPEN, '\'' },
    { ":", PIECE_OPEN, 0 },         { "|", PIECE_OPEN, 0 },        { ">", PIECE_OPEN, 0 },
    { "#", PIECE_NOTHING, ')' },    { "&", PIECE_REFERENCE, ')' }, { "R", PIECE_REFERENCE, ')' },
    { "(", PIECE_OPEN, ')' },
};

/* Behind a `(`. */
static struct piece take_opening(struct syntax *syntax)
{
    if (take_text(syntax, "*")) {
        skip_past(syntax, ')');
        return (struct piece) { .kind = PIECE_NOTHING };
    }
    if (!take_text(syntax, "?"))
        return (struct piece) { .kind = PIECE_OPEN };
    for (size_t i = 0; i < ARRAY_SIZE(openings); i++) {
        if (!take_text(syntax, openings[i].text))
            continue;
        if (openings[i].until)
            skip_past(syntax, openings[i].until);
        return (struct piece) { .kind = openings[i].kind };
    }
    return take_flags(syntax);
}

static struct piece piece_of_set(const struct syntax *syntax, struct byte_set set)
{
    if (syntax->caseless)
        set_fold(&set);
    return (struct piece) { .kind = PIECE_BYTES, .set = set };
}

/* Behind a backslash outside of classes. */
static struct piece take_escape(struct syntax *syntax)
{
    char letter = peek(syntax);
    if (letter && strchr("bBAzZGKQE", letter)) {
        take(syntax);
        return (struct piece) { .kind = letter == 'A' ? PIECE_LINE_START : PIECE_NOTHING };
    }
    if ((letter >= '1' && letter <= '9') || letter == 'k' || letter == 'g') {
        take(syntax);
        if (peek(syntax) == '{' || peek(syntax) == '<')
            skip_past(syntax, peek(syntax) == '{' ? '}' : '>');
        while (ascii_is_digit(peek(syntax)))
            take(syntax);
        return (struct piece) { .kind = PIECE_REFERENCE };
    }
    if (letter != '0')
        return piece_of_set(syntax, take_byte_escape(syntax));
    take(syntax);
    return piece_of_set(syntax, set_of_byte('\0'));
}

static void skip_extended(struct syntax *syntax)
{
    while (syntax->extended && syntax->rest.len) {
        if (ascii_is_space(peek(syntax)))
            take(syntax);
        else if (peek(syntax) == '#')
            skip_past(syntax, '\n');
        else
            return;
    }
}

static struct byte_set set_of_dot(void)
{
    struct byte_set set = set_of_byte('\n');
    set_invert(&set);
    return set;
}

struct piece syntax_next(struct syntax *syntax)
{
    skip_extended(syntax);
    if (syntax->rest.len == 0)
        return (struct piece) { .kind = PIECE_END };
    char c = take(syntax);
    switch (c) {
    case '|':
        return (struct piece) { .kind = PIECE_BAR };
    case ')':
        return (struct piece) { .kind = PIECE_CLOSE };
    case '^':
        return (struct piece) { .kind = PIECE_LINE_START };
    case '$':
        return (struct piece) { .kind = PIECE_NOTHING };
    case '(':
        return take_opening(syntax);
    case '[':
        return (struct piece) { .kind = PIECE_BYTES, .set = take_class(syntax) };
    case '\\':
        return take_escape(syntax);
    case '.':
        return piece_of_set(syntax, set_of_dot());
    default:
        return piece_of_set(syntax, set_of_byte(c));
    }
}

static uint32_t take_number(struct syntax *syntax)
{
    uint32_t value = 0;
    while (ascii_is_digit(peek(syntax)) && value < 1000 * 1000)
        value = value * 10 + (uint32_t)(take(syntax) - '0');
    return value;
}

/* `{3}`, `{3,}`, `{3,5}`; anything else is text. */
static bool take_braces(struct syntax *syntax, struct quantifier *out)
{
    struct syntax trial = *syntax;
    if (!take_text(&trial, "{") || !ascii_is_digit(peek(&trial)))
        return false;
    out->min = out->max = take_number(&trial);
    if (take_text(&trial, ","))
        out->max = ascii_is_digit(peek(&trial)) ? take_number(&trial) : UINT32_MAX;
    if (!take_text(&trial, "}"))
        return false;
    *syntax = trial;
    return true;
}

struct quantifier syntax_quantifier(struct syntax *syntax)
{
    struct quantifier quantifier = { 1, 1 }, braces = { 0 };
    skip_extended(syntax);
    if (take_text(syntax, "?"))
        quantifier = (struct quantifier) { 0, 1 };
    else if (take_text(syntax, "*"))
        quantifier = (struct quantifier) { 0, UINT32_MAX };
    else if (take_text(syntax, "+"))
        quantifier = (struct quantifier) { 1, UINT32_MAX };
    else if (take_braces(syntax, &braces))
        quantifier = braces;
    else
        return quantifier;
    /* Lazy or possessive. */
    if (!take_text(syntax, "?"))
        take_text(syntax, "+");
    return quantifier;
}
