/* SPDX-License-Identifier: Apache-2.0 */
#include "literals/words.h"

#include "base/ascii.h"
#include "base/macro.h"

/* The letters at the front of `text`, lower-case, at most WORD_MAX. */
static size_t letters_at(struct span text, char letters[WORD_MAX])
{
    size_t len = 0;
    while (len < WORD_MAX && len < text.len && ascii_is_alpha(text.data[len])) {
        letters[len] = ascii_lower(text.data[len]);
        len++;
    }
    return len;
}

/* In the order of the list. */
static bool is_behind(const char *word, struct span key)
{
    size_t i = 0;
    while (i < key.len && word[i] == key.data[i])
        i++;
    return i < key.len ? word[i] > key.data[i] : word[i] != '\0';
}

static const uint16_t begins[] = {
#include "literals/word_begins.def"
};

/* Index of the last word that is not behind `key` and begins as it does; SIZE_MAX: none. */
static size_t last_not_behind(struct span key)
{
    size_t pair = (size_t)(key.data[0] - 'a') * ('z' - 'a' + 1) + (size_t)(key.data[1] - 'a');
    size_t first = begins[pair], low = first, high = begins[pair + 1];
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (is_behind(common_words[middle], key))
            high = middle;
        else
            low = middle + 1;
    }
    return low > first ? low - 1 : SIZE_MAX;
}

size_t word_at(struct span text)
{
    char letters[WORD_MAX];
    struct span key = { letters, letters_at(text, letters) };
    /*
     * The word before the place of `tokenx` may be `tokenize`: no prefix, but only words inside the
     * part that both share can be one.
     */
    while (key.len >= WORD_MIN) {
        size_t at = last_not_behind(key);
        if (at == SIZE_MAX)
            return 0;
        struct span word = span_of(common_words[at]);
        size_t shared = 0;
        while (shared < MIN(word.len, key.len) && word.data[shared] == key.data[shared])
            shared++;
        if (shared == word.len)
            return word.len;
        key.len = shared;
    }
    return 0;
}

struct word_cover words_in(struct span text)
{
    struct word_cover cover = { 0, 0 };
    for (size_t i = 0; i < text.len;) {
        size_t len = word_at(span_from(text, i));
        cover.words += len > 0;
        cover.letters += len;
        i += len ? len : 1;
    }
    return cover;
}
