#!/usr/bin/env python3
"""Trees for the tests of baselines, all from seeds: the same each time."""
import hashlib
import random
import sys
import zlib

LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def base62(number, length):
    digits = ""
    while number:
        number, digit = divmod(number, 62)
        digits = LETTERS[digit] + digits
    return digits.rjust(length, "0")


def token(seed):
    """A GitHub token nobody has, whose checksum is right."""
    draw = random.Random(int.from_bytes(hashlib.sha256(str(seed).encode(errors="surrogateescape")).digest()[:8], "big"))
    body = "".join(draw.choice(LETTERS) for _ in range(30))
    return "gh" + "p_" + body + base62(zlib.crc32(body.encode()), 6)


if __name__ == "__main__":
    print({"token": token}[sys.argv[1]](*sys.argv[2:]))
