#!/usr/bin/env bash
# What several files say together, and what a project as a whole lacks.
source "$(dirname "$0")/lib.sh"

mkdir -p tree/deploy tree/api tree/.github/workflows
cat >tree/deploy/compose.yaml <<'YAML'
services:
  api:
    build: ../api
  web:
    build: ../web
  db:
    image: postgres:16.4
YAML
printf 'FROM alpine:3.21\nUSER app\nHEALTHCHECK CMD true\n' >tree/api/Dockerfile
printf '# The pipeline\nname: CI\non: push\njobs:\n  test:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: make test\n' \
    >tree/.github/workflows/ci.yml

# Of a service that is built, its Dockerfile decides; where there is none, it has no check.
run scan -f json --only compose-healthcheck-missing tree
expect 'web and db, not api' python3 -c '
import json, sys
found = json.load(open(sys.argv[1]))["findings"]
assert [f["line"] for f in found] == [4, 6], found
assert all(f["fingerprint"] for f in found)
' "$io/stdout"

# One file alone does not know.
run scan -f json --only compose-healthcheck-missing tree/deploy/compose.yaml
expect 'db alone' python3 -c '
import json, sys
assert [f["line"] for f in json.load(open(sys.argv[1]))["findings"]] == [6]
' "$io/stdout"

# A user of the image is known with its Dockerfile.
sed -i '/USER/d' tree/api/Dockerfile
run scan -f json --only compose-user-missing tree
expect 'api too' python3 -c '
import json, sys
assert [f["line"] for f in json.load(open(sys.argv[1]))["findings"]] == [2, 6]
' "$io/stdout"

# The strict standard is only asked by name, and speaks at the first line of the pipeline.
run scan tree
expect_no_stdout 'guardian-'
run scan --only guardian-rollback-plan tree
expect_stdout '[guardian-rollback-plan]'
expect_stdout '.github/workflows/ci.yml:2:1'
mkdir tree/docs && echo '# How to roll back' >tree/docs/operations.md
run scan --only guardian-rollback-plan tree
expect_no_stdout 'guardian-'
run rules list
expect_stdout 'guardian-rollback-plan'

# A part of a repository says nothing of what the whole lacks.
rm -r tree/docs
run scan --only guardian-rollback-plan tree
expect_stdout '[guardian-rollback-plan]'
git -C tree init -q .
mkdir tree/part && cp -r tree/.github tree/part
run scan --only guardian-rollback-plan tree/part
expect_no_stdout 'guardian-'

# Neither the number of threads nor the order of files matters.
for i in $(seq 40); do
    mkdir -p "tree/many/$i" && printf 'services:\n  a:\n    build: .\n' >"tree/many/$i/compose.yaml"
done
run scan -j1 -f sarif tree
cp "$io/stdout" one.sarif
for i in 1 2 3; do
    run scan -j4 -f sarif tree
    expect 'the same report' cmp one.sarif "$io/stdout"
done

# Secrets are hidden here as everywhere.
printf 'services:\n  a:\n    image: x:1\n    env_file: a.env\n' >tree/compose.yaml
printf 'DB_PASSWORD=weakvalueone\n' >tree/a.env
run scan -f json --only compose-env-file-committed tree
expect_stdout 'compose-env-file-committed'
expect_no_stdout 'weakvalue'

# A file that is a key by its name is told without what is in it, and text that turns too.
mkdir -p keys/deploy
printf 'certainly-not-shown-1234' >keys/deploy/id_ed25519
printf 'a = 1\nif level != "user\xe2\x80\xae \xe2\x81\xa6": # admins\n    pass\n' >keys/access.py
run scan -f json --fail-on none --only git-secret-file-tracked,git-bidi-characters keys
expect 'both are found' python3 -c '
import json, sys
text = open(sys.argv[1], encoding="utf-8").read()
found = {f["rule"]: f for f in json.loads(text)["findings"]}
assert found["git-secret-file-tracked"]["uri"] == "deploy/id_ed25519", found
assert found["git-bidi-characters"]["line"] == 2, found
assert "certainly-not" not in text and "\u202e" not in text
' "$io/stdout"

# Owners, and what nobody owns.
mkdir -p owned/.github owned/infra
printf '/docs/ @acme/writers\n' >owned/.github/CODEOWNERS
printf 'FROM alpine:3.21\n' >owned/infra/Dockerfile
run scan -f json --fail-on none --only guardian-codeowners-folders,guardian-codeowners-self owned
expect 'the Dockerfile, and the owners themselves' python3 -c '
import json, sys
found = json.load(open(sys.argv[1]))["findings"]
assert [(f["rule"], f["uri"]) for f in found] == [
    ("guardian-codeowners-self", ".github/CODEOWNERS"), ("guardian-codeowners-folders", "infra/Dockerfile")], found
' "$io/stdout"

# What comments allow is counted through all files; the strict standard has a budget for it, and an end for exceptions.
mkdir -p allowed/src
for i in 1 2 3 4 5 6; do
    echo "a$i = eval(x)  # veto:allow python-eval-foreign x is a constant of ours" >>allowed/src/a.py
    echo "b$i = eval(x)  # veto:allow python-eval-foreign x is a constant of ours" >>allowed/src/b.py
done
run scan -f json --fail-on none --only guardian-suppressions-budget allowed
expect 'the eleventh, once' python3 -c '
import json, sys
found = json.load(open(sys.argv[1]))["findings"]
assert [(f["uri"], f["line"]) for f in found] == [("src/b.py", 5)], found
' "$io/stdout"
sed -i 5,6d allowed/src/b.py
run scan --only guardian-suppressions-budget allowed
expect_no_stdout 'guardian-'
printf 'exceptions:\n  - {rule: python-eval-foreign, path: src/, reason: constants of ours alone}\n' >allowed/veto.yaml
run scan --only guardian-exceptions-expired allowed
expect_stdout 'veto.yaml:2:'

# A file that git ignores is told all the same once it is tracked, whatever it is.
mkdir ignored && git -C ignored init -q . && printf '*.keystore\n.env\n' >ignored/.gitignore
printf 'not-shown-1234\n' >ignored/server.keystore
run scan --fail-on none --only git-secret-file-tracked ignored
expect_no_stdout 'git-secret-file-tracked'
git -C ignored add -f server.keystore
run scan --fail-on none --only git-secret-file-tracked ignored
expect_stdout 'server.keystore:1:1'
