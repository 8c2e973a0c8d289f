# SPDX-License-Identifier: Apache-2.0
"""Recall on made-up values: what is found of each kind of secret that a list of providers tells the form of?

The list is a table of tab-separated columns with a header: kind, provider, priority, offline check, peers, format. A
format says in words what a value is made of:

    prefix `acme_` + 32 lower hex
    keyword `acme` near + (`ak-` + 20 to 24 alnum and `-` `_` or 40 hex)

Random values of that form are written into files as people write them, one file a value and context, and scanned in
one run. A value counts as found where a finding of any level covers it: a random value's checksum is wrong, so that
kinds which have one are notes. What only a rule of no provider finds is told apart. Kinds without an offline check are
identifiers and addresses, which are not looked for.
"""
import argparse
import base64
import collections
import json
import os
import random
import re
import string
import subprocess
import sys
import tempfile

from measure import VETO

LOWER, UPPER, DIGITS = string.ascii_lowercase, string.ascii_uppercase, string.digits
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
JWT = re.compile(r"(?:e[\w-]{16,}|[\w-]{36})\.e?[\w-]{40,}\.[\w-]{20,}$")
ALPHABETS = {
    "alnum": LOWER + UPPER + DIGITS, "lower alnum": LOWER + DIGITS, "upper alnum": UPPER + DIGITS,
    "hex": DIGITS + "abcdef", "lower hex": DIGITS + "abcdef", "upper hex": DIGITS + "ABCDEF",
    "letters": LOWER + UPPER, "lower": LOWER, "upper": UPPER, "digits": DIGITS, "space": " ",
    "base32": UPPER + "234567", "lower base32": LOWER + "234567",
    "base64": LOWER + UPPER + DIGITS + "+/", "base64url": LOWER + UPPER + DIGITS + "-_", "base58check": BASE58,
    "any": LOWER + UPPER + DIGITS,
}
MORE = 24  # `N or more` is at most so many more
GENERIC = re.compile(r"^(generic|config|prose|environment|parameter|command|script|xml|call|note|named|short|login|"
                     r"connection|http|curl|basic|bearer|password|secret|api-key|jwt|call|header|env|json|yaml|setting)\b")


class Unknown(Exception):
    """A form that is told in words which are no form."""


