#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes hashed_words.def: the first eight bytes of the hashes of passwords that everybody tries first.

    scanner/literals/make_hashed_words.py [--check]
"""
import hashlib
import os
import sys

WORDS = """
    0000 1111 1234 4321 12345 54321 123123 123321 123456 654321 1234567 12345678 87654321 123456789
    987654321 1234567890 0987654321 111111 000000 112233 121212 555555 666666 696969 777777 888888
    1q2w3e 1q2w3e4r 1q2w3e4r5t 1qaz2wsx abc123 abcd1234 access admin admin1 admin123 Admin123
    administrator adobe123 apple asdf asdfgh asdfghjkl azerty backup banana baseball batman bob
    changeit changeme ChangeMe charlie cheese chocolate computer correcthorsebatterystaple daniel
    dragon db default demo dev docker donald example football foo foobar freedom george guest
    guessme hallo hannah hello hello123 hunter hunter2 iloveyou ilovethispassword internet jenkins
    jessica jordan killer letmein login london love lovely maggie manager master matrix michael
    michelle monkey mustang mypassword mysql mysecret nicole ninja nopassword nothing oracle pa55word
    pass pass123 pass1234 passw0rd Passw0rd password Password password1 Password1 password123
    Password123 P@ssw0rd p@ssw0rd pepper phpmyadmin postgres princess private public q1w2e3r4 qazwsx
    qwer1234 qwerty qwerty1 qwerty123 qwertyuiop rabbitmq redis robert root root123 s3cr3t sa samsung
    secret secret123 server shadow soccer starwars summer sunshine superman superuser support sysadmin
    system temp tester test test1 test123 testing thomas tomcat toor trustno1 unknown user user123
    vagrant welcome welcome1 Welcome1 whatever winter xxxxxx zaq12wsx zxcvbn zxcvbnm
""".split()

HASHES = ("md5", "sha1", "sha256", "sha512")
PLACE = os.path.join(os.path.dirname(__file__), "hashed_words.def")


def table():
    hashes = sorted({hashlib.new(name, word.encode()).hexdigest()[:16] for word in WORDS for name in HASHES})
    rows = ["    " + " ".join(f"0x{one}," for one in hashes[i:i + 4]) for i in range(0, len(hashes), 4)]
    return "/* SPDX-License-Identifier: Apache-2.0 */\n/* Written by make_hashed_words.py. */\n" + "\n".join(rows) + "\n"


if sys.argv[1:] == ["--check"]:
    sys.exit(open(PLACE).read() != table())
with open(PLACE, "w") as out:
    out.write(table())
