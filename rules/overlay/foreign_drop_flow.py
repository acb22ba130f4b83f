"""A flow that the SDN does not install drops traffic of the cluster.

Checks: no flow without a match of its own in the layout drops pod, node or service traffic with a
    priority above the flow that should take it.
Why: somebody added it by hand; the higher priority wins.
Symptom: depends on its match: one pod, one subnet or all traffic of the node is lost.
Remedy: delete the flow (ovs-ofctl -O OpenFlow13 --strict del-flows br0 with its match and
    priority), or restart the SDN on the node so that it rebuilds the bridge.
"""

from __future__ import annotations

from collections.abc import Iterator

from parsers.ovs_flow import Flow
from parsers.ovs_flows import FlowTable
from rules.base import Finding, Findings, Node, NotApplicable, Severity, rule
from rules.derived.cluster import Cluster
from rules.derived.explained_flows import static_keys
from rules.derived.layout import Layout
from rules.derived.own_subnet import OwnSubnet
from rules.derived.static_flows import key
from rules.overlay.pod_isolation_stuck import COOKIE as ISOLATION

VOVSBR = 3
"""The port to the linux bridge, up to 3.3."""


@rule(
    Severity.ERROR,
    "39.7.4",
    "FL-07",
    explains=(
        "one-way-vxlan",
        "dns-flow-missing",
        "remote-subnet-unreachable",
        "remote-sender-unknown",
    ),
)
def foreign_drop_flow(
    node: Node, flows: FlowTable, layout: Layout, cluster: Cluster, own: OwnSubnet
) -> Findings:
    """Report drops that are none of the layout's."""
    if not layout.since("L1"):
        raise NotApplicable(f"layout {layout.id} is not compared flow by flow")
    for flow in foreign_drops(flows, layout, cluster, own):
        yield Finding(
            f"a foreign flow on {node} drops traffic: {flow.text}",
            subjects=(*subjects(flow), f"table {flow.table}"),
            evidence=(flow.source, layout.source),
        )


def foreign_drops(
    flows: FlowTable, layout: Layout, cluster: Cluster, own: OwnSubnet
) -> Iterator[Flow]:
    """Yield the drops above priority 0 that are neither the layout's nor an object's."""
    normal = static_keys(layout, cluster, own)
    for flow in flows.flows:
        if not flow.is_drop or flow.priority == 0 or flow.table == 253:
            continue
        if (flow.table, flow.priority, key(flow.match)) in normal:
            continue
        if flow.priority <= 500 and is_own(flow):
            continue
        if layout.id == "L1" and flow.table == 0 and dict(flow.match) == {"in_port": VOVSBR}:
            continue
        if flow.proto == "ipv6" or (flow.cookie == 0x1 and flow.priority == 65535):
            continue
        yield flow


def is_own(flow: Flow) -> bool:
    """Return whether the SDN drops so by an object, or between tunnels: by VNID, UDP or cookie."""
    match = flow.match
    if flow.cookie == ISOLATION:
        return True
    if flow.table in {27, 80, 81}:
        return "reg0" in match or "reg1" in match
    if flow.table in {9, 100, 101}:
        return "reg0" in match or flow.proto == "udp"
    return flow.table == 20 and flow.proto == "udp"


def subjects(flow: Flow) -> tuple[str, ...]:
    """Return the addresses and ports that a flow matches."""
    found = []
    for field, value in flow.match.items():
        if field in {"nw_src", "nw_dst", "arp_spa", "arp_tpa", "tun_src"}:
            found.append(str(value))
        elif field == "in_port":
            found.append(f"port {value}")
    return tuple(found)
