/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/looks.h"

#include "base/ascii.h"
#include "base/macro.h"
#include "literals/words.h"

enum {
    RUN_THAT_COUNTS = 4, /* equal or rising characters; random values hardly have four */
    RUN_THAT_CONVICTS = 8,
    LONG_KEY = 40,
    LONG_VALUE = 200,
};

/* ---- Typed ----------------------------------------------------------------------------------- */

static const char *const walks[] = {
    "qwertyuiop", "asdfghjkl", "zxcvbnm",  "qwertzuiop", "azertyuiop", "qazwsxedc", "1q2w3e4r5t",
    "deadbeef",   "cafebabe",  "feedface", "0badf00d",   "baddcafe",   "lorem",
};

/*
 * Length of the run at the front, in which characters `stride` apart differ by the same small step.
 */
static size_t run_length(struct span s, size_t stride)
{
    size_t len = stride;
    if (s.len <= stride)
        return 0;
    int step = s.data[stride] - s.data[0];
    if (step < -1 || step > 1)
        return 0;
    while (len < s.len && s.data[len] - s.data[len - stride] == step)
        len++;
    return len;
}

static size_t longest_run(struct span s)
{
    size_t longest = run_length(s, 1);
    size_t alternating = run_length(s, 2);
    /* a1b2c3: both halves must rise, which a stride of two asks with one step for both. */
    return MAX(longest, alternating >= 6 ? alternating : 0);
}

static size_t walk_at(struct span s)
{
    for (size_t i = 0; i < ARRAY_SIZE(walks); i++) {
        if (walks[i][0] != ascii_lower(s.data[0]))
            continue;
        struct span walk = span_of(walks[i]);
        size_t len = 0;
        while (len < MIN(walk.len, s.len) && ascii_lower(s.data[len]) == walk.data[len])
            len++;
        if (len >= 5)
            return len;
    }
    return 0;
}

/* Characters that belong to runs and keyboard walks; `*longest` is the longest of them. */
static size_t typed_characters(struct span value, size_t *longest)
{
    size_t typed = 0;
    *longest = 0;
    for (size_t i = 0; i < value.len;) {
        struct span rest = span_from(value, i);
        size_t run = longest_run(rest), walk = walk_at(rest), len = MAX(run, walk);
        if (len >= RUN_THAT_COUNTS) {
            typed += len;
            /* `AAAA…` is zero bytes in base64, which long keys may hold. */
            if (value.data[i] != 'A' || value.len < LONG_KEY)
                *longest = MAX(*longest, len);
            i += len;
        } else {
            i++;
        }
    }
    return typed;
}

/* The value is its first `period` characters again and again. */
static bool repeats(struct span value)
{
    for (size_t period = 1; period <= value.len / 2; period++)
        if (memcmp(value.data, value.data + period, value.len - period) == 0)
            return true;
    return false;
}

/* How often the character comes that comes most. */
static size_t most_of_one(struct span value)
{
    size_t counts[256] = { 0 }, most = 0;
    for (size_t i = 0; i < value.len; i++) {
        size_t count = ++counts[(unsigned char)value.data[i]];
        most = MAX(most, count);
    }
    return most;
}

bool looks_typed(struct span value)
{
    size_t longest;
    if (value.len < RUN_THAT_COUNTS || value.len > LONG_VALUE)
        return false;
    size_t typed = typed_characters(value, &longest);
    return most_of_one(value) * 2 > value.len || typed * 5 >= value.len * 2 ||
           longest >= RUN_THAT_CONVICTS || repeats(value);
}

bool looks_typed_whole(struct span value)
{
    size_t longest;
    if (value.len < RUN_THAT_COUNTS || value.len > LONG_VALUE)
        return false;
    return most_of_one(value) * 2 > value.len ||
           typed_characters(value, &longest) * 5 >= value.len * 4 || repeats(value);
}

/* ---- Hashes, ids, numbers -------------------------------------------------------------------- */

bool looks_uuid(struct span value)
{
    if (value.len != 36)
        return false;
    for (size_t i = 0; i < value.len; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? value.data[i] != '-' : !ascii_is_hex(value.data[i]))
            return false;
    }
    return true;
}

bool looks_digest(struct span value)
{
    static const size_t lengths[] = { 24, 32, 40, 56, 64, 96, 128 };
    bool right = false;
    for (size_t i = 0; i < ARRAY_SIZE(lengths); i++)
        right |= value.len == lengths[i];
    for (size_t i = 0; i < value.len && right; i++)
        right = ascii_is_hex(value.data[i]);
    return right;
}

