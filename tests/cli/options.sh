#!/usr/bin/env bash
# How words become options: every way to write one, and what is said of those that are none.
. "$(dirname "$0")/lib.sh"

echo 'nothing here' >plain.txt

# Every way to give a value.
for words in '-f json' '-fjson' '--format json' '--format=json' '-qf json' '-qfjson' '--json' \
    '--report-format json' '--report-format=json'; do
    # shellcheck disable=SC2086 # the words are meant to be split
    run scan $words plain.txt
    expect_exit 0
    expect "$words gives JSON" python3 -m json.tool "$io/stdout"
done

# Options may follow the targets; two dashes end them.
run scan plain.txt -f json
expect_exit 0
expect_stdout '{'
run scan -- -f
expect_exit 2
expect_stderr '-f: No such file'
echo 'nothing here' >-f
run scan -- -f
expect_exit 0

# The last one counts; a flag can be taken back.
run scan -f json -f text plain.txt
expect_exit 0
expect_no_stdout '{'
run scan --list-files --list-files=no -f json plain.txt
expect 'it was scanned' python3 -m json.tool "$io/stdout"

# Numbers, sizes, times.
for words in -j2 '-j 2' --jobs=2 --max-size=10KiB --max-size=3G --max-size=0 --timeout=1.5 \
    --timeout=2m --memory=256m --max-depth=0 --max-ratio=10; do
    # shellcheck disable=SC2086
    run scan $words plain.txt
    expect_exit 0
done
for words in -jx -j-1 -j2.5 --jobs= --max-size=12x --max-size=99999999999999999999 --max-size=-1 \
    --max-size=20000000T --timeout=soon --timeout=1. --timeout=-1 --memory=1 --max-depth=65 \
    --fail-on=bad --color=blue --progress=1 --format=xml --quiet=perhaps --exclude=; do
    run scan "$words" plain.txt
    expect_exit 2
    expect_empty_stdout
done

# What is no option says what was meant.
run scan --fomat json
expect_exit 2
expect_stderr "unknown option '--fomat'; did you mean '--format'?"
run scan --fail-on hihg
expect_exit 2
expect_stderr "did you mean 'high'?"
run scna
expect_exit 2
expect_stderr "unknown command 'scna'; did you mean 'veto scan'?"
run plain.txt
expect_exit 2
expect_stderr "did you mean 'veto scan plain.txt'?"
run scan -z
expect_exit 2
expect_stderr "unknown option '-z'"
run scan plain.txt --jobs
expect_exit 2
expect_stderr '--jobs needs a value'

# No option may be shortened: a script must not change its meaning when one is added.
for shortened in --form --for --out --list --no-ign; do
    run scan "$shortened" json
    expect_exit 2
    expect_stderr "unknown option '$shortened'"
done

# An option of one command is none of another.
run rules list --max-size 3
expect_exit 2
expect_stderr "--max-size is no option of 'veto rules'"
run --format json
expect_exit 2
expect_stderr 'veto scan --format'

# What other scanners call it.
run scan --sarif plain.txt
expect_exit 0
expect_stdout '"2.1.0"'
run scan --report-path report.json plain.txt
expect_exit 0
expect 'the report is written' test -s report.json
run scan --no-color plain.txt
expect_exit 0
run scan --exit-code 3 plain.txt
expect_exit 2
expect_stderr '--fail-on'

# Commands of later days are unknown, not half there.
for command in git hook report; do
    run "$command"
    expect_exit 2
    expect_stderr "unknown command '$command'"
done
