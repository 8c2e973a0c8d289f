#!/usr/bin/env python3
"""
200 edits of a tree with a baseline: lines move, files are renamed, reformatted and taken apart,
secrets come, go and change. After each edit the scan must tell exactly what is new and what is
absent, and nothing may be lost.

    baseline_edits.py VETO FOLDER SEED EDITS

Every step is judged by the baseline of the step before; at the end everything by the very first.
"""
import json
import os
import random
import shutil
import subprocess
import sys
from collections import Counter

from baseline_tree import token

veto, folder, seed, edits = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
draw = random.Random(seed)
os.makedirs(folder)
tree = os.path.join(folder, "tree")

WEAK = ["hunter2", "dragon7", "monkey9", "shadow1", "master5", "summer24", "letmein1", "qwerty12"]
KINDS = ["env", "ini", "py", "json", "compose", "kubernetes", "dockerfile"]
SUFFIX = {"env": ".env", "ini": ".ini", "py": ".py", "json": ".json", "compose": ".yml", "kubernetes": ".yaml",
          "dockerfile": ".Dockerfile"}
TAKES_WEAK = {"env", "ini", "compose"}
TAKES_STRONG = {"env", "ini", "py", "json", "compose"}
numbers = iter(range(1, 1000000))


class File:
    """What is in a file, and how it is written down."""

    def __init__(self, kind):
        self.kind = kind
        self.items = []  # ("strong", number of the token) or ("weak", password, name)
        self.lines = 0
        self.style = {"blank": 0, "quote": '"', "space": " ", "indent": 2, "comments": 0}

    def strong(self):
        return {number for what, number, _ in self.items if what == "strong"}

    def weak(self):
        return sum(what == "weak" for what, _, _ in self.items)

    def told_twice(self):
        """A token in Compose's environment is a matter of configuration as well."""
        return sum(what == "strong" for what, _, _ in self.items) if self.kind == "compose" else 0

    def text(self):
        return getattr(self, "as_" + self.kind)()

    def gap(self, mark="#"):
        style = self.style
        return "\n" * style["blank"] + f"{mark} a remark\n" * style["comments"]

    def value(self, item):
        return token(item[1]) if item[0] == "strong" else item[1]

    def name(self, item):
        return ("TOKEN_" if item[0] == "strong" else "PASSWORD_") + str(item[2])

    def as_env(self):
        return self.gap() + "".join(f"{self.name(i)}={self.value(i)}\n{self.gap()}" for i in self.items)

    def as_ini(self):
        space = self.style["space"]
        return "[main]\n" + "".join(
            f"{self.gap(';')}{self.name(i).lower()}{space}={space}{self.value(i)}\n" for i in self.items)

    def as_py(self):
        q = self.style["quote"]
        return "import os\n" + "".join(f"{self.gap()}{self.name(i)} = {q}{self.value(i)}{q}\n" for i in self.items)

    def as_json(self):
        pairs = {self.name(i).lower(): self.value(i) for i in self.items}
        return json.dumps(pairs, indent=self.style["indent"] if self.style["blank"] != 1 else None) + "\n"

    def as_compose(self):
        pad, q = " " * self.style["indent"], self.style["quote"]
        out = f"services:\n{pad}app:\n{pad * 2}image: example.org/app@sha256:{'ab' * 32}\n{pad * 2}environment:\n"
        for i in self.items:
            out += f"{self.gap(pad * 3 + '#')}{pad * 3}{self.name(i)}:{self.style['space']} {q}{self.value(i)}{q}\n"
        return out

    def as_kubernetes(self):
        pad, space = " " * self.style["indent"], self.style["space"]
        name = f"app{self.items[0][2]}"
        lines = [(0, "apiVersion: apps/v1"), (0, "kind: Deployment"), (0, "metadata:"), (1, f"name: {name}"),
                 (0, "spec:"), (1, "template:"), (2, "spec:"), (3, f"hostNetwork:{space}true"), (3, "containers:"),
                 (4, f"- name: {name}"), (4, f"  image: {self.style['quote']}example.org/app:1{self.style['quote']}"),
                 (4, "  securityContext:"), (5, f"  privileged:{space}true")]
        return "".join(f"{self.gap(pad * depth + '#') if self.style['comments'] else ''}{pad * depth}{text}\n"
                       for depth, text in lines)

    def as_dockerfile(self):
        name, gap = self.items[0][2], self.gap()
        return (f"FROM debian:latest\n{gap}RUN{self.style['space']}apt-get update\n{gap}"
                f"RUN curl -k https://example.org/{name} | sh\n")


