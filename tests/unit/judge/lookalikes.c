/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/test.h"

#include "unit/judge/bench.h"

/* Look-alikes that real trees are full of, each beside what differs from it by little. */
static void tells_names_and_texts_of_code_from_secrets(void **state)
{
    static const struct drop_row generic[] = {
        { "tlsSecret = \"«q8Vt2LmZ4kXw9RpB7sYd»\"", DROP_NAME },
        { "publicResourceKey = \"«q8Vt2LmZ4kXw9RpB7sYd»\"", DROP_NAME },
        { "resourceKey = \"«q8Vt2LmZ4kXw9RpB7sYd»\"", DROP_NOT },
        { "client_secret = \"«ECC_NIST_P256_SHA384»\"", DROP_LOOKALIKE },
        { "client_secret = \"«CLUSTER_API_SECRET»\"", DROP_PLACEHOLDER },
        { "client_secret = \"«keycloak-tls-bundle»\"", DROP_LOOKALIKE },
        { "client_secret = \"«VGhpcyBpcyBhIHRlc3Qgc3RyaW5nLg==»\"", DROP_WORDS },
        { "client_secret = \"«YWJjZGVmZ2hpamtsbW5vcA==»\"", DROP_WORDS },
        { "client_secret = \"«cThWdDJMbVo0a1h3OVJwQjdzWWQ=»\"", DROP_NOT },
        { "client_secret = f\"«{vault}/q8Vt2LmZ4kXw9»\"", DROP_REFERENCE },
        { "client_secret = \"«bannerbearOAuth2Api»\"", DROP_LOOKALIKE },
        { "client_secret = \"«q8vt2LmZ4kXw9RpB7sYd»\"", DROP_NOT },
        { "newSecretKey(\"«PBKDF2WithHmacSHA256»\"", DROP_LOOKALIKE },
        { "client_secret = \"«ZXhhbXBsZS1jb29raWUtc2VjcmV0enp6»\"", DROP_WORDS },
        { "access_token = \"«N2YzYTkxYzRlNWQ4YjA2MmY4MWU0YzdhOWQzNWIwZTY=»\"", DROP_NOT },
        { "access_token = \"«ODg4ODg4ODg4ODg4ODg4ODg4ODg4ODg4ODg4ODg4ODg=»\"", DROP_WORDS },
        { "secret = \"«MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEq8Vt2LmZ4kXw9RpB7sYd»\"",
          DROP_LOOKALIKE },
        { "secret = \"«MIIBCgKCAQEAq8Vt2LmZ4kXw9RpB7sYdq1Wc5Nf3Hj6Gk0Tb4Ux8»\"",
          DROP_LOOKALIKE },
        { "secret = \"«MHcCAQEEIPq8Vt2LmZ4kXw9RpB7sYdq1Wc5Nf3Hj6Gk0Tb4Ux8Z»\"", DROP_NOT },
        { "www.acmesecret.com = \"«.q8vt2lmz4kxw9.cdn.acme.net»\"", DROP_NAME },
        { "acmesecret.comment = \"«q8Vt2LmZ4kXw9RpB7sYd»\"", DROP_NOT },
        { "nextForwardToken = \"«f/36764432259514369097377004316756/s»\"", DROP_NAME },
        { "\"pubkey\": \"«q8Vt2LmZ4kXw9RpB7sYd»\"", DROP_NAME },
        { "credential = \"«Q7WZ2KXN5RTB9LMD4PHC/20260101/eu-west-1/s3/aws4_request»\"",
          DROP_LOOKALIKE },
        { "SECRETS_F = \"«/etc/xl2tpd/xl2tp-q7»\"", DROP_LOOKALIKE },
    };
    static const struct drop_row passwords[] = {
        { "password = \"«^.{8,32}$»\"", DROP_SYNTAX },
        { "htpasswd\", \"«-bcB»\"", DROP_SYNTAX },
        { "passwordutil \"«github.com/acme/shop/util/password»\"", DROP_LOOKALIKE },
        { "'$userPassword' => '«@user_password»'", DROP_LOOKALIKE },
        { "'/password' => '«App\\\\Controllers\\\\UserPasswordController»'", DROP_SYNTAX },
        { "passwordForm.find('«meter[name=»\"", DROP_SYNTAX },
        { "password: input(\"«forms.get(»'", DROP_SYNTAX },
        { "password: \"«_DBC_DBPASS_»\"", DROP_PLACEHOLDER },
        { "password = f\"«{user}:{word}»\"", DROP_REFERENCE },
        { "password = $\"«{user}:{word}»\"", DROP_REFERENCE },
        { "password = \"«k{user}9w8rd»\"", DROP_NOT },
        { "password: \"«{url_path}/v3/tokens»\"", DROP_PLACEHOLDER },
        { "usePassword: \"«pm-19976-use-sdk-password-hints»\"", DROP_LOOKALIKE },
        { "password: \"«correct-19976-horse-staple»\"", DROP_NOT },
        { "password: \"«$ummer-19»\"", DROP_NOT },
        { "password: \"«$email-password»\"", DROP_REFERENCE },
        { "password: \"«themes/gui-sdl2/human/bg»\"", DROP_LOOKALIKE },
        { "password: \"«k8q/zt7/xv2»\"", DROP_NOT },
        { "password: \"«-p$MYSQL_PASSWORD»\"", DROP_REFERENCE },
        { "password: \"«$$MYSQL_ROOT_PASSWORD»\"", DROP_REFERENCE },
        { "password: \"«$$UMMER-19»\"", DROP_NOT },
        { "password: \"«xxj31ZMTZzkVA»\"", DROP_KNOWN },
        { "password: \"«--password=»\"", DROP_SYNTAX },
        { "password = \"«Primera.params.password»\"", DROP_REFERENCE },
        { "password = \"«w8Lp.vXq.Tr4»\"", DROP_NOT },
        { "password: \"«-bcB7»\"", DROP_NOT },
        { "password-hasher\": \"«^5.3|^6.0»\"", DROP_LOOKALIKE },
        { "rpassword = \"«7.5.4»\"", DROP_LOOKALIKE },
        { "password = \"«7.5x4!»\"", DROP_NOT },
        { "password' => '«min:6|required_with:password_confirmation»'", DROP_SYNTAX },
        { "password' => '«min6:Rq9!d8v»'", DROP_NOT },
        { "password = f\"PASSWORD=0x«{word:x}»\"", DROP_REFERENCE },
        { "password = \"«not-needed»\"", DROP_PLACEHOLDER },
        { "password = \"«%{string:User-Password}»\"", DROP_REFERENCE },
        { "password = «`grep»", DROP_REFERENCE },
        { "password = \"«`123QWERasdf»\"", DROP_NOT },
        { "password: \"«w8Lp/vXq.Tr4»\"", DROP_NOT },
        { "password_string \"«(P|p)assword.*»\"", DROP_SYNTAX },
        { "password_string \"«(P|p)qX7word.*»\"", DROP_NOT },
        { "password_mask = '«uid=%login,ou=people,dc=acme,dc=io»'", DROP_LOOKALIKE },
        { "password_mask = '«uid=7,w8Lp2vXq»'", DROP_NOT },
        { "password = '«$encrypted$»'", DROP_REFERENCE },
        { "password = '«$Encr7pted$»'", DROP_NOT },
        { "password = \"«$avp(apasswd)»\"", DROP_REFERENCE },
        { "password = \"«$Avp7(apasswd)»\"", DROP_NOT },
        { "password = \"«REPLACED»\"", DROP_PLACEHOLDER },
        { "password = \"«bob-$timestamp»\"", DROP_NOT },
        { "password = \"«dummyPhraseOf32---»\"", DROP_PLACEHOLDER },
        { "password = \"«sdummyPhraseOf32---»\"", DROP_NOT },
        { "password = \"«Schl\\u00FCssel-Wort»\"", DROP_WORDS },
        { "password = \"«Schl\\u00FC7sel-W0rt»\"", DROP_NOT },
        { "passwordIterations = \"«4096x»\"", DROP_NAME },
    };
    for (size_t i = 0; i < ARRAY_SIZE(generic); i++)
        assert_drop(*state, GENERIC, KIND_CODE, generic[i].text, generic[i].reason);
    for (size_t i = 0; i < ARRAY_SIZE(passwords); i++)
        assert_drop(*state, PASSWORD, KIND_CODE, passwords[i].text, passwords[i].reason);
    /* In a configuration, too: variables and moments, but not what is only weak. */
    assert_drop(*state, PASSWORD, KIND_CONFIG, "password = «TB_KAFKA_PASSWORD»", DROP_PLACEHOLDER);
    assert_drop(*state, PASSWORD, KIND_CONFIG, "password = «5:3600»", DROP_LOOKALIKE);
    assert_drop(*state, PASSWORD, KIND_CONFIG, "password = «2019-03-20T17:54:53Z»", DROP_LOOKALIKE);
    assert_drop(*state, PASSWORD, KIND_CONFIG, "password = «123456»", DROP_NOT);
    assert_drop(*state, PASSWORD, KIND_CONFIG, "password = «my-password»", DROP_NOT);
    assert_drop(*state, PASSWORD, KIND_CONFIG, "rpassword = «7.5.4»", DROP_LOOKALIKE);
    assert_drop(*state, PASSWORD, KIND_CONFIG, "update_password = «always»", DROP_LOOKALIKE);
    assert_drop(*state, PASSWORD, KIND_CONFIG, "password = «signing-key:passphrase»",
                DROP_REFERENCE);
    assert_drop(*state, PASSWORD, KIND_CONFIG, "password = «admin:passphrase»", DROP_NOT);
    assert_drop(*state, PASSWORD, KIND_CONFIG, "passwordKey = «password»", DROP_NAME);
    assert_drop(*state, PASSWORD, KIND_CONFIG, "passwd = «files»", DROP_LOOKALIKE);
    assert_drop(*state, PASSWORD, KIND_CONFIG, "passwd = «file7»", DROP_NOT);
    assert_drop(*state, PASSWORD, KIND_CONFIG, "existingPasswordSecretKey = «secret»", DROP_NAME);
    assert_drop(*state, PASSWORD, KIND_CONFIG, "passwordSecret = «~»", DROP_PLACEHOLDER);
    assert_drop(*state, PASSWORD, KIND_CONFIG | KIND_TERRAFORM,
                "password = «random_password.db2.result»", DROP_REFERENCE);
    assert_drop(*state, PASSWORD, KIND_CONFIG, "password = «w8lp.vxq2.tr4»", DROP_NOT);
    assert_drop(*state, PASSWORD, KIND_CONFIG, "PasswordValidityDays = «21»", DROP_NAME);
    assert_drop(*state, PASSWORD, KIND_CONFIG | KIND_TERRAFORM, "password = «optional(string)»",
                DROP_REFERENCE);
    assert_drop(*state, PASSWORD, KIND_CONFIG | KIND_TERRAFORM, "password = \"«optional(string)»\"",
                DROP_NOT);
    assert_drop(*state, PASSWORD, KIND_CONFIG, "password = «optional(string)»", DROP_NOT);
    /* Some languages put values into texts in double quotes. */
    assert_drop(*state, PASSWORD, KIND_CODE | KIND_PHP, "password = \"«bob-$timestamp»\"",
                DROP_REFERENCE);
    assert_drop(*state, PASSWORD, KIND_CODE | KIND_PHP, "password = '«bob-$timestamp»'", DROP_NOT);
    assert_drop(*state, PASSWORD, KIND_CODE | KIND_PHP, "password = \"«b0b-$2timestamp»\"", DROP_NOT);
    assert_drop(*state, GENERIC, KIND_CONFIG, "secret = «ZXhhbXBsZS1jb29raWUtc2VjcmV0enp6»",
                DROP_WORDS);
    /* Kubernetes encodes what it keeps. */
    assert_drop(*state, GENERIC, KIND_CONFIG, "secret = «VGhpcyBpcyBhIHRlc3Qgc3RyaW5nLg==»",
                DROP_NOT);
    assert_drop(*state, COMMAND, KIND_CODE,
                "Authorization: Basic «c2hvcC1jaGFsbGVuZ2UtY2xpZW50Og==»", DROP_PLACEHOLDER);
    assert_drop(*state, COMMAND, KIND_CODE, "Authorization: Basic «c2hvcDp3OExwMnZYcTlzVA==»",
                DROP_NOT);
    assert_drop(*state, TOKEN, KIND_CODE, "«ya29.a0AW4XtxhRb1s51TxLPnj»...", DROP_PLACEHOLDER);
    assert_drop(*state, TOKEN, KIND_CODE, "«ya29.a0AW4XtxhRb1s51TxLPnj».", DROP_NOT);
}

