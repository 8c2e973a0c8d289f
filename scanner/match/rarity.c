/* SPDX-License-Identifier: Apache-2.0 */
#include "match/rarity.h"

#include "base/ascii.h"
#include "base/macro.h"
#include "match/common_words.h"

enum {
    SHORT = 3,         /* bytes; longer ones are rare unless they are known to be common */
    COMMON_AROUND = 3, /* quotes and signs that leave a common word common */
};

enum byte_class { CLASS_LOWER = 1, CLASS_UPPER = 2, CLASS_DIGIT = 4, CLASS_OTHER = 8 };

static unsigned class_of(char c)
{
    return ascii_is_lower(c)   ? CLASS_LOWER
           : ascii_is_upper(c) ? CLASS_UPPER
           : ascii_is_digit(c) ? CLASS_DIGIT
                               : CLASS_OTHER;
}

static unsigned classes_of(struct span text)
{
    unsigned classes = 0;
    for (size_t i = 0; i < text.len; i++)
        classes |= class_of(text.data[i]);
    return classes;
}

static bool is_one_byte_repeated(struct span text)
{
    for (size_t i = 1; i < text.len; i++)
        if (text.data[i] != text.data[0])
            return false;
    return true;
}

static bool is_in(struct span text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (span_is(text, words[i]))
            return true;
    return false;
}

static bool is_word_byte(char c)
{
    return ascii_is_alnum(c) || c == '_';
}

/* Such a word with a quote or a sign or two around it is as common; with five dashes it is not. */
static bool is_common_word(struct span text)
{
    struct span word = text;
    while (word.len && !is_word_byte(word.data[0]))
        word = span_from(word, 1);
    while (word.len && !is_word_byte(word.data[word.len - 1]))
        word.len--;
    return text.len - word.len <= COMMON_AROUND &&
           is_in(word, common_words, ARRAY_SIZE(common_words));
}

/*
 * Three bytes of two classes (`hf_`, `7Q~`) were counted 0.5 to 3.7 times a megabyte of source on
 * average; three lower-case letters 34 times, two of anything far more often.
 */
static bool is_rare_though_short(struct span text, unsigned classes)
{
    bool mixed = (classes & (classes - 1)) != 0;
    return (text.len == SHORT && mixed) ||
           is_in(text, measured_literals, ARRAY_SIZE(measured_literals));
}

bool literal_is_rare(struct span text)
{
    unsigned classes = classes_of(text);
    if (text.len <= SHORT)
        return is_rare_though_short(text, classes);
    if (classes == CLASS_DIGIT || classes == CLASS_OTHER)
        return false;
    return !is_one_byte_repeated(text) && !is_common_word(text);
}
