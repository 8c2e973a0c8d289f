#!/usr/bin/env bash
# What a layout holds about its images beside them, in every way that it is written; and large files
# that are carried for nothing.
. "$(dirname "$0")/lib.sh"
command -v python3 >/dev/null || { echo "skipped: no python3"; exit 77; }

export PYTHONPATH=$VETO_SOURCE/tests/cli PYTHONDONTWRITEBYTECODE=1
cat >make.py <<'PYTHON'
import json
from image_maker import CONFIG, MANIFEST, Layout, layer, sha

empty = lambda layout: layout.blob(b"{}", "application/vnd.oci.empty.v1+json")
app = layer(("app/run", "x"))
statement = b'{"_type":"https://in-toto.io/Statement/v0.1"}'

bare = Layout("bare")
bare.image([app], Labels={"org.opencontainers.image.base.name": "registry.unknown-builds.io/base:1"})

one = Layout("subject")  # OCI 1.1: notation's signature
image = one.image([app])
subject = {"mediaType": MANIFEST, "digest": image["digest"], "size": image["size"]}
one.manifest(empty(one), [one.blob(b"{}", "application/jose+json")], artifactType="application/vnd.cncf.notary.signature", subject=subject)

two = Layout("buildkit")
image = two.image([app], Labels={"org.opencontainers.image.base.name": "docker.io/library/debian:12"})
about = {"platform": {"os": "unknown", "architecture": "unknown"}, "annotations": {
    "vnd.docker.reference.type": "attestation-manifest", "vnd.docker.reference.digest": image["digest"]}}
two.manifest(two.blob(b"{}", CONFIG), [two.blob(statement, "application/vnd.in-toto+json",
             annotations={"in-toto.io/predicate-type": "https://spdx.dev/Document"})], about)

three = Layout("cosign")
image = three.image([app])
three.manifest(three.blob(b"{}", CONFIG), [three.blob(b'{"critical":{}}', "application/vnd.dev.cosign.simplesigning.v1+json")],
               {"annotations": {"org.opencontainers.image.ref.name": image["digest"].replace(":", "-") + ".sig"}})

other = Layout("other")  # a signature of something else
other.image([app])
other.manifest(empty(other), [], artifactType="application/vnd.cncf.notary.signature",
               subject={"mediaType": MANIFEST, "digest": "sha256:" + "0" * 64, "size": 1})

big = "0123456789abcdef" * (9 * 65536)
waste = Layout("waste")
waste.image([layer(("opt/big.bin", big), ("opt/kept.bin", big), ("opt/small", "x" * 100)),
             layer(("opt/.wh.big.bin", ""), ("opt/.wh.small", ""))])
PYTHON
expect 'layouts are made' python3 make.py

supply=image-content-trust,image-no-sbom,image-untrusted-base
rules_of() { python3 -c 'import json, sys; print(" ".join(sorted({f["rule"] for f in json.load(open(sys.argv[1]))["findings"]})))' "$io/stdout"; }
expect_rules() {
    run scan "$1" --no-cache --only "$supply" -f json
    expect "$1 has: $(rules_of)" test "$(rules_of)" = "$2"
}
expect_rules bare 'image-content-trust image-no-sbom image-untrusted-base'
expect_rules subject image-no-sbom
expect_rules buildkit image-content-trust
expect_rules cosign image-no-sbom
expect_rules other 'image-content-trust image-no-sbom'

# Off unless asked for, and never asked of an archive that can hold nothing beside an image.
run scan bare --no-cache -f json
expect_no_stdout '"image-content-trust"'
python3 -c 'from image_maker import *; save("docker.tar", {"a:1": [layer(("app/run", "x"))]})'
expect_rules docker.tar ''

# A file that a later layer takes away, told once and where it lies; from the cache as well.
for turn in fresh cached; do
    run scan waste --only image-layer-waste -f json
    expect "$turn: the large file that is gone" python3 - "$io/stdout" <<'PYTHON'
import json, sys
findings = json.load(open(sys.argv[1]))["findings"]
places = [[l["name"] for l in f["origin"] if l["kind"] == "entry"] for f in findings]
assert places == [["opt/big.bin"]], places
assert findings[0]["state"] == "deleted", findings[0]
PYTHON
done
