# SPDX-License-Identifier: Apache-2.0
"""peak.py COMMAND…: runs it and prints `status peak-KiB seconds` on the last line; memory as the
design counts it, anonymous and shared, sampled every 10 ms."""
import subprocess
import sys
import time

begin = time.monotonic()
process = subprocess.Popen(sys.argv[1:], stdout=sys.stderr)
peak = 0
while process.poll() is None:
    try:
        with open(f"/proc/{process.pid}/status") as status:
            peak = max(peak, sum(int(line.split()[1]) for line in status
                                 if line.startswith(("RssAnon:", "RssShmem:"))))
    except (FileNotFoundError, ProcessLookupError):
        pass
    time.sleep(0.01)
print(process.returncode, peak, round(time.monotonic() - begin, 1))
