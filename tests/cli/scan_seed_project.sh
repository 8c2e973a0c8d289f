#!/usr/bin/env bash
# The example project of the standard: what must be found, and what a careful reviewer would laugh at.
seed=${VETO_SHARED:-}/seed-project
if [ ! -d "$seed" ]; then
    echo "skipped: VETO_SHARED does not name the folder with seed-project"
    exit 77
fi
source "$(dirname "$0")/lib.sh"

run scan -f jsonl "$seed"
expect_exit 1
cp "$io/stdout" found.jsonl
python3 - <<'PY' || fail "the findings are not the expected ones"
import json
found = [json.loads(line) for line in open("found.jsonl")]
findings = [f for f in found if f["type"] == "finding"]
blocking = sorted((json.dumps(f), f) for f in findings if f["blocks"])
text = "\n".join(line for line, _ in blocking)
assert len(blocking) == 2, text
assert all("docker-compose.yml" in line for line, _ in blocking), text
PY
