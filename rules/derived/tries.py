"""What was tried from some machine to an address: TCP, ping and tracepath, by place and target."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from parsers.base import Source
from parsers.curl import Request, Requests
from parsers.ipv4 import is_address
from parsers.ping import Ping, Pings
from parsers.records import Seen
from parsers.telnet import Connection, Connections
from parsers.tracepath import TracePath, TracePaths
from rules.base import Missing

CONNECTED = {"connected", "answered", "tls", "empty", "reset"}
"""Outcomes after TCP had connected."""
FAILED = {"refused", "timed-out", "no-route", "unreachable"}
DEFAULT_PORT = 80


@dataclass(slots=True)
class Tried:
    """All that was tried from one place to one address."""

    address: str
    seen: Seen
    name: str = ""
    """The name that was asked for, where it was a name."""
    failed: dict[int, tuple[str, Source]] = field(default_factory=dict)
    """Port -> (outcome, its line), where no try connected."""
    connected: dict[int, Source] = field(default_factory=dict)
    pings: list[Ping] = field(default_factory=list)
    paths: list[TracePath] = field(default_factory=list)

    @property
    def silent(self) -> bool | None:
        """Whether ICMP got no answer at all; None if it was not tried."""
        if not self.pings and not self.paths:
            return None
        return not any(p.answered for p in self.pings) and not any(p.reached for p in self.paths)

    @property
    def where(self) -> str:
        """From where, for a sentence."""
        return self.seen.node or self.seen.host or ""


@dataclass(frozen=True)
class Tries:
    """Every target that was tried."""

    items: tuple[Tried, ...]

    def __len__(self) -> int:
        return len(self.items)


def derive_tries(
    requests: Requests | None,
    connections: Connections | None,
    pings: Pings | None,
    paths: TracePaths | None,
) -> Tries:
    """Put together what was tried from one place to one address."""
    if requests is None and connections is None and pings is None and paths is None:
        raise Missing((Connections, Requests))
    found: dict[tuple[Seen, str], Tried] = {}

    def of(seen: Seen, address: str) -> Tried:
        return found.setdefault((seen, address), Tried(address, seen))

    by_name: dict[tuple[Seen, str], str] = {}
    tcp: list[Request | Connection] = [*(requests or ()), *(connections or ())]
    for each in tcp:
        name = each.host if isinstance(each, Request) else each.to
        address = each.address or (name if is_address(name) else None)
        if address is None or not is_address(address) or not each.sources:
            continue
        tried = of(each.seen, address)
        if name and name != address:
            tried.name = name
            by_name[each.seen, name] = address
        port = each.port or DEFAULT_PORT
        if each.outcome in CONNECTED or (isinstance(each, Request) and each.connected):
            tried.connected[port] = each.sources[0]
            tried.failed.pop(port, None)
        elif each.outcome in FAILED and port not in tried.connected:
            tried.failed[port] = (each.outcome, each.sources[-1])
    for ping in pings or ():
        if ping.address and is_address(ping.address) and ping.sources:
            of(ping.seen, ping.address).pings.append(ping)
    for path in paths or ():
        target = path.to if is_address(path.to) else by_name.get((path.seen, path.to))
        if target and path.sources:
            of(path.seen, target).paths.append(path)
    return Tries(tuple(found.values()))


def grouped(tries: Tries) -> dict[Seen, list[Tried]]:
    """Return what was tried, by the place from which it was."""
    found: dict[Seen, list[Tried]] = defaultdict(list)
    for tried in tries.items:
        found[tried.seen].append(tried)
    return found
