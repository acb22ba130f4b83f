"""Reads `lsmod`: the kernel modules that are loaded.

The form is that of lsmod(8): `Module  Size  Used by`, then a row a module. A module that is built
into the kernel does not show, so that an absent one proves nothing by itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers.base import Artifact, Parsed, Parser, Source
from parsers.expressions import expression
from parsers.records import Records

HEADER = expression(r"^Module\s+Size\s+Used by\s*$")
ROW = expression(
    r"^(?P<name>\w[\w-]*)\s+(?P<size>\d{1,18})\s+(?P<uses>-?\d+)\s*(?P<by>[\w,-]*)(?:\s\[\w+\])?\s*$"
)


@dataclass(frozen=True, slots=True)
class Module:
    """One module."""

    name: str
    used_by: tuple[str, ...]
    source: Source


class Modules(Records[Module]):
    """The modules of one node's kernel."""

    def named(self, name: str) -> Module | None:
        """Return a module, or None."""
        return next((module for module in self.items if module.name == name), None)

    def absence(self, name: str) -> Source:
        """Return evidence that a module is not loaded."""
        return Source(self.path, 1, f"not among the {len(self)} modules: {name}")


def read(artifact: Artifact) -> Parsed[Modules]:
    """Read the table."""
    found: list[Module] = []
    unread: list[Source] = []
    for line, text in artifact.lines():
        if match := ROW.match(text):
            users = tuple(word for word in match["by"].split(",") if word and word != "-")
            found.append(Module(match["name"], users, artifact.source(line, text)))
        elif text.strip() and not HEADER.match(text):
            unread.append(artifact.source(line, text))
    return Parsed(Modules(artifact.path, tuple(found)), tuple(unread))


PARSER = Parser(
    name="lsmod",
    fact=Modules,
    read=read,
    command="lsmod",
    commands=re.compile(r"\blsmod\b"),
    content=re.compile(r"^Module\s+Size\s+Used by\s*$", re.MULTILINE),
    names=re.compile(r"(?:^|/)modules$"),
    merge=Modules.merge,
)
