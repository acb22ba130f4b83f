"""Which nodes lack flows for which: the pattern tells where the event was lost.

Checks: over all nodes whose flows are there, for which HostSubnets of others a flow that accepts
    their VXLAN or one that tunnels to them is not there: several nodes that lack the same one, or
    one node that lacks several that others know.
Why: each node learns of the others by its own watch. A HostSubnet that several nodes miss was added
    lately or its event was lost; a node that misses several has a watch that is broken.
Symptom: that of the faults that it stands beside: one node, or one pair of nodes, not reached.
Remedy: restart the SDN on the nodes that are named; if several miss one node, look at the master's
    log (sdn-controller) for the time when that node was added.
"""

from __future__ import annotations

from parsers.base import Source
from parsers.kube.hostsubnets import HostSubnet
from parsers.ovs_flows import FlowTable
from rules.base import Finding, Findings, Missing, NotApplicable, PerNode, Severity, rule
from rules.derived.layout import Layout
from rules.derived.remote_subnets import RemoteSubnets

SEVERAL = 2
FEWEST = 3
"""Nodes with flows: with fewer there is no pattern."""


@rule(Severity.INFO, "39.7.4", "XN-04")
def peer_flows_patchy(
    flows: PerNode[FlowTable], layouts: PerNode[Layout], remotes: PerNode[RemoteSubnets]
) -> Findings:
    """Lay the nodes against the peers that they lack."""
    nodes = [
        node
        for node, table in flows.items()
        if table.complete and node in layouts and node in remotes
    ]
    known = max((len(each.items) for each in remotes.values()), default=0) + 1
    if len(nodes) < FEWEST <= known and len(flows) < known:
        raise Missing(FlowTable)
    if len(nodes) < FEWEST:
        raise NotApplicable(f"the flows of {FEWEST} nodes or more make a pattern")
    lacking = {node: lacks(flows[node], layouts[node], remotes[node]) for node in nodes}
    by_peer: dict[str, list[str]] = {}
    for node, lost in lacking.items():
        for peer in lost:
            by_peer.setdefault(peer.host or peer.name, []).append(node)
    for node, lost in lacking.items():
        alone = [peer for peer in lost if len(by_peer[peer.host or peer.name]) == 1]
        if len(alone) >= SEVERAL:
            names = ", ".join(peer.host or peer.name for peer in alone[:4])
            yield Finding(
                f"only {node} lacks flows for {len(alone)} nodes ({names}), which the other "
                f"{len(nodes) - 1} know: its watch of HostSubnets is broken",
                subjects=(*(part for peer in alone for part in parts(peer)), node),
                evidence=tuple(absent(peer, flows[node], layouts[node]) for peer in alone[:6]),
                node=node,
            )
    peers = {peer.host or peer.name: peer for lost in lacking.values() for peer in lost}
    for name, missed_by in by_peer.items():
        if len(missed_by) >= SEVERAL:
            peer = peers[name]
            knowing = len(nodes) - len(missed_by) - (name in nodes)
            yield Finding(
                f"{len(missed_by)} nodes lack flows for {name} ({', '.join(missed_by[:4])}), "
                f"{knowing} know it: its HostSubnet is new, or its event was lost",
                subjects=(*parts(peer), *missed_by),
                evidence=(
                    peer.source_of("hostIP"),
                    *(absent(peer, flows[node], layouts[node]) for node in missed_by[:6]),
                ),
            )


def lacks(flows: FlowTable, layout: Layout, remotes: RemoteSubnets) -> list[HostSubnet]:
    """Return the peers whose VXLAN a node does not accept, or to which it has no tunnel."""
    table = layout.tun_src_table
    senders = flows.index(table, "tun_src") if table is not None else None
    targets = flows.index(layout.ip_remote_table, "nw_dst")
    return [
        peer
        for peer in remotes.items
        if (senders is not None and peer.host_ip not in senders) or peer.subnet_text not in targets
    ]


def absent(peer: HostSubnet, flows: FlowTable, layout: Layout) -> Source:
    """Return the evidence that a node lacks a flow for a peer."""
    table = layout.tun_src_table
    if table is not None and peer.host_ip not in flows.index(table, "tun_src"):
        return flows.absence(f"tun_src={peer.host_ip}", table)
    return flows.absence(f"nw_dst={peer.subnet_text}", layout.ip_remote_table)


def parts(peer: HostSubnet) -> list[str]:
    """Return what a peer is called."""
    return [part for part in (peer.host_ip, peer.subnet_text, peer.host or peer.name) if part]
