#!/usr/bin/env bash
# Checks: queries over the facts of files, the built-in ones and an organisation's own.
source "$(dirname "$0")/lib.sh"
: "${VETO_SOURCE:?the checkout}"

cat >Dockerfile <<'DOCKERFILE'
FROM debian:12.5
ENV DB_PASSWORD=hunter2sesame
RUN curl -k https://files.example/i.sh | sh
EXPOSE 8080
USER root
DOCKERFILE

# A finding points at the line at fault, and says what was selected.
run scan Dockerfile
expect_exit 1
expect_stdout '[dockerfile-last-user-root]'
expect_stdout '--> Dockerfile:5:1'
expect_stdout "selected \$['stages'][0]['user']"

# A check and a pattern that say the same are one finding.
expect_stdout '[dockerfile-run-pipe-to-shell]'
expect_no_stdout '[shell-pipe-download]'

# What a check shows is redacted like everything else.
expect_no_stdout 'hunter2sesame'
run scan -f sarif Dockerfile
expect_no_stdout 'hunter2sesame'
run scan -f json Dockerfile
expect_no_stdout 'hunter2sesame'

# Nor is a secret that only a check knows of: in a command, a label, over several lines.
cat >secrets.Dockerfile <<'DOCKERFILE'
FROM debian:12.5
RUN mysql -uroot -pweakvalueone -e 'select 1'
RUN echo "root:weakvaluetwo" | chpasswd
ENV API_TOKEN='weakvaluethree' B=2
ARG MYSQL_PASSWORD=weakvaluefour
RUN git clone https://bob:weakvaluefive@git.example/x.git
DOCKERFILE
cat >pod.yaml <<'YAML'
apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - name: c
      image: nginx
      env:
        - name: DB_PASSWORD
          value: weakvaluesix
        - {name: API_TOKEN, value: weakvalueseven}
YAML
for format in text sarif json jsonl; do
    run scan -v -f "$format" secrets.Dockerfile pod.yaml
    expect_no_stdout 'weakvalue'
    expect_no_stderr 'weakvalue'
done
expect_stdout 'k8s-secret-in-env'
expect_stdout 'nginx'

# A file with too much in it to be audited loses nothing else, and is read in time.
{
    echo 'FROM debian:12.5'
    printf 'RUN apt-get install'
    for i in $(seq 300000); do printf ' p%d' "$i"; done
    printf '\n# %s\n' "$token"
} >large.Dockerfile
run scan -v large.Dockerfile
expect_exit 1
expect_stdout '[github-pat]'
expect_stdout 'not audited: 2:'
expect_stdout 'too many nodes'

# Alike objects of one file are findings of their own.
printf 'kind: Pod\napiVersion: v1\nmetadata: {name: %s}\nspec: {hostPID: true, containers: [{name: c, image: x}]}\n---\n' a b >pods.yaml
run scan -f json --only k8s-host-pid pods.yaml
expect 'one for each pod' python3 -c '
import json, sys
found = json.load(open(sys.argv[1]))["findings"]
assert [f["line"] for f in found] == [4, 9], found
assert len({f["fingerprint"] for f in found}) == 2' "$io/stdout"

# The facts that a check is written by.
run query --lifted Dockerfile '$.stages[0].user.root'
expect_exit 0
expect_stdout "Dockerfile:5:1: \$['stages'][0]['user']['root'] = true"
echo 'no facts' >notes.md
run query --lifted notes.md
expect_exit 2
expect_stderr 'no facts are known'

# One check alone, or without one.
run scan --only dockerfile-last-user-root Dockerfile
expect_exit 1
run scan --skip dockerfile-last-user-root Dockerfile
expect_no_stdout '[dockerfile-last-user-root]'

# Moved lines do not change what a finding is.
fingerprint() { "$VETO" scan -f json "$1" | python3 -c '
import json, sys
print([f["fingerprint"] for f in json.load(sys.stdin)["findings"] if f["rule"] == sys.argv[1]])' "$2"; }
before=$(fingerprint Dockerfile dockerfile-last-user-root)
sed -i '1a # a line more' Dockerfile
expect 'the fingerprint outlives a line more' test "$before" = "$(fingerprint Dockerfile dockerfile-last-user-root)"

# A file that cannot be read as what it is, is said not to be judged; the rest goes on.
printf 'FROM debian:12.5\nUSER root\nENV A=\xff\n' >broken.Dockerfile
run scan -v broken.Dockerfile
expect_stdout 'not audited'

# The page on checks does what it says.
python3 - "$VETO_SOURCE/docs/checks.md" >acme.yaml <<'PYTHON'
import re, sys
print(re.search(r"```yaml\n(.*?)```", open(sys.argv[1]).read(), re.S).group(1), end="")
PYTHON
run rules test acme.yaml
expect_exit 0
run scan --rules acme.yaml --only acme-foreign-base --only acme-owner-label Dockerfile
expect_exit 1
expect_stdout '[acme-foreign-base]'
expect_stdout '--> Dockerfile:1:6'
expect_stdout '[acme-owner-label]'
expect_stdout '--> Dockerfile:5:'

# A wrong check stops before anything is scanned, with file and line.
sed 's/kind: dockerfile/kind: dockerfiel/' acme.yaml >wrong.yaml
run scan --rules wrong.yaml Dockerfile
expect_exit 2
expect_stderr "wrong.yaml:8: kind: no kind 'dockerfiel' is audited"
sed 's/query: .*base$/query: $.stages[?/' acme.yaml >wrong.yaml
run scan --rules wrong.yaml Dockerfile
expect_exit 2
expect_stderr 'wrong.yaml:9: query: character'
