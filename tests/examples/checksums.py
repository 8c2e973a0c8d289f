# SPDX-License-Identifier: Apache-2.0
"""The checksums that providers build into their tokens, each as `make` and as `valid`.

`valid` recomputes from the finished token alone, so that a token that was pasted wrong is noticed.
"""
import base64
import hashlib
import pathlib
import string
import zlib

DIGITS = string.digits
BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
BASE36 = string.digits + string.ascii_lowercase
BASE32 = string.ascii_uppercase + "234567"
BASE66 = string.ascii_lowercase + string.ascii_uppercase + "1234567890.-_~"
BASE58 = "".join(c for c in string.digits + string.ascii_uppercase + string.ascii_lowercase if c not in "0OIl")
BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def crc(text):
    data = text if isinstance(text, bytes) else text.encode()
    return zlib.crc32(data)


def number(value, alphabet, width):
    """`value` in the positional system of `alphabet`, padded on the left."""
    out = ""
    while value:
        value, digit = divmod(value, len(alphabet))
        out = alphabet[digit] + out
    return out.rjust(width, alphabet[0])


def b64(data):
    return base64.b64encode(data).decode()


def b64url(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def unb64(text):
    text = text.rstrip("=")
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"+/")


def rotl(value, bits):
    return (value << bits | value >> (32 - bits)) & 0xFFFFFFFF


