/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/inline.h"

#include "base/buf.h"
#include "base/cleanup.h"
#include "base/macro.h"
#include "policy/date.h"
#include "unit/test.h"

static const char *const aliases[] = { "gitleaks:some-token", "checkov:CKV_X_1", "trivy:KSV-0012",
                                       "zizmor:unpinned-uses", "kics:some_query",
                                       "kube-linter:some-thing" };
static const struct rule token_rule = {
    .public = { .id = "some-token", .is_secret = true, .aliases = aliases, .alias_count = 1 },
};
static const struct rule check_rule = {
    .public = { .id = "some-check", .aliases = aliases + 1, .alias_count = 5 },
};
static const struct rule other_rule = { .public = { .id = "other" } };

/* `SECRET` in the text is what was found. */
static bool is_allowed(const struct rule *rule, const char *text, struct inline_mark *mark)
{
    struct inline_text lines = inline_text_make(span_of(text), INLINE_NO_DOCUMENT, true, 100, NULL);
    const char *at = strstr(text, "SECRET");
    assert_non_null(at);
    const struct inline_subject subject = {
        .rule = rule,
        .begin = (size_t)(at - text),
        .end = (size_t)(at - text) + 6,
    };
    return inline_find(&lines, &subject, mark);
}

static void names_and_reasons_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *text, *names, *reason;
    } rows[] = {
        { "SECRET # veto:allow some-token made up", "some-token", "made up" },
        { "SECRET /* veto:allow some-token made up */ x", "some-token", "made up" },
        { "SECRET <!--veto:allow some-token: made up-->", "some-token", "made up" },
        { "SECRET {# veto:allow some-token made up #}", "some-token", "made up" },
        { "SECRET <# veto:allow some-token made up #> x", "some-token", "made up" },
        { "SECRET @* veto:allow some-token made up *@ x", "some-token", "made up" },
        { "SECRET <%-- veto:allow some-token made up --%> x", "some-token", "made up" },
        { "SECRET {{!-- veto:allow some-token made up --}} x", "some-token", "made up" },
        { "SECRET --[[ veto:allow some-token made up ]] x", "some-token", "made up" },
        { "SECRET /** veto:allow some-token made up **/ x", "some-token", "made up" },
        { "<# veto:allow some-token made up #>\nSECRET", "some-token", "made up" },
        { "\"SECRET\", \"veto:allow some-token made up\",", "some-token", "made up" },
        { "veto:allow other why not veto:allow some-token, made up SECRET", "some-token",
          "made up SECRET" },
        { "SECRET # veto:allow\tother,some-token  -- m\303\274de up ", "other,some-token",
          "m\303\274de up" },
        { "# veto:allow some-token made up\r\n# gitleaks:allow\r\nSECRET", "some-token",
          "made up" },
        { "x\r# veto:allow some-token made up\rSECRET", "some-token", "made up" },
        { "SECRET # gitleaks:allow because", "", "because" },
        { "# veto:allow some-token made up\nrun a \\\n  b SECRET", "some-token", "made up" },
        { "run a SECRET \\\n  b # veto:allow some-token made up", "some-token", "made up" },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct inline_mark mark = { 0 };
        if (!is_allowed(&token_rule, rows[i].text, &mark))
            fail_msg("not allowed: %s", rows[i].text);
        if (!span_is(mark.names, rows[i].names) || !span_is(mark.reason, rows[i].reason))
            fail_msg("%s: '%.*s' '%.*s'", rows[i].text, (int)mark.names.len, mark.names.data,
                     (int)mark.reason.len, mark.reason.data);
    }
}

