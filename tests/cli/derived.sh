#!/usr/bin/env bash
# A made-up token in every form that is decoded: found once, at its original place, its decoding named.
. "$(dirname "$0")/lib.sh"

python3 "$VETO_SOURCE/tests/cli/derived_cases.py" "$token" forms >cases
while IFS='|' read -r file place decoding; do
    run scan -f json "forms/$file"
    expect_exit 1
    expect_no_stdout "$token"
    found=$(python3 -c '
import json, sys
for f in json.load(open(sys.argv[1]))["findings"]:
    place = "byte %d" % f["byte_offset"] if "byte" in sys.argv[2] else "%d:%d" % (f["line"], f["column"])
    if f["severity"] != "note":
        print(f["rule"], place, f.get("decoding", ""), sep="|")' "$io/stdout" "$place")
    [ "$found" = "github-pat|$place|$decoding" ] || fail "$file: '$found', expected $place|$decoding"
done <cases
expect 'all cases were tried' test "$(wc -l <cases)" -ge 55

# The order of threads changes nothing.
run scan -f json -j1 forms
cp "$io/stdout" one
run scan -f json -j4 forms
expect 'the same report with four threads' cmp -s one "$io/stdout"

# What a report shows of the original hides the encoded secret as well.
encoded=$(printf 'token=%s' "$token" | base64 -w0)
printf 'password: hunter2hunter3\nblob: %s\n' "$encoded" >both.yaml
run scan -f json both.yaml
expect_stdout '"decoding": "base64"'
expect_no_stdout "${encoded:20:40}"

# A check of the file, whose place is all of it, is no reason to leave the secret in it out.
mkdir committed
printf 'SERVICE_TOKEN=%s\n' "$encoded" >committed/.env
run scan -f json committed
expect_exit 1
expect_stdout '"rule": "env-file-committed"'
expect_stdout '"rule": "github-pat"'

# Bounds: four times the size of the file, told as a problem that is no failure of the scan.
python3 - <<'PYTHON'
import base64
text = b"nothing to see here, password or so\n" * 20000
for _ in range(6):
    text = base64.b64encode(text)
open("deep.yaml", "wb").write(b"a: " + text + b"\n")
PYTHON
run scan deep.yaml
expect_exit 0

# Cut off, or not what it looks like: seen and passed over.
printf 'x: %s\n' "${encoded:0:41}" >cut.yaml
printf 'x: %s\n' "$(head -c 600 /dev/urandom | base64 -w0)" >random.yaml
# shellcheck disable=SC2016
printf 'a%%2\\u00\\x4&#x;%%zz\\u12&#99999999999;' >broken.txt
run scan cut.yaml random.yaml broken.txt
expect_exit 0

# A document that a script writes keeps its indentation, whatever the tabs in front of it.
printf 'cat <<-E >docker-compose.yml\n\tservices:\n\t  a:\n\t    image: x:1\n\t    privileged: true\n\tE\n' >tabs.sh
run scan tabs.sh
expect_stdout 'compose-privileged'
expect_no_stdout 'compose-syntax-invalid'

# An alias is no password; what it stands for in a Secret is.
printf 'x: &p one\npassword: *p\nother:\n  password: *default_pass\n' >alias.yaml
run scan alias.yaml
expect_exit 0
expect_no_stdout 'config-password'
hidden=$(printf 'hunter7!kQ' | base64)
printf 'kind: Secret\ndata:\n  foo: &p %s\n  password: *p\n' "$hidden" >alias.yaml
run scan -f json alias.yaml
expect_exit 1
expect_stdout '"rule": "config-password"'
expect_stdout '"line": 4'
expect_no_stdout "$hidden"
