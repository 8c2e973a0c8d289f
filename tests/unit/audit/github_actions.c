/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/github_actions.h"
#include "unit/audit/facts.h"

static void assert_facts(const char *text, const char *query, const char *expected)
{
    assert_facts_of("github-actions", text, query, expected);
}

#define STEPS "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n"

static void tells_workflows_from_other_files(void **state)
{
    (void)state;
    assert_true(github_actions_is(SPAN("a.yml"), span_of(STEPS)));
    assert_true(github_actions_is(SPAN(".github/workflows/a.yml"), SPAN("on: push\n")));
    assert_false(github_actions_is(SPAN("a.yml"), SPAN("on: push\njobs: 5\n")));
    assert_false(github_actions_is(SPAN("a.yml"), SPAN("stages: [a]\nsteps: 1\n")));
}

static void finds_what_the_schema_refuses(void **state)
{
    (void)state;
    assert_facts(STEPS "      - run: a\n", "$.errors[*].code", "");
    assert_facts(STEPS "      - run: a\n        wth: 1\n", "$.errors[*].code", "7:unknown-key");
    assert_facts(STEPS "      - run: a\n        run: b\n", "$.errors[*].code", "7:duplicate-key");
    assert_facts("on: pushed\njobs:\n  a:\n    uses: a/b@c\n", "$.errors[*].code",
                 "1:unknown-event");
    assert_facts(STEPS "      - run: a\n    needs: [a, b]\n", "$.errors[*].code",
                 "7:unknown-need,7:unknown-need");
    assert_facts(STEPS "      - run: a\npermissions:\n  content: read\n", "$.errors[*].code",
                 "8:bad-permission");
    assert_facts(STEPS "      - uses: a/b@c\n        working-directory: d\n", "$.errors[*].code",
                 "6:conflicting-keys");
    assert_facts("on: push\njobs:\n  a:\n    uses: a/b@c\n    secrets: d\n", "$.errors[*].code",
                 "5:type");
    assert_facts("jobs:\n  a:\n    uses: a/b@c\n", "$.errors[*].code", "1:missing-key");
}

static void judges_expressions(void **state)
{
    (void)state;
    assert_facts(STEPS "      - run: ${{ format('}}{0}', github.a[0].*.b) }}\n", "$.errors[*].code",
                 "");
    assert_facts(STEPS "      - run: ${{ 'a }}\n", "$.errors[*].code", "6:expression-syntax");
    assert_facts(STEPS "      - run: ${{ nope() }}\n", "$.errors[*].code", "6:unknown-function");
    assert_facts(STEPS "      - run: ${{ steps.b.outputs.c }}\n", "$.errors[*].code",
                 "6:undefined-member");
    assert_facts(STEPS "      - run: a\nenv:\n  A: ${{ runner.os }}\n", "$.errors[*].code",
                 "8:context-not-here");
    assert_facts(STEPS "      - run: ${{ github.event.issue.title }}\n",
                 "$.jobs[*].steps[*].expressions[*].taint", "6:attacker");
    assert_facts(STEPS "      - run: ${{ github.event.inputs.body }}\n",
                 "$.jobs[*].steps[*].expressions[*].taint", "6:safe");
    assert_facts(STEPS "      - run: ${{ github.event.issue.number }}\n",
                 "$.jobs[*].steps[*].expressions[*].taint", "6:safe");
}

static void knows_references(void **state)
{
    (void)state;
    assert_facts(STEPS "      - uses: o/r/p@v1\n",
                 "$.jobs[*].steps[*].uses['owner','repo','refKind']", "6:o,6:r,6:tag");
    assert_facts(STEPS "      - uses: actions/checkout@v4\n",
                 "$.jobs[*].steps[*].checkout.persistCredentials", "6:true");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_workflows_from_other_files),
        cmocka_unit_test(finds_what_the_schema_refuses),
        cmocka_unit_test(judges_expressions),
        cmocka_unit_test(knows_references),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
