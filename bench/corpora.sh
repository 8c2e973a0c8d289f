#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Source trees from Debian source packages, each a git repository with everything committed: small
# ones in C (redis) and Python (sympy), and three of 10,000 files and more in Go (golang), C++ (Qt)
# and TypeScript, whose scan takes long beside the start of a process; or those that are named. The machine's own package
# sources are used, with source packages switched on in a configuration of ours.
set -euo pipefail
: "${BENCH:?}"
folder=$BENCH/corpora
mkdir -p "$folder" "$BENCH/apt/parts" "$BENCH/apt/lists/partial"

# `--lists` alone: only what apt-get needs to know, for bench/collect.py.
lists=
if [ "${1:-}" = --lists ]; then lists=1; shift; fi
packages=("$@")
[ $# -gt 0 ] || packages=(redis sympy golang-1.19 qtbase-opensource-src node-typescript)
have=1
for package in "${packages[@]}"; do [ -d "$folder/$package/.git" ] || have=; done
if [ -n "$lists" ]; then [ ! -e "$BENCH/apt/conf" ] || exit 0; elif [ -n "$have" ]; then exit 0; fi

cat >"$BENCH/apt/conf" <<TEXT
Dir::Etc::SourceList "$BENCH/apt/sources.list";
Dir::Etc::SourceParts "$BENCH/apt/parts";
Dir::State::Lists "$BENCH/apt/lists";
TEXT
touch "$BENCH/apt/sources.list"
for file in /etc/apt/sources.list /etc/apt/sources.list.d/*; do
    [ -f "$file" ] || continue
    case $file in
    *.sources) grep -q debian "$file" && sed 's/^Types:.*/Types: deb-src/' "$file" >"$BENCH/apt/parts/${file##*/}" || true ;;
    *.list) sed -n 's/^deb /deb-src /p' "$file" | grep debian >>"$BENCH/apt/sources.list" || true ;;
    esac
done
export APT_CONFIG=$BENCH/apt/conf
apt-get update -qq

[ -z "$lists" ] || exit 0
for package in "${packages[@]}"; do
    [ -d "$folder/$package/.git" ] && continue
    echo "bench: fetching the source of $package" >&2
    work=$(mktemp -d "$BENCH/source-XXXXXX")
    (cd "$work" && apt-get source -qq --only-source "$package" >"$BENCH/source.log" 2>&1) || { tail -n 3 "$BENCH/source.log" >&2; exit 1; }
    tree=$(find "$work" -mindepth 1 -maxdepth 1 -type d)
    rm -rf "${folder:?}/$package"
    mv "$tree" "$folder/$package"
    rm -rf "$work"
    (cd "$folder/$package" && rm -rf .git .pc && git init -q && git add -A -f &&
        git -c user.name=bench -c user.email=bench@localhost -c gc.auto=0 commit -q -m corpus)
done
