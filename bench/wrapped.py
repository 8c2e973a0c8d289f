# SPDX-License-Identifier: Apache-2.0
"""Labelled secrets in the forms that texts come in: `wrapped.py CASES` (secrets.jsonl) writes each as it is, into a
string of JSON, into a patch, into base64 and so on, and says of how many the same rule tells in each form.
"""
import argparse
import base64
import csv
import html
import io
import json
import os
import subprocess
import tempfile
import urllib.parse


def lines(text, before, after=""):
    return "".join(before + line + after + "\n" for line in text.split("\n"))


def quoted(text):
    return text.replace("\\", "\\\\").replace('"', '\\"')


def row(text):
    out = io.StringIO()
    csv.writer(out).writerow(["1", text, "open"])
    return out.getvalue()


def notebook(text):
    cell = {"cell_type": "code", "source": text.splitlines(True), "metadata": {}, "outputs": []}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def encoded(text):
    return base64.b64encode(text.encode()).decode()


OBJECT = "apiVersion: v1\nkind: %s\nmetadata: {name: a, namespace: b}\ndata:\n"
FORMS = {  # the file, and what is in it
    "as it is": ("a.txt", lambda text: text),
    "CRLF": ("a.txt", lambda text: text.replace("\n", "\r\n")),
    "indented": ("a.txt", lambda text: lines(text, "\t\t")),
    "a patch": ("a.patch", lambda text: "--- a/x\n+++ b/x\n@@ -1,1 +1,9 @@\n" + lines(text, "+")),
    "a log": ("a.log", lambda text: lines(text, "2026-01-02T03:04:05.678Z app[123]: ")),
    "a comment": ("a.sh", lambda text: lines(text, "# ")),
    "Markdown, cited": ("a.md", lambda text: lines(text, "> ")),
    "Markdown, as code": ("a.md", lambda text: "text\n\n```\n" + text + "\n```\n"),
    "a string of JSON": ("a.json", lambda text: json.dumps({"a": text})),
    "a string of YAML": ("a.yaml", lambda text: "a: " + json.dumps(text) + "\n"),
    "a string of JavaScript": ("a.js", lambda text: 'const s = "' + quoted(text).replace("\n", "\\n") + '";\n'),
    "strings of Java": ("A.java", lambda text: 'class A { String s = ""\n' + lines(quoted(text), '    + "', '\\n"') + ";\n}\n"),
    "a text of Python": ("a.py", lambda text: 'S = """' + text + '"""\n'),
    "a string of SQL": ("a.sql", lambda text: "INSERT INTO t VALUES (1, '" + text.replace("'", "''") + "');\n"),
    "a field of CSV": ("a.csv", row),
    "XML": ("a.xml", lambda text: "<a><b>" + html.escape(text) + "</b></a>\n"),
    "an address": ("a.txt", lambda text: "GET /x?d=" + urllib.parse.quote(text) + " HTTP/1.1\n"),
    "a ConfigMap": ("a.yaml", lambda text: OBJECT % "ConfigMap" + "  app.txt: |\n" + lines(text, "    ")),
    "a Secret, in base64": ("a.yaml", lambda text: OBJECT % "Secret" + "  app.txt: " + encoded(text) + "\n"),
    "base64 in a .env": (".env", lambda text: "BLOB=" + encoded(text) + "\n"),
    "a notebook": ("a.ipynb", notebook),
    "UTF-16": ("a.txt", lambda text: text.encode("utf-16")),
}


def findings(veto, folder):
    """The secrets that each case's folder has, of every level but notes: (rule, value)."""
    argv = [veto, "scan", "-q", "--no-ignore", "--fail-on", "none", "-f", "jsonl", "--show-secrets", folder]
    told = {}
    for line in subprocess.run(argv, capture_output=True, text=True, errors="replace", check=False).stdout.splitlines():
        one = json.loads(line)
        if "secret" in one.get("tags", []) and one["severity"] != "note":
            told.setdefault(one["uri"].split("/")[0], []).append((one["rule"], one.get("secret", "")))
    return told


def scan_in_form(veto, cases, form):
    name, make = FORMS[form]
    with tempfile.TemporaryDirectory() as folder:
        for number, case in enumerate(cases):
            os.mkdir(os.path.join(folder, str(number)))
            data = make(case["text"])
            with open(os.path.join(folder, str(number), name), "wb") as out:
                out.write(data if isinstance(data, bytes) else data.encode())
        return findings(veto, folder)


def expected_rules(case, told):
    secret = case.get("secret") or ""
    return {rule for rule, value in told if secret and value and (value in secret or secret in value)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases")
    parser.add_argument("--veto", default=os.environ.get("VETO", "build/release/veto"))
    options = parser.parse_args()
    with open(options.cases, encoding="utf-8") as rows:
        cases = [case for case in map(json.loads, rows) if case["label"] == "secret"]
    plain = scan_in_form(options.veto, cases, "as it is")
    rules = {str(i): expected_rules(case, plain.get(str(i), [])) for i, case in enumerate(cases)}
    rules = {number: some for number, some in rules.items() if some}
    print(f"{len(rules)} of {len(cases)} secrets are told as they are; of these by the same rule in")
    for form in FORMS:
        told = scan_in_form(options.veto, cases, form)
        same = sum(1 for number, some in rules.items() if some & {rule for rule, _ in told.get(number, [])})
        print(f"  {form:<24}{same:>6}   {100 * same / len(rules):5.1f} %")


main()
