/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/content.h"

#include "base/ascii.h"
#include "judge/entropy.h"
#include "judge/looks.h"
#include "judge/reference.h"
#include "literals/known.h"
#include "literals/placeholder.h"
#include "literals/words.h"

/* ---- Tests: each names one sign against a candidate ------------------------------------------ */

typedef enum drop_reason (*content_test)(struct candidate *c);

static enum drop_reason test_reference(struct candidate *c)
{
    struct span fallback = SPAN_EMPTY;
    if (reference_is_wrapped(c->unit->bytes, c->value))
        return DROP_REFERENCE;
    switch (reference_of(c->value, &fallback)) {
    case REFERENCE_NO:
        return DROP_NOT;
    case REFERENCE_YES:
        return DROP_REFERENCE;
    case REFERENCE_ENCRYPTED:
        return DROP_ENCRYPTED;
    case REFERENCE_DEFAULT:
        break;
    }
    c->value = fallback;
    c->is_default = true;
    return DROP_NOT;
}

static enum drop_reason test_name(struct candidate *c)
{
    /* `DATABASE_URL` is no secret's name, and yet a password stands in the URL. */
    return c->meaning == NAME_NOT_SECRET && c->host.len == 0 ? DROP_NAME : DROP_NOT;
}

static enum drop_reason test_template(struct candidate *c)
{
    return placeholder_is_template(c->value) ? DROP_PLACEHOLDER : DROP_NOT;
}

/* `password = "password"`, `root:root`. */
static enum drop_reason test_echo(struct candidate *c)
{
    return span_eq_nocase(c->value, c->name) || span_eq_nocase(c->value, c->user) ? DROP_PLACEHOLDER
                                                                                  : DROP_NOT;
}

static enum drop_reason test_weak(struct candidate *c)
{
    if (placeholder_is_weak(c->value) || looks_typed(c->value))
        return DROP_PLACEHOLDER;
    return test_echo(c);
}

static enum drop_reason test_path(struct candidate *c)
{
    /* A rule that is not generic may be after the very hash that `looks_public` sees. */
    bool public = c->rule->generic && looks_public(c->value);
    return public || looks_path(c->value) || looks_url(c->value) ? DROP_LOOKALIKE : DROP_NOT;
}

static enum drop_reason test_address(struct candidate *c)
{
    return looks_mail(c->value) || looks_version(c->value) || looks_number(c->value) ||
                           placeholder_is_technical(c->value)
                   ? DROP_LOOKALIKE
                   : test_path(c);
}

