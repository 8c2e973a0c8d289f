#!/usr/bin/env bash
# long
# veto.yaml: where it is found, what it says to a scan, exceptions and their end, what it must not
# give away; policy init, check, show.
. "$(dirname "$0")/lib.sh"

secret="token = \"$token\""
other='postgresql://svc:Wq7hT2rPz9KcV4mN@db7.corp-internal.net:5432/app'
today=2026-06-15
SOURCE_DATE_EPOCH=$(date -ud "$today" +%s)
export SOURCE_DATE_EPOCH
query() { python3 -c 'import json,sys; r=json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' "$io/stdout" "$1"; }

mkdir -p repo/.git repo/src repo/tests/deep
printf '%s\n' "$secret" | tee repo/src/a.ini repo/tests/b.ini >repo/tests/deep/c.ini
cd repo || exit

# ---- Where it is found

run scan .
expect_exit 1
expect_no_stdout 'policy:'
echo 'fail-on: none' >veto.yaml
run scan .
expect_exit 0
expect_stdout 'policy: veto.yaml'
run scan src
expect_exit 0
run scan src/a.ini
expect_exit 0
(cd src && run scan - <a.ini; [ "$actual" -eq 0 ]) || fail 'standard input has the policy of the folder'
run scan --no-policy .
expect_exit 1
run scan --fail-on high .
expect_exit 1
VETO_FAIL_ON=critical run scan .
expect_exit 1
mkdir ../elsewhere && cp src/a.ini ../elsewhere/
run scan ../elsewhere
expect_exit 1
run scan . ../elsewhere
expect_exit 2
expect_stderr 'have not the same policy'
run scan --policy veto.yaml . ../elsewhere
expect_exit 0
run scan --policy veto.yaml --no-policy .
expect_exit 2
run scan --policy none.yaml .
expect_exit 2
mv veto.yaml real.yaml
for to in nowhere.yaml veto.yaml; do
    ln -s "$to" veto.yaml
    run scan .
    expect_exit 2
    expect_stderr 'veto.yaml: '
    rm veto.yaml
done
ln -s real.yaml veto.yaml
run scan .
expect_exit 0
mv real.yaml veto.yaml
tar -cf ../image.tar veto.yaml src
(cd ../elsewhere && run scan ../image.tar; [ "$actual" -eq 1 ]) || fail 'a policy from inside an archive'

# ---- Mistakes: a line, a suggestion, nothing scanned

wrong() {
    printf '%b' "$1" >veto.yaml
    run scan .
    [ "$actual" -eq 2 ] || fail "exit status $actual: $1"
    expect_stderr "veto.yaml:$2"
    expect_empty_stdout
    run policy check
    [ "$actual" -eq 2 ] || fail "policy check: exit status $actual: $1"
    expect_stdout "veto.yaml:$2"
}
wrong 'fail-on: hihg\n' "1: fail-on: unknown value 'hihg'; did you mean 'high'?"
wrong '\nfail_on: high\n' "2: fail_on: unknown key; did you mean 'fail-on'?"
wrong 'scan:\n  exclud: [a]\n' "2: scan.exclud: unknown key; did you mean 'exclude'?"
wrong 'scan:\n  exclude: a\n' '2: scan.exclude: must be a list, not text'
wrong 'scan:\n  limits: {max-size: lots}\n' "2: limits.max-size: 'lots' must be a size"
wrong 'scan:\n  rules:\n    disable: [github-pat,\n      gihub-pat]\n' "4: scan.rules.disable: no rule is called 'gihub-pat'; did you mean 'github-pat'?"
wrong 'scan:\n  allow:\n    - rule: github-pat\n' '3: scan.allow.values: values, patterns or paths must be given'
wrong 'scan:\n  allow:\n    - patterns: ["("]\n' '3: scan.allow.patterns:'
wrong "scan:\\n  allow:\\n    - patterns: [$(printf 'a,%.0s' $(seq 501))]\\n" '3: scan.allow.patterns: more than 500 in all'
wrong 'exceptions:\n  - rule: github-pat\n' '2: exceptions.reason: is missing'
wrong 'exceptions:\n  - rule: github-pat\n    reason: no\n' '3: exceptions.reason: '
wrong 'exceptions:\n  - reason: nobody knows why\n' '2: exceptions.fingerprint: '
wrong 'exceptions:\n  - rule: github-pat\n    reason: made up for it\n    expires: 2026-02-30\n' '4: exceptions.expires: '
wrong 'exceptions:\n  - {problem: unread, rule: github-pat, reason: made up for it}\n' '2: exceptions.problem: '
wrong 'exceptions:\n  - rule: gihub-pat\n    reason: made up for it\n' "2: exceptions.rule: no rule is called 'gihub-pat'"
for path in '!src/' '/' '.' './' '..' '../src'; do
    wrong "exceptions:\\n  - path: '$path'\\n    reason: made up for it\\n" "2: exceptions.path: '$path' must be a glob below the root"
    wrong "scan:\\n  allow:\\n    - paths: ['$path']\\n" '3: allow.paths: '
