/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/distribution.h"
#include "audit/lift/image/image.h"
#include "unit/audit/facts.h"

/* Lines: 1 the mark, then what the test is about. */
static void assert_facts(const char *members, const char *query, const char *expected)
{
    char text[4096];
    int len = snprintf(text, sizeof(text), "{\"vetoImage\": 1,\n%s}", members);
    assert_true(len > 0 && (size_t)len < sizeof(text));
    assert_facts_of("image", text, query, expected);
}

#define PASSWD(text)                                                                               \
    "\"files\": [{\"path\": \"/etc/passwd\", \"state\": \"present\", \"category\": \"passwd\",\n"   \
    "\"text\": \"" text "\"}]"

static void resolves_the_user(void **state)
{
    (void)state;
    assert_facts("\"user\": \"\"", "$.user['root','set']", "2:true,2:false");
    assert_facts("\"user\": \"0\"", "$.user['root','numeric']", "2:true,2:true");
    assert_facts("\"user\": \"root:app\"", "$.user.root", "2:true");
    /* As the runtimes read numbers; none of them takes a number for a name. */
    assert_facts("\"user\": \"+0\"", "$.user['root','numeric']", "2:true,2:true");
    assert_facts("\"user\": \"-0\"", "$.user.root", "2:true");
    assert_facts("\"user\": \"+7\"", "$.user['root','numeric']", "2:false,2:true");
    assert_facts("\"user\": \"-7\"", "$.user['root','numeric']", "2:false,2:false");
    assert_facts("\"user\": \"1000\",\n" PASSWD("1000:x:0:0::/:/bin/sh\\n"), "$.user.root",
                 "2:false");
    assert_facts("\"user\": \"toor\",\n" PASSWD("toor:x:0:0::/:/bin/sh\\n"), "$.user.root",
                 "2:true");
    assert_facts("\"user\": \"app\",\n" PASSWD("app:x:7:7::/:/bin/sh\\n"),
                 "$.user['root','unknown']", "2:false,2:false");
    assert_facts("\"user\": \"app\",\n" PASSWD("x:x:7:7::/:/bin/sh\\n"), "$.user.unknown",
                 "2:true");
    assert_facts("\"user\": \"app\"", "$.user.unknown", "2:false");
}

#define SHADOW(passwd, shadow)                                                                     \
    "\"files\": [{\"path\": \"/etc/passwd\", \"state\": \"present\", \"category\": \"passwd\", "    \
    "\"text\": \"" passwd "\"},\n"                                                                 \
    "{\"path\": \"/etc/shadow\", \"state\": \"present\", \"category\": \"shadow\", \"text\": \""    \
    shadow "\"}]"

static void judges_passwords(void **state)
{
    (void)state;
    static const struct {
        const char *hash, *facts; /* emptyPassword, hash, weakHash */
    } cases[] = {
        { "", "3:true,3:false,3:false" },
        { "*", "3:false,3:false,3:false" },
        { "!", "3:false,3:false,3:false" },
        { "!$6$a$b", "3:false,3:false,3:false" },
        { "$6$a$b", "3:false,3:true,3:false" },
        { "$y$j9T$a$b", "3:false,3:true,3:false" },
        { "$1$a$b", "3:false,3:true,3:true" },
        { "abJnggxhB/yWI", "3:false,3:true,3:true" },
        { "_J9..rasmBYk8r9AiWNc", "3:false,3:true,3:true" },
        { "_J9..rasmBYk8r9AiWN", "3:false,3:false,3:false" },
        { "$2$a$b", "3:false,3:true,3:false" },
        { "$2x$a$b", "3:false,3:true,3:false" },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char members[512];
        snprintf(members, sizeof(members),
                 SHADOW("a:x:1:1::/:/bin/sh\\n", "b:*:1::::::\\na:%s:1::::::\\n"), cases[i].hash);
        assert_facts(members, "$.accounts[*]['emptyPassword','hash','weakHash']", cases[i].facts);
    }
    /* Without shadow, and with a password in passwd itself. */
    assert_facts(PASSWD("a:x:1:1::/:/bin/sh\\n"), "$.accounts[*].emptyPassword", "2:false");
    assert_facts(PASSWD("a::1:1::/:/bin/sh\\n"), "$.accounts[*].emptyPassword", "2:true");
    assert_facts(PASSWD("a:x:00:1::/:/bin/sh\\n"), "$.accounts[*].root", "2:true");
    assert_facts(PASSWD("a:x:1:1::/:/usr/sbin/nologin\\n"), "$.accounts[*].login", "2:false");
}