static enum drop_reason test_code(struct candidate *c)
{
    return looks_code(c->value) ? DROP_SYNTAX : DROP_NOT;
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

static enum drop_reason test_prose(struct candidate *c)
{
    return looks_prose(c->value) || is_cut_word(c) ? DROP_WORDS : DROP_NOT;
}

/* `challengePassword`, `db-secret`: names of what is elsewhere. A random value has digits. */
static bool is_name_of_a_secret(struct span value)
{
    for (size_t i = 0; i < value.len; i++)
        if (!ascii_is_alpha(value.data[i]) && value.data[i] != '_' && value.data[i] != '-' &&
            value.data[i] != '.')
            return false;
    return name_meaning_of(value) != NAME_PLAIN;
}

static enum drop_reason test_identifier(struct candidate *c)
{
    return looks_identifier(c->value) || is_name_of_a_secret(c->value) ? DROP_LOOKALIKE : DROP_NOT;
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
static enum drop_reason test_hash(struct candidate *c)
{
    bool uuid = looks_uuid(c->value);
    if (!uuid && !looks_digest(c->value))
        return DROP_NOT;
    if (c->meaning == NAME_PLAIN || line_speaks_of_hashes(c))
        return DROP_LOOKALIKE;
    c->doubtful = uuid;
    return DROP_NOT;
}

/* Beside a vendor's name too a commit or a checksum is what its line says it is. */
static enum drop_reason test_labelled_hash(struct candidate *c)
{
    return looks_digest(c->value) && line_speaks_of_hashes(c) ? DROP_LOOKALIKE : DROP_NOT;
}

/* `jjwt-jackson-0.11.2`: what is fetched, and its version. */
static enum drop_reason test_artifact(struct candidate *c)
{
    size_t dash = c->value.len;
    while (dash > 0 && c->value.data[dash - 1] != '-')
        dash--;
    return dash > 1 && looks_version(span_from(c->value, dash)) ? DROP_LOOKALIKE : DROP_NOT;
}

enum { SHORT_FOR_A_MACHINE = 12, LONG_ENOUGH_FOR_A_DIGIT = 16 };

static enum drop_reason test_length(struct candidate *c)
{
    return c->value.len < SHORT_FOR_A_MACHINE ? DROP_ENTROPY : DROP_NOT;
}

/* `SavePassword=0` is about passwords. */
static enum drop_reason test_flag(struct candidate *c)
{
    return c->value.len == 1 && ascii_is_digit(c->value.data[0]) ? DROP_LOOKALIKE : DROP_NOT;
}

/*
 * A machine's value has digits, and is not made of words. Eight in a hundred secrets are lost by
 * this, nearly all of them passwords.
 */
static enum drop_reason test_words(struct candidate *c)
{
    size_t digits = 0, letters = 0;
    for (size_t i = 0; i < c->value.len; i++) {
        digits += ascii_is_digit(c->value.data[i]);
        letters += ascii_is_alpha(c->value.data[i]);
    }
    struct word_cover cover = words_in(c->value);
    if (cover.letters * 5 >= c->value.len * 2)
        return DROP_WORDS;
    bool plain = letters == c->value.len || cover.words > 0;
    return digits == 0 && plain && c->value.len >= LONG_ENOUGH_FOR_A_DIGIT ? DROP_WORDS : DROP_NOT;
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

/*
 * People choose bad passwords: in code `secret2024` is told in a low voice, while `secret` alone,
 * and what is little else than a walk over the keyboard, are placeholders.
 */
static enum drop_reason test_weak_password(struct candidate *c)
{
    bool typed = looks_typed(c->value), weak = placeholder_is_weak(c->value);
    if ((weak && placeholder_is_plain_weak(c->value)) || (typed && looks_typed_whole(c->value)) ||
        is_example_user(c->user))
        return weak || typed ? DROP_PLACEHOLDER : test_echo(c);
    c->faint = weak || typed;
    return test_echo(c);
}

/* In code a password without a digit, a mark or two cases is a word like any other. */
static enum drop_reason test_plain_word(struct candidate *c)
{
    bool upper = false, lower = false, other = false;
    for (size_t i = 0; i < c->value.len; i++) {
        upper |= ascii_is_upper(c->value.data[i]);
        lower |= ascii_is_lower(c->value.data[i]);
        other |= !ascii_is_alpha(c->value.data[i]);
    }
    return other || (upper && lower) ? DROP_NOT : DROP_WORDS;
}

static enum drop_reason test_rule_entropy(struct candidate *c)
{
    return c->rule->entropy > 0 && entropy_of(c->value) < c->rule->entropy ? DROP_ENTROPY
                                                                           : DROP_NOT;
}

static enum drop_reason test_entropy(struct candidate *c)
{
    if (entropy_of(c->value) < entropy_expected(c->value))
        return DROP_ENTROPY;
    return test_rule_entropy(c);
}

enum { TOKEN_MAX = 200 };

static enum drop_reason test_example(struct candidate *c)
{
    if (c->value.len > TOKEN_MAX)
        return DROP_NOT;
    return placeholder_marks_example(c->value) || placeholder_is_template(c->value)
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
static enum drop_reason test_made_up(struct candidate *c)
{
    /* Without an entropy the rule is after a fixed text, which is typed by its nature. */
    c->made_up = c->rule->entropy > 0 && (looks_typed(c->value) || is_spelled(c->value));
    return DROP_NOT;
}

/* `okta` in `rookTable`: the vendor's name begins in the middle of another word. */
static enum drop_reason test_vendor_name(struct candidate *c)
{
    struct span text = c->unit->bytes;
    size_t begin = (size_t)(c->match->whole.data - text.data);
    if (c->match->whole.data == c->match->secret.data)
        return DROP_NOT;
    char before = begin ? text.data[begin - 1] : '\n', first = text.data[begin];
    bool steps_up = ascii_is_lower(before) && ascii_is_upper(first);
    if (ascii_is_alpha(before) && ascii_is_alpha(first) && !steps_up && !is_escape(text, begin))
        return DROP_NAME;
    return looks_identifier(c->value) ? DROP_LOOKALIKE : DROP_NOT;
}

/* ---- Neighbours ------------------------------------------------------------------------------ */

enum { BLOB = 24 }; /* more of the same alphabet on one side: the token lies in a longer run */

static bool is_base64(char c)
{
    return ascii_is_alnum(c) || c == '+' || c == '/';
}

static enum drop_reason test_neighbours(struct candidate *c)
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

/* ---- What is asked of whom ------------------------------------------------------------------- */

/* Tokens with a vendor's prefix, and keys: the pattern has said nearly all. */
static const content_test token_tests[] = {
    test_rule_entropy, test_example, test_vendor_name, test_labelled_hash, test_neighbours,
    test_made_up,      NULL,
};

/* Values of a well-named setting, made by a machine. */
static const content_test generic_tests[] = {
    test_reference, test_name,     test_length,     test_template, test_example, test_weak,
    test_hash,      test_artifact, test_address,    test_code,     test_prose,   test_identifier,
    test_words,     test_entropy,  test_neighbours, NULL,
};

/* Passwords in settings: whatever stands there is the password. */
static const content_test setting_tests[] = {
    test_reference, test_name, test_template, test_path, test_flag, NULL,
};

/* What the syntax itself says is a password: an argument, a login in a URL, a part of a statement.
 */
static const content_test placed_tests[] = {
    test_reference, test_name, test_example, test_weak_password, test_path, test_code, NULL,
};

/* Passwords in code and prose. */
static const content_test password_tests[] = {
    test_reference, test_name,  test_template,   test_weak_password, test_address,
    test_code,      test_prose, test_identifier, test_plain_word,    NULL,
};

static enum drop_reason run_tests(struct candidate *c, const content_test *tests)
{
    for (; *tests; tests++) {
        enum drop_reason drop = (*tests)(c);
        if (drop != DROP_NOT)
            return drop;
    }
    return DROP_NOT;
}

static const content_test *tests_for(const struct candidate *c)
{
    if (c->human && c->configuration)
        return setting_tests;
    if (c->human)
        return c->ready->placed ? placed_tests : password_tests;
    return c->rule->generic ? generic_tests : token_tests;
}

/* ---- The order ------------------------------------------------------------------------------- */

/* True where the proof has the last word. */
static bool ask_proof(struct candidate *c)
{
    struct judgement *out = c->out;
    struct proof_outcome outcome = { 0 };
    if (!c->ready->proof)
        return false;
    c->ready->proof->test(c->ready->proof, c->value, &outcome);
    if (outcome.text[0])
        judgement_say(out, outcome.result == PROOF_WRONG || outcome.lower > 0,
                      arena_strndup(c->arena, outcome.text, strlen(outcome.text)));
    judgement_lower(out, outcome.lower);
    if (outcome.drop != DROP_NOT) {
        out->drop = outcome.drop;
        return true;
    }
    switch (outcome.result) {
    case PROOF_PROVEN:
        out->proven = true;
        out->issued = outcome.issued;
        out->confidence = VETO_CONFIDENCE_CERTAIN;
        return true;
    case PROOF_WRONG:
        /* Made up, or cut. With a second sign against it, nobody need see it. */
        if (run_tests(c, tests_for(c)) != DROP_NOT || c->made_up)
            out->drop = DROP_CHECKSUM;
        out->severity = VETO_SEVERITY_NOTE;
        out->confidence = VETO_CONFIDENCE_POSSIBLE;
        return true;
    case PROOF_UNDECIDED:
        break;
    }
    c->odd_form = outcome.odd_form;
    if (outcome.firm)
        out->confidence = MAX(out->confidence, VETO_CONFIDENCE_FIRM);
    return false;
}

static bool is_example_host(struct span host)
{
    static const char *const ends[] = { "example.com", "example.org", "example.net", ".example",
                                        ".invalid" };
    for (size_t i = 0; i < ARRAY_SIZE(ends); i++)
        if (span_ends_nocase(host, span_of(ends[i])))
            return true;
    return false;
}

static bool is_this_host(struct span host)
{
    static const char *const hosts[] = { "localhost", "127.0.0.1", "0.0.0.0",
                                         "::1",       "[::1]",     "host.docker.internal" };
    for (size_t i = 0; i < ARRAY_SIZE(hosts); i++)
        if (span_eq_nocase(host, span_of(hosts[i])))
            return true;
    return false;
}

/* `example: …`, as descriptions of interfaces have it. */
static bool is_given_as_example(const struct candidate *c)
{
    struct span line = span_trim(c->line);
    while (line.len && strchr("-*/#\"' \t", line.data[0]))
        line = span_from(line, 1);
    if (!span_starts_nocase(line, SPAN("example")))
        return false;
    line = span_from(line, strlen("example"));
    return line.len && strchr("s:=\"'", line.data[0]);
}

/* What was believed, with what should be known beside it. */
static void weigh(struct candidate *c)
{
    struct judgement *out = c->out;
    if (c->is_default)
        judgement_say(out, false, "a literal default inside a reference");
    if (c->human && c->configuration) {
        judgement_say(out, false, "a literal in a configuration");
        out->confidence = MAX(out->confidence, VETO_CONFIDENCE_LIKELY);
        if (test_weak(c) != DROP_NOT) {
            judgement_say(out, false, "a default password, or one that is easily guessed");
            out->severity = VETO_SEVERITY_HIGH;
        }
    } else if (c->made_up || c->odd_form) {
        judgement_say(out, true,
                      c->odd_form ? "not of the length or form that its vendor gives out"
                                  : "typed on a keyboard or made of words, as no machine does");
        out->severity = MIN(out->severity, VETO_SEVERITY_MEDIUM);
        out->confidence = VETO_CONFIDENCE_POSSIBLE;
    } else if (c->faint) {
        judgement_say(out, true, "a word with digits behind it, as people write in examples");
        out->severity = MIN(out->severity, VETO_SEVERITY_LOW);
        out->confidence = VETO_CONFIDENCE_POSSIBLE;
    } else if (c->doubtful) {
        judgement_say(out, true, "it has the form of a UUID, which are mostly ids");
        out->confidence = VETO_CONFIDENCE_POSSIBLE;
    } else if (c->human) {
        judgement_say(out, false, "a literal beside a name or in a place that means a password");
        out->confidence = MAX(out->confidence, VETO_CONFIDENCE_LIKELY);
    } else if (c->rule->generic) {
        out->confidence = MAX(out->confidence, VETO_CONFIDENCE_LIKELY);
        unsigned tenths = (unsigned)(entropy_of(c->value) * 10);
        judgement_say(out, false,
                      arena_printf(c->arena, "looks random: %u.%u bits per character", tenths / 10,
                                   tenths % 10));
    }
    if (is_example_host(c->host) || (is_this_host(c->host) && !c->configuration)) {
        judgement_say(out, true, "for a host that is nobody's");
        judgement_lower(out, 1);
    }
    if (is_given_as_example(c)) {
        judgement_say(out, true, "given as an example");
        out->severity = MIN(out->severity, VETO_SEVERITY_MEDIUM);
    }
}

void judge_candidate(struct candidate *c)
{
    const char *known = known_example(c->value);
    if (known) {
        judgement_say(c->out, true, known);
        c->out->drop = DROP_KNOWN;
        return;
    }
    if (ask_proof(c))
        return;
    c->out->drop = run_tests(c, tests_for(c));
    if (c->out->drop == DROP_NOT)
        weigh(c);
}
