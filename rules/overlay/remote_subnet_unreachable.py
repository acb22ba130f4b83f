"""A node does not tunnel traffic to the pods of another node.

Checks: br0 sends the subnet of every other node to that node's address, ARP and IP.
Why: without these flows ARP or IP for pods over there ends in the drop flow of its table.
Symptom: connections from pods here to pods there time out; all else works.
Remedy: restart the SDN on this node; it installs the flows as it starts. Read its log for "error
    adding OVS flows for subnet" first.
"""

from __future__ import annotations

from parsers.kube.hostsubnets import HostSubnet
from parsers.ovs_flows import FlowTable
from rules.base import Finding, Findings, Node, NotApplicable, Severity, rule
from rules.derived.layout import Layout
from rules.derived.remote_subnets import RemoteSubnets


@rule(Severity.ERROR, "39.7.4", "FH-02 FH-10", explains=("one-way-vxlan", "multicast-list-wrong"))
def remote_subnet_unreachable(
    node: Node, flows: FlowTable, layout: Layout, remotes: RemoteSubnets
) -> Findings:
    """Report the subnets that have no flow at all for ARP or for IP."""
    if not flows.complete:
        raise NotApplicable("the dump holds only some of the flows")
    lost: list[tuple[HostSubnet, list[str]]] = []
    arp_flows = flows.index(layout.arp_remote_table, "arp_tpa")
    ip_flows = flows.index(layout.ip_remote_table, "nw_dst")
    for remote in remotes.items:
        subnet = remote.subnet_text
        lacking = []
        if not any("tun_dst" in flow.actions_text for flow in arp_flows.get(subnet, ())):
            lacking.append("ARP")
        if not any("tun_dst" in flow.actions_text for flow in ip_flows.get(subnet, ())):
            lacking.append("IP")
        if lacking and subnet:
            lost.append((remote, lacking))
    if not lost:
        return
    what = ", ".join(
        f"{' and '.join(lacking)} to {remote.subnet_text} on {remote.host or remote.name}"
        for remote, lacking in lost[:4]
    )
    more = f" and {len(lost) - 4} more" if len(lost) > 4 else ""
    first, lacking = lost[0]
    absences = []
    if "ARP" in lacking:
        absences.append(flows.absence(f"arp_tpa={first.subnet_text}", layout.arp_remote_table))
    if "IP" in lacking:
        absences.append(flows.absence(f"nw_dst={first.subnet_text}", layout.ip_remote_table))
    yield Finding(
        f"br0 on {node} has no flow for {what}{more}: it is dropped",
        subjects=tuple(
            part for r, _ in lost for part in (r.subnet_text, r.host_ip, r.host or r.name) if part
        ),
        evidence=(*(remote.source_of("subnet") for remote, _ in lost[:8]), *absences),
    )
