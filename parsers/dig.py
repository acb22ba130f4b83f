"""Reads `dig +short NAME` and `dig +noall +answer NAME`: the addresses of a name.

The form is that of dig(1): an address a line, or records; the name asked for stands in the command.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.base import Artifact, Parsed, Parser, Source

NAME = re.compile(r"\bdig\b(?: +[+@-]\S+)* +(?P<name>[\w-]+(?:\.[\w-]+)+)\.?")
SHORT = re.compile(r"^(?P<ip>\d+(?:\.\d+){3})\s*$")
RECORD = re.compile(r"^(?P<name>\S+?)\.?\s+\d+\s+IN\s+A\s+(?P<ip>\d+(?:\.\d+){3})\s*$")
OTHER = re.compile(r"^;|^\s*$|^\S+\.\s*$|\sIN\s")


@dataclass(frozen=True, slots=True)
class Lookup:
    """The addresses that a name was answered with; none if it was not answered."""

    name: str
    addresses: tuple[str, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Lookups:
    """The names that were asked for."""

    path: str
    items: tuple[Lookup, ...]

    def __len__(self) -> int:
        return len(self.items)


def merge(facts: Sequence[Lookups]) -> Lookups:
    """Put the answers of several commands together."""
    return Lookups(facts[0].path, tuple(item for fact in facts for item in fact.items))


def read(artifact: Artifact) -> Parsed[Lookups]:
    """Read the addresses; without the command, only records say whose they are."""
    asked = NAME.search(artifact.command or "")
    names: dict[str, list[tuple[str, Source]]] = {asked["name"]: []} if asked else {}
    unread: list[Source] = []
    for line, text in artifact.lines():
        source = artifact.source(line, text)
        if match := RECORD.match(text):
            name = asked["name"] if asked else match["name"]
            names.setdefault(name, []).append((match["ip"], source))
        elif (match := SHORT.match(text)) and asked:
            names[asked["name"]].append((match["ip"], source))
        elif not OTHER.search(text):
            unread.append(source)
    items = tuple(
        Lookup(name, tuple(ip for ip, _ in found), tuple(source for _, source in found))
        for name, found in names.items()
    )
    return Parsed(Lookups(artifact.path, items), tuple(unread))


PARSER = Parser(
    name="dig",
    fact=Lookups,
    read=read,
    command="dig +short NAME",
    commands=re.compile(r"^\s*(?:sudo )?(?:\S*/)?dig\b"),
    content=re.compile(r"^\S+\.\s+\d+\s+IN\s+A\s+\d+\.\d+\.\d+\.\d+\s*$", re.MULTILINE),
    per_node=False,
    merge=merge,
)
