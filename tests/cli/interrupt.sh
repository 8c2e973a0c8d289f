#!/usr/bin/env bash
# Ctrl-C and SIGTERM end a scan within a second, with what was found so far; a second one at once.
. "$(dirname "$0")/lib.sh"

printf 'token = %s\n' "$token" >secret.txt
mkfifo pipe

# A script ignores signals for what it starts in the background: python gives them back.
start() {
    python3 -c 'import os, signal, sys
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])' "$VETO" "$@" <pipe >"$io/stdout" 2>"$io/stderr" &
    pid=$!
    exec 7>pipe
}

has_ended() { ! kill -0 "$pid" || grep -q '^State:.*Z' "/proc/$pid/status"; }

# ends_within MILLISECONDS: waits for it, and for the status.
ends_within() {
    local begin now
    begin=$(date +%s%N)
    wait_until has_ended || kill -KILL "$pid"
    now=$(date +%s%N)
    (((now - begin) / 1000000 <= $1)) || fail "ended after $(((now - begin) / 1000000)) ms"
    actual=0
    wait "$pid" 2>/dev/null || actual=$?
    exec 7>&-
}

# The handler is there once the program waits for standard input.
is_waiting() {
    [ "$(cat "/proc/$pid/comm")" = veto ] && grep -q 'SigCgt:.*[2367abef]$' "/proc/$pid/status"
}

for signal in INT TERM; do
    start scan secret.txt - -o report.json
    wait_until is_waiting || fail 'the program does not wait for its input'
    sleep 0.3
    kill -s "$signal" "$pid"
    ends_within 1000
    expect_exit 130
    expect 'the report is whole' python3 -m json.tool report.json
    expect 'it has what was found so far' grep -q 'secret.txt' report.json
    rm -f report.json
done

# On a tree that is large enough to be interrupted, on one and on more threads.
mkdir tree
head -c 2000000 /dev/zero | tr '\0' 'x' >tree/0
for ((i = 1; i < 200; i++)); do
    ln tree/0 "tree/$i"
done
for jobs in 1 4; do
    start scan -j "$jobs" -f json tree -
    wait_until is_waiting || fail 'the program does not wait'
    kill -INT "$pid"
    ends_within 1000
    expect_exit 130
    expect 'the report is whole' python3 -m json.tool "$io/stdout"
done

# --timeout is the same, but for the status: the scan is incomplete.
start scan --timeout 0.5 secret.txt -
ends_within 2000
expect_exit 1
start scan --timeout 0.5 -
ends_within 2000
expect_exit 3
