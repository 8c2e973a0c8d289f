#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Workflows labelled by actionlint: are the labelled lines found, and are good ones left alone?

    bench/workflows.py [--veto PROGRAM] [--misses] CASES

CASES is a file of JSON lines (or $VETO_WORKFLOW_CASES): each case has id, source, kind, label
("good" or "bad"), rule, path, text, and line or lines. A bad case is found where a finding stands
on one of its lines, or one beside it, by a rule with one of the topics below. A good case is
flagged by any finding of such a rule. Cases without a line are not counted.
"""
import argparse
import collections
import json
import os
import pathlib
import subprocess
import sys
import tempfile

TOPICS = {
    "topic:syntax-check", "topic:expression", "topic:events", "topic:template-injection",
    "topic:hardcoded-credentials",
}
SOURCE, KIND = "actionlint", "github-actions"


def read_cases(path):
    with open(path, encoding="utf-8") as lines:
        cases = [json.loads(line) for line in lines if line.strip()]
    return [c for c in cases if c["source"] == SOURCE and c["kind"] == KIND]


def lay_out(cases, folder):
    for number, case in enumerate(cases):
        file = folder / str(number) / case["path"]
        file.parent.mkdir(parents=True)
        file.write_text(case["text"], encoding="utf-8", newline="")


def scan(veto, folder):
    """Numbers of cases to the lines of findings by rules with one of the topics."""
    done = subprocess.run([veto, "scan", "--no-ignore", "--format", "sarif", str(folder)],
                          capture_output=True, check=False)
    if done.returncode not in (0, 1, 3):
        raise SystemExit(f"{veto} ended with {done.returncode}: {done.stderr.decode()}")
    run = json.loads(done.stdout)["runs"][0]
    tags = {rule["id"]: set(rule.get("properties", {}).get("tags", []))
            for rule in run["tool"]["driver"]["rules"]}
    found = collections.defaultdict(dict)
    for result in run["results"]:
        if not tags[result["ruleId"]] & TOPICS:
            continue
        place = result["locations"][0]["physicalLocation"]
        parts = pathlib.PurePosixPath(place["artifactLocation"]["uri"]).parts
        number = int(parts[-4] if parts[-2] == "workflows" else parts[0])
        found[number].setdefault(place["region"]["startLine"], result["ruleId"])
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cases", nargs="?", default=os.environ.get("VETO_WORKFLOW_CASES"))
    parser.add_argument("--veto", default="veto")
    parser.add_argument("--misses", action="store_true", help="list what was not found, or flagged")
    given = parser.parse_args()
    if not given.cases:
        parser.error("no cases: give their path, or set VETO_WORKFLOW_CASES")
    cases = read_cases(given.cases)
    with tempfile.TemporaryDirectory() as folder:
        lay_out(cases, pathlib.Path(folder))
        found = scan(given.veto, pathlib.Path(folder))
    hits, totals, flagged, good = collections.Counter(), collections.Counter(), 0, 0
    for number, case in enumerate(cases):
        lines = case.get("lines") or ([case["line"]] if case.get("line") else [])
        if case["label"] == "good":
            good += 1
            flagged += number in found
            if number in found and given.misses:
                print(f"flagged {case['id']} {found[number]}")
        elif lines:
            near = any(abs(line - at) <= 1 for line in lines for at in found[number])
            totals[case["rule"]] += 1
            hits[case["rule"]] += near
            if not near and given.misses:
                print(f"missed  {case['id']} {case['rule']} {lines} {dict(found[number])}")
    for rule in sorted(totals):
        print(f"{rule:24} {hits[rule]:4} of {totals[rule]:4}")
    share = 100 * hits.total() / max(totals.total(), 1)
    print(f"bad: {hits.total()} of {totals.total()} found ({share:.1f} %); "
          f"good: {flagged} of {good} flagged")


if __name__ == "__main__":
    sys.exit(main())
