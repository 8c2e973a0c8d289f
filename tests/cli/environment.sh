#!/usr/bin/env bash
# Each option has a variable. The command line goes before it; a wrong one stops the scan.
. "$(dirname "$0")/lib.sh"

echo 'nothing here' >plain.txt
mkdir folder
echo 'nothing here' >folder/a.txt
echo 'nothing here' >folder/b.log
echo 'nothing here' >folder/c.tmp

VETO_FORMAT=json run scan plain.txt
expect_exit 0
expect_stdout '{'

VETO_FORMAT=json run scan -f text plain.txt
expect_exit 0
expect_no_stdout '{'

# A list is written with colons, and the command line replaces all of it.
VETO_EXCLUDE='*.log:*.tmp' run scan --list-files folder
expect_stdout 'folder/a.txt'
expect_no_stdout 'b.log'
expect_no_stdout 'c.tmp'
VETO_EXCLUDE='*.log' run scan --list-files --exclude '*.tmp' folder
expect_stdout 'b.log'
expect_no_stdout 'c.tmp'

# Flags.
VETO_LIST_FILES=yes run scan folder
expect_stdout 'folder/a.txt'
VETO_LIST_FILES=1 run scan --list-files=no -f json folder
expect_stdout '{'
VETO_LIST_FILES=0 run scan -f json folder
expect_stdout '{'
VETO_LIST_FILES='' run scan -f json folder
expect_stdout '{'

# A wrong one is named.
VETO_FAIL_ON=hihg run scan plain.txt
expect_exit 2
expect_stderr 'VETO_FAIL_ON'
expect_stderr "did you mean 'high'?"
expect_empty_stdout
VETO_JOBS=many run scan plain.txt
expect_exit 2
expect_stderr 'VETO_JOBS'
VETO_QUIET=maybe run scan plain.txt
expect_exit 2
expect_stderr 'VETO_QUIET'

# But not where the command line has said it, nor to who asks for help.
VETO_FAIL_ON=hihg run scan --fail-on low plain.txt
expect_exit 0
VETO_FAIL_ON=hihg run scan --help
expect_exit 0

# Colours: never in a pipe, unless asked for; NO_COLOR takes them back, --color goes before it.
printf 'token = %s\n' "$token" >secret.txt
escape=$'\033['
run scan secret.txt
expect_no_stdout "$escape"
CLICOLOR_FORCE=1 run scan secret.txt
expect_stdout "$escape"
NO_COLOR=1 CLICOLOR_FORCE=1 run scan secret.txt
expect_no_stdout "$escape"
NO_COLOR=1 run scan --color always secret.txt
expect_stdout "$escape"
CLICOLOR_FORCE=1 run scan -o report.txt secret.txt
expect 'a file has no colours' test "$(grep -cF "$escape" report.txt)" -eq 0
