#!/usr/bin/env bash
# Standard input as a target, as an image, and as a list of names.
. "$(dirname "$0")/lib.sh"

printf 'token = %s\n' "$token" >secret.txt
echo 'nothing here' >plain.txt

run scan - <secret.txt
expect_exit 1
expect_stdout 'stdin:1:9'
expect_no_stdout "$token"

run scan - --stdin-name deploy/ci.env <secret.txt
expect_exit 1
expect_stdout 'deploy/ci.env:1:9'

run scan - <plain.txt
expect_exit 0
run scan - </dev/null
expect_exit 0

# Beside other targets, but once.
run scan plain.txt - <secret.txt
expect_exit 1
run scan - - <secret.txt
expect_exit 2
expect_stderr 'only once'
run scan - --files-from - <secret.txt
expect_exit 2

# Names, one a line.
printf 'plain.txt\nsecret.txt\n' >names
run scan --files-from names
expect_exit 1
expect_stdout 'secret.txt:1:9'
run scan --files-from - <names
expect_exit 1
run scan --files-from - < <(echo plain.txt)
expect_exit 0

# Any name can be given where they end in NUL.
odd=$'odd\nname.txt'
cp secret.txt "$odd"
printf '%s\0' "$odd" >names
run scan -0 --files-from names
expect_exit 1
run scan --null --files-from=- <names
expect_exit 1

# No list, an empty one, one that names what is not there.
run scan --files-from nowhere
expect_exit 2
expect_stderr 'nowhere'
: >names
run scan --files-from names
expect_exit 0
printf 'plain.txt\nabsent.txt\n' >names
run scan --files-from names
expect_exit 3
expect_stdout 'absent.txt'
