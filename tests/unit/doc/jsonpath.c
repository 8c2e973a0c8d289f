/* SPDX-License-Identifier: Apache-2.0 */
/* Our own cases for every section of RFC 9535; those of the compliance suite run elsewhere. */
#include "doc/jsonpath_digest.h"

#include "base/cleanup.h"
#include "doc/iregexp.h"
#include "doc/json.h"
#include "unit/test.h"

enum { ARENA = 1 << 30, TEXT = 1 << 20 };

struct example {
    const char *document;
    const char *query;
    const char *paths; /* of what is selected, a space behind each */
};

struct mistake {
    const char *query;
    const char *message;
};

/* Stands in for PCRE2, whose room this one does not know: finds the expression as it is written. */
static int find_text(struct span pattern, bool whole, struct span text, bool *found, uint64_t *work,
                     void *payload, struct veto_error *error)
{
    (void)error;
    *work -= text.len;
    ++*(size_t *)payload;
    cleanup(buf_release) struct buf translated = buf_make(TEXT);
    bool valid = iregexp_translate(&translated, pattern, whole);
    *found = valid && (whole ? span_eq(text, pattern) : span_find(text, pattern) != SIZE_MAX);
    return 0;
}

static struct node *read_document(const char *text, struct arena *arena)
{
    struct veto_error error = { 0 };
    struct node *root = NULL;
    if (json_read(&root, span_of(text), JSON_STRICT, arena, &error) < 0)
        fail_msg("%s: %s", text, error.message);
    return root;
}

static const struct jsonpath *compile(const char *query, struct arena *arena)
{
    struct veto_error error = { 0 };
    const struct jsonpath *compiled = NULL;
    if (jsonpath_compile(&compiled, span_of(query), arena, &error) < 0)
        fail_msg("%s: %s", query, error.message);
    return compiled;
}

static void check(const struct example *example)
{
    struct arena arena = arena_make(ARENA, false);
    struct veto_error error = { 0 };
    size_t calls = 0;
    struct jsonpath_regex regex = { find_text, &calls };
    const struct node *root = read_document(example->document, &arena);
    struct jsonpath_nodes nodes;
    const struct jsonpath *query = compile(example->query, &arena);
    if (jsonpath_select(query, root, &regex, &arena, &nodes, &error) < 0)
        fail_msg("%s: %s", example->query, error.message);
    struct jsonpath_digest digest;
    jsonpath_digest_make(&digest, root);
    if (nodes.count && !jsonpath_may_select(query, &digest))
        fail_msg("%s of %s: nothing by the digest", example->query, example->document);
    cleanup(buf_release) struct buf paths = buf_make(TEXT);
    buf_append_text(&paths, "");
    for (const struct jsonpath_selected *s = nodes.first; s; s = s->next) {
        jsonpath_append_path(&paths, s->place);
        buf_append_char(&paths, ' ');
    }
    if (!span_is(buf_span(&paths), example->paths))
        fail_msg("%s of %s: '%s', expected '%s'", example->query, example->document,
                 buf_span(&paths).data, example->paths);
    arena_release(&arena);
}

static void check_all(const struct example *examples, size_t count)
{
    for (size_t i = 0; i < count; i++)
        check(&examples[i]);
}

#define CHECK(...)                                                                                 \
    do {                                                                                           \
        static const struct example examples[] = { __VA_ARGS__ };                                  \
        (void)state;                                                                               \
        check_all(examples, ARRAY_SIZE(examples));                                                 \
    } while (0)

/* §2.2 */
static void root_selects_the_document(void **state)
{
    CHECK({ "{\"k\": 1}", "$", "$ " }, { "null", "$", "$ " }, { "7", "$.a", "" });
}

/* §2.3.1 */
static void names_select_members(void **state)
{
    CHECK({ "{\"a\": {\"b\": 1}}", "$.a.b", "$['a']['b'] " },
          { "{\"a b\": 1}", "$['a b']", "$['a b'] " },
          { "{\"a b\": 1}", "$[\"a b\"]", "$['a b'] " },
          { "{\"it's\": 1}", "$['it\\'s']", "$['it\\'s'] " },
          { "{\"it's\": 1}", "$[\"it's\"]", "$['it\\'s'] " },
          { "{\"\\\"\": 1}", "$[\"\\\"\"]", "$['\"'] " },
          { "{\"\": 1}", "$['']", "$[''] " },
          { "{\"\xe2\x98\xba\": 1}", "$.\xe2\x98\xba", "$['\xe2\x98\xba'] " },
          { "{\"\xe2\x98\xba\": 1}", "$['\\u263A']", "$['\xe2\x98\xba'] " },
          { "{\"\xf0\x9f\x98\x80\": 1}", "$['\\ud83d\\ude00']", "$['\xf0\x9f\x98\x80'] " },
          { "{\"\\u0001\\n\": 1}", "$['\\u0001\\n']", "$['\\u0001\\n'] " },
          { "{\"a\": 1}", "$.A", "" }, { "[1]", "$.a", "" }, { "[1]", "$['0']", "" });
}

