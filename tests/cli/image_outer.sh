#!/usr/bin/env bash
# The archive that an image comes in: members of every kind, in every packing that the program opens.
. "$(dirname "$0")/lib.sh"
command -v python3 >/dev/null || { echo "skipped: no python3"; exit 77; }

export PYTHONPATH=$VETO_SOURCE/tests/cli PYTHONDONTWRITEBYTECODE=1
cat >make.py <<'PYTHON'
import bz2, gzip, io, json, lzma, subprocess, tarfile
from image_maker import Layout, archive, layer, secret, sha

clean = layer(("app/run", "x"))
layout = Layout("layout")
layout.image([clean], User="1000")


def odd(path, mode="w"):
    """The layout, and files of kinds that some readers know and some take for files."""
    with tarfile.open(path, mode, format=tarfile.USTAR_FORMAT) as tar:
        tar.add("layout", ".")
        for kind in "ZMDVgX":
            for name in kind + ".txt", "index.json":
                info, data = tarfile.TarInfo(name), secret(kind + name.replace(".", "0")).encode()
                info.type, info.size = kind.encode(), len(data)
                tar.addfile(info, io.BytesIO(data))


odd("odd.tar")
odd("odd.tar.gz", "w:gz")

# A layer with a hole, in an archive that leaves holes out.
sparse = Layout("sparse")
hole = layer(("app/run", "x"), ("app/hole", "\0" * 3000000), ("app/key", secret("sparse")))
path = "sparse/blobs/" + sparse.read(sparse.image([hole], User="1000"))["layers"][0]["digest"].replace(":", "/")
open(path + ".new", "wb").close()
subprocess.run(["cp", "--sparse=always", path, path + ".new"], check=True)
subprocess.run(["mv", path + ".new", path], check=True)
for form in "gnu", "posix":
    subprocess.run(["tar", "--format", form, "-C", "sparse", "-cSf", f"sparse-{form}.tar", "."], check=True)

# Two layers in every packing, and beginning in every way that tars do.
layers = [layer(("app/key", secret("deleted"))), layer(("app/.wh.key", ""))]
two = Layout("two")
two.image(layers, User="1000")
two.pack("plain.tar")
for form in "posix", "gnu":
    subprocess.run(["tar", "--format", form, "-C", "two", "-cf", f"{form}.tar", "oci-layout", "index.json", "blobs"], check=True)
config = json.dumps({"os": "linux", "architecture": "amd64", "config": {"User": "1000"},
                     "rootfs": {"type": "layers", "diff_ids": ["sha256:" + sha(l) for l in layers]}}).encode()
archive("elsewhere.tar", {"layers/0.tar": layers[0], "layers/1.tar": layers[1], "config.json": config, "manifest.json": json.dumps([
    {"Config": "config.json", "RepoTags": ["app:1"], "Layers": ["layers/0.tar", "layers/1.tar"]}]).encode()})
for name in "plain", "posix", "elsewhere":
    data = open(name + ".tar", "rb").read()
    for ending, pack in ("gz", gzip.compress), ("xz", lzma.compress), ("bz2", bz2.compress):
        open(f"{name}.tar.{ending}", "wb").write(pack(data))

# What is no image, though it may be taken for one.
root = layer(("bin", None), ("etc/passwd", "root:x:0:0::/root:/bin/sh\n"), ("etc/os-release", "ID=debian\n"))
open("root.tar", "wb").write(root)
for ending, pack in ("gz", gzip.compress), ("xz", lzma.compress):
    open("root.tar." + ending, "wb").write(pack(root))
PYTHON
expect 'images are made' python3 make.py

for image in odd.tar odd.tar.gz; do
    run scan "$image" --show-secrets -f json
    expect_stdout '"images": 1'
    for kind in Z M D V g X; do
        expect_stdout "$image!/$kind.txt"
        expect_stdout "${kind}index0json"
    done
done

for form in gnu posix; do
    run scan "sparse-$form.tar" -f json
    expect_stdout 'a sparse file, which was read without its holes: blobs/sha256/'
    expect_stdout '"incomplete": true'
    expect_stdout '"github-pat"'
done

# The layers' meaning is there, whatever stands around them.
expect_two_layers() {
    expect_stdout '"layers": 2'
    expect_stdout '"state": "deleted"'
    expect_stdout '"incomplete": false'
}
for name in plain posix gnu elsewhere; do
    for image in "$name".tar*; do
        run scan "$image" -f json
        expect_two_layers
        case $image in *.bz2) continue ;; esac
        actual=0
        cat "$image" | "$VETO" scan - -f json >"$io/stdout" 2>"$io/stderr" || actual=$?
        expect_two_layers
    done
done

# What is damaged or no image is read as before, and told once.
head -c -200 plain.tar.xz >cut.tar.xz
run scan cut.tar.xz -f json
expect_stdout '"incomplete": true'
tar -cf - make.py | xz >other.tar.xz
run scan other.tar.xz -f json
expect_stdout '"images": 0'
expect_stdout '"incomplete": false'

for image in root.tar root.tar.gz root.tar.xz; do
    run scan "$image" -v
    expect_exit 0
    expect_stdout 'a file system without layers'
    actual=0
    cat "$image" | "$VETO" scan - -v >"$io/stdout" 2>"$io/stderr" || actual=$?
    expect_exit 0
    expect_stdout 'a file system without layers'
done
