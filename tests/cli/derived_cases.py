# SPDX-License-Identifier: Apache-2.0
"""Writes a token in every form that veto decodes: `derived_cases.py TOKEN FOLDER` prints file|line:column|decoding."""
import base64
import io
import json
import marshal
import os
import sqlite3
import sys
import zipfile

token, folder = sys.argv[1], sys.argv[2]
os.makedirs(folder, exist_ok=True)


def case(file, text, place, decoding):
    """`place` is the text, or the byte, that the token's original begins with."""
    data = text if isinstance(text, bytes) else text.encode()
    at = place if isinstance(place, int) else data.index(place.encode())
    with open(os.path.join(folder, file), "wb") as out:
        out.write(data)
    if decoding == "UTF-16":
        encoding = "utf-16" if data[:2] == b"\xff\xfe" else "utf-16-be" if data[-2:] == b"\0\n" else "utf-16-le"
        before = data[:at].decode(encoding).replace("\r\n", "\n").split("\n")
        print(file, f"{len(before)}:{len(before[-1]) + 1}", decoding, sep="|")
        return
    if b"\0" in data[:4096]:
        print(file, f"byte {at}", decoding, sep="|")
        return
    before = data[:at]
    line = before.count(b"\n") + 1
    column = len(before[before.rfind(b"\n") + 1:].decode("utf-8", "replace")) + 1
    print(file, f"{line}:{column}", decoding, sep="|")


def b64(text):
    return base64.b64encode(text if isinstance(text, bytes) else text.encode()).decode()


def digits(count):
    """How many digits of base64 stand wholly before the digit in which byte `count` begins."""
    return count * 4 // 3


for phase, before in enumerate(["token: ", "token is ", "a token: "]):
    text = b64(before + token + " and more text behind it")
    case(f"base64_{phase}.txt", f"one\n  blob = {text}\n", text[digits(len(before)):], "base64")
text = b64("token?>?>: " + token).replace("+", "-").replace("/", "_")
case("base64_url.py", f'X = "{text}"\n', text[digits(11):], "base64")
lines = base64.encodebytes(b"a line that is so long that the token is in one of the others " + token.encode() + b" end").decode()
case("base64_lines.yaml", "x: |\n" + "".join(f"  {l}\n" for l in lines.split()), lines.split()[1][digits(62) - 76:], "base64")
text = b64("a line of some length before it: " + token + " and what is behind it, to its end")
case("base64_70.yaml", "x: |\n" + "".join(f"  {text[i:i + 70]}\n" for i in range(0, len(text), 70)), text[digits(33):70], "base64")
text = b64("first line of text\nexport GITHUB_TOKEN=" + token + "\nsome more text\n")
case("content.json", json.dumps({"content": "".join(text[i:i + 60] + "\n" for i in range(0, len(text), 60))}), text[digits(39):60], "base64")
text = b64(f'$t="{token}"'.encode("utf-16-le"))
case("powershell.ps1", f"powershell -enc {text}\n", text[digits(8):], "base64 of UTF-16")
inner = b64("token=" + token)
text = b64(inner)
case("nested.txt", "x " + text + "\n", text[digits(digits(6)):], "base64 of base64")
case("hex.py", "x = '" + ("token=" + token).encode().hex() + "'\n", token.encode().hex(), "hexadecimal")
text = ("token=" + token).encode().hex()
case("dump.sql", f"INSERT INTO t VALUES (0x{text});\n", text[12:], "hexadecimal")
case("bytea.sql", f"INSERT INTO t VALUES ('\\x{text}');\n", text[12:], "hexadecimal")
case("xxd.yaml", "".join(f"{text[i:i + 60]}\n" for i in range(0, len(text), 60)), text[12:60], "hexadecimal")
text = "".join("%%%02X" % c for c in token.encode())
case("percent.txt", "one\nx=1&y=" + text + "\n", text, "percent")
text = "".join("\\u%04x" % ord(c) for c in token)
case("unicode.json", '{"a": "' + text + '"}\n', text, "backslash escapes")
text = "".join("\\x%02x" % ord(c) for c in token)
case("x.py", 'a = "' + text + '"\n', text, "backslash escapes")
text = "".join("&#%d;" % ord(c) for c in token)
case("entities.html", "<p>\n" + text + "</p>\n", text, "character references")
# One escape alone, of the low line that the token has.
rest = token[4:]
for file, one, decoding in [("one.js", "\\u{5f}", "backslash escapes"), ("one.py", "\\x5f", "backslash escapes"),
                            ("one.txt", "%5F", "percent"), ("one_hex.html", "&#x5f;", "character references"),
                            ("one.html", "&#95;", "character references"), ("named.html", "&lowbar;", "character references")]:
    case(file, f'a = "ghp{one}{rest}"\n', "ghp", decoding)
