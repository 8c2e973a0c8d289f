/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/signs.h"

#include "base/ascii.h"
#include "judge/alphabet.h"
#include "judge/entropy.h"
#include "judge/looks.h"
#include "judge/looks_der.h"
#include "judge/looks_text.h"
#include "judge/reference.h"
#include "judge/surroundings.h"
#include "literals/names.h"
#include "literals/placeholder.h"
#include "literals/words.h"

enum drop_reason test_name(struct candidate *c)
{
    /* `DATABASE_URL` is no secret's name, and yet a password stands in the URL. */
    return c->meaning == NAME_NOT_SECRET && c->host.len == 0 ? DROP_NAME : DROP_NOT;
}

enum drop_reason test_template(struct candidate *c)
{
    return placeholder_is_template(c->value) || placeholder_is_variable_name(c->value)
                   ? DROP_PLACEHOLDER
                   : DROP_NOT;
}

/*
 * `"strips user and password", "…"`: the name ends a sentence, and what follows is another text; or
 * it is that of the file /etc/passwd.
 */
enum drop_reason test_sentence(struct candidate *c)
{
    const char *begin = c->unit->bytes.data, *end = begin + c->unit->bytes.len;
    const char *name = c->name.data, *behind = name + c->name.len;
    if (c->name.len == 0 || name - begin < 2 || end - behind < 2 || !ascii_is_quote(behind[0]))
        return DROP_NOT;
    bool file = name[-1] == '/' && span_eq_nocase(c->name, SPAN("passwd"));
    bool ends = behind[1] == ',' && name[-1] == ' ' && ascii_is_alpha(name[-2]);
    return file || ends ? DROP_NAME : DROP_NOT;
}

static char first_not_blank(const char *from, const char *to, int step)
{
    for (; from != to; from += step)
        if (*from != ' ' && *from != '\t' && *from != '\n' && *from != '\r')
            return *from;
    return '\0';
}

/* `isZip`: letters, the first in small and a later one not. */
static bool is_short_camel(struct span value)
{
    size_t capitals = 0;
    for (size_t i = 0; i < value.len; i++) {
        if (!ascii_is_alpha(value.data[i]))
            return false;
        capitals += ascii_is_upper(value.data[i]);
    }
    return value.len > 2 && ascii_is_lower(value.data[0]) && capitals > 0 &&
           capitals * 3 <= value.len;
}

/*
 * `['user', 'password', 'base_url']`: three names or more in a row are no name and its value. A
 * value in a row of arguments has digits among its letters.
 */
enum drop_reason test_row_of_names(struct candidate *c)
{
    enum { REACH = 32 };
    const char *begin = c->unit->bytes.data, *end = begin + c->unit->bytes.len;
    const char *name = c->name.data, *behind = name + c->name.len;
    const char *stop = c->value.data + c->value.len;
    if (c->name.len == 0 || name - begin < 2 || end - stop < 2 || !ascii_is_quote(behind[0]) ||
        behind[1] != ',' || !ascii_is_quote(*stop))
        return DROP_NOT;
    bool digit = false, separator = looks_camel(c->value) || is_short_camel(c->value);
    for (size_t i = 0; i < c->value.len && !separator; i++) {
        char at = c->value.data[i];
        if (!ascii_is_lower(at) && !ascii_is_digit(at) && !memchr("_-#", at, 3) &&
            !(i == 0 && ascii_is_upper(at)))
            return DROP_NOT;
        digit = digit || ascii_is_digit(at);
    }
    for (size_t i = 0; i < c->value.len; i++)
        separator = separator || !ascii_is_alnum(c->value.data[i]);
    /* The quote of the name, with its mark, is behind one more name or in front of the value's. */
    const char *quote = name[-1] == '#' ? name - 2 : name - 1;
    if (quote <= begin)
        return DROP_NOT;
    char before =
            first_not_blank(quote - 1, begin + MAX(quote - begin - REACH, (ptrdiff_t)0) - 1, -1);
    char after = first_not_blank(stop + 1, stop + MIN(end - stop, (ptrdiff_t)REACH), 1);
    bool row = before == ',' || after == ',';
    return row && (!digit || separator) ? DROP_NAME : DROP_NOT;
}

/* Only the beginning of it is shown: `ya29.a0AfH6S…`, with dots or what else stands for the rest.
 */
