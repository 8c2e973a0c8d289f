/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/listing.h"

#include "base/ascii.h"
#include "base/macro.h"
#include "judge/looks.h"
#include "judge/signs.h"

/* Two texts in quotes, and the comma between them. */
struct neighbours {
    struct span first, second; /* without their quotes */
};

static bool is_quote(char c)
{
    return c == '"' || c == '\'' || c == '`';
}

/* The text in quotes that the name is of, or is a part of. */
static struct span quoted_around(const struct candidate *c, char quote)
{
    const char *begin = c->name.data, *end = begin + c->name.len;
    const char *stop = c->line.data + c->line.len;
    if (begin < c->line.data || begin > stop)
        return SPAN_EMPTY;
    while (begin > c->line.data && begin[-1] != quote && !ascii_is_space(begin[-1]))
        begin--;
    bool is_quoted = begin > c->line.data && begin[-1] == quote;
    return is_quoted ? (struct span) { begin, (size_t)(end - begin) } : SPAN_EMPTY;
}

static bool read_neighbours(const struct candidate *c, struct neighbours *out)
{
    const char *end = c->name.data + c->name.len;
    if (c->name.len == 0 || end + 2 > c->value.data || !is_quote(*end))
        return false;
    struct span gap = { end + 1, (size_t)(c->value.data - end - 1) };
    gap = span_trim(gap);
    /* `N'…'`: a text of wide characters, as SQL has them. */
    if (gap.len < 2 || gap.data[0] != ',' || !is_quote(gap.data[gap.len - 1]) ||
        span_trim(span_sub(gap, 1, gap.len - 2)).len > 1)
        return false;
    *out = (struct neighbours) { quoted_around(c, *end), c->value };
    return out->first.len > 0;
}

static bool is_separator(char c)
{
    return c == '_' || c == ':' || c == '.' || c == '-' || c == '/';
}

static bool has_many_digits(struct span text)
{
    size_t digits = 0;
    for (size_t i = 0; i < text.len; i++)
        digits += ascii_is_digit(text.data[i]);
    return digits * 4 > text.len;
}

/* `"build:base-passwd","build:bash"`, `"KEY_PASSWORD", "KEY_SALT"`: two of one list. */
static bool begin_alike(struct span a, struct span b)
{
    enum { LEAST = 3 };
    size_t same = 0, part = 0;
    while (same < MIN(a.len, b.len) && a.data[same] == b.data[same]) {
        same++;
        if (is_separator(a.data[same - 1]))
            part = same;
    }
    return part > LEAST && part < b.len && !has_many_digits(span_from(b, part));
}

/* `'password=s'`, `'user|u:s'`, `'force!'`: an option, and what it takes, as Perl's Getopt has it.
 */
static bool is_option_with_type(struct span text)
{
    size_t name = 0;
    while (name < text.len &&
           (ascii_is_lower(text.data[name]) || memchr("-_|?", text.data[name], 4)))
        name++;
    struct span type = span_from(text, name);
    return name > 1 && (type.len == 2 || type.len == 3) &&
           (type.data[0] == '=' || type.data[0] == ':') && memchr("sif", type.data[1], 3) &&
           (type.len == 2 || type.data[2] == '@' || type.data[2] == '%');
}

/* `'access_tokens', 'FK_368A4209A76ED395'`: a table, and its index or constraint. */
static bool is_of_schema(struct span text)
{
    static const char *const begins[] = { "fk_", "idx_", "ix_", "uq_", "uniq_", "uix_" };
    for (size_t i = 0; i < text.len; i++)
        if (!ascii_is_alnum(text.data[i]) && text.data[i] != '_')
            return false;
    for (size_t i = 0; i < ARRAY_SIZE(begins); i++)
        if (span_starts_nocase(text, span_of(begins[i])))
            return true;
    return false;
}

/* `("@openssl", "@zlib")`: two that stand for what is elsewhere, as build systems have labels. */
static bool are_labels(struct span a, struct span b)
{
    return a.len > 1 && b.len > 1 && a.data[0] == '@' && b.data[0] == '@' &&
           ascii_is_lower(a.data[1]) && ascii_is_lower(b.data[1]);
}

/* `'Password', 'Kennwort'`: what people read in one language, and in another. */
static bool is_label(struct span text)
{
    if (text.len < 2 || !(ascii_is_upper(text.data[0]) || (text.data[0] & 0x80)))
        return false;
    for (size_t i = 1; i < text.len; i++)
        if (!ascii_is_lower(text.data[i]) && !(text.data[i] & 0x80))
            return false;
    return true;
}

/* `["password", "strengthGauge"]`: two names, and no more. */
static bool is_pair_of_names(const struct candidate *c, const struct neighbours *pair)
{
    const char *begin = pair->first.data - 1, *end = pair->second.data + pair->second.len + 1;
    const char *stop = c->line.data + c->line.len;
    return begin > c->line.data && begin[-1] == '[' && end < stop && *end == ']' &&
           looks_camel(pair->second);
}

enum drop_reason test_listing(struct candidate *c)
{
    struct neighbours neighbours;
    if (!read_neighbours(c, &neighbours))
        return DROP_NOT;
    if (is_pair_of_names(c, &neighbours) || begin_alike(neighbours.first, neighbours.second) ||
        is_option_with_type(neighbours.second) || is_of_schema(neighbours.second) ||
        are_labels(neighbours.first, neighbours.second))
        return DROP_NAME;
    return is_label(neighbours.first) && is_label(neighbours.second) ? DROP_WORDS : DROP_NOT;
}
