#!/usr/bin/env python3
"""
Writes one tree in which each weak password has another one of the same length in a second tree, and
guesses hashes.

    baseline_dictionary.py trees FOLDER       writes FOLDER/one and FOLDER/two
    baseline_dictionary.py guess FOLDER FILE...   says which words the files give away
"""
import base64
import hashlib
import hmac
import itertools
import json
import os
import re
import sys

from baseline_tree import token

# Pairs that are judged alike: what veto says of the one it says of the other.
PAIRS = [("dolphin8", "penguin3"), ("Sommer2024!", "Winter2023!"), ("princess44", "sunshine55"),
         ("correcthorse", "batteryhorse"), ("Tr0ub4dor.3", "P4ssphr4s.9"), ("football1", "baseball2"),
         ("Berlin#2022", "London#2021"), ("Liverpool1892", "Blackburn1875"), ("charlie2010", "jessica2012"),
         ("MyDogIsCalledRex2019", "MyCatIsCalledTom2018"), ("1qaz2wsx3edc4rfv5tgb", "2wsx3edc4rfv5tgb6yhn"),
         ("LetMeIn2LetMeIn2", "OpenUp77OpenUp77")]
WORDS = sorted({word for pair in PAIRS for word in pair})

FORMS = {
    "compose/docker-compose.yml": "services:\n  db:\n    environment:\n      POSTGRES_PASSWORD: {p}\n      POSTGRES_USER: app\n",
    "compose/list.compose.yml": "services:\n  db:\n    environment:\n      - MYSQL_ROOT_PASSWORD={p}\n      - TZ=UTC\n",
    "env/.env": "# settings\nDB_PASSWORD={p}\nDB_USER=app\n",
    "ini/app.ini": "[database]\nuser = app\npassword = {p}\n",
    "properties/application.properties": "spring.datasource.username=app\nspring.datasource.password={p}\n",
    "yaml/config.yaml": "database:\n  user: app\n  password: \"{p}\"\n",
    "toml/config.toml": "[database]\npassword = \"{p}\"\n",
    "json/config.json": '{{"database": {{"user": "app", "password": "{p}"}}}}\n',
    "xml/config.xml": "<configuration><add key=\"DbPassword\" value=\"{p}\"/></configuration>\n",
    "url/settings.yaml": "url: postgresql://app:{p}@db.internal:5432/app\n",
    "netrc/.netrc": "machine git.internal login app password {p}\n",
    "kubernetes/secret.yaml": "apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\ndata:\n  password: {b}\n",
    "kubernetes/strings.yaml": "apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\nstringData:\n  password: {p}\n",
    "kubernetes/pod.yaml": "apiVersion: v1\nkind: Pod\nmetadata:\n  name: db\nspec:\n  containers:\n    - name: db\n      image: db:1\n"
                           "      env:\n        - name: DB_PASSWORD\n          value: {p}\n",
    "kubernetes/command.yaml": "apiVersion: v1\nkind: Pod\nmetadata:\n  name: db\nspec:\n  containers:\n    - name: db\n      image: db:1\n"
                               "      args: [\"--password={p}\"]\n",
    "docker/Dockerfile": "FROM debian:latest\nENV DB_PASSWORD={p}\nRUN apt-get update\n",
    "docker/arg.Dockerfile": "FROM debian:latest\nARG ADMIN_PASSWORD={p}\nUSER root\n",
    "docker/run.Dockerfile": "FROM debian:latest\nRUN curl -k -u app:{p} https://db.internal/install.sh | sh\n",
    "docker/flag.Dockerfile": "FROM debian:latest\nRUN wget --no-check-certificate --password={p} https://db.internal/x\n",
    "actions/.github/workflows/ci.yml": "on: pull_request_target\njobs:\n  a:\n    runs-on: ubuntu-latest\n    env:\n"
                                        "      DB_PASSWORD: {p}\n    steps:\n      - uses: actions/checkout@main\n"
                                        "      - run: curl -k -u app:{p} https://db.internal/x | sh\n",
    # What a value decodes to may be guessed where the value itself does not look so.
    "encoded/.dockerconfigjson": '{{"auths": {{"registry.internal": {{"auth": "{a}"}}}}}}\n',
    "encoded/.npmrc": "//npm.internal/:_auth={a}\n",
    "encoded/basic.sh": "curl -H 'Authorization: Basic {a}' https://db.internal/\n",
    # Beside something that has a hash of its own.
    "beside/token.env": "API_TOKEN={t}\nDB_PASSWORD={p}\n",
    "beside/token.yaml": "password: {p}\ntoken: {t}\n",
    "beside/line.conf": "password={p};token={t}\n",
    "code/app.py": "import db\nDB_PASSWORD = \"{p}\"\ndb.connect(password=\"{p}\", verify=False)\n",
    "shell/backup.sh": "#!/bin/sh\nmysqldump -u app --password={p} app\nexport PGPASSWORD={p}\ncurl -k -u app:{p} https://db.internal/\n",
}


