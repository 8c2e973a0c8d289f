# SPDX-License-Identifier: Apache-2.0
"""Peak anonymous memory on growing files, against the default bound."""
import os
import tempfile

from measure import VETO, Command, measure, size, verdict

with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH")) as folder:
    print("peak memory of one large file")
    for mib in (16, 256, 2048):
        path = os.path.join(folder, "large")
        with open(path, "wb") as out:
            block = (b"some text that is not a secret, line after line\n" * 22000)[:1 << 20]
            for _ in range(mib):
                out.write(block)
        command = Command("", [VETO, "scan", "-q", "-j2", path])
        measure([command], 1)
        print(f"  {mib:>6} MiB: {size(max(command.peak))} in {command.wall[0]:.2f} s")
        verdict("peak", max(command.peak) / 1024, 1024, " MiB")
