"""Reads /etc/hosts: the names that a machine resolves without DNS.

The form is that of hosts(5): an address, then its names, `#` before a comment.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers.base import Artifact, Parsed, Parser, Source
from parsers.expressions import expression
from parsers.records import Records

ENTRY = expression(
    r"^\s*(?P<address>\d+(?:\.\d+){3}|[0-9a-fA-F]*:[0-9a-fA-F:.%\w]*)\s+(?P<names>[^#]+)"
)


@dataclass(frozen=True, slots=True)
class HostEntry:
    """One line: an address and its names."""

    address: str
    names: tuple[str, ...]
    source: Source


class HostsFile(Records[HostEntry]):
    """The entries of one machine."""

    def of(self, name: str) -> list[HostEntry]:
        """Return the entries of a name."""
        return [entry for entry in self.items if name in entry.names]


def read(artifact: Artifact) -> Parsed[HostsFile]:
    """Read the entries, one a line."""
    found: list[HostEntry] = []
    unread: list[Source] = []
    for line, text in artifact.lines():
        source = artifact.source(line, text)
        if match := ENTRY.match(text):
            found.append(HostEntry(match["address"], tuple(match["names"].split()), source))
        elif text.strip() and not text.lstrip().startswith("#"):
            unread.append(source)
    return Parsed(HostsFile(artifact.path, tuple(found)), tuple(unread))


PARSER = Parser(
    name="hosts",
    fact=HostsFile,
    read=read,
    command="cat /etc/hosts",
    commands=re.compile(r"/etc/hosts\b(?!\.)"),
    content=re.compile(r"\A(?:[ \t]*(?:#.*)?\n)*(?:127\.0\.0\.1|::1)\s+localhost\b"),
    names=re.compile(r"(?:^|/)hosts$"),
)
