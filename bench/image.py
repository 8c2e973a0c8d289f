# SPDX-License-Identifier: Apache-2.0
"""An image: veto with one and two threads against inflating its layers one after the other."""
import json
import os
import sys

from measure import BENCH, VETO, Command, measure, print_table, ratio, verdict, which


def veto_findings(output):
    return sum(len(run["results"]) for run in json.loads(output)["runs"]) if output else 0


def main():
    image = sys.argv[1] if len(sys.argv) > 1 else os.path.join(BENCH, "image.tar")
    layers = [os.path.join(BENCH, "layers", f"{i}.tar.gz") for i in range(4)]
    veto = [VETO, "scan", "--fail-on", "none", "--no-cache", "-q"]
    two = Command("veto -j2", veto + ["-f", "sarif", "-j2", image], veto_findings)
    one = Command("veto -j1", veto + ["-j1", image])
    rows = [two, one]
    if len(sys.argv) == 1:
        inflate = "for layer do {} \"$layer\" >/dev/null; done"
        gzip = Command("gzip -dc, layer after layer", ["sh", "-c", inflate.format("gzip -dc"), "sh", *layers], runs=5)
        igzip = Command("igzip -dc, layer after layer", which("igzip") and ["sh", "-c", inflate.format("igzip -dc"), "sh", *layers], runs=5)
        rows += [gzip, igzip]
    rows.append(Command("kingfisher", which("kingfisher") and [which("kingfisher"), "scan", "--no-validate", "--jobs", "2", image], runs=1))
    measure(rows, 5)
    print_table(f"{os.path.basename(image)}: {os.path.getsize(image) / 1e6:.0f} MB; ratio = times veto's wall time", rows, two)
    verdict("two threads over one", ratio(one, two), 1.8, " ×", at_most=False)
    if len(sys.argv) == 1:
        verdict("gzip -dc to veto -j2", ratio(gzip, two), 3.5, " ×", at_most=False)


main()
