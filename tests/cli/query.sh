#!/usr/bin/env bash
# veto query: what is selected, where it stands, and what is said where something is wrong.
source "$(dirname "$0")/lib.sh"

cat >compose.yaml <<'YAML'
services:
  web:
    image: nginx:1.25
    ports: [80, 0x1BB]
  db:
    image: "postgres:16"
---
services: {cache: {image: redis}}
YAML
cat >app.json <<'JSON'
// settings
{
  "debug": true, "limit": 1.50,
  "users": [{"name": "ann"}, {"name": "it's\u0007"},],
  "debug": false
}
JSON

# Each document of a stream in turn, with places.
run query compose.yaml '$.services.*.image'
expect_exit 0
expect_stdout "compose.yaml:3:12: \$['services']['web']['image'] = \"nginx:1.25\""
expect_stdout "compose.yaml:6:12: \$['services']['db']['image'] = \"postgres:16\""
expect_stdout "compose.yaml:8:27: \$['services']['cache']['image'] = \"redis\""
expect_empty_stderr

# The values alone, in order, as one array that others can read.
run query --json compose.yaml '$.services[?@.ports]'
expect_exit 0
expect 'the values are JSON' python3 - "$io/stdout" <<'PY'
import json, sys
assert json.load(open(sys.argv[1])) == [{"image": "nginx:1.25", "ports": [80, 443]}]
PY
run query -f json app.json '$..nothing'
expect_exit 0
expect_stdout '[]'

# Comments, a comma behind the last element, and of equal keys the last.
run query app.json '$.debug'
expect_exit 0
expect_stdout "app.json:5:12: \$['debug'] = false"
expect_no_stdout 'true'
run query app.json '$.users[?match(@.name, "[a-z]+")]'
expect_stdout "app.json:4:13: \$['users'][0] = {\"name\":\"ann\"}"
expect_no_stdout 'it'

# No control character reaches the terminal, and none is lost.
run query app.json '$.users[1].name'
expect_stdout "= \"it's\\u0007\""

# The tree shows all members.
run query app.json
expect_exit 0
expect_stdout '3:12    debug: true   (a later member of the same name counts)'
expect_stdout '3:27    limit: 1.50'
expect_stdout '4:12    users: array of 2'
expect_stdout '4:13      [0]: object of 1'
run query compose.yaml
expect_stdout '8:1  document 2, $: object of 1'

# Standard input, told by how it begins or by the name that is given.
actual=0
"$VETO" query - '$.a' <<<'{"a": [1, 2]}' >"$io/stdout" 2>"$io/stderr" || actual=$?
expect_exit 0
expect_stdout "stdin:1:7: \$['a'] = [1,2]"
"$VETO" query --stdin-name x.json - <<<'a: 1' >"$io/stdout" 2>"$io/stderr" || actual=$?
expect_exit 2
expect_stderr 'veto: x.json: 1:1: expected a value'

# What is wrong is told with its place, and nothing is printed.
run query app.json '$.users[?@.name = 1]'
expect_exit 2
expect_empty_stdout
expect_stderr "veto: query: character 17: expected ',' or ']'"
run query app.json ''
expect_exit 2
expect_stderr "veto: query: character 1: a query begins with '\$'"
printf '{"a": 1,\n "b": }\n' >broken.json
run query broken.json '$.a'
expect_exit 2
expect_empty_stdout
expect_stderr 'veto: broken.json: 2:7: expected a value'
printf 'a: 1\nb: [\n' >broken.yaml
run query broken.yaml
expect_exit 2
expect_stderr 'veto: broken.yaml: 3:1: '
run query absent.json '$'
expect_exit 2
expect_stderr 'veto: absent.json: No such file or directory'
run query .
expect_exit 2
expect_stderr 'Is a directory'
head -c 16777217 /dev/zero >large.json
run query large.json
expect_exit 2
expect_stderr 'veto: large.json: larger than 16777216 bytes'
run query
expect_exit 2
run query app.json '$' '$'
expect_exit 2
run query -f sarif app.json '$'
expect_exit 2
expect_stderr '--format: queries are answered as text or json, not as sarif'

# An expression that would take for ever is given up, and said so.
python3 -c 'print("[\"" + "a" * 90000 + "\"]")' >hostile.json
run query hostile.json '$[?search(@, "a*[bc]")]'
expect_exit 2
expect_stderr 'the expression of match() or search() takes too long on this text'

# Tags are shown in the tree, and are no part of a value.
printf 'a: !Ref foo\nb: &x !Sub {c: !!str 1}\nd: [!T , 2]\ne: "!f"\ng: *x\n' >tags.yaml
run query tags.yaml
expect_stdout 'a: !Ref "foo"'
expect_stdout 'b: !Sub object of 1'
expect_stdout 'c: !!str "1"'
expect_stdout '[0]: !T ""'
expect_stdout 'e: "!f"'
expect_stdout 'g: object of 1'
run query tags.yaml '$.a'
expect_stdout '= "foo"'
printf 'a = !f\n' >tags.ini
run query tags.ini
expect_stdout 'a: "!f"'

# What --help says of files and exit statuses is this command's own.
run query --help
expect_stdout 'TOML, XML, a Dockerfile'
expect_stdout 'nothing selected is an answer'
expect_no_stdout 'a veto'
