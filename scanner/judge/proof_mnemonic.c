/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Words that a wallet's keys are made from: eleven bits a word, the last bits a checksum. The list of
 * the words is the distribution's (scanner/CMakeLists.txt); a build without it cannot check them.
 */
#include <stdlib.h>

#include "base/digest.h"
#include "judge/proof.h"

enum {
    WORD_BITS = 11,
    LEAST_WORDS = 12,
    MOST_WORDS = 24,
    LONGEST_WORD = 8,
    MISTYPED = 2, /* words: of more than that it is another language's list, or a sentence */
};

/* In order; the last is no word. */
static const char words[][LONGEST_WORD + 1] = {
#include "judge/mnemonic_words.def"
    "",
};

enum { KNOWN_WORDS = ARRAY_SIZE(words) - 1 };

static int compare_with_word(const void *key, const void *element)
{
    const struct span *wanted = key;
    const char *word = element;
    int order = strncmp(wanted->data, word, wanted->len);
    return order != 0 ? order : -(word[wanted->len] != '\0');
}

/* Its number, or -1. */
static int number_of_word(struct span wanted)
{
    if (wanted.len == 0 || wanted.len > LONGEST_WORD)
        return -1;
    const char *found =
            bsearch(&wanted, words, KNOWN_WORDS, sizeof(words[0]), compare_with_word);
    return found ? (int)((size_t)(found - words[0]) / sizeof(words[0])) : -1;
}

struct phrase {
    size_t words, unknown;
    unsigned char bits[MOST_WORDS * WORD_BITS / 8 + 1];
};

static void add_word(struct phrase *phrase, int number)
{
    phrase->unknown += number < 0;
    for (size_t bit = 0; number > 0 && bit < WORD_BITS; bit++) {
        size_t at = phrase->words * WORD_BITS + bit;
        phrase->bits[at / 8] |= (unsigned char)((number >> (WORD_BITS - 1 - bit) & 1)
                                                << (7 - at % 8));
    }
    phrase->words++;
}

static struct phrase read_phrase(struct span text)
{
    struct phrase phrase = { 0 };
    struct span word;
    while (span_next_field(&text, ' ', &word)) {
        if (phrase.words == MOST_WORDS)
            return (struct phrase) { 0 };
        add_word(&phrase, number_of_word(word));
    }
    return phrase;
}

/* BIP 39: behind the entropy, a bit for each 32 of it, the first ones of its SHA-256. */
static bool checksum_is_right(const struct phrase *phrase)
{
    unsigned char hash[SHA256_BYTES];
    size_t check = phrase->words / 3, entropy = phrase->words * WORD_BITS - check;
    if (!digest_sha256((struct span) { (const char *)phrase->bits, entropy / 8 }, hash))
        return false;
    unsigned char mask = (unsigned char)(0xff << (8 - check));
    return ((hash[0] ^ phrase->bits[entropy / 8]) & mask) == 0;
}

/* Electrum takes the same words, and asks that a hash of all of them begin with the wallet's form. */
static bool is_of_electrum(struct span text)
{
    unsigned char hash[SHA512_BYTES];
    if (!digest_hmac_sha512(SPAN("Seed version"), text, hash))
        return false;
    return hash[0] == 0x01 || (hash[0] == 0x10 && hash[1] >> 4 <= 2);
}

static void test_mnemonic(const struct proof *self, struct span token,
                          struct proof_outcome *outcome)
{
    (void)self;
    struct phrase phrase = read_phrase(token);
    if (KNOWN_WORDS == 0) {
        proof_say(outcome, "its checksum cannot be checked: veto was built without the list of words");
    } else if (phrase.words < LEAST_WORDS || phrase.words % 3 || phrase.unknown > MISTYPED) {
        outcome->odd_form = true;
        if (phrase.unknown)
            proof_say(outcome, "%zu of its %zu words are not in the list of BIP 39", phrase.unknown,
                      phrase.words);
    } else {
        proof_checksum(phrase.unknown == 0 &&
                               (checksum_is_right(&phrase) || is_of_electrum(token)),
                       outcome);
        outcome->issued = false; /* anybody makes one */
    }
}

const struct proof proofs_mnemonic[] = {
    { "bip39-checksum", test_mnemonic, NULL },
    { NULL, NULL, NULL },
};
