# SPDX-License-Identifier: Apache-2.0
"""Source trees: veto against ripgrep looking for one absent literal, and against secret scanners."""
import math
import os
import sys

from measure import BENCH, VETO, Command, measure, print_table, ratio, tree_size, verdict, which

ABSENT = "zqXvWjKpYhBnTgRm"
SLOW_PEERS_UP_TO = 50_000_000  # bytes; detect-secrets takes minutes for more


def lines_of(output):
    return output.count(b"\n")


def veto_findings(output):
    return output.count(b'{"type":"finding"')


def peer(name, *arguments):
    path = which(name)
    return [path, *arguments] if path else None


def commands_for(tree):
    veto = [VETO, "scan", "--fail-on", "none", "--no-cache", "-q", "-j2"]
    rg = which("rg")
    return {
        "veto, everything": Command("veto --no-ignore --max-depth 0", veto + ["-f", "jsonl", "--no-ignore", "--max-depth", "0", tree], veto_findings),
        "rg, everything": Command("rg -uuu -j2, one absent literal", rg and [rg, "-uuu", "-j2", ABSENT, tree]),
        "veto, SARIF": Command("the same, -f sarif", veto + ["-f", "sarif", "--no-ignore", "--max-depth", "0", tree]),
        "rg, no .git": Command("rg -uuu -j2 -g !.git, the same", rg and [rg, "-uuu", "-j2", "-g", "!.git", ABSENT, tree]),
        "veto, ignore": Command("veto --max-depth 0", veto + ["-f", "jsonl", "--max-depth", "0", tree], veto_findings),
        "rg, ignore": Command("rg --hidden --text -j2, the same", rg and [rg, "--hidden", "--text", "-j2", ABSENT, tree]),
        "veto, one thread": Command("veto -j1 --max-depth 0", veto + ["-j1", "--max-depth", "0", tree]),
        "veto, archives": Command("veto, archives opened", veto + ["-f", "jsonl", tree], veto_findings),
        "git": Command("git grep, the same", ["git", "-C", tree, "grep", "-a", "--threads", "2", ABSENT]),
        "kingfisher": Command("kingfisher", peer("kingfisher", "scan", "--no-validate", "--git-history", "none", "--jobs", "2", "--format", "jsonl", tree), lines_of, runs=2),
        "betterleaks": Command("betterleaks", peer("betterleaks", "auto", "--no-banner", "--exit-code", "0", "--jobs", "2", "--max-archive-depth", "0", tree), runs=1, environment={"GOMAXPROCS": "2"}),
        "gitleaks": Command("gitleaks", peer("gitleaks", "dir", "--no-banner", "--exit-code", "0", tree), runs=1, environment={"GOMAXPROCS": "2"}),
        "detect-secrets": Command("detect-secrets", peer("detect-secrets", "-C", tree, "--cores", "2", "scan", "--all-files", "--no-verify"), runs=0),
    }


def main():
    trees = sys.argv[1:] or [os.path.join(BENCH, "corpora", name) for name in ("golang-1.19", "qtbase-opensource-src", "node-typescript")]
    ratios = {}
    for tree in trees:
        files, total = tree_size(tree)
        rows = commands_for(tree)
        if total > SLOW_PEERS_UP_TO:
            rows.pop("detect-secrets")
        measure(list(rows.values()))
        print_table(f"{os.path.basename(tree)}: {files} files, {total / 1e6:.1f} MB; ratio = times veto's wall time",
                    list(rows.values()), rows["veto, everything"])
        pairs = {
            "everything, to rg": ("veto, everything", "rg, everything"),
            "everything, to rg that passes over .git": ("veto, everything", "rg, no .git"),
            "with ignore rules, to rg": ("veto, ignore", "rg, ignore"),
            "kingfisher to veto": ("kingfisher", "veto, everything"),
            "one thread to two": ("veto, one thread", "veto, ignore"),
        }
        for name, (a, b) in pairs.items():
            if rows[a].wall and rows[b].wall:
                ratios.setdefault(name, []).append(ratio(rows[a], rows[b]))

    means = {name: math.exp(sum(map(math.log, values)) / len(values)) for name, values in ratios.items()}
    print(f"\ngeometric mean over {len(trees)} tree(s)")
    targets = {
        "everything, to rg": (1.10, True), "with ignore rules, to rg": (1.10, True),
        "kingfisher to veto": (5, False), "one thread to two": (1.4, False),
    }
    for name, (bound, at_most) in targets.items():
        if name in means:
            verdict(name, means[name], bound, " ×", at_most)
        else:
            print(f"  not measured: {name}")
    # veto looks at git's own files, but not at its objects; ripgrep reads those too when told to read all.
    aside = "everything, to rg that passes over .git"
    if aside in means:
        print(f"  beside that, {aside}: {means[aside]:.2f} ×")


main()
