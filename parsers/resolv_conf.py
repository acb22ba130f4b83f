"""Reads /etc/resolv.conf: the DNS servers that a node asks, and the domains that it tries.

The form is that of resolv.conf(5). The last of several `search` and `domain` lines counts, and
the first three nameservers. A node of 3.2 and later names itself: dnsmasq answers there, and the
marker of 99-origin-dns.sh says so; its upstream servers stand in /etc/origin/node/resolv.conf.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from parsers.base import Artifact, Parsed, Parser, Source
from parsers.expressions import expression

NAMESERVER = expression(r"^\s*nameserver\s+(?P<address>[0-9a-fA-F.:]+)(?:%\S+)?\s*(?:[#;].*)?$")
SEARCH = expression(r"^\s*(?:search|domain)\s+(?P<domains>[^#;]*?)\s*(?:[#;].*)?$")
OPTIONS = expression(r"^\s*options\s+(?P<options>.*?)\s*$")
IGNORED = expression(r"^\s*(?:[#;].*|sortlist\s.*)?$")
MARKER = "99-origin-dns.sh"


@dataclass(frozen=True, slots=True)
class Resolver:
    """What a machine, or a pod, resolves names with."""

    path: str
    nameservers: tuple[str, ...]
    search: tuple[str, ...]
    options: tuple[str, ...]
    dispatched: bool
    """True if OpenShift's NetworkManager dispatcher wrote it: the node asks its own dnsmasq."""
    sources: dict[str, Source] = field(default_factory=dict)
    """Nameserver, `search`, `options`, `marker` -> its line."""

    def __len__(self) -> int:
        return len(self.nameservers) + len(self.search)


def read(artifact: Artifact) -> Parsed[Resolver]:
    """Read the file."""
    servers: list[str] = []
    search: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    sources: dict[str, Source] = {}
    unread: list[Source] = []
    for line, text in artifact.lines():
        source = artifact.source(line, text)
        if match := NAMESERVER.match(text):
            servers.append(match["address"])
            sources.setdefault(match["address"], source)
        elif match := SEARCH.match(text):
            search = tuple(match["domains"].split())
            sources["search"] = source
        elif match := OPTIONS.match(text):
            options += tuple(match["options"].split())
            sources["options"] = source
        elif MARKER in text:
            sources["marker"] = source
        elif not IGNORED.match(text):
            unread.append(source)
    fact = Resolver(
        artifact.path,
        tuple(dict.fromkeys(servers)),
        search,
        options,
        "marker" in sources,
        sources,
    )
    return Parsed(fact, tuple(unread))


PARSER = Parser(
    name="resolv-conf",
    fact=Resolver,
    read=read,
    command="cat /etc/resolv.conf",
    commands=re.compile(r"\b(?<!/origin/node/)resolv\.conf\b"),
    content=re.compile(
        r"\A(?:[ \t]*(?:[#;].*)?\n)*[ \t]*(?:(?:search|domain|options)[ \t]+\S.*\n"
        r"(?:.*\n){0,20}?[ \t]*)?"
        r"nameserver\s+[0-9a-fA-F.:]+"
    ),
    names=re.compile(r"(?:^|/)resolv\.conf(?:\.txt)?$"),
)
