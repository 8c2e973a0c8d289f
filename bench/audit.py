# SPDX-License-Identifier: Apache-2.0
"""Auditing configuration: CPU per MB by kind, and the whole process, checkov beside it.

The corpus is the labelled cases of $VETO_SHARED where it is set, else what bench/collect.py gathers
from packages; or a folder that is named.
"""
import json
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile

import collect
from configurations import AUDITED, labelled, lay_out
from measure import RUNS, VETO, Command, measure, print_table, verdict, which
from micro import MICRO, build

PER_MEGABYTE, WHOLE = 60, 0.4
PEER_PATIENCE = "600"


def findings(output):
    return len(json.loads(output)["runs"][0]["results"]) if output else 0


def checkov_findings(output):
    if not output.strip():
        return 0
    reports = json.loads(output)
    return sum(r.get("summary", {}).get("failed", 0) for r in (reports if isinstance(reports, list) else [reports]))


def by_kind(folder):
    """What the stages alone cost, from one thread's CPU time."""
    text = subprocess.run([MICRO, "audit", folder], check=True, capture_output=True, text=True).stdout
    print("  " + text.rstrip().replace("\n", "\n  "))
    total = megabytes = 0.0
    for kind, files, size, lifted, audited in re.findall(r"^(\S+) +(\d+) +([0-9.]+) +([0-9.]+) +([0-9.]+)$", text, re.M):
        total += float(size) * float(audited)
        megabytes += float(size) if not kind.endswith("-unit") else 0  # the same bytes once more
    return total / megabytes


def contains_itself(text):
    """Does an alias stand below its own anchor, with no line between that stands as far left?"""
    lines, anchors = text.splitlines(), {}
    for number, line in enumerate(lines):
        indent = len(line) - len(line.lstrip())
        for name in re.findall(r"\*(\w+)", line):
            begin, least = anchors.get(name, (None, 0))
            if begin is not None and all(len(l) - len(l.lstrip()) > least for l in lines[begin + 1:number + 1] if l.strip()):
                return True
        for name in re.findall(r"&(\w+)", line):
            anchors[name] = (number, indent)
    return False


def self_containing(folder):
    """Files on which checkov ends without a report, or never. veto says that they cannot be read."""
    found = [p for pattern in ("*.yml", "*.yaml") for p in pathlib.Path(folder).rglob(pattern)
             if contains_itself(p.read_text(encoding="utf-8", errors="replace"))]
    return sorted(str(p.relative_to(folder)) for p in found)


def whole(folder):
    checkov, hostile = which("checkov"), self_containing(folder)
    if checkov and hostile:
        print(f"  checkov is not given {', '.join(hostile)}: an anchor contains itself, and it would never end")
    spared = [argument for name in hostile for argument in ("--skip-path", re.escape(name))]
    rows = [
        Command("veto -j2", [VETO, "scan", "--fail-on", "none", "--no-ignore", "-q", "-j2", "-f", "sarif", folder], findings),
        Command("veto -j1", [VETO, "scan", "--fail-on", "none", "--no-ignore", "-q", "-j1", folder]),
        Command("checkov", checkov and ["timeout", PEER_PATIENCE, checkov, "-d", folder, "-o", "json", "--quiet", "--compact",
                                        "--skip-download", *spared], checkov_findings, runs=0),
    ]
    measure(rows, RUNS)
    print_table("whole process", rows, rows[0])
    return statistics.median(rows[0].wall)


def main():
    build()
    with tempfile.TemporaryDirectory() as temporary:
        folder, cases = sys.argv[1] if len(sys.argv) > 1 else None, labelled()
        if not folder and cases:
            folder = temporary
            lay_out(cases, pathlib.Path(folder), AUDITED)
        folder = folder or str(collect.collected())
        print(f"configuration in {folder}, one thread, reading and lifting, and with all queries")
        cost = by_kind(folder)
        wall = whole(folder)
    verdict("CPU per MB of configuration", cost, PER_MEGABYTE, " ms")
    if cases and len(sys.argv) < 2:
        verdict("the labelled cases, two threads", wall, WHOLE, " s")


main()
