#!/usr/bin/env bash
# Layers of many gzip members or zstd frames, which several threads inflate: every writer's form of
# the same tar is the same layer, and nothing depends on the number of threads.
. "$(dirname "$0")/lib.sh"
command -v python3 >/dev/null || { echo "skipped: no python3"; exit 77; }

export PYTHONPATH=$VETO_SOURCE/tests/cli PYTHONDONTWRITEBYTECODE=1
cat >make.py <<'PYTHON'
import gzip, hashlib, io, json, random, shutil, subprocess, tarfile
from image_maker import layer, secret

r = random.Random(11)
filler = lambda: "".join(r.choice("abcdefgh ijklmno\n") for _ in range(60000))
tar = layer(*[(f"srv/{i:03}.txt", filler()) for i in range(150)], ("srv/at-the-end.py", secret("end")),
            *[(f"srv/{i}.py", secret(f"file{i}")) for i in range(5)])
parts = lambda size: [tar[at:at + size] for at in range(0, len(tar), size)]


def image(name, layer, kind):
    blobs = {}
    add = lambda data: blobs.setdefault("sha256:" + hashlib.sha256(data).hexdigest(), data) and \
        {"digest": "sha256:" + hashlib.sha256(data).hexdigest(), "size": len(data)}
    config = json.dumps({"os": "linux", "architecture": "amd64", "history": [{"created_by": "COPY . /srv # buildkit"}],
                         "rootfs": {"type": "layers", "diff_ids": ["sha256:" + hashlib.sha256(tar).hexdigest()]}}).encode()
    manifest = json.dumps({"schemaVersion": 2, "config": add(config) | {"mediaType": "application/vnd.oci.image.config.v1+json"},
                           "layers": [add(layer) | {"mediaType": "application/vnd.oci.image.layer.v1.tar+" + kind}]}).encode()
    index = json.dumps({"schemaVersion": 2, "manifests": [add(manifest) | {"mediaType": "application/vnd.oci.image.manifest.v1+json"}]}).encode()
    files = {"oci-layout": b'{"imageLayoutVersion":"1.0.0"}', "index.json": index}
    files |= {"blobs/" + digest.replace(":", "/"): data for digest, data in blobs.items()}
    with tarfile.open(name, "w") as out:
        for path, data in files.items():
            info = tarfile.TarInfo(path)
            info.size = len(data)
            out.addfile(info, io.BytesIO(data))


zip_ = lambda data: gzip.compress(data, 6, mtime=0)
image("one.tar", zip_(tar), "gzip")
image("small.tar", b"".join(map(zip_, parts(70000))), "gzip")          # as eStargz and bgzip write
image("large.tar", b"".join(map(zip_, parts(3000000))), "gzip")        # larger than a segment
image("padded.tar", b"".join(zip_(p) + bytes(100) for p in parts(400000)), "gzip")
bad = bytearray(b"".join(map(zip_, parts(70000))))
bad[len(bad) * 3 // 4] ^= 0x55
image("bad.tar", bytes(bad), "gzip")
image("behind.tar", b"".join(map(zip_, parts(70000))) + secret("behind").encode(), "gzip")
if shutil.which("zstd"):
    press = lambda data: subprocess.run(["zstd", "-qc"], input=data, stdout=subprocess.PIPE, check=True).stdout
    skip = b"\x5a\x2a\x4d\x18\x04\0\0\0" + b"\x28\xb5\x2f\xfd"
    image("frames.tar", skip + b"".join(map(press, parts(200000))) + skip, "zstd")
PYTHON
expect 'images are made' python3 make.py

# What is found, without where the image lies and what its blobs are called.
tell() {
    python3 - "$io/stdout" <<'PYTHON'
import json, sys
report = json.load(open(sys.argv[1]))
entry = lambda f: "/".join(l["name"] for l in f["origin"] if l["kind"] == "entry")
print(sorted((f["rule"], entry(f), f.get("state"), f["line"]) for f in report["findings"]))
PYTHON
}

run scan one.tar --no-cache --verify-layers -f json
expect_exit 1
tell >wanted
expect 'six secrets are there' test "$(grep -o github-pat wanted | wc -l)" -eq 6
for image in small large padded frames; do
    [ -e "$image.tar" ] || continue
    for jobs in 1 2 4; do
        run scan "$image.tar" --no-cache --verify-layers -j "$jobs" -f json
        expect_exit 1
        expect "$image with $jobs threads" test "$(tell)" = "$(cat wanted)"
    done
done

# Damage, and what follows the stream, are told alike.
for image in bad behind; do
    run scan "$image.tar" --no-cache -j 1 -f json
    cp "$io/stdout" "$image.json"
    for jobs in 2 4; do
        run scan "$image.tar" --no-cache -j "$jobs" -f json
        expect "$image with $jobs threads" cmp -s "$io/stdout" "$image.json"
    done
done
expect 'damage is told' grep -q 'the compressed stream is damaged' bad.json
expect 'what follows is told' grep -q 'bytes follow the compressed stream' behind.json
expect 'and looked at' test "$(grep -o '"github-pat"' behind.json | wc -l)" -ge 7
