/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/score.h"

#include <limits.h>

#include "base/ascii.h"
#include "judge/alphabet.h"
#include "judge/entropy.h"
#include "judge/signs.h"
#include "literals/pairs.h"
#include "literals/words.h"

enum {
    SCORE_PRIOR = 20, /* a pattern of a well-named assignment has matched */
    SCORE_SURE = 5,   /* less is too close to say more than possible */
    FULL = 10,        /* the most that is measured */
};

/* ---- Measures -------------------------------------------------------------------------------- */

static int part_of(double value, double nothing, double all)
{
    double part = (value - nothing) / (all - nothing) * FULL;
    return part <= 0 ? 0 : part >= FULL ? FULL : (int)(part + 0.5);
}

static int is_there(enum drop_reason drop)
{
    return drop == DROP_NOT ? 0 : -FULL;
}

static int measure_name(struct candidate *c)
{
    return c->meaning == NAME_PLAIN || c->meaning == NAME_NOT_SECRET ? 0 : FULL;
}

/* One random value in a thousand lies below what is expected; most are half a bit above it. */
static int measure_randomness(struct candidate *c)
{
    return part_of(entropy_of(c->value) - entropy_expected(c->value), 0, 0.5);
}

/* Base64 of a random value that is written in hexadecimal: as regular as its few digits make it. */
static bool is_encoded_hex(struct span value)
{
    enum { LEAST = 32, MOST = 160 };
    char text[MOST];
    while (value.len && value.data[value.len - 1] == '=')
        value.len--;
    struct span decoded = { text, base64_decode(value, text, sizeof(text)) };
    size_t digits = 0;
    for (size_t i = 0; i < decoded.len; i++) {
        if (!ascii_is_hex(text[i]))
            return false;
        digits += ascii_is_digit(text[i]);
    }
    return decoded.len >= LEAST && digits < decoded.len &&
           entropy_of(decoded) >= entropy_expected(decoded);
}

static int measure_regularity(struct candidate *c)
{
    if (is_encoded_hex(c->value))
        return 0;
    return -part_of(entropy_expected(c->value) - entropy_of(c->value), 0, 0.1);
}

/* Of the places where two letters or digits meet, how many are a letter and a digit? */
static int measure_classes(struct candidate *c)
{
    size_t meetings = 0, changes = 0;
    for (size_t i = 1; i < c->value.len; i++) {
        char a = c->value.data[i - 1], b = c->value.data[i];
        if (!ascii_is_alnum(a) || !ascii_is_alnum(b))
            continue;
        meetings++;
        changes += ascii_is_digit(a) != ascii_is_digit(b);
    }
    return meetings ? part_of((double)changes / (double)meetings, 0.1, 0.3) : 0;
}

static int measure_rule(struct candidate *c)
{
    return is_there(test_rule_entropy(c));
}

static int measure_other_name(struct candidate *c)
{
    return is_there(test_name(c));
}

static int measure_length(struct candidate *c)
{
    static const double usual = 12, least = 11;
    return -part_of((double)c->value.len, usual, least);
}

static int measure_example(struct candidate *c)
{
    return is_there(test_example(c));
}

static int measure_typed(struct candidate *c)
{
    return is_there(test_weak(c));
}

static int measure_hash(struct candidate *c)
{
    return is_there(test_hash(c));
}

static int measure_artifact(struct candidate *c)
{
    return is_there(test_artifact(c));
}

static int measure_address(struct candidate *c)
{
    return is_there(test_address(c));
}

static int measure_code(struct candidate *c)
{
    return is_there(test_code(c));
}

static int measure_prose(struct candidate *c)
{
    return is_there(test_prose(c));
}

static int measure_identifier(struct candidate *c)
{
    return is_there(test_identifier(c));
}

static int measure_object_name(struct candidate *c)
{
    return is_there(test_object_name(c));
}

static int measure_encoded(struct candidate *c)
{
    return is_there(test_encoded_words(c));
}

/* By chance words cover more than two fifths of one random value in twenty. */
static int measure_words(struct candidate *c)
{
    struct word_cover cover = words_in(c->value);
    return -part_of((double)cover.letters / (double)MAX(c->value.len, (size_t)1), 0.2, 0.5);
}

static int measure_pairs(struct candidate *c)
{
    enum { FEWEST = 8 };
    struct pair_count pairs = pairs_in(c->value);
    return pairs.all < FEWEST ? 0 : -part_of((double)pairs.common / (double)pairs.all, 0.55, 0.85);
}

/* Of 16 random letters and digits one value in seventeen has no digit, of 32 one in three hundred.
 */
static int measure_no_digit(struct candidate *c)
{
    for (size_t i = 0; i < c->value.len; i++)
        if (ascii_is_digit(c->value.data[i]))
            return 0;
    return -part_of((double)c->value.len, 12, 20);
}

static int measure_neighbours(struct candidate *c)
{
    return is_there(test_neighbours(c));
}

static int measure_comment(struct candidate *c)
{
    return c->comment ? -FULL : 0;
}

/* ---- The sum --------------------------------------------------------------------------------- */

struct feature {
    const char *name;
    int points;
    enum drop_reason reason;
    int (*measure)(struct candidate *c);
    const char *text_for, *text_against;
};

#define FEATURE(name, points, reason, measure, text_for, text_against)                             \
    { name, points, reason, measure, text_for, text_against },

static const struct feature features[] = {
#include "judge/weights.def"
};

#undef FEATURE

/* The features that can speak for a value: until they are all measured nothing is decided. */
static size_t last_for(void)
{
    size_t last = 0;
    for (size_t i = 0; i < ARRAY_SIZE(features); i++)
        if (features[i].text_for)
            last = i;
    return last;
}

enum drop_reason score_candidate(struct candidate *c)
{
    int sum = SCORE_PRIOR;
    enum drop_reason drop = DROP_NOT;
    size_t decided = last_for(), worst = 0;
    int least = 0;
    for (size_t i = 0; i < ARRAY_SIZE(features) && (drop == DROP_NOT || c->explain); i++) {
        const struct feature *feature = &features[i];
        int points = feature->measure(c) * feature->points / FULL;
        sum += points;
        if (points < least) {
            least = points;
            worst = i;
        }
        if (points && c->explain)
            judgement_weigh(c->out, points, points > 0 ? feature->text_for : feature->text_against);
        if (sum < 0 && i >= decided && drop == DROP_NOT)
            drop = features[worst].reason;
    }
    c->close = sum < SCORE_SURE;
    return drop;
}

int score_measure(const char *name, struct candidate *c)
{
    for (size_t i = 0; i < ARRAY_SIZE(features); i++)
        if (strcmp(features[i].name, name) == 0)
            return features[i].measure(c);
    return INT_MIN;
}
