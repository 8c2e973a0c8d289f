#!/usr/bin/env bash
# ./dev scan takes paths from where it is called, and a second run does no set-up.
# nosanitizer
. "$(dirname "$0")/lib.sh"
[ -d "${VETO_RELEASE:-}" ] || exit 0 # only where the release build is there already
dev=$VETO_SOURCE/dev

printf 'token = %s\n' "$token" >secret.txt
run_dev() { actual=0; "$dev" "$@" >"$io/stdout" 2>"$io/stderr" || actual=$?; }
run_dev scan secret.txt
expect_exit 1
expect_stdout '--> secret.txt:1:9'
begin=$(date +%s%N)
run_dev scan secret.txt
milliseconds=$((($(date +%s%N) - begin) / 1000000))
expect_empty_stderr
[ "$milliseconds" -lt 3000 ] || fail "a second run took $milliseconds ms"
run_dev nonsense
expect_exit 2
run_dev help
expect_stdout './dev COMMAND'
