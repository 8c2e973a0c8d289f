#!/usr/bin/env bash
# A salt in the policy changes every fingerprint; a baseline says which one it was made with.
. "$(dirname "$0")/lib.sh"

mkdir -p repo/.git
cd repo || exit
printf 'token = "%s"\n' "$token" >a.ini
printf 'services:\n  db:\n    environment:\n      POSTGRES_PASSWORD: hunter2abc\n' >docker-compose.yml
salt() { printf 'fingerprints:\n  salt: %s\n' "$1" >veto.yaml; }
prints() { python3 -c 'import json,sys; print(*sorted(f[k] for f in json.load(open(sys.argv[1]))["findings"] for k in ("fingerprint", "identity") if f.get(k)), sep="\n")' "$io/stdout"; }
first=7c1e0f52a9d84b36e05d1c98f2ab6734
second=0f52a9d84b36e05d1c98f2ab67347c1e

run scan -f json --write-baseline ../plain.base .
expect_exit 1
prints >../plain
for which in first second; do
    salt "${!which}"
    run scan -f json --write-baseline ../$which.base .
    expect_exit 1
    prints >../$which
    expect_no_stdout "${!which}"
    expect 'the baseline does not tell the salt' sh -c "! grep -q '${!which}' ../$which.base"
done
expect 'there is something to compare' test "$(wc -l <../plain)" -gt 2
for pair in 'plain first' 'plain second' 'first second'; do
    # shellcheck disable=SC2086 # two words
    set -- $pair
    [ -z "$(comm -12 "../$1" "../$2")" ] || fail "fingerprints of $1 and $2 are the same"
done
expect 'without a salt nothing is said of one' grep -qx 'veto-baseline 1' ../plain.base
expect 'with one it is' grep -qxE 'veto-baseline 1 salt:[0-9a-f]{16}' ../first.base
run scan -f json .
expect_stdout "\"salt\": \"$(sed -n '1s/.*://p' ../second.base)\""

# Each is for its own salt, and refused for the others.
known() {
    run scan --baseline "../$1.base" .
    expect_exit "$2"
    if [ "$2" = 2 ]; then
        expect_stderr "../$1.base:1: its fingerprints were made with another salt"
        expect_empty_stdout
    fi
}
known second 0
known first 2
known plain 2
salt "$first"
known first 0
known second 2
rm veto.yaml
known plain 0
known first 2

# Joined by git: the first line comes once or twice; of two salts, never.
{ cat ../first.base; sed 1d ../first.base; head -n 1 ../first.base; } >../twice.base
salt "$first"
known twice 0
cat ../first.base ../second.base >../both.base
run scan --baseline ../both.base .
expect_exit 2
expect_stderr 'this begins a baseline of another salt than line 1 does'
for head in 'veto-baseline 1 salt:' 'veto-baseline 1 salt:xyz' 'veto-baseline 1 pepper' 'veto-baseline 12'; do
    echo "$head" >../bad.base
    run scan --baseline ../bad.base .
    expect_exit 2
    expect_stderr '../bad.base:1: '
done
# Other scanners' files have no salt.
printf '{"version": "1.5.0", "plugins_used": [], "results": {}}' >../foreign.base
run scan --baseline ../foreign.base .
expect_exit 1

# What is no salt, and two of them.
wrong() {
    printf '%b' "$1" >veto.yaml
    run scan .
    expect_exit 2
    expect_stderr "veto.yaml:$2"
}
wrong 'fingerprints:\n  salt: short\n' '2: fingerprints.salt: '
wrong 'fingerprints: {}\nfingerprint: 1\n' "2: fingerprint: unknown key; did you mean 'fingerprints'?"
printf 'fingerprints: {salt: %s}\n' "$first" >base.yaml
wrong "extends: [base.yaml]\nfingerprints: {salt: $second}\n" '2: fingerprints.salt: is not the one'
printf 'extends: [base.yaml]\n' >veto.yaml
known first 0
run policy show
expect_exit 0
expect_no_stdout "$first"
expect_stdout "$(sed -n '1s/.*://p' ../first.base)"

# An exception by fingerprint follows.
run allow "$(grep -o '^[0-9a-f]\{32\}.*github-pat' ../first.base | cut -c1-8)" --reason 'made up for this test'
expect_exit 0
run scan --baseline ../first.base .
expect_exit 0
expect_stdout '1 suppressed'
