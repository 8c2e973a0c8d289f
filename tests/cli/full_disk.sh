#!/usr/bin/env bash
# A report that cannot be written: said, and status 3 unless something blocks; nothing is left half.
. "$(dirname "$0")/lib.sh"

printf 'token = %s\n' "$token" >secret.txt
echo 'nothing here' >plain.txt
: >"$io/stdout"

# to_full ARGUMENT...: standard output is a full disk.
to_full() {
    actual=0
    "$VETO" "$@" >/dev/full 2>"$io/stderr" || actual=$?
}

for format in text sarif json; do
    to_full scan -f "$format" plain.txt
    expect_exit 3
    expect_stderr 'could not write to standard output'
    to_full scan -f "$format" secret.txt
    expect_exit 1
    expect_stderr 'could not write to standard output'
done
to_full scan --allow-incomplete plain.txt
expect_exit 3
to_full --help
expect_exit 3
to_full rules list
expect_exit 3

# No standard output at all; and no file of the scan opens in its place.
actual=0
"$VETO" scan -o report.json plain.txt >&- 2>"$io/stderr" || actual=$?
expect_exit 3
expect 'the report is whole' python3 -m json.tool report.json
rm report.json

# A file that grows beyond what is allowed: the old one stays.
for ((i = 0; i < 200; i++)); do
    printf 'token%d = %s\n' "$i" "$token" >"many$i.txt"
done
echo '{}' >report.sarif
actual=0
(
    ulimit -f 1
    exec "$VETO" scan --fail-on none -q -o report.sarif . >/dev/null 2>"$io/stderr"
) || actual=$?
expect_exit 3
expect_stderr 'could not write'
expect_stderr 'report.sarif'
expect 'the old report stays' test "$(cat report.sarif)" = '{}'
expect 'nothing is left behind' test "$(find . -name 'report.sarif*' | wc -l)" -eq 1

# Known before the scan begins: wrong usage.
run scan -o nowhere/report.sarif plain.txt
expect_exit 2
expect_stderr 'nowhere'
mkdir folder.json
run scan -o folder.json plain.txt
expect_exit 2
expect_stderr 'folder.json'
