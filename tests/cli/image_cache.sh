#!/usr/bin/env bash
# Layers that were read before are not read again: in other targets of a run, and in later runs.
. "$(dirname "$0")/lib.sh"
command -v python3 >/dev/null || { echo "skipped: no python3"; exit 77; }

export PYTHONPATH=$VETO_SOURCE/tests/cli PYTHONDONTWRITEBYTECODE=1
export XDG_CACHE_HOME=$sandbox/cache
cache=$XDG_CACHE_HOME/veto/layers.db
mkdir "$XDG_CACHE_HOME"
cat >make.py <<'PYTHON'
import gzip, io, zipfile
from image_maker import *

jar = io.BytesIO()
with zipfile.ZipFile(jar, "w", zipfile.ZIP_DEFLATED) as z:
    z.writestr("conf/a.properties", "api.token=%s\n" % token("jar"))
def binary(path, data):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        info = tarfile.TarInfo(path)
        info.size = len(data)
        tar.addfile(info, io.BytesIO(data))
    return out.getvalue()

shared = layer(("etc/passwd", "root:x:0:0:root:/root:/bin/sh\nold:abcdefghijklm:1:1::/:/bin/sh\n"),
               ("etc/shadow", "root:$1$saltsalt$NotARealHashOfAnything.:1:0:99999:7:::\n"),
               ("app/a.py", secret("shared")), ("app/weak.env", "DB_PASSWORD=hunter22\n"),
               ("app/allowed.py", secret("allowed").strip() + "  # veto:allow github-pat a made-up token\n"),
               ("usr/bin/tool", "x", 0o4755), ("../out.txt", "x"), ("x.conf", "one\n"), ("y", "->", "x.conf"))
top = layer(("app/.wh.a.py", ""), ("x.conf", "two\n"))
other = layer(("b.py", secret("own")))
save("a.tar", {"team/a:1": [shared, binary("lib.jar", jar.getvalue()), top]})
save("b.tar", {"team/b:1": [shared, other]})
save("empty.tar", {"team/e:1": [b"\0" * 1024, b"\0" * 10240]})
# Another image that claims to have the shared layer.
lie = layer(("z.py", secret("lie")))
lie += b"\0" * (len(shared) - len(lie))
config = json.dumps({"rootfs": {"type": "layers", "diff_ids": ["sha256:" + sha(shared)]}}).encode()
files = {sha(shared) + ".tar": lie[:len(shared)], sha(config) + ".json": config}
files["manifest.json"] = json.dumps([{"Config": sha(config) + ".json", "RepoTags": ["team/lie:1"],
                                      "Layers": [sha(shared) + ".tar"]}]).encode()
with tarfile.open("lie.tar", "w") as tar:
    for name, data in files.items():
        info = tarfile.TarInfo(name)
        info.size = len(data)
        tar.addfile(info, io.BytesIO(data))
PYTHON
expect 'images are made' python3 make.py

# same NAME OPTION...: the report, in json or in $formats, but for the time that it took, is that of a scan without a cache.
same() {
    local name=$1 format
    shift
    for format in ${formats:-json}; do
        run scan "$@" -f "$format" --no-cache
        sed -e 's/ in [0-9.]* s\($\|;\)/\1/' "$io/stdout" >"$io/fresh"
        local status=$actual
        run scan "$@" -f "$format"
        sed -e 's/ in [0-9.]* s\($\|;\)/\1/' "$io/stdout" >"$io/cached"
        expect "$name, $format: the same report" cmp "$io/fresh" "$io/cached"
        expect_exit "$status"
    done
}

# ---- In one run --------------------------------------------------------------------------------

run scan a.tar b.tar -f json --no-cache
expect 'a shared layer is told of both images' python3 - "$io/stdout" <<'PYTHON'
import json, sys
report = json.load(open(sys.argv[1]))
places = {}
for f in report["findings"]:
    for w in [f, *f["also"]]:
        links = {l["kind"]: l for l in w["origin"]}
        entry = links.get("entry", {}).get("name")
        if f["rule"] == "github-pat" and "image" in links:
            places.setdefault(entry, set()).add((links["image"]["reference"], links["layer"]["index"]))
assert places["app/a.py"] == {("team/a:1", 0), ("team/b:1", 0)}, places
assert places["b.py"] == {("team/b:1", 1)}, places
states = {(l["reference"], f["state"]) for f in report["findings"] for l in f["origin"]
          if l["kind"] == "image" and f["rule"] == "github-pat" and "app/a.py" in f["place"]}
