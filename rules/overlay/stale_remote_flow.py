"""A node keeps tunnel flows for a node or subnet that no HostSubnet has.

Checks: every tun_src, and every subnet that is tunnelled, belongs to a HostSubnet.
Why: traffic for a deleted node's subnet disappears, and VXLAN from a machine that is no node any
    more is accepted.
Symptom: connections to addresses of the old subnet time out; if address or subnet were given
    anew, they go astray.
Remedy: restart the SDN on this node; it removes what it does not know.
"""

from __future__ import annotations

from collections.abc import Iterable

from parsers.ipv4 import network
from parsers.kube.hostsubnets import HostSubnets
from parsers.ovs_flow import Flow
from parsers.ovs_flows import FlowTable
from rules.base import Finding, Findings, Node, NotApplicable, Severity, rule
from rules.derived.layout import Layout
from rules.derived.own_subnet import OwnSubnet
from rules.derived.short_tables import ShortTables


@rule(Severity.WARNING, "39.7.4", "FH-04 FH-05 FH-07", explains=("multicast-list-wrong",))
def stale_remote_flow(
    node: Node,
    flows: FlowTable,
    layout: Layout,
    subnets: HostSubnets,
    own: OwnSubnet,
    short: ShortTables,
) -> Findings:
    """Report senders and subnets of no other node: those of none, and the node's own."""
    if not subnets.items or subnets.partial:
        return
    if why := short.ended(HostSubnets):
        raise NotApplicable(why)
    if all(node.name in {each.name, each.host} for each in subnets.items):
        raise NotApplicable("only the node's own HostSubnet was collected")
    stale: list[tuple[str, Flow]] = []
    if layout.tun_src_table is not None:
        for flow in flows.in_table(layout.tun_src_table):
            sender = str(flow.match.get("tun_src", ""))
            if sender in {"", "0.0.0.0"}:  # noqa: S104 - a match, no address to bind
                continue
            if sender not in subnets.by_host_ip or sender == own.host_ip:
                stale.append((sender, flow))
    known = {item.subnet_text for item in subnets.items}
    known |= {str(item.subnet) for item in subnets.items}
    known.discard(str(own.subnet))
    for table in dict.fromkeys((layout.arp_remote_table, layout.ip_remote_table)):
        for flow in flows.in_table(table):
            subnet = str(flow.match.get("nw_dst") or flow.match.get("arp_tpa") or "")
            if subnet and flow.tun_dsts and subnet not in known and "/" in subnet:
                stale.append((subnet, flow))
    for some in by_peer(stale):
        yield told(node, some, flows, layout, subnets, own)


def by_peer(stale: list[tuple[str, Flow]]) -> Iterable[list[tuple[str, Flow]]]:
    """Group flows by the address that they take for another node's."""
    found: dict[str, list[tuple[str, Flow]]] = {}
    for name, flow in stale:
        peer = name if "tun_src" in flow.match else flow.tun_dsts[0]
        found.setdefault(peer, []).append((name, flow))
    return found.values()


def told(
    node: Node,
    stale: list[tuple[str, Flow]],
    flows: FlowTable,
    layout: Layout,
    subnets: HostSubnets,
    own: OwnSubnet,
) -> Finding:
    """Tell what a node keeps for one peer."""
    names = list(dict.fromkeys(name for name, _ in stale))
    networks = [net for name in names if "/" in name and (net := network(name))]
    reused = [
        item.subnet_text
        for item in subnets.items
        if item.subnet and any(item.subnet.overlaps(network) for network in networks)
    ]
    targets = [target for _, flow in stale for target in flow.tun_dsts]
    if any("tun_src" in flow.match for _, flow in stale) and layout.tun_src_table is not None:
        # A sender of no node stands most likely in the place of one that is not let in.
        there = flows.index(layout.tun_src_table, "tun_src")
        lost = [ip for ip in subnets.by_host_ip if ip not in there and ip != own.host_ip]
        targets += lost if len(lost) == 1 else []
    return Finding(
        f"br0 on {node} has tunnel flows for {', '.join(names[:4])}, which is no other node's"
        + (f"; they overlap {reused[0]}" if reused else ""),
        subjects=(*names, *targets),
        evidence=(
            *(flow.source for _, flow in stale[:6]),
            subnets.absence(names[0]),
        ),
        severity=Severity.ERROR if reused else None,
    )
