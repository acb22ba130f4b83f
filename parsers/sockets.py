"""Reads `ss -anp` and `netstat -anp`: who listens on a node, and who is connected.

The columns are those of ss(8) (`State Recv-Q Send-Q Local Peer`, before them `Netid` if several
kinds are shown) and of netstat(8) of net-tools.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers.base import Artifact, Parsed, Parser, Source
from parsers.expressions import expression
from parsers.records import Records

STATES = (
    r"LISTEN|ESTAB|ESTABLISHED|SYN[-_]SENT|SYN[-_]RECV|FIN[-_]WAIT[-_]?[12]|TIME[-_]WAIT|CLOSE[-_]WAIT"
    r"|LAST[-_]ACK|CLOSING|CLOSED?|UNCONN"
)
SS = expression(
    rf"^(?:(?P<kind>tcp|udp|raw|icmp6|p_raw)\s+)?(?P<state>{STATES})\s+"
    r"(?P<received>\d{1,18})\s+(?P<sent>\d{1,18})\s+"
    r"(?P<local>\S+):(?P<port>[\d*]+)\s+(?P<peer>\S+):(?P<peer_port>[\d*]+)\s*(?P<rest>.*)$"
)
NETSTAT = expression(
    r"^(?P<kind>tcp|udp|raw)6?\s+(?P<received>\d{1,18})\s+(?P<sent>\d{1,18})\s+"
    r"(?P<local>\S+):(?P<port>[\d*]+)\s+"
    rf"(?P<peer>\S+):(?P<peer_port>[\d*]+)(?:\s+(?P<state>{STATES}))?\s*(?P<rest>.*)$"
)
PROCESS = expression(r'users:\(\("(?P<name>[^"]+)"|\b\d+/(?P<program>\S+)')
NOISE = expression(
    r"^\s*$|^(?:State|Netid|Active|Proto|RefCnt)\b|^(?:u_str|u_dgr|u_seq|nl|unix|v_str)\s|^\s+\S|"
    r"^\(Not all processes|^ will not be shown"
)


@dataclass(frozen=True, slots=True)
class Socket:
    """One socket of IPv4 or IPv6."""

    kind: str
    """`tcp`, `udp`, `raw`; `tcp` where ss does not say."""
    state: str
    """`LISTEN`, `ESTAB`, `SYN-SENT`, `UNCONN` ... in the words of ss."""
    local: str
    """`*`, `0.0.0.0`, `[::]`, or an address."""
    port: int | None
    peer: str
    peer_port: int | None
    unsent: int
    """Bytes in the send queue; of a listener, what ss prints there is the backlog's size."""
    process: str | None
    source: Source

    @property
    def listens(self) -> bool:
        """Whether anybody may connect to it, or send to it."""
        return self.state in {"LISTEN", "UNCONN"}


class Sockets(Records[Socket]):
    """The sockets of one node."""

    def listening(self, port: int, kind: str = "tcp") -> list[Socket]:
        """Return who listens on a port."""
        return [s for s in self.items if s.listens and s.port == port and s.kind == kind]


def number(said: str) -> int | None:
    """Return a port, or None for `*`."""
    return int(said) if said.isdecimal() else None


def read(artifact: Artifact) -> Parsed[Sockets]:
    """Read the sockets, one a line; those of the UNIX domain are of no concern."""
    found: list[Socket] = []
    unread: list[Source] = []
    for line, text in artifact.lines():
        match = SS.match(text) or NETSTAT.match(text)
        if match is None:
            if not NOISE.match(text):
                unread.append(artifact.source(line, text))
            continue
        kind = match["kind"] or "tcp"
        state = (match["state"] or "UNCONN").replace("_", "-").replace("ESTABLISHED", "ESTAB")
        if kind == "udp" and match["state"] is None and match["peer_port"] != "*":
            state = "ESTAB"
        process = PROCESS.search(match["rest"])
        found.append(
            Socket(
                kind,
                state,
                match["local"],
                number(match["port"]),
                match["peer"],
                number(match["peer_port"]),
                int(match["sent"]),
                (process["name"] or process["program"].rstrip(":")) if process else None,
                artifact.source(line, text),
            )
        )
    return Parsed(Sockets(artifact.path, tuple(found)), tuple(unread))


PARSER = Parser(
    name="sockets",
    fact=Sockets,
    read=read,
    command="ss -anp",
    commands=re.compile(r"(?:^|[\s/;'\"])(?:ss\b(?! +-\w*s)|netstat\b(?! +-\w*[srig]))"),
    content=re.compile(
        r"^(?:Netid\s+)?State\s+Recv-Q\s+Send-Q\s+Local Address|^Proto Recv-Q Send-Q Local Address",
        re.MULTILINE,
    ),
    merge=Sockets.merge,
)