def marvin32(data, seed):
    low, high = seed & 0xFFFFFFFF, seed >> 32

    def block(low, high):
        high ^= low
        low = (rotl(low, 20) + high) & 0xFFFFFFFF
        high = rotl(high, 9) ^ low
        low = (rotl(low, 27) + high) & 0xFFFFFFFF
        return low, rotl(high, 19)

    tail = data[len(data) // 4 * 4:] + b"\x80"
    for at in range(0, len(data) // 4 * 4, 4):
        low = (low + int.from_bytes(data[at:at + 4], "little")) & 0xFFFFFFFF
        low, high = block(low, high)
    low = (low + int.from_bytes(tail.ljust(4, b"\0"), "little")) & 0xFFFFFFFF
    low, high = block(*block(low, high))
    return low ^ high


# ---- CRC32 in some writing at the end of the token ------------------------------------------------

class Trailer:
    """`digest(covered text)` stands at the end; `skip` bytes of prefix are not covered."""

    def __init__(self, width, digest, skip=0):
        self.width, self.digest, self.skip = width, digest, skip

    def make(self, body):
        return body + self.digest(body[self.skip:])

    def valid(self, token):
        return self.make(token[:-self.width]) == token


def crc_base62(text):
    return number(crc(text), BASE62, 6)


def crc_hex(text):
    return f"{crc(text):08x}"


github = Trailer(6, crc_base62, 4)
npm = Trailer(6, crc_base62, 4)
vercel = Trailer(6, crc_base62, 4)
apify = Trailer(6, crc_base62)
wandb = Trailer(6, crc_base62)
grafana = Trailer(8, lambda text: crc(text.rstrip("_")).to_bytes(4, "little").hex())
packagist = Trailer(8, crc_hex)
cloudflare = Trailer(8, crc_hex, 5)
zuplo = Trailer(8, lambda text: crc_hex(text.rstrip("_")), 5)
atlassian = Trailer(8, lambda text: crc_hex(text).upper())
confluent = Trailer(6, lambda text: b64(crc(text).to_bytes(4, "little"))[:6], 4)


class Cfx:
    """Base 62 without padding, behind the last underscore."""

    @staticmethod
    def make(body):
        return body + "_" + (number(crc(body), BASE62, 1))

    @classmethod
    def valid(cls, token):
        return cls.make(token.rpartition("_")[0]) == token


gitlab = Trailer(7, lambda text: number(crc(text), BASE36, 7))


class SaladCloud:
    """Only what stands after the last underscore is covered."""

    @staticmethod
    def make(prefix, body):
        return prefix + body + crc_base62(body)

    @classmethod
    def valid(cls, token):
        prefix, _, body = token.rpartition("_")
        return cls.make(prefix + "_", body[:-6]) == token


# ---- Other arrangements ---------------------------------------------------------------------------

class GitHubFineGrained:
    """The eight characters before the last eight are base32 of SHA-256 over the first 77."""

    @staticmethod
    def make(head, tail):
        return head + base64.b32encode(hashlib.sha256(head.encode()).digest()).decode()[:8] + tail

    @classmethod
    def valid(cls, token):
        return cls.make(token[:77], token[85:]) == token


AZURE_DEFAULT = 0x44656661756C7430

# Signature → the seeds its keys may have, as the vendor's documentation lists them.
AZURE_SEEDS = {
    "+ASt": [AZURE_DEFAULT],
    "ACDb": [0x4D61737452573030, 0x4D617374524F3030],
    "+ABa": [0x4162416363743030],
    "+AMC": [0x436C617373696330],
    "APIM": [0x54656E616E743030, 0x496F544875623030, 0x4761746577793030, 0x4769744B65793030],
    "AIoT": [0x496F544875623030, 0x4470734B65793030, 0x4465766963653030],
    "+ASb": [0x53656E6430303030, 0x4C697374656E3030, 0x4D616E6167653030, 0x53797374656D3030],
    "+AEh": [0x53656E6430303030, 0x4C697374656E3030, 0x4D616E6167653030, 0x53797374656D3030],
    "AzCa": [0x4163636573733030],
    "+ACR": [0x41435244666C7430],
    "AzSe": [0x5175657279303030, 0x5041646D696E3030],
    "AzFu": [0x46756E6374693030, 0x4D61737465723030, 0x53797374656D3030],
}


class AzureIdentifiable:
    """A signature, then Marvin32 over all that was decoded before the last four bytes."""

    @staticmethod
    def signature_at(token):
        return len(token.rstrip("=")) - 10

    @classmethod
    def make(cls, data, signature, seed):
        text = b64(data)
        at = cls.signature_at(text)
        body = unb64(text[:at] + signature + text[at + 4:])[:-4]
        return b64(body + marvin32(body, seed).to_bytes(4, "little"))

    @classmethod
    def valid(cls, token):
        at = cls.signature_at(token)
        body = unb64(token.replace("-", "+").replace("_", "/"))
        found = int.from_bytes(body[-4:], "little")
        return any(marvin32(body[:-4], seed) == found
                   for seed in AZURE_SEEDS[token[at:at + 4].replace("-", "+")])


class AzureCask:
    """84 characters; the last four are the head of Marvin32 in base 62."""

    @staticmethod
    def make(body):
        four = marvin32(unb64(body), AZURE_DEFAULT).to_bytes(4, "little")
        value = int.from_bytes(four, "big")
        return body + number(value, BASE62, 1).ljust(6, "0")[:4]

    @classmethod
    def valid(cls, token):
        return cls.make(token[:80]) == token


class AzureDevOps:
    """Four scattered bytes of 32 hold a CRC32 of the others."""
    PLACES = (2, 7, 8, 22)

    @classmethod
    def make(cls, data, kind=0xE0B9692D):
        rest = bytes(b for i, b in enumerate(data) if i not in cls.PLACES)
        out = bytearray(data)
        for place, byte in zip(cls.PLACES, (crc(rest) ^ kind).to_bytes(4, "big")):
            out[place] = byte
        return base64.b32encode(bytes(out)).decode().lower().rstrip("=")

    @classmethod
    def valid(cls, token):
        data = base64.b32decode(token.upper() + "====")
        return any(cls.make(data, kind) == token for kind in (0xE0B9692D, 0x1019F92E))


class EntraClientSecret:
    """The last three characters are the head of Marvin32 in base 66."""

    @staticmethod
    def make(body):
        return body + number(marvin32(body.encode(), 0x4161645077643030), BASE66, 6)[:3]

    @classmethod
    def valid(cls, token):
        return cls.make(token[:37]) == token


class Base58Check:
    """Base 58 of bytes and the first four of SHA-256 of SHA-256 of them."""

    @staticmethod
    def make(data):
        data += hashlib.sha256(hashlib.sha256(data).digest()).digest()[:4]
        zeros = len(data) - len(data.lstrip(b"\0"))
        return "1" * zeros + number(int.from_bytes(data, "big"), BASE58, 1).lstrip("1")

    @classmethod
    def valid(cls, token):
        value = 0
        for digit in token:
            value = value * 58 + BASE58.index(digit)
        return cls.make(value.to_bytes((value.bit_length() + 7) // 8, "big")[:-4]) == token


class Bech32:
    @staticmethod
    def polymod(values):
        generator = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
        check = 1
        for value in values:
            top = check >> 25
            check = (check & 0x1FFFFFF) << 5 ^ value
            for bit in range(5):
                check ^= generator[bit] if top >> bit & 1 else 0
        return check

    @staticmethod
    def expand(human):
        return [ord(c) >> 5 for c in human] + [0] + [ord(c) & 31 for c in human]

    @classmethod
    def make(cls, human, data):
        bits = "".join(f"{byte:08b}" for byte in data)
        bits += "0" * (-len(bits) % 5)
        values = [int(bits[i:i + 5], 2) for i in range(0, len(bits), 5)]
        check = cls.polymod(cls.expand(human) + values + [0] * 6) ^ 1
        values += [check >> 5 * (5 - i) & 31 for i in range(6)]
        return human + "1" + "".join(BECH32[v] for v in values)

    @classmethod
    def valid(cls, token):
        human, _, data = token.lower().rpartition("1")
        return cls.polymod(cls.expand(human) + [BECH32.index(c) for c in data]) == 1


# The distribution's list, as the build takes it; without it no mnemonic can be made or checked.
BIP39_LIST = pathlib.Path("/usr/lib/python3/dist-packages/mnemonic/wordlist/english.txt")
BIP39_WORDS = BIP39_LIST.read_text().split() if BIP39_LIST.exists() else []


class Bip39:
    """Eleven bits a word; behind the entropy a bit for each 32 of it, the first of its SHA-256."""

    @staticmethod
    def make(entropy):
        check = len(entropy) // 4
        bits = int.from_bytes(entropy, "big") << check | hashlib.sha256(entropy).digest()[0] >> 8 - check
        count = (len(entropy) * 8 + check) // 11
        return " ".join(BIP39_WORDS[bits >> 11 * i & 2047] for i in reversed(range(count)))

    @classmethod
    def valid(cls, text):
        bits = 0
        for word in text.split():
            if word not in BIP39_WORDS:
                return False
            bits = bits << 11 | BIP39_WORDS.index(word)
        count = len(text.split())
        return cls.make((bits >> count // 3).to_bytes(count * 4 // 3, "big")) == text
