"""Reads `tc qdisc show`, `tc class show` and `tc filter show` (-s): queues, limits and drops.

The form is that of tc(8): `qdisc htb 1: dev veth0 root ...`, with -s ` Sent ... (dropped 0, ...`.
Pods with a bandwidth annotation have an `htb` class with their rate.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from parsers.base import Artifact, Parsed, Parser, Source
from parsers.expressions import expression
from parsers.records import Records

LINE = expression(
    r"^(?P<what>qdisc|class|filter) (?P<kind>[\w-]+) (?P<handle>\S+)?(?: (?:dev|parent) "
    r"(?P<dev>\S+))?(?P<rest>.*)$"
)
DEVICE = expression(r"\bdev (?P<device>\S+)")
RATE = expression(r"\brate (?P<rate>\S+)")
DROPPED = expression(r"\(dropped (?P<dropped>\d{1,18}), overlimits (?P<over>\d{1,18})")
DETAIL = expression(r"^\s|^$")


@dataclass(frozen=True, slots=True)
class Queue:
    """A qdisc, class or filter of an interface."""

    what: str
    """`qdisc`, `class` or `filter`."""
    kind: str
    """`noqueue`, `pfifo_fast`, `htb`, `ingress` ..."""
    device: str | None
    rate: str | None
    """As printed: `10Mbit`."""
    dropped: int | None
    """None without -s."""
    source: Source


class Queues(Records[Queue]):
    """The queues of one node's interfaces."""


def read(artifact: Artifact) -> Parsed[Queues]:
    """Read the queues, each with the statistics below it."""
    found: list[Queue] = []
    unread: list[Source] = []
    for line, text in artifact.lines():
        source = artifact.source(line, text)
        if match := LINE.match(text):
            device, rate = DEVICE.search(text), RATE.search(text)
            found.append(
                Queue(
                    match["what"],
                    match["kind"],
                    device["device"] if device else None,
                    rate["rate"] if rate else None,
                    None,
                    source,
                )
            )
        elif (match := DROPPED.search(text)) and found:
            found[-1] = replace(found[-1], dropped=int(match["dropped"]))
        elif not DETAIL.match(text):
            unread.append(source)
    return Parsed(Queues(artifact.path, tuple(found)), tuple(unread))


PARSER = Parser(
    name="tc",
    fact=Queues,
    read=read,
    command="tc -s qdisc show",
    commands=re.compile(r"(?:^|[\s/;'\"])tc (?:-\w+ )*(?:qdisc|class|filter)\b"),
    content=re.compile(
        r"^qdisc [\w-]+ \w+: dev \S+ |^class \w+ \S+ (?:root|parent) "
        r"|^filter (?:dev \S+ )?(?:parent|protocol) ",
        re.MULTILINE,
    ),
    names=re.compile(r"(?:^|/)tc-(?:qdisc|class|filter)$"),
    merge=Queues.merge,
)
