"""How each fact is brought: where its command runs, and what it is asked about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from analyzer.ask.era import Era
from analyzer.facts import Facts
from parsers.capture.fact import Captures
from parsers.curl import Requests
from parsers.dig import Lookups
from parsers.ethtool import EthernetLinks
from parsers.ethtool_details import Drivers
from parsers.ip_route_get import RouteAnswers
from parsers.journal import NodeLog
from parsers.kube.hostsubnets import HostSubnets
from parsers.kube.nodes import Nodes
from parsers.kube.routes import Routes
from parsers.ping import Pings
from parsers.pod_networks import PodNetworks
from parsers.tracepath import TracePaths

NODE, OVS, LOG, OC, CLIENT, WIRE = "node", "ovs", "log", "oc", "client", "wire"
PEERS = 16
"""Addresses of other nodes that one is asked the way to."""
FAR = 3
"""Addresses of nodes to which the path is traced: each may take half a minute."""
NAMES = 3
"""Route names to look up."""
NIC = r'nic=$(ip -o -4 route show default | sed -n "1s/.* dev \([^ ]*\).*/\1/p")'
PODS = (
    "for pid in $(lsns -nt net -o PID); do"
    " nsenter -n -t $pid -- ip addr; nsenter -n -t $pid -- ip route; done"
)
CONTAINER = "docker exec openvswitch "
NO_BINARY = ("command not found", "No such file or directory", "executable file not found")
HOST = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
"""A name that may stand in a command; others come from who knows where."""
CLIENT_TOOLS = ("curl", "dig", "telnet", "nc")


@dataclass(frozen=True, slots=True)
class Command:
    """What brings one fact."""

    fact: type
    place: str
    """`node`, `ovs` (where Open vSwitch runs), `log`, `oc`, `client` or `wire` (a capture)."""
    shown: str
    """In one line."""
    lines: tuple[str, ...]
    """As they are run."""
    setup: str = ""
    """What must run before them, and is no command whose output we read."""


class Commands:
    """Knows the command for each fact on this cluster."""

    def __init__(self, facts: Facts, era: Era) -> None:
        self.facts = facts
        self.era = era
        self.names = tuple(_names(facts))
        self.peers = tuple(islice(dict.fromkeys(_addresses(facts)), PEERS))

    def of(self, fact: type, node: str | None) -> Command:
        """Return what brings a fact of a node, or of the cluster."""
        plain = self.facts.types[fact].command
        if fact is NodeLog:
            return self._log()
        if fact is RouteAnswers and self.peers:
            lines = tuple(f"ip route get {address}" for address in self.peers)
            return Command(fact, NODE, plain, lines)
        if fact in {TracePaths, Pings}:
            tool = "tracepath -n" if fact is TracePaths else "ping -c 3 -W 2"
            lines = tuple(f"{tool} {address}" for address in self.peers[:FAR]) or (plain,)
            return Command(fact, NODE, plain, lines)
        if fact is Drivers:
            lines = tuple(f"ethtool -i {name}" for name in ("tun0", "br0"))
            return Command(fact, NODE, plain, lines)
        if fact is Captures:
            line = "timeout 60 tcpdump -nn -s 0 -i any -w ask-$(hostname).pcap"
            return Command(fact, WIRE, line, (line,))
        if fact is PodNetworks:
            return Command(fact, NODE, PODS, (PODS,))
        if fact is EthernetLinks:
            return Command(fact, NODE, "ethtool $nic", ("ethtool $nic",), NIC)
        if fact in {Lookups, Requests}:
            tool = "dig +short " if fact is Lookups else "curl -kv -o /dev/null --max-time 20 "
            names = [name for name in self.names if HOST.fullmatch(name)][
                : NAMES if fact is Lookups else 1
            ] or ["NAME_OF_THE_ROUTE"]
            lines = tuple(f"{tool}{name if fact is Lookups else url(name)}" for name in names)
            return Command(fact, CLIENT, lines[0], lines)
        plain = plain.partition(" (")[0].replace("INTERFACE", "$nic").replace("PORT", "80")
        word = plain.split()[0]
        if word == "oc":
            return Command(fact, OC, plain, (plain,))
        if word in CLIENT_TOOLS:
            return Command(fact, CLIENT, plain, (plain,))
        if word.startswith("ovs-"):
            if not self.era.ovs_in_pod and self._has_no_binary(fact, node):
                plain = CONTAINER + plain
            return Command(fact, OVS, plain, (plain,))
        return Command(fact, NODE, plain, (plain,), NIC if "$nic" in plain else "")

    def _log(self) -> Command:
        if self.era.logs_in_pod:
            line = "oc logs -n openshift-sdn $pod -c sdn --timestamps --tail=20000"
        elif self.era.major is None:
            line = 'journalctl --no-pager -n 20000 -u "*-node"'
        else:
            line = "journalctl --no-pager -n 20000 -u atomic-openshift-node -u origin-node"
        return Command(NodeLog, LOG if self.era.logs_in_pod else NODE, line, (line,))

    def _has_no_binary(self, fact: type, node: str | None) -> bool:
        """Return whether the host answered that it has no such command: OVS is in a container."""
        said = self.facts.failures(fact, node)
        return any(text in why for why in said for text in NO_BINARY)


def url(name: str) -> str:
    """Return what curl is asked for."""
    return name if "/" in name else f"https://{name}/"


def _names(facts: Facts) -> Iterable[str]:
    """Yield the names to ask for: those that already fail, then those of routes of projects."""
    requests = facts.known(Requests)
    if requests is not None:
        yield from dict.fromkeys(each.host for each in requests.items if each.host)
    routes = facts.known(Routes)
    if routes is not None:
        ours = [r for r in routes.items if not r.namespace.startswith("openshift")]
        yield from dict.fromkeys(r.host for r in (ours or routes.items) if r.host)


def _addresses(facts: Facts) -> Iterable[str]:
    """Yield the addresses of the nodes."""
    subnets, nodes = facts.known(HostSubnets), facts.known(Nodes)
    if subnets is not None:
        yield from (each.host_ip for each in subnets.items if each.host_ip)
    if nodes is not None:
        yield from (each.internal_ip for each in nodes.items if each.internal_ip)


def merged(commands: Sequence[Command]) -> str:
    """Return one `oc get` for several kinds of object.

    `oc get nodes -o yaml` and `oc get hostsubnets -o yaml` are `oc get nodes,hostsubnets -o yaml`.
    """
    kinds = dict.fromkeys(command.shown.split()[2] for command in commands)
    return " ".join(["oc get", ",".join(kinds), *commands[0].shown.split()[3:]])
