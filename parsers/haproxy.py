"""Reads a router's haproxy.config: where it listens, and the servers behind each route.

The names are those of the template images/router/haproxy/conf/haproxy-config.template of
openshift/origin: `backend be_http:NAMESPACE:ROUTE` (3.x before 3.7: `be_http_NAMESPACE_ROUTE`), and
`server pod:POD:SERVICE:PORT:ADDRESS:PORT ADDRESS:PORT cookie ... weight 100`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.base import Artifact, Parsed, Parser, Source
from parsers.expressions import expression
from parsers.records import Records

SECTION = expression(
    r"^(?P<kind>global|defaults|frontend|backend|listen|resolvers|peers)\b\s*(?P<name>\S*)"
)
BIND = expression(r"^\s+bind\s+(?P<where>\S+)")
SERVER = expression(
    r"^\s+server\s+(?P<name>\S+)\s+(?P<address>[^\s:]+|\[[^\]]+\]):(?P<port>\d{1,18})(?P<rest>\s.*)?$"
)
MODE = expression(r"^\s+mode\s+(?P<mode>http|tcp)\b")
WEIGHT = expression(r"\bweight (?P<weight>\d{1,18})")
ROUTE = expression(
    r"^be_(?P<kind>http|edge_http|tcp|secure)(?::|_)(?P<namespace>[a-z0-9-]+)(?::|_)(?P<route>[\w.-]+)$"
)


@dataclass(frozen=True, slots=True)
class Server:
    """One endpoint of a backend."""

    name: str
    address: str
    port: int
    weight: int | None
    disabled: bool
    source: Source


@dataclass(frozen=True, slots=True)
class Backend:
    """The endpoints that one route is sent to."""

    name: str
    namespace: str | None
    """None for the router's own backends."""
    route: str | None
    kind: str
    """`http`, `edge_http`, `tcp` (passthrough), `secure` (re-encrypt), or nothing."""
    mode: str | None
    servers: tuple[Server, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Bind:
    """A port on which a frontend listens."""

    frontend: str
    address: str
    """`*`, an address, or a socket's path."""
    port: int | None
    source: Source


@dataclass(frozen=True)
class HaproxyConfig(Records[Backend]):
    """The configuration of one router, or of several."""

    binds: tuple[Bind, ...] = ()

    def of(self, namespace: str, route: str) -> list[Backend]:
        """Return the backends of a route."""
        return [b for b in self.items if (b.namespace, b.route) == (namespace, route)]


class Reader:
    """Reads the sections, line by line."""

    def __init__(self) -> None:
        self.backends: list[tuple[str, Source, list[Server], list[str]]] = []
        self.binds: list[Bind] = []
        self.section = ("", "")
        self.known = False

    def take(self, text: str, source: Source) -> bool:
        """Read one line; False if it is a bad `bind` or `server`."""
        if match := SECTION.match(text):
            self.known = True
            self.section = (match["kind"], match["name"])
            if match["kind"] in {"backend", "listen"}:
                self.backends.append((match["name"], source, [], []))
        elif match := BIND.match(text):
            address, _, port = match["where"].rpartition(":")
            number = int(port) if port.isdecimal() else None
            where = address or "*" if number is not None else match["where"]
            self.binds.append(Bind(self.section[1], where, number, source))
        elif self.section[0] in {"backend", "listen"} and self.backends:
            return self.inside(text, source)
        return self.known or not text.strip() or text.lstrip().startswith("#")

    def inside(self, text: str, source: Source) -> bool:
        """Read a line of a backend."""
        _, _, servers, modes = self.backends[-1]
        if match := SERVER.match(text):
            rest = match["rest"] or ""
            weight = WEIGHT.search(rest)
            servers.append(
                Server(
                    match["name"],
                    match["address"],
                    int(match["port"]),
                    int(weight["weight"]) if weight else None,
                    " disabled" in rest,
                    source,
                )
            )
        elif match := MODE.match(text):
            modes.append(match["mode"])
        else:
            return not text.lstrip().startswith("server ")
        return True


def read(artifact: Artifact) -> Parsed[HaproxyConfig]:
    """Read the frontends' ports and every backend."""
    reader = Reader()
    unread = [
        artifact.source(line, text)
        for line, text in artifact.lines()
        if not reader.take(text, artifact.source(line, text))
    ]
    backends = []
    for name, source, servers, modes in reader.backends:
        match = ROUTE.match(name)
        backends.append(
            Backend(
                name,
                match["namespace"] if match else None,
                match["route"] if match else None,
                match["kind"] if match else "",
                modes[0] if modes else None,
                tuple(servers),
                source,
            )
        )
    fact = HaproxyConfig(artifact.path, tuple(backends), tuple(reader.binds))
    return Parsed(fact, tuple(unread))


def merge(facts: Sequence[HaproxyConfig]) -> HaproxyConfig:
    """Put the configurations of several routers together."""
    return HaproxyConfig(
        facts[0].path,
        tuple(backend for fact in facts for backend in fact.items),
        tuple(bind for fact in facts for bind in fact.binds),
    )


PARSER = Parser(
    name="haproxy-config",
    fact=HaproxyConfig,
    read=read,
    command="oc exec -n default ROUTER_POD -- cat /var/lib/haproxy/conf/haproxy.config",
    commands=re.compile(r"\bhaproxy\.c(?:onfig|fg)\b"),
    content=re.compile(
        r"^backend (?:be_\w+[:_]|openshift_default)|^frontend (?:public|fe_sni|fe_no_sni)\b",
        re.MULTILINE,
    ),
    names=re.compile(r"(?:^|/)haproxy\.c(?:onfig|fg)$"),
    per_node=False,
    merge=merge,
)
