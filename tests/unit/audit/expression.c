/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/expression/expression.h"

#include "audit/lift/expression/check.h"
#include "base/buf.h"
#include "unit/test.h"

static void append_tree(struct buf *out, const struct expression *e)
{
    static const char *const signs[] = {
        [EXPRESSION_MEMBER] = ".", [EXPRESSION_INDEX] = "[]", [EXPRESSION_FILTER] = ".*",
        [EXPRESSION_CALL] = "()",  [EXPRESSION_NOT] = "!",    [EXPRESSION_AND] = "&&",
        [EXPRESSION_OR] = "||",    [EXPRESSION_EQUAL] = "==", [EXPRESSION_ORDER] = "<",
    };
    const char *sign = e->first || e->kind == EXPRESSION_CALL ? signs[e->kind] : "";
    buf_printf(out, "%s%.*s", sign, (int)e->text.len, e->text.data);
    if (!e->first)
        return;
    buf_append_char(out, '(');
    for (const struct expression *one = e->first; one; one = one->next) {
        append_tree(out, one);
        buf_append_text(out, one->next ? " " : ")");
    }
}

static void assert_tree(const char *text, const char *expected)
{
    struct arena arena = arena_make(1 << 24, false);
    struct buf out = buf_make(1 << 16);
    size_t stopped = 0;
    const struct expression *e = expression_parse(span_of(text), &arena, &stopped);
    if (e)
        append_tree(&out, e);
    else
        buf_printf(&out, "stopped at %zu", stopped);
    buf_append_char(&out, '\0');
    assert_string_equal(out.data, expected);
    buf_release(&out);
    arena_release(&arena);
}

static void binds_as_github_does(void **state)
{
    (void)state;
    assert_tree("a || b && c == d < !e", "||(a &&(b ==(c <(d !(e)))))");
    assert_tree("(a || b) || c", "||(a b c)");
    assert_tree("a.b['c'].*.d[0]", "[](.d(.*([](.b(a) c))) 0)");
    assert_tree("f(a, g())", "()f(a ()g)");
    assert_tree("'it''s'", "it's");
    assert_tree("-1.5e3 == 0xFf", "==(-1.5e3 0xFf)");
    assert_tree(" .5 < +2 ", "<(.5 +2)");
}

static void stops_where_it_is_wrong(void **state)
{
    (void)state;
    assert_tree("", "stopped at 0");
    assert_tree("\"a\"", "stopped at 0");
    assert_tree("1 + 1", "stopped at 2");
    assert_tree("a.", "stopped at 2");
    assert_tree("f(a", "stopped at 3");
    assert_tree("a b", "stopped at 2");
    assert_tree("'a", "stopped at 0");
    assert_tree("a[1", "stopped at 3");
    assert_tree("1a", "stopped at 0");
    assert_tree("a ==", "stopped at 4");
}

static void is_bounded(void **state)
{
    (void)state;
    struct arena arena = arena_make(1 << 24, false);
    struct buf text = buf_make(1 << 20);
    size_t stopped = 0;
    for (int i = 0; i < 100; i++)
        buf_append_char(&text, '(');
    assert_null(expression_parse(buf_span(&text), &arena, &stopped));
    buf_clear(&text);
    buf_append_char(&text, 'a');
    for (int i = 0; i < 100; i++)
        buf_append_text(&text, ".b");
    assert_null(expression_parse(buf_span(&text), &arena, &stopped));
    buf_clear(&text);
    buf_append_char(&text, 'a');
    for (int i = 0; i < 1000; i++)
        buf_append_text(&text, "||a");
    assert_non_null(expression_parse(buf_span(&text), &arena, &stopped));
    buf_release(&text);
    arena_release(&arena);
}

static void finds_the_end_of_an_expression(void **state)
{
    (void)state;
    assert_int_equal(expression_end(SPAN(" '}}' }} ")), 6);
    assert_true(expression_end(SPAN(" '}} ")) == SIZE_MAX);
}

struct problems {
    struct buf codes;
};

static void remember(void *payload, const char *code, size_t at, struct span name)
{
    struct problems *problems = payload;
    (void)name;
    buf_printf(&problems->codes, "%s%s@%zu", problems->codes.len ? "," : "", code, at);
}

static void assert_problems(const char *text, const char *expected)
{
    struct arena arena = arena_make(1 << 24, false);
    struct problems problems = { buf_make(1 << 16) };
    struct expression_scope scope = {
        .arena = &arena,
        .known = CONTEXT_BIT(CONTEXT_GITHUB) | CONTEXT_BIT(CONTEXT_VARS),
        .problem = remember,
        .payload = &problems,
    };
    size_t stopped;
    expression_contexts(&scope, &type_any);
    const struct expression *e = expression_parse(span_of(text), &arena, &stopped);
    assert_non_null(e);
    expression_check(&scope, e);
    buf_append_char(&problems.codes, '\0');
    assert_string_equal(problems.codes.data, expected);
    buf_release(&problems.codes);
    arena_release(&arena);
}

static void knows_what_goes_together(void **state)
{
    (void)state;
    assert_problems("github.sha == 'a' && github.event.a.b < 3", "");
    assert_problems("'a' == github", "bad-comparison@0");
    assert_problems("github.sha.b", "bad-access@0");
    assert_problems("secrets.A", "context-not-here@0");
    assert_problems("foo.A || bar", "unknown-context@0,unknown-context@9");
    assert_problems("hashFiles('a')", "function-not-here@0");
    assert_problems("contains('a')", "argument-count@0");
    assert_problems("startsWith('a', github)", "argument-type@16");
    assert_problems("format('{1}', 1)", "bad-format@0,bad-format@0");
    assert_problems("fromJSON('{')", "bad-json@0");
    assert_problems("fromJSON('{\"a\": 1}').b", "undefined-member@0");
    assert_problems("join(github.event.*.a, ',')", "");
    assert_problems("case(true, 1, false, 2, 3)", "");
    assert_problems("case(true, 1, false, 2)", "argument-count@0");
    assert_problems("vars.A[0]", "bad-access@0");
    assert_problems("null == github && 1 > null", "bad-comparison@18");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(binds_as_github_does),
        cmocka_unit_test(stops_where_it_is_wrong),
        cmocka_unit_test(is_bounded),
        cmocka_unit_test(finds_the_end_of_an_expression),
        cmocka_unit_test(knows_what_goes_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
