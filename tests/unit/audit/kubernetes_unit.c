/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/kubernetes/unit.h"
#include "unit/audit/facts.h"

static void assert_facts(const char *text, const char *query, const char *expected)
{
    assert_facts_of("kubernetes-unit", text, query, expected);
}

#define DEPLOYMENT                                                                                 \
    "kind: Deployment\nmetadata: {name: a}\nspec:\n  template:\n    metadata: {labels: {app: "     \
    "a}}\n"                                                                                        \
    "    spec: {containers: [{name: c, ports: [{containerPort: 80, name: web}]}]}\n---\n"

static void joins_services_to_pods(void **state)
{
    (void)state;
    const char *query = "$.services[*].reaches";
    assert_facts(DEPLOYMENT "kind: Service\nspec:\n  selector: {app: a}\n  ports: [{port: 80}]\n",
                 query, "10:true");
    assert_facts(DEPLOYMENT "kind: Service\nspec:\n  selector: {app: b}\n  ports: [{port: 80}]\n",
                 query, "10:false");
    assert_facts(DEPLOYMENT "kind: Service\nspec:\n  selector: {app: a}\n  ports:\n"
                            "  - {port: 80, targetPort: web}\n  - {port: 81, targetPort: no}\n",
                 "$.services[*].ports[*].answered", "12:true,13:false");
    assert_facts(DEPLOYMENT "kind: Service\nspec:\n  selector: {app: a,"
                            " statefulset.kubernetes.io/pod-name: a-0}\n",
                 query, "10:true");
    /* No pods in that namespace here: they live elsewhere. */
    assert_facts("kind: Service\nspec:\n  selector: {app: b}\n", query, "");
    assert_facts("kind: Pod\nmetadata: {namespace: x}\nspec: {containers: []}\n---\n"
                 "kind: Service\nmetadata: {namespace: y}\nspec: {selector: {app: b}}\n",
                 query, "");
}

static void joins_policies_to_pods(void **state)
{
    (void)state;
    const char *query = "$.pods[*]['networkPolicies','othersIsolated']";
    assert_facts(DEPLOYMENT "kind: NetworkPolicy\nspec: {podSelector: {}}\n", query, "1:1,1:true");
    assert_facts(DEPLOYMENT
                 "kind: NetworkPolicy\nspec: {podSelector: {matchExpressions: [{key: app,"
                 " operator: NotIn, values: [a]}]}}\n",
                 query, "1:0,1:true");
    assert_facts(DEPLOYMENT, query, "1:0,1:false");
    assert_facts(DEPLOYMENT "kind: CiliumNetworkPolicy\n", query, "");
    assert_facts("kind: Pod\nspec:\n  hostNetwork: true\n  containers: []\n", query, "");
}

static void joins_numbers(void **state)
{
    (void)state;
    assert_facts(DEPLOYMENT "kind: HorizontalPodAutoscaler\nspec: {scaleTargetRef: {kind:"
                            " Deployment, name: a}}\n",
                 "$['scaling','autoscalers'][*]['replicas','autoscaled','known']",
                 "1:1,1:true,9:true");
    assert_facts(DEPLOYMENT "kind: PodDisruptionBudget\nspec: {minAvailable: 1, selector:"
                            " {matchLabels: {app: a}}}\n",
                 "$.budgets[*]['selects','blocksEviction']", "9:true,9:true");
}

static void says_limits_once_a_namespace(void **state)
{
    (void)state;
    assert_facts(DEPLOYMENT "kind: Pod\nspec: {containers: []}\n---\nkind: Pod\n"
                            "metadata: {namespace: b}\nspec: {containers: []}\n---\n"
                            "kind: LimitRange\nmetadata: {namespace: b}\n",
                 "$.namespaceLimits[*]['limitRange','resourceQuota']",
                 "2:true,2:false,12:true,12:false");
}

static void says_nothing_of_parts(void **state)
{
    (void)state;
    struct arena arena = arena_make(1 << 26, false);
    struct veto_error error = { 0 };
    struct audit_member members[] = {
        { .name = SPAN("a/pod.yaml"), .bytes = SPAN("kind: Pod\nspec: {containers: []}\n") },
        { .name = SPAN("a/broken.yaml"), .bytes = SPAN("kind: [\n") },
    };
    assert_int_equal(kubernetes_unit_lift(members, 2, &arena, &error), 0);
    assert_non_null(members[0].facts);
    assert_null(members[1].facts);
    assert_false(node_member(members[0].facts, "complete")->truth);
    assert_int_equal(node_member(members[0].facts, "namespaceLimits")->child_count, 0);

    /* Patches make no objects. */
    struct audit_member patched[] = {
        { .name = SPAN("a/kustomization.yaml"), .bytes = SPAN("patches: [{path: patch.yaml}]\n") },
        { .name = SPAN("a/patch.yaml"), .bytes = SPAN("kind: Pod\nspec: {containers: []}\n") },
    };
    assert_int_equal(kubernetes_unit_lift(patched, 2, &arena, &error), 0);
    assert_null(patched[1].facts);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(joins_services_to_pods), cmocka_unit_test(joins_policies_to_pods),
        cmocka_unit_test(joins_numbers),          cmocka_unit_test(says_limits_once_a_namespace),
        cmocka_unit_test(says_nothing_of_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
