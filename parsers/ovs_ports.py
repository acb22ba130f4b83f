"""Reads `ovs-ofctl -O OpenFlow13 dump-ports-desc br0` and `ovs-ofctl show br0`.

The form is fixed by lib/ofp-port.c of Open vSwitch: ` 1(vxlan0): addr:4a:86:04:9f:0d:d4`, then the
port's `config:`, `state:`, `current:` and `speed:` on lines of their own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from parsers.base import Artifact, Parsed, Parser, Source

LOCAL = 0xFFFFFFFE
PORT = re.compile(r"^ *(?P<number>\d+|LOCAL)\(\"?(?P<name>[^)\"]+)\"?\): addr:(?P<addr>\S+)")
DETAIL = re.compile(
    r"^ +(?P<key>config|state|current|advertised|supported|peer|speed): *(?P<value>.*)$"
)
HEADER = re.compile(
    r"^ *(?:OFPST_PORT_DESC|OFPT_FEATURES_REPLY|OFPT_GET_CONFIG_REPLY|n_tables:|capabilities:"
    r"|actions:|Defaulted|Unable to use)"
)


@dataclass(frozen=True, slots=True)
class Port:
    """A port of br0."""

    number: int
    """OpenFlow port number; LOCAL is 0xfffffffe."""
    name: str
    addr: str
    config: tuple[str, ...]
    state: tuple[str, ...]
    speed: str
    source: Source

    @property
    def down(self) -> bool:
        """True if the port is switched off or has no link."""
        return "PORT_DOWN" in self.config or "LINK_DOWN" in self.state


@dataclass(frozen=True)
class PortTable:
    """The ports of br0 on one node."""

    path: str
    ports: tuple[Port, ...]
    complete: bool = True
    header_line: int = 1

    def __len__(self) -> int:
        return len(self.ports)

    @cached_property
    def by_number(self) -> dict[int, Port]:
        """Port number -> port."""
        return {port.number: port for port in self.ports}

    @cached_property
    def by_name(self) -> dict[str, Port]:
        """Interface name -> port."""
        return {port.name: port for port in self.ports}

    @property
    def veths(self) -> tuple[Port, ...]:
        """The ports of pods."""
        return tuple(port for port in self.ports if port.name.startswith("veth"))

    def absence(self, what: str) -> Source:
        """Return the evidence that a port is not there."""
        line = self.ports[-1].source.line if self.ports else self.header_line
        return Source.at(self.path, line, f"not among the {len(self.ports)} ports of br0: {what}")


def flags(value: str) -> tuple[str, ...]:
    """Return the words of a config or state line; `0` stands for none."""
    return tuple(word for word in value.split() if word != "0")


def read(artifact: Artifact) -> Parsed[PortTable]:
    """Read the ports; of several dumps in one file the last counts."""
    blocks: list[dict[int, tuple[Source, re.Match[str], dict[str, str]]]] = [{}]
    unread: list[Source] = []
    details: dict[str, str] = {}
    more = False
    header_line = artifact.first_line
    for line, text in artifact.lines():
        if match := PORT.match(text):
            number = LOCAL if match["number"] == "LOCAL" else int(match["number"])
            details = {}
            blocks[-1][number] = (artifact.source(line, text), match, details)
        elif match := DETAIL.match(text):
            details[match["key"]] = match["value"].strip()
        elif HEADER.match(text):
            if "PORT_DESC" in text:
                if blocks[-1] and not more:
                    blocks.append({})
                more = "flags=[more]" in text
                header_line = line
        elif text.strip():
            unread.append(artifact.source(line, text))
            details = {}  # what follows a port's cut line is not the last port's
    ports = tuple(
        Port(
            number,
            match["name"],
            match["addr"],
            flags(found.get("config", "")),
            flags(found.get("state", "")),
            found.get("speed", ""),
            source,
        )
        for number, (source, match, found) in blocks[-1].items()
    )
    why = "its last header says that more follows" if more else ""
    if ports and not more and ports[-1].number != LOCAL:
        why = "the port LOCAL, which is printed last, is not there"
    notes = (f"{artifact.path}: truncated, {why}",) if why else ()
    return Parsed(PortTable(artifact.path, ports, not why, header_line), tuple(unread), notes)


PARSER = Parser(
    name="dump-ports-desc",
    fact=PortTable,
    read=read,
    command="ovs-ofctl -O OpenFlow13 dump-ports-desc br0",
    commands=re.compile(r"ovs-ofctl\b.*\b(?:dump-ports-desc|show)\b(?! *br-(?:int|ex))"),
    content=re.compile(
        r"^ *OFPST_PORT_DESC reply|^OFPT_FEATURES_REPLY|^ *(?:\d+|LOCAL)\(\S+\): addr:",
        re.MULTILINE,
    ),
    names=re.compile(r"(?:^|[/_-])ovs-show$|dump-ports-desc"),
)
