#!/usr/bin/env bash
# What is judged away is counted by reason in every report, and listed with --explain-dropped:
# rule, place, reason, and nothing of the value.
. "$(dirname "$0")/lib.sh"

mkdir src
cat >src/app.py <<'TEXT'
api_key = "q8Vt2LmZ4kXw9RpB7sYd"
api_key = "your-api-key-goes-here"
api_token = "${API_TOKEN_FROM_VAULT}"
TEXT
json() { python3 -c 'import json,sys; r=json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' "$io/stdout" "$1"; }
expect_json() { [ "$(json "$1")" = "$2" ] || fail "$1 is $(json "$1"), not $2"; }

# ---- Counted, always

run scan --no-cache -f json src
expect_json 'sum(r["summary"]["dropped"].values()) == r["summary"]["dropped_candidates"] > 0' True
expect_json '"placeholder" in r["summary"]["dropped"]' True
expect_json '"dropped" in r' False
run scan --no-cache src
expect_stdout 'judged away: '
expect_stdout 'placeholder '
expect_no_stdout 'judged away['

# ---- Listed, where asked for

run scan --no-cache --explain-dropped -f json src
expect_json 'len(r["dropped"]) == r["summary"]["dropped_candidates"]' True
expect_json '[d["line"] for d in r["dropped"]] == sorted(d["line"] for d in r["dropped"])' True
expect_json '{d["reason"] for d in r["dropped"] if d["line"] == 2}' "{'placeholder'}"
expect_json 'all(d["rule"] and d["text"] and d["uri"] == "app.py" for d in r["dropped"])' True
expect_json 'r["summary"]["dropped_unlisted"]' 0
expect_no_stdout goes-here
expect_no_stdout API_TOKEN_FROM
cp "$io/stdout" one
run scan --no-cache --explain-dropped -j 7 -f json src
expect 'whoever saw it' cmp one "$io/stdout"

run scan --no-cache --explain-dropped src
expect_stdout 'a placeholder'
expect_stdout '--> src/app.py:2:12'
expect_no_stdout goes-here
run scan --no-cache --explain-dropped --show-secrets src
expect_stdout goes-here

run scan --no-cache --explain-dropped -f jsonl src
expect_stdout '"type":"dropped"'
run scan --no-cache --explain-dropped -f sarif src
expect_json 'r["runs"][0]["properties"]["dropped"]["placeholder"] > 0' True

# ---- In what is decoded, too; and what a policy allows is dropped for its reason

printf 'data: %s\n' "$(printf 'api_key = "your-api-key-goes-here"\npassword = "changeme-please"\n%080d' 0 | base64 -w0)" >src/x.yaml
printf 'version: 1\nscan:\n  allow:\n    - values: [q8Vt2LmZ4kXw9RpB7sYd]\n      reason: made up\n' >src/veto.yaml
run scan --no-cache --explain-dropped -f json src
expect_json '[d["decoding"] for d in r["dropped"] if "decoding" in d][:1]' "['base64']"
expect_json '[d["line"] for d in r["dropped"] if d["reason"] == "policy"][0]' 1

# ---- More than are listed are counted

python3 -c 'print("\n".join(f"api_key = \"your-api-key-goes-here-{i}\"" for i in range(30000)))' >src/many.py
run scan --no-cache --explain-dropped -f json -j 1 src
expect_json 'len(r["dropped"])' 10000
expect_json 'r["summary"]["dropped_unlisted"] + 10000 == r["summary"]["dropped_candidates"]' True
cp "$io/stdout" one
run scan --no-cache --explain-dropped -f json -j 4 src
expect 'the first are kept, whoever saw them' cmp one "$io/stdout"
