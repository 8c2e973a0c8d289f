# SPDX-License-Identifier: Apache-2.0
"""Writes a token in every form that veto decodes: `derived_cases.py TOKEN FOLDER` prints file|line:column|decoding."""
import base64
import os
import sys

token, folder = sys.argv[1], sys.argv[2]
os.makedirs(folder, exist_ok=True)


def case(file, text, place, decoding):
    """`place` is the text, or the byte, that the token's original begins with."""
    data = text if isinstance(text, bytes) else text.encode()
    at = place if isinstance(place, int) else data.index(place.encode())
    with open(os.path.join(folder, file), "wb") as out:
        out.write(data)
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
text = b64(f'$t="{token}"'.encode("utf-16-le"))
case("powershell.ps1", f"powershell -enc {text}\n", text[digits(8):], "base64 of UTF-16")
inner = b64("token=" + token)
text = b64(inner)
case("nested.txt", "x " + text + "\n", text[digits(digits(6)):], "base64 of base64")
case("hex.py", "x = '" + ("token=" + token).encode().hex() + "'\n", token.encode().hex(), "hexadecimal")
text = "".join("%%%02X" % c for c in token.encode())
case("percent.txt", "one\nx=1&y=" + text + "\n", text, "percent")
text = "".join("\\u%04x" % ord(c) for c in token)
case("unicode.json", '{"a": "' + text + '"}\n', text, "backslash escapes")
text = "".join("\\x%02x" % ord(c) for c in token)
case("x.py", 'a = "' + text + '"\n', text, "backslash escapes")
text = "".join("&#%d;" % ord(c) for c in token)
case("entities.html", "<p>\n" + text + "</p>\n", text, "character references")
text = ("first\nkey = " + token + "\n").encode("utf-16")
at = len("first\nkey = ".encode("utf-16"))
case("bom.txt", text, at, "UTF-16")
text = ("a line first\nkey = " + token + "\n").encode("utf-16-be")
case("no_bom.txt", text, len("a line first\nkey = ") * 2, "UTF-16")
first, second = token[:12], token[12:]
case("split.js", f'const a = "{first}" + "{second[:9]}" +\n    "{second[9:]}";\n', first, "joined strings")
case("split.py", f'a = ("{first}"\n     "{second}")\n', first, "joined strings")
case("split.php", f"<?php\n$a = '{first}' . '{second}';\n", first, "joined strings")
case("continued.sh", f"export A={first}\\\n{second}\n", first, "joined strings")
