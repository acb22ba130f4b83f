"""Reads `conntrack -L`, /proc/net/nf_conntrack, `conntrack -S` and `ovs-dpctl dump-conntrack`.

The forms are those of conntrack(8) (`tcp 6 431999 ESTABLISHED src=... src=...`), the kernel's
nf_conntrack_standalone.c, which puts the family first, and Open vSwitch's lib/ct-dpif.c
(`tcp,orig=(src=...),reply=(...)`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.base import Artifact, Parsed, Parser, Source
from parsers.expressions import expression
from parsers.records import Records

LINE = expression(
    r"^(?:\[\w+\]\s+)?(?:ipv[46]\s+\d+\s+)?(?P<protocol>[a-z]\w+)\s+\d+\s+(?:(?P<timeout>\d{1,18})\s+)?"
    r"(?:(?P<state>[A-Z][A-Z_]+)\s+)?(?P<rest>(?:\[UNREPLIED\]\s+)?src=.*)$"
)
DATAPATH = expression(
    r"^(?P<protocol>[a-z]\w+),orig=\((?P<orig>[^)]*)\),reply=\((?P<reply>[^)]*)\)(?P<rest>.*)$"
)
TUPLE = expression(r"\b(?P<key>src|dst|sport|dport)=(?P<value>[^\s,]+)")
STATISTICS = expression(r"^cpu=(?P<cpu>\d{1,18})\s+(?P<values>\w+=\d.*)$")
VALUE = expression(r"(?P<name>\w+)=(?P<value>\d{1,18})")
COUNT = expression(r"^(?P<count>\d{1,18})\s*$")
SUMMARY = expression(r"^conntrack v\S+ .*: (?P<count>\d{1,18}) flow entries")


@dataclass(frozen=True, slots=True)
class TrackedConnection:
    """One connection that the kernel knows."""

    protocol: str
    state: str | None
    """Of TCP: `ESTABLISHED`, `SYN_SENT` ..."""
    source_ip: str
    destination_ip: str
    destination_port: int | None
    replies_from: str | None
    """Who answers: behind a DNAT another address than was asked."""
    unreplied: bool
    source: Source


@dataclass(frozen=True)
class ConnectionTable(Records[TrackedConnection]):
    """The connections of one node, and the counters of `conntrack -S`, summed over its CPUs."""

    statistics: tuple[tuple[str, int], ...] = ()
    """`insert_failed`, `drop`, `early_drop` ...: what was summed."""
    count: int | None = None
    """Of `conntrack -C`, or of the summary below a list."""


def port(said: str | None) -> int | None:
    """Return a port, or None."""
    return int(said) if said and said.isdecimal() else None


def tracked(match: re.Match[str], source: Source) -> TrackedConnection:
    """Make a record of a line."""
    groups = match.groupdict()
    said = groups["rest"] if "orig" not in groups else f"{groups['orig']} {groups['reply']}"
    pairs = [(found["key"], found["value"]) for found in TUPLE.finditer(said)]
    both: list[dict[str, str]] = [{}]
    for key, value in pairs:
        if key in both[-1]:
            both.append({})
        both[-1][key] = value
    there, back = both[0], both[1] if len(both) > 1 else {}
    return TrackedConnection(
        match["protocol"],
        groups.get("state"),
        there.get("src", ""),
        there.get("dst", ""),
        port(there.get("dport")),
        back.get("src"),
        "[UNREPLIED]" in match[0],
        source,
    )


def read(artifact: Artifact) -> Parsed[ConnectionTable]:
    """Read the connections, or the counters."""
    found: list[TrackedConnection] = []
    sums: dict[str, int] = {}
    count: int | None = None
    unread: list[Source] = []
    for line, text in artifact.lines():
        source = artifact.source(line, text)
        if match := LINE.match(text) or DATAPATH.match(text):
            found.append(tracked(match, source))
        elif match := STATISTICS.match(text):
            for value in VALUE.finditer(match["values"]):
                sums[value["name"]] = sums.get(value["name"], 0) + int(value["value"])
        elif match := SUMMARY.match(text) or COUNT.match(text):
            count = int(match["count"])
        elif text.strip():
            unread.append(source)
    fact = ConnectionTable(artifact.path, tuple(found), tuple(sums.items()), count)
    return Parsed(fact, tuple(unread))


def merge(facts: Sequence[ConnectionTable]) -> ConnectionTable:
    """Put lists and counters of a node together."""
    items = tuple(item for fact in facts for item in fact.items)
    statistics = next((fact.statistics for fact in facts if fact.statistics), ())
    count = next((fact.count for fact in facts if fact.count is not None), None)
    return ConnectionTable(facts[0].path, items, statistics, count)


PARSER = Parser(
    name="conntrack",
    fact=ConnectionTable,
    read=read,
    command="conntrack -L",
    commands=re.compile(r"\bconntrack\b.* -[LSC]\b|/nf_conntrack\b|\bdump-conntrack\b"),
    content=re.compile(
        r"^(?:ipv4\s+2\s+)?(?:tcp\s+6|udp\s+17|icmp\s+1)\s+\d+\s+(?:[A-Z_]+\s+)?src="
        r"|^(?:tcp|udp|icmp),orig=\(src=|^cpu=0\s+(?:found|searched)=\d+",
        re.MULTILINE,
    ),
    names=re.compile(r"(?:^|/)(?:conntrack-l|ovs-dpctl-dump-conntrack|nf_conntrack)$"),
    merge=merge,
)
