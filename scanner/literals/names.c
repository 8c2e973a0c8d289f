/* SPDX-License-Identifier: Apache-2.0 */
#include "literals/names.h"

#include "base/ascii.h"
#include "base/macro.h"

enum { MAX_WORDS = 12, MAX_WORD = 24 };

struct words {
    char text[MAX_WORDS][MAX_WORD + 1];
    size_t count;
};

struct meaning_row {
    const char *word;
    enum name_meaning meaning;
};

/* Words that mean something wherever they stand in a name. */
static const struct meaning_row meanings[] = {
    { "password", NAME_PASSWORD },   { "passwd", NAME_PASSWORD },
    { "passwort", NAME_PASSWORD },   { "passphrase", NAME_PASSWORD },
    { "pass", NAME_PASSWORD },       { "pwd", NAME_PASSWORD },
    { "pw", NAME_PASSWORD },         { "passcode", NAME_PASSWORD },
    { "contrasena", NAME_PASSWORD }, { "kennwort", NAME_PASSWORD },
    { "motdepasse", NAME_PASSWORD }, { "psk", NAME_PASSWORD },
    { "secret", NAME_SECRET },       { "credential", NAME_SECRET },
    { "credentials", NAME_SECRET },  { "creds", NAME_SECRET },
    { "dsn", NAME_SECRET },          { "salt", NAME_SECRET },
    { "pepper", NAME_SECRET },       { "token", NAME_TOKEN },
    { "tokens", NAME_TOKEN },        { "bearer", NAME_TOKEN },
    { "auth", NAME_TOKEN },          { "authorization", NAME_TOKEN },
    { "apikey", NAME_TOKEN },        { "jwt", NAME_TOKEN },
    { "pat", NAME_TOKEN },
};

/* Endings of words that people write together: `dbpassword`, `authtoken`. */
static const struct meaning_row endings[] = {
    { "password", NAME_PASSWORD }, { "passwd", NAME_PASSWORD }, { "passphrase", NAME_PASSWORD },
    { "pwd", NAME_PASSWORD },      { "secret", NAME_SECRET },   { "secretkey", NAME_SECRET },
    { "apikey", NAME_TOKEN },      { "accesskey", NAME_TOKEN }, { "privatekey", NAME_TOKEN },
    { "authkey", NAME_TOKEN },     { "token", NAME_TOKEN },     { "passwords", NAME_PASSWORD },
};

/* `key` is a secret behind one of these … */
static const char *const secret_keys[] = {
    "api",     "access", "private", "signing", "encryption", "master", "session", "secret",
    "auth",    "shared", "account", "service", "storage",    "app",    "license", "deploy",
    "webhook", "hmac",   "jwt",     "client",  "crypto",     "cookie", "admin",   "server",
};

/* … and none behind one of these; nor is a token. */
static const char *const plain_keys[] = {
    "public", "primary",    "foreign",      "sort",   "partition",   "cache", "idempotency", "i18n",
    "row",    "hash",       "map",          "index",  "lookup",      "page",  "next",        "csrf",
    "xsrf",   "pagination", "continuation", "unique", "publishable", "site",  "forward",
    "backward", "sequence",
};

/* A name that ends in one of these is about the secret, and not the secret. */
static const char *const other_ends[] = {
    "param",        "params",      "arg",        "args",
    "flag",         "flags",       "dlg",        "age",
    "algo",         "algorithm",   "alias",      "append",
    "arn",          "attempts",    "audience",   "authentication",
    "bucket",       "button",      "bytes",      "callback",
    "caption",      "change",      "charset",    "check",
    "checker",      "checksum",    "class",      "cmd",
    "column",       "columns",     "command",    "complexity",
    "component",    "config",      "contains",   "control",
    "controller",   "count",       "date",       "decode",
    "description",  "dialog",      "digest",     "dir",
    "directory",    "disabled",    "enable",     "enabled",
    "encode",       "encoder",     "encoding",   "encryption",
    "endpoint",     "ends",        "env",        "error",
    "event",        "exception",   "expiration", "expire",
    "expires",      "expiry",      "factory",    "field",
    "fields",       "file",        "filename",   "files",
    "find",         "fingerprint", "folder",     "form",
    "format",       "generator",   "group",      "handler",
    "hash",         "hashed",      "hashes",     "header",
    "headers",      "help",        "helper",     "hint",
    "history",      "host",        "hostname",   "icon",
    "id",           "ids",         "includes",   "index",
    "input",        "invalid",     "issuer",     "join",
    "label",        "len",         "length",     "lifetime",
    "listener",     "location",    "manager",    "match",
    "matches",      "max",         "maximum",    "mechanism",
    "message",      "method",      "mgr",        "min",
    "minimum",      "mismatch",    "mode",       "mtime",
    "name",         "names",       "nopasswd",   "nopassword",
    "number",       "option",      "options",    "page",
    "path",         "paths",       "pattern",    "placeholder",
    "policies",     "policy",      "port",       "prefix",
    "project",      "prompt",      "property",   "provider",
    "question",     "realm",       "receiver",   "ref",
    "reference",    "regex",       "region",     "replace",
    "repository",   "request",     "required",   "reset",
    "response",     "retries",     "role",       "rotation",
    "rows",         "rules",       "scope",      "scopes",
    "script",       "search",      "secrets",    "selector",
    "sender",       "settings",    "since",      "size",
    "source",       "spec",        "specs",      "split",
    "starts",       "status",      "store",      "strength",
    "strip",        "subject",     "suffix",     "table",
    "template",     "text",        "timeout",    "title",
    "tooltip",      "trim",        "ttl",        "type",
    "types",        "until",       "uri",        "url",
    "urls",         "usage",       "util",       "utils",
    "validation",   "validator",   "var",        "variable",
    "verification", "version",     "view",       "with",
    "wrong",        "zone",        "timezone",   "locale",
    "language",     "email",       "domain",     "database",
    "schema",       "tenant",      "enum",       "interface",
    "days",         "hours",       "minutes",    "seconds",
    "duration",     "interval",    "period",     "validity",
    "limit",        "limits",      "delay",      "iterations",
    "rounds",       "lookup",
};

