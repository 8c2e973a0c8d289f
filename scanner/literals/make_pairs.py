#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes from word_list.c: pair_list.def, for each letter the letters that often follow it in words,
and word_begins.def, where in the list those stand that begin with each two letters.

    make_pairs.py            writes them beside it
    make_pairs.py --check    ends with 1 where the files beside it are others
"""
import collections
import pathlib
import re
import string
import sys
import textwrap

PAIRS = 200  # 92 of a hundred pairs in the list, 30 of a hundred random ones
HERE = pathlib.Path(__file__).parent


def pair_list(words):
    count = collections.Counter(a + b for word in words for a, b in zip(word, word[1:]))
    common = sorted(count, key=lambda pair: (-count[pair], pair))[:PAIRS]
    lines = ["/* SPDX-License-Identifier: Apache-2.0 */",
             "/* Made by make_pairs.py from word_list.c: a bit for each letter that follows. */"]
    for letter in "abcdefghijklmnopqrstuvwxyz":
        after = sorted(pair[1] for pair in common if pair[0] == letter)
        mask = sum(1 << ord(c) - ord("a") for c in after)
        lines.append(f"FOLLOWED_BY(0x{mask:07x}) /* {letter}: {''.join(after)} */")
    return "\n".join(lines) + "\n"


def word_begins(words):
    """For bisecting: the list is in order, so that those before a pair are where its own begin."""
    pairs = [a + b for a in string.ascii_lowercase for b in string.ascii_lowercase]
    counts = [sum(word[:2] < pair for word in words) for pair in pairs] + [len(words)]
    lines = ["/* SPDX-License-Identifier: Apache-2.0 */",
             '/* Of every two letters, "aa" to "zz": how many words are before those that begin so. At last, all. */']
    lines += textwrap.wrap(", ".join(map(str, counts)) + ",", 100)
    return "\n".join(lines) + "\n"


TABLES = {"pair_list.def": pair_list, "word_begins.def": word_begins}


def main(arguments):
    words = re.findall(r'"([a-z]+)"', (HERE / "word_list.c").read_text())
    made = {HERE / name: table(words) for name, table in TABLES.items()}
    if arguments == ["--check"]:
        return int(any(path.read_text() != text for path, text in made.items()))
    for path, text in made.items():
        path.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