enum drop_reason test_cut_short(struct candidate *c)
{
    static const char *const marks[] = { "...", "\xe2\x80\xa6", "***", "[...]" };
    const char *end = c->unit->bytes.data + c->unit->bytes.len;
    struct span behind = { c->value.data + c->value.len, 0 };
    behind.len = (size_t)(end - behind.data);
    if (span_ends(c->value, SPAN("...")))
        return DROP_PLACEHOLDER;
    for (size_t i = 0; i < ARRAY_SIZE(marks); i++)
        if (span_starts(behind, span_of(marks[i])))
            return DROP_PLACEHOLDER;
    return DROP_NOT;
}

/*
 * `aGVsbG8td29ybGQ=` is `hello-world`, and `c2VjcmV0` a word: what people encode to have something
 * that looks like a key.
 */
enum drop_reason test_encoded_words(struct candidate *c)
{
    enum { LEAST = 8, MOST = 256 };
    char text[MOST];
    if (c->value.len < 12 || c->value.len > MOST)
        return DROP_NOT;
    struct span value = c->value;
    while (value.len && value.data[value.len - 1] == '=')
        value.len--;
    struct span decoded = { text, base64_decode(value, text, sizeof(text)) };
    if (decoded.len < LEAST || decoded.len * 4 / 3 + 1 < value.len)
        return DROP_NOT;
    for (size_t i = 0; i < decoded.len; i++)
        if ((unsigned char)text[i] < 0x20 || (unsigned char)text[i] > 0x7e)
            return DROP_NOT;
    if (placeholder_marks_example(decoded))
        return DROP_PLACEHOLDER;
    /* Configurations of Kubernetes encode whatever it is. */
    if (c->configuration)
        return DROP_NOT;
    bool words = looks_prose(decoded) || looks_identifier(decoded) ||
                 words_in(decoded).letters * 5 >= decoded.len * 3;
    bool typed = looks_typed_whole(decoded) || placeholder_is_weak(decoded) ||
                 placeholder_is_template(decoded);
    return typed ? DROP_PLACEHOLDER : words ? DROP_WORDS : DROP_NOT;
}

/* `password = "password"`, `root:root`. */
enum drop_reason test_echo(struct candidate *c)
{
    return span_eq_nocase(c->value, c->name) || span_eq_nocase(c->value, c->user) ? DROP_PLACEHOLDER
                                                                                  : DROP_NOT;
}

enum drop_reason test_weak(struct candidate *c)
{
    if (placeholder_is_weak(c->value) || looks_typed(c->value))
        return DROP_PLACEHOLDER;
    return test_echo(c);
}

enum drop_reason test_path(struct candidate *c)
{
    /* A rule that is not generic may be after the very hash that `looks_public` sees. */
    bool public =
            c->rule->generic && (looks_public(c->value) || looks_public_der(c->value));
    return public || looks_path(c->value) || looks_url(c->value) ? DROP_LOOKALIKE : DROP_NOT;
}

enum drop_reason test_address(struct candidate *c)
{
    return looks_mail(c->value) || looks_version(c->value) || looks_number(c->value) ||
                           placeholder_is_technical(c->value) || looks_relative_path(c->value) ||
                           looks_algorithm(c->value) || looks_version_range(c->value) ||
                           looks_directory_entry(c->value)
                   ? DROP_LOOKALIKE
                   : test_path(c);
}

enum drop_reason test_code(struct candidate *c)
{
    return looks_code(c->value) || looks_validation(c->value) || looks_prompt(c->value)
                   ? DROP_SYNTAX
                   : DROP_NOT;
}

/* `'Don\'t …'`: the literal goes on behind the quote, and what was cut off it is a word. */
static bool is_cut_word(const struct candidate *c)
{
    struct span value = c->value;
    const char *end = c->unit->bytes.data + c->unit->bytes.len;
    if (value.len < 2 || value.data[value.len - 1] != '\\' || value.data + value.len == end ||
        !strchr("\"'`", value.data[value.len]))
        return false;
    for (size_t i = 0; i + 1 < value.len; i++)
        if (!ascii_is_alpha(value.data[i]))
            return false;
    return true;
}

enum drop_reason test_prose(struct candidate *c)
{
    return looks_prose(c->value) || looks_escaped(c->value) || is_cut_word(c) ? DROP_WORDS
                                                                              : DROP_NOT;
}

/* `challengePassword`, `db-secret`: names of what is elsewhere. A random value has digits. */
static bool is_name_of_a_secret(struct span value)
{
    /* `@user_password`: where a marked name is looked up is for its reader to know. */
    if (value.len > 1 && memchr("@%:#&", value.data[0], 5))
        value = span_from(value, 1);
    for (size_t i = 0; i < value.len; i++)
        if (!ascii_is_alpha(value.data[i]) && value.data[i] != '_' && value.data[i] != '-' &&
            value.data[i] != '.')
            return false;
    return name_meaning_of(value) != NAME_PLAIN;
}