assert states == {("team/a:1", "deleted"), ("team/b:1", "present")}, states
assert report["summary"]["layers"] == 5, report["summary"]
problems = [p["place"] for p in report["problems"] if "leads out" in p["text"]]
assert len(problems) == 2, report["problems"]
PYTHON
for jobs in 1 2 3 8; do
    run scan a.tar b.tar lie.tar -f json --no-cache -j "$jobs"
    mv "$io/stdout" "$io/jobs-$jobs"
    expect "the same with $jobs threads" cmp "$io/jobs-1" "$io/jobs-$jobs"
done
counts() {
    python3 - "$@" <<'PYTHON'
import json, sys
both, *alone = [json.load(open(p)) for p in sys.argv[1:]]
for key in ("files", "bytes", "archives", "layers", "dropped_candidates", "skipped_links"):
    assert both["summary"][key] == sum(a["summary"][key] for a in alone), (key, both["summary"][key])
PYTHON
}
for target in a b; do
    run scan $target.tar -f json --no-cache
    mv "$io/stdout" "$io/$target.json"
done
run scan a.tar b.tar -f json --no-cache
expect 'counted as if each had been read' counts "$io/stdout" "$io/a.json" "$io/b.json"

# Whoever claims a digest has its own bytes looked at.
run scan b.tar lie.tar -f json --no-cache
expect_exit 1
expect_stdout 'z.py'
expect_stdout 'image-digest-mismatch'
expect 'no mismatch of the honest one' python3 - "$io/stdout" <<'PYTHON'
import json, sys
wrong = [w["place"] for f in json.load(open(sys.argv[1]))["findings"] if f["rule"] == "image-digest-mismatch"
         for w in [f, *f["also"]]]
assert wrong and all("lie.tar" in w for w in wrong), wrong
PYTHON

# ---- In later runs -----------------------------------------------------------------------------

expect 'no cache without a scan that has one' test ! -e "$cache"
same 'filled' a.tar
expect 'there is a cache' test -s "$cache"
expect 'for this user alone' test "$(stat -c %a "$cache")" = 600
formats='json text sarif jsonl' same 'from the cache' a.tar
same 'under another image' b.tar
formats='text sarif' same 'both' a.tar b.tar
same 'with a lie' b.tar lie.tar
same 'empty layers' empty.tar
same 'another base' b.tar --base a.tar
same 'tars verified' a.tar --verify-layers
same 'other rules' a.tar --only github-pat
same 'fewer rules' a.tar --skip github-pat
same 'explained' a.tar -v
same 'other bounds' a.tar --max-depth 0
for jobs in 1 4; do
    same "$jobs threads" a.tar b.tar -j "$jobs"
done

# It is really asked: what is in it is told, and a layer that is in it is not read.
python3 - "$cache" <<'PYTHON' || fail 'no layer is kept'
import sqlite3, sys
rows = sqlite3.connect(sys.argv[1]).execute("select count(*) from layer").fetchone()
assert rows[0] >= 4, rows
PYTHON
for name in shared jar own lie; do
    value=$(python3 -c 'from image_maker import *; import sys; print(token(sys.argv[1]))' $name)
    expect "no secret is in it: $name" test "$(grep -c -a -F "$value" "$cache")" = 0
done
for value in hunter22 NotARealHash abcdefghijklm; do
    expect "no secret is in it: $value" test "$(grep -c -a -F "$value" "$cache")" = 0
done

# The tar's digest is asked for by what this image claims: another claim needs another digest.
python3 - <<'PYTHON'
from image_maker import *
import gzip

tar = layer(("v.py", secret("verified")))
def claim(name, diff_id, pack=gzip.compress):
    save(name, {"team/v:1": [pack(tar)]}, rootfs={"type": "layers", "diff_ids": [diff_id]})
claim("none.tar", "no digest")
claim("right.tar", "sha256:" + sha(tar))
claim("wrong.tar", "sha256:" + "1" * 64)
claim("other.tar", "sha512:" + hashlib.sha512(tar).hexdigest())
claim("false.tar", "sha512:" + "1" * 128)
PYTHON
verified='none.tar right.tar wrong.tar other.tar false.tar'
for first in $verified; do
    for second in $verified; do
        rm -f "$cache"
        run scan "$first" --verify-layers
        same "$first before $second" "$second" --verify-layers
        mismatches=0
        case $second in wrong.tar | false.tar) mismatches=1 ;; esac
        run scan "$first" "$second" -j 1 --verify-layers --no-cache -f jsonl
        expect "$first beside $second" test "$(grep image-digest-mismatch "$io/stdout" | grep -c "\"place\":\"$second")" -ge "$mismatches"
        [ $mismatches = 1 ] || expect "$second is right" test "$(grep image-digest-mismatch "$io/stdout" | grep -c "$second")" = 0
    done
