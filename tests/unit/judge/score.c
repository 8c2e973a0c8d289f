/* SPDX-License-Identifier: Apache-2.0 */
/* The scorer against values of which we know what they are, and each of its features alone. */
#include "unit/judge/bench.h"

#include <limits.h>

#include "judge/score.h"
#include "literals/words.h"

static size_t roll(struct bench *bench, size_t sides)
{
    bench->dice = bench->dice * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (size_t)(bench->dice >> 33) % sides;
}

/* `name = "value"` in code. */
static struct judgement judge_value(struct bench *bench, const char *name, const char *value)
{
    struct judgement judgement;
    const char *text = arena_printf(&bench->arena, "%s = \"%s\"\n", name, value);
    struct unit unit = unit_whole(span_of(text), NULL);
    unit.kinds = KIND_CODE;
    size_t begin = strlen(name) + strlen(" = \"");
    struct match match = {
        .rule = &rules[GENERIC],
        .whole = unit.bytes,
        .secret = span_sub(unit.bytes, begin, strlen(value)),
        .captures = { { "name", span_sub(unit.bytes, 0, strlen(name)) } },
        .capture_count = 1,
    };
    judge_content(bench->judge, bench->scratch, &match, &unit, &bench->arena, &judgement);
    return judgement;
}

/* ---- Values of a kind ------------------------------------------------------------------------ */

