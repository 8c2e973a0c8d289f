#!/usr/bin/env bash
# veto rules import: the rules of gitleaks as a pack, and what of them is lost.
. "$(dirname "$0")/lib.sh"

cat >base.toml <<'END'
[[rules]]
id = "base-token"
description = "Token of the base"
regex = '''\b(baseT_[0-9a-f]{32})\b'''
keywords = ["baset_"]
[[rules]]
id = "overridden"
description = "Says it twice"
regex = '''\b(twiceT_[0-9a-f]{32})\b'''
END
cat >.gitleaks.toml <<'END'
title = "house"
minVersion = "v8.25.0"
[extend]
useDefault = true
path = "base.toml"
disabledRules = ["generic-api-key"]

[[rules]]
id = "House_Token"
description = "Token of our house"
regex = '''(?i)[\w.-]{0,50}?(?:housetoken)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|:|=>)[\x60'"\s=]{0,5}([a-f0-9]{32})(?:[\x60'"\s;]|$)'''
entropy = 3
keywords = ["housetoken"]
tags = ["house"]
validate = "cel"
  [[rules.allowlists]]
  condition = "AND"
  regexTarget = "line"
  regexes = ['''fixture''']
  paths = ['''(^|/)tests?/''']
  [[rules.allowlists]]
  regexTarget = "match"
  regexes = ['''(?i)housetoken_of_demo''']
  [[rules.allowlists]]
  stopwords = ["deadbeef"]
  commits = ["0123456789abcdef"]

[[rules]]
id = "second-group"
regex = '''houseKeyId=(\w{4,16}),houseSecret=(\w{24})\b'''
secretGroup = 2

[[rules]]
id = "only-there"
regex = '''\bthereT_[0-9a-z]{24}\b'''
path = '''\.conf$'''

[[rules]]
id = "house-id"
regex = '''\b(houseId-[0-9]{12})\b'''
  [[rules.required]]
  id = "second-group"
  withinLines = 3

[[rules]]
id = "overridden"
entropy = 4.5

[[rules]]
id = "github-pat"
description = "our own of that name"
regex = '''\b(ghp_[0-9A-Za-z]{36})\b'''

[[rules]]
id = "endless"
regex = '''\b(endlessT-[0-9]{4,}-\w+)'''
[[rules]]
id = "alone"
regex = '''\b(aloneT_[0-9]{12})\b'''
  [[rules.required]]
  id = "nowhere"
[[rules]]
id = "file-name"
path = '''\.p12$'''
[[rules]]
id = "broken"
regex = '''brokenT_([0-9]{12}'''
[[rules]]
id = "anything"
regex = '''[a-z]{8,}'''
[[rules]]
id = "jwt"
  [rules.allowlist]
  regexes = ['''abc''']

[[allowlists]]
description = "all of them"
paths = ['''(^|/)third_party/''']
END
run rules import .gitleaks.toml -o pack.yaml
expect_exit 0
expect_empty_stdout
expect_stderr '8 rules carried over'
for lost in "House_Token: validate is not carried over" "commits are left out" \
    'generic-api-key: is disabled here' "alone: is left out: it requires nowhere" \
    "file-name: is left out: the name of a file alone is no finding" "broken: is left out: pattern: " \
    "anything: is left out: " "jwt: is left out: it changes a default rule, for which veto has jwt" \
    "github-pat: veto has a rule of that id" ".gitleaks.toml:15: House_Token" ".gitleaks.toml:5"; do
    expect_stderr "$lost"
done

# It loads; what it lacks is said, and is no complaint.
run rules test pack.yaml
expect_exit 0
expect_stdout '8 rules, no complaints'
expect_stdout '8 of them have no examples'

scan() { run scan --no-policy --no-cache --rules pack.yaml --only house-token,second-group,only-there,house-id,base-token,overridden,endless "$@"; }
value=5f1c92ab04de773381c2aa90b4e6d7f1
mkdir -p tree/tests tree/third_party
echo "my_housetoken = \"$value\"" >a.txt
scan a.txt
expect_exit 1
expect_stdout 'house-token'
expect 'the secret is the group' test "$(scan --show-secrets -f json a.txt; python3 -c '
import json, sys; print(json.load(open(sys.argv[1]))["findings"][0]["secret"])' "$io/stdout")" = "$value"
# AND: the line and the path together; one of them is not enough.
echo "fixture: my_housetoken = \"$value\"" >tree/tests/a.txt
scan tree
expect_exit 0
cp tree/tests/a.txt b.txt
scan b.txt
expect_exit 1
cp a.txt tree/tests/a.txt
scan --fail-on low tree
expect_exit 1
rm tree/tests/a.txt
# The match, the secret's words, a list for all rules.
echo "HouseToken_of_demo = \"$value\"" >c.txt
scan c.txt
expect_exit 0
echo "housetoken = \"5f1c92ab04de7733deadbeefb4e6d7f1\"" >c.txt
scan c.txt
expect_exit 0
cp a.txt tree/third_party/a.txt
scan tree
expect_exit 0
# The second group, and only in files whose path fits.
echo 'houseKeyId=id77,houseSecret=Zk39fQxLw7Vb2Nc8Rt4Pm6Yh' >d.txt
scan --show-secrets d.txt
expect_exit 1
expect_stdout 'Zk39fQxLw7Vb2Nc8Rt4Pm6Yh'
echo 'thereT_k3v9x0q2m7z1b8n4c6l5h2j0' >e.conf
cp e.conf e.txt
scan e.conf
expect_exit 1
scan e.txt
expect_exit 0
# What is extended holds, and may be overridden in part.
echo "baseT_$value" >f.txt
scan f.txt
expect_exit 1
grep -A5 "id: 'overridden'" pack.yaml >"$io/stdout"
expect_stdout 'Says it twice'
expect 'with the entropy of the later one' grep -q 'entropy: 4.5' pack.yaml

echo 'endlessT-12345-k3v9x0q2m7z1b8n4c6l5h2j0' >g.txt
scan g.txt
expect_exit 1

# Bad input: an error with file and line, and no pack.
printf '[[rules]]\nid = "a"\nregex = 5\n' >wrong.toml
printf '[[rules]]\nid = "a\n' >broken.toml
printf 'rules = 3\n' >number.toml
printf '[extend]\npath = "loop.toml"\n' >loop.toml
printf '[extend]\npath = "absent.toml"\n' >absent_base.toml
for file in wrong:3 broken:2 number:1 loop:2 absent_base:2; do
    run rules import "${file%:*}.toml" -o never.yaml
    expect_exit 2
    expect_stderr "${file%:*}.toml:${file#*:}"
    expect 'no pack is written' test ! -e never.yaml
done
run rules import absent.toml
expect_exit 2
run rules import
expect_exit 2
: >empty.toml
run rules import empty.toml
expect_exit 0
expect_stderr '0 rules carried over'
