# Sourced by the tests of the program. Each test runs in a fresh folder, with nothing in its
# environment that changes what veto does, and goes on after a failed expectation: the end counts.
#
#     run scan file               → $actual, $io/stdout, $io/stderr
#     expect_exit 1
#     expect_stdout 'text'        every line that must be there; expect_no_stdout: that must not
#     expect 'what should hold' test -e file
set -uo pipefail
: "${VETO:?the program to test}"

sandbox=$(mktemp -d)
io=$sandbox/io
mkdir "$io" "$sandbox/work"
cd "$sandbox/work" || exit 1
failures=0
actual=0
prefix=() # a command that runs the program

finish() {
    cd / && chmod -R u+rwx "$sandbox" && rm -rf "$sandbox"
    exit $((failures > 0))
}
trap finish EXIT

# Only what tells where the program and its build are stays.
for variable in $(compgen -e VETO_ || true); do
    case $variable in VETO_SOURCE | VETO_BUILD | VETO_RELEASE) ;; *) unset "$variable" ;; esac
done
unset NO_COLOR CLICOLOR_FORCE COLUMNS CI GIT_DIR GIT_WORK_TREE
export LC_ALL=C.UTF-8 TERM=dumb HOME=$sandbox
export XDG_CACHE_HOME=${VETO_BUILD:-$sandbox}/test-cache
mkdir -p "$XDG_CACHE_HOME"
exec </dev/null

# A made-up GitHub token whose checksum is right, in pieces so that no scanner stops here.
# shellcheck disable=SC2034 # used by the tests
token='ghp_''pGKCFCqy7IUyZdF9ZegW0sH1rzVBoq''3EfJ5v'

# The line of the test itself that is being run.
line_of_test() { echo "${BASH_LINENO[-2]}"; }

fail() {
    failures=$((failures + 1))
    printf '%s:%s: %s\n' "${0##*/}" "$(line_of_test)" "$1" >&2
    sed 's/^/    stdout: /' "$io/stdout" | head -n 20 >&2
    sed 's/^/    stderr: /' "$io/stderr" | head -n 20 >&2
}

run() {
    actual=0
    "${prefix[@]}" "$VETO" "$@" >"$io/stdout" 2>"$io/stderr" || actual=$?
}

expect_exit() { [ "$actual" -eq "$1" ] || fail "exit status $actual, expected $1"; }
expect_stdout() { grep -qF -e "$1" "$io/stdout" || fail "not on standard output: $1"; }
expect_stderr() { grep -qF -e "$1" "$io/stderr" || fail "not on standard error: $1"; }
expect_no_stdout() { ! grep -qF -e "$1" "$io/stdout" || fail "on standard output: $1"; }
expect_no_stderr() { ! grep -qF -e "$1" "$io/stderr" || fail "on standard error: $1"; }
expect_empty_stdout() { [ ! -s "$io/stdout" ] || fail "standard output is not empty"; }
expect_empty_stderr() { [ ! -s "$io/stderr" ] || fail "standard error is not empty"; }

# expect WHAT COMMAND...: the command succeeds.
expect() {
    local what=$1
    shift
    "$@" >/dev/null 2>&1 || fail "$what"
}

# wait_until COMMAND...: at most ten seconds.
wait_until() {
    local tries
    for ((tries = 0; tries < 100; tries++)); do
        "$@" >/dev/null 2>&1 && return 0
        sleep 0.1
    done
    return 1
}
