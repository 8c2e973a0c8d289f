#!/usr/bin/env bash
# Credentials of two parts are one finding with both places: by the nearest common parent of a
# document, else by lines.
. "$(dirname "$0")/lib.sh"

# In pieces, so that no scanner stops here.
id=AKIA'XCEKNXGU5GCRTSSF' other=AKIA'S3L3B3ZN5UNYSX2U'
key=zjrv2x+AFzGgutZDqwI2'YvrCB+bwOiG/XwkBOtNb' second=Qx7v2x+AFzGgutZDqwI2'YvrCB+bwOiG7XwkBOq9d'
json() { python3 -c 'import json,sys; r=json.load(open(sys.argv[1])); f=r.get("findings"); print(eval(sys.argv[2]))' "$io/stdout" "$1"; }
expect_json() { [ "$(json "$1")" = "$2" ] || fail "$1 is $(json "$1"), not $2"; }
scan() { run scan --no-cache -f json "$@"; }

# ---- Lines: one finding, both places, and what is known of the id

printf 'id = "%s"\n\nsecret_access_key = "%s"\n' "$id" "$key" >near.py
scan near.py
expect_json '[x["rule"] for x in f]' "['aws-secret-access-key']"
expect_json '[(p["rule"], p["line"]) for p in f[0]["parts"]]' "[('aws-access-key-id', 1)]"
expect_json 'f[0]["confidence"]' firm
expect_json 'any("account" in e["text"] for e in f[0]["evidence"])' True
expect_no_stdout "$id"
expect_no_stdout "$key"
run scan --no-cache near.py
expect_stdout '= with: AWS access key id, near.py:1:7'
run scan --no-cache -f sarif near.py
expect_json '[l["physicalLocation"]["region"]["startLine"] for l in r["runs"][0]["results"][0]["relatedLocations"]]' '[1]'

# Too far: two findings, neither with the other.
{ printf 'id = "%s"\n' "$id"; yes '' | head -n 30; printf 'secret_access_key = "%s"\n' "$key"; } >far.py
scan far.py
expect_json '[x["rule"] for x in f]' "['aws-access-key-id', 'aws-secret-access-key']"
expect_json '[x.get("parts") for x in f]' '[None, None]'

# ---- A document: who has the same parent, not who is nearer

cat >two.json <<TEXT
{"accounts": [
  {"name": "a",
   "secretAccessKey": "$key",
   "comment": "a line", "comment2": "a line",
   "accessKeyId": "$id"},
  {"accessKeyId": "$other",
   "secretAccessKey": "$second"}
]}
TEXT
scan two.json
expect_json '[(x["rule"], x["line"], [p["line"] for p in x["parts"]]) for x in f]' "[('aws-secret-access-key', 3, [5]), ('aws-secret-access-key', 7, [6])]"
# ---- Parts alone are no findings, and are counted as what they are

sid=AC'956a4202232a8bdc22fdef6c3c84a346' auth=3c360ff3135381'13576916052260ef7e'
printf 'TWILIO_ACCOUNT_SID=%s\n' "$sid" >sid.sh
scan sid.sh
expect_json 'f' '[]'
expect_json 'r["summary"]["dropped"]' "{'companion': 1}"
printf 'TWILIO_ACCOUNT_SID=%s\nTWILIO_AUTH_TOKEN=%s\n' "$sid" "$auth" >both.sh
scan both.sh
expect_json '[(x["rule"], [p["rule"] for p in x["parts"]]) for x in f]' "[('twilio-auth-token', ['twilio-account-sid'])]"
printf 'AZURE_TENANT_ID=6f9619ff-8b86-4d01-b42d-00cf4fc964ff\nAZURE_CLIENT_ID=7f9619ff-8b86-4d01-b42d-00cf4fc964ff\nAZURE_CLIENT_SECRET=Rf68Q~M0KXCVO0EM1x3KNyhz''rNvX4n8-68sHpal1\n' >entra.sh
scan entra.sh
expect_json '[(x["rule"], [p["rule"] for p in x["parts"]]) for x in f]' "[('azure-entra-client-secret', ['azure-client-id', 'azure-tenant-id'])]"

# Of other vendors: a domain, a client, an address is told with the secret, and alone not at all.
printf 'OKTA_ORG_URL=https://acme-dev.okta.com\nOKTA_API_TOKEN=00Rf68QM0KXCVO0EM1x3KNyhz''rNvX4n868sHpal1Qk\n' >okta.ini
scan okta.ini
expect_json '[(x["rule"], [p["rule"] for p in x["parts"]]) for x in f]' "[('okta-token', ['okta-domain'])]"
printf 'PLAID_CLIENT_ID=5f1c92ab04de773381c2aa90\nPLAID_SECRET=956a4202232a8bdc22fd''ef6c3c84a3\n' >plaid.ini
scan plaid.ini
expect_json '[(x["rule"], [p["rule"] for p in x["parts"]]) for x in f]' "[('plaid-secret', ['plaid-client-id'])]"
printf 'JIRA_URL=https://acme.atlassian.net\n' >site.ini
scan site.ini
expect_json 'f' '[]'

# ---- A pack's own: without its companion the secret is judged away, and the reason is told

cat >acme.yaml <<'TEXT'
rules:
  - id: acme-user
    since: "0.1"
    title: Acme user
    why: It names the account.
    severity: note
    pattern: '\bacme_user_(?<secret>[0-9a-f]{8})\b'
    tags: [secret, part, cwe-798]
    fix: Nothing.
    reference: https://acme.example/
    examples: [acme_user_0c7d1e93, acme_user_9f41c06b]
    counterexamples: [acme_user_, acme_user_xyz]
  - id: acme-pin
    since: "0.1"
    title: Acme pin
    why: It opens the account.
    severity: high
    pattern: '\bacme_pin_(?<secret>[0-9]{8})\b'
    companions: [{rule: acme-user, within: 2 lines}]
    tags: [secret, cwe-798]
    fix: Change it.
    reference: https://acme.example/
    examples: [acme_pin_83910472, acme_pin_27184013]
    counterexamples: [acme_pin_, acme_pin_x]
TEXT
printf 'acme_user_0c7d1e93\nx\nacme_pin_83910472\n' >pin.txt
scan --rules acme.yaml --only acme-pin,acme-user pin.txt
expect_json '[(x["rule"], len(x["parts"])) for x in f]' "[('acme-pin', 1)]"
printf 'acme_user_0c7d1e93\nx\nx\nx\nacme_pin_83910472\n' >pin.txt
scan --rules acme.yaml --only acme-pin,acme-user --explain-dropped pin.txt
expect_json 'f' '[]'
expect_json '[(d["rule"], d["reason"]) for d in r["dropped"]]' "[('acme-user', 'companion'), ('acme-pin', 'companion')]"
