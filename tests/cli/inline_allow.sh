#!/usr/bin/env bash
# Comments that allow what stands beside them: veto's own and those of other tools; what allows
# nothing is a note.
. "$(dirname "$0")/lib.sh"

secret="token = \"$token\""
scan() { run scan --only github-pat,allow-without-effect,dockerfile-last-user-root "$@"; }
summary() { python3 -c 'import json,sys; r=json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' "$io/stdout" "$1"; }

# ---- Beside it, and above it, in any syntax

for line in "$secret # veto:allow github-pat made up for the test" \
    "$secret // veto:allow github-pat made up" \
    "$secret /* veto:allow github-pat made up */" \
    "$secret <!-- veto:allow github-pat made up -->" \
    "$secret ; veto: allow github-pat, -- made up" \
    "$secret -- veto:allow gitleaks:github-pat made up" \
    "$secret # veto:allow aws-access-key-id,github-pat made up" \
    "# veto:allow github-pat made up"$'\n'"$secret" \
    "<!-- veto:allow github-pat made up -->"$'\n'"$secret" \
    "REM veto:allow github-pat made up"$'\r\n'"$secret" \
    "# veto:allow github-pat made up"$'\n'"# gitleaks:allow"$'\n'"$secret" \
    "/* veto:allow github-pat made up */"$'\n'"$secret" \
    $'\xef\xbb\xbf'"# veto:allow github-pat made up"$'\n'"$secret" \
    "{/* veto:allow github-pat made up */}"$'\n'"$secret" \
    "/* veto:allow github-pat made up */ /* gitleaks:allow */"$'\n'"$secret" \
    "/* veto:allow github-pat made up */ /* so */ // it is"$'\n'"$secret" \
    "# veto:allow github-pat made up */ for it"$'\n'"$secret" \
    "$secret # gitleaks:allow" "$secret # trufflehog:ignore" "$secret # pragma: allowlist secret" \
    "# pragma: allowlist nextline secret"$'\n'"$secret" "$secret # nosemgrep" \
    "$secret # betterleaks:allow"; do
    printf '%s\n' "$line" >file.txt
    scan file.txt
    [ "$actual" -eq 0 ] || fail "not allowed: $line"
    grep -q '1 suppressed' "$io/stdout" || fail "not counted: $line"
    expect_no_stdout 'note['
done

# ---- What allows nothing: the secret blocks as ever, and the own mark is a note with its line

for line in "$secret # veto:allow github-pat" "$secret # veto:allow github-pat -" \
    "$secret # veto:allow gihub-pat made up" "$secret # veto:allow" \
    "$secret # veto:allow aws-access-key-id made up" \
    "$secret # veto:allow github-pat,nosuchrule made up" \
    "$secret # veto:allow nosuchrule,github-pat made up" \
    "$secret # veto:allow * made up" \
    "<# veto:allow github-pat made up #> \$a = 1"$'\n'"$secret" \
    "x = 1 # veto:allow github-pat made up"$'\n'"$secret" \
    "# veto:allow github-pat made up"$'\n\n'"$secret" \
    "/* veto:allow github-pat made up */ int a;"$'\n'"$secret" \
    "/* veto:allow github-pat made up */ /* so */ int a;"$'\n'"$secret" \
    "/* nosemgrep */ x = 'y';"$'\n'"$secret" \
    " * veto:allow github-pat made up */ int a;"$'\n'"$secret" \
    "<!-- veto:allow github-pat made up --> <a/>"$'\n'"$secret" \
    "# gitleaks:allow"$'\n'"$secret" "$secret"$'\n'"# veto:allow github-pat made up" \
    "$secret # nosemgrep: github-pat" "$secret # nohadolint ignore=DL3002" \
    "$secret # trivy:ignore:vercel-token" "$secret # xgitleaks:allow"; do
    printf '%s\n' "$line" >file.txt
    scan file.txt
    [ "$actual" -eq 1 ] || fail "allowed: $line"
    expect_no_stdout 'suppressed'
done

printf 'a\n%s # veto:allow gihub-pat made up\n' "$secret" >file.txt
scan file.txt
expect_stdout 'note[allow-without-effect]'
expect_stdout 'file.txt:2:54'
expect_stdout "no rule is called 'gihub-pat'; did you mean 'github-pat'?"
printf '%s # veto:allow github-pat,nosuchrule made up\n' "$secret" >file.txt
scan file.txt
expect_stdout "no rule is called 'nosuchrule'"
printf '%s # veto:allow * made up\n' "$secret" >file.txt
scan file.txt
expect_stdout "no rule is called '*'"
printf '%s # veto:allow github-pat\n' "$secret" >file.txt
scan file.txt
expect_stdout 'it gives no reason'
printf 'x # veto:allow\n' >file.txt
scan file.txt
expect_exit 0
expect_stdout 'it names no rule'
# A secret that was written where the rule should be is not told.
printf 'x # veto:allow %s made up\n' "$token" >file.txt
scan -v file.txt
expect_stdout 'no rule is called'
expect_no_stdout "$token"
# Texts about it are no marks.
# shellcheck disable=SC2016 # backquotes of Markdown
printf 'Write `veto:allow RULE reason`, "veto:allow", veto:allow <rule> <reason>, veto:allowance.\n' >file.txt
scan file.txt
expect_stdout 'nothing found'

