/* SPDX-License-Identifier: Apache-2.0 */
#include "rule/digest.h"

#include "base/arena.h"
#include "rule/load.h"
#include "unit/test.h"

static const char pack[] = "rules:\n"
                           "  - id: a\n"
                           "    since: '0.1'\n"
                           "    title: Title\n"
                           "    severity: high\n"
                           "    pattern: (?<secret>x)\n"
                           "    entropy: 2.5\n"
                           "    window: {before: 100}\n"
                           "    companions: [{rule: c, within: 3 lines}]\n"
                           "    over: [bb, c]\n"
                           "    allow: {values: [v]}\n"
                           "    tags: [secret]\n"
                           "    fix: Fix\n"
                           "    examples: [x]\n"
                           "    counterexamples: [y]\n";

/* The digest of the pack with one text in it replaced. */
static void digest_of(const char *old, const char *new, char hex[DIGEST_MAX_HEX])
{
    char text[sizeof(pack) + 64];
    const char *at = strstr(pack, old);
    assert_non_null(at);
    snprintf(text, sizeof(text), "%.*s%s%s", (int)(at - pack), pack, new, at + strlen(old));

    struct arena arena = arena_make(1 << 20, false);
    struct rule_set set = { 0 };
    struct veto_error error;
    if (rule_load_text(&set, "p.yaml", span_of(text), &arena, NULL, NULL, &error) < 0)
        fail_msg("%s", error.message);
    assert_int_equal(rule_set_digest(&set, hex, &error), 0);
    arena_release(&arena);
}

static void changes_with_what_is_found(void **state)
{
    (void)state;
    static const char *const changes[][2] = {
        { "id: a", "id: b" },         { "high", "low" },         { "(?<secret>x)", "(?<secret>y)" },
        { "2.5", "2.51" },            { "before: 100", "after: 100" }, { "rule: c", "rule: d" },
        { "3 lines", "4 lines" },     { "[bb, c]", "[b, bc]" },  { "[v]", "[w]" },
        { "values", "paths" },        { "[secret]", "[secret, generic]" },
        { "    entropy", "    proof: p\n    entropy" },
    };
    char before[DIGEST_MAX_HEX], after[DIGEST_MAX_HEX];
    digest_of("a", "a", before);
    for (size_t i = 0; i < ARRAY_SIZE(changes); i++) {
        digest_of(changes[i][0], changes[i][1], after);
        if (strcmp(before, after) == 0)
            fail_msg("%s", changes[i][1]);
    }
}

static void stays_when_only_words_change(void **state)
{
    (void)state;
    static const char *const changes[][2] = {
        { "Title", "Other" }, { "Fix", "Other" }, { "[x]", "[x, x1]" }, { "[y]", "[z]" },
        { "0.1", "0.2" },
    };
    char before[DIGEST_MAX_HEX], after[DIGEST_MAX_HEX];
    digest_of("a", "a", before);
    for (size_t i = 0; i < ARRAY_SIZE(changes); i++) {
        digest_of(changes[i][0], changes[i][1], after);
        assert_string_equal(before, after);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(changes_with_what_is_found),
        cmocka_unit_test(stays_when_only_words_change),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
