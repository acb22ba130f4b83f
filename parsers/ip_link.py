"""Reads the details of `ip -d -s link`: kinds of links, VXLAN settings, error counters.

The form is that of iproute2's ipaddress.c: below a link's own line `vxlan id 0 dstport 4789 ...`,
`veth`, `bridge ...`, and with -s a row of names over a row of numbers for RX and TX. Flags, MTU and
addresses of the same text are `ip-addr`'s.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from parsers.base import Artifact, Parsed, Parser, Source
from parsers.expressions import expression
from parsers.records import Records

LINK = expression(r"^\s*(?P<index>\d{1,18}): (?P<name>[^\s:@]+)(?:@(?P<peer>[^\s:]+))?: <")
KIND = expression(
    r"^\s+(?P<kind>vxlan|veth|bridge|bond|vlan|macvlan|ipvlan|openvswitch|tun|team|geneve|gretap"
    r"|dummy)\b(?P<rest>.*)$"
)
SLAVE = expression(r"^\s+(?P<kind>\w+_slave)\b")
VXLAN = expression(r"\b(?P<key>id|dstport|remote|local|dev|srcport|ttl) (?P<value>[\w.]+)")
TYPE = expression(r" type (?P<kind>\w+)$")
COUNTERS = expression(r"^\s+(?P<way>RX|TX)(?: errors)?:\s*(?P<names>\S.*?)\s*$")
NUMBERS = expression(r"^\s+\d[\d\s]*$")
NAMES = {"overrun": "overrun", "collsns": "collisions", "missed": "missed", "mcast": "multicast"}


@dataclass(frozen=True, slots=True)
class LinkDetails:
    """What -d and -s tell of one link."""

    name: str
    kind: str | None
    """`vxlan`, `veth`, `bridge`, `bond`, `openvswitch` ...; None where it is not printed."""
    peer: str | None
    """What stands behind `@`: a name, or `if7` for the index in another namespace."""
    settings: dict[str, str]
    """Of a VXLAN: `id`, `dstport`, `remote`, `local`, `dev`."""
    counters: dict[str, int]
    """`RX errors`, `RX dropped`, `TX carrier` ...; empty without -s."""
    source: Source
    sources: dict[str, Source]
    """`kind`, `RX`, `TX` -> the line that says so."""


class Links(Records[LinkDetails]):
    """The links of one node."""

    def named(self, name: str) -> LinkDetails | None:
        """Return a link, or None."""
        return next((link for link in self.items if link.name == name), None)


@dataclass(slots=True)
class Draft:
    """A link whose lines are still being read."""

    name: str
    peer: str | None
    source: Source
    kind: str | None = None
    settings: dict[str, str] = field(default_factory=dict)
    counters: dict[str, int] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    way: str = ""
    names: list[str] = field(default_factory=list)

    def take(self, text: str, source: Source) -> None:
        """Read a line below the link's own; what is neither kind nor counter is of `ip-addr`."""
        if match := COUNTERS.match(text):
            self.way, self.names = match["way"], match["names"].split()
        elif self.names and NUMBERS.match(text):
            for name, value in zip(self.names, text[:2000].split(), strict=False):
                self.counters[f"{self.way} {NAMES.get(name, name)}"] = int(value)
            self.sources.setdefault(self.way, source)
            self.names = []
        elif (match := KIND.match(text)) and self.kind is None:
            self.kind = match["kind"]
            self.sources["kind"] = source
            if self.kind in {"vxlan", "geneve", "vlan"}:
                self.settings = {m["key"]: m["value"] for m in VXLAN.finditer(match["rest"])}

    def done(self) -> LinkDetails:
        """Return the finished record."""
        return LinkDetails(
            self.name,
            self.kind,
            self.peer,
            self.settings,
            self.counters,
            self.source,
            self.sources,
        )


def read(artifact: Artifact) -> Parsed[Links]:
    """Read every link."""
    drafts: list[Draft] = []
    unread: list[Source] = []
    for line, text in artifact.lines():
        source = artifact.source(line, text)
        if match := LINK.match(text):
            drafts.append(Draft(match["name"], match["peer"], source))
        elif drafts:
            drafts[-1].take(text, source)
        elif text.strip():
            unread.append(source)
    return Parsed(Links(artifact.path, tuple(draft.done() for draft in drafts)), tuple(unread))


PARSER = Parser(
    name="ip-link-details",
    fact=Links,
    read=read,
    command="ip -d -s link",
    commands=re.compile(r"(?!)"),
    content=re.compile(
        r"^[ \t]+(?:RX|TX)(?: errors)?: +bytes"
        r"|^[ \t]+(?:vxlan (?:external )?id|openvswitch|veth|bond mode|bridge forward)",
        re.MULTILINE,
    ),
    merge=Links.merge,
    beside="ip-addr",
)
