# SPDX-License-Identifier: Apache-2.0
"""The table of tokens that stand as examples in rules/secrets/, and the dice that make them."""
import hashlib
import json
import re
import string

import checksums as sums
import keys
import keystores

SEED = "veto examples 1"
HEX = "0123456789abcdef"
LOWER36 = string.digits + string.ascii_lowercase
UPPER36 = string.digits + string.ascii_uppercase
BASE64 = sums.BASE62 + "+/"
BASE64URL = sums.BASE62 + "-_"
BASE58 = sums.BASE58


class Dice:
    """A stream of bytes that depends on a name only (the random module may change; SHA-256 not)."""

    def __init__(self, name):
        self.name, self.block, self.rest = name, 0, b""

    def bytes(self, count):
        while len(self.rest) < count:
            self.rest += hashlib.sha256(f"{SEED}/{self.name}/{self.block}".encode()).digest()
            self.block += 1
        out, self.rest = self.rest[:count], self.rest[count:]
        return out

    def text(self, alphabet, count):
        limit = 256 - 256 % len(alphabet)
        out = ""
        while len(out) < count:
            value = self.bytes(1)[0]
            out += alphabet[value % len(alphabet)] if value < limit else ""
        return out

    def word(self, count):
        """Letters and digits that hold at least one of each case and one digit."""
        while True:
            out = self.text(sums.BASE62, count)
            if re.search("[a-z]", out) and re.search("[A-Z]", out) and re.search("[0-9]", out):
                return out

    def number(self, digits):
        return self.text("123456789", 1) + self.text(string.digits, digits - 1)

    def uuid(self):
        h = self.text(HEX, 32)
        return f"{h[:8]}-{h[8:12]}-4{h[13:16]}-a{h[17:20]}-{h[20:]}"


def compact(value):
    return json.dumps(value, separators=(",", ":")).encode()


# ---- Tokens that need more than a line -------------------------------------------------------------

def aws_key_id(dice, prefix="AKIA"):
    """The account number is in the first six bytes, the top bit is set since 2019."""
    account = int(dice.number(12))
    head = (1 << 47 | account << 7 | dice.bytes(1)[0] & 0x7F).to_bytes(6, "big")
    return prefix + sums.base64.b32encode(head + dice.bytes(4)).decode()


def gitlab_routable(dice, prefix="glpat-"):
    lines = b"o:1\nu:" + dice.text(LOWER36, 1).encode()
    payload = sums.b64url(dice.bytes(16) + lines + bytes([len(lines)]))
    size = sums.number(len(payload), sums.BASE36, 2)
    return sums.gitlab.make(f"{prefix}{payload}.01.{size}")


def azure_cask(dice, signature):
    body = dice.text(sums.BASE62, 52) + "JQQJ99" + "BC" + dice.text(sums.BASE62, 12) + "AAAA"
    return sums.AzureCask.make(body + signature)


def jwt(dice, payload, header=None):
    parts = [compact(header or {"alg": "HS256", "typ": "JWT"}), compact(payload), dice.bytes(32)]
    return ".".join(map(sums.b64url, parts))


def kubernetes_jwt(dice):
    return jwt(dice, {"iss": "kubernetes/serviceaccount",
                      "kubernetes.io/serviceaccount/namespace": "default",
                      "sub": "system:serviceaccount:default:deployer"})


def pypi(dice, location=b"pypi.org"):
    caveat = compact([1, [dice.uuid()]])
    return "pypi-" + sums.b64url(
        b"\x02\x01" + bytes([len(location)]) + location + b"\x02\x24" + dice.uuid().encode() + b"\0"
        + b"\x02" + bytes([len(caveat)]) + caveat + b"\0\0\x06\x20" + dice.bytes(32))


def sentry_org(dice):
    value = {"iat": 1700000000.5, "url": "https://sentry.io",
             "region_url": "https://us.sentry.io", "org": "acme-robots"}
    return f"sntrys_{sums.b64(compact(value)).rstrip('=')}_{sums.b64(dice.bytes(32)).rstrip('=')}"


def grafana_cloud(dice):
    value = {"o": dice.number(6), "n": "ci-metrics", "k": dice.word(24), "m": {"r": "us"}}
    return "glc_" + sums.b64(compact(value))


