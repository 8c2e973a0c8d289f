# SPDX-License-Identifier: Apache-2.0
"""An OCI archive of four balanced gzip layers, made from the corpora and this machine's libraries."""
import gzip
import hashlib
import io
import json
import os
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


def main():
    target = os.path.join(BENCH, "image.tar")
    layers = os.path.join(BENCH, "layers")
    if os.path.exists(target):
        return
    print("bench: making an image of four layers", file=sys.stderr)
    os.makedirs(layers, exist_ok=True)
    tars = [tarfile.open(os.path.join(layers, f"{i}.tar"), "w", format=tarfile.PAX_FORMAT) for i in range(LAYERS)]
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
    blobs, descriptors, diff_ids = {}, [], []
    for i, tar in enumerate(tars):
        tar.close()
        name = tar.name
        with open(name, "rb") as plain:
            diff_ids.append("sha256:" + hashlib.file_digest(plain, "sha256").hexdigest()
                            if hasattr(hashlib, "file_digest") else "sha256:" + hashlib.sha256(plain.read()).hexdigest())
        subprocess.run(["gzip", "-n", "-6", "-f", name], check=True)
        with open(name + ".gz", "rb") as packed:
            blob = packed.read()
        digest = hashlib.sha256(blob).hexdigest()
        blobs[digest] = blob
        descriptors.append({"mediaType": "application/vnd.oci.image.layer.v1.tar+gzip",
                            "digest": "sha256:" + digest, "size": len(blob)})

    def add(document):
        blob = json.dumps(document).encode()
        digest = hashlib.sha256(blob).hexdigest()
        blobs[digest] = blob
        return "sha256:" + digest, len(blob)

    config, config_size = add({"architecture": "amd64", "os": "linux", "config": {}, "rootfs": {"type": "layers", "diff_ids": diff_ids},
                               "history": [{"created_by": f"COPY part{i} / # buildkit"} for i in range(LAYERS)]})
    manifest, manifest_size = add({"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
                                   "config": {"mediaType": "application/vnd.oci.image.config.v1+json", "digest": config, "size": config_size},
                                   "layers": descriptors})
    index = {"schemaVersion": 2, "manifests": [{"mediaType": "application/vnd.oci.image.manifest.v1+json",
                                                "digest": manifest, "size": manifest_size,
                                                "annotations": {"org.opencontainers.image.ref.name": "bench"}}]}
    with tarfile.open(target + ".part", "w") as image:
        def put(name, blob):
            info = tarfile.TarInfo(name)
            info.size = len(blob)
            image.addfile(info, io.BytesIO(blob))
        for digest, blob in blobs.items():
            put("blobs/sha256/" + digest, blob)
        put("index.json", json.dumps(index).encode())
        put("oci-layout", b'{"imageLayoutVersion":"1.0.0"}')
    os.rename(target + ".part", target)


main()
