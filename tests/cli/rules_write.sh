#!/usr/bin/env bash
# veto rules example, new and diff.
. "$(dirname "$0")/lib.sh"

# ---- example: right in format and checksum, and veto knows it again

run rules example github-pat
expect_exit 0
expect 'one value, right in format' grep -qxE 'ghp_[0-9A-Za-z]{36}' "$io/stdout"
cp "$io/stdout" notes.md
for place in 'TOKEN=%s' 'password: "%s"' 'curl -H "Authorization: Bearer %s" https://api.github.com'; do
    # shellcheck disable=SC2059 # the formats are these
    printf "$place\n" "$(cat notes.md)" >file.txt
    run scan --no-policy --fail-on note -v file.txt
    expect_exit 0
    expect_stdout 'note['
    expect_stdout 'made up: veto itself prints it'
done
run scan --no-policy --only generic-token --fail-on note file.txt
expect_exit 0
# The packs' own examples are others, and block as any value does.
run rules show github-pat -f json
python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))[0]["examples"][0])' "$io/stdout" >file.txt
run scan --no-policy file.txt
expect_exit 1
echo "TOKEN=$token" >file.txt
run scan --no-policy file.txt
expect_exit 1

run rules example -v github-pat
expect_stdout 'TOKEN'
run rules example github-pat dockerfile-last-user-root -f json
expect_exit 0
expect 'JSON of both' python3 -c '
import json, sys
a, b = json.load(open(sys.argv[1]))
assert a["rule"] == "github-pat" and a["value"] in a["text"]
assert "USER root" in b["value"] and b["value"] == b["text"]' "$io/stdout"
run rules example gitleaks:github-pat
expect_exit 0
run rules example github-pta
expect_exit 2
expect_stderr "did you mean 'github-pat'?"
run rules example
expect_exit 2

# Whatever rule there is: its value, alone and in the rule's own example, never blocks.
run rules list -f json
python3 - "$io/stdout" <<'END' >ids
import json, sys
for rule in json.load(open(sys.argv[1])):
    if "secret" in rule["tags"]:
        print(rule["id"])
END
run rules example -f json $(cat ids)
expect 'most rules for secrets have a value' python3 - "$io/stdout" ids <<'END'
import json, os, sys
made = json.load(open(sys.argv[1]))
ids = open(sys.argv[2]).read().split()
assert len(made) > 0.9 * len(ids) > 900, (len(made), len(ids))
os.mkdir("made")
for one in made:
    open(f"made/{one['rule']}.value", "w").write(f"token = \"{one['value']}\"\n")
END
run scan --no-policy --fail-on low made
expect_exit 0
expect_stdout 'nothing blocks'

# ---- new: a pack that passes its own test, of secrets and of every kind of file that has checks

run rules new secret -o secret.yaml
expect_exit 0
expect_empty_stdout
run rules test secret.yaml
expect_exit 0
run rules new secret -o secret.yaml
expect_exit 2
expect_stderr 'is there already'
"$VETO" rules list -f json >"$io/rules.json"
kinds=$(python3 -c '
import json, sys
print(*sorted({r["kind"] for r in json.load(open(sys.argv[1])) if r.get("kind")}))' "$io/rules.json")
expect 'there are kinds' test -n "$kinds"
mkdir packs
for kind in $kinds; do
    run rules new "$kind"
    if [ "$actual" -eq 0 ]; then cp "$io/stdout" "packs/$kind.yaml"; else echo "$kind" >>without; fi
done
run rules test packs
expect_exit 0
expect 'dockerfile, kubernetes, compose and github-actions are among them' \
    test -e packs/dockerfile.yaml -a -e packs/kubernetes.yaml -a -e packs/compose.yaml -a -e packs/github-actions.yaml
expect 'and hardly any is missing' test "$(cat without 2>/dev/null | wc -l)" -le 5
run rules new dokcerfile
expect_exit 2
expect_stderr "did you mean 'dockerfile'?"
run rules new
expect_exit 2

# ---- diff

sed 's/severity: high .*/severity: low/; s/houseT_5f1c92ab$/&04/' secret.yaml >later.yaml
sed 's/house-token/house-key/' secret.yaml >other.yaml
run rules diff secret.yaml secret.yaml
expect_exit 0
expect_empty_stdout
run rules diff secret.yaml later.yaml
expect_exit 1
expect_stdout '~ house-token'
expect_stdout '- high'
expect_stdout '+ low'
expect_no_stdout 'pattern'
run rules diff secret.yaml other.yaml
expect_exit 1
expect_stdout '+ house-key  Token of our house'
expect_stdout '- house-token  Token of our house'
run rules diff secret.yaml later.yaml -f json
expect_exit 1
expect 'JSON' python3 -c '
import json, sys
d = json.load(open(sys.argv[1]))
assert d["added"] == d["removed"] == []
assert d["changed"] == [{"id": "house-token", "keys": [{"key": "severity", "before": "high", "after": "low"}]}], d' "$io/stdout"
if [ -d "${VETO_SOURCE:-}/rules" ]; then
    run rules diff builtin "$VETO_SOURCE/rules"
    expect_exit 0
fi
run rules diff secret.yaml
expect_exit 2
run rules diff secret.yaml absent.yaml
expect_exit 2
run rules list -o file.yaml
expect_exit 2