static void finds_where_the_base_ends(void **state)
{
    (void)state;
#define THREE "\"layers\": [\"a\", \"b\", \"c\"], \"history\": [\n"
    /* The base's own CMD, and the image's. */
    assert_facts(THREE "{\"createdBy\": \"ADD rootfs /\", \"emptyLayer\": false},\n"
                       "{\"createdBy\": \"CMD [\\\"bash\\\"]\", \"emptyLayer\": true},\n"
                       "{\"createdBy\": \"RUN /bin/sh -c a\", \"emptyLayer\": false},\n"
                       "{\"createdBy\": \"COPY a b\", \"emptyLayer\": false},\n"
                       "{\"createdBy\": \"CMD [\\\"app\\\"]\", \"emptyLayer\": true}]",
                 "$.baseLayers", "1:1");
    assert_facts(THREE "{\"createdBy\": \"RUN a\", \"emptyLayer\": false}]", "$.baseLayers", "1:0");
    assert_facts("\"layers\": [\"a\", \"b\"], \"files\": [{\"path\": \"/etc/os-release\", "
                 "\"category\": \"os-release\", \"layer\": 0, \"state\": \"present\", \"text\": "
                 "\"ID=debian\\nVERSION_ID='9'\\n\"}]",
                 "$['baseLayers']", "1:1");
    /* What is known is no guess. */
    assert_facts("\"baseLayers\": 1,\n" THREE
                 "{\"createdBy\": \"ADD rootfs /\", \"emptyLayer\": false},\n"
                 "{\"createdBy\": \"RUN a\", \"emptyLayer\": false},\n"
                 "{\"createdBy\": \"CMD [\\\"bash\\\"]\", \"emptyLayer\": true},\n"
                 "{\"createdBy\": \"COPY a b\", \"emptyLayer\": false}]",
                 "$.history[*].base", "4:true,5:false,6:false,7:false");
    /* Of a single layer nobody knows whose it is. */
    assert_facts("\"layers\": [\"a\"], \"files\": [{\"path\": \"/etc/os-release\", \"category\": "
                 "\"os-release\", \"layer\": 0, \"state\": \"present\"}]",
                 "$.baseLayers", "1:0");
}

static void knows_when_distributions_end(void **state)
{
    (void)state;
    long long days;
    assert_string_equal(distribution_end(SPAN("debian"), SPAN("9")), "2022-06-30");
    assert_string_equal(distribution_end(SPAN("alpine"), SPAN("3.12.7")), "2022-05-01");
    assert_null(distribution_end(SPAN("debian"), SPAN("99")));
    /* Older than the oldest that is known; not what is between two that are. */
    assert_string_equal(distribution_end(SPAN("debian"), SPAN("6")), "2018-05-31");
    assert_string_equal(distribution_end(SPAN("alpine"), SPAN("3.8.5")), "2020-11-01");
    assert_string_equal(distribution_end(SPAN("fedora"), SPAN("30")), "2023-12-05");
    assert_string_equal(distribution_end(SPAN("opensuse-leap"), SPAN("15.1")), "2022-12-31");
    assert_string_equal(distribution_end(SPAN("opensuse-leap"), SPAN("42.3")), "2019-07-01");
    assert_string_equal(distribution_end(SPAN("ubuntu"), SPAN("21.10")), "2022-07-14");
    assert_string_equal(distribution_end(SPAN("sles"), SPAN("12.3")), "2019-06-30");
    assert_string_equal(distribution_end(SPAN("sles"), SPAN("15")), "2019-12-31");
    assert_null(distribution_end(SPAN("amzn"), SPAN("2014.09")));
    assert_null(distribution_end(SPAN("debian"), SPAN("")));
    assert_null(distribution_end(SPAN("debian"), SPAN("sid")));
    assert_null(distribution_end(SPAN("somedistro"), SPAN("1")));
    assert_null(distribution_end(SPAN("alpine"), SPAN("3.122")));
    assert_true(days_between(SPAN("2024-02-28"), SPAN("2024-03-01T00:00:00Z"), &days));
    assert_int_equal(days, 2);
    assert_true(days_between(SPAN("1999-12-31"), SPAN("2000-12-31"), &days));
    assert_int_equal(days, 366);
    assert_false(days_between(SPAN(""), SPAN("2000-12-31"), &days));
    assert_false(days_between(SPAN("2000-13-01"), SPAN("2000-12-31"), &days));
    /* Supported on the day of the data, and built later than that. */
    assert_facts("\"created\": \"2031-01-01T00:00:00Z\", \"files\": [{\"path\": "
                 "\"/etc/os-release\", \"category\": \"os-release\", \"state\": \"present\", "
                 "\"text\": \"ID=debian\\nVERSION_ID=\\\"12\\\"\\n\"}]",
                 "$.distribution['ended','eol']", "2:true,2:2028-06-30");
    assert_facts("\"created\": \"garbage\", \"files\": [{\"path\": "
                 "\"/etc/os-release\", \"category\": \"os-release\", \"state\": \"present\", "
                 "\"text\": \"ID=debian\\nVERSION_ID=\\\"12\\\"\\n\"}]",
                 "$.distribution.ended", "2:false");
}

