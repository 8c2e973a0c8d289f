# SPDX-License-Identifier: Apache-2.0
"""What a peer says of the same files as veto, rule by rule: shared places, and those of one alone.

    bench/differences.py [FOLDER [PEER…]]      default: what bench/collect.py gathered, and all peers

A place is a file and a line; two of them are one where a rule of veto that has the peer's name among
its aliases stands within two lines, or anywhere in the file for what is missing from it. hadolint,
zizmor and actionlint are looked for among the peers, and said to be missing where they are.
"""
import collections
import json
import os
import pathlib
import subprocess
import sys

import collect
from measure import VETO, which

PATIENCE = "900"


def files_of(folder, *patterns):
    found = {p for pattern in patterns for p in pathlib.Path(folder).rglob(pattern)}
    return sorted(str(p) for p in found if p.is_file() and p.suffix not in (".md", ".tmLanguage", ".tmPreferences"))


def values(text):
    decoder, at = json.JSONDecoder(), 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        value, at = decoder.raw_decode(text, at)
        yield value


def hadolint(folder):
    program = which("hadolint")
    if not program:
        return None
    out = []
    for file in files_of(folder, "Dockerfile", "Dockerfile.*", "*.Dockerfile", "*.dockerfile", "Containerfile"):
        done = subprocess.run([program, "--no-fail", "-f", "json", file], capture_output=True, text=True, check=False)
        for report in values(done.stdout):
            out += [(file, r["line"], "hadolint:" + r["code"]) for r in report]
    return out


def workflows(folder):
    return [f for f in files_of(folder, "*.yml", "*.yaml") if "/.github/workflows/" in f]


def zizmor(folder):
    program = which("zizmor")
    if not program:
        return None
    done = subprocess.run([program, "--offline", "--no-exit-codes", "--format", "json", *workflows(folder)],
                          capture_output=True, text=True, check=False)
    out = []
    for finding in json.loads(done.stdout or "[]"):
        place = finding["locations"][-1]
        key = place["symbolic"]["key"]
        path = key.get("Local", {}).get("verbatim_path", "")
        out.append((path, place["concrete"]["location"]["start_point"]["row"] + 1, "zizmor:" + finding["ident"]))
    return out


def actionlint(folder):
    program = which("actionlint")
    if not program:
        return None
    done = subprocess.run([program, "-format", "{{json .}}", "-shellcheck=", "-pyflakes=", *workflows(folder)],
                          capture_output=True, text=True, check=False)
    return [(r["filepath"], r["line"], "actionlint:" + r["kind"]) for r in json.loads(done.stdout or "[]")]


def checkov(folder):
    program = which("checkov")
    if not program:
        return None
    done = subprocess.run(["timeout", PATIENCE, program, "-d", str(folder), "-o", "json", "--quiet", "--compact", "--skip-download",
                           "--framework", "dockerfile", "kubernetes", "github_actions", "gitlab_ci"],
                          capture_output=True, text=True, check=False)
    reports = json.loads(done.stdout or "[]")
    out = []
    for report in reports if isinstance(reports, list) else [reports]:
        for check in report.get("results", {}).get("failed_checks", []):
            path = os.path.join(str(folder), check["file_path"].lstrip("/"))
            out.append((path, check["file_line_range"][0], "checkov:" + check["check_id"]))
    return out


def veto(folder):
    done = subprocess.run([VETO, "scan", "--no-policy", "--no-ignore", "--fail-on", "none", "-f", "json", str(folder)],
                          capture_output=True, check=True)
    aliases = {}
    for rule in json.loads(subprocess.run([VETO, "rules", "list", "-f", "json"], capture_output=True, check=True).stdout):
        aliases[rule["id"]] = {a.lower() for a in rule.get("aliases", [])}
    found = collections.defaultdict(list)
    for f in json.loads(done.stdout)["findings"]:
        path = os.path.join(str(folder), f["origin"][-1]["name"])
        for rule in [f["rule"], *f.get("also_rules", [])]:
            found[os.path.realpath(path)].append((f["line"], aliases.get(rule, set())))
    return found


def compare(name, theirs, ours):
    total, shared = collections.Counter(), collections.Counter()
    alone = {}
    for path, line, code in theirs:
        total[code] += 1
        near = [at for at, names in ours.get(os.path.realpath(path), []) if code.lower() in names]
        if near:
            shared[code] += 1
        else:
            alone.setdefault(code, f"{path}:{line}")
    print(f"{name}: {shared.total()} of {total.total()} places have a finding of veto's for the same")
    for code, count in total.most_common():
        first = f"   first of its own: {alone[code]}" if code in alone else ""
        print(f"  {code:40} {shared[code]:5} of {count:5}{first}")


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else str(collect.collected())
    asked = sys.argv[2:]
    ours = veto(folder)
    for peer in (hadolint, zizmor, actionlint, checkov):
        name = peer.__name__
        theirs = peer(folder) if not asked or name in asked else []
        if asked and name not in asked:
            continue
        if theirs is None:
            print(f"{name}: not installed")
        else:
            compare(name, theirs, ours)


if __name__ == "__main__":
    main()
