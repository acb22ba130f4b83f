"""A node tunnels the traffic for a subnet to the wrong address.

Checks: the flows of every other node's subnet set tun_dst to the hostIP of the same HostSubnet.
Why: the packets arrive at a node that has no such pods, or at no node at all.
Symptom: connections from pods here to pods of that subnet time out.
Remedy: restart the SDN on this node. A node ignores a changed subnet while the hostIP stays the
    same.
"""

from __future__ import annotations

from parsers.ovs_flows import FlowTable
from rules.base import Finding, Findings, Node, Severity, rule
from rules.derived.layout import Layout
from rules.derived.remote_subnets import RemoteSubnets


@rule(
    Severity.ERROR,
    "39.7.4",
    "FH-03 FH-07",
    explains=(
        "remote-sender-unknown",
        "stale-remote-flow",
        "one-way-vxlan",
        "egress-ip-flows-wrong",
    ),
)
def remote_subnet_wrong_node(
    node: Node, flows: FlowTable, layout: Layout, remotes: RemoteSubnets
) -> Findings:
    """Compare each subnet's tun_dst with the hostIP of its HostSubnet."""
    arp_flows = flows.index(layout.arp_remote_table, "arp_tpa")
    ip_flows = flows.index(layout.ip_remote_table, "nw_dst")
    for remote in remotes.items:
        found = [
            *arp_flows.get(remote.subnet_text, ()),
            *ip_flows.get(remote.subnet_text, ()),
        ]
        wrong = [f for f in found if f.tun_dsts and f.tun_dsts != (remote.host_ip,)]
        if wrong:
            target = wrong[0].tun_dsts[0]
            yield Finding(
                f"br0 on {node} tunnels {remote.subnet_text} to {target}, but its node "
                f"{remote.host or remote.name} has {remote.host_ip}",
                subjects=(
                    remote.subnet_text, target, remote.host_ip or "", remote.host or remote.name
                ),
                evidence=(remote.source_of("hostIP"), *(flow.source for flow in wrong[:4])),
            )  # fmt: skip