/* `pm-1997-use-password-hints`: words and numbers that speak of secrets. */
static bool is_flag_name(struct span value)
{
    static const char *const words[] = { "password", "passwords", "secret", "secrets",
                                         "token",    "tokens",    "apikey", "credential",
                                         "key",      "keys",      "passwd", "credentials" };
    size_t parts = 0, mixed = 0, said = 0;
    struct span rest = value, part;
    while (span_next_field(&rest, '-', &part)) {
        size_t digits = 0;
        for (size_t i = 0; i < part.len; i++) {
            if (!ascii_is_lower(part.data[i]) && !ascii_is_digit(part.data[i]))
                return false;
            digits += ascii_is_digit(part.data[i]);
        }
        mixed += digits && digits < part.len && part.len > 3;
        said += digits == 0 && part.len >= 3;
        parts++;
    }
    return parts >= 4 && mixed == 0 && said >= 2 && name_has_word(value, words, ARRAY_SIZE(words));
}

enum drop_reason test_identifier(struct candidate *c)
{
    bool camel = c->rule->generic && !c->human && looks_camel(c->value);
    return camel || looks_identifier(c->value) || is_name_of_a_secret(c->value) ||
                           is_flag_name(c->value)
                   ? DROP_LOOKALIKE
                   : DROP_NOT;
}

/* Names of objects and constants, which people also give to passwords. */
enum drop_reason test_object_name(struct candidate *c)
{
    return looks_constant(c->value) || looks_slug(c->value) ? DROP_LOOKALIKE : DROP_NOT;
}

/* Words that stand before hashes and revisions. */
static bool line_speaks_of_hashes(const struct candidate *c)
{
    static const char *const words[] = { "sha1",   "sha256",      "sha512",    "md5",  "commit",
                                         "digest", "checksum",    "integrity", "etag", "revision",
                                         "rev:",   "fingerprint", "blob",      "tree " };
    struct span before = span_sub(c->line, 0, (size_t)(c->value.data - c->line.data));
    for (size_t i = 0; i < ARRAY_SIZE(words); i++)
        if (span_find_nocase(before, span_of(words[i])) != SIZE_MAX)
            return true;
    return false;
}

/* A UUID or a digest is a secret only where its name says so. */
enum drop_reason test_hash(struct candidate *c)
{
    bool uuid = looks_uuid(c->value);
    if (!uuid && !looks_digest(c->value))
        return DROP_NOT;
    /* Nor does a name say so where the syntax does, as the call of a cipher. */
    bool unnamed = c->meaning == NAME_PLAIN && !c->ready->placed;
    if (unnamed || line_speaks_of_hashes(c))
        return DROP_LOOKALIKE;
    c->doubtful = uuid;
    return DROP_NOT;
}

/* Beside a vendor's name too a commit or a checksum is what its line says it is. */
enum drop_reason test_labelled_hash(struct candidate *c)
{
    return looks_digest(c->value) && line_speaks_of_hashes(c) ? DROP_LOOKALIKE : DROP_NOT;
}

/* `jjwt-jackson-0.11.2`: what is fetched, and its version. */
enum drop_reason test_artifact(struct candidate *c)
{
    size_t dash = c->value.len;
    while (dash > 0 && c->value.data[dash - 1] != '-')
        dash--;
    return dash > 1 && looks_version(span_from(c->value, dash)) ? DROP_LOOKALIKE : DROP_NOT;
}

/* `login.password=Password`, `form.pass=Kennwort`: what people read beside a field. */
enum drop_reason test_label(struct candidate *c)
{
    struct span rest = span_from(c->value, c->value.len ? 1 : 0);
    bool capital = c->value.len && ascii_is_upper(c->value.data[0]);
    for (size_t i = 0; i < rest.len; i++)
        capital = capital && ascii_is_lower(rest.data[i]);
    return capital && name_meaning_of(c->value) != NAME_PLAIN ? DROP_WORDS : DROP_NOT;
}

/* `KAFKA_SSL_KEY_CREDENTIALS: broker_key_creds`: which of the files that hold some. */
static bool names_kept_credentials(const struct candidate *c)
{
    for (size_t i = 0; i < c->value.len; i++)
        if (!ascii_is_lower(c->value.data[i]) && c->value.data[i] != '_')
            return false;
    return c->meaning == NAME_SECRET &&
           (span_ends(c->value, SPAN("_creds")) || span_ends(c->value, SPAN("_credentials")));
}

