# SPDX-License-Identifier: Apache-2.0
"""Times whole processes in turn and prints tables: what every other script here is made of.

Wall and CPU time are those of wait4. Peak memory is anonymous and shared memory (RssAnon + RssShmem) of the process
and its children, looked at all the time in runs that are not timed. What peaks between two looks is in the kernel's own
high water (VmHWM), which counts the pages of files too: less those, it is a second reading, and the larger is told.
Commands run A B C A B C …, so that a machine whose speed drifts does so for all
of them; a ratio is the median of the ratios within a round.
"""
import os
import statistics
import subprocess
import sys
import threading
import time

RUNS = int(os.environ.get("BENCH_RUNS", "9"))
VETO = os.environ.get("VETO", "veto")
BENCH = os.environ.get("BENCH", "build/bench")


class Command:
    """A row of a table: a name, what to run (None: not installed) and how to count findings."""

    def __init__(self, name, argv, count=None, runs=None, folder=None, environment=None, ends=None):
        self.name, self.argv, self.count = name, argv, count
        self.ends = ends  # the statuses of a run that did its work; None: it is not known
        self.limit = runs
        self.folder = folder
        self.environment = dict(os.environ, **(environment or {}))
        self.wall, self.cpu, self.peak, self.findings, self.failed = [], [], [], None, None


def memory_of(pid):
    """KiB that are no file's, children included, and the most that the process itself ever had of them."""
    sizes = {}
    try:
        with open(f"/proc/{pid}/status") as status:
            for line in status:
                if line.startswith(("Rss", "VmHWM")):
                    sizes[line.split(":")[0]] = int(line.split()[1])
        total = sizes.get("RssAnon", 0) + sizes.get("RssShmem", 0)
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/children") as children:
                total += sum(memory_of(child)[0] for child in children.read().split())
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        total = 0
    return total, sizes.get("VmHWM", 0) - sizes.get("RssFile", 0)


class Watcher(threading.Thread):
    """Looks at the memory of a process until it is told that it has ended."""

    def __init__(self, pid):
        super().__init__()
        self.pid, self.peak, self.ended = pid, 0, threading.Event()

    def run(self):
        while not self.ended.wait(0.0002):
            self.peak = max(self.peak, *memory_of(self.pid))

    def finish(self):
        self.ended.set()
        self.join()
        return self.peak


def run_once(command, watch_memory):
    """(wall, cpu, peak KiB, output, status) of one run."""
    out = subprocess.PIPE if command.count else subprocess.DEVNULL
    begin = time.perf_counter()
    process = subprocess.Popen(command.argv, stdout=out, stderr=subprocess.DEVNULL,
                               cwd=command.folder, env=command.environment)
    watcher = Watcher(process.pid) if watch_memory else None
    if watcher:
        watcher.start()
    output = process.stdout.read() if command.count else b""
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    peak = watcher.finish() if watcher else 0
    return wall, usage.ru_utime + usage.ru_stime, peak, output, process.returncode


def high_water(command, runs=5):
    """The largest peak of several runs: short ones are looked at too seldom in one."""
    command.peak += [run_once(command, True)[2] for _ in range(runs)]
    return max(command.peak)


def measure(commands, runs=RUNS):
    """Fills the figures of all commands: one run that warms up and counts findings, then rounds."""
    for command in commands:
        if command.argv is None:
            continue
        wall, cpu, peak, output, status = run_once(command, True)
        command.peak.append(peak)
        if command.limit == 0:  # so slow that the first run must do
            command.wall.append(wall)
            command.cpu.append(cpu)
        if command.count:
            command.findings = command.count(output)
        if status < 0 or status in (126, 127) or (command.ends and status not in command.ends):
            command.failed = status
    for number in range(runs):
        for command in commands:
            if command.argv is None or (command.limit is not None and number >= command.limit):
                continue
            kept, command.count = command.count, None
            wall, cpu, _, _, _ = run_once(command, False)
            command.count = kept
            command.wall.append(wall)
            command.cpu.append(cpu)


def ratio(a, b):
    """Median over rounds of a's wall time to b's."""
    return statistics.median(x / y for x, y in zip(a.wall, b.wall))


def duration(seconds):
    return f"{seconds * 1000:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"


def size(kib):
    return f"{kib / 1024:.1f} MiB"


def print_table(title, commands, base):
    """One row a command; the ratio says how many times as long as `base` it takes."""
    print(f"\n{title}")
    print(f"  {'command':<44} {'wall':>10} {'least':>10} {'CPU':>10} {'memory':>11} {'findings':>9} {'ratio':>8}")
    for command in commands:
        if command.argv is None:
            print(f"  {command.name:<44} not installed")
            continue
        if command.failed is not None:
            print(f"  {command.name:<44} failed with status {command.failed}")
            continue
        found = "" if command.findings is None else str(command.findings)
        print(f"  {command.name:<44} {duration(statistics.median(command.wall)):>10} {duration(min(command.wall)):>10}"
              f" {duration(statistics.median(command.cpu)):>10} {size(max(command.peak)):>11} {found:>9}"
              f" {ratio(command, base):>8.2f}")
    sys.stdout.flush()


def verdict(text, value, bound, unit="", at_most=True):
    """A target and whether this run met it. Told, not enforced: a noisy machine is no reason to fail."""
    met = value <= bound if at_most else value >= bound
    print(f"  {'met ' if met else 'MISSED'} {text}: {value:.2f}{unit} ({'at most' if at_most else 'at least'} {bound:g}{unit})")


def which(name):
    """A peer's program: ours first, then the machine's; None where there is none."""
    for folder in [os.path.join(BENCH, "peers", "bin")] + os.environ.get("PATH", "").split(":"):
        path = os.path.join(folder, name)
        if os.access(path, os.X_OK):
            return path
    return None


def tree_size(path):
    files = total = 0
    for folder, folders, names in os.walk(path):
        for name in names:
            try:
                total += os.lstat(os.path.join(folder, name)).st_size
                files += 1
            except OSError:
                pass
    return files, total
