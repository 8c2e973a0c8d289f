#!/usr/bin/env bash
# 0 clean, 1 a veto, 2 wrong usage, 3 incomplete; and which goes before which.
. "$(dirname "$0")/lib.sh"

mkdir clean dirty
echo 'nothing here' >clean/file
printf 'token = %s\n' "$token" >dirty/file

run scan clean
expect_exit 0
run scan dirty
expect_exit 1
run scan clean dirty
expect_exit 1
cd dirty && run scan
expect_exit 1
cd ..

# What blocks is the user's to say.
run scan --fail-on none dirty
expect_exit 0
expect_stdout 'file:1:9'
run scan --fail-on note dirty
expect_exit 1

# Wrong usage and wrong rules: nothing was scanned, nothing is written.
run scan nowhere
expect_exit 2
expect_stderr 'nowhere'
expect_empty_stdout
run scan -o report.sarif nowhere
expect_exit 2
expect 'no report' test ! -e report.sarif
run scan ''
expect_exit 2
run scan --rules nowhere clean
expect_exit 2
expect_stderr 'nowhere'
run scan --only no-such-rule clean
expect_exit 2
expect_stderr 'no-such-rule'
printf 'rules:\n  - id: broken\n    nonsense: 1\n' >broken.yaml
run scan --rules broken.yaml clean
expect_exit 2
expect_stderr 'broken.yaml:3'

# Something could not be read.
mkdir half
printf '\037\213\010\0\0\0\0\0\0\003truncated' >half/archive.gz
run scan half
expect_exit 3
expect_stdout 'archive.gz'
run scan --allow-incomplete half
expect_exit 0
VETO_ALLOW_INCOMPLETE=1 run scan half
expect_exit 0
# A veto is a veto.
run scan half dirty
expect_exit 1
run scan --allow-incomplete half dirty
expect_exit 1

# An image that is none.
run image dirty/file
expect_exit 2
run image
expect_exit 2
run image example.org/app:1.2
expect_exit 2
expect_stderr 'skopeo copy docker://example.org/app:1.2 oci-archive:/dev/stdout | veto scan -'
run image 'app;rm -rf x'
expect_exit 2
expect_no_stderr 'skopeo'