/* §2.3.2 */
static void wildcards_select_all_children(void **state)
{
    CHECK({ "{\"a\": 1, \"b\": [2]}", "$.*", "$['a'] $['b'] " },
          { "[1, [2]]", "$[*]", "$[0] $[1] " },
          { "[[1], [2, 3]]", "$.*.*", "$[0][0] $[1][0] $[1][1] " },
          { "1", "$.*", "" }, { "[1, 2]", "$[*, *]", "$[0] $[1] $[0] $[1] " });
}

/* §2.3.3 */
static void indexes_select_elements(void **state)
{
    CHECK({ "[1, 2, 3]", "$[0]", "$[0] " }, { "[1, 2, 3]", "$[-1]", "$[2] " },
          { "[1, 2, 3]", "$[-3]", "$[0] " }, { "[1, 2, 3]", "$[-4]", "" },
          { "[1, 2, 3]", "$[3]", "" }, { "[1, 2, 3]", "$[9007199254740991]", "" },
          { "{\"0\": 1}", "$[0]", "" }, { "\"text\"", "$[0]", "" });
}

/* §2.3.4 */
static void slices_select_elements(void **state)
{
    CHECK({ "[0, 1, 2, 3, 4, 5, 6]", "$[1:3]", "$[1] $[2] " },
          { "[0, 1, 2, 3, 4, 5, 6]", "$[5:]", "$[5] $[6] " },
          { "[0, 1, 2, 3, 4, 5, 6]", "$[1:5:2]", "$[1] $[3] " },
          { "[0, 1, 2, 3, 4, 5, 6]", "$[5:1:-2]", "$[5] $[3] " },
          { "[0, 1, 2]", "$[::-1]", "$[2] $[1] $[0] " }, { "[0, 1, 2]", "$[:]", "$[0] $[1] $[2] " },
          { "[0, 1, 2]", "$[-2:]", "$[1] $[2] " }, { "[0, 1, 2]", "$[:-1]", "$[0] $[1] " },
          { "[0, 1, 2]", "$[-1::-2]", "$[2] $[0] " }, { "[0, 1, 2]", "$[0:-9:-1]", "$[0] " },
          { "[0, 1, 2]", "$[::0]", "" }, { "[0, 1, 2]", "$[2:1]", "" },
          { "[0, 1, 2]", "$[-99:99]", "$[0] $[1] $[2] " }, { "[]", "$[::-1]", "" },
          { "[0, 1, 2]", "$[::9007199254740991]", "$[0] " },
          { "[0, 1, 2]", "$[::-9007199254740991]", "$[2] " }, { "{\"a\": 1}", "$[:]", "" });
}

/* §2.3.5.1: existence, and logic */
static void filters_test_existence(void **state)
{
    CHECK({ "[{\"a\": null}, {\"b\": 1}, 3]", "$[?@.a]", "$[0] " },
          { "[{\"a\": 1}, {\"b\": 1}, 3]", "$[?!@.a]", "$[1] $[2] " },
          { "{\"x\": {\"a\": 1}, \"y\": {}}", "$[?@.a]", "$['x'] " },
          { "[[1], []]", "$[?@.*]", "$[0] " }, { "[[1], []]", "$[?$[5]]", "" },
          { "[[1], []]", "$[?$[0]]", "$[0] $[1] " }, { "1", "$[?@]", "" },
          { "[[{\"a\": 1}, 2], [3]]", "$[?@[?@.a]]", "$[0] " },
          { "[[{\"a\": 1}], [3]]", "$[?@[?$[1]]]", "$[0] $[1] " });
}

