/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/audit/facts.h"

static void assert_facts(const char *text, const char *query, const char *expected)
{
    assert_facts_of("dockerfile", text, query, expected);
}

static void resolves_bases(void **state)
{
    (void)state;
    assert_facts("ARG T=1.2\nFROM r.io:5/a/b:${T}",
                 "$.stages[*].base['registry','repository','tag']", "2:r.io:5,2:a/b,2:1.2");
    assert_facts("FROM a AS Build\nFROM build", "$.stages[*].base.isStage", "1:false,2:true");
    assert_facts("FROM ${X}", "$.stages[?@.base.untagged].base", "");
    assert_facts("FROM ${X}", "$.stages[*].base.unresolved", "1:true");
    assert_facts("FROM a:latest@sha256:b", "$.stages[*].base.latest", "1:false");
    assert_facts("FROM a AS x\nFROM b AS X", "$.stages[?@.duplicateName == true].name", "2:x");
}

static void inherits_what_a_stage_ends_with(void **state)
{
    (void)state;
    assert_facts("FROM a AS b\nUSER root\nFROM b\nRUN x", "$.stages[1].user['name','root']",
                 "2:root,2:true");
    assert_facts("FROM a\nUSER root\nUSER app", "$.stages[*].user.root", "3:false");
    assert_facts("FROM a\nARG U=0\nUSER ${U}:1", "$.stages[*].user.root", "3:true");
    assert_facts("FROM a\nUSER $U", "$.stages[*].user.root", "");
    assert_facts("FROM a AS b\nHEALTHCHECK CMD x\nFROM b", "$.stages[*].healthcheck",
                 "1:set,3:inherited");
    assert_facts("FROM a\nHEALTHCHECK NONE", "$.stages[*].healthcheck", "1:off");
}

static void forgets_arguments_between_stages(void **state)
{
    (void)state;
    assert_facts("ARG U=root\nFROM a\nUSER $U", "$.stages[*].user.root", "");
    assert_facts("ARG U=root\nFROM a\nARG U\nUSER $U", "$.stages[*].user.root", "4:true");
    assert_facts("FROM a\nARG U=root\nFROM b\nUSER $U", "$.stages[1].user.root", "");
}

static void reads_commands_where_they_stand(void **state)
{
    (void)state;
    const char *text = "FROM a\nRUN x && \\\n# comment\n  apt-get install \\\n  curl";
    assert_facts(text, "$.stages[*].runs[*].cmds[*].name", "2:x,4:apt-get");
    assert_facts(text, "$.stages[*].runs[*].installs[*].packages[*].name", "5:curl");
    assert_facts("FROM a\nRUN <<E\nx\ny z\nE", "$.stages[*].runs[*].cmds[*].name", "3:x,4:y");
    assert_facts("FROM a\nRUN <<E\n#!/usr/bin/python\nx\nE", "$.stages[*].runs[*].cmds[*]", "");
    assert_facts("FROM a\nRUN [\"sh\", \"-c\", \"x 'y'\"]", "$.stages[*].runs[*].cmds[*].name",
                 "2:sh,2:x");
    assert_facts("FROM a\nSHELL [\"pwsh\", \"-c\"]\nRUN a | b", "$.stages[*].runs[*].form",
                 "3:windows");
}

static void names_directives(void **state)
{
    (void)state;
    assert_facts("# Escape=`\n# syntax=d/f:1\nFROM a", "$.directives['escape','syntax']",
                 "1:`,2:d/f:1");
}

static void knows_caches(void **state)
{
    static const char query[] = "$.stages[*].runs[*]['installs','updates'][*].cacheKept";
    (void)state;
    assert_facts("RUN apk add a", query, "1:true");
    assert_facts("RUN apk add a && rm -rf /var/cache/apk/*", query, "1:false");
    assert_facts("RUN rm -rf /var/cache/apk/* && apk add a", query, "1:true");
    assert_facts("RUN --mount=type=cache,target=/var/cache/apk apk add a", query, "1:false");
    assert_facts("ENV PIP_NO_CACHE_DIR=1\nRUN pip install a", query, "2:false");
    assert_facts("RUN PIP_NO_CACHE_DIR=off pip install a", query, "1:true");
}

