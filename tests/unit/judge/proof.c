/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/test.h"

#include "base/ascii.h"
#include "base/macro.h"
#include "judge/proof.h"

struct token_row {
    const char *proof, *token;
    size_t covered; /* a place that the check covers */
};

#include "unit/judge/keys.h"
#include "unit/judge/tokens.h"

static struct proof_outcome ask(const char *name, struct span token)
{
    struct proof_outcome outcome = { 0 };
    const struct proof *proof = proof_find(name);
    assert_non_null(proof);
    proof->test(proof, token, &outcome);
    return outcome;
}

static struct proof_outcome ask_text(const char *name, const char *token)
{
    return ask(name, span_of(token));
}

static void proves_tokens_made_elsewhere(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(token_rows); i++) {
        struct proof_outcome outcome = ask_text(token_rows[i].proof, token_rows[i].token);
        if (outcome.result != PROOF_PROVEN)
            print_error("row %zu, %s\n", i, token_rows[i].proof);
        assert_int_equal(outcome.result, PROOF_PROVEN);
        assert_int_equal(outcome.drop, DROP_NOT);
    }
}

/* Another character of the same class, so that only the check can notice. */
static char changed(char c)
{
    if (ascii_is_digit(c))
        return c == '2' ? '3' : '2';
    if (ascii_is_upper(c))
        return c == 'A' ? 'C' : 'A';
    return c == 'a' ? 'c' : 'a';
}

static void notices_one_changed_character(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(token_rows); i++) {
        const struct token_row *row = &token_rows[i];
        char token[512];
        snprintf(token, sizeof(token), "%s", row->token);
        token[row->covered] = changed(token[row->covered]);
        if (ask_text(row->proof, token).result != PROOF_WRONG)
            print_error("row %zu, %s\n", i, row->proof);
        assert_int_equal(ask_text(row->proof, token).result, PROOF_WRONG);
    }
}

static void says_what_decodes_and_nothing_of_the_rest(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(decoding_rows); i++) {
        const struct token_row *row = &decoding_rows[i];
        char token[512];
        assert_int_equal(ask_text(row->proof, row->token).result, PROOF_PROVEN);
        snprintf(token, sizeof(token), "%s", row->token);
        token[row->covered] = changed(token[row->covered]);
        assert_int_equal(ask_text(row->proof, token).result, PROOF_UNDECIDED);
    }
    assert_true(ask_text("vault-token", "hvs.CAESILBiNLsvIlF3HxQ39xD65-ypXxoUrfbWQBb8t8SZ-J_oGh4KHOeSaf"
                                        "ldKyzzYldBu4-ILv8aB6qFTE9VCeSSorQ")
                        .firm);
    assert_false(ask_text("vault-token", "hvs.q8Vt2LmZ4kXw9RpB7sYdq1Wc").firm);
    assert_true(ask_text("jfrog-api-key", "AKCpmotENo6L6qWsLvzt9qRj9JJt8dTfcSzhby1DrhngqXeM4WjVu7o9bN"
                                          "nwwkKFU2nrGGVvd")
                        .firm);
    assert_false(ask_text("jfrog-api-key", "AKCp0otENo6L").firm);
}

/* A pattern may hand over less than a whole token. */
static void survives_every_cut(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(token_rows); i++) {
        const char *token = token_rows[i].token;
        for (size_t len = 0; len < strlen(token); len++) {
            /* In memory of its own, so that a read behind the end is seen. */
            char *copy = malloc(len + 1);
            memcpy(copy, token, len);
            struct proof_outcome outcome = ask(token_rows[i].proof, (struct span){ copy, len });
            if (len < strlen(token) / 2)
                assert_int_not_equal(outcome.result, PROOF_PROVEN);
            free(copy);
        }
    }
}

static void evidence_holds_no_part_of_the_secret(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(token_rows); i++) {
        const char *token = token_rows[i].token;
        struct proof_outcome outcome = ask_text(token_rows[i].proof, token);
        assert_null(strstr(outcome.text, token + strlen(token) - 8));
    }
}

static void does_not_know_unknown_names(void **state)
{
    (void)state;
    assert_null(proof_find("no-such-proof"));
    assert_null(proof_find(""));
}

