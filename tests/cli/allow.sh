#!/usr/bin/env bash
# veto allow: an exception is added to veto.yaml, and what is there stays as it is.
. "$(dirname "$0")/lib.sh"

export XDG_CACHE_HOME=$sandbox/cache SOURCE_DATE_EPOCH=1781481600 # 2026-06-15
mkdir -p repo/.git repo/src
cd repo || exit
printf 'token = "%s"\n' "$token" >src/a.ini
printf 'url = "postgresql://svc:Wq7hT2rPz9KcV4mN@db7.corp-internal.net:5432/app"\n' >src/b.ini
prints() { python3 -c 'import json,sys; print(*[f["fingerprint"] for f in json.load(open(sys.argv[1]))["findings"]])' "$1"; }

run scan --no-cache -f json .
read -r one two <<<"$(prints "$io/stdout")"
cp "$io/stdout" ../report.json

# ---- What must be said

run allow
expect_exit 2
run allow "${one:0:8}"
expect_exit 2
expect_stderr '--reason'
for wrong in "${one:0:7}" xyzxyzxyz "${one}0" "$(tr a-f A-F <<<"$one")"; do
    run allow "$wrong" --reason 'made up for this test'
    expect_exit 2
    expect_stderr 'a fingerprint is'
done
for option in --reason --owner; do
    run allow "${one:0:8}" --reason 'made up for this test' "$option" $'made up for this \xff'
    expect_exit 2
    expect_stderr "the exception's ${option#--} is not UTF-8"
done
run allow "${one:0:8}" --reason short
expect_exit 2
expect_stderr 'is too short'
expect 'nothing was written' test ! -e veto.yaml

# ---- Where it is looked for: a scan, the last one, a report

run allow "${one:0:8}" --reason 'made up for this test'
expect_exit 0
expect_stderr 'scanning'
expect_stdout '+  - fingerprint: '
expect_stdout '+    rule: github-pat'
expect_stdout '+    expires: "2026-09-13"'
run scan -f json .
expect_exit 1
run allow "${two:0:12}" --reason 'gone with the next release' --days 14 --owner team-a
expect_exit 0
expect_empty_stderr
cat >../expected <<X
exceptions:
  - fingerprint: $one
    rule: github-pat
    reason: made up for this test
    expires: "2026-09-13"
  - fingerprint: $two
    rule: connection-url-password
    reason: gone with the next release
    owner: team-a
    expires: "2026-06-29"
X
sed -i -E 's/^( *(- )?fingerprint: )"(.*)"/\1\3/' veto.yaml
expect 'both are there' diff veto.yaml ../expected
run scan .
expect_exit 0
expect_stdout '2 suppressed'
grep -q "$token" "$XDG_CACHE_HOME/veto/last-scan.jsonl" && fail 'a secret in the record of the last scan'
run scan -o ../report.sarif -o ../report.jsonl --no-policy .
for report in ../report.json ../report.jsonl ../report.sarif; do
    rm -f veto.yaml
    run allow "$two" --reason 'made up for this test' --report "$report"
    [ "$actual" -eq 0 ] || fail "not found in $report"
    expect_empty_stderr
done
run allow 0123456789ab --reason 'made up for this test' --report ../report.json
expect_exit 2
expect_stderr 'no finding has a fingerprint'
printf '{"fingerprint":"%s","rule":"a"}\n{"fingerprint":"%s","rule":"b"}\n' "${one:0:31}0" "${one:0:31}1" >../two.jsonl
run allow "${one:0:10}" --reason 'made up for this test' --report ../two.jsonl
expect_exit 2
expect_stderr 'several fingerprints'
run scan --no-policy .
rm -f "$XDG_CACHE_HOME/veto/last-scan.jsonl"
run scan --no-policy --no-cache .
expect 'no record without the cache' test ! -e "$XDG_CACHE_HOME/veto/last-scan.jsonl"
# One of another repository, or from before the last scan, is none of these.
mkdir -p ../foreign/.git ../foreign/src
run scan .
(cd ../foreign && run allow "${one:0:12}" --reason 'made up for this test' && [ "$actual" -eq 2 ] && [ ! -e veto.yaml ]) ||
    fail 'from another repository'
