"""Reads `tracepath ADDRESS` and `traceroute`: the hops to an address, and the path's MTU.

The form is that of tracepath(8) and traceroute(8): `1?: [LOCALHOST]  pmtu 1500`, a hop a line,
`Resume: pmtu 1500 hops 1 back 1`. `!H` behind a hop says that it answered "unreachable".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from parsers.base import Artifact, Parsed, Parser, Source
from parsers.expressions import expression
from parsers.records import NOWHERE, Seen, Tests

HOP = expression(r"^\s*(?P<number>\d{1,18})(?P<guess>\??):?\s+(?P<rest>\S.*)$")
HEAD = expression(r"^traceroute to (?P<to>\S+) \((?P<ip>[\d.]+)\)")
RESUME = expression(
    r"^\s*Resume: pmtu (?P<pmtu>\d{1,18})(?: hops (?P<hops>\d{1,18}) back (?P<back>\d{1,18}))?"
)
TOO_MANY = expression(r"^\s*Too many hops: pmtu (?P<pmtu>\d{1,18})")
PMTU = expression(r"\bpmtu (?P<pmtu>\d{1,18})")
WHO = expression(r"^(?P<who>[\w.:-]+)(?: \((?P<ip>[\d.]+)\))?\s")
REFUSAL = expression(r"\s(?P<sign>![HNPSAXZ]?)(?:\s|$)")
FAILED = expression(r"^(?:tracepath|traceroute|send|connect|gethostbyname\w*)\b.*: \S.*$")
ASKED = expression(r"\b(?:tracepath|traceroute)\b(?=.*?\s(?P<to>[\w-]+(?:\.[\w-]+)*)\s*$)")


@dataclass(frozen=True, slots=True)
class Hop:
    """One hop that answered, or did not."""

    number: int
    who: str | None
    """Name or address; None for `no reply` and `*`."""
    refused: str | None
    """`!H`, `!N`, `!X` ...: it answered that it does not deliver; None if it did."""
    source: Source


@dataclass(frozen=True, slots=True)
class TracePath:
    """One run."""

    to: str
    hops: tuple[Hop, ...]
    pmtu: int | None
    """Bytes of the largest packet that the whole path takes."""
    reached: bool
    """True if the target itself answered."""
    error: str | None
    sources: tuple[Source, ...]
    seen: Seen = NOWHERE


class TracePaths(Tests[TracePath]):
    """The paths that were traced."""


@dataclass(slots=True)
class Draft:
    """A run whose lines are still being read."""

    to: str = ""
    hops: list[Hop] = field(default_factory=list)
    pmtu: int | None = None
    reached: bool = False
    error: str | None = None
    sources: list[Source] = field(default_factory=list)

    def hop(self, match: re.Match[str], source: Source) -> None:
        """Read one hop."""
        rest = match["rest"]
        if found := PMTU.search(rest):
            self.pmtu = int(found["pmtu"])
        who = WHO.match(rest + " ")
        silent = rest.startswith(("no reply", "*", "send failed")) or "[LOCALHOST]" in rest
        refused = REFUSAL.search(rest)
        name = None if silent or who is None else who["ip"] or who["who"]
        self.hops.append(
            Hop(int(match["number"]), name, refused["sign"] if refused else None, source)
        )
        self.reached = self.reached or " reached" in rest or (name is not None and name == self.to)
        self.sources.append(source)

    def done(self) -> TracePath:
        """Return the finished record."""
        return TracePath(
            self.to,
            tuple(self.hops),
            self.pmtu,
            self.reached,
            self.error,
            tuple(self.sources),
        )


def read(artifact: Artifact) -> Parsed[TracePaths]:
    """Read one run."""
    asked = ASKED.search(artifact.command or "")
    draft = Draft(asked["to"] if asked else "")
    unread: list[Source] = []
    for line, text in artifact.lines():
        source = artifact.source(line, text)
        if match := HEAD.match(text):
            draft.to = match["ip"]
            draft.sources.append(source)
        elif match := RESUME.match(text) or TOO_MANY.match(text):
            draft.pmtu = int(match["pmtu"])
            draft.sources.append(source)
        elif match := HOP.match(text):
            draft.hop(match, source)
        elif FAILED.match(text):
            draft.error = text.strip()
            draft.sources.append(source)
        elif text.strip() and text.strip() != "^C":
            unread.append(source)
    items = (draft.done(),) if draft.sources else ()
    return Parsed(TracePaths(artifact.path, items), tuple(unread))


PARSER = Parser(
    name="tracepath",
    fact=TracePaths,
    read=read,
    command="tracepath ADDRESS",
    commands=re.compile(r"^\s*(?:sudo )?(?:\S*/)?(?:tracepath|traceroute)\b(?!6)"),
    content=re.compile(
        r"^[ \t]*1\?: \[LOCALHOST\]\s+pmtu \d+|^[ \t]*Resume: pmtu \d+"
        r"|^traceroute to \S+ \([\d.]+\)"
        r"|^[ \t]*Too many hops: pmtu",
        re.MULTILINE,
    ),
    per_node=False,
    merge=TracePaths.merge,
)
