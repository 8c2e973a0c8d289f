#!/usr/bin/env bash
# Nothing that veto writes lets a weak password be guessed.
. "$(dirname "$0")/lib.sh"

# Every format that there is.
read -ra formats <<<"$("$VETO" scan --help | tr -s '\n ' ' ' | sed 's/.*what goes to standard output: //; s/ (default.*//' | tr -d ,)"
expect 'formats are known' test ${#formats[@]} -ge 4

python3 "$VETO_SOURCE/tests/cli/baseline_dictionary.py" trees .
for name in one two; do
    mv $name tree
    for format in "${formats[@]}"; do
        "$VETO" scan -v -f "$format" tree >"$name.$format" 2>/dev/null || [ $? = 1 ] || fail "-f $format"
        sed -i -E 's/ in [0-9.]+ s$//' "$name.$format"
    done
    run scan -q --write-baseline $name.baseline tree
    expect_exit 1
    mv tree $name
done
expect 'there is something to guess' test "$(wc -l <one.baseline)" -gt 200
expect 'and weak values are marked' grep -qE '^[0-9a-f]{32} - config-password ' one.baseline

# No word of a dictionary answers to anything in them.
cp one.baseline "$io/stdout"
python3 "$VETO_SOURCE/tests/cli/baseline_dictionary.py" guess . one.baseline "${formats[@]/#/one.}" \
    >"$io/stdout" 2>"$io/stderr" || fail 'a word was guessed'

# And whatever else there is, of which nobody thought: other passwords of the same length, and not a byte
# of what is written is another.
for kind in baseline "${formats[@]}"; do
    diff "one.$kind" "two.$kind" >"$io/stdout" || fail "$kind depends on weak passwords"
done

# What a phrase is encoded as has no hash of its own, nor is any of it shown.
mkdir encoded
printf 'db_secret_key: %s\n' "$(printf 'my dog is called rex' | od -An -v -tx1 | tr -d ' \n')" >encoded/hex.yaml
printf 'db_secret_key: %s\n' "$(printf 'my dog is called rex' | base64)" >encoded/base64.yaml
printf 'db_secret_key: %s\n' "$(printf letmein | md5sum | cut -c1-32)" >encoded/md5.yaml
printf 'db_secret_key: %s\n' "$(printf password | sha256sum | cut -c1-64)" >encoded/sha.yaml
printf 'db_password: TheQuickBrownFoxJumpsOverTheLazyDog\n' >encoded/phrase.yaml
run scan -q --write-baseline encoded.baseline -f sarif encoded
expect 'no identity' test "$(grep -cE '^[0-9a-f]{32} - config-' encoded.baseline)" = 5
expect_no_stdout '"guessable":false'
expect 'nor a hash of the line' test "$(grep -oE 'LineHash":"([0-9a-f]{16}):1","vetoFinding/v1":"\1' "$io/stdout" | wc -l)" = 5
expect_no_stdout ' bits per character'
tails=$(sed -E 's/.*: .*(.{4})$/\1/' encoded/*.yaml)
for tail in $tails; do
    expect_no_stdout "*$tail"
done
