#!/usr/bin/env bash
# What a base image brought is told apart from what was put on top of it.
. "$(dirname "$0")/lib.sh"
command -v python3 >/dev/null || { echo "skipped: no python3"; exit 77; }

export PYTHONPATH=$VETO_SOURCE/tests/cli PYTHONDONTWRITEBYTECODE=1
export XDG_CACHE_HOME=$sandbox/cache
mkdir "$XDG_CACHE_HOME"
cat >make.py <<'PYTHON'
import gzip
from image_maker import *

low, high = layer(("etc/low.py", secret("low"))), layer(("etc/high.py", secret("high")), ("both.py", secret("both")))
own = layer(("app/own.py", secret("own")), ("both.py", secret("both")))
save("base.tar", {"debian:12": [low, high]})
save("older.tar", {"debian:11": [low, layer(("x", "older\n"))]})
save("other.tar", {"alpine:3": [layer(("x", "y\n"))]})
save("app.tar", {"app:1": [low, high, own]})
save("clean.tar", {"app:2": [low, high, layer(("app/main.py", "print(1)\n"))]})
# It claims to be the base, and nothing else.
claimed = {"rootfs": {"type": "layers", "diff_ids": ["sha256:" + sha(l) for l in (low, high)]}}
save("plain_lie.tar", {"app:3": [low, own]}, **claimed)
save("packed_lie.tar", {"app:4": [gzip.compress(low), gzip.compress(own)]}, **claimed)
save("packed.tar", {"app:5": [gzip.compress(low), gzip.compress(high)]}, **claimed)
save("behind.tar", {"app:6": [low, gzip.compress(high) + secret("behind").encode()]}, **claimed)
with open("list.txt", "w") as f:
    f.write("# the base\n" + "".join("sha256:%s\n" % sha(l) for l in (low, high)))
with open("config.json", "w") as f:
    json.dump({"rootfs": {"diff_ids": ["sha256:" + sha(l) for l in (low, high)]}}, f)
PYTHON
expect 'images are made' python3 make.py
gzip -k base.tar

# by_base FILE: the secrets in the base, then those that are not.
by_base() {
    python3 - "$io/stdout" "$@" <<'PYTHON'
import json, sys
report = json.load(open(sys.argv[1]))
entry = lambda f: [l["name"] for l in f["origin"] if l["kind"] == "entry"][0]
tokens = [f for f in report["findings"] if f["rule"] == "github-pat"]
base = sorted(entry(f) for f in tokens if f.get("base"))
own = sorted(entry(f) for f in tokens if not f.get("base"))
assert [base, own] == json.loads(sys.argv[2]), (base, own)
blocks = sorted(entry(f) for f in tokens if f["blocks"])
assert len(sys.argv) < 4 or blocks == json.loads(sys.argv[3]), blocks
PYTHON
}

for base in base.tar base.tar.gz list.txt config.json; do
    run scan app.tar --base "$base" -f json
    expect_exit 1
    expect "the layers of $base" by_base '[["etc/high.py", "etc/low.py"], ["app/own.py", "both.py"]]'
done
run scan app.tar --base older.tar -f json
expect 'the layers in common' by_base '[["etc/low.py"], ["app/own.py", "both.py", "etc/high.py"]]'
run scan app.tar --base other.tar -f json
expect 'another image is no base' by_base '[[], ["app/own.py", "both.py", "etc/high.py", "etc/low.py"]]'
run scan app.tar --base other.tar --base list.txt -f json
expect 'of several bases one' by_base '[["etc/high.py", "etc/low.py"], ["app/own.py", "both.py"]]'

# What an image says of its layers does not make them the base's.
for lie in plain_lie.tar packed_lie.tar; do
    run scan "$lie" --base base.tar --ignore-base -f json
    expect_exit 1
    expect "the bytes of $lie count" by_base '[["etc/low.py"], ["app/own.py", "both.py"]]' '["app/own.py", "both.py"]'
    expect_stdout 'image-digest-mismatch'
done
# What follows the packed tar is hashed by nobody.
run scan behind.tar --base base.tar --ignore-base -f json
expect_exit 1
expect 'behind the tar' by_base '[["both.py", "etc/high.py", "etc/low.py"], ["[behind the compressed stream]"]]'
# A cache without the digests that this needs is no excuse, nor is another target.
rm -rf "$XDG_CACHE_HOME"/veto/layers.db
run scan packed.tar
run scan packed.tar --base base.tar -f json
expect 'kept without a digest' by_base '[["both.py", "etc/high.py", "etc/low.py"], []]'
run scan packed.tar packed_lie.tar --base base.tar --only github-pat -f json
expect 'beside a lie' by_base '[["etc/high.py", "etc/low.py"], ["app/own.py", "both.py"]]'

# It blocks all the same, until it is said that it does not.
run scan clean.tar --base base.tar
expect_exit 1
expect_stdout 'of the base image'
expect_stdout 'in the base image'
run scan clean.tar --only github-pat --base base.tar --ignore-base
expect_exit 0
expect_stdout 'which do not block'
run scan app.tar --base base.tar --ignore-base -f json
expect_exit 1
expect 'only the own ones block' by_base '[["etc/high.py", "etc/low.py"], ["app/own.py", "both.py"]]' '["app/own.py", "both.py"]'

# The own ones come first.
run scan app.tar --base base.tar
expect 'own before base' python3 - "$io/stdout" <<'PYTHON'
import sys
text = open(sys.argv[1]).read()
assert text.index("app/own.py") < text.index("etc/low.py")
assert text.index("both.py") < text.index("etc/high.py")
PYTHON
run scan app.tar --base base.tar -f sarif
expect 'a property in SARIF' python3 - "$io/stdout" <<'PYTHON'
import json, sys
results = [r for run in json.load(open(sys.argv[1]))["runs"] for r in run["results"]]
assert sum(r["properties"].get("base", False) for r in results) >= 2
PYTHON

echo 'no digest' >wrong.txt
for wrong in wrong.txt absent.tar .; do
    run scan app.tar --base "$wrong"
    expect_stderr "--base $wrong: "
    expect_exit 2
done
run scan app.tar --ignore-base
expect_exit 2
expect_stderr '--ignore-base needs --base'
