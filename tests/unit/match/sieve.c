/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cover_here.h"
#include "match/sieve.h"
#include "match/sieve_form.h"

enum { TOLD = 1 << 16, TEXT = 6000 };

static struct cover_text plain(const char *bytes)
{
    struct cover_text text = { .len = (uint8_t)strlen(bytes) };
    memcpy(text.bytes, bytes, text.len);
    set_add_range(&text.precede, 0, 255);
    set_add_range(&text.follow, 0, 255);
    return text;
}

static struct cover_text of_either_case(const char *bytes)
{
    struct cover_text text = plain(bytes);
    for (size_t i = 0; i < text.len; i++)
        if (ascii_is_lower(text.bytes[i]))
            text.either_case |= (uint8_t)(1U << i);
    return text;
}

static struct byte_set set_of(const char *bytes)
{
    struct byte_set set = { 0 };
    for (; *bytes; bytes++)
        set_add(&set, (unsigned char)*bytes);
    return set;
}

static struct cover_way way_of(const char *through, const char *until, bool or_end)
{
    return (struct cover_way) { set_of(through), set_of(until), or_end };
}

struct sieve_under_test {
    const struct sieve *sieve;
    struct span image;
};

static struct sieve_under_test build(const struct cover_text *texts, size_t count)
{
    struct sieve_under_test made = { 0 };
    struct veto_error error = { 0 };
    assert_int_equal(sieve_build(texts, count, &made.image, &error), 0);
    struct span left = made.image;
    assert_int_equal(sieve_in_place(&made.sieve, &left, &error), 0);
    assert_int_equal(left.len, 0);
    return made;
}

struct told {
    char text[TOLD];
    size_t len;
    int stop_at, count;
};

static int note(size_t begin, size_t end, void *payload)
{
    struct told *told = payload;
    told->len += (size_t)snprintf(told->text + told->len, TOLD - told->len, "%zu-%zu ", begin, end);
    assert_true(told->len < TOLD - 64);
    return ++told->count == told->stop_at;
}

static int mark(size_t begin, size_t end, void *payload)
{
    bool *marked = payload;
    memset(marked + begin, true, end - begin);
    return 0;
}

static void assert_places(const struct sieve *sieve, struct span text, const char *expected)
{
    for (enum sieve_way way = SIEVE_PLAIN; way <= sieve_best_way(); way++) {
        struct told *told = calloc(1, sizeof(*told));
        assert_non_null(told);
        assert_int_equal(sieve_find(way, sieve, text, note, told), 0);
        assert_string_equal(told->text, expected);
        free(told);
    }
}

static void says_where_texts_stand_and_how_far_they_reach(void **state)
{
    (void)state;
    struct cover_text texts[] = { plain("AKIA"), of_either_case("password"), plain("://") };
    texts[0].after = 16;
    texts[1].before = 2;
    struct sieve_under_test made = build(texts, ARRAY_SIZE(texts));
    assert_places(made.sieve, SPAN("xx AKIA0123456789 y"), "3-19 ");
    assert_places(made.sieve, SPAN("xx AKIA01234567890123456789 y"), "3-23 ");
    assert_places(made.sieve, SPAN("the PassWord"), "2-12 ");
    assert_places(made.sieve, SPAN("password"), "0-8 ");
    assert_places(made.sieve, SPAN("a://b"), "1-4 ");
    assert_places(made.sieve, SPAN("akia Akia passwor ://"), "18-21 ");
    assert_places(made.sieve, SPAN_EMPTY, "");
    assert_places(made.sieve, SPAN("AKI"), "");
    free((char *)made.image.data);
}

static void asks_for_the_neighbours(void **state)
{
    (void)state;
    struct cover_text texts[] = { plain("token"), plain("token") };
    texts[0].precede = set_of(" ");
    texts[0].follow = set_of("=:");
    texts[1].precede = set_of("<");
    texts[1].after = 1;
    struct sieve_under_test made = build(texts, ARRAY_SIZE(texts));
    assert_places(made.sieve, SPAN(" token="), "1-6 ");
    assert_places(made.sieve, SPAN(" token "), "");
    assert_places(made.sieve, SPAN("atoken:"), "");
    assert_places(made.sieve, SPAN("<token>"), "1-7 ");
    /* Where nothing stands beside it, anything may have stood there. */
    assert_places(made.sieve, SPAN("token:"), "0-6 0-5 ");
    assert_places(made.sieve, SPAN(" token"), "1-6 ");
    free((char *)made.image.data);
}

