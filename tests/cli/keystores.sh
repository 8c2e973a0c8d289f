#!/usr/bin/env bash
# Keystores are found by what they hold: as files, in archives, in base64.
. "$(dirname "$0")/lib.sh"

python3 - "$VETO_SOURCE" <<'END'
import base64, io, sys, zipfile
sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1] + "/tests/examples")
import keys, keystores, tokens
dice = tokens.Dice("keystores of a test")
plain = base64.b64decode("".join(keys.pkcs8(dice).splitlines()[1:-1]))
stores = {
    "closed.jks": keystores.java(dice, "q8Vt2LmZ4k", keys=2, certificates=1),
    "changeit.jks": keystores.java(dice, "changeit"),
    "closed.jceks": keystores.java(dice, "q8Vt2LmZ4k", magic=b"\xce" * 4),
    "trust.jks": keystores.java(dice, "changeit", keys=0, certificates=3),
    "closed.p12": keystores.pkcs12(dice, "q8Vt2LmZ4k"),
    "changeit.p12": keystores.pkcs12(dice, "changeit", rounds=10000),
    "empty.pfx": keystores.pkcs12(dice, ""),
    "plain.p12": keystores.pkcs12(dice, "q8Vt2LmZ4k", plain=plain),
    "slow.p12": keystores.pkcs12(dice, "changeit", rounds=20000),
    "trust.p12": keystores.pkcs12(dice, "changeit", keys=0),
    "closed.bks": keystores.bouncy(dice),
    "plain.bks": keystores.bouncy(dice, 2),
    "trust.bks": keystores.bouncy(dice, 1),
}
stores["long.p12"] = keystores.sequence(stores["closed.p12"][4:] + bytes(80000))
stores["long.jks"] = keystores.java(dice, "changeit", keys=0, certificates=500)
stores["damaged.p12"] = stores["closed.p12"][:300]
stores["inside.bin"] = bytes(5000) + stores["changeit.jks"] + bytes(100)
for name, data in stores.items():
    open(name, "wb").write(data)
wrapped = base64.encodebytes(stores["changeit.p12"]).decode().strip()
open("secret.yaml", "w").write(
    "apiVersion: v1\nkind: Secret\nmetadata: {name: tls, namespace: shop}\ndata:\n  keystore.jks: "
    + base64.b64encode(stores["closed.jks"]).decode() + "\n  keystore.p12: |\n    "
    + wrapped.replace("\n", "\n    ") + "\n")
with zipfile.ZipFile("app.jar", "w") as jar:
    jar.writestr("keystore.p12", keystores.pkcs12(dice, "changeit"))
END

run scan --no-cache --no-policy -f json .
expect_exit 1
expect 'what is found is as grave as what is in it' python3 - "$io/stdout" <<'END'
import json, sys
found = {}
for finding in json.load(open(sys.argv[1]))["findings"]:
    for place in [finding, *finding["also"]]:
        found.setdefault(place["uri"], []).append(
            (finding["rule"], finding["severity"], finding["confidence"],
             " ".join(evidence["text"] for evidence in finding["evidence"])))
expected = {
    "closed.jks": ("keystore-java", "medium", "firm", "2 private keys, 1 certificate beside"),
    "changeit.jks": ("keystore-java", "critical", "certain", "its password is the default one"),
    "closed.jceks": ("keystore-java", "medium", "firm", "(JCEKS): 1 private key"),
    "closed.p12": ("keystore-pkcs12", "medium", "firm", "as safe as its password"),
    "changeit.p12": ("keystore-pkcs12", "critical", "certain", "its password is the default one"),
    "empty.pfx": ("keystore-pkcs12", "critical", "certain", "its password is an empty one"),
    "plain.p12": ("keystore-pkcs12", "critical", "certain", "no password is needed"),
    "slow.p12": ("keystore-pkcs12", "medium", "firm", "as safe as its password"),
    "trust.p12": ("keystore-pkcs12", "note", "likely", "of certificates alone"),
    "closed.bks": ("keystore-java", "medium", "firm", "(BKS): 1 private key"),
    "plain.bks": ("keystore-java", "critical", "certain", "no password is needed"),
    "damaged.p12": ("keystore-pkcs12", "note", "possible", "damaged, or cut"),
    "long.p12": ("keystore-pkcs12", "note", "likely", "too long to be read"),
    "long.jks": ("keystore-java", "note", "likely", "no key in its beginning"),
    "inside.bin": ("keystore-java", "critical", "certain", "its password is the default one"),
    "app.jar/keystore.p12": ("keystore-pkcs12", "critical", "certain", "its password is the default one"),
}
for uri, (rule, severity, confidence, text) in expected.items():
    got = found.pop(uri, [])
    assert len(got) == 1, (uri, got)
    assert got[0][:3] == (rule, severity, confidence) and text in got[0][3], (uri, got)
got = sorted(one[:2] for one in found.pop("secret.yaml"))
assert got == [("keystore-java", "medium"), ("keystore-pkcs12", "critical")], got
assert not found, found
END

# No byte of them is shown, and none that is no text.
run scan --no-cache --no-policy --color never .
expect 'the report is text' python3 -c 'import sys; t=open(sys.argv[1],"rb").read(); t.decode(); assert b"\0" not in t and b"\x1b" not in t' "$io/stdout"
run scan --no-cache --no-policy --show-secrets -f json changeit.p12
expect 'shown secrets are JSON' python3 -m json.tool "$io/stdout"
