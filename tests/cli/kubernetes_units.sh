#!/usr/bin/env bash
# Objects in several files that say something of each other, by deployment unit.
source "$(dirname "$0")/lib.sh"

deployment() # name label [line of the pod]
{
    printf 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: %s}\nspec:\n' "$1"
    printf '  selector: {matchLabels: {app: %s}}\n  template:\n' "$2"
    printf '    metadata: {labels: {app: %s}}\n    spec:\n%s' "$2" "${3:-}"
    printf '      containers: [{name: web, image: "web:1.2", ports: [{containerPort: 80}]}]\n'
}

service() # name label
{
    printf 'apiVersion: v1\nkind: Service\nmetadata: {name: %s}\nspec:\n' "$1"
    printf '  selector: {app: %s}\n  ports: [{port: 80}]\n' "$2"
}

policy='apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: all}
spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
'

# One folder is one unit, whatever the names of its files.
mkdir -p tree/shop
deployment web web >tree/shop/z.yaml
service web web >tree/shop/a.yaml
service other shop >tree/shop/b.yaml
run scan -f json --only k8s-service-no-target tree
expect 'the service that selects nothing, and only that' python3 -c '
import json, sys
found = json.load(open(sys.argv[1]))["findings"]
assert [(f["place"], f["line"]) for f in found] == [("tree/shop/b.yaml", 5)], found' "$io/stdout"

# Another folder is another unit: its policy does not help.
mkdir -p tree/policies
printf '%s' "$policy" >tree/policies/policy.yaml
run scan -f json --only k8s-network-policy-none tree
expect_stdout 'k8s-network-policy-none'

# Unless a kustomization, or a chart, holds them together.
printf 'resources: [shop, policies]\n' >tree/kustomization.yaml
run scan -f json --only k8s-network-policy-none tree
expect_no_stdout 'k8s-network-policy-none'
rm tree/kustomization.yaml

# And so up, as long as the next one takes that folder in.
mkdir -p up/base/shop up/base/rules
printf 'resources:\n  - ./shop/\n  - rules\n' >up/base/kustomization.yaml
printf 'resources: [z.yaml]\n' >up/base/shop/kustomization.yaml
printf 'resources: [policy.yaml]\n' >up/base/rules/kustomization.yaml
printf 'resources: [unrelated]\n' >up/kustomization.yaml
cp tree/shop/z.yaml up/base/shop/z.yaml
printf '%s' "$policy" | sed 's/{}/{matchLabels: {app: web}}/' >up/base/rules/policy.yaml
run scan -f json --only k8s-netpol-dangling,k8s-network-policy-none up
expect_no_stdout '"rule": "k8s-net'
printf 'resources: [rules]\n' >up/base/kustomization.yaml
run scan -f json --only k8s-network-policy-none up
expect_stdout '"rule": "k8s-network-policy-none"'

# Where something cannot be read, or comes from elsewhere, nothing is said to be missing.
printf 'apiVersion: v1\nkind: Pod\nspec: [\n' >tree/shop/broken.yaml
run scan -f json --only k8s-service-no-target tree
expect_no_stdout 'k8s-service-no-target'
rm tree/shop/broken.yaml
printf 'apiVersion: v1\nkind: Pod\nspec: {{ .Values.pod }}\n' >tree/shop/template.yaml
run scan -f json --only k8s-service-no-target tree
expect_no_stdout 'k8s-service-no-target'
rm tree/shop/template.yaml
printf 'resources: [a.yaml, https://git.example/base?ref=v1]\n' >tree/shop/kustomization.yaml
run scan -f json --only k8s-service-no-target tree
expect_no_stdout 'k8s-service-no-target'
rm tree/shop/kustomization.yaml

# What is there is said all the same: an account's own word counts for the pods that name it.
deployment quiet quiet '      serviceAccountName: quiet
' >tree/shop/quiet.yaml
printf 'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: quiet}\nautomountServiceAccountToken: false\n' \
    >tree/shop/account.yaml
run scan -f json --only k8s-automount-token tree
expect 'the pods of the default account alone' python3 -c '
import json, sys
found = json.load(open(sys.argv[1]))["findings"]
assert [f["place"] for f in found] == ["tree/shop/z.yaml"], found' "$io/stdout"

# A comment beside it allows such a finding too.
printf 'apiVersion: v1\nkind: Service\nmetadata: {name: other}\nspec:\n' >tree/shop/b.yaml
printf '  selector: {app: shop} # veto:allow k8s-service-no-target made by another team\n' >>tree/shop/b.yaml
printf '  ports: [{port: 80}]\n' >>tree/shop/b.yaml
run scan -f json --only k8s-service-no-target tree
expect 'the finding is suppressed' python3 -c '
import json, sys
found = json.load(open(sys.argv[1]))["findings"]
assert len(found) == 1 and "allow" in json.dumps(found[0]), found' "$io/stdout"

# A secret that stands in the line is not shown there either.
printf 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: b}\n---\n' >tree/shop/secret.yaml
printf 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n' >>tree/shop/secret.yaml
printf '    - {name: c, image: i, env: [{name: T, value: %s}, {name: M, valueFrom: {configMapKeyRef: {name: c, key: d}}}]}\n' \
    "$token" >>tree/shop/secret.yaml
run scan -f json tree
expect_stdout 'k8s-reference-key-missing'
expect_no_stdout "$token"

# A file that is no text is told of where it stands, and the others are looked at as ever.
mkdir -p broken
deployment web web >broken/a.yaml
printf 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  n\351me: x\n' >broken/b.yaml
run scan -v broken
expect_stdout 'b.yaml: not audited: 4:4: not UTF-8'
expect_no_stdout 'not audited together'

# The order of reading does not matter.
for i in $(seq 40); do
    mkdir -p "tree/many/$i"
    deployment web "w$i" >"tree/many/$i/deployment.yaml"
    service web "x$i" >"tree/many/$i/service.yaml"
done
run scan -j1 -f json -o one.json tree
one=$actual
run scan -j4 -f json -o four.json tree
expect 'the same status' test "$one" = "$actual"
expect 'there is something to compare' grep -q '"k8s-' one.json
expect 'the same report from one thread and from four' cmp one.json four.json
