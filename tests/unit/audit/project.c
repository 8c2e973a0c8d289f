/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/project/project.h"
#include "unit/audit/facts.h"

#define WORKFLOW(steps)                                                                            \
    ".github/workflows/ci.yml: |\n  on: push\n  jobs:\n    test:\n      steps:\n" steps
#define STEP(text) "      - " text "\n"

static void assert_facts(const char *text, const char *query, const char *expected)
{
    assert_facts_of("project", text, query, expected);
}

static void knows_what_steps_are_for(void **state)
{
    (void)state;
    assert_facts(WORKFLOW(STEP("run: npm test") STEP("uses: gitleaks/gitleaks-action@v2")),
                 "$.steps[*]['category','detail','ignoresFailure']",
                 "2:test,2:,2:false,3:security-scan,3:secret,3:false");
    assert_facts(WORKFLOW(STEP("run: npm audit || true")), "$.steps[*].ignoresFailure", "2:true");
    assert_facts(WORKFLOW(STEP("run: trivy image a")), "$.steps[*].ignoresFailure", "2:true");
    assert_facts(WORKFLOW(STEP("run: trivy image --exit-code 1 a")), "$.steps[*].ignoresFailure",
                 "2:false");
    assert_facts(WORKFLOW(STEP("run: 'echo \"npm test\"'") STEP("run: '# pytest'")
                                  STEP("run: mypytests")),
                 "$.steps[*]", "");
}

static void follows_what_a_deployment_needs(void **state)
{
    (void)state;
    static const char text[] =
            ".github/workflows/ci.yml: |\n  on: push\n  jobs:\n    c:\n      needs: [b]\n"
            "      name: Deploy to production\n    b: {needs: a}\n    a:\n      steps:\n"
            "      - run: semgrep ci\n    d:\n      environment: prod\n      steps:\n"
            "      - run: kubectl apply -f x\n";
    assert_facts(text, "$.deployments[*]['job','production','gated','afterScan']",
                 "3:c,3:true,3:false,3:true,4:d,4:true,4:true,4:false");
    assert_facts(
            ".github/workflows/ci.yml: |\n  on: push\n  jobs:\n    a: {needs: b, name: deploy}\n"
            "    b: {needs: a}\n",
            "$.deployments[*].afterScan", "2:false");
}

static void joins_services_with_their_dockerfiles(void **state)
{
    (void)state;
    assert_facts("d/compose.yaml: |\n  services:\n    a: {build: ../a}\n    b: {build: {context: "
                 "../b, dockerfile: x/D}}\na/Dockerfile: |\n  FROM x\n  HEALTHCHECK CMD y\n",
                 "$.services[*]['name','healthcheck']", "1:a,1:set,2:b,2:none");
    assert_facts(
            "compose.yaml: |\n  services:\n    a: {build: ../a}\n    b: {build: 'https://x/y'}\n",
            "$.services[*].healthcheck", "");
    assert_facts("compose.yaml: |\n  services:\n    a: {image: x, env_file: e/.env}\ne/.env: |\n"
                 "  A_PASSWORD=abcd1234\n",
                 "$.services[*].committedEnvFiles[*]", "3:e/.env");
}

static void reads_thresholds(void **state)
{
    (void)state;
    assert_facts("pyproject.toml: |\n  [tool.coverage.report]\n  fail_under = 85\n",
                 "$.coverage[*].percent", "1:85");
    assert_facts("pom.xml: <minimum>0.8</minimum>\n", "$.coverage[*].percent", "1:80");
    assert_facts("pom.xml: <minimum>0.75</minimum>\n", "$.coverage[*].percent", "1:75");
    assert_facts("codecov.yml: |\n  target: auto\n  threshold: 5\n", "$.coverage[*].percent", "");
    assert_facts("package.json: |\n  {\"coverageThreshold\": {\n  \"global\": {\"lines\": 90}}}\n",
                 "$.coverage[*].percent", "1:90");
    assert_facts("README.md: use --cov-fail-under=50\n", "$.coverage[*].percent", "");
}

