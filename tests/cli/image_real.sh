#!/usr/bin/env bash
# Images of a real root file system in every form: 300 MB in several layers, 700 MB in one. What is
# planted in them is found with its layer, instruction and state, and copying changes nothing.
# slow
# nosanitizer
for tool in umoci skopeo python3; do
    command -v $tool >/dev/null || { echo "skipped: no $tool to make images with"; exit 77; }
done
. "$(dirname "$0")/lib.sh"
: >"$io/stdout"; : >"$io/stderr"
export PYTHONPATH=$VETO_SOURCE/tests/cli PYTHONDONTWRITEBYTECODE=1
maker=$VETO_SOURCE/tests/cli/image_real_maker.py
packages=python3,python3-numpy,python3-django,python3-boto3,python3-requests,nodejs,npm,git,curl,openssl

# ---- The root file system, which is kept -------------------------------------------------------

# The tar of Debian packages at $1; nothing of the machine is in it.
make_root() {
    local suite
    suite=$(. /etc/os-release && echo "${VERSION_CODENAME:-bookworm}")
    if command -v mmdebstrap >/dev/null; then
        timeout 300 mmdebstrap --quiet --format=tar --variant=minbase --include=$packages "$suite" "$1.part"
    elif command -v debootstrap >/dev/null; then
        timeout 300 debootstrap --variant=minbase --include=$packages "$suite" root &&
            tar -C root --exclude=./dev --exclude=./proc --exclude=./sys -cf "$1.part" . && rm -rf root
    else
        echo "neither mmdebstrap nor debootstrap" >&2
        return 1
    fi && mv "$1.part" "$1"
}

root=$XDG_CACHE_HOME/root-$(echo $packages | sha256sum | head -c 16).tar
if [ ! -e "$root" ] && ! make_root "$root" >"$io/log" 2>&1; then
    rm -rf "$root.part"
    echo "skipped: no root file system could be made of packages: $(tail -n 1 "$io/log")"
    exit 77
fi

# ---- The images --------------------------------------------------------------------------------

copy() { skopeo --insecure-policy --tmpdir "$PWD" copy --quiet "$@"; }

# add_layer IMAGE TAR HISTORY
add_layer() { umoci raw add-layer --image "$1" --history.created_by "$3" "$2" && rm "$2"; }

make_layers() {
    python3 "$maker" split "$root" && python3 "$maker" plant &&
        umoci init --layout layout && umoci new --image layout:1.0 &&
        umoci config --image layout:1.0 --config.env "GITHUB_TOKEN=$token" --history.created_by "ENV GITHUB_TOKEN=$token" &&
        add_layer layout:1.0 base0.tar '/bin/sh -c #(nop) ADD file:0123456789ab in / ' &&
        add_layer layout:1.0 base1.tar 'RUN /bin/sh -c apt-get install -y python3 # buildkit' &&
        add_layer layout:1.0 plant0.tar 'COPY app /srv/app # buildkit' &&
        add_layer layout:1.0 plant1.tar '|1 STAGE=prod /bin/sh -c rm /srv/app/.env' &&
        add_layer layout:1.0 plant2.tar 'COPY site /srv/site' &&
        add_layer layout:1.0 plant3.tar '/bin/sh -c mv /srv/app/moved.py /srv/app/alias.py' &&
        umoci gc --layout layout
}

make_one() {
    python3 "$maker" one "$root" && umoci init --layout one && umoci new --image one:1.0 &&
        add_layer one:1.0 one.tar '/bin/sh -c #(nop) ADD file:0123456789ab in / '
}

make_layers >"$io/log" 2>&1 && make_one >>"$io/log" 2>&1 || { fail "no images: $(tail -n 3 "$io/log")"; exit; }

# ---- Forms -------------------------------------------------------------------------------------

# scanned NAME WANTED [TARGET]: without a target from standard input. The first of a kind is what the others are held against.
scanned() {
    local name=$1 wanted=$2 target=${3:--}
    actual=0
    "$VETO" scan "$target" -j2 --no-cache -f json >"$io/stdout" 2>"$io/stderr" || actual=$?
    [ "$actual" -eq 1 ] || fail "$name: exit status $actual"
    python3 "$maker" check "$io/stdout" "$wanted" >"$io/stderr" 2>&1 || fail "$name: not all that is planted"
    [ -e "$io/$wanted" ] || cp "$io/stdout" "$io/$wanted"
    python3 "$maker" same "$io/$wanted" "$io/stdout" >"$io/stderr" 2>&1 || fail "$name: other findings than in the first form"
    echo "$name: looked at"
}

# made NAME COMMAND…: false, and a failure, where the form cannot be made.
made() {
    local name=$1
    shift
    "$@" >"$io/stdout" 2>"$io/stderr" || { fail "$name: cannot be made"; return 1; }
}

forms_of() {
    local image=$1 wanted=$2
    scanned "$image: OCI layout" "$wanted" "$image"
    made docker-archive copy "oci:$image:1.0" docker-archive:docker.tar:team/web:1.0 && scanned "$image: docker-archive" "$wanted" docker.tar
    scanned "$image: docker-archive through a pipe" "$wanted" < <(cat docker.tar)
    made zstd copy --format oci --dest-compress --dest-compress-format zstd docker-archive:docker.tar dir:zstd && scanned "$image: dir of zstd layers" "$wanted" zstd
    made oci-archive copy "oci:$image:1.0" oci-archive:oci.tar:1.0 && scanned "$image: oci-archive" "$wanted" oci.tar
    scanned "$image: oci-archive through a pipe" "$wanted" < <(cat oci.tar)
}

forms_of layout wanted.json
made oci-zstd copy dir:zstd oci-archive:zstd.tar:1.0 && scanned 'oci-archive of zstd layers' wanted.json zstd.tar
made dir copy oci:layout:1.0 dir:dir && scanned 'dir' wanted.json dir
made v2s2 copy --format v2s2 oci:layout:1.0 dir:v2s2 && scanned 'dir, schema 2' wanted.json v2s2
made v2s1 copy --format v2s1 oci:layout:1.0 dir:v2s1 && scanned 'dir, schema 1' wanted.json v2s1
made docker-25 python3 "$maker" docker25 oci.tar docker-25.tar && scanned 'docker 25' wanted.json docker-25.tar
gzip -1 -c docker.tar >docker.tar.gz && scanned 'docker-archive, compressed' wanted.json docker.tar.gz
rm -rf zstd zstd.tar dir v2s2 v2s1 docker-25.tar docker.tar.gz oci.tar

podman=(podman --root "$PWD/storage" --runroot "$PWD/run" --storage-driver vfs)
if command -v podman >/dev/null && [ "$(id -u)" -eq 0 ] && "${podman[@]}" load -q -i docker.tar >"$io/log" 2>&1; then
    for form in docker-archive oci-archive docker-dir oci-dir; do
        made "podman $form" "${podman[@]}" save -q --format $form -o "podman-$form" team/web:1.0 &&
            scanned "podman save --format $form" wanted.json "podman-$form"
        rm -rf "podman-$form"
    done
    "${podman[@]}" rmi -q -a -f >/dev/null 2>&1
else
    echo "podman's forms: not tried, $(tail -n 1 "$io/log" 2>/dev/null || echo 'no podman')"
fi
rm -rf storage run docker.tar layout
forms_of one wanted-one.json
