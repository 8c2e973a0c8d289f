#!/usr/bin/env bash
# Where layers can hide bytes from those who unpack them: all of it is looked at, and told of.
. "$(dirname "$0")/lib.sh"
command -v python3 >/dev/null || { echo "skipped: no python3"; exit 77; }

export PYTHONPATH=$VETO_SOURCE/tests/cli PYTHONDONTWRITEBYTECODE=1
cat >make.py <<'PYTHON'
import gzip, hashlib, shutil, struct, subprocess, zipfile
from image_maker import *


def header(name, size=0, kind=b"0", link=""):
    block = bytearray(512)
    name = name.encode() if isinstance(name, str) else name
    block[0:len(name)] = name
    block[100:108], block[108:116], block[116:124] = b"0000644\0", b"0000000\0", b"0000000\0"
    block[124:136], block[136:148] = b"%011o\0" % size, b"00000000000\0"
    block[148:156], block[156:157] = b"        ", kind
    block[157:157 + len(link)] = link.encode()
    block[257:265] = b"ustar\00000"
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def body(text):
    data = text.encode() if isinstance(text, str) else text
    return data + b"\0" * (-len(data) % 512)


def entry(name, text):
    return header(name, len(text)) + body(text)


end = b"\0" * 1024
first = entry("a.py", "print(1)\n")
last = entry("z.py", secret("last"))
layers = {
    "zero-block": first + b"\0" * 512 + entry("b.py", secret("hidden")) + last + end,
    "behind-end": first + end + entry("b.py", secret("hidden")) + end,
    "text-behind": first + end + secret("hidden").encode(),
    "hardlink-body": first + header("h.py", len(secret("hidden")), b"1", "a.py") + body(secret("hidden")) + last + end,
    "symlink-body": first + header("s.py", len(secret("hidden")), b"2", "a.py") + body(secret("hidden")) + last + end,
    "folder-body": first + header("d/", len(secret("hidden")), b"5") + body(secret("hidden")) + last + end,
    "bad-header": first + entry("b.py", secret("hidden")).replace(b"ustar", b"xstar", 1) + last + end,
    "no-padding": first + header("b.py", len(secret("hidden"))) + secret("hidden").encode(),
}
empty_cpio = b"070707" + b"0" * 12 + b"100644" + b"0" * 12 + b"000001" + b"0" * 17 + b"000013" + b"0" * 11 + b"TRAILER!!!"
magics = {"cpio": empty_cpio, "zip-end": b"PK\5\6", "zip": b"PK\3\4", "7z": b"7z\xbc\xaf\x27\x1c", "ar": b"!<arch>\n", "gzip": b"\x1f\x8b\x08",
          "lz4": b"\x04\x22\x4d\x18", "bzip2": b"BZh9\x17\x72\x45\x38\x50\x90"}
for name, magic in magics.items():
    layers["named-" + name] = header(magic) + entry("b.py", secret("hidden")) + last + end
packed = {name: data for name, data in layers.items()}

plain = first + entry("b.py", secret("hidden")) + end
stream = gzip.compress(plain, mtime=0)
packed["wrong-crc"] = stream[:-8] + b"\1\2\3\4" + stream[-4:]
packed["wrong-length"] = stream[:-4] + struct.pack("<I", 7)
if shutil.which("zstd"):
    frame = subprocess.run(["zstd", "-qc"], input=plain, stdout=subprocess.PIPE, check=True).stdout
    packed["zstd-sum"] = frame[:-1] + bytes([frame[-1] ^ 1])
packed["second-member"] = gzip.compress(first, mtime=0) + gzip.compress(entry("b.py", secret("hidden")) + end, mtime=0)
packed["behind-gzip"] = gzip.compress(first + end, mtime=0) + secret("hidden").encode()
packed["member-behind-end"] = gzip.compress(first + end, mtime=0) + gzip.compress(secret("hidden").encode(), mtime=0)

nested = header("n.gz", len(gzip.compress(secret("hidden").encode(), mtime=0))) + body(gzip.compress(secret("hidden").encode(), mtime=0))
zipped = gzip.compress(secret("hidden").encode(), mtime=0)
for name, path, kind in ("slash-body", "c.gz/", b"0"), ("list-body", "c.gz", b"D"), ("global-body", "c.gz", b"g"):
    packed[name] = first + header(path, len(zipped), kind) + body(zipped) + last + end