done
wrong 'version: 2\n' '1: version: must be 1'
wrong 'fail-on: high\nfail-on: low\n' '2: fail-on: is given twice'
wrong 'a: [\n' '2:1: not YAML: '
wrong 'a: 1\n---\nb: 2\n' '3: policy: a policy is one document'
wrong -- '1: policy: must be an object'
wrong 'extends: [nowhere.yaml]\n' '1: extends: nowhere.yaml: '
wrong 'extends: [veto.yaml]\n' '1: extends: veto.yaml: extends itself'
# A secret that is in the wrong place is not told whole.
for text in "fail-on: $token" "$token: 1" "exceptions: [{fingerprint: $token, reason: made up for it}]" \
    "exceptions: [{rule: $token, reason: made up for it}]" "scan: {rules: {disable: [$token]}}"; do
    printf '%s\n' "$text" >veto.yaml
    run policy check
    expect_exit 2
    expect_no_stdout "$token"
    expect_no_stdout "${token:0:20}"
done

# ---- scan: exclude, rules, limits, allow

policy() { cat >veto.yaml; }
policy <<'P'
scan:
  exclude: [/src/, tests/deep]
P
run scan -f json .
[ "$(query '[f["uri"] for f in r["findings"]], r["summary"]["skipped_excluded"]')" = "(['tests/b.ini'], 2)" ] || fail 'exclude'
run scan -f json src
[ "$(query 'len(r["findings"])')" = 0 ] || fail 'exclude holds where only the folder is scanned'
printf 'src/a.ini\ntests/b.ini\n' | run scan --files-from - -f json
[ "$(query '[f["uri"] for f in r["findings"]]')" = "['tests/b.ini']" ] || fail 'exclude in lists of files'
(cd tests && printf 'deep/c.ini\nb.ini\n' | run scan --files-from - -f json
    [ "$(query 'len(r["findings"])')" = 1 ]) || fail 'exclude in lists of files of a folder'

echo 'scan: {rules: {disable: ["gitleaks:github-pat"]}}' >veto.yaml
run scan .
expect_exit 0
printf 'scan:\n  rules:\n    disable: [github-pat]\n    enable: [github-pat]\n' >veto.yaml
run scan .
expect_exit 1
echo 'scan: {limits: {max-size: "10"}}' >veto.yaml
run scan .
expect_exit 3
run scan --max-size 1M .
expect_exit 1

for allow in "values: [$token]" 'patterns: ["^ghp_pGKC"]' 'rule: github-pat, paths: ["*.ini"]' \
    "rule: \"gitleaks:github-pat\", values: [$token], paths: [src, tests/]"; do
    echo "scan: {allow: [{$allow}]}" >veto.yaml
    run scan .
    [ "$actual" -eq 0 ] || fail "not allowed: $allow"
    expect_stdout 'policy: veto.yaml, which allows '
    expect_no_stdout "$token"
