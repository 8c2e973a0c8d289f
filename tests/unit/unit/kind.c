/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/test.h"

#include "base/macro.h"
#include "unit/kind.h"
#include "unit/unit.h"

struct kind_case {
    const char *path, *head;
    kind_set has, lacks;
};

static void check(const struct kind_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        kind_set kinds = kind_of(span_of(cases[i].path), span_of(cases[i].head));
        if ((kinds & cases[i].has) != cases[i].has || (kinds & cases[i].lacks))
            fail_msg("%s: kinds %x, want %x and not %x", cases[i].path, kinds, cases[i].has,
                     cases[i].lacks);
    }
}

static void knows_names(void **state)
{
    (void)state;
    static const struct kind_case cases[] = {
        { "Dockerfile", "", KIND_DOCKERFILE | KIND_CONFIG, KIND_YAML },
        { "a/Dockerfile.prod", "", KIND_DOCKERFILE, 0 },
        { "a/web.Dockerfile", "", KIND_DOCKERFILE, 0 },
        { "docker-compose.override.yml", "", KIND_COMPOSE | KIND_YAML | KIND_CONFIG, 0 },
        { "compose.yaml", "", KIND_COMPOSE | KIND_YAML, KIND_TEST },
        { ".env", "", KIND_ENV | KIND_CONFIG, KIND_TEST },
        { "app/.env.production", "", KIND_ENV | KIND_CONFIG, KIND_TEST },
        { "app/.env.example", "", KIND_ENV | KIND_CONFIG | KIND_TEST, 0 },
        { "prod.env", "", KIND_ENV, 0 },
        { "deploy/values.YAML", "", KIND_YAML | KIND_CONFIG, KIND_JSON },
        { "src/main.py", "", KIND_CODE | KIND_PYTHON, KIND_CONFIG | KIND_TEST },
        { "src/app.tsx", "", KIND_CODE | KIND_JAVASCRIPT, KIND_TEST },
        { "cmd/run.go", "", KIND_CODE | KIND_GO, KIND_TEST },
        { "README.md", "", KIND_MARKUP, KIND_CODE },
        { "etc/app.properties", "", KIND_INI | KIND_CONFIG, 0 },
        { "main.tf", "", KIND_TERRAFORM, 0 },
        { ".github/workflows/ci.yml", "", KIND_WORKFLOW | KIND_YAML, 0 },
        { "sub/.gitlab-ci.yml", "", KIND_WORKFLOW | KIND_YAML, 0 },
        { "Jenkinsfile.release", "", KIND_WORKFLOW, 0 },
        { "etc/nginx/conf.d/site.conf", "", KIND_NGINX | KIND_INI, 0 },
        { "etc/nginx/sites-enabled/default", "", KIND_NGINX, 0 },
        { "raddb/sites-available/default", "authorize {\n", KIND_CONFIG, KIND_NGINX },
        { "x/sites-available/default", "server {\n listen 80;\n}\n", KIND_NGINX, 0 },
        { "app/.env.local.php", "<?php\n", KIND_CODE | KIND_PHP, KIND_ENV },
        { "etc/ssh/sshd_config", "", KIND_SSHD, 0 },
        { "home/.aws/credentials", "", KIND_INI | KIND_CONFIG, 0 },
        { "web.config", "", KIND_XML | KIND_CONFIG, 0 },
        { "package.json", "", KIND_JSON, KIND_CONFIG },
        { "appsettings.Production.json", "", KIND_JSON | KIND_CONFIG, 0 },
        { "", "", 0, ~(kind_set)0 },
        { "plain", "", 0, ~(kind_set)0 },
        { ".yml", "", 0, KIND_YAML },
    };
    check(cases, ARRAY_SIZE(cases));
}

/* `match/lanes.c` runs one database of a language over a file. */
static void knows_no_file_of_two_languages(void **state)
{
    const kind_set languages = KIND_PYTHON | KIND_JAVASCRIPT | KIND_GO | KIND_PHP | KIND_JAVA |
                               KIND_DOTNET | KIND_RUBY | KIND_C;
    char name[] = "x.....";
    (void)state;
    for (int number = 0; number < 27 * 27 * 27 * 27; number++) {
        size_t len = 2;
        for (int rest = number; rest && len < sizeof(name) - 1; rest /= 27)
            name[len++] = (char)(rest % 27 ? 'a' + rest % 27 - 1 : '.');
        kind_set kinds = kind_of((struct span){ name, len }, SPAN("#!/usr/bin/python\n")) & languages;
        if (kinds & (kinds - 1))
            fail_msg("%.*s: kinds %x", (int)len, name, kinds);
    }
}

