#!/usr/bin/env bash
# nosanitizer
# The validator of SARIF's own authors, with GitHub's rules beside the standard's, finds no error and
# no warning in our reports. Its exit status is 0 whatever it finds: what it wrote is read instead.
# Without the network it cannot be had the first time: VETO_OFFLINE=1 skips this test then.
: "${VETO_BUILD:?the build to test}"

package=@microsoft/sarif-multitool-linux
version=5.7.0
cache=${XDG_CACHE_HOME:-${HOME:-$VETO_BUILD}/.cache}/veto-tests/sarif-multitool-$version
validator=$cache/node_modules/$package/Sarif.Multitool

missing() {
    if [ "${VETO_OFFLINE:-}" = 1 ]; then
        echo "skipped: $1 (VETO_OFFLINE=1)"
        exit 77
    fi
    echo "failed: $1; set VETO_OFFLINE=1 to go without the validator" >&2
    exit 1
}

# Into a folder of its own, which gets its name only when it is whole.
install_validator() {
    command -v npm >/dev/null || missing "npm is not installed"
    mkdir -p "${cache%/*}"
    local half
    half=$(mktemp -d "$cache.XXXXXX")
    if ! npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$half" \
        "$package@$version" >"$half/npm.log" 2>&1; then
        cat "$half/npm.log" >&2
        rm -rf "$half"
        missing "$package@$version cannot be installed"
    fi
    mv -T "$half" "$cache" 2>/dev/null || rm -rf "$half"
}

[ -e "$validator" ] || install_validator
[ -e "$validator" ] || missing "$package@$version holds no validator"
chmod u+x "$validator"

# Only now: it takes away the caches and the environment that are looked at above.
. "$(dirname "$0")/lib.sh"

# A result with everything in it, one with nothing, one with too much.
mkdir reports tree
expect 'examples are written' "$VETO_BUILD/tests/unit_report_sarif" reports

# What the program says of a tree with unpleasant names.
printf 'FROM debian:12\nRUN curl -k https://veto.example/install.sh | sh\n' >tree/Dockerfile
printf 'token = %s\n' "$token" >'tree/[a](1) b:c'$'\n\xff.txt'
mkfifo tree/pipe
run scan -f sarif tree
expect_exit 1
cp "$io/stdout" reports/tree.sarif

# And of real images, where they can be made.
names=(example empty many tree)
if command -v umoci >/dev/null && command -v skopeo >/dev/null && [ "$(id -u)" -eq 0 ]; then
    . "$VETO_SOURCE/tests/cli/image_fixtures.bash"
    images=$(image_fixtures) || fail 'the images cannot be made'
    for form in layout oci.tar docker.tar zstd.tar; do
        run scan "$images/$form" -o "reports/image-$form.sarif"
        expect_exit 1
        names+=("image-$form")
    done
fi

# It would try to reach every rule's help page, one after the other: a proxy that nobody is behind
# answers at once, and nothing leaves the machine.
for report in reports/*.sarif; do
    HTTP_PROXY=http://127.0.0.1:9 HTTPS_PROXY=http://127.0.0.1:9 "$validator" validate "$report" --rule-kind 'Sarif;Ghas' --level 'Error;Warning' -q true \
        -o "$report.checked" --log ForceOverwrite --max-file-size-in-kb 200000 >/dev/null
done

cat >complaints.py <<'PYTHON'
import json
import sys

failures = 0
for name in sys.argv[1:]:
    with open(f"reports/{name}.sarif.checked", encoding="utf-8-sig") as file:
        run = json.load(file)["runs"][0]
    # A file that the validator could not look at has no result either, but a note.
    complaints = [note["message"] for invocation in run.get("invocations", [])
                  for kind in ("toolExecutionNotifications", "toolConfigurationNotifications")
                  for note in invocation.get(kind, [])]
    complaints += [(one["ruleId"], one["message"],
                    one["locations"][0]["physicalLocation"].get("region"))
                   for one in run["results"] if one.get("level", "warning") != "note"]
    for complaint in complaints[:20]:
        print(name, complaint, file=sys.stderr)
    failures += len(complaints)
sys.exit(failures > 0)
PYTHON
python3 complaints.py "${names[@]}" 2>"$io/stderr" || fail 'the validator complains'
