# SPDX-License-Identifier: Apache-2.0
"""OCI archives of four balanced layers (gzip, zstd, plain), and of one, made from the corpora and this machine's libraries."""
import gzip
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile

from measure import BENCH

LAYERS, BYTES = 4, 150_000_000


def files():
    roots = [os.path.join(BENCH, "corpora"), "/usr/lib/x86_64-linux-gnu", "/usr/lib/python3", "/usr/share", "/usr/lib"]
    seen = set()
    for root in roots:
        for folder, folders, names in os.walk(root):
            # Test data is full of archives that are made to be slow: bench/hostile.py is the place for such.
            folders[:] = sorted(name for name in folders if name not in ("testdata", ".git"))
            for name in sorted(names):
                path = os.path.join(folder, name)
                if os.path.islink(path) or not os.path.isfile(path) or path in seen:
                    continue
                seen.add(path)
                yield path


def sum_of(path):
    digest = hashlib.sha256()
    with open(path, "rb") as content:
        for block in iter(lambda: content.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def write_image(target, layers, media_type, diff_ids, settings=None):
    """An OCI archive of those files as layers, and the documents around them."""
    documents, descriptors = {}, []
    for path in layers:
        descriptors.append({"mediaType": media_type, "digest": "sha256:" + sum_of(path), "size": os.path.getsize(path)})

    def add(document):
        blob = json.dumps(document).encode()
        digest = hashlib.sha256(blob).hexdigest()
        documents[digest] = blob
        return "sha256:" + digest, len(blob)

    history = [{"created_by": f"COPY part{i} / # buildkit"} for i in range(len(layers))]
    config, config_size = add({"architecture": "amd64", "os": "linux", "config": settings or {}, "history": history,
                               "rootfs": {"type": "layers", "diff_ids": ["sha256:" + d for d in diff_ids]}})
    kind = "application/vnd.oci.image.manifest.v1+json"
    manifest, manifest_size = add({"schemaVersion": 2, "mediaType": kind, "layers": descriptors,
                                   "config": {"mediaType": "application/vnd.oci.image.config.v1+json",
                                              "digest": config, "size": config_size}})
    index = {"schemaVersion": 2, "manifests": [{"mediaType": kind, "digest": manifest, "size": manifest_size,
                                                "annotations": {"org.opencontainers.image.ref.name": "bench"}}]}
    with tarfile.open(target + ".part", "w") as image:
        def put(name, size, content):
            info = tarfile.TarInfo(name)
            info.size = size
            image.addfile(info, content)
        for path, descriptor in zip(layers, descriptors):
            with open(path, "rb") as content:
                put("blobs/" + descriptor["digest"].replace(":", "/"), descriptor["size"], content)
        for digest, blob in documents.items():
            put("blobs/sha256/" + digest, len(blob), io.BytesIO(blob))
        for name, blob in ("index.json", json.dumps(index).encode()), ("oci-layout", b'{"imageLayoutVersion":"1.0.0"}'):
            put(name, len(blob), io.BytesIO(blob))
    os.rename(target + ".part", target)


def make_tars(folder):
    os.makedirs(folder, exist_ok=True)
    paths = [os.path.join(folder, f"{i}.tar") for i in range(LAYERS)]
    tars = [tarfile.open(path, "w", format=tarfile.PAX_FORMAT) for path in paths]
    sizes = [0] * LAYERS
    for path in files():
        least = sizes.index(min(sizes))
        if sizes[least] >= BYTES:
            break
        info = tarfile.TarInfo(path.lstrip("/"))
        info.size = os.path.getsize(path)
        with open(path, "rb") as content:
            tars[least].addfile(info, content)
        sizes[least] += info.size + 1024
    for tar in tars:
        tar.close()
    return paths


def join_tars(paths, target):
    """All of them as one: the end of each but the last is left out."""
    with tarfile.open(target, "w", format=tarfile.PAX_FORMAT) as whole:
        for path in paths:
            with tarfile.open(path) as part:
                for member in part:
                    whole.addfile(member, part.extractfile(member) if member.isfile() else None)


def pack(tool, paths):
    for path in paths:
        subprocess.run([*tool, path], check=True)


def main():
    folder = os.path.join(BENCH, "layers")
    target = lambda name: os.path.join(BENCH, name)
    made = ["image.tar", "image-one.tar", "image-plain.tar"] + ["image-zstd.tar"] * bool(shutil.which("zstd"))
    if all(os.path.exists(target(name)) for name in made):
        return
    print("bench: making images of four layers, and of one", file=sys.stderr)
    paths = make_tars(folder)
    one = os.path.join(folder, "one.tar")
    join_tars(paths, one)
    sums, sum_of_one = [sum_of(path) for path in paths], sum_of(one)
    pack(["gzip", "-k", "-n", "-6", "-f"], [*paths, one])
    layer = "application/vnd.oci.image.layer.v1.tar"
    write_image(target("image-plain.tar"), paths, layer, sums)
    write_image(target("image.tar"), [path + ".gz" for path in paths], layer + "+gzip", sums)
    write_image(target("image-one.tar"), [one + ".gz"], layer + "+gzip", [sum_of_one])
    if "image-zstd.tar" in made:
        pack(["zstd", "-q", "-f", "-3"], paths)
        write_image(target("image-zstd.tar"), [path + ".zst" for path in paths], layer + "+zstd", sums)
    for path in [*paths, one]:
        os.unlink(path)


if __name__ == "__main__":
    main()