done
for allow in "values: [${token}x]" 'patterns: ["^x"]' 'rule: aws-access-key-id, paths: ["*.ini"]' \
    "values: [$token], paths: [nowhere/]"; do
    echo "scan: {allow: [{$allow}]}" >veto.yaml
    run scan .
    [ "$actual" -eq 1 ] || fail "allowed: $allow"
done
echo "scan: {allow: [{values: [$token], paths: [tests/]}]}" >veto.yaml
run scan -f json .
[ "$(query '[f["uri"] for f in r["findings"]], r["summary"]["policy"]["allowed"] >= 2')" = "(['src/a.ini'], True)" ] ||
    fail 'allow in a path'

# Where a value is allowed in some paths, the policy's own files may hold it, and no others of that name.
mkdir -p policies src/policies
echo "scan: {allow: [{values: [$token], paths: [tests/]}]}" >policies/application.yaml
cp policies/application.yaml src/
cp policies/application.yaml src/policies/
echo 'extends: [policies/application.yaml]' >veto.yaml
run scan -f json .
[ "$(query 'sorted(f["uri"] for f in r["findings"])')" = "['src/a.ini', 'src/application.yaml', 'src/policies/application.yaml']" ] ||
    fail 'the files of the policy alone'
(cd policies && run scan -f json . && [ "$(query 'len(r["findings"])')" = 0 ]) || fail 'from a folder below'
mkdir ../plain && cp -r veto.yaml policies src ../plain/
(cd ../plain && run scan -f json .
    [ "$(query 'sorted(f["uri"] for f in r["findings"])')" = "['src/a.ini', 'src/application.yaml', 'src/policies/application.yaml']" ]) ||
    fail 'the files of the policy alone, without a repository'
rm -r policies src/policies src/application.yaml

# ---- inline

echo "$secret # gitleaks:allow" >src/a.ini
rm -r tests
: >veto.yaml
run scan .
expect_exit 0
echo 'inline: {peers: false}' >veto.yaml
run scan .
expect_exit 1
echo 'inline: {max-severity: high}' >veto.yaml
run scan .
expect_exit 1
expect_stdout 'only the policy can'

# ---- exceptions

