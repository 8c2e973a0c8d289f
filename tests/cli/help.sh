#!/usr/bin/env bash
# --help is on standard output and ends with 0; not knowing what to do is on standard error, and 2.
. "$(dirname "$0")/lib.sh"

run
expect_exit 2
expect_empty_stdout
expect_stderr 'Usage: veto COMMAND'

for words in --help -h help; do
    run "$words"
    expect_exit 0
    expect_empty_stderr
    expect_stdout 'Usage: veto COMMAND'
    expect_stdout 'Exit status:'
    expect_no_stdout 'manual'
done

for command in scan image rules explain version completion help; do
    run "$command" --help
    expect_exit 0
    expect_stdout "Usage: veto $command"
    cp "$io/stdout" "$io/first"
    run help "$command"
    expect_exit 0
    expect "help $command is $command --help" cmp "$io/first" "$io/stdout"
    expect 'no line is longer than 80 columns' test "$(wc -L <"$io/stdout")" -le 80
done

# An example, a default, the choices and every group.
run scan --help
expect_stdout 'veto scan app.tar -o app.sarif'
expect_stdout '(default: high)'
expect_stdout 'always'
for group in Input Rules Output Limits Behaviour; do
    expect_stdout "$group:"
done

# Help wins, wherever it stands.
run scan --max-size 3 --help nowhere
expect_exit 0
expect_stdout 'Usage: veto scan'

run help rulse
expect_exit 2
expect_stderr "did you mean 'veto rules'?"

# Versions.
run --version
expect_exit 0
expect "one line" test "$(wc -l <"$io/stdout")" -eq 1
expect_stdout 'veto '
cp "$io/stdout" "$io/first"
run scan -V
expect_exit 0
expect 'the same everywhere' cmp "$io/first" "$io/stdout"
run --version -v
expect_exit 0
for library in hyperscan libarchive pcre2 openssl; do
    expect_stdout "$library"
done
cp "$io/stdout" "$io/first"
run version -v
expect 'the same everywhere' cmp "$io/first" "$io/stdout"
