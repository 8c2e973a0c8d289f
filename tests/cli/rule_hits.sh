#!/usr/bin/env bash
# Every rule keeps to its budget of raw hits on ordinary text: 2 a MB, and 40 for those that are
# tagged generic (docs/rules.md). The text is what a build machine has anyway.
# nosanitizer
. "$(dirname "$0")/lib.sh"

cmake --build "$VETO_BUILD" --target micro >"$io/stdout" 2>"$io/stderr" || { fail 'micro does not build'; exit; }
"$VETO" rules list -f json >"$io/rules.json" || fail 'the rules cannot be listed'

total=0
for folder in /usr/include /usr/lib/python3 /usr/share/cmake-* /usr/share/perl "$VETO_SOURCE/scanner"; do
    [ -d "$folder" ] || continue
    "$VETO_BUILD/micro" rules "$folder" >>hits || fail "micro rules $folder"
    total=$((total + 1))
done
[ -s hits ] || fail 'no rule has any hit: nothing was measured'
[ "$total" -ge 2 ] || fail 'there is no text to measure on'
python3 - hits "$io/rules.json" <<'PY' >"$io/stderr" || fail 'rules over their budget'
import json, sys
generic = {rule["id"] for rule in json.load(open(sys.argv[2])) if "generic" in rule["tags"]}
over = []
for line in open(sys.argv[1]):
    hits, _, rule = line.split()
    bound = 40 if rule in generic else 2
    if float(hits) > bound:
        over.append(f"{rule}: {hits} hits/MB, {bound} are allowed")
print("\n".join(over))
sys.exit(bool(over))
PY
