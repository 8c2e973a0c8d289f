#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Print what fingerprint.c expects, by the words of scanner/finding/fingerprint.h alone."""
import hmac
import struct

KEY = b"veto fingerprint, first form"


def keyed(*fields):
    message = b"".join(struct.pack("<Q", len(field)) + field for field in fields)
    return hmac.new(KEY, message, "sha256").hexdigest()[:32]


identity = keyed(b"value", b"hunter2")
print(identity)
print(keyed(b"finding", b"rule", identity.encode(), b"deploy/ci.env"))
print(keyed(b"ordinal", b"rule", b"2", b"deploy/ci.env"))