static void knows_places(void **state)
{
    (void)state;
    static const struct kind_case cases[] = {
        { "tests/a.c", "", KIND_TEST | KIND_CODE, 0 },
        { "pkg/testdata/key.pem", "", KIND_TEST, 0 },
        { "src/foo_test.go", "", KIND_TEST, 0 },
        { "src/test_foo.py", "", KIND_TEST, 0 },
        { "src/foo.test.js", "", KIND_TEST, 0 },
        { "src/foo.spec.ts", "", KIND_TEST, 0 },
        { "src/FooTest.java", "", KIND_TEST, 0 },
        { "src/latest.c", "", KIND_CODE, KIND_TEST },
        { "src/contest/a.c", "", KIND_CODE, KIND_TEST },
        { "k8s/pod-spec.yaml", "", KIND_YAML, KIND_TEST },
        { "docs/setup.md", "", KIND_TEST, 0 },
        { "src/doc.c", "", KIND_CODE, KIND_TEST },
        { "integration-tests/a.c", "", KIND_TEST, 0 },
        { "a/node_modules/b/index.js", "", KIND_VENDORED, 0 },
        { "vendor/x/y.go", "", KIND_VENDORED, 0 },
        { "lib/requests-2.0.dist-info/RECORD", "", KIND_VENDORED, 0 },
        { "src/vendor.c", "", 0, KIND_VENDORED },
        { "package-lock.json", "", KIND_LOCK | KIND_JSON, 0 },
        { "a/go.sum", "", KIND_LOCK, 0 },
        { "Cargo.lock", "", KIND_LOCK, 0 },
        { "x.sha256", "", KIND_LOCK, 0 },
        { "js/jquery.min.js", "", KIND_MINIFIED | KIND_JAVASCRIPT, 0 },
        { "app/i18n/de.json", "", KIND_TRANSLATION | KIND_JSON, 0 },
        { "config/locales/fr.yml", "", KIND_TRANSLATION | KIND_YAML, 0 },
        { "po/nl.po", "", KIND_TRANSLATION, 0 },
        { "src/i18n.c", "", KIND_CODE, KIND_TRANSLATION },
        { "t/plugin/login.lua", "", KIND_TEST | KIND_CODE, 0 },
        { "plugin/login.t", "", KIND_TEST | KIND_CODE, 0 },
        { "src/t.c", "", KIND_CODE, KIND_TEST },
        { "app/src/androidTest/A.kt", "", KIND_TEST, 0 },
        { "ldap/openldaptest.ldif", "", KIND_TEST, 0 },
        { "src/protests/a.c", "", KIND_CODE, KIND_TEST },
        { "helper/testhelpers/pg.go", "", KIND_TEST, 0 },
        { "api4/apitestlib.go", "", KIND_TEST | KIND_CODE, 0 },
        { "api4/apilib.go", "", KIND_CODE, KIND_TEST },
        { "roles/web/molecule/default/converge.yml", "", KIND_TEST | KIND_YAML, 0 },
        { "roles/molecule.yml", "", KIND_YAML, KIND_TEST },
        { "src/integration/resources/tls.yml", "", KIND_TEST, 0 },
        { "src/integration/slack.yml", "", KIND_YAML, KIND_TEST },
        { "src/reintegration/resources/a.yml", "", KIND_YAML, KIND_TEST },
        { "program/localization/br/labels.inc", "", KIND_TRANSLATION, 0 },
        { "program/localization.inc", "", 0, KIND_TRANSLATION },
        { "charts/web/ci/tls-values.yaml", "", KIND_TEST | KIND_YAML, 0 },
        { "charts/web/values.yaml", "", KIND_YAML, KIND_TEST },
        { "ci/deploy.yaml", "", KIND_YAML, KIND_TEST },
        { "app/.env.template", "", KIND_TEST, 0 },
        { "app/config.php.dist", "", KIND_TEST, 0 },
        { "stack.template", "", 0, KIND_TEST },
        { ".env.prod", "", KIND_ENV, KIND_TEST },
        { "res/values-de/strings.xml", "", KIND_TRANSLATION | KIND_XML, 0 },
        { "res/values/strings.xml", "", KIND_XML, KIND_TRANSLATION },
        { "i/de.lproj/Localizable.strings", "", KIND_TRANSLATION, 0 },
        { "r/messages_pt_BR.properties", "", KIND_TRANSLATION | KIND_INI, 0 },
        { "r/messages.properties", "", KIND_INI, KIND_TRANSLATION },
        { "r/application_qa.properties", "", KIND_INI, KIND_TRANSLATION },
    };
    check(cases, ARRAY_SIZE(cases));
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        kind_set all = KIND_TEST | KIND_VENDORED | KIND_TRANSLATION | KIND_LOCK | KIND_MINIFIED;
        assert_int_equal(kind_of_place(span_of(cases[i].path)),
                         kind_of(span_of(cases[i].path), SPAN_EMPTY) & all);
    }
}