/* `passwd: files systemd`, `base-passwd: …`: the file of accounts, and the package that has it. */
static bool is_account_file(const struct candidate *c)
{
    static const char *const sources[] = { "files",   "compat",  "db",   "nis",      "nisplus", "sss",
                                           "systemd", "winbind", "ldap", "extrausers" };
    return span_ends(c->name, SPAN("base-passwd")) ||
           (span_is(c->name, "passwd") && span_is_one_of(c->value, sources, ARRAY_SIZE(sources)));
}

/* `SavePassword=0` is about passwords, and so are `update_password: always` and a version. */
enum drop_reason test_flag(struct candidate *c)
{
    if (looks_version_range(c->value) || names_kept_credentials(c) || span_is(c->value, "always") ||
        span_is(c->value, "on_create") || is_account_file(c))
        return DROP_LOOKALIKE;
    /* `5:3600`, `2019-03-20T17:54:53Z`: so many in so long a time, or a moment. */
    if (span_find_char(c->value, ':') < c->value.len && looks_number(c->value))
        return DROP_LOOKALIKE;
    return c->value.len == 1 && ascii_is_digit(c->value.data[0]) ? DROP_LOOKALIKE : DROP_NOT;
}

/* `user:pass@host`: who the user is says that nobody is meant. */
static bool is_example_user(struct span user)
{
    static const char *const users[] = { "user", "username", "usr", "name", "login", "myuser" };
    for (size_t i = 0; i < ARRAY_SIZE(users); i++)
        if (span_eq_nocase(user, span_of(users[i])))
            return true;
    return false;
}

/* `blank123`: one word, and as many digits as forms ask for. */
static bool is_word_and_number(struct span value)
{
    enum { MOST_DIGITS = 4, SHORTEST = 5 };
    size_t letters = value.len;
    while (letters > 0 && ascii_is_digit(value.data[letters - 1]))
        letters--;
    return letters >= SHORTEST && letters < value.len && value.len - letters <= MOST_DIGITS &&
           word_at(span_sub(value, 0, letters)) == letters;
}

/* `2.aa`: too little for a password, and no word. */
static bool is_scrap(struct span value)
{
    enum { A_WORD = 3, SCRAP = 4 };
    size_t letters = 0;
    for (size_t i = 0; i < value.len; i++)
        letters += ascii_is_alpha(value.data[i]);
    return value.len <= SCRAP && letters < A_WORD;
}

/*
 * People choose bad passwords: in code `secret2024` is told in a low voice, while `secret` alone,
 * and what is little else than a walk over the keyboard, are placeholders.
 */
enum drop_reason test_weak_password(struct candidate *c)
{
    bool typed = looks_typed(c->value), weak = placeholder_is_weak(c->value);
    if ((weak && placeholder_is_plain_weak(c->value)) || (typed && looks_typed_whole(c->value)) ||
        is_example_user(c->user))
        return weak || typed ? DROP_PLACEHOLDER : test_echo(c);
    c->faint = weak || typed || is_scrap(c->value) || is_word_and_number(c->value) ||
               placeholder_is_variable_name(c->value);
    return test_echo(c);
}

/* In code a password without a digit, a mark or two cases is a word like any other. */
enum drop_reason test_plain_word(struct candidate *c)
{
    bool upper = false, lower = false, other = false;
    for (size_t i = 0; i < c->value.len; i++) {
        upper |= ascii_is_upper(c->value.data[i]);
        lower |= ascii_is_lower(c->value.data[i]);
        other |= !ascii_is_alpha(c->value.data[i]);
    }
    return other || (upper && lower) ? DROP_NOT : DROP_WORDS;
}

enum drop_reason test_rule_entropy(struct candidate *c)
{
    return c->rule->entropy > 0 && entropy_of(c->value) < c->rule->entropy ? DROP_ENTROPY
                                                                           : DROP_NOT;
}

enum { TOKEN_MAX = 200 };

enum drop_reason test_example(struct candidate *c)
{
    if (c->value.len > TOKEN_MAX)
        return DROP_NOT;
    return placeholder_marks_example(c->value) || placeholder_is_template(c->value)
                   ? DROP_PLACEHOLDER
                   : DROP_NOT;
}

/* `DOMAIN_USER:DOMAIN_PASSWORD`, `//ACCESSKEY:SECRETKEY@`: somebody puts values in for both names.
 */
