#!/usr/bin/env bash
# long
# Documents that are cut, cyclic, huge or not what they look like: said with file, line and column, in time,
# and what is in them is seen all the same.
. "$(dirname "$0")/lib.sh"

cat >make.py <<'PYTHON'
import io, json, os, sys, zipfile

token = sys.argv[1]
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n"
SERVICES = "services:\n  a:\n    image: b:1\n"
SECRET = f"# token = {token}\n"
cases = {
    # Which of them is not understood, and where.
    "half.yaml": (SECRET + POD + "spec: {containers: [\n", "6:1"),
    "tabs.yaml": (SECRET + POD + "spec:\n\tcontainers: []\n", "6:1"),
    "cyclic.yaml": (SECRET + POD + "spec: &a\n  containers: [*a]\n", "6:16"),
    "laughs.yaml": (SECRET + POD + "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
                    + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 12)), "11:"),
    "merges.yaml": (SECRET + POD + "m: &m\n" + "".join(f"  k{i}: x\n" for i in range(2000))
                    + "".join(f"n{i}: {{<<: *m}}\n" for i in range(3000)), ":"),
    "deep.yaml": (SECRET + POD + "spec: " + "[" * 100000 + "\n", "5:"),
    "questions.yaml": (SECRET + POD + "? " * 100000 + "\n", "5:"),
    "latin.yaml": ((SECRET + POD).encode() + b"spec: {hostname: caf\xe9}\n", "5:21"),
    "control.yaml": ((SECRET + POD).encode() + b"spec: \x07\n", "5:7"),
    "braces.docker-compose.yml": (SECRET + SERVICES + "    x: " + "{" * 100000 + "\n", "5:"),
    "object.json": ('{"kind": "Pod", "apiVersion": "v1", "token": "' + token + '", "a": ' + '{"a":' * 100000, "1:"),
    "cut.json": ('{"kind": "Pod", "apiVersion": "v1", "token": "' + token + '", "a": [1, 2', "1:"),
    # Understood, or of no kind that is audited.
    "scalar.yaml": (SECRET + POD + "spec: {hostname: \"" + "x" * 3000000 + "\"}\n", None),
    "crlf.yaml": ((SECRET + POD + "spec: {}\n").replace("\n", "\r\n"), None),
    "mark.yaml": (b"\xef\xbb\xbf" + (SECRET + POD + "spec: {}\n").encode(), None),
    "duplicate.yaml": (SECRET + POD + "spec: {}\nspec: {}\n", None),
    "entities.config": ("<!DOCTYPE a [<!ENTITY b \"" + "c" * 1000 + "\">" + "".join(
        f"<!ENTITY b{i} \"{('&b' + (str(i - 1) if i else '') + ';') * 10}\">" for i in range(9)) +
        f"]><configuration>&b8;<!-- token = {token} --></configuration>\n", None),
    "elements.config": (f"<!-- token = {token} -->" + "<a>" * 100000, None),
    "tables.toml": (SECRET + "[" * 100000 + "\n" + "a = " + "[" * 100000, None),
    "keys.toml": (SECRET + ".".join(["a"] * 50000) + " = 1\n", None),
    "sections.ini": (SECRET + "[" * 100000 + "\\\n" * 50000, None),
    "heredoc.Dockerfile": (SECRET + "FROM a:1\nRUN " + "<<A " * 20000 + "\n" + "\\\n" * 20000, None),
    "quotes.Dockerfile": (SECRET + "FROM a:1\nRUN " + "\"$(`" * 20000 + "\n", None),
    "script.sh": (SECRET + "case x in " * 20000 + "$((" * 20000 + "<(" * 20000, None),
    "nginx.conf": (SECRET + "http {" + "a {" * 50000 + "\"" + "\\" * 50001, None),
    "notebook.ipynb": ('{"cells": [{"source": "token = ' + token + '"}, ' + "[" * 50000, "1:"),
    "chart/Chart.yaml": ("apiVersion: v2\nname: a\nversion: 1.0.0\n", None),
    "chart/templates/a.yaml": (SECRET + POD + "{{- if .Values.a }}\nspec: {{ toYaml .Values.b | nindent 2 }}\n{{ range", None),
    "mixed.yaml": (SECRET + POD + "spec:\n{% for a in b %}\n  {{ a }}: <%= b %>\n{% endfor %}\n", None),
    "filled.yaml": (SECRET + POD + "spec:\n  {{ a }}: b\n {{ c }}: [\n", "7:2"),
    "actions.yaml": (SECRET + POD + "spec:\n" + "{{ a }}\n" * 100000, None),
    "line.yaml": (SECRET + POD + "spec: {a: " + "{{/**/}}" * 100000 + "{{ if a }}" * 50000 + "}\n", None),
    "conditions.yaml": (SECRET + POD + "spec:\n  a: |\n" + "{{ if a }}\n" * 100000 + " " * 200 + "x\n", None),
    "unended.yaml": (SECRET + POD + "spec: {a: '{{ \"" + "{{ `\"" * 100000 + "'}\n", None),
    "escapes.yaml": (SECRET + POD + "spec:\n  containers:\n  - name: {{ a }}\n    image: {{ " + '\\"' * 200000 + "\n", None),
    "comments.yaml": (SECRET + POD + "spec:\n  containers:\n  - name: a\n" + "{{/*}}" * 200000 + "\n", None),
    "holes.yaml": (SECRET + POD + "spec:\n  containers:\n" + "  - {name: {{ a }}}\n  {{- toYaml .b | nindent 4 }}\n" * 4000, None),
    # Understood, and of many parts that must not each be held against all others.
    "addresses.yaml": (SECRET + "# " + "http://a.bc " * 300000 + "\n", None),
    "downloads.sh": (SECRET + "curl -o a http://b.c/d\n" * 100000, None),
    "archives.Dockerfile": (SECRET + "FROM a:1\n" + "COPY a.tar /b\n" * 4000 + "RUN tar xf c.tar\n" * 4000, None),
    "arguments.Dockerfile": (SECRET + "FROM a:1\n" + "".join(f"ARG A{i}_TOKEN\n" for i in range(4000)) + "RUN a $b $c\n" * 4000, None),
    "CODEOWNERS": (SECRET + "".join(f"/{'*a' * 100}{i} @a\n" for i in range(20000)), None),
    "containers.yaml": (SECRET + POD + "spec:\n" + "".join(f"  k{i}: 1\n" for i in range(20000)) + "  containers:\n" + "  - {name: a}\n" * 13000, None),
    "context.yaml": (SECRET + POD + "spec:\n  securityContext:\n" + "".join(f"    k{i}: 1\n" for i in range(10000))
                     + "  containers:\n" + "  - {name: a}\n" * 5000, None),
    "workflow.yaml": (SECRET + "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {name: a}\nspec:\n  entrypoint: a\n"
                      + "".join(f"  k{i}: 1\n" for i in range(10000)) + "  templates:\n" + "  - {container: {name: a}}\n" * 5000, None),
    "annotations.yaml": (SECRET + "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  annotations:\n"
                         + "".join(f"    container.seccomp.security.alpha.kubernetes.io/{i}: a\n" for i in range(6000))
                         + "spec:\n  containers:\n" + "  - {name: a}\n" * 6000, None),
    "volumes.yaml": (SECRET + POD + "spec:\n  volumes:\n" + "".join(f"  - {{name: v{i}}}\n" for i in range(30000))
                     + "  containers:\n  - name: a\n    volumeMounts:\n" + "    - {name: a}\n" * 30000, None),
    "selector.yaml": (SECRET + "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  selector:\n    matchExpressions:\n"
                      + "    - {key: a, operator: In, values: [" + "x," * 50000 + "]}\n  template:\n    metadata:\n      labels:\n"
                      + "".join(f"        k{i}: a\n" for i in range(50000)) + "    spec: {containers: [{name: a}]}\n", None),
    "ports.yaml": (SECRET + "apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: {a: b}}\nspec:\n  containers:\n  - name: a\n    ports:\n"
                   + "    - {name: z}\n" * 30000 + "---\napiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n  selector: {a: b}\n  ports:\n"
                   + "".join(f"  - {{port: {i}}}\n" for i in range(30000)), None),
    "references.yaml": (SECRET + POD + "spec:\n  containers:\n  - name: a\n    env:\n"
                        + "    - {name: z, valueFrom: {secretKeyRef: {name: s, key: q}}}\n" * 10000
                        + "---\napiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata:\n" + "".join(f"  k{i}: a\n" for i in range(40000)), None),
    "base64.yaml": (SECRET + "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {a: YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4e, b: '===='}\n", None),
}
os.makedirs("documents/chart/templates")
for name, (text, place) in cases.items():
    with open(os.path.join("documents", name), "wb") as out:
        out.write(text if isinstance(text, bytes) else text.encode())
    if place:
        print(name, place)
