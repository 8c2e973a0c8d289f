#!/usr/bin/env bash
# --find: was this very value ever in here? Every place is named, the value never.
. "$(dirname "$0")/lib.sh"

export XDG_CACHE_HOME=$sandbox/cache
value='Kp7w&correct/horse=9' plain='lunch at the lake'
json() { python3 -c 'import json,sys; r=json.load(open(sys.argv[1])); f=[x for x in r["findings"] if x["rule"] == "sought-value"]; print(eval(sys.argv[2]))' "$io/stdout" "$1"; }
expect_json() { [ "$(json "$1")" = "$2" ] || fail "$1 is $(json "$1"), not $2"; }

mkdir -p src/deep
printf 'x\nwe have %s today\n' "$plain" >src/notes.md
printf 'data: %s\n' "$(printf 'login=%s\nport=5432\nname=the database of the shop\n' "$value" | base64 -w0)" >src/deep/x.yaml
printf '%s\n' "$value" >src/deep/other.txt
(cd src && tar -czf ../src.tgz . && zip -q ../src.zip notes.md 2>/dev/null)
printf '\n%s\r\n%s\n' "$value" "$plain" >values

# ---- Every place, whatever rules there are; and it blocks

run scan --no-cache --find values -f json src
expect_exit 1
expect_json '[(x["uri"], x["line"]) for x in f]' "[('deep/other.txt', 1), ('deep/x.yaml', 1), ('notes.md', 2)]"
expect_json '[x["evidence"][0]["text"][:16] for x in f]' "['it is value 1 of', 'it is value 1 of', 'it is value 2 of']"
expect_json '{x["severity"] + x["confidence"] for x in f}' "{'criticalcertain'}"
run scan --no-cache --only github-pat --find values -f json src
expect_exit 1
expect_json 'len(f)' 3
run scan --no-cache --find values -f json src.tgz
expect_json 'len(f)' 3
run scan --no-cache --find values -f json - <src.tgz
expect_json 'len(f)' 3
run scan --no-cache --find - -f json src <values
expect_json 'len(f)' 3
cp "$io/stdout" one
run scan --no-cache --find values -j 5 -f json src
expect 'whoever saw it' cmp one "$io/stdout"

# In windows of large files, over their borders.
python3 - "$plain" <<'PY'
import sys
v = sys.argv[1].encode()
with open("big.txt", "wb") as f:
    for _ in range(3):
        f.write(b"a line of text\n" * 279620)
        f.write(v + b"\n")
PY
run scan --no-cache --find values -f json big.txt
expect_json 'len(f) + sum(len(x["also"]) for x in f)' 3

# ---- Never shown: in no format, no log, not in the cache; nor a hash of it

for format in text json jsonl sarif; do
    run scan -v --find values --explain-dropped -f "$format" src src.tgz
    for secret in "$value" "$plain"; do
        expect_no_stdout "$secret"
        expect_no_stderr "$secret"
    done
done
run scan --find values -f json src
expect_json '{x["guessable"] for x in f}' '{True}'
expect 'nothing of it is kept' bash -c "! grep -rqs sought '$XDG_CACHE_HOME'"

# The file with the values is no place where they are found; without them nothing blocks.
cp values src/values
run scan --no-cache --find src/values -f json src
expect_json 'len(f)' 3
rm src/values
echo 'nobody has this one' >none
run scan --no-cache --find none -f json src
expect_exit 0
expect_json 'f' '[]'

# ---- Wrong use

for wrong in gone . /dev/null; do
    run scan --no-cache --find "$wrong" src
    expect_exit 2
    expect_stderr '--find'
done
printf 'long enough\nshort\n' >short
run scan --no-cache --find short src
expect_exit 2
expect_stderr 'value 2'
expect_no_stderr 'short:'
run scan --no-cache --find values --show-secrets src
expect_exit 2
run scan --no-cache --find - - <values
expect_exit 2
