#!/usr/bin/env bash
# Documents of up to 16 MiB are audited whole, within --memory; what is longer says that it was not.
# nosanitizer
source "$(dirname "$0")/lib.sh"
: >"$io/stdout"; : >"$io/stderr"

# make_manifests FOLDER MEBIBYTES: the last pod is privileged.
make_manifests() {
    mkdir "$1"
    python3 - "$1/a.yaml" "$2" <<'PY'
import sys

filler = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  text: " + "lorem ipsum " * 6000 + "\n"
pod = """---
apiVersion: v1
kind: Pod
metadata: {name: last}
spec:
  containers:
  - name: a
    image: a:1
    securityContext: {privileged: true}
"""
wanted = int(float(sys.argv[2]) * (1 << 20)) - len(pod)
text = filler * (wanted // len(filler))
with open(sys.argv[1], "w") as out:
    out.write(text + "#" * (wanted - len(text) - 1) + "\n" + pod)
PY
}

for megabytes in 5 9 15.9; do
    make_manifests "d$megabytes" "$megabytes"
    read -r _ peak _ < <(python3 "$VETO_SOURCE/tests/cli/peak.py" "$VETO" scan -f jsonl -j2 --no-cache "d$megabytes" 2>found.jsonl)
    grep -q '"rule":"k8s-privileged"' found.jsonl || fail "$megabytes MiB: the last pod is not judged"
    grep -q 'too large' found.jsonl && fail "$megabytes MiB: too large"
    [ "$peak" -le $(((12 * 16 + 64) * 1024)) ] || fail "$megabytes MiB: $peak KiB"
done

make_manifests d17 17
run scan -f jsonl --fail-on none d17
expect_stdout "too large to be audited as kubernetes"

# With less memory, less is looked at as a document.
run scan -f jsonl --fail-on none --memory 64M d9
expect_stdout "too large to be audited as kubernetes"

# A key that is a collection is kept by its source, however many are in each other.
python3 -c 'print("? " * 190 + chr(34) + "x" * (4 << 20) + chr(34))' >deep.yaml
read -r status peak _ < <(python3 "$VETO_SOURCE/tests/cli/peak.py" "$VETO" query deep.yaml '$.a')
[ "$status" = 0 ] && [ "$peak" -le $(((12 * 4 + 64) * 1024)) ] || fail "keys in keys: $status, $peak KiB"