def grafana_key(dice):
    return sums.b64(compact({"k": dice.word(32), "n": "ci-metrics", "id": 1}))


def bitcoin_extended(dice):
    """Version, depth, parent, child, chain code, and a zero byte before the key."""
    return sums.Base58Check.make(b"\x04\x88\xad\xe4" + bytes(9) + dice.bytes(32) + b"\0" + dice.bytes(32))


def onepassword(dice):
    groups = "-".join(dice.text(UPPER36, n) for n in (6, 6, 5, 5, 5))
    value = {"signInAddress": "acme.1password.com", "userAuth": {"method": "SRPg-4096"},
             "email": dice.text(LOWER36, 13) + "@1passwordserviceaccounts.com",
             "srpX": dice.text(HEX, 64), "muk": {"alg": "A256GCM", "k": sums.b64url(dice.bytes(32))},
             "secretKey": "A3-" + groups}
    return "ops_" + sums.b64url(compact(value))


def discord_bot(dice):
    snowflake = (1_600_000_000_000 - 1_420_070_400_000) << 22 | int(dice.number(6))
    when = (1_600_000_000).to_bytes(4, "big")
    return ".".join([sums.b64url(str(snowflake).encode()), sums.b64url(when), dice.text(BASE64URL, 38)])


def openai(dice, prefix, size):
    return prefix + dice.text(BASE64URL, size) + "T3BlbkFJ" + dice.text(BASE64URL, size)


def vault_service(dice):
    return "hvs." + sums.b64url(b"\x08\x01\x12\x20" + dice.bytes(32) + b"\x1a\x1e\x0a\x1c" + dice.bytes(28))


def salad(dice, kind):
    return sums.SaladCloud.make(f"salad_cloud_{kind}_", dice.text(sums.BASE62, 43))


def jfrog_api_key(dice):
    """54 bytes that begin 01 FD E0, in base 58; drawn again until the fourth letter is right too."""
    while True:
        token = sums.number(int.from_bytes(b"\x01\xfd\xe0" + dice.bytes(51), "big"), BASE58, 73)
        if token.startswith("AKCp"):
            return token


def jfrog_reference(dice):
    return sums.b64(f"reftkn:01:{dice.number(10)}:{dice.word(27)}".encode())


# ---- The table ---------------------------------------------------------------------------------------

def plain(prefix, *parts):
    """A prefix, then runs of (alphabet, length) and literal text."""
    def make(dice):
        return prefix + "".join(p if isinstance(p, str) else dice.text(*p) for p in parts)
    return make


def trailer(checksum, prefix, *parts):
    return lambda dice: checksum.make(plain(prefix, *parts)(dice))


def azure(signature, size, seed):
    return lambda dice: sums.AzureIdentifiable.make(dice.bytes(size), signature, seed)


def azure_search(dice):
    """Letters and digits only: drawn again until base64 has no sign in it."""
    while True:
        token = azure("AzSe", 39, 0x5041646D696E3030)(dice)
        if token.isalnum():
            return token


