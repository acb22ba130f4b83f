"""Reads `curl -v URL`: where it connected, what was answered, or why not.

The form is that of curl(1): `*` for what curl does, `>` for what it sends, `<` for the answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.base import Artifact, Parsed, Parser, Source

URL = re.compile(r"(?:https?://)?(?P<host>[\w.-]+)(?::(?P<port>\d+))?(?P<path>/[^\s'\"]*)?$")
CONNECTED = re.compile(r"^\* Connected to \S+ \((?P<ip>[\d.]+)\) port (?P<port>\d+)")
STATUS = re.compile(r"^< HTTP/[\d.]+ (?P<status>\d{3})\b")
FAILED = re.compile(r"^curl: \((?P<code>\d+)\) (?P<why>.*)$")


@dataclass(frozen=True, slots=True)
class Request:
    """One request and what became of it."""

    host: str
    path: str
    address: str | None
    """Where it connected."""
    status: int | None
    """Of HTTP."""
    error: str | None
    """curl's own message."""
    sources: tuple[Source, ...]
    """The lines that say so."""


@dataclass(frozen=True, slots=True)
class Requests:
    """The requests that were tried."""

    path: str
    items: tuple[Request, ...]

    def __len__(self) -> int:
        return len(self.items)


def merge(facts: Sequence[Requests]) -> Requests:
    """Put the requests of several commands together."""
    return Requests(facts[0].path, tuple(item for fact in facts for item in fact.items))


def read(artifact: Artifact) -> Parsed[Requests]:
    """Read one request; what it fetched is of no concern."""
    asked = artifact.command.split()[-1].strip("'\"") if artifact.command else ""
    url = URL.match(asked)
    host, path = (url["host"], url["path"] or "/") if url else ("", "/")
    address, status, error = None, None, None
    sources: list[Source] = []
    for line, text in artifact.lines():
        if match := CONNECTED.match(text):
            address = match["ip"]
        elif match := STATUS.match(text):
            status = int(match["status"])
        elif match := FAILED.match(text):
            error = match["why"]
        elif text.startswith("> Host: "):
            host = text[8:].strip().split(":")[0]
        elif text.startswith(("> GET ", "> HEAD ", "> POST ")):
            path = text.split()[2]
            continue
        else:
            continue
        sources.append(artifact.source(line, text))
    if not sources:
        return Parsed(Requests(artifact.path, ()), (artifact.source(artifact.first_line, asked),))
    request = Request(host, path, address, status, error, tuple(sources))
    return Parsed(Requests(artifact.path, (request,)))


PARSER = Parser(
    name="curl",
    fact=Requests,
    read=read,
    command="curl -kv URL",
    commands=re.compile(r"^\s*(?:sudo )?(?:\S*/)?curl\b"),
    content=re.compile(
        r"^\*  ?(?: )?(?:About to connect\(\)|Trying \d)|^\* Connected to |^curl: \(\d+\) ",
        re.MULTILINE,
    ),
    per_node=False,
    merge=merge,
)
