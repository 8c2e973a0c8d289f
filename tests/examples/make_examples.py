#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the tokens that stand as examples in rules/secrets/: right in format and in checksum, and
nobody's. The same name gives the same token on every machine.

    make_examples.py                 prints every token, one `name<TAB>token` a line (\\n for newlines)
    make_examples.py NAME…           prints these, as they are
    make_examples.py --check RULES   proves that every token stands in the packs, and that every
                                     token with a checksum among the packs' examples is right
    make_examples.py --made-up RULES what `veto rules example` prints of rules with a proof: the same
                                     kinds, other dice; it is rules/made-up.txt
"""
import pathlib
import re
import sys

sys.dont_write_bytecode = True

import checksums as sums
import tokens
from tokens import TOKENS, make

# ---- Checking the packs --------------------------------------------------------------------------------

# What a token with a checksum looks like, and what proves it. Shapes are looked for at word ends.
PROOFS = {
    "age": (r"AGE-SECRET-KEY-(?:PQ-)?1[0-9A-Z]{58}", sums.Bech32.valid),
    "apify": (r"apify_api_\w{36}", sums.apify.valid),
    "atlassian": (r"A[TC][AC]TT3xFfG[\w-]{60,}=[0-9A-F]{8}", sums.atlassian.valid),
    "azure cask": (r"[0-9A-Za-z]{52}JQQJ99[0-9A-Za-z]{26}", sums.AzureCask.valid),
    "azure devops": (r"[a-z2-7]{52}", sums.AzureDevOps.valid),
    "azure 64": (r"[\w+/]{76}(?:\+ASt|ACDb|\+ABa|\+AMC|APIM)[\w+/]{6}==", sums.AzureIdentifiable.valid),
    "azure 32": (r"[\w+/]{33}(?:\+ASb|\+AEh|AzCa|AIoT)[\w+/]{6}=", sums.AzureIdentifiable.valid),
    "azure 39": (r"[\w+/]{42}(?:\+ACR|AzSe)[\w+/]{6}", sums.AzureIdentifiable.valid),
    "azure 40": (r"[\w-]{44}AzFu[\w-]{6}==", sums.AzureIdentifiable.valid),
    "bitcoin": (r"(?:[KL][1-9A-HJ-NP-Za-km-z]{51}|xprv[1-9A-HJ-NP-Za-km-z]{107})", sums.Base58Check.valid),
    "cfx": (r"cfxk_[0-9A-Za-z]{20}_[0-9A-Za-z]{1,6}", sums.Cfx.valid),
    "cloudflare": (r"cf(?:k|ut|at)_\w{48}", sums.cloudflare.valid),
    "confluent": (r"cflt[\w+/]{60}", sums.confluent.valid),
    "entra": (r"\w{3}8Q~[\w.~-]{34}", sums.EntraClientSecret.valid),
    "github": (r"(?:gh[pous]_[0-9A-Za-z]{36}|ghr_[0-9A-Za-z]{76})", sums.github.valid),
    "github fine-grained": (r"github_pat_\w{82}", sums.GitHubFineGrained.valid),
    "gitlab": (r"gl[a-z]+-[\w-]{27,300}\.01\.[0-9a-z]{9}", sums.gitlab.valid),
    "grafana": (r"glsa_[0-9A-Za-z]{32}_[0-9a-f]{8}", sums.grafana.valid),
    "nostr": (r"nsec1[02-9ac-hj-np-z]{58}", sums.Bech32.valid),
    "npm": (r"npm_[0-9A-Za-z]{36}", sums.npm.valid),
    "packagist": (r"packagist_[a-z]+_[0-9a-f]{68}", sums.packagist.valid),
    "saladcloud": (r"salad_cloud_[a-z]+_[0-9A-Za-z]{49,50}", sums.SaladCloud.valid),
    "vercel": (r"vc[a-z]_[\w-]{56}", sums.vercel.valid),
    "wandb": (r"wandb_v1_\w{77}", sums.wandb.valid),
    **({"mnemonic": (r"(?:[a-z]{3,8} ){11}(?:(?:[a-z]{3,8} ){12})?[a-z]{3,8}(?=\")", sums.Bip39.valid)}
       if sums.BIP39_WORDS else {}),
    "zuplo": (r"zpka_[0-9a-z]{32}_[0-9a-f]{8}", sums.zuplo.valid),
}


def examples_of(pack):
    """The lines under `examples:` keys, with the indentation of block scalars taken away."""
    out, inside = [], None
    for line in pack.read_text().splitlines():
        depth = len(line) - len(line.lstrip())
        if inside is not None and line.strip() and depth <= inside:
            inside = None
        if re.fullmatch(r"\s*examples:", line):
            inside = depth
        elif inside is not None:
            out.append(line.strip())
    return "\n".join(out)


def check(rules):
    text = "\n".join(examples_of(pack) for pack in sorted(pathlib.Path(rules).rglob("*.yaml")))
    wrong = [f"{name}: not among the packs' examples" for name in TOKENS
             if "\n".join(l.strip() for l in make(name).splitlines()) not in text]
    proven = 0
    for name, (shape, valid) in PROOFS.items():
        tokens = re.findall(rf"(?<![\w+/-]){shape}(?![\w+/-])", text)
        if not tokens:
            wrong.append(f"{name}: no example has this checksum")
        for token in tokens:
            if not valid(token):
                wrong.append(f"{name}: {token[:16]}… has a wrong checksum")
            # A check that says yes to everything proves nothing.
            at = len(token) // 2
            if valid(token[:at] + ("b" if token[at] == "a" else "a") + token[at + 1:]):
                wrong.append(f"{name}: a damaged {token[:16]}… passes")
            proven += 1
    printed = pathlib.Path(rules) / "made-up.txt"
    if printed.exists() and without_unmade(printed.read_text()) != made_up(rules) + "\n":
        wrong.append(f"{printed}: is not what --made-up prints today")
    print("\n".join(wrong + [f"{len(TOKENS)} tokens, {proven} checksums recomputed, {len(wrong)} wrong"]))
    return 1 if wrong else 0


def without_unmade(text):
    """Less the line that cannot be made where the list of words is not installed."""
    return text if sums.BIP39_WORDS else re.sub(r"(?m)^wallet-mnemonic\t.*\n", "", text)


def rules_with_proofs(rules):
    """Ids of the rules that have a proof, with their text."""
    for pack in sorted(pathlib.Path(rules).rglob("*.yaml")):
        for entry in re.split(r"(?m)^  - id: ", pack.read_text())[1:]:
            if re.search(r"(?m)^    proof: ", entry):
                yield entry.split()[0], "\n".join(line.strip() for line in entry.splitlines())


def made_up(rules):
    """A line a rule: its id, a tab, and a token of the same kind as one of its examples."""
    known = {name: "\n".join(line.strip() for line in make(name).splitlines()) for name in TOKENS}
    lines = []
    tokens.SEED = "veto rules example 1"
    for rule, text in rules_with_proofs(rules):
        for name, token in known.items():
            other = make(name)
            if token in text and "\n".join(line.strip() for line in other.splitlines()) != token:
                lines.append(f"{rule}\t" + other.rstrip("\n").replace("\n", "\\n"))
                break
    return "\n".join([
        "# SPDX-License-Identifier: Apache-2.0",
        "# Made-up values of kinds that carry a proof: the output of make_examples.py --made-up rules.",
        "# veto prints them (`veto rules example`), knows them again, and never blocks on them.",
        *sorted(lines)])


def main(arguments):
    if arguments[:1] == ["--check"]:
        return check(arguments[1])
    if arguments[:1] == ["--made-up"]:
        print(made_up(arguments[1]))
        return 0
    for name in arguments or TOKENS:
        token = make(name)
        print(token if arguments else f"{name}\t" + token.replace("\n", "\\n"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
