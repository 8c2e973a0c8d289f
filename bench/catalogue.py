#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Which rows of a catalogue of checks have a rule, by kind and priority, and which have none.

    bench/catalogue.py [--veto PROGRAM] [--kinds KIND,…] CATALOGUE.tsv

The catalogue has the columns id, kind and priority. A row is covered by a rule of its id, by one that
has the id among its aliases, or by those that bench/catalogue.txt names. Ends with 1 where a row of
priority P0 or P1 has neither a rule nor a reason, or where a named rule does not exist.
"""
import argparse
import collections
import csv
import json
import pathlib
import subprocess
import sys

LATER = {"terraform", "cloudformation", "arm-bicep", "ansible", "serverless-framework"}


def rules_of(veto):
    done = subprocess.run([veto, "rules", "list", "-f", "json"], check=True, capture_output=True)
    listed = json.loads(done.stdout)
    ids = {rule["id"] for rule in listed}
    return ids, ids | {alias for rule in listed for alias in rule.get("aliases", [])}


def other_names():
    answers, reasons = {}, {}
    for line in pathlib.Path(__file__).with_name("catalogue.txt").read_text(encoding="utf-8").splitlines():
        row, _, rest = line.partition(" ")
        rest = rest.strip()
        if row and row != "#" and rest.startswith("-"):
            reasons[row] = rest[1:].strip()
        elif row and row != "#":
            answers[row] = rest.split()
    return answers, reasons


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("catalogue")
    parser.add_argument("--veto", default="veto")
    parser.add_argument("--kinds", default="")
    given = parser.parse_args()
    ids, known = rules_of(given.veto)
    answers, reasons = other_names()
    wrong = sorted({rule for rules in answers.values() for rule in rules} - ids)
    with open(given.catalogue, encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE))
    kinds = set(given.kinds.split(",")) if given.kinds else {row["kind"] for row in rows} - LATER
    counts, bare, without = collections.Counter(), [], []
    for row in rows:
        key = row["priority"]
        if row["kind"] not in kinds:
            continue
        counts[key, "all"] += 1
        if row["id"] in known or row["id"] in answers:
            counts[key, "covered"] += 1
        elif row["id"] in reasons:
            without.append(f"{key} {row['id']}: {reasons[row['id']]}")
        elif key in ("P0", "P1"):
            bare.append(f"{key} {row['kind']} {row['id']}")
    for key in ("P0", "P1", "P2"):
        print(f"{key}: {counts[key, 'covered']} of {counts[key, 'all']} rows have a rule")
    print(*(f"left out: {line}" for line in without), sep="\n")
    print(*(f"NO RULE: {line}" for line in bare), *(f"NO SUCH RULE: {rule}" for rule in wrong), sep="\n", end="")
    return bool(bare or wrong)


if __name__ == "__main__":
    sys.exit(main())
