/* SPDX-License-Identifier: Apache-2.0 */
/* What can be guessed gets no hash; what a machine drew keeps it. */
#include "unit/test.h"

#include "base/macro.h"
#include "judge/entropy.h"

static void passwords_can_be_guessed(void **state)
{
    static const char *const passwords[] = {
        "hunter2",
        "correcthorsebatterystaple",
        "Summer2024!Summer2024!",
        "P@ssw0rd1234567890!",
        "1qaz2wsx3edc4rfv5tgb",
        "qwertyuiopasdfghjklzxcvbnm",
        "MyDogIsCalledRex2019",
        "MyCatIsCalledTom2018",
        "Tr0ub4dor&3Tr0ub4dor&3",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "0123456789abcdefghijklmnopqrstuvwxyz",
        "changeme-please-changeme-please",
        "Liverpool-Football-Club-1892",
        "ILoveMyWifeAndKids",
        "admin2023password-admin2023password",
        "zaq12wsxcde34rfvbgt56yhn",
        "SuperGeheimesPasswort2023",
        "LetMeInLetMeInLetMeIn",
        "company.name-Production-2024",
        "thisisaverysecretkey",
        "",
        "TheQuickBrownFoxJumpsOverTheLazyDog",
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(passwords); i++)
        if (entropy_guess_bits(span_of(passwords[i])) >= GUESSABLE_BITS)
            fail_msg("%s: %.1f bits", passwords[i], entropy_guess_bits(span_of(passwords[i])));
}

static void what_values_decode_to_can_be_guessed(void **state)
{
    static const char *const values[] = {
        "Ym9iOmh1bnRlcjJob3JzZQ==",                 /* bob:hunter2horse */
        "Basic Ym9iOmh1bnRlcjJob3JzZQ",             /* without padding */
        "Q2Fm6S1T/21tZXItMjAyNDpodW50ZXIyaG9yc2U",  /* of what is no text: see below */
        "U29tbWVyLVVybGF1Yi0yMDI0IT8_Pz4-",         /* Sommer-Urlaub-2024!???>>, of URLs */
        "6d7920646f672069732063616c6c656420726578", /* my dog is called rex */
        "0x6D7920646F672069732063616C6C656420726578",
        "YlhrZ1pHOW5JR2x6SUdOaGJHeGxaQ0J5WlhnPQ==", /* the same in base64, twice */
        "5f4dcc3b5aa765d61d8327deb882cf99",         /* MD5 of password */
        "8C6976E5B5410415BDE908BD4DEE15DFB167A9C873FC4BB8A81F6F2AB448A918", /* of admin */
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
        double bits = entropy_guess_bits_decoded(span_of(values[i]));
        bool is_text = i != 2;
        if ((bits < GUESSABLE_BITS) != is_text)
            fail_msg("%s: %.1f bits", values[i], bits);
    }
}

/* xorshift: the same values each time. */
static uint64_t draw(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state >> 16;
}

/* Of 10,000 random values at most `most` may be taken for a person's. */
static void assert_kept(const char *alphabet, size_t len, size_t most)
{
    uint64_t seed = 0x9e3779b97f4a7c15u;
    size_t guessable = 0, letters = strlen(alphabet);
    char value[128];
    for (size_t i = 0; i < 10000; i++) {
        for (size_t k = 0; k < len; k++)
            value[k] = alphabet[draw(&seed) % letters];
        const struct span drawn = { value, len };
        guessable += entropy_guess_bits(drawn) < GUESSABLE_BITS ||
                     entropy_guess_bits_decoded(drawn) < GUESSABLE_BITS;
    }
    if (guessable > most)
        fail_msg("%zu of %s: %zu of 10,000 could be guessed", len, alphabet, guessable);
}

static void random_values_keep_their_hash(void **state)
{
    static const char base62[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    (void)state;
    assert_kept(base62, 20, 200);
    assert_kept(base62, 32, 5);
    assert_kept(base62, 40, 5);
    assert_kept("abcdefghijklmnopqrstuvwxyz0123456789", 24, 100);
    assert_kept("abcdefghijklmnopqrstuvwxyz0123456789", 32, 10);
    assert_kept("abcdefghijklmnopqrstuvwxyz", 32, 50);
    assert_kept("0123456789abcdef", 32, 100);
    assert_kept("0123456789abcdef", 40, 5);
    assert_kept("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 32, 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passwords_can_be_guessed),
        cmocka_unit_test(what_values_decode_to_can_be_guessed),
        cmocka_unit_test(random_values_keep_their_hash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