done
rm -f "$cache"
same 'again' a.tar

# Secrets that are shown are read anew, and do not get in.
cp "$cache" before.db
run scan a.tar --show-secrets
expect_stdout "$(python3 -c 'from image_maker import *; print(token("shared"))')"
expect 'not written with --show-secrets' cmp "$cache" before.db
run scan a.tar --no-cache
expect 'not touched with --no-cache' cmp "$cache" before.db

# Damage of any kind is noticed, told, and mended.
damage() {
    python3 - "$cache" "$1" <<'PYTHON'
import sqlite3, sys
path, how = sys.argv[1:]
if how == "values":
    db = sqlite3.connect(path)
    for row, value in db.execute("select rowid, value from layer").fetchall():
        db.execute("update layer set value = ? where rowid = ?", (value[:-1] + bytes([value[-1] ^ 1]), row))
    db.commit()
elif how == "swapped":
    db = sqlite3.connect(path)
    rows = db.execute("select rowid, value, sum from layer order by size").fetchall()
    for (row, _, _), (_, value, sum) in zip(rows, rows[1:] + rows[:1]):
        db.execute("update layer set value = ?, sum = ? where rowid = ?", (value, sum, row))
    db.commit()
else:
    data = bytearray(open(path, "rb").read())
    if how == "header":
        data[:32] = b"x" * 32
    elif how == "pages":
        for i in range(4096, len(data), 64):
            data[i:i + 8] = b"\xff" * 8
    elif how == "short":
        del data[5000:]
    open(path, "wb").write(data)
PYTHON
}
for how in header values swapped pages short; do
    damage $how
    run scan a.tar -f json -v
    grep -q 'the cache of layers' "$io/stderr" || fail "a word about damage: $how"
    same "after damage: $how" a.tar
    same "and again: $how" a.tar
done
: >"$cache"
same 'an empty file' a.tar

# What others could have written is not believed, and what cannot be written is no trouble.
chmod 666 "$cache"
same 'for all to write' a.tar
expect 'for this user alone again' test "$(stat -c %a "$cache")" = 600
rm "$cache"
ln -s "$sandbox/elsewhere" "$cache"
same 'a link' a.tar
expect 'nothing is written through a link' test ! -e "$sandbox/elsewhere"
rm "$cache"
mkdir "$cache"
same 'a folder in its place' a.tar

# What could not be read is tried again.
rmdir "$cache"
python3 - <<'PYTHON'
from image_maker import *
import gzip
save("cut.tar", {"team/cut:1": [gzip.compress(layer(("a.py", secret("cut")), ("b", "x" * 100000)))[:-40]]})
PYTHON
run scan cut.tar
same 'cut off' cut.tar
expect 'it is not kept' python3 - "$cache" <<'PYTHON'
import sqlite3, sys
assert sqlite3.connect(sys.argv[1]).execute("select count(*) from layer").fetchone()[0] == 0
PYTHON

# A damaged archive in a layer is as damaged in every run: the layer is kept, and the problem is told again.
python3 - <<'PYTHON'
from image_maker import *
import zipfile
jar = io.BytesIO()
with zipfile.ZipFile(jar, "w", zipfile.ZIP_DEFLATED) as z:
    z.writestr("a.properties", "x = %s\n" % ("lorem ipsum " * 2000))
    z.writestr("b.properties", "y = %s\n" % ("dolor sit amet " * 2000))
entry = io.BytesIO()
with tarfile.open(fileobj=entry, mode="w") as tar:
    for name, data in (("lib.jar", jar.getvalue()[:-200]), ("a.py", secret("beside").encode())):
        info = tarfile.TarInfo(name)
        info.size = len(data)
        tar.addfile(info, io.BytesIO(data))
save("broken.tar", {"team/broken:1": [entry.getvalue()]})
PYTHON
run scan broken.tar
expect_stdout 'lib.jar!/b.properties'
expect 'it is kept' python3 - "$cache" <<'PYTHON'
import sqlite3, sys
assert sqlite3.connect(sys.argv[1]).execute("select count(*) from layer").fetchone()[0] == 1
PYTHON
formats='json text sarif' same 'a damaged archive' broken.tar
