#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints scanner/match/expected_pairs.h: which letters follow which in the names of source code.

    bench/expected_pairs.py FOLDER...

Each word of a file counts once, so that no loop variable outweighs a language. Made from the source
trees of golang 1.19, mediawiki and qtbase as Debian 12 has them.
"""
import collections
import pathlib
import re
import string
import sys

LEAST_SHARE = 0.0015  # of all pairs: what is rarer is a pair that chance makes and people do not
FILE_MAX = 200 * 1000
SYMBOLS = "0" + string.ascii_lowercase + string.ascii_uppercase


def common_pairs(folders):
    counts = collections.Counter()
    for folder in folders:
        for path in sorted(pathlib.Path(folder).rglob("*.*")):
            if not path.is_file() or path.is_symlink():
                continue
            with path.open("rb") as file:
                text = file.read(FILE_MAX)
            for word in set(re.findall(rb"[A-Z]?[a-z]{2,}", text)):
                word = word.lower().decode()
                counts.update(word[i:i + 2] for i in range(len(word) - 1))
    total = sum(counts.values())
    return {pair for pair, count in counts.items() if count > LEAST_SHARE * total}


def is_expected(first, second, common):
    if first == "0" or second == "0":
        return first == second  # a digit beside a letter is not
    if first.islower() and second.isupper():
        return False  # a word begins: twice in a name, everywhere in what is drawn
    return (first + second).lower() in common


def main():
    common = common_pairs(sys.argv[1:])
    print("/* SPDX-License-Identifier: Apache-2.0 */")
    print("/* Made by bench/expected_pairs.py. */")
    print("#ifndef VETO_MATCH_EXPECTED_PAIRS_H\n#define VETO_MATCH_EXPECTED_PAIRS_H\n")
    print("#include <stdint.h>\n")
    print("/* 1 a digit, 2 to 27 a to z, 28 to 53 A to Z, 0 everything else. */")
    print("static const unsigned char symbols[256] = {")
    numbers = [SYMBOLS.find("0" if chr(byte).isdigit() and byte < 128 else chr(byte)) + 1
               for byte in range(256)]
    for begin in range(0, 256, 16):
        print("    " + " ".join(f"{number}," for number in numbers[begin:begin + 16]))
    print("};\n")
    print("/* Bit N of entry M: symbol N behind symbol M is nothing strange. Behind 0, all are. */")
    print("static const uint64_t expected_behind[] = {")
    print("    UINT64_MAX,")
    for first in SYMBOLS:
        row = 1
        for number, second in enumerate(SYMBOLS, start=1):
            row |= is_expected(first, second, common) << number
        print(f"    0x{row:016x}, /* {first} */")
    print("};\n\n#endif")


main()
