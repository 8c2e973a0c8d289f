/* SPDX-License-Identifier: Apache-2.0 */
#include "base/ascii.h"
#include "base/macro.h"
#include "judge/entropy.h"
#include "literals/words.h"

enum {
    MAX_LOOKED_AT = 4096,
    SMALLEST_RUN = 3,
    WORD_BITS = 11,      /* of the words that people choose */
    SMALL_WORD_BITS = 3, /* of those that a sentence has anyway */
    SHORTEST_WORD = 3,
    MOSTLY = 55, /* per cent */
    LETTERS_A_RARE_ONE = 24,
    LONG_WORD = 8, /* letters; each one more is two bits, as in a text */
    YEAR_BITS = 7,
    SYMBOL_BITS = 5,
    MOST_CONSONANTS = 4, /* beside one another in a word, */
    MOST_VOWELS = 3,
};

static const double digit_bits = 3.32;

/* ---- Runs ------------------------------------------------------------------------------------ */

/* Rows and columns of keyboards, for both directions, with a blank before and behind each. */
static const char walks[] = " qwertyuiop qwertzuiop azertyuiop asdfghjkl qsdfghjklm zxcvbnm yxcvbnm"
                            " 1qaz 2wsx 3edc 4rfv 5tgb 6yhn 7ujm 8ik, 9ol. !qaz @wsx #edc ";

/* Length of the run at the front whose characters are equal, or step up or down by one. */
static size_t steps_at(struct span s)
{
    if (s.len < 2)
        return s.len;
    int step = s.data[1] - s.data[0];
    if (step < -1 || step > 1)
        return 1;
    size_t len = 2;
    while (len < s.len && s.data[len] - s.data[len - 1] == step)
        len++;
    return len;
}

/* How far `s` goes along the keys from `key`, in steps of `by`. */
static size_t walk_from(struct span s, const char *key, int by)
{
    size_t len = 0;
    while (len < s.len && *key != ' ' && ascii_lower(s.data[len]) == *key) {
        len++;
        key += by;
    }
    return len;
}

static size_t walk_at(struct span s)
{
    const char *end = walks + strlen(walks), *key = walks;
    char first = ascii_lower(s.data[0]);
    size_t longest = 0;
    while (first != ' ' && (key = memchr(key, first, (size_t)(end - key)))) {
        longest = MAX(longest, walk_from(s, key, 1));
        longest = MAX(longest, walk_from(s, key, -1));
        key++;
    }
    return longest;
}

static size_t run_at(struct span s)
{
    size_t steps = steps_at(s), walk = walk_at(s);
    return MAX(steps, walk);
}

/* `1986`, `2024`. */
static bool is_year(struct span s)
{
    return s.len >= 4 && (span_starts(s, SPAN("19")) || span_starts(s, SPAN("20"))) &&
           ascii_is_digit(s.data[2]) && ascii_is_digit(s.data[3]) &&
           (s.len == 4 || !ascii_is_digit(s.data[4]));
}

/* Bits of the part at the front that is no accident, and its length; 0 where there is none. */
static size_t part_at(struct span s, double each, double *bits)
{
    size_t word = word_at(s);
    if (word) {
        *bits = WORD_BITS;
        return word;
    }
    size_t run = run_at(s);
    if (run >= SMALLEST_RUN) {
        *bits = each + 1;
        return run;
    }
    if (is_year(s)) {
        *bits = YEAR_BITS;
        return strlen("2024");
    }
    return 0;
}

static double bits_by_parts(struct span value)
{
    double each = entropy_bits_each(value), bits = 0, part = 0;
    for (size_t i = 0; i < value.len;) {
        size_t len = part_at(span_from(value, i), each, &part);
        bits += len ? part : each;
        i += len ? len : 1;
    }
    return bits;
}

/* ---- What reads like words ------------------------------------------------------------------- */

/* The letter that a character stands for where people write `P4ssw0rd`, or itself. */
static char letter_of(char c)
{
    static const char written[] = "0134578@$!", meant[] = "oieastbasi";
    const char *at = strchr(written, c);
    return c && at ? meant[at - written] : c;
}

/* A digit that stands for a letter has others on both sides, as in `w0rd`, `W0RD` and `W0rd`. */
static bool is_letter(struct span s, size_t i)
{
    if (ascii_is_alpha(s.data[i]))
        return true;
    if (i == 0 || i + 1 >= s.len || !ascii_is_alpha(letter_of(s.data[i])))
        return false;
    char before = s.data[i - 1], behind = s.data[i + 1];
    bool begins = i < 2 || !ascii_is_alpha(s.data[i - 2]);
    return (ascii_is_lower(before) && ascii_is_lower(behind)) ||
           (ascii_is_upper(before) &&
            (ascii_is_upper(behind) || (begins && ascii_is_lower(behind))));
}

