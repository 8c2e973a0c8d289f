#!/usr/bin/env bash
# What the documents of an image file name is read, whatever they leave open, say twice or write
# in another way; and where the image itself is missing, that is told.
. "$(dirname "$0")/lib.sh"
command -v python3 >/dev/null || { echo "skipped: no python3"; exit 77; }

export PYTHONPATH=$VETO_SOURCE/tests/cli PYTHONDONTWRITEBYTECODE=1
cat >make.py <<'PYTHON'
import json, tarfile
from image_maker import Layout, archive, layer, save, secret, sha

clean, evil = layer(("app/run", "x")), layer(("app/key", secret("evil")))
blob = lambda data: "blobs/sha256/" + sha(data)


def rewrite(source, path, manifest=None, **files):
    """The archive with other elements in its manifest.json, and more files."""
    with tarfile.open(source) as tar:
        members = {m.name: tar.extractfile(m).read() for m in tar if m.isfile()}
    if manifest:
        members["manifest.json"] = json.dumps(manifest(json.loads(members["manifest.json"]))).encode()
    archive(path, members | files)


# An index, and beside it a manifest.json that names the same configuration and another layer.
both = Layout("both")
config = both.read(both.image([clean]))["config"]["digest"].replace(":", "/")
both.blob(evil, "")
element = {"Config": "blobs/" + config, "RepoTags": ["app:1"], "Layers": [blob(evil)]}
both.write("manifest.json", json.dumps([element]).encode())
both.pack("both.tar")
both.write("manifest.json", json.dumps([element | {"Layers": [blob(clean)]}]).encode())
both.pack("agreeing.tar")
both.write("manifest.json", json.dumps([{key.lower(): value for key, value in element.items()}]).encode())
both.pack("lower.tar")

# Two elements of one configuration.
save("plain.tar", {"app:1": [clean]})
other = {"RepoTags": ["app:2"], "Layers": ["evil.tar"]}
rewrite("plain.tar", "twice.tar", lambda m: [m[0], m[0] | other], **{"evil.tar": evil})
rewrite("plain.tar", "null.tar", lambda m: [m[0] | {"Layers": None}, m[0] | other], **{"evil.tar": evil})
rewrite("plain.tar", "none.tar", lambda m: [m[0] | {"Layers": None}])

# Images that are not there.
linux = lambda architecture: {"platform": {"os": "linux", "architecture": architecture}}


def attest(layout, image):
    layout.manifest(layout.blob(b"{}", "application/vnd.oci.image.config.v1+json"),
                    [layout.blob(b"{}", "application/vnd.in-toto+json")],
                    {"platform": {"os": "unknown", "architecture": "unknown"}, "annotations": {
                        "vnd.docker.reference.type": "attestation-manifest", "vnd.docker.reference.digest": image["digest"]}})


def lacking(name, all_of_it, *others):
    """A layout without its first image (or its parts), and with what `others` add."""
    layout = Layout(name)
    image = layout.image([clean], linux("amd64"), User="1000")
    for add in others:
        add(layout, image)
    layout.remove_parts(image)
    if all_of_it:
        layout.remove(image)


lacking("alone", True, attest)
lacking("parts", False, attest)
lacking("beside", True, attest, lambda layout, image: layout.image([evil], linux("arm64")))
lacking("same", True, lambda layout, image: layout.image([evil], linux("amd64")))
named = Layout("named")
for name in "one:1", "two:2":
    image = named.image([layer(("app/run", name))], {"annotations": {"org.opencontainers.image.ref.name": name}}, User="1000", Labels={"of": name})
named.remove_parts(image)

# One image under several names.
tagged = lambda name: {"annotations": {"org.opencontainers.image.ref.name": name}}
called = lambda name: {"annotations": {"io.containerd.image.name": "docker.io/library/" + name}}
names = Layout("names")
one = names.image([clean], tagged("one"), User="1000")
names.add(one | tagged("two"))
whole = Layout("whole")  # the index of all platforms has the names, and another index names its image, too
image = whole.image([clean], User="1000")
index = lambda **more: whole.blob(json.dumps({"schemaVersion": 2, "manifests": [image]} | more).encode(), "") | {
    "mediaType": "application/vnd.oci.image.index.v1+json"}
first, second = index(), index(annotations={"of": "the second"})
whole.manifests = []
for descriptor in first | called("a:1"), first | called("b:1"), second | called("c:1"):
    whole.add(descriptor)
rewrite("plain.tar", "tags.tar", lambda m: [m[0], m[0] | {"RepoTags": ["localhost/other:2"]}])

# What a manifest calls itself makes no artifact of an image.
Layout("called").image([clean], more={"artifactType": "application/x"}, User="1000")
PYTHON
expect 'images are made' python3 make.py

# expect_place IMAGE: the token lies in a layer of that image.
expect_place() { expect_stdout "$1 ! layer 0 ! app/key"; }

run scan both.tar
expect_exit 1
expect_place app:1
run scan lower.tar
expect_exit 1
expect_place app:1
run scan agreeing.tar -f json
expect_stdout '"images": 1'
expect_no_stdout github-pat

run scan twice.tar
expect_exit 1
expect_place app:2
run scan null.tar
expect_exit 1
expect_place app:2
run scan none.tar -f json
expect_stdout '"images": 1'

# What is missing is by design only beside an image of another platform.
for layout in alone parts named; do
    run scan "$layout"
    expect_exit 3
    expect_stdout 'is not in the file'
done
run scan same -f json
expect_stdout '"incomplete": true'
run scan beside -f json
expect_exit 1
expect_stdout '"incomplete": false'
expect_stdout '"kind": "absent"'
run scan named --image one:1 -f json
expect_exit 0
run scan named --image two:2 -f json
expect_exit 3
run scan beside --platform linux/amd64 -f json
expect_stdout '"incomplete": true'

# Each name is one of the image.
while read -r image name; do
    run scan "$image" --image "$name" -f json
    expect_stdout '"images": 1'
    expect_stdout '"incomplete": false'
done <<'NAMES'
names one
names two
whole a:1
whole b
whole docker.io/library/c:1
tags.tar app:1
tags.tar other:2
tags.tar localhost/other
NAMES
run scan names --image three
expect_exit 3
run scan tags.tar -f json
expect_stdout '"images": 1'
expect_stdout '"other_references": "localhost/other:2"'

run scan called -f json
expect_stdout '"images": 1'
