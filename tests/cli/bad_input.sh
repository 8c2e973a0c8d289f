#!/usr/bin/env bash
# Names of any bytes, unreadable folders, files that are none: a line that names the thing, no harm.
. "$(dirname "$0")/lib.sh"

mkdir tree
line="token = $token"
newline=$'new\nline.txt'
escape=$'esc\033[31mape.txt'
broken=$'br\377ken.txt'
for name in "$newline" "$escape" "$broken" ' spaces ' '-dash' $'tab\t.txt' '*glob*' 'a"quote'; do
    printf '%s\n' "$line" >"tree/$name"
done

run scan tree
expect_exit 1
expect 'no raw escapes in the report' test "$(grep -cF $'\033' "$io/stdout")" -eq 0
expect 'the report is UTF-8' iconv -f UTF-8 -t UTF-8 "$io/stdout"
run scan -f sarif tree
expect_exit 1
expect 'SARIF of odd names' python3 -m json.tool "$io/stdout"
run scan -f jsonl tree
expect 'each finding is a line' python3 -c 'import json, sys
[json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]' "$io/stdout"

# In a list: one line each, whatever the name; as they are with --null.
run scan --list-files tree
expect_exit 0
expect 'eight lines' test "$(wc -l <"$io/stdout")" -eq 8
expect_no_stdout $'\033'
run scan --list-files -0 tree
expect 'eight names' test "$(tr -dc '\0' <"$io/stdout" | wc -c)" -eq 8
expect 'bytes as they are' grep -qzF -e "tree/$broken" "$io/stdout"

# What cannot be read is named, and the rest is scanned. Root may read all, unless it gives that up.
[ "$(id -u)" -ne 0 ] || prefix=(setpriv --bounding-set "-dac_override,-dac_read_search")
mkdir -p half/locked
echo 'nothing here' >half/plain
echo 'nothing here' >half/secret
chmod 0 half/locked half/secret
run scan half
expect_exit 3
expect_stdout 'half/locked'
expect_stdout 'half/secret'
run scan --list-files half
expect_exit 3
expect_stdout 'half/plain'
expect_stderr 'half/locked'
run scan half tree
expect_exit 1
run scan half/locked
expect_exit 2
expect_stderr 'half/locked'
prefix=()

# Rules in which everything is wrong that can be.
printf 'rules: [' >half.yaml
printf '\377\376\0' >bytes.yaml
mkdir empty
for pack in half.yaml bytes.yaml; do
    run rules test "$pack"
    expect 'complaints, or not readable' test "$actual" -ne 0
    run scan --rules "$pack" tree
    expect_exit 2
    expect_stderr "$pack"
done
run rules test nowhere
expect_exit 2
expect_stderr 'nowhere'
