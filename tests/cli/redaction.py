# SPDX-License-Identifier: Apache-2.0
"""Plants made-up secrets wherever a text could show them; prints them, one a line."""
import base64
import io
import json
import pathlib
import tarfile

import image_maker as maker

planted = []


def plant(value):
    planted.append(value)
    return value


def token(name):
    return plant(maker.token(name))


tree = pathlib.Path("tree")
(tree / "deep").mkdir(parents=True)


def write(name, text):
    (tree / name).write_text(text)


# Found, in the line that is shown and in the lines around it; several on one line.
write("app.py", f'a = 1\ntoken = "{token("found1")}"\nother = "{token("found2")}"; more = "{token("found3")}"\n'
                f'api_key = "{plant("q8Vt2LmZ4kXw9RpB7sYd")}"\npassword = "{plant("Tr0ub4dor-and-3")}"\n')
# Judged away or below the threshold, beside what is found.
write("away.py", f'api_key_url = "{plant("k3Xw9RpB7sYdq8Vt2LmZ")}"; token = "{token("beside")}"\n'
                 f'api_key = "{plant("your-api-key-goes-in-here")}"\n'
                 f'password = "{plant("wombatwombat")}"\n')
wrong = maker.token("wrongsum")
write("wrong.py", f'token = "{plant(wrong[:-1] + ("a" if wrong[-1] != "a" else "b"))}"\n')
# In configurations: the password, its line, the key's path, an environment, an argument.
write("docker-compose.yml", f"services:\n  db:\n    image: postgres\n    environment:\n      - POSTGRES_PASSWORD={plant('plum-Pudding-7')}\n"
                            f"      DATABASE_URL: postgresql://app:{plant('w8Lp2vXq9k')}@db.internal:5432/shop\n")
write("compose.yaml", f"services:\n  db:\n    image: postgres\n    environment:\n      POSTGRES_PASSWORD: {plant('plum-Pudding-8')}\n"
                      f"      DATABASE_URL: postgresql://app:{plant('w8Lp2vXq8k')}@db.internal:5432/shop\n")
write("Dockerfile", f"FROM debian\nENV API_TOKEN={token('dockerenv')}\nRUN curl -u bot:{plant('mZ4kQ8vTr2')} https://git.acme.io/\n")
write("k8s.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata:\n  token: "
                  + plant(base64.b64encode(token("kube").encode()).decode()) + "\n")
# A key that is a token itself, in a document that is broken behind it.
write("broken.yaml", f"services:\n  {token('key')}:\n    image: [\n")
write(".github-workflow.yml", f"on: push\njobs:\n  x:\n    runs-on: {token('runner')}\n")
# In comments that name no rule; in an encoding; in a name; in an archive, and in its names.
write("allow.py", f'x = 1  # veto:allow {token("rule")} {token("reason")}\ny = "{token("allowed")}"  # veto:allow github-pat {token("why")}\n')
write("encoded.txt", base64.b64encode(f"token = {token('encoded')}\npadding of the text\n".encode()).decode() + "\n")
write("utf16.txt", "")
(tree / "utf16.txt").write_bytes(f'token = "{token("utf16")}"\n'.encode("utf-16"))
name = token("filename")
write(f"deep/{name}.txt", f"token = {token('inside')}\n")
write(f"deep/{token('badjson')}.json", '{"a": [')
with tarfile.open(tree / "a.tar", "w") as tar:
    for inner in (f"x/{token('entryname')}.txt", "plain.txt"):
        data = f"token = {token('entry' + str(len(inner)))}\n".encode()
        info = tarfile.TarInfo(inner)
        info.size = len(data)
        tar.addfile(info, io.BytesIO(data))

# An image: files, environment, labels, history, and what made a layer.
layers = [maker.layer(("etc", None), ("etc/app.conf", f"token = {token('layer')}\n")),
          maker.layer(("etc/.wh.app.conf", ""))]
maker.save("image.tar", {"app:1": layers},
           config={"Env": [f"API_TOKEN={token('env')}", f"DB_PASSWORD={plant('plum-Pudding-9')}"],
                   "Labels": {"a": token("label")}},
           history=[{"created_by": f"RUN /bin/sh -c curl -H 'Authorization: token {token('history')}' https://x # buildkit"},
                    {"created_by": f"RUN |1 API_TOKEN={token('arg')} /bin/sh -c rm /etc/app.conf # buildkit"}])

print("\n".join(planted))
