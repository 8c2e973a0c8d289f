/* SPDX-License-Identifier: Apache-2.0 */
#include "match/markers.h"

#include <stdlib.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "match/databases.h"
#include "match/literals.h"

enum {
    NEAR = 256, /* signs that are one */
    MARKERS_MAX = 32 * 1024,
    PREFIX_USED = 16, /* of a long one */
    PREFIX_MIN = 4,   /* of a token, so that it is seen where its string is cut */
};

static const struct {
    enum marker_kind kind;
    const char *expression;
} fixed[] = {
    { MARKER_BACKSLASH, "\\\\u00[2-7][0-9A-Fa-f]" },
    { MARKER_BACKSLASH, "\\\\x[2-7][0-9A-Fa-f]\\\\x[2-7][0-9A-Fa-f]" },
    { MARKER_BACKSLASH, "\\\\u\\{0{0,4}[2-7][0-9A-Fa-f]\\}" },
    /* A minus and a low line, which tokens have, one alone. */
    { MARKER_BACKSLASH, "\\\\x(?:2[Dd]|5[Ff])" },
    { MARKER_PERCENT, "%(?:2[Dd]|5[Ff])[0-9A-Za-z]" },
    { MARKER_ENTITY, "&(?:#(?:45|95|[xX]2[Dd]|[xX]5[Ff])|lowbar|hyphen);" },
    { MARKER_PERCENT, "%[2-7][0-9A-Fa-f]%[2-7][0-9A-Fa-f]" },
    { MARKER_PERCENT, "%3[AD][0-9A-Za-z]" },
    { MARKER_PERCENT, "-----BEGIN%20" },
    { MARKER_ENTITY, "&#(?:[xX][2-7][0-9A-Fa-f]|[0-9]{2,3});&#" },
    { MARKER_ENTITY, "&#(?:43|47|61|x2[BbFf]|x3[Dd]);" },
    { MARKER_ENTITY, "&quot;" },
    { MARKER_ENTITY, "&(?:apos|#39|#x27);" },
    { MARKER_MANIFEST, "kind[\"']?[ \\t]{0,4}:[ \\t]{0,8}[\"']?ConfigMap" },
    { MARKER_MANIFEST, "kind[\"']?[ \\t]{0,4}:[ \\t]{0,8}[\"']?Secret\\b" },
    { MARKER_ALLOW, "veto:[ \\t]{0,4}allow" },
    { MARKER_ALLOW, "veto[.]dev/allow[.]" },
};

/*
 * What stands where a string is cut: it ends and another begins, which may have a prefix, or stand
 * behind a comment; or its line goes on.
 */
static const char cut[] = "[0-9A-Za-z_.+/=-]{0,60}(?:[\"'`][ \\t\\r\\n]{0,30}"
                          "(?:[+.&|#/\\\\\"'`]|[fFrRbBuUL@$]{1,2}[\"'`])|\\\\\\r?\\n)";

/* ---- Expressions ----------------------------------------------------------------------------- */

static bool is_token_text(struct span text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!ascii_is_alnum(text.data[i]) && !strchr("_-.", text.data[i]))
            return false;
    return text.len >= PREFIX_MIN;
}

/* The fixed text that the secret itself begins with; empty where it has none. */
static struct span token_prefix(const struct rule *rule)
{
    const char *pattern = rule->public.pattern;
    const char *secret = pattern ? strstr(pattern, "(?<secret>") : NULL;
    if (!secret || rule->generic || !rule->public.is_secret || !(rule->views & VIEW_DECODED))
        return SPAN_EMPTY;
    secret += strlen("(?<secret>");
    size_t len = 0;
    while (ascii_is_alnum(secret[len]) || secret[len] == '_' || secret[len] == '-')
        len++;
    /* What is repeated or optional is no fixed text. */
    if (len && strchr("{?*+", secret[len]))
        len--;
    struct span prefix = { secret, len };
    return is_token_text(prefix) ? prefix : SPAN_EMPTY;
}

/* Texts that secrets stand beside, or that begin them, and that no rule's secret begins with. */
static const char *const beginnings[] = {
    "-----BEGIN ", "password",    "PASSWORD",    "Password",   "passwd",        "secret",
    "SECRET",      "api_key",     "API_KEY",     "apikey",     "apiKey",        "_TOKEN",
    "_token",      "private_key", "PRIVATE KEY", "AccountKey", "postgres:",     "mysql:",
    "mongodb",     "redis:",      "\"auths\"",   "\"auth\"",   "Authorization",
};

/* ---- Encoded --------------------------------------------------------------------------------- */

enum { ENCODED_MAX = 3 * LITERAL_MAX, ENCODED_MIN = 4 };

/* The digits of base64 that `text` alone decides, where `phase` bytes stand before its group. */
static size_t encode_base64(struct span text, size_t phase, char *out)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t len = 0, end = (phase + text.len) * 8;
    for (size_t bit = (phase * 8 + 5) / 6 * 6; bit + 6 <= end; bit += 6) {
        uint32_t value = 0;
        for (size_t i = bit; i < bit + 6; i++) {
            unsigned char c = (unsigned char)text.data[i / 8 - phase];
            value = value << 1 | ((c >> (7 - i % 8)) & 1);
        }
        out[len++] = digits[value];
    }
    return len;
}

