#!/usr/bin/env bash
# A lint that cannot fail proves nothing: break each rule once, in a copy, and see it told.
set -euo pipefail
source_folder=${VETO_SOURCE:-$PWD}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/tests"
cp -r "$source_folder/scanner" "$source_folder/include" "$work/"
cp -r "$source_folder/tests/lint" "$work/tests/"
status=0

# expect_failure WHAT SCRIPT: the lint must fail on the tree as it now is.
expect_failure() {
    if VETO_SOURCE=$work bash "$work/tests/lint/$2" >/dev/null 2>&1; then
        echo "the lint did not notice: $1" >&2
        status=1
    fi
}

VETO_SOURCE=$work bash "$work/tests/lint/layers.sh" || { echo "the copy is not clean to begin with" >&2; exit 1; }

echo '#include "run/pool.h"' >"$work/scanner/base/broken.c"
expect_failure "an arrow that points up" layers.sh
echo '#include "match/matcher.h"' >"$work/scanner/base/broken.c"
mv "$work/scanner/base/broken.c" "$work/scanner/source/broken.c"
expect_failure "source looks at match" layers.sh
rm "$work/scanner/source/broken.c"

echo '#include <pcre2.h>' >"$work/scanner/judge/broken.c"
expect_failure "a library outside its room" layers.sh
rm "$work/scanner/judge/broken.c"

echo 'int broken(char *to); int broken(char *to) { sprintf(to, "x"); return 0; }' >"$work/scanner/base/broken.c"
expect_failure "a banned function" layers.sh
rm "$work/scanner/base/broken.c"

echo 'struct broken { struct missing m; };' >"$work/scanner/base/broken.h"
expect_failure "a header that does not compile alone" headers.sh
rm "$work/scanner/base/broken.h"

printf 'int broken_counter;\nint *broken(void);\nint *broken(void) { return &broken_counter; }\n' >"$work/broken.c"
(cd "$work" && ${CC:-cc} -c broken.c -o broken.o && ar rcs libbroken.a broken.o)
if VETO_LIBRARY=$work/libbroken.a bash "$work/tests/lint/globals.sh" >/dev/null 2>&1; then
    echo "the lint did not notice: a writable global" >&2
    status=1
fi
exit $status