/* A name that begins with one of these is of what people read: `error.password`, `labelToken`. */
static const char *const reading_fronts[] = {
    "error", "errors",  "label",   "labels", "lbl",         "message",    "messages",
    "msg",   "caption", "tooltip", "hint",   "placeholder", "validation",
};

/* `tlsSecret`, `existingSecret`: names of an object that the secret is kept in. */
static const char *const kept_secrets[] = { "existing", "tls", "pull" };

/* Who wrote it says that it opens nothing: `FAKE_PASSWORD`, `mockToken`. */
static const char *const made_up_words[] = {
    "fake",  "faked",       "dummy",   "mock",    "mocked",
    "bogus", "placeholder", "invalid", "example", "sample",
};

/* At `i`: does a new word begin inside `HTTPServer`, `apiKey`? */
static bool begins_word(struct span name, size_t i)
{
    char before = name.data[i - 1], here = name.data[i];
    if (!ascii_is_upper(here))
        return false;
    bool next_lower = i + 1 < name.len && ascii_is_lower(name.data[i + 1]);
    return ascii_is_lower(before) || ascii_is_digit(before) ||
           (ascii_is_upper(before) && next_lower);
}

static void add_word(struct words *words, struct span word)
{
    while (word.len && ascii_is_digit(word.data[word.len - 1]))
        word.len--;
    if (word.len == 0)
        return;
    /* The end of a name says most: a very long one loses its beginning. */
    if (words->count == MAX_WORDS)
        memmove(words->text[0], words->text[1], sizeof(words->text[0]) * --words->count);
    char *text = words->text[words->count++];
    size_t len = MIN(word.len, (size_t)MAX_WORD);
    for (size_t i = 0; i < len; i++)
        text[i] = ascii_lower(word.data[i]);
    text[len] = '\0';
}

static void split(struct span name, struct words *words)
{
    size_t begin = 0;
    for (size_t i = 0; i <= name.len; i++) {
        bool separator = i == name.len || !ascii_is_alnum(name.data[i]);
        if (!separator && !(i > begin && begins_word(name, i)))
            continue;
        add_word(words, span_sub(name, begin, i - begin));
        begin = separator ? i + 1 : i;
    }
}

static bool is_listed(const char *word, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (list[i][0] == word[0] && strcmp(word, list[i]) == 0)
            return true;
    return false;
}

static bool has_word(const struct words *words, const char *const *list, size_t count)
{
    for (size_t i = 0; i < words->count; i++)
        if (is_listed(words->text[i], list, count))
            return true;
    return false;
}

static enum name_meaning meaning_of_word(const char *word)
{
    for (size_t i = 0; i < ARRAY_SIZE(meanings); i++)
        if (meanings[i].word[0] == word[0] && strcmp(word, meanings[i].word) == 0)
            return meanings[i].meaning;
    for (size_t i = 0; i < ARRAY_SIZE(endings); i++)
        if (span_ends(span_of(word), span_of(endings[i].word)))
            return endings[i].meaning;
    return NAME_PLAIN;
}

static enum name_meaning meaning_of_key(const struct words *words, size_t i)
{
    const char *before = i ? words->text[i - 1] : "";
    if (is_listed(before, secret_keys, ARRAY_SIZE(secret_keys)))
        return strcmp(before, "secret") == 0 ? NAME_SECRET : NAME_TOKEN;
    return NAME_PLAIN;
}

/* `publicResourceKey`, `public_api_token`, `pubkey`: whoever named it says that all may know it. */
static bool is_public_key(const struct words *words)
{
    const char *last = words->text[words->count - 1];
    if (strcmp(last, "pubkey") == 0)
        return true;
    if (strcmp(last, "key") != 0 && strcmp(last, "token") != 0 && strcmp(last, "apikey") != 0)
        return false;
    for (size_t i = 0; i + 1 < words->count; i++)
        if (strcmp(words->text[i], "public") == 0)
            return true;
    return false;
}

