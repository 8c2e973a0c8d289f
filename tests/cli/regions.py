# SPDX-License-Identifier: Apache-2.0
"""Each check's own examples as files, scanned: where do the findings stand?

    regions.py VETO

A finding is a place in one line, with text in it, and never all of a file that has several lines with
something in them.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

veto = sys.argv[1]


def run(*arguments):
    return subprocess.run([veto, *arguments], check=True, capture_output=True).stdout


def examples():
    """Kinds of file to the texts of the examples of their checks."""
    rules = [r for r in json.loads(run("rules", "list", "-f", "json")) if r.get("kind")]
    shown = json.loads(run("rules", "show", "-f", "json", *[r["id"] for r in rules]))
    found = {}
    for rule in shown:
        found.setdefault(rule["kind"], []).append((rule["id"], rule["examples"]))
    return found


NAMES = {"dockerfile": "Dockerfile", "shell": "script.sh", "github-actions": ".github/workflows/ci.yml",
         "gitlab-ci": ".gitlab-ci.yml", "compose": "compose.yaml", "nginx": "nginx.conf", "kubernetes": "object.yaml",
         "kubernetes-unit": "object.yaml"}


def main():
    looked = wrong = 0
    with tempfile.TemporaryDirectory() as temporary:
        root = pathlib.Path(temporary)
        for kind, rules in examples().items():
            for rule, texts in rules if kind in NAMES else []:
                for number, text in enumerate(texts):
                    path = root / kind / rule / str(number) / NAMES[kind]
                    path.parent.mkdir(parents=True)
                    path.write_text(text, encoding="utf-8", newline="")
        report = json.loads(run("scan", "--no-policy", "--no-ignore", "--fail-on", "none", "-f", "json", temporary))
        checks = {rule for rules in examples().values() for rule, _ in rules}
        hit = set()
        for finding in report["findings"]:
            if finding["rule"] not in checks:
                continue
            text = (root / finding["origin"][-1]["name"]).read_bytes()
            place = text[finding["byte_offset"]:finding["byte_offset"] + finding["byte_length"]]
            several = len([line for line in text.splitlines() if line.strip()]) > 1
            looked += 1
            hit.add(finding["rule"])
            if finding["line"] != finding["end_line"] or b"\n" in place or not place.strip() or (several and place == text.strip()):
                print(f"{finding['rule']}: {finding['origin'][-1]['name']}:{finding['line']}: {place[:80]!r}")
                wrong += 1
    print(f"{looked} findings of {len(hit)} checks, {wrong} of them in the wrong place")
    return wrong > 0 or len(hit) < 400


sys.exit(main())
