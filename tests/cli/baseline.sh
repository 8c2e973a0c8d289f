#!/usr/bin/env bash
# Baselines: what was there before does not block, whatever happens to its place; what is new does.
. "$(dirname "$0")/lib.sh"

strong() { python3 "$VETO_SOURCE/tests/cli/baseline_tree.py" token "$1"; }

mkdir tree
printf 'token = %s\n' "$token" >tree/app.ini
printf 'services:\n  db:\n    environment:\n      POSTGRES_PASSWORD: hunter2\n' >tree/docker-compose.yml

# Writing: the status is that of the scan; the file is sorted, and a line an entry.
run scan --write-baseline base tree
expect_exit 1
expect 'it has a first line' grep -qx 'veto-baseline 1' base
expect 'entries have four words' grep -qE '^[0-9a-f]{32} [0-9a-f]{32} github-pat app\.ini$' base
expect 'a weak value has no identity' grep -qE '^[0-9a-f]{32} - [a-z-]+ docker-compose\.yml$' base
expect 'it is sorted' sh -c 'tail -n +2 base | LC_ALL=C sort -c'
expect 'it is the same each time' sh -c '"$0" scan -q --write-baseline again tree; cmp base again' "$VETO"

# Reading.
run scan --baseline base tree
expect_exit 0
expect_stdout 'nothing new; 2 unchanged, 0 absent'
expect_no_stdout 'ghp_'
run scan -v --baseline base tree
expect_exit 0
expect_stdout 'unchanged'
expect_stdout 'ghp_'
VETO_BASELINE=base run scan tree
expect_exit 0

# What is new blocks, and only it is shown.
printf 'token = %s\n' "$(strong 1)" >tree/new.ini
run scan --baseline base tree
expect_exit 1
expect_stdout 'new.ini:1:9'
expect_no_stdout 'app.ini'
expect_stdout '1 blocks (1 critical); 2 unchanged, 0 absent'

# Machines are told as well.
run scan -f json --baseline base tree
expect 'json' python3 - "$io/stdout" <<'PYTHON'
import json, sys
report = json.load(open(sys.argv[1]))
states = {f["uri"]: f["baseline"] for f in report["findings"]}
assert states == {"app.ini": "unchanged", "docker-compose.yml": "unchanged", "new.ini": "new"}, states
assert (report["summary"]["new"], report["summary"]["unchanged"]) == (1, 2)
assert report["absent"] == []
assert [f["blocks"] for f in report["findings"]] == [False, False, True]
PYTHON
run scan -f sarif --baseline base tree
expect 'sarif' python3 - "$io/stdout" <<'PYTHON'
import json, sys
results = json.load(open(sys.argv[1]))["runs"][0]["results"]
assert sorted(r["baselineState"] for r in results) == ["new", "unchanged", "unchanged"]
PYTHON
run scan -f json tree
expect_no_stdout '"baseline"'
expect_no_stdout '"absent"'

# What was mended is absent, and is not in the next baseline.
rm tree/new.ini
echo 'token =' >tree/app.ini
run scan --baseline base tree
expect_exit 0
expect_stdout '1 unchanged, 1 absent'
run scan -v --baseline base tree
expect_stdout 'github-pat in app.ini'
for format in json jsonl sarif; do
    run scan -f $format --baseline base tree
    expect_stdout 'github-pat'
    expect_stdout 'absent'
done
run scan -q --baseline base --write-baseline next tree
expect 'the absent entry is left out' sh -c '! grep -q app.ini next && grep -q docker-compose next'
# It cannot come back unseen then.
printf 'token = %s\n' "$token" >tree/app.ini
run scan --baseline next tree
expect_exit 1

# Where nobody looked, nothing is absent, and the entry stays.
run scan --baseline base --write-baseline next tree/docker-compose.yml
expect_exit 0
expect_stdout '1 unchanged, 0 absent'
expect 'what was not looked for stays' cmp base next
rm tree/app.ini
run scan --baseline base tree/docker-compose.yml
expect_stdout '1 unchanged, 1 absent'
printf 'token = %s\n' "$token" >tree/app.ini

# Nor is what a rule found that does not run now.
run scan --only github-pat --baseline base --write-baseline next tree
expect_exit 0
expect_stdout '1 unchanged, 0 absent'
expect 'entries of other rules stay' cmp base next
mkdir asked
printf 'FROM debian:12\nUSER root\n' >asked/Dockerfile
run scan -q --fail-on none --write-baseline entries asked
expect 'there are entries' grep -q dockerfile-last-user-root entries
run scan --skip dockerfile-last-user-root --baseline entries --write-baseline next asked
expect_stdout ' 0 absent'
expect 'entries of skipped rules stay' cmp entries next
printf 'version: 1\nscan:\n  rules: {disable: [dockerfile-last-user-root]}\n' >switched-off.yaml
run scan --policy switched-off.yaml --baseline entries --write-baseline next asked
expect_stdout ' 0 absent'
expect 'entries of disabled rules stay' cmp entries next
# Where another rule finds it in its place, it is that one's.
run scan --skip github-pat --baseline base tree
expect_exit 0
# What the rule that runs finds no more is absent.
echo 'token =' >tree/app.ini
run scan --only github-pat --baseline base tree
expect_stdout '0 unchanged, 1 absent'
printf 'token = %s\n' "$token" >tree/app.ini

