/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/value.h"

#include "base/ascii.h"
#include "literals/names.h"
#include "literals/placeholder.h"

/* The public half of a pair is no secret by itself; but it is never written down without the other.
 */
static bool is_key_id(struct span name)
{
    return span_ends_nocase(name, SPAN("access_key_id")) ||
           span_ends_nocase(name, SPAN("accesskeyid"));
}

bool value_has_secret_name(struct span name)
{
    enum name_meaning meaning = name_meaning_of(name);
    return meaning == NAME_PASSWORD || meaning == NAME_SECRET || meaning == NAME_TOKEN ||
           is_key_id(name);
}

static bool is_number(struct span value)
{
    for (size_t i = 0; i < value.len; i++)
        if (!ascii_is_digit(value.data[i]) && value.data[i] != '.')
            return false;
    return value.len > 0;
}

static bool is_word_of(struct span value)
{
    static const char *const words[] = { "true", "false", "yes",  "no",  "on",
                                         "off",  "null",  "none", "nil", "undefined" };
    for (size_t i = 0; i < ARRAY_SIZE(words); i++)
        if (span_eq_nocase(value, span_of(words[i])))
            return true;
    return false;
}

bool value_is_placeholder(struct span value)
{
    return value.len == 0 || is_number(value) || is_word_of(value) ||
           strchr("/.~<", value.data[0]) || span_find(value, SPAN("://")) != SIZE_MAX ||
           placeholder_is_template(value) || placeholder_is_weak(value) ||
           placeholder_is_technical(value);
}

static size_t letters_of(struct span text, char *to, size_t most)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len && count < most; i++)
        if (ascii_is_alnum(text.data[i]))
            to[count++] = ascii_lower(text.data[i]);
    return count;
}

/* `adminTokenSecret: admin-token`: the name of an entry, which says again what it is for. */
static bool repeats_name(struct span name, struct span value)
{
    enum { MOST = 64, SHORTEST = 5 };
    char names[MOST], values[MOST];
    if (!span_ends_nocase(name, SPAN("key")) && !span_ends_nocase(name, SPAN("secret")))
        return false;
    struct span whole = { names, letters_of(name, names, MOST) };
    struct span part = { values, letters_of(value, values, MOST) };
    return part.len >= SHORTEST && part.len < whole.len && span_find(whole, part) != SIZE_MAX;
}

/* The first half of a pair that a person named: `accessKey: logs-user`. */
static bool is_named_access_key(struct span name, struct span value)
{
    bool is_access_key = is_key_id(name) || span_ends_nocase(name, SPAN("access_key")) ||
                         span_ends_nocase(name, SPAN("accesskey"));
    for (size_t i = 0; i < value.len && is_access_key; i++)
        if (!ascii_is_lower(value.data[i]) && value.data[i] != '-')
            return false;
    return is_access_key;
}

bool value_is_name(struct span name, struct span value)
{
    return repeats_name(name, value) || is_named_access_key(name, value) ||
           span_ends(value, SPAN("_creds")) || placeholder_is_variable_name(value);
}

bool value_is_literal(struct span value)
{
    return span_find_char(value, '$') == value.len && span_find_char(value, '`') == value.len &&
           span_find(value, SPAN("{{")) == SIZE_MAX && span_find(value, SPAN("<%")) == SIZE_MAX;
}

void value_put(struct put *put, struct node *object, struct span name, struct span value,
               struct place at)
{
    put_text(put, object, "name", name, at);
    put_text(put, object, "value", value, at);
    put_bool(put, object, "secretName", value_has_secret_name(name), at);
    put_bool(put, object, "literal", value_is_literal(value), at);
    put_bool(put, object, "placeholder", value_is_placeholder(value) || value_is_name(name, value),
             at);
}
