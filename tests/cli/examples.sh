#!/usr/bin/env bash
# The packs' example tokens are the generator's, and every checksum among them is right.
set -euo pipefail
cd "${VETO_SOURCE:-$(dirname "$0")/../..}"
python3 tests/examples/make_examples.py --check rules
