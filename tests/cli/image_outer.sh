#!/usr/bin/env bash
# The archive that an image comes in: members of every kind, in every packing that the program opens.
. "$(dirname "$0")/lib.sh"
command -v python3 >/dev/null || { echo "skipped: no python3"; exit 77; }

export PYTHONPATH=$VETO_SOURCE/tests/cli PYTHONDONTWRITEBYTECODE=1
cat >make.py <<'PYTHON'
import io, subprocess, sys, tarfile
from image_maker import Layout, layer, secret

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
