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
