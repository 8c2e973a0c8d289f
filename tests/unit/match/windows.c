/* SPDX-License-Identifier: Apache-2.0 */
/* Content cut into windows gives what the whole gives, each match once. */
#include "match_rules.h"

#include "base/macro.h"

enum { BEFORE = 300, AFTER = 600 };

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* What was found, sorted: windows tell it in another order. */
static char *sorted_found(struct engine *engine)
{
    enum { MAX_WORDS = 4096 };
    char *words[MAX_WORDS];
    size_t count = 0, len = engine->found.len;
    char *result = calloc(1, len + 1), *state = NULL;
    assert_non_null(result);
    for (char *word = len ? strtok_r(engine->found.data, " ", &state) : NULL; word;
         word = strtok_r(NULL, " ", &state)) {
        assert_true(count < MAX_WORDS);
        words[count++] = word;
    }
    qsort(words, count, sizeof(*words), by_text);
    for (size_t i = 0; i < count; i++) {
        strcat(result, words[i]);
        strcat(result, " ");
    }
    buf_clear(&engine->found);
    return result;
}

static void scan_windows(struct engine *engine, struct span content, size_t size, size_t phase)
{
    for (size_t begin = 0; begin < content.len;) {
        size_t end = begin == 0 && phase ? phase : begin + size;
        end = MIN(end, content.len);
        size_t low = begin > BEFORE ? begin - BEFORE : 0;
        size_t high = MIN(end + AFTER, content.len);
        struct unit unit = {
            .bytes = span_sub(content, low, high - low),
            .own_begin = begin - low,
            .own_end = end - low,
            .offset = low,
            .is_first = begin == 0,
            .is_last = end == content.len,
            .decoding = "",
        };
        engine_scan_unit(engine, &unit);
        begin = end;
    }
}

static void make_rules(struct rule rules[5])
{
    rules[0] = plain_rule("edge", "\\bedge_[0-9]{6}\\b");
    rules[1] = plain_rule("first", "^first_[0-9]{6}");
    rules[2] = plain_rule("last", "last_[0-9]{6}$");
    rules[3] = plain_rule("open", "open_[a-z]{4,200}");
    rules[4] = plain_rule("pem", "--BEGIN [a-z]{1,9}--[a-z\\n]{0,400}--END(?! NOT)");
    rules[4].anchor = "--BEGIN [a-z]{1,9}--";
    rules[4].window_after = 500;
}

static void append_run(struct buf *text, char c, size_t len)
{
    while (len--)
        buf_append_char(text, c);
}

static struct buf make_content(void)
{
    struct buf text = buf_make(1 << 16);
    buf_append_text(&text, "first_123456 edge_1234567 edge_123456 last_123456\n");
    buf_append_text(&text, "open_abcdefghijklmnopqrst-open_open_open_abcd first_123456 ");
    buf_append_text(&text, "--BEGIN key--");
    append_run(&text, 'k', 380);
    buf_append_text(&text, "--END--BEGIN key--abc--END NOT --BEGIN other--abc\n--END;");
    append_run(&text, '.', 350);
    buf_append_text(&text, "open_");
    append_run(&text, 'o', 190);
    buf_append_text(&text, " --BEGIN never--edge_123456,edge_654321 last_123456");
    return text;
}

/* Rules and a text for them, and what is found in it whole. */
struct comparison {
    struct rule rules[5];
    struct engine engine;
    struct buf text;
    char *whole;
};

static void compare_begin(struct comparison *comparison)
{
    make_rules(comparison->rules);
    comparison->engine = engine_of(comparison->rules, ARRAY_SIZE(comparison->rules));
    comparison->text = make_content();
    engine_scan_bytes(&comparison->engine, buf_span(&comparison->text));
    comparison->whole = sorted_found(&comparison->engine);
    assert_non_null(strstr(comparison->whole, "first@0-12"));
    assert_non_null(strstr(comparison->whole, "pem@"));
}

static void compare_windows(struct comparison *comparison, size_t size, size_t cut)
{
    scan_windows(&comparison->engine, buf_span(&comparison->text), size, cut);
    char *pieces = sorted_found(&comparison->engine);
    if (strcmp(comparison->whole, pieces) != 0)
        fail_msg("windows of %zu, cut at %zu: %s, but whole: %s", size, cut, pieces,
                 comparison->whole);
    free(pieces);
}

static void compare_end(struct comparison *comparison)
{
    free(comparison->whole);
    buf_release(&comparison->text);
    engine_release(&comparison->engine);
}

static void gives_the_same_at_every_cut(void **state)
{
    (void)state;
    struct comparison comparison;
    compare_begin(&comparison);
    for (size_t cut = 1; cut < comparison.text.len; cut++)
        compare_windows(&comparison, comparison.text.len, cut);
    compare_end(&comparison);
}

static void gives_the_same_in_windows_of_any_size(void **state)
{
    (void)state;
    struct comparison comparison;
    compare_begin(&comparison);
    for (size_t size = 1; size < 400; size += 13)
        compare_windows(&comparison, size, 0);
    compare_end(&comparison);
}

/* The matcher cuts by itself what is long, at 16 MiB. */
static void finds_matches_across_the_engines_own_pieces(void **state)
{
    (void)state;
    const size_t piece = (size_t)16 << 20, len = piece + 100;
    struct rule rule = plain_rule("edge", "\\bedge_[0-9]{6}\\b");
    struct engine engine = engine_of(&rule, 1);
    char *content = calloc(1, len);
    assert_non_null(content);
    memcpy(content + piece - 5, "edge_123456", 11);
    memcpy(content + piece + 50, "edge_123456", 11);
    memcpy(content + 10, "edge_123456", 11);
    engine_scan_bytes(&engine, (struct span){ content, len });
    assert_found(&engine, "edge@10-21 edge@16777211-16777222 edge@16777266-16777277");
    free(content);
    engine_release(&engine);
}

const struct CMUnitTest tests[] = {
    cmocka_unit_test(gives_the_same_at_every_cut),
    cmocka_unit_test(gives_the_same_in_windows_of_any_size),
    cmocka_unit_test(finds_matches_across_the_engines_own_pieces),
};

int main(void)
{
    return cmocka_run_group_tests(tests, NULL, NULL);
}
