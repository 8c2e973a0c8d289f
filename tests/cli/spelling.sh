#!/usr/bin/env bash
# YAML may be written in many ways: what a file is does not depend on them.
source "$(dirname "$0")/lib.sh"

expect_rule() # rule file
{
    run scan -f json --no-cache --only "$1" "$2"
    expect "$1 in $(head -c 40 "$2" | tr '\n' ' ')" grep -q "\"rule\": \"$1\"" "$io/stdout"
}

service='  a:
    image: x:1
    privileged: true'
for key in 'services:' 'services :' "'services':" '"services" :'; do
    printf '%s\n%s\n' "$key" "$service" >docker-compose.yml
    expect_rule compose-privileged docker-compose.yml
done
printf '{services: {a: {image: "x:1", privileged: true}}}\n' >docker-compose.yml
expect_rule compose-privileged docker-compose.yml
printf '{"name": "b", "services": {"a": {"image": "x:1", "privileged": true}}}\n' >docker-compose.yml
expect_rule compose-privileged docker-compose.yml

spec='{containers: [{name: a, image: "x:1", securityContext: {privileged: true}}]}'
for kind in 'kind: Pod' 'kind : Pod' "'kind': Pod" '"kind" : Pod'; do
    printf 'apiVersion: v1\n%s\nmetadata: {name: a}\nspec: %s\n' "$kind" "$spec" >pod.yaml
    expect_rule k8s-privileged pod.yaml
done
printf '{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: %s}\n' "$spec" >pod.yaml
expect_rule k8s-privileged pod.yaml

mkdir -p .github/workflows
for key in 'jobs:' "'jobs' :"; do
    printf '%s\n  a:\n    runs-on: x\n    steps: [{run: "echo ${{ github.event.issue.title }}"}]\n' "$key" >.github/workflows/a.yml
    printf "'on' : issues\n" >>.github/workflows/a.yml
    run scan -f json --no-cache .github/workflows/a.yml
    expect "a workflow that begins with $key" grep -q '"rule": "gha-template-injection"' "$io/stdout"
done

# A word in a text is no key.
printf 'apiVersion: v1\ntext: a kind, of thing\nspec: %s\n' "$spec" >other.yaml
run scan -f json --no-cache --only k8s-privileged other.yaml
expect_no_stdout '"rule": "k8s-privileged"'
