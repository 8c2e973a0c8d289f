#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes common_fragments.h: the four bytes that source code is fullest of, as counted in some trees.

    scanner/match/make_fragments.py FOLDER... > scanner/match/common_fragments.h

Each tree counts the same, by some megabytes of its files; the two cases of a letter are one.
"""
import collections
import os
import random
import sys

SAMPLE = 6_000_000
FILE = 200_000
LEVELS = (3000, 1000, 400, 200, 100, 60, 30)  # in a megabyte


def sample(folder):
    paths = sorted(os.path.join(at, name) for at, _, names in os.walk(folder) for name in names if "/.git" not in at)
    random.Random(1).shuffle(paths)
    taken = []
    for path in paths:
        if os.path.islink(path) or not os.path.isfile(path):
            continue
        with open(path, "rb") as file:
            taken.append(file.read(FILE).lower())
        if sum(map(len, taken)) > SAMPLE:
            break
    return b"\0".join(taken)


def frequencies(folders):
    """How often in a megabyte each four bytes are, on an average of the trees."""
    often = collections.Counter()
    for folder in folders:
        text = sample(folder)
        for fragment, times in collections.Counter(zip(text, text[1:], text[2:], text[3:])).items():
            often[bytes(fragment)] += times * 1e6 / len(text) / len(folders)
    return often


def as_c(fragment):
    return "".join(chr(byte) if 32 <= byte < 127 and chr(byte) not in '"\\?' else f"\\{byte:03o}" for byte in fragment)


def main():
    often = frequencies(sys.argv[1:])
    print("/* SPDX-License-Identifier: Apache-2.0 */")
    print("/* Made by make_fragments.py from six source trees: so often, or more, in a megabyte. */")
    print("#ifndef VETO_MATCH_COMMON_FRAGMENTS_H\n#define VETO_MATCH_COMMON_FRAGMENTS_H\n")
    print("static const struct {\n    unsigned times, count;\n    const char *fragments; /* of four bytes each, sorted */\n} common_fragments[] = {")
    above = float("inf")
    for level in LEVELS:
        chosen = [as_c(f) for f in sorted(often) if level <= often[f] < above and 0 not in f and max(f) < 128]
        above = level
        print(f"    {{ {level}, {len(chosen)},")
        while chosen:
            line = ""
            while chosen and len(line) + len(chosen[0]) < 90:
                line += chosen.pop(0)
            print(f'      "{line}"')
        print("    },")
    print("};\n\n#endif")


main()
