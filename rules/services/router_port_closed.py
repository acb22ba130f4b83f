"""A router's ports are closed: nothing listens there, or the node's firewall refuses its clients.

Checks: on each node where a router runs on the host's network, something listens on TCP 80 and 443,
    and a new connection to them, from anywhere, is not dropped or rejected by the node's tables.
Why: a router that could not take its ports, or that hangs, serves nobody; nor does one behind a
    firewall.
Symptom: connections to the router's address are refused or time out.
Remedy: look at the router pod's log; find out what else took the port (ss -ltnp). Open the ports in
    the node's firewall (OS_FIREWALL_ALLOW of openshift-ansible), before the rule that is named.
"""

from __future__ import annotations

from collections.abc import Iterator

from parsers.iptables import IptablesSave
from parsers.ipv4 import address
from parsers.kube.pods import Pod, Pods
from parsers.sockets import Sockets
from rules.base import Finding, Findings, Missing, Node, NotApplicable, Severity, rule
from rules.derived.packet_filter import INCOMING, End, PacketFilter
from rules.derived.packet_match import NIC, Packet
from rules.derived.routers import routers_of

PORTS = (80, 443)
WHOLE = 10
"""Sockets that a node has at least; fewer are an excerpt."""


@rule(Severity.WARNING, "39.4", "RT-10", explains=("target-unreachable", "firewall-dropped"))
def router_port_closed(
    node: Node, pods: Pods, sockets: Sockets | None, tables: IptablesSave | None
) -> Findings:
    """Compare the routers of a node with its listeners, then with its firewall."""
    here = [
        pod
        for pod in routers_of(pods.by_node.get(node.name, []))
        if pod.phase == "Running" and pod.host_network and pod.ready
    ]
    if not here:
        raise NotApplicable("no router runs here on the host's network")
    stopped = [*refusals(here[0], tables)] if tables is not None else []
    for port, ends in stopped:
        yield Finding(
            f"{node} {'drops' if ends[-1].verdict == 'DROP' else 'rejects'} connections to port "
            f"{port} of router {here[0].name}: {ends[-1].words}",
            subjects=(
                node.name,
                here[0].name,
                here[0].host_ip or "",
                ends[-1].chain.name,
                str(port),
            ),
            evidence=(here[0].source, *(end.source for end in ends[:4])),
        )
    if sockets is None:
        if not stopped:
            raise Missing(Sockets)
        return
    listeners = [each for each in sockets.items if each.kind == "tcp" and each.listens]
    closed = [port for port in PORTS if not sockets.listening(port)]
    if closed and len(listeners) >= WHOLE:
        ports = " and ".join(map(str, closed))
        yield Finding(
            f"nothing listens on port {ports} of {node}, where router {here[0].name} runs",
            subjects=(
                node.name,
                here[0].name,
                *filter(None, (here[0].host_ip,)),
                *map(str, closed),
            ),
            evidence=(here[0].source, listeners[0].source),
        )


def refusals(router: Pod, tables: IptablesSave) -> Iterator[tuple[int, tuple[End, ...]]]:
    """Yield the first port that the node's tables close to every client, with what closes it."""
    packets = PacketFilter(tables)
    own = address(router.host_ip)
    for port in PORTS:
        asked = Packet(NIC, None, None, own, "tcp", 40_000, port, to_local=True)
        if ends := packets.blocking(INCOMING, asked):
            yield port, ends
            return
