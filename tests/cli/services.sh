#!/usr/bin/env bash
# Checks of services: by name and shape, what is in effect, and what is not known.
source "$(dirname "$0")/lib.sh"

# A main configuration has defaults, a part of one has none, and an include may set anything.
mkdir -p etc/ssh/sshd_config.d other
echo 'Port 22' | tee etc/ssh/sshd_config >etc/ssh/sshd_config.d/50-port.conf
run scan -f jsonl etc
expect_stdout 'sshd-password-default'
expect_stdout 'etc/ssh/sshd_config"'
expect_no_stdout '50-port.conf'
printf 'Include /etc/ssh/sshd_config.d/*.conf\nPort 22\n' >etc/ssh/sshd_config
run scan -f jsonl etc
expect_no_stdout 'sshd-password-default'

# The first value counts, whatever its case, and a block of Match stands apart.
printf 'permitrootlogin no\nPermitRootLogin yes\nMatch Address 10.0.0.0/8\n  PasswordAuthentication yes\n' >etc/ssh/sshd_config
run scan -f jsonl etc
expect_no_stdout 'sshd-permit-root-login'
expect_stdout 'sshd-password-authentication'

# A name alone does not make a file one of a service, nor does what it cannot be read as stay unsaid.
printf '{"name": "daemon", "version": 1}\n' >other/daemon.json
printf 'hello: world\n' >other/prometheus.yml
run scan other
expect_exit 0
printf '{"icc": tru\n' >other/daemon.json
run scan -v -f json other
expect_stdout 'other/daemon.json'
expect_stdout 'not audited: 1:9'
rm -r other

# An example of an env file shows names: what it holds is in effect nowhere.
echo 'POSTGRES_PASSWORD=postgres' | tee .env >.env.example
run scan -f jsonl --only env-file-default-password .env .env.example
expect_stdout 'env-file-default-password'
expect_no_stdout '.env.example'

# What a check shows of a secret is redacted.
printf 'server.host: localhost\nelasticsearch.password: weakvalue-kettle-41\n' >kibana.yml
printf '[client]\npassword=weakvalue-kettle-42\n' >my.cnf
printf 'bind 127.0.0.1\nrequirepass weakvalue-kettle-43\n' >redis.conf
printf 'machine: x\nscrape_configs:\n- basic_auth: {username: a, password: weakvalue-kettle-44}\n' >prometheus.yml
printf 'output { x { password => "weakvalue-kettle-45" } }\n' >logstash.conf
printf '[Service]\nEnvironment=API_TOKEN=weakvalue-kettle-46\n' >app.service
for format in text json sarif; do
    run scan -v -f "$format" kibana.yml my.cnf redis.conf prometheus.yml logstash.conf app.service
    expect_no_stdout 'weakvalue'
done
for rule in kibana-password-literal mysql-password-literal redis-password-literal \
    prometheus-basic-auth-literal logstash-pipeline-password systemd-env-secret; do
    expect_stdout "$rule"
done

# Files in a ConfigMap are files: with their names, at their places, also several faults of one.
cat >map.yaml <<'YAML'
apiVersion: v1
kind: ConfigMap
metadata: {name: monitoring}
data:
  prometheus.yml: |
    global: {}
    scrape_configs:
      - job_name: a
        tls_config: {insecure_skip_verify: true}
YAML
run scan -f json map.yaml
expect 'three faults of the embedded file, where they stand' python3 -c '
import json, sys
found = {f["rule"]: f["line"] for f in json.load(open(sys.argv[1]))["findings"]}
assert found["prometheus-no-rules"] == found["prometheus-no-alertmanager"] == 8, found
assert found["prometheus-tls-skip-verify"] == 9, found
' "$io/stdout"
