#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Measures veto beside its peers. Whole processes, in turn, warm; medians and paired ratios.
#
#   ./dev bench                every table
#   ./dev bench trees [PATH]   source trees (or the one named), against ripgrep and secret scanners
#   ./dev bench image [PATH]   an image of four balanced layers (or the one named), against inflating alone
#   ./dev bench images [PATH…] of Debian packages and of source trees, in four layers and in one, zstd and plain ones, beside
#                              inflating and hashing alone; from the cache; and what peers find of planted secrets
#   ./dev bench start          an empty folder, whole process
#   ./dev bench hostile [SET…] texts made to be slow, or the sets of these names
#   ./dev bench memory         peak memory on growing input
#   ./dev bench parse          reading YAML and JSON alone, beside libyaml's events and jansson
#   ./dev bench accuracy       every finding of severity high or above in five source trees, and what peers find
#   ./dev bench audit [PATH]   configuration: CPU per MB by kind, and the whole process, checkov beside it
#   ./dev bench micro          match, confirm, walk and inflate alone, with instructions per byte; the ten dearest rules
#   ./dev bench first-pack     micro and image once more, with the 180 rules that there were first
#
# BENCH_RUNS sets the number of runs (default 9). Corpora and peers are kept in build/bench.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export BENCH=$PWD/build/bench VETO=$PWD/build/release/veto
mkdir -p "$BENCH"

tables=(start trees image images hostile memory parse micro)
if [ $# -gt 0 ]; then tables=("$1"); shift; fi

for table in "${tables[@]}"; do
    case $table in
    trees) [ $# -gt 0 ] || bash bench/corpora.sh; bash bench/peers.sh; python3 bench/trees.py "$@" ;;
    image) [ $# -gt 0 ] || { bash bench/corpora.sh; python3 bench/make_image.py; }; python3 bench/image.py "$@" ;;
    images) [ $# -gt 0 ] || { bash bench/corpora.sh; python3 bench/make_image.py; python3 bench/make_root.py; }; bash bench/peers.sh; python3 bench/images.py "$@" ;;
    accuracy) bash bench/corpora.sh golang-1.19 qtbase-opensource-src node-typescript sympy mediawiki
        bash bench/peers.sh; python3 bench/accuracy.py "$@" ;;
    first-pack) bash bench/corpora.sh; python3 bench/make_image.py; bash bench/first_pack.sh ;;
    audit) bash bench/corpora.sh --lists; bash bench/peers.sh checkov; [ $# -gt 0 ] || python3 bench/collect.py
        python3 bench/audit.py "$@" ;;
    start | hostile | memory | parse | micro) [ "$table" != micro ] || bash bench/corpora.sh; python3 "bench/$table.py" "$@" ;;
    *) echo "bench: no table is called $table; see the head of bench/run.sh" >&2; exit 2 ;;
    esac
    echo
done
