#!/usr/bin/env bash
# Branches that each add findings merge their baselines by git, and what comes of it is read.
. "$(dirname "$0")/lib.sh"

command -v git >/dev/null || exit 77
export GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.org GIT_COMMITTER_NAME=a \
    GIT_COMMITTER_EMAIL=a@example.org
strong() { python3 "$VETO_SOURCE/tests/cli/baseline_tree.py" token "$1"; }
secret() { printf 'token = %s\n' "$(strong "$1")" >"$1.ini"; }
write() { "$VETO" scan -q --write-baseline .veto-baseline . >/dev/null 2>&1; }
commit() { git add -A && git commit -q -m "$1"; }

# ---- Who writes the first one is told of the line

git init -q told
secret told/a
run scan --write-baseline told/.veto-baseline told
expect_stderr "echo '.veto-baseline merge=union' >>told/.gitattributes"
run scan --write-baseline told/.veto-baseline told
expect_no_stderr 'merge=union'
rm told/.veto-baseline
echo '.veto-baseline merge=union' >told/.gitattributes
run scan --write-baseline told/.veto-baseline told
expect_no_stderr 'merge=union'

# ---- As a project has it, with and without the line in .gitattributes ----

for attributes in with without; do
    git init -q -b main "$attributes" && cd "$attributes" || exit 1
    [ $attributes = without ] || echo '.veto-baseline merge=union' >.gitattributes
    for i in 1 2 3; do secret old$i; done
    write; commit old
    for branch in ours theirs; do
        git checkout -q -b $branch main
        for i in 1 2 3 4 5 6 7 8; do secret "$branch$i"; done
        "$VETO" scan -q --baseline .veto-baseline --write-baseline .veto-baseline . >/dev/null 2>&1
        commit $branch
    done
    git merge -q -m both ours >"$io/stdout" 2>&1
    echo $? >"$sandbox/merged-$attributes"
    if [ $attributes = with ]; then
        expect 'no conflict' git diff --quiet --diff-filter=U
        run scan --baseline .veto-baseline .
        expect_exit 0
        expect_stdout 'nothing new; 19 unchanged, 0 absent'
        run scan --baseline .veto-baseline --write-baseline .veto-baseline .
        expect 'it is sorted again' sh -c 'tail -n +2 .veto-baseline | LC_ALL=C sort -c -u'
        expect 'and has every entry once' test "$(wc -l <.veto-baseline)" = 20
        secret fresh
        run scan --baseline .veto-baseline .
        expect_exit 1
        expect_stdout 'fresh.ini'
    fi
    cd ..
done
expect 'with the line the merge succeeds' test "$(cat "$sandbox/merged-with")" = 0

# ---- The file alone, in every way that two branches can differ ----

# trial ATTRIBUTES SEED: both sides add and drop entries; prints whether it merged, and what is missing.
cat >trial.py <<'PYTHON'
import os, random, subprocess, sys

draw = random.Random(int(sys.argv[1]))
HEAD = "veto-baseline 1\n"
NAME = ".veto-baseline"


def git(*words, check=True):
    return subprocess.run(("git",) + words, check=check, capture_output=True, text=True).returncode


def entry(front=""):
    digits = lambda n: "".join(draw.choice("0123456789abcdef") for _ in range(n))
    return f"{front}{digits(32 - len(front))} - some-rule dir/file{draw.randrange(99)}.env\n"


def put(entries):
    with open(NAME, "w") as out:
        out.write(HEAD + "".join(sorted(entries)))


bad = 0
git("init", "-q", "-b", "main", "alone")
os.chdir("alone")
with open(".gitattributes", "w") as out:
    out.write(f"{NAME} merge=union\n")
git("add", "-A")
git("commit", "-q", "-m", "begin")
for trial in range(40):
    git("checkout", "-q", "main")
    old = {entry() for _ in range(draw.choice([0, 1, 3, 40]))}
    first = draw.choice([False, True]) and not old  # the file is made on both branches
    if not first:
        put(old)
        git("add", "-A")
        git("commit", "-q", "--allow-empty", "-m", "old")
    elif os.path.exists(NAME):
        git("rm", "-q", NAME)
        git("commit", "-q", "-m", "none")
    added = []
    for branch in ("ours", "theirs"):
        git("checkout", "-q", "-B", branch, "main")
        # In the same spot, in different ones, and the very same entry.
        news = {entry(draw.choice(["", "0", "7f", "7f0"])) for _ in range(draw.choice([1, 2, 9]))}
        if added and draw.random() < 0.3:
            news |= set(draw.sample(sorted(added[0]), 1))
        gone = {e for e in old if draw.random() < 0.1} if draw.random() < 0.4 else set()
        put(old - gone | news)
        added.append(news)
        git("add", "-A")
        git("commit", "-q", "-m", branch)
    status = git("merge", "-q", "-m", "both", "ours", check=False)
    lines = open(NAME).read().splitlines(True) if status == 0 else []
    missing = (added[0] | added[1]) - set(lines)
    if status or missing or any(line not in old | added[0] | added[1] | {HEAD} for line in lines):
        bad += 1
        print(f"trial {trial}: status {status}, missing {missing}")
        git("merge", "--abort", check=False)
    git("checkout", "-q", "-f", "main")
    with open(f"../merged-{trial}", "w") as out:
        out.writelines(lines)
sys.exit(bad > 0)
PYTHON
python3 trial.py 7 >"$io/stdout" 2>"$io/stderr" || fail 'branches do not merge'
mkdir empty
for merged in merged-*; do
    run scan --baseline "$merged" empty
    expect_exit 0
    expect_empty_stderr
done