static void knows_every_word_of_tests(void **state)
{
    (void)state;
    static const char *const words[] = {
        "test",     "tests",  "testing", "testdata", "testcase", "example",
        "examples", "sample", "samples", "fixture",  "fixtures", "mock",
        "mocks",    "stub",   "stubs",   "demo",     "demos",    "e2e",
        "tutorial",
    };
    for (size_t i = 0; i < ARRAY_SIZE(words); i++)
        assert_int_equal(kind_of_place(span_of(words[i])), KIND_TEST);
}

static void looks_into_the_head(void **state)
{
    (void)state;
    static const struct kind_case cases[] = {
        { "bin/run", "#!/bin/bash\necho\n", KIND_SHELL | KIND_CODE, 0 },
        { "bin/run", "#!/usr/bin/env python3\n", KIND_PYTHON, KIND_SHELL },
        { "build", "# syntax=x\n\nARG V=1\nFROM debian:12\n", 0, KIND_COMPOSE },
        { "image", "# syntax=x\n\nARG V=1\nFROM debian:12\n", KIND_DOCKERFILE, 0 },
        { "query", "SELECT a\nFROM b\n", 0, KIND_DOCKERFILE },
        { "stack.yml", "version: 3\nservices:\n  db:\n    image: x\n", KIND_COMPOSE, 0 },
        { "api.yml", "services:\n  - name\n", KIND_YAML, KIND_COMPOSE },
    };
    check(cases, ARRAY_SIZE(cases));

    char line[4096];
    memset(line, 'x', sizeof(line));
    kind_set kinds = kind_of(span_of("app.js"), (struct span) { line, sizeof(line) });
    assert_true(kinds & KIND_MINIFIED);
    for (size_t i = 0; i < sizeof(line); i += 60)
        line[i] = '\n';
    kinds = kind_of(span_of("app.js"), (struct span) { line, sizeof(line) });
    assert_false(kinds & KIND_MINIFIED);
}

static void tells_binaries_by_nul(void **state)
{
    (void)state;
    assert_true(kind_of(span_of("a"), SPAN("abc\0def")) & KIND_BINARY);
    assert_false(kind_of(span_of("a"), SPAN("abc def")) & KIND_BINARY);
}

static void bears_any_path(void **state)
{
    (void)state;
    char path[5000];
    memset(path, '/', sizeof(path));
    kind_of((struct span) { path, sizeof(path) }, SPAN_EMPTY);
    memset(path, 'a', sizeof(path));
    memcpy(path + sizeof(path) - 3, ".go", 3);
    assert_true(kind_of((struct span) { path, sizeof(path) }, SPAN_EMPTY) & KIND_GO);
    kind_of(SPAN("\xff\xfe/\n/."), SPAN_EMPTY);
    kind_of(SPAN("."), SPAN_EMPTY);
}

static void names_every_kind_once(void **state)
{
    (void)state;
    for (int bit = 0; bit <= 23; bit++) {
        const char *name = kind_name((kind_set)1 << bit);
        assert_int_equal(kind_from_name(span_of(name)), (kind_set)1 << bit);
    }
    assert_int_equal(kind_from_name(SPAN("cobol")), 0);
}