enum drop_reason test_capital_name(struct candidate *c)
{
    enum { SHORTEST = 6 };
    struct span name = c->value;
    size_t colon = span_find_char(name, ':');
    while (name.len && memchr("\"'", name.data[name.len - 1], 2))
        name.len--;
    if (colon >= name.len && c->user.len == 0)
        return DROP_NOT;
    name = span_from(name, colon < name.len ? colon + 1 : 0);
    bool separator = false;
    for (size_t i = 0; i < name.len; i++) {
        if (!ascii_is_upper(name.data[i]) && name.data[i] != '_')
            return DROP_NOT;
        separator = separator || name.data[i] == '_';
    }
    return name.len >= SHORTEST && (separator || name_meaning_of(name) != NAME_PLAIN)
                   ? DROP_PLACEHOLDER
                   : DROP_NOT;
}

/* `\n`, `%3D`: letters before a token that are no neighbours. */
static bool is_escape(struct span text, size_t begin)
{
    return (begin >= 2 && text.data[begin - 2] == '\\') ||
           (begin >= 3 && text.data[begin - 3] == '%' && ascii_is_hex(text.data[begin - 2]) &&
            ascii_is_hex(text.data[begin - 1])) ||
           (begin >= 6 && text.data[begin - 6] == '\\' && ascii_lower(text.data[begin - 5]) == 'u');
}

/* In a token with a prefix a word is chance; more than half a token of words is not. */
static bool is_spelled(struct span value)
{
    return value.len <= TOKEN_MAX && words_in(value).letters * 5 >= value.len * 3;
}

/*
 * A token of the right form that somebody may have typed is no reason for silence: it is told, with
 * this sign against it.
 */
enum drop_reason test_made_up(struct candidate *c)
{
    /* Without an entropy the rule is after a fixed text, which is typed by its nature. */
    c->made_up = c->rule->entropy > 0 && (looks_typed(c->value) || is_spelled(c->value));
    return DROP_NOT;
}

/* `'Acme healthy','9263…'`: the vendor ends one text, and the value is another column's. */
static bool is_of_another_column(const struct candidate *c)
{
    static const char *const words[] = { "key", "token", "secret", "pass", "auth", "cred", "api" };
    const char *whole = c->match->whole.data;
    struct span gap = { whole, (size_t)(c->match->secret.data - whole) };
    size_t end = span_find(gap, SPAN("','"));
    if (end == SIZE_MAX || span_find_char(span_sub(gap, 0, end), ' ') == end)
        return false;
    for (size_t i = 0; i < ARRAY_SIZE(words); i++)
        if (span_find_nocase(gap, span_of(words[i])) != SIZE_MAX)
            return false;
    return true;
}

/* `okta` in `rookTable`: the vendor's name begins in the middle of another word. */
enum drop_reason test_vendor_name(struct candidate *c)
{
    struct span text = c->unit->bytes;
    size_t begin = (size_t)(c->match->whole.data - text.data);
    if (c->match->whole.data == c->match->secret.data)
        return DROP_NOT;
    char before = begin ? text.data[begin - 1] : '\n', first = text.data[begin];
    bool steps_up = ascii_is_lower(before) && ascii_is_upper(first);
    if (ascii_is_alpha(before) && ascii_is_alpha(first) && !steps_up && !is_escape(text, begin))
        return DROP_NAME;
    return looks_identifier(c->value) || looks_camel(c->value) || is_of_another_column(c)
                   ? DROP_LOOKALIKE
                   : DROP_NOT;
}

/* ---- Neighbours ------------------------------------------------------------------------------ */

enum { BLOB = 24 }; /* more of the same alphabet on one side: the token lies in a longer run */

static bool is_base64(char c)
{
    return ascii_is_alnum(c) || c == '+' || c == '/';
}

enum drop_reason test_neighbours(struct candidate *c)
{
    struct span text = c->unit->bytes;
    size_t begin = (size_t)(c->match->secret.data - text.data), end = begin + c->match->secret.len;
    size_t before = 0, after = 0;
    while (before < BLOB && before < begin && is_base64(text.data[begin - before - 1]))
        before++;
    while (after < BLOB && end + after < text.len && is_base64(text.data[end + after]))
        after++;
    if (before && is_escape(text, begin))
        before = 0;
    bool slashes = before && memchr(text.data + begin - before, '/', before);
    if ((before == BLOB && !slashes) || after == BLOB)
        return DROP_NEIGHBOURS;
    /* An alphanumeric on both sides: cut out of a longer word. */
    return before && after && ascii_is_alnum(text.data[begin - 1]) && ascii_is_alnum(text.data[end])
                   ? DROP_NEIGHBOURS
                   : DROP_NOT;
}
