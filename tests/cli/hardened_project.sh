#!/usr/bin/env bash
# Two projects that differ in their standard alone: in the hardened one nothing may be found, in the
# example nearly every file has something.
seed=${VETO_SHARED:-}/seed-project
source "$(dirname "$0")/lib.sh"
: "${VETO_SOURCE:?the checkout}"

# As a project of its own: below fixtures/ all would be the data of tests.
cp -r "$VETO_SOURCE/fixtures/hardened-project" hardened

run scan --fail-on medium -f json hardened
expect_exit 0
expect 'nothing that is not read or judged' python3 -c '
import json, sys
report = json.load(open(sys.argv[1]))
assert not report["problems"], report["problems"]
' "$io/stdout"

# The strict standard, which nobody is held to who did not ask for it, finds nothing either.
run rules list
strict=$(grep -o '^guardian-[a-z-]*' "$io/stdout" | paste -sd,)
run scan --only "$strict" hardened
expect_exit 0
expect_no_stdout 'guardian-'

# It would find what is taken away.
rm hardened/docs/rollback.md hardened/.github/CODEOWNERS
sed -i '/atomic/d; /veto scan/d; s/environment: production//' hardened/.github/workflows/main.yml
sed -i '/HEALTHCHECK/d' hardened/infrastructure/docker/backend.Dockerfile
run scan --only "$strict" hardened
expect_exit 1
for rule in codeowners rollback-plan ci-secret-scan healthchecks; do
    expect_stdout "[guardian-$rule]"
done
run scan --only compose-healthcheck-missing -f json hardened
expect_stdout '"line": 2,'

if [ ! -d "$seed" ]; then
    echo "the example project was not scanned: VETO_SHARED does not name the folder with seed-project"
    exit 0
fi

run scan -f jsonl "$seed"
expect_exit 1
expect 'all that its own list wants of services, images and pipelines' python3 - "$seed" "$io/stdout" <<'PY'
import json, os, sys
levels = ["note", "low", "medium", "high", "critical"]
ours = ("docker-compose.yml", "Dockerfile", "main.yml")
topics = {"unpinned-action"}  # what others answer for
found = []
for line in open(sys.argv[2]):
    entry = json.loads(line)
    if entry["type"] == "finding":
        found.append((entry["uri"], entry["line"], levels.index(entry["severity"])))
for row in open(os.path.join(sys.argv[1], "expected.tsv")):
    row = row.rstrip("\n").split("\t")
    if row[0] not in ("yes", "no") or row[1] != "any" or not row[2].endswith(ours) or row[4] in topics:
        continue
    first, _, last = row[3].partition("-")
    hits = [f for f in found if f[0].endswith(row[2]) and int(first) <= f[1] <= int(last or first)
            and f[2] >= levels.index(row[5])]
    assert bool(hits) == (row[0] == "yes"), row
PY