/* `Word`, `word` or `WORD`: a capital before small letters begins the next one. */
static size_t letters_at(struct span s, size_t begin)
{
    size_t end = begin;
    for (; end < s.len && is_letter(s, end); end++) {
        bool upper = ascii_is_upper(s.data[end]);
        bool was_upper = end > begin && ascii_is_upper(s.data[end - 1]);
        if (end > begin && upper && !was_upper)
            break;
        if (end > begin + 1 && ascii_is_lower(s.data[end]) && was_upper)
            return end - 1 - begin;
    }
    return end - begin;
}

static bool is_vowel(char c)
{
    c = ascii_lower(letter_of(c));
    return strchr("aeiouy", c) != NULL && c != '\0';
}

/* Vowels and consonants take turns, as in most languages. */
static bool can_be_said(struct span word)
{
    size_t run = 0, vowels = 0;
    for (size_t i = 0; i < word.len; i++) {
        bool vowel = is_vowel(word.data[i]);
        run = i > 0 && vowel == is_vowel(word.data[i - 1]) ? run + 1 : 1;
        vowels += vowel;
        if (run > (vowel ? MOST_VOWELS : MOST_CONSONANTS))
            return false;
    }
    return vowels > 0;
}

/* One of seven random letters is one of these, and one of two hundred in a text. */
static size_t count_rare(struct span word)
{
    size_t rare = 0;
    for (size_t i = 0; i < word.len; i++)
        rare += strchr("jqxz", ascii_lower(word.data[i])) != NULL;
    return rare;
}

/* The words between the others: who has those, or knows the sentence, has these as well. */
static bool is_small_word(struct span word)
{
    static const char *const small[] = { "a",   "an",  "and",  "are",  "at",  "be",   "by", "das",
                                         "de",  "der", "die",  "el",   "for", "from", "i",  "in",
                                         "is",  "it",  "la",   "le",   "les", "me",   "my", "of",
                                         "on",  "or",  "our",  "over", "the", "this", "to", "und",
                                         "was", "we",  "with", "you",  "your" };
    for (size_t i = 0; i < ARRAY_SIZE(small); i++)
        if (span_eq_nocase(word, span_of(small[i])))
            return true;
    return false;
}

static double word_bits(struct span word, double each)
{
    size_t len = word.len;
    if (is_small_word(word))
        return MIN(SMALL_WORD_BITS, each * (double)len);
    double bits = WORD_BITS + (len > LONG_WORD ? 2.0 * (double)(len - LONG_WORD) : 0);
    return MIN(bits, each * (double)len);
}

/* Without capitals and separators nobody knows where a word would end. */
static bool shows_words(struct span value)
{
    bool upper = false, lower = false;
    for (size_t i = 0; i < value.len; i++) {
        if (!ascii_is_alnum(value.data[i]))
            return true;
        upper = upper || ascii_is_upper(value.data[i]);
        lower = lower || ascii_is_lower(value.data[i]);
    }
    return upper && lower;
}

/*
 * False where some letters cannot be said, or words are not the most of it: as with almost every
 * random value. Random ones that pass only lose their own hash.
 */
static bool bits_by_words(struct span value, double *bits)
{
    double each = entropy_bits_each(value), part = 0;
    size_t in_words = 0, rare = 0;
    *bits = 0;
    for (size_t i = 0, len; i < value.len; i += len) {
        struct span rest = span_from(value, i);
        len = letters_at(value, i);
        size_t common = part_at(rest, each, &part);
        if (common > len || (common && common == len)) {
            *bits += MIN(part, word_bits(span_sub(value, i, common), each));
            len = common;
            in_words += len;
        } else if (len > 1) {
            if (!can_be_said(span_sub(value, i, len)))
                return false;
            rare += count_rare(span_sub(value, i, len));
            *bits += word_bits(span_sub(value, i, len), each);
            in_words += len >= SHORTEST_WORD ? len : 0;
        } else {
            *bits += len ? each : ascii_is_digit(rest.data[0]) ? digit_bits : SYMBOL_BITS;
            len = 1;
        }
    }
    return 100 * in_words >= MOSTLY * value.len && rare <= 1 + value.len / LETTERS_A_RARE_ONE;
}

/* ---- Both ------------------------------------------------------------------------------------ */

/* How often a shorter value is repeated to make this one. */
static size_t period_of(struct span value)
{
    for (size_t len = 1; len <= value.len / 2; len++) {
        if (value.len % len == 0 && memcmp(value.data, value.data + len, value.len - len) == 0)
            return len;
    }
    return value.len;
}

double entropy_guess_bits(struct span value)
{
    value = span_sub(value, 0, MAX_LOOKED_AT);
    size_t period = period_of(value);
    double repeats = period < value.len ? 1 : 0, by_words;
    value = span_sub(value, 0, period);
    double bits = bits_by_parts(value);
    if (shows_words(value) && bits_by_words(value, &by_words))
        bits = MIN(bits, by_words);
    /* A value of few different characters is not helped by a large alphabet. */
    double expected = entropy_expected(value), found = entropy_of(value);
    return repeats + (found < expected ? bits * found / expected : bits);
}
