"""A node sends VXLAN to another but never hears from it.

Checks: where a node sent many packets to another's subnet, its flow for that sender has counted
    some.
Why: something between the nodes drops UDP of the tunnel in one direction, or the other node is
    down.
Symptom: connections between the two nodes time out; each looks right by itself.
Remedy: capture UDP port 4789 on both nodes; open it in firewalls and security groups, both ways.
"""

from __future__ import annotations

from parsers.ovs_flows import FlowTable
from rules.base import Finding, Findings, Node, NotApplicable, Severity, rule
from rules.derived.layout import Layout
from rules.derived.remote_subnets import RemoteSubnets

MANY = 1_000
"""Packets sent that should have been answered."""


@rule(Severity.WARNING, "39.7.4.2", "FH-12 XF-01")
def one_way_vxlan(node: Node, flows: FlowTable, layout: Layout, remotes: RemoteSubnets) -> Findings:
    """Compare what was sent to each node with what came from it."""
    if layout.tun_src_table is None or not layout.since("L2"):
        raise NotApplicable(f"layout {layout.id} does not count by sender")
    silent = []
    from_nodes = flows.index(layout.tun_src_table, "tun_src")
    to_nodes = flows.index(layout.ip_remote_table, "nw_dst")
    for remote in remotes.items:
        senders = from_nodes.get(remote.host_ip or "", ())
        targets = to_nodes.get(remote.subnet_text, ())
        if not senders or not targets:
            continue
        sent = sum(flow.n_packets for flow in targets)
        if sent < MANY:
            continue
        received = sum(flow.n_packets for flow in senders)
        old = min(flow.duration or 0.0 for flow in senders) > 600
        if received == 0 and old:
            silent.append((remote, sent, senders[0], targets[0]))
    for remote, sent, sender, target in silent:
        yield Finding(
            f"{node} sent {sent} packets to {remote.host or remote.name} ({remote.host_ip}) "
            "through the tunnel and received none",
            subjects=(remote.host_ip or "", remote.host or remote.name, remote.subnet_text),
            evidence=(target.source, sender.source, remote.source_of("hostIP")),
        )
