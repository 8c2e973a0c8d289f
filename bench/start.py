# SPDX-License-Identifier: Apache-2.0
"""What a scan costs before it scans anything: an empty folder, whole process."""
import statistics
import tempfile

from measure import VETO, Command, measure, print_table, verdict, which

with tempfile.TemporaryDirectory() as folder:
    veto = Command("veto scan, an empty folder", [VETO, "scan", "-q", "-j2", folder])
    rows = [veto, Command("true", ["/bin/true"]),
            Command("rg", which("rg") and [which("rg"), "-uuu", "x", folder]),
            Command("kingfisher", which("kingfisher") and [which("kingfisher"), "scan", "--no-validate", folder], runs=3)]
    measure(rows, 21)
    print_table("start-up", rows, veto)
    verdict("an empty folder", statistics.median(veto.wall) * 1000, 8, " ms")