static void logic_binds_as_written(void **state)
{
    static const char document[] = "[{\"a\": 1}, {\"b\": 1}, {\"c\": 1}, {\"a\": 1, \"c\": 1}]";
    static const struct example examples[] = {
        { document, "$[?@.a || @.b && @.c]", "$[0] $[3] " },
        { document, "$[?(@.a || @.b) && @.c]", "$[3] " },
        { document, "$[?@.a && @.c || @.b]", "$[1] $[3] " },
        { document, "$[?!(@.a || @.b)]", "$[2] " },
        { document, "$[?!@.a && !@.b && !@.c]", "" },
        { document, "$[?((@.a))]", "$[0] $[3] " },
        { document, "$[?@.a || @.b || @.c]", "$[0] $[1] $[2] $[3] " },
    };
    (void)state;
    check_all(examples, ARRAY_SIZE(examples));
}

/* §2.3.5.2.2 */
static void comparisons_know_types(void **state)
{
    CHECK({ "[1, \"1\", true, null, [], {}]", "$[?@ == 1]", "$[0] " },
          { "[1, \"1\", true, null, [], {}]", "$[?@ == '1']", "$[1] " },
          { "[1, \"1\", true, null, [], {}]", "$[?@ == true]", "$[2] " },
          { "[1, \"1\", true, null, [], {}]", "$[?@ == null]", "$[3] " },
          { "[1, \"1\", true, null]", "$[?@ != 1]", "$[1] $[2] $[3] " },
          { "[1, \"1\", true, null]", "$[?@ <= null]", "$[3] " },
          { "[1, \"1\", true, null]", "$[?@ >= true]", "$[2] " },
          { "[1, \"1\", true, null]", "$[?@ < true]", "" },
          { "[1, \"a\", \"ab\", \"b\"]", "$[?@ < 'b']", "$[1] $[2] " },
          { "[\"\xef\xbf\xbd\", \"\xf0\x90\x80\x80\"]", "$[?@ > '\xef\xbf\xbd']", "$[1] " });
}

static void absence_equals_absence(void **state)
{
    CHECK({ "[{}, {\"a\": null}]", "$[?@.a == @.b]", "$[0] " },
          { "[{}, {\"a\": null}]", "$[?@.a != @.b]", "$[1] " },
          { "[{}, {\"a\": null}]", "$[?@.a <= @.b]", "$[0] " },
          { "[{}, {\"a\": null}]", "$[?@.a < @.b]", "" },
          { "[{}, {\"a\": null}]", "$[?@.a == null]", "$[1] " },
          { "[{}, 1]", "$[?length(@.a) == length(@.b)]", "$[0] $[1] " });
}

static void numbers_compare_by_their_worth(void **state)
{
    CHECK({ "[1, 1.0, 1e0, 10e-1, 0.1E1]", "$[?@ == 1]", "$[0] $[1] $[2] $[3] $[4] " },
          { "[0, -0, 0.0, -0e9]", "$[?@ == -0]", "$[0] $[1] $[2] $[3] " },
          { "[9007199254740993, 9007199254740992]", "$[?@ == 9007199254740992]", "$[1] " },
          { "[9007199254740993, 9007199254740992]", "$[?@ > 9007199254740992.0]", "$[0] " },
          { "[1e400, 1e399, -1e400]", "$[?@ > 1e399]", "$[0] " },
          { "[1e-400, 0]", "$[?@ > 0]", "$[0] " }, { "[-2, -10, 3]", "$[?@ < -2]", "$[1] " },
          { "[0.5, 0.25]", "$[?@ < 0.5]", "$[1] " },
          { "[100, 1e2, 99]", "$[?@ >= 1E2]", "$[0] $[1] " });
}

static void containers_compare_by_their_values(void **state)
{
    CHECK({ "[[1, [2]], [1.0, [2]], [1, 2]]", "$[?@ == $[0]]", "$[0] $[1] " },
          { "[{\"a\": 1, \"b\": 2}, {\"b\": 2, \"a\": 1}, {\"a\": 1}]", "$[?@ == $[0]]",
            "$[0] $[1] " },
          { "[{\"a\": 1, \"b\": 2}, {\"a\": 1, \"c\": 2}]", "$[?@ == $[0]]", "$[0] " },
          { "[{\"a\": 1, \"a\": 2}, {\"a\": 2}, {\"a\": 1}]", "$[?@ == $[1]]", "$[0] $[1] " },
          { "[[], {}]", "$[?@ == $[0]]", "$[0] " }, { "[[1], [2]]", "$[?@ < $[1]]", "" },
          { "[[1], [2]]", "$[?@ <= $[1]]", "$[1] " });
}