/* What a name or a comment says against a secret lowers it, and never hides it. */
static void lowers_what_its_name_says_is_made_up(void **state)
{
    static const struct {
        enum rule_kind kind;
        kind_set kinds;
        const char *text;
        enum veto_severity severity;
    } rows[] = {
        { GENERIC, KIND_CODE, "FAKE_SECRET = \"«q8Vt2LmZ4kXw9RpB7sYd»\"", VETO_SEVERITY_LOW },
        { GENERIC, KIND_CODE, "mockClientSecret = \"«q8Vt2LmZ4kXw9RpB7sYd»\"", VETO_SEVERITY_LOW },
        { GENERIC, KIND_CODE, "test_secret = \"«q8Vt2LmZ4kXw9RpB7sYd»\"", VETO_SEVERITY_MEDIUM },
        { GENERIC, KIND_CODE, "latest_secret = \"«q8Vt2LmZ4kXw9RpB7sYd»\"", VETO_SEVERITY_HIGH },
        { GENERIC, KIND_CONFIG, "test_secret = «q8Vt2LmZ4kXw9RpB7sYd»", VETO_SEVERITY_HIGH },
        { GENERIC, KIND_CODE, " * secret = \"«q8Vt2LmZ4kXw9RpB7sYd»\"", VETO_SEVERITY_MEDIUM },
        { GENERIC, KIND_MARKUP, " * secret = \"«q8Vt2LmZ4kXw9RpB7sYd»\"", VETO_SEVERITY_HIGH },
        { GENERIC, KIND_CODE, "iex> secret = \"«q8Vt2LmZ4kXw9RpB7sYd»\"", VETO_SEVERITY_MEDIUM },
        { GENERIC, KIND_CODE, "# secret = \"«q8Vt2LmZ4kXw9RpB7sYd»\"", VETO_SEVERITY_MEDIUM },
        { GENERIC, KIND_CODE, "{\"examples\": \"secret=«q8Vt2LmZ4kXw9RpB7sYd»\"",
          VETO_SEVERITY_MEDIUM },
        { PASSWORD, KIND_WORKFLOW | KIND_CONFIG, "POSTGRES_PASSWORD = «postgres»",
          VETO_SEVERITY_MEDIUM },
        { PASSWORD, KIND_WORKFLOW | KIND_CONFIG, "POSTGRES_PASSWORD = «w8Lp2vXq»",
          VETO_SEVERITY_HIGH },
        { PASSWORD, KIND_CODE, "hashed_password = \"«f3fbf9c7b01a1641dc1f0d20ccfb140d628471c7»\"",
          VETO_SEVERITY_LOW },
        { PASSWORD, KIND_CODE, "password = \"«f3fbf9c7b01a1641dc1f0d20ccfb140d628471c7»\"",
          VETO_SEVERITY_HIGH },
        { PASSWORD, KIND_CODE, "password = \"«2.aa»\"", VETO_SEVERITY_LOW },
        { PASSWORD, KIND_CODE, "password = \"«blank123»\"", VETO_SEVERITY_LOW },
        { PASSWORD, KIND_CODE, "password = \"«blqnk123»\"", VETO_SEVERITY_HIGH },
        { PASSWORD, KIND_CONFIG, "password = «${DB_LOGIN:w8Lp2vXq}»", VETO_SEVERITY_MEDIUM },
        { PASSWORD, KIND_CODE, "password = «${DB_LOGIN:w8Lp2vXq}»", VETO_SEVERITY_MEDIUM },
        { PASSWORD, KIND_CONFIG, "password=«password»", VETO_SEVERITY_MEDIUM },
        { PASSWORD, KIND_CONFIG, "db_password=«password»", VETO_SEVERITY_HIGH },
        { PASSWORD, KIND_CONFIG, "TEST_SERVER_PASSWORD=«test»", VETO_SEVERITY_MEDIUM },
        { PASSWORD, KIND_CONFIG, "TEST_SERVER_PASSWORD=«w8Lp2vXq»", VETO_SEVERITY_HIGH },
        { PASSWORD, KIND_MARKUP, "&lt;user password=\"«s3kZrt»\"/&gt;", VETO_SEVERITY_MEDIUM },
        { PASSWORD, KIND_MARKUP, "<user password=\"«s3kZrt»\"/>", VETO_SEVERITY_HIGH },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct judgement judgement = judge_in(*state, rows[i].kind, rows[i].kinds, rows[i].text);
        if (judgement.drop != DROP_NOT || judgement.severity != rows[i].severity)
            print_error("%s: %s, %d\n", rows[i].text, drop_reason_text(judgement.drop),
                        (int)judgement.severity);
        assert_int_equal(judgement.drop, DROP_NOT);
        assert_int_equal(judgement.severity, rows[i].severity);
    }
}

