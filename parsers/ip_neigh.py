"""Reads `ip neigh` (also -s), `arp -an` and `arp -n`: the neighbours that a node knows.

The forms are those of ip-neighbour(8): `192.168.122.1 dev eth0 lladdr 52:54:00:aa:bb:01 REACHABLE`,
and of arp(8) of net-tools.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers.base import Artifact, Parsed, Parser, Source
from parsers.expressions import expression
from parsers.records import Records

IP = r"\d+(?:\.\d+){3}"
MAC = r"[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}"
STATES = r"REACHABLE|STALE|DELAY|PROBE|FAILED|INCOMPLETE|PERMANENT|NOARP|NONE"
LINE = expression(
    rf"^\s*(?P<ip>{IP}|[0-9a-f]*:[0-9a-f:]+)(?: dev (?P<device>\S+))?(?: lladdr (?P<mac>{MAC}))?"
    rf"(?P<rest>\s.*?)??\s*(?P<state>\b(?:{STATES}))\s*$"
)
ARP = expression(
    rf"^\S+ \((?P<ip>{IP})\) at (?:(?P<mac>{MAC})|<incomplete>)(?: \[\w+\])?(?P<state> PERM)?"
    r"(?: PUP)? on (?P<device>\S+)\s*$"
)
ARP_TABLE = expression(
    rf"^(?P<ip>{IP})\s+(?:ether\s+(?P<mac>{MAC})\s+(?P<state>[CMP]+)|\(incomplete\))\s+(?P<device>\S+)\s*$"
)
HEADER = expression(r"^Address\s+HWtype\s|^\s*$|^Entries: ")


@dataclass(frozen=True, slots=True)
class Neighbour:
    """One entry of the neighbour table; IPv6 ones are kept as well."""

    address: str
    device: str | None
    mac: str | None
    """Lower case; None if it was not found out."""
    state: str
    """`REACHABLE`, `STALE`, `FAILED`, `INCOMPLETE` ...; of arp(8): `INCOMPLETE`, `PERMANENT`, or
    `NONE` where it does not say."""
    source: Source

    @property
    def lost(self) -> bool:
        """Whether nobody answered for the address."""
        return self.mac is None and self.state in {"FAILED", "INCOMPLETE"}


class Neighbours(Records[Neighbour]):
    """The neighbour table of one node."""

    def of(self, address: str) -> list[Neighbour]:
        """Return the entries of an address."""
        return [neighbour for neighbour in self.items if neighbour.address == address]


def read(artifact: Artifact) -> Parsed[Neighbours]:
    """Read the entries, one a line."""
    found: list[Neighbour] = []
    unread: list[Source] = []
    for line, text in artifact.lines():
        source = artifact.source(line, text)
        if match := LINE.match(text):
            mac, state = match["mac"], match["state"]
        elif match := ARP.match(text) or ARP_TABLE.match(text):
            mac = match["mac"]
            fixed = match["state"] and ("PERM" in match["state"] or "M" in match["state"])
            state = "PERMANENT" if fixed else "NONE" if mac else "INCOMPLETE"
        else:
            if not HEADER.match(text):
                unread.append(source)
            continue
        mac = mac.lower() if mac else None
        found.append(Neighbour(match["ip"], match["device"], mac, state, source))
    return Parsed(Neighbours(artifact.path, tuple(found)), tuple(unread))


PARSER = Parser(
    name="ip-neigh",
    fact=Neighbours,
    read=read,
    command="ip neigh",
    commands=re.compile(
        r"(?:^|[\s/;'\"])ip(?: -(?!6)\S+)* n(?:e|ei|eig|eigh|eighbou?r?)?"
        r"(?: +(?:show|list|ls)\b.*)?['\"]? *$"
        r"|(?:^|[\s/;'\"])arp(?: -[aenv]+)*['\"]? *$"
    ),
    content=re.compile(
        rf"^[ \t]*{IP} dev \S+ (?:lladdr {MAC}\b.*|.*)(?:{STATES})\s*$"
        rf"|^\S+ \({IP}\) at (?:{MAC}|<inc)"
        r"|^Address\s+HWtype\s+HWaddress\b",
        re.MULTILINE,
    ),
    names=re.compile(r"(?:^|/)arp$"),
    merge=Neighbours.merge,
)
