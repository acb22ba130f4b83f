"""Takes apart files that NetworkCheck appends to: two artifacts in one, or two runs of one.

`master/routes` holds `ip route show` and then `oc get routes -o yaml`; each further run of the
diagnostic adds both once more. Of several runs the last one counts.
"""

from __future__ import annotations

import re

from parsers.base import Artifact

OBJECTS = re.compile(r"^apiVersion:", re.MULTILINE)
ROUTE = re.compile(r"^(?:default|unreachable|blackhole|\d+\.\d+\S*) (?:via|dev) ", re.MULTILINE)
LOOPBACK = re.compile(r"^1: lo: <", re.MULTILINE)


def parts(artifact: Artifact, kind: str) -> list[Artifact]:
    """Return the artifacts that a file of routes or addresses holds."""
    if kind == "ip-route" and OBJECTS.search(artifact.text):
        return routes_and_objects(artifact)
    if kind == "ip-addr":
        runs = [match.start() for match in LOOPBACK.finditer(artifact.text)]
        if len(runs) > 1:
            return [cut(artifact, runs[-1], None)]
    return [artifact]


def routes_and_objects(artifact: Artifact) -> list[Artifact]:
    """Return the last table of routes, and the last objects."""
    text = artifact.text
    marks = sorted(
        (match.start(), pattern is OBJECTS)
        for pattern in (ROUTE, OBJECTS)
        for match in pattern.finditer(text)
    )
    groups = [
        (at, objects)
        for index, (at, objects) in enumerate(marks)
        if not index or marks[index - 1][1] != objects
    ]
    ends = [at for at, _ in groups[1:]] + [len(text)]
    spans = {objects: (at, end) for (at, objects), end in zip(groups, ends, strict=True)}
    return [cut(artifact, *spans[objects]) for objects in (False, True) if objects in spans]


def cut(artifact: Artifact, start: int, end: int | None) -> Artifact:
    """Return a piece of an artifact; its lines keep their numbers."""
    text = artifact.text
    return Artifact(
        artifact.path,
        text=text[start:end],
        command=None,
        first_line=artifact.first_line + text.count("\n", 0, start),
    )
