# SPDX-License-Identifier: Apache-2.0
"""Reading YAML and JSON alone: MB/s and memory, beside what is below and beside our readers."""
import json
import os
import re
import subprocess
import tempfile

from measure import verdict
from micro import MICRO, build

SERVICES = 6000


def container(number):
    return {"name": f"container-{number}", "image": f"registry.acme.io/team-{number % 97}/service:{number % 31}.{number % 7}.1",
            "args": ["--listen", f":{8000 + number % 1000}", "--log=json"],
            "env": [{"name": "LEVEL", "value": "info"}, {"name": "REGION", "value": f"eu-{number % 4}"}],
            "resources": {"limits": {"cpu": "500m", "memory": "256Mi"}, "requests": {"cpu": "100m", "memory": "64Mi"}},
            "securityContext": {"runAsNonRoot": True, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}}}


def manifest(number):
    return {"apiVersion": "apps/v1", "kind": "Deployment",
            "metadata": {"name": f"service-{number}", "namespace": f"team-{number % 97}", "labels": {"app": f"service-{number}"}},
            "spec": {"replicas": number % 5, "template": {"spec": {"containers": [container(number)]}}}}


def yaml_of(value, depth=0):
    """Block style, as people and generators write manifests."""
    indent = "  " * depth
    if isinstance(value, dict):
        return "".join(f"{indent}{key}:" + under(item, depth) for key, item in value.items())
    return "".join(f"{indent}- " + (yaml_of(item, depth + 1).lstrip() if isinstance(item, dict) else json.dumps(item) + "\n")
                   for item in value)


def under(item, depth):
    if isinstance(item, (dict, list)):
        return "\n" + yaml_of(item, depth + 1)
    return f" {item}\n" if isinstance(item, str) and re.fullmatch(r"[a-zA-Z][\w./-]*", item) else f" {json.dumps(item)}\n"


def rate(stage, path):
    text = subprocess.run([MICRO, stage, path], check=True, capture_output=True, text=True).stdout
    print("  " + text.rstrip())
    return float(re.search(r"([0-9.]+)", text.split(None, 1)[1]).group(1))


def main():
    build()
    manifests = [manifest(number) for number in range(SERVICES)]
    with tempfile.TemporaryDirectory() as folder:
        stream, array = os.path.join(folder, "a.yaml"), os.path.join(folder, "a.json")
        with open(stream, "w") as out:
            out.write("---\n".join(yaml_of(item) for item in manifests))
        with open(array, "w") as out:
            json.dump(manifests, out, indent=1)
        print(f"YAML, {os.path.getsize(stream) / 1e6:.1f} MB of manifests, one thread")
        ours = 1000 * rate("yaml", stream)
        rate("events", stream)
        verdict("reading YAML", ours, 40, " MB/s", at_most=False)
        verdict("its tree", rate("memory", stream), 12, " bytes a byte")
        print(f"JSON, {os.path.getsize(array) / 1e6:.1f} MB of the same, one thread")
        ours = 1000 * rate("json", array)
        rate("jansson", array)
        verdict("reading JSON", ours, 150, " MB/s", at_most=False)
        verdict("its tree", rate("memory", array), 12, " bytes a byte")


main()
