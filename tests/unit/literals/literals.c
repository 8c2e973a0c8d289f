/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/test.h"

#include "base/ascii.h"
#include "base/macro.h"
#include "literals/known.h"
#include "literals/names.h"
#include "literals/placeholder.h"
#include "literals/words.h"

struct name_row {
    const char *name;
    enum name_meaning meaning;
};

static void takes_names_apart(void **state)
{
    (void)state;
    static const struct name_row rows[] = {
        { "password", NAME_PASSWORD },
        { "POSTGRES_PASSWORD", NAME_PASSWORD },
        { "dbPassword2", NAME_PASSWORD },
        { "spring.datasource.password", NAME_PASSWORD },
        { "userpassword", NAME_PASSWORD },
        { "db-pass", NAME_PASSWORD },
        { "JWT_SECRET", NAME_SECRET },
        { "clientSecret", NAME_SECRET },
        { "SECRET_KEY_BASE", NAME_SECRET },
        { "apiKey", NAME_TOKEN },
        { "AWS_ACCESS_KEY", NAME_TOKEN },
        { "GITHUBToken", NAME_TOKEN },
        { "accesstoken", NAME_TOKEN },
        { "primary_key", NAME_NOT_SECRET },
        { "PASSWORD_FILE", NAME_NOT_SECRET },
        { "tokenUrl", NAME_NOT_SECRET },
        { "secretName", NAME_NOT_SECRET },
        { "AWS_ACCESS_KEY_ID", NAME_NOT_SECRET },
        { "publicKey", NAME_NOT_SECRET },
        { "NOPASSWD", NAME_NOT_SECRET },
        { "publicMapKey", NAME_NOT_SECRET },
        { "public_password", NAME_PASSWORD },
        { "tlsSecret", NAME_NOT_SECRET },
        { "existingSecret", NAME_NOT_SECRET },
        { "userpasswordfield", NAME_NOT_SECRET },
        { "ALLOW_EMPTY_PASSWORD", NAME_NOT_SECRET },
        { "userpasswords", NAME_PASSWORD },
        { "allowance_password", NAME_PASSWORD },
        { "titleSecret", NAME_SECRET },
        { "SECRET_MANAGER_PROJECT", NAME_NOT_SECRET },
        { "keyboard", NAME_PLAIN },
        { "monkey", NAME_PLAIN },
        { "compass", NAME_PLAIN },
        { "author", NAME_PLAIN },
        { "secretary", NAME_PLAIN },
        { "tokenizer", NAME_PLAIN },
        { "", NAME_PLAIN },
        { "___", NAME_PLAIN },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        enum name_meaning meaning = name_meaning_of(span_of(rows[i].name));
        if (meaning != rows[i].meaning)
            print_error("%s\n", rows[i].name);
        assert_int_equal(meaning, rows[i].meaning);
    }
}

static void long_names_end_in_their_meaning(void **state)
{
    (void)state;
    assert_int_equal(name_meaning_of(SPAN("a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.db.password")),
                     NAME_PASSWORD);
    assert_int_equal(name_meaning_of(SPAN("averyveryveryveryveryverylongword_password")),
                     NAME_PASSWORD);
}

static void tells_templates_from_weak_values(void **state)
{
    (void)state;
    static const char *const templates[] = {
        "",
        "your-token-here",
        "YOUR_API_KEY",
        "yourPassword",
        "<password>",
        "[TOKEN]",
        "REPLACE_ME",
        "xxxxxxxx",
        "****",
        "null",
        "None",
        "redacted",
        "enter_password",
        "TODO",
        "AgEIcHlwaS5...",
        "$DIR/a",
        "$dir/key.pem",
        "$PREFIX-key",
        "${name}-key",
        "_DB_PASS_",
        "{host}/v3/tokens",
    };
    static const char *const weak[] = { "pass",     "changeme", "Admin123", "password1!", "example",
                                        "postgres", "123456",   "abc",      "root" };
    static const char *const strong[] = { "Tr0ub4dor-and-3", "w8Lp2vXq",    "mZ4k#Q8vTr2",
                                          "bobwillknow",     "$ummer-2019", "$anta@2020",
                                          "_Db_Pass_",       "{host}w8rd" };
    for (size_t i = 0; i < ARRAY_SIZE(templates); i++)
        assert_true(placeholder_is_template(span_of(templates[i])));
    for (size_t i = 0; i < ARRAY_SIZE(weak); i++) {
        assert_true(placeholder_is_weak(span_of(weak[i])));
        assert_false(placeholder_is_template(span_of(weak[i])));
    }
    for (size_t i = 0; i < ARRAY_SIZE(strong); i++) {
        assert_false(placeholder_is_weak(span_of(strong[i])));
        assert_false(placeholder_is_template(span_of(strong[i])));
    }
}

static void word_list_is_in_order(void **state)
{
    (void)state;
    for (size_t i = 0; i < common_word_count; i++) {
        size_t len = strlen(common_words[i]);
        assert_true(len >= WORD_MIN && len <= WORD_MAX);
        for (size_t k = 0; k < len; k++)
            assert_true(ascii_is_lower(common_words[i][k]));
        assert_true(i == 0 || strcmp(common_words[i - 1], common_words[i]) < 0);
    }
}

/* Every word is found, whatever stands behind it. */
static void finds_the_longest_word(void **state)
{
    (void)state;
    for (size_t i = 0; i < common_word_count; i++) {
        char text[32];
        snprintf(text, sizeof(text), "%s9", common_words[i]);
        assert_int_equal(word_at(span_of(text)), strlen(common_words[i]));
        snprintf(text, sizeof(text), "%sqxj", common_words[i]);
        assert_true(word_at(span_of(text)) >= strlen(common_words[i]));
    }
    assert_int_equal(word_at(SPAN("PassWordX")), 8);
    assert_int_equal(word_at(SPAN("qzxv")), 0);
    assert_int_equal(word_at(SPAN("")), 0);
}

static void measures_how_much_words_cover(void **state)
{
    (void)state;
    struct word_cover cover = words_in(SPAN("my-database-password-17"));
    assert_int_equal(cover.words, 2);
    assert_int_equal(cover.letters, 16);
    assert_int_equal(words_in(SPAN("q8Vt2LmZ4kXw9RpB7sYd")).letters, 0);
}

static void knows_published_examples(void **state)
{
    (void)state;
    assert_non_null(known_example(SPAN("AKIA"
                                       "IOSFODNN7EXAMPLE")));
    assert_non_null(known_example(SPAN("sk_test_"
                                       "4eC39HqLyjWDarjtT1zdp7dc")));
    assert_null(known_example(SPAN("AKIA"
                                   "IOSFODNN7EXAMPLF")));
    assert_null(known_example(SPAN("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_names_apart),
        cmocka_unit_test(long_names_end_in_their_meaning),
        cmocka_unit_test(tells_templates_from_weak_values),
        cmocka_unit_test(word_list_is_in_order),
        cmocka_unit_test(finds_the_longest_word),
        cmocka_unit_test(measures_how_much_words_cover),
        cmocka_unit_test(knows_published_examples),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
