"""Reads `ethtool INTERFACE`: link, speed and duplex of an interface.

The form is fixed by ethtool(8): `Settings for eth0:`, then indented `Key: value` lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.base import Artifact, Parsed, Parser, Source

HEAD = re.compile(r"^Settings for (?P<name>\S+?):\s*$")
FIELD = re.compile(r"^\s+(?P<key>Speed|Duplex|Link detected): *(?P<value>\S.*?)\s*$")
KNOWN = re.compile(r"^\s+\S|^Cannot get |^netlink error|^No data available|^\s*$")


@dataclass(frozen=True, slots=True)
class EthernetLink:
    """One interface; fields are None where ethtool did not say them."""

    name: str
    speed: str | None
    duplex: str | None
    detected: bool | None
    sources: dict[str, Source]
    """`Speed`, `Duplex`, `Link detected` -> its line; "" -> the head."""


@dataclass(frozen=True, slots=True)
class EthernetLinks:
    """The interfaces of one node that ethtool was asked about."""

    path: str
    links: tuple[EthernetLink, ...]

    def __len__(self) -> int:
        return len(self.links)


def merge(facts: Sequence[EthernetLinks]) -> EthernetLinks:
    """Put the interfaces of several files together."""
    links = {link.name: link for fact in facts for link in fact.links}
    return EthernetLinks(facts[0].path, tuple(links.values()))


def read(artifact: Artifact) -> Parsed[EthernetLinks]:
    """Read one or several interfaces."""
    found: list[tuple[str, dict[str, str], dict[str, Source]]] = []
    unread: list[Source] = []
    for line, text in artifact.lines():
        source = artifact.source(line, text)
        if match := HEAD.match(text):
            found.append((match["name"], {}, {"": source}))
        elif (match := FIELD.match(text)) and found:
            found[-1][1][match["key"]] = match["value"]
            found[-1][2][match["key"]] = source
        elif not KNOWN.match(text):
            unread.append(source)
    links = tuple(
        EthernetLink(
            name,
            values.get("Speed"),
            values.get("Duplex"),
            {"yes": True, "no": False}.get(values.get("Link detected", "")),
            sources,
        )
        for name, values, sources in found
    )
    return Parsed(EthernetLinks(artifact.path, links), tuple(unread))


PARSER = Parser(
    name="ethtool",
    fact=EthernetLinks,
    read=read,
    command="ethtool INTERFACE",
    commands=re.compile(r"\bethtool +[^-\s]\S*\s*$"),
    content=re.compile(r"^Settings for \S+:\s*$", re.MULTILINE),
    merge=merge,
)