class Form:
    """Reads a format and makes values of it."""

    TOKEN = re.compile(r"`(?P<text>[^`]*)`|(?P<number>\d+)(?![a-z])|(?P<sign>[+(),;:|])|(?P<word>[^\s`()+,;:|]+)")

    def __init__(self, text, dice):
        self.dice, self.tokens, self.at = dice, [], 0
        self.capitals = dice.random() < 0.2  # hex is of one case in a value
        if text.count("`") % 2:  # cut off by the width of the table
            text = text[:text.rindex("`")]
        for match in self.TOKEN.finditer(text):
            self.tokens.append((match.lastgroup, match.group(match.lastgroup)))

    def peek(self, ahead=0):
        return self.tokens[self.at + ahead] if self.at + ahead < len(self.tokens) else (None, None)

    def take(self, *words):
        """Whether the next words are these; they are read then."""
        if all(self.peek(number)[1] == word and self.peek(number)[0] != "text" for number, word in enumerate(words)):
            self.at += len(words)
            return True
        return False

    def texts(self):
        found = []
        while self.peek()[0] == "text":
            found.append(self.peek()[1])
            self.at += 1
            if self.peek()[1] == "or" and self.peek(1)[0] == "text":
                self.at += 1
        return found

    def alternatives(self):
        choices = [self.sequence()]
        while self.take("or"):
            choices.append(self.sequence())
        return self.dice.choice(choices)

    def sequence(self):
        parts = [self.item()]
        while self.take("+"):
            parts.append(self.item())
        return "".join(parts)

    def counted(self):
        low = high = int(self.peek()[1])
        self.at += 1
        if self.take("to"):
            high = int(self.peek()[1])
            self.at += 1
        elif self.take("or", "more"):
            high = low + MORE
        return low, high

    def item(self):
        kind, value = self.peek()
        if kind == "text":
            texts = self.texts()
            return self.dice.choice(texts)
        if self.take("("):
            inner = self.alternatives()
            if not self.take(")") and self.peek()[0] is not None:
                raise Unknown(value)
            return inner
        if kind == "number":
            low, high = self.counted()
            number = self.dice.randint(low, min(high, low + 400))
            if self.take("times"):
                start = self.at
                pieces = []
                for _ in range(max(number, 1)):
                    self.at = start
                    pieces.append(self.item())
                return "".join(pieces)
            return self.run(number)
        if self.take("one", "of"):
            return self.listed(1)
        if kind is None:
            return ""
        raise Unknown(str(value))

    def listed(self, number):
        choices = []
        while self.peek()[0] in ("word", "number") and self.peek()[1] not in ("or", "and"):
            choices.append(self.peek()[1])
            self.at += 1
        if not choices:
            raise Unknown("one of")
        return "".join(self.dice.choice(choices) for _ in range(number))

    def run(self, number):
        kind, value = self.peek()
        if kind is None or value == "+":  # what stood here was cut off with the table's cell
            return ""
        if self.take("one", "of"):
            return self.listed(number)
        if kind == "text":
            signs = "".join(self.texts())
            return "".join(self.dice.choice(signs) for _ in range(number)) if signs else ""
        name = value
        following = self.peek(1)[1]
        if f"{value} {following}" in ALPHABETS:
            name = f"{value} {following}"
            self.at += 1
        if name not in ALPHABETS:
            raise Unknown(str(name))
        self.at += 1
        alphabet, signs = ALPHABETS[name], ""
        if name == "any" and number == 1:
            return "."
        if self.peek()[1] == "and" and self.peek(1)[0] == "text":
            self.at += 1
            signs = "".join(self.texts())
        if name == "any":
            signs = "-_"
        if set(signs) <= set("="):  # padding stands at the end
            signs = ""
        body = [self.dice.choice(alphabet) for _ in range(number)]
        if name == "hex" and self.capitals:
            body = [letter.upper() for letter in body]
        # Signs are as frequent as letters, but do not stand at the ends.
        for place in range(1, number - 1):
            if signs and self.dice.random() < len(signs) / (len(signs) + len(alphabet)):
                body[place] = self.dice.choice(signs)
        return "".join(body)

    def read(self):
        """The words that stand near, whether the value begins with them, and the value."""
        words = []
        if self.take("keyword"):
            words = self.texts()
            if not self.take("near") or not self.take("+"):
                raise Unknown("keyword")
        elif self.take("prefix"):
            pass
        else:
            raise Unknown("words")
        value = self.alternatives() if words else self.sequence()
        return words, value


