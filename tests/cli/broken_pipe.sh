#!/usr/bin/env bash
# A reader that goes away is no error: the status is the scan's, and nothing is said.
. "$(dirname "$0")/lib.sh"

mkdir tree
for ((i = 0; i < 300; i++)); do
    printf 'token%d = %s\n' "$i" "$token" >"tree/$i.txt"
done
echo 'nothing here' >plain.txt

# through_pipe ARGUMENT...: into a reader that has closed before the program begins to write.
through_pipe() {
    { (
        sleep 0.3
        "$VETO" "$@" 2>"$io/stderr"
        echo $? >"$io/status"
    ) | true; } || true
    : >"$io/stdout"
    actual=$(cat "$io/status")
}

for format in text sarif json jsonl; do
    through_pipe scan -f "$format" tree
    expect_exit 1
    expect_empty_stderr
    through_pipe scan -f "$format" plain.txt
    expect_exit 0
    expect_empty_stderr
done

# Files are written all the same.
through_pipe scan -f json -o report.json tree
expect_exit 1
expect 'the report is whole' python3 -m json.tool report.json

for words in '--help' 'scan --help' 'rules list' manual 'completion bash' \
    'scan --list-files tree'; do
    # shellcheck disable=SC2086 # the words are meant to be split
    through_pipe $words
    expect_exit 0
    expect_empty_stderr
done