files = {}  # path below the tree: File
renamed = {}  # new path: old path, by the edit at hand


def weak_item():
    return ("weak", draw.choice(WEAK), next(numbers))


def strong_item():
    number = next(numbers)
    return ("strong", number, number)


def new_path(kind):
    return f"{draw.choice(['app', 'deploy', 'etc/conf', 'services/one', 'services/two'])}/f{next(numbers)}{SUFFIX[kind]}"


def make_tree():
    for i in range(34):
        kind = KINDS[i % len(KINDS)]
        file = File(kind)
        if kind in TAKES_STRONG:
            file.items += [strong_item() for _ in range(draw.randint(1, 3))]
        if kind in TAKES_WEAK:
            file.items += [weak_item() for _ in range(draw.choice([0, 1, 1, 2]))]
        if not file.items:
            file.items = [("node", "", next(numbers))]
        files[new_path(kind)] = file


def write_tree():
    shutil.rmtree(tree, ignore_errors=True)
    for path, file in files.items():
        os.makedirs(os.path.dirname(os.path.join(tree, path)), exist_ok=True)
        with open(os.path.join(tree, path), "w") as out:
            out.write(file.text())


def scan(*words):
    done = subprocess.run([veto, "scan", "-f", "json", *words, tree],
                          capture_output=True, text=True)
    if done.returncode not in (0, 1):
        sys.exit(f"status {done.returncode}: {done.stderr}")
    report = json.loads(done.stdout)
    blocks = any(f["blocks"] for f in report["findings"])
    assert done.returncode == blocks, (done.returncode, blocks)
    return report


# ---- Edits: each changes `files` and says what must be new and absent, as counts of (path, what) ----

def some(condition=lambda file: True):
    paths = sorted(path for path, file in files.items() if condition(file))
    return draw.choice(paths) if paths else None


def rename(old, new, new_ones, absent):
    """What is in no hash is known again where it is the only one of its rule."""
    file = files[new] = files.pop(old)
    renamed[new] = old
    for what, count in (("weak", file.weak()), ("env", file.told_twice())):
        if count > 1:
            new_ones[new, what] += count
            absent[old, what] += count


def tell(counts, path, what):
    counts[path, what] += 1
    counts[path, "env"] += what == "strong" and files[path].kind == "compose"


def edit_insert_lines(new_ones, absent):
    file = files[some()]
    file.style["blank"] = draw.randint(0, 4)
    file.style["comments"] = draw.randint(0, 3)


def edit_reformat(new_ones, absent):
    for _ in range(draw.randint(1, 6)):
        file = files[some()]
        file.style.update(quote=draw.choice("\"'"), space=draw.choice([" ", "  ", "\t "]), indent=draw.choice([2, 3, 4]))


def edit_reorder(new_ones, absent):
    draw.shuffle(files[some()].items)


def edit_rename(new_ones, absent):
    old = some()
    rename(old, f"{os.path.dirname(old)}/renamed{next(numbers)}{SUFFIX[files[old].kind]}", new_ones, absent)


def edit_move(new_ones, absent):
    old = some()
    rename(old, f"moved{next(numbers)}/deep/{os.path.basename(old)}", new_ones, absent)