/* §2.4 */
static void functions_give_values(void **state)
{
    CHECK({ "[\"\xc3\xa9\xf0\x9f\x98\x80\", [1, 2], {\"a\": 1, \"b\": 2}, 2]", "$[?length(@) == 2]",
            "$[0] $[1] $[2] " },
          { "[{\"a\": 1, \"a\": 2}, {\"a\": 1, \"b\": 2}]", "$[?length(@) == 1]", "$[0] " },
          { "[[1, 2], [3], 4]", "$[?count(@.*) > 0]", "$[0] $[1] " },
          { "[[1, 2], [3], 4]", "$[?count(@) == 1]", "$[0] $[1] $[2] " },
          { "[[1, 2], [3], 4]", "$[?2 <= count(@.*)]", "$[0] " },
          { "[[7], [7, 7], [8]]", "$[?value(@.*) == 7]", "$[0] " },
          { "[{\"a\": [{\"n\": \"xy\"}]}, {}]", "$[?length(value(@..n)) == 2]", "$[0] " });
}

static void functions_test_texts(void **state)
{
    CHECK({ "[\"abc\", \"xbz\", \"c\", 1, null, [\"b\"]]", "$[?search(@, 'b')]", "$[0] $[1] " },
          { "[{\"t\": \"abc\", \"p\": \"c\"}, {\"t\": \"abc\"}, {\"t\": \"a\", \"p\": 1}]",
            "$[?search(@.t, @.p)]", "$[0] " },
          { "[\"a(\", \"b\"]", "$[?search(@, 'a(')]", "" },
          { "[\"ab\", \"b\"]", "$[?!search(@, 'a') && search(@, 'b')]", "$[1] " });
}

/* §2.5.2 */
static void descendants_come_before_their_children(void **state)
{
    CHECK({ "{\"a\": {\"a\": {\"a\": 1}}}", "$..a", "$['a'] $['a']['a'] $['a']['a']['a'] " },
          { "[[1, [2]], 3]", "$..*", "$[0] $[1] $[0][0] $[0][1] $[0][1][0] " },
          { "[[1, [2]], 3]", "$..[0]", "$[0] $[0][0] $[0][1][0] " },
          { "[[1, [2]], 3]", "$..[0, 1]",
            "$[0] $[1] $[0][0] $[0][1] $[0][1][0] " },
          { "{\"a\": [{\"b\": 1}, {\"b\": 2}]}", "$.a..b", "$['a'][0]['b'] $['a'][1]['b'] " },
          { "{\"a\": [{\"b\": 1}, {\"b\": 2}]}", "$..[?@.b > 1].b", "$['a'][1]['b'] " },
          { "[[[1]]]", "$..*..*", "$[0][0] $[0][0][0] $[0][0][0] " });
}

/* §2.1.1 and appendix A: where white space may stand */
static void white_space_stands_between_words(void **state)
{
    CHECK({ "{\"a\": [1, 2]}", "$ .a [ 0 , 1 ]", "$['a'][0] $['a'][1] " },
          { "{\"a\": [1, 2]}", "$\n.a\t[ 0 : 2 : 1 ]", "$['a'][0] $['a'][1] " },
          { "{\"a\": [1, 2]}", "$.a[ ? @ > 1 ]", "$['a'][1] " },
          { "{\"a\": [1, 2]}", "$.a[?( @ == 1 ||@==2 ) && ! ( @==2 )]", "$['a'][0] " },
          { "[[1]]", "$[?count( @.* ) == 1]", "$[0] " });
}

static void last_of_equal_keys_counts(void **state)
{
    CHECK({ "{\"a\": 1, \"b\": 2, \"a\": {\"c\": 3}}", "$.a.c", "$['a']['c'] " },
          { "{\"a\": 1, \"b\": 2, \"a\": 3}", "$.*", "$['b'] $['a'] " },
          { "{\"a\": {\"x\": 1}, \"a\": {\"y\": 2}}", "$..*", "$['a'] $['a']['y'] " },
          { "{\"a\": 1, \"a\": 3}", "$[?@ == 1]", "" });
}

