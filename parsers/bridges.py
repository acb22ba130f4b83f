"""Reads `brctl show`: Linux bridges and their interfaces (`lbr0` of 3.0, `docker0`).

The form is that of brctl(8) of bridge-utils: a row a bridge, further interfaces below its first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers.base import Artifact, Parsed, Parser, Source
from parsers.expressions import expression
from parsers.records import Records

HEADER = expression(r"^bridge name\s+bridge id\s+STP enabled\s+interfaces")
ROW = expression(
    r"^(?P<name>\S+)\s+(?P<id>[0-9a-f]{4}\.[0-9a-f]{12})\s+(?P<stp>yes|no)(?:\s+(?P<port>\S+))?\s*$"
)
PORT = expression(r"^\s+(?P<port>\S+)\s*$")
FAILED = expression(r"^(?P<name>\S+)\s+can't get info (?P<why>.*)$")


@dataclass(frozen=True, slots=True)
class Bridge:
    """One Linux bridge."""

    name: str
    ports: tuple[str, ...]
    source: Source


class Bridges(Records[Bridge]):
    """The Linux bridges of one node."""


def read(artifact: Artifact) -> Parsed[Bridges]:
    """Read the table."""
    rows: list[tuple[str, list[str], Source]] = []
    unread: list[Source] = []
    for line, text in artifact.lines():
        source = artifact.source(line, text)
        if match := ROW.match(text):
            rows.append((match["name"], [match["port"]] if match["port"] else [], source))
        elif (match := PORT.match(text)) and rows:
            rows[-1][1].append(match["port"])
        elif text.strip() and not HEADER.match(text) and not FAILED.match(text):
            unread.append(source)
    items = tuple(Bridge(name, tuple(ports), source) for name, ports, source in rows)
    return Parsed(Bridges(artifact.path, items), tuple(unread))


PARSER = Parser(
    name="brctl-show",
    fact=Bridges,
    read=read,
    command="brctl show",
    commands=re.compile(r"\bbrctl +show\b"),
    content=re.compile(r"^bridge name\s+bridge id\s+STP enabled", re.MULTILINE),
    names=re.compile(r"(?:^|/)bridges$"),
    merge=Bridges.merge,
)
