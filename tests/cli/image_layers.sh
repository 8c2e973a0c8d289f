#!/usr/bin/env bash
# What became of a file: whiteouts, opaque folders, hard links, and layers that images share.
. "$(dirname "$0")/lib.sh"
command -v python3 >/dev/null || { echo "skipped: no python3"; exit 77; }

export PYTHONPATH=$VETO_SOURCE/tests/cli PYTHONDONTWRITEBYTECODE=1
cat >make.py <<'PYTHON'
from image_maker import *

base = layer(("app/kept.py", secret("kept")), ("./app/gone.py", secret("gone")),
             ("/app/over.py", secret("over")), ("opaque/in/deep.py", secret("deep")),
             ("folder/x.py", secret("folder")), ("app/linked.py", secret("linked")),
             ("x/../app/dots.py", secret("dots")), ("../../outside.py", secret("outside")))
top = layer(("app/.wh.gone.py", ""), ("app/over.py", "nothing\n"), ("opaque/.wh..wh..opq", ""),
            ("opaque/new.py", secret("new")), ("folder", "a file now\n"),
            ("app/other-name.py", "->", "app/linked.py"), ("app/.wh.linked.py", ""),
            ("app/.wh.dots.py", ""), (".wh.outside.py", ""))
save("one.tar", {"team/app:1": [base, top]})
save("two.tar", {"team/app:1": [base, top], "team/web:2": [base], "team/app:3": [base, layer(("q", "q"))]})
PYTHON
expect 'images are made' python3 make.py

run scan one.tar -f json
expect_exit 1
expect 'every file has its state' python3 - "$io/stdout" <<'PYTHON'
import json, sys
report = json.load(open(sys.argv[1]))
entry = lambda f: [l["name"] for l in f["origin"] if l["kind"] == "entry"][0]
found = {entry(f): (f["state"], f.get("state_layer")) for f in report["findings"] if f["rule"] == "github-pat"}
wanted = {"app/kept.py": ("present", None), "app/gone.py": ("deleted", 1), "app/over.py": ("overwritten", 1),
          "opaque/in/deep.py": ("deleted", 1), "opaque/new.py": ("present", None), "folder/x.py": ("deleted", 1),
          "app/linked.py": ("present", None), "app/dots.py": ("deleted", 1), "outside.py": ("deleted", 1)}
assert found == wanted, found
layers = {l["instruction"] for f in report["findings"] for l in f["origin"] if l["kind"] == "layer"}
assert layers == {"RUN step 0", "RUN step 1"}, layers
PYTHON

# A finding in a shared layer is told of every image, with the state that it has there.
run scan two.tar -f json
expect 'every image that shares the layer' python3 - "$io/stdout" <<'PYTHON'
import json, sys
report = json.load(open(sys.argv[1]))
assert report["summary"]["layers"] == 3, report["summary"]
image = lambda place: [l["reference"] for l in place["origin"] if l["kind"] == "image"][0]
entry = lambda place: [l["name"] for l in place["origin"] if l["kind"] == "entry"][0]
found = {}
for f in report["findings"]:
    if f["rule"] == "github-pat" and entry(f) == "app/gone.py":
        found[image(f)] = (f["state"], f["fingerprint"], sorted(map(image, f["also"])))
# In app:1 it is deleted, in app:3 present: one finding of one repository, and the present place first.
assert set(found) == {"team/app:3", "team/web:2"}, found
assert found["team/app:3"][0] == "present" and found["team/app:3"][2] == ["team/app:1"], found
assert found["team/web:2"][0] == "present", found
assert found["team/web:2"][1] != found["team/app:3"][1], found
PYTHON

# A secret can be read by whoever has the layer; a configuration that is gone configures nothing.
cat >gone.py <<'PYTHON'
from image_maker import *

def config(path):
    return path, "PermitEmptyPasswords yes\n# " + secret("config")
lower = layer(config("etc/ssh/sshd_config"))
ends = {"kept": ("q", "q"), "whiteout": ("etc/ssh/.wh.sshd_config", ""), "opaque": ("etc/ssh/.wh..wh..opq", ""),
        "folder": ("etc/.wh.ssh", ""), "over": ("etc/ssh/sshd_config", "PermitEmptyPasswords no\n"),
        "link": ("etc/ssh", "~>", "/opt"), "renamed": ("etc/ssh/.wh.sshd_config", "")}
for name, end in ends.items():
    more = [("etc/ssh/sshd_config.d", "->", "etc/ssh/sshd_config")] if name == "renamed" else []
    save("gone-%s.tar" % name, {"team/%s:1" % name: [lower, layer(*more, end)]})
save("shared.tar", {"team/a:1": [lower, layer(ends["whiteout"])], "team/b:1": [lower, layer(ends["kept"])]})
PYTHON
expect 'images of gone files are made' python3 gone.py
for end in kept renamed whiteout opaque folder over link; do
    run scan "gone-$end.tar" --only github-pat --only sshd-permit-empty-passwords
    expect_exit 1
    expect_stdout 'github-pat'
    case $end in
    kept | renamed) expect_stdout 'sshd-permit-empty-passwords' ;;
    *) expect_no_stdout 'sshd-permit-empty-passwords' ;;
    esac
done
# Nor are those told of that are too many to be listed.
python3 - <<'PYTHON'
from image_maker import *
many = layer(("etc/sudoers.d/many", ("x ALL=NOPASSWD: ALL\n#" + "-" * 4000 + "\n") * 1500))
save("many.tar", {"team/many:1": [many]})
save("many-gone.tar", {"team/many:1": [many, layer(("etc/sudoers.d/.wh.many", ""))]})
PYTHON
run scan many.tar --only sudo-nopasswd-all -f json
expect_stdout 'more of rule'
run scan many-gone.tar --only sudo-nopasswd-all -f json
expect_exit 0
expect_no_stdout 'more of rule'
run scan shared.tar --only sshd-permit-empty-passwords
expect_exit 1
expect_stdout 'team/b:1'
expect_no_stdout 'team/a:1'

# Many findings in a file with many names: what became of it is found out once.
cat >links.py <<'PYTHON'
from image_maker import *
import gzip

link = bytearray(layer(("d/0000000", "->", "a"))[:512])
def numbered(i):
    link[2:9] = b"%07d" % i
    link[148:156] = b" " * 8
    link[148:156] = b"%06o\0 " % sum(link)
    return bytes(link)
links = b"".join(map(numbered, range(100000))) + b"\0" * 1024
tokens = layer(("a", "".join("%d: %s" % (i, secret("many%d" % i)) for i in range(1000))))
save("links.tar", {"team/links:1": [tokens, gzip.compress(links, 1), layer((".wh.a", ""), (".wh.d", ""))]})
PYTHON
expect 'an image of many links is made' python3 links.py
prefix=(timeout 20)
run scan links.tar --only github-pat -f json
prefix=()
expect_exit 1
expect 'all are gone' test "$(grep -c '"state": "deleted"' "$io/stdout")" = 1000

for format in json sarif text; do
    for jobs in 1 2 16; do
        run scan two.tar one.tar -j "$jobs" -f "$format"
        sed -e '/seconds/d' -e 's/ in [0-9.]* s$//' "$io/stdout" >"$io/$format-$jobs"
    done
    expect "$format: -j1 and -j2 agree" cmp "$io/$format-1" "$io/$format-2"
    expect "$format: -j1 and -j16 agree" cmp "$io/$format-1" "$io/$format-16"
done
