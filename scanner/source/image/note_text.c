/* SPDX-License-Identifier: Apache-2.0 */
#include "source/image/note_text.h"

#include "base/ascii.h"

enum { DES_HASH = 13, LONG_DES_HASH = 20, SHORT = 4, SCHEME_MOST = 8 };

/*
 * crypt(5): `$6$salt$hash` begins with its scheme; one of DES is thirteen characters, or an
 * underscore and nineteen.
 */
static void append_password(struct buf *to, struct span hash)
{
    if (hash.len <= SHORT) {
        buf_append(to, hash);
    } else if (hash.data[0] == '$') {
        struct span scheme = span_sub(hash, 1, SCHEME_MOST);
        size_t end = span_find_char(scheme, '$');
        buf_append(to, span_sub(hash, 0, end < scheme.len ? end + 2 : (size_t)SHORT));
    } else {
        bool is_long = hash.len == LONG_DES_HASH && hash.data[0] == '_';
        bool may_be_des = hash.len == DES_HASH || is_long;
        for (size_t i = is_long; i < hash.len; i++)
            may_be_des &= ascii_is_alnum(hash.data[i]) || hash.data[i] == '.' ||
                          hash.data[i] == '/';
        buf_append_text(to, !may_be_des ? "*" : is_long ? "_xxxxxxxxxxxxxxxxxxx" : "xxxxxxxxxxxxx");
    }
}

/* The second field of passwd(5), shadow(5) and group(5). */
static void append_accounts(struct buf *to, struct span text)
{
    struct span line;
    while (span_next_line(&text, &line)) {
        size_t name = span_find_char(line, ':');
        struct span rest = span_from(line, name < line.len ? name + 1 : line.len);
        size_t end = span_find_char(rest, ':');
        buf_append(to, span_sub(line, 0, name + 1));
        append_password(to, span_sub(rest, 0, end));
        buf_append(to, span_from(rest, MIN(end, rest.len)));
        buf_append_char(to, '\n');
    }
}

static bool ends_authority(char c)
{
    return c == '/' || c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '"';
}

static bool is_account_name(struct span name)
{
    for (size_t i = 0; i < name.len; i++)
        if (!ascii_is_alnum(name.data[i]) && name.data[i] != '_' && name.data[i] != '-' &&
            name.data[i] != '.')
            return false;
    return name.len > 0;
}

bool note_text_is_accounts(struct span text)
{
    enum { LINE_MOST = 1024, FIELDS_LEAST = 7 }; /* passwd has seven, shadow nine */
    struct span line, field = SPAN_EMPTY;
    uint64_t number;
    do {
        size_t end = span_find_char(span_sub(text, 0, LINE_MOST), '\n');
        line = span_sub(text, 0, end);
        text = span_from(text, MIN(end + 1, text.len));
    } while ((line.len == 0 || line.data[0] == '#') && text.len);
    size_t name = span_find_char(line, ':'), fields = 0;
    if (name >= line.len || !is_account_name(span_sub(line, 0, name)))
        return false;
    /* Behind the password stand numbers, or nothing. */
    while (span_next_field(&line, ':', &field)) {
        if (fields == 2 && field.len && !span_to_uint(field, &number))
            return false;
        fields++;
    }
    return fields >= FIELDS_LEAST;
}

/* `https://user:password@host/` */
static void append_addresses(struct buf *to, struct span text)
{
    while (text.len) {
        size_t begin = span_find(text, SPAN("://"));
        size_t at = begin == SIZE_MAX ? text.len : begin + 3, login = at;
        for (size_t i = at; i < text.len && !ends_authority(text.data[i]); i++)
            if (text.data[i] == '@')
                login = i;
        buf_append(to, span_sub(text, 0, at));
        if (login > at)
            buf_append_char(to, '*');
        text = span_from(text, login);
    }
}

void note_text_append(struct buf *to, const char *category, struct span text)
{
    static const char *const accounts[] = { "passwd", "shadow", "group", "accounts" };
    if (span_is_one_of(span_of(category), accounts, ARRAY_SIZE(accounts)))
        append_accounts(to, text);
    else if (strcmp(category, "repository") == 0)
        append_addresses(to, text);
    else
        buf_append(to, text);
}
