#!/usr/bin/env bash
# Images of every form, made by umoci and skopeo: what is planted in them is found and named by layer.
for tool in umoci skopeo zstd python3; do
    command -v $tool >/dev/null || { echo "skipped: no $tool to make images with"; exit 77; }
done
[ "$(id -u)" -eq 0 ] || { echo "skipped: umoci needs root to unpack"; exit 77; }

. "$(dirname "$0")/lib.sh"
. "$VETO_SOURCE/tests/cli/image_fixtures.bash"
images=$(image_fixtures) || { fail "the images cannot be made"; exit; }
cd "$images" || exit 1

# The four tokens, each with its layer (or none) and the path or part that it is in.
expect_planted() {
    expect "the four tokens of $1, by layer and path" python3 - "$io/stdout" <<'PYTHON'
import json, sys

def place(where):
    links = {link["kind"]: link for link in where["origin"]}
    entries = [l["name"] for l in where["origin"] if l["kind"] in ("entry", "config")]
    return links.get("layer", {}).get("index"), "!/".join(entries)

report = json.load(open(sys.argv[1]))
found = {place(w) for f in report["findings"] for w in [f, *f["also"]]}
wanted = {(0, "srv/app/settings.py"), (0, "srv/app/.env"), (None, "Env"),
          (0, "srv/app/lib.jar!/conf/app.properties")}
assert wanted <= found, wanted - found
assert all(any(l["kind"] == "image" for l in f["origin"]) for f in report["findings"])
assert report["summary"]["images"] == 1 and report["summary"]["layers"] == 2, report["summary"]
assert report["summary"]["unread"] == 0, report["summary"]
state = {place(f)[1]: (f["state"], f.get("state_layer")) for f in report["findings"]}
assert state["srv/app/.env"] == ("deleted", 1), state
assert state["srv/app/settings.py"] == ("present", None), state
made = {l["instruction"] for f in report["findings"] for l in f["origin"] if l["kind"] == "layer"}
assert made == {"COPY app /srv/app"}, made
PYTHON
}

for form in layout dir zstd-layout oci.tar oci.tar.gz oci.tar.zst zstd.tar docker.tar docker.tar.gz \
    docker.tar.zst docker-old.tar docker-25.tar schema1; do
    run scan "$form" -f json
    expect_exit 1
    expect_empty_stderr
    expect_planted "$form"
    expect_no_stdout "$(image_token file)"
done

for form in oci.tar docker.tar docker.tar.gz; do
    actual=0
    "$VETO" scan - -f json <"$form" >"$io/stdout" 2>"$io/stderr" || actual=$?
    expect_exit 1
    expect_planted "$form through a pipe"
done

# The name that the archive gives, and the instruction that made the layer.
run scan docker.tar
expect_stdout 'team/web:1 ! layer 0 ! srv/app/settings.py'
run scan docker-25.tar
expect_stdout 'team/web:1 ! layer 0 ! srv/app/.env'

# As many threads as there may be: the same bytes.
for form in layout docker.tar oci.tar.gz; do
    for jobs in 1 2 16; do
        run scan "$form" -j "$jobs" -f sarif
        expect_exit 1
        cp "$io/stdout" "$io/sarif-$jobs"
    done
    expect "$form: -j1 and -j2 agree" cmp "$io/sarif-1" "$io/sarif-2"
    expect "$form: -j1 and -j16 agree" cmp "$io/sarif-1" "$io/sarif-16"
done

# A blob that is not what its name says is a finding, and is looked at all the same.
cp -r layout "$sandbox/work/changed"
blob=$(python3 -c 'import json
read = lambda d: json.load(open("layout/blobs/" + d["digest"].replace(":", "/")))
index = json.load(open("layout/index.json"))
print(read(index["manifests"][0])["layers"][0]["digest"].replace(":", "/"))')
gzip -dc "layout/blobs/$blob" | gzip -1 >"$sandbox/work/changed/blobs/$blob"
run scan "$sandbox/work/changed" -f json
expect_exit 1
expect_stdout '"rule": "image-digest-mismatch"'
expect_planted 'a layout with a changed layer'

# A truncated one is incomplete, and says so.
head -c -100 docker.tar.gz >"$sandbox/work/cut.tar.gz"
run scan "$sandbox/work/cut.tar.gz" -f json
expect_stdout 'truncated'

# Of several images all are scanned, or the one that was asked for.
run scan several.tar -f json
expect_stdout '"images": 2'
run scan several.tar --image other:9 -f json
expect_stdout '"images": 1'
expect_stdout 'other:9'
run scan several.tar --platform linux/s390x -f json
expect_exit 3
expect_stdout 'none of its 2 images'

# What containerd exports: the index of all platforms has the name, of which one is there.
python3 - oci.tar "$sandbox/work/containerd.tar" <<'PYTHON'
import hashlib, io, json, sys, tarfile
with tarfile.open(sys.argv[1]) as tar:
    files = {m.name: tar.extractfile(m).read() for m in tar if m.isfile()}
index = json.loads(files["index.json"])
index["manifests"][0].pop("annotations", None)
index["manifests"].append(index["manifests"][0] | {"digest": "sha256:" + "0" * 64, "platform": {"os": "linux", "architecture": "s390x"}})
inner = json.dumps(index).encode()
digest = hashlib.sha256(inner).hexdigest()
files["blobs/sha256/" + digest] = inner
files["index.json"] = json.dumps({"schemaVersion": 2, "manifests": [{
    "mediaType": "application/vnd.oci.image.index.v1+json", "digest": "sha256:" + digest, "size": len(inner),
    "annotations": {"io.containerd.image.name": "docker.io/team/web:7"}}]}).encode()
with tarfile.open(sys.argv[2], "w") as tar:
    for name, data in files.items():
        info = tarfile.TarInfo(name)
        info.size = len(data)
        tar.addfile(info, io.BytesIO(data))
PYTHON
run scan "$sandbox/work/containerd.tar" --image docker.io/team/web:7 -f json
expect_exit 1
expect_planted "what containerd exports"
expect_stdout '"docker.io/team/web:7"'
run scan "$sandbox/work/containerd.tar" --platform linux/s390x
expect_exit 3

# What is not opened is named.
printf 'hsqs%01000d' 7 >"$sandbox/work/root.sqsh"
run scan "$sandbox/work/root.sqsh"
expect_exit 3
expect_stdout 'a squashfs file system: it is not opened'
{ printf '%032d' 0; printf 'SIF_MAGIC\0'; } >"$sandbox/work/app.sif"
run scan - <"$sandbox/work/app.sif"
expect_exit 3
expect_stdout 'a SIF image'

run image oci.tar -f json
expect_exit 1
echo text >"$sandbox/work/text"
run image "$sandbox/work/text"
expect_exit 2
expect_stderr 'not an image'
