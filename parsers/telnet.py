"""Reads `telnet ADDRESS PORT` and `nc -vz`: whether something listens on a port.

The forms are those of telnet(1) (two generations of its refusals) and of nmap's and BSD's nc(1).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers.base import Artifact, Parsed, Parser, Source
from parsers.expressions import expression
from parsers.records import NOWHERE, Seen, Tests

IP = r"\d+(?:\.\d+){3}"
TRYING = expression(rf"^\s*Trying (?P<ip>{IP}|[0-9a-f:]+)\.\.\.")
CONNECTED = expression(
    rf"^\s*(?:Connected to (?P<to>\S+?)\.?|Ncat: Connected to (?P<ip>{IP}):(?P<port>\d{{1,18}})\."
    rf"|Connection to (?P<name>\S+)(?: \(\S+\))? (?P<number>\d{{1,18}}) port"
    r" \[[^\]]*\] succeeded!)\s*$"
)
REFUSALS = (
    ("refused", expression(r"Connection refused", re.IGNORECASE)),
    ("timed-out", expression(r"timed out|TIMEOUT", re.IGNORECASE)),
    ("no-route", expression(r"No route to host", re.IGNORECASE)),
    ("unreachable", expression(r"Network is unreachable", re.IGNORECASE)),
    ("unresolved", expression(
        r"Name or service not known|Unknown host|could not resolve|Temporary failure in name",
        re.IGNORECASE)),
)  # fmt: skip
SAYS = expression(r"^\s*(?:telnet|nc|ncat|Ncat)\b.*: ")
NOISE = expression(
    r"^\s*(?:$|Escape character is|Connection closed|telnet> |\^\]|\^C|Ncat: Version|Connection to)"
)
ASKED = expression(r"\b(?:telnet|nc|ncat)\b(?: +-\S+)* +(?P<to>[\w.-]+)(?: +(?P<port>\d{1,18}))?")


@dataclass(frozen=True, slots=True)
class Connection:
    """One try to connect."""

    to: str
    """As asked for, or the address that was tried."""
    address: str | None
    port: int | None
    outcome: str
    """`connected`, `refused`, `timed-out`, `no-route`, `unreachable`, `unresolved`; `unfinished`
    if the output ends while it tries."""
    sources: tuple[Source, ...]
    seen: Seen = NOWHERE


class Connections(Tests[Connection]):
    """The connections that were tried."""


def refusal(text: str) -> str | None:
    """Return how a line says that there is no connection."""
    return next((name for name, pattern in REFUSALS if pattern.search(text)), None)


def read(artifact: Artifact) -> Parsed[Connections]:
    """Read one try; of several addresses of a name the last one tried counts."""
    asked = ASKED.search(artifact.command or "")
    to, port = (asked["to"], asked["port"]) if asked else ("", None)
    address: str | None = None
    outcome = "unfinished"
    sources: list[Source] = []
    unread: list[Source] = []
    for line, text in artifact.lines():
        source = artifact.source(line, text)
        if match := TRYING.match(text):
            address = match["ip"]
        elif match := CONNECTED.match(text):
            outcome = "connected"
            address = match["ip"] or address
            port = match["port"] or match["number"] or port
            to = to or match["to"] or match["name"] or match["ip"]
        elif SAYS.match(text) and (how := refusal(text)):
            outcome = how
        else:
            if not (NOISE.match(text) or outcome == "connected"):
                unread.append(source)
            continue
        sources.append(source)
    if not sources:
        return Parsed(Connections(artifact.path), tuple(unread))
    number = int(port) if port else None
    item = Connection(to or address or "", address, number, outcome, tuple(sources))
    return Parsed(Connections(artifact.path, (item,)), tuple(unread))


PARSER = Parser(
    name="telnet",
    fact=Connections,
    read=read,
    command="telnet ADDRESS PORT",
    commands=re.compile(r"^\s*(?:sudo )?(?:\S*/)?(?:telnet|nc|ncat)\b"),
    content=re.compile(
        rf"^[ \t]*Trying {IP}\.\.\.\s*$|^[ \t]*telnet: \S.*: |^Ncat: Connect|^Escape character is",
        re.MULTILINE,
    ),
    per_node=False,
    merge=Connections.merge,
)
