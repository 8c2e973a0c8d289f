#!/usr/bin/env bash
# A file of 10 GiB and an image with a layer of 5 GiB stay under the default bound, and the secrets
# at their ends are found.
# slow
source "$(dirname "$0")/lib.sh"
: >"$io/stdout"; : >"$io/stderr"

bound=$((1024 * 1024))
python3 - <<'PY'
import base64, random
random.seed(7)
block = base64.b64encode(random.randbytes(768 * 1024))
block = b"\n".join(block[i:i + 76] for i in range(0, len(block), 76))[:1 << 20]
with open("large.txt", "wb") as out:
    for i in range(10 * 1024):
        out.write(block)
    out.write(b"\ntoken = ghp_" + b"0" * 0)
    out.write(b"0Xz9rT4vLk2QwE7yUi1oPa5sDf8gHj3kLzXc\n-----BEGIN RSA PRIVATE KEY-----\n")
PY
read -r status peak seconds < <(python3 "$VETO_SOURCE/tests/cli/peak.py" "$VETO" scan -f jsonl -j2 large.txt 2>found.jsonl)
echo "10 GiB: status $status, $peak KiB, $seconds s"
[ "$peak" -le $bound ] || fail "10 GiB: $peak KiB"
grep -q github-pat found.jsonl || fail "the token at the end of 10 GiB was not found"
rm -f large.txt

python3 - <<'PY'
import gzip, hashlib, io, json, random, tarfile, base64
random.seed(8)
block = base64.b64encode(random.randbytes(768 * 1024))
size = 5 << 30
tail = b"\nPOSTGRES_PASSWORD=correct-horse-battery-9\n"

class Content:
    """5 GiB that are never in memory at once."""
    def __init__(self): self.left, self.at = size - len(tail), 0
    def read(self, n):
        if self.left == 0: return tail
        piece = block[self.at:self.at + min(n, self.left)]
        self.at = (self.at + len(piece)) % len(block)
        self.left -= len(piece)
        return piece if len(piece) == n else piece + self.read(n - len(piece))

class Hashing(io.RawIOBase):
    def __init__(self, to): self.to, self.hash, self.size = to, hashlib.sha256(), 0
    def write(self, data):
        self.hash.update(data); self.size += len(data)
        return self.to.write(data)
    def writable(self): return True

with open("layer", "wb") as raw:
    stored = Hashing(raw)
    with gzip.GzipFile(fileobj=stored, mode="wb", compresslevel=1, mtime=0) as packed:
        with tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar:
            info = tarfile.TarInfo("srv/db.env"); info.size = size
            tar.addfile(info, Content())
layer = {"mediaType": "application/vnd.oci.image.layer.v1.tar+gzip", "digest": "sha256:" + stored.hash.hexdigest(), "size": stored.size}
blobs = {}
def add(document):
    data = json.dumps(document).encode()
    digest = hashlib.sha256(data).hexdigest()
    blobs[digest] = data
    return "sha256:" + digest, len(data)
config, config_size = add({"architecture": "amd64", "os": "linux", "rootfs": {"type": "layers", "diff_ids": ["sha256:" + "0" * 64]}})
manifest, manifest_size = add({"schemaVersion": 2, "config": {"mediaType": "application/vnd.oci.image.config.v1+json", "digest": config, "size": config_size}, "layers": [layer]})
index = {"schemaVersion": 2, "manifests": [{"mediaType": "application/vnd.oci.image.manifest.v1+json", "digest": manifest, "size": manifest_size}]}
with tarfile.open("image.tar", "w") as image:
    def put(name, data):
        info = tarfile.TarInfo(name); info.size = len(data)
        image.addfile(info, io.BytesIO(data))
    info = tarfile.TarInfo("blobs/sha256/" + layer["digest"][7:]); info.size = layer["size"]
    with open("layer", "rb") as content: image.addfile(info, content)
    for digest, data in blobs.items(): put("blobs/sha256/" + digest, data)
    put("index.json", json.dumps(index).encode()); put("oci-layout", b'{"imageLayoutVersion":"1.0.0"}')
PY
rm -f layer
read -r status peak seconds < <(python3 "$VETO_SOURCE/tests/cli/peak.py" "$VETO" scan -f jsonl -j2 image.tar 2>found.jsonl)
echo "5 GiB layer: status $status, $peak KiB, $seconds s"
[ "$peak" -le $bound ] || fail "5 GiB layer: $peak KiB"
grep -q srv/db.env found.jsonl || fail "the password at the end of the layer was not found"