def edit_move_and_rename(new_ones, absent):
    old = some()
    edit_insert_lines(new_ones, absent)
    rename(old, new_path(files[old].kind), new_ones, absent)


def edit_rename_folder(new_ones, absent):
    old = os.path.dirname(some())
    new = f"folder{next(numbers)}"
    for path in sorted(p for p in files if os.path.dirname(p) == old):
        rename(path, f"{new}/{os.path.basename(path)}", new_ones, absent)


def edit_add_strong(new_ones, absent):
    path = some(lambda file: file.kind in TAKES_STRONG)
    files[path].items.insert(draw.randint(0, len(files[path].items)), strong_item())
    tell(new_ones, path, "strong")


def edit_add_weak(new_ones, absent):
    path = some(lambda file: file.kind in TAKES_WEAK)
    files[path].items.insert(draw.randint(0, len(files[path].items)), weak_item())
    tell(new_ones, path, "weak")


def edit_add_file(new_ones, absent):
    path = new_path("ini")
    files[path] = File("ini")
    files[path].items = [weak_item(), strong_item()]
    new_ones[path, "weak"] += 1
    new_ones[path, "strong"] += 1


def edit_rename_and_add(new_ones, absent):
    edit_rename(new_ones, absent)
    edit_add_strong(new_ones, absent)


def edit_remove(new_ones, absent):
    path = some(lambda file: file.kind in TAKES_STRONG and len(file.items) > 1)
    item = files[path].items.pop(draw.randrange(len(files[path].items)))
    if item[0] == "weak" or item[1] not in files[path].strong():
        absent[path, item[0]] += 1
    absent[path, "env"] += item[0] == "strong" and files[path].kind == "compose"


def edit_change_strong(new_ones, absent):
    path = some(lambda file: file.strong())
    items = files[path].items
    at = draw.choice([i for i, item in enumerate(items) if item[0] == "strong"])
    old, items[at] = items[at], strong_item()
    new_ones[path, "strong"] += 1
    if old[1] not in files[path].strong():
        absent[path, "strong"] += 1


def edit_change_weak(new_ones, absent):
    path = some(lambda file: file.weak())
    items = files[path].items
    at = draw.choice([i for i, item in enumerate(items) if item[0] == "weak"])
    items[at] = ("weak", draw.choice([w for w in WEAK if w != items[at][1]]), items[at][2])


def edit_copy(new_ones, absent):
    """The secret stays where it is: in the other file it is new."""
    source = some(lambda file: file.strong())
    number = draw.choice(sorted(files[source].strong()))
    target = some(lambda file: file.kind in TAKES_STRONG and number not in file.strong())
    files[target].items.append(("strong", number, next(numbers)))
    tell(new_ones, target, "strong")


def edit_split(new_ones, absent):
    """Secrets go into a file of their own."""
    path = some(lambda file: len(file.strong()) > 1)
    if not path:
        return
    number = draw.choice(sorted(files[path].strong()))
    moved = [item for item in files[path].items if item[0] == "strong" and item[1] == number]
    files[path].items = [item for item in files[path].items if item not in moved]
    absent[path, "env"] += len(moved) * (files[path].kind == "compose")
    target = new_path("py")
    files[target] = File("py")
    files[target].items = moved


EDITS = [(edit_insert_lines, 5), (edit_reformat, 6), (edit_reorder, 4), (edit_rename, 6), (edit_move, 5),
         (edit_move_and_rename, 5), (edit_rename_folder, 3), (edit_add_strong, 3), (edit_add_weak, 3),
         (edit_add_file, 2), (edit_rename_and_add, 2), (edit_remove, 3), (edit_change_strong, 2),
         (edit_change_weak, 3), (edit_copy, 2), (edit_split, 2)]


def what_of(rule):
    if rule.startswith("github-"):
        return "strong"
    if rule == "compose-secret-in-env":
        return "env"
    return "weak" if "password" in rule else "node"


def counted(items):
    return Counter((item["uri"] if "uri" in item else item["place"], what_of(item["rule"]))
                   for item in items)


