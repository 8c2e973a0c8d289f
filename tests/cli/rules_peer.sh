#!/usr/bin/env bash
# veto rules list --peer: what another scanner looks for, and what veto has for it.
. "$(dirname "$0")/lib.sh"

run rules list --peer hadolint
expect_exit 0
expect_stdout 'ids are covered'
expect "DL3002 is covered by its rule" grep -qE '^  DL3002 +dockerfile-last-user-root' "$io/stdout"
expect "DL3049 is not, with the reason" grep -qE '^  DL3049 +a schema of labels' "$io/stdout"

run rules list --peer gitleaks -f json
expect_exit 0
expect 'as JSON, with rules that exist' python3 - "$io/stdout" <<'END'
import json, sys
peer = json.load(open(sys.argv[1]))
assert peer["peer"] == "gitleaks"
assert peer["total"] == len(peer["ids"]) > 200
assert peer["covered"] == sum(bool(i["rules"]) for i in peer["ids"]) > 180
assert [i["id"] for i in peer["ids"]] == sorted(i["id"] for i in peer["ids"])
by_id = {i["id"]: i for i in peer["ids"]}
assert by_id["github-pat"]["rules"] == ["github-pat"]
assert by_id["linkedin-client-id"]["why_not"]
END

# Every list can be printed, and a reason stands only where there is no rule.
for peer in actionlint betterleaks checkov dockle kics kingfisher kube-linter kubeaudit kubesec \
    nosey-parker polaris scorecard titus trivy trufflehog zizmor; do
    run rules list --peer "$peer"
    expect_exit 0
done
if [ -d "${VETO_SOURCE:-}/rules/peers" ]; then
    for list in "$VETO_SOURCE"/rules/peers/*.txt; do
        run rules list --peer "$(basename "$list" .txt)" -f json
        expect "$(basename "$list"): no reason beside a rule" python3 - "$io/stdout" "$list" <<'END'
import json, sys
peer = json.load(open(sys.argv[1]))
reasons = {}
for line in open(sys.argv[2]):
    if line.strip() and line[0] not in "#!":
        name, _, why = line.strip().partition(" ")
        reasons[name] = why
double = [i["id"] for i in peer["ids"] if i["rules"] and reasons.get(i["id"])]
assert not double, double
END
    done
fi

# Packs of the user count, too; what is switched off does not.
cat >mine.yaml <<'END'
rules:
  - id: house-registry
    since: "0.1"
    title: Registry that is not ours
    why: Nobody has looked at what lies there.
    severity: low
    kind: dockerfile
    query: $.stages[?@.base.registry == "elsewhere.example"]
    aliases: [hadolint:DL3049, hadolint:DL9999]
    tags: [misconfiguration]
    fix: Take the image from our registry.
    examples: ["FROM elsewhere.example/a:1@sha256:0000000000000000000000000000000000000000000000000000000000000000\n"]
    counterexamples: ["FROM ours.example/a:1\n", "FROM scratch\n"]
END
run rules list --peer hadolint --rules mine.yaml
expect_exit 0
expect 'an alias of a pack covers an id' grep -qE '^  DL3049 +house-registry' "$io/stdout"
expect 'and may name one that no list has' grep -qE '^  DL9999 +house-registry' "$io/stdout"
run rules list --peer hadolint --skip dockerfile-last-user-root,dockerfile-stage-user-root
expect 'a rule that is off covers nothing' grep -qE '^  DL3002 ' <(sed -n '/^not covered/,$p' "$io/stdout")

run rules list --peer hadolnt
expect_exit 2
expect_stderr "did you mean 'hadolint'?"
run scan --peer hadolint .
expect_exit 2

# A catalogue of checks, row by row: by id, by alias, by what bench/catalogue.txt names; and what is missing is said.
printf 'id\tkind\tpriority\n%s\tdockerfile\tP0\n%s\tdockerfile\tP1\n%s\tproject\tP1\n' \
    dockerfile-last-user-root kics:last_user_is_root guardian-folder-boundary >catalogue.tsv
python3 "$VETO_SOURCE/bench/catalogue.py" --veto "$VETO" catalogue.tsv >catalogue.txt || fail 'something is missing'
expect 'and why' grep -q 'left out: P1 guardian-folder-boundary: needs' catalogue.txt
printf 'dockerfile-no-such-row\tdockerfile\tP1\n' >>catalogue.tsv
python3 "$VETO_SOURCE/bench/catalogue.py" --veto "$VETO" catalogue.tsv >catalogue.txt && fail 'a row without a rule passes'
expect 'it is said' grep -q 'NO RULE: P1 dockerfile dockerfile-no-such-row' catalogue.txt
