"""A flow that the SDN does not install drops traffic of the cluster.

Checks: no flow without a match of its own in the layout drops pod, node or service traffic with a
    priority above the flow that should take it.
Why: somebody added it by hand; the higher priority wins.
Symptom: depends on its match: one pod, one subnet or all traffic of the node is lost.
Remedy: delete the flow (ovs-ofctl -O OpenFlow13 --strict del-flows br0 with its match and
    priority), or restart the SDN on the node so that it rebuilds the bridge.
"""

from __future__ import annotations

from parsers.ovs_flow import Flow
from parsers.ovs_flows import FlowTable
from rules.base import Finding, Findings, Node, Severity, rule
from rules.derived.cluster import Cluster
from rules.derived.explained_flows import Static, static_keys
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
        "multicast-flows-wrong",
        "dns-flow-missing",
        "remote-subnet-unreachable",
        "remote-sender-unknown",
        "remote-flow-of-former-hostsubnet",
    ),
)
def foreign_drop_flow(
    node: Node, flows: FlowTable, layout: Layout, cluster: Cluster, own: OwnSubnet
) -> Findings:
    """Report drops that are none of the layout's."""
    normal = static_keys(layout, cluster, own)
    for flow in flows.flows:
        if flow.is_drop and is_foreign(flow, layout, normal):
            yield Finding(
                f"a foreign flow on {node} drops traffic: {flow.text}",
                subjects=(*subjects(flow), f"table {flow.table}"),
                evidence=(flow.source, layout.source),
                severity=None if layout.since("L1") else Severity.WARNING,
            )


def is_foreign(flow: Flow, layout: Layout, normal: Static) -> bool:
    """Return whether a drop is above priority 0, and neither the layout's nor an object's."""
    if flow.priority == 0 or flow.table == 253:
        return False
    if (flow.table, flow.priority, key(flow.match)) in normal:
        return False
    if flow.priority <= 500 and is_own(flow):
        return False
    if layout.id == "L1" and flow.table == 0 and dict(flow.match) == {"in_port": VOVSBR}:
        return False
    return flow.proto != "ipv6" and not (flow.cookie == 0x1 and flow.priority == 65535)


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
        elif field in {"reg0", "reg1"} and isinstance(value, int):
            found.append(f"{value:#x}")
        elif field == "in_port":
            found.append(f"port {value}")
    return tuple(found)