printf '%s\nurl = "%s"\n' "$secret" "$other" >src/a.ini
: >veto.yaml
run scan -f json .
expect_exit 1
print=$(query '[f["fingerprint"] for f in r["findings"] if f["rule"] == "github-pat"][0]')
exception() { printf 'exceptions:\n  - %s\n    reason: made up for this test\n    owner: team-a\n' "$1" >veto.yaml; }
for which in "fingerprint: $print" 'rule: github-pat' '{rule: "gitleaks:github-pat", path: src/}'; do
    if [[ $which = {* ]]; then
        printf 'exceptions:\n  - %s, reason: made up for this test}\n' "${which%\}}" >veto.yaml
    else
        exception "$which"
    fi
    run scan -f json .
    [ "$(query 'r["summary"]["suppressed"], [f["rule"] for f in r["findings"] if f["blocks"]]')" = "(1, ['connection-url-password'])" ] ||
        fail "exception: $which"
done
exception 'path: src'
run scan .
expect_exit 0
expect_stdout '2 suppressed'
run scan -v .
expect_stdout 'allowed by: veto.yaml:2: made up for this test; owner: team-a'
run scan -f sarif .
[ "$(query '{s["kind"] + ": " + s["justification"] for x in r["runs"][0]["results"] for s in x["suppressions"]}')" = "{'external: made up for this test'}" ] ||
    fail 'SARIF tells the exception'
exception 'path: ./src/a.ini'
run scan .
expect_exit 0
expect_no_stdout 'not there any more'
# A mark of exclamation is a letter of a name.
mkdir a && mv src/a.ini 'a!b.py' && printf '%s\n' "$secret" >a/b.py
for path in a/b.py 'a!b.py'; do
    exception "path: $path"
    run scan -f json .
    [ "$(query '{f["uri"].replace("%21", "!") for f in r["findings"] if "suppression" in f}')" = "{'$path'}" ] ||
        fail "each for itself: $path"
done
mv 'a!b.py' src/a.ini && rm -r a
exception 'path: src'
# The same from below, from a list, from an archive.
run scan src
expect_exit 0
printf 'src/a.ini\n' | run scan --files-from -
expect_exit 0
tar -cf src/app.tar -C src a.ini && rm src/a.ini
run scan .
expect_exit 0
for path in a.ini 'app.tar!a.ini' 'src/app.tar!*.ini' src/app.tar/a.ini; do
    exception "path: '$path'"
    run scan .
    [ "$actual" -eq 0 ] || fail "in an archive: $path"
done
tar -xf src/app.tar -C src && rm src/app.tar

# Their end: the last day holds, the day after does not; fourteen days before it is told.
ends() { exception 'path: src'; echo "    expires: $1" >>veto.yaml; }
ends 2026-06-29
run scan .
expect_exit 0
expect_no_stdout 'ends on'
ends 2026-06-28
run scan .
expect_exit 0
expect_stdout 'veto.yaml:2: this exception ends on 2026-06-28, in 13 days'
ends 2026-06-15
run scan .
expect_exit 0
ends 2026-06-14
run scan .
expect_exit 1
expect_stdout 'veto.yaml:2: this exception ended on 2026-06-14, and what it is about blocks again'
run scan -f json .
[ "$(query '[n["kind"] for n in r["summary"]["policy"]["notes"]]')" = "['expired']" ] || fail 'json tells of the end'
run scan -f sarif .
expect_stdout 'policy-exception'

# About nothing: said, where everything was looked at.
exception 'path: nowhere/'
run scan .
expect_exit 1
expect_stdout 'veto.yaml:2: what this exception is about is not there any more'
for some in src '--only github-pat .' '--exclude x .'; do
    # shellcheck disable=SC2086 # words
    run scan $some
    expect_no_stdout 'not there any more'
done

{ echo 'exceptions:'; for i in $(seq 12); do echo "  - {path: nowhere$i/, reason: made up for this test}"; done; } >veto.yaml
run scan .
expect_stdout 'veto.yaml:11: '
expect_stdout 'and 2 more (-v tells which)'
run scan -v .
expect_stdout 'veto.yaml:13: '

# Problems.
: >src/a.ini
printf 'kind: [\n' >src/deployment.yaml
printf 'apiVersion: v1\nkind: Pod\n  x: [\n' >src/pod.yaml
head -c 100 /dev/urandom | gzip -c | head -c 60 >src/cut.gz
run scan --no-policy .
expect_exit 3
printf 'exceptions: [{problem: unread, path: "*.gz", reason: cut on purpose}]\n' >veto.yaml
run scan .
expect_exit 0
expect_stdout 'excepted by veto.yaml: 1 more'
run scan -f json .
[ "$(query '[p["suppression"]["reason"] for p in r["problems"] if "suppression" in p]')" = "['cut on purpose']" ] || fail 'json tells it'
echo 'unjudged: block' >>veto.yaml
run scan .
expect_exit 1
expect_stdout 'which the policy does not let pass'
rm src/*

# ---- extends: only ever adds

printf '%s\nurl = "%s"\n' "$secret" "$other" >src/a.ini
mkdir org
cat >org/base.yaml <<'P'
extends: [more.yaml]
fail-on: low
unjudged: block
inline: {peers: false, max-severity: medium}
scan:
  rules: {enable: [github-pat]}
  limits: {max-depth: 3, max-size: 10M, timeout: 10m}
exceptions:
  - {rule: connection-url-password, reason: said by the organisation}
P
echo 'scan: {exclude: [vendor/]}' >org/more.yaml
cat >veto.yaml <<'P'
extends: [org/base.yaml]
fail-on: critical
unjudged: note
inline: {peers: true, max-severity: critical}
scan:
  exclude: [gen/]
  rules: {disable: [github-pat]}
  limits: {max-depth: 2, max-size: 1M, timeout: 5m}
P
run policy show
expect_exit 0
for line in '# from more.yaml, base.yaml, veto.yaml' 'fail-on: low' 'unjudged: block' '  peers: false' \
    '  max-severity: medium' '  exclude: [vendor/, gen/]' '    disable: [github-pat]' '    enable: [github-pat]' \
    '    max-depth: 3' '    max-size: "10485760"' '    timeout: "600s"' '  - # base.yaml:9' '    reason: said by the organisation'; do
    expect_stdout "$line"
done
run scan -f json .
expect_exit 1
[ "$(query 'r["findings"][0]["blocks"], r["findings"][1]["suppression"]["by"]')" = "(True, 'base.yaml:9')" ] || fail 'both hold'
run policy check
expect_exit 0
echo 'fail-on: hihg' >org/more.yaml
run scan .
expect_exit 2
expect_stderr "org/more.yaml:1: fail-on: unknown value 'hihg'; did you mean 'high'?"
run policy check
expect_stdout 'org/more.yaml:1: fail-on: '
echo 'extends: [../veto.yaml]' >org/more.yaml
run scan .
expect_exit 2
expect_stderr 'extends itself'

# One that is extended twice adds what it says once; an unknown rule is told once, with the file's folder.
printf 'extends: [org/a.yaml, org/b.yaml]\n' >veto.yaml
printf 'extends: [c.yaml]\n' | tee org/a.yaml >org/b.yaml
printf 'scan:\n  rules:\n    disable: [gihub-pat]\n' >org/c.yaml
run policy check
expect_exit 2
[ "$(cat "$io/stdout")" = "org/c.yaml:3: scan.rules.disable: no rule is called 'gihub-pat'; did you mean 'github-pat'?" ] ||
    fail 'told once, with its folder'
run scan .
expect_exit 2
expect_stderr 'org/c.yaml:3: scan.rules.disable: '

# Rules of the user's own.
cat >own.yaml <<'P'
rules:
  - id: own-token
    since: "0.1"
    title: Own token
    severity: high
    pattern: '\b(?<secret>own_[0-9a-f]{32})\b'
    tags: [secret]
    fix: Revoke it.
    examples: ['own_0c7d1e93b5a84f26d3e8b1a9c47f5062']
    counterexamples: ['own_0c7d1e93']
P
printf 'scan: {rules: {disable: [own-token]}}\n' >veto.yaml
run policy check
expect_exit 2
run policy check --rules own.yaml
expect_exit 0

# ---- init, show, the schema

rm veto.yaml
run policy check
expect_exit 2
run policy init
expect_exit 0
run policy init
expect_exit 2
(cd src && run policy init && [ "$actual" -eq 2 ] && rm ../veto.yaml && run policy init && [ "$actual" -eq 0 ] &&
    [ -e ../veto.yaml ] && [ ! -e veto.yaml ]) || fail 'from a folder below'
run policy check
expect_exit 0
sed 's/^# \( *\(scan:\|exceptions:\|[ -].*\)\)/\1/' veto.yaml >all.yaml
run policy check all.yaml
expect_exit 0
printf 'scan:\n  allow:\n    - {values: ["%s", hunter2], patterns: ["%s", "x[0-9]"]}\n' "$token" "$token" >veto.yaml
run policy show
expect_no_stdout "$token"
expect_no_stdout hunter2
expect_stdout 'x[0-9]'
cp org/base.yaml veto.yaml && echo 'scan: {exclude: [vendor/]}' >org/more.yaml && mv org/more.yaml .
run policy show
cp "$io/stdout" shown.yaml
run policy check shown.yaml
expect_exit 0
run policy schema
expect 'the schema in the tree' diff "$io/stdout" "$VETO_SOURCE/rules/policy-schema.json"
run policy
expect_exit 2
# Editors and the loader say the same of a file.
cat >cases.py <<'P'
import json, os, subprocess, sys
try:
    import jsonschema, yaml
except ImportError:
    sys.exit(0)
schema = json.load(open(sys.argv[1]))
validator = jsonschema.Draft202012Validator(schema)
good = ["{}", "version: 1", "fail-on: none", "unjudged: block", "extends: []", "inline: {peers: true, max-severity: high}",
        "scan: {exclude: ['a/'], rules: {enable: [github-pat], disable: []}, limits: {max-size: 1K, max-depth: 0, max-ratio: 9, timeout: 1.5h, memory: '64000000'}}",
        "scan: {allow: [{rule: github-pat, values: [a], patterns: [b], paths: [c], reason: d}]}",
        "exceptions: [{fingerprint: 'cc63e8e9bf0ef5e1e76f02f47dc15585', reason: made up for it, owner: me, expires: '2026-12-31'}]",
        "exceptions: [{problem: absent, reason: made up for it}]", "rules: []"]
good += [f"exceptions: [{{path: '{p}', reason: made up for it}}]" for p in ("./a", "a!b", "[!a]", ".a", "..a", "/a", "a/../b", "\\\\!a")]
rule = ("rules: [{id: own-base, since: '0.1', title: a, why: b, severity: high, kind: dockerfile, query: '$.stages%s', tags: [misconfiguration], "
        "fix: c, examples: ['FROM a'], counterexamples: ['# b']}]")
good += [rule % "[?@.hasFrom == true]"]
bad = ["rules: {}", "rules: [a]", "rules: [{id: own-base}]", (rule % "").replace("severity: high", "severity: hihg"),
       "version: 2", "fail-on: hihg", "fail-on: 1", "failon: high", "unjudged: true", "extends: a", "inline: {peers: maybe}",
       "inline: {max: high}", "scan: []", "scan: {exclude: ['']}", "scan: {rules: [a]}", "scan: {limits: {max-size: 1X}}",
       "scan: {limits: {max-depth: 65}}", "scan: {limits: {max-depth: 1.5}}", "scan: {limits: {timeout: 1d}}", "scan: {allow: {rule: a}}",
       "scan: {allow: [{values: a}]}", "exceptions: {}", "exceptions: [{rule: github-pat}]", "exceptions: [{rule: 'a b', reason: made up for it}]",
       "exceptions: [{fingerprint: cc63e8e9, reason: made up for it}]", "exceptions: [{problem: unred, reason: made up for it}]",
       "exceptions: [{path: a, reason: made up for it, expires: tomorrow}]", "exceptions: [{path: a, reason: made up for it, why: b}]"]
bad += [f"exceptions: [{{path: '{p}', reason: made up for it}}]" for p in ("!a", ".", "./", "/", "..", "../a", "./../a", "/.", "././")]
wrong = []
for text, right in [(t, True) for t in good] + [(t, False) for t in bad]:
    open("case.yaml", "w").write(text + "\n")
    loads = subprocess.run([os.environ["VETO"], "policy", "check", "case.yaml"], capture_output=True).returncode == 0
    valid = validator.is_valid(yaml.safe_load(text))
    if (loads, valid) != (right, right):
        wrong.append(f"{text}: the loader says {loads}, the schema {valid}")
print(*wrong, sep="\n")
sys.exit(bool(wrong))
P
python3 cases.py "$VETO_SOURCE/rules/policy-schema.json" >"$io/stdout" 2>&1 || fail 'the schema and the loader agree'
