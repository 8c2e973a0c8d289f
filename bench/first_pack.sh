#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The program of today with the rules of its first pack, a fifteenth of today's: what the first bounds of speed were set for.
set -euo pipefail
: "${BENCH:?}"
first=2589f57 # the last commit whose rules are those of the first pack
build=$PWD/build/first-pack

if ! git cat-file -e "$first^{commit}" 2>/dev/null; then
    echo "bench: the commit of the first pack is not in this clone" >&2
    exit 0
fi
mkdir -p "$BENCH/first-pack"
git archive "$first" rules | tar -x -C "$BENCH/first-pack"
cmake --preset release -B "$build" -DVETO_TESTS=OFF -DVETO_RULES="$BENCH/first-pack/rules" >"$BENCH/first-pack.log"
cmake --build "$build" --target veto micro >>"$BENCH/first-pack.log"
export VETO=$build/veto
echo "with the $(cat "$BENCH"/first-pack/rules/*/*.yaml | grep -c '^  - id: ') rules of the first pack"
python3 bench/micro.py --without-rules
python3 bench/image.py