inner = io.BytesIO()
with zipfile.ZipFile(inner, "w") as archive:
    archive.writestr("a.ini", f"token = {token}\n")
with zipfile.ZipFile("documents/zip.zip", "w") as archive:
    archive.writestr("inner.zip", inner.getvalue())
PYTHON
python3 make.py "$token" >places

# Each alone: read in time, and the token in it found.
for file in documents/* documents/chart/templates/*; do
    [ -f "$file" ] || continue
    actual=0
    timeout 60 "$VETO" scan -f json --no-cache "$file" >"$io/stdout" 2>"$io/stderr" || actual=$?
    [ "$actual" = 1 ] || fail "$file: exit status $actual"
    grep -q '"rule": "github-pat"' "$io/stdout" || fail "$file: the token is not seen"
done

# What was not understood is said, with file, line and column.
mapfile -t told < <(cut -d' ' -f1 places | sed 's|^|documents/|')
run scan -f json "${told[@]}"
expect_exit 1
while read -r name place; do
    python3 - "$io/stdout" "$name" "$place" <<'PYTHON' || fail "$name: not said at $place"
import json, re, sys
problems = [p for p in json.load(open(sys.argv[1]))["problems"] if p["kind"] == "unjudged" and p["uri"].endswith(sys.argv[2])]
found = [m.group() for p in problems for m in [re.search(r"\d+:\d+", p["text"])] if m]
print(sys.argv[2], [p["text"] for p in problems], file=sys.stderr)
place = sys.argv[3]
sys.exit(not any(f == place or (place.endswith(":") and f.startswith(place if place != ":" else "")) for f in found))
PYTHON
done <places