bool looks_number(struct span value)
{
    size_t digits = 0;
    for (size_t i = 0; i < value.len; i++) {
        digits += ascii_is_digit(value.data[i]);
        if (!ascii_is_digit(value.data[i]) && !strchr(".,-+:/TZ ", value.data[i]))
            return false;
    }
    return digits > 0;
}

bool looks_version(struct span value)
{
    size_t i = value.len && (value.data[0] == 'v' || value.data[0] == 'V'), dots = 0, digits = 0;
    for (; i < value.len && (ascii_is_digit(value.data[i]) || value.data[i] == '.'); i++) {
        dots += value.data[i] == '.';
        digits += ascii_is_digit(value.data[i]);
    }
    return dots >= 1 && digits >= 2 &&
           (i == value.len || value.data[i] == '-' || value.data[i] == '+');
}

bool looks_version_range(struct span value)
{
    size_t dots = 0, digits = 0, signs = 0;
    for (size_t i = 0; i < value.len; i++) {
        char c = value.data[i], next = i + 1 < value.len ? value.data[i + 1] : '\0';
        if (ascii_is_digit(c))
            digits++;
        else if (c == '.')
            dots += i > 0 && ascii_is_digit(value.data[i - 1]) &&
                    (ascii_is_digit(next) || next == '*');
        else if (memchr("^~<>=|", c, 6))
            signs++;
        else if (c != '*' && c != ',' && c != ' ')
            return false;
    }
    return digits >= 2 && ((dots > 0 && signs > 0) || dots == 2);
}

/* ---- Addresses ------------------------------------------------------------------------------- */

/* `/etc/xl2tpd/secrets`: the folders that every system has. */
static bool begins_at_root(struct span value)
{
    static const char *const roots[] = { "/etc/", "/usr/",  "/var/", "/opt/", "/home/",
                                         "/tmp/", "/root/", "/srv/", "/run/", "/mnt/" };
    for (size_t i = 0; i < ARRAY_SIZE(roots); i++)
        if (span_starts(value, span_of(roots[i])))
            return true;
    return false;
}

bool looks_path(struct span value)
{
    static const char *const begins[] = { "/", "\\\\" };
    static const char *const relative[] = { "./", "../", "~/" };
    size_t slashes = 0;
    bool rooted = value.len > 3 && ascii_is_alpha(value.data[0]) && value.data[1] == ':' &&
                  (value.data[2] == '\\' || value.data[2] == '/');
    for (size_t i = 0; i < ARRAY_SIZE(begins); i++)
        rooted |= span_starts(value, span_of(begins[i]));
    for (size_t i = 0; i < ARRAY_SIZE(relative); i++)
        if (span_starts(value, span_of(relative[i])))
            return true;
    for (size_t i = 0; i < value.len; i++) {
        slashes += value.data[i] == '/' || value.data[i] == '\\';
        if (value.data[i] == '+' || value.data[i] == '=')
            return false;
    }
    return rooted && slashes >= 2 &&
           (begins_at_root(value) || words_in(value).letters * 4 >= value.len);
}

bool looks_relative_path(struct span value)
{
    size_t slashes = 0, part = 0, digits = 0, vowels = 0;
    for (size_t i = 0; i < value.len; i++) {
        char c = value.data[i];
        if (c == '/') {
            if (part < 2)
                return false;
            slashes++;
            part = 0;
        } else if (ascii_is_lower(c) || ascii_is_digit(c) || memchr("._-", c, 3)) {
            part++;
            digits += ascii_is_digit(c);
            vowels += memchr("aeiou", c, 5) != NULL;
        } else {
            return false;
        }
    }
    return slashes >= 2 && part >= 2 && digits * 6 <= value.len && vowels * 6 >= value.len;
}

/* `github.com/acme/auth/password`: a host of two parts or more, and what lies on it. */
static bool is_place_on_host(struct span value)
{
    size_t slash = span_find_char(value, '/'), dot = span_find_char(value, '.'), slashes = 0;
    if (dot == 0 || dot + 2 >= slash || slash + 1 >= value.len)
        return false;
    for (size_t i = 0; i < value.len; i++) {
        char c = value.data[i];
        if (i < slash ? !ascii_is_lower(c) && c != '.' && c != '-' && !ascii_is_digit(c)
                      : !ascii_is_alnum(c) && !memchr("/._-", c, 4))
            return false;
        slashes += c == '/';
    }
    return slashes >= 2 && ascii_is_alpha(value.data[slash - 1]) &&
           words_in(value).letters * 4 >= value.len;
}

