#!/usr/bin/env bash
# -f for standard output, -o for files, whose suffix names the format; both show the same findings.
. "$(dirname "$0")/lib.sh"

mkdir tree
printf 'token = %s\n' "$token" >tree/secret.txt

run scan tree -o a.sarif -o b.json -o c.jsonl --output=d.txt
expect_exit 1
expect_stdout 'secret.txt:1:9'
expect 'SARIF' python3 -c 'import json; assert json.load(open("a.sarif"))["version"] == "2.1.0"'
expect 'JSON' python3 -m json.tool b.json
expect 'JSON lines' python3 -c 'import json; [json.loads(line) for line in open("c.jsonl")]'
expect 'text' grep -qF 'secret.txt:1:9' d.txt

# What goes to a file is what goes to standard output.
for pair in sarif:a.sarif json:b.json jsonl:c.jsonl; do
    run scan -f "${pair%%:*}" tree
    expect_exit 1
    expect "${pair%%:*} is the same in a file" cmp "$io/stdout" "${pair#*:}"
    expect_no_stdout "$token"
done

# Capitals are no other suffix; what is no suffix stops before anything is scanned.
run scan tree -o E.SARIF
expect_exit 1
expect 'written' test -s E.SARIF
for path in report report.foo .; do
    run scan tree -o "$path"
    expect_exit 2
    expect_empty_stdout
    expect_stderr '--output'
done

# The same, whatever the number of threads.
run scan -j1 -f sarif tree
cp "$io/stdout" "$io/one"
run scan -j4 -f sarif tree
expect 'the same on one thread and on four' cmp "$io/one" "$io/stdout"

# Secrets whole, only where that was asked for.
run scan --show-secrets tree
expect_exit 1
expect_stdout "$token"

# Quiet says nothing where there is nothing to say.
echo 'nothing here' >plain.txt
run scan -q plain.txt
expect_exit 0
expect_empty_stdout
expect_empty_stderr

# Rules.
run rules list
expect_exit 0
expect_stdout 'github'
run rules list -f json
expect_exit 0
expect 'rules as JSON' python3 -c 'import json, sys
assert len(json.load(open(sys.argv[1]))) > 1' "$io/stdout"
id=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))[0]["id"])' "$io/stdout")
run rules show "$id"
expect_exit 0
expect_stdout "$id"
expect_stdout 'severity'
run rules show "$id" -f json
expect 'a rule as JSON' python3 -m json.tool "$io/stdout"
run rules show no-such-rule
expect_exit 2
run rules list -f sarif
expect_exit 2
run rules
expect_exit 2

# A run of SARIF holds what GitHub accepts, or as much as is asked for; the status is that of all.
mkdir two
printf 'token = %s\n' "$token" | tee two/a.txt >two/b.txt
run scan -f sarif --sarif-limit 1 two
expect_exit 1
expect 'one result, and a word about the others' python3 -c '
import json, sys
run = json.load(open(sys.argv[1]))["runs"][0]
assert len(run["results"]) == 1 and run["properties"]["truncated"] >= 1, run["properties"]
' "$io/stdout"