static void finds_updates_for_later_runs(void **state)
{
    static const char query[] = "$.stages[*].runs[?@.updateForLaterRun == true]";
    (void)state;
    assert_facts("FROM a\nRUN apt-get update\nRUN apt-get install b", query, "2:");
    assert_facts("FROM a\nRUN apt-get update\nRUN apk add b", query, "");
    assert_facts("FROM a\nRUN apt-get update && apt-get install b\nRUN apt-get install c", query,
                 "");
    assert_facts("FROM a\nRUN apt-get update\nFROM a\nRUN apt-get install b", query, "");
}

static void judges_downloads(void **state)
{
    (void)state;
    assert_facts("RUN curl https://a.b/c | tee x | sh", "$..downloads[*].executed", "1:true");
    assert_facts("RUN eval \"$(wget -qO- https://a.b/c)\"", "$..downloads[*].executed", "1:true");
    assert_facts("RUN bash -c 'curl -O https://a.b/c'", "$..downloads[*].executed", "1:false");
    assert_facts("RUN curl -O https://a.b/c && sha256sum -c s && tar xf c",
                 "$..downloads[*]['unpacked','verified']", "1:true,1:true");
    assert_facts("RUN curl http://localhost:80/x http://a.b/", "$..downloads[*].local",
                 "1:true,1:false");
}

static void judges_modes_and_passwords(void **state)
{
    (void)state;
    assert_facts("RUN chmod -R 0777 a && chmod o+w b && chmod 1777 c && chmod g+w d",
                 "$..cmds[*].worldWritable", "1:true,1:true,1:false,1:false");
    assert_facts("RUN chmod 4755 a && chmod u+s b && chmod u-s c", "$..cmds[*].setuid",
                 "1:true,1:true,1:false");
    assert_facts("RUN echo a:b | chpasswd && echo a:$B | chpasswd", "$..cmds[*].literalPassword",
                 "1:true");
}

static void judges_copies(void **state)
{
    (void)state;
    assert_facts("FROM a AS x\nFROM b\nCOPY --from=X /a /b", "$..copies[*].fromKind", "3:stage");
    assert_facts("FROM a\nCOPY --from=nginx:1 /a /b", "$..copies[*].fromKind", "2:image");
    assert_facts("FROM a AS x\nCOPY --from=x /a /b", "$..copies[*].fromKind", "2:self");
    assert_facts("FROM a\nCOPY --from=y /a /b", "$..copies[*].fromKind", "2:unknown");
    assert_facts("COPY a b c", "$..copies[?@.needsSlash == true].dest", "1:c");
    assert_facts("COPY .env x.pem ca.pem .env.example /x/",
                 "$..sources[?@.secretFile == true].text", "1:.env,1:x.pem");
}

static void judges_variables(void **state)
{
    (void)state;
    assert_facts("ENV A_TOKEN=x1y2z3 B_TOKEN=$C D=e", "$..env[?@.secretName == true].literal",
                 "1:true,1:false");
    assert_facts("ENV A b c", "$..env[*].value", "1:b c");
    assert_facts("ENV A=b C=${A}x D=$AB", "$..env[?@.refersToSibling == true].name", "1:C");
}

static void reports_what_is_wrong(void **state)
{
    (void)state;
    assert_facts("LABEL a=b\nFROM a\nRUM x", "$.errors[*].code",
                 "1:before-from,3:unknown-instruction");
    assert_facts("", "$.stages[*]", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(resolves_bases),
        cmocka_unit_test(inherits_what_a_stage_ends_with),
        cmocka_unit_test(forgets_arguments_between_stages),
        cmocka_unit_test(reads_commands_where_they_stand),
        cmocka_unit_test(names_directives),
        cmocka_unit_test(knows_caches),
        cmocka_unit_test(finds_updates_for_later_runs),
        cmocka_unit_test(judges_downloads),
        cmocka_unit_test(judges_modes_and_passwords),
        cmocka_unit_test(judges_copies),
        cmocka_unit_test(judges_variables),
        cmocka_unit_test(reports_what_is_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
