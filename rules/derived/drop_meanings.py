"""What each flow that drops means, by table: who sends what ends there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from parsers.ovs_flow import Flow
from parsers.ovs_flows import FlowTable
from rules.derived.layout import Layout

MANY = 100
SHARE = 0.01
"""Of a table's packets: what is less is noise."""
OLD = 3600
"""Seconds since the last hit, where it is printed: then it is history."""


class Drop(NamedTuple):
    """A flow that drops: the invariant, what it drops, whether that is noise on any node."""

    invariant: str
    words: str
    noise: bool = False


def meaning(flow: Flow, layout: Layout) -> Drop | None:
    """Return what a flow of the SDN drops; None for one that this does not know."""
    table, priority = flow.table, flow.priority
    if not layout.since("L1"):
        return None
    if table == 0:
        return of_first(flow)
    if priority == 0:
        return of_last(table, flow, layout)
    if table in {27, 80} and priority == 100:
        return Drop("CT-13", "packets that a NetworkPolicy denies")
    if flow.proto == "udp" and priority == 300:
        return Drop("CT-06", "VXLAN that a pod sends itself")
    if table in {9, 100, 101} and "reg0" in flow.match:
        return Drop("CT-14", "packets to the outside that an egress policy or egress IP forbids")
    return None


def of_first(flow: Flow) -> Drop | None:
    """Return what table 0 drops."""
    port = flow.match.get("in_port")
    if port == 1:
        return Drop("CT-01", "packets from the tunnel that are not of the pods' networks")
    if flow.match.get("nw_dst") is not None:
        return Drop("CT-03", "the node's own multicast", noise=True)
    return Drop("CT-02", "packets that are neither IPv4 nor ARP", noise=True)


def of_last(table: int, flow: Flow, layout: Layout) -> Drop | None:
    """Return what the last flow of a table drops."""
    if table == layout.tun_src_table:
        return Drop("CT-04", "VXLAN from a machine that is no node")
    if table == layout.pod_in_table:
        return Drop("CT-05", "packets with an address that is not the sending pod's")
    if table == layout.routing_table and flow.proto == "arp":
        return Drop("CT-08", "ARP for addresses outside the pods' networks", noise=True)
    if table in {layout.ip_remote_table, layout.arp_remote_table}:
        return Drop("CT-10", "packets to a subnet that no node has")
    if table in {110, 120, 111}:
        return Drop("CT-15", "multicast that is not enabled", noise=True)
    rows = {
        25: Drop("CT-07", "service traffic of an address that is no local pod's"),
        27: Drop("CT-13", "packets that a policy does not let out"),
        80: Drop("CT-13", "packets that no policy lets in"),
        layout.pod_arp_table: Drop("CT-09", "ARP for a pod that is not there"),
        layout.pod_ip_table: Drop("CT-12", "packets to an address that no pod here has"),
    }
    if table == 80 and layout.plugin == "multitenant":
        return None  # isolation of projects, which has its own rule
    if table == layout.service_table and not layout.ct:
        return Drop("CT-11", "packets to a service or port that is not there")
    return rows.get(table)


def hot(flows: FlowTable, layout: Layout) -> Iterator[tuple[Flow, Drop]]:
    """Yield the drops that a good part of their table's packets met, noise left out."""
    for members in flows.tables.values():
        total = sum(flow.n_packets for flow in members)
        for flow in members:
            count = flow.n_packets
            if count <= MANY or count < total * SHARE or not flow.is_drop:
                continue
            if (flow.idle_age or 0) > OLD:
                continue
            drop = meaning(flow, layout)
            if drop is not None and not drop.noise:
                yield flow, drop