static void asks_for_what_must_follow(void **state)
{
    (void)state;
    struct cover_text texts[] = { plain("token"), plain("://") };
    texts[0].after = 6;
    texts[0].ways[0] = way_of(" abc", "=:", false);
    struct sieve_under_test made = build(texts, ARRAY_SIZE(texts));
    assert_places(made.sieve, SPAN("token=wxyz"), "0-10 ");
    assert_places(made.sieve, SPAN("token a b: wxyz"), "0-11 ");
    assert_places(made.sieve, SPAN("token a z: wxyz"), "");
    assert_places(made.sieve, SPAN("token abcabc: "), "");
    assert_places(made.sieve, SPAN("token abc"), "");
    assert_places(made.sieve, SPAN("token"), "");
    free((char *)made.image.data);
}

static void asks_for_each_of_two_ways(void **state)
{
    (void)state;
    struct cover_text text = plain("token");
    text.after = 8;
    text.ways[0] = way_of(" ", "=", false);
    text.ways[1] = way_of("= abc", ";", true);
    struct sieve_under_test made = build(&text, 1);
    assert_places(made.sieve, SPAN("token =abc; wxyz"), "0-13 ");
    assert_places(made.sieve, SPAN("token abc; wxyz"), "");
    assert_places(made.sieve, SPAN("token =abc. wxyz"), "");
    assert_places(made.sieve, SPAN("token =abcab; wxyz"), "0-13 ");
    assert_places(made.sieve, SPAN("token =abcabc; wxyz"), "");
    /* The end of all may stand for what must follow. */
    assert_places(made.sieve, SPAN("token =abc"), "0-10 ");
    assert_places(made.sieve, SPAN("token =abcabc"), "0-13 ");
    assert_places(made.sieve, SPAN("token =abcabca"), "");
    assert_places(made.sieve, SPAN("token "), "");
    /* What was gone over is not gone over again, and is known for what comes later. */
    assert_places(made.sieve, SPAN("token =a token =a token =a; wxyz"), "18-31 ");
    free((char *)made.image.data);
}

/* Each way on which nothing ends is gone over once, but there may be many. */
static void lets_all_pass_where_many_ways_are_long(void **state)
{
    (void)state;
    enum { TEXTS = 1 << 14, WAYS = 40 };
    static char bytes[TEXTS * 4];
    struct cover_text texts[WAYS];
    for (size_t i = 0; i < WAYS; i++) {
        texts[i] = plain("abcd");
        texts[i].after = 50;
        texts[i].ways[0] = way_of("abcd", "=", false);
        set_add(&texts[i].ways[0].through, (unsigned char)(128 + i));
    }
    struct sieve_under_test made = build(texts, WAYS);
    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = "abcd"[i % 4];
    for (enum sieve_way way = SIEVE_PLAIN; way <= sieve_best_way(); way++) {
        static bool marked[sizeof(bytes) + 1000];
        memset(marked, false, sizeof(marked));
        assert_int_equal(sieve_find(way, made.sieve, (struct span) { bytes, sizeof(bytes) }, mark,
                                    marked),
                         0);
        assert_false(marked[0]);
        assert_true(marked[sizeof(bytes) - 1]);
    }
    free((char *)made.image.data);
}

static void ends_where_it_is_told_to(void **state)
{
    (void)state;
    struct cover_text text = plain("abcd");
    struct sieve_under_test made = build(&text, 1);
    for (enum sieve_way way = SIEVE_PLAIN; way <= sieve_best_way(); way++) {
        struct told *told = calloc(1, sizeof(*told));
        assert_non_null(told);
        told->stop_at = 2;
        assert_int_equal(sieve_find(way, made.sieve, SPAN("abcd abcd abcd"), note, told), 1);
        assert_string_equal(told->text, "0-4 5-9 ");
        free(told);
    }
    free((char *)made.image.data);
}

static void is_none_of_no_texts(void **state)
{
    (void)state;
    struct sieve_under_test made = build(NULL, 0);
    assert_null(made.sieve);
    free((char *)made.image.data);
}