def count_repeated(report, new_ones, absent):
    """Of configuration too: what a rule finds twice in a renamed file is not known again."""
    rules = Counter((f["uri"], f["rule"]) for f in report["findings"] if what_of(f["rule"]) == "node")
    for (path, _), count in rules.items():
        if path in renamed and count > 1:
            new_ones[path, "node"] += count
            absent[renamed[path], "node"] += count


def first_of_namespaces():
    """What a namespace lacks stands at the first of its files: there is one namespace a folder."""
    first = {}
    for path in sorted(path for path, file in files.items() if file.kind == "kubernetes"):
        first.setdefault(os.path.dirname(path), path)
    return first


def count_namespaces(before, new_ones, absent):
    """Bounds, quotas and a name: of a folder that had no namespace, unless the whole of one has moved there."""
    after = first_of_namespaces()
    gone = {path: folder for folder, path in before.items() if folder not in after}
    for folder, path in after.items():
        if folder not in before and not gone.pop(renamed.get(path), None):
            new_ones[path, "node"] += 3
    for path in gone:
        absent[path, "node"] += 3


def check(step, edit, report, new_ones, absent):
    count_repeated(report, new_ones, absent)
    found_new = counted(f for f in report["findings"] if f["baseline"] == "new")
    problems = []
    if found_new != +new_ones:
        problems.append(f"new: {dict(found_new - new_ones)} too many, {dict(new_ones - found_new)} missing")
    if counted(report["absent"]) != +absent:
        problems.append(f"absent: {dict(counted(report['absent']))} is not {dict(absent)}")
    found = counted(report["findings"])
    for path, file in files.items():
        there = {"strong": len(file.strong()), "weak": file.weak(), "env": file.told_twice()}
        seen = {what: found[path, what] for what in there}
        if seen != there:
            problems.append(f"{path}: {seen} found, {there} are in it")
    if report["summary"]["not_looked_for"]:
        problems.append("not everything was looked for")
    for problem in problems:
        print(f"seed {seed}, edit {step}, {edit.__name__}: {problem}")
    if problems:
        sys.exit(1)


def main():
    make_tree()
    write_tree()
    base, following = os.path.join(folder, "base"), os.path.join(folder, "next")
    first = os.path.join(folder, "first")
    report = scan("--write-baseline", first)
    shutil.copy(first, base)
    originals = {number for file in files.values() for number in file.strong()}
    kinds = Counter(what_of(f["rule"]) for f in report["findings"])
    print(f"{sum(kinds.values())} findings: {dict(kinds)}")
    assert sum(kinds.values()) >= 100 and min(kinds.values()) >= 10
    done = Counter()
    for step in range(edits):
        edit = draw.choices([e for e, _ in EDITS], [weight for _, weight in EDITS])[0]
        new_ones, absent = Counter(), Counter()
        renamed.clear()
        namespaces = first_of_namespaces()
        edit(new_ones, absent)
        count_namespaces(namespaces, new_ones, absent)
        write_tree()
        check(step, edit, scan("--baseline", base, "--write-baseline", following), new_ones, absent)
        os.replace(following, base)
        done[edit.__name__] += 1

    # By the first baseline: every secret that is still somewhere is known, whatever happened to it.
    report = scan("--baseline", first)
    alive = {number for file in files.values() for number in file.strong()}
    known = sum(f["baseline"] == "unchanged" and what_of(f["rule"]) == "strong" for f in report["findings"])
    fresh = sum(f["baseline"] == "new" and what_of(f["rule"]) == "strong" for f in report["findings"])
    places = sum(len(file.strong()) for file in files.values())
    assert known >= len(originals & alive), (known, len(originals & alive))
    assert fresh <= places - len(originals & alive) and fresh >= len(alive - originals)
    print(f"{edits} edits: {dict(done)}")
    print(f"by the first baseline: {known} secrets known, {fresh} new")


main()
