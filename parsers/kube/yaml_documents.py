"""Finds the objects in YAML: Lists, single objects, several documents with or without `---`.

What oc writes is read by our own line reader; whatever else YAML allows goes to PyYAML, one object
at a time. Of kinds that nobody asks for nothing is built.
"""

from __future__ import annotations

import re
import textwrap
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import pairwise

from parsers.base import Source
from parsers.kube.object_set import Fields, ObjectSet
from parsers.kube.objects import RawObject
from parsers.kube.yaml_reader import END, Reader, Value
from parsers.kube.yaml_scalars import Unusual

KIND = re.compile(r"\n(- |  |)kind: *[\"']?(\w+)")
TOP = re.compile(r"\n(?:(---)|([A-Za-z]\w*):(?=[ \n]))")
DASH = re.compile(r" *- ")
FOREIGN = re.compile(
    r"\n((?:[Ee]rror|[Ww]arning|-?bash|sh|ssh|oc|kubectl): .+"
    r"|(?![ \n\0#.%\"']|-[ \n-]|[A-Za-z][\w.-]*:(?:[ \n]|\Z)).+)"
)
"""What stands at the margin and is no YAML: standard error, or a prompt, got into the objects."""
SKIP = frozenset(
    "managedFields env envFrom volumes volumeMounts securityContext tolerations affinity resources"  # noqa: SIM905
    " args command livenessProbe readinessProbe startupProbe initContainers"
    " images initContainerStatuses ephemeralContainerStatuses volumesAttached volumesInUse".split()
)
# debug.sh's awk takes `- env:` out of the pods, and the dash of a container with it.
BROKEN_BY_DEBUG_SH = SKIP | {"containers"}


def read_yaml_objects(
    path: str, text: str, first_line: int, wanted: Mapping[str, Fields]
) -> ObjectSet:
    """Read the objects of the wanted kinds, each with the lines of its fields."""
    found = ObjectSet()
    if text[:1] == " ":
        text = textwrap.dedent(text)  # a paste out of a quoted mail or a nested document
    start = FOREIGN.sub("", "\n" + text)
    kinds = {kind for _, kind in KIND.findall(start)}
    if kinds - {"List"} and not any(kind.removesuffix("List") in wanted for kind in kinds):
        found.kinds = kinds
        return found
    documents = _Documents(path, start, first_line - 1, wanted, found)
    if len(start) != len(text) + 1:
        found.unread += foreign(path, "\n" + text, first_line)
        documents.gaps = [source.line - first_line - i for i, source in enumerate(found.unread)]
    for document in documents.split():
        documents.read(*document)
    return found


def foreign(path: str, text: str, first_line: int) -> Iterator[Source]:
    """Yield the lines that are none of the objects'."""
    for match in FOREIGN.finditer(text):
        yield Source.at(path, first_line + text.count("\n", 0, match.start()), match[1])