static const char lower_hex[] = "0123456789abcdef";
static const char base36[] = "0123456789abcdefghijklmnopqrstuvwxyz";
static const char base62[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
static const char base64url[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";

static void believes_nearly_all_random_values(void **state)
{
    static const char *const alphabets[] = { lower_hex, base36, base62, base64url };
    static const size_t lengths[] = { 16, 20, 22, 32, 40, 64 };
    enum { TRIES = 1000, LOST = 45 }; /* of a thousand */
    struct bench *bench = *state;
    for (size_t a = 0; a < ARRAY_SIZE(alphabets); a++) {
        for (size_t l = 0; l < ARRAY_SIZE(lengths); l++) {
            size_t lost = 0;
            for (size_t i = 0; i < TRIES; i++) {
                char value[65] = "";
                for (size_t k = 0; k < lengths[l]; k++)
                    value[k] = alphabets[a][roll(bench, strlen(alphabets[a]))];
                lost += judge_value(bench, "api_key", value).drop != DROP_NOT;
            }
            arena_reset(&bench->arena);
            if (lost > LOST)
                print_error("%zu of %.8s…: %zu lost\n", lengths[l], alphabets[a], lost);
            assert_true(lost <= LOST);
        }
    }
}

/* Three words, written as people write names. */
static void make_name(struct bench *bench, size_t style, char *out, size_t size)
{
    size_t len = 0;
    out[0] = '\0';
    for (size_t i = 0; i < 3; i++) {
        const char *word = common_words[roll(bench, common_word_count)];
        const char *between = style == 0 && i ? "_" : style == 1 && i ? "-" : "";
        len += (size_t)snprintf(out + len, size - len, "%s%s", between, word);
        if (style == 2)
            out[len - strlen(word)] = (char)(out[len - strlen(word)] - 'a' + 'A');
    }
}

static void believes_nearly_no_names(void **state)
{
    enum { STYLES = 4, TRIES = 1000, BELIEVED = 5 };
    struct bench *bench = *state;
    for (size_t style = 0; style < STYLES; style++) {
        size_t believed = 0;
        for (size_t i = 0; i < TRIES; i++) {
            char value[128];
            make_name(bench, style, value, sizeof(value));
            believed += judge_value(bench, "api_key", value).drop == DROP_NOT;
        }
        arena_reset(&bench->arena);
        if (believed > BELIEVED)
            print_error("style %zu: %zu believed\n", style, believed);
        assert_true(believed <= BELIEVED);
    }
}

/* ---- Each feature ---------------------------------------------------------------------------- */

static const struct {
    const char *feature, *name, *value;
    int least, most;
} measures[] = {
    { "name", "api_key", "q8Vt2LmZ4kXw9RpB7sYd", 10, 10 },
    { "name", "thing", "q8Vt2LmZ4kXw9RpB7sYd", 0, 0 },
    { "randomness", "k", "q8Vt2LmZ4kXw9RpB7sYd", 8, 10 },
    { "randomness", "k", "aabbaabbaaccaabb", 0, 0 },
    { "regularity", "k", "aabbaabbaaccaabb", -10, -10 },
    { "regularity", "k", "q8Vt2LmZ4kXw9RpB7sYd", 0, 0 },
    { "classes", "k", "q8Vt2LmZ4kXw9RpB7sYd", 10, 10 },
    { "classes", "k", "application2024", 0, 0 },
    { "name-of-another", "token_url", "q8Vt2LmZ4kXw9RpB7sYd", -10, -10 },
    { "name-of-another", "token", "q8Vt2LmZ4kXw9RpB7sYd", 0, 0 },
    { "length", "k", "q8Vt2L", -10, -10 },
    { "length", "k", "q8Vt2LmZ4kXw", 0, 0 },
    { "example", "k", "q8Vt2LmZEXAMPLEXw9Rp", -10, -10 },
    { "example", "k", "q8Vt2LmZ4kXw9RpB7sYd", 0, 0 },
    { "typed", "k", "1234567890abcdef1234", -10, -10 },
    { "typed", "k", "q8Vt2LmZ4kXw9RpB7sYd", 0, 0 },
    { "hash", "thing", "9f86d081884c7d659a2feaa0c55ad015", -10, -10 },
    { "hash", "api_key", "9f86d081884c7d659a2feaa0c55ad015", 0, 0 },
    { "artifact", "k", "jjwt-jackson-0.11.2", -10, -10 },
    { "address", "k", "https://login.acme.io/oauth2/v1", -10, -10 },
    { "address", "k", "2024-03-01T12:30:00Z", -10, -10 },
    { "code", "k", "getKey(name, [a-z0-9]+)", -10, -10 },
    { "prose", "k", "the value that you are given by us", -10, -10 },
    { "identifier", "k", "applicationServiceManagerKey", -10, -10 },
    { "words", "k", "x7application9q", -10, -8 },
    { "words", "k", "q8Vt2LmZ4kXw9RpB7sYd", 0, 0 },
    { "letter-pairs", "k", "restingandlistener", -10, -6 },
    { "letter-pairs", "k", "qzxjvkwqxgzfvbkqxz", 0, 0 },
    { "no-digit", "k", "qzxjvkwqxgzfvbkqxzjw", -10, -10 },
    { "no-digit", "k", "qzxjvkwq7gzfvbkqxzjw", 0, 0 },
    { "comment", "# k", "q8Vt2LmZ4kXw9RpB7sYd", -10, -10 },
};

static void measures_each_feature(void **state)
{
    struct bench *bench = *state;
    for (size_t i = 0; i < ARRAY_SIZE(measures); i++) {
        const char *text =
                arena_printf(&bench->arena, "%s = \"%s\"\n", measures[i].name, measures[i].value);
        struct unit unit = unit_whole(span_of(text), NULL);
        struct judgement judgement = { 0 };
        size_t begin = strlen(measures[i].name) + strlen(" = \"");
        struct match match = { .rule = &rules[GENERIC], .whole = unit.bytes };
        struct judge_rule ready = { .placed = false };
        struct candidate candidate = {
            .rule = &rules[GENERIC],
            .ready = &ready,
            .match = &match,
            .unit = &unit,
            .value = span_sub(unit.bytes, begin, strlen(measures[i].value)),
            .line = span_sub(unit.bytes, 0, unit.bytes.len - 1),
            .name = span_of(measures[i].name),
            .meaning = name_meaning_of(span_of(measures[i].name)),
            .comment = text[0] == '#',
            .arena = &bench->arena,
            .out = &judgement,
        };
        match.secret = candidate.value;
        int measured = score_measure(measures[i].feature, &candidate);
        if (measured < measures[i].least || measured > measures[i].most)
            print_error("%s of %s: %d\n", measures[i].feature, measures[i].value, measured);
        assert_in_range(measured + 100, measures[i].least + 100, measures[i].most + 100);
    }
    assert_int_equal(score_measure("no-such-feature", NULL), INT_MIN);
}

static int sum_of(const struct judgement *judgement)
{
    int sum = 0;
    for (size_t i = 0; i < judgement->evidence_count; i++)
        sum += judgement->evidence[i].weight;
    return sum;
}

static void explains_by_weights(void **state)
{
    struct bench *bench = *state;
    judge_explain(bench->scratch);
    struct judgement good = judge_value(bench, "api_key", "q8Vt2LmZ4kXw9RpB7sYd");
    struct judgement bad = judge_value(bench, "api_key", "applicationServiceManagerKey");
    assert_int_equal(good.drop, DROP_NOT);
    assert_true(sum_of(&good) > 0);
    assert_int_equal(bad.drop, DROP_LOOKALIKE);
    assert_true(sum_of(&bad) < -50);
    /* All that speaks against it is told, not only what decided. */
    size_t against = 0;
    for (size_t i = 0; i < bad.evidence_count; i++)
        against += bad.evidence[i].against;
    assert_true(against >= 3);
}

/* No feature decides alone: what the one says the others may outweigh, up to a point. */
static void weighs_signs_against_one_another(void **state)
{
    struct bench *bench = *state;
    const char *half = "k7Server4q8Vt2LmZ"; /* a word, in what is random else */
    assert_int_equal(judge_value(bench, "api_key", half).drop, DROP_NOT);
    assert_true(judge_value(bench, "api_key", "k7ServerListener4q8Vt").drop != DROP_NOT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(believes_nearly_all_random_values, set_up, tear_down),
        cmocka_unit_test_setup_teardown(believes_nearly_no_names, set_up, tear_down),
        cmocka_unit_test_setup_teardown(measures_each_feature, set_up, tear_down),
        cmocka_unit_test_setup_teardown(explains_by_weights, set_up, tear_down),
        cmocka_unit_test_setup_teardown(weighs_signs_against_one_another, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
