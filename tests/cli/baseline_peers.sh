#!/usr/bin/env bash
# Files in the forms that detect-secrets 1.5, gitleaks 8 and trivy write are baselines as they are.
source "$(dirname "$0")/lib.sh"

mkdir src deploy
cat >src/app.py <<END
GITHUB = "$token"
password = "tR4k-Lemon-Boat-77"
END
# Longer than detect-secrets asks for: it hashes the front.
stripe='sk_live_''9hKq2LwZr7TbXc5VnMdP3sYf'
echo "STRIPE_KEY=${stripe}Q8uE" >deploy/.env
{
    echo '-----BEGIN PRIVATE KEY-----'
    python3 -c 'import base64; print(base64.b64encode(bytes.fromhex("302e020100300506032b657004220420") + bytes(range(65, 97))).decode())'
    echo '-----END PRIVATE KEY-----'
} >deploy/server.key
printf 'FROM debian:latest\nUSER root\n' >Dockerfile

rules=(--only 'github-pat,generic-password,stripe-secret-key,private-key,dockerfile-from-latest,dockerfile-last-user-root')

# states BASELINE: `RULE STATE` of every finding.
states() {
    run scan --no-ignore --baseline "$1" "${rules[@]}" -f jsonl --fail-on none .
    python3 -c 'import json, sys
for line in sys.stdin:
    item = json.loads(line)
    if item["type"] == "finding":
        print(item["rule"], item["baseline"])' <"$io/stdout" | sort >"$sandbox/states"
    cp "$sandbox/states" "$io/stdout"
}

# ---- detect-secrets: SHA-1 of what each of its plugins takes for the secret

python3 - "$token" "$stripe" >"$sandbox/detect-secrets.json" <<'END'
import hashlib, json, sys

def secret(kind, file, value, line):
    return {"type": kind, "filename": file, "hashed_secret": hashlib.sha1(value.encode()).hexdigest(), "is_verified": False,
            "line_number": line}

found = [secret("GitHub Token", "src/app.py", sys.argv[1], 1), secret("Secret Keyword", "src/app.py", "tR4k-Lemon-Boat-77", 2),
         secret("Stripe Access Key", "deploy/.env", sys.argv[2], 1),
         secret("Private Key", "deploy/server.key", "BEGIN PRIVATE KEY", 1)]
results = {}
for one in found:
    results.setdefault(one["filename"], []).append(one)
print(json.dumps({"version": "1.5.0", "plugins_used": [{"name": "GitHubTokenDetector"}],
                  "filters_used": [{"path": "detect_secrets.filters.heuristic.is_likely_id_string"}], "results": results,
                  "generated_at": "2026-01-05T10:00:00Z"}, indent=2))
END
states "$sandbox/detect-secrets.json"
for rule in github-pat generic-password stripe-secret-key private-key; do expect_stdout "$rule unchanged"; done
expect_stdout 'dockerfile-from-latest new'

# Another value is new, though all stands where it stood.
sed -i 's/Lemon/Melon/' src/app.py
states "$sandbox/detect-secrets.json"
expect_stdout 'generic-password new'
expect_stdout 'github-pat unchanged'
sed -i 's/Melon/Lemon/' src/app.py

# ---- trivy: of old (`DS002`) and of new (`DS-0002`) versions

for ids in 'DS001 DS002' 'DS-0001 DS-0002' 'AVD-DS-0001 AVD-DS-0002'; do
    read -r latest root <<<"$ids"
    cat >"$sandbox/trivy.json" <<END
{
  "SchemaVersion": 2, "CreatedAt": "2026-01-05T10:00:00Z", "ArtifactName": ".", "ArtifactType": "filesystem",
  "Results": [
    {"Target": "Dockerfile", "Class": "config", "Type": "dockerfile", "MisconfSummary": {"Successes": 1, "Failures": 2},
     "Misconfigurations": [
       {"Type": "Dockerfile Security Check", "ID": "$latest", "Severity": "MEDIUM", "Status": "FAIL",
        "CauseMetadata": {"Provider": "Dockerfile", "StartLine": 1, "EndLine": 1, "Code": {"Lines": null}}},
       {"Type": "Dockerfile Security Check", "ID": "$root", "Severity": "HIGH", "Status": "FAIL",
        "CauseMetadata": {"Provider": "Dockerfile", "StartLine": 2, "EndLine": 2, "Code": {"Lines": null}}}]},
    {"Target": "deploy/server.key", "Class": "secret",
     "Secrets": [{"RuleID": "private-key", "Category": "AsymmetricPrivateKey", "Severity": "HIGH", "StartLine": 1, "EndLine": 1,
                  "Match": "-----BEGIN PRIVATE KEY-----****"}]},
    {"Target": "src/app.py", "Class": "secret",
     "Secrets": [{"RuleID": "github-pat", "Category": "GitHub", "Severity": "CRITICAL", "StartLine": 1, "EndLine": 1}]}
  ]
}
END
    states "$sandbox/trivy.json"
    for rule in dockerfile-from-latest dockerfile-last-user-root private-key github-pat; do expect_stdout "$rule unchanged"; done
    expect_stdout 'generic-password new'
done

printf '# accepted\nAVD-DS-0001\nDS-0002 exp:2099-12-31\nprivate-key\n' >"$sandbox/trivyignore"
states "$sandbox/trivyignore"
for rule in dockerfile-from-latest dockerfile-last-user-root private-key; do expect_stdout "$rule unchanged"; done
expect_stdout 'github-pat new'

cat >"$sandbox/trivyignore.yaml" <<'END'
vulnerabilities:
misconfigurations:
  - id: AVD-DS-0001
    paths:
      - "Dockerfile"
    statement: accepted
  - id: DS-0002
    expired_at: 2020-01-01
secrets:
  - id: github-pat
    paths: ["src/**"]
licenses:
END
states "$sandbox/trivyignore.yaml"
for line in 'dockerfile-from-latest unchanged' 'dockerfile-last-user-root new' 'github-pat unchanged' 'private-key new'; do expect_stdout "$line"; done

# ---- gitleaks

cat >"$sandbox/gitleaks.json" <<END
[{"RuleID": "github-pat", "Description": "x", "StartLine": 1, "EndLine": 1, "StartColumn": 11, "EndColumn": 51, "Match": "$token",
  "Secret": "$token", "File": "src/app.py", "SymlinkFile": "", "Commit": "", "Entropy": 4.1, "Author": "", "Email": "", "Date": "",
  "Message": "", "Tags": [], "Fingerprint": "src/app.py:github-pat:1"}]
END
states "$sandbox/gitleaks.json"
expect_stdout 'github-pat unchanged'
expect_stdout 'private-key new'
# A copy of the file that it names is another place; where that file is not there, it may be called from another folder.
mkdir -p copies/prod
printf 'token = %s\n' "$token" | tee copies/config.ini >copies/prod/config.ini
printf '[{"RuleID": "github-pat", "StartLine": 1, "EndLine": 1, "Secret": "%s", "File": "config.ini"}]\n' "$token" >copies.json
run scan -f json --baseline copies.json copies
expect 'the copy is new' python3 -c '
import json, sys
states = {f["uri"]: f["baseline"] for f in json.load(open(sys.argv[1]))["findings"]}
assert states == {"config.ini": "unchanged", "prod/config.ini": "new"}, states' "$io/stdout"
rm copies/config.ini
run scan -f json --baseline copies.json copies
expect_stdout '"baseline": "unchanged"'