expect_stderr 'no finding has a fingerprint'
(cd src && run allow "${one:0:12}" --reason 'made up for this test' && [ "$actual" -eq 0 ] && [ ! -s "$io/stderr" ]) ||
    fail 'from below the same root'
rm veto.yaml
mv src ../gone
run scan .
expect_exit 0
run allow "$one" --reason 'made up for this test'
expect_exit 2
expect_stderr 'no finding has a fingerprint'
mv ../gone src

# ---- What is there stays

add() { run allow "$one" --reason 'a "quoted": reason, #1' --report ../report.json; }
stays() {
    cp veto.yaml before.yaml
    add
    [ "$actual" -eq 0 ] || fail "not added to: $(cat before.yaml)"
    diff before.yaml veto.yaml | grep -q '^<' && fail "lines were changed: $(cat before.yaml)"
    grep -q "^-" <(tail -n +4 "$io/stdout") && fail 'the diff takes lines away'
    run scan .
    expect_stdout '1 suppressed'
}
printf '# head\nfail-on: high # so\n\n# about exceptions\nexceptions: # list\n  # first\n  - rule: github-pat # why\n    path: nowhere # there\n    reason: made up for this test # end\n# between\n\nscan: {exclude: [x]}\n# tail\n' >veto.yaml
stays
expect 'it stands behind the first' grep -A1 -q 'test # end' veto.yaml
[ "$(sed -n 10p veto.yaml | tr -d ' ')" = "-fingerprint:$(sed -n 10p veto.yaml | sed 's/.*: //')" ] || fail 'it stands in line'
printf 'exceptions:\n- rule: github-pat\n  path: nowhere\n  reason: >\n    made up for\n    this test\nfail-on: high\n' >veto.yaml
stays
printf 'exceptions:\n- rule: github-pat\n  path: nowhere\n  reason: made up for this test' >veto.yaml
add
expect_exit 0
printf 'fail-on: high' >veto.yaml
add
expect_exit 0
run scan .
expect_stdout '1 suppressed'
printf 'exceptions:\nfail-on: high\n' >veto.yaml
run policy check
printf 'fail-on: high\r\nscan:\r\n  exclude: [x]\r\n' >veto.yaml
stays
[ "$(grep -c $'\r$' veto.yaml)" = "$(wc -l <veto.yaml)" ] || fail 'line ends are those of the file'
printf 'exceptions: []\nfail-on: high\n' >veto.yaml
add
expect_exit 0
run scan .
expect_stdout '1 suppressed'

# ---- Where it is written: where a scan of the target looks

mkdir -p below/b ../other/.git ../other/c ../plain
cp src/a.ini ../other/c/
cp src/a.ini ../plain/
rm veto.yaml
run scan .
(cd below/b && run allow "$one" --reason 'made up for this test') || fail 'cannot run below'
expect 'at the root' test -e veto.yaml -a ! -e below/b/veto.yaml
run allow "$one" --reason 'made up for this test'
expect_exit 2
expect_stderr "veto.yaml:2: $one is excepted there already"
[ "$(grep -c fingerprint veto.yaml)" -eq 1 ] || fail 'added twice'
sed -i 's/expires: .*/expires: 2026-06-01/' veto.yaml
run allow "$one" --reason 'made up for this test'
expect_exit 0
rm veto.yaml
for target in ../other ../other/c/a.ini ../plain; do
    run scan --no-cache -f json "$target"
    read -r three _ <<<"$(prints "$io/stdout")"
    run allow "$three" --reason 'made up for this test' "$target"
    expect_exit 0
    run scan "$target"
    expect_exit 0
    rm ../other/veto.yaml ../plain/veto.yaml 2>/dev/null
done
expect 'not here' test ! -e veto.yaml
run allow "$three" --reason 'made up for this test' ../other ../plain
expect_exit 2
expect_stderr 'have not the same policy'

# A rule that only --rules or another policy has is left out: the policy would be a mistake by itself.
cat >../own.yaml <<'X'
rules:
  - id: own-token
    since: "0.1"
    title: Own token
    severity: high
    pattern: '\b(?<secret>own_[0-9a-f]{32})\b'
    tags: [secret]
    fix: Revoke it.
    examples: ['own_0c7d1e93b5a84f26d3e8b1a9c47f5062']
    counterexamples: ['own_0c7d1e93']
