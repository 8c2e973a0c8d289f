#!/usr/bin/env bash
# slow
# nosanitizer
# YAML and JSON mean to veto what they mean to other parsers. VETO_SHARED/eval/configs.jsonl and the
# folders of VETO_DIFFERENTIAL (colons between them) are compared too.
cases=${VETO_SHARED:-}/eval/configs.jsonl
folders=${VETO_DIFFERENTIAL:-}
for candidate in python3 /usr/bin/python3; do
    if "$candidate" -c 'import yaml' 2>/dev/null; then python=$candidate; break; fi
done
if [ -z "${python:-}" ]; then
    echo "skipped: no Python has PyYAML (Debian: python3-yaml)"
    exit 77
fi
source "$(dirname "$0")/lib.sh"

compare() { "$python" "$VETO_SOURCE/tests/cli/differential.py" "$@" >"$io/stdout" 2>"$io/stderr"; }

corpora=("$VETO_SOURCE/rules" "$VETO_SOURCE/.github")
if [ -e "$cases" ]; then
    corpora+=("$cases")
else
    echo "VETO_SHARED does not name the labelled cases: they are not compared"
fi
IFS=: read -ra more <<<"$folders"
compare "${corpora[@]}" "${more[@]}" || fail "veto and the other parser disagree"
tail -n 1 "$io/stdout"

# A comparison that sees no difference proves nothing: here is one.
mkdir made
printf 'a: [1,\n b: ]]\n' >made/refused.yaml
compare made || fail "what both refuse is no disagreement"
# An anchor that is given twice, and an alias inside what it stands for: the other one's tree has a circle.
printf 'a: &x [1]\nb: &x [2]\nc: *x\n' >made/twice.yaml
printf 'a: &x\nb: &x\n- &y\n' >made/broken.yaml
printf 'a: &x 1\nb: &x {c: 2}\nd: &y {e: *x, f: *y}\n' >made/circle.yaml
compare made || fail "an alias means the last anchor of its name, and may not mean itself"
printf 'a: "this"\n' >made/read.yaml
printf '#!/bin/sh\necho "[{\\"a\\": \\"that\\"}]"\n' >liar
chmod +x liar
! VETO=$PWD/liar compare made || fail "another tree is not seen"
expect_stdout 'read.yaml: another tree'
