#!/usr/bin/env bash
# The build's rule compiler: every mistake with its line, and no output with a mistake in it.
. "$(dirname "$0")/lib.sh"
VETO=$VETO_BUILD/scanner/rulec

mkdir packs out
cat >packs/good.yaml <<'END'
rules:
  - id: house-token
    since: "0.1"
    title: Token of our house??/
    severity: high
    pattern: '\b(?<secret>houseT_[0-9a-f]{32})\b'
    fix: "Ask \"the house\" for a new one: é."
    tags: [secret]
    examples: ["key = houseT_00112233445566778899aabbccddeeff\x01\n7"]
    counterexamples: ["key = houseT_short"]
END
run packs out
expect_exit 0
expect_empty_stderr
expect 'a database' test -s out/builtin.hsdb
for compiler in gcc clang; do
    command -v $compiler >/dev/null || continue
    expect "$compiler reads the tables" $compiler -std=c17 -trigraphs -Wall -Wextra -Werror -fPIC \
        -I"$VETO_SOURCE/scanner" -I"$VETO_SOURCE/include" -c out/builtin.c -o $compiler.o
    expect "$compiler has the text" grep -qF 'our house??/' $compiler.o
done

cp -r out before
run packs out
expect 'the same packs make the same files' diff -r before out

# All mistakes of all packs are told, wherever they are found.
cat >packs/wrong.yaml <<'END'
rules:
  - id: house-token
    since: "0.1"
    title: T
    severity: hihg
  - id: other-token
    since: "0.1"
    title: T
    severity: high
    pattern: '(?<secret>houseT_(x)'
    fix: F
    tags: [secret]
    examples: [x]
    counterexamples: [x]
END
for arguments in '--check packs' 'packs out'; do
    # shellcheck disable=SC2086 # two words
    run $arguments
    expect_exit 1
    expect_stderr "packs/wrong.yaml:5: severity: unknown value 'hihg'; did you mean 'high'?"
    expect_stderr 'packs/wrong.yaml:2: pattern: is missing'
    expect_stderr 'packs/wrong.yaml:10: pattern: '
done
expect 'nothing is written with a mistake' diff -r before out

rm packs/wrong.yaml
run --check packs
expect_exit 0
expect_stdout '1 rules, no mistake'
run packs nowhere
expect_exit 1
expect_stderr 'nowhere: no such folder'
run --check nowhere
expect_exit 1
expect_stderr 'nowhere: No such file or directory'
run
expect_exit 1
expect_stderr 'usage:'
run --schema
expect 'the schema in the tree' diff "$io/stdout" "$VETO_SOURCE/rules/schema.json"
