# SPDX-License-Identifier: Apache-2.0
"""Texts made to be slow: every one must run at 20 MB/s a core (of CPU time) or more, in flat memory.

Three times: one file of 64 MB and one of 8 MB, and sixteen of 1 MB, which is what a parser of documents is given (at
64 MB none is asked). The start of the program is in all of it.
"""
import base64
import os
import random
import statistics
import sys
import tempfile

from measure import VETO, Command, high_water, measure, size, verdict

WORDS = ["password", "secret", "api_key", "access_token", "ghp_", "glpat-", "xoxb-", "AKIA", "sk_live_", "eyJ", "npm_",
         "AccountKey=", "postgres://", "-----BEGIN", "AIza", "SG.", "hf_", "token", "client_secret", "authorization"]
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

# An Ed25519 key is any 32 bytes behind this; an RSA key is made of numbers that only look like one.
ED25519 = bytes.fromhex("302e020100300506032b657004220420")
TEXT = "password = hunter2hunter3 token ghp_abcdefghijklmnop "


def letters(count):
    return "".join(random.choices(LETTERS, k=count))


def key(label, der):
    return f"-----BEGIN {label}-----\n{base64.b64encode(der).decode()}\n-----END {label}-----\n"


KEY = key("PRIVATE KEY", ED25519 + bytes(range(65, 97)))
JWT = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhIn0." + "dozjgNryP4J3jVmNHl0w5N" + "_XgL0n3I9PlFUP0THsR8U"


def encoded(text):
    return base64.b64encode(text.encode()).decode()


def percent(text):
    return "".join(f"%{ord(c):02X}" for c in text)


