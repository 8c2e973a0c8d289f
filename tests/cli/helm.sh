#!/usr/bin/env bash
# Charts of Helm: values, dependencies, and what templates say whatever the values are.
source "$(dirname "$0")/lib.sh"

mkdir -p web/templates
cat >web/Chart.yaml <<'YAML'
apiVersion: v2
name: web
version: 1.0.0
dependencies:
  - name: redis
    version: ^18.0.0
    repository: http://charts.example
YAML
cat >web/values.yaml <<'YAML'
image:
  repository: registry.example/web
  tag: latest
auth:
  existingSecret: web
  password: weakvalueone-7
securityContext:
  privileged: true
YAML
cat >web/templates/deployment.yaml <<'YAML'
{{- if .Values.enabled }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "web.name" . }}
  labels:
    {{- include "web.labels" . | nindent 4 }}
spec:
  template:
    spec:
      {{- with .Values.nodeSelector }}
      nodeSelector: {{- toYaml . | nindent 8 }}
      {{- end }}
      volumes:
        - name: runtime
          hostPath: {path: /var/run/docker.sock}
      containers:
        - name: {{ .Chart.Name }}
          image: "{{ .Values.image.repository }}:latest"
{{- end }}
---
apiVersion: v1
kind: Pod
metadata: {name: test}
spec:
  containers:
    - name: wget
      image: busybox
      securityContext:
        privileged: {{ .Values.privileged }}
YAML
run scan -f json web
for rule in helm-chart-dependency-unpinned helm-chart-dependency-http helm-values-image-latest \
    helm-values-secret-literal helm-values-privileged k8s-docker-socket; do
    expect_stdout "\"rule\": \"$rule\""
done
expect_no_stdout weakvalueone
expect 'the places of what is written down' python3 -c '
import json, sys
found = {(f["rule"], f["place"], f["line"]) for f in json.load(open(sys.argv[1]))["findings"]}
template = "web/templates/deployment.yaml"
assert ("k8s-docker-socket", template, 16) in found, found
assert ("k8s-image-latest", template, 28) in found, found
assert not any(r == "k8s-image-latest" and p == template and l == 19 for r, p, l in found), found
assert not any(r.startswith("helm-template-") for r, p, l in found), found
assert not any(r == "helm-values-privileged" and p == template for r, p, l in found), found
assert ("helm-values-privileged", "web/values.yaml", 8) in found, found' "$io/stdout"

# What is locked is pinned.
printf 'dependencies: []\n' >web/Chart.lock
run scan -f json web
expect_no_stdout 'helm-chart-dependency-unpinned'

# Whose login it is, the name of the chart says.
printf 'auth: {enabled: false}\n' >web/values.yaml
run scan -f json web
expect_no_stdout 'helm-values-auth-disabled'
printf 'apiVersion: v2\nname: redis\nversion: 1.0.0\n' >web/Chart.yaml
run scan -f json web
expect_stdout 'helm-values-auth-disabled'

# Without a chart values are anybody's.
rm web/Chart.yaml
run scan -f json web
expect_no_stdout '"rule": "helm-'