/* ---- Only some have a checksum --------------------------------------------------------------- */

static void says_nothing_of_forms_without_a_checksum(void **state)
{
    (void)state;
    assert_int_equal(ask_text("gitlab-routable", "glpat-" "Zx81kQ0vTr2LmW9sYbNd").result,
                     PROOF_UNDECIDED);
    assert_int_equal(ask_text("entra-client-secret", "abc7Q~"
                                                     "0123456789abcdefghijklmnopqrstu")
                             .result,
                     PROOF_UNDECIDED);
    assert_int_equal(ask_text("github-crc32", "ghs_"
                                              "123_eyJhbGciOi.eyJ.sig")
                             .result,
                     PROOF_UNDECIDED);
    assert_int_equal(ask_text("azure-identifiable", "no signature here at all").result,
                     PROOF_UNDECIDED);
}

static void reads_the_account_of_an_aws_key(void **state)
{
    (void)state;
    /* Ten bytes: the top bit, 123456789012 in the forty behind it, then anything. */
    struct proof_outcome outcome = ask_text("aws-key-id", "AKIA" "RZPUZDIKABQWEY3E");
    assert_int_equal(outcome.result, PROOF_UNDECIDED);
    assert_non_null(strstr(outcome.text, " 123456789012"));
    outcome = ask_text("aws-key-id", "AKIA" "IAAAAAAAAAAAAAAA");
    assert_string_equal(outcome.text, "");
}

/* The vendor's own example of the form: a checksum over nothing but filling. */
static void agrees_with_the_example_of_entra(void **state)
{
    (void)state;
    char token[] = "zzz8Q~" "...............................blP";
    memset(token + 6, 'z', 31);
    assert_int_equal(ask_text("entra-client-secret", token).result, PROOF_PROVEN);
}

static void wants_the_mark_of_openai_in_the_middle(void **state)
{
    (void)state;
    assert_true(ask_text("openai-marker", "sk-"
                                          "aB3dE5gH7jK9mN1pQ3sT"
                                          "T3BlbkFJ"
                                          "uV5wX7yZ9bC1dE3fG5hJ")
                        .firm);
    assert_false(ask_text("openai-marker", "sk-" "aB3d" "T3BlbkFJ" "uV5wX7yZ9bC1dE3fG5h").firm);
    assert_int_equal(ask_text("openai-marker", "sk-"
                                               "aB3dE5gH7jK9mN1pQ3sTuV5wX7yZ9bC1dE3fG5hJ")
                             .result,
                     PROOF_WRONG);
}

static void reads_the_number_of_a_discord_bot(void **state)
{
    (void)state;
    assert_true(ask_text("discord", "MTIzNDU2Nzg5MDEyMzQ1Njc4"
                                    ".GhIjKl.aB3dE5gH7jK9mN1pQ3sTuV5wX7yZ9bC1dE3fG5")
                        .firm);
    assert_int_equal(ask_text("discord", "MTIzNDU2Nzg5MDEyMzQ1Njch"
                                         ".GhIjKl.aB3dE5gH7jK9mN1pQ3sTuV5wX7yZ9b")
                             .result,
                     PROOF_WRONG);
}

/* ---- JWT ------------------------------------------------------------------------------------- */

#define HEADER_HS256 "eyJhbGciOiJIUzI1NiJ9."
#define SIGNATURE ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"

static void judges_what_a_jwt_says(void **state)
{
    (void)state;
    /* {"sub":"7","exp":1700000000} */
    struct proof_outcome outcome =
            ask_text("jwt", HEADER_HS256 "eyJzdWIiOiI3IiwiZXhwIjoxNzAwMDAwMDAwfQ" SIGNATURE);
    assert_int_equal(outcome.result, PROOF_PROVEN);
    assert_non_null(strstr(outcome.text, "1700000000"));
    /* {"role":"anon"} */
    outcome = ask_text("jwt", HEADER_HS256 "eyJyb2xlIjoiYW5vbiJ9" SIGNATURE);
    assert_true(outcome.lower > 0);
    /* {"sub":"1234567890","name":"John Doe"} */
    outcome = ask_text("jwt", HEADER_HS256
                       "eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIn0" SIGNATURE);
    assert_int_equal(outcome.drop, DROP_KNOWN);
    /* The signature of HS256 has 32 bytes. */
    outcome = ask_text("jwt", HEADER_HS256 "eyJzdWIiOiI3In0.AAAA");
    assert_int_equal(outcome.result, PROOF_WRONG);
    /* {"alg":"dir","enc":"A128GCM"} is encrypted. */
    outcome = ask_text("jwt", "eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..AAAA.BBBB.CCCC");
    assert_int_equal(outcome.drop, DROP_ENCRYPTED);
    assert_int_equal(ask_text("jwt", "eyJhbGciOiJI.e30.x").result, PROOF_WRONG);
}

