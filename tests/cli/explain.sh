#!/usr/bin/env bash
# veto explain: a line, a finding by its fingerprint, a rule; and nothing of a secret in any of them.
. "$(dirname "$0")/lib.sh"

export XDG_CACHE_HOME=$sandbox/cache
mkdir -p src tests
secret=q8Vt2LmZ4kXw9RpB7sYd
printf 'x = 1\napi_key = "%s"\napi_key = "your-api-key-goes-here"\ntoken = "%s"\n' "$secret" "$token" >src/app.py
cp src/app.py tests/test_app.py

# ---- What must be said

run explain
expect_exit 2
expect_stderr 'FINGERPRINT|RULE|PATH:LINE'
for wrong in nope githb-pat src/app.py src/app.py:0 src/gone.py:3 src:1 abcdef; do
    run explain "$wrong"
    expect_exit 2
    expect_empty_stdout
done
run explain githb-pat
expect_stderr "did you mean 'github-pat'?"

# ---- A line

run explain src/app.py:2
expect_exit 0
expect_stdout 'found       generic-secret'
expect_stdout 'it blocks'
expect_stdout 'for '
expect_stdout 'fingerprint '
expect_no_stdout "$secret"
run explain src/app.py:2:12
expect_stdout 'found       generic-secret'
run explain src/app.py:2 --show-secrets
expect_stdout "$secret"
run explain src/app.py:3
expect_exit 0
expect_stdout 'judged away generic-secret'
expect_stdout 'because     a placeholder'
expect_no_stdout goes-here
run explain src/app.py:1
expect_exit 0
expect_stdout 'no rule matches anything on line 1'
run explain src/app.py:4
expect_stdout 'checksum is right'
expect_no_stdout "$token"
run explain tests/test_app.py:2
expect_stdout 'medium here, high by the rule'
expect_stdout 'in a test, an example or documentation'

# ---- A fingerprint: of the last scan, of a report of each kind, of a new scan

run scan -f json src
cp "$io/stdout" report.json
print=$(python3 -c 'import json; print(next(f["fingerprint"] for f in json.load(open("report.json"))["findings"] if f["rule"] == "generic-secret"))')
run explain "${print:0:8}"
expect_exit 0
expect_empty_stderr
expect_stdout 'found       generic-secret'
expect_stdout 'src/app.py'
expect_stdout 'The rule:'
expect_no_stdout "$secret"
run scan -q -o report.sarif -o report.jsonl --no-cache src
rm -r "$XDG_CACHE_HOME"
for report in report.json report.jsonl report.sarif; do
    run explain "${print:0:12}" --report "$report"
    expect_exit 0
    expect_stdout 'generic-secret'
    expect_stdout "$print"
    expect_no_stdout "$secret"
done
run explain "$print" src
expect_exit 0
expect_stderr 'scanning'
expect_stdout 'found       generic-secret'
run explain 00000000 src
expect_exit 2

# The file has gone, or what was found in it: what the report knew is told, and that it was.
sed -i 2d src/app.py
run explain "$print" --report report.json
expect_exit 0
expect_stderr 'not there any more'
expect_stdout 'looks random'
rm src/app.py
run explain "$print" --report report.json
expect_exit 0
expect_stdout 'looks random'

# ---- A rule, by its id and by what others call it

run explain github-pat
expect_exit 0
expect_stdout '"ghp_", 36 of 0-9 A-Z a-z'
expect_stdout 'github-crc32'
expect_stdout 'Revoke it'
expect 'no example is whole' bash -c "! grep -qE 'ghp_[0-9A-Za-z]{36}' '$io/stdout'"
cp "$io/stdout" one
run explain gitleaks:github-pat
expect 'by its alias' cmp one "$io/stdout"
run explain k8s-run-as-root
expect_stdout 'asks        kubernetes'

# Every rule can be told, and no example of any is whole.
run rules list -f json
python3 - "$io/stdout" >ids <<'PY'
import json, sys
for rule in json.load(open(sys.argv[1]))[::41]:
    print(rule["id"])
PY
while read -r id; do
    run explain "$id" --no-cache
    [ "$actual" -eq 0 ] || fail "$id cannot be told"
    expect_empty_stderr
done <ids