static void other_tools_say_it_their_way(void **state)
{
    (void)state;
    static const struct {
        const struct rule *rule;
        const char *text;
        bool allowed;
    } rows[] = {
        { &check_rule, "# checkov:skip=CKV_X_1:why\nSECRET", true },
        { &check_rule, "# checkov:skip=CKV_X_12:why\nSECRET", false },
        { &check_rule, "SECRET # zizmor: ignore[a,unpinned-uses] why", true },
        { &check_rule, "SECRET # zizmor: ignore[artipacked]", false },
        { &check_rule, "# tfsec:ignore:KSV012\nSECRET", true },
        { &check_rule, "# trivy:ignore:AVD-KSV-0012\nSECRET", true },
        { &check_rule, "# trivy:ignore:KSV-0012:exp:1970-04-11\nSECRET", true },
        { &check_rule, "# trivy:ignore:KSV-0012:exp:1970-04-10\nSECRET", false },
        { &check_rule, "# trivy:ignore:KSV-0120\nSECRET", false },
        { &check_rule, "# kics-scan ignore-line\nSECRET", true },
        { &other_rule, "# kics-scan ignore-line\nSECRET", false },
        { &check_rule, "SECRET # gitleaks:allow", false },
        { &check_rule, "SECRET # pragma: allowlist secret", false },
        { &other_rule, "SECRET # nosemgrep", true },
        { &other_rule, "SECRET # nosemgrep: other", false },
        { &token_rule, "SECRET # pragma:allowlist-secret", true },
        { &token_rule, "SECRET # pragma: allowlist nextline secret", false },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct inline_mark mark;
        if (is_allowed(rows[i].rule, rows[i].text, &mark) != rows[i].allowed)
            fail_msg("%s", rows[i].text);
    }
}

/* `SECRET` in a document of several. */
static bool is_allowed_in(enum inline_document documents, const struct rule *rule, const char *text)
{
    cleanup(arena_release) struct arena arena = arena_make(1 << 20, false);
    struct inline_text lines = inline_text_make(span_of(text), documents, true, 100, &arena);
    size_t at = (size_t)(strstr(text, "SECRET") - text);
    const struct inline_subject subject = { .rule = rule, .begin = at, .end = at + 6 };
    struct inline_mark mark;
    bool allowed = inline_find(&lines, &subject, &mark);
    /* The second question is answered from what the first one found out. */
    assert_int_equal(inline_find(&lines, &subject, &mark), allowed);
    return allowed;
}