USER = "bob:"


def encoded(text):
    return base64.b64encode(text.encode()).decode()


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as out:
        out.write(text)


def trees(folder):
    for number, pair in enumerate(PAIRS):
        for name, word in zip(("one", "two"), pair):
            for form, text in FORMS.items():
                filled = text.format(p=word, b=encoded(word), a=encoded(USER + word), t=token(form))
                write(f"{folder}/{name}/{number}/{form}", filled)


# ---- Guessing --------------------------------------------------------------------------------

KEY = b"veto fingerprint, first form"


def keyed(*fields):
    message = b"".join(len(f).to_bytes(8, "little") + f for f in fields)
    return hmac.new(KEY, message, hashlib.sha256).hexdigest()[:32]


def dictionary():
    """The words as people change them."""
    words = set(WORDS)
    for word in WORDS:
        words |= {word.lower(), word.upper(), word.capitalize(), word + "!", word + "1", word[:-1]}
    return sorted(words)


def guesses(word, rules, places):
    """Everything that a file could hold of a word and of nothing else that is secret."""
    raw = word.encode()
    for name in ("md5", "sha1", "sha256", "sha512"):
        yield name, hashlib.new(name, raw).hexdigest()
        yield name + " of the line", hashlib.new(name, raw + b"\n").hexdigest()
    yield "base64", encoded(word)
    for how, value in (("", word), (" in base64", encoded(word)), (" of a user", encoded(USER + word))):
        identity = keyed(b"value", value.encode())
        yield "identity" + how, identity
        fitting = [place for place in places if not how or "/encoded/" in place or "/kubernetes/" in place]
        for rule, place in itertools.product(rules, fitting):
            yield f"fingerprint of {rule} in {place}{how}", keyed(b"finding", rule.encode(), identity.encode(), place.encode())


def guess(folder, files):
    text = "".join(open(file).read() for file in files)
    seen = set(re.findall(r"[0-9a-zA-Z+/=]+", text))
    rules = sorted(set(re.findall(r"^[0-9a-f]{32} \S+ (\S+) ", text, re.M)))
    places = sorted({os.path.join(str(n), form) for n in range(len(PAIRS)) for form in FORMS})
    assert rules and len(seen) > 100
    bad = 0
    for word in dictionary():
        if word in text:
            bad += 1
            print(f"{word}: as it is")
        for how, hashed in guesses(word, rules, places):
            if hashed in seen:
                bad += 1
                print(f"{word}: {how}")
    # The attack itself must work: a strong secret is found by it.
    known = token("beside/token.env")
    assert any(hashed in seen for how, hashed in guesses(known, ["github-pat"], places)), "the attack is broken"
    sys.exit(bad > 0)


{"trees": lambda: trees(sys.argv[2]), "guess": lambda: guess(sys.argv[2], sys.argv[3:])}[sys.argv[1]]()