def nested(length):
    """Base64 of base64 of base64 of a text."""
    text = TEXT * (length // len(TEXT) + 1)
    return encoded(encoded(encoded(text[:length // 2])))[:length]


def repeat(unit):
    return lambda length: (unit * (length // len(unit) + 1))[:length]


def anew(make):
    """Made again and again until it is long enough: nothing in it comes twice."""
    def text(length):
        out, total = [], 0
        while total < length:
            out.append(make())
            total += len(out[-1])
        return "".join(out)[:length]
    return text


# name of the set: how to make it, the file's name (some rules are for some kinds of files)
SETS = {
    "rule keywords end to end": (anew(lambda: random.choice(WORDS)), "a.txt"),
    "api_key= repeated": (repeat("api_key="), "a.txt"),
    "a key header repeated": (repeat("-----BEGIN RSA PRIVATE KEY-----\n"), "a.txt"),
    "a key header in JSON": (repeat('"private_key": "-----BEGIN PRIVATE KEY-----\\n'), "a.json"),
    "key headers and no end": (repeat("-----BEGIN RSA PRIVATE KEY-----\n" + "A" * 64 + "\n"), "a.txt"),
    "one key repeated": (repeat(KEY), "a.txt"),
    "keys": (anew(lambda: key("PRIVATE KEY", ED25519 + random.randbytes(32))), "a.txt"),
    "damaged keys": (anew(lambda: key("RSA PRIVATE KEY", b"0.\2\1\0" + random.randbytes(43))), "a.txt"),
    "a token prefix repeated": (repeat("ghp_"), "a.txt"),
    "one made-up token repeated": (repeat("ghp_" + "0123456789abcdefghijklmnopqrstuvwxyz" + " "), "a.txt"),
    "tokens with wrong checksums": (anew(lambda: "ghp_" + letters(36) + " "), "a.txt"),
    "one access key id repeated": (repeat("AKIA" + "ABCDEFGHIJKLMNOP "), "a.txt"),
    "one JWT repeated": (repeat(JWT + " "), "a.txt"),
    "eyJ repeated": (repeat("eyJ"), "a.txt"),
    "eyJ and dots": (repeat("eyJhbGciOi.eyJ"), "a.txt"),
    "url after url": (repeat("postgres://a:b@c "), "a.txt"),
    "urls with passwords": (anew(lambda: f"postgres://u:{letters(8)}@h "), "a.txt"),
    "urls with short passwords": (anew(lambda: f"postgres://a:{letters(1)}@c "), "a.txt"),
    "password= repeated": (repeat("password="), "a.txt"),
    ";password=x repeated": (repeat(";password=x"), "a.txt"),
    "one password in many lines": (repeat("PASSWORD=x\n"), ".env"),
    "passwords in many lines": (anew(lambda: f"PASSWORD={letters(2)}\n"), ".env"),
    "password: in YAML": (repeat("password: hunter2\n"), "a.yaml"),
    "key: value in YAML": (repeat("key: value\n"), "a.yaml"),
    "ENV PASSWORD=x": (repeat("ENV PASSWORD=x\n"), "Dockerfile"),
    'a="x"; repeated': (repeat('a="x";'), "a.js"),
    "assignments of secrets": (anew(lambda: f'secret="{letters(16)}";'), "a.js"),
    "passwords in JSON": (repeat('"password": "value", '), "a.json"),
    "quotes in quotes": (repeat("password='\"'\"'\""), "a.txt"),
    "escaped quotes": (repeat('password=\\\\\\"'), "a.json"),
    "blanks behind a name": (repeat("password" + " " * 200), "a.txt"),
    "set password": (repeat("set password "), "a.txt"),
    "password= and a blank": (repeat("password= "), "a.txt"),
    "token: and a blank": (repeat("token: "), "a.txt"),
    "secret is": (repeat("secret is "), "a.txt"),
    "SECRET= repeated": (repeat("SECRET="), "a.txt"),
    "--token": (repeat("--token "), "a.txt"),
    "enable secret 0": (repeat("enable secret 0 "), "a.txt"),
    "spaces_secret": (repeat("spaces_secret "), "a.txt"),
    "export TOKEN=": (repeat("export TOKEN="), "a.txt"),
    "- token:": (repeat("- token: "), "a.txt"),
    "basic authorization": (repeat("Authorization: Basic YWRtaW46YWRtaW4= "), "a.txt"),
    "curl -k | sh repeated": (repeat("curl -k http://a | sh; "), "a.sh"),
    "base64, one line": (lambda n: base64.b64encode(random.randbytes(n * 3 // 4)).decode(), "a.txt"),
    "hexadecimal, one line": (lambda n: random.randbytes(n // 2).hex(), "a.txt"),
    "base64 three times, one line": (lambda n: "a: " + nested(n), "a.yaml"),
    "base64 three times, in lines": (repeat(f"a: {encoded(encoded(encoded(TEXT)))}\n"), "a.yaml"),
    "tokens in base64": (anew(lambda: f"a: {encoded('token=ghp_' + letters(36))}\n"), "a.yaml"),
    "percent, twice": (repeat(percent(percent(TEXT))), "a.txt"),
    "percent and letters": (repeat("%41%42a"), "a.txt"),
    "\\u escapes": (repeat("".join(f"\\u{ord(c):04x}" for c in TEXT)), "a.json"),
    "\\u escapes and letters": (repeat("a\\u0041"), "a.json"),
    "character references": (repeat("&#65;&#66;x"), "a.html"),
    "hexadecimal of a text": (repeat(TEXT.encode().hex()), "a.py"),
    "strings cut behind a prefix": (repeat('"ghp_" + "a" + '), "a.js"),
    "prefixes and cuts": (repeat('ghp_"\n+'), "a.js"),
    "UTF-16": (repeat("\0".join(TEXT) + "\0"), "a.txt"),
    "heredocs that do not end": (repeat("<<A "), "a.sh"),
    "heredocs": (repeat("cat <<A\nx\nA\n"), "a.sh"),
    "a ConfigMap of many files": (lambda n: "kind: ConfigMap\ndata:\n" + repeat("  a.b: |\n    password=hunter2x\n    c\n")(n), "a.yaml"),
    "many Secrets": (repeat("kind: Secret\n"), "a.yaml"),
    "long words in YAML": (repeat("abcdefghijklmnopqrstuvwxyzabcdefghijklmnop "), "a.yaml"),
    "strings in strings of marshal": (lambda n: "\0\0" + repeat("z\x7fzzzz")(n), "a.pyc"),
    "brackets in JSON": (repeat("["), "a.json"),
    "objects in objects in JSON": (repeat('{"a":'), "a.json"),
    "documents of deep JSON": (repeat("[" * 150 + "]" * 150 + "\n"), "a.json"),
    "flow in flow in YAML": (repeat("[{a: "), "a.yaml"),
    "lists in lists in YAML": (repeat("- "), "a.yaml"),
    "deep documents of YAML": (repeat("---\nkind: Pod\na: " + "[" * 90 + "]" * 90 + "\n"), "a.yaml"),
    "deeper and deeper in YAML": (repeat("".join(" " * i + "a:\n" for i in range(90))), "a.yaml"),
    "elements in elements in XML": (repeat("<a>"), "a.xml"),
    "deep XML": (lambda n: "<r>" + repeat("<a>" * 90 + "</a>" * 90 + "\n")(n - 7) + "</r>", "a.xml"),
    "arrays in arrays in TOML": (lambda n: "a = " + repeat("[")(n - 4), "a.toml"),
    "tables of many names in TOML": (repeat("[" + "a." * 90 + "a]\n"), "a.toml"),
    "blocks in blocks": (repeat("a {"), "nginx.conf"),
    "deep blocks": (repeat("a {" * 90 + "b c;" + "}" * 90 + "\n"), "nginx.conf"),
    "substitutions in a shell": (repeat("$("), "a.sh"),
    "subshells and bodies": (repeat("if (( { a; "), "a.sh"),
    "substitutions in a Dockerfile": (lambda n: "FROM a\nRUN " + repeat("$(a ")(n - 11), "Dockerfile"),
    "expressions in a workflow": (lambda n: "on: push\njobs:\n  a:\n    steps:\n" + repeat("    - run: ${{ " + "(" * 90 + " }}\n")(n - 40),
                                  ".github/workflows/a.yml"),
    "brackets in a Dockerfile": (repeat("["), "Dockerfile"),
    "brackets in a pipeline": (repeat("["), ".gitlab-ci.yml"),
    "brackets in a workflow": (repeat("["), ".github/workflows/a.yml"),
    "brackets in Compose": (repeat("["), "compose.yaml"),
    "brackets in a shell": (repeat("["), "a.sh"),
    "addresses in a comment": (lambda n: "a: 1\n# " + repeat("http://a.bc ")(n - 7), "a.yaml"),
    "downloads in a shell": (repeat("curl -o a http://b.c/d\n"), "a.sh"),
    "one line of JSON": (lambda n: "{" + repeat('"key": "value", ')(n - 2) + "}", "a.json"),
}


MB = 1 << 20


def write(name, length, path):
    make, file = SETS[name]
    path = os.path.join(path, file)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    random.seed(1)
    with open(path, "w") as out:
        out.write(make(length))
    return path


def command_for(name, target):
    return Command(name, [VETO, "scan", "-q", "-j1", "--no-ignore", "--fail-on", "none", target])


def one_file(name, length, folder):
    command = command_for(name, write(name, length, folder))
    measure([command], 2)
    return command


def many_files(name, count, length, folder):
    """None is as long as another, so that each is read as something new."""
    for number in range(count):
        write(name, length + number, os.path.join(folder, "many", str(number)))
    command = command_for(name, os.path.join(folder, "many"))
    measure([command], 2)
    return command


def rate(command, length):
    return length / 1e6 / statistics.median(command.cpu)


def report(name, folder):
    small, large = one_file(name, 8 * MB, folder), one_file(name, 64 * MB, folder)
    many = many_files(name, 16, MB, folder)
    rates = [rate(many, 16 * MB), rate(small, 8 * MB), rate(large, 64 * MB)]
    peaks = [high_water(command) for command in (small, large)]
    print(f"  {name:<32}" + "".join(f"{each:8.1f}" for each in rates) + f" MB/s {size(peaks[0]):>11} {size(peaks[1]):>11}")
    verdict("the slowest", min(rates), 20, " MB/s", at_most=False)
    verdict("memory at 64 MB to that at 8 MB", peaks[1] / max(1, peaks[0]), 1.1, " ×")
    sys.stdout.flush()


def main():
    unknown = [name for name in sys.argv[1:] if name not in SETS]
    if unknown:
        sys.exit(f"no such set: {', '.join(unknown)}; there are: {', '.join(SETS)}")
    wanted = sys.argv[1:] or list(SETS)
    print("hostile texts, one thread: MB/s with 16 files of 1 MB, with 8 MB and with 64 MB; peak memory at 8 and 64 MB")
    for name in wanted:
        with tempfile.TemporaryDirectory() as folder:
            report(name, folder)
    if len(sys.argv) > 1:
        return
    with tempfile.TemporaryDirectory() as folder:
        line = one_file("one line of JSON", 100 * MB, folder)
        verdict("100 MB of JSON in one line", rate(line, 100 * MB), 20, " MB/s", at_most=False)


main()
