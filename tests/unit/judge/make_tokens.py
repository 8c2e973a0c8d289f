#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Print tests/unit/judge/tokens.h: tokens whose checksums were computed here, not by the scanner."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "examples"))
import checksums as sums  # noqa: E402
import tokens  # noqa: E402

HEX, WORD = tokens.HEX, sums.BASE62
plain, trailer, azure = tokens.plain, tokens.trailer, tokens.azure

# proof, token's maker, a place in the covered part
ROWS = [
    ("github-crc32", trailer(sums.github, "ghp_", (WORD, 30)), 20),
    ("github-crc32", trailer(sums.github, "ghr_", (WORD, 70)), 20),
    ("github-fine-grained", lambda d: sums.GitHubFineGrained.make(
        "github_pat_11" + d.text(WORD, 20) + "_" + d.text(WORD, 43), d.text(WORD, 8)), 50),
    ("npm-crc32", trailer(sums.npm, "npm_", (WORD, 30)), 20),
    ("gitlab-routable", tokens.gitlab_routable, 12),
    ("grafana-crc32", trailer(sums.grafana, "glsa_", (WORD, 32), "_"), 20),
    ("cloudflare-crc32", trailer(sums.cloudflare, "cfut_", (WORD, 40)), 20),
    ("vercel-crc32", trailer(sums.vercel, "vcp_", (WORD, 50)), 20),
    ("atlassian-crc32", trailer(sums.atlassian, "ATATT3xFfGF0", (WORD, 171), "="), 20),
    ("confluent-crc32", trailer(sums.confluent, "cflt", (tokens.BASE64, 54)), 20),
    ("zuplo-crc32", trailer(sums.zuplo, "zpka_", (tokens.LOWER36, 32), "_"), 20),
    ("apify-crc32", trailer(sums.apify, "apify_api_", (WORD, 30)), 20),
    ("wandb-crc32", trailer(sums.wandb, "wandb_v1_", (WORD, 30), "_", (WORD, 40)), 20),
    ("packagist-crc32", trailer(sums.packagist, "packagist_ort_", (HEX, 60)), 20),
    ("saladcloud-crc32", lambda d: tokens.salad(d, "user"), 30),
    ("azure-identifiable", azure("+ASt", 64, sums.AZURE_DEFAULT), 20),
    ("azure-identifiable", azure("ACDb", 64, 0x4D617374524F3030), 20),
    ("azure-identifiable", azure("+ASb", 32, 0x4C697374656E3030), 20),
    ("azure-identifiable", tokens.azure_search, 20),
    ("azure-identifiable", lambda d: azure("AzFu", 40, 0x46756E6374693030)(d)
        .replace("+", "-").replace("/", "_"), 20),
    ("azure-cask", lambda d: tokens.azure_cask(d, "AZDO"), 20),
    ("azure-devops-crc32", lambda d: sums.AzureDevOps.make(d.bytes(32)), 30),
    ("azure-devops-crc32", lambda d: sums.AzureDevOps.make(d.bytes(32), 0x1019F92E), 30),
    ("entra-client-secret",
     lambda d: sums.EntraClientSecret.make(d.word(3) + "8Q~" + d.text(WORD + "-_.", 31)), 20),
    ("age-bech32", lambda d: sums.Bech32.make("age-secret-key-", d.bytes(32)).upper(), 30),
    ("pypi-macaroon", tokens.pypi, 22),
    ("sentry-org", tokens.sentry_org, 8),
    ("grafana-cloud", tokens.grafana_cloud, 5),
    ("jwt", lambda d: tokens.jwt(d, {"sub": d.number(5), "exp": 1700000000}), 1),
    ("nostr-bech32", lambda d: sums.Bech32.make("nsec", d.bytes(32)), 30),
    ("azure-identifiable", azure("+ABa", 64, 0x4162416363743030), 20),
    ("azure-identifiable", azure("AIoT", 32, 0x4465766963653030), 20),
    ("base58check", lambda d: sums.Base58Check.make(b"\x80" + d.bytes(32)), 20),
    ("base58check", tokens.bitcoin_extended, 60),
    ("cfx-crc32", lambda d: sums.Cfx.make("cfxk_" + d.text(WORD, 24)), 12),
    ("age-bech32", lambda d: sums.Bech32.make("age-secret-key-pq-", d.bytes(32)).upper(), 30),
]

# The same, of kinds that have other forms, too: a damaged one is undecided.
DECODING = [
    ("bedrock-key", tokens.TOKENS["aws-bedrock-long"], 8),
    ("bedrock-key", tokens.TOKENS["aws-bedrock-short"], 20),
    ("fly-macaroon", tokens.TOKENS["flyio"], 4),
    ("grafana-key", tokens.grafana_key, 2),
    ("jfrog-reference", tokens.jfrog_reference, 4),
    ("onepassword-service", tokens.onepassword, 6),
]

print("/* SPDX-License-Identifier: Apache-2.0 */")
print("/* Made by make_tokens.py; nobody's. In two pieces, so that no scanner trips over this file. */")
for table, rows in (("token_rows", ROWS), ("decoding_rows", DECODING)):
    print(f"static const struct token_row {table}[] = {{")
    for index, (proof, make, place) in enumerate(rows):
        token = make(tokens.Dice(f"judge {index}"))
        print(f'    {{ "{proof}",')
        for at in range(0, len(token), 80):
            half = min(at + 3, len(token))
            print(f'      "{token[at:half]}" "{token[half:at + 80]}"' + ("," if at + 80 >= len(token) else ""))
        print(f"      {place} }},")
    print("};")