WORD = sums.BASE62
TOKENS = {
    "1password-service-account": onepassword,
    "age-secret-key": lambda d: sums.Bech32.make("age-secret-key-", d.bytes(32)).upper(),
    "age-secret-key-pq": lambda d: sums.Bech32.make("age-secret-key-pq-", d.bytes(32)).upper(),
    "airtable-pat": plain("pat", (WORD, 14), ".", (HEX, 64)),
    "anthropic-admin-key": plain("sk-ant-admin01-", (BASE64URL, 93), "AA"),
    "anthropic-api-key": plain("sk-ant-api03-", (BASE64URL, 93), "AA"),
    "apify": trailer(sums.apify, "apify_api_", (WORD, 30)),
    "atlassian-api-token": trailer(sums.atlassian, "ATATT3xFfGF0", (BASE64URL, 171), "="),
    "atlassian-access-token": trailer(sums.atlassian, "ATCTT3xFfG", (BASE64URL, 173), "="),
    "aws-access-key-id": aws_key_id,
    "aws-bedrock-long": lambda d: "ABSK" + sums.b64(b"BedrockAPIKey-" + d.text(LOWER36, 4).encode()
                                                    + b"-at-" + d.number(12).encode() + b":"
                                                    + sums.b64(d.bytes(45)).encode()),
    "aws-bedrock-short": lambda d: "bedrock-api-key-" + sums.b64(
        b"bedrock.amazonaws.com/?Action=CallWithBearerToken&X-Amz-Credential=" + aws_key_id(d, "ASIA").encode()
        + b"%2F20310501%2Fus-east-1&X-Amz-Signature=" + d.text(HEX, 64).encode() + b"&Version=1"),
    "aws-secret-key": plain("", (BASE64, 40)),
    "aws-session-key-id": lambda d: aws_key_id(d, "ASIA"),
    "aws-session-token": plain("IQoJb3JpZ2luX2Vj", (BASE64, 300), "=="),
    "azure-batch": azure("+ABa", 64, 0x4162416363743030),
    "azure-api-management": azure("APIM", 64, 0x54656E616E743030),
    "azure-cask": lambda d: azure_cask(d, "ACOG"),
    "azure-cosmos": azure("ACDb", 64, 0x4D61737452573030),
    "azure-devops-cask": lambda d: azure_cask(d, "AZDO"),
    "azure-devops-legacy": lambda d: sums.AzureDevOps.make(d.bytes(32)),
    "azure-entra": lambda d: sums.EntraClientSecret.make(d.word(3) + "8Q~" + d.text(WORD + "-_.", 31)),
    "azure-event-hub": azure("+AEh", 32, 0x4D616E6167653030),
    "azure-function": lambda d: azure("AzFu", 40, 0x46756E6374693030)(d).replace("+", "-").replace("/", "_"),
    "azure-iot": azure("AIoT", 32, 0x496F544875623030),
    "azure-machine-learning": azure("+AMC", 64, 0x436C617373696330),
    "azure-redis": azure("AzCa", 32, 0x4163636573733030),
    "azure-api-management-git": azure("APIM", 64, 0x4769744B65793030),
    "azure-registry": azure("+ACR", 39, 0x41435244666C7430),
    "azure-sas": lambda d: ("?sv=2022-11-02&ss=b&srt=sco&sp=rwdl&se=2031-05-01T00:00:00Z&spr=https&sig="
                            + sums.b64(d.bytes(32)).replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")),
    "azure-search": azure_search,
    "azure-service-bus": azure("+ASb", 32, 0x4D616E6167653030),
    "azure-storage": azure("+ASt", 64, sums.AZURE_DEFAULT),
    "bitcoin-wif": lambda d: sums.Base58Check.make(b"\x80" + d.bytes(32) + b"\1"),
    "bitcoin-extended": bitcoin_extended,
    "buildkite": plain("bkua_", (HEX, 40)),
    "cfx": lambda d: sums.Cfx.make("cfxk_" + d.text(WORD, 20)),
    "circleci": plain("CCIPAT_", (WORD, 22), "_", (HEX, 40)),
    "clojars": plain("CLOJARS_", (HEX, 60)),
    "cloudflare-account": trailer(sums.cloudflare, "cfat_", (WORD, 40)),
    "cloudflare-origin-ca": plain("v1.0-", (HEX, 24), "-", (HEX, 146)),
    "cloudflare-user": trailer(sums.cloudflare, "cfut_", (WORD, 40)),
    "confluent": trailer(sums.confluent, "cflt", (BASE64, 54)),
    "contentful": plain("CFPAT-", (BASE64URL, 43)),
    "crates-io": plain("cio", (WORD, 32)),
    "databricks": plain("dapi", (HEX, 32)),
    "digitalocean": plain("dop_v1_", (HEX, 64)),
    "digitalocean-oauth": plain("doo_v1_", (HEX, 64)),
    "discord-bot": discord_bot,
    "discord-webhook": lambda d: f"https://discord.com/api/webhooks/1{d.number(17)}/{d.text(BASE64URL, 68)}",
    "docker-oat": plain("dckr_oat_", (BASE64URL, 32)),
    "docker-pat": plain("dckr_pat_", (BASE64URL, 27)),
    "docker-swarm-join": plain("SWMTKN-1-", (LOWER36, 50), "-", (LOWER36, 25)),
    "doppler": plain("dp.pt.", (WORD, 43)),
    "doppler-service": plain("dp.st.prd.", (WORD, 43)),
    "dynatrace": plain("dt0c01.", (sums.BASE32, 24), ".", (sums.BASE32, 64)),
    "figma": plain("figd_", (BASE64URL, 40)),
    "flyio": lambda d: "fm2_" + sums.b64(b"\x93\xc4" + d.bytes(130)),
    "gcp-api-key": plain("AIzaSy", (BASE64URL, 33)),
    "gcp-oauth-secret": plain("GOCSPX-", (BASE64URL, 28)),
    "gcp-refresh-token": plain("1//0", (BASE64URL, 100)),
    "github-fine-grained": lambda d: sums.GitHubFineGrained.make(
        "github_pat_11" + sums.base64.b32encode(d.bytes(4)).decode()[:7] + "0" + d.text(WORD, 12) + "_"
        + d.text(WORD, 43), d.text(WORD, 8)),
    "github-oauth": trailer(sums.github, "gho_", (WORD, 30)),
    "github-pat": trailer(sums.github, "ghp_", (WORD, 30)),
    "github-refresh": trailer(sums.github, "ghr_", (WORD, 70)),
    "github-server": trailer(sums.github, "ghs_", (WORD, 30)),
    "github-server-stateless": lambda d: f"ghs_{d.number(7)}_" + jwt(d, {"iss": "api.github.com", "aud": "github"}),
    "github-user": trailer(sums.github, "ghu_", (WORD, 30)),
    "gitlab-deploy": plain("gldt-", (BASE64URL, 20)),
    "gitlab-job": plain("glcbt-64_", (BASE64URL, 20)),
    "gitlab-pat": plain("glpat-", (BASE64URL, 20)),
    "gitlab-pat-routable": gitlab_routable,
    "gitlab-runner": plain("glrt-", (BASE64URL, 20)),
    "gitlab-runner-registration": plain("GR1348941", (BASE64URL, 20)),
    "gitlab-runner-routable": lambda d: gitlab_routable(d, "glrt-t1_"),
    "gitlab-trigger": plain("glptt-", (HEX, 40)),
    "grafana-cloud": grafana_cloud,
    "grafana-key": grafana_key,
    "grafana-service-account": trailer(sums.grafana, "glsa_", (WORD, 32), "_"),
    "groq": plain("gsk_", (WORD, 52)),
    "heroku": plain("HRKU-AA", (BASE64URL, 58)),
    "hubspot": lambda d: "pat-na1-" + d.uuid(),
    "huggingface": plain("hf_", (string.ascii_letters, 34)),
    "jfrog-api-key": jfrog_api_key,
    "jfrog-reference": jfrog_reference,
    "jwt": lambda d: jwt(d, {"sub": "41782", "name": "build robot", "iat": 1700000000}),
    "jwt-kubernetes": kubernetes_jwt,
    "jwt-supabase-service": lambda d: jwt(d, {"iss": "supabase", "ref": d.text(string.ascii_lowercase, 20),
                                             "role": "service_role", "iat": 1700000000, "exp": 2000000000}),
    "key-dsa": keys.dsa,
    "key-ec": keys.ec,
    "key-openssh": keys.openssh,
    "key-openssh-encrypted": keys.openssh_encrypted,
    "key-pgp": keys.pgp,
    "key-pkcs8": keys.pkcs8,
    "key-pkcs8-base64": lambda d: keys.encoded(keys.pkcs8(d)),
    "key-pkcs8-encrypted": keys.pkcs8_encrypted,
    "key-putty": keys.putty,
    "key-rsa": keys.rsa,
    "key-rsa-encrypted": keys.rsa_encrypted,
    "key-rsa-one-line": lambda d: keys.one_line(keys.pkcs8_rsa(d)),
    "keystore-java": lambda d: sums.b64(keystores.java(d, d.word(12))),
    "keystore-java-jceks": lambda d: sums.b64(keystores.java(d, d.word(12), magic=b"\xce" * 4)),
    "keystore-pkcs12": lambda d: sums.b64(keystores.pkcs12(d, d.word(12))),
    "launchdarkly": lambda d: "sdk-" + d.uuid(),
    "linear": plain("lin_api_", (WORD, 40)),
    "mailchimp": plain("", (HEX, 32), "-us14"),
    "mailgun": plain("key-", (HEX, 32)),
    "netlify": plain("nfp_", (WORD, 40)),
    "new-relic-insert": plain("NRII-", (BASE64URL, 32)),
    "new-relic-user": plain("NRAK-", (UPPER36, 27)),
    "notion": plain("ntn_", (string.digits, 11), (WORD, 35)),
    "nostr-secret-key": lambda d: sums.Bech32.make("nsec", d.bytes(32)),
    "npm": trailer(sums.npm, "npm_", (WORD, 30)),
    "nuget": plain("oy2", (sums.BASE32.lower(), 43)),
    "openai-project": lambda d: openai(d, "sk-proj-", 74),
    "openai-user": lambda d: "sk-" + d.text(WORD, 20) + "T3BlbkFJ" + d.text(WORD, 20),
    "openrouter": plain("sk-or-v1-", (HEX, 64)),
    "packagist": trailer(sums.packagist, "packagist_ort_", (HEX, 60)),
    "perplexity": plain("pplx-", (WORD, 48)),
    "planetscale": plain("pscale_tkn_", (BASE64URL, 43)),
    "planetscale-password": plain("pscale_pw_", (BASE64URL, 43)),
    "postman": plain("PMAK-", (HEX, 24), "-", (HEX, 34)),
    "pulumi": plain("pul-", (HEX, 40)),
    "pypi": pypi,
    "replicate": plain("r8_", (WORD, 37)),
    "rubygems": plain("rubygems_", (HEX, 48)),
    "saladcloud": lambda d: salad(d, "user"),
    "sendgrid": plain("SG.", (BASE64URL, 22), ".", (BASE64URL, 43)),
    "sentry-org": sentry_org,
    "sentry-user": plain("sntryu_", (HEX, 64)),
    "shopify-access": plain("shpat_", (HEX, 32)),
    "shopify-secret": plain("shpss_", (HEX, 32)),
    "slack-app": lambda d: f"xapp-1-A{d.text(UPPER36, 10)}-{d.number(13)}-{d.text(HEX, 64)}",
    "slack-bot": lambda d: f"xoxb-{d.number(12)}-{d.number(13)}-{d.word(24)}",
    "slack-user": lambda d: f"xoxp-{d.number(12)}-{d.number(12)}-{d.number(13)}-{d.text(HEX, 32)}",
    "slack-webhook": lambda d: ("https://hooks.slack.com/services/T"
                                f"{d.text(UPPER36, 10)}/B{d.text(UPPER36, 10)}/{d.word(24)}"),
    "sourcegraph": plain("sgp_", (HEX, 16), "_", (HEX, 40)),
    "square-access": plain("sq0atp-", (BASE64URL, 22)),
    "square-secret": plain("sq0csp-", (BASE64URL, 43)),
    "stripe-live": plain("sk_live_51", (WORD, 97)),
    "stripe-restricted": plain("rk_live_51", (WORD, 97)),
    "stripe-test": plain("sk_test_51", (WORD, 97)),
    "stripe-webhook": plain("whsec_", (WORD, 32)),
    "supabase-management": plain("sbp_", (HEX, 40)),
    "supabase-secret": plain("sb_secret_", (BASE64URL, 22), "_", (BASE64URL, 8)),
    "tailscale": plain("tskey-auth-k", (WORD, 11), "CNTRL-", (WORD, 32)),
    "telegram": lambda d: f"{d.number(10)}:AAH{d.text(BASE64URL, 32)}",
    "terraform-cloud": plain("", (WORD, 14), ".atlasv1.", (BASE64URL, 67)),
    "twilio-api-key": plain("SK", (HEX, 32)),
    "vault-batch": lambda d: "hvb." + sums.b64url(b"\0\0\0\x01\x02" + d.bytes(110)),
    "vault-service": vault_service,
    "vercel": trailer(sums.vercel, "vcp_", (WORD, 50)),
    "wandb": trailer(sums.wandb, "wandb_v1_", (WORD, 24), "_", (WORD, 46)),
    "xai": plain("xai-", (WORD, 80)),
    "zuplo": trailer(sums.zuplo, "zpka_", (LOWER36, 32), "_"),
}

if sums.BIP39_WORDS:
    TOKENS |= {
        "bip39-12": lambda d: sums.Bip39.make(d.bytes(16)),
        "bip39-24": lambda d: sums.Bip39.make(d.bytes(32)),
    }


def make(name):
    return TOKENS[name](Dice(name))