/* ---- Private keys ---------------------------------------------------------------------------- */

static void parses_private_keys(void **state)
{
    (void)state;
    const char *keys[] = { key_ed25519, key_ec, key_openssh, key_openpgp };
    for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
        assert_int_equal(ask_text("pem", keys[i]).result, PROOF_PROVEN);
}

static void tells_encrypted_keys_apart(void **state)
{
    (void)state;
    const char *keys[] = { key_encrypted, key_openssh_encrypted };
    for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
        struct proof_outcome outcome = ask_text("pem", keys[i]);
        assert_int_equal(outcome.result, PROOF_UNDECIDED);
        assert_true(outcome.lower > 0);
    }
    struct proof_outcome outcome = ask_text(
            "pem",
            "\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00112233445566778899AABBCCDDEEFF\n\n"
            "MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAhLbckV0OMIhQICCAAw\n");
    assert_true(outcome.lower > 0);
}

/* As keys stand in JSON, in source code, in YAML. */
static void reads_keys_however_they_are_written(void **state)
{
    (void)state;
    assert_int_equal(ask_text("pem", "\\nMC4CAQAwBQYDK2VwBCIEIJutvZW/fP71v+pqZl2K\\n"
                                     "7OL2Js+tc4eDqpScaRNBAc2R\\n").result, PROOF_PROVEN);
    assert_int_equal(ask_text("pem", "\\\\nMC4CAQAwBQYDK2VwBCIEIJutvZW\\/fP71v+pqZl2K\\\\r\\\\n"
                                     "7OL2Js+tc4eDqpScaRNBAc2R\\\\n").result, PROOF_PROVEN);
    assert_int_equal(ask_text("pem", "\" +\n    \"MC4CAQAwBQYDK2VwBCIEIJutvZW/fP71v+pqZl2K\" +\n"
                                     "    \"7OL2Js+tc4eDqpScaRNBAc2R\" +\n\"")
                             .result,
                     PROOF_PROVEN);
    assert_int_equal(ask_text("pem", " MC4CAQAwBQYDK2VwBCIEIJutvZW/fP71v+pqZl2K "
                                     "7OL2Js+tc4eDqpScaRNBAc2R ").result, PROOF_PROVEN);
}

static void drops_keys_that_are_placeholders(void **state)
{
    (void)state;
    const char *bodies[] = { "\n...\n", "\n<your key>\n", "\\nMIIE...\\n", "${PRIVATE_KEY}", "",
                             "\nMIIEpAIBAAKCAQEA...lots more of it here, trust me...\n" };
    for (size_t i = 0; i < ARRAY_SIZE(bodies); i++)
        assert_int_equal(ask_text("pem", bodies[i]).drop, DROP_PLACEHOLDER);
}

static void notices_cut_keys(void **state)
{
    (void)state;
    assert_int_equal(
            ask_text("pem", "\nMHcCAQEEIAB+cpwuRABD85+ygQOl3Gd3l5yHvjm3bSldS2TKJtUMoAoGCCqGSM49\n")
                    .result,
            PROOF_WRONG);
    char damaged[1024];
    snprintf(damaged, sizeof(damaged), "%s", key_openpgp);
    size_t middle = strlen(damaged) / 2;
    damaged[middle] = changed(damaged[middle]);
    assert_int_equal(ask_text("pem", damaged).result, PROOF_WRONG);
}