text = ("first\r\nk\u00e9y = " + token + "\r\n").encode("utf-16")
at = len("first\r\nk\u00e9y = ".encode("utf-16"))
case("bom.txt", text, at, "UTF-16")
text = ("a line first\r\nkey = " + token + "\r\n").encode("utf-16-be")
case("no_bom.txt", text, len("a line first\r\nkey = ") * 2, "UTF-16")
before = "a line of some length\r\n" * 60000 + "x "
case("long.txt", (before + token + "\r\n").encode("utf-16"), len(before.encode("utf-16")), "UTF-16")
before = "a line of some length\r\n" * 110000 + "x " * 800
case("longer.txt", (before + token + "\r\n").encode("utf-16"), len(before.encode("utf-16")), "UTF-16")
case("longer_big.txt", (before + token + "\r\n").encode("utf-16-be"), len(before.encode("utf-16-be")), "UTF-16")
before = "a line of some length\n" * 110000 + "x " * 800
case("longer_feeds.txt", (before + token + "\n").encode("utf-16"), len(before.encode("utf-16")), "UTF-16")
before = "x " * 1100000
case("line.txt", (before + token + "\r\n").encode("utf-16"), len(before.encode("utf-16")), "UTF-16")
before = "\u8fd9\u662f\u4e00\u4e2a\u5f88\u957f\u7684\u6587\u4ef6\uff0c\u91cc\u9762\u6ca1\u6709\u79d8\u5bc6\u3002\r\n" * 40 + "key = "
for encoding in "utf-16-le", "utf-16-be":
    case(f"chinese_{encoding[-2:]}.txt", (before + token + "\r\n").encode(encoding), len(before.encode(encoding)), "UTF-16")
first, second = token[:12], token[12:]
case("split.js", f'const a = "{first}" + "{second[:9]}" +\n    "{second[9:]}";\n', first, "joined strings")
case("split.py", f'a = ("{first}"\n     "{second}")\n', first, "joined strings")
case("split.php", f"<?php\n$a = '{first}' . '{second}';\n", first, "joined strings")
case("prefixed.py", f'a = f"{first}" f"{second}"\n', first, "joined strings")
case("bytes.py", f'a = (b"{first}"  # one\n     b"{second}")\n', first, "joined strings")
case("commented.js", f'a = "{first}" + // one\n    "{second}";\n', first, "joined strings")
case("concatenated.sql", f"SELECT '{first}' || '{second}';\n", first, "joined strings")
case("continued.vb", f'a = "{first}" & _\r\n    "{second}"\r\n', first, "joined strings")
case("continued.sh", f"export A={first}\\\n{second}\n", first, "joined strings")

manifest = "apiVersion: v1\nkind: %s\nmetadata:\n  name: x\ndata:\n"
case("secret.yaml", manifest % "Secret" + f"  one: {b64('user')}\n  token: {b64(token)}\n", b64(token), "base64")
text = b64(f"A=1\nTOKEN={token}\n")
case("secret_file.yaml", manifest % "Secret" + f"  app.env: {text}\n", text[digits(10):], "base64")
text = json.dumps({"kind": "ConfigMap", "data": {"a.js": f'x\nconst a = "{first}" + "{second}";\n'}}, indent=1)
case("config_map.json", text, first, "embedded file of joined strings")
text = json.dumps({"user_data": f'x\nconst a = "{first}" + "{second}";\n'})
case("script.json", text, first, "escaped string of joined strings")
cell = ["x = 1\n", f'token = "{first}" + \\\n', f'   "{second}"\n']
text = json.dumps({"nbformat": 4, "cells": [{"cell_type": "code", "source": cell, "outputs": []}]}, indent=1)
case("notebook.ipynb", text, first, "notebook cell of joined strings")
case("continued_in_heredoc.sh", f"#!/bin/sh\ncat >a.sh <<-EOF\n\texport A={first}\\\n\t{second}\n\tEOF\n", first, "joined strings")
code = compile(f"X = '{token}'", "x", "exec")
text = b"\xa7\x0d\x0d\x0a" + bytes(12) + marshal.dumps(code)
case("m.pyc", text, text.index(token.encode()), "Python constants")


def archive(file, member, text, decoding):
    """The place is the one in the member."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as out:
        out.writestr(member, text)
    with open(os.path.join(folder, file), "wb") as out:
        out.write(packed.getvalue())
    print(file, f"1:{text.index(first) + 1}", decoding, sep="|")


archive("word.docx", "word/document.xml", f"<w:document><w:body><w:p><w:r><w:t>key {first}</w:t></w:r><w:r><w:rPr/><w:t>{second}</w:t></w:r></w:p></w:body></w:document>", "document text")
archive("text.odt", "content.xml", f"<office:document><text:p>key {first}<text:span>{second}</text:span></text:p></office:document>", "document text")


def database(file, encoding, *statements):
    path = os.path.join(folder, file)
    with sqlite3.connect(path) as rows:
        rows.execute(f"pragma encoding = '{encoding}'")
        for statement, *values in statements:
            rows.execute(statement, values)
    rows.close()
    with open(path, "rb") as rows:
        data = rows.read()
    name = {"UTF-8": "utf-8", "UTF-16le": "utf-16-le", "UTF-16be": "utf-16-be"}[encoding]
    case(file, data, data.index(token.encode(name)), "SQLite values")


table, insert = ["create table t(a text, b text, c text)"], ["insert into t values('alice', ?, 'bob')", token]
database("rows.sqlite", "UTF-8", table, insert, ["insert into t values('x', ?, 'y')", "carol " * 2000])
database("little.sqlite", "UTF-16le", table, insert)
database("big.sqlite", "UTF-16be", table, insert)
database("keys.sqlite", "UTF-8", ["create table t(a text primary key, b text, c text) without rowid"], insert)
# In a later window than the header.
many = ["with recursive n(x) as (select 1 union all select x + 1 from n where x < 5000) insert into t select 'a', ?, x from n", "carol " * 150]
database("windows.sqlite", "UTF-8", table, many, insert)
database("windows_little.sqlite", "UTF-16le", table, many, insert)
