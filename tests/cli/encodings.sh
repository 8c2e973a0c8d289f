#!/usr/bin/env bash
# A byte order mark, or UTF-16, changes nothing of what a file is; what is not audited is said.
. "$(dirname "$0")/lib.sh"

utf8() { printf '\xef\xbb\xbf'; }
marked() { (utf8 && cat "$1") >"$2"; }
utf16() { (printf '\xff\xfe' && iconv -f UTF-8 -t UTF-16LE "$1") >"$2"; }

# What was found of the folder: the columns of the first line count the mark.
found() {
    run scan -f jsonl "$1"
    python3 -c '
import json, sys
for line in open(sys.argv[1]):
    one = json.loads(line)
    if one["type"] == "finding":
        print(one["rule"], one["severity"], one["blocks"], one["uri"], one["line"])' "$io/stdout" | sort
}

# Settings under names that do not say what they are: their lines do.
mkdir plain bom wide
printf 'db_secret_key: b0e7153bf7c3706d85c524e440066559a6656c90\ndb_password: Realprod55x\n' >plain/a.txt
cp plain/a.txt plain/b.log
cp plain/a.txt plain/c.md
cp plain/a.txt plain/settings
for file in plain/*; do
    marked "$file" "bom/${file#*/}"
    utf16 "$file" "wide/${file#*/}"
done
found plain >expected
expect 'there is something to be found' test "$(grep -c ' True ' expected)" = 8
for form in bom wide; do
    found $form >actual
    diff expected actual >"$io/stderr" || fail "$form: other findings"
done
rm -r plain bom wide

# Configuration.
mkdir -p plain/.github/workflows
printf 'services:\n  db:\n    image: postgres\n    privileged: true\n' | tee plain/compose.yaml >plain/docker-compose.yml
printf 'server {\n  listen 80;\n  server_tokens on;\n  autoindex on;\n}\n' >plain/nginx.conf
printf 'protected-mode no\nbind 0.0.0.0\n' >plain/redis.conf
printf '{"hosts": ["tcp://0.0.0.0:2375"]}\n' >plain/daemon.json
printf 'on: pull_request_target\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n    - uses: actions/checkout@main\n' \
    >plain/.github/workflows/ci.yml
printf 'apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  hostNetwork: true\n  containers:\n  - {name: a, image: x}\n' \
    >plain/pod.yaml
printf 'image: debian:latest\na:\n  script:\n  - curl -k https://x | sh\n' >plain/.gitlab-ci.yml
printf 'FROM debian:latest\nRUN curl -k https://x | sh\n' >plain/Dockerfile
printf 'PermitRootLogin yes\n' >plain/sshd_config
for form in bom wide; do
    cp -r plain $form
done
find plain -type f | while read -r file; do
    marked "$file" "bom/${file#*/}"
    utf16 "$file" "wide/${file#*/}"
done
found plain >expected
expect 'each has findings' test "$(awk '{ print $4 }' expected | sort -u | wc -l)" = 10
found bom >actual
diff expected actual >"$io/stderr" || fail 'a mark changes what is found'
run scan -v -f json wide
python3 -c '
import json, sys
told = [p for p in json.load(open(sys.argv[1]))["problems"] if p["text"] == "not audited: 1:1: not UTF-8"]
sys.exit(len(told) != 10)' "$io/stdout" || fail 'what is not audited is not said'
