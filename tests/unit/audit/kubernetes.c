/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/kubernetes/kubernetes.h"
#include "unit/audit/facts.h"

static void assert_facts(const char *text, const char *query, const char *expected)
{
    assert_facts_of("kubernetes", text, query, expected);
}

static void lifts_each_object(void **state)
{
    (void)state;
    assert_facts("kind: A\n---\nkind: B\n", "$.kind", "1:A,3:B");
    assert_facts("kind: List\nitems:\n- kind: A\n- kind: B\n", "$.kind", "3:A,4:B");
    assert_facts("apiVersion: batch/v1beta1\nkind: CronJob\n", "$.removedIn", "1:1.25");
}

static void finds_pods_by_their_shape(void **state)
{
    (void)state;
    assert_facts("spec:\n  hostPID: true\n  containers: []\n", "$.pods[*].hostPID", "2:true");
    assert_facts("kind: X\nspec:\n  template:\n    spec:\n      containers: [{name: a}]\n",
                 "$.pods[*].containers[*].name", "5:a");
    assert_facts("kind: X\nspec: {template: {spec: {hostIPC: true}}}\n", "$.pods[*].hostIPC",
                 "2:true");
    assert_facts("kind: Job\nspec: {template: {spec: {containers: []}}}\n", "$.pods[*].longRunning",
                 "2:false");
}

static void tells_what_is_in_effect(void **state)
{
    (void)state;
    assert_facts("spec:\n  securityContext: {runAsUser: 5}\n  containers:\n  - name: a\n"
                 "  - name: b\n    securityContext: {runAsUser: 0}\n",
                 "$.pods[*].containers[*].effective.rootPossible", "2:false,6:true");
    assert_facts("spec:\n  containers:\n  - name: a\n",
                 "$.pods[*].containers[*].effective.allowPrivilegeEscalation", "3:true");
    assert_facts("spec:\n  containers:\n  - securityContext: {capabilities: {add: [cap_sys_admin],"
                 " drop: [all]}}\n",
                 "$.pods[*].containers[*].effective['dropsAll','capsAdded'][?@ == 'SYS_ADMIN']",
                 "");
    assert_facts("spec:\n  containers:\n  - securityContext: {capabilities: {add: [cap_chown]}}\n",
                 "$.pods[*].containers[*].effective.capsAdded[*]['name','baseline']",
                 "3:CHOWN,3:true");
}

static void takes_roles_apart(void **state)
{
    (void)state;
    assert_facts("kind: Role\nrules:\n- resources: [secrets]\n  verbs: [list]\n",
                 "$.rules[*].grants[*]", "4:secrets:read");
    assert_facts("kind: Role\nrules:\n- resources: [secrets]\n  verbs: [list]\n"
                 "  resourceNames: [a]\n",
                 "$.rules[*].grants[*]", "");
}

static void tells_details_of_containers(void **state)
{
    (void)state;
    assert_facts("metadata: {annotations: {container.apparmor.security.beta.kubernetes.io/a:"
                 " Unconfined}}\nspec:\n  containers:\n  - name: a\n  - name: b\n",
                 "$.pods[*].containers[*].appArmor", "1:unconfined,5:unset");
    assert_facts("spec:\n  containers:\n  - env: [{name: A}, {name: B}, {name: A}]\n",
                 "$.pods[*].containers[*].duplicateEnv[*]", "3:A");
    assert_facts("spec:\n  containers:\n  - ports: [{containerPort: 80, name: web}]\n"
                 "    livenessProbe: {httpGet: {port: web}}\n"
                 "    readinessProbe: {tcpSocket: {port: 81}}\n",
                 "$.pods[*].containers[*].unknownProbePorts[*]", "5:81");
    assert_facts("spec:\n  containers:\n  - args: [--token, q7Gh2kLmN8x4, --password=$(P),"
                 " '--api-key=', --secret]\n",
                 "$.pods[*].containers[*].secretArguments[*]", "3:--token");
    assert_facts("spec:\n  containers:\n  - image: x/ingress-nginx/controller:v1.11.4@sha256:00\n"
                 "  - image: x/ingress-nginx/controller:v1.11.5\n",
                 "$.pods[*].containers[*].vulnerableImages[*]",
                 "3:x/ingress-nginx/controller:v1.11.4@sha256:00");
}

static void takes_old_ways_for_new_ones(void **state)
{
    (void)state;
    assert_facts("kind: Pod\nmetadata:\n  annotations:\n"
                 "    seccomp.security.alpha.kubernetes.io/pod: docker/default\n"
                 "    container.seccomp.security.alpha.kubernetes.io/b: unconfined\n"
                 "spec:\n  containers:\n  - name: a\n  - name: b\n",
                 "$.pods[*].containers[*].effective.seccomp", "4:RuntimeDefault,5:Unconfined");
    assert_facts("spec:\n  containers:\n  - securityContext:\n"
                 "      capabilities: {drop: [ALL], add: [CAP_NET_RAW]}\n",
                 "$.pods[*].containers[*].effective['dropsAll','dropsNetRaw']", "4:true,4:false");
}

static void finds_steps_of_workflows(void **state)
{
    (void)state;
    assert_facts("apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nspec:\n  entrypoint: a\n"
                 "  securityContext: {runAsUser: 9}\n  templates:\n"
                 "  - container: {name: a}\n    sidecars: [{name: b}]\n"
                 "  - script: {name: c}\n    securityContext: {runAsUser: 0}\n",
                 "$.pods[*].containers[*]['name','effective']['runAsUser']", "5:9,5:9,10:0");
    assert_facts("apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec: {templates: [a]}\n",
                 "$.pods[*]", "");
}

static void reads_kustomizations(void **state)
{
    (void)state;
    assert_facts("resources:\n- a.yaml\n- https://x.example/a?ref=main\n"
                 "- https://x.example/a?ref=v1.2\n- https://x.example/a?ref=0123abc\n"
                 "- git@x.example:a\n",
                 "$.remotes[*].pinned", "3:false,4:true,5:true,6:false");
    assert_facts("kind: Kustomization\nsecretGenerator:\n- literals: [a=b, c=$D]\n",
                 "$.generatedSecrets[*]['name','literal']", "3:a,3:true,3:c,3:false");
    assert_true(kubernetes_is(SPAN("a/kustomization.yaml"), SPAN("bases: [x]\n")));
}

static void knows_objects(void **state)
{
    (void)state;
    assert_true(kubernetes_is(SPAN_EMPTY, SPAN("apiVersion: v1\nkind: Pod\n")));
    assert_true(kubernetes_is(SPAN_EMPTY, SPAN("{\"apiVersion\":\"v1\",\"kind\":\"Pod\"}")));
    assert_false(kubernetes_is(SPAN_EMPTY, SPAN("services:\n  apiVersion: v1\n")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lifts_each_object),
        cmocka_unit_test(finds_pods_by_their_shape),
        cmocka_unit_test(tells_what_is_in_effect),
        cmocka_unit_test(takes_roles_apart),
        cmocka_unit_test(knows_objects),
        cmocka_unit_test(tells_details_of_containers),
        cmocka_unit_test(reads_kustomizations),
        cmocka_unit_test(takes_old_ways_for_new_ones),
        cmocka_unit_test(finds_steps_of_workflows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
