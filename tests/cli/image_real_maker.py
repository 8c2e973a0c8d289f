# SPDX-License-Identifier: Apache-2.0
"""Layers for images of a real root file system, and what must be found in them.

image_real_maker.py split ROOT.tar      base0.tar and base1.tar: its first 200 and next 100 MB
image_real_maker.py plant               plant0.tar … and wanted.json
image_real_maker.py one ROOT.tar        one.tar: all of it and the secrets, and wanted-one.json
image_real_maker.py docker25 OCI.tar TO what docker from 25 on saves, of an OCI archive
image_real_maker.py check REPORT WANTED the secrets and faults, by layer, instruction and state
image_real_maker.py same REPORT REPORT  but for the names of the forms
"""
import io
import json
import shutil
import sys
import tarfile
import zipfile

from image_maker import layer, secret, token

PARTS = (200_000_000, 100_000_000)
INSTRUCTIONS = ["ADD file:0123456789ab in /", "RUN apt-get install -y python3", "COPY app /srv/app",
                "RUN rm /srv/app/.env", "COPY site /srv/site", "RUN mv /srv/app/moved.py /srv/app/alias.py"]


def jar():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\n")
        archive.writestr("conf/app.properties", "api.token=" + token("jar") + "\n")
    return out.getvalue()


def split(path):
    parts = [tarfile.open(f"base{i}.tar", "w", format=tarfile.PAX_FORMAT) for i in range(len(PARTS))]
    at = written = 0
    with tarfile.open(path) as root:
        for member in root:
            if member.isdev():
                continue
            parts[at].addfile(member, root.extractfile(member) if member.isreg() else None)
            written += 512 + member.size if member.isreg() else 512
            if written >= PARTS[at]:
                at, written = at + 1, 0
            if at == len(PARTS):
                break
    for part in parts:
        part.close()


def add(data, path, content, mode=0o644):
    """To a tar in memory, behind what is in it."""
    out = io.BytesIO(data)
    with tarfile.open(fileobj=out, mode="a") as tar:
        info = tarfile.TarInfo(path)
        info.size, info.mode = len(content), mode
        tar.addfile(info, io.BytesIO(content))
    return out.getvalue()


def plant():
    app = layer(("srv/app", None), ("srv/app/settings.py", secret("file")), ("srv/app/.env", "TOKEN=%s\n" % token("gone")),
                ("srv/app/over.py", secret("over")), ("srv/site/old.py", secret("opaque")),
                ("srv/app/moved.py", secret("moved")), ("srv/app/same.py", "->", "srv/app/settings.py"),
                ("opt/tool", "x", 0o4755), ("srv/open", None, 0o777), ("srv/app/.git/HEAD", "ref: refs/heads/main\n"),
                ("srv/compose.yaml", "services:\n  web:\n    image: nginx\n    privileged: true\n"))
    layers = [add(app, "srv/app/lib.jar", jar()),
              layer(("srv/app/.wh..env", ""), ("srv/app/over.py", "nothing\n")),
              layer(("srv/site/.wh..wh..opq", ""), ("srv/site/new.py", secret("new"))),
              layer(("srv/app/alias.py", "->", "srv/app/moved.py"), ("srv/app/.wh.moved.py", ""))]
    for i, data in enumerate(layers):
        with open(f"plant{i}.tar", "wb") as out:
            out.write(data)
    pat = "github-pat"
    wanted = [(pat, 2, "srv/app/settings.py", "present", None), (pat, 2, "srv/app/.env", "deleted", 3),
              (pat, 2, "srv/app/over.py", "overwritten", 3), (pat, 2, "srv/site/old.py", "deleted", 4),
              (pat, 2, "srv/app/moved.py", "present", None), (pat, 4, "srv/site/new.py", "present", None),
              (pat, 2, "srv/app/lib.jar!/conf/app.properties", "present", None), (pat, None, "Env", "present", None),
              ("image-setuid-file", 2, "opt/tool", "present", None),
              ("image-world-writable", 2, "srv/open", "present", None),
              ("image-git-dir", 2, "srv/app/.git/HEAD", "present", None),
              ("compose-privileged", 2, "srv/compose.yaml", "present", None),
              ("image-runs-as-root", None, "User", "present", None)]
    with open("wanted.json", "w") as out:
        json.dump([[*row, INSTRUCTIONS[row[1]] if row[1] is not None else None] for row in wanted], out)


def one(path):
    shutil.copyfile(path, "one.tar")
    with tarfile.open("one.tar", "a") as tar:
        for name, content in (("srv/app/settings.py", secret("file").encode()), ("srv/app/lib.jar", jar())):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    wanted = [("github-pat", 0, name, "present", None, INSTRUCTIONS[0])
              for name in ("srv/app/settings.py", "srv/app/lib.jar!/conf/app.properties")]
    with open("wanted-one.json", "w") as out:
        json.dump(wanted, out)


def docker25(path, to):
    blob = lambda descriptor: "blobs/" + descriptor["digest"].replace(":", "/")
    shutil.copyfile(path, to)
    with tarfile.open(path) as tar:
        load = lambda name: json.load(tar.extractfile(name))
        image = load(blob(load("index.json")["manifests"][0]))
    manifest = json.dumps([{"Config": blob(image["config"]), "RepoTags": ["team/web:1.0"],
                            "Layers": [blob(l) for l in image["layers"]]}]).encode()
    with tarfile.open(to, "a") as tar:
        info = tarfile.TarInfo("manifest.json")
        info.size = len(manifest)
        tar.addfile(info, io.BytesIO(manifest))


def place(where):
    links = {link["kind"]: link for link in where["origin"]}
    inside = "!/".join(l["name"] for l in where["origin"] if l["kind"] in ("entry", "config"))
    at = links.get("layer", {})
    return (at.get("index"), inside, where.get("state"), where.get("state_layer"), at.get("instruction"))


def load(path):
    with open(path) as report:
        return json.load(report)


def findings(report):
    """Every place of every finding. Nothing of it may depend on how the image is stored."""
    for finding in report["findings"]:
        for where in [finding, *finding["also"]]:
            yield (finding["rule"], *place(where)), finding


def check(path, wanted):
    report = load(path)
    found = {row for row, _ in findings(report)}
    missing = [row for row in load(wanted) if tuple(row) not in found]
    assert report["summary"]["images"] == 1 and report["summary"]["unread"] == 0, report["summary"]
    for row in missing:
        print("missing:", row, "there is:", [r for r in found if r[0] == row[0] and r[2] == row[2]][:3])
    assert not missing


def same(a, b):
    def rows(path):
        return sorted(json.dumps([*row, f["severity"], f["confidence"], f.get("line"), f.get("column"), f.get("snippet")])
                      for row, f in findings(load(path)))
    ours, theirs = rows(a), rows(b)
    for row in sorted(set(ours) ^ set(theirs))[:6]:
        print("only in", a if row in set(ours) else b, ":", row)
    assert ours == theirs


if __name__ == "__main__":
    {"split": split, "plant": plant, "one": one, "docker25": docker25, "check": check, "same": same}[sys.argv[1]](*sys.argv[2:])
