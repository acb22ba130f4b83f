"""Reads `ethtool -S`, `-i` and `-k INTERFACE`: counters, the peer of a veth, driver, offloads.

The forms are those of ethtool(8): `NIC statistics:` over indented `name: number` lines, `driver:
veth`, `Features for eth0:`. Which interface was asked about stands in the command alone (of -k: in
the head): a sosreport's file name holds it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from parsers.base import Artifact, Parsed, Parser, Source
from parsers.expressions import expression
from parsers.records import Records

ASKED = expression(r"\bethtool +-\w+ +(?P<name>[^\s'\"|;>]+)")
COUNTER = expression(r"^\s+(?P<name>\S[^:]*?): (?P<value>\d{1,18})\s*$")
PEER = "peer_ifindex"
BAD = expression(
    r"(?:^|_)(?:errors?|errs|dropped|drops?|discards?|crc|fifo|missed|overruns?|collisions?|no_buffer\w*"
    r"|timeout)(?:_|$)"
)
FIELD = expression(r"^(?P<key>[\w-]+): *(?P<value>.*?)\s*$")
FEATURES = expression(
    r"^Features for (?P<name>\S+?):\s*$|^Offload parameters for (?P<old>\S+?):\s*$"
)
FEATURE = expression(r"^\s*(?P<key>[\w-]+): (?P<value>on|off)(?P<note> \[[^\]]*\])?\s*$")
NOTHING = expression(
    r"^\s*$|^no stats available|^NIC statistics:|^Cannot get |^netlink error|^ethtool: "
)


@dataclass(frozen=True, slots=True)
class EthernetStatistics:
    """The counters of one interface."""

    name: str
    """Empty where nothing tells it."""
    peer: int | None
    """Of a veth: the index of its other end, in the pod or on the node."""
    counters: dict[str, int]
    sources: dict[str, Source]
    """Counter -> its line; those of errors and drops, and of the peer."""
    source: Source

    @property
    def bad(self) -> dict[str, int]:
        """The counters of errors and drops that are not zero."""
        return {name: value for name, value in self.counters.items() if value and BAD.search(name)}


@dataclass(frozen=True, slots=True)
class EthernetDriver:
    """The driver of one interface."""

    name: str
    driver: str
    fields: dict[str, str]
    source: Source


@dataclass(frozen=True, slots=True)
class EthernetFeatures:
    """The offloads of one interface."""

    name: str
    features: dict[str, bool]
    sources: dict[str, Source]


class Statistics(Records[EthernetStatistics]):
    """The interfaces of one node whose counters were asked for."""


class Drivers(Records[EthernetDriver]):
    """The interfaces of one node whose driver was asked for."""


class Features(Records[EthernetFeatures]):
    """The interfaces of one node whose offloads were asked for."""


def interface(artifact: Artifact) -> str:
    """Return the interface that the command names, or nothing."""
    match = ASKED.search(artifact.command or "")
    return match["name"] if match else ""


@dataclass(slots=True)
class Draft:
    """What is read of one interface."""

    name: str
    fields: dict[str, str] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)


def read_statistics(artifact: Artifact) -> Parsed[Statistics]:
    """Read the counters; several interfaces follow each other where the output was joined."""
    drafts: list[tuple[dict[str, int], dict[str, Source], Source]] = []
    unread: list[Source] = []
    for line, text in artifact.lines():
        source = artifact.source(line, text)
        if text.startswith("NIC statistics:"):
            drafts.append(({}, {}, source))
        elif (match := COUNTER.match(text)) and drafts:
            counters, sources, _ = drafts[-1]
            counters[match["name"]] = int(match["value"])
            if match["name"] == PEER or BAD.search(match["name"]):
                sources[match["name"]] = source
        elif not NOTHING.match(text):
            unread.append(source)
    name = interface(artifact) if len(drafts) == 1 else ""
    items = tuple(
        EthernetStatistics(name, counters.get(PEER), counters, sources, source)
        for counters, sources, source in drafts
    )
    return Parsed(Statistics(artifact.path, items), tuple(unread))


def read_drivers(artifact: Artifact) -> Parsed[Drivers]:
    """Read the fields of each interface; a `driver:` line begins the next one."""
    drafts: list[Draft] = []
    unread: list[Source] = []
    for line, text in artifact.lines():
        source = artifact.source(line, text)
        match = FIELD.match(text)
        if match and match["key"] == "driver":
            drafts.append(Draft(interface(artifact), {}, {"": source}))
        if match and drafts:
            drafts[-1].fields[match["key"]] = match["value"]
        elif not NOTHING.match(text):
            unread.append(source)
    items = tuple(
        EthernetDriver(d.name, d.fields["driver"], d.fields, d.sources[""]) for d in drafts
    )
    return Parsed(Drivers(artifact.path, items), tuple(unread))


def read_features(artifact: Artifact) -> Parsed[Features]:
    """Read the switches of each interface."""
    drafts: list[Draft] = []
    unread: list[Source] = []
    for line, text in artifact.lines():
        source = artifact.source(line, text)
        if match := FEATURES.match(text):
            drafts.append(Draft(match["name"] or match["old"]))
        elif (match := FEATURE.match(text)) and drafts:
            drafts[-1].fields[match["key"]] = match["value"]
            drafts[-1].sources[match["key"]] = source
        elif not NOTHING.match(text):
            unread.append(source)
    items = tuple(
        EthernetFeatures(d.name, {key: value == "on" for key, value in d.fields.items()}, d.sources)
        for d in drafts
    )
    return Parsed(Features(artifact.path, items), tuple(unread))


STATISTICS = Parser(
    name="ethtool-statistics",
    fact=Statistics,
    read=read_statistics,
    command="ethtool -S INTERFACE",
    commands=re.compile(r"\bethtool +(?:-S|--statistics)\b"),
    content=re.compile(r"^NIC statistics:\s*$|\Ano stats available\s*\Z", re.MULTILINE),
    merge=Statistics.merge,
)
DRIVERS = Parser(
    name="ethtool-driver",
    fact=Drivers,
    read=read_drivers,
    command="ethtool -i INTERFACE",
    commands=re.compile(r"\bethtool +(?:-i|--driver)\b"),
    content=re.compile(r"^driver: \S+\s*\nversion:", re.MULTILINE),
    names=re.compile(r"_ethtool_driver$"),
    merge=Drivers.merge,
)
FEATURES_PARSER = Parser(
    name="ethtool-features",
    fact=Features,
    read=read_features,
    command="ethtool -k INTERFACE",
    commands=re.compile(r"\bethtool +(?:-k|--show-(?:features|offload))\b"),
    content=re.compile(r"^(?:Features|Offload parameters) for \S+:\s*$", re.MULTILINE),
    names=re.compile(r"_ethtool_offload$"),
    merge=Features.merge,
)
