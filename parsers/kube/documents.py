"""Finds the objects in YAML, JSON and tables: Lists, single objects, bare arrays, several documents.

What oc writes is read by our own line reader; whatever else YAML allows goes to PyYAML. Of kinds
that nobody asks for nothing is built.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from parsers.base import Source
from parsers.kube.objects import Data, RawObject, mapping, sequence
from parsers.kube.yaml_reader import END, Reader, Value
from parsers.kube.yaml_scalars import Unusual

KIND_LINE = re.compile(r"^(?:- |  |)kind: *\"?(\w+)", re.MULTILINE)
DOCUMENT = re.compile(r"^(?:---.*|(?=apiVersion: ))", re.MULTILINE)
FIELD = re.compile(r"^[ -]*\"?(\w+)\"?: ?")
SKIP = frozenset(
    "managedFields env envFrom volumes volumeMounts securityContext tolerations resources"  # noqa: SIM905
    " livenessProbe readinessProbe startupProbe containerStatuses initContainers images"
    " initContainerStatuses kubectl.kubernetes.io/last-applied-configuration".split()
)


@dataclass(slots=True)
class ObjectSet:
    """What was found in one artifact."""

    objects: list[RawObject] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    """Every kind named, wanted or not; of a List of nothing, the kind of the list."""
    unread: list[Source] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class YamlDocuments:
    """Reads the documents of one YAML file, item by item."""

    def __init__(
        self, path: str, text: str, first_line: int, wanted: Mapping[str, frozenset[str]]
    ) -> None:
        self.path = path
        self.first_line = first_line
        self.wanted = wanted
        self.found = ObjectSet()
        self.found.kinds.update(KIND_LINE.findall(text))
        if self.found.kinds & wanted.keys():
            self.lines = [*text.split("\n"), END]
            self.reader = Reader(self.lines, SKIP)
            starts = [i for i, line in enumerate(self.lines) if DOCUMENT.match(line)]
            starts = starts if starts and starts[0] == 0 else [0, *starts]
            for start, end in zip(starts, [*starts[1:], len(self.lines) - 1], strict=True):
                first = start + 1 if self.lines[start].startswith("---") else start
                while first < end and not self.lines[first].strip():
                    first += 1
                if first < end:
                    self._document(first, end)

    def _document(self, start: int, end: int) -> None:
        items = next((i for i in range(start, end) if self.lines[i].startswith("items:")), None)
        if items is None or not self.lines[items + 1].lstrip(" ").startswith("- "):
            if items is None:
                self._object(start, end, 0)
            return
        line = self.lines[items + 1]
        indent = len(line) - len(line.lstrip(" ")) + 2
        dash = line[: indent - 1] + " "
        starts = [i for i in range(items + 1, end) if self.lines[i].startswith(dash)]
        stop = next(
            (i for i in range(starts[-1] + 1, end)
             if self.lines[i].strip() and not self.lines[i].startswith(" " * (indent - 1))),
            end,
        )  # fmt: skip
        for at, after in zip(starts, [*starts[1:], stop], strict=True):
            self._object(at, after, indent)

    def _object(self, start: int, end: int, indent: int) -> None:
        lines = self.lines[start:end]
        head = " " * indent
        kind = next(
            (line[indent + 6 :].strip("\" ") for line in lines
             if line.startswith("kind: ", indent) and line[:indent].strip(" -") == ""),
            None,
        )  # fmt: skip
        if kind is None:
            # A list of one kind may leave the kind out of its items.
            lists = [k for k in self.found.kinds if k.endswith("List") and k != "List"]
            kind = lists[0].removesuffix("List") if len(lists) == 1 else ""
        if kind not in self.wanted:
            return
        data = self._data(start, end, indent, head)
        if data is None:
            return
        raw = RawObject(
            kind, data, self.path, dict(self._fields(lines, start, self.wanted[kind], indent))
        )
        self.found.objects.append(raw)

    def _data(self, start: int, end: int, indent: int, head: str) -> Data | None:
        try:
            value: Value = self.reader.mapping(start, indent, self.lines[start])[0]
        except (Unusual, IndexError):
            text = "\n".join([head + self.lines[start][indent:], *self.lines[start + 1 : end]])
            value = self._fully(text, start)
        return value if isinstance(value, dict) and value else None

    def _fully(self, text: str, start: int) -> Value:
        import yaml  # noqa: PLC0415 - only for what oc does not write

        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        try:
            return yaml.load(text, loader)  # type: ignore[no-any-return]  # noqa: S506 - safe loaders
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            mark = getattr(error, "problem_mark", None)
            line = start + (mark.line if mark else 0)
            said = self.lines[min(line, len(self.lines) - 2)]
            self.found.unread.append(Source.at(self.path, self.first_line + line, said))
            if not self.found.notes:
                self.found.notes.append(f"{self.path}: not all of it is YAML, or it is truncated")
            return None

    def _fields(
        self, lines: list[str], start: int, wanted: frozenset[str], indent: int
    ) -> Iterator[tuple[str, tuple[int, str]]]:
        """Yield the lines of the fields that rules cite; the object's own is its metadata.name."""
        name = f"{' ' * (indent + 2)}name: "
        seen: set[str] = set()
        for offset, line in enumerate(lines):
            match = FIELD.match(line)
            if match is None:
                continue
            key = match.group(1)
            if line.startswith(name) and "" not in seen:
                seen.add("")
                yield "", (self.first_line + start + offset, line)
            elif key in wanted and key not in seen:
                seen.add(key)
                yield key, (self.first_line + start + offset, line)


