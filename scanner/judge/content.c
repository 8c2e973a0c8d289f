/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/content.h"

#include "base/ascii.h"
#include "judge/entropy.h"
#include "judge/listing.h"
#include "judge/looks.h"
#include "judge/score.h"
#include "judge/signs.h"
#include "judge/surroundings.h"
#include "literals/known.h"

/* ---- What is asked of whom ------------------------------------------------------------------- */

/* Tokens with a vendor's prefix, and keys: the pattern has said nearly all. */
static const content_test token_tests[] = {
    test_rule_entropy,  test_example,    test_cut_short, test_vendor_name,
    test_labelled_hash, test_neighbours, test_made_up,   NULL,
};

/* Values of a well-named setting, made by a machine: what is no value at all. The others are
 * weighed. */
static const content_test generic_tests[] = { test_reference,     test_template, test_sentence,
                                              test_no_assignment, test_listing,  NULL };

/* Passwords in settings: whatever stands there is the password. */
static const content_test setting_tests[] = {
    test_reference,     test_name,    test_row_of_names, test_template, test_path,
    test_no_assignment, test_listing, test_flag,         test_label,    NULL,
};

/*
 * What the syntax itself says is a password: an argument, a login in a URL, a part of a statement.
 */
static const content_test placed_tests[] = {
    test_reference,    test_name,          test_example,
    test_capital_name, test_weak_password, test_path,
    test_code,         test_empty_login,   NULL,
};

/* Passwords in code and prose. */
static const content_test password_tests[] = {
    test_reference,     test_name,
    test_sentence,      test_row_of_names,
    test_template,      test_no_assignment,
    test_listing,       test_weak_password,
    test_address,       test_code,
    test_prose,         test_identifier,
    test_plain_word,    test_empty_login,
    NULL,
};

static bool is_weighed(const struct candidate *c)
{
    return c->rule->generic && !c->human;
}