static void knows_containers_by_magic(void **state)
{
    (void)state;
    static const struct {
        struct span head;
        enum container container;
    } cases[] = {
        { { "PK\003\004 and more", 13 }, CONTAINER_ZIP },
        { { "\037\213\010\0", 4 }, CONTAINER_GZIP },
        { { "\050\265\057\375\0", 5 }, CONTAINER_ZSTD },
        { { "\120\052\115\030\1\0\0\0x\050\265\057\375", 13 }, CONTAINER_ZSTD },
        { { "\3757zXZ\0\0", 7 }, CONTAINER_XZ },
        { { "BZh91AY&SYxx", 12 }, CONTAINER_BZIP2 },
        { { "BZh9 is a name", 14 }, CONTAINER_NONE },
        { { "!<arch>\ndebian", 14 }, CONTAINER_AR },
        { { "070701", 6 }, CONTAINER_CPIO },
        { { "7z\274\257\047\034", 6 }, CONTAINER_7ZIP },
        { { "MSCF\0\0\0\0", 8 }, CONTAINER_CAB },
        { { "\355\253\356\333", 4 }, CONTAINER_RPM },
        { { "\004\042\115\030", 4 }, CONTAINER_LZ4 },
        { { "PK", 2 }, CONTAINER_NONE },
        { { "", 0 }, CONTAINER_NONE },
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
        assert_int_equal(container_of_bytes(cases[i].head), cases[i].container);
    assert_true(container_is_stream(CONTAINER_ZSTD));
    assert_false(container_is_stream(CONTAINER_TAR));
}

/* A header as the seventh edition wrote it: no magic, only the checksum tells. */
static void make_tar_header(char header[CONTAINER_HEAD], struct span name)
{
    memset(header, 0, CONTAINER_HEAD);
    memcpy(header, name.data, name.len);
    memcpy(header + 100, "0000644", 8);
    memcpy(header + 124, "00000000005", 12);
    unsigned sum = 8 * ' ';
    for (size_t i = 0; i < CONTAINER_HEAD; i++)
        sum += (unsigned char)header[i];
    snprintf(header + 148, 8, "%06o", sum);
}

static void knows_tars_by_checksum(void **state)
{
    (void)state;
    char header[CONTAINER_HEAD];
    make_tar_header(header, SPAN("hello.txt"));
    assert_int_equal(container_of_bytes((struct span) { header, sizeof(header) }), CONTAINER_TAR);
    header[0] = 'H';
    assert_int_equal(container_of_bytes((struct span) { header, sizeof(header) }), CONTAINER_NONE);
}

/* What a tar begins with is a name, and anybody's magic can be one. */
static void knows_tars_whatever_their_first_name(void **state)
{
    (void)state;
    static const struct {
        struct span name;
        enum container other;
    } cases[] = {
        { SPAN("hello.txt"), CONTAINER_NONE },
        { SPAN("070701.log"), CONTAINER_NONE },
        { SPAN("070707000000000000100644000000000000000001000000000000000000000130000000000"),
          CONTAINER_NONE },
        { SPAN("0707070000000000001006440000000000000000010000000000000000000001300000000000"
               "TRAILER!!!"),
          CONTAINER_CPIO },
        { SPAN("PK\3\4"), CONTAINER_ZIP },
        { SPAN("PK\5\6"), CONTAINER_ZIP },
        { SPAN("!<arch>\n"), CONTAINER_AR },
        { SPAN("7z\274\257\047\034"), CONTAINER_7ZIP },
        { SPAN("\037\213\010"), CONTAINER_GZIP },
        { SPAN("\3757zXZ\0"), CONTAINER_XZ },
        { SPAN("BZh91AY&SY"), CONTAINER_BZIP2 },
        { SPAN("\004\042\115\030"), CONTAINER_LZ4 },
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        char header[CONTAINER_HEAD];
        struct span bytes = { header, sizeof(header) };
        make_tar_header(header, cases[i].name);
        assert_int_equal(container_of_bytes(bytes), CONTAINER_TAR);
        assert_int_equal(container_beside_tar(bytes), cases[i].other);
        header[40]++;
        assert_int_not_equal(container_of_bytes(bytes), CONTAINER_TAR);
    }
}

static void an_archive_gives_its_place_to_what_is_in_it(void **state)
{
    (void)state;
    struct veto_origin tree = { .kind = VETO_ORIGIN_TREE, .name = { "tests", 5 } };
    struct veto_origin outer = { .kind = VETO_ORIGIN_FILE,
                                 .parent = &tree,
                                 .name = { "fixtures/a.zip", 14 } };
    struct veto_origin inner = { .kind = VETO_ORIGIN_ENTRY,
                                 .parent = &outer,
                                 .name = { "b.jar", 5 } };
    struct veto_origin file = { .kind = VETO_ORIGIN_ENTRY,
                                .parent = &inner,
                                .name = { "key.pem", 7 } };
    assert_true(unit_whole(SPAN("x"), &file).kinds & KIND_TEST);
    outer.name = (struct veto_bytes) { "release/a.zip", 13 };
    assert_false(unit_whole(SPAN("x"), &file).kinds & KIND_TEST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_archive_gives_its_place_to_what_is_in_it),
        cmocka_unit_test(knows_names),
        cmocka_unit_test(knows_no_file_of_two_languages),
        cmocka_unit_test(knows_places),
        cmocka_unit_test(knows_every_word_of_tests),
        cmocka_unit_test(looks_into_the_head),
        cmocka_unit_test(tells_binaries_by_nul),
        cmocka_unit_test(bears_any_path),
        cmocka_unit_test(names_every_kind_once),
        cmocka_unit_test(knows_containers_by_magic),
        cmocka_unit_test(knows_tars_by_checksum),
        cmocka_unit_test(knows_tars_whatever_their_first_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
