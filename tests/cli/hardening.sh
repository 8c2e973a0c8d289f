#!/usr/bin/env bash
# The release binary is PIE with full RELRO, a stack protector and fortified calls, and exports
# nothing but the public functions.
# nosanitizer
set -euo pipefail
build=${VETO_RELEASE:-$VETO_BUILD}
program=$build/veto
library=$build/libveto.so
[ -x "$program" ] || { echo "no release build at $build; ./dev build release" >&2; exit 1; }
status=0
expect() { eval "$2" || { echo "$1" >&2; status=1; }; }

expect "not a position-independent executable" 'readelf -hW "$program" | grep "Type: *DYN" >/dev/null'
expect "no RELRO segment" 'readelf -lW "$program" | grep GNU_RELRO >/dev/null'
expect "not bound at start (full RELRO)" 'readelf -dW "$program" | grep -E "BIND_NOW|Flags:.*NOW" >/dev/null'
expect "the stack is executable" 'readelf -lW "$program" | grep GNU_STACK | grep "RW " >/dev/null'
expect "no stack protector" 'readelf -sW --dyn-syms "$program" | grep __stack_chk_fail >/dev/null'
if [ -n "${VETO_RELEASE:-}" ]; then
    expect "no fortified calls" 'readelf -sW --dyn-syms "$program" | grep -E "__[a-z]+_chk" >/dev/null'
fi
foreign=$(nm -D --defined-only "$library" | awk '{print $3}' | grep -v '^veto_' || true)
expect "the library exports what is not public: $foreign" '[ -z "$foreign" ]'
declared=$(grep -cE '^VETO_API' "$VETO_SOURCE/include/veto/veto.h")
exported=$(nm -D --defined-only "$library" | grep -c ' T veto_')
expect "declared $declared functions, exported $exported" '[ "$declared" = "$exported" ]'

# Core dumps would carry secrets: a crash on purpose must leave none, and the limit says so.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkfifo "$work/fifo"
(cd "$work" && exec "$program" scan - <fifo >/dev/null 2>&1) &
pid=$!
exec 7>"$work/fifo"
sleep 0.5
expect "core dumps are not off" 'grep -E "^Max core file size +0 +0 " /proc/$pid/limits >/dev/null'
kill -KILL $pid
exec 7>&-
wait $pid 2>/dev/null || true
exit $status
