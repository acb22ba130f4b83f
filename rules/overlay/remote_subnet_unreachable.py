"""A node does not tunnel traffic to the pods of another node.

Checks: br0 sends the subnet of every other node to that node's address, ARP and IP.
Why: without these flows ARP or IP for pods over there ends in the drop flow of its table.
Symptom: connections from pods here to pods there time out; all else works.
Remedy: restart the SDN on this node; it installs the flows as it starts. Read its log for "error
    adding OVS flows for subnet" first.
"""

from __future__ import annotations

from collections.abc import Iterator

from parsers.kube.hostsubnets import HostSubnet
from parsers.ovs_flow import Flow
from parsers.ovs_flows import FlowTable
from rules.base import Finding, Findings, Node, NotApplicable, Severity, rule
from rules.derived.layout import Layout
from rules.derived.remote_subnets import RemoteSubnets


@rule(
    Severity.ERROR,
    "39.7.4",
    "FH-02 FH-10",
    explains=(
        "one-way-vxlan", "peer-flows-patchy", "multicast-list-wrong", "stale-remote-flow",
        "unexplained-flow", "packets-dropped",
    ),
)  # fmt: skip
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
    former = list(of_former_subnets(flows, remotes, {r.host_ip for r, _ in lost if r.host_ip}))
    still = f"; it still tunnels {former[0][0]} to that node" if former else ""
    yield Finding(
        f"br0 on {node} has no flow for {what}{more}: it is dropped{still}",
        subjects=(
            *(p for r, _ in lost for p in (r.subnet_text, r.host_ip, r.host or r.name) if p),
            *(subnet for subnet, _ in former),
            *layout.unfinished,
            *(f"{node}/table {t}" for t in (layout.arp_remote_table, layout.ip_remote_table)),
        ),
        evidence=(
            *(remote.source_of("subnet") for remote, _ in lost[:6]),
            *absences,
            *(flow.source for _, flow in former[:2]),
        ),
    )


def of_former_subnets(
    flows: FlowTable, remotes: RemoteSubnets, hosts: set[str]
) -> Iterator[tuple[str, Flow]]:
    """Yield what is tunnelled to these nodes for subnets that no other node has any more."""
    known = {remote.subnet_text for remote in remotes.items}
    for subnet, found in flows.tunnels_to.items():
        if subnet not in known and hosts.intersection(found[0].tun_dsts):
            yield subnet, found[0]
