#!/usr/bin/env bash
# What the audit of an image says of a path is what a container would see there: links, whiteouts,
# folders that are open to everybody, and a base that somebody named.
. "$(dirname "$0")/lib.sh"
command -v python3 >/dev/null || { echo "skipped: no python3"; exit 77; }
export PYTHONPATH=$VETO_SOURCE/tests/cli PYTHONDONTWRITEBYTECODE=1

cat >make.py <<'PYTHON'
from image_maker import *

base = layer(("etc/os-release", "ID=alpine\nVERSION_ID=3.22\n"))
passwd = ("etc/passwd", "root:x:0:0:root:/root:/bin/sh\n")
shadow, locked = "root::1::::::\n", "root:*:1::::::\n"
sshd = "PermitRootLogin yes\n"
images = {
    "comments": [layer(("etc/passwd", "#\n" * 2000 + "root::0:0:root:/root:/bin/sh\n"))],
    "many": [layer(("etc/passwd", "".join("u%d:x:%d:7::/:/bin/sh\n" % (i, i + 1) for i in range(2200)) +
                    "root::0:0:root:/root:/bin/sh\n"))],
    "long": [layer(passwd, ("etc/shadow", "".join("u%d:*:1::::::\n" % i for i in range(9000)) + shadow))],
    "whiteouts": [layer(("opt/.wh.x", "", 0o666), ("var/lib/dpkg/status.d/.wh.base", ""),
                        ("var/lib/apt/lists/.wh.y", "y"), ("bin/sh", "x", 0o755))],
    "hard-shadow": [layer(passwd, ("opt/accounts", shadow), ("etc/shadow", "->", "opt/accounts"))],
    "soft-shadow": [layer(passwd, ("etc/shadow", "~>", "../opt/accounts")), layer(("opt/accounts", shadow))],
    "soft-shadow-fixed": [layer(passwd, ("opt/accounts", shadow), ("etc/shadow", "~>", "/opt/accounts")),
                          layer(("opt/accounts", locked))],
    "hard-shadow-gone": [layer(passwd, ("etc/shadow", shadow), ("etc/shadow-", "->", "etc/shadow")),
                         layer(("etc/.wh.shadow", ""))],
    "hard-sshd": [layer(("opt/c", sshd), ("etc/ssh/sshd_config", "->", "opt/c"))],
    "soft-sudoers": [layer(("opt/c", "ALL"), ("etc/sudoers.d/x", "~>", "/opt/c"), ("etc/sudoers", "~>", "/run/x"),
                           ("usr/lib/os-release", "ID=alpine\nVERSION_ID=3.22\n"), ("etc/os-release", "~>", "../usr/lib/os-release"))],
    "setuid-gone": [layer(("opt/s", "x", 0o4755), ("opt/h", "->", "opt/s", 0o4755)), layer(("opt/.wh.s", ""))],
    "big-renamed": [layer(("opt/a", "x" * 9000000), ("opt/b", "->", "opt/a")), layer(("opt/.wh.a", ""))],
    "open-folder": [layer(("app", None, 0o777), ("app/run.sh", "x", 0o777), ("opt/t", None, 0o777),
                          ("opt/t/bin", None, 0o777))],
    "closed-folder": [layer(("app", None, 0o777), ("app/x", "x", 0o666), ("app/y", "x", 0o644)), layer(("app", None))],
    "filled-folder": [layer(("app", None, 0o777)), layer(("app/x", "x"))],
    "emptied-folder": [layer(("app", None, 0o777), ("app/x", "x", 0o666)), layer((".wh.app", ""), ("app/z", "z"))],
    "user-cache": [layer(("home/app/.cache/pip/http/x", "x"), ("srv/.cache/pip/http/x", "x"))],
}
for name, layers in images.items():
    save(name + ".tar", {"team/app:1": [base] + layers}, created="2025-12-01T00:00:00Z",
         config={"User": "10001", "Env": ["PATH=/usr/bin:/opt/t/bin"], "Entrypoint": ["/app/run.sh"],
                 "Healthcheck": {"Test": ["CMD", "/app/run.sh"]},
                 "Labels": {"org.opencontainers.image.source": "https://git.example/x"}})
root = layer(("a", "1\n"))
save("base.tar", {"base:1": [root]})
save("built.tar", {"app:1": [root, layer(("opt/x", "x", 0o666)), layer(("app", "x"))]},
     config={"User": "10001"},
     history=[{"created_by": "ADD rootfs.tar / # buildkit"},
              {"created_by": "RUN /bin/bash -eo pipefail -c curl -fsSL https://get.example.com/i | sh # buildkit"},
              {"created_by": 'CMD ["/app"]', "empty_layer": True}, {"created_by": "COPY app /app # buildkit"}])
PYTHON
expect 'images are made' python3 make.py

# found: the findings of checks of images at files, each with its layer; and where something is not judged.
found() {
    python3 - "$io/stdout" "$@" <<'PYTHON'
import json, sys
report = json.load(open(sys.argv[1]))
found = []
for f in report["findings"]:
    links = {l["kind"]: l for l in f["origin"]}
    where = links.get("entry", links.get("config"))
    if f["rule"].startswith("image-") and where:
        found.append("%s %s %s" % (f["rule"][6:], where["name"], f["state"]))
found += ["? " + p["origin"][-1].get("name", p["text"]) for p in report["problems"]]
wanted = [line.strip() for line in sys.argv[2].split(",") if line.strip()]
assert sorted(found) == sorted(wanted), (sorted(found), sorted(wanted))
PYTHON
}

while IFS='=' read -r name wanted; do
    run scan "$name.tar" -f json
    expect "$name" found "$wanted"
done <<'TEXT'
comments=empty-password etc/passwd present
many=empty-password etc/passwd present
long=? etc/shadow
whiteouts=
hard-shadow=empty-password etc/shadow present
soft-shadow=empty-password etc/shadow present
soft-shadow-fixed=
hard-shadow-gone=
hard-sshd=? etc/ssh/sshd_config
soft-sudoers=? etc/sudoers.d/x
setuid-gone=setuid-file opt/h present
big-renamed=
open-folder=world-writable app present, entrypoint-writable app present, world-writable opt/t present, path-writable opt/t present
closed-folder=world-writable app/x present
filled-folder=entrypoint-writable app present, world-writable app present
emptied-folder=
user-cache=package-cache home/app/.cache/pip/http/x present
TEXT

# A layer that is known tells the same.
export XDG_CACHE_HOME=$PWD/cache
run scan long.tar hard-shadow.tar closed-folder.tar -f json
cp "$io/stdout" first
run scan long.tar hard-shadow.tar closed-folder.tar -f json
expect 'kept layers tell the same' cmp first "$io/stdout"

# The history looks as if the base had two layers.
only=image-world-writable,image-download-executed
run scan built.tar -f json --only "$only"
expect 'a guess' found ''
run scan built.tar --base base.tar -f json --only "$only"
expect 'what --base says' found 'world-writable opt/x present, download-executed history[1] present'
