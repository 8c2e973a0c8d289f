#!/usr/bin/env bash
# The completions load, and complete commands, options and values.
. "$(dirname "$0")/lib.sh"

run completion bash
expect_exit 0
cp "$io/stdout" veto.bash
expect 'bash takes the script' bash -n veto.bash
# shellcheck disable=SC1091
. ./veto.bash
expect 'it is registered' complete -p veto

# complete_words WORD...: what is offered for the last one.
complete_words() {
    COMP_WORDS=("$@")
    COMP_CWORD=$(($# - 1))
    COMPREPLY=()
    _veto 2>/dev/null
    offered=" ${COMPREPLY[*]} "
}
expect_offered() { [[ $offered == *" $1 "* ]] || fail "$1 is not offered, but:$offered"; }
expect_not_offered() { [[ $offered != *" $1 "* ]] || fail "$1 is offered"; }

complete_words veto sc
expect_offered scan
complete_words veto ''
expect_offered rules
expect_not_offered manual
complete_words veto scan --form
expect_offered --format
complete_words veto rules --max
expect_not_offered --max-size
complete_words veto scan --format s
expect_offered sarif
complete_words veto scan -f s
expect_offered sarif
complete_words veto scan --format = s
expect_offered sarif
complete_words veto scan --fail-on =
expect_offered critical
complete_words veto rules s
expect_offered show
complete_words veto scan x
expect_not_offered show

for shell in zsh fish; do
    run completion "$shell"
    expect_exit 0
    expect_stdout 'veto'
    expect_stdout 'fail-on'
    expect_no_stdout ' manual'
    command -v "$shell" >/dev/null && expect "$shell takes the script" "$shell" -n "$io/stdout"
done

run completion
expect_exit 2
run completion fis
expect_exit 2
expect_stderr "did you mean 'fish'?"
