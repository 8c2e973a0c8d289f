/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/test.h"

#include "unit/judge/bench.h"

/* ---- Generic values -------------------------------------------------------------------------- */

static void believes_random_values(void **state)
{
    static const char *const texts[] = {
        "api_key = \"«q8Vt2LmZ4kXw9RpB7sYd»\"",
        "client_secret = \"«Zk3-9fQx_Lw7Vb2Nc8Rt4Pm6»\"",
        "auth_token = '«3c360ff313538113576916052260ef7e»'",
        "secret_key = \"«tG7/kq+Pz09vXw2LmB4cRs8uYh1JdN6e»\"",
    };
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
        assert_drop(*state, GENERIC, KIND_CODE, texts[i], DROP_NOT);
        struct judgement judgement = judge_in(*state, GENERIC, KIND_CODE, texts[i]);
        assert_true(judgement.confidence >= VETO_CONFIDENCE_LIKELY);
        assert_false(judgement.guessable);
    }
}

static void drops_what_does_not_look_like_a_secret(void **state)
{
    static const struct drop_row rows[] = {
        { "api_key = \"«${API_KEY}»\"", DROP_REFERENCE },
        { "api_key = \"«{{ vault.api_key }}»\"", DROP_REFERENCE },
        { "api_key = «process.env.API_KEY»", DROP_REFERENCE },
        { "api_key = «os.environ['API_KEY']»", DROP_REFERENCE },
        { "api_key = ${«API_KEY_OF_PRODUCTION»}", DROP_REFERENCE },
        { "api_key = «ENC(G6N718UuyPE5bHyWKyuLQSm02auQPUtm)»", DROP_ENCRYPTED },
        { "token_url = \"«q8Vt2LmZ4kXw9RpB7sYd»\"", DROP_NAME },
        { "secretName = \"«q8Vt2LmZ4kXw9RpB7sYd»\"", DROP_NAME },
        { "api_key = \"«your-api-key-goes-here»\"", DROP_PLACEHOLDER },
        { "api_key = \"«xxxxxxxxxxxxxxxxxxxx»\"", DROP_PLACEHOLDER },
        { "api_key = \"«1234567890abcdef1234»\"", DROP_PLACEHOLDER },
        { "api_key = \"«a1b2c3d4e5f6g7h8»\"", DROP_PLACEHOLDER },
        { "api_key = \"«qwertyuiop12»\"", DROP_PLACEHOLDER },
        { "api_key = \"«k8Zq7Xk8Zq7Xk8Zq7X»\"", DROP_PLACEHOLDER },
        { "api_key = \"«database-credentials-production»\"", DROP_LOOKALIKE },
        { "api_key = \"«applicationServiceManagerKey»\"", DROP_LOOKALIKE },
        { "api_key = \"«https://login.acme.io/oauth2/v1»\"", DROP_LOOKALIKE },
        { "api_key = \"«/etc/application/config.json»\"", DROP_LOOKALIKE },
        { "api_key = \"«robot17@machines.acme.io»\"", DROP_LOOKALIKE },
        { "api_key = \"«2024-03-01T12:30:00Z»\"", DROP_LOOKALIKE },
        { "sha256 of the api_key = \"«9f86d081884c7d659a2feaa0c55ad015»\"", DROP_LOOKALIKE },
        { "api_key = \"«getKey(name, [a-z0-9]+)»\"", DROP_SYNTAX },
        { "api_key = \"«the value that you are given by us»\"", DROP_WORDS },
        { "api_key = \"«k7abkabk7bakka7bka»\"", DROP_ENTROPY },
        { "api_key = \"«d41d8cd98f00b204e9800998ecf8427e»\"", DROP_KNOWN },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        assert_drop(*state, GENERIC, KIND_CODE, rows[i].text, rows[i].reason);
}

static void looks_inside_the_default_of_a_reference(void **state)
{
    assert_drop(*state, GENERIC, KIND_CODE, "api_key = «${KEY:-q8Vt2LmZ4kXw9RpB7sYd}»", DROP_NOT);
    assert_drop(*state, GENERIC, KIND_CODE, "api_key = «${KEY:-${OTHER_KEY}}»", DROP_REFERENCE);
    assert_drop(*state, GENERIC, KIND_CODE, "api_key = «${KEY:?must be set}»", DROP_REFERENCE);
    assert_drop(*state, GENERIC, KIND_CODE, "api_key = «getenv(\"K\", \"q8Vt2LmZ4kXw9RpB7sYd\")»",
                DROP_NOT);
    assert_drop(*state, PASSWORD, KIND_CONFIG, "password=«${PASS:-pass}»", DROP_NOT);
    struct judgement judgement =
            judge_in(*state, PASSWORD, KIND_CONFIG, "password=«${PASS:-pass}»");
    assert_string_equal(judgement.evidence[0].text, "a literal default inside a reference");
}

static void survives_nested_references(void **state)
{
    char text[4096] = "key=«";
    for (int i = 0; i < 300; i++)
        strcat(text, "${A:-");
    strcat(text, "»");
    assert_drop(*state, GENERIC, KIND_CODE, text, DROP_REFERENCE);
}

static void believes_uuids_only_half(void **state)
{
    const char *named = "client_secret = \"«6f9619ff-8b86-4d01-b42d-00cf4fc964ff»\"";
    assert_drop(*state, GENERIC, KIND_CODE, named, DROP_NOT);
    assert_int_equal(judge_in(*state, GENERIC, KIND_CODE, named).confidence,
                     VETO_CONFIDENCE_POSSIBLE);
    assert_drop(*state, GENERIC, KIND_CODE, "thing = \"«6f9619ff-8b86-4d01-b42d-00cf4fc964ff»\"",
                DROP_LOOKALIKE);
}

/* ---- Passwords ------------------------------------------------------------------------------- */

static void finds_any_literal_in_a_configuration(void **state)
{
    static const struct {
        enum rule_kind rule;
        const char *text;
    } rows[] = {
        { GENERIC, "POSTGRES_PASSWORD=«pass»" },
        { GENERIC, "POSTGRES_PASSWORD=«changeme»" },
        { GENERIC, "POSTGRES_PASSWORD=«example»" },
        { GENERIC, "JWT_SECRET=«mysecret»" },
        { PASSWORD, "DB_PASSWORD=«root»" },
        { PASSWORD, "- DATABASE_URL=postgresql://user:«pass»@postgres:5432/myapp" },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct judgement judgement =
                judge_in(*state, rows[i].rule, KIND_COMPOSE | KIND_CONFIG, rows[i].text);
        assert_int_equal(judgement.drop, DROP_NOT);
        assert_int_equal(judgement.severity, VETO_SEVERITY_HIGH);
        assert_true(judgement.confidence >= VETO_CONFIDENCE_LIKELY);
        assert_true(judgement.guessable);
    }
}

static void lowers_passwords_for_hosts_of_nobody(void **state)
{
    const char *example = "postgresql://bob:«Tr0ub4dor-and-3»@db.example.com/shop";
    const char *local = "postgresql://bob:«Tr0ub4dor-and-3»@localhost/shop";
    assert_int_equal(judge_in(*state, PASSWORD, KIND_CODE, example).severity, VETO_SEVERITY_MEDIUM);
    assert_int_equal(judge_in(*state, PASSWORD, KIND_CODE, local).severity, VETO_SEVERITY_MEDIUM);
    assert_int_equal(judge_in(*state, PASSWORD, KIND_CONFIG, local).severity, VETO_SEVERITY_HIGH);
}

static void passes_over_weak_passwords_elsewhere(void **state)
{
    static const char *const texts[] = {
        "postgresql://user:«pass»@host",
        "postgresql://root:«root»@host",
        "password: \"«changeme»\"",
        "password: \"«123456»\"",
    };
    static const kind_set kinds[] = { KIND_CODE, KIND_MARKUP, KIND_OTHER };
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
        for (size_t k = 0; k < ARRAY_SIZE(kinds); k++)
            assert_drop(*state, PASSWORD, kinds[k], texts[i], DROP_PLACEHOLDER);
    /* Commented out, a setting is prose. */
    assert_drop(*state, PASSWORD, KIND_CONFIG | KIND_ENV, "# PASSWORD: «changeme»",
                DROP_PLACEHOLDER);
}

static void tells_of_words_with_digits_in_a_low_voice(void **state)
{
    struct judgement told = judge_in(*state, PASSWORD, KIND_CODE, "password: \"«admin123»\"");
    assert_int_equal(told.drop, DROP_NOT);
    assert_int_equal(told.severity, VETO_SEVERITY_LOW);
    assert_int_equal(told.confidence, VETO_CONFIDENCE_POSSIBLE);
}

static void drops_references_in_a_configuration(void **state)
{
    static const struct drop_row rows[] = {
        { "JWT_SECRET=«${JWT_SECRET}»", DROP_REFERENCE },
        { "PASSWORD=«$DB_PASSWORD»", DROP_REFERENCE },
        { "PASSWORD=«$(cat /run/secrets/db)»", DROP_REFERENCE },
        { "PASSWORD=«%DB_PASSWORD%»", DROP_REFERENCE },
        { "PASSWORD=«<your-password>»", DROP_PLACEHOLDER },
        { "PASSWORD=«REPLACE_ME»", DROP_PLACEHOLDER },
        { "PASSWORD=«********»", DROP_PLACEHOLDER },
        { "PASSWORD=«null»", DROP_PLACEHOLDER },
        { "PASSWORD_FILE=«db-password»", DROP_NAME },
        { "PASSWORD=«/etc/secret/password»", DROP_LOOKALIKE },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        assert_drop(*state, GENERIC, KIND_COMPOSE | KIND_CONFIG, rows[i].text, rows[i].reason);
}

static void believes_real_passwords_in_code(void **state)
{
    assert_drop(*state, PASSWORD, KIND_CODE, "login(\"bob\", \"«Tr0ub4dor-and-3»\")", DROP_NOT);
    assert_drop(*state, PASSWORD, KIND_CODE, "login(\"bob\", \"«mZ4k#Q8vTr2»\")", DROP_NOT);
    assert_drop(*state, PASSWORD, KIND_CODE, "login(\"bob\", \"«user_password»\")", DROP_LOOKALIKE);
    assert_drop(*state, PASSWORD, KIND_CODE, "login(\"bob\", \"«challengePassword»\")",
                DROP_LOOKALIKE);
    assert_drop(*state, PASSWORD, KIND_CODE, "login(\"bob\", \"«wombat»\")", DROP_WORDS);
    assert_drop(*state, PASSWORD, KIND_CODE, "\"password\": \"«Пароль.»\"", DROP_WORDS);
    assert_drop(*state, PASSWORD, KIND_CODE, "\"password\": \"«pässwörd17»\"", DROP_NOT);
    assert_drop(*state, PASSWORD, KIND_CODE, "('no-password', '«Don\\»'t reset')", DROP_WORDS);
    assert_drop(*state, PASSWORD, KIND_CODE, "login('«k8Zq7\\»'xW')", DROP_NOT);
    assert_drop(*state, PASSWORD, KIND_CODE, "password:'«{$password}»'", DROP_PLACEHOLDER);
    assert_drop(*state, PASSWORD, KIND_CODE, "\"PASSWORD\", \"«Ljava/lang/String;»\"", DROP_SYNTAX);
    assert_drop(*state, PASSWORD, KIND_CODE, "password: '«Checks::notInList»'", DROP_SYNTAX);
    assert_drop(*state, PASSWORD, KIND_CODE, "readFile('/etc/passwd', '«utf8»')", DROP_LOOKALIKE);
}

static void thinks_less_of_examples(void **state)
{
    assert_int_equal(
            judge_in(*state, GENERIC, KIND_YAML, "example: \"«q8Vt2LmZ4kXw9RpB7sYd»\"").severity,
            VETO_SEVERITY_MEDIUM);
    assert_int_equal(
            judge_in(*state, GENERIC, KIND_YAML, "exampled: \"«q8Vt2LmZ4kXw9RpB7sYd»\"").severity,
            VETO_SEVERITY_HIGH);
}

/* ---- Tokens ---------------------------------------------------------------------------------- */

static void judges_tokens_by_cheap_signs_alone(void **state)
{
    static const struct drop_row rows[] = {
        { "«sk_live_q8Vt2LmZ4kXw9RpB7sYdQ3nT»", DROP_NOT },
        { "\\n«sk_live_q8Vt2LmZ4kXw9RpB7sYdQ3nT»", DROP_NOT },
        { "a%3D«sk_live_q8Vt2LmZ4kXw9RpB7sYdQ3nT»", DROP_NOT },
        { "«sk_live_xxxxxxxxxxxxxxxxxxxxxxxx»", DROP_PLACEHOLDER },
        { "«sk_live_q8Vt2LmZ4kEXAMPLEB7sYdQ3»", DROP_PLACEHOLDER },
        { "«sk_test_4eC39HqLyjWDarjtT1zdp7dc»", DROP_KNOWN },
        { "xAbCdEfGhIjKlMnOpQrStUvWxYz0123«sk_live_q8Vt2LmZ4kXw9RpB7sYdQ3nT»", DROP_NEIGHBOURS },
        { "«sk_live_q8Vt2LmZ4kXw9RpB7sYdQ3nT»AbCdEfGhIjKlMnOpQrStUvWxYz0123", DROP_NEIGHBOURS },
        { "q«sk_live_q8Vt2LmZ4kXw9RpB7sYdQ3nT»q", DROP_NEIGHBOURS },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        assert_drop(*state, TOKEN, KIND_CODE, rows[i].text, rows[i].reason);
}

static void tells_of_typed_tokens_without_believing_them(void **state)
{
    struct judgement told =
            judge_in(*state, TOKEN, KIND_CODE, "«sk_live_0123456789abcdefghijklmn»");
    assert_int_equal(told.drop, DROP_NOT);
    assert_int_equal(told.severity, VETO_SEVERITY_MEDIUM);
    assert_int_equal(told.confidence, VETO_CONFIDENCE_POSSIBLE);
}

static void takes_hashes_for_what_their_line_says(void **state)
{
    assert_int_equal(judge_in(*state, TOKEN, KIND_CODE,
                              "acme_commit = \"«f3fbf9c7b01a1641dc1f0d20ccfb140d628471c7»\"")
                             .drop,
                     DROP_LOOKALIKE);
    assert_int_equal(judge_in(*state, TOKEN, KIND_CODE,
                              "acme_token = \"«f3fbf9c7b01a1641dc1f0d20ccfb140d628471c7»\"")
                             .drop,
                     DROP_NOT);
}

static void leaves_insecure_configuration_alone(void **state)
{
    struct judgement judgement = judge_in(*state, CONFIGURATION, KIND_SHELL, "«curl -k https://x»");
    assert_int_equal(judgement.drop, DROP_NOT);
    assert_true(judgement.guessable);
}

static void sinks_what_a_comment_says(void **state)
{
    static const struct {
        kind_set kind;
        const char *text;
        enum veto_severity severity;
    } rows[] = {
        { KIND_SHELL, "«curl -k https://x»", VETO_SEVERITY_HIGH },
        { KIND_SHELL, "  # usage: «curl -k https://x»", VETO_SEVERITY_LOW },
        { KIND_SHELL, "echo # «curl -k https://x»", VETO_SEVERITY_HIGH },
        { KIND_CODE, "// run «curl -k https://x»", VETO_SEVERITY_LOW },
        { KIND_CODE, "#define GET \"«curl -k https://x»\"", VETO_SEVERITY_HIGH },
        { KIND_CODE, "# get it by «curl -k https://x»", VETO_SEVERITY_LOW },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        assert_int_equal(judge_in(*state, CONFIGURATION, rows[i].kind, rows[i].text).severity,
                         rows[i].severity);
}

static void lowers_logins_at_the_own_machine(void **state)
{
    static const struct {
        const char *text;
        enum veto_severity severity;
    } rows[] = {
        { "ldapadd -H ldap://localhost:389 -w «w8Lp2vXqTr4»", VETO_SEVERITY_MEDIUM },
        { "curl -u admin:«w8Lp2vXqTr4» \\\n  http://127.0.0.1:9200/a", VETO_SEVERITY_MEDIUM },
        { "mysql -h localhost -p«w8Lp2vXqTr4»", VETO_SEVERITY_MEDIUM },
        { "curl -u admin:«w8Lp2vXqTr4»\ncurl http://127.0.0.1:9200/a", VETO_SEVERITY_HIGH },
        { "ldapadd -H ldap://directory -w «w8Lp2vXqTr4»", VETO_SEVERITY_HIGH },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        assert_int_equal(judge_in(*state, COMMAND, KIND_SHELL, rows[i].text).severity,
                         rows[i].severity);
}

/* A sentence of a comment tells of a password; what was commented out still may be one. */
static void lowers_what_a_sentence_tells(void **state)
{
    static const struct {
        const char *text;
        enum veto_severity severity;
    } rows[] = {
        { "# every file there needs this password: «q7k31ZMTZzkVB»", VETO_SEVERITY_MEDIUM },
        { " * it is used as a login, password: «q7k31ZMTZzkVB»", VETO_SEVERITY_MEDIUM },
        { "# password: «q7k31ZMTZzkVB»", VETO_SEVERITY_HIGH },
        { "// const char password: «q7k31ZMTZzkVB»", VETO_SEVERITY_HIGH },
        { "that file needs this password: «q7k31ZMTZzkVB»", VETO_SEVERITY_HIGH },
    };
    struct bench *bench = *state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct judgement judgement;
        struct example example = read_example(bench, rows[i].text);
        struct unit unit = unit_whole(example.bytes, NULL);
        struct match match = {
            .rule = &rules[PASSWORD],
            .whole = span_from(example.bytes, span_find(example.bytes, SPAN("password"))),
            .secret = example.secret,
        };
        unit.kinds = KIND_CODE;
        judge_content(bench->judge, bench->scratch, &match, &unit, &bench->arena, &judgement);
        assert_int_equal(judgement.drop, DROP_NOT);
        assert_int_equal(judgement.severity, rows[i].severity);
    }
}

static void never_drops_what_was_cut(void **state)
{
    struct bench *bench = *state;
    struct judgement judgement;
    struct span bytes = SPAN("key = xxxxxxxxxxxx");
    struct unit unit = unit_whole(bytes, NULL);
    struct match match = {
        .rule = &rules[GENERIC],
        .whole = bytes,
        .secret = span_from(bytes, 6),
        .cut = true,
    };
    judge_content(bench->judge, bench->scratch, &match, &unit, &bench->arena, &judgement);
    assert_int_equal(judgement.drop, DROP_NOT);
    assert_int_equal(judgement.confidence, VETO_CONFIDENCE_POSSIBLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(believes_random_values),
        cmocka_unit_test(drops_what_does_not_look_like_a_secret),
        cmocka_unit_test(looks_inside_the_default_of_a_reference),
        cmocka_unit_test(survives_nested_references),
        cmocka_unit_test(believes_uuids_only_half),
        cmocka_unit_test(finds_any_literal_in_a_configuration),
        cmocka_unit_test(lowers_passwords_for_hosts_of_nobody),
        cmocka_unit_test(passes_over_weak_passwords_elsewhere),
        cmocka_unit_test(tells_of_words_with_digits_in_a_low_voice),
        cmocka_unit_test(tells_of_typed_tokens_without_believing_them),
        cmocka_unit_test(drops_references_in_a_configuration),
        cmocka_unit_test(believes_real_passwords_in_code),
        cmocka_unit_test(thinks_less_of_examples),
        cmocka_unit_test(judges_tokens_by_cheap_signs_alone),
        cmocka_unit_test(takes_hashes_for_what_their_line_says),
        cmocka_unit_test(leaves_insecure_configuration_alone),
        cmocka_unit_test(sinks_what_a_comment_says),
        cmocka_unit_test(lowers_logins_at_the_own_machine),
        cmocka_unit_test(lowers_what_a_sentence_tells),
        cmocka_unit_test(never_drops_what_was_cut),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
