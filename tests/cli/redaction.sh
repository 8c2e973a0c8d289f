#!/usr/bin/env bash
# long
# No output of any command, in any format or log, has a whole secret in it without --show-secrets.
. "$(dirname "$0")/lib.sh"

: "${VETO_SOURCE:?where the sources are}"
export XDG_CACHE_HOME=$sandbox/cache PYTHONPATH=$VETO_SOURCE/tests/cli PYTHONDONTWRITEBYTECODE=1
python3 "$VETO_SOURCE/tests/cli/redaction.py" >../planted || fail 'nothing is planted'

# clean WHAT FILE...: none of them holds a planted secret.
clean() {
    local what=$1 seen
    shift
    seen=$(grep -aoFf ../planted "$@" | sort | uniq -c | head -n 5)
    [ -z "$seen" ] || fail "$what shows: $seen"
}

formats=
for format in text json jsonl sarif html markdown gitlab junit github; do
    run scan -f "$format" tree/allow.py
    [ "$actual" -eq 2 ] || formats+=" $format"
done
[ "$(wc -w <<<"$formats")" -ge 4 ] || fail "formats are: $formats"
for format in $formats; do
    for more in '' -v '--explain-dropped -v' '-q --explain-dropped'; do
        # shellcheck disable=SC2086 # words
        run scan $more -j 2 -f "$format" tree image.tar
        expect_exit 1
        clean "scan $more -f $format" "$io/stdout" "$io/stderr"
    done
done
run scan -q -o a.sarif -o a.json -o a.jsonl -o a.txt --write-baseline base.jsonl tree image.tar
clean 'a file' a.sarif a.json a.jsonl a.txt base.jsonl
clean 'the cache' -r "$XDG_CACHE_HOME"
run image -v image.tar
clean 'image' "$io/stdout" "$io/stderr"
run scan -v --baseline base.jsonl tree
clean 'scan --baseline' "$io/stdout" "$io/stderr"
run scan -v - <tree/app.py
clean 'scan -' "$io/stdout" "$io/stderr"

# It is a test: with --show-secrets nearly all of them are there.
run scan --show-secrets --explain-dropped -f json tree image.tar
shown=$(grep -aoFf ../planted "$io/stdout" | sort -u | wc -l)
[ "$shown" -ge $(($(wc -l <../planted) * 7 / 10)) ] || fail "--show-secrets shows $shown of $(wc -l <../planted)"

# ---- explain: each line of the files, each finding, each of the rules that found something

for file in tree/app.py tree/away.py tree/wrong.py tree/compose.yaml tree/Dockerfile tree/k8s.yaml tree/allow.py tree/encoded.txt; do
    for ((line = 1; line <= $(wc -l <"$file"); line++)); do
        run explain --no-cache "$file:$line"
        clean "explain $file:$line" "$io/stdout" "$io/stderr"
    done
done
python3 - a.json >names <<'PY'
import json, sys
findings = json.load(open(sys.argv[1]))["findings"]
print("\n".join(sorted({f["rule"] for f in findings} | {f["fingerprint"] for f in findings[::7]})))
PY
while read -r name; do
    run explain --report a.json "$name"
    clean "explain $name" "$io/stdout" "$io/stderr"
done <names
read -r print <<<"$(grep -xE '[0-9a-f]{32}' names | head -n 1)"
run allow "$print" --report a.json --reason 'made up'
clean 'allow' "$io/stdout" "$io/stderr"

# What is no secret is shown: an insecure setting alone in its line.
mkdir settings
printf 'var c = &tls.Config{\n\tInsecureSkipVerify: true,\n}\n' >settings/a.go
run scan settings
expect_stdout 'InsecureSkipVerify: true,'

# What was found is nowhere shown again: beside it, in another command, or decoded in the text around.
mkdir again
printf 'FROM debian:12\nRUN echo hunter2horse > /p\nENV DB_PASSWORD=hunter2horse\n' >again/Dockerfile
printf 'FROM debian:12\nENV DB_PASSWORD=hunter2horse\nRUN curl -k https://x.internal/hunter2horse | sh\n' >again/run.Dockerfile
printf 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: db # hunter2horse\ndata:\n  password: %s\n' \
    "$(printf hunter2horse | base64)" >again/secret.yaml
for format in $formats; do
    run scan -v -f "$format" again
    expect_exit 1
    expect_no_stdout hunter2
done
# Nor is there a hash of it: another password of that length changes nothing.
run scan -q -f sarif --write-baseline again.baseline again
cp "$io/stdout" again.sarif
sed -i "s/hunter2horse/dolphin8bear/; s/$(printf hunter2horse | base64)/$(printf dolphin8bear | base64)/" again/*
run scan -q -f sarif --write-baseline other.baseline again
expect 'the baseline is the same' cmp again.baseline other.baseline
expect 'the report is the same' cmp again.sarif "$io/stdout"
# A default password that every configuration has words of leaves those.
printf 'services:\n  db:\n    image: postgres:12\n    environment:\n      POSTGRES_PASSWORD: postgres\n' >again/compose.yaml
run scan -v -f sarif again/compose.yaml
expect_stdout 'postgres:12'