bool looks_url(struct span value)
{
    if (is_place_on_host(value))
        return true;
    size_t scheme = span_find(value, SPAN("://"));
    if (scheme == SIZE_MAX || scheme == 0 || scheme > 16)
        return false;
    struct span host = span_from(value, scheme + 3);
    return span_find_char(host, '@') >= span_find_char(host, '/');
}

bool looks_mail(struct span value)
{
    size_t at = span_find_char(value, '@');
    struct span domain = span_from(value, at + 1);
    size_t dot = span_find_char(domain, '.');
    if (at == 0 || at >= value.len || dot == 0 || dot + 2 >= domain.len)
        return false;
    for (size_t i = 0; i < domain.len; i++)
        if (!ascii_is_alnum(domain.data[i]) && domain.data[i] != '.' && domain.data[i] != '-')
            return false;
    return true;
}

static const char *const known_begins[] = {
    "sha256:", "sha256-", "sha384-", "sha512-",  "sha1-",        "sha1:",          "md5:",
    "data:",   "arn:",    "urn:",    "ssh-rsa ", "ssh-ed25519 ", "ecdsa-sha2-",    "application/",
    "text/",   "image/",  "mailto:", "$2a$",     "$2b$",         "$2y$",           "$1$",
    "$5$",     "$6$",     "$y$",     "$argon2",  "$pbkdf2",      "pbkdf2_sha256$",
};

bool looks_public(struct span value)
{
    /* The scope of a signature of AWS: whose key, which day, for what. */
    if (span_ends(value, SPAN("/aws4_request")))
        return true;
    for (size_t i = 0; i < ARRAY_SIZE(known_begins); i++)
        if (span_starts_nocase(value, span_of(known_begins[i])))
            return true;
    return false;
}

/* ---- Identifiers, code, prose ---------------------------------------------------------------- */

bool looks_identifier(struct span value)
{
    size_t letters = 0, digits = 0, steps = 0, separators = 0;
    for (size_t i = 0; i < value.len; i++) {
        char c = value.data[i];
        letters += ascii_is_alpha(c);
        digits += ascii_is_digit(c);
        separators += c == '_' || c == '.' || c == '-' || c == ':' || c == '/';
        steps += i && ascii_is_upper(c) && ascii_is_lower(value.data[i - 1]);
        if (!ascii_is_alnum(c) && !strchr("_.-:/", c))
            return false;
    }
    if (letters == 0 || digits * 6 > value.len)
        return false;
    struct word_cover cover = words_in(value);
    if (separators || steps)
        return cover.letters * 2 >= letters && cover.words * 2 >= separators + steps;
    return cover.letters * 3 >= letters * 2;
}

bool looks_camel(struct span value)
{
    enum { FEWEST_A_CAPITAL = 4, SHORTEST = 8 };
    size_t capitals = 0, digits = 0;
    if (value.len < SHORTEST || !ascii_is_lower(value.data[0]) || !ascii_is_lower(value.data[1]))
        return false;
    for (size_t i = 0; i < value.len; i++) {
        if (!ascii_is_alnum(value.data[i]))
            return false;
        capitals += ascii_is_upper(value.data[i]);
        digits += ascii_is_digit(value.data[i]);
    }
    return capitals > 0 && digits <= 1 && value.len >= (capitals + 1) * FEWEST_A_CAPITAL &&
           !ascii_is_digit(value.data[value.len - 1]);
}

static bool has_any(struct span value, const char *const *needles, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (span_find(value, span_of(needles[i])) != SIZE_MAX)
            return true;
    return false;
}

bool looks_algorithm(struct span value)
{
    static const char *const parts[] = { "HmacSHA",   "WithHmac",   "WithSHA",      "withRSA",
                                         "WithRSA",   "withECDSA",  "PKCS5Padding", "PKCS1Padding",
                                         "NoPadding", "OAEPPadding" };
    for (size_t i = 0; i < value.len; i++)
        if (!ascii_is_alnum(value.data[i]) && !memchr("/-_", value.data[i], 3))
            return false;
    return has_any(value, parts, ARRAY_SIZE(parts));
}

