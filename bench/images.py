# SPDX-License-Identifier: Apache-2.0
"""Images with two threads: veto beside the floor (inflating and hashing alone), fresh and from the cache.

Two kinds of content: `root…` is a root file system of Debian packages, which is what images mostly hold (programs,
libraries, Python, documentation), and `image…` is made of source trees, with a hundred times as much configuration.
"""
import json
import os
import shutil
import statistics
import subprocess
import sys
import tarfile

from measure import BENCH, VETO, Command, measure, print_table, ratio, verdict, which

ROUNDS = int(os.environ.get("BENCH_RUNS", "5"))
FLOOR = os.path.join(os.path.dirname(VETO), "floor")
CACHE = os.path.join(BENCH, "image-cache")
KINGFISHER = ["scan", "docker", "--no-validate", "--no-update-check", "--jobs", "2", "--archive"]
KINGFISHER_ENDS = (0, 200, 205)  # nothing found, findings, findings that are valid


def build():
    """The floor is made of the same libraries; without ISA-L there is none."""
    subprocess.run(["cmake", "--build", os.path.dirname(VETO), "--target", "floor"],
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def findings(output):
    return len(json.loads(output)["findings"]) if output else 0


def layers_of(path):
    """OFFSET:SIZE of every layer of an OCI archive, as the floor wants them."""
    with tarfile.open(path) as image:
        members = {m.name: m for m in image}
        load = lambda name: json.load(image.extractfile(members[name]))
        blob = lambda descriptor: "blobs/" + descriptor["digest"].replace(":", "/")
        manifest = load(blob(load("index.json")["manifests"][0]))
        parts = [members[blob(layer)] for layer in manifest["layers"]]
        return [f"{m.offset_data}:{m.size}" for m in parts], sum(m.size for m in parts)


def planted():
    """The secrets that bench/make_root.py has planted, by where."""
    path = os.path.join(BENCH, "planted.json")
    return json.load(open(path)) if os.path.exists(path) else {}


def docker_archive(path):
    """The same image with plain layers, which is what peers know best; None without skopeo."""
    other = path.replace(".oci.", ".docker.")
    if not os.path.exists(other) and which("skopeo"):
        subprocess.run([which("skopeo"), "--insecure-policy", "copy", "--quiet", "oci-archive:" + path,
                        "docker-archive:" + other + ":bench/root:1"], stderr=subprocess.DEVNULL)
    return other if os.path.exists(other) else None


def print_found(path):
    """Which of the planted secrets each tool shows, when it is asked to show them."""
    kingfisher, trufflehog, other = which("kingfisher"), which("trufflehog"), docker_archive(path)
    with_kingfisher = lambda image: kingfisher and image and [
        kingfisher, "scan", "docker", "--archive", image, "--no-validate", "--no-update-check", "--format", "json"]
    tools = {
        "veto": [VETO, "scan", "--fail-on", "none", "-q", "--no-cache", "--show-secrets", "-f", "json", path],
        "kingfisher": with_kingfisher(path),
        "kingfisher, docker-archive of it,": with_kingfisher(other),
        "trufflehog": trufflehog and [trufflehog, "docker", "--image", "file://" + path, "--no-verification", "--json"],
    }
    wanted = planted()
    for name, argv in tools.items():
        if not argv:
            print(f"  {name + ' finds':<44} not installed")
            continue
        run = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        output = run.stdout.decode(errors="replace")
        if not output:
            print(f"  {name + ' finds':<44} nothing: it could not read the archive (status {run.returncode})")
            continue
        found = [where for where, secret in wanted.items() if secret in output]
        print(f"  {name + ' finds':<44} {len(found)} of {len(wanted)} planted secrets: {', '.join(found) or 'none'}")


def table(path, bound):
    scan = [VETO, "scan", "--fail-on", "none", "-q", "-j2", "-f", "json", path]
    shutil.rmtree(CACHE, ignore_errors=True)
    os.makedirs(CACHE)
    parts, size = layers_of(path)
    fresh = Command("veto -j2", scan + ["--no-cache"], findings)
    cached = Command("veto -j2, second run", scan, findings, environment={"XDG_CACHE_HOME": CACHE})
    # The floor inflates gzip alone, which is what there is a bound for.
    floor = Command("floor: inflate and hash, 2 threads", bound and os.access(FLOOR, os.X_OK) and [FLOOR, "2", path, *parts] or None)
    # Who cannot read an archive ends at once, and would be the fastest: what they end with is looked at.
    peers = [Command(name, image and which(name.split(",")[0]) and [which(name.split(",")[0]), *arguments, image], runs=0, ends=ends)
             for name, image, ends, arguments in (
        ("kingfisher", path, KINGFISHER_ENDS, KINGFISHER),
        ("kingfisher, docker-archive of it", docker_archive(path) if ".oci." in path else None, KINGFISHER_ENDS, KINGFISHER),
        ("trufflehog", "file://" + path, (0, 183), ["docker", "--no-verification", "--image"])) if image]
    rows = [fresh, cached, *([floor] if bound else []), *peers]
    measure(rows, ROUNDS)
    print_table(f"{os.path.basename(path)}: {len(parts)} layer{'s' * (len(parts) > 1)}, {size / 1e6:.0f} MB stored; "
                "ratio = times veto's wall time", rows, fresh)
    if floor.argv and bound:
        verdict("veto to the floor", ratio(fresh, floor), bound, " ×")
        # A machine with other work on it makes the clock say little.
        print(f"       the same by CPU time: {statistics.median(fresh.cpu) / statistics.median(floor.cpu):.2f} ×")
    verdict("peak of anonymous memory", max(fresh.peak) / 1024, 256, " MiB")
    return ratio(cached, fresh)


def main():
    build()
    if len(sys.argv) > 1:
        for path in sys.argv[1:]:
            verdict("second run to the first", table(path, None), 0.25, " ×")
        return
    for name, bound, again in (("root.oci.tar", 1.9, 0.25), ("root-one.oci.tar", 1.3, 0.25), ("image.tar", 1.9, 0.25), ("image-one.tar", 1.3, 0.25), ("image-zstd.tar", None, 0.25),
                               ("image-plain.tar", None, 0.70)):
        path = os.path.join(BENCH, name)
        if not os.path.exists(path):
            print(f"\n{name}: not made: a tool or the network is missing")
            continue
        verdict("second run to the first", table(path, bound), again, " ×")
        if name.startswith("root"):
            print_found(path)


main()
