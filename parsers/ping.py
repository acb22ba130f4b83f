"""Reads `ping ADDRESS`: how many packets were sent, how many answered, and who said no.

The form is that of ping(8) of iputils and busybox, whose summary some locales translate: of it
only the numbers are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from parsers.base import Artifact, Parsed, Parser, Source
from parsers.expressions import expression
from parsers.records import NOWHERE, Seen, Tests

IP = r"\d+(?:\.\d+){3}"
HEAD = expression(
    rf"^PING (?P<to>\S+) \((?P<ip>{IP})\)(?:.*?\b(?P<size>\d{{1,18}})(?:\(\d+\))?)?\D*$"
)
ANSWER = expression(r"^\d+ \S+ \S+ .*\b(?:icmp_)?seq=\d+")
ROUTER = expression(rf"^From (?P<ip>\S+?):? (?:\(?{IP}\)? ?:?)?(?:icmp_)?seq=\d+ (?P<why>\S.*)$")
MTU = expression(r"(?:Frag needed and DF set \(mtu = |Message too long, mtu ?= ?)(?P<mtu>\d{1,18})")
STATISTICS = expression(r"^--- (?P<to>\S+) .*---\s*$")
SUMMARY = expression(
    r"^(?P<sent>\d{1,18}) [^\d,]+,\s*(?P<received>\d{1,18})[^\d,]*,(?:\s*\+"
    r"(?P<duplicates>\d{1,18}) dup\w+,)?"
    r"(?:\s*\+(?P<errors>\d{1,18})[^\d,]*,)?[^%]*\b\d+(?:[.,]\d+)?\s?%"
)
FAILED = expression(
    r"^(?:(?:ping|connect): )?(?P<why>unknown host \S+|\S+: Name or service not known"
    r"|\S+: Temporary failure in name resolution|Network is unreachable"
    r"|(?:sendmsg: )?Operation not permitted|local error: .*|bad address .*"
    r"|\S+: No address associated with hostname)\s*$"
)
NOISE = expression(r"^(?:rtt |round-trip |pipe \d|\s*$|\^C|no answer yet for|WARNING: |PING )")
ASKED = expression(r"\bping\b(?=.*?\s(?P<to>[\w-]+(?:\.[\w-]+)*)\s*$)")


@dataclass(frozen=True, slots=True)
class Ping:
    """One run of ping."""

    to: str
    """Name or address, as asked for."""
    address: str | None
    """None where the name was not resolved."""
    size: int | None
    """Bytes of data in a packet."""
    sent: int | None
    """None if the summary is missing; then `received` counts the answers that were printed."""
    received: int
    errors: tuple[str, ...]
    """What was said instead of an answer, each once: `Destination Host Unreachable`."""
    mtu: int | None
    """The size that a router, or the host itself, said is the largest."""
    sources: tuple[Source, ...]
    """The head, each kind of error once, the summary."""
    seen: Seen = NOWHERE

    @property
    def answered(self) -> bool:
        """Whether anything came back."""
        return self.received > 0


class Pings(Tests[Ping]):
    """The pings that were tried."""


@dataclass(slots=True)
class Draft:
    """A ping whose lines are still being read."""

    to: str
    address: str | None = None
    size: int | None = None
    sent: int | None = None
    received: int = 0
    errors: dict[str, Source] = field(default_factory=dict)
    mtu: int | None = None
    sources: list[Source] = field(default_factory=list)

    def said(self, why: str, source: Source) -> None:
        """Keep what came instead of an answer."""
        if why not in self.errors:
            self.errors[why] = source
            self.sources.append(source)
        if match := MTU.search(why):
            self.mtu = int(match["mtu"])

    def done(self) -> Ping:
        """Return the finished record."""
        errors, sources = tuple(self.errors), tuple(self.sources)
        return Ping(
            self.to, self.address, self.size, self.sent, self.received, errors, self.mtu, sources
        )


def read(artifact: Artifact) -> Parsed[Pings]:
    """Read one or several pings."""
    asked = ASKED.search(artifact.command or "")
    drafts: list[Draft] = []
    unread: list[Source] = []
    for line, text in artifact.lines():
        source = artifact.source(line, text)
        if not take(drafts, text, source, asked["to"] if asked else ""):
            unread.append(source)
    return Parsed(Pings(artifact.path, tuple(done(drafts))), tuple(unread))


def take(drafts: list[Draft], text: str, source: Source, asked: str) -> bool:
    """Read one line; returns False if it is not understood."""
    if match := HEAD.match(text):
        size = int(match["size"]) if match["size"] else None
        drafts.append(Draft(match["to"], match["ip"], size, sources=[source]))
        return True
    failed, summary = FAILED.match(text), SUMMARY.match(text)
    if not drafts and (failed or summary or ANSWER.match(text) or STATISTICS.match(text)):
        drafts.append(Draft(asked))
    if ANSWER.match(text):
        drafts[-1].received += 1
    elif failed:
        drafts[-1].said(failed["why"], source)
    elif (match := ROUTER.match(text)) and drafts:
        drafts[-1].said(match["why"].strip(), source)
    elif match := STATISTICS.match(text):
        drafts[-1].to = drafts[-1].to or match["to"]
    elif summary:
        drafts[-1].sent = int(summary["sent"])
        drafts[-1].received = int(summary["received"])
        drafts[-1].sources.append(source)
    else:
        return bool(NOISE.match(text))
    return True


def done(drafts: list[Draft]) -> Iterator[Ping]:
    """Yield the pings that say something."""
    yield from (draft.done() for draft in drafts if draft.sources)


PARSER = Parser(
    name="ping",
    fact=Pings,
    read=read,
    command="ping -c 3 ADDRESS",
    commands=re.compile(r"^\s*(?:sudo )?(?:(?:oc|kubectl|docker) (?:exec|rsh) .*)?(?:\S*/)?ping\b"),
    content=re.compile(
        rf"^PING \S+ \({IP}\)|^--- \S+ ping statistics ---|^\d+ packets transmitted, \d+ ",
        re.MULTILINE,
    ),
    per_node=False,
    merge=Pings.merge,
)