bool looks_validation(struct span value)
{
    static const char *const words[] = { "required",  "min",      "max",       "between",
                                         "string",    "nullable", "same",      "confirmed",
                                         "sometimes", "size",     "bail",      "different",
                                         "digits",    "exclude",  "prohibited" };
    struct span rest = value, rule;
    size_t signs = 0;
    while (span_next_field(&rest, '|', &rule)) {
        size_t colon = span_find_char(rule, ':'), known = 0;
        for (size_t i = 0; i < rule.len; i++)
            if (!ascii_is_lower(rule.data[i]) && rule.data[i] != '_' && i < colon)
                return false;
        for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
            size_t len = strlen(words[i]);
            known += span_starts(rule, span_of(words[i])) &&
                     (rule.len == len || rule.data[len] == ':' || rule.data[len] == '_');
        }
        if (!known)
            return false;
        signs += colon < rule.len;
        signs += rule.data + rule.len < value.data + value.len;
    }
    return signs > 0;
}

/* `[Pp]assword:`, `*assword*`: what a script waits for before it sends a password. */
bool looks_prompt(struct span value)
{
    static const char *const prompts[] = { "[Pp]ass",  "[pP]ass",  "(P|p)ass",
                                           "(p|P)ass", "*assword", "?assword" };
    for (size_t i = 0; i < ARRAY_SIZE(prompts); i++)
        if (span_find(value, span_of(prompts[i])) != SIZE_MAX)
            return true;
    return false;
}

/* `uid=%login,ou=people,dc=example,dc=com`: an entry of a directory. */
bool looks_directory_entry(struct span value)
{
    static const char *const parts[] = { "dc=", "ou=", "cn=", "uid=", "o=" };
    struct span rest = value, part;
    size_t count = 0;
    while (span_next_field(&rest, ',', &part)) {
        bool known = false;
        for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
            known = known || span_starts_nocase(span_trim(part), span_of(parts[i]));
        if (!known)
            return false;
        count++;
    }
    return count > 1;
}

bool looks_constant(struct span value)
{
    enum { LONGEST_PART = 14 };
    size_t parts = 0, part = 0, words = 0, letters = 0;
    for (size_t i = 0; i <= value.len; i++) {
        char c = i < value.len ? value.data[i] : '_';
        if (c == '_') {
            if (part == 0 || part > LONGEST_PART)
                return false;
            words += letters == part && part >= 3;
            parts++;
            part = letters = 0;
        } else if (ascii_is_upper(c) || ascii_is_digit(c)) {
            part++;
            letters += ascii_is_upper(c);
        } else {
            return false;
        }
    }
    return parts >= 2 && words * 2 >= parts;
}

bool looks_slug(struct span value)
{
    size_t parts = 0, part = 0, vowels = 0, said = 0, first = 0;
    bool equal = true;
    for (size_t i = 0; i <= value.len; i++) {
        char c = i < value.len ? value.data[i] : '-';
        if (c == '-' || c == '_' || c == '.') {
            if (part == 0)
                return false;
            first = parts == 0 ? part : first;
            equal = equal && part == first;
            said += part >= 4 && vowels > 0 && vowels * 5 >= part;
            parts++;
            part = vowels = 0;
        } else if (ascii_is_lower(c)) {
            part++;
            vowels += strchr("aeiouy", c) != NULL;
        } else {
            return false;
        }
    }
    return parts >= 2 && !equal && said > 0;
}

/* `App\\Http\\PasswordController`: names with backslashes between them, escaped ones too. */
static bool is_namespaced(struct span value)
{
    size_t parts = 1;
    for (size_t i = 0; i < value.len; i++) {
        char c = value.data[i];
        if (c == '\\') {
            i += i + 1 < value.len && value.data[i + 1] == '\\';
            if (i + 1 >= value.len || !ascii_is_alpha(value.data[i + 1]))
                return false;
            parts++;
        } else if (!ascii_is_alnum(c) && c != '_') {
            return false;
        }
    }
    return parts > 1 && ascii_is_alpha(value.data[0]) && words_in(value).letters * 2 >= value.len;
}

/* `^.{8,32}$`: an expression that matches a whole text. */
static bool is_anchored(struct span value)
{
    return value.len > 2 && value.data[0] == '^' && value.data[value.len - 1] == '$';
}