X
echo 'own_0c7d1e93b5a84f26d3e8b1a9c47f5062' >../own.txt
run scan --rules ../own.yaml --only own-token --no-cache -f json ../own.txt
read -r own _ <<<"$(prints "$io/stdout")"
cp "$io/stdout" ../own.json
for policy in '' "$(cat ../own.yaml)"; do
    printf '%s\n' "$policy" >veto.yaml
    run allow "$own" --reason 'made up for this test' --report ../own.json
    expect_exit 0
    run policy check
    expect_exit 0
    [ "$(grep -c 'rule: own-token' veto.yaml)" -eq "$([ -z "$policy" ]; echo $?)" ] || fail 'the name of the rule'
done
rm veto.yaml

# Several at once.
for i in $(seq 12); do printf '{"fingerprint":"%032x","rule":"github-pat"}\n' "$i"; done >../many.jsonl
for i in $(seq 12); do
    "$VETO" allow "$(printf %032x "$i")" --reason 'made up for this test' --report ../many.jsonl >"$io/stdout" 2>"$io/stderr" &
done
wait
[ "$(grep -c 'fingerprint: ' veto.yaml)" -eq 12 ] || fail 'those that are added at once are all there'
rm veto.yaml

# A link stays a link, and the file what may be done with it.
mkdir p
echo 'fail-on: high' >p/real.yaml
chmod 664 p/real.yaml
ln -s p/real.yaml veto.yaml
run allow "$one" --reason 'made up for this test'
expect_exit 0
expect 'the link stays' test -L veto.yaml
[ "$(stat -c %a p/real.yaml)" = 664 ] || fail 'the mode stays'
expect 'its file has it' grep -q "$one" p/real.yaml
rm -r veto.yaml p

# What cannot be added to is left alone.
for text in '{fail-on: high}' 'exceptions: [{rule: github-pat, reason: made up for it}]' 'exceptions: {}' 'a: b' \
    'exceptions: [] # none' $'fail-on: high\n...' $'exceptions:\n  - rule: ghp'; do
    printf '%s\n' "$text" >veto.yaml
    cp veto.yaml before.yaml
    add
    [ "$actual" -eq 2 ] || fail "added to: $text"
    grep -qE '^veto: veto.yaml:[1-9]' "$io/stderr" || fail "no place: $text"
    expect 'it is as it was' cmp veto.yaml before.yaml
done

# ---- A value that can be guessed: its fingerprint is a number, and that is said

cd .. && mkdir -p weak/.git && cd weak || exit
printf '%s: dolphin8bear\n' DB_PASSWORD_A >settings.yaml
printf '%s: penguin3bear\n' DB_PASSWORD_B >>settings.yaml
printf '%s: leopard5bear\n' DB_PASSWORD_C >>settings.yaml
of_rule() { python3 -c 'import json,sys; print(*[f["fingerprint"] + ":" + str(f["line"]) for f in json.load(open(sys.argv[1]))["findings"] if f["rule"] == "config-password" and not f.get("suppression")])' "$io/stdout"; }
run scan --no-cache -f json .
cp "$io/stdout" ../weak.json
read -r first second third <<<"$(of_rule)"
expect 'there are three' test "${third##*:}" = 3
run allow "${second%:*}" --reason 'made up for this test' --report ../weak.json
expect_exit 0
expect_stderr 'its number among those of config-password'
for format in text json sarif; do
    run scan --no-cache -f $format .
    expect_stdout 'this exception is of a number in its file'
done
# It moves with what stands before it, which the note says.
sed -i 1d settings.yaml
run scan --no-cache -f json .
expect_stdout '"kind": "numbered"'
expect 'the other one is allowed now' test "$(of_rule)" = "${first%:*}:1"
# To allow a value does not move it: the first has its number nevertheless.
sed -i '1i DB_PASSWORD_A: dolphin8bear' settings.yaml
run scan --no-cache -f json .
expect 'as it was' test "$(of_rule)" = "$first $third"
printf 'scan:\n  allow:\n  - {values: [dolphin8bear], reason: made up for this test}\n' >>veto.yaml
run scan --no-cache -f json .
expect 'the others stay what they were' test "$(of_rule)" = "$third"
