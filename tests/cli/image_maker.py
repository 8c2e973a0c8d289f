# SPDX-License-Identifier: Apache-2.0
"""Small docker-archives with whatever is wanted in their layers; no tool and no root needed."""
import hashlib
import io
import json
import os
import tarfile
import zlib

CONFIG = "application/vnd.oci.image.config.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
LAYER = "application/vnd.oci.image.layer.v1.tar"
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def token(name):
    """A made-up token of GitHub's form whose checksum is right."""
    body = (name.replace("_", "0") + "Tq7Zk2Wm9Xc4Vb8Nn3Ls6Rd1Hf5Jg0")[:30]
    crc, checksum = zlib.crc32(body.encode()), ""
    for _ in range(6):
        crc, digit = divmod(crc, 62)
        checksum = DIGITS[digit] + checksum
    return "gh" + "p_" + body + checksum


def secret(name):
    return 'token = "%s"\n' % token(name)


def layer(*entries):
    """("path", "text"[, mode]), ("path", None[, mode]) a folder, ("path", "->", "target"[, mode]) a
    hard link, ("path", "~>", "target") a symbolic one."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for path, what, *more in entries:
            info = tarfile.TarInfo(path)
            data = b""
            if what in ("->", "~>"):
                info.type = tarfile.LNKTYPE if what == "->" else tarfile.SYMTYPE
                info.linkname = more[0]
                info.mode = more[1] if len(more) > 1 else info.mode
            else:
                info.mode = more[0] if more else 0o755 if what is None else 0o644
                if what is None:
                    info.type = tarfile.DIRTYPE
                else:
                    data = what.encode()
                    info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return out.getvalue()


def sha(data):
    return hashlib.sha256(data).hexdigest()


def archive(path, files, mode="w"):
    """A tar of {name: bytes}."""
    with tarfile.open(path, mode) as tar:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))


def save(path, images, **members):
    """A docker-archive of {name: layers}; `members` are of every image's configuration."""
    files, manifest = {}, []
    for name, layers in images.items():
        config = json.dumps({
            "os": "linux", "architecture": "amd64",
            "history": [{"created_by": f"RUN /bin/sh -c step {i} # buildkit"} for i, _ in enumerate(layers)],
            "rootfs": {"type": "layers", "diff_ids": ["sha256:" + sha(l) for l in layers]}} | members).encode()
        for l in layers:
            files[sha(l) + ".tar"] = l
        files[sha(config) + ".json"] = config
        manifest.append({"Config": sha(config) + ".json", "RepoTags": [name],
                         "Layers": [sha(l) + ".tar" for l in layers]})
    files["manifest.json"] = json.dumps(manifest).encode()
    archive(path, files)


class Layout:
    """An OCI layout, as a folder."""

    def __init__(self, folder):
        self.folder, self.manifests = folder, []
        os.makedirs(folder + "/blobs/sha256")
        open(folder + "/oci-layout", "w").write('{"imageLayoutVersion":"1.0.0"}')

    def blob(self, data, media, **more):
        open(f"{self.folder}/blobs/sha256/{sha(data)}", "wb").write(data)
        return {"mediaType": media, "digest": "sha256:" + sha(data), "size": len(data)} | more

    def manifest(self, config, layers, descriptor=None, **more):
        data = json.dumps({"schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": layers} | more).encode()
        return self.add(self.blob(data, MANIFEST) | (descriptor or {}))

    def add(self, descriptor):
        self.manifests.append(descriptor)
        open(self.folder + "/index.json", "w").write(json.dumps({"schemaVersion": 2, "manifests": self.manifests}))
        return descriptor

    def image(self, layers, descriptor=None, more=None, **config):
        """`more` are members of the manifest."""
        text = json.dumps({"os": "linux", "architecture": "amd64", "config": config,
                           "rootfs": {"type": "layers", "diff_ids": ["sha256:" + sha(l) for l in layers]}}).encode()
        return self.manifest(self.blob(text, CONFIG), [self.blob(l, LAYER) for l in layers], descriptor, **(more or {}))

    def read(self, descriptor):
        return json.load(open(self.folder + "/blobs/" + descriptor["digest"].replace(":", "/")))

    def remove(self, *descriptors):
        for descriptor in descriptors:
            os.remove(self.folder + "/blobs/" + descriptor["digest"].replace(":", "/"))

    def remove_parts(self, descriptor):
        """All that an image's manifest names."""
        manifest = self.read(descriptor)
        self.remove(manifest["config"], *manifest["layers"])

    def write(self, path, data):
        os.makedirs(os.path.dirname(f"{self.folder}/{path}"), exist_ok=True)
        open(f"{self.folder}/{path}", "wb").write(data)

    def pack(self, path, mode="w"):
        with tarfile.open(path, mode) as tar:
            tar.add(self.folder, ".")
