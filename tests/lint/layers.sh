#!/usr/bin/env bash
# Every #include of another room is an arrow of layers.txt; every third-party header is in its room.
set -euo pipefail
cd "${VETO_SOURCE:-.}"
here=tests/lint
status=0

complain() { printf '%s\n' "$*" >&2; status=1; }

# room_of FILE: the folder below scanner/, or the file itself where it lies on top.
room_of() { local rest=${1#scanner/}; echo "${rest%%/*}"; }

allowed() { sed -n "s/^$1: *//p" "$here/layers.txt"; }

check_file() {
    local file=$1 room rooms line header target
    room=$(room_of "$file")
    rooms=" $room $(allowed "$room") "
    while IFS= read -r line; do
        header=${line#*\"}
        header=${header%%\"*}
        target=${header%%/*}
        [[ $rooms == *" $target "* ]] || complain "$file: $room may not include $header"
    done < <(grep -E '^#include "' "$file")
}

# `<header>` must be named by a line whose places hold the file.
check_third_party() {
    local pattern places file place found
    while read -r pattern places; do
        [[ -z $pattern || $pattern == \#* ]] && continue
        while IFS= read -r file; do
            found=
            for place in $places; do [[ $file == "$place"* ]] && found=1; done
            [ -n "$found" ] || complain "$file: only $places may include <$pattern>"
        done < <(grep -rlE "^#include <${pattern//./\\.}" scanner --include='*.[ch]' || true)
    done <"$here/third_party.txt"
}

while IFS= read -r file; do
    check_file "$file"
done < <(find scanner -name '*.[ch]' | sort)
check_third_party
grep -rnE '__atomic_|__sync_|pthread_' scanner --include='*.[ch]' | grep -v '^scanner/run/pool' >&2 && status=1
grep -rnwE 'strcpy|strcat|sprintf|gets|strtok|system|popen|mktemp|tmpnam' scanner --include='*.[ch]' |
    grep -E '\b(strcpy|strcat|sprintf|gets|strtok|system|popen|mktemp|tmpnam)\(' >&2 && status=1
exit $status
