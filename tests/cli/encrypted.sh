#!/usr/bin/env bash
# What is encrypted is no secret to whoever reads it, and what is public by design is none at all:
# neither is a finding that blocks, and both are said to be what they are.
. "$(dirname "$0")/lib.sh"

json() { python3 -c 'import json,sys; r=json.load(open(sys.argv[1])); f=r["findings"]; print(eval(sys.argv[2]))' "$io/stdout" "$1"; }
expect_json() { [ "$(json "$1")" = "$2" ] || fail "$1 is $(json "$1"), not $2"; }
random() { head -c "$1" "$VETO" | sha512sum | head -c "$1"; }

cat >sops.yaml <<'TEXT'
db_password: ENC[AES256_GCM,data:Tr7wQm2kXw9RpB7sYdq8,iv:q8Vt2LmZ4kXw9RpB7sYdQ3nTzzA=,tag:k3Xw9RpB7sYdq8Vt2LmZ4A==,type:str]
api_key: ENC[AES256_GCM,data:9RpB7sYdq8Vt2LmZ4kXw,iv:Z4kXw9RpB7sYdQ3nTq8Vt2LmzzA=,tag:q8Vt2LmZ4kXw9RpB7sYdzA==,type:str]
sops:
    version: 3.8.1
TEXT
cat >vault.yml <<'TEXT'
db_password: !vault |
  $ANSIBLE_VAULT;1.1;AES256
  62313365396662343061393464336163383764373764613633653634306231386433626436623361
  6134333665353966363534333632666535333761666131620a663537646436643839616531643561
api_token: ENC(G6N718UuyPE5bHyWKyuLQSm02auQPUtm)
TEXT
cat >sealed.yaml <<'TEXT'
apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata: {name: x}
spec:
  encryptedData:
    password: AgBy3i4OJSWK+PiTySYZZA9rO43cGDEqSYeRPzqYTCbXrGtkvYMXn3yo1lEp5f3aX0WqYTm7wU2Z2Jp0o6sTq8Vt2LmZ4kXw9RpB7sYd
    api_key: AgCW8i9RpB7sYdq8Vt2LmZ4kXwOJSWKPiTySYZZA9rO43cGDEqSYeRPzqYTCbXrGtkvYMXn3yo1lEp5f3aX0WqYTm7wU2Z2Jp0o6s
TEXT
cat >age.txt <<'TEXT'
-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBxOFZ0MkxtWjRrWHc5UnBC
N3NZZHE4VnQyTG1aNGtYdzlScEI3c1lkcThWdDJMbVo0a1h3OVJwQjdzWWQK
-----END AGE ENCRYPTED FILE-----
public: age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p
TEXT
printf '\0GITCRYPT\0%s' "$(random 64)" >locked.key
cat >jwe.txt <<'TEXT'
token = eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.OKOawDo13gRp2ojaHV7LFpZcgV7T6DVZKTyKOMTYUmKoTCVJRgckCL9kiMT03JGe.48V1_ALb6US04U3b.5eym8TW_c8SuK0ltJ3rpYIzOeDQz7TALvtu6UG9oMo4vpzs9tX_EFShS8iB7j6ji.XFBoMYUZodetZdvTiFvSkQ
TEXT
run scan --no-cache --no-policy -f json --explain-dropped sops.yaml vault.yml sealed.yaml age.txt locked.key jwe.txt
expect_json '[(x["rule"], x["uri"], x["severity"]) for x in f if x["severity"] not in ("note", "low") and "secret" in x["tags"]]' '[]'
expect_json 'r["summary"]["dropped"].get("encrypted", 0) >= 1' True

# ---- Public by design

cat >public.txt <<'TEXT'
STRIPE_PUBLISHABLE_KEY=pk_live_51H8q8Vt2LmZ4kXw9RpB7sYdQ3nT
MAPBOX=pk.eyJ1IjoiYWNtZSIsImEiOiJjazEyMzQ1Njc4OTAifQ.q8Vt2LmZ4kXw9RpB7sYdQ3
NEXT_PUBLIC_SUPABASE_KEY=sb_publishable_q8Vt2LmZ4kXw9RpB7sYdQ3_nT2LmZ4k
POSTHOG=phc_q8Vt2LmZ4kXw9RpB7sYdQ3nTq8Vt2LmZ4kXw9RpB7sY
SENTRY_DSN=https://3c360ff313538113576916052260ef7e@o447951.ingest.sentry.io/5429219
ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOq8Vt2LmZ4kXw9RpB7sYdQ3nTq8Vt2LmZ4kXw9RpB7s bot@acme
TEXT
run scan --no-cache --no-policy -f json --explain-dropped public.txt
expect_exit 0
expect_json '[(x["rule"], x["line"]) for x in f if x["blocks"]]' '[]'
