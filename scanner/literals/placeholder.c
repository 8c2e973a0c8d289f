/* SPDX-License-Identifier: Apache-2.0 */
#include "literals/placeholder.h"

#include "base/ascii.h"
#include "base/macro.h"
#include "literals/names.h"

/* The value says no more than this. */
static const char *const template_values[] = {
    "null", "none", "nil", "~", "undefined", "true", "false", "yes", "no", "on", "off", "empty", "unset",
    "string", "str", "text", "optional", "required", "hidden", "masked", "filtered", "redacted",
    "removed", "omitted", "enter", "replace", "replaced", "insert", "here", "value", "var", "variable", "todo",
    "tbd", "n/a", "na", "fixme", "void", "self", "this", "prompt", "placeholder", "not_set", "notset",
    "not-needed", "not_needed", "notneeded", "not-used", "not_used", "unused", "ignored",
};

/* A value with one of these words in it is an instruction to whoever copies it. */
static const char *const template_words[] = {
    "your", "yours", "placeholder", "redacted", "replace", "replaceme", "todo", "fixme", "tbd",
    "fillme", "fillin", "insert", "enter", "masked", "censored", "filtered", "scrubbed",
    "sanitized", "omitted", "here", "yourpassword", "yourtoken", "yourkey", "yoursecret", "goes",
    "dummy", "notreal",
};

/* What people and images use where nobody is meant to stay out. */
static const char *const weak_values[] = {
    "pass", "password", "passwd", "pwd", "passw0rd", "p@ssw0rd", "p@ssword", "secret", "admin",
    "root", "user", "username", "test", "testing", "guest", "default", "changeme", "changeit",
    "change_me", "change-me", "changethis", "change_this", "letmein", "welcome", "qwerty", "asdf",
    "abc", "postgres", "postgresql", "mysql", "mariadb", "mongo", "mongodb", "redis", "rabbitmq",
    "rabbit", "minioadmin", "minio", "elastic", "elasticsearch", "kibana", "grafana", "prometheus",
    "wordpress", "drupal", "joomla", "oracle", "sa", "example", "demo", "sample", "dev",
    "development", "local", "localhost", "docker", "vagrant", "ubuntu", "toor", "token", "key",
    "apikey", "api_key", "foo", "bar", "foobar", "hunter", "monkey", "dragon", "temp", "temporary",
    "dummy", "fake", "mypass", "mypassword", "my-password", "my_password", "notasecret", "mysecret", "mysecretpassword", "my-secret-pw", "supersecret",
    "super_secret", "topsecret", "secretpassword", "rootpassword", "rootpass", "userpassword",
    "userpass", "testpass", "testpassword", "adminpass", "adminpassword", "dbpass", "dbpassword",
    "password!", "app", "db", "web", "service", "system", "manager", "master", "keycloak",
    "airflow", "superset", "jenkins", "sonar", "nexus", "zabbix", "neo4j",
};

static const char *const technical_values[] = {
    "utf-8", "utf8", "utf-16", "utf16", "ascii", "us-ascii", "latin-1", "latin1", "iso-8859-1",
    "cp1252", "hex", "base64", "binary", "md5", "sha1", "sha-1", "sha224", "sha256", "sha-256",
    "sha384", "sha-384", "sha512", "sha-512", "scram-sha-1", "scram-sha-256", "scram-sha-512",
    "bcrypt", "argon2", "argon2i", "argon2id", "scrypt", "pbkdf2", "crypt", "aes-128-cbc",
    "aes-256-cbc", "aes-128-gcm", "aes-256-gcm", "hs256", "rs256", "es256", "plaintext",
};

static const char *const example_words[] = { "EXAMPLE", "example", "Example", "PLACEHOLDER",
                                             "placeholder", "REDACTED", "redacted" };

/* Nearly every word of a list differs in its first letter: that is looked at first. */
static bool is_any(struct span value, const char *const *list, size_t count)
{
    char first = value.len ? ascii_lower(value.data[0]) : '\0';
    for (size_t i = 0; i < count; i++)
        if (list[i][0] == first && span_eq_nocase(value, span_of(list[i])))
            return true;
    return false;
}

/* Only stars, dots, crosses or the like, at least three: a value that was masked. */
static bool is_masked(struct span value)
{
    static const char masks[] = "*.#xX-_?~=0";
    size_t marks = 0;
    for (size_t i = 0; i < value.len; i++)
        marks += memchr(masks, value.data[i], sizeof(masks) - 1) != NULL;
    if (value.len >= 3 && marks == value.len)
        return true;
    return span_ends(value, SPAN("...")) || span_ends(value, SPAN("\xe2\x80\xa6")) ||
           span_find(value, SPAN("****")) != SIZE_MAX ||
           span_find_nocase(value, SPAN("xxxx")) != SIZE_MAX ||
           span_find(value, SPAN("\xe2\x80\xa2\xe2\x80\xa2")) != SIZE_MAX ||
           span_find(value, SPAN("....")) != SIZE_MAX;
}

/* `dummyKeyOf32`: the word at the front of others that are written together. */
static bool begins_with_template_word(struct span value)
{
    enum { SHORTEST = 5 };
    size_t word = 0;
    while (word < value.len && ascii_is_lower(value.data[word]))
        word++;
    return word >= SHORTEST && word < value.len && ascii_is_upper(value.data[word]) &&
           is_any(span_sub(value, 0, word), template_words, ARRAY_SIZE(template_words));
}

