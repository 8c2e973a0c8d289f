#!/usr/bin/env bash
# What README.md, CONTRIBUTING.md and docs/ tell somebody to write or to type is so.
. "$(dirname "$0")/lib.sh"

# block N FILE: the N-th block of YAML in a document, without its indentation.
block() {
    awk -v n="$1" '/^ *```yaml/ { count++; inside = 1; next } /^ *```/ { inside = 0 } inside && count == n' "$2" |
        sed "s/^$(sed -n 's/^\( *\)```yaml.*/\1/p' "$2" | head -n 1)//"
}

for document in CONTRIBUTING.md docs/rules.md; do
    block 1 "$VETO_SOURCE/$document" >pack.yaml
    run rules test pack.yaml
    expect_exit 0
    expect_stdout '1 rule, no complaints'
done

# The whole policy; the file that it extends is the organisation's.
mkdir policies
echo 'version: 1' >policies/base.yaml
block 2 "$VETO_SOURCE/docs/policy.md" >veto.yaml
expect 'the example has exceptions' grep -q '^exceptions:' veto.yaml
run policy check
expect_exit 0
expect_stdout 'veto.yaml: no mistake'
rm -r policies veto.yaml

printf 'import os\napi_key = "xxxxxxxxxxxxxxxxxxxxxx"\n' >app.py
run explain app.py:2
expect 'docs/reports.md shows what explain prints' python3 - "$VETO_SOURCE/docs/reports.md" "$io/stdout" <<'END'
import sys
text, printed = (open(path).read() for path in sys.argv[1:])
shown = text.split("$ veto explain app.py:2\n")[1].split("…\n")[0]
assert printed.startswith(shown), printed
END

# Each option that stands behind a command of veto's is one of that command's.
for command in scan image rules query policy allow explain; do
    run "$command" --help
    cp "$io/stdout" "$command.help"
done
expect 'no option is told that there is not' python3 - "$VETO_SOURCE" <<'END'
import glob, os, re, sys
source, wrong, seen = sys.argv[1], [], 0
for path in [source + "/README.md", source + "/CONTRIBUTING.md", *glob.glob(source + "/docs/*.md")]:
    for line in open(path):
        for command, rest in re.findall(r"\bveto (scan|image|rules|query|policy|allow|explain)\b([^`|#;]*)", line):
            for option in re.findall(r"(?<![\w-])--[a-z][a-z-]*", rest):
                seen += 1
                if not re.search(re.escape(option) + r"(?![a-z-])", open(command + ".help").read()):
                    wrong.append(f"{os.path.basename(path)}: veto {command} {option}")
print("\n".join(wrong))
assert seen > 20 and not wrong
END