/* The name that a key is put into stands before its rule's match, with a type behind it or not. */
static void reads_the_name_before_a_token(void **state)
{
    static const struct {
        const char *before;
        enum veto_severity severity;
    } rows[] = {
        { "const TEST_FAKE_KEY_17: &str = \"", VETO_SEVERITY_MEDIUM },
        { "  \"mock_key\": \"", VETO_SEVERITY_MEDIUM },
        { "fakeKey := `", VETO_SEVERITY_MEDIUM },
        { "const LATEST_KEY: &str = \"", VETO_SEVERITY_HIGH },
        { "deploy --test key=\"", VETO_SEVERITY_HIGH },
    };
    struct bench *bench = *state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct judgement judgement;
        const char *text =
                arena_printf(&bench->arena, "%s«sk_live_q8Vt2LmZ4kXw9RpB7sYdQ3nT»", rows[i].before);
        struct example example = read_example(bench, text);
        struct unit unit = unit_whole(example.bytes, NULL);
        struct match match = { .rule = &rules[TOKEN],
                               .whole = example.secret,
                               .secret = example.secret };
        unit.kinds = KIND_CODE;
        judge_content(bench->judge, bench->scratch, &match, &unit, &bench->arena, &judgement);
        assert_int_equal(judgement.drop, DROP_NOT);
        assert_int_equal(judgement.severity, rows[i].severity);
    }
}

