#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Print what fingerprint.c expects, by the words of scanner/finding/fingerprint.h alone."""
import hmac
import struct

KEY = b"veto fingerprint, first form"


def keyed(key, *fields):
    message = b"".join(struct.pack("<Q", len(field)) + field for field in fields)
    return hmac.new(key, message, "sha256").hexdigest()[:32]


for key in (KEY, b"7c1e0f52a9d84b36"):
    identity = keyed(key, b"value", b"hunter2")
    print(identity)
    print(keyed(key, b"finding", b"rule", identity.encode(), b"deploy/ci.env"))
    print(keyed(key, b"ordinal", b"rule", b"2", b"deploy/ci.env"))
    print(keyed(key, b"salt")[:16])
