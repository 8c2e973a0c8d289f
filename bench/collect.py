# SPDX-License-Identifier: Apache-2.0
"""Gathers configuration that others wrote: from the packages of bench/configurations.txt.

    bench/collect.py            into $BENCH/configurations/PACKAGE/, what is there already left alone

Of each package those files are kept whose name is one of a configuration's. Debian's packages come
as source by apt-get, whose lists bench/corpora.sh prepares; those of npm by `npm pack`.
"""
import fnmatch
import os
import pathlib
import subprocess
import sys
import tarfile
import tempfile

LIST = pathlib.Path(__file__).with_name("configurations.txt")
PATTERNS = """
    Dockerfile Dockerfile.* *.Dockerfile *.dockerfile Containerfile *.yaml *.yml *.conf *.cfg *.ini *.toml
    *.service *.socket *.timer *.properties .env .env.* *.env sshd_config ssh_config sshd_config.* *.repo
    daemon.json package.json .npmrc .yarnrc pom.xml requirements*.txt .gitmodules .htaccess *.sh
    values.yaml Chart.yaml *.conf.in nginx.conf.* Jenkinsfile
""".split()
MOST_BYTES = 1_000_000


def packages():
    lines = [line.split() for line in LIST.read_text().splitlines() if line.strip() and not line.startswith("#")]
    return [tuple(line) for line in lines]


def is_configuration(name):
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in PATTERNS)


def safe_path(name):
    parts = pathlib.PurePosixPath(name).parts
    return None if not parts or parts[0] == "/" or ".." in parts else pathlib.Path(*parts)


def unpack(archive, folder):
    with tarfile.open(archive) as tar:
        for member in tar:
            path = safe_path(member.name)
            if not member.isfile() or not path or member.size > MOST_BYTES or not is_configuration(path.name):
                continue
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(tar.extractfile(member).read())


def fetch(origin, package, version, folder):
    environment = dict(os.environ, APT_CONFIG=os.path.join(os.environ["BENCH"], "apt", "conf"))
    command = (["apt-get", "source", "-qq", "--download-only", "--only-source", f"{package}={version}"] if origin == "debian"
               else ["npm", "pack", "--silent", f"{package}@{version}"])
    subprocess.run(command, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    return sorted(p for p in pathlib.Path(folder).iterdir() if ".tar." in p.name or p.suffix == ".tgz"
                  if not p.name.endswith(".asc"))


def collected():
    return pathlib.Path(os.environ["BENCH"]) / "configurations"


def main():
    failed = 0
    for origin, package, version in packages():
        name = f"{package.strip('@').replace('/', '-')}_{version.replace(':', '-')}"
        target = collected() / name
        if target.exists():
            continue
        with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory(dir=os.environ["BENCH"]) as unpacked:
            try:
                for archive in fetch(origin, package, version, folder):
                    unpack(archive, pathlib.Path(unpacked))
            except (subprocess.CalledProcessError, tarfile.TarError, OSError) as trouble:
                print(f"collect: {package} {version}: {trouble}", file=sys.stderr)
                failed += 1
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            os.rename(unpacked, target)
            os.mkdir(unpacked)
    count = sum(len(names) for _, _, names in os.walk(collected()))
    print(f"collect: {count} files in {collected()}", file=sys.stderr)
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
