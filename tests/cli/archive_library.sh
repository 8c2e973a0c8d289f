#!/usr/bin/env bash
# The library that reads archives is loaded when one is met; where it cannot be, that is told.
# nosanitizer
. "$(dirname "$0")/lib.sh"
command -v cc >/dev/null || { echo "skipped: no C compiler"; exit 77; }

mkdir tree
printf 'token = %s\n' "$token" >tree/secret.txt
tar -cf tree/archive.tar -C tree secret.txt
name=$(grep -ao 'libarchive\.so\.[0-9]*' "$VETO" | head -1)
expect 'the program names the library' test -n "$name"

run scan tree/archive.tar
expect_exit 1
expect_stdout 'archive.tar!/secret.txt'

# A library of the same name that lacks the functions, and one that is no library at all.
mkdir empty damaged
cc -shared -o "empty/$name" -x c /dev/null
echo damaged >"damaged/$name"
for folder in empty damaged; do
    export LD_LIBRARY_PATH=$PWD/$folder
    run scan tree
    expect_exit 1
    expect_stdout 'tree/secret.txt:1'
    for operand in tree tree/archive.tar; do
        run scan "$operand" --fail-on none
        expect_exit 3
        expect_stdout 'archive.tar: this kind of archive cannot be opened here: '
        expect_stdout "$name: "
    done
done