# A baseline in the tree is not scanned, neither the old nor the new.
cp base tree/veto-baseline
run scan --baseline tree/veto-baseline --list-files tree
expect_no_stdout 'veto-baseline'
run scan --write-baseline tree/veto-baseline tree
expect 'no entry of its own' sh -c '! grep -q veto-baseline tree/veto-baseline | grep -v "^veto-baseline 1"'
# And where it is scanned, as any file, its hashes are nothing.
run scan tree/veto-baseline
expect_exit 0
expect_stdout 'nothing found'
rm tree/veto-baseline

# Moved: a secret wherever it goes; a weak value and configuration where it is the only one.
mkdir -p tree/deploy/new
mv tree/app.ini tree/deploy/new/settings.ini
mv tree/docker-compose.yml tree/deploy/docker-compose.yml
run scan --baseline base tree
expect_exit 0
expect_stdout '2 unchanged (2 moved), 0 absent'
mv tree/deploy/docker-compose.yml tree/deploy/compose.yaml
run scan --baseline base tree
expect_exit 0
# A copy has not moved.
cp tree/deploy/new/settings.ini tree/deploy/copy.ini
run scan --baseline base tree
expect_exit 1
expect_stdout '1 blocks'
# Two weak values that come where one went are not a move.
rm tree/deploy/copy.ini
cp tree/deploy/compose.yaml tree/deploy/compose.override.yaml
run scan --baseline base tree
expect_exit 1
rm -r tree/deploy
printf 'token = %s\n' "$token" >tree/app.ini
printf 'services:\n  db:\n    environment:\n      POSTGRES_PASSWORD: hunter2\n' >tree/docker-compose.yml
# Another secret on the same line is new.
printf 'token = %s\n' "$(strong 2)" >tree/app.ini
run scan --baseline base tree
expect_exit 1
printf 'token = %s\n' "$token" >tree/app.ini

# What is allowed is not written: where the exception ends, it blocks.
mkdir allowed
printf 'token = %s # veto:allow github-pat a fixture of the tests\n' "$token" >allowed/app.ini
run scan --write-baseline allowances allowed
expect_exit 0
expect 'only the first line' sh -c '[ "$(cat allowances)" = "veto-baseline 1" ]'
run scan --baseline allowances allowed
expect_stdout '1 suppressed; 0 unchanged, 0 absent'

# Names of any bytes.
mkdir strange
for name in 'with space' $'line\nfeed' '%41' $'\xff\xfe' '-' 'träger' 'a!b'; do
    printf 'token = %s\n' "$(strong "$name")" >"strange/$name"
done
run scan --write-baseline names strange
expect 'an entry a line' sh -c '[ "$(wc -l <names)" = 8 ]'
run scan --baseline names strange
expect_exit 0
expect_stdout '7 unchanged, 0 absent'

# What git leaves of two branches is read: any order, lines twice, two first lines, CRLF.
{ tail -n 1 base; cat base base | tac; } | sed 's/$/\r/' >mixed
run scan --baseline mixed tree
expect_exit 0
expect_stdout '2 unchanged'

# Bad files: the file and the line are named, nothing is scanned.
bad() {
    run scan --baseline bad tree
    expect_exit 2
    expect_empty_stdout
    expect_stderr "bad:$1"
}
good=$(sed -n 2p base)
printf 'veto-baseline 1\n%s\nnonsense\n' "$good" >bad
bad '3: the fingerprint'
printf 'veto-baseline 1\n\n%s - rule\n' "${good%% *}" >bad
bad '3: rule and place'
printf 'veto-baseline 1\n%s x rule place\n' "${good%% *}" >bad
bad '2: the second word'
printf 'veto-baseline 2\n' >bad
bad "1: 'veto-baseline 2'"
printf 'veto-baseline 1\n<<<<<<< HEAD\n%s\n=======\n>>>>>>> x\n' "$good" >bad
bad '2: a conflict'
printf '' >bad
bad '1: the file is empty'
echo 'what is this' >bad
bad '1: no baseline'
printf '%s\n' "$good" >bad
bad '1: no baseline'
printf '[\n {"RuleID": "x", "File": 3}]' >bad
bad '2: File should be a text'
printf '[{"RuleID": "x", "File": "a"},\n 7]' >bad
bad '2: a finding should be an object'
printf '{"results":\n{"a": [{"type": "x",\n"hashed_secret": "zz"}]}, "version": "1.5.0"}' >bad
bad '2: hashed_secret'
printf '{"SchemaVersion": 2, "Results": [{"Target": "a",\n"Secrets": 1}]}' >bad
bad '2: Secrets should be a list'
printf '{"SchemaVersion": 2,' >bad
bad '1:'
printf 'DS-0002 exp:soon\n' >bad
bad '1: what follows'
head -c 4096 /dev/urandom >bad
bad '1: '
run scan --baseline nowhere tree
expect_exit 2
expect_stderr 'nowhere'
run scan --baseline tree tree
expect_exit 2
run scan --write-baseline no/such/folder tree
expect_exit 2
expect_stderr '--write-baseline'
run scan --write-baseline tree tree
expect_exit 2

