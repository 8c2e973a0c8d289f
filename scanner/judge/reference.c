/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/reference.h"

#include "base/ascii.h"
#include "base/macro.h"
#include "literals/names.h"

enum {
    MAX_DEFAULTS = 8,      /* `${A:-${B:-…}}` */
    SHORTEST_VARIABLE = 5, /* with its `$` */
};

struct beginning {
    const char *text;
    enum reference is;
};

/* What a value begins with, in any case. */
static const struct beginning beginnings[] = {
    { "!ref", REFERENCE_YES },
    { "!sub", REFERENCE_YES },
    { "!getatt", REFERENCE_YES },
    { "!vault", REFERENCE_ENCRYPTED },
    { "!secret", REFERENCE_YES },
    { "!env", REFERENCE_YES },
    { "fn::", REFERENCE_YES },
    { "var.", REFERENCE_YES },
    { "local.", REFERENCE_YES },
    { "module.", REFERENCE_YES },
    { "data.", REFERENCE_YES },
    { "each.", REFERENCE_YES },
    { "os.environ", REFERENCE_YES },
    { "os.getenv", REFERENCE_YES },
    { "process.env", REFERENCE_YES },
    { "import.meta.env", REFERENCE_YES },
    { "system.getenv", REFERENCE_YES },
    { "environment.get", REFERENCE_YES },
    { "env.", REFERENCE_YES },
    { "env:", REFERENCE_YES },
    { "env[", REFERENCE_YES },
    { "env(", REFERENCE_YES },
    { "getenv(", REFERENCE_YES },
    { "config.get", REFERENCE_YES },
    { "config[", REFERENCE_YES },
    { "settings.", REFERENCE_YES },
    { "viper.", REFERENCE_YES },
    { "lookup(", REFERENCE_YES },
    { "secretkeyref", REFERENCE_YES },
    { "valuefrom", REFERENCE_YES },
    { "secrets.", REFERENCE_YES },
    { "vault:", REFERENCE_YES },
    { "vault(", REFERENCE_YES },
    { "bao:", REFERENCE_YES },
    { "ref+", REFERENCE_YES },
    { "op://", REFERENCE_YES },
    { "ssm:", REFERENCE_YES },
    { "sm://", REFERENCE_YES },
    { "gcp:secretmanager", REFERENCE_YES },
    { "arn:aws:", REFERENCE_YES },
    { "keyvault(", REFERENCE_YES },
    { "@microsoft.keyvault(", REFERENCE_YES },
    { "/run/secrets/", REFERENCE_YES },
    { "/var/run/secrets/", REFERENCE_YES },
    { "file:", REFERENCE_YES },
    { "enc(", REFERENCE_ENCRYPTED },
    { "enc[", REFERENCE_ENCRYPTED },
    { "{cipher}", REFERENCE_ENCRYPTED },
    { "{aes}", REFERENCE_ENCRYPTED },
    { "$ansible_vault", REFERENCE_ENCRYPTED },
    { "age-encryption.org/", REFERENCE_ENCRYPTED },
};

struct bracket {
    const char *open, *close;
};

/* Template languages. Found as a whole value or in its middle, they make it a template. */
static const struct bracket templates[] = {
    { "${", "}" },  { "{{", "}}" }, { "{%", "%}" }, { "<%", "%>" }, { "#{", "}" }, { "$(", ")" },
    { "%(", ")s" }, { "[[", "]]" }, { "\\(", ")" }, { "@{", "}" },  { "%{", "}" },
};

/* These only as a whole value: inside of one they may be a password's own. */
static const struct bracket wholes[] = {
    { "%", "%" }, { "@", "@" }, { "{", "}" }, { "`", "`" }, { "__", "__" }, { "#", "#" },
};

static const struct bracket wrappings[] = {
    { "${", "}" }, { "{{", "}}" }, { "{", "}" }, { "%", "%" },
    { "<", ">" },  { "$(", ")" },  { "@", "@" },
};

static bool is_name_character(char c)
{
    return ascii_is_alnum(c) || c == '_' || c == '.' || c == '-' || c == ' ';
}

static bool is_name(struct span s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!is_name_character(s.data[i]))
            return false;
    return s.len > 0;
}

/* `$$MYSQL_PASSWORD`: left to the shell by Compose and make, which would put in `$NAME`. */
static bool is_escaped_variable(struct span value)
{
    size_t name = 2;
    while (name < value.len && (ascii_is_upper(value.data[name]) || value.data[name] == '_'))
        name++;
    return span_starts(value, SPAN("$$")) && name == value.len && name > SHORTEST_VARIABLE;
}

