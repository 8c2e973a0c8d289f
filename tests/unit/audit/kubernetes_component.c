/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/kubernetes/component.h"
#include "unit/audit/facts.h"

static void assert_facts(const char *text, const char *query, const char *expected)
{
    assert_facts_of("kubernetes", text, query, expected);
}

#define POD(lines) "kind: Pod\nspec:\n  containers:\n  - name: a\n" lines

static void knows_components_by_what_they_run(void **state)
{
    (void)state;
    assert_facts(POD("    command: [/usr/local/bin/kube-apiserver]\n"), "$.components[*].name",
                 "5:kube-apiserver");
    assert_facts(POD("    command: [sh, -c, 'exec etcd --auto-tls | tee --x']\n"),
                 "$.components[*].settings[?@.set == true].name", "5:auto-tls");
    assert_facts(POD("    command: [hyperkube, apiserver]\n"), "$.components[*].name",
                 "5:kube-apiserver");
    assert_facts(POD("    image: registry.k8s.io/kube-scheduler-amd64:v1.9.1\n"),
                 "$.components[*]['name','minor']", "5:kube-scheduler,5:9");
    /* The command decides, and so does a program that only talks to one. */
    assert_facts(POD("    image: x/kube-apiserver:v1.9.1\n    command: [etcd]\n"),
                 "$.components[*].name", "6:etcd");
    assert_facts(POD("    image: x/etcd\n    command: [etcdctl, etcd]\n"), "$.components[*].name",
                 "");
    assert_facts(POD("    command: [proxy, --backend, kube-apiserver]\n"), "$.components[*].name",
                 "");
}

static void reads_flags_as_the_programs_do(void **state)
{
    (void)state;
    assert_facts(POD("    command: [kube-apiserver]\n    args: [--profiling=true,"
                     " --request-timeout, 1h1m1s, --profiling=false]\n"),
                 "$.components[*].settings[?@.set == true]['enabled','seconds']", "6:3661,6:false");
    assert_facts(POD("    command: [kube-apiserver, --anonymous_auth=false]\n"),
                 "$.components[*].settings[?@.name == 'anonymous-auth'].enabled", "5:false");
    assert_facts(POD("    command: [kube-apiserver, '--authorization-mode=Node, RBAC']\n"),
                 "$.components[*].settings[?@.name == 'authorization-mode'].words[*]",
                 "5:Node,5:RBAC");
    assert_facts(POD("    command: [etcd]\n    env:\n    - {name: ETCD_AUTO_TLS, value: 'true'}\n"),
                 "$.components[*].settings[?@.enabled == true].name", "7:auto-tls");
}

static void fills_in_defaults_where_all_is_known(void **state)
{
    (void)state;
    const char *query = "$.components[*].settings[?@.name == 'profiling']['set','enabled']";
    assert_facts(POD("    command: [kube-scheduler]\n"), query, "5:false,5:true");
    assert_facts(POD("    command: [kube-scheduler, --config=/x]\n"), query, "");
    assert_facts(POD("    command: [kube-scheduler, $(MORE)]\n"), query, "");
    assert_facts(POD("    command: [kube-scheduler, --profiling=$(P)]\n"), query, "5:true");
    query = "$.components[*].settings[?@.name == 'insecure-port'].number";
    assert_facts(POD("    image: x/kube-apiserver:v1.19.1\n"), query, "5:8080");
    assert_facts(POD("    image: x/kube-apiserver:v1.31.1\n"), query, "");
    assert_facts(POD("    image: x/kube-apiserver\n"), query, "");
}

static void reads_configuration_documents(void **state)
{
    (void)state;
    const char *text = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"
                       "authentication: {anonymous: {enabled: true}}\n"
                       "featureGates: {A: true, B: false}\n";
    assert_facts(text, "$.components[*].settings[?@.name == 'anonymous-auth'].enabled", "3:true");
    assert_facts(text, "$.components[*].settings[?@.name == 'feature-gates'].words[*]",
                 "4:A=true,4:B=false");
    assert_facts(text, "$.components[*].settings[?@.name == 'read-only-port']['set','number']",
                 "1:false,1:0");
    assert_facts("apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\napiServer:\n"
                 "  extraArgs:\n  - {name: profiling, value: 'true'}\n",
                 "$.components[*].settings[*]['name','enabled']", "5:profiling,5:true");
}

static void reads_network_plugins(void **state)
{
    (void)state;
    assert_true(kubernetes_is_network_plugin(SPAN("{\"cniVersion\": \"1\", \"plugins\": []}")));
    assert_facts("{\"cniVersion\": \"1\", \"plugins\": [\n{\"type\": \"flannel\"}]}",
                 "$.cni[*].supportsPolicies", "2:false");
    assert_facts(
            "kind: ConfigMap\ndata:\n  a: |\n    {\"plugins\": [{\"type\": \"cilium-cni\"}]}\n",
            "$.cni[*].supportsPolicies", "3:true");
    assert_facts("kind: ConfigMap\ndata:\n  a: '{\"plugins\": [{'\n", "$.cni[*]", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_components_by_what_they_run),
        cmocka_unit_test(reads_flags_as_the_programs_do),
        cmocka_unit_test(fills_in_defaults_where_all_is_known),
        cmocka_unit_test(reads_configuration_documents),
        cmocka_unit_test(reads_network_plugins),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
