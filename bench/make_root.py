# SPDX-License-Identifier: Apache-2.0
"""What images are mostly made of: a root file system of Debian packages, as four balanced layers and as one.

Secrets are planted in it: in a file, in one that a later layer deletes, in a jar, and in the configuration.
"""
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile

from make_image import pack, sum_of, write_image
from measure import BENCH

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tests", "cli"))
from image_maker import token  # noqa: E402

LAYERS = 4
PACKAGES = ("python3,python3-numpy,python3-django,python3-boto3,python3-requests,nodejs,npm,git,curl,openssl,"
            "ca-certificates")
PLANTED = {where: token(where) for where in ("file", "gone", "jar", "env")}


def make_root(path):
    """False where neither tool, nor the packages, can be had."""
    folder = path + ".folder"
    if shutil.which("mmdebstrap"):
        commands = [["mmdebstrap", "--quiet", "--variant=minbase", "--include=" + PACKAGES, "bookworm", path + ".part.tar"]]
    elif shutil.which("debootstrap"):
        commands = [["debootstrap", "--variant=minbase", "--include=" + PACKAGES, "bookworm", folder],
                    ["tar", "-C", folder, "--exclude=./dev", "--exclude=./proc", "--exclude=./sys", "-cf", path + ".part.tar", "."]]
    else:
        return False
    for command in commands:
        if subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode != 0:
            return False
    shutil.rmtree(folder, ignore_errors=True)
    os.rename(path + ".part.tar", path)
    return True


def jar():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("conf/app.properties", "api.token=" + PLANTED["jar"] + "\n")
    return out.getvalue()


def plants():
    """(layer, path, content); the last layer takes one of them away."""
    return [(0, "srv/app/settings.py", b'token = "%s"\n' % PLANTED["file"].encode()),
            (1, "srv/app/.env", b"TOKEN=%s\n" % PLANTED["gone"].encode()),
            (2, "srv/app/lib.jar", jar()), (3, "srv/app/.wh..env", b"")]


def add(tar, name, content):
    info = tarfile.TarInfo(name)
    info.size = len(content)
    tar.addfile(info, io.BytesIO(content))


def deal(root, paths):
    """Each file to the layer that has least, so that all take as long."""
    tars = [tarfile.open(path, "w", format=tarfile.PAX_FORMAT) for path in paths]
    sizes = [0] * len(tars)
    with tarfile.open(root) as whole:
        for member in whole:
            if member.isdev():
                continue
            least = sizes.index(min(sizes))
            tars[least].addfile(member, whole.extractfile(member) if member.isreg() else None)
            sizes[least] += 512 + (member.size if member.isreg() else 0)
    for number, name, content in plants():
        add(tars[number % len(tars)], name, content)
    for tar in tars:
        tar.close()


def main():
    target = lambda name: os.path.join(BENCH, name)
    if all(os.path.exists(target(name)) for name in ("root.oci.tar", "root-one.oci.tar")):
        return
    root, folder = target("root.tar"), target("layers")
    os.makedirs(folder, exist_ok=True)
    print("bench: making images of Debian packages", file=sys.stderr)
    if not os.path.exists(root) and not make_root(root):
        print("bench: no root file system could be made: no mmdebstrap or debootstrap, or no packages", file=sys.stderr)
        return
    layer = "application/vnd.oci.image.layer.v1.tar+gzip"
    settings = {"Env": ["PATH=/usr/bin:/bin", "GITHUB_TOKEN=" + PLANTED["env"]]}
    for name, count in (("root.oci.tar", LAYERS), ("root-one.oci.tar", 1)):
        paths = [os.path.join(folder, f"root{i}.tar") for i in range(count)]
        deal(root, paths)
        sums = [sum_of(path) for path in paths]
        pack(["gzip", "-n", "-6", "-f"], paths)
        write_image(target(name), [path + ".gz" for path in paths], layer, sums, settings)
        for path in paths:
            os.unlink(path + ".gz")
    with open(target("planted.json"), "w") as out:
        json.dump(PLANTED, out)


if __name__ == "__main__":
    main()