/* `-bcB`, `--no-prompt`, `--password=`: an option of a command. */
static bool is_option(struct span value)
{
    size_t dashes = 0, letters = 0;
    while (dashes < value.len && value.data[dashes] == '-')
        dashes++;
    for (size_t i = dashes; i < value.len; i++) {
        letters += ascii_is_alpha(value.data[i]);
        bool ends = dashes == 2 && value.data[i] == '=' && i + 1 == value.len;
        if (!ascii_is_alpha(value.data[i]) && !(dashes == 2 && value.data[i] == '-') && !ends)
            return false;
    }
    return letters > 0 && (dashes == 2 || (dashes == 1 && letters <= 4));
}

/* `input(\`, `secrets.get(`, `meter[name=`: the literal ends where the code has a quote. */
static bool is_begun_call(struct span value)
{
    size_t name = 0;
    while (name < value.len &&
           (ascii_is_alnum(value.data[name]) || value.data[name] == '_' || value.data[name] == '.'))
        name++;
    struct span rest = span_from(value, name);
    if (name < 2 || rest.len == 0)
        return false;
    if (rest.data[0] == '(')
        return rest.len == 1 || (rest.len == 2 && rest.data[1] == '\\');
    return rest.data[0] == '[' && rest.len > 2 && rest.data[rest.len - 1] == '=';
}

/* `Checks::minimalLength`, and the same with a call behind it. */
static bool is_qualified_name(struct span value)
{
    size_t colons = span_find(value, SPAN("::"));
    if (colons == SIZE_MAX || colons == 0 || !ascii_is_alpha(value.data[0]))
        return false;
    for (size_t i = 0; i < value.len; i++) {
        char c = value.data[i];
        if (c == '(')
            return i > colons + 2;
        if (!ascii_is_alnum(c) && c != '_' && c != ':')
            return false;
    }
    return value.len > colons + 2;
}

/* `Ljava/lang/String;`, as compiled Java names its types. */
static bool is_class_descriptor(struct span value)
{
    return value.len > 3 && value.data[0] == 'L' && value.data[value.len - 1] == ';' &&
           span_find_char(value, '/') < value.len;
}

/* Letters, digits and what stands in tokens and names: most values, and none of them code. */
static bool is_plain(struct span value)
{
    for (size_t i = 0; i < value.len; i++)
        if (!ascii_is_alnum(value.data[i]) && !memchr("_-./+=~@", value.data[i], 8))
            return false;
    return true;
}

bool looks_code(struct span value)
{
    static const char *const signs[] = {
        "()",  "->",  "::",  " => ", " == ", " + ",  "%s",   "%d",  "%v",  "{0}", "{}",
        "\\b", "\\w", "\\d", "\\s",  "[a-z", "[A-Z", "[0-9", "(?:", "(?i", "(?!", "(?=",
        "]{",  "]+",  "]*",  "){",   "};",   "',",   "\", ", "</",  "/>",  "&&",  "||",
    };
    static const char *const begins[] = { "new ",    "await ",  "function", "lambda",
                                          "return ", "this.",   "self.",    "str(",
                                          "String(", "base64.", "crypto.",  "uuid" };
    if (!is_plain(value) && has_any(value, signs, ARRAY_SIZE(signs)))
        return true;
    for (size_t i = 0; i < ARRAY_SIZE(begins); i++)
        if (span_starts(value, span_of(begins[i])))
            return true;
    if (is_qualified_name(value) || is_class_descriptor(value) || is_namespaced(value) ||
        is_anchored(value) || is_option(value) || is_begun_call(value))
        return true;
    /* name(…) and name[…] */
    size_t name = 0;
    while (name < value.len &&
           (ascii_is_alnum(value.data[name]) || value.data[name] == '_' || value.data[name] == '.'))
        name++;
    return name > 1 && name + 1 < value.len &&
           ((value.data[name] == '(' && value.data[value.len - 1] == ')') ||
            (value.data[name] == '[' && value.data[value.len - 1] == ']'));
}

/* Words in an alphabet that passwords are not typed in: two bytes a letter or more, no digits. */
static bool is_foreign_text(struct span value)
{
    size_t foreign = 0;
    for (size_t i = 0; i < value.len; i++) {
        if (ascii_is_digit(value.data[i]))
            return false;
        foreign += (unsigned char)value.data[i] >= 0x80;
    }
    return foreign * 2 > value.len;
}

bool looks_prose(struct span value)
{
    if (is_foreign_text(value))
        return true;
    size_t blanks = 0;
    for (size_t i = 1; i + 1 < value.len; i++)
        blanks += value.data[i] == ' ' && value.data[i - 1] != ' ';
    return blanks >= 2 && words_in(value).letters * 3 >= value.len;
}
