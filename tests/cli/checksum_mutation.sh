#!/usr/bin/env bash
# Each checksum, broken by one character: the finding sinks to a note that does not block.
. "$(dirname "$0")/lib.sh"

: "${VETO_SOURCE:?where the sources are}"
VETO=$VETO python3 "$VETO_SOURCE/tests/cli/checksum_mutation.py" "$VETO_SOURCE" >"$io/stdout" 2>"$io/stderr" || actual=$?
expect_exit 0
