# SPDX-License-Identifier: Apache-2.0
"""Configuration to measure with: labelled cases where $VETO_SHARED has them, else files of packages.

Every case lies in a folder of its own, as the joins of a deployment unit want it.
"""
import json
import os
import pathlib

from measure import BENCH

AUDITED = ("dockerfile", "kubernetes", "compose", "github-actions")


def labelled():
    """The path of the labelled cases, or None."""
    shared = os.environ.get("VETO_SHARED")
    path = pathlib.Path(shared or "/nowhere") / "eval" / "configs.jsonl"
    return path if path.exists() else None


def lay_out(cases, folder, kinds=AUDITED):
    """Writes the cases of some kinds, and tells how many bytes they are."""
    total = number = 0
    for line in cases.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        if case["kind"] not in kinds:
            continue
        file = folder / case["kind"] / str(number) / case["path"]
        file.parent.mkdir(parents=True)
        text = case["text"].encode()
        file.write_bytes(text)
        total += len(text)
        number += 1
    return total


def collected():
    """The files of packages that bench/collect.py gathers."""
    return pathlib.Path(BENCH) / "configurations"
