"""Reads `curl -kv URL`: where it connected, what was answered, or why not.

The form is that of curl(1): `*` for what curl does, `>` for what it sends, `<` for the answer.
Old releases say `* About to connect() to HOST port PORT`, newer ones `*   Trying ADDRESS:PORT...`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from parsers.base import Artifact, Parsed, Parser, Source
from parsers.expressions import expression
from parsers.records import NOWHERE, Seen, Tests
from parsers.telnet import refusal

URL = expression(
    r"(?:(?P<scheme>https?)://)?(?P<host>[\w.-]+)(?::(?P<port>\d{1,18}))?(?P<path>/[^\s'\"]*)?$"
)
WORD = expression(r"'[^']*'|\"[^\"]*\"|\S+")
WITH_VALUE = expression(
    r"^(?:-[A-Za-z]*[HXdoumwAebcFTxEr]|--(?:header|request|data\S*|output|user|max-time"
    r"|connect-timeout|write-out|resolve|proxy|cacert|cert|key|retry))$"
)
IP = r"\d+(?:\.\d+){3}"
ABOUT = expression(r"^\* +About to connect\(\) to (?P<host>\S+) port (?P<port>\d{1,18})")
TRYING = expression(rf"^\* +Trying (?P<ip>{IP})(?::(?P<port>\d{{1,18}}))?\.\.\.")
CONNECTED = expression(
    r"^\* +Connected to (?P<host>\S+) \((?P<ip>[\d.]+)\) port (?P<port>\d{1,18})"
)
STATUS = expression(r"^< HTTP/[\d.]+ (?P<status>\d{3})\b")
PLAIN_STATUS = expression(r"^HTTP/[\d.]+ (?P<status>\d{3})\b")
TLS = expression(r"^\* +(?:SSL connection using|TLSv[\d.]+ .*Finished|subject: )")
FAILED = expression(r"^curl: \((?P<code>\d{1,18})\) (?P<why>.*)$")
SENT = expression(r"^> (?:GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH) (?P<path>\S+) HTTP/")
CODES = {5: "unresolved", 6: "unresolved", 28: "timed-out", 35: "tls", 51: "tls", 52: "empty",
         56: "reset", 58: "tls", 59: "tls", 60: "tls"}  # fmt: skip
"""Exit codes of curl that stand for one outcome; 7 (no connection) says more in words."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request and what became of it."""

    host: str
    path: str
    address: str | None
    """Where it connected, or tried to."""
    status: int | None
    """Of HTTP."""
    error: str | None
    """curl's own message."""
    sources: tuple[Source, ...]
    """The lines that say so."""
    port: int | None = None
    outcome: str = "unfinished"
    """`answered` (HTTP came back), `connected` (no HTTP seen), `refused`, `timed-out`, `no-route`,
    `unreachable`, `unresolved`, `tls`, `empty`, `reset`, `failed`; `unfinished` if cut off."""
    connected: bool = False
    """True if TCP connected, whatever came after."""
    secured: bool = False
    """True if a TLS handshake ended."""
    seen: Seen = NOWHERE


class Requests(Tests[Request]):
    """The requests that were tried."""


@dataclass(slots=True)
class Draft:
    """A request whose lines are still being read."""

    host: str
    path: str
    port: int | None
    address: str | None = None
    status: int | None = None
    error: str | None = None
    outcome: str = "unfinished"
    connected: bool = False
    secured: bool = False
    sources: list[Source] = field(default_factory=list)

    def take(self, text: str) -> bool:
        """Read one line; returns whether it is evidence."""
        if match := ABOUT.match(text):
            self.host, self.port = self.host or match["host"], int(match["port"])
            return False
        if match := TRYING.match(text):
            self.address = match["ip"]
            self.port = int(match["port"]) if match["port"] else self.port
            return False
        if match := CONNECTED.match(text):
            self.address, self.port = match["ip"], int(match["port"])
            self.host = self.host or match["host"]
            self.connected = True
            self.outcome = "connected"
        elif match := STATUS.match(text) or (None if self.connected else PLAIN_STATUS.match(text)):
            self.status, self.outcome = int(match["status"]), "answered"
        elif match := FAILED.match(text):
            self.error = match["why"]
            how = CODES.get(int(match["code"])) or refusal(text) or "failed"
            if self.outcome != "answered":
                self.outcome = how
        elif TLS.match(text):
            self.secured = True
            return False
        elif text.startswith("* ") and not self.connected and refusal(text):
            self.outcome = refusal(text) or "failed"
        elif text.startswith("> Host: "):
            self.host = text[8:].strip().split(":")[0]
        elif match := SENT.match(text):
            self.path = match["path"]
            return False
        else:
            return False
        return True

    def done(self) -> Request:
        """Return the finished record."""
        return Request(
            self.host,
            self.path,
            self.address,
            self.status,
            self.error,
            tuple(self.sources),
            self.port,
            self.outcome,
            self.connected,
            self.secured,
        )


def asked(command: str) -> re.Match[str] | None:
    """Return the URL of a command line: its last word that is none of an option."""
    words = [word.strip("'\"") for word in WORD.findall(command)]
    plain = [
        word
        for before, word in zip(["", *words], words, strict=False)
        if not word.startswith("-") and not WITH_VALUE.match(before)
    ]
    urls = [found for word in plain if "://" in word and (found := URL.match(word))]
    if urls:
        return urls[0]
    return URL.match(plain[-1]) if len(plain) > 1 else None


def read(artifact: Artifact) -> Parsed[Requests]:
    """Read one request; what it fetched is of no concern."""
    url = asked(artifact.command) if artifact.command else None
    draft = Draft("", "/", None)
    if url:
        port = url["port"] or ("443" if url["scheme"] == "https" else "80")
        draft = Draft(url["host"], url["path"] or "/", int(port))
    for line, text in artifact.lines():
        if draft.take(text):
            draft.sources.append(artifact.source(line, text))
    if not draft.sources:
        # Only what it began to do: it was cut off, or still tries.
        draft.sources += [
            artifact.source(line, text)
            for line, text in artifact.lines()
            if ABOUT.match(text) or TRYING.match(text)
        ]
    if not draft.sources:
        command = artifact.command or ""
        return Parsed(Requests(artifact.path), (artifact.source(artifact.first_line, command),))
    return Parsed(Requests(artifact.path, (draft.done(),)))


PARSER = Parser(
    name="curl",
    fact=Requests,
    read=read,
    command="curl -kv URL",
    commands=re.compile(r"^\s*(?:sudo )?(?:\S*/)?curl\b"),
    content=re.compile(
        r"^\* {1,3}(?:About to connect\(\)|Trying \d)|^\* Connected to |^curl: \(\d+\) ",
        re.MULTILINE,
    ),
    per_node=False,
    merge=Requests.merge,
)