static void refuses_what_is_no_sieve(void **state)
{
    (void)state;
    struct veto_error error = { 0 };
    const struct sieve *sieve = NULL;
    struct cover_text text = plain("abcd");
    struct sieve_under_test made = build(&text, 1);
    struct span cut = { made.image.data, made.image.len - SIEVE_ALIGN };
    assert_int_equal(sieve_in_place(&sieve, &cut, &error), -1);
    assert_int_equal(error.code, VETO_ERROR_FORMAT);
    /* Says that it holds more than it is long. */
    uint32_t *paths = &((struct sieve *)(void *)made.image.data)->path_count, told = *paths;
    *paths = SIEVE_PATHS;
    struct span whole = made.image;
    assert_int_equal(sieve_in_place(&sieve, &whole, &error), -1);
    *paths = told;
    struct span none = SPAN_EMPTY;
    assert_int_equal(sieve_in_place(&sieve, &none, &error), -1);
    free((char *)made.image.data);
}

/* ---- Against looking everywhere -------------------------------------------------------------- */

struct dice {
    uint64_t state;
};

static unsigned roll(struct dice *dice, unsigned sides)
{
    dice->state = dice->state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(dice->state >> 33) % sides;
}

static const char letters[] = "aabbcdeABD_:=1\n";

static struct cover_text any_text(struct dice *dice)
{
    char bytes[COVER_TEXT_MAX + 1] = { 0 };
    size_t len = COVER_TEXT_LEAST + roll(dice, COVER_TEXT_MAX - COVER_TEXT_LEAST + 1);
    bool either = roll(dice, 2);
    for (size_t i = 0; i < len; i++) {
        bytes[i] = letters[roll(dice, sizeof(letters) - 1)];
        if (either)
            bytes[i] = ascii_lower(bytes[i]);
    }
    struct cover_text text = either ? of_either_case(bytes) : plain(bytes);
    if (roll(dice, 2)) {
        text.after = roll(dice, 30);
        text.ways[0] = way_of("abcdeAB", "=:\n", roll(dice, 2));
    }
    if (roll(dice, 2)) {
        text.after = roll(dice, 60);
        text.ways[1] = way_of("abcdeABD_:=", "1", roll(dice, 2));
    }
    return text;
}

static bool is_marked_within(const bool *expected, const bool *marked, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (expected[i] && !marked[i])
            return false;
    return true;
}

/* Where a text is left out for another that is within it, that one reaches farther. */
static void marks_no_less_than_every_place(void **state)
{
    (void)state;
    static char bytes[TEXT];
    static bool expected[TEXT], marked[SIEVE_VBMI + 1][TEXT];
    struct dice dice = { 7 };
    for (int round = 0; round < 40; round++) {
        struct cover_text texts[200];
        size_t count = 1 + roll(&dice, ARRAY_SIZE(texts)), len = roll(&dice, TEXT);
        for (size_t i = 0; i < count; i++)
            texts[i] = any_text(&dice);
        for (size_t i = 0; i < len; i++)
            bytes[i] = roll(&dice, 60) ? letters[roll(&dice, sizeof(letters) - 1)] : (char)0xC3;
        struct span in = { bytes, len };
        struct sieve_under_test made = build(texts, count);
        memset(expected, false, sizeof(expected));
        for (size_t at = 0; at < len; at++)
            for (size_t i = 0; i < count; i++)
                if (cover_text_is_at(&texts[i], in, at))
                    memset(expected + at, true, texts[i].len);
        for (enum sieve_way way = SIEVE_PLAIN; way <= sieve_best_way(); way++) {
            memset(marked[way], false, TEXT);
            assert_int_equal(sieve_find(way, made.sieve, in, mark, marked[way]), 0);
            assert_true(is_marked_within(expected, marked[way], len));
            assert_memory_equal(marked[way], marked[SIEVE_PLAIN], len);
        }
        free((char *)made.image.data);
    }
}

const struct CMUnitTest tests[] = {
    cmocka_unit_test(says_where_texts_stand_and_how_far_they_reach),
    cmocka_unit_test(asks_for_the_neighbours),
    cmocka_unit_test(asks_for_what_must_follow),
    cmocka_unit_test(asks_for_each_of_two_ways),
    cmocka_unit_test(lets_all_pass_where_many_ways_are_long),
    cmocka_unit_test(ends_where_it_is_told_to),
    cmocka_unit_test(is_none_of_no_texts),
    cmocka_unit_test(refuses_what_is_no_sieve),
    cmocka_unit_test(marks_no_less_than_every_place),
};

int main(void)
{
    return cmocka_run_group_tests(tests, NULL, NULL);
}
