"""Reads `ovs-ofctl dump-ports br0`: packets, drops and errors of each port.

The form is that of Open vSwitch's lib/ofp-print.c: `port  8: rx pkts=104, bytes=9433, drop=0, ...`,
and `tx ...` on the next line; since 2.8 a port may show by its name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from parsers.base import Artifact, Parsed, Parser, Source
from parsers.expressions import expression
from parsers.records import Records

HEADER = expression(r"^OFPST_PORT reply .*: (?P<count>\d{1,18}) ports|^OFPST_PORT reply")
PORT = expression(r"^\s*port\s+(?P<port>\S+): rx (?P<values>\S.*)$")
SENT = expression(r"^\s+tx (?P<values>\S.*)$")
VALUE = expression(r"(?P<name>\w+)=(?P<value>\d{1,18})")
DETAIL = expression(r"^\s+(?:duration=|CUSTOM|rx rfc|tx rfc|\w+=)|^\s*$")


@dataclass(frozen=True, slots=True)
class PortCounters:
    """The counters of one port."""

    port: str
    """Number, name or `LOCAL`."""
    counters: dict[str, int]
    """`rx pkts`, `rx drop`, `tx errs` ...; one that the port does not count is absent."""
    source: Source
    sent: Source | None

    @property
    def bad(self) -> dict[str, int]:
        """The counters of drops and errors that are not zero."""
        told = ("drop", "errs", "frame", "over", "crc", "coll")
        return {k: v for k, v in self.counters.items() if v and k.split()[1] in told}


class PortStatistics(Records[PortCounters]):
    """The ports of one node's br0."""


@dataclass(slots=True)
class Draft:
    """A port whose lines are still being read."""

    port: str
    source: Source
    counters: dict[str, int] = field(default_factory=dict)
    sent: Source | None = None

    def count(self, way: str, said: str) -> None:
        """Read `pkts=104, bytes=9433, drop=?`."""
        for match in VALUE.finditer(said):
            self.counters[f"{way} {match['name']}"] = int(match["value"])


def read(artifact: Artifact) -> Parsed[PortStatistics]:
    """Read every port; of two dumps in one file the last counts."""
    drafts: dict[str, Draft] = {}
    unread: list[Source] = []
    latest: Draft | None = None
    for line, text in artifact.lines():
        source = artifact.source(line, text)
        if match := PORT.match(text):
            latest = drafts[match["port"]] = Draft(match["port"].strip('"'), source)
            latest.count("rx", match["values"])
        elif (match := SENT.match(text)) and latest:
            latest.count("tx", match["values"])
            latest.sent = source
        elif not HEADER.match(text) and not DETAIL.match(text):
            unread.append(source)
    items = tuple(PortCounters(d.port, d.counters, d.source, d.sent) for d in drafts.values())
    return Parsed(PortStatistics(artifact.path, items), tuple(unread))


PARSER = Parser(
    name="dump-ports",
    fact=PortStatistics,
    read=read,
    command="ovs-ofctl -O OpenFlow13 dump-ports br0",
    commands=re.compile(r"ovs-ofctl\b.*\bdump-ports\b(?!-desc)(?! *br-(?:int|ex))"),
    content=re.compile(r"^OFPST_PORT reply|^[ \t]*port\s+\S+: rx pkts=", re.MULTILINE),
)