static void annotations_hold_for_their_object(void **state)
{
    (void)state;
    static const struct {
        enum inline_document documents;
        const char *text;
        bool allowed;
    } rows[] = {
        { INLINE_KUBERNETES, "a:\n  veto.dev/allow.some-check: the base needs it\nb: SECRET", true },
        { INLINE_KUBERNETES, "b: SECRET\na:\n  \"veto.dev/allow.some-check\": 'so it is'\n", true },
        { INLINE_KUBERNETES, "{\"veto.dev/allow.some-check\": \"so it is\", \"b\": \"SECRET\"}", true },
        { INLINE_KUBERNETES, "  veto.dev/allow.some-check:\nb: SECRET", false },
        { INLINE_KUBERNETES, "  veto.dev/allow.other: so it is\nb: SECRET", false },
        { INLINE_KUBERNETES, "  veto.dev/allow.some-check: so it is\n---\nb: SECRET", false },
        { INLINE_KUBERNETES, "b: SECRET\n---\n  veto.dev/allow.some-check: so it is\n", false },
        { INLINE_KUBERNETES, "x\n---\n  veto.dev/allow.some-check: so it is\nb: SECRET\n---\n", true },
        { INLINE_KUBERNETES, "  checkov.io/skip12: CKV_X_1=why\nb: SECRET", true },
        { INLINE_KUBERNETES, "  checkov.io/skip1: CKV_X_2=why\nb: SECRET", false },
        { INLINE_KUBERNETES, "  ignore-check.kube-linter.io/some-thing: why\nb: SECRET", true },
        { INLINE_KUBERNETES, "# checkov:skip=CKV_X_1:why\n\nb: SECRET", false },
        { INLINE_DOCKERFILE, "# checkov:skip=CKV_X_1:why\n\nb: SECRET", true },
        { INLINE_DOCKERFILE, "  checkov.io/skip1: CKV_X_1=why\nb: SECRET", false },
        { INLINE_NO_DOCUMENT, "  veto.dev/allow.some-check: so it is\nb: SECRET", false },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        if (is_allowed_in(rows[i].documents, &check_rule, rows[i].text) != rows[i].allowed)
            fail_msg("%s", rows[i].text);
}

static void peers_can_be_switched_off(void **state)
{
    (void)state;
    struct span text = SPAN("SECRET # gitleaks:allow\n");
    const struct inline_subject subject = { .rule = &token_rule, .end = 6 };
    struct inline_text lines = inline_text_make(text, INLINE_NO_DOCUMENT, false, 0, NULL);
    struct inline_mark mark;
    assert_false(inline_find(&lines, &subject, &mark));
}

/* So many findings in one long line of marks: what is looked at is bounded, and that is said. */
static void a_hostile_line_costs_little(void **state)
{
    (void)state;
    enum { LENGTH = 1 << 20 };
    cleanup(arena_release) struct arena arena = arena_make(1 << 20, false);
    cleanup(free_ptr) char *text = malloc(LENGTH);
    assert_non_null(text);
    for (size_t i = 0; i < LENGTH; i++)
        text[i] = "hadolint zizmor: trivy:"[i % 23];
    memcpy(text + LENGTH - 10, " nosemgrep", 10);
    struct inline_text lines =
            inline_text_make((struct span) { text, LENGTH }, INLINE_DOCKERFILE, true, 0, &arena);
    for (size_t i = 0; i < 100000; i++) {
        const struct inline_subject subject = { .rule = &other_rule, .begin = i * 10, .end = i * 10 };
        struct inline_mark mark;
        assert_false(inline_find(&lines, &subject, &mark));
    }
    assert_true(lines.is_exhausted && lines.near_budget < 8192);
}

/* What costs more than any budget, the lines of commands, leaves marks beside what is found alone.
 */
static void marks_beside_are_always_seen(void **state)
{
    (void)state;
    enum { TIMES = 6000, COMMENTS = 190 };
    cleanup(buf_release) struct buf text = buf_make(1 << 20);
    for (size_t i = 0; i < COMMENTS; i++)
        buf_append_text(&text,
                        "# a comment that goes on and on, and on and on, and on and on, and on\n");
    size_t begin = text.len;
    buf_append_text(&text, "SECRET # veto:allow some-token made up\n");
    struct inline_text lines = inline_text_make(buf_span(&text), INLINE_NO_DOCUMENT, true, 0, NULL);
    struct inline_mark mark;
    for (size_t i = 0; i < TIMES; i++) {
        const struct inline_subject other = { .rule = &other_rule,
                                              .begin = begin,
                                              .end = begin + 6 };
        const struct inline_subject token = { .rule = &token_rule,
                                              .begin = begin,
                                              .end = begin + 6 };
        assert_false(inline_find(&lines, &other, &mark));
        assert_true(inline_find(&lines, &token, &mark));
    }
    assert_true(lines.is_exhausted);
}

static void own_marks_are_found_by_their_ends(void **state)
{
    (void)state;
    struct span text = SPAN("veto:allow a why\n'veto:allow' veto:allowed veto: allow b\nveto:allow");
    struct inline_mark mark;
    size_t found[4] = { 0 }, count = 0;
    for (size_t from = 0; count < 4 && inline_next_own(text, from, text.len, &mark); from = mark.end)
        found[count++] = mark.begin;
    assert_int_equal(count, 3);
    assert_int_equal(found[0], 0);
    assert_int_equal(found[1], 43);
    assert_int_equal(found[2], 57);
    assert_false(inline_next_own(text, 10, 40, &mark));
}

static void days_are_counted(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t day;
    } rows[] = {
        { "1970-01-01", 0 },      { "1970-12-31", 364 },   { "2000-02-29", 11016 },
        { "2000-03-01", 11017 },  { "2026-12-31", 20818 }, { "9999-12-31", 2932896 },
        { "1969-12-31", -1 },     { "2026-02-29", -1 },    { "2026-13-01", -1 },
        { "2026-00-10", -1 },     { "2026-1-01", -1 },     { "2026-01-01 ", -1 },
        { "2026/01/01", -1 },     { "", -1 },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        assert_int_equal(date_parse(span_of(rows[i].text)), rows[i].day);
        char text[DATE_TEXT];
        if (rows[i].day < 0)
            continue;
        date_format(rows[i].day, text);
        assert_string_equal(text, rows[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_and_reasons_are_read),
        cmocka_unit_test(other_tools_say_it_their_way),
        cmocka_unit_test(annotations_hold_for_their_object),
        cmocka_unit_test(peers_can_be_switched_off),
        cmocka_unit_test(a_hostile_line_costs_little),
        cmocka_unit_test(marks_beside_are_always_seen),
        cmocka_unit_test(own_marks_are_found_by_their_ends),
        cmocka_unit_test(days_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
