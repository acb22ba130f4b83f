"""Reads `ip route` (the main table), `ip route show table all` and `route -n`.

The form is fixed by ip-route(8), iproute2's iproute.c: a destination, then keys with their values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from ipaddress import AddressValueError, IPv4Address, IPv4Network, NetmaskValueError

from parsers.base import Artifact, Parsed, Parser, Source

KINDS = frozenset(["unicast", "blackhole", "unreachable", "prohibit", "throw"])
OTHER_TABLES = frozenset(["local", "broadcast", "multicast", "anycast", "nat"])
FLAGS = frozenset(["onlink", "linkdown", "dead", "pervasive", "offload", "notify", "rt_trap"])
DESTINATION = re.compile(r"(?:default|\d+(?:\.\d+){0,3}(?:/\d+)?)$")
LEGACY = re.compile(
    r"^(\d+(?:\.\d+){3})\s+(\d+(?:\.\d+){3})\s+(\d+(?:\.\d+){3})\s+(!?U?\w*!?)\s+(\d+|-)"
    r"\s+\S+\s+\d+\s+(\S+)"
)
LEGACY_HEAD = re.compile(r"^(?:Kernel IP routing table|Destination\s+Gateway)")
COMMENT = re.compile(r"(?<!\s)\s+#.*$")
TABLE = re.compile(r" table (\S+)")
IPV6 = re.compile(r"(?:\w+ )?(?:[0-9a-f]*:[0-9a-f:]*(?:/\d+)?(?: |$)|default via [0-9a-f]*:)")
PODS_SIDE = frozenset(["tun0", "lbr0", "docker0", "lo", None])


@dataclass(frozen=True, slots=True)
class Route:
    """One route of the main table."""

    destination: IPv4Network
    """0.0.0.0/0 for the default route."""
    device: str | None
    via: str | None
    scope: str | None
    proto: str | None
    src: str | None
    mtu: int | None
    metric: int
    kind: str
    """`unicast`, or `blackhole`, `unreachable`, `prohibit`."""
    linkdown: bool
    source: Source


@dataclass(frozen=True)
class RouteTable:
    """The main routing table of one node."""

    path: str
    routes: tuple[Route, ...]
    complete: bool = True
    """False where the command, or the paste, shows some routes only."""

    def __len__(self) -> int:
        return len(self.routes)

    @property
    def default(self) -> Route | None:
        """The default route with the lowest metric."""
        found = [route for route in self.routes if route.destination.prefixlen == 0]
        return min(found, key=lambda route: route.metric, default=None)

    @cached_property
    def by_destination(self) -> dict[IPv4Network, tuple[Route, ...]]:
        """Destination -> its routes, lowest metric first."""
        found: dict[IPv4Network, list[Route]] = {}
        for route in sorted(self.routes, key=lambda route: route.metric):
            found.setdefault(route.destination, []).append(route)
        return {network: tuple(routes) for network, routes in found.items()}

    def lookup(self, address: str) -> Route | None:
        """Return the route that a packet to an address takes: the longest prefix."""
        ip = IPv4Address(address)
        matching = [route for route in self.routes if ip in route.destination]
        return max(matching, key=lambda r: (r.destination.prefixlen, -r.metric), default=None)

    def absence(self, what: str) -> Source:
        """Return the evidence that a route is not there."""
        line = self.routes[-1].source.line if self.routes else 1
        return Source.at(self.path, line, f"not among the {len(self.routes)} routes: {what}")


def network(text: str) -> IPv4Network | None:
    """Return the network of a destination; `ip` leaves out /32, and once left out zero octets."""
    if text == "default":
        return IPv4Network("0.0.0.0/0")
    address, _, length = text.partition("/")
    octets = address.split(".")
    address = ".".join(octets + ["0"] * (4 - len(octets)))
    try:
        return IPv4Network(f"{address}/{length or 32}", strict=False)
    except (AddressValueError, NetmaskValueError, ValueError):
        return None


def parse(words: list[str], source: Source) -> Route | None:
    """Read one route from its words; None if they are none."""
    kind = words.pop(0) if words and words[0] in KINDS else "unicast"
    if not words or not DESTINATION.match(words[0]):
        return None
    destination = network(words.pop(0))
    if destination is None:
        return None
    found: dict[str, str] = {}
    linkdown = False
    index = 0
    while index < len(words):
        word = words[index]
        if word in FLAGS:
            linkdown = linkdown or word == "linkdown"
            index += 1
        else:
            index += 1 + (words[index + 1 : index + 2] == ["lock"])
            found[word] = words[index] if index < len(words) else ""
            index += 1
    return Route(
        destination,
        found.get("dev") or None,
        found.get("via"),
        found.get("scope"),
        found.get("proto"),
        found.get("src"),
        int(found["mtu"]) if found.get("mtu", "").isdecimal() else None,
        int(found.get("metric", "0") or 0) if found.get("metric", "0").isdecimal() else 0,
        kind,
        linkdown,
        source,
    )


def legacy(match: re.Match[str], source: Source) -> Route:
    """Read a line of `route -n`."""
    address, gateway, mask, flags, metric, device = match.groups()
    return Route(
        IPv4Network(f"{address}/{mask}"),
        device,
        gateway if "G" in flags else None,
        None,
        None,
        None,
        None,
        int(metric) if metric.isdecimal() else 0,
        "unreachable" if "!" in flags else "unicast",
        linkdown=False,
        source=source,
    )


def joined(artifact: Artifact) -> Iterator[tuple[int, str]]:
    """Yield lines, a multipath route with the first of its `nexthop` lines."""
    pending: tuple[int, str] | None = None
    for line, text in artifact.lines():
        if pending and text.startswith((" ", "\t")) and text.strip().startswith("nexthop"):
            if " dev " not in pending[1] and " via " not in pending[1]:
                pending = (pending[0], f"{pending[1]} {text.strip().removeprefix('nexthop ')}")
            continue
        if pending:
            yield pending
        pending = (line, text)
    if pending:
        yield pending


def read(artifact: Artifact) -> Parsed[RouteTable]:
    """Read the routes of the main table; those of others and of IPv6 are left out."""
    routes: list[Route] = []
    unread: list[Source] = []
    for line, text in joined(artifact):
        bare = COMMENT.sub("", text).strip()
        if not bare or LEGACY_HEAD.match(bare) or bare.startswith(("apiVersion", "#", "Defaulted")):
            if bare.startswith("apiVersion"):
                break  # NetworkCheck's master/routes goes on with `oc get routes`
            continue
        source = artifact.source(line, text)
        if match := LEGACY.match(bare):
            routes.append(legacy(match, source))
            continue
        words = bare.split()
        if words[0] in OTHER_TABLES or IPV6.match(bare):
            continue
        if (table := TABLE.search(bare)) and table[1] not in {"main", "254"}:
            continue
        route = parse(words, source)
        if route is not None:
            routes.append(route)
        else:
            unread.append(source)
    asked = re.search(
        r"route (?:show|list|ls)? *(?:dev|to|via|exact|match|\d\S*|default)\b|\|",
        artifact.command or "",
    )
    # A node has a route to its own network: a table without one was cut by `grep` or by hand.
    whole = asked is None and any(route.device not in PODS_SIDE for route in routes)
    return Parsed(RouteTable(artifact.path, tuple(routes), whole), tuple(unread))


def merge(facts: Sequence[RouteTable]) -> RouteTable:
    """Choose the fullest of the whole tables."""
    return max(facts, key=lambda fact: (fact.complete, len(fact)))


PARSER = Parser(
    name="ip-route",
    fact=RouteTable,
    read=read,
    command="ip route",
    commands=re.compile(
        r"(?:^|[\s/;'\"])ip(?: -(?!6)\S+)* r(?:o|ou|out|oute)?"
        r"(?= *$| +(?:show|list|ls|s|l)\b|['\"])"
        r"|(?:^|[\s/])route -n\b"
    ),
    content=re.compile(
        r"^(?:default via \d|default dev |\d+(?:\.\d+){1,3}/\d+ (?:dev|via) \S+"
        r"|(?:blackhole|unreachable|prohibit) \d+\.|Kernel IP routing table)",
        re.MULTILINE,
    ),
    names=re.compile(r"(?:^|[/_-])(?:ip[_-]route|routes)(?:\.\w+)?$"),
    merge=merge,
)
