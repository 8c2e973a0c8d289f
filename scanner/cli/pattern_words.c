/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/pattern_words.h"

#include <stdlib.h>

#include "base/ascii.h"

enum { DEPTH_MAX = 6, WORDS_MAX = 700 };

struct reading {
    const char *at;
    struct buf *to;
    size_t begin; /* of these words in `to` */
    bool any_case;
    bool full;    /* enough was said */
};

struct count {
    unsigned least, most; /* most 0: without end */
};

static void say_sequence(struct reading *r, int depth);

static void put(struct reading *r, const char *text)
{
    if (!r->full)
        buf_append_text(r->to, text);
    if (!r->full && r->to->len - r->begin > WORDS_MAX) {
        buf_append_text(r->to, " …");
        r->full = true;
    }
}

static void put_char(struct reading *r, char c)
{
    char text[] = { c, '\0' };
    put(r, text);
}

/* ---- Quantifiers ----------------------------------------------------------------------------- */

static unsigned read_number(struct reading *r)
{
    unsigned value = 0;
    while (ascii_is_digit(*r->at) && value < 1000000)
        value = value * 10 + (unsigned)(*r->at++ - '0');
    return value;
}

static struct count read_count(struct reading *r)
{
    struct count count = { 1, 1 };
    if (*r->at == '?' || *r->at == '*')
        count = (struct count){ 0, *r->at++ == '?' };
    else if (*r->at == '+')
        count = (struct count){ 1, (unsigned)(*r->at++ != '+') };
    else if (*r->at == '{' && (ascii_is_digit(r->at[1]) || r->at[1] == ',')) {
        r->at++;
        count.least = count.most = read_number(r);
        if (*r->at == ',') {
            r->at++;
            count.most = ascii_is_digit(*r->at) ? read_number(r) : 0;
        }
        r->at += *r->at == '}';
    } else {
        return count;
    }
    r->at += *r->at == '?' || *r->at == '+'; /* lazy, possessive: how, not what */
    return count;
}

static void put_count(struct reading *r, struct count count)
{
    char text[64];
    if (count.least == count.most)
        snprintf(text, sizeof(text), "%u of ", count.least);
    else if (count.most == 0 && count.least == 0)
        snprintf(text, sizeof(text), "any number of ");
    else if (count.most == 0)
        snprintf(text, sizeof(text), "%u or more of ", count.least);
    else if (count.least == 0)
        snprintf(text, sizeof(text), "up to %u of ", count.most);
    else
        snprintf(text, sizeof(text), "%u to %u of ", count.least, count.most);
    put(r, text);
}

/* ---- Characters ------------------------------------------------------------------------------ */

/* `\d`, `\w`, `\s`; NULL for an escaped character. */
static const char *class_of_escape(char c)
{
    switch (c) {
    case 'd':
        return "0-9";
    case 'w':
        return "letters, digits and _";
    case 's':
        return "blanks";
    case 'h':
        return "blanks of a line";
    case 'S':
        return "what is no blank";
    case 'D':
        return "what is no digit";
    case 'W':
        return "what is no letter, digit or _";
    default:
        return NULL;
    }
}

static void put_plain(struct reading *r, char c)
{
    if (c == '\n' || c == '\r' || c == '\t')
        put(r, c == '\t' ? "tab" : "line end");
    else if (c == ' ')
        put(r, "space");
    else if (c > ' ' && c != 0x7f)
        put_char(r, c);
    else
        put(r, "bytes that are not printed");
}

/* Behind the backslash: `n`, `x27`, or the character itself. */
static char read_escaped(struct reading *r)
{
    char c = r->at[1];
    r->at += 2;
    if (c == 'x' && ascii_is_hex(r->at[0]) && ascii_is_hex(r->at[1])) {
        char digits[] = { r->at[0], r->at[1], '\0' };
        r->at += 2;
        return (char)strtoul(digits, NULL, 16);
    }
    return c == 'n' ? '\n' : c == 'r' ? '\r' : c == 't' ? '\t' : c;
}

static void say_class(struct reading *r)
{
    const char *begin = ++r->at;
    if (*r->at == '^') {
        put(r, "anything but ");
        begin = ++r->at;
    }
    while (*r->at && (*r->at != ']' || r->at == begin)) {
        if (r->at > begin)
            put(r, " ");
        begin = *r->at == ']' ? r->at + 1 : begin;
        const char *name = *r->at == '\\' ? class_of_escape(r->at[1]) : NULL;
        char first = *r->at;
        if (name) {
            put(r, name);
            r->at += 2;
            continue;
        }
        if (*r->at == '\\' && r->at[1])
            first = read_escaped(r);
        else
            r->at++;
        put_plain(r, first);
        if (*r->at == '-' && r->at[1] && r->at[1] != ']') {
            put(r, "-");
            put_char(r, r->at[1]);
            r->at += 2;
        }
    }
    r->at += *r->at == ']';
}

/* ---- Parts ----------------------------------------------------------------------------------- */

static bool is_special(char c)
{
    return c == '\0' || strchr("\\[(|).^$?*+{", c);
}

static bool is_quantifier(const char *at)
{
    return *at == '?' || *at == '*' || *at == '+' ||
           (*at == '{' && (ascii_is_digit(at[1]) || at[1] == ','));
}

static bool is_escaped_plain(const char *at)
{
    return at[0] == '\\' && at[1] && !ascii_is_alnum(at[1]);
}