/* `$NAME` and `$name`, alone. A password may begin with `$`, but is seldom a name then. */
static bool is_shell_variable(struct span value)
{
    /* `x) name=$value;;` */
    while (value.len && value.data[value.len - 1] == ';')
        value.len--;
    if (value.len < 2 || value.data[0] != '$' || ascii_is_digit(value.data[1]))
        return false;
    for (size_t i = 1; i < value.len; i++)
        if (!ascii_is_alnum(value.data[i]) && value.data[i] != '_')
            return false;
    return true;
}

/* `$slack-token`, `$dex.github.clientSecret`: a key of what a controller keeps. No digit is in it.
 */
static bool is_dollar_key(struct span value)
{
    size_t separators = 0;
    if (value.len < SHORTEST_VARIABLE || value.data[0] != '$' || !ascii_is_lower(value.data[1]))
        return false;
    for (size_t i = 1; i < value.len; i++) {
        bool separator = value.data[i] == '-' || value.data[i] == '.' || value.data[i] == ':';
        if (!separator && !ascii_is_alpha(value.data[i]) && value.data[i] != '_')
            return false;
        separators += separator;
    }
    return separators > 0 && name_meaning_of(span_from(value, 1)) != NAME_PLAIN;
}

/* `$BASE_URL/reset`: a variable at the front, written as they are in environments. */
static bool begins_with_variable(struct span value)
{
    size_t name = 1;
    while (name < value.len && (ascii_is_upper(value.data[name]) || value.data[name] == '_'))
        name++;
    return value.len > 0 && value.data[0] == '$' && name >= SHORTEST_VARIABLE &&
           (name == value.len || !ascii_is_alnum(value.data[name]));
}

/* `-p$MYSQL_PASSWORD`, `--password=$PASSWORD`: an option, and a variable behind it. */
static bool is_option_with_variable(struct span value)
{
    size_t dollar = span_find_char(value, '$');
    if (value.len == 0 || value.data[0] != '-' || dollar + 1 >= value.len)
        return false;
    for (size_t i = 0; i < dollar; i++)
        if (!ascii_is_alpha(value.data[i]) && value.data[i] != '-' && value.data[i] != '=')
            return false;
    struct span variable = span_from(value, dollar);
    return is_shell_variable(variable) || begins_with_variable(variable);
}

/* The `X` of `${NAME:-X}`, `${NAME-X}`, `${NAME:X}`; empty where there is no default. */
static struct span default_inside(struct span value)
{
    if (!span_starts(value, SPAN("${")) || !span_ends(value, SPAN("}")))
        return SPAN_EMPTY;
    struct span inside = span_sub(value, 2, value.len - 3);
    size_t name = 0;
    while (name < inside.len && (ascii_is_alnum(inside.data[name]) ||
                                 (inside.data[name] && strchr("_.", inside.data[name]))))
        name++;
    struct span rest = span_from(inside, name);
    /* `${X:?message}` and `${X:+other}` give no default. */
    if (name == 0 || rest.len < 2 || (rest.data[0] != ':' && rest.data[0] != '-'))
        return SPAN_EMPTY;
    size_t skip = rest.data[0] == ':' && rest.data[1] == '-' ? 2 : 1;
    if (rest.data[0] == ':' && strchr("?+=", rest.data[1]))
        return SPAN_EMPTY;
    return span_from(rest, skip);
}

/* The second argument of a call that asks the environment: `getenv("X", "literal")`. */
static struct span default_argument(struct span value)
{
    size_t comma = span_find_char(value, ',');
    if (comma == value.len || span_find_char(value, '(') > comma)
        return SPAN_EMPTY;
    struct span rest = span_trim(span_from(value, comma + 1));
    if (rest.len < 2 || (rest.data[0] != '"' && rest.data[0] != '\''))
        return SPAN_EMPTY;
    struct span literal = span_from(rest, 1);
    size_t end = span_find_char(literal, rest.data[0]);
    return end == literal.len ? SPAN_EMPTY : span_sub(literal, 0, end);
}

static bool is_whole(struct span value, const struct bracket *bracket)
{
    struct span open = span_of(bracket->open), close = span_of(bracket->close);
    return value.len > open.len + close.len && span_starts(value, open) && span_ends(value, close);
}