static const struct mistake mistakes[] = {
    { "", "character 1: a query begins with '$'" },
    { " $", "character 1: a query begins with '$'" },
    { "$ ", "character 2: expected '.', '[' or the end of the query" },
    { "$.", "character 3: expected a name or '*'" },
    { "$. a", "character 3: expected a name or '*'" },
    { "$.1", "character 3: expected a name or '*'" },
    { "$..", "character 4: expected a name, '*' or '['" },
    { "$...a", "character 4: expected a name, '*' or '['" },
    { "$[]", "character 3: expected a selector: a name in quotes, an index, a slice, '*' or "
             "'?'" },
    { "$[a]", "character 3: expected a selector: a name in quotes, an index, a slice, '*' or "
              "'?'" },
    { "$[0", "character 4: expected ',' or ']'" },
    { "$['a'", "character 6: expected ',' or ']'" },
    { "$['\xc3\xa9\xc3\xa9]", "character 3: a string that does not end" },
    { "$['\\x']", "character 4: an escape that strings do not have" },
    { "$['\\\"']", "character 4: an escape that strings do not have" },
    { "$['\\ud800']", "character 4: half a surrogate pair" },
    { "$['\\ud800\\u0041']", "character 4: half a surrogate pair" },
    { "$['\\udc00']", "character 4: half a surrogate pair" },
    { "$['\n']", "character 4: a control character in a string" },
    { "$[01]", "character 3: a number with a zero in front" },
    { "$[-0]", "character 3: -0 is no index" },
    { "$[9007199254740992]", "character 3: an integer beyond 2^53 - 1" },
    { "$[-9007199254740992]", "character 3: an integer beyond 2^53 - 1" },
    { "$[1:2:3:4]", "character 8: expected ',' or ']'" },
    { "$[1.0]", "character 4: expected ',' or ']'" },
    { "$[-]", "character 4: expected a digit" },
    { "$[?]", "character 4: expected a query, a literal or a function" },
    { "$[?@.a ==]", "character 10: expected a query, a literal or a function" },
    { "$[?@.a = 1]", "character 8: expected ',' or ']'" },
    { "$[?true]", "character 4: a literal must be compared with something" },
    { "$[?@ == True]", "character 9: expected a query, a literal or a function" },
    { "$[?@.* == 1]", "character 4: only a query for one node can be compared" },
    { "$[?1 == @..a]", "character 9: only a query for one node can be compared" },
    { "$[?@[0, 1] == 1]", "character 4: only a query for one node can be compared" },
    { "$[?@[0:1] == 1]", "character 4: only a query for one node can be compared" },
    { "$[?(@.a]", "character 8: expected ')', '&&' or '||'" },
    { "$[?(@.a) == 1]", "character 10: expected ',' or ']'" },
    { "$[?!@.a == 1]", "character 9: expected ',' or ']'" },
    { "$[?@ == 1e]", "character 11: expected a digit" },
    { "$[?@ == 1.]", "character 11: expected a digit" },
    { "$[?@ == .1]", "character 9: expected a query, a literal or a function" },
    { "$[?@ == 01]", "character 9: a number with a zero in front" },
    { "$[?nothing(@)]", "character 4: a function that JSONPath does not have" },
    { "$[?length(@)]", "character 4: the value of this function must be compared" },
    { "$[?!count(@)]", "character 5: the value of this function must be compared" },
    { "$[?match(@, 'a') == true]", "character 4: this function gives no value to compare" },
    { "$[?count(1) == 1]", "character 10: this argument must be a query" },
    { "$[?count(length(@)) == 1]", "character 10: this argument must be a query" },
    { "$[?length(@.*) == 1]", "character 11: this argument must be one value: a literal, a "
                              "query for one node, or a function of a value" },
    { "$[?length(match(@, 'a')) == 1]", "character 11: this argument must be one value: a "
                                        "literal, a query for one node, or a function of a "
                                        "value" },
    { "$[?match(@)]", "character 11: expected ',' and another argument" },
    { "$[?length(@, 1) == 1]", "character 12: expected ')' behind the last argument" },
    { "$[?length (@) == 1]", "character 4: expected a query, a literal or a function" },
    { "\xff", "character 1: the query is not UTF-8" },
};

static void mistakes_are_told_with_their_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(mistakes); i++) {
        struct arena arena = arena_make(ARENA, false);
        struct veto_error error = { 0 };
        const struct jsonpath *query = NULL;
        if (jsonpath_compile(&query, span_of(mistakes[i].query), &arena, &error) == 0)
            fail_msg("%s is taken", mistakes[i].query);
        if (strcmp(error.message, mistakes[i].message) != 0)
            fail_msg("%s: '%s', expected '%s'", mistakes[i].query, error.message,
                     mistakes[i].message);
        assert_null(query);
        arena_release(&arena);
    }
}

