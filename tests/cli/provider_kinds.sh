#!/usr/bin/env bash
# Every kind of secret that the list of providers puts first has a rule, by its id or by an alias.
# VETO_SHARED/facts/providers.tsv: kind, provider, priority, offline check, peers, format.
kinds=${VETO_SHARED:-}/facts/providers.tsv
. "$(dirname "$0")/lib.sh"

if [ ! -f "$kinds" ]; then
    echo "skipped: VETO_SHARED does not name the folder with facts/providers.tsv"
    exit 0
fi
run rules list -f json
expect_exit 0
expect 'a rule for each kind of the first priority' python3 - "$io/stdout" "$kinds" <<'END'
import json, sys
names = set()
for rule in json.load(open(sys.argv[1])):
    names.add(rule["id"])
    names.update(alias.partition(":")[2] or alias for alias in rule.get("aliases", []))
rows = [line.rstrip("\n").split("\t") for line in open(sys.argv[2])]
kinds = [row[0] for row in rows if len(row) >= 6 and row[2] == "P0"]
assert len(kinds) > 300, len(kinds)
missing = [kind for kind in kinds if kind not in names]
assert not missing, missing
END
