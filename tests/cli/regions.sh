#!/usr/bin/env bash
# A finding of a check stands at a line of the node at fault, never at a whole object.
. "$(dirname "$0")/lib.sh"

expect 'all findings of all examples' python3 "$VETO_SOURCE/tests/cli/regions.py" "$VETO"