/* `piece` many times, then `middle`, then `other` as often. */
static char *nest(const char *front, const char *piece, const char *middle, const char *other,
                  size_t times)
{
    struct buf text = buf_make((size_t)1 << 24);
    buf_append_text(&text, front);
    for (size_t i = 0; i < times; i++)
        buf_append_text(&text, piece);
    buf_append_text(&text, middle);
    for (size_t i = 0; i < times; i++)
        buf_append_text(&text, other);
    assert_false(text.failed);
    return text.data;
}

static void refuses_queries_nested_too_deep(void **state)
{
    static const char *const pieces[][4] = {
        { "$[?", "(", "@", ")" }, { "$", "[?@", "", "]" }, { "$[?1==", "length(", "@", ")" },
        { "$[?", "!(", "@", ")" },
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(pieces); i++) {
        struct arena arena = arena_make(ARENA, false);
        struct veto_error error = { 0 };
        const struct jsonpath *query;
        cleanup(free_ptr) char *text =
                nest(pieces[i][0], pieces[i][1], pieces[i][2], pieces[i][3], 8000);
        assert_int_equal(jsonpath_compile(&query, span_of(text), &arena, &error), -1);
        assert_non_null(strstr(error.message, "nested too deep"));
        arena_release(&arena);
    }
}

static void takes_long_queries_that_do_not_nest(void **state)
{
    struct arena arena = arena_make(ARENA, false);
    struct jsonpath_nodes nodes;
    (void)state;
    cleanup(free_ptr) char *chain = nest("$[?", "@.a || ", "@.b]", "", 8000);
    cleanup(free_ptr) char *steps = nest("$", ".a", "", "", 8000);
    cleanup(free_ptr) char *names = nest("$[", "'a',", "'b']", "", 8000);
    const struct node *root = read_document("[{\"b\": 1}]", &arena);
    assert_int_equal(
            jsonpath_select(compile(chain, &arena), root, NULL, &arena, &nodes, NULL), 0);
    assert_int_equal(nodes.count, 1);
    compile(steps, &arena);
    compile(names, &arena);
    arena_release(&arena);
}

/* As deep as both can be: the stack has to hold it. */
static void follows_deep_documents_with_deep_filters(void **state)
{
    struct arena arena = arena_make(ARENA, false);
    struct veto_error error = { 0 };
    struct jsonpath_nodes nodes;
    (void)state;
    cleanup(free_ptr) char *document = nest("", "[", "1", "]", JSON_MAX_DEPTH);
    cleanup(free_ptr) char *query = nest("$", "..[?$", "", "]", 24);
    const struct node *root = read_document(document, &arena);
    assert_int_equal(
            jsonpath_select(compile(query, &arena), root, NULL, &arena, &nodes, &error), 0);
    assert_int_equal(nodes.count, JSON_MAX_DEPTH);
    assert_int_equal(
            jsonpath_select(compile("$..*", &arena), root, NULL, &arena, &nodes, &error), 0);
    assert_int_equal(nodes.count, JSON_MAX_DEPTH);
    arena_release(&arena);
}

static void gives_up_on_endless_work(void **state)
{
    static const char *const queries[] = {
        "$..*..*..*..*..*..*",
        "$..[?count($..*..*..*) > 0]",
        "$..[::-1]..[::-1]..[::-1]..[::-1]",
    };
    struct arena arena = arena_make(ARENA, false);
    cleanup(free_ptr) char *document = nest("", "[1, [2], ", "1", "]", 190);
    const struct node *root = read_document(document, &arena);
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(queries); i++) {
        struct arena kept = arena_make((size_t)64 << 20, false);
        struct veto_error error = { 0 };
        struct jsonpath_nodes nodes;
        const struct jsonpath *query = compile(queries[i], &kept);
        assert_int_equal(jsonpath_select(query, root, NULL, &kept, &nodes, &error), -1);
        assert_int_equal(error.code, VETO_ERROR_MEMORY);
        arena_release(&kept);
    }
    arena_release(&arena);
}

