# SPDX-License-Identifier: Apache-2.0
"""Match, confirm, walk and inflate alone: GB/s beside the floor, and instructions per byte.

Instructions are counted by cachegrind over one pass, less those of getting contents and rules ready;
they repeat to a few in a hundred million, where times on a shared machine do not.
"""
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile

from measure import BENCH, VETO, Command, measure, tree_size, verdict

MICRO = os.path.join(os.path.dirname(VETO), "micro")


def build():
    folder = os.path.dirname(VETO)
    subprocess.run(["cmake", "--build", folder, "--target", "micro"], check=True, stdout=subprocess.DEVNULL)


def run(*arguments):
    text = subprocess.run([MICRO, *arguments], check=True, capture_output=True, text=True).stdout
    print("  " + text.rstrip().replace("\n", "\n  "))
    return float(re.search(r"([0-9.]+) GB/s", text).group(1))


def instructions(*arguments):
    if not shutil.which("valgrind"):
        return None
    with tempfile.NamedTemporaryFile() as out:
        result = subprocess.run(["valgrind", "--tool=cachegrind", "--cache-sim=no", f"--cachegrind-out-file={out.name}",
                                 MICRO, *arguments, "once"], capture_output=True, text=True)
    found = re.search(r"I\s+refs:\s+([0-9,]+)", result.stderr)
    return int(found.group(1).replace(",", "")) if found else None


def walk(tree):
    command = Command("walk", [VETO, "scan", "--list-files", "--no-ignore", "-j1", tree])
    measure([command], 9)
    files, _ = tree_size(tree)
    print(f"  walk     {files / statistics.median(command.wall) / 1000:8.1f} k files/s, listing them, whole process, one thread")


def dearest():
    """What each rule costs alone, on what the machine has of headers and scripts."""
    table = subprocess.run([VETO, "rules", "test", "-v", "rules"], capture_output=True, text=True).stdout
    head = next((i for i, line in enumerate(table.splitlines()) if line.startswith("rule ")), None)
    if head is None:
        print("the rules have complaints: veto rules test rules")
        return
    print("the ten dearest rules")
    for line in table.splitlines()[head:head + 11]:
        print("  " + line.rstrip())


def main():
    build()
    for name in ("redis", "sympy", "golang-1.19"):
        tree = os.path.join(BENCH, "corpora", name)
        print(f"{name}, one thread")
        rate = run("match", tree)
        run("floor", tree)
        walk(tree)
        per_byte = None
        if name == "redis":
            full, ready = instructions("match", tree), instructions("ready", tree)
            size = sum(os.path.getsize(os.path.join(f, n)) for f, d, ns in os.walk(tree) if "/.git" not in f
                       for n in ns if os.path.isfile(os.path.join(f, n)) and not os.path.islink(os.path.join(f, n)))
            if full and ready:
                per_byte = (full - ready) / size
                print(f"  match + confirm: {per_byte:.2f} instructions a byte, without the sieve: valgrind has no AVX-512")
        # The second bound is that of the complete pack, which has fifteen times the rules of the first.
        for gigabytes, instructions_most in (2, 6), (1, 9):
            verdict("match + confirm", rate, gigabytes, " GB/s", at_most=False)
            if per_byte is not None:
                verdict("instructions", per_byte, instructions_most, " a byte")
    layer = os.path.join(BENCH, "layers", "0.tar.gz")
    if os.path.exists(layer):
        print("one gzip layer")
        ours, zlib = run("inflate", layer), run("zlib", layer)
        verdict("inflate to zlib", ours / zlib, 2.3, " ×", at_most=False)
    if "--without-rules" not in sys.argv:
        dearest()


if __name__ == "__main__":
    main()
