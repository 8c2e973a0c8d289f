#!/usr/bin/env bash
# A scan gives up what it does not need, and still does all that it should.
# nosanitizer
. "$(dirname "$0")/lib.sh"
command -v python3 >/dev/null || { echo "skipped: no python3"; exit 77; }

printf 'token = %s\n' "$token" >secret.txt
run scan secret.txt -v
expect_exit 1
expect_stderr 'sandbox: '
no_landlock=
grep -q 'restricted by Landlock' "$io/stderr" || no_landlock=1
[ -z "$no_landlock" ] || { echo "no Landlock in this kernel: files are not restricted"; expect_stderr 'this kernel has no Landlock'; }
run scan secret.txt --no-sandbox -v
expect_exit 1
expect_no_stderr 'sandbox: '

# From within the program, once it has scanned, somebody tries what must not be possible.
probe() {
    python3 - "$@" <<'PYTHON'
import os, socket, subprocess, sys
server = socket.create_server(("127.0.0.1", 0))
read, write = os.pipe()
os.dup2(write, 9)
environment = dict(os.environ, LD_PRELOAD=os.environ["VETO_BUILD"] + "/tests/sandbox_probe.so", PROBE_PORT=str(server.getsockname()[1]),
                   PROBE_READ_INSIDE="secret.txt", PROBE_READ_OUTSIDE="outside/other.txt", PROBE_MAKE_OUTSIDE="outside/made.txt")
subprocess.run([os.environ["VETO"], *sys.argv[1:]], env=environment, pass_fds=[9], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
os.close(9)
os.close(write)
print(os.read(read, 4096).decode(), end="")
PYTHON
}
mkdir outside
echo other >outside/other.txt
# The folder for temporary files may be written in, and this test lies in it.
mkdir temporary
TMPDIR=$PWD/temporary probe scan secret.txt --no-sandbox --no-cache >free
TMPDIR=$PWD/temporary probe scan secret.txt --no-cache >confined
expect 'it is told without a sandbox' grep -q '^end can$' free
expect 'it is told in a sandbox' grep -q '^end can$' confined
for what in read-inside read-outside make-outside socket local-socket connect gain-privileges; do
    expect "free: $what" grep -q "^$what can$" free
done
rm -f outside/made.txt
expect 'confined: read-inside' grep -q '^read-inside can$' confined
forbidden='socket local-socket connect gain-privileges'
[ -n "$no_landlock" ] || forbidden="$forbidden read-outside make-outside"
for what in $forbidden; do
    expect "confined: $what" grep -q "^$what cannot$" confined
done
[ -n "$no_landlock" ] || expect 'nothing was made' test ! -e outside/made.txt

# The folder for temporary files is granted where something is put there, and an image in a folder
# is an image: of other folders it is said that reading is free.
if [ -z "$no_landlock" ]; then
    TMPDIR=$PWD/outside probe scan secret.txt --no-cache >confined
    expect 'nothing is made among temporary files' grep -q '^make-outside cannot$' confined
    mkdir layout
    echo '{"imageLayoutVersion":"1.0.0"}' >layout/oci-layout
    echo '{"schemaVersion":2,"manifests":[]}' >layout/index.json
    TMPDIR=$PWD/temporary probe scan layout --no-cache >confined
    expect 'a layout is confined' grep -q '^read-outside cannot$' confined
    run scan layout -v
    expect_stderr 'files are restricted by Landlock'
    run scan outside -v
    expect_stderr 'writing is restricted by Landlock'
    rm -rf layout
fi

# Reports in any folder, standard input through a temporary file, the cache.
mkdir -p reports tmp
run scan secret.txt -o reports/a.sarif -o b.json
expect_exit 1
expect 'reports are written' test -s reports/a.sarif -a -s b.json
mkdir elsewhere && echo >elsewhere/real
ln -s elsewhere/real baseline
ln -s ../elsewhere/new.json reports/new.json
export TMPDIR=$PWD/temporary # else all of this folder may be written in
for baseline in reports/base baseline; do
    run scan secret.txt --write-baseline "$baseline" -o reports/new.json
    expect_exit 1
    expect_empty_stderr
done
unset TMPDIR
expect 'a baseline is written' test -s reports/base
expect 'links stay' test -L baseline -a -L reports/new.json -a -s elsewhere/real -a -s elsewhere/new.json
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
