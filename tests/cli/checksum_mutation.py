#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Breaks each checksum of the packs' examples by one character, in several places, and scans."""
import json
import os
import pathlib
import re
import subprocess
import sys

sys.dont_write_bytecode = True
SOURCE = pathlib.Path(sys.argv[1])
sys.path.insert(0, str(SOURCE / "tests/examples"))
import checksums  # noqa: E402
import make_examples  # noqa: E402

PLACES = 9  # of one token
# Proofs by which a right token is certain: not those that only decode.
CHECKSUMS = re.compile(r"-crc32$|-bech32$|^base58check$|^gitlab-routable$|^github-fine-grained$|^azure-(identifiable|cask)$|^entra-|^bip39-")


def rules_with_checksums():
    for pack in sorted((SOURCE / "rules/secrets").glob("*.yaml")):
        for entry in re.split(r"^  - id: ", pack.read_text(), flags=re.M)[1:]:
            proof = re.search(r"^    proof: (\S+)", entry, flags=re.M)
            if proof and CHECKSUMS.search(proof[1]) and (proof[1] != "bip39-checksum" or checksums.BIP39_WORDS):
                yield entry.split()[0]


def veto(*arguments):
    return json.loads(subprocess.run([os.environ["VETO"], *arguments, "-f", "json"],
                                     capture_output=True, text=True).stdout)


def other(c):
    for alphabet in ("0123456789", "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"):
        if c in alphabet:
            return alphabet[(alphabet.index(c) + 1) % len(alphabet)]
    return None


def is_still_right(token):
    for shape, valid in make_examples.PROOFS.values():
        try:
            if re.fullmatch(shape, token) and valid(token):
                return True
        except (ValueError, LookupError):  # so broken that it does not decode
            pass
    return False


def scan(texts, rules):
    """The findings of each text, by its key."""
    for key, text in texts.items():
        pathlib.Path("cases", key).write_text(text)
    report = veto("scan", "--no-cache", "--no-ignore", "--show-secrets", "--only", ",".join(rules), "cases")
    found = {key: [] for key in texts}
    for finding in report["findings"]:
        for place in [finding, *finding["also"]]:
            found[place["uri"]].append(finding)
    for path in pathlib.Path("cases").iterdir():
        path.unlink()
    return found


def main():
    rules = list(rules_with_checksums())
    pathlib.Path("cases").mkdir()
    examples = {}
    for rule in veto("rules", "list", "--no-cache"):
        if rule["id"] in rules:
            examples.update({f"{rule['id']}.{i}": text for i, text in enumerate(rule["examples"])})
    complaints, broken = [], {}
    for key, findings in scan(examples, rules).items():
        rule = key.rsplit(".", 1)[0]
        proven = [f for f in findings if f["rule"] == rule and f["confidence"] == "certain"]
        if not proven:
            continue
        secret = proven[0]["secret"]
        step = max(len(secret) // PLACES, 1)
        for at in range(0, len(secret) - 1, step):
            letter = other(secret[at])
            token = secret[:at] + (letter or "") + secret[at + 1:]
            if letter and secret in examples[key] and not is_still_right(token):
                broken[f"{key}.{at}"] = examples[key].replace(secret, token)
    notes = dict.fromkeys(rules, 0)
    for key, findings in scan(broken, rules).items():
        rule = key.split(".")[0]
        for finding in findings:
            if finding["blocks"] or finding["severity"] != "note" or finding["confidence"] != "possible":
                complaints.append(f"{key}: {finding['rule']} is {finding['severity']}, {finding['confidence']}")
            notes[rule] += finding["rule"] == rule
    complaints += [f"{rule}: nothing broken was told of" for rule, count in notes.items() if not count]
    print("\n".join(complaints + [f"{len(rules)} rules, {len(broken)} broken tokens, {sum(notes.values())} notes"]))
    return 1 if complaints or len(rules) < 20 else 0


if __name__ == "__main__":
    sys.exit(main())
