# SPDX-License-Identifier: Apache-2.0
"""Keystores whose structure and checks are right, with made-up bytes where keys and certificates are."""
import hashlib
import hmac

from keys import der, integer, sequence

DATA = bytes.fromhex("06092a864886f70d010701")
ENCRYPTED_DATA = bytes.fromhex("06092a864886f70d010706")
KEY_BAG = bytes.fromhex("060b2a864886f70d010c0a0101")
SHROUDED_KEY_BAG = bytes.fromhex("060b2a864886f70d010c0a0102")
CERTIFICATE_BAG = bytes.fromhex("060b2a864886f70d010c0a0103")
X509_CERTIFICATE = bytes.fromhex("060a2a864886f70d01091601")
SHA256 = bytes.fromhex("300d06096086480165030402010500")
TRIPLE_DES = bytes.fromhex("060a2a864886f70d010c0103")


def pkcs12_key(password, salt, rounds):
    """RFC 7292, appendix B.2, of SHA-256, which gives as many bytes as a MAC needs."""
    def filled(data):
        return (data * (-(-64 // len(data))))[:-(-len(data) // 64) * 64] if data else b""
    digest = b"\3" * 64 + filled(salt) + filled(password.encode("utf-16-be") + b"\0\0")
    for _ in range(rounds):
        digest = hashlib.sha256(digest).digest()
    return digest


def octets(data):
    return der(4, data)


def explicit(*parts):
    return der(0xA0, *parts)


def content(kind, data):
    return sequence(kind, explicit(data))


def bag(kind, *parts):
    return sequence(kind, explicit(sequence(*parts)))


def shrouded(dice):
    return bag(SHROUDED_KEY_BAG, sequence(TRIPLE_DES, sequence(octets(dice.bytes(8)), integer(2048))), octets(dice.bytes(96)))


def certificate(dice):
    return bag(CERTIFICATE_BAG, X509_CERTIFICATE, explicit(octets(dice.bytes(160))))


def encrypted(dice):
    scheme = sequence(TRIPLE_DES, sequence(octets(dice.bytes(8)), integer(2048)))
    return content(ENCRYPTED_DATA, sequence(integer(0), sequence(DATA, scheme, der(0x80, dice.bytes(320)))))


def pkcs12(dice, password, rounds=2048, keys=1, plain=None):
    """One that `password` opens; with `plain`, the DER of a key, that stands in it as it is."""
    bags = [shrouded(dice) for _ in range(keys)]
    if plain:
        bags = [sequence(KEY_BAG, explicit(plain))]
    safes = [encrypted(dice)] + ([content(DATA, octets(sequence(*bags)))] if bags else [])
    whole = sequence(*safes)
    salt = dice.bytes(8)
    mac = hmac.new(pkcs12_key(password, salt, rounds), whole, "sha256").digest()
    return sequence(integer(3), content(DATA, octets(whole)),
                    sequence(sequence(SHA256, octets(mac)), octets(salt), integer(rounds)))


def number(value, size=4):
    return value.to_bytes(size, "big")


def text(value):
    return number(len(value), 2) + value


def block(data):
    return number(len(data)) + data


def x509(dice):
    return text(b"X.509") + block(dice.bytes(160))


WHEN = number(1_700_000_000_000, 8)


def java(dice, password, keys=1, certificates=0, magic=b"\xfe\xed\xfe\xed"):
    """JKS, or with another magic JCEKS."""
    out = magic + number(2) + number(keys + certificates)
    for i in range(keys):
        out += number(1) + text(b"server%d" % i) + WHEN + block(dice.bytes(120)) + number(1) + x509(dice)
    for i in range(certificates):
        out += number(2) + text(b"ca%d" % i) + WHEN + x509(dice)
    return out + hashlib.sha1(password.encode("utf-16-be") + b"Mighty Aphrodite" + out).digest()


def bouncy(dice, kind=4):
    """BKS: of one sealed key with its certificate, or (2) one that is not sealed, or (1) a certificate."""
    head = bytes([kind]) + text(b"server") + WHEN
    entry = {1: number(0) + x509(dice),
             2: number(1) + x509(dice) + b"\0" + text(b"PKCS#8") + text(b"RSA") + block(dice.bytes(120)),
             4: number(1) + x509(dice) + block(dice.bytes(160))}[kind]
    return number(2) + block(dice.bytes(20)) + number(1500) + head + entry + b"\0" + dice.bytes(20)
