#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes pair_list.def from word_list.c: for each letter the letters that often follow it in words.

    make_pairs.py            prints it
    make_pairs.py --check    ends with 1 where the file beside it is another
"""
import collections
import pathlib
import re
import sys

PAIRS = 200  # 92 of a hundred pairs in the list, 30 of a hundred random ones
HERE = pathlib.Path(__file__).parent


def table():
    words = re.findall(r'"([a-z]+)"', (HERE / "word_list.c").read_text())
    count = collections.Counter(a + b for word in words for a, b in zip(word, word[1:]))
    common = sorted(count, key=lambda pair: (-count[pair], pair))[:PAIRS]
    lines = ["/* SPDX-License-Identifier: Apache-2.0 */",
             "/* Made by make_pairs.py from word_list.c: a bit for each letter that follows. */"]
    for letter in "abcdefghijklmnopqrstuvwxyz":
        after = sorted(pair[1] for pair in common if pair[0] == letter)
        mask = sum(1 << ord(c) - ord("a") for c in after)
        lines.append(f"FOLLOWED_BY(0x{mask:07x}) /* {letter}: {''.join(after)} */")
    return "\n".join(lines) + "\n"


def main(arguments):
    if arguments == ["--check"]:
        return int((HERE / "pair_list.def").read_text() != table())
    print(table(), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