static bool has_template_word(struct span value)
{
    if (begins_with_template_word(value))
        return true;
    for (size_t i = 0, begin = 0; i <= value.len; i++) {
        if (i < value.len && ascii_is_alpha(value.data[i]))
            continue;
        if (is_any(span_sub(value, begin, i - begin), template_words, ARRAY_SIZE(template_words)))
            return true;
        begin = i + 1;
    }
    /* Written together: `YOURAPIKEY`, `yourPassword`. */
    return span_starts_nocase(value, SPAN("your")) && value.len < 32 &&
           (value.len == 4 || !ascii_is_digit(value.data[4]));
}

static bool is_bracketed(struct span value)
{
    static const char pairs[][2] = { { '<', '>' }, { '[', ']' }, { '{', '}' } };
    for (size_t i = 0; i < ARRAY_SIZE(pairs); i++)
        if (value.len >= 2 && value.data[0] == pairs[i][0] &&
            value.data[value.len - 1] == pairs[i][1])
            return true;
    return false;
}

/* What only the tool that wrote it can read: Cirrus, SOPS, Jasypt. */
static bool is_sealed(struct span value)
{
    static const char *const begins[] = { "ENCRYPTED[", "ENC[", "ENC(" };
    for (size_t i = 0; i < ARRAY_SIZE(begins); i++)
        if (span_starts(value, span_of(begins[i])) && strchr("])", value.data[value.len - 1]))
            return true;
    return false;
}

/*
 * `$DIR/file`, `$PREFIX-key`, `${name}-key`: what it comes to is not written here. `$2a$…` is a hash,
 * and `$ummer-2019` may be a password: before what is no path a bare name is in capitals.
 */
static bool begins_with_variable(struct span value)
{
    bool braced = span_starts(value, SPAN("${")), is_capital = true;
    size_t begin = braced ? 2 : 1, end = begin;
    if (value.len < 3 || value.data[0] != '$' ||
        !(ascii_is_alpha(value.data[begin]) || value.data[begin] == '_'))
        return false;
    for (; end < value.len && (ascii_is_alnum(value.data[end]) || value.data[end] == '_'); end++)
        is_capital = is_capital && !ascii_is_lower(value.data[end]);
    if (end == value.len || value.data[end] == '\0')
        return false;
    if (braced)
        return strchr("}:-", value.data[end]);
    return strchr(is_capital ? "/:.-@" : "/:", value.data[end]);
}

/* `_DBC_DBPASS_`: capitals between underscores, which a script puts a value in the place of. */
static bool is_marked_name(struct span value)
{
    enum { FEWEST_LETTERS = 3 };
    size_t letters = 0;
    if (value.len == 0 || value.data[0] != '_' || value.data[value.len - 1] != '_')
        return false;
    for (size_t i = 0; i < value.len; i++) {
        if (!ascii_is_upper(value.data[i]) && value.data[i] != '_')
            return false;
        letters += value.data[i] != '_';
    }
    return letters >= FEWEST_LETTERS;
}

/* `{url_path}/v3/tokens`: what the name in braces comes to stands in front of a path. */
static bool begins_with_field(struct span value)
{
    size_t end = span_find_char(value, '}');
    if (value.len == 0 || value.data[0] != '{' || end < 2 || end + 1 >= value.len ||
        value.data[end + 1] != '/')
        return false;
    for (size_t i = 1; i < end; i++)
        if (!ascii_is_alnum(value.data[i]) && value.data[i] != '_' && value.data[i] != '.')
            return false;
    return true;
}

bool placeholder_is_variable_name(struct span value)
{
    size_t separators = 0;
    for (size_t i = 0; i < value.len; i++) {
        char c = value.data[i];
        if (!ascii_is_upper(c) && !ascii_is_digit(c) && c != '_')
            return false;
        separators += c == '_';
    }
    return separators > 0 && ascii_is_upper(value.data[0]) && name_meaning_of(value) != NAME_PLAIN;
}

bool placeholder_is_template(struct span value)
{
    return value.len == 0 || is_marked_name(value) || begins_with_field(value) ||
           is_masked(value) || is_bracketed(value) || is_sealed(value) ||
           begins_with_variable(value) ||
           is_any(value, template_values, ARRAY_SIZE(template_values)) || has_template_word(value);
}

/* Without the digits and marks that people put behind a word to satisfy a rule. */
static struct span word_of(struct span value)
{
    while (value.len && !ascii_is_alpha(value.data[value.len - 1]))
        value.len--;
    return value;
}

bool placeholder_is_weak(struct span value)
{
    size_t digits = 0;
    while (digits < value.len && ascii_is_digit(value.data[digits]))
        digits++;
    if (value.len < 4 || (digits == value.len && value.len <= 8))
        return true;
    struct span word = word_of(value);
    return is_any(value, weak_values, ARRAY_SIZE(weak_values)) ||
           (value.len - word.len <= 4 && is_any(word, weak_values, ARRAY_SIZE(weak_values)));
}

bool placeholder_is_plain_weak(struct span value)
{
    return value.len < 4 || word_of(value).len == value.len || word_of(value).len == 0;
}

bool placeholder_is_technical(struct span value)
{
    return is_any(value, technical_values, ARRAY_SIZE(technical_values));
}

bool placeholder_marks_example(struct span value)
{
    for (size_t i = 0; i < ARRAY_SIZE(example_words); i++)
        if (span_find(value, span_of(example_words[i])) != SIZE_MAX)
            return true;
    return false;
}
