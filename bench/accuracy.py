# SPDX-License-Identifier: Apache-2.0
"""Every finding of severity high or above in five source trees, for docs/accuracy.md to judge, and a sample
of what peers find there (they have no such severity: all of theirs count, but what says "low")."""
import json
import os
import random
import subprocess
import sys

from measure import BENCH, VETO, which

TREES = ("golang-1.19", "qtbase-opensource-src", "node-typescript", "sympy", "mediawiki")
SAMPLE = 50
PATIENCE = 900  # seconds for a tree


def version_of(tree):
    with open(os.path.join(tree, "debian", "changelog")) as changelog:
        return changelog.readline().split("(")[1].split(")")[0]


def lines_of(tree):
    total = 0
    names = subprocess.run(["git", "-C", tree, "ls-files", "-z"], check=True, capture_output=True).stdout.split(b"\0")
    for name in filter(None, names):
        path = os.path.join(os.fsencode(tree), name)
        if os.path.isfile(path) and not os.path.islink(path):
            with open(path, "rb") as file:
                total += file.read().count(b"\n")
    return total


def records(argv):
    try:
        run = subprocess.run(argv, capture_output=True, text=True, errors="replace", timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        print(f"  {os.path.basename(argv[0])} did not end in {PATIENCE} s: {argv[-1]}")
        return
    for line in run.stdout.splitlines():
        try:
            yield json.loads(line)
        except ValueError:
            continue


def ours(tree):
    for record in records([VETO, "scan", "-q", "--fail-on", "none", "-f", "jsonl", tree]):
        if record.get("type") == "finding" and record["severity"] in ("high", "critical"):
            yield record["rule"], os.path.relpath(record["place"], os.path.dirname(tree)), record["line"]


def kingfisher(tree):
    program = which("kingfisher")
    for record in records([program, "scan", "--no-validate", "--git-history", "none", "--format", "jsonl", tree]):
        if "finding" in record and record["finding"].get("confidence") != "low":
            yield record["rule"]["id"], os.path.relpath(record["finding"]["path"], os.path.dirname(tree)), record["finding"]["line"]


def betterleaks(tree):
    program = which("betterleaks")
    # In archives it never ends: a test of Go's has a file of 16 GB in 3 kB.
    depth = "0" if os.path.basename(tree).startswith("golang") else "8"
    for record in records([program, "auto", "--no-banner", "--exit-code", "0", "--jsonl", "--redact",
                           "--max-archive-depth", depth, tree]):
        finding = record.get("finding")
        if finding and finding["confidence"] != "low":
            place = finding["location"]
            yield finding["rule_id"], os.path.relpath(place["path"], os.path.dirname(tree)), place.get("start_line", 0)


def main():
    trees = [os.path.join(BENCH, "corpora", name) for name in TREES]
    lines = 0
    for tree in trees:
        count = lines_of(tree)
        lines += count
        print(f"{os.path.basename(tree)} {version_of(tree)}: {count / 1e6:.2f} million lines")
    for name, scan in (("veto", ours), ("kingfisher", kingfisher), ("betterleaks", betterleaks)):
        if name != "veto" and not which(name):
            print(f"{name}: not installed")
            continue
        found = sorted({finding for tree in trees for finding in scan(tree)})
        print(f"\n{name}: {len(found)} in {lines / 1e6:.1f} million lines")
        if name != "veto" and len(found) > SAMPLE:
            found = sorted(random.Random(1).sample(found, SAMPLE))
            print(f"  {SAMPLE} of them, drawn by a fixed seed:")
        for rule, place, line in found:
            print(f"  {rule:<34} {place}:{line}")
    sys.stdout.flush()


main()
