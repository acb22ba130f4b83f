"""Recognises objects in YAML, JSON and tables by their first lines, and reads them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from parsers.base import Artifact
from parsers.kube import describe, table
from parsers.kube.json_documents import read_json_objects
from parsers.kube.object_set import Fields, ObjectSet
from parsers.kube.yaml_documents import read_yaml_objects

# What oc says on standard error, mixed into what it prints.
NOISE = (
    r"(?:[WEI]\d{4} .*|[Ww]arning: .*|Flag --.*|Defaulted .*|[Ee]rror\b.*|-?(?:ba)?sh: .*"
    r"|Unable to use a TTY.*|\{\"level\":.*)\n"
)
YAML_HEAD = re.compile(rf"\A(?:{NOISE})*(?:\s|#.*\n|---.*\n)*(?:apiVersion|items|kind):(?: \S*)?$",
                       re.MULTILINE)  # fmt: skip
JSON_HEAD = re.compile(
    rf'\A(?:{NOISE})*\s*(?:\[\s*)?\{{\s*"(?:apiVersion|kind|items|metadata|status|spec)":'
)
EMPTY_ARRAY = re.compile(r"\A\s*\[\s*\]\s*\Z")
IP = r"\d+(?:\.\d+){3}"
NODE_INFO = re.compile(rf"\A(?:[a-z][\w.-]* {IP}\n)+\Z")
POD_INFO = re.compile(rf"\A(?:[a-z][\w.-]* +{IP} +[a-z][\w.-]* +[a-z][\w-]* +{IP} +\S{{12,}}\n)")
NAMESPACE = re.compile(r"\s(?:-n|--namespace)[= ](?P<namespace>[\w.-]+)")
INFO_PATHS = (re.compile(r"(?:^|/)meta/nodeinfo$"), re.compile(r"(?:^|/)meta/podinfo$"))
HEAD = 4096


def is_info(content: re.Pattern[str], place: re.Pattern[str], head: str, path: str) -> bool:
    """Return whether a text is one of debug.sh's lists, by its place or its every line."""
    return place.search(path) is not None or content.match(head) is not None


def is_yaml(head: str) -> bool:
    """Return whether a text starts as an object or List in YAML."""
    return YAML_HEAD.match(head) is not None


def is_json(head: str) -> bool:
    """Return whether a text starts as an object, List or array of objects in JSON."""
    return JSON_HEAD.match(head) is not None


def claims(head: str, path: str, command: str | None) -> bool:
    """Return whether an artifact holds objects: in YAML or JSON, or as a table of `oc get`."""
    if is_yaml(head) or is_json(head) or table.header_of(head) is not None:
        return True
    if is_info(NODE_INFO, INFO_PATHS[0], head, path):
        return True
    if describe.describes(head) or is_info(POD_INFO, INFO_PATHS[1], head, path):
        return True
    if EMPTY_ARRAY.match(head) and path.endswith(".json"):
        return True
    return head.lstrip().startswith("No resources found") and command is not None


def read_objects(artifact: Artifact, wanted: Mapping[str, Fields]) -> ObjectSet:
    """Return the objects of the wanted kinds that an artifact holds, in whichever form."""
    text = artifact.text
    head = text[:HEAD]
    path, line = artifact.path, artifact.first_line
    if is_yaml(head):
        return read_yaml_objects(path, text, line, wanted)
    if is_json(head):
        start = re.match(rf"(?:{NOISE})*", text)
        skipped = start.end() if start else 0
        line += text.count("\n", 0, skipped)
        return read_json_objects(path, text[skipped:], line, wanted)
    if is_info(NODE_INFO, INFO_PATHS[0], head, path):
        return ObjectSet(list(table.nodeinfo(path, text, line)))
    if is_info(POD_INFO, INFO_PATHS[1], head, path):
        return ObjectSet(list(table.podinfo(path, text, line)), partial=True)
    if EMPTY_ARRAY.match(head):
        return ObjectSet()
    if describe.describes(head):
        return describe.read(path, text, line)
    match = NAMESPACE.search(artifact.command or "")
    found = table.read(path, text, line, match["namespace"] if match else None)
    if "No resources found" in head:
        found.unread.clear()
    return found
