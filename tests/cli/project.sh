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