static struct span inside_of(struct span value, const struct bracket *bracket)
{
    size_t open = strlen(bracket->open);
    return span_sub(value, open, value.len - open - strlen(bracket->close));
}

static bool is_template(struct span value)
{
    for (size_t i = 0; i < ARRAY_SIZE(templates); i++) {
        size_t open = span_find(value, span_of(templates[i].open));
        if (open == SIZE_MAX)
            continue;
        /* The pattern may have cut the end off: an opening at the front is enough. */
        if (open == 0 || span_find(span_from(value, open), span_of(templates[i].close)) != SIZE_MAX)
            return true;
    }
    for (size_t i = 0; i < ARRAY_SIZE(wholes); i++)
        if (is_whole(value, &wholes[i]) && is_name(inside_of(value, &wholes[i])))
            return true;
    return false;
}

/* `pass:`grep …``: what a command prints; the pattern ended at its first blank. */
static bool is_begun_command(struct span value)
{
    if (value.len < 3 || value.data[0] != '`')
        return false;
    for (size_t i = 1; i < value.len; i++)
        if (!ascii_is_lower(value.data[i]))
            return false;
    return true;
}

/* `$encrypted$`: what a program shows, or takes, in the place of a secret. */
static bool is_dollar_word(struct span value)
{
    enum { SHORTEST = 6 };
    size_t last = value.len - 1;
    if (value.len < SHORTEST || value.data[0] != '$' || value.data[last] != '$')
        return false;
    for (size_t i = 1; i < last; i++)
        if (!ascii_is_lower(value.data[i]) && value.data[i] != '_')
            return false;
    return true;
}

/* `$avp(secret)`, `optional(string)`: what a call with simple arguments comes to. */
static bool is_call(struct span value, bool has_dollar)
{
    size_t open = span_find_char(value, '('), begin = has_dollar ? 1 : 0;
    if (open <= begin || open >= value.len || value.data[value.len - 1] != ')' ||
        (has_dollar && value.data[0] != '$'))
        return false;
    for (size_t i = begin; i < open; i++)
        if (!ascii_is_lower(value.data[i]) && value.data[i] != '_')
            return false;
    return true;
}

/* `random_password.db.result`: a member of a member. */
static bool is_traversal(struct span value)
{
    size_t dots = 0, part = 0;
    for (size_t i = 0; i < value.len; i++) {
        bool dot = value.data[i] == '.';
        if ((dot && part == 0) || (part == 0 && ascii_is_digit(value.data[i])) ||
            !(dot || ascii_is_lower(value.data[i]) || ascii_is_digit(value.data[i]) ||
              value.data[i] == '_'))
            return false;
        dots += dot;
        part = dot ? 0 : part + 1;
    }
    return dots >= 2 && part > 0;
}

bool reference_is_expression(struct span value)
{
    return is_call(value, false) || is_traversal(value);
}

enum reference reference_of(struct span value, struct span *fallback)
{
    bool has_default = false;
    for (int depth = 0; depth < MAX_DEFAULTS; depth++) {
        struct span inside = default_inside(value);
        if (inside.len == 0)
            inside = default_argument(value);
        if (inside.len == 0)
            break;
        value = inside;
        has_default = true;
    }
    char first = value.len ? ascii_lower(value.data[0]) : '\0';
    if (is_begun_command(value))
        return REFERENCE_YES;
    for (size_t i = 0; i < ARRAY_SIZE(beginnings); i++)
        if (beginnings[i].text[0] == first &&
            span_starts_nocase(value, span_of(beginnings[i].text)))
            return beginnings[i].is;
    if (is_shell_variable(value) || is_escaped_variable(value) || is_dollar_key(value) ||
        is_option_with_variable(value) || begins_with_variable(value) || is_template(value) ||
        is_dollar_word(value) || is_call(value, true))
        return REFERENCE_YES;
    if (!has_default)
        return REFERENCE_NO;
    *fallback = value;
    return REFERENCE_DEFAULT;
}

bool reference_is_wrapped(struct span text, struct span value)
{
    size_t begin = (size_t)(value.data - text.data), end = begin + value.len;
    if (!is_name(value))
        return false;
    for (size_t i = 0; i < ARRAY_SIZE(wrappings); i++) {
        struct span open = span_of(wrappings[i].open), close = span_of(wrappings[i].close);
        if (begin >= open.len && span_starts(span_from(text, begin - open.len), open) &&
            span_starts(span_from(text, end), close))
            return true;
    }
    return false;
}
