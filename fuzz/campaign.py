# SPDX-License-Identifier: Apache-2.0
"""Runs fuzz targets until they hold: SECONDS from the committed corpus without a crash, a hang or a slow input,
and without a new edge (libFuzzer's `cov`) in the last 2 minutes of 5.

    python3 fuzz/campaign.py [--seconds N] [--jobs N] [--grow N] [TARGET…]

With --grow, whatever fails to hold is given back to its corpus, minimised, and tried again up to N times; what the other
corpora and the examples of our checks have is tried first. Only what reaches a new edge is kept, not what reaches one
more often: that makes a tenth of the files. A table says what happened; the logs are in build/fuzz/campaign/.
"""
import argparse
import concurrent.futures
import glob
import os
import re
import shutil
import subprocess
import sys
import time

import yaml

BUILD, CORPUS, WORDS = "build/fuzz/fuzz", "fuzz/corpus", "fuzz/dictionary"
LOGS, FOUND = "build/fuzz/campaign", "build/fuzz/found"
LIMITS = ["-timeout=25", "-rss_limit_mb=4096"]
MAX_LEN = 4096  # what a text needs to reach every edge
LENGTHS = {"archive": 65536, "image": 65536, "inflate": 65536, "derive_sqlite": 16384, "derive_office": 8192,
           "shell": 1024, "policy": 1024}
SLOW = 10  # seconds that one input may take, with the sanitizers
READING = 30  # seconds that the corpus itself may take: libFuzzer counts them, we do not
QUIET = 0.4  # the last part of the run that may bring nothing new
EXAMPLES = {"compose_lift": {"compose"}, "dockerfile_lift": {"dockerfile"}, "gitlab_ci_lift": {"gitlab-ci"},
            "helm_lift": {"helm"}, "image_lift": {"image"}, "kubernetes_lift": {"kubernetes", "kubernetes-unit"},
            "nginx_lift": {"nginx"}, "project": {"project"}, "workflow": {"github-actions", "github-actions-unit"}}

STATUS = re.compile(rb"^#(\d+)\s+(\w+)\s+cov: (\d+)")
SLOWEST = re.compile(rb"^stat::slowest_unit_time_sec:\s+(\d+)")
TROUBLE = re.compile(rb"ERROR: |ALARM: |runtime error: |deadly signal")


class Run:
    """What libFuzzer's log says of one run, with the time at which it said so."""

    def __init__(self, name):
        self.name = name
        self.executions = self.first = self.edges = self.slowest = 0
        self.grew = self.lasted = 0.0
        self.trouble = None

    def read(self, line, now):
        status, slowest = STATUS.match(line), SLOWEST.match(line)
        if status:
            edges = int(status[3])
            if status[2] == b"INITED":
                self.first = edges
            elif edges > self.edges:
                self.grew = now
            self.executions, self.edges = int(status[1]), max(edges, self.edges)
        elif slowest:
            self.slowest = int(slowest[1])
        elif TROUBLE.search(line) and not self.trouble:
            self.trouble = line.decode(errors="replace").strip()

    def verdict(self, seconds):
        if self.trouble:
            return self.trouble
        if self.lasted < seconds:
            return "ended early"
        if self.slowest > SLOW:
            return f"slow: {self.slowest} s for one input"
        return "holds" if self.grew <= self.lasted - seconds * QUIET else "still grows"

    def row(self, seconds):
        return (f"{self.name:<20} {self.executions:>12} {self.first:>8} {self.edges:>8} {self.grew:>8.0f} s"
                f" {self.slowest:>6} s   {self.verdict(seconds)}")


def program(name):
    return os.path.join(BUILD, "fuzz_" + name)


def limits(name):
    return [*LIMITS, f"-max_len={LENGTHS.get(name, MAX_LEN)}"]


def words(name):
    path = os.path.join(WORDS, name + ".dict")
    return ["-dict=" + path] if os.path.exists(path) else []


def fuzz(name, seconds, folder, *extra):
    """One run from the corpus; what it finds goes to a new folder."""
    run, corpus = Run(name), os.path.join(CORPUS, name)
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    os.makedirs(LOGS, exist_ok=True)
    argv = [program(name), f"-max_total_time={seconds + READING}", "-print_final_stats=1", *limits(name), *words(name), *extra,
            f"-artifact_prefix={LOGS}/{name}-", folder, corpus]
    process = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    begin = None
    with open(f"{LOGS}/{name}.log", "wb") as log:
        for line in process.stderr:
            log.write(line)
            # The corpus is read before the clock starts.
            begin = time.monotonic() if begin is None and b"INITED" in line else begin
            run.read(line, time.monotonic() - begin if begin else 0.0)
    run.lasted = time.monotonic() - begin if begin else 0.0
    if process.wait() != 0 and not run.trouble:
        run.trouble = f"status {process.returncode}"
    return run


def merge(name, *folders):
    """Adds to the corpus what reaches more edges than it does."""
    subprocess.run([program(name), "-merge=1", "-use_counters=0", *limits(name), f"-artifact_prefix={LOGS}/{name}-",
                    os.path.join(CORPUS, name), *folders], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


def examples(name):
    """A folder of the documents that stand as examples at checks of the target's kind of file."""
    folder, texts = os.path.join(LOGS, name + "-examples"), []
    for path in glob.glob("rules/audit/*.yaml") if name in EXAMPLES else []:
        with open(path, encoding="utf-8") as pack:
            for rule in yaml.safe_load(pack)["rules"]:
                if rule.get("kind") in EXAMPLES[name]:
                    texts += rule["examples"] + rule["counterexamples"]
    os.makedirs(folder, exist_ok=True)
    for number, text in enumerate(texts):
        with open(os.path.join(folder, str(number)), "w", encoding="utf-8") as file:
            file.write(text if isinstance(text, str) else yaml.safe_dump(text))
    return folder


def others(name):
    return [os.path.join(CORPUS, other) for other in sorted(os.listdir(CORPUS)) if other != name]


def campaign(name, seconds, rounds):
    found = os.path.join(FOUND, name)
    if rounds:
        merge(name, examples(name), *others(name), *([found] if os.path.isdir(found) else []))
    for left in range(rounds, -1, -1):
        run = fuzz(name, seconds, found)
        print(time.strftime("%H:%M "), run.row(seconds), flush=True)
        if run.verdict(seconds) != "still grows" or left == 0:
            return run
        merge(name, found)
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--grow", type=int, default=0)
    parser.add_argument("targets", nargs="*")
    options = parser.parse_args()
    names = options.targets or sorted(name[5:] for name in os.listdir(BUILD)
                                      if name.startswith("fuzz_") and os.access(os.path.join(BUILD, name), os.X_OK))
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        runs = list(pool.map(lambda name: campaign(name, options.seconds, options.grow), names))
    print(f"\n{'target':<20} {'executions':>12} {'edges':>8} {'at end':>8} {'last new':>10} {'slowest':>8}   verdict")
    for run in runs:
        print(run.row(options.seconds))
    return 0 if all(run.verdict(options.seconds) == "holds" for run in runs) else 1


if __name__ == "__main__":
    sys.exit(main())
