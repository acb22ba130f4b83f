"""Flows of br0 that drop have dropped a good part of their table's packets.

Checks: the counters of flows that drop; more than a hundred packets, and more than one in a hundred
    of their table, are told in words. It is a warning where VXLAN comes from a machine that is no
    node, or packets go to a subnet that no node has, though every node has its flows, and the
    counter is no older than a week. IPv6 and multicast, which every node drops, are left out.
Why: what is dropped there was sent by somebody, and shows whom to ask.
Symptom: that of what sends it: time-outs.
Remedy: from a strange machine: look for a deleted node that still runs, NAT between nodes, or a
    second cluster (tcpdump udp port 4789). To a strange subnet or pod: look for old endpoints.
"""

from __future__ import annotations

from parsers.kube.nodes import Nodes
from parsers.ovs_flow import Flow
from parsers.ovs_flows import FlowTable
from rules.base import Finding, Findings, Node, NotApplicable, Severity, rule
from rules.derived.drop_meanings import Drop, hot
from rules.derived.layout import Layout
from rules.derived.remote_subnets import RemoteSubnets

STRANGE = {"CT-04", "CT-10"}
WEEK = 7 * 86400.0
"""Seconds: what a bridge counted over more than that may be of a node that is gone since long."""
FRESH = 60
"""Seconds since the last hit, where it is printed: then it goes on."""


@rule(
    Severity.INFO,
    "39.7.4",
    "CT-01 CT-02 CT-03 CT-04 CT-05 CT-06 CT-07 CT-08 CT-09 CT-10 CT-11 CT-12 CT-13 CT-14 CT-15 "
    "MC-02",
)
def packets_dropped(
    node: Node,
    flows: FlowTable,
    layout: Layout,
    remotes: RemoteSubnets | None,
    nodes: Nodes | None,
) -> Findings:
    """Tell the hot counters; one finding of what is strange, one of the rest."""
    if not any(flow.n_packets for flow in flows.flows):
        raise NotApplicable("the dump has no counters")
    found = [*hot(flows, layout)]
    strange = [pair for pair in found if pair[1].invariant in STRANGE]
    rest = [pair for pair in found if pair[1].invariant not in STRANGE]
    sure = remotes is not None and nodes is not None and known(flows, layout, remotes, nodes)
    for pair in strange:
        loud = sure and goes_on(pair[0])
        yield told(node, [pair], Severity.WARNING if loud else Severity.INFO)
    if rest:
        yield told(node, rest, Severity.INFO)


def goes_on(flow: Flow) -> bool:
    """Return whether what a counter counted is of these days."""
    idle, age = flow.idle_age, flow.duration
    return idle <= FRESH if idle is not None else age is not None and age <= WEEK


def known(flows: FlowTable, layout: Layout, remotes: RemoteSubnets, nodes: Nodes) -> bool:
    """Return whether every other node has its flows and its address: then nothing else explains."""
    senders = flows.index(layout.tun_src_table or 0, "tun_src")
    subnets = flows.index(layout.ip_remote_table, "nw_dst")
    homes = {remote.host or remote.name: remote for remote in remotes.items}
    return all(
        remote.host_ip in senders and remote.subnet_text in subnets for remote in remotes.items
    ) and all(
        item.name not in homes or item.internal_ip in {None, homes[item.name].host_ip}
        for item in nodes.items
    )


def told(node: Node, pairs: list[tuple[Flow, Drop]], severity: Severity) -> Finding:
    """Say what was dropped, in words."""
    said = "; ".join(
        f"{flow.n_packets} {drop.words} (table {flow.table})" for flow, drop in pairs[:4]
    )
    more = f"; and {len(pairs) - 4} more" if len(pairs) > 4 else ""
    return Finding(
        f"br0 on {node} dropped {said}{more}",
        subjects=tuple(f"{node}/table {flow.table}" for flow, _ in pairs),
        evidence=tuple(flow.source for flow, _ in pairs),
        severity=severity,
        invariants=tuple(dict.fromkeys(drop.invariant for _, drop in pairs)),
    )
