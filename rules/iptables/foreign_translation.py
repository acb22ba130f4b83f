"""A rule of somebody else translates packets of pods or services before kube-proxy sees them.

Checks: no rule of nat PREROUTING or OUTPUT, in a chain that is not the SDN's, kube-proxy's or a
    container engine's, gives another destination to packets that come from tun0 or go to the pods'
    or the services' network; told with a packet that meets it.
Why: the first rule of nat that matches a connection decides where all its packets go.
Symptom: a service or a pod answers as somebody else, or not at all, from this node only.
Remedy: remove the rule, or limit it to the interface that it is meant for; look who writes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network

from parsers.iptables import IptablesSave
from parsers.iptables_rule import IptRule
from rules.base import Finding, Findings, Node, Severity, rule
from rules.derived.cluster import Cluster
from rules.derived.own_subnet import OwnSubnet
from rules.derived.packet_filter import End, PacketFilter
from rules.derived.packet_match import Packet
from rules.derived.require_table import require_table

OWNED = ("OPENSHIFT-", "KUBE-", "DOCKER", "CNI-", "NETAVARK", "PODMAN", "CRIO-")
TRANSLATING = frozenset({"DNAT", "REDIRECT", "NETMAP"})
CLIENT = 40_000
PORT = 8080


@rule(
    Severity.ERROR,
    "39.7.4.1",
    "IP-05 IP-06",
    explains=("kube-proxy-jumps-missing", "service-rules-stale"),
)
def foreign_translation(
    node: Node, tables: IptablesSave, cluster: Cluster, own: OwnSubnet
) -> Findings:
    """Make a packet for each such rule and walk it."""
    require_table(tables, "nat")
    packets = PacketFilter(tables)
    ours = [*cluster.cidrs, *([cluster.service_network] if cluster.service_network else [])]
    for hook in ("PREROUTING", "OUTPUT"):
        for each in translating(packets, hook):
            for packet in packets_for(each, hook, own, ours):
                end = first_end(packets, hook, packet)
                if end is not None and end.rule is not None and end.rule.line == each.line:
                    yield found(node, each, packet, end, ours)
                    break


def translating(packets: PacketFilter, hook: str) -> Iterator[IptRule]:
    """Yield the rules of nobody that is known, of a hook and the chains that it jumps to."""
    table = packets.save.tables["nat"]
    queue, seen = [hook], {hook}
    while queue:
        chain = table.chains.get(queue.pop(0))
        for asked in packets.asked(table, chain) if chain is not None else ():
            target = asked.rule.target or ""
            if target in TRANSLATING:
                yield asked.rule
            elif target in table.chains and target not in seen and not target.startswith(OWNED):
                seen.add(target)
                queue.append(target)


def packets_for(
    each: IptRule, hook: str, own: OwnSubnet, ours: list[IPv4Network]
) -> Iterator[Packet]:
    """Yield packets of the cluster that a rule may match."""
    from_pods = hook == "PREROUTING" and each.in_iface in {None, (False, "tun0"), (False, "tun+")}
    if hook == "PREROUTING" and not from_pods:
        return
    asked = each.destination_net
    inside = asked is not None and not asked[0] and any(asked[1].overlaps(net) for net in ours)
    if asked is not None and not asked[0] and not inside and each.in_iface is None:
        return
    source = own.subnet.network_address + 3 if from_pods else IPv4Address(own.gateway)
    for net in ours:
        target = net.network_address + 10
        if asked is not None and not asked[0]:
            target = asked[1].network_address + (3 if asked[1].num_addresses > 8 else 0)
        yield Packet(
            "tun0" if from_pods else None,
            None,
            source,
            target,
            each.protocol or "tcp",
            CLIENT,
            each.dports[0][0] if each.dports else PORT,
            to_local=False,
        )


def first_end(packets: PacketFilter, hook: str, packet: Packet) -> End | None:
    """Return where a packet surely ends; None if it may end in several places."""
    ends = packets.walk("nat", hook, packet).ends
    return ends[0] if ends and ends[0].verdict in TRANSLATING else None


def found(node: Node, each: IptRule, packet: Packet, end: End, ours: list[IPv4Network]) -> Finding:
    """Say what a rule does to which packet."""
    to = each.to_destination or "a port of the node itself"
    what = f"{packet.proto} from {packet.src} to {packet.dst} port {packet.dport}"
    asked = each.destination_net
    named = asked is not None and any(asked[1].subnet_of(net) for net in ours)
    return Finding(
        f"a foreign rule on {node} sends {what} to {to}: {end.words}",
        subjects=(each.chain, str(packet.dst), to, str(node)),
        evidence=(each.source, *(jump.source for jump in end.via[:2])),
        severity=None if named or each.in_iface is not None else Severity.WARNING,
    )
