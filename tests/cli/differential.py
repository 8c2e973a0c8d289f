# SPDX-License-Identifier: Apache-2.0
"""Does veto read YAML and JSON as other parsers do?

Reads every such file of the folders (or of a file of labelled cases, one JSON object a line) with
`veto query` and with PyYAML's own parser or Python's for JSON, and compares: refused or not, how many
documents, and the shape of each (kinds of nodes, keys, and the text of strings). Prints the files where
the two disagree, and ends with 1 if there are any.

A file that both refuse is no disagreement, nor is one that veto refuses for a bound of its own.
"""
import json
import os
import subprocess
import sys
import tempfile

import yaml

VETO = os.environ["VETO"]
BOUNDS = ("nested too deep", "too deep in brackets", "too many nodes", "larger than", "is too large")
YAML_ENDINGS = (".yaml", ".yml")
JSON_ENDINGS = (".json",)


class Refused(Exception):
    pass


class Incomparable(Exception):
    """Where the two differ by what they promise: merge keys, tags that make other types."""


def shape_of_value(value):
    """Of a value that veto printed, as shape_of_node has it. Scalars that are no strings are all one."""
    if isinstance(value, Members):
        return ("map", [(key, shape_of_value(item)) for key, item in value.items()])
    if isinstance(value, list):
        return ("list", [shape_of_value(item) for item in value])
    return value if isinstance(value, str) else "(plain)"


class Members(dict):
    pass


def veto_shapes(path):
    run = subprocess.run([VETO, "query", "--json", path, "$"], capture_output=True, timeout=120)
    if run.returncode < 0 or run.returncode > 3:
        raise SystemExit(f"differential: {path}: veto ended with {run.returncode}")
    if run.returncode != 0:
        raise Refused(run.stderr.decode(errors="replace").strip())
    return [shape_of_value(value) for value in json.loads(run.stdout, object_hook=Members)]


def key_of(node):
    if not isinstance(node, yaml.ScalarNode):
        raise Incomparable("a key that is no scalar")
    if node.value == "<<" and node.style is None:
        raise Incomparable("a merge key")
    return node.value


def shape_of_node(node, loader, seen):
    if id(node) in seen:
        raise Refused("an alias inside of what it names")
    if isinstance(node, yaml.ScalarNode):
        if node.tag.startswith("tag:yaml.org,2002:binary"):
            raise Incomparable("a tag that makes another type")
        is_text = node.style is not None or node.tag == "tag:yaml.org,2002:str"
        return ("text", node.value) if is_text else ("plain", node.value)
    seen = seen | {id(node)}
    if isinstance(node, yaml.SequenceNode):
        return ("list", [shape_of_node(child, loader, seen) for child in node.value])
    members = {}  # the last of one name counts, at the place of the first
    for key, value in node.value:
        members[key_of(key)] = shape_of_node(value, loader, seen)
    return ("map", list(members.items()))


class Loader(yaml.SafeLoader):
    """An alias means the anchor of its name that came last (YAML 1.2.2 §7.1); PyYAML wants it to be the only one."""

    def compose_node(self, parent, index):
        if not self.check_event(yaml.AliasEvent):
            self.anchors.pop(self.peek_event().anchor, None)
        return super().compose_node(parent, index)


def yaml_shapes(text):
    loader = Loader(text)
    shapes = []
    try:
        while loader.check_node():
            shapes.append(shape_of_node(loader.get_node(), loader, frozenset()))
    except (yaml.YAMLError, ValueError) as error:
        raise Refused(str(error).replace("\n", " ")) from error
    finally:
        loader.dispose()
    return shapes


def json_shapes(text):
    try:
        return [shape_of_value(json.loads(text, object_hook=Members))]
    except ValueError as error:
        raise Refused(str(error)) from error


def same(ours, theirs):
    """`theirs` may leave open whether a plain scalar is a string: YAML 1.1 and 1.2 differ there."""
    if isinstance(theirs, str) or isinstance(ours, str):
        if isinstance(theirs, tuple) and theirs[0] == "text":
            return ours == theirs[1]
        if isinstance(theirs, tuple) and theirs[0] == "plain":
            return ours in ("(plain)", theirs[1])
        return ours == theirs
    if ours[0] != theirs[0] or len(ours[1]) != len(theirs[1]):
        return False
    if ours[0] == "list":
        return all(map(same, ours[1], theirs[1]))
    theirs_by_key = dict(theirs[1])
    return all(key in theirs_by_key and same(value, theirs_by_key[key]) for key, value in ours[1])


def outcome(read, argument):
    try:
        return read(argument), None
    except Refused as error:
        return None, str(error)


def compare(path, name):
    """None, or how the two disagree."""
    with open(path, "rb") as file:
        data = file.read()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None  # a bound of veto's own: UTF-8 only
    ours, our_refusal = outcome(veto_shapes, path)
    try:
        theirs, their_refusal = outcome(json_shapes if name.endswith(JSON_ENDINGS) else yaml_shapes, text)
    except Incomparable:
        return None if our_refusal is None else f"veto alone refuses it: {our_refusal}"
    except RecursionError:
        return None
    if our_refusal is not None and their_refusal is None:
        return None if any(bound in our_refusal for bound in BOUNDS) else f"veto alone refuses it: {our_refusal}"
    if our_refusal is None and their_refusal is not None:
        # Comments and a comma at the end are taken on purpose.
        return None if name.endswith(JSON_ENDINGS) else f"the other refuses it: {their_refusal}"
    if our_refusal is not None:
        return None
    if len(ours) != len(theirs):
        # An empty stream is no document to the one and an empty one to the other.
        return None if not theirs and ours == ["(plain)"] else f"{len(ours)} documents, not {len(theirs)}"
    return None if all(map(same, ours, theirs)) else "another tree"


def files_of(folder):
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != ".git"]
        for name in names:
            path = os.path.join(place, name)
            if name.endswith(YAML_ENDINGS + JSON_ENDINGS) and os.path.isfile(path) and not os.path.islink(path):
                yield path, name


def files_of_cases(cases, folder):
    with open(cases) as lines:
        for number, line in enumerate(lines):
            case = json.loads(line)
            for file in case.get("files", [case]):
                name = os.path.basename(file.get("path") or file.get("name") or "")
                content = file.get("content") or file.get("text") or ""
                if not name.endswith(YAML_ENDINGS + JSON_ENDINGS):
                    continue
                path = os.path.join(folder, f"{number}-{name}")
                with open(path, "w") as out:
                    out.write(content)
                yield path, name


def main():
    count, disagreements = 0, 0
    with tempfile.TemporaryDirectory() as folder:
        for argument in sys.argv[1:]:
            source = files_of(argument) if os.path.isdir(argument) else files_of_cases(argument, folder)
            for path, name in source:
                count += 1
                difference = compare(path, name)
                if difference:
                    disagreements += 1
                    print(f"{path}: {difference}")
    print(f"{count} files, {disagreements} disagreements")
    if count == 0:
        raise SystemExit("differential: no file was read")
    raise SystemExit(1 if disagreements else 0)


main()
