#!/usr/bin/env bash
# Whatever is named by a digest is held against it, and nothing is passed over for its name alone.
. "$(dirname "$0")/lib.sh"
command -v python3 >/dev/null || { echo "skipped: no python3"; exit 77; }

export PYTHONPATH=$VETO_SOURCE/tests/cli PYTHONDONTWRITEBYTECODE=1
cat >make.py <<'PYTHON'
import base64, gzip, json, os, tarfile
from image_maker import CONFIG, Layout, archive, layer, secret, sha

clean = layer(("app/run", "x"))


def config(diff_id, **more):
    return json.dumps({"os": "linux", "architecture": "amd64", "config": {"User": "1000"},
                       "rootfs": {"type": "layers", "diff_ids": ["sha256:" + diff_id]}} | more).encode()


# Two images share a layer; the second says that it is another one.
right, wrong = config(sha(clean)), config("0" * 64)
archive("shared.tar", {"layer.tar": clean, "right.json": right, "wrong.json": wrong, "manifest.json": json.dumps([
    {"Config": "right.json", "RepoTags": ["right:1"], "Layers": ["layer.tar"]},
    {"Config": "wrong.json", "RepoTags": ["wrong:1"], "Layers": ["layer.tar"]}]).encode()})

# A document of an attestation that is not what it is called, as a blob and within its manifest.
for name in "document", "inline":
    layout = Layout(name)
    image = layout.image([clean], User="1000")
    statement = layout.blob(b'{"_type":"https://in-toto.io/Statement/v0.1"}', "application/vnd.in-toto+json")
    if name == "inline":
        statement["data"] = base64.b64encode(b"{}").decode()
        layout.remove(statement)
    else:
        layout.write("blobs/" + statement["digest"].replace(":", "/"), b"{}")
    layout.manifest(layout.blob(b"{}", CONFIG), [statement], {"annotations": {
        "vnd.docker.reference.type": "attestation-manifest", "vnd.docker.reference.digest": image["digest"]}})
    layout.pack(name + ".tar")
    layout.pack(name + ".tar.gz", "w:gz")


# Schema 1: layers, the lowest first, and more of the history below them.
def schema1(folder, layers, below=()):
    os.mkdir(folder)
    for digest, data, _ in layers:
        open(f"{folder}/{digest}", "wb").write(data)
    write = lambda name, text: open(f"{folder}/{name}", "w").write(text)
    write("version", "Directory Transport Version: 1.1\n")
    history = [*reversed([about for _, _, about in layers]), *below]
    write("manifest.json", json.dumps({
        "schemaVersion": 1, "name": "app", "tag": "1", "fsLayers": [{"blobSum": "sha256:" + d} for d, _, _ in reversed(layers)],
        "history": [{"v1Compatibility": json.dumps(about)} for about in history]}))


EMPTY = "a3ed95caeb02ffe68cdd9fd84406680ae93d633cb16422d00e8a7c22955b46d4"
empty = bytes.fromhex("1f8b080000096e8800ff621805a360148c5800080000ffff2eafb5ef00040000")
pack = lambda *entries: gzip.compress(layer(*entries), mtime=0)
first, hidden = pack(("app/run", "x")), pack(("app/key", secret("hidden")))
top = {"config": {"User": "1000"}}
schema1("really-empty", [(sha(first), first, {}), (EMPTY, empty, top | {"throwaway": True})])
schema1("called-empty", [(sha(first), first, {}), (EMPTY, hidden, top | {"throwaway": True})])
for name in "really-empty", "called-empty":
    with tarfile.open(name + ".tar.gz", "w:gz") as tar:
        tar.add(name, ".")
schema1("longer", [(sha(first), first, top)], [{"container_config": {"Env": [secret("history")]}}])
PYTHON
expect 'images are made' python3 make.py

# With and without what was known of the layer before.
for options in --no-cache '' '' --verify-layers; do
    # shellcheck disable=SC2086 # no option is none
    run scan shared.tar $options -f json
    expect_stdout '"rule": "image-digest-mismatch"'
    expect_stdout '"place": "shared.tar ! wrong:1"'
    expect 'the image that is right is not blamed' test "$(grep -c 'image-digest-mismatch' "$io/stdout")" -eq 1
done

for image in document document.tar document.tar.gz inline.tar.gz; do
    run scan "$image"
    expect_exit 1
    expect_stdout 'image-digest-mismatch'
done

for image in really-empty really-empty.tar.gz; do
    run scan "$image" -f json
    expect_stdout '"layers": 1'
    expect_no_stdout image-digest-mismatch
done
for image in called-empty called-empty.tar.gz; do
    run scan "$image"
    expect_exit 1
    expect_stdout 'layer 1 ! app/key'
    expect_stdout image-digest-mismatch
done
run scan longer
expect_stdout 'container_config.Env'
