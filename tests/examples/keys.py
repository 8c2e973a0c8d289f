# SPDX-License-Identifier: Apache-2.0
"""Private keys that parse and that nobody has: too small to be used, made from a seed."""
import base64
import math

CURVE_P256 = bytes.fromhex("06082a8648ce3d030107")
ED25519 = bytes.fromhex("300506032b6570")
RSA_ENCRYPTION = bytes.fromhex("300d06092a864886f70d0101010500")
# PBES2 with PBKDF2 (HMAC-SHA-256) and AES-256-CBC; salt and IV follow in place.
PBKDF2, HMAC_SHA256 = bytes.fromhex("06092a864886f70d01050c"), bytes.fromhex("300c06082a864886f70d02090500")
PBES2, AES256_CBC = bytes.fromhex("06092a864886f70d01050d"), bytes.fromhex("060960864801650304012a")


def der(tag, *parts):
    body = b"".join(parts)
    size = (len(body).bit_length() + 7) // 8
    length = len(body).to_bytes(max(size, 1), "big")
    return bytes([tag]) + (length if len(body) < 128 else bytes([0x80 | size]) + length) + body


def integer(value):
    return der(2, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def sequence(*parts):
    return der(0x30, *parts)


def pem(label, data, head=""):
    text = base64.b64encode(data).decode()
    lines = [text[i:i + 64] for i in range(0, len(text), 64)]
    return "\n".join([f"-----BEGIN {label}-----", *([head] if head else []), *lines,
                      f"-----END {label}-----"])


def is_prime(n):
    if n < 4 or any(n % p == 0 for p in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)):
        return False
    shift = (n - 1 & 1 - n).bit_length() - 1
    for base in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37):
        x = pow(base, n - 1 >> shift, n)
        if x in (1, n - 1):
            continue
        for _ in range(shift - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True


def prime(dice, bits):
    while True:
        candidate = int.from_bytes(dice.bytes(bits // 8), "big") | 3 << bits - 2 | 1
        if is_prime(candidate) and math.gcd(candidate - 1, 65537) == 1:
            return candidate


def rsa_der(dice, bits=512):
    p, q = sorted((prime(dice, bits // 2), prime(dice, bits // 2)), reverse=True)
    n, e = p * q, 65537
    d = pow(e, -1, (p - 1) * (q - 1))
    return sequence(*map(integer, (0, n, e, d, p, q, d % (p - 1), d % (q - 1), pow(q, -1, p))))


def rsa(dice):
    return pem("RSA PRIVATE KEY", rsa_der(dice))


def dsa(dice):
    q = prime(dice, 160)
    p = 0
    while not is_prime(p) or p.bit_length() != 512:
        p = (int.from_bytes(dice.bytes(44), "big") | 1 << 351) * 2 * q + 1
    g = pow(2, (p - 1) // q, p)
    x = int.from_bytes(dice.bytes(20), "big") % q
    return pem("DSA PRIVATE KEY", sequence(*map(integer, (0, p, q, g, pow(g, x, p), x))))


def ec(dice):
    scalar = b"\x00" + dice.bytes(31)
    return pem("EC PRIVATE KEY", sequence(integer(1), der(4, scalar), der(0xA0, CURVE_P256)))


def pkcs8(dice):
    """Ed25519, the shortest there is."""
    return pem("PRIVATE KEY", sequence(integer(0), ED25519, der(4, der(4, dice.bytes(32)))))


def pkcs8_rsa(dice):
    return pem("PRIVATE KEY", sequence(integer(0), RSA_ENCRYPTION, der(4, rsa_der(dice))))


def pkcs8_encrypted(dice):
    kdf = sequence(PBKDF2, sequence(der(4, dice.bytes(8)), integer(2048), HMAC_SHA256))
    scheme = sequence(PBES2, sequence(kdf, sequence(AES256_CBC, der(4, dice.bytes(16)))))
    return pem("ENCRYPTED PRIVATE KEY", sequence(scheme, der(4, dice.bytes(64))))


def rsa_encrypted(dice):
    head = f"Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,{dice.bytes(16).hex().upper()}\n"
    return pem("RSA PRIVATE KEY", dice.bytes(320), head)


def string(data):
    return len(data).to_bytes(4, "big") + data


def openssh(dice, cipher=b"none", kdf=b"none", options=b""):
    public = string(b"ssh-ed25519") + string(dice.bytes(32))
    check = dice.bytes(4)
    private = check + check + public + string(dice.bytes(64)) + string(b"ci@build")
    private += bytes(range(1, -len(private) % 8 + 1))
    if cipher != b"none":
        private = dice.bytes(len(private) + -len(private) % 16)
    data = (b"openssh-key-v1\0" + string(cipher) + string(kdf) + string(options)
            + (1).to_bytes(4, "big") + string(public) + string(private))
    return pem("OPENSSH PRIVATE KEY", data)


def openssh_encrypted(dice):
    return openssh(dice, b"aes256-ctr", b"bcrypt", string(dice.bytes(16)) + (16).to_bytes(4, "big"))


def crc24(data):
    crc = 0xB704CE
    for byte in data:
        crc ^= byte << 16
        for _ in range(8):
            crc = crc << 1 ^ (0x1864CFB if crc & 0x800000 else 0)
    return crc & 0xFFFFFF


def pgp(dice):
    """A secret-key packet (old format, tag 5) with an unprotected RSA key of made-up numbers."""
    def mpi(size):
        return (size * 8).to_bytes(2, "big") + b"\xc1" + dice.bytes(size - 1)
    body = (b"\x04" + (1700000000).to_bytes(4, "big") + b"\x01" + mpi(64) + b"\x00\x11\x01\x00\x01"
            + b"\x00" + mpi(64) + mpi(32) + mpi(32) + mpi(32))
    body += (sum(body[-172:]) & 0xFFFF).to_bytes(2, "big")
    packet = b"\x95" + len(body).to_bytes(2, "big") + body
    text = pem("PGP PRIVATE KEY BLOCK", packet, " ").replace("\n \n", "\n\n")
    check = base64.b64encode(crc24(packet).to_bytes(3, "big")).decode()
    return text.replace("\n-----END", f"\n={check}\n-----END")


def putty(dice):
    public = base64.b64encode(string(b"ssh-ed25519") + string(dice.bytes(32))).decode()
    private = base64.b64encode(string(dice.bytes(32))).decode()
    return "\n".join(["PuTTY-User-Key-File-3: ssh-ed25519", "Encryption: none", "Comment: ci@build",
                      "Public-Lines: 2", public[:64], public[64:], "Private-Lines: 1", private,
                      f"Private-MAC: {dice.bytes(32).hex()}"])


def one_line(text):
    return text.replace("\n", "\\n") + "\\n"


def encoded(text):
    return base64.b64encode(text.encode() + b"\n").decode()