# ---- Several lines, several places, windows, other encodings, derived units

{ printf 'key = """\n-----BEGIN PRIVATE KEY-----\n'; openssl genpkey -algorithm ed25519 2>/dev/null | sed 1d; } >key.py
run scan key.py
expect_exit 1
for place in 1 2 4; do
    sed "${place}s/\$/ # veto:allow private-key made up for this test/" key.py >marked.py
    run scan marked.py
    expect_exit 0
done
{ echo '# veto:allow private-key made up for this test'; sed 1d key.py; } >marked.py
run scan marked.py
expect_exit 0

# A text that begins in the next line has its marks where it is opened, and above that.
pem=$(sed 1,2d key.py)
key() { printf '%s\n-----BEGIN PRIVATE KEY-----\n%s\n' "$1" "$pem"; }
mark='veto:allow private-key made up for this test'
for opening in 'key = """' "key = '''" 'KEY="' 'key: |' '- |-' 'key: !!str >2' 'cat <<EOF' "cat >key <<-'EOF'" 'key = <<~EOF'; do
    key "# $mark"$'\n'"$opening" >marked.txt
    run scan marked.txt
    [ "$actual" -eq 0 ] || fail "not allowed above: $opening"
    key "$opening # $mark" >marked.txt
    run scan marked.txt
    [ "$actual" -eq 0 ] || fail "not allowed beside: $opening"
    key "# $mark"$'\n\n'"$opening" >marked.txt
    run scan marked.txt
    [ "$actual" -eq 1 ] || fail "allowed from further above: $opening"
done
for opening in 'key = "a"' 'a = b' 'cat x |y' 'x << 3; y()' '<a>'; do
    key "$opening # $mark" >marked.txt
    run scan marked.txt
    [ "$actual" -eq 1 ] || fail "opens nothing: $opening"
done
printf 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: b}\ndata:\n  key.pem: | # %s\n%s\n' "$mark" \
    "$(key x | sed '1d; s/^/    /')" >marked.yaml
run scan --only private-key marked.yaml
expect_exit 0
expect_stdout '1 suppressed'
sed -i "s/ # $mark//; s/^  key.pem/  # $mark\n  key.pem/" marked.yaml
run scan --only private-key marked.yaml
expect_exit 0
expect_stdout '1 suppressed'
# A text of one line is another thing: it may be allowed where the next one is not.
printf 'key: | # veto:allow github-pat made up\n  %s\n' "$token" >marked.yaml
scan marked.yaml
expect_exit 1

# The same secret on two lines is allowed where both are.
printf '%s # veto:allow github-pat made up\n%s\n' "$secret" "$secret" >file.txt
scan file.txt
expect_exit 1
expect_stdout 'file.txt:2:10'
printf '%s # veto:allow github-pat made up\n%s # gitleaks:allow\n' "$secret" "$secret" >file.txt
scan file.txt
expect_exit 0

{ head -c 9000000 /dev/zero | tr '\0' '\n'; printf '%s # veto:allow github-pat made up\nveto:allow\n' "$secret"; } >large.txt
scan large.txt
expect_exit 0
expect_stdout '1 suppressed'
expect_stdout 'large.txt:9000002:1'
printf '%s # veto:allow github-pat made up\n# veto:allow\n' "$secret" | iconv -t UTF-16 >wide.txt
scan wide.txt
expect_exit 0
expect_stdout '1 suppressed'
expect_stdout 'wide.txt:2:3'
[ "$(grep -c 'note\[' "$io/stdout")" -eq 1 ] || fail 'the note is told once'
printf '%s # veto:allow github-pat base64 of a made-up one\n' "$(printf 'token=%s' "$token" | base64 -w0)" >derived.txt
scan derived.txt
expect_exit 0
expect_stdout '1 suppressed'

# ---- Checks: the marks of tools, through the aliases of rules