static bool is_kept_elsewhere(const struct words *words)
{
    static const char *const existing[] = { "existing" };
    if (has_word(words, existing, ARRAY_SIZE(existing)))
        return true;
    const char *last = words->text[words->count - 1];
    return words->count > 1 && strcmp(last, "secret") == 0 &&
           is_listed(words->text[words->count - 2], kept_secrets, ARRAY_SIZE(kept_secrets));
}

/* `firstPass`, `single_pass`: what is gone through once. */
static bool is_pass_of_several(const struct words *words)
{
    static const char *const counts[] = { "first",  "second", "third",   "single",
                                          "two",    "multi",  "dual",    "render",
                                          "shadow", "blur",   "compute", "boarding" };
    return words->count > 1 && strcmp(words->text[words->count - 1], "pass") == 0 &&
           is_listed(words->text[words->count - 2], counts, ARRAY_SIZE(counts));
}

/* `passwordKey: password`: under which key the password is kept. */
static bool is_key_of_password(const struct words *words)
{
    static const char *const kept[] = { "password", "passwd", "passphrase", "username" };
    return words->count > 1 && strcmp(words->text[words->count - 1], "key") == 0 &&
           is_listed(words->text[words->count - 2], kept, ARRAY_SIZE(kept));
}

/* `TLS_AUTH_USER`: who logs in. The word alone may as well begin a block with a password in it. */
static bool is_name_of_user(const struct words *words)
{
    static const char *const users[] = { "user", "username" };
    return words->count > 1 &&
           is_listed(words->text[words->count - 1], users, ARRAY_SIZE(users));
}

/* `ETCD_INITIAL_CLUSTER_TOKEN`: which cluster, and not who may join it. */
static bool is_name_of_cluster(const struct words *words)
{
    size_t last = words->count - 1;
    return last >= 2 && strcmp(words->text[last], "token") == 0 &&
           strcmp(words->text[last - 1], "cluster") == 0 &&
           strcmp(words->text[last - 2], "initial") == 0;
}

/* `www.acmesecret.com`: a host, of whatever name. */
static bool is_host(struct span name)
{
    static const char *const ends[] = { ".com", ".org", ".net" };
    for (size_t i = 0; i < ARRAY_SIZE(ends); i++)
        if (span_ends_nocase(name, span_of(ends[i])))
            return true;
    return false;
}

/* `allowEmptyPassword`, `require_password`: whether there is one, and not which. */
static const char *const yes_or_no[] = { "allow", "require", "requires", "enable", "disable" };

/* `userpasswordfield`: an ending of the list, written together with the word before it. */
static bool ends_as_other(const char *word)
{
    static const char *const secrets[] = { "password", "passwd", "passphrase" };
    for (size_t i = 0; i < ARRAY_SIZE(secrets); i++) {
        const char *at = strstr(word, secrets[i]);
        if (at && is_listed(at + strlen(secrets[i]), other_ends, ARRAY_SIZE(other_ends)))
            return true;
    }
    return false;
}

static bool is_other(const struct words *words)
{
    if (is_public_key(words) || is_kept_elsewhere(words) || is_pass_of_several(words) ||
        is_key_of_password(words) || is_name_of_cluster(words) || is_name_of_user(words) ||
        has_word(words, yes_or_no, ARRAY_SIZE(yes_or_no)) ||
        ends_as_other(words->text[words->count - 1]))
        return true;
    if (is_listed(words->text[words->count - 1], other_ends, ARRAY_SIZE(other_ends)) ||
        is_listed(words->text[0], reading_fronts, ARRAY_SIZE(reading_fronts)))
        return true;
    for (size_t i = 0; i + 1 < words->count; i++) {
        const char *next = words->text[i + 1];
        if ((strcmp(next, "key") == 0 || strcmp(next, "token") == 0) &&
            is_listed(words->text[i], plain_keys, ARRAY_SIZE(plain_keys)))
            return true;
    }
    return false;
}

enum name_meaning name_meaning_of(struct span name)
{
    struct words words = { .count = 0 };
    enum name_meaning meaning = NAME_PLAIN;
    split(name, &words);
    if (words.count == 0)
        return NAME_PLAIN;
    if (is_other(&words) || is_host(name))
        return NAME_NOT_SECRET;
    for (size_t i = words.count; i-- > 0 && meaning == NAME_PLAIN;)
        meaning = strcmp(words.text[i], "key") == 0 ? meaning_of_key(&words, i)
                                                    : meaning_of_word(words.text[i]);
    return meaning;
}

bool name_has_word(struct span name, const char *const *list, size_t count)
{
    struct words words = { .count = 0 };
    split(name, &words);
    return has_word(&words, list, count);
}

bool name_is_made_up(struct span name)
{
    struct words words = { .count = 0 };
    split(name, &words);
    /* `example: …` alone introduces whatever it is. */
    return words.count > 1 && has_word(&words, made_up_words, ARRAY_SIZE(made_up_words));
}