/* Characters that stand for themselves, up to one with a quantifier. */
static void say_literal(struct reading *r)
{
    bool first = true;
    put(r, "\"");
    while (is_escaped_plain(r->at) || !is_special(*r->at) ||
           (*r->at == '{' && !is_quantifier(r->at))) {
        size_t len = is_escaped_plain(r->at) ? 2 : 1;
        if (!first && is_quantifier(r->at + len))
            break;
        put_char(r, r->at[len - 1]);
        r->at += len;
        first = false;
        if (is_quantifier(r->at))
            break;
    }
    put(r, "\"");
    if (!is_quantifier(r->at))
        return;
    struct count count = read_count(r);
    if (count.least == 0 && count.most == 1)
        put(r, " or not");
    else
        put(r, ", again and again");
}

static void say_one_of(struct reading *r)
{
    /* The count stands behind what it counts, and is said before. */
    struct reading ahead = *r;
    struct buf nowhere = buf_make(4096);
    ahead.to = &nowhere;
    ahead.begin = 0;
    ahead.full = false;
    if (*ahead.at == '[')
        say_class(&ahead);
    else
        ahead.at += *ahead.at == '\\' && ahead.at[1] ? 2 : 1;
    put_count(r, read_count(&ahead));
    buf_release(&nowhere);
    if (*r->at == '[')
        say_class(r);
    else if (*r->at == '\\')
        put(r, class_of_escape(r->at[1]) ? class_of_escape(r->at[1]) : "a character");
    else
        put(r, "any character");
    r->at = ahead.at;
}

/* Behind `(`: what sort of group, and its name. */
static const char *read_group(struct reading *r)
{
    static const struct {
        const char *sign, *text;
    } signs[] = { { "?=", "before " },        { "?!", "but not before " }, { "?<=", "behind " },
                  { "?<!", "but not behind " }, { "?:", "" },              { "?>", "" } };
    if (*r->at != '?')
        return "";
    for (size_t i = 0; i < ARRAY_SIZE(signs); i++) {
        if (strncmp(r->at, signs[i].sign, strlen(signs[i].sign)) != 0)
            continue;
        r->at += strlen(signs[i].sign);
        return signs[i].text;
    }
    if (r->at[1] == '<' || r->at[1] == 'P') {
        const char *end = strchr(r->at, '>');
        bool secret = strstr(r->at, "secret>") == r->at + 2 + (r->at[1] == 'P');
        bool name = strstr(r->at, "name>") == r->at + 2 + (r->at[1] == 'P');
        r->at = end ? end + 1 : r->at + strlen(r->at);
        return secret ? "the secret: " : name ? "a name: " : "";
    }
    const char *flag = r->at + 1;
    for (; ascii_is_alpha(*flag) || *flag == '-'; flag++)
        r->any_case |= *flag == 'i';
    r->at = flag + (*flag == ':');
    return "";
}

static void say_group(struct reading *r, int depth)
{
    r->at++;
    const char *sort = read_group(r);
    if (*r->at == ')') { /* flags alone */
        r->at++;
        return;
    }
    put(r, sort);
    put(r, "(");
    say_sequence(r, depth + 1);
    put(r, ")");
    r->at += *r->at == ')';
    if (!is_quantifier(r->at))
        return;
    struct count count = read_count(r);
    put(r, count.least == 0 && count.most == 1 ? " or not" : ", again and again");
}

/* Passes what takes no room; true where something was passed. */
static bool skip_edges(struct reading *r)
{
    if (*r->at == '^' || *r->at == '$') {
        r->at++;
        return true;
    }
    if (*r->at == '\\' && r->at[1] && strchr("bBAzZGKQE", r->at[1])) {
        r->at += 2;
        return true;
    }
    return false;
}

static void skip_rest(struct reading *r)
{
    for (int open = 0; *r->at && (open || *r->at != ')'); r->at++) {
        if (*r->at == '\\' && r->at[1])
            r->at++;
        else if (*r->at == '(')
            open++;
        else if (*r->at == ')')
            open--;
    }
}

static bool is_flags(const char *at)
{
    if (at[0] != '(' || at[1] != '?')
        return false;
    for (at += 2; ascii_is_alpha(*at) || *at == '-'; at++) {
    }
    return *at == ')';
}

static void say_sequence(struct reading *r, int depth)
{
    const char *before = "";
    if (depth > DEPTH_MAX || r->full) {
        put(r, "…");
        skip_rest(r);
        return;
    }
    while (*r->at && *r->at != ')' && !r->full) {
        if (skip_edges(r))
            continue;
        if (*r->at == '|') {
            r->at++;
            before = ", or ";
            continue;
        }
        if (!is_flags(r->at)) {
            put(r, before);
            before = ", ";
        }
        bool one_of = *r->at == '[' || *r->at == '.' ||
                      (*r->at == '\\' && !is_escaped_plain(r->at));
        if (*r->at == '(')
            say_group(r, depth);
        else if (one_of)
            say_one_of(r);
        else if (is_quantifier(r->at))
            read_count(r);
        else
            say_literal(r);
    }
    if (r->full)
        skip_rest(r);
}

void pattern_append_words(struct buf *to, const char *pattern)
{
    struct reading r = { .at = pattern, .to = to, .begin = to->len };
    say_sequence(&r, 0);
    if (r.any_case && !r.full)
        buf_append_text(to, "; in any case");
}