static void knows_what_is_fetched(void **state)
{
    (void)state;
    assert_facts("Dockerfile: |\n  FROM a:1 AS b\n  FROM b\n  FROM c\n  FROM scratch\n  FROM $D\n",
                 "$.pulls[*]['image','moves']", "1:a:1,1:false,2:c,2:true");
    assert_facts("compose.yaml: |\n  services:\n    a: {image: 'x:latest'}\n    b: {image: "
                 "'x:latest@sha256:00'}\n    c: {build: ., image: y}\n",
                 "$.pulls[*]['image','latest']", "2:x:latest,2:true,4:x:latest@sha256:00,4:false");
}

static void knows_addresses_without_tls(void **state)
{
    (void)state;
    assert_facts("a.yaml: |\n  a: http://api.acme.io/v1\n  b: 'http://x.acme.io'\n  c: http://backend/x\n"
                 "  d: http://10.0.0.1/x\n  e: https://api.acme.io # http://y.acme.io\n"
                 "  f: http://www.w3.org/2000/svg\nb.c: x = 'http://z.acme.io'\n",
                 "$.urls[*].url", "1:http://api.acme.io/v1,2:http://x.acme.io");
}

static void knows_owners(void **state)
{
    (void)state;
    const char *lines = "CODEOWNERS: |\n  # all\n  [Section]\n  /src/ @a/b # why\n  *.go c@d.io\n"
                        "  docs/\n  !x @a\n  y[0] @a\n  z a\n";
    assert_facts(lines, "$.owners[*].pattern", "1:/src/,2:*.go,3:docs/,4:!x,5:y[0],6:z");
    assert_facts(lines, "$.owners[*].error", "4:negation,5:range,6:owner");
    assert_facts(lines, "$.owners[?@.owned == false].pattern", "3:docs/");
    assert_facts("CODEOWNERS: |\n  /src/ @a\n  * @b\n", "$.owners[?@.shadowed == true].pattern",
                 "1:/src/");
    assert_facts("src/CODEOWNERS: |\n  * @a\n", "$.owners[*].pattern", "");
    assert_facts("CODEOWNERS: |\n  /.github/ @a\n", "$.owners[*].ownsPipelines", "1:true");
    assert_facts("CODEOWNERS: |\n  infra @a\n  infra/x/\na/infra/Dockerfile: FROM a\n"
                 "infra/x/Dockerfile: FROM a\ninfra/y/Dockerfile: FROM a\nD/Dockerfile: FROM a\n",
                 "$.unowned[*].path", "7:infra/x/Dockerfile,11:D/Dockerfile");
}

static void knows_what_turns_text(void **state)
{
    (void)state;
    assert_facts("a.py: \"x\\u202ey\"\nb.py: \"x\\u2066y\"\nc.py: \"x\\u2014\\u2069y\"\n",
                 "$.documents[?@.part == 'turned-text'].path", "1:a.py,2:b.py");
}

static void knows_documents(void **state)
{
    (void)state;
    assert_facts("docs/adr/0001-a.md: x\n.github/CODEOWNERS: x\n", "$.documents[*].part",
                 "1:decisions,3:owners");
    assert_facts("docs/ops.md: |\n  # Ops\n  ## How to roll back\n", "$.documents[*].part",
                 "1:rollback");
    assert_facts("docs/ops.md: we never roll back\n", "$.documents[*].part", "");
    assert_facts("a/package.json: '{}'\npackage.json: '{}'\nyarn.lock: x\nb/Cargo.toml: x\n",
                 "$.manifests[*].locked", "1:true,2:true,4:false");
}

static void knows_sketches_by_their_name(void **state)
{
    (void)state;
    assert_true(project_is(SPAN("a/veto-project.yaml"), SPAN_EMPTY));
    assert_false(project_is(SPAN("project.yaml"), SPAN_EMPTY));
    assert_facts("- a\n", "$.pipelines", "1:");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_what_steps_are_for),
        cmocka_unit_test(follows_what_a_deployment_needs),
        cmocka_unit_test(joins_services_with_their_dockerfiles),
        cmocka_unit_test(reads_thresholds),
        cmocka_unit_test(knows_what_is_fetched),
        cmocka_unit_test(knows_addresses_without_tls),
        cmocka_unit_test(knows_owners),
        cmocka_unit_test(knows_what_turns_text),
        cmocka_unit_test(knows_documents),
        cmocka_unit_test(knows_sketches_by_their_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
