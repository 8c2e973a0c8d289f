#!/usr/bin/env bash
# Objects of Kubernetes that are filled in later: what is at fault whatever is put in is told, what depends on
# it is not, and what cannot be read even so is said.
source "$(dirname "$0")/lib.sh"

mkdir -p go jinja variables broken
cat >go/deployment.yaml <<'YAML'
{{- /* A comment that ends in
}} several lines. */ -}}
{{- if .Values.enabled }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}-web
  labels: {{- include "web.labels" . | nindent 4 }}
    app: web
spec:
  replicas: {{ .Values.replicas }}
  template:
    spec:
      hostNetwork: true
      hostPID: {{ .Values.hostPID }}
      {{- if .Values.hostIPC }}
      hostIPC: true
      {{- end }}
      {{- with .Values.podSecurityContext }}
      securityContext:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      containers:
        - name: web
          image: "{{ .Values.image }}:latest"
          securityContext:
            privileged: true
            {{- toYaml .Values.securityContext | nindent 12 }}
          args:
            - |
              {{- range .Values.hosts }}
              connect {{ . | quote }}
              {{- end }}
        - name: side
          image: registry.example/side:latest
          securityContext:
            privileged: {{ .Values.privileged }}
            readOnlyRootFilesystem: false
            {{- if .Values.root }}
            runAsUser: 0
            {{- else }}
            runAsUser: 1
            {{- end }}
            capabilities:
              add: [SYS_ADMIN, {{ .Values.capability }}]
              drop:
                {{- toYaml .Values.drop | nindent 16 }}
        {{- if .Values.proxy }}
        - name: proxy
          image: registry.example/proxy:1
          {{ if .Values.limits }}resources: {{ .Values.limits | toJson }}{{ end }}
          securityContext: {privileged: true}
        {{- end }}
{{- end }}
YAML
cat >jinja/pod.yaml <<'YAML'
{# a comment #}
apiVersion: v1
kind: Pod
metadata:
  name: {{ name }}
spec:
{% if debug %}
  hostPID: true
{% endif %}
  hostIPC: true
  containers:
{% for one in containers %}
    - name: {{ one.name }}
      image: {{ one.image }}
      securityContext: {privileged: true, runAsUser: {{ one.user }}}
{% endfor %}
YAML
cat >variables/pod.yaml <<'YAML'
apiVersion: v1
kind: Pod
metadata:
  name: a
  labels:
    ${LABELS}
spec:
  hostNetwork: true
  containers:
    - name: a
      image: ${IMAGE}
      securityContext:
        privileged: ${PRIVILEGED}
        readOnlyRootFilesystem: false
YAML
# Which of all objects it is, nobody knows.
cat >go/any.yaml <<'YAML'
apiVersion: v1
kind: {{ .Values.kind }}
spec:
  hostNetwork: true
YAML
printf 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ a }}\nspec:\n  hostNetwork: true\n {{ b }}: [\n' >broken/pod.yaml

run scan -f json --fail-on none .
expect_exit 0
expect 'what is sure is told, and nothing else' python3 - "$io/stdout" <<'PYTHON'
import json, sys
report = json.load(open(sys.argv[1]))
found = {(f["rule"], f["place"], f["line"]) for f in report["findings"]}
lines = lambda rule, place: sorted(l for r, p, l in found if r == rule and p.endswith(place))
expected = {
    ("k8s-host-network", "go/deployment.yaml"): [14],
    ("k8s-host-pid", "go/deployment.yaml"): [],
    ("k8s-host-ipc", "go/deployment.yaml"): [],
    ("k8s-privileged", "go/deployment.yaml"): [27, 52],
    ("k8s-image-latest", "go/deployment.yaml"): [35],
    ("k8s-read-only-root-fs", "go/deployment.yaml"): [38, 49],
    ("k8s-run-as-user-zero", "go/deployment.yaml"): [],
    ("k8s-run-as-root", "go/deployment.yaml"): [],
    ("k8s-capabilities-not-dropped", "go/deployment.yaml"): [49],
    ("k8s-capability-sys-admin", "go/deployment.yaml"): [45],
    ("k8s-memory-limit", "go/deployment.yaml"): [24, 34],
    ("k8s-host-pid", "jinja/pod.yaml"): [],
    ("k8s-host-ipc", "jinja/pod.yaml"): [10],
    ("k8s-privileged", "jinja/pod.yaml"): [15],
    ("k8s-run-as-root", "jinja/pod.yaml"): [],
    ("k8s-host-network", "variables/pod.yaml"): [8],
    ("k8s-privileged", "variables/pod.yaml"): [],
    ("k8s-read-only-root-fs", "variables/pod.yaml"): [14],
    ("k8s-image-latest", "variables/pod.yaml"): [],
    ("k8s-host-network", "go/any.yaml"): [],
}
wrong = [(key, lines(*key), want) for key, want in expected.items() if lines(*key) != want]
for each in wrong:
    print(each, file=sys.stderr)
problems = [(p["uri"].split("/", 1)[-1] if p["uri"].startswith("./") else p["uri"], p["text"]) for p in report["problems"]]
print(problems, file=sys.stderr)
unjudged = [p for p in problems if "not audited: " in p[1]]
sys.exit(bool(wrong) or len(unjudged) != 1 or "broken/pod.yaml" not in unjudged[0][0] or ": 7:2: " not in unjudged[0][1])
PYTHON