damaged = b"X" + (first + nested + last + end)[1:]
packed["first-header"] = damaged
packed["first-header-gzip"] = gzip.compress(damaged, mtime=0)
packed["zeros-first"] = b"\0" * 512 + nested + last + end
packed["zeros-first-gzip"] = gzip.compress(packed["zeros-first"], mtime=0)
noise = b"".join(hashlib.sha256(b"%d" % i).digest() for i in range(200))
none = {"encrypted": noise, "squashfs": b"hsqs" + noise, "html": b"<html>404 not found</html>", "empty": b"", "zeros": end, "few-zeros": b"\0" * 9}
for name, data in none.items():
    packed[name] = data
    packed[name + "-gzip"] = gzip.compress(data, mtime=0)


def with_hidden_entry():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        z.writestr("seen.txt", "nothing\n")
    whole = out.getvalue()
    directory = struct.unpack("<I", whole[-6:-2])[0]
    hidden = io.BytesIO()
    with zipfile.ZipFile(hidden, "w") as z:
        z.writestr("hidden.py", secret("hidden"))
    local = hidden.getvalue()[:struct.unpack("<I", hidden.getvalue()[-6:-2])[0]]
    moved = whole[:directory] + local + whole[directory:]
    return moved[:-6] + struct.pack("<I", directory + len(local)) + moved[-2:]


archive = with_hidden_entry()
packed["zip-gap"] = first + header("x.zip", len(archive)) + archive + b"\0" * (-len(archive) % 512) + last + end
for name, data in packed.items():
    save(name + ".tar", {"hiding/%s:1" % name: [data]})
PYTHON
expect 'images are made' python3 make.py

# found NAME [LATER]: the hidden token, and what comes after it in the tar.
found() {
    python3 - "$io/stdout" "$@" <<'PYTHON'
import json, sys
report = json.load(open(sys.argv[1]))
tokens = [f for f in report["findings"] if f["rule"] == "github-pat"]
assert len(tokens) == int(sys.argv[2]), [f["place"] for f in tokens]
assert all(any(l["kind"] == "layer" for l in f["origin"]) for f in tokens)
PYTHON
}

for name in behind-end text-behind no-padding second-member wrong-crc wrong-length behind-gzip member-behind-end zstd-sum; do
    [ -e $name.tar ] || continue
    run scan $name.tar -f json
    expect_exit 1
    expect "$name: what is hidden" found 1
done
for name in zero-block hardlink-body symlink-body folder-body bad-header zip-gap \
    {first-header,zeros-first}{,-gzip} {slash,list,global}-body named-{cpio,zip-end,zip,7z,ar,gzip,lz4,bzip2}; do
    run scan $name.tar -f json
    expect_exit 1
    expect "$name: what is hidden, and what follows" found 2
done

# What is no tar is not passed over, and a layer without a file is one.
for name in {encrypted,squashfs,html}{,-gzip}; do
    run scan $name.tar --skip image-runs-as-root -f json
    expect_exit 3
    expect_stdout 'the layer is no tar'
    [ "${name%-gzip}" != squashfs ] || expect_stdout 'but a squashfs file system'
done
for name in {empty,zeros,few-zeros}{,-gzip}; do
    run scan $name.tar --skip image-runs-as-root -f json
    expect_exit 0
    expect_no_stdout 'no tar'
done

# told NAME TEXT: it is said that something is there that should not be.
told() {
    run scan "$1.tar" -f json
    expect_stdout "$2"
}
told zero-block 'data follows the end of the tar'
told behind-end 'data follows the end of the tar'
told text-behind 'data follows the end of the tar'
told hardlink-body 'damaged headers in the tar'
told symlink-body 'damaged headers in the tar'
told zip-gap 'entries that its directory does not name'
told wrong-crc "the compressed stream is damaged"
told wrong-length "the compressed stream is damaged"
told behind-gzip "bytes follow the compressed stream"
told first-header "the layer's first header is damaged"
told first-header-gzip "the layer's first header is damaged"
told zeros-first-gzip 'data follows the end of the tar'