static void looks_at_folders_above_a_program(void **state)
{
    (void)state;
#define FOLDER(path) "{\"path\": \"" path "\", \"type\": \"folder\", \"mode\": \"0777\"}"
    assert_facts(
            "\"entrypoint\": [\"/app/bin/run\"],\n\"env\": [{\"name\": \"PATH\", \"value\": "
            "\"/bin:/opt/t/bin\"}], \"files\": [\n" FOLDER("/app") ",\n" FOLDER("/ap") ",\n" FOLDER(
                    "/app/bin/run/x") ",\n" FOLDER("/opt") ",\n" FOLDER("/opt/t/bin") "]",
            "$.files[*]['started','onPath']",
            "4:true,4:false,5:false,5:false,6:false,6:false,7:false,7:true,8:false,8:true");
}

static void takes_history_apart(void **state)
{
    (void)state;
    static const struct {
        const char *created_by, *keyword, *text;
    } cases[] = {
        { "RUN /bin/sh -c make # buildkit", "RUN", "make" },
        { "RUN |1 A=b /bin/sh -c make # buildkit", "RUN", "make" },
        { "|1 A=b /bin/sh -c make", "RUN", "make" },
        { "/bin/sh -c make", "RUN", "make" },
        { "/bin/sh -c #(nop)  ENV A=b", "ENV", "A=b" },
        { "/bin/sh -c #(nop) ADD file:1 in / ", "ADD", "file:1 in /" },
        { "COPY a b # buildkit", "COPY", "a b" },
        { "/bin/bash -o pipefail -c make -k", "RUN", "make -k" },
        { "RUN /bin/ash -eo pipefail -c make # buildkit", "RUN", "make" },
        { "RUN |2 A=b P=/bin/x /bin/bash -c make # buildkit", "RUN", "make" },
        { "|1 P=/usr/local/bin/ /bin/sh -c make", "RUN", "make" },
        { "|1 A=b c /bin/sh -c make", "RUN", "make" },
        { "|1 A=/bin/sh -c make", "RUN", "-c make" },
        { "|9 A=b", "RUN", "" },
        { "RUN /bin/bash -c 'make all'", "RUN", "/bin/bash -c 'make all'" },
        { "/bin/bash -o pipefail -c #(nop)  ENV A=b", "ENV", "A=b" },
        { "/bin/sh -c 'make all'", "RUN", "/bin/sh -c 'make all'" },
        { "/bin/bash", "", "/bin/bash" },
        { "/bin/bash script", "", "/bin/bash script" },
        { "bazel build //x", "", "bazel build //x" },
        { "", "", "" },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char members[512], expected[512];
        snprintf(members, sizeof(members), "\"history\": [{\"createdBy\": \"%s\"}]",
                 cases[i].created_by);
        snprintf(expected, sizeof(expected), "2:%s,2:%s", cases[i].keyword, cases[i].text);
        assert_facts(members, "$.history[*]['keyword','text']", expected);
    }
}

static void survives_what_is_no_description(void **state)
{
    (void)state;
    assert_facts("\"files\": 7, \"history\": {}, \"env\": [1, {\"name\": 2}], \"user\": []",
                 "$.env[*]", "");
    assert_facts("\"files\": [1, [], {\"path\": 3, \"mode\": \"9\", \"layer\": -5}]",
                 "$.files[*].mode", "2:,2:,2:9");
    assert_true(image_is(SPAN_EMPTY, SPAN("{\"vetoImage\": 1,\n")));
    assert_false(image_is(SPAN_EMPTY, SPAN("{\"a\": 1}")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(resolves_the_user),
        cmocka_unit_test(judges_passwords),
        cmocka_unit_test(finds_where_the_base_ends),
        cmocka_unit_test(knows_when_distributions_end),
        cmocka_unit_test(takes_history_apart),
        cmocka_unit_test(looks_at_folders_above_a_program),
        cmocka_unit_test(survives_what_is_no_description),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