static enum drop_reason run_tests(struct candidate *c, const content_test *tests)
{
    for (; *tests; tests++) {
        enum drop_reason drop = (*tests)(c);
        if (drop != DROP_NOT)
            return drop;
    }
    return is_weighed(c) ? score_candidate(c) : DROP_NOT;
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

/* Letters alone, with a blank or a stop behind them. */
static size_t count_words(struct span text)
{
    size_t words = 0, letters = 0;
    for (size_t i = 0; i < text.len; i++) {
        char at = text.data[i];
        bool ends = at == ' ' || at == ',' || at == '.' || at == ';' || at == ':';
        words += ends && letters > 0;
        letters = ascii_is_alpha(at) ? letters + 1 : 0;
    }
    return words;
}

/* Sentences tell of passwords; what was commented out begins with the name, or nearly. */
static bool is_said_in_a_sentence(const struct candidate *c)
{
    enum { A_SENTENCE = 3 };
    const char *begin = c->match->whole.data;
    if (!c->comment || begin < c->line.data || begin > c->line.data + c->line.len)
        return false;
    return count_words(span_sub(c->line, 0, (size_t)(begin - c->line.data))) >= A_SENTENCE;
}

/* From the command's beginning to the end of its last line, which a backslash ends not. */
static struct span command_of(const struct candidate *c)
{
    enum { LONGEST = 1024 };
    size_t begin = (size_t)(c->match->whole.data - c->unit->bytes.data);
    struct span text = span_sub(c->unit->bytes, begin, LONGEST);
    size_t end = 0;
    for (;;) {
        end += span_find_char(span_from(text, end), '\n');
        if (end == text.len || end == 0 || text.data[end - 1] != '\\')
            return span_sub(text, 0, end);
        end++;
    }
}

/* Does a command that is given a password speak to nobody but the machine it runs on? */
static bool speaks_to_this_host(const struct candidate *c)
{
    static const char *const addresses[] = { "://localhost",     "://127.0.0.1",
                                             "://[::1]",         "-h localhost",
                                             "-h 127.0.0.1",     "--host=localhost",
                                             "--host localhost", "--host=127.0.0.1" };
    if (!c->ready->placed || c->host.len)
        return false;
    struct span command = command_of(c);
    for (size_t i = 0; i < ARRAY_SIZE(addresses); i++)
        if (span_find(command, span_of(addresses[i])) != SIZE_MAX)
            return true;
    return false;
}

/* `hashed_password`, beside a digest: it must be guessed before it opens anything. */
static bool is_hash_of_password(const struct candidate *c)
{
    static const char *const words[] = { "hash",      "hashed", "hashes", "digest", "crypted",
                                         "encrypted", "sha",    "md",     "crypt",  "ntlm" };
    return c->human && looks_digest(c->value) && name_has_word(c->name, words, ARRAY_SIZE(words));
}

static bool is_of_type(char c)
{
    return ascii_is_alnum(c) || memchr("_&<>[]\' .*?", c, 11);
}

/* `KEY: &str =`: back over the type, to the colon behind the name. */
static size_t before_type(struct span text)
{
    size_t at = text.len;
    while (at > 0 && is_of_type(text.data[at - 1]))
        at--;
    return at > 0 && text.data[at - 1] == ':' ? at - 1 : text.len;
}

/* What the secret is put into, as its line says: `const TEST_KEY: &str = "…`, `"test_key": "…`. */
static struct span name_before(const struct candidate *c)
{
    const char *begin = c->line.data, *whole = c->match->whole.data;
    if (whole <= begin || whole > begin + c->line.len)
        return SPAN_EMPTY;
    struct span before = { begin, (size_t)(whole - begin) };
    const char *sign = memrchr(before.data, '=', before.len);
    if (sign) {
        before.len = (size_t)(sign - before.data);
        before.len = before_type(before);
    } else {
        sign = memrchr(before.data, ':', before.len);
        before.len = sign ? (size_t)(sign - before.data) : 0;
    }
    while (before.len && !ascii_is_alnum(before.data[before.len - 1]))
        before.len--;
    size_t first = before.len;
    while (first > 0 && (ascii_is_alnum(before.data[first - 1]) || before.data[first - 1] == '_'))
        first--;
    return span_from(before, first);
}

/* Whose name or place says that it is not what opens the door. */
static void weigh_name(struct candidate *c)
{
    static const char *const tests[] = { "test", "tests", "testing" };
    struct judgement *out = c->out;
    struct span name = c->name.len ? c->name : name_before(c);
    if (is_hash_of_password(c)) {
        judgement_say(out, true, "the hash of a password");
        out->severity = MIN(out->severity, VETO_SEVERITY_LOW);
    }
    if (out->issued)
        return;
    if (name_is_made_up(name)) {
        judgement_say(out, true, "its name says that it is made up");
        out->severity =
                MIN(out->severity, c->rule->generic ? VETO_SEVERITY_LOW : VETO_SEVERITY_MEDIUM);
    } else if (name_has_word(name, tests, ARRAY_SIZE(tests)) &&
               (!c->configuration || (c->human && test_weak(c) != DROP_NOT))) {
        judgement_say(out, true, "its name says that it is of a test");
        out->severity = MIN(out->severity, VETO_SEVERITY_MEDIUM);
    }
    if (surroundings_document(c)) {
        judgement_say(out, true, "in a comment or a session that documents the code");
        out->severity = MIN(out->severity, VETO_SEVERITY_MEDIUM);
    }
}

/* How random it is would tell a password that can be guessed from others. */
static const char *randomness_of(const struct candidate *c)
{
    if (entropy_guess_bits(c->value) < GUESSABLE_BITS ||
        entropy_guess_bits_decoded(c->value) < GUESSABLE_BITS)
        return "looks random";
    unsigned tenths = (unsigned)(entropy_of(c->value) * 10);
    return arena_printf(c->arena, "looks random: %u.%u bits per character", tenths / 10,
                        tenths % 10);
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
            out->severity = MIN(VETO_SEVERITY_HIGH, MAX(out->severity, c->rule->public.severity));
        }
        if (span_eq_nocase(c->value, c->name)) {
            judgement_say(out, true, "its name stands for it");
            out->severity = MIN(out->severity, VETO_SEVERITY_MEDIUM);
        }
    } else if (c->made_up || c->odd_form) {
        judgement_say(out, true,
                      c->odd_form ? "not of the length or form that its vendor gives out"
                                  : "typed on a keyboard or made of words, as no machine does");
        out->severity = MIN(out->severity, VETO_SEVERITY_MEDIUM);
        out->confidence = VETO_CONFIDENCE_POSSIBLE;
    } else if (c->faint) {
        judgement_say(
                out, true,
                "short, a word with digits behind it, or the name of a variable, as in examples");
        out->severity = MIN(out->severity, VETO_SEVERITY_LOW);
        out->confidence = VETO_CONFIDENCE_POSSIBLE;
    } else if (c->doubtful) {
        judgement_say(out, true, "it has the form of a UUID, which are mostly ids");
        out->confidence = VETO_CONFIDENCE_POSSIBLE;
    } else if (c->human) {
        judgement_say(out, false, "a literal beside a name or in a place that means a password");
        out->confidence = MAX(out->confidence, VETO_CONFIDENCE_LIKELY);
    } else if (c->rule->generic) {
        out->confidence =
                c->close ? VETO_CONFIDENCE_POSSIBLE : MAX(out->confidence, VETO_CONFIDENCE_LIKELY);
        judgement_say(out, false, randomness_of(c));
        if (c->close)
            judgement_say(out, true, "as much speaks against it as for it");
    }
    /* Where it is set, another holds: as default-password-in-reference says. */
    if (c->is_default && c->human)
        out->severity = MIN(out->severity, VETO_SEVERITY_MEDIUM);
    bool is_local = is_this_host(c->host) || speaks_to_this_host(c);
    bool is_workflow = (c->unit->kinds & KIND_WORKFLOW) != 0;
    if (is_example_host(c->host) || (is_local && (!c->configuration || is_workflow))) {
        judgement_say(out, true, "for a host that is nobody's");
        judgement_lower(out, 1);
    }
    if (c->human && is_workflow && test_weak(c) != DROP_NOT) {
        judgement_say(out, true, "of a service that lives as long as the job");
        out->severity = MIN(out->severity, VETO_SEVERITY_MEDIUM);
    }
    if (c->rule->generic && c->comment && !(c->unit->kinds & KIND_MARKUP)) {
        judgement_say(out, true, "commented out");
        out->severity = MIN(out->severity, VETO_SEVERITY_MEDIUM);
    }
    if (c->human && is_said_in_a_sentence(c)) {
        judgement_say(out, true, "said in a sentence of a comment");
        out->severity = MIN(out->severity, VETO_SEVERITY_MEDIUM);
    }
    if (surroundings_say_example(c)) {
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
    if (!ask_proof(c)) {
        c->out->drop = run_tests(c, tests_for(c));
        if (c->out->drop == DROP_NOT)
            weigh(c);
    }
    if (c->out->drop == DROP_NOT)
        weigh_name(c);
}