/* A name in a row of names has no value; in a row of arguments it may have. */
static void tells_rows_of_names_from_arguments(void **state)
{
    static const struct {
        const char *text, *name;
        enum drop_reason reason;
    } rows[] = {
        { "['user', 'password', '«base_url»']", "password", DROP_NAME },
        { "['password', '«tenant_id»', 'a']", "password", DROP_NAME },
        { "['password', '«w8lp2vxq»', 'a']", "password", DROP_NOT },
        { "('password', '«w8-lp2vxq»')", "password", DROP_NOT },
        { "{\"/f?file=/etc/passwd\", \"«/f?file=/etc/w8lp»\"}", "passwd", DROP_NAME },
        { "{\"strips the password\", \"«w8Lp2vXq»\"}", "password", DROP_NAME },
        { "{\"password\", \"«w8Lp2vXq»\"}", "password", DROP_NOT },
        { "['data', 'zipPassword', '«isZip»']", "zipPassword", DROP_NAME },
        { "{\"name\":\"password\",\"«type7»\":\"string\"}", "password", DROP_NAME },
        { "await this.getCredentials('«shop7Api»')", "getCredentials", DROP_NAME },
        { "await this.setCredentials('«shop7Api»')", "setCredentials", DROP_NOT },
        { "acme.io/x/password:«v2-19b8»", "password", DROP_NAME },
        { "{'password': «nova_database_password»,", "password", DROP_REFERENCE },
        { "{'password': '«w8Lp2vXq»',", "password", DROP_NOT },
        { "['a/password.png', '«b/x-17.png»'", "password.png", DROP_NAME },
        { "('a.password.dev', '«w8Lp2vXq»')", "a.password.dev", DROP_NOT },
        { "['Certificate', 'Password', '«Symmetric»']", "Password", DROP_NAME },
        { "('admin', 'Password', '«Symmetric7x»')", "Password", DROP_NOT },
        { "(N'Password', N'«Kennwörter»')", "Password", DROP_WORDS },
        { "(N'Password', N'«Kennwort7»')", "Password", DROP_NOT },
        { "[\"build:base-passwd\",\"«build:bash»\"", "base-passwd", DROP_NAME },
        { "(\"@passwdlib\", \"«@zlib»\"", "passwdlib", DROP_NAME },
        { "(\"@password\", \"«Zlib-9x7»\"", "password", DROP_NOT },
        { "(\"app-w8-password\",\"«app-83917»\")", "password", DROP_NOT },
        { "(\"KEY_PASSWORD\", \"«KEY_L1ROW»\")", "KEY_PASSWORD", DROP_NAME },
        { "('ask-password', '«package=s»', 'x')", "ask-password", DROP_NAME },
        { "('ask-password', '«P4ckage=s»')", "ask-password", DROP_NOT },
        { "('user_passwords', '«FK_368A4209A76ED395»')", "user_passwords", DROP_NAME },
        { "{\"password\": «password,»", "password", DROP_REFERENCE },
        { "[\"password\", \"«strengthGauge»\"]", "password", DROP_NAME },
        { "(\"password\", \"«strengthGauge»\")", "password", DROP_NOT },
        { "newPassword.classList.add('«fa-w8Eye»')", "newPassword.classList.add", DROP_NAME },
        { "newPassword.set('«fa-w8Eye»')", "newPassword.set", DROP_NOT },
    };
    struct bench *bench = *state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct judgement judgement;
        struct example example = read_example(bench, rows[i].text);
        size_t at = span_find(example.bytes, span_of(rows[i].name));
        struct unit unit = unit_whole(example.bytes, NULL);
        struct match match = {
            .rule = &rules[PASSWORD],
            .whole = span_from(example.bytes, at),
            .secret = example.secret,
            .captures = { { "name", span_sub(example.bytes, at, strlen(rows[i].name)) } },
            .capture_count = 1,
        };
        unit.kinds = KIND_CODE;
        judge_content(bench->judge, bench->scratch, &match, &unit, &bench->arena, &judgement);
        if (judgement.drop != rows[i].reason)
            print_error("%s: %s\n", rows[i].text, drop_reason_text(judgement.drop));
        assert_int_equal(judgement.drop, rows[i].reason);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_names_and_texts_of_code_from_secrets),
        cmocka_unit_test(lowers_what_its_name_says_is_made_up),
        cmocka_unit_test(reads_the_name_before_a_token),
        cmocka_unit_test(tells_rows_of_names_from_arguments),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
