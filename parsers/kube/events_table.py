"""Reads the table of `oc get events`, which is not about objects by their own name.

Columns: up to 3.11 `LAST SEEN  FIRST SEEN  COUNT  NAME  KIND  SUBOBJECT  TYPE  REASON  SOURCE
MESSAGE`, in 4.x `LAST SEEN  TYPE  REASON  OBJECT  MESSAGE` (printers of Kubernetes).
"""

from __future__ import annotations

import re

from parsers.base import Artifact, Parsed, Parser, Source
from parsers.expressions import expression
from parsers.kube import events
from parsers.kube.events import Events
from parsers.kube.objects import RawObject

HEADER = expression(
    r"^(?:NAMESPACE\s+)?LAST ?SEEN\s+(?:FIRST ?SEEN\s+COUNT\s+NAME\s+KIND|TYPE\s+REASON)\b.*$"
)
COLUMN = expression(r"LAST ?SEEN|FIRST ?SEEN|FIRST SEEN|[A-Z]+")
NAMESPACE = expression(r"\s(?:-n|--namespace)[= ](?P<namespace>[\w.-]+)")


def cells(text: str, where: list[tuple[str, int]]) -> dict[str, str] | None:
    """Cut a row at the header's offsets, or at two blanks where its alignment is lost."""
    names = [name for name, _ in where]
    if all(start == 0 or text[start - 1 : start] in {" ", ""} for _, start in where):
        ends = [start for _, start in where[1:]] + [len(text) + 1]
        pairs = zip(where, ends, strict=True)
        return {name: text[start:end].strip() for (name, start), end in pairs}
    parts = re.split(r" {2,}|\t+", text.strip(), maxsplit=len(names) - 1)
    if len(parts) == len(names) - 1 and "SUBOBJECT" in names:
        names.remove("SUBOBJECT")
    return dict(zip(names, parts, strict=True)) if len(parts) == len(names) else None


def row_object(row: dict[str, str], path: str, line: int, said: str, asked: str) -> RawObject:
    """Make the object that a row stands for; its name is made up, as rows do not show it."""
    kind, _, name = row.get("OBJECT", "").partition("/")
    namespace = row.get("NAMESPACE") or asked
    data: dict[str, object] = {
        "metadata": {"name": f"{name or row.get('NAME', '')}.{line}", "namespace": namespace},
        "involvedObject": {
            "kind": row.get("KIND") or kind.capitalize(),
            "name": row.get("NAME") or name,
            "namespace": namespace,
        },
        "reason": row.get("REASON", ""),
        "message": row.get("MESSAGE", ""),
        "type": row.get("TYPE", ""),
        "count": row.get("COUNT"),
        "source": {"host": row.get("SOURCE", "").partition(",")[2].strip() or None},
    }
    return RawObject("Event", data, path, {"": (line, said)}, from_table=True)


def read(artifact: Artifact) -> Parsed[Events]:
    """Read the rows below each header."""
    asked = NAMESPACE.search(artifact.command or "")
    namespace = asked["namespace"] if asked else ""
    where: list[tuple[str, int]] = []
    found: list[events.Event] = []
    unread: list[Source] = []
    for line, text in artifact.lines():
        if HEADER.match(text):
            where = [(m.group().replace(" ", ""), m.start()) for m in COLUMN.finditer(text)]
        elif not text.strip():
            continue
        elif where and (row := cells(text, where)) and row.get("REASON"):
            found.append(events.build(row_object(row, artifact.path, line, text, namespace)))
        else:
            unread.append(artifact.source(line, text))
    return Parsed(Events(tuple(found), artifact.path, partial=True), tuple(unread))


PARSER = Parser(
    name="events",
    fact=Events,
    read=read,
    command="oc get events --all-namespaces -o yaml",
    commands=re.compile(r"\bget (?:events?|ev)\b(?!.*-o ?(?:yaml|json))"),
    content=re.compile(
        r"^(?:NAMESPACE\s+)?LAST ?SEEN\s+(?:FIRST ?SEEN\s+COUNT\s+NAME|TYPE\s+REASON)\b",
        re.MULTILINE,
    ),
    per_node=False,
    merge=Events.merge,
)
