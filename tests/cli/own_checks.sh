#!/usr/bin/env bash
# An organisation's own checks in its veto.yaml, just as docs/checks.md says; and what is wrong with such.
. "$(dirname "$0")/lib.sh"

mkdir repo && cd repo || exit
awk '/^## /{part=$0} part ~ /own check/ && /^```yaml/{in_it=1; next} /^```$/{in_it=0} in_it' \
    "$VETO_SOURCE/docs/checks.md" >veto.yaml
run policy check
expect_exit 0
expect_stdout 'no mistake'
run policy show
expect_stdout 'acme-foreign-base (veto.yaml:2), acme-owner-label (veto.yaml:'

found() { run scan -f jsonl . && true; grep -o '"rule":"acme-[a-z-]*"\|"line":[0-9]*' "$io/stdout" | grep -A1 acme | tr -d '\n'; }
dockerfile() { printf '%s\n' "$@" >Dockerfile; }
dockerfile 'FROM debian:12.5' 'USER 1000'
run scan .
expect_exit 1
expect_stdout 'acme-foreign-base'
expect_no_stdout 'acme-owner-label'
dockerfile 'FROM registry.acme.example/debian:12.5' 'USER 1000' 'EXPOSE 8080'
run scan .
expect_exit 0
expect_no_stdout 'acme-foreign-base'
expect_stdout 'acme-owner-label'
# An absence stands where `when` selects: at the port.
[[ $(found) = *acme-owner-label* ]] || fail 'jsonl tells it'
run scan -v .
expect_stdout 'Dockerfile:3:'
dockerfile 'FROM registry.acme.example/debian:12.5' 'LABEL owner=payments' 'USER 1000' 'EXPOSE 8080'
run scan .
expect_exit 0
expect_no_stdout 'acme-'
run scan --only acme-foreign-base .
expect_exit 0

# It is a policy like any other: an organisation's file that others extend, names of its rules, exceptions.
mkdir org && mv veto.yaml org/base.yaml
dockerfile 'FROM debian:12.5' 'USER 1000'
echo 'extends: [org/base.yaml]' >veto.yaml
run scan .
expect_exit 1
run scan --no-policy .
expect_exit 0
printf 'extends: [org/base.yaml]\nscan: {rules: {disable: [acme-foreign-base]}}\n' >veto.yaml
run policy check
expect_exit 0
run scan .
expect_exit 0
printf 'extends: [org/base.yaml]\nexceptions: [{rule: acme-foreign-base, path: Dockerfile, reason: moves next month}]\n' >veto.yaml
run policy check
expect_exit 0
run scan .
expect_exit 0
expect_stdout '1 suppressed'

# As a pack of rules it says the same.
rm veto.yaml
run rules test org/base.yaml
expect_exit 0
run scan --rules org/base.yaml .
expect_exit 1

# A rule with a pattern, and what is wrong.
pack() {
    cat <<'R'
rules:
  - id: acme-host
    since: "0.1"
    title: An internal name
    why: It tells what our network looks like.
    severity: high
    pattern: '\b(?<secret>acme-build-[0-9]{2,4})\b'
    tags: [misconfiguration]
    fix: Write the public name.
    examples: ['see acme-build-042']
    counterexamples: ['see acme-build-x']
R
}
pack >veto.yaml
echo 'host = acme-build-042' >a.txt
run policy check
expect_exit 0
run scan .
expect_exit 1
expect_stdout 'acme-host'
wrong() {
    run scan .
    [ "$actual" -eq 2 ] || fail "exit status $actual: $1"
    expect_stderr "$1"
    run policy check
    [ "$actual" -eq 2 ] || fail "policy check: exit status $actual: $1"
    expect_stdout "$1"
}
pack | sed 's/severity: high/severity: hihg/' >veto.yaml
wrong "veto.yaml:6: severity: unknown value 'hihg'; did you mean 'high'?"
pack | sed "s/(?<secret>/(?<secret>(/" >veto.yaml
wrong 'veto.yaml:7: pattern: '
pack | sed 's/acme-host/github-pat/' >veto.yaml
wrong "veto.yaml:2: id: 'github-pat' is that of a built-in rule"
{ pack; pack | sed 1d; } >veto.yaml
wrong "veto.yaml:12: id: 'acme-host' is taken by the rule at "
sed 's/query: .*/query: "$.stages["/' org/base.yaml >veto.yaml
wrong 'query: '
# An example that does not fire is a mistake of the rule; a scan does not ask for it.
pack | sed 's/see acme-build/see ACME-BUILD/' >veto.yaml
run policy check
expect_exit 2
expect_stdout 'veto.yaml:10: examples: acme-host: number 1 is not matched'
