#!/usr/bin/env bash
# A folder that is an image may hold other files as well: they are read as those of any folder are.
. "$(dirname "$0")/lib.sh"
command -v python3 >/dev/null || { echo "skipped: no python3"; exit 77; }

export PYTHONPATH=$VETO_SOURCE/tests/cli PYTHONDONTWRITEBYTECODE=1
cat >make.py <<'PYTHON'
import json
from image_maker import Layout, layer, secret, sha

beside = ["top.txt", "a/near.txt", "a/b/c/d/e/f/far.txt", "blobs/name.txt", "blobs/sha256/name.txt"]
layout = Layout("layout")
image = layout.read(layout.image([layer(("app/run", "x"))], User="1000"))
for path in beside:
    layout.write(path, secret(path).encode())
layout.write("blobs/sha256/" + sha(b"left behind"), b"left behind")
layout.write("a/b/c/d/e/f/left-out.txt", secret("out").encode())
layout.write("a/.vetoignore", b"left-out.txt\n")
open("beside", "w").write("\n".join(beside) + "\n")

folder = Layout("dir")  # skopeo's
manifest = folder.read(folder.image([layer(("app/run", "x"))], User="1000"))
folder.write("version", b"Directory Transport Version: 1.1\n")
folder.write("manifest.json", json.dumps(manifest).encode())
for part in manifest["config"], *manifest["layers"]:
    path = part["digest"].replace(":", "/")
    folder.write(path.split("/")[1], open("dir/blobs/" + path, "rb").read())
folder.write("1/2/3/4/5/6/7/8/far.txt", secret("far").encode())
PYTHON
expect 'images are made' python3 make.py
rm -r dir/blobs dir/index.json dir/oci-layout

run scan layout -v
expect_stdout '1 blobs belong to no image'
while read -r path; do
    expect_stdout "layout/$path"
done <beside
expect_no_stdout left-out
run scan layout --list-files
while read -r path; do
    expect_stdout "$path"
    expect "$path is listed once" test "$(grep -c "$path" "$io/stdout")" -eq 1
done <beside

run scan dir -f json
expect_stdout '"images": 1'
expect_stdout far.txt
