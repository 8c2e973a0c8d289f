# SPDX-License-Identifier: Apache-2.0
# Real images, made by umoci and skopeo, that hold four made-up tokens: in a file, in a file that a
# later layer deletes, in ENV, and in a jar inside a layer.
#
#     images=$(image_fixtures)     the folder they are in
#
# They are kept below $XDG_CACHE_HOME under the hash of this recipe.

# A token whose checksum is right, and that no scanner of this repository stops at.
image_token() {
    python3 - "$1" <<'PYTHON'
import sys, zlib
digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
body = (sys.argv[1] + "Tq7Zk2Wm9Xc4Vb8Nn3Ls6Rd1Hf5Jg0")[:30]
crc, sum = zlib.crc32(body.encode()), ""
for _ in range(6):
    crc, digit = divmod(crc, 62)
    sum = digits[digit] + sum
print("gh" + "p_" + body + sum)
PYTHON
}

image_make_layout() {
    umoci init --layout layout
    umoci new --image layout:web
    umoci config --image layout:web --config.env "GITHUB_TOKEN=$(image_token env)" \
        --history.created_by "ENV GITHUB_TOKEN=$(image_token env)"
    umoci unpack --image layout:web bundle
    local root=bundle/rootfs
    mkdir -p $root/srv/app $root/etc
    printf 'token = "%s"\n' "$(image_token file)" >$root/srv/app/settings.py
    printf 'TOKEN=%s\n' "$(image_token gone)" >$root/srv/app/.env
    python3 -c 'import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as jar:
    jar.writestr("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\n")
    jar.writestr("conf/app.properties", "api.token=" + sys.argv[2] + "\n")' \
        $root/srv/app/lib.jar "$(image_token jar)"
    umoci repack --refresh-bundle --image layout:web \
        --history.created_by 'COPY app /srv/app # buildkit' bundle
    rm $root/srv/app/.env
    echo 'later' >$root/etc/motd
    umoci repack --refresh-bundle --image layout:web \
        --history.created_by 'RUN /bin/sh -c rm /srv/app/.env # buildkit' bundle
    umoci gc --layout layout
}

# What docker itself writes is made from what skopeo wrote: docker is not needed.
image_make_docker_forms() {
    python3 - <<'PYTHON'
import io, json, tarfile

def members(path):
    with tarfile.open(path) as tar:
        return {m.name: tar.extractfile(m).read() for m in tar if m.isfile()}

def write(path, files):
    with tarfile.open(path, "w") as tar:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            if isinstance(data, str):
                info.type, info.linkname = tarfile.SYMTYPE, data
                tar.addfile(info)
            else:
                info.size = len(data)
                tar.addfile(info, io.BytesIO(data))

# docker before 25: <id>/layer.tar, an equal layer as a link, the manifest in between.
old = members("docker.tar")
manifest = json.loads(old["manifest.json"])[0]
layers = [f"{i:064x}/layer.tar" for i in range(len(manifest["Layers"]))]
files = {new: old[name] for new, name in zip(layers, manifest["Layers"])}
files[manifest["Config"]] = old[manifest["Config"]]
files[f"{99:064x}/layer.tar"] = "../" + layers[0]
files["manifest.json"] = json.dumps([manifest | {"Layers": layers}]).encode()
write("docker-old.tar", files)

# docker from 25 on: an OCI layout with a manifest.json beside it.
new = members("oci.tar")
index = json.loads(new["index.json"])
image = json.loads(new["blobs/" + index["manifests"][0]["digest"].replace(":", "/")])
path = lambda descriptor: "blobs/" + descriptor["digest"].replace(":", "/")
new["manifest.json"] = json.dumps([{
    "Config": path(image["config"]), "RepoTags": ["team/web:1"],
    "Layers": [path(layer) for layer in image["layers"]]}]).encode()
write("docker-25.tar", new)

# Two images in one archive, as `docker save a b` writes them.
both = dict(old)
config = json.loads(old[manifest["Config"]])
config["config"]["Labels"] = {"other": "1"}
both["other.json"] = json.dumps(config).encode()
both["manifest.json"] = json.dumps([manifest, manifest | {"Config": "other.json", "RepoTags": ["other:9"]}]).encode()
write("several.tar", both)
PYTHON
}

image_make_all() {
    local copy=(skopeo --insecure-policy copy --quiet)
    image_make_layout
    "${copy[@]}" oci:layout:web docker-archive:docker.tar:team/web:1
    "${copy[@]}" oci:layout:web oci-archive:oci.tar:web
    "${copy[@]}" oci:layout:web dir:dir
    "${copy[@]}" --format oci --dest-compress --dest-compress-format zstd \
        docker-archive:docker.tar dir:zstd-dir
    "${copy[@]}" dir:zstd-dir oci:zstd-layout:web
    "${copy[@]}" dir:zstd-dir oci-archive:zstd.tar:web
    "${copy[@]}" --format v2s1 oci:layout:web dir:schema1
    image_make_docker_forms
    gzip -k docker.tar oci.tar
    zstd -q docker.tar oci.tar
    rm -r bundle zstd-dir
}

image_fixtures() {
    local recipe folder
    recipe=$(sha256sum "${BASH_SOURCE[0]}")
    folder=$XDG_CACHE_HOME/images-${recipe:0:16}
    if [ ! -d "$folder" ]; then
        local fresh
        fresh=$(mktemp -d "$XDG_CACHE_HOME/images.XXXXXX") || return 1
        (set -e; cd "$fresh"; image_make_all) >"$fresh/log" 2>&1 || {
            tail -n 5 "$fresh/log" >&2
            rm -rf "$fresh"
            return 1
        }
        mv -T "$fresh" "$folder" 2>/dev/null || rm -rf "$fresh"
    fi
    echo "$folder"
}