def read_json(
    path: str, text: str, first_line: int, wanted: Mapping[str, frozenset[str]]
) -> ObjectSet:
    """Read a JSON object, List or bare array; of a cut one, the items before the cut."""
    found = ObjectSet()
    try:
        top: object = json.loads(text)
    except ValueError:
        top = list(_whole_items(text))
        found.notes.append(f"{path}: truncated, {len(sequence(top))} whole items before the cut")
    found.kinds.update(re.findall(r'"kind": ?"(\w+)"', text))
    items = sequence(top) if isinstance(top, list) else sequence(mapping(top).get("items"))
    if not items and "items" not in mapping(top):
        items = [top]
    position, line = 0, first_line
    list_kind = str(mapping(top).get("kind", "")).removesuffix("List")
    for item in map(mapping, items):
        kind = str(item.get("kind") or list_kind)
        if kind not in wanted:
            continue
        name = json.dumps(str(mapping(item.get("metadata")).get("name")))
        at = text.find(f'"name": {name}', position)
        at = at if at >= 0 else text.find(name, position)
        if at >= 0:
            line += text.count("\n", position, at)
            position = at
        end = text.find("\n", position)
        said = text[text.rfind("\n", 0, position) + 1 : end if end >= 0 else len(text)]
        found.objects.append(RawObject(kind, item, path, {"": (line, said)}))
    return found


def _whole_items(text: str) -> Iterator[object]:
    decoder = json.JSONDecoder()
    start = text.find("[")
    position = start + 1
    while start >= 0:
        while position < len(text) and text[position] in " \t\r\n,":
            position += 1
        try:
            item, position = decoder.raw_decode(text, position)
        except ValueError:
            return
        yield item


YAML_HEAD = re.compile(r"\A(?:\s|#.*\n)*(?:---.*\n)?(?:\s|#.*\n)*(?:apiVersion|items|kind): ?\S*")
JSON_HEAD = re.compile(r'\A\s*[\[{]\s*(?:\{\s*)?"(?:apiVersion|kind|items|metadata)"')


def is_yaml(head: str) -> bool:
    """Return whether a text starts as an object or List in YAML."""
    return YAML_HEAD.match(head) is not None


def is_json(head: str) -> bool:
    """Return whether a text starts as an object, List or array of objects in JSON."""
    return JSON_HEAD.match(head) is not None


def claims(head: str, path: str, command: str | None) -> bool:
    """Return whether an artifact holds objects: in YAML or JSON, or as a table of `oc get`."""
    from parsers.kube import table  # noqa: PLC0415 - imports this module

    if is_yaml(head) or is_json(head) or table.header_of(head) is not None:
        return True
    if re.search(r"(?:^|/)meta/nodeinfo$", path):
        return True
    return head.lstrip().startswith("No resources found") and command is not None