/* Settings hold keys without the lines of PEM. */
static void says_what_a_bare_key_is(void **state)
{
    (void)state;
    static const struct {
        const char *key, *said;
        enum proof_result result;
    } rows[] = {
        { "MIIBVgIBADANBgkqhkiG9w0BAQEFAASCAUAwggE8AgEAAkEApc1F4oQMuoMCjWrc"
          "xlRfRS7qPTM70yFexJCbARRJqIKz4GUy+euiUHPVQUew5NbcPetfTbTQ6pznv95F"
          "rlgOdQIDAQABAkEAonuNLhPcaXd0K+R6oT4T8zerw/gOe7SrK5TO4nrgSGriPrLJ"
          "LF851EzTPc3Ik9dCtAVmHnEINBGNUDp7Y/qboQIhANHuEvBtcZFFnUGO4/NY1Eq6"
          "3FUvR09i8W8u6dh1bdeZAiEAyjARcLrQ+eneE4+QXrfBwxap1bMk8k0UrPJrw76K"
          "hz0CIQDMPobqqHB/2G0BZZZeIiSZeGf58P++OxOPCuO1F7sAsQIhAI5/VDtcHx6T"
          "uiWVIA3xeokxdt8bFCYFN1YwwMzDhMSNAiADmRwqFtozrwtVNm0UKIWmAi8uzyyg"
          "rE7sqsYNcCLocQ==",
          "parses as a private key: RSA, 512 bits", PROOF_PROVEN },
        { "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgOwroDOQTKa8UDR/H"
          "P0OgatpHymGeCFAia+g8TVP8BlyhRANCAAQwwoirTkplmi1QCljKjrE2kueCjQ22"
          "2s0HvI5S22/Or07JuKE3abmQKF3NiNDf1ergcJRPBeHz2JetvbXaWre7",
          "parses as a private key: EC, 256 bits", PROOF_PROVEN },
        { "MC4CAQAwBQYDK2VwBCIEILSeEDTxc+CdUQOLxvHfyuvKc76ScVJgh0QFI3r35nvR",
          "parses as a private key: ED25519, 256 bits", PROOF_PROVEN },
        { "MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgnHtO9hdyI1QICCAAw"
          "DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEDAe4+V9C7EHpdvIIhhKEtAEgZAz"
          "YXQxSzf05cIcbIYxbbmcR+FxlUENGDflQSB5vKlAP2X34q7YmPL4fRDlTejFWirt"
          "kMEkjdebeFFaSUzBMG8upbaRAZPm3YIcYQkjyvQ0UguM/qz6/boz3lqJ6G71C2CZ"
          "iykIOiLZb+yu3qV4sfH9tSuiqa+zeGTWC6Wf2PwuRIj/ph3kbskJuW/5YwyDhlo=",
          "encrypted with a passphrase", PROOF_UNDECIDED },
        { "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg",
          "no private key that OpenSSL can parse: made up, or cut", PROOF_WRONG },
        { "", "no private key that OpenSSL can parse: made up, or cut", PROOF_WRONG },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct proof_outcome outcome = ask_text("der-key", rows[i].key);
        assert_int_equal(outcome.result, rows[i].result);
        assert_string_equal(outcome.text, rows[i].said);
        assert_int_equal(outcome.lower, rows[i].result == PROOF_UNDECIDED ? 2 : 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(proves_tokens_made_elsewhere),
        cmocka_unit_test(notices_one_changed_character),
        cmocka_unit_test(says_what_decodes_and_nothing_of_the_rest),
        cmocka_unit_test(survives_every_cut),
        cmocka_unit_test(evidence_holds_no_part_of_the_secret),
        cmocka_unit_test(does_not_know_unknown_names),
        cmocka_unit_test(says_nothing_of_forms_without_a_checksum),
        cmocka_unit_test(reads_the_account_of_an_aws_key),
        cmocka_unit_test(agrees_with_the_example_of_entra),
        cmocka_unit_test(wants_the_mark_of_openai_in_the_middle),
        cmocka_unit_test(reads_the_number_of_a_discord_bot),
        cmocka_unit_test(judges_what_a_jwt_says),
        cmocka_unit_test(parses_private_keys),
        cmocka_unit_test(tells_encrypted_keys_apart),
        cmocka_unit_test(reads_keys_however_they_are_written),
        cmocka_unit_test(drops_keys_that_are_placeholders),
        cmocka_unit_test(notices_cut_keys),
        cmocka_unit_test(says_what_a_bare_key_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
