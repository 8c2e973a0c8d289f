#!/usr/bin/env bash
# Workflows and actions of GitHub Actions: where findings stand, what is left alone, what is counted.
source "$(dirname "$0")/lib.sh"
: "${VETO_SOURCE:?the checkout}"

mkdir -p .github/workflows .github/actions/a
cat >.github/workflows/ci.yml <<'YAML'
on: pull_request
permissions:
  contents: read
jobs:
  build:
    strategy:
      matrix:
        os: [ubuntu-24.04, ubuntu-18.04]
    runs-on: ${{ matrix.os }}
    container:
      image: registry.example/a:1
      credentials: {username: u, password: weakvalueone}
    env:
      API_TOKEN: weakvaluetwo9
    steps:
      - uses: actions/checkout@v4
        with: {persist-credentials: false}
      - run: |
          make

          echo "${{ github.event.pull_request.title }} ${{ matrix.arch }}"
      - if: |
          ${{ github.ref_name == 'main' }}
        run: make
YAML
cat >.github/actions/a/action.yml <<'YAML'
name: a
description: b
runs:
  using: composite
  steps:
    - uses: o/r@v1
    - run: make
YAML

# Each finding points at the expression, value or key at fault.
run scan .
expect_exit 1
expect_stdout '--> .github/workflows/ci.yml:8:28'
expect_stdout '[gha-runner-removed]'
expect_stdout '--> .github/workflows/ci.yml:21:20'
expect_stdout '[gha-template-injection]'
expect_stdout '--> .github/workflows/ci.yml:21:60'
expect_stdout '[gha-expression-undefined-member]'
expect_stdout '[gha-unsound-condition]'
expect_stdout '[gha-hardcoded-container-credentials]'
expect_stdout '--> .github/actions/a/action.yml:6:13'
expect_stdout '[gha-unpinned-action]'
expect_stdout '--> .github/actions/a/action.yml:7:7'
expect_stdout '[gha-syntax-missing-key]'
for format in text sarif json jsonl; do
    run scan -v -f "$format" .
    expect_no_stdout 'weakvalue'
done

# What cannot be known is not at fault.
cat >.github/workflows/ci.yml <<'YAML'
on: push
permissions:
  contents: read
jobs:
  build:
    strategy:
      matrix: ${{ fromJSON(vars.MATRIX) }}
    runs-on: ${{ matrix.os }}
    steps:
      - run: make ${{ matrix.target.name }}
YAML
rm -r .github/actions
run scan .
expect_exit 0
expect_no_stdout '[gha-'

# Workflows of one folder that call each other are held against each other; one that is not there is not.
mkdir -p calls/.github/workflows
cat >calls/.github/workflows/ci.yml <<'YAML'
on: issues
permissions: {contents: read}
jobs:
  greet:
    uses: ./.github/workflows/greet.yml
    with:
      title: ${{ github.event.issue.title }}
      titel: 1
  other:
    uses: ./.github/workflows/elsewhere.yml
    with: {anything: 1}
  last:
    needs: greet
    runs-on: ubuntu-24.04
    steps:
      - run: echo ${{ needs.greet.outputs.url }} ${{ needs.greet.outputs.text }}
YAML
cat >calls/.github/workflows/greet.yml <<'YAML'
on:
  workflow_call:
    inputs: {title: {type: string}}
    outputs: {url: {value: "${{ jobs.a.outputs.url }}"}}
jobs:
  a:
    permissions: {issues: write}
    runs-on: ubuntu-24.04
    outputs: {url: "1"}
    steps:
      - run: echo "${{ inputs.title }}"
YAML
calls() {
    run scan -f json --fail-on none --only gha-workflow-call-invalid,gha-workflow-call-rights,gha-workflow-call-injection "$1"
    python3 -c '
import json, sys
print(*[(f["rule"][18:], f["line"], f["column"]) for f in json.load(open(sys.argv[1]))["findings"]])' "$io/stdout"
}
expect 'inputs, outputs, rights and what strangers write' test "$(calls calls)" = \
    "('rights', 5, 11) ('injection', 7, 14) ('invalid', 8, 7) ('invalid', 16, 54)"
expect 'one alone says nothing' test -z "$(calls calls/.github/workflows/ci.yml)"
rm -r calls

# A file that does not parse is told where it stops.
printf 'on: push\njobs: {\n' >.github/workflows/ci.yml
run scan .
expect_stdout '[gha-yaml-invalid]'
expect_stdout '--> .github/workflows/ci.yml:'

# The count of labelled cases can fail.
python3 - >cases.jsonl <<'PYTHON'
import json
text = "on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - rn: make\n"
case = {"source": "actionlint", "kind": "github-actions", "path": ".github/workflows/ci.yml"}
for number, (label, line) in enumerate([("bad", 6), ("bad", 1), ("good", None)]):
    print(json.dumps({**case, "id": str(number), "label": label, "rule": "r", "line": line,
                      "text": text if label == "bad" else text.replace("rn", "run")}))
PYTHON
prefix=(python3 "$VETO_SOURCE/bench/workflows.py" --veto)
run cases.jsonl
expect_exit 0
expect_stdout 'bad: 1 of 2 found (50.0 %); good: 0 of 1 flagged'
