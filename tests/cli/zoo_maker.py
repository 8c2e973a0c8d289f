# SPDX-License-Identifier: Apache-2.0
"""Archives and images made to exhaust whoever opens them: zoo_maker.py FOLDER writes them all."""
import gzip
import io
import json
import os
import struct
import sys
import tarfile
import zipfile
import zlib

from image_maker import layer, save, secret, sha


def zip_of(files, how=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def nest(levels):
    """A zip in a zip in a zip …"""
    data = b"the end"
    for level in range(levels):
        data = zip_of({f"{level}.zip" if level else "end.txt": data})
    return data


def tree_of_zips():
    """Sixteen in sixteen in sixteen: 2 GiB of zeros at the bottom."""
    data = zip_of({"0.bin": b"\0" * (1 << 19)})
    for level in range(3):
        data = zip_of({f"{level}-{i}.zip": data for i in range(16)})
    return data


def overlapping_zip(count=2000):
    """All names of the directory point to the same entry."""
    body = zlib.compressobj(9, zlib.DEFLATED, -15)
    kernel = b"\0" * (1 << 20)
    packed = body.compress(kernel) + body.flush()
    crc = zlib.crc32(kernel)
    local = struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 8, 0, 0, crc, len(packed), len(kernel), 1, 0) + b"k" + packed
    central = b"".join(
        struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, 0, 8, 0, 0, crc, len(packed), len(kernel),
                    len(name), 0, 0, 0, 0, 0, 0) + name
        for name in (b"f%05d" % i for i in range(count)))
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, count, count, len(central), len(local), 0)
    return local + central + end


def many_ends(size=100_000_000):
    """Records of the directory's end, each of which says that it begins at the front."""
    out = bytearray(b"PK\3\4" + b"A" * (size - 4))
    while len(out) < size + 65000:
        out += struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 1, 1, size, 0, 0)
    return bytes(out)


def header(name, size=b"0" * 11 + b"\0", kind=b"0"):
    block = bytearray(512)
    block[0:len(name)] = name
    block[100:108] = b"0000644\0"
    block[108:116] = block[116:124] = b"0000000\0"
    block[124:136] = size
    block[136:148] = b"0" * 11 + b"\0"
    block[156:157] = kind
    block[257:265] = b"ustar\0" + b"00"
    block[148:156] = b"%06o\0 " % (sum(block) - sum(block[148:156]) + 8 * 32)
    return bytes(block)


def pax_record(key, value):
    body = b" " + key + b"=" + value + b"\n"
    length = len(body)
    while len(b"%d" % length) + len(body) != length:
        length = len(b"%d" % length) + len(body)
    return b"%d" % length + body


def padded(data):
    return data + b"\0" * (-len(data) % 512)


def octal(size):
    return b"%011o\0" % size


def huge_sizes():
    """Sizes of 2^63-1, beyond, and below zero."""
    record = pax_record(b"size", b"9223372036854775807")
    return {
        "size-base256.tar": header(b"a", b"\x80" + b"\0" * 3 + b"\x7f" + b"\xff" * 7) + b"x" * 512,
        "size-beyond.tar": header(b"a", b"\x80" + b"\xff" * 11) + b"x" * 512,
        "size-negative.tar": header(b"a", b"\xff" * 12) + b"x" * 512,
        "size-pax.tar": header(b"x", octal(len(record)), b"x") + padded(record) + header(b"a") + b"x" * 512,
    }


def many_entries(count):
    one = b"".join(header(b"d/%07d" % i) for i in range(1000))
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=1, mtime=0) as packed:
        for _ in range(count // 1000):
            packed.write(one)
        packed.write(bytes(1024))
    return out.getvalue()


def zeros(size):
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=9, mtime=0) as packed:
        for _ in range(size >> 20):
            packed.write(bytes(1 << 20))
    return out.getvalue()


def links():
    """Links to links in circles, a farm of symbolic ones, and one secret behind them all."""
    circle = [(f"c/{i}", "->", f"c/{(i + 1) % 5000}") for i in range(5000)]
    farm = [(f"s/{i}", "~>", "../" * 50 + f"s/{i - 1}") for i in range(5000)]
    to_one = [(f"l/{i}", "->", "a.py") for i in range(5000)]
    return layer(("a.py", secret("links")), *circle, *farm, *to_one)


def nested_indexes(path):
    files, digest = {"oci-layout": b'{"imageLayoutVersion":"1.0.0"}'}, None
    for level in range(40):
        entry = {"digest": digest or "sha256:" + "0" * 64, "size": 1}
        index = json.dumps({"schemaVersion": 2, "manifests": [entry] * 50}).encode()
        digest = "sha256:" + sha(index)
        files["blobs/sha256/" + sha(index)] = index
    files["index.json"] = json.dumps({"schemaVersion": 2, "manifests": [{"digest": digest, "size": 1}]}).encode()
    with tarfile.open(path, "w") as tar:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))


def main(folder):
    os.chdir(folder)
    zoo = {
        "nest.zip": nest(30),
        "tree.zip": tree_of_zips(),
        "overlap.zip": overlapping_zip(),
        "ends.zip": many_ends(),
        "zeros.gz": zeros(1 << 30),
        "members.gz": gzip.compress(b"", mtime=0) * 200000 + gzip.compress(b"end\n", mtime=0),
        "entries.tar.gz": many_entries(300000),
        "pax.tar": header(b"x", octal(80 << 20), b"x") + b"a" * 4096,
        "name.tar": b"",
    } | huge_sizes()
    long_name = pax_record(b"path", b"d/" * 32768 + b"f")
    zoo["name.tar"] = header(b"x", octal(len(long_name)), b"x") + padded(long_name) + header(b"a", octal(4)) + padded(b"text") + bytes(1024)
    for name, data in zoo.items():
        with open(name, "wb") as out:
            out.write(data)
    save("links.tar", {"zoo/links:1": [links(), layer(("l/.wh..wh..opq", ""), (".wh.a.py", ""), ("c", "x"))]})
    save("layers.tar", {f"zoo/many:{i}": [layer(("a.py", secret("many")))] + [layer((f"e/{k}", "x")) for k in range(60)] + [layer((f"own/{i}", "x"))]
                        for i in range(60)})
    nested_indexes("indexes.tar")


main(sys.argv[1])
