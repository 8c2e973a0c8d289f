#!/usr/bin/env bash
# The library has no writable globals: no object of it has bytes in .data, .bss or their kin.
# Constant tables of pointers lie in .data.rel.ro, which is read-only once the program runs.
set -euo pipefail
library=${VETO_LIBRARY:-${VETO_BUILD:-build/dev}/libveto.a}
[ -e "$library" ] || { echo "no $library: build the dev preset first" >&2; exit 1; }
found=$(size -A "$library" | awk '
    / :$|^[^ ]+ +\(ex / || /:$/ { object = $1 }
    $1 ~ /^\.(data|bss|tdata|tbss|ldata|lbss)(\.|$)/ && $1 !~ /^\.data\.rel\.ro/ && $2 > 0 { print object, $1, $2 }')
if [ -n "$found" ]; then
    printf 'writable globals in %s:\n%s\n' "$library" "$found" >&2
    exit 1
fi
