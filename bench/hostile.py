# SPDX-License-Identifier: Apache-2.0
"""Texts made to be slow: every one must run at 20 MB/s a core or more, in flat memory."""
import os
import random
import statistics
import tempfile

from measure import VETO, Command, measure, size, verdict

random.seed(1)
WORDS = ["password", "secret", "api_key", "access_token", "ghp_", "glpat-", "xoxb-", "AKIA", "sk_live_", "eyJ", "npm_",
         "AccountKey=", "postgres://", "-----BEGIN", "AIza", "SG.", "hf_", "token", "client_secret", "authorization"]


def repeat(unit, length):
    return (unit * (length // len(unit) + 1))[:length]


def keywords(length):
    out = []
    total = 0
    while total < length:
        word = random.choice(WORDS)
        out.append(word)
        total += len(word)
    return "".join(out)[:length]


SETS = {
    "rule keywords end to end": keywords,
    "api_key= repeated": lambda n: repeat("api_key=", n),
    "a key header repeated": lambda n: repeat("-----BEGIN RSA PRIVATE KEY-----\n", n),
    "a token prefix repeated": lambda n: repeat("ghp_", n),
    "whole made-up tokens": lambda n: repeat("ghp_" + "0123456789abcdefghijklmnopqrstuvwxyz" + " ", n),
    "eyJ repeated": lambda n: repeat("eyJ", n),
    "eyJ and dots": lambda n: repeat("eyJhbGciOi.eyJ", n),
    "url after url": lambda n: repeat("postgres://a:b@c ", n),
    "one line of JSON": lambda n: "{" + repeat('"key": "value", ', n - 2) + "}",
}


def run(name, make, length, folder):
    path = os.path.join(folder, "hostile.txt")
    with open(path, "w") as out:
        out.write(make(length))
    command = Command(f"{name}, {length >> 20} MB", [VETO, "scan", "-q", "-j1", "--fail-on", "none", path])
    measure([command], 3)
    return command


def main():
    print("hostile texts, one thread: MB/s and peak memory at 8 and 64 MB")
    with tempfile.TemporaryDirectory() as folder:
        for name, make in SETS.items():
            small, large = run(name, make, 8 << 20, folder), run(name, make, 64 << 20, folder)
            rate = (64 << 20) / 1e6 / statistics.median(large.wall)
            print(f"  {name:<28} {rate:8.1f} MB/s   {size(max(small.peak)):>10} {size(max(large.peak)):>10}")
            verdict("speed", rate, 20, " MB/s", at_most=False)
            verdict("memory at 64 MB to that at 8 MB", max(large.peak) / max(1, max(small.peak)), 1.1, " ×")
        line = run("one line of JSON", SETS["one line of JSON"], 100 << 20, folder)
        verdict("100 MB of JSON in one line", (100 << 20) / 1e6 / statistics.median(line.wall), 20, " MB/s", at_most=False)


main()
