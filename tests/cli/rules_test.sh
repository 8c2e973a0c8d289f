#!/usr/bin/env bash
# long
# veto rules test: every complaint with file and line, and a status to block on.
. "$(dirname "$0")/lib.sh"

if [ -d "${VETO_SOURCE:-}/rules" ]; then
    run rules test "$VETO_SOURCE/rules"
    expect_exit 0
    expect_stdout 'rules, no complaints'
fi

cat >mine.yaml <<'END'
rules:
  - id: house-token
    since: "0.1"
    title: Token of our house
    severity: high
    confidence: likely
    pattern: '\b(?<secret>houseT_[0-9a-f]{32})\b'
    why: Whoever has it may do what we may.
    fix: Ask the house for a new one.
    tags: [secret]
    examples: ["key = houseT_5f1c92ab04de773381c2aa90b4e6d7f1"]
    counterexamples: ["key = houseT_short"]
END
run rules test mine.yaml
expect_exit 0
expect_stdout '1 rule, no complaints'

echo 'key = houseT_5f1c92ab04de773381c2aa90b4e6d7f1' >file
run scan --rules mine.yaml file
expect_exit 1
expect_stdout 'house-token'
run scan --rules mine.yaml --skip house-token file
expect_exit 0
run scan --rules mine.yaml --only house-token file
expect_exit 1

# What a built-in rule would find says nothing about this pack, and is looked for by nobody.
sed 's/key = houseT_short/ghp_1Zk39fQxLw7Vb2Nc8Rt4Pm6Yh5Td0aXk9s, AKIAQ3EGZ5XRWTB7NDLP/' mine.yaml >known.yaml
run rules test known.yaml
expect_exit 0
expect_stdout '1 rule, no complaints'

# A pack may name built-in rules, which are not tested with it.
sed 's/^    fix:/    over: [generic-token]\n&/' mine.yaml >over.yaml
run rules test over.yaml
expect_exit 0
run scan --rules over.yaml file
expect_exit 1
sed 's/generic-token/generic-tokne/' over.yaml >unknown.yaml
run rules test unknown.yaml
expect_exit 2
expect_stderr "no rule has the id 'generic-tokne'"

# An example that does not match is a complaint about that line.
sed 's/key = houseT_5f/key = horseT_5f/' mine.yaml >wrong.yaml
run rules test wrong.yaml
expect_exit 1
expect_stdout 'wrong.yaml:'
sed 's/houseT_\[/houseT_(/' mine.yaml >regex.yaml
run rules test regex.yaml
expect_exit 1
expect_stdout 'regex.yaml:'
expect_stdout 'pattern'
run rules test
expect_exit 2

# The engine tells ids that no rule has for these two expressions together (libhs 5.4).
cat >two.yaml <<'END'
rules:
  - id: house-entities
    since: "0.1"
    title: Entities
    why: They are read.
    severity: low
    confidence: likely
    pattern: '\bresolve_entities[ \t]{0,2}=[ \t]{0,2}True\b'
    kinds: [python]
    tags: [misconfiguration]
    fix: Leave them.
    examples: ["a(resolve_entities=True)", "b(resolve_entities = True)"]
    counterexamples: ["a(resolve_entities=False)", "a()"]
  - id: house-cookie
    since: "0.1"
    title: Cookie
    why: It is read.
    severity: low
    confidence: likely
    pattern: '(?m)^(?:SESSION_COOKIE_SECURE|CSRF_COOKIE_SECURE|SESSION_COOKIE_HTTPONLY|SECURE_SSL_REDIRECT)[ \t]{0,4}=[ \t]{0,4}False\b'
    kinds: [python]
    tags: [misconfiguration]
    fix: Leave them.
    examples: ["SESSION_COOKIE_SECURE = False", "CSRF_COOKIE_SECURE=False"]
    counterexamples: ["SESSION_COOKIE_SECURE = True", "SESSION_COOKIE_SECURE = not DEBUG"]
END
run rules test two.yaml
expect_exit 0

# A rule of a pack takes the place of the built-in one of its id, and that is said.
sed 's/house-token/github-pat/' mine.yaml >ours.yaml
echo "TOKEN=$token" >theirs
run scan --no-policy --only github-pat theirs
expect_exit 1
run scan --no-policy --rules ours.yaml --only github-pat theirs
expect_exit 0
expect_stderr 'ours.yaml:2: github-pat takes the place of the built-in rule'
run scan --no-policy --rules ours.yaml --only github-pat file
expect_exit 1
expect_stdout 'Token of our house'
run scan --no-policy -q --rules ours.yaml --only github-pat file
expect_no_stderr 'takes the place'
run rules show github-pat --rules ours.yaml
expect_stdout 'Token of our house'

# Two rules that find one secret: which goes before must be said.
sed 's/house-token/house-other-token/; s/houseT_\[0-9a-f\]{32}/houseT_[0-9a-f]{32}/' mine.yaml >other.yaml
{ cat mine.yaml; sed 1d other.yaml; } >both.yaml
run rules test both.yaml
expect_exit 1
expect_stdout 'is found by house-token, too'
sed 's/^    fix:/    over: [house-token]\n&/' other.yaml >before.yaml
{ cat mine.yaml; sed 1d before.yaml; } >both.yaml
run rules test both.yaml
expect_exit 0

# A built-in rule counts as well, and what stands within another rule's secret.
sed 's/houseT_\[0-9a-f\]{32}/glpat-[0-9A-Za-z]{20}/; s/houseT_5f1c92ab04de773381c2aa90b4e6d7f1/glp''at-Zk39fQxLw7Vb2Nc8Rt4P/' mine.yaml >again.yaml
run rules test again.yaml
expect_exit 1
expect_stdout 'is found by gitlab-pat, too'

# With -v a row a rule: examples, hits a MB and cost alone, the dearest first.
run rules test -v mine.yaml
expect_exit 0
expect_stdout 'rule         examples  counter  hits/MB  alone us/MB  overlaps'
expect_stdout 'house-token         1        1'

# What ordinary text is full of is no rule, where there is ordinary text to see it on.
sed 's/houseT_\[0-9a-f\]{32}/[a-z_]{2,20}_init[a-z]{0,20}/; s/houseT_5f1c92ab04de773381c2aa90b4e6d7f1/houseQx7_initk/; s/    confidence/    views: [text]\n&/' mine.yaml >frequent.yaml
run rules test frequent.yaml
if [ "$(du -sLk /usr/include 2>/dev/null | cut -f1)" -gt 4000 ] 2>/dev/null; then
    expect_exit 1
fi
