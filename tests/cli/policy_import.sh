#!/usr/bin/env bash
# veto policy import, and the built-in policies.
. "$(dirname "$0")/lib.sh"

cat >.trivyignore <<'END'
# what we live with
DS-0001   # the base image is pinned elsewhere, by digest
AVD-DS-0002 exp:2099-01-31
CVE-2024-1234
XYZ-9999
END
run policy import .trivyignore -o veto.yaml
expect_exit 0
expect_stderr '.trivyignore:4: CVE-2024-1234: is left out: veto does not look for known vulnerabilities'
expect_stderr '.trivyignore:5: XYZ-9999: is left out: no rule of veto answers to it'
expect_stderr 'exceptions carried over'
run policy check veto.yaml
expect_exit 0
grep -A3 'rule: dockerfile-from-latest' veto.yaml >"$io/stdout"
expect_stdout "reason: 'the base image is pinned elsewhere, by digest'"
grep -A3 'rule: dockerfile-last-user-root' veto.yaml >"$io/stdout"
expect_stdout 'expires: 2099-01-31'
printf 'FROM debian:latest\nUSER root\n' >Dockerfile
run scan --no-policy --fail-on medium Dockerfile
expect_exit 1
run scan --only dockerfile-from-latest,dockerfile-last-user-root --fail-on medium Dockerfile
expect_exit 0
expect_stdout '2 suppressed'
run policy import .trivyignore -o veto.yaml
expect_exit 2
expect_stderr 'is there already'
rm veto.yaml

cat >.trivyignore.yaml <<'END'
misconfigurations:
  - id: AVD-DS-0002
    paths: ["docker/**"]
    statement: "the lab runs it as root"
    expired_at: 2099-01-31
vulnerabilities:
  - id: CVE-2024-1
secrets:
  - id: github-pat
  - paths: [x]
END
run policy import .trivyignore.yaml -o veto.yaml
expect_exit 0
expect_stderr 'vulnerabilities: are left out'
expect_stderr '.trivyignore.yaml:10: is left out: it has no id'
run policy check veto.yaml
expect_exit 0
expect 'path and reason are kept' grep -q "path: 'docker/\*\*'" veto.yaml
expect 'and the statement' grep -q 'the lab runs it as root' veto.yaml
rm veto.yaml

cat >.gitleaksignore <<'END'
# by commit, and without
0123456789abcdef0123456789abcdef01234567:src/a[1].txt:github-pat:3
b.txt:github-pat:1
b.txt:no-such-rule:1
nonsense
END
run policy import .gitleaksignore -o veto.yaml
expect_exit 0
expect_stderr '2 exceptions carried over'
expect_stderr '.gitleaksignore:4: no-such-rule: is left out'
expect_stderr '.gitleaksignore:5: is left out: it is no fingerprint of gitleaks'
git init -q . || exit 77
mkdir src
echo "T=$token" | tee b.txt c.txt >'src/a[1].txt'
run scan --only github-pat b.txt 'src/a[1].txt'
expect_exit 0
run scan --only github-pat c.txt
expect_exit 1
rm veto.yaml

# A baseline is for --baseline; what is nothing of the kind is refused with its place.
echo '{"results": {"a": []}, "version": "1.5.0", "plugins_used": []}' >.secrets.baseline
run policy import .secrets.baseline
expect_exit 2
expect_stderr '--baseline FILE'
printf 'a: [\n' >broken.yaml
run policy import broken.yaml -o never.yaml
expect_exit 2
expect_stderr 'broken.yaml:'
expect 'nothing is written' test ! -e never.yaml
run policy import
expect_exit 2
run policy check -o x
expect_exit 2

# ---- Built-in policies

for name in default strict guardian; do
    run policy check "$name"
    expect_exit 0
    run policy show "$name"
    expect_exit 0
done
printf 'FROM debian:latest\nUSER nobody\n' >Dockerfile
run scan --policy default --only dockerfile-from-latest Dockerfile
expect_exit 0
run scan --policy strict --only dockerfile-from-latest Dockerfile
expect_exit 1
rm -rf .git
mkdir -p project/.github/workflows
printf 'FROM alpine:3.21\nUSER app\n' >project/Dockerfile
printf 'name: CI\non: push\npermissions: {}\njobs:\n  test:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: make test\n' \
    >project/.github/workflows/ci.yml
run scan --policy default project
expect_no_stdout 'guardian-'
run scan --policy guardian project
expect_stdout 'guardian-'
run rules list -f json
expect 'guardian asks for every check of its name' python3 - "$io/stdout" "${VETO_SOURCE:-.}/rules/policy/guardian.yml" <<'END'
import json, os, sys
if os.path.exists(sys.argv[2]):
    text = open(sys.argv[2]).read().split()
    missing = [r["id"] for r in json.load(open(sys.argv[1])) if r["id"].startswith("guardian-") and r.get("kind") and r["id"] not in text]
    assert not missing, missing
END
# A file of that name is meant with its folder.
printf 'version: 1\nfail-on: low\n' >strict
run policy show ./strict
expect_stdout 'fail-on: low'
run policy show strict
expect_stdout 'fail-on: medium'
run scan --policy stricter project
expect_exit 2