dockerfile() { printf '%s\n' "$@" >Dockerfile; }
dockerfile 'FROM scratch' 'USER root'
scan Dockerfile
grep -q 'dockerfile-last-user-root' "$io/stdout" || fail 'the check that this is about'
for mark in '# hadolint ignore=DL3002' '# hadolint ignore=DL3008,DL3002' '# trivy:ignore:DS-0002' \
    '# trivy:ignore:AVD-DS-0002:exp:2999-01-01' '#checkov:skip=CKV_DOCKER_8:the base needs it' \
    '# kics-scan ignore-line' '# veto:allow dockerfile-last-user-root the base needs it'; do
    dockerfile 'FROM scratch' "$mark" 'USER root'
    scan Dockerfile
    grep -q '1 suppressed' "$io/stdout" || fail "not allowed: $mark"
done
for mark in '# hadolint ignore=DL3008' '# trivy:ignore:DS-0002:exp:2020-01-01' \
    '# trivy:ignore:DS-0002:exp:never' '# checkov:skip=CKV_DOCKER_3' '# veto:allow hadolint:DL3002'; do
    dockerfile 'FROM scratch' "$mark" 'USER root'
    scan Dockerfile
    expect_no_stdout 'suppressed'
done
dockerfile '# hadolint global ignore=DL3002' 'FROM scratch' 'LABEL a=b' 'USER root'
scan Dockerfile
expect_stdout '1 suppressed'
SOURCE_DATE_EPOCH=1577836800
export SOURCE_DATE_EPOCH
dockerfile 'FROM scratch' '# trivy:ignore:DS-0002:exp:2020-01-01' 'USER root'
scan Dockerfile
expect_stdout '1 suppressed'
unset SOURCE_DATE_EPOCH

# Annotations of Kubernetes hold for their object.
pod() { printf 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: %s\n  annotations:\n    %s\nspec:\n  containers:\n    - {name: a, image: b, securityContext: {privileged: true}}\n' "$@"; }
{ pod a 'veto.dev/allow.k8s-privileged: drives a device'; echo ---; pod b 'checkov.io/skip1: CKV_K8S_16=drives a device'; } >pods.yaml
run scan --only k8s-privileged,allow-without-effect pods.yaml
expect_exit 0
expect_stdout '2 suppressed'
{ pod a 'veto.dev/allow.k8s-privileged: drives a device'; echo ---; pod b 'veto.dev/allow.k8s-privilged: drives a device'; } >pods.yaml
run scan --only k8s-privileged,allow-without-effect pods.yaml
expect_exit 1
expect_stdout '1 suppressed'
expect_stdout "no rule is called 'k8s-privilged'; did you mean 'k8s-privileged'?"

# A large object with many findings in it: its annotations hold for all of them, and so do marks beside them.
{
    printf 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  annotations:\n    veto.dev/allow.generic-password: made up for this test\ndata:\n'
    for i in $(seq 61); do
        printf '  db%d_password: "q7Hm%02dxVz9RtKw2L"\n' "$i" "$i"
        head -c 3800 /dev/zero | tr '\0' x | fold -w 60 | sed 's/^/  # /'
        echo
    done
    printf '  token: "%s" # veto:allow github-pat made up\n' "$token"
} >large.yaml
run scan --only generic-password,github-pat,allow-without-effect large.yaml
expect_exit 0
expect_stdout '62 suppressed'
expect_no_stdout 'note['

# What is not looked for any more is said, where there are marks at all.
line=$(printf '# the text goes on %.0s' $(seq 30))
for i in $(seq 1000); do echo "# $i $line $secret"; done >many.py
scan many.py
expect_no_stdout 'note['
echo '# nosemgrep' >>many.py
scan many.py
expect_exit 1
expect_stdout 'so much is found in this file that not all comments were looked for'
[ "$(grep -c 'note\[' "$io/stdout")" -eq 1 ] || fail 'it is said once'

# ---- Reports

printf '%s # veto:allow github-pat made up\n' "$secret" >file.txt
scan file.txt
expect_stdout 'veto: nothing blocks, 1 suppressed; 1 file'

printf '%s # veto:allow github-pat made up, see %s\n%s\n' "$secret" "$token" "x" >file.txt
scan -v file.txt
expect_stdout 'allowed by: veto:allow: made up, see'
expect_no_stdout "$token"
scan -f json file.txt
[ "$(summary 'r["findings"][0]["suppression"]["kind"], r["findings"][0]["suppression"]["by"], r["summary"]["suppressed"], r["findings"][0]["blocks"]')" = "('in-source', 'veto:allow', 1, False)" ] ||
    fail 'json tells the suppression'
scan -f sarif file.txt
[ "$(summary '[s["kind"] for x in r["runs"][0]["results"] for s in x["suppressions"]]')" = "['inSource']" ] ||
    fail 'SARIF tells the suppression'
! grep -q "$token" "$io/stdout" || fail 'the reason gives the secret away'
printf '%s\n' "$secret" >>file.txt
scan -q file.txt
expect_exit 1