static size_t encode_utf16(struct span text, char *out)
{
    for (size_t i = 0; i < text.len; i++) {
        out[2 * i] = text.data[i];
        out[2 * i + 1] = '\0';
    }
    return 2 * text.len;
}

static void append_hex(struct buf *to, struct span text, const char digits[static 16])
{
    for (size_t i = 0; i < text.len; i++) {
        buf_append_char(to, digits[(unsigned char)text.data[i] >> 4]);
        buf_append_char(to, digits[text.data[i] & 15]);
    }
}

/* `|digits`; a plus is an operator, and may be a minus, as a slash may be an underscore. */
static void append_digits(struct buf *to, struct span digits)
{
    if (digits.len < ENCODED_MIN)
        return;
    buf_append_char(to, '|');
    for (size_t i = 0; i < digits.len; i++) {
        if (digits.data[i] == '+')
            buf_append_text(to, "[+-]");
        else if (digits.data[i] == '/')
            buf_append_text(to, "[/_]");
        else
            buf_append_char(to, digits.data[i]);
    }
}

/* In base64, in that again, in base64 of UTF-16, in hexadecimal. NULL without memory. */
static const char *encoded_expression(struct span text, struct arena *arena)
{
    struct buf out = buf_make(64 * 1024);
    char once[ENCODED_MAX], twice[2 * ENCODED_MAX], wide[2 * LITERAL_MAX];
    text = span_sub(text, 0, PREFIX_USED);
    append_hex(&out, text, "0123456789abcdef");
    buf_append_char(&out, '|');
    append_hex(&out, text, "0123456789ABCDEF");
    for (size_t phase = 0; phase < 3; phase++) {
        struct span inner = { once, encode_base64(text, phase, once) };
        append_digits(&out, inner);
        for (size_t outer = 0; outer < 3; outer++)
            append_digits(&out, (struct span) { twice, encode_base64(inner, outer, twice) });
        struct span both = { wide, encode_utf16(text, wide) };
        append_digits(&out, (struct span) { twice, encode_base64(both, phase, twice) });
    }
    const char *copy = out.failed ? NULL : arena_strndup(arena, out.data, out.len);
    buf_release(&out);
    return copy;
}

/* ---- All of them ----------------------------------------------------------------------------- */

static bool is_known(const struct expression *expressions, size_t count, const char *text)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(expressions[i].text, text) == 0)
            return true;
    return false;
}

struct marker_writer {
    enum marker_place place;
    struct expression *out;
    size_t count, max;
    bool failed;
};

static void add(struct marker_writer *writer, enum marker_kind kind, const char *text,
                const char *name)
{
    bool beside_token = kind == MARKER_BASE64 || kind == MARKER_SPLIT;
    if (writer->place != MARKERS_ALL && beside_token != (writer->place == MARKERS_BESIDE_TOKENS))
        return;
    if (!text || writer->count == writer->max)
        writer->failed = true;
    else if (!is_known(writer->out, writer->count, text))
        writer->out[writer->count++] =
                (struct expression) { text, MARKER_FIRST_ID + (unsigned)kind, name };
}

int marker_expressions(struct expression *out, size_t max, const struct rule_set *set,
                       enum marker_place place, struct arena *arena, size_t *count)
{
    if (place == MARKERS_NONE)
        return 0;
    struct marker_writer writer = { .place = place, .out = out, .max = max };
    for (size_t i = 0; i < ARRAY_SIZE(fixed); i++)
        add(&writer, fixed[i].kind, fixed[i].expression, "a sign");
    for (size_t i = 0; i < ARRAY_SIZE(beginnings); i++)
        add(&writer, MARKER_BASE64, encoded_expression(span_of(beginnings[i]), arena),
            beginnings[i]);
    for (size_t i = 0; i < set->count; i++) {
        struct span prefix = token_prefix(&set->rules[i]);
        const char *name = set->rules[i].public.id;
        if (prefix.len == 0)
            continue;
        add(&writer, MARKER_SPLIT, arena_printf(arena, "%.*s%s", (int)prefix.len, prefix.data, cut),
            name);
        add(&writer, MARKER_BASE64, encoded_expression(prefix, arena), name);
    }
    *count = writer.count;
    return writer.failed ? -1 : 0;
}

/* ---- Hits ------------------------------------------------------------------------------------ */

int marker_list_init(struct marker_list *list)
{
    *list = (struct marker_list) { .items = malloc(MARKERS_MAX * sizeof(*list->items)) };
    return list->items ? 0 : -1;
}

void marker_list_release(struct marker_list *list)
{
    free(list->items);
}

void marker_list_clear(struct marker_list *list)
{
    if (list->count == 0)
        return;
    list->count = 0;
    memset(list->newest, 0, sizeof(list->newest));
}

/* Ends of one kind may come a little out of order. */
void marker_list_add(struct marker_list *list, enum marker_kind kind, uint32_t end)
{
    struct marker *newest = list->newest[kind] ? &list->items[list->newest[kind] - 1] : NULL;
    if (newest && (end <= newest->last + NEAR || list->count == MARKERS_MAX)) {
        newest->first = MIN(newest->first, end);
        newest->last = MAX(newest->last, end);
        return;
    }
    if (list->count == MARKERS_MAX)
        return;
    list->items[list->count++] = (struct marker) { kind, end, end };
    list->newest[kind] = (uint32_t)list->count;
}