def jwt(value, dice):
    """A token that decodes, with parts about as long as those of what has its form alone."""
    def part(text):
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    header, _, rest = value.partition(".")
    payload, _, signature = rest.rpartition(".")
    long = len(signature) > 300
    claims = {"iss": "https://accounts.acme.io/", "sub": str(dice.randint(10**6, 10**7)), "iat": 1700000000, "exp": 2100000000}
    short = len(part(json.dumps(claims)))
    if len(payload) > short + 20:
        claims["scope"] = "".join(dice.choices(LOWER, k=(len(payload) - short) * 3 // 4 - 12))
    made = part(json.dumps({"typ": "JWT", "alg": "RS256" if long else "HS256"}, separators=(",", ":")))
    size = 256 if long else 32
    return f"{made}.{part(json.dumps(claims, separators=(',', ':')))}." + \
        base64.urlsafe_b64encode(dice.randbytes(size)).decode().rstrip("=")


def camel(words):
    return "".join(word.capitalize() if number else word for number, word in enumerate(words))


def contexts(row, words, value):
    """Name of the context, name of a file, text. The value stands in one line."""
    named = words or [row["provider"]]
    word = re.sub(r"[^0-9A-Za-z]+", "_", named[0]).strip("_") or row["provider"]
    if not word[0].isalpha():
        word = row["provider"] if row["provider"][0].isalpha() else "x" + word
    pieces = [piece.lower() for piece in word.split("_")]
    beside = "" if not words or word.lower() == named[0].lower() else named[0]
    snake, name = "_".join(pieces), camel(pieces)
    note = f" see {beside}" if beside else ""
    yield "env", "settings/deploy.env", f"# production{note}\nLOG_LEVEL=info\n{snake.upper()}_KEY={value}\nPORT=8080\n"
    yield "yaml", "conf/application.yml", f"server:\n  port: 8080\n{snake}: #{note}\n  region: eu\n  api_key: {value}\n  retries: 3\n"
    yield "json", "conf/settings.json", json.dumps({"port": 8080, "integrations": {
        f"{name}ApiKey" + (f" ({beside})" if beside else ""): value, "retries": 3}}, indent=2) + "\n"
    yield "code", "src/client.py", (f"import requests\n\n{snake}_key = {value!r}{'  #' + note if note else ''}\n\n\n"
                                    "def fetch(path):\n    return requests.get(BASE + path, timeout=10)\n")
    yield "call", "src/client.js", (f"const client = new {name[:1].upper()}{name[1:]}Client(\"{value}\");"
                                    f"{' //' + note if note else ''}\nawait client.send(message);\n")
    yield "curl", "scripts/report.sh", (f"#!/bin/sh\ncurl -s -H \"Authorization: Bearer {value}\" "
                                        f"https://api.{beside or snake + '.com'}/v1/items\n")
    yield "header", "scripts/fetch.sh", (f"#!/bin/sh\ncurl -s -H 'X-{name[:1].upper()}{name[1:]}-Key: {value}' "
                                         f"https://api.{beside or snake + '.com'}/v1/items\n")
    yield "url", "src/feed.rb", f"# frozen_string_literal: true\nopen('https://api.{beside or snake + '.com'}/v1/items?api_key={value}')\n"
    yield "prose", "docs/handover.md", f"## Access\n\nThe {snake} key{note} is `{value}`, ask Jo for the rest.\n"
    yield "xml", "conf/app.config", (f"<configuration>\n  <appSettings>\n    <add key=\"{name[:1].upper()}{name[1:]}Key\" "
                                     f"value=\"{value}\"/>{'<!--' + note + ' -->' if note else ''}\n  </appSettings>\n</configuration>\n")
    if not words:
        yield "other-name", "src/main.go", f"package main\n\nvar x = \"{value}\"\n"
        yield "bare", "notes/paste.txt", f"{value}\n"
        yield "log", "log/debug.log", f"2024-03-02T10:11:12Z DEBUG request done, used {value} (200)\n"
    else:
        yield "comment", "src/worker.py", f"# {named[0]}\nKEY = \"{value}\"\n\nrun(KEY)\n"
        yield "colon", "notes/accounts.txt", f"{named[0]}: {value}\n"


def covers(found, value):
    """Of a link or a text with names in it only a part is the secret."""
    share = 0.1 if "://" in value or ";" in value else 0.6
    return value in found or (found in value and len(found) >= share * len(value))


def scan(folder, arguments):
    argv = [VETO, "scan", "--no-ignore", "-q", "--fail-on", "none", "--show-secrets", "-f", "jsonl"]
    if arguments.explain:
        argv.append("--explain-dropped")
    for pack in arguments.rules:
        argv += ["--rules", pack]
    run = subprocess.run(argv + [folder], capture_output=True, text=True, errors="replace", check=False)
    if run.returncode not in (0, 3):
        sys.exit(run.stderr)
    found, dropped = collections.defaultdict(list), collections.defaultdict(list)
    for line in run.stdout.splitlines():
        record = json.loads(line)
        kind = record["type"]
        if kind == "finding" and record["secret"]:
            for place in [record] + record["also"]:
                found[place["uri"]].append((record["secret"], record["rule"], record["severity"]))
        elif kind == "dropped":
            dropped[record["uri"]].append((record["rule"], record["text"]))
    return found, dropped


def table(title, counts):
    print(f"\n{title:<16} values  found     by a rule of the provider")
    for key in sorted(counts):
        total, found, own = counts[key]
        print(f"{key:<16} {total:>6} {100 * found / total:>5.1f} % {100 * own / total:>9.1f} %")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("providers", help="the table of kinds")
    parser.add_argument("--seed", default="1", help="of the random values")
    parser.add_argument("--draws", type=int, default=1, help="values a kind")
    parser.add_argument("--rules", action="append", default=[], help="a pack beside the built-in rules")
    parser.add_argument("--missed", type=int, default=0, metavar="N", help="list kinds missed in N contexts or more")
    parser.add_argument("--explain", action="store_true", help="say of these what was matched and judged away")
    parser.add_argument("--kind", help="only kinds whose name or provider matches")
    parser.add_argument("--keep", help="write the files here, and leave them")
    arguments = parser.parse_args()

    cases, skipped = [], collections.Counter()
    with open(arguments.providers, encoding="utf-8") as lines:
        for line in list(lines)[1:]:
            cells = line.rstrip("\n").split("\t")
            if len(cells) < 6:
                continue
            row = dict(zip(("kind", "provider", "priority", "check", "peers", "format"), cells))
            if arguments.kind and not re.search(arguments.kind, row["kind"] + " " + row["provider"]):
                continue
            if row["check"] == "none":
                skipped["an identifier or address"] += 1
                continue
            for draw in range(arguments.draws):
                dice = random.Random(f"{arguments.seed} {row['kind']} {draw}")
                try:
                    words, value = Form(row["format"], dice).read()
                except (Unknown, ValueError, TypeError):
                    skipped["a form in words"] += 1
                    break
                if len(value) < 8 or "\n" in value:
                    skipped["shorter than 8"] += 1
                    break
                if JWT.match(value):
                    value = jwt(value, dice)
                cases.append((row, draw, words, value))

    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.keep or temporary
        places = {}
        for number, (row, draw, words, value) in enumerate(cases):
            for context, name, text in contexts(row, words, value):
                uri = f"{number:05}/{name}"
                path = os.path.join(folder, uri)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "w", encoding="utf-8") as file:
                    file.write(text)
                places[uri] = (number, context)
        found, dropped = scan(folder, arguments)

    priorities, by_context, misses = (collections.defaultdict(lambda: [0, 0, 0]) for _ in range(3))
    missed, without_own = collections.defaultdict(list), collections.defaultdict(list)
    for uri, (number, context) in places.items():
        row, _, words, value = cases[number]
        rules = [rule for secret, rule, _ in found[uri] if covers(secret, value) or covers(secret, json.dumps(value)[1:-1])]
        own = any(not GENERIC.match(rule) for rule in rules)
        for counts in (priorities[row["priority"]], priorities["all"], by_context[("near " if words else "prefix ") + context]):
            counts[0] += 1
            counts[1] += bool(rules)
            counts[2] += own
        if not rules:
            missed[row["kind"]].append((context, uri, value))
        elif not own:
            without_own[row["kind"]].append(context)
    table("priority", priorities)
    table("context", by_context)
    print("\nnot asked: " + ", ".join(f"{count} {why}" for why, count in sorted(skipped.items())))
    if arguments.missed:
        rows = {row["kind"]: row for row, _, _, _ in cases}
        listed = sorted((kind for kind in missed if len(missed[kind]) >= arguments.missed),
                        key=lambda kind: (rows[kind]["priority"], -len(missed[kind]), kind))
        print(f"\n{len(listed)} kinds missed in {arguments.missed} contexts or more:")
        for kind in listed:
            row = rows[kind]
            print(f"{row['priority']} {kind:<40} {row['format'][:90]}")
            print(f"     {' '.join(context for context, _, _ in missed[kind])}   e.g. {missed[kind][0][2][:80]}")
            if arguments.explain:
                reasons = collections.Counter(f"{rule}: {text}" for _, uri, _ in missed[kind] for rule, text in dropped[uri])
                for reason, count in reasons.most_common(4):
                    print(f"     {count} × {reason}")


main()
