#!/usr/bin/env bash
# Where zips can hide bytes from those who go by the directory: all of it is looked at, and ordinary
# zips are nothing unusual.
. "$(dirname "$0")/lib.sh"
command -v python3 >/dev/null || { echo "skipped: no python3"; exit 77; }

export PYTHONPATH=$VETO_SOURCE/tests/cli PYTHONDONTWRITEBYTECODE=1
cat >make.py <<'PYTHON'
import gzip, io, os, struct, zipfile, zlib
from image_maker import secret


def local(name, data, method=0, packed=None, size=None, flags=0):
    packed = data if packed is None else packed
    size = len(packed) if size is None else size
    return struct.pack("<4sHHHHHIIIHH", b"PK\3\4", 20, flags, method, 0, 0, zlib.crc32(data), size, len(data), len(name), 0) + name + packed


def named(name, data, offset, method=0, size=None, flags=0):
    size = len(data) if size is None else size
    return struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\1\2", 20, 20, flags, method, 0, 0, zlib.crc32(data), size, len(data), len(name),
                       0, 0, 0, 0, 0, offset) + name


def archive(entries, directory, comment=b"", length=None):
    entries, count, directory = b"".join(entries), len(directory), b"".join(directory)
    return entries + directory + struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, count, count, len(directory) if length is None else length,
                                             len(entries), len(comment)) + comment


def deflated(data):
    press = zlib.compressobj(9, zlib.DEFLATED, -15)
    return press.compress(data) + press.flush()


text = lambda name: secret(name).encode()
shown = local(b"a.txt", b"hello")
plain = named(b"a.txt", b"hello", 0)
late = named(b"a.txt", b"hello", 0, flags=8)


def hidden(name, form=deflated):
    return local(b"h.py", text(name), 8, deflated(text(name)))


def descriptor(data, form="<III"):
    return struct.pack(form, zlib.crc32(data), len(data), len(data))


zips = {
    "between": lambda n: archive([shown, hidden(n), local(b"b", b"x")], [plain, named(b"b", b"x", len(shown) + len(hidden(n)))]),
    "first": lambda n: archive([hidden(n), shown], [named(b"a.txt", b"hello", len(hidden(n)))]),
    "last": lambda n: archive([shown, hidden(n)], [plain]),
    "covered": lambda n: archive([shown, hidden(n)], [named(b"a.txt", b"hello", 0, size=5 + len(hidden(n)))]),
    "no-descriptor": lambda n: archive([shown, hidden(n)], [late]),
    "descriptor": lambda n: archive([local(b"a.txt", b"hello", flags=8), descriptor(b"hello"), hidden(n)], [late]),
    "no-data": lambda n: archive([local(b"e", b"", flags=8), descriptor(b""), hidden(n)], [named(b"e", b"", 0, flags=8)]),
    "behind": lambda n: archive([shown], [plain]) + hidden(n),
    "far-behind": lambda n: archive([shown], [plain]) + b"." * 20000 + hidden(n),
    "comment": lambda n: archive([shown], [plain], text(n)),
    "gap": lambda n: archive([shown, b"# " + text(n)], [plain]),
    "junk": lambda n: archive([shown, b"PK\3\4 " + text(n)], [plain]),
    "lying-size": lambda n: archive([shown, local(b"h.py", text(n), size=3)], [plain]),
    "behind-text": lambda n: archive([shown], [plain]) + text(n),
    "behind-gzip": lambda n: archive([shown], [plain]) + gzip.compress(text(n)),
    "end-alone": lambda n: archive([], []) + text(n),
    "end-and-much": lambda n: archive([], []) + b"text\n" * 20000 + text(n),
    "wide-directory": lambda n: archive([shown, local(b"h", b"x" * 300), hidden(n)], [plain], length=len(plain) + 200),
}
os.mkdir("hiding")
for name, make in zips.items():
    open(f"hiding/{name}.zip", "wb").write(make(name.replace("-", "0")))


class Pipe(io.RawIOBase):
    """What cannot seek gets descriptors."""
    def __init__(self):
        self.written = b""

    def writable(self):
        return True

    def write(self, data):
        self.written += bytes(data)
        return len(data)


os.mkdir("ordinary")
for kind, target in {"seeking": io.BytesIO, "piped": Pipe}.items():
    out = target()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        z.comment = b"0123456789abcdef0123456789abcdef01234567"
        for i in range(20):
            with z.open(f"{i}.txt", "w", force_zip64=i % 2 == 1) as entry:
                entry.write(b"text\n" * i)
            z.writestr(f"stored/{i}", b"text\n" * i, zipfile.ZIP_STORED)
    open(f"ordinary/{kind}.zip", "wb").write(out.written if kind == "piped" else out.getvalue())
block = b"\x18" + bytes(7) + b"\x01" * 200 + b"APK Sig Block 42"
ordinary = {
    "signed.apk": archive([shown, block], [plain]),
    "aligned.zip": archive([shown, bytes(3000)], [plain]),
    "padded.zip": archive([shown], [plain]) + bytes(512),
    "line.zip": archive([shown], [plain]) + b"\n",
    "empty.zip": archive([], []),
}
for name, data in ordinary.items():
    open(f"ordinary/{name}", "wb").write(data)
PYTHON
expect 'zips are made' python3 make.py

run scan ordinary --no-cache -f json
expect_exit 0
expect 'ordinary zips are nothing unusual' python3 - "$io/stdout" <<'PYTHON'
import json, sys
report = json.load(open(sys.argv[1]))
assert not report["problems"] and not report["findings"], (report["problems"], report["findings"])
PYTHON

run scan hiding --no-cache -f json
expect_exit 1
expect 'every hiding place is seen, and none is said to be damaged' python3 - "$io/stdout" <<'PYTHON'
import json, os, sys
report = json.load(open(sys.argv[1]))
found = {f["place"].split("/")[1].split("!")[0] for f in report["findings"] if f["rule"] == "github-pat"}
assert found == set(os.listdir("hiding")), set(os.listdir("hiding")) - found
unread = [p for p in report["problems"] if p["kind"] == "unread" and "lying-size" not in p["place"]]
assert not unread, unread
told = {p["place"].split("/")[1].split("!")[0][:-4] for p in report["problems"] if p["kind"] == "unjudged"}
silent = {"comment", "gap", "junk", "wide-directory"}
assert set(z[:-4] for z in found) - told <= silent, set(z[:-4] for z in found) - told
PYTHON
