#!/usr/bin/env bash
# nosanitizer
# 200 random edits of a tree with 100 findings and a baseline: exactly what is new is seen.
. "$(dirname "$0")/lib.sh"

# More than one seed while looking for trouble: SEEDS='1 2 3' bash baseline_edits.sh
for seed in ${SEEDS:-1}; do
    python3 "$VETO_SOURCE/tests/cli/baseline_edits.py" "$VETO" "edits$seed" "$seed" 200 \
        >"$io/stdout" 2>"$io/stderr" || fail "seed $seed"
    cat "$io/stdout"
done
