#!/usr/bin/env bash
# A scan gives up what it does not need, and still does all that it should.
# nosanitizer
. "$(dirname "$0")/lib.sh"
command -v python3 >/dev/null || { echo "skipped: no python3"; exit 77; }

printf 'token = %s\n' "$token" >secret.txt
run scan secret.txt -v
expect_exit 1
expect_stderr 'sandbox: '
grep -q 'restricted by Landlock' "$io/stderr" || { echo "skipped: no Landlock in this kernel"; exit 77; }
run scan secret.txt --no-sandbox -v
expect_exit 1
expect_no_stderr 'sandbox: '

# Reports in any folder, standard input through a temporary file, the cache.
mkdir -p reports tmp
run scan secret.txt -o reports/a.sarif -o b.json
expect_exit 1
expect 'reports are written' test -s reports/a.sarif -a -s b.json
export PYTHONPATH=$VETO_SOURCE/tests/cli PYTHONDONTWRITEBYTECODE=1
python3 -c 'from image_maker import *; save("a.tar", {"a:1": [layer(("a.py", secret("piped")))]})'
actual=0
TMPDIR=$PWD/tmp "$VETO" scan - -f json <a.tar >"$io/stdout" 2>"$io/stderr" || actual=$?
expect_exit 1
actual=0
cat a.tar | TMPDIR=$PWD/tmp "$VETO" scan - -f json >"$io/stdout" 2>"$io/stderr" || actual=$?
expect_exit 1
expect_stdout '"images": 1'

# Git is asked about folders, and answers.
mkdir tree
git -C tree init -q 2>/dev/null || exit 0
echo '*.log' >tree/.gitignore
printf 'token = %s\n' "$token" >tree/tracked.log
git -C tree add -f tracked.log
run scan tree -f json
expect_exit 1
expect_stdout 'tracked.log'
