"""The node's own firewall drops VXLAN packets of other nodes.

Checks: a UDP packet to the VXLAN port, from each other node and to it, walked through the node's
    raw, mangle and filter tables, is not dropped or rejected.
Why: all traffic between pods of different nodes is VXLAN; the first rule that matches decides, so
    that a drop in front of `VXLAN incoming` blocks it though the accepting rule exists.
Symptom: pods of this node and of the others do not reach each other; nodes still do.
Remedy: remove the rule that drops it (`iptables -D ...` with its text), or restart the SDN on the
    node if `VXLAN incoming` is missing.
"""

from __future__ import annotations

from collections import defaultdict
from ipaddress import IPv4Address

from parsers.base import Source
from parsers.ip_route import RouteTable
from parsers.iptables import IptablesSave
from parsers.ipv4 import address
from parsers.kube.hostsubnets import HostSubnet
from rules.base import Finding, Findings, Node, Severity, rule
from rules.derived.cluster import Cluster
from rules.derived.own_subnet import OwnSubnet
from rules.derived.packet_filter import INCOMING, OUTGOING, End, Hooks, PacketFilter
from rules.derived.packet_match import NIC, Packet
from rules.derived.remote_subnets import RemoteSubnets
from rules.derived.require_table import require_table


@rule(
    Severity.ERROR,
    "39.7.4.1",
    "IP-02 IP-03 IP-13",
    explains=(
        "one-way-vxlan",
        "firewall-dropped",
    ),
)
def vxlan_blocked(
    node: Node,
    tables: IptablesSave,
    cluster: Cluster,
    own: OwnSubnet,
    remote: RemoteSubnets,
    routes: RouteTable | None,
) -> Findings:
    """Walk the VXLAN packets of every other node, both ways."""
    require_table(tables, "filter")
    packets = PacketFilter(tables)
    for hooks, way in ((INCOMING, "from"), (OUTGOING, "to")):
        stopped = blocked_peers(packets, hooks, own, remote, cluster.vxlan_port, routes)
        for ends, peers in stopped:
            names = ", ".join(peer.name for peer in peers[:3])
            more = f" and {len(peers) - 3} more" if len(peers) > 3 else ""
            yield Finding(
                f"{node} drops VXLAN (udp {cluster.vxlan_port}) {way} {names}{more}: "
                f"{ends[-1].words}",
                subjects=(
                    ends[-1].chain.name,
                    hooks[-1][1] if way == "to" else "INPUT",
                    str(cluster.vxlan_port),
                    *(str(peer.host_ip) for peer in peers),
                    *(peer.name for peer in peers),
                    *([own.host_ip] if own.host_ip else []),
                    str(node),
                ),
                evidence=(*evidence(ends, cluster.vxlan_port), peers[0].source_of("hostIP")),
            )


def blocked_peers(
    packets: PacketFilter,
    hooks: Hooks,
    own: OwnSubnet,
    remote: RemoteSubnets,
    port: int,
    routes: RouteTable | None,
) -> list[tuple[tuple[End, ...], list[HostSubnet]]]:
    """Return what stops packets, with the nodes whose packets it stops."""
    host = address(own.host_ip)
    incoming = hooks is INCOMING
    if packets.passes(hooks, packet(incoming, NIC, host, None, port)):
        return []
    stopped: dict[tuple[object, ...], tuple[tuple[End, ...], list[HostSubnet]]]
    stopped = defaultdict(lambda: ((), []))
    for peer in remote.items:
        other = address(peer.host_ip)
        route = routes.lookup(str(other)) if routes and other else None
        nic = (route.device if route else None) or NIC
        ends = packets.blocking(hooks, packet(incoming, nic, host, other, port)) if other else ()
        if ends:
            key = tuple((end.chain.name, end.rule and end.rule.line) for end in ends)
            stopped[key] = (ends, [*stopped[key][1], peer])
    return list(stopped.values())


def packet(
    incoming: bool, nic: str, host: IPv4Address | None, peer: IPv4Address | None, port: int
) -> Packet:
    """Return a VXLAN packet, whose source port is a hash of the inner one."""
    if incoming:
        return Packet(nic, None, peer, host, "udp", 40_000, port, to_local=True)
    return Packet(None, nic, host, peer, "udp", 40_000, port, to_local=False)


def evidence(ends: tuple[End, ...], port: int) -> list[Source]:
    """Return the lines that stop it, and what does not stand before them."""
    found = [end.source for end in ends[:4]]
    last = ends[-1]
    if last.rule is None or not last.rule.dports:
        found.append(last.chain.absence(f"a rule that accepts udp {port} before it"))
    return found
