"""Reads a node's links and addresses: `ip addr` (also -o, -br, -d), `ip link`, `ifconfig`.

Format: iproute2's ipaddress.c and net-tools' interface.c.
"""

from __future__ import annotations

import ipaddress
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from parsers.base import Artifact, Parsed, Parser, Source, absent

LINK = re.compile(r"\s*(\d+): ([^\s:@]+)(?:@([^\s:]+))?: <([^>]*)>\s*(.*)")
ONE_LINE = re.compile(r"\s*(\d+): ([^\s:@]+)(?:@\S+)?\s+(inet6?\s.*)")
BRIEF = re.compile(r"\s*([^\s:@]+)(?:@\S+)?\s+(UP|DOWN|UNKNOWN|LOWERLAYERDOWN|DORMANT)\b(.*)")
INET = re.compile(r"\s*inet (?:addr:)?(\d+\.\d+\.\d+\.\d+)(/\d+)?(.*)")
MASK = re.compile(r"(?:netmask |Mask:)(\d+\.\d+\.\d+\.\d+)")
PEER = re.compile(r"peer \d+\.\d+\.\d+\.\d+(/\d+)")
MAC = re.compile(r"\s*(?:link/\S+|ether|.*HWaddr) ([0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5})")
IFCONFIG = re.compile(r"(\S+): flags=\d+<([^>]*)>\s+mtu (\d+)")
OLD_IFCONFIG = re.compile(r"(\S+)\s+Link encap:(.*)")
OLD_FLAGS = re.compile(r"\s+((?:[A-Z]+ )*)\s*MTU:(\d+)")
ELIDED = re.compile(r"\s*(?:-{3,}|\.{3}|…|\[\.\.\.\])\s*$")
# All that is indented belongs to the link above; a paste may have lost the blanks.
DETAIL = re.compile(r"\s+(?!inet\b)\S|(?:valid_lft|inet6|link/|RX|TX|ether|altname|UP)\b")
NOISE = re.compile(r"\s*$|> |# |\$ |\[[^\]]*\][#$]|INFO: |\S*[#$] ")
CONTENT = re.compile(
    r"^[ \t]*\d+: [^\s:]+: <[A-Z0-9_,-]*> mtu \d+|^[ \t]*\d+: \S+\s+inet6? [0-9a-f.:]+[/ ]"
    r"|^\S+\s+Link encap:|^\S+: flags=\d+<[A-Z0-9_,]*>\s+mtu \d+"
    r"|^lo\s+UNKNOWN\s+127\.0\.0\.1/8",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Link:
    """A network interface of a node; `mtu` is 0 where the dialect does not print it."""

    index: int
    name: str
    """Without what follows `@`."""
    flags: frozenset[str]
    mtu: int
    master: str | None
    mac: str | None
    inet: tuple[str, ...]
    """IPv4 addresses with their prefix lengths: `10.128.0.1/23`."""
    state: str | None
    source: Source
    inet_sources: tuple[Source, ...] = ()

    @property
    def addresses(self) -> tuple[str, ...]:
        """The IPv4 addresses without their prefix lengths."""
        return tuple(inet.partition("/")[0] for inet in self.inet)

    @property
    def up(self) -> bool | None:
        """Whether the link is set up; None where the dialect does not say."""
        return "UP" in self.flags if self.flags else None

    def source_of(self, address: str) -> Source:
        """Return the line that shows an address, or the link's own line."""
        shown = zip(self.addresses, self.inet_sources, strict=True)
        return next((source for known, source in shown if known == address), self.source)


@dataclass(frozen=True)
class Addresses:
    """The links of a node with their IPv4 addresses."""

    path: str
    links: tuple[Link, ...]
    all_links: bool = False
    """True if every link is shown, so that an absent one does not exist."""
    all_addresses: bool = False
    """True if every IPv4 address is shown."""

    @cached_property
    def by_name(self) -> dict[str, Link]:
        """Name -> link."""
        return {link.name: link for link in self.links}

    @cached_property
    def by_address(self) -> dict[str, Link]:
        """IPv4 address -> link."""
        return {ip: link for link in reversed(self.links) for ip in link.addresses}

    def __len__(self) -> int:
        return len(self.links)

    def link_with(self, ip: str) -> Link | None:
        """Return the link that carries an address."""
        return self.by_address.get(ip)

    def absence(self, what: str) -> Source:
        """Return evidence that no link, or no address, is `what`."""
        last = (link.source for link in self.links[-1:])
        return absent(last, self.path, f"not among the {len(self.links)} links: {what}")


@dataclass(slots=True)
class Draft:
    """A link whose lines are still being read."""

    index: int
    name: str
    source: Source
    flags: frozenset[str] = frozenset()
    mtu: int = 0
    master: str | None = None
    mac: str | None = None
    state: str | None = None
    inet: list[str] = field(default_factory=list)
    inet_sources: list[Source] = field(default_factory=list)

    def attribute(self, words: Sequence[str]) -> None:
        """Read `mtu 1450 qdisc noqueue master ovs-system state UP`."""
        said = dict(itertools.pairwise(words))
        mtu = said.get("mtu", "")
        self.mtu = int(mtu) if mtu.isdecimal() else 0
        self.master, self.state = said.get("master"), said.get("state")

    def address(self, line: str, source: Source) -> bool:
        """Read an `inet` line; returns False if it is none."""
        found = INET.match(line)
        if found is None:
            return False
        address, prefix, rest = found.groups()
        if prefix is None and (mask := MASK.search(rest)):
            prefix = f"/{mask[1]}"
        elif prefix is None and (peer := PEER.search(rest)):
            prefix = peer[1]
        try:
            inet = str(ipaddress.IPv4Interface(address + (prefix or "/32")))
        except ValueError:
            return False
        if inet not in self.inet:
            self.inet.append(inet)
            self.inet_sources.append(source)
        return True

    def done(self) -> Link:
        """Return the finished link."""
        head = (self.index, self.name, self.flags, self.mtu, self.master, self.mac)
        return Link(*head, tuple(self.inet), self.state, self.source, tuple(self.inet_sources))


def header(line: str, source: Source) -> Draft | None:
    """Read the line that opens a link, in any dialect."""
    if found := LINK.match(line):
        draft = Draft(int(found[1]), found[2], source, frozenset(found[4].split(",")))
        draft.attribute(found[5].split())
        return draft
    if found := IFCONFIG.match(line):
        flags = frozenset(found[2].split(","))
        return Draft(0, found[1].partition(":")[0], source, flags, int(found[3]))
    if found := OLD_IFCONFIG.match(line):
        return Draft(0, found[1].partition(":")[0], source)
    if found := ONE_LINE.match(line):
        return Draft(int(found[1]), found[2], source)
    if found := BRIEF.match(line):
        return Draft(0, found[1], source, state=found[2])
    return None


def more(draft: Draft, line: str, source: Source) -> bool:
    """Read a line that belongs to a link; returns False if nothing is known of it."""
    if found := MAC.match(line):
        draft.mac = found[1].lower()
        return True
    if draft.address(line, source):
        return True
    if found := OLD_FLAGS.match(line):
        draft.flags, draft.mtu = frozenset(found[1].split()), int(found[2])
        return True
    return DETAIL.match(line) is not None


def rest_of(line: str) -> Iterator[str]:
    """Yield what follows the link on its own line: addresses of `-o` and `-br`, a MAC."""
    if found := ONE_LINE.match(line):
        yield found[3]
    elif found := OLD_IFCONFIG.match(line):
        yield " " + found[2]
    elif found := BRIEF.match(line):
        yield from (f"inet {word}" for word in found[3].split() if word.count(".") == 3)


def read(artifact: Artifact) -> Parsed[Addresses]:
    """Read every link; several lines of one link (`-o`, aliases of `ifconfig`) become one."""
    drafts: dict[str, Draft] = {}
    unread: list[Source] = []
    current: Draft | None = None
    elided = False
    for number, line in artifact.lines():
        for part in line.split("\\"):
            source = artifact.source(number, line)
            opened = header(part, source)
            if opened is not None:
                current = drafts.setdefault(opened.name, opened)
                for rest in rest_of(part):
                    more(current, rest, source)
            elif ELIDED.match(part):
                elided = True
            elif (current is None or not more(current, part, source)) and not NOISE.match(part):
                unread.append(source)
    links = tuple(draft.done() for draft in drafts.values())
    loopback = drafts.get("lo")
    # `ip -4 addr`, `ip -o addr` and `ifconfig` leave links out; none prints a MAC of the loopback.
    every = loopback is not None and not elided and loopback.mac is not None
    local = loopback is not None and not elided and bool(loopback.inet)
    if every and current is not None and current.mac is None and current.master is None:
        every = local = False  # the last link's second line was cut off
    return Parsed(Addresses(artifact.path, links, every, local), tuple(unread))


def merge(facts: Sequence[Addresses]) -> Addresses:
    """Take the fullest dump, and what it leaves out of the others (`ip link`, `ip -o addr`)."""
    ordered = sorted(facts, key=lambda f: (f.all_links, f.all_addresses, len(f)), reverse=True)
    links = dict(ordered[0].by_name)
    for fact in ordered[1:]:
        for link in fact.links:
            known = links.setdefault(link.name, link)
            inet = known if known.inet else link
            fuller = known if known.flags else link
            links[link.name] = replace(fuller, inet=inet.inet, inet_sources=inet.inet_sources)
    complete = any(fact.all_links for fact in facts), any(fact.all_addresses for fact in facts)
    return Addresses(ordered[0].path, tuple(links.values()), *complete)


PARSER = Parser(
    name="ip-addr",
    fact=Addresses,
    read=read,
    command="ip addr",
    commands=re.compile(
        r"(?:^|[\s/;'\"])ip(?: -(?!6)\S+)* (?:a|ad|add|addr|address|l|li|lin|link)"
        r"(?: (?!add\b|del|set|flush)|['\"]?$|\s*[|;&>])|\bifconfig\b"
    ),
    content=CONTENT,
    names=re.compile(
        r"(?:^|/)(?:addresses|ip[_-](?:-\w_)*a(?:ddr(?:ess)?)?(?:\.\w+)?|ifconfig[^/]*)$"
    ),
    merge=merge,
)