class _Documents:
    """The documents of one file; line 0 is an empty line before the first."""

    def __init__(
        self, path: str, text: str, first_line: int, wanted: Mapping[str, Fields], found: ObjectSet
    ) -> None:
        self.path = path
        self.text = text
        self.first_line = first_line
        self.gaps: list[int] = []
        """Before which of our lines others were taken out."""
        self.wanted = wanted
        self.found = found
        self.lines = [*text.split("\n"), END]
        self.reader = Reader(self.lines, SKIP)

    def split(self) -> Iterator[tuple[dict[str, int], int, bool]]:
        """Yield (top-level key -> line, line after the last, appended to another document).

        A key that comes again starts a document: NetworkCheck appends to the files of its last run.
        """
        keys: dict[str, int] = {}
        line = position = 0
        appended = False
        for match in TOP.finditer(self.text):
            line += self.text.count("\n", position, match.start() + 1)
            position = match.start() + 1
            if match[1] or match[2] in keys:
                if keys:
                    yield keys, line, appended
                keys, appended = {}, not match[1]
            if match[2]:
                keys[match[2]] = line
        if keys:
            yield keys, len(self.lines) - 1, appended

    def read(self, keys: dict[str, int], end: int, appended: bool) -> None:
        """Read the objects of one document."""
        own = self._said(keys["kind"]) if "kind" in keys else ""
        if "items" not in keys:
            self.found.kinds.add(own)
            if own in self.wanted:
                self._object(own, min(keys.values()), end, 0)
            return
        if own:
            self.found.kinds.add(own)
        start = keys["items"] + 1
        end = min((line for line in keys.values() if line >= start), default=end)
        if not (dash := DASH.match(self.lines[start])):
            return
        starts = [i for i in range(start, end) if self.lines[i].startswith(dash.group())]
        if own == "" and end == len(self.lines) - 1:
            # oc writes `kind: List` after the items: the last item is not whole.
            self.found.lost = True
            self.found.notes.append(f"truncated: {len(starts) - 1} whole objects before the cut")
            end = starts.pop()
        before = len(self.found.objects)
        indent = dash.end()
        for at, after in pairwise([*starts, end]):
            kind = self._kind(at, after, indent) or own.removesuffix("List")
            self.found.kinds.add(kind)
            if (kind in self.wanted or not kind) and self._matters(kind, at, after):
                self._object(kind, at, after, indent)
        if appended:
            self.found.supersede(before)

    def _matters(self, kind: str, start: int, end: int) -> bool:
        """Return whether an object is to be read: of events, which are many, only warnings."""
        return kind != "Event" or any(
            line.endswith(": Warning") and line.lstrip(" -").startswith("type:")
            for line in self.lines[start:end]
        )

    def _said(self, line: int) -> str:
        return self.lines[line].partition(":")[2].strip(" \"'")

    def _kind(self, start: int, end: int, indent: int) -> str:
        key = " " * indent + "kind:"
        if self.lines[start].startswith("kind:", indent):
            return self._said(start)
        for at in range(start + 1, end):
            if self.lines[at].startswith(key):
                return self._said(at)
        return ""

    def _object(self, kind: str, start: int, end: int, indent: int) -> None:
        keys: dict[str, int] = {}
        data: Value
        reader, base = self.reader, 0
        if indent == 0 and end < len(self.lines) - 1 and not self.lines[end].startswith("---"):
            # Nothing but the repeated key tells the reader where this document ends.
            reader, base = Reader([*self.lines[start:end], END], SKIP), start
        try:
            data, after = reader.mapping(start - base, indent, self.lines[start], keys)
            keys, after = (
                {key: at + base for key, at in keys.items()} if base else keys,
                after + base,
            )
            if after < end and any(line.strip() for line in self.lines[after:end]):
                raise Unusual(self.lines[after])  # noqa: TRY301 - the one way to the full parser
        except (Unusual, IndexError, RecursionError):
            data = self._fully(start, end, indent)
        if not isinstance(data, dict):
            return
        kind = kind or str(data.get("kind"))
        self.found.kinds.add(kind)
        if kind in self.wanted:
            lines = dict(self._fields(self.wanted[kind], keys, start, end, indent))
            self.found.objects.append(RawObject(kind, data, self.path, lines))

    def _fully(self, start: int, end: int, indent: int) -> Value:
        import yaml  # only for what oc does not write

        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        head = " " * indent + self.lines[start][indent:]
        lines = [head, *self.lines[start + 1 : end]]
        text = "\n".join(lines)
        try:
            # No object of the API has an alias: a few of them could stand for gigabytes.
            if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, loader)):
                raise yaml.YAMLError("an alias")  # noqa: TRY301 - as any other fault of the text
            return yaml.load(text, loader)  # type: ignore[no-any-return]  # noqa: S506 - safe
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            with suppress(Unusual, IndexError, RecursionError):
                data, after = Reader([*lines, END], BROKEN_BY_DEBUG_SH).mapping(0, indent, head)
                if not any(line.strip() for line in lines[after:]):  # half an object misleads
                    return data
            mark = getattr(error, "problem_mark", None)
            line = min(start + (mark.line if mark else 0), end - 1)
            self.found.lost = True
            self.found.unread.append(Source.at(self.path, self._number(line), self.lines[line]))
            return None

    def _fields(
        self, wanted: Fields, keys: dict[str, int], start: int, end: int, indent: int
    ) -> Iterator[tuple[str, tuple[int, str]]]:
        """Yield the lines of the fields that rules cite; the object's own is its metadata.name."""
        for name, path in wanted.items():
            at = self._line_of(path, keys, start, end, indent)
            if at >= 0:
                yield name, (self._number(at), self.lines[at])

    def _number(self, at: int) -> int:
        """Return the number of a line in the file."""
        return self.first_line + at + bisect_left(self.gaps, at)

    def _line_of(
        self, path: tuple[str, ...], keys: dict[str, int], start: int, end: int, indent: int
    ) -> int:
        """Return the line of a field: two levels of keys are known, the rest is looked for."""
        at = keys.get(".".join(path[:2]), -1)
        steps = path[2:]
        if at < 0:
            at = keys.get(path[0], -1)
            at = at if at >= 0 else self._child(path[0], start, end, indent)
            steps = path[1:]
        for step in steps:
            if at < 0 or at + 1 >= end:
                return -1
            below = self.lines[at + 1]
            at = self._child(step, at + 1, end, len(below) - len(below.lstrip(" -")))
        return at

    def _child(self, key: str, start: int, end: int, indent: int) -> int:
        """Return the line of a key at a column; -1 if the block ends before it."""
        pad = " " * indent
        head = f"{pad}{key}:"
        if self.lines[start].startswith(f"{key}:", indent):
            return start
        for at in range(start, end):
            line = self.lines[at]
            if line.startswith(head):
                return at
            if at > start and line and not line.startswith(pad) and line.strip(" "):
                break
        return -1
