"""Reads `ovs-ofctl dump-groups br0`: the groups that egress IPs and egress routers use (4.x).

The form is that of Open vSwitch's lib/ofp-print.c: `group_id=1,type=select,bucket=...`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers.base import Artifact, Parsed, Parser, Source
from parsers.expressions import expression
from parsers.records import Records

HEADER = expression(r"^\s*(?:OFPST_GROUP_DESC|NXST_GROUP_DESC) reply")
GROUP = expression(r"^\s*group_id=(?P<id>\d{1,18}),type=(?P<type>\w+)(?P<rest>,.*)?$")
BUCKET = expression(r"(?:^|,)bucket=(?P<bucket>.*?)(?=,bucket=|$)")


@dataclass(frozen=True, slots=True)
class Group:
    """One group."""

    id: int
    type: str
    """`select`, `all`, `ff`, `indirect`."""
    buckets: tuple[str, ...]
    source: Source


class Groups(Records[Group]):
    """The groups of one node's br0."""


def read(artifact: Artifact) -> Parsed[Groups]:
    """Read the groups, one a line."""
    found: list[Group] = []
    unread: list[Source] = []
    for line, text in artifact.lines():
        source = artifact.source(line, text)
        if match := GROUP.match(text):
            buckets = tuple(m["bucket"] for m in BUCKET.finditer(match["rest"] or ""))
            found.append(Group(int(match["id"]), match["type"], buckets, source))
        elif text.strip() and not HEADER.match(text):
            unread.append(source)
    return Parsed(Groups(artifact.path, tuple(found)), tuple(unread))


PARSER = Parser(
    name="dump-groups",
    fact=Groups,
    read=read,
    command="ovs-ofctl -O OpenFlow13 dump-groups br0",
    commands=re.compile(r"ovs-ofctl\b.*\bdump-groups\b(?! *br-(?:int|ex))"),
    content=re.compile(r"^[ \t]*OFPST_GROUP_DESC reply|^[ \t]*group_id=\d+,type=", re.MULTILINE),
    merge=Groups.merge,
)