static void says_where_there_is_no_regex(void **state)
{
    struct arena arena = arena_make(ARENA, false);
    struct veto_error error = { 0 };
    struct jsonpath_nodes nodes;
    (void)state;
    const struct node *root = read_document("[\"a\"]", &arena);
    const struct jsonpath *query = compile("$[?match(@, 'a')]", &arena);
    assert_int_equal(jsonpath_select(query, root, NULL, &arena, &nodes, &error), -1);
    assert_string_equal(error.message, "match() and search() are not offered");
    arena_release(&arena);
}

static void shares_the_way_to_neighbours(void **state)
{
    struct arena arena = arena_make(ARENA, false);
    struct jsonpath_nodes nodes;
    (void)state;
    const struct node *root = read_document("{\"a\": [1, 2]}", &arena);
    assert_int_equal(
            jsonpath_select(compile("$.a[*]", &arena), root, NULL, &arena, &nodes, NULL), 0);
    const struct jsonpath_place *first = nodes.first->place, *second = nodes.first->next->place;
    assert_ptr_equal(first->parent, second->parent);
    assert_ptr_equal(first->parent->parent->node, root);
    assert_null(first->parent->parent->parent);
    assert_int_equal(second->node->column, 11);
    arena_release(&arena);
}

/* What a query needs, and the document does not have: it need not be run. */
static void digests_tell_what_cannot_be(void **state)
{
    static const struct {
        const char *document, *query;
        bool may;
    } rows[] = {
        { "{\"a\": {\"b\": 1}}", "$.a.b", true },
        { "{\"a\": {\"b\": 1}}", "$.a.c", false },
        { "{\"a\": [{\"b\": true}]}", "$.a[?@.b == true]", true },
        { "{\"a\": [{\"b\": false}]}", "$.a[?@.b == true]", false },
        { "{\"a\": [{\"b\": false}]}", "$.a[?@.b != true]", true },
        { "{\"a\": [{\"b\": \"x\"}]}", "$.a[?@.b == 'x' || @.c == 'y']", true },
        { "{\"a\": [{\"b\": \"x\"}]}", "$.a[?@.b == 'y' || @.c == 'y']", false },
        { "{\"a\": [{\"b\": \"x\"}]}", "$.a[?@.b == 'y' || !@.c]", true },
        { "{\"a\": [{\"b\": 1.0}]}", "$.a[?@.b == 1]", true },
        { "{\"a\": [{\"b\": 1}]}", "$.a[?@.c < 1]", false },
        { "{\"a\": [{\"b\": 1}]}", "$.a[?@.c == @.d]", true },
        { "{\"a\": [{\"b\": 1}]}", "$.a[?match(@.c, 'x')]", false },
        { "{\"a\": [{\"b\": 1}]}", "$.a[?count(@.c) == 0]", true },
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct arena arena = arena_make(ARENA, false);
        struct jsonpath_digest digest;
        jsonpath_digest_make(&digest, read_document(rows[i].document, &arena));
        if (jsonpath_may_select(compile(rows[i].query, &arena), &digest) != rows[i].may)
            fail_msg("%s of %s", rows[i].query, rows[i].document);
        jsonpath_digest_all(&digest);
        assert_true(jsonpath_may_select(compile(rows[i].query, &arena), &digest));
        arena_release(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(root_selects_the_document),
        cmocka_unit_test(digests_tell_what_cannot_be),
        cmocka_unit_test(names_select_members),
        cmocka_unit_test(wildcards_select_all_children),
        cmocka_unit_test(indexes_select_elements),
        cmocka_unit_test(slices_select_elements),
        cmocka_unit_test(filters_test_existence),
        cmocka_unit_test(logic_binds_as_written),
        cmocka_unit_test(comparisons_know_types),
        cmocka_unit_test(absence_equals_absence),
        cmocka_unit_test(numbers_compare_by_their_worth),
        cmocka_unit_test(containers_compare_by_their_values),
        cmocka_unit_test(functions_give_values),
        cmocka_unit_test(functions_test_texts),
        cmocka_unit_test(descendants_come_before_their_children),
        cmocka_unit_test(white_space_stands_between_words),
        cmocka_unit_test(last_of_equal_keys_counts),
        cmocka_unit_test(mistakes_are_told_with_their_place),
        cmocka_unit_test(refuses_queries_nested_too_deep),
        cmocka_unit_test(takes_long_queries_that_do_not_nest),
        cmocka_unit_test(follows_deep_documents_with_deep_filters),
        cmocka_unit_test(gives_up_on_endless_work),
        cmocka_unit_test(says_where_there_is_no_regex),
        cmocka_unit_test(shares_the_way_to_neighbours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
