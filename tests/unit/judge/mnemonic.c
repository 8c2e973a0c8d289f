/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/test.h"

#include <stdlib.h>

#include "judge/proof.h"

static struct proof_outcome ask(const char *phrase)
{
    struct proof_outcome outcome = { 0 };
    const struct proof *proof = proof_find("bip39-checksum");
    assert_non_null(proof);
    /* In memory of its own, so that a read behind the end is seen. */
    size_t len = strlen(phrase);
    char *copy = malloc(len + 1);
    memcpy(copy, phrase, len);
    proof->test(proof, (struct span) { copy, len }, &outcome);
    free(copy);
    return outcome;
}

/* The first of the list with the checksum that zeros have: a build without the list says nothing. */
static bool has_list(void)
{
    return ask("abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon "
               "abandon about")
                   .result == PROOF_PROVEN;
}

static void says_that_it_cannot_check_without_the_list(void **state)
{
    (void)state;
    if (has_list())
        skip();
    struct proof_outcome outcome = ask("legal winner thank year wave sausage worth useful legal "
                                       "winner thank yellow");
    assert_int_equal(outcome.result, PROOF_UNDECIDED);
    assert_non_null(strstr(outcome.text, "without the list"));
}

/* Vectors of the standard: 128, 192 and 256 bits of 0x7f, 0x80 and 0xff. */
static void proves_the_lengths_of_the_standard(void **state)
{
    (void)state;
    static const char *const phrases[] = {
        "legal winner thank year wave sausage worth useful legal winner thank yellow",
        "letter advice cage absurd amount doctor acoustic avoid letter advice cage above",
        "zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrong",
        "letter advice cage absurd amount doctor acoustic avoid letter advice cage absurd amount "
        "doctor acoustic avoid letter always",
        "zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo "
        "zoo vote",
        /* Electrum's, whose checksum is another one. */
        "wild father tree among universe such mobile favorite target dynamic credit identify",
    };
    if (!has_list())
        skip();
    for (size_t i = 0; i < ARRAY_SIZE(phrases); i++) {
        struct proof_outcome outcome = ask(phrases[i]);
        assert_int_equal(outcome.result, PROOF_PROVEN);
        assert_false(outcome.issued);
    }
}

static void notices_another_word(void **state)
{
    (void)state;
    if (!has_list())
        skip();
    assert_int_equal(ask("winner legal thank year wave sausage worth useful legal winner thank "
                         "yellow")
                             .result,
                     PROOF_WRONG);
    assert_int_equal(ask("zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo "
                         "zoo zoo zoo zoo zoo acid")
                             .result,
                     PROOF_WRONG);
    /* Mistyped. */
    assert_int_equal(ask("legal winner thank year wave sausage worth useful legal winner thank "
                         "yallow")
                             .result,
                     PROOF_WRONG);
    assert_int_equal(ask("legal winner thank year wave sausage worth useful legal winner than "
                         "yellowish")
                             .result,
                     PROOF_WRONG);
}

static void leaves_what_is_none(void **state)
{
    (void)state;
    static const char more_words_than_any[] =
            "zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo "
            "zoo zoo zoo zoo zoo";
    static const char *const phrases[] = {
        "",
        " ",
        "abandon",
        "legal winner thank year wave sausage worth useful legal winner thank",
        "these are twelve words which say what nobody uses before wallets opened",
        more_words_than_any,
    };
    for (size_t i = 0; i < ARRAY_SIZE(phrases); i++)
        assert_int_equal(ask(phrases[i]).result, PROOF_UNDECIDED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_that_it_cannot_check_without_the_list),
        cmocka_unit_test(proves_the_lengths_of_the_standard),
        cmocka_unit_test(notices_another_word),
        cmocka_unit_test(leaves_what_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
